/*
 * Large tables under a memory budget.
 *
 * A table is an array of fixed-size rows that grows at its end. Its memory comes from a budget; once that is used up,
 * further blocks are mapped from an unlinked temporary file whose space is reserved first, so that a full disk is an
 * error and not a crash, and the system can write those pages out. Rows never move.
 */
#ifndef WF_BASE_TABLE_H
#define WF_BASE_TABLE_H

#include "wirefold.h"

typedef struct {
    size_t limit, used; /* bytes */
    uint64_t n_mapped;  /* bytes that went to files */
    const char *tmpdir;
} wf_budget; /* not thread-safe: tables grow in serial steps */

/* A block of cleared memory under the budget. */
wf_code wf_block_alloc(wf_budget *budget, void **out, size_t size, const char *what, wf_error *err);
void wf_block_free(wf_budget *budget, void *block, size_t size);

#define WF_TABLE_SHIFT 16 /* rows in a chunk, as a power of two */

typedef struct {
    wf_budget *budget;
    const char *what; /* for messages */
    size_t row;       /* bytes in a row */
    uint64_t n;       /* rows */
    char **chunks;
    size_t n_chunks, cap_chunks;
} wf_table;

void wf_table_init(wf_table *table, wf_budget *budget, size_t row, const char *what);
wf_code wf_table_add(wf_table *table, void **row, wf_error *err); /* a new cleared row at the end */

/* n cleared rows, at most 1 << WF_TABLE_SHIFT, that lie side by side from row *at on. */
wf_code wf_table_add_run(wf_table *table, size_t n, void **rows, uint64_t *at, wf_error *err);
static inline void *wf_table_at(const wf_table *table, uint64_t i) {
    return table->chunks[i >> WF_TABLE_SHIFT] + (i & ((1u << WF_TABLE_SHIFT) - 1)) * table->row;
}
/* Appends n rows, side by side but where a chunk ends; the first is row table->n of before. */
wf_code wf_table_append(wf_table *table, const void *rows, size_t n, wf_error *err);

/* Row i and those that lie side by side with it, *n of them; i < table->n. */
static inline const void *wf_table_span(const wf_table *table, uint64_t i, uint64_t *n) {
    uint64_t chunk_end = (i | ((1u << WF_TABLE_SHIFT) - 1)) + 1;
    *n = (chunk_end < table->n ? chunk_end : table->n) - i;
    return wf_table_at(table, i);
}

void wf_table_free(wf_table *table);

#endif
