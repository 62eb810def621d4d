/* Digests and seeds: xxHash for speed, libsodium for stable ids and for the stream all seeds derive from. */
#ifndef WF_BASE_DIGEST_H
#define WF_BASE_DIGEST_H

#include "wirefold.h"

/* 128 bits that stand for a text or for parts of one. */
typedef struct {
    uint64_t lo, hi;
} wf_digest;

/* Must be called once before the others (libsodium's set-up); thread-safe and repeatable. */
wf_code wf_digest_init(wf_error *err);

/*
 * XXH3-128 of a text. It is quick and not proof against forgery: who takes texts of one digest as equal compares something
 * seeded of them too.
 */
wf_digest wf_digest_of(const void *ptr, size_t len);

/* BLAKE2b-128 over two parts, the first with its length before it, so that no two pairs of parts collide by shifting. */
wf_digest wf_digest_of_pair(wf_str a, wf_str b);
int wf_digest_compare(wf_digest a, wf_digest b); /* a total order: -1, 0, 1 */
static inline bool wf_digest_equal(wf_digest a, wf_digest b) {
    return a.lo == b.lo && a.hi == b.hi;
}

/* First 16 hex digits of a digest, NUL-terminated. */
void wf_digest_hex16(wf_digest d, char out[17]);

/* Seeds of the stages, all from one user seed by libsodium's deterministic stream; a fixed order, never rearranged. */
typedef struct {
    uint64_t shingle;      /* XXH3 of shingle windows */
    uint64_t signature[8]; /* rounds of the sketch */
    uint64_t band;         /* band keys */
    uint64_t line;         /* line hashes */
    uint64_t term;         /* stems of words */
} wf_seeds;
void wf_seeds_derive(wf_seeds *out, uint64_t seed);

/* A fingerprint that tells seeds apart without showing them: 16 hex digits, NUL-terminated. */
void wf_seeds_fingerprint(const wf_seeds *seeds, char out[17]);

/* XXH3 of bytes with a seed. */
uint64_t wf_hash64(const void *ptr, size_t len, uint64_t seed);

/* A bijective mix of a 64-bit value (murmur3's finaliser): spreads values that are hashes of little entropy. */
static inline uint64_t wf_mix64(uint64_t x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33);
}

#endif
