#include "base/sort.h"

#include <string.h>

enum { DIGIT = 11, BUCKETS = 1 << DIGIT, SMALL = 48 };

static void insertion_u64(uint64_t *v, size_t n) {
    for (size_t i = 1; i < n; i++) {
        uint64_t x = v[i];
        size_t j = i;
        for (; j && v[j - 1] > x; j--) v[j] = v[j - 1];
        v[j] = x;
    }
}

static void insertion_keyed(wf_keyed *v, size_t n) {
    for (size_t i = 1; i < n; i++) {
        wf_keyed x = v[i];
        size_t j = i;
        for (; j && v[j - 1].key > x.key; j--) v[j] = v[j - 1];
        v[j] = x;
    }
}

/*
 * Below some thousands of values the six passes of a full radix sort cost more than the values: values that are hashes
 * are spread by two passes over their upper bits, 16 of them, and the few that still stand wrong are put right by
 * insertion. Values that are no hashes (equal upper bits) go the long way, so that insertion stays short.
 */
static bool sort_hashes(uint64_t *v, uint64_t *scratch, size_t n) {
    uint32_t low[256] = {0}, high[256] = {0};
    for (size_t i = 0; i < n; i++) {
        low[v[i] >> 48 & 255]++;
        high[v[i] >> 56]++;
    }
    uint32_t sum_low = 0, sum_high = 0;
    size_t limit = n / 8 + 32;
    for (int d = 0; d < 256; d++) {
        uint32_t a = low[d], b = high[d];
        if (a > limit || b > limit) return false;
        low[d] = sum_low;
        high[d] = sum_high;
        sum_low += a;
        sum_high += b;
    }
    for (size_t i = 0; i < n; i++) scratch[low[v[i] >> 48 & 255]++] = v[i];
    for (size_t i = 0; i < n; i++) v[high[scratch[i] >> 56]++] = scratch[i];
    size_t run =
        1; /* values in a row with equal upper 16 bits: many mean that insertion would be quadratic */
    for (size_t i = 1; i < n; i++) {
        run = v[i] >> 48 == v[i - 1] >> 48 ? run + 1 : 1;
        if (run > 32 && v[i] != v[i - 1]) return false;
    }
    insertion_u64(v, n);
    return true;
}

static bool is_sorted(const uint64_t *v, size_t n) {
    size_t i = 1;
    while (i < n && v[i - 1] <= v[i]) i++;
    return i >= n;
}

/* Sorts by the bits from shift on, digit after digit. */
static void radix_u64(uint64_t *values, uint64_t *scratch, size_t n, int shift) {
    uint64_t *from = values, *to = scratch;
    for (; shift < 64; shift += DIGIT) {
        size_t count[BUCKETS] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++) count[from[i] >> shift & (BUCKETS - 1)]++;
        if (count[from[0] >> shift & (BUCKETS - 1)] == n) continue; /* all alike in this digit */
        for (size_t d = 0; d < BUCKETS; d++) {
            size_t c = count[d];
            count[d] = sum;
            sum += c;
        }
        for (size_t i = 0; i < n; i++) to[count[from[i] >> shift & (BUCKETS - 1)]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != values) memcpy(values, from, n * sizeof *values);
}

static void radix_keyed(wf_keyed *items, wf_keyed *scratch, size_t n, int shift) {
    wf_keyed *from = items, *to = scratch;
    for (; shift < 64; shift += DIGIT) {
        size_t count[BUCKETS] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++) count[from[i].key >> shift & (BUCKETS - 1)]++;
        if (count[from[0].key >> shift & (BUCKETS - 1)] == n) continue; /* all alike in this digit */
        for (size_t d = 0; d < BUCKETS; d++) {
            size_t c = count[d];
            count[d] = sum;
            sum += c;
        }
        for (size_t i = 0; i < n; i++) to[count[from[i].key >> shift & (BUCKETS - 1)]++] = from[i];
        wf_keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items) memcpy(items, from, n * sizeof *items);
}

/*
 * The bit from which on n hashes are sorted first, which parts nearly all of them; what it leaves together is put right
 * afterwards, in short runs. 0 where that is no quicker.
 */
static int upper_bits(size_t n) {
    for (int passes = 1; passes < 4; passes++)
        if (n >> (passes * DIGIT - 2) == 0) return 64 - passes * DIGIT;
    return 0;
}

void wf_sort_u64(uint64_t *values, uint64_t *scratch, size_t n) {
    if (n <= SMALL) {
        insertion_u64(values, n);
        return;
    }
    if (n <= 4096 && sort_hashes(values, scratch, n)) return;
    int sorted_from = upper_bits(n);
    radix_u64(values, scratch, n, sorted_from);
    if (sorted_from == 0) return;
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && values[end] >> sorted_from == values[begin] >> sorted_from;) end++;
        /* Those that came in the order of their lower bits are in order already. */
        if (end - begin <= SMALL)
            insertion_u64(values + begin, end - begin);
        else if (!is_sorted(values + begin, end - begin))
            radix_u64(values + begin, scratch, end - begin, 0);
    }
}

void wf_sort_keyed(wf_keyed *items, wf_keyed *scratch, size_t n) {
    if (n <= SMALL) {
        insertion_keyed(items, n);
        return;
    }
    int sorted_from = upper_bits(n);
    radix_keyed(items, scratch, n, sorted_from);
    if (sorted_from == 0) return;
    for (size_t begin = 0, end; begin < n; begin = end) {
        for (end = begin + 1; end < n && items[end].key >> sorted_from == items[begin].key >> sorted_from;)
            end++;
        if (end - begin <= SMALL)
            insertion_keyed(items + begin, end - begin);
        else
            radix_keyed(items + begin, scratch, end - begin, 0);
    }
}

size_t wf_sort_unique_u64(uint64_t *values, uint64_t *scratch, size_t n) {
    wf_sort_u64(values, scratch, n);
    size_t kept = n ? 1 : 0;
    for (size_t i = 1; i < n; i++)
        if (values[i] != values[kept - 1]) values[kept++] = values[i];
    return kept;
}

/* A hash table of places; of hashes, any eight bits will do. */
static size_t drop_few_repeats(uint64_t *values, size_t n) {
    uint8_t places[256] = {0}; /* of values kept, plus one */
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        uint8_t slot = (uint8_t)(values[i] >> 32);
        while (places[slot] && values[places[slot] - 1] != values[i]) slot++;
        if (places[slot]) continue;
        values[kept++] = values[i];
        places[slot] = (uint8_t)kept;
    }
    return kept;
}

size_t wf_drop_repeats_u64(uint64_t *values, uint64_t *scratch, size_t n) {
    return n <= 192 ? drop_few_repeats(values, n) : wf_sort_unique_u64(values, scratch, n);
}
