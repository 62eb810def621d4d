/*
 * Random numbers of the benchmarks: the same on every machine for a seed.
 *
 * SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). A stream per purpose and story: random_of(seed, stream, number), so
 * that story i is a function of (seed, i) and can be made again at any time.
 */
#ifndef WF_BENCH_RANDOM_H
#define WF_BENCH_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} random_source;

static inline uint64_t random_next(random_source *r) {
    uint64_t z = r->state += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

static inline random_source random_of(uint64_t seed, uint64_t stream, uint64_t number) {
    random_source r = {seed};
    r.state = random_next(&r) ^ stream;
    r.state = random_next(&r) ^ number;
    r.state = random_next(&r);
    return r;
}

/* A number in [0, n), n in [1, 2^32]; the bias of the multiplication is below n / 2^32. */
static inline uint64_t random_below(random_source *r, uint64_t n) {
    return ((random_next(r) >> 32) * n) >> 32;
}

/* True for share of the calls, share in millionths. */
static inline bool random_share(random_source *r, uint32_t millionths) {
    return random_below(r, 1000000) < millionths;
}

/*
 * A rank in [0, end) whose weight falls as (rank + shift)^-1.5: n draws meet some n^(2/3) different ranks, as names
 * and rare words do in news (Heaps' law). Division and multiplication alone round alike on every machine.
 */
static inline uint32_t random_rank(random_source *r, double shift, uint32_t end) {
    double u = (double)((random_next(r) >> 32) + 1) * 0x1p-32;
    double rank = shift / (u * u) - shift;
    return rank < end ? (uint32_t)rank : (uint32_t)random_below(r, end);
}

#endif
