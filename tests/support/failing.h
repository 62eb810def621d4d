/*
 * Allocations that fail: a test program that includes this has its own malloc, calloc and realloc. Included by the program's
 * one source file alone. CAN_FAIL is defined where it works: the allocator's own names are known for glibc only, and a
 * sanitizer has its own allocator.
 */
#ifndef WF_TESTS_FAILING_H
#define WF_TESTS_FAILING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#ifndef WF_SANITIZED
#define WF_SANITIZED 0
#endif

#if defined(__GLIBC__) && !WF_SANITIZED
#define CAN_FAIL 1
static atomic_long calls_to_failure; /* 0: none fails */
static atomic_bool has_failed;

static bool fails_now(void) {
    if (atomic_load(&calls_to_failure) <= 0 || atomic_fetch_sub(&calls_to_failure, 1) != 1) return false;
    atomic_store(&has_failed, true);
    return true;
}
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *malloc(size_t size) {
    return fails_now() ? NULL : __libc_malloc(size);
}
void *calloc(size_t nmemb, size_t size) {
    return fails_now() ? NULL : __libc_calloc(nmemb, size);
}
void *realloc(void *ptr, size_t size) {
    return fails_now() ? NULL : __libc_realloc(ptr, size);
}

/* The n-th allocation from now on fails. */
static void fail_allocation(long n) {
    atomic_store(&has_failed, false);
    atomic_store(&calls_to_failure, n);
}

/* None fails any more; whether one did. */
static bool allocation_failed(void) {
    atomic_store(&calls_to_failure, 0);
    return atomic_load(&has_failed);
}
#endif

#endif
