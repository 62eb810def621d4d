/*
 * Shingle hashes.
 *
 * The bytes of a window are hashed as they stand in the normalised text: cheaper than hashing every token and
 * combining, because short tokens of varying length mispredict. Each byte is hashed w times, so the cost is linear.
 *
 * Nearly all windows have 17 to 64 bytes. For those the steps of XXH3 are written out here, with what depends on the seed
 * alone made once a text: the hashes are the same as those of wf_hash64.
 */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sketch/sketch.h"
#include "text/block.h"

#ifdef __SIZEOF_INT128__

enum { SHORTEST = 17, MIDDLE = 32, LONGEST = 64, KEY_WORDS = 8 };

typedef struct {
    uint64_t seed, words[KEY_WORDS];
} window_key;

static window_key make_key(uint64_t seed) {
    /* The first 64 bytes of XXH3's secret, as little-endian words. */
    static const uint64_t secret[KEY_WORDS] = {0xbe4ba423396cfeb8, 0x1cad21f72c81017c, 0xdb979083e96dd4de,
                                               0x1f67b3b7a4a44072, 0x78e5c0cc4ee679cb, 0x2172ffcc7dd05a82,
                                               0x8e2443f7744608b8, 0x4c263a81e69035e0};
    window_key key = {.seed = seed};
    for (unsigned i = 0; i < KEY_WORDS; i += 2) {
        key.words[i] = secret[i] + seed;
        key.words[i + 1] = secret[i + 1] - seed;
    }
    return key;
}

static inline uint64_t mix_16(const char *p, const uint64_t words[2]) {
    unsigned __int128 product =
        (unsigned __int128)(wf_load_le64(p) ^ words[0]) * (wf_load_le64(p + 8) ^ words[1]);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t hash_window(const char *p, size_t len, const window_key *key) {
    if (__builtin_expect(len < SHORTEST || len > LONGEST, 0)) return XXH3_64bits_withSeed(p, len, key->seed);
    uint64_t x = len * 0x9E3779B185EBCA87u + mix_16(p, key->words) + mix_16(p + len - 16, key->words + 2);
    if (len > MIDDLE) x += mix_16(p + 16, key->words + 4) + mix_16(p + len - 32, key->words + 6);
    x = (x ^ x >> 37) * 0x165667919E3779F9u;
    return x ^ x >> 32;
}

#else

typedef struct {
    uint64_t seed;
} window_key;

static window_key make_key(uint64_t seed) {
    return (window_key){seed};
}

static inline uint64_t hash_window(const char *p, size_t len, const window_key *key) {
    return XXH3_64bits_withSeed(p, len, key->seed);
}

#endif

size_t wf_shingles(const wf_tokens *tokens, unsigned w, uint64_t seed, uint64_t *out) {
    size_t n = wf_n_shingles(tokens->n, w);
    size_t span = tokens->n < w ? tokens->n : w;
    const window_key key = make_key(seed);
    const uint32_t *start = tokens->start;
    const char *norm = tokens->norm;
    for (size_t i = 0; i < n; i++) {
        size_t begin = start[i];
        size_t end = start[i + span] - 1; /* the space before the next token is not part of the window */
        out[i] = hash_window(norm + begin, end - begin, &key);
    }
    return n;
}
