/*
 * The index of rare terms: posting lists of the keys that two texts or more share, and the lists of each text.
 *
 * It is built in three steps, each over parts that do not depend on each other, and asks for the keys of a text once.
 * 1. By batches of 256 texts: the keys of a batch are dealt out by their upper 8 bits; a posting is then the lower 24
 *    bits of its key and the number of its text in the batch, 4 bytes.
 * 2. By parts, the 256 values of those upper bits: the postings of a part are gathered from all batches and sorted, so
 *    little scratch is needed, and the runs of equal keys become its lists. In the batches the postings of the part give
 *    way to the numbers of the lists: at most 2^24, so they fit. Keys of one text alone, most of the pairs, vanish here.
 * 3. By batches again: the list numbers are put in the order of texts.
 */
#include "index/terms_internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/sort.h"

enum {
    BATCH = WF_TERM_BATCH,
    PARTS = WF_TERM_PARTS,
    PART_SHIFT = WF_TERM_PART_SHIFT,
    LOW_MASK = (1 << PART_SHIFT) - 1,
    FIRST_PAIR_PART = WF_FIRST_PAIR >> PART_SHIFT,
    POSTING_SHIFT = 40, /* of a posting that is sorted: the lower bits of its key; below them the text */
    MIN_BLOCK = 1 << 20,
    LINE = WF_TERM_LINE,
    MOST_KEPT = 64 << 20, /* bytes of a block of the index, unless one list needs more */
    MAX_BLOCKS = 1 << 10,
    MAX_THREADS = 16 /* each needs scratch for a part, 10 bytes a text */
};

_Static_assert(BATCH *WF_TERM_KEYS <= UINT16_MAX, "places in a batch are numbers of 16 bits");
_Static_assert(WF_TERM_KEYS *WF_POINTS_PAIR <= UINT16_MAX,
               "a counter holds the points of all keys of a text");

static const char WHAT[] = "the index of rare terms";

/* The keys of a batch: of part p the entries from begin[p] on, up to begin[p + 1], later kept[p] of them. */
typedef struct {
    uint32_t number;
    uint16_t begin[PARTS + 1], kept[PARTS];
    uint32_t
        entries[]; /* lower bits of a key, later the number of a list in the part << 8 | text in the batch */
} batch;

/* What a thread needs for one step. */
typedef struct {
    wf_term_key *keys;  /* of a batch */
    uint64_t *postings; /* of a part, and as much scratch behind them */
    uint32_t *places;   /* of each batch: the place of its next entry */
    uint64_t n_long, n_cut;
} worker;

typedef struct {
    const wf_term_source *source;
    wf_term_index *index;
    uint32_t n_batches;
    batch **batches;
    pthread_mutex_t lock;  /* of the budget and of what lists blocks */
    wf_term_block *blocks; /* where the batches are */
    size_t n_blocks, cap_blocks;
    size_t block_size; /* of these, */
    size_t kept_size;  /* and of those that the index holds, once the keys are counted */
    size_t max_part;   /* postings */
    size_t n_threads;
    worker *workers;
} builder;

static wf_code check_cancelled(const builder *b, wf_error *err) {
    const wf_term_source *source = b->source;
    bool stop = source->cancelled && source->cancelled(source->user);
    return stop ? wf_fail(err, WF_E_CANCELLED, "stopped as asked") : WF_OK;
}

static wf_code add_block(wf_budget *budget, wf_term_block **blocks, size_t *n, size_t *cap, size_t size,
                         void **out, wf_error *err) {
    if (!wf_grow(blocks, cap, *n + 1, sizeof **blocks)) return wf_fail_nomem(err, WHAT);
    wf_code code = wf_block_alloc(budget, out, size, WHAT, err);
    if (code == WF_OK) (*blocks)[(*n)++] = (wf_term_block){.ptr = *out, .size = size};
    return code;
}

/* Memory that the index holds from now on: in few large blocks, for huge pages. */
static wf_code alloc_kept(builder *b, size_t size, void **out, wf_error *err) {
    wf_term_index *index = b->index;
    wf_code code = WF_OK;
    size = (size + LINE - 1) & ~(size_t)(LINE - 1);
    pthread_mutex_lock(&b->lock);
    const wf_term_block *last = index->n_blocks ? &index->blocks[index->n_blocks - 1] : NULL;
    if (!last || last->size - last->used < size) {
        const size_t block_size = size > b->kept_size ? size : b->kept_size;
        code = add_block(index->budget, &index->blocks, &index->n_blocks, &index->cap_blocks, block_size, out,
                         err);
    }
    if (code == WF_OK) {
        wf_term_block *from = &index->blocks[index->n_blocks - 1];
        *out = (char *)from->ptr + from->used;
        from->used += size;
    }
    pthread_mutex_unlock(&b->lock);
    return code;
}

