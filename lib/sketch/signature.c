/*
 * Fast Similarity Sketching: Dahlgaard, Knudsen, Thorup, Fast Similarity Sketching, FOCS 2017, arXiv 1704.04370.
 *
 * In each of N_ROUNDS rounds every element falls into one of the bins with a random value, and a bin keeps the
 * smallest value it ever saw. Values of a round are above those of all rounds before it, and above them all stands the
 * fallback, in which every element gives every bin a value. So the value of a bin is a minimum over the elements, that
 * of a union is the smaller of both, and a bin that is full is never changed by a later round: rounds and fallback are
 * left out where no bin is empty, which saves the time and changes nothing. (The paper has as many rounds as bins, and
 * as many again in which round i fills bin i alone. Four rounds fill the bins of all but short texts, and for those
 * going straight to the bins that are empty is cheaper.)
 *
 * A value holds its round in unary in the top bits, so that the first round, in which long texts pick their minima out
 * of many, has the most bits left for the random part:
 *
 *     round 0   0rrr rrrr ...   31 random bits    bits 63..57 of the shingle hash are the bin, 56..26 the value
 *     round 1   10rr rrrr ...   19                bits 6..0 are the bin, 25..7 the value
 *     round 2   110r rrrr ...   29                of a new mix of the shingle hash, as round 0
 *     round 3   1110 rrrr ...   28                likewise
 *     fallback  1111 rrrr ...   28                a mix for each bin
 *
 * The first two rounds take disjoint bits of the shingle hash as they are: XXH3 with a seed leaves nothing to improve,
 * and mixing again costs two fifths of the time of a usual story.
 */
#include <string.h>

#include "sketch/sketch.h"

enum {
    N_BINS = WF_SIGNATURE,
    BIN_BITS = 7,
    N_ROUNDS = 4,
};

_Static_assert(N_BINS == 1 << BIN_BITS, "a bin is chosen by BIN_BITS bits");

#define EMPTY UINT32_MAX

/* The upper bits of the result are good ones. */
static inline uint64_t mix(uint64_t h, uint64_t seed) {
    uint64_t x = (h ^ seed) * 0xff51afd7ed558ccdULL;
    x ^= x >> 32;
    return x * 0xc4ceb9fe1a85ec53ULL;
}

/* Bits that are all ones in the values of a round and those after it: round in unary. */
static inline uint32_t round_base(unsigned round) {
    return ~(UINT32_MAX >> round);
}

static inline size_t upper_bin(uint64_t x) {
    return x >> (64 - BIN_BITS);
}

/* The n_bits bits after the upper bin. */
static inline uint32_t upper_value(uint64_t x, unsigned n_bits) {
    return (uint32_t)((x << BIN_BITS) >> (64 - n_bits));
}

/* Without a branch: round 0 changes a bin at every second element or so, which no branch predictor foresees. */
static inline void lower(uint32_t *bin, uint32_t value) {
    uint32_t old = *bin;
    *bin = value < old ? value : old;
}

/*
 * Neighbours go to two tables, so that an update need not wait for the one before where both hit one bin. More tables
 * gain nothing and cost time to clear and merge.
 */
static void round_0(uint32_t *sig, const uint64_t *h, size_t n) {
    uint32_t odd[N_BINS];
    memset(sig, 0xff, N_BINS * sizeof *sig);
    memset(odd, 0xff, sizeof odd);
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        lower(&sig[upper_bin(h[i])], upper_value(h[i], 31));
        lower(&odd[upper_bin(h[i + 1])], upper_value(h[i + 1], 31));
    }
    if (i < n) {
        lower(&sig[upper_bin(h[i])], upper_value(h[i], 31));
    }
    for (size_t b = 0; b < N_BINS; b++) {
        sig[b] = odd[b] < sig[b] ? odd[b] : sig[b];
    }
}

/*
 * Of the bins that round 0 filled the highest bit is clear. The few elements that meet another one are first brought
 * together, without a branch, for which they are cannot be foreseen.
 */
static void round_1(uint32_t *sig, const uint64_t *h, size_t n) {
    enum { RUN = 256 };
    const unsigned n_bits = 64 - 38 - BIN_BITS; /* round 0 has taken 38 */
    for (size_t begin = 0; begin < n; begin += RUN) {
        size_t end = n - begin < RUN ? n : begin + RUN, n_met = 0;
        uint64_t met[RUN];
        for (size_t i = begin; i < end; i++) {
            met[n_met] = h[i];
            n_met += sig[h[i] & (N_BINS - 1)] >> 31;
        }
        for (size_t i = 0; i < n_met; i++) {
            uint32_t value = (uint32_t)(met[i] >> BIN_BITS) & ((1u << n_bits) - 1);
            lower(&sig[met[i] & (N_BINS - 1)], round_base(1) | value << (30 - n_bits));
        }
    }
}

/* Later rounds meet few bins that no round before has filled: that is foreseen, and asked before all else. */
static void round_mixed(uint32_t *sig, const uint64_t *h, size_t n, uint64_t seed, unsigned round) {
    for (size_t i = 0; i < n; i++) {
        uint64_t x = mix(h[i], seed);
        uint32_t *bin = &sig[upper_bin(x)];
        if (__builtin_expect(*bin >= round_base(round), 0)) {
            lower(bin, round_base(round) | upper_value(x, 31 - round));
        }
    }
}

static void fill_empty(uint32_t *sig, const uint64_t *h, size_t n, uint64_t seed) {
    for (size_t b = 0; b < N_BINS; b++) {
        if (sig[b] != EMPTY) {
            continue;
        }
        uint64_t bin_seed = wf_mix64(seed + b);
        uint64_t low = UINT64_MAX;
        for (size_t i = 0; i < n; i++) {
            uint64_t x = mix(h[i], bin_seed);
            low = x < low ? x : low;
        }
        sig[b] = round_base(N_ROUNDS) | (uint32_t)(low >> (32 + N_ROUNDS));
    }
}

static bool any_empty(const uint32_t *sig) {
    uint32_t n_empty = 0;
    for (size_t b = 0; b < N_BINS; b++) {
        n_empty += sig[b] == EMPTY;
    }
    return n_empty != 0;
}

void wf_signature(uint32_t sig[WF_SIGNATURE], const uint64_t *h, size_t n, const wf_seeds *seeds) {
    round_0(sig, h, n);
    if (any_empty(sig)) {
        round_1(sig, h, n);
    }
    for (unsigned round = 2; round < N_ROUNDS && any_empty(sig); round++) {
        round_mixed(sig, h, n, seeds->signature[round], round);
    }
    if (any_empty(sig)) {
        fill_empty(sig, h, n, seeds->signature[N_ROUNDS]);
    }
}

/* Values of round 1 have zeros in their lowest bits, and those of one round the same highest ones: both halves together. */
void wf_signature_shorten(uint16_t out[WF_SIGNATURE], const uint32_t sig[WF_SIGNATURE]) {
    for (size_t i = 0; i < WF_SIGNATURE; i++) {
        out[i] = (uint16_t)(sig[i] ^ sig[i] >> 16);
    }
}

unsigned wf_signatures_agree(const uint16_t a[WF_SIGNATURE], const uint16_t b[WF_SIGNATURE]) {
    uint16_t n = 0; /* of 16 bits as well, so that compilers take as many positions at once as they can */
    for (size_t i = 0; i < WF_SIGNATURE; i++) {
        n = (uint16_t)(n + (a[i] == b[i]));
    }
    return n;
}
