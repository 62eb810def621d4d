/*
 * Shingle hashes.
 *
 * The bytes of a window are hashed as they stand in the normalised text: cheaper than hashing every token and
 * combining, because short tokens of varying length mispredict. Each byte is hashed w times, so the cost is linear.
 */
#define XXH_INLINE_ALL /* the same function as wf_hash64, without a call for each shingle */
#include <xxhash.h>

#include "sketch/sketch.h"

size_t wf_shingles(const wf_tokens *tokens, unsigned w, uint64_t seed, uint64_t *out) {
    size_t n = wf_n_shingles(tokens->n, w);
    size_t span = tokens->n < w ? tokens->n : w;
    for (size_t i = 0; i < n; i++) {
        size_t begin = tokens->start[i];
        size_t end =
            tokens->start[i + span] - 1; /* the space before the next token is not part of the window */
        out[i] = XXH3_64bits_withSeed(tokens->norm + begin, end - begin, seed);
    }
    return n;
}