/* A batch of n entries, in one of the blocks that go after the build. */
static wf_code alloc_batch(builder *b, size_t n, batch **out, wf_error *err) {
    const size_t size = sizeof(batch) + n * sizeof(uint32_t);
    wf_code code = WF_OK;
    pthread_mutex_lock(&b->lock);
    if (b->n_blocks == 0 || b->block_size - b->blocks[b->n_blocks - 1].used < size) {
        void *start;
        code =
            add_block(b->index->budget, &b->blocks, &b->n_blocks, &b->cap_blocks, b->block_size, &start, err);
    }
    if (code == WF_OK) {
        wf_term_block *last = &b->blocks[b->n_blocks - 1];
        *out = (batch *)((char *)last->ptr + last->used);
        last->used += size;
    }
    pthread_mutex_unlock(&b->lock);
    return code;
}

/* ---------------------------------------------------------------------------------------------- 1: the keys */

static uint32_t n_in_batch(const builder *b, uint32_t number) {
    const uint32_t rest = b->source->n_texts - number * BATCH;
    return rest < BATCH ? rest : BATCH;
}

static wf_code deal_batch(void *user, uint64_t i, size_t thread, wf_error *err) {
    builder *b = user;
    const uint32_t number = (uint32_t)i, n_texts = n_in_batch(b, number);
    wf_term_key *keys = b->workers[thread].keys;
    uint32_t n_of_part[PARTS] = {0}, end[BATCH], n = 0;
    wf_code code = check_cancelled(b, err);
    if (code != WF_OK) return code;
    for (uint32_t t = 0; t < n_texts; t++) {
        const uint32_t begin = n;
        n += (uint32_t)b->source->keys(b->source->user, number * BATCH + t, thread, keys + n);
        end[t] = n;
        for (uint32_t k = begin; k < n; k++) n_of_part[keys[k] >> PART_SHIFT]++;
    }
    batch *out;
    code = alloc_batch(b, n, &out, err);
    if (code != WF_OK) return code;
    uint32_t place[PARTS], sum = 0;
    for (uint32_t p = 0; p < PARTS; p++) {
        out->begin[p] = (uint16_t)sum;
        place[p] = sum;
        sum += n_of_part[p];
    }
    out->begin[PARTS] = (uint16_t)sum;
    out->number = number;
    for (uint32_t t = 0, k = 0; t < n_texts; t++)
        for (; k < end[t]; k++) out->entries[place[keys[k] >> PART_SHIFT]++] = (keys[k] & LOW_MASK) << 8 | t;
    b->batches[number] = out;
    return WF_OK;
}

/* --------------------------------------------------------------------------------------------- 2: the lists */

static uint32_t text_of(uint64_t posting) {
    return (uint32_t)posting;
}

/* End of the run of postings of one key that begins at begin. */
static size_t run_end(const uint64_t *postings, size_t n, size_t begin) {
    size_t end = begin + 1;
    while (end < n && postings[end] >> POSTING_SHIFT == postings[begin] >> POSTING_SHIFT) end++;
    return end;
}

/* How many texts the list of a key keeps that n texts have: 0 for no list. */
static size_t n_listed(uint32_t p, size_t n) {
    if (n < 2 || (n > WF_TERM_LIST && p < FIRST_PAIR_PART)) return 0;
    return n < WF_TERM_LIST ? n : WF_TERM_LIST;
}

/* The postings of a part, sorted, each once. */
static size_t gather(const builder *b, uint32_t p, worker *w) {
    size_t n = 0;
    for (uint32_t i = 0; i < b->n_batches; i++) {
        const batch *from = b->batches[i];
        const uint64_t first_text = (uint64_t)i * BATCH;
        for (uint32_t k = from->begin[p]; k < from->begin[p + 1]; k++)
            w->postings[n++] = (uint64_t)(from->entries[k] >> 8) << POSTING_SHIFT |
                               (first_text + (from->entries[k] & (BATCH - 1)));
        w->places[i] = from->begin[p];
    }
    return wf_sort_unique_u64(w->postings, w->postings + b->max_part, n);
}

