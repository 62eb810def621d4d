#include "base/sort.h"

#include <string.h>

#include "base/pool.h"

enum {
    DIGIT = 11,
    BUCKETS = 1 << DIGIT,
    SMALL = 48,
    SLICES = 16,
    PART_BITS = 5,
    PARTS = 1 << PART_BITS,
    MIN_SHARED = 1 << 14
};

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

/* Values that threads sort: dealt out by their upper bits, in slices, then sorted part by part. */
typedef struct {
    uint64_t *values, *scratch;
    size_t n;
    size_t at[SLICES][PARTS]; /* how many a slice has of a part; then where they go */
    size_t begin[PARTS + 1];
} shared_sort;

static size_t slice_begin(const shared_sort *sort, uint64_t slice) {
    return sort->n / SLICES * (size_t)slice + (slice == SLICES ? sort->n % SLICES : 0);
}

static wf_code count_slice(void *user, uint64_t slice, size_t thread, wf_error *err) {
    shared_sort *sort = user;
    size_t count[PARTS] = {0};
    (void)thread;
    (void)err;
    for (size_t i = slice_begin(sort, slice); i < slice_begin(sort, slice + 1); i++)
        count[sort->values[i] >> (64 - PART_BITS)]++;
    memcpy(sort->at[slice], count, sizeof count);
    return WF_OK;
}

static wf_code deal_slice(void *user, uint64_t slice, size_t thread, wf_error *err) {
    const shared_sort *sort = user;
    size_t at[PARTS];
    (void)thread;
    (void)err;
    memcpy(at, sort->at[slice], sizeof at);
    for (size_t i = slice_begin(sort, slice); i < slice_begin(sort, slice + 1); i++)
        sort->scratch[at[sort->values[i] >> (64 - PART_BITS)]++] = sort->values[i];
    return WF_OK;
}

static wf_code sort_part(void *user, uint64_t part, size_t thread, wf_error *err) {
    const shared_sort *sort = user;
    const size_t begin = sort->begin[part], n = sort->begin[part + 1] - begin;
    (void)thread;
    (void)err;
    wf_sort_u64(sort->scratch + begin, sort->values + begin, n);
    if (n) memcpy(sort->values + begin, sort->scratch + begin, n * sizeof *sort->values);
    return WF_OK;
}

void wf_sort_u64_shared(uint64_t *values, uint64_t *scratch, size_t n, size_t n_threads) {
    shared_sort sort = {.values = values, .scratch = scratch, .n = n};
    if (n_threads < 2 || n < MIN_SHARED) {
        wf_sort_u64(values, scratch, n);
        return;
    }
    size_t sum = 0;
    wf_parallel_for(n_threads, SLICES, 1, count_slice, &sort, NULL);
    for (size_t p = 0; p < PARTS; p++) {
        sort.begin[p] = sum;
        for (size_t s = 0; s < SLICES; s++) {
            const size_t count = sort.at[s][p];
            sort.at[s][p] = sum;
            sum += count;
        }
    }
    sort.begin[PARTS] = sum;
    wf_parallel_for(n_threads, SLICES, 1, deal_slice, &sort, NULL);
    wf_parallel_for(n_threads, PARTS, 1, sort_part, &sort, NULL);
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
    return wf_unique_u64(values, n);
}

size_t wf_unique_u64(uint64_t *values, size_t n) {
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
