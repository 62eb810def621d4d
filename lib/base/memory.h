/*
 * Growing arrays, byte buffers and arenas.
 *
 * An arena hands out memory that dies together: a batch of stories lives in one, reset once the batch is written out.
 */
#ifndef WF_BASE_MEMORY_H
#define WF_BASE_MEMORY_H

#include <string.h>

#include "wirefold.h"

/*
 * Makes *array, of *cap elements of size bytes, hold at least need elements; grows by half at least. false: out of
 * memory or an overflow of the size, and then nothing changed.
 */
bool wf_grow(void *array, size_t *cap, size_t need, size_t size);

/*
 * Asks for huge pages for memory that is looked into all over, where it is large, or begins and ends where huge pages
 * of 2 MiB do, and the system has them: fewer misses of the address cache. Memory that is not used yet; at most one huge
 * page more of it stands in memory than is used.
 */
void wf_use_huge_pages(void *memory, size_t size);

/*
 * Fetches memory that will soon be read. GCC takes a function that does nothing but prefetch for one without effect, and
 * leaves its calls out; the empty statement is what it cannot leave out.
 */
static inline void wf_prefetch(const void *at) {
    __builtin_prefetch(at);
    __asm__ volatile("" : : "r"(at));
}

typedef struct {
    char *ptr;
    size_t len, cap;
} wf_bytes; /* starts as {0} */

/* Room for more bytes behind what is there; false: out of memory, as for all that follow. */
bool wf_bytes_reserve(wf_bytes *b, size_t more);

static inline bool wf_bytes_append(wf_bytes *b, const void *ptr, size_t len) {
    if (len > b->cap - b->len && !wf_bytes_reserve(b, len)) return false;
    if (len) memcpy(b->ptr + b->len, ptr, len);
    b->len += len;
    return true;
}

/* Appends a string, whose length compilers know where it is a literal. */
static inline bool wf_bytes_puts(wf_bytes *b, const char *string) {
    return wf_bytes_append(b, string, strlen(string));
}

bool wf_bytes_put_number(wf_bytes *b, unsigned long long number); /* in decimal digits */
bool wf_bytes_printf(wf_bytes *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void wf_bytes_free(wf_bytes *b);

typedef struct wf_arena_chunk wf_arena_chunk;
typedef struct {
    wf_arena_chunk *first, *current;
} wf_arena; /* starts as {0} */

/* size bytes aligned to 16, not cleared; NULL when out of memory. */
void *wf_arena_alloc(wf_arena *arena, size_t size);

/* A copy of s in the arena; false when out of memory. */
bool wf_arena_copy(wf_arena *arena, wf_str s, wf_str *out);

/* Forgets everything handed out and keeps up to 8 MiB of memory for the next use. */
void wf_arena_reset(wf_arena *arena);
void wf_arena_free(wf_arena *arena);

static inline wf_str wf_str_of(const char *ptr, size_t len) {
    wf_str s = {ptr, len};
    return s;
}
wf_str wf_str_from(const char *nul_terminated);
bool wf_str_equal(wf_str a, wf_str b);

#endif