static wf_code list_part(void *user, uint64_t i, size_t thread, wf_error *err) {
    builder *b = user;
    worker *w = &b->workers[thread];
    const uint32_t p = (uint32_t)i;
    wf_code code = check_cancelled(b, err);
    if (code != WF_OK) return code;
    const size_t n = gather(b, p, w);
    const uint64_t *postings = w->postings;
    size_t n_lists = 0, n_texts = 0;
    for (size_t begin = 0, end; begin < n; begin = end) {
        end = run_end(postings, n, begin);
        const size_t n_kept = n_listed(p, end - begin);
        n_lists += n_kept > 0;
        n_texts += n_kept;
        if (end - begin > WF_TERM_LIST) ++*(n_kept > 0 ? &w->n_cut : &w->n_long);
    }
    if (n_lists == 0) return WF_OK;
    void *memory;
    code = alloc_kept(b, (n_lists + 1 + n_texts) * sizeof(uint32_t), &memory, err);
    if (code != WF_OK) return code;
    uint32_t *list_begin = memory, *texts = list_begin + n_lists + 1;
    uint32_t list = 0, n_put = 0;
    for (size_t begin = 0, end; begin < n; begin = end) {
        end = run_end(postings, n, begin);
        const size_t n_kept = n_listed(p, end - begin);
        if (n_kept == 0) continue;
        list_begin[list] = n_put;
        for (size_t k = begin; k < end; k++) {
            const uint32_t text = text_of(postings[k]), in = text / BATCH;
            if (k < begin + n_kept) texts[n_put++] = text;
            b->batches[in]->entries[w->places[in]++] = list << 8 | text % BATCH;
        }
        list++;
    }
    list_begin[list] = n_put;
    for (uint32_t k = 0; k < b->n_batches; k++)
        b->batches[k]->kept[p] = (uint16_t)(w->places[k] - b->batches[k]->begin[p]);
    b->index->parts[p] = (wf_term_part){list_begin, texts};
    return WF_OK;
}

/* ------------------------------------------------------------------------------------- 3: the lists of texts */

static uint32_t n_kept_of(const batch *from) {
    uint32_t n = 0;
    for (uint32_t p = 0; p < PARTS; p++) n += from->kept[p];
    return n;
}

/* Writes the list numbers of a batch to out, text by text. */
static void sort_batch(const builder *b, const batch *from, uint32_t *out) {
    uint32_t place[BATCH + 1] = {0};
    for (uint32_t p = 0; p < PARTS; p++)
        for (uint32_t k = 0; k < from->kept[p]; k++)
            place[(from->entries[from->begin[p] + k] & (BATCH - 1)) + 1]++;
    for (uint32_t t = 0; t < BATCH; t++) place[t + 1] += place[t];
    for (uint32_t p = 0; p < PARTS; p++) {
        for (uint32_t k = 0; k < from->kept[p]; k++) {
            const uint32_t entry = from->entries[from->begin[p] + k];
            out[place[entry & (BATCH - 1)]++] = p << PART_SHIFT | entry >> 8;
        }
    }
    uint16_t *end = b->index->own_end + (size_t)from->number * BATCH;
    for (uint32_t t = 0; t < n_in_batch(b, from->number); t++) end[t] = (uint16_t)place[t];
    b->index->own[from->number] = out;
}

/* The batch that begins at a place in a block; *used moves behind it. */
static const batch *batch_at(const wf_term_block *from, size_t *used) {
    const batch *found = (const batch *)((const char *)from->ptr + *used);
    *used += sizeof(batch) + found->begin[PARTS] * sizeof(uint32_t);
    return found;
}

/* Of all batches in a block; the block then goes, so that no more than needed is held twice. */
static wf_code sort_block(void *user, uint64_t i, size_t thread, wf_error *err) {
    (void)thread;
    builder *b = user;
    wf_term_block *from = &b->blocks[i];
    wf_code code = check_cancelled(b, err);
    if (code != WF_OK) return code;
    size_t n = 0;
    for (size_t at = 0; at < from->used;) n += n_kept_of(batch_at(from, &at));
    void *memory;
    code = alloc_kept(b, n * sizeof(uint32_t), &memory, err);
    if (code != WF_OK) return code;
    uint32_t *out = memory;
    for (size_t at = 0; at < from->used;) {
        const batch *next = batch_at(from, &at);
        sort_batch(b, next, out);
        out += n_kept_of(next);
    }
    pthread_mutex_lock(&b->lock);
    wf_block_free(b->index->budget, from->ptr, from->size);
    from->ptr = NULL;
    pthread_mutex_unlock(&b->lock);
    return WF_OK;
}

/* ------------------------------------------------------------------------------------------------- the build */

