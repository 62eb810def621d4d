#include "base/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/memory.h"

/* Reserves the space now: a page of a mapped file that the disk has no room for would kill the process later. */
static int reserve(int fd, size_t size) {
#if defined(__APPLE__)
    fstore_t store = {F_ALLOCATEALL, F_PEOFPOSMODE, 0, (off_t)size, 0};
    if (fcntl(fd, F_PREALLOCATE, &store) == -1) return errno;
    return ftruncate(fd, (off_t)size) == 0 ? 0 : errno;
#else
    return posix_fallocate(fd, 0, (off_t)size);
#endif
}

wf_code wf_block_alloc(wf_budget *budget, void **out, size_t size, const char *what, wf_error *err) {
    if (size == 0) size = 1;
    void *block;
    if (size <= budget->limit && budget->used <= budget->limit - size) {
        block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) return wf_fail_nomem(err, what);
        wf_use_huge_pages(block, size);
    } else {
        int fd;
        wf_code code = wf_tempfile_open(&fd, budget->tmpdir, err);
        if (code != WF_OK) return code;
        int sys = reserve(fd, size);
        block = sys ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
        if (!sys && block == MAP_FAILED) sys = errno;
        close(fd);
        if (block == MAP_FAILED)
            return wf_fail_io(err, sys,
                              "no room for %s in '%s' (raise --memory, or name another folder by --tmpdir)",
                              what, wf_tmpdir(budget->tmpdir));
        budget->n_mapped += size;
    }
    budget->used += size;
    *out = block;
    return WF_OK;
}

void wf_block_free(wf_budget *budget, void *block, size_t size) {
    if (!block) return;
    if (size == 0) size = 1;
    munmap(block, size);
    budget->used -= size;
}

void wf_table_init(wf_table *table, wf_budget *budget, size_t row, const char *what) {
    *table = (wf_table){.budget = budget, .what = what, .row = row};
}

/* Makes the chunk of the next row, if it is not there. */
static wf_code add_chunk(wf_table *table, wf_error *err) {
    uint64_t chunk = table->n >> WF_TABLE_SHIFT;
    if (chunk == table->n_chunks) {
        if (!wf_grow(&table->chunks, &table->cap_chunks, table->n_chunks + 1, sizeof *table->chunks))
            return wf_fail_nomem(err, table->what);
        void *block;
        wf_code code = wf_block_alloc(table->budget, &block, table->row << WF_TABLE_SHIFT, table->what, err);
        if (code != WF_OK) return code;
        table->chunks[table->n_chunks++] = block;
    }
    return WF_OK;
}

wf_code wf_table_add(wf_table *table, void **row, wf_error *err) {
    wf_code code = add_chunk(table, err);
    if (code == WF_OK) *row = wf_table_at(table, table->n++);
    return code;
}

wf_code wf_table_add_run(wf_table *table, size_t n, void **rows, uint64_t *at, wf_error *err) {
    uint64_t rest = ((uint64_t)1 << WF_TABLE_SHIFT) - (table->n & ((1u << WF_TABLE_SHIFT) - 1));
    if (rest < n) table->n += rest; /* the run begins a chunk of its own */
    wf_code code = add_chunk(table, err);
    if (code != WF_OK) return code;
    *rows = wf_table_at(table, table->n);
    *at = table->n;
    table->n += n;
    return WF_OK;
}

wf_code wf_table_append(wf_table *table, const void *rows, size_t n, wf_error *err) {
    const char *from = rows;
    while (n) {
        wf_code code = add_chunk(table, err);
        if (code != WF_OK) return code;
        uint64_t rest = ((uint64_t)1 << WF_TABLE_SHIFT) - (table->n & ((1u << WF_TABLE_SHIFT) - 1));
        size_t now = rest < n ? (size_t)rest : n;
        memcpy(wf_table_at(table, table->n), from, now * table->row);
        table->n += now;
        from += now * table->row;
        n -= now;
    }
    return WF_OK;
}

void wf_table_free(wf_table *table) {
    for (size_t i = 0; i < table->n_chunks; i++)
        wf_block_free(table->budget, table->chunks[i], table->row << WF_TABLE_SHIFT);
    free(table->chunks);
    wf_table_init(table, table->budget, table->row, table->what);
}
