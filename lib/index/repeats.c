#include "index/repeats.h"

#include <string.h>

wf_code wf_repeats_open(wf_repeats *repeats, wf_budget *budget, uint64_t n, wf_error *err) {
    uint64_t slots = 1 << 10;
    while (slots < 4 * n && slots < 1ULL << 32) slots *= 2;
    repeats->budget = budget;
    repeats->bytes = (size_t)(slots / 4);
    repeats->mask = (uint32_t)(slots - 1);
    void *bits;
    wf_code code = wf_block_alloc(budget, &bits, repeats->bytes, "the passages that recur", err);
    repeats->bits = code == WF_OK ? bits : NULL;
    return code;
}

void wf_repeats_close(wf_repeats *repeats) {
    if (repeats->bits) wf_block_free(repeats->budget, repeats->bits, repeats->bytes);
    repeats->bits = NULL;
}

void wf_repeats_clear(wf_repeats *repeats) {
    memset(repeats->bits, 0, repeats->bytes);
}