static wf_code open_builder(builder *b, wf_error *err) {
    const size_t n_texts = b->source->n_texts;
    const size_t max_batch = sizeof(batch) + sizeof(uint32_t) * BATCH * WF_TERM_KEYS;
    b->n_batches = (uint32_t)((n_texts + BATCH - 1) / BATCH);
    b->block_size = b->n_batches * (max_batch / MAX_BLOCKS + 1);
    if (b->block_size < MIN_BLOCK) b->block_size = MIN_BLOCK;
    b->n_threads = b->source->n_threads < MAX_THREADS ? b->source->n_threads : MAX_THREADS;
    if (b->n_threads == 0) b->n_threads = 1;
    b->batches = calloc(b->n_batches + 1, sizeof *b->batches);
    b->workers = calloc(b->n_threads, sizeof *b->workers);
    b->index->own = calloc(b->n_batches + 1, sizeof *b->index->own);
    if (!b->batches || !b->workers || !b->index->own) return wf_fail_nomem(err, WHAT);
    void *own_end;
    wf_code code = alloc_kept(b, n_texts * sizeof *b->index->own_end, &own_end, err);
    if (code == WF_OK) b->index->own_end = own_end;
    return code;
}

static void close_builder(builder *b) {
    for (size_t i = 0; i < b->n_blocks; i++)
        wf_block_free(b->index->budget, b->blocks[i].ptr, b->blocks[i].size);
    for (size_t t = 0; b->workers && t < b->n_threads; t++) {
        free(b->workers[t].keys);
        free(b->workers[t].postings);
        free(b->workers[t].places);
    }
    free(b->workers);
    free(b->blocks);
    free(b->batches);
    pthread_mutex_destroy(&b->lock);
}

static wf_code deal_keys(builder *b, wf_error *err) {
    for (size_t t = 0; t < b->n_threads; t++) {
        b->workers[t].keys = malloc(BATCH * WF_TERM_KEYS * sizeof(wf_term_key));
        if (!b->workers[t].keys) return wf_fail_nomem(err, WHAT);
    }
    wf_code code = wf_parallel_for(b->n_threads, b->n_batches, 1, deal_batch, b, err);
    for (size_t t = 0; t < b->n_threads; t++) {
        free(b->workers[t].keys);
        b->workers[t].keys = NULL;
    }
    return code;
}

static wf_code list_parts(builder *b, wf_error *err) {
    size_t n_keys = 0;
    for (uint32_t p = 0; p < PARTS; p++) {
        size_t n = 0;
        for (uint32_t i = 0; i < b->n_batches; i++)
            n += b->batches[i]->begin[p + 1] - b->batches[i]->begin[p];
        if (n > b->max_part) b->max_part = n;
        n_keys += n;
    }
    b->kept_size = n_keys * sizeof(wf_term_key) / 2;
    if (b->kept_size > MOST_KEPT) b->kept_size = MOST_KEPT;
    for (size_t t = 0; t < b->n_threads; t++) {
        worker *w = &b->workers[t];
        w->postings = malloc((2 * b->max_part + 1) * sizeof *w->postings);
        w->places = malloc((b->n_batches + 1) * sizeof *w->places);
        if (!w->postings || !w->places) return wf_fail_nomem(err, WHAT);
    }
    wf_code code = wf_parallel_for(b->n_threads, PARTS, 1, list_part, b, err);
    for (size_t t = 0; t < b->n_threads; t++) {
        free(b->workers[t].postings);
        b->workers[t].postings = NULL;
    }
    return code;
}

wf_code wf_term_index_open(wf_term_index **out, const wf_term_source *source, wf_budget *budget,
                           uint64_t *n_long, uint64_t *n_cut, wf_error *err) {
    *n_long = *n_cut = 0;
    wf_term_index *index = calloc(1, sizeof *index);
    if (!index) return wf_fail_nomem(err, WHAT);
    index->budget = budget;
    index->n_texts = source->n_texts;
    builder b = {.source = source, .index = index};
    pthread_mutex_init(&b.lock, NULL);
    wf_code code = open_builder(&b, err);
    if (code == WF_OK) code = deal_keys(&b, err);
    if (code == WF_OK) code = list_parts(&b, err);
    if (code == WF_OK) code = wf_parallel_for(b.n_threads, b.n_blocks, 1, sort_block, &b, err);
    for (size_t t = 0; code == WF_OK && t < b.n_threads; t++) {
        *n_long += b.workers[t].n_long;
        *n_cut += b.workers[t].n_cut;
    }
    close_builder(&b);
    if (code == WF_OK)
        *out = index;
    else
        wf_term_index_close(index);
    return code;
}

void wf_term_index_close(wf_term_index *index) {
    if (!index) return;
    for (size_t i = 0; i < index->n_blocks; i++)
        wf_block_free(index->budget, index->blocks[i].ptr, index->blocks[i].size);
    free(index->blocks);
    free(index->own);
    free(index);
}
