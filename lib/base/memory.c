#include "base/memory.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

bool wf_grow(void *array, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return true;
    size_t wanted = *cap > SIZE_MAX / 2 ? need : *cap + *cap / 2;
    if (wanted < need) wanted = need;
    if (wanted < 8) wanted = 8;
    if (wanted > SIZE_MAX / size) return false;
    void *old, *grown;
    memcpy(&old, array, sizeof old); /* array is the address of a pointer of any type */
    grown = realloc(old, wanted * size);
    if (!grown) return false;
    memcpy(array, &grown, sizeof grown);
    *cap = wanted;
    return true;
}

void wf_use_huge_pages(void *memory, size_t size) {
#if defined(MADV_HUGEPAGE)
    enum { PAGE = 1 << 12, HUGE = 2 << 20, LARGE = 4 << 20 };
    const bool whole = (((uintptr_t)memory | size) & (HUGE - 1)) == 0; /* wastes nothing */
    if (!memory || (size < LARGE && !whole)) return;
    char *first = (char *)memory + (-(uintptr_t)memory & (PAGE - 1));
    size -= (size_t)(first - (char *)memory);
    int saved = errno;
    madvise(first, size & ~(size_t)(PAGE - 1), MADV_HUGEPAGE); /* it does as well without */
    errno = saved;
#else
    (void)memory;
    (void)size;
#endif
}

bool wf_bytes_reserve(wf_bytes *b, size_t more) {
    return more <= SIZE_MAX - b->len && wf_grow(&b->ptr, &b->cap, b->len + more, 1);
}

/* The digits of a number, the last of them before end; returns where they begin. */
static char *put_digits(char *end, unsigned long long number) {
    do *--end = (char)('0' + number % 10);
    while (number /= 10);
    return end;
}

bool wf_bytes_put_number(wf_bytes *b, unsigned long long number) {
    char text[24], *end = text + sizeof text, *at = put_digits(end, number);
    return wf_bytes_append(b, at, (size_t)(end - at));
}

/* What a directive at format stands for, *len bytes of it: digits stand before end. NULL if it is none of these. */
static const char *simple_value(const char **format, va_list *args, char *end, size_t *len) {
    char *at;
    const char *f = *format + 1;
    if (f[0] == 's') {
        const char *string = va_arg(*args, const char *);
        *format += 2;
        *len = strlen(string);
        return string;
    }
    if (f[0] == 'l' && f[1] == 'l' && f[2] == 'u') {
        at = put_digits(end, va_arg(*args, unsigned long long));
        *format += 4;
    } else if (f[0] == 'z' && f[1] == 'u') {
        at = put_digits(end, va_arg(*args, size_t));
        *format += 3;
    } else if (f[0] == 'u') {
        at = put_digits(end, va_arg(*args, unsigned));
        *format += 2;
    } else {
        return NULL;
    }
    *len = (size_t)(end - at);
    return at;
}

/* Appends by a format of strings and unsigned numbers alone, many times quicker than printf; *known: whether it is one. */
static bool append_simple(wf_bytes *b, const char *format, va_list *args, bool *known) {
    char line[128];
    size_t n = 0;
    while (*format) {
        char text[24];
        size_t len;
        if (n < sizeof line && *format != '%') {
            line[n++] = *format++;
            continue;
        }
        if (n == sizeof line) {
            if (!wf_bytes_append(b, line, n)) return false;
            n = 0;
            continue;
        }
        const char *value = simple_value(&format, args, text + sizeof text, &len);
        if (!value) return *known = false;
        if (len <= sizeof line - n) {
            memcpy(line + n, value, len);
            n += len;
        } else {
            if (!wf_bytes_append(b, line, n) || !wf_bytes_append(b, value, len)) return false;
            n = 0;
        }
    }
    if (!wf_bytes_append(b, line, n) || !wf_bytes_append(b, "", 1)) return false;
    b->len--; /* a NUL behind it, as printf has */
    return true;
}

static bool append_any(wf_bytes *b, const char *format, va_list *args) {
    va_list again;
    va_copy(again, *args);
    size_t room = b->cap - b->len;
    int len = vsnprintf(room ? b->ptr + b->len : NULL, room, format, *args);
    bool ok = len >= 0;
    if (ok && (size_t)len >= room) { /* once more, with room for it */
        ok = (size_t)len < SIZE_MAX - b->len && wf_grow(&b->ptr, &b->cap, b->len + (size_t)len + 1, 1);
        if (ok) vsnprintf(b->ptr + b->len, (size_t)len + 1, format, again);
    }
    if (ok) b->len += (size_t)len;
    va_end(again);
    return ok;
}

bool wf_bytes_printf(wf_bytes *b, const char *format, ...) {
    size_t before = b->len;
    bool known = true;
    va_list args;
    va_start(args, format);
    bool ok = append_simple(b, format, &args, &known);
    va_end(args);
    if (!ok) b->len = before;
    if (known) return ok;
    va_start(args, format);
    ok = append_any(b, format, &args);
    va_end(args);
    return ok;
}

void wf_bytes_free(wf_bytes *b) {
    free(b->ptr);
    memset(b, 0, sizeof *b);
}

struct wf_arena_chunk {
    wf_arena_chunk *next;
    size_t used, cap;
    max_align_t bytes[];
};

enum { CHUNK = 64 * 1024, KEEP = 8 * 1024 * 1024, ALIGN = 16 };
_Static_assert(_Alignof(max_align_t) <= ALIGN, "arena alignment");

void *wf_arena_alloc(wf_arena *arena, size_t size) {
    if (size > SIZE_MAX / 2) return NULL;
    size = (size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
    wf_arena_chunk *c = arena->current;
    while (c && c->cap - c->used < size) {
        c = c->next; /* what is left of a chunk is not looked at again until the arena is reset */
        if (c) arena->current = c;
    }
    if (!c) {
        size_t cap = arena->current && arena->current->cap < KEEP ? arena->current->cap * 2 : CHUNK;
        if (cap < size) cap = size;
        c = malloc(sizeof *c + cap);
        if (!c) return NULL;
        c->next = NULL;
        c->used = 0;
        c->cap = cap;
        if (arena->current)
            arena->current->next = c;
        else
            arena->first = c;
        arena->current = c;
    }
    void *out = (char *)c->bytes + c->used;
    c->used += size;
    return out;
}

bool wf_arena_copy(wf_arena *arena, wf_str s, wf_str *out) {
    char *copy = wf_arena_alloc(arena, s.len + 1);
    if (!copy) return false;
    if (s.len) memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    *out = wf_str_of(copy, s.len);
    return true;
}

void wf_arena_reset(wf_arena *arena) {
    size_t kept = 0;
    for (wf_arena_chunk **link = &arena->first; *link;) {
        wf_arena_chunk *c = *link;
        if (kept + c->cap <= KEEP) {
            kept += c->cap;
            c->used = 0;
            link = &c->next;
        } else {
            *link = c->next;
            free(c);
        }
    }
    arena->current = arena->first;
}

void wf_arena_free(wf_arena *arena) {
    for (wf_arena_chunk *c = arena->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    arena->first = arena->current = NULL;
}

wf_str wf_str_from(const char *nul_terminated) {
    return wf_str_of(nul_terminated, strlen(nul_terminated));
}

bool wf_str_equal(wf_str a, wf_str b) {
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
