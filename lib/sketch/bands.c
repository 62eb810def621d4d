/* Bands of a signature: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, chapter 3.4. */
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "sketch/sketch.h"

/* Keys are hashed from the values as they lie in memory, and go into files. */
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "band keys are defined on little-endian values");

static double power(double x, unsigned n) {
    double p = 1;
    for (unsigned i = 0; i < n; i++) {
        p *= x;
    }
    return p;
}

void wf_bands_choose(double threshold, unsigned *bands, unsigned *rows) {
    const double lowest_recall = .9;
    unsigned r = WF_ROWS_MAX;
    while (r > 1 && 1 - power(1 - power(threshold, r), WF_SIGNATURE / r) < lowest_recall) {
        r--;
    }
    *rows = r;
    *bands = WF_SIGNATURE / r;
}

void wf_band_keys(uint64_t *out, const uint32_t *sig, unsigned bands, unsigned rows, uint64_t seed) {
    for (unsigned j = 0; j < bands; j++) {
        out[j] = XXH3_64bits_withSeed(sig + (size_t)j * rows, rows * sizeof *sig, seed ^ j);
    }
}
