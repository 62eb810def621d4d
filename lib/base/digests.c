#include "base/digests.h"

#include "base/cpu.h"
#if WF_HAS_X86_KERNELS
#include "base/blake2b_avx2.h"
#endif

enum {
    BLOCK = 128,
    LONGEST = 64 * 1024 /* longer texts are not worth being copied */
};

#if WF_HAS_X86_KERNELS

enum { LANES = WF_BLAKE2B_LANES };

/* A text in a lane: its blocks, of which those before at were taken. */
typedef struct {
    const wf_digest_job *job; /* NULL: the lane is idle */
    const char *bytes;
    size_t at;
} lane;

/* Puts the next text that waits into lane number, if there is one. */
static void fill_lane(wf_digests *d, size_t *next, lane *l, wf_blake2b_four *state, unsigned number) {
    *l = (lane){0};
    if (*next == d->n) return;
    l->job = &d->jobs[(*next)++];
    l->bytes = d->bytes.ptr + l->job->at;
    wf_blake2b_begin(state, number);
}

static void digest_four(wf_digests *d) {
    static const char idle[BLOCK];
    wf_blake2b_four state;
    lane lanes[LANES];
    size_t next = 0;
    unsigned n_busy = 0;
    for (unsigned i = 0; i < LANES; i++) {
        wf_blake2b_begin(&state, i);
        fill_lane(d, &next, &lanes[i], &state, i);
        n_busy += lanes[i].job != NULL;
    }
    while (n_busy) {
        const char *blocks[LANES];
        for (unsigned i = 0; i < LANES; i++) {
            lane *l = &lanes[i];
            size_t len = l->job ? l->job->len : 0, left = len - l->at;
            blocks[i] = l->job ? l->bytes + l->at : idle;
            l->at += left < BLOCK ? left : BLOCK;
            state.n_bytes[i] = l->at;
            state.last[i] = l->at == len ? UINT64_MAX : 0;
        }
        wf_blake2b_step(&state, blocks);
        for (unsigned i = 0; i < LANES; i++) {
            lane *l = &lanes[i];
            if (!l->job || l->at < l->job->len) continue;
            *l->job->out = wf_blake2b_digest(&state, i);
            fill_lane(d, &next, l, &state, i);
            n_busy -= l->job == NULL;
        }
    }
}

static bool is_by_fours(const wf_digests *d) {
    return d->n > 1 && (d->kernels == WF_KERNELS_AVX2 || d->kernels == WF_KERNELS_AVX512);
}

#endif

bool wf_digests_add(wf_digests *d, const void *ptr, size_t len, wf_digest *out) {
    if (len > LONGEST) {
        *out = wf_digest_of(ptr, len);
        return true;
    }
    if (d->n == WF_DIGESTS) wf_digests_finish(d);
    size_t n_blocks = len ? (len + BLOCK - 1) / BLOCK : 1, at = d->bytes.len,
           padding = n_blocks * BLOCK - len;
    if (!wf_bytes_reserve(&d->bytes, n_blocks * BLOCK)) return false;
    wf_bytes_append(&d->bytes, ptr, len);
    memset(d->bytes.ptr + d->bytes.len, 0, padding);
    d->bytes.len += padding;
    d->jobs[d->n++] = (wf_digest_job){at, len, out};
    return true;
}

static void digest_one_by_one(wf_digests *d) {
    for (size_t i = 0; i < d->n; i++)
        *d->jobs[i].out = wf_digest_of(d->bytes.ptr + d->jobs[i].at, d->jobs[i].len);
}

void wf_digests_finish(wf_digests *d) {
#if WF_HAS_X86_KERNELS
    if (is_by_fours(d))
        digest_four(d);
    else
#endif
        digest_one_by_one(d);
    d->n = d->bytes.len = 0;
}

void wf_digests_free(wf_digests *d) {
    wf_bytes_free(&d->bytes);
    d->n = 0;
}
