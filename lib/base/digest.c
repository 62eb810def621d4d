#include "base/digest.h"

#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

wf_code wf_digest_init(wf_error *err) {
    if (sodium_init() < 0) return wf_fail(err, WF_E_IO, "libsodium cannot start: no source of randomness");
    return WF_OK;
}

static wf_digest digest_from(const unsigned char bytes[16]) {
    wf_digest d = {0, 0};
    for (int i = 0; i < 8;
         i++) { /* first byte highest, so that the order of digests is that of their hex form */
        d.hi = d.hi << 8 | bytes[i];
        d.lo = d.lo << 8 | bytes[8 + i];
    }
    return d;
}

wf_digest wf_digest_of(const void *ptr, size_t len) {
    static const unsigned char nothing = 0;
    const XXH128_hash_t h = XXH3_128bits(len ? ptr : &nothing, len);
    return (wf_digest){.lo = h.low64, .hi = h.high64};
}

wf_digest wf_digest_of_pair(wf_str a, wf_str b) {
    unsigned char out[16], len[8];
    for (int i = 0; i < 8; i++) len[i] = (unsigned char)((uint64_t)a.len >> (8 * i));
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof out);
    crypto_generichash_update(&state, len, sizeof len);
    if (a.len) crypto_generichash_update(&state, (const unsigned char *)a.ptr, a.len);
    if (b.len) crypto_generichash_update(&state, (const unsigned char *)b.ptr, b.len);
    crypto_generichash_final(&state, out, sizeof out);
    return digest_from(out);
}

int wf_digest_compare(wf_digest a, wf_digest b) {
    if (a.hi != b.hi) return a.hi < b.hi ? -1 : 1;
    return (a.lo > b.lo) - (a.lo < b.lo);
}

void wf_digest_hex16(wf_digest d, char out[17]) {
    for (int i = 0; i < 16; i++) out[i] = "0123456789abcdef"[d.hi >> (60 - 4 * i) & 15];
    out[16] = '\0';
}

void wf_seeds_derive(wf_seeds *out, uint64_t seed) {
    _Static_assert(randombytes_SEEDBYTES == 32, "seed of libsodium's stream");
    unsigned char key[randombytes_SEEDBYTES] = "wirefold seeds v1";
    for (int i = 0; i < 8; i++) key[24 + i] = (unsigned char)(seed >> (8 * i));
    unsigned char stream[8 * 12];
    randombytes_buf_deterministic(stream, sizeof stream, key);
    uint64_t values[12];
    for (size_t i = 0; i < 12; i++) {
        values[i] = 0;
        for (size_t j = 0; j < 8; j++) values[i] |= (uint64_t)stream[8 * i + j] << (8 * j);
    }
    out->shingle = values[0];
    memcpy(out->signature, values + 1, sizeof out->signature);
    out->band = values[9];
    out->line = values[10];
    out->term = values[11];
}

void wf_seeds_fingerprint(const wf_seeds *seeds, char out[17]) {
    /* Over the seeds there were from the first; seeds that came later leave the fingerprint of a seed as it was. */
    size_t size = offsetof(wf_seeds, term);
    wf_digest d = wf_digest_of_pair(wf_str_of("fingerprint", 11), wf_str_of((const char *)seeds, size));
    wf_digest_hex16(d, out);
}

wf_code wf_seed_random(uint64_t *seed, wf_error *err) {
    wf_code code = wf_digest_init(err);
    if (code == WF_OK) randombytes_buf(seed, sizeof *seed);
    return code;
}

uint64_t wf_hash64(const void *ptr, size_t len, uint64_t seed) {
    return XXH3_64bits_withSeed(ptr, len, seed);
}
