#include "base/table.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/check.h"
#include "support/filelimit.h"
#include "support/tempdir.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { CHUNK_ROWS = 1 << WF_TABLE_SHIFT };

typedef struct {
    uint64_t number, again;
    uint8_t tail[3];
} __attribute__((packed)) row_type;

/* Grows a table over several chunks under a limit; the first chunks come from memory, the others from files. */
static void test_rows_stay_where_they_are(void **state) {
    (void)state;
    enum { ROWS = 3 * CHUNK_ROWS + 5 };
    const size_t chunk = sizeof(row_type) * CHUNK_ROWS;
    const struct {
        size_t limit, mapped;
    } cases[] = {
        {SIZE_MAX, 0},          {4 * chunk, 0},         {4 * chunk - 1, chunk},
        {2 * chunk, 2 * chunk}, {chunk - 1, 4 * chunk}, {0, 4 * chunk},
    };
    char *folder = tempdir_make();
    row_type **places = malloc(ROWS * sizeof *places);
    for (size_t c = 0; c < COUNT(cases); c++) {
        wf_budget budget = {.limit = cases[c].limit, .tmpdir = folder};
        wf_table table;
        wf_error err;
        wf_table_init(&table, &budget, sizeof(row_type), "the rows");
        for (uint64_t i = 0; i < ROWS; i++) {
            void *row;
            static const row_type cleared;
            assert_ok(wf_table_add(&table, &row, &err));
            assert_memory_equal(row, &cleared, sizeof cleared);
            places[i] = row;
            *places[i] = (row_type){i * 7, ~i, {1, 2, 3}};
        }
        assert_int_equal(table.n, ROWS);
        assert_int_equal(budget.n_mapped, cases[c].mapped);
        assert_int_equal(tempdir_count(folder), 0);
        for (uint64_t i = 0; i < ROWS; i++) {
            const row_type *row = wf_table_at(&table, i);
            assert_ptr_equal(row, places[i]);
            assert_true(row->number == i * 7 && row->again == ~i && row->tail[2] == 3);
        }
        wf_table_free(&table);
        assert_int_equal(budget.used, 0);
        assert_int_equal(table.n, 0);
        void *row;
        assert_ok(wf_table_add(&table, &row, &err)); /* an emptied table may be filled again */
        wf_table_free(&table);
    }
    free(places);
    tempdir_remove(folder);
}

/* Rows appended many at a time are those added one by one; a span ends with its chunk or with the table. */
static void test_rows_appended_and_spanned(void **state) {
    (void)state;
    static const size_t lengths[] = {0, 1, 5, CHUNK_ROWS - 6, 3, CHUNK_ROWS, 2 * CHUNK_ROWS + 7, 1};
    uint32_t *rows = malloc((size_t)3 * CHUNK_ROWS * sizeof *rows), next = 0;
    wf_budget budget = {.limit = SIZE_MAX};
    wf_table table;
    wf_error err;
    wf_table_init(&table, &budget, sizeof *rows, "the rows");
    for (size_t c = 0; c < COUNT(lengths); c++) {
        for (size_t i = 0; i < lengths[c]; i++) rows[i] = next + (uint32_t)i;
        assert_ok(wf_table_append(&table, rows, lengths[c], &err));
        next += (uint32_t)lengths[c];
        assert_int_equal(table.n, next);
    }
    uint64_t at = 0, n;
    for (; at < table.n; at += n) {
        const uint32_t *span = wf_table_span(&table, at, &n);
        assert_true(n > 0 && at + n <= table.n);
        assert_true(at + n == table.n || (at + n) % CHUNK_ROWS == 0);
        for (uint64_t i = 0; i < n; i++) assert_int_equal(span[i], at + i);
    }
    assert_int_equal(at, next);
    wf_table_span(&table, 10, &n);
    assert_int_equal(n, CHUNK_ROWS - 10);
    wf_table_free(&table);
    free(rows);
}

static void test_blocks_are_cleared_and_counted(void **state) {
    (void)state;
    static const size_t sizes[] = {0, 1, 4095, 4097, 1000000};
    static const size_t limits[] = {SIZE_MAX, 0};
    wf_error err;
    for (size_t l = 0; l < COUNT(limits); l++)
        for (size_t s = 0; s < COUNT(sizes); s++) {
            wf_budget budget = {.limit = limits[l]};
            void *block = NULL;
            assert_ok(wf_block_alloc(&budget, &block, sizes[s], "a block", &err));
            assert_non_null(block);
            for (size_t i = 0; i < sizes[s]; i++) assert_true(((char *)block)[i] == 0);
            memset(block, 1, sizes[s]);
            assert_true(budget.used >= sizes[s]);
            assert_int_equal(budget.n_mapped > 0, limits[l] == 0);
            wf_block_free(&budget, block, sizes[s]);
            assert_int_equal(budget.used, 0);
        }
    wf_budget budget = {.limit = 0};
    wf_block_free(&budget, NULL, 100);
    assert_int_equal(budget.used, 0);
}

static void test_no_folder_for_files(void **state) {
    (void)state;
    wf_budget budget = {.limit = 100, .tmpdir = "/no/such/folder"};
    wf_table table;
    wf_error err;
    void *row = NULL;
    wf_table_init(&table, &budget, 8, "the rows");
    for (int i = 0; i < 2; i++) { /* twice: a failure leaves the table as it was */
        assert_fails(wf_table_add(&table, &row, &err), WF_E_IO, "/no/such/folder");
        assert_non_null(strstr(err.what, "--tmpdir"));
        assert_int_equal(err.sys, ENOENT);
        assert_int_equal(table.n, 0);
        assert_null(row);
    }
    assert_int_equal(budget.used, 0);
    wf_table_free(&table);
}

static void test_no_room_for_files(void **state) {
    (void)state;
    char *folder = tempdir_make();
    wf_budget budget = {.limit = 0, .tmpdir = folder};
    void *block = NULL;
    wf_error err = {0};
    rlim_t before = file_limit(1 << 20);
    wf_code code = wf_block_alloc(&budget, &block, 2 << 20, "the rows", &err);
    file_limit(before);
    assert_int_equal(code, WF_E_IO);
    assert_int_equal(err.sys, EFBIG);
    assert_non_null(strstr(err.what, "no room for the rows"));
    assert_non_null(strstr(err.what, "--memory"));
    assert_null(block);
    assert_int_equal(budget.used, 0);
    assert_int_equal(tempdir_count(folder), 0);
    tempdir_remove(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_stay_where_they_are),
        cmocka_unit_test(test_rows_appended_and_spanned),
        cmocka_unit_test(test_blocks_are_cleared_and_counted),
        cmocka_unit_test(test_no_folder_for_files),
        cmocka_unit_test(test_no_room_for_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
