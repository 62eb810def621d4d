/* The shingle sets a thread keeps: bounded in bytes, and the two asked for last are always there. */
#include "engine/run.h"
#include "support/dump.h"

enum { KEPT_BYTES = 8 << 20 };

static wf_run *run_over_texts(size_t n, int words, size_t memory) {
    text_maker maker = {.state = 31};
    wf_options o;
    wf_options_init(&o);
    o.threads = 1;
    o.memory = memory;
    wf_run *run = open_run(&o);
    for (size_t i = 0; i < n; i++) {
        char *text = make_text(&maker, words), id[24];
        snprintf(id, sizeof id, "s%zu", i);
        add_story(run, id, text, WF_NO_DATE);
        free(text);
    }
    cluster(run);
    assert_int_equal(run->n_texts, n);
    return run;
}

/* Whether a set is held: asked for while no text can be read back. */
static bool is_kept(wf_run *run, uint32_t text) {
    wf_shingle_set set;
    int fd = run->texts.fd;
    run->texts.fd = -1;
    wf_code code = wf_text_set(run, &run->workers[0], text, &set, NULL);
    run->texts.fd = fd;
    return code == WF_OK;
}

static void sets_are_kept_up_to_a_number_of_bytes(void **state) {
    (void)state;
    enum { TEXTS = 24, WORDS = 60000, SET = (WORDS - 4) * 8, FIT = KEPT_BYTES / SET };
    static const struct {
        size_t memory;
        uint32_t kept;
    } cases[] = {{1 << 20, FIT}, {(size_t)1 << 30, TEXTS}};
    assert_true(FIT < TEXTS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_run *run = run_over_texts(TEXTS, WORDS, cases[i].memory);
        wf_shingle_set set;
        for (uint32_t t = 0; t < TEXTS; t++) {
            assert_ok(wf_text_set(run, &run->workers[0], t, &set, &error));
            assert_int_equal(set.n * sizeof *set.h, SET);
        }
        uint32_t kept = 0;
        while (kept < TEXTS && is_kept(run, TEXTS - 1 - kept)) kept++;
        assert_int_equal(kept, cases[i].kept);
        wf_run_close(run);
    }
}

static void two_sets_live_whatever_their_size(void **state) {
    (void)state;
    enum { WORDS = 600000 }; /* 4.6 MiB of hashes */
    wf_run *run = run_over_texts(3, WORDS, 1 << 20);
    wf_worker *worker = &run->workers[0];
    wf_shingle_set sets[2], again;
    for (uint32_t t = 0; t < 3; t++) {
        assert_ok(wf_text_set(run, worker, t, &sets[0], &error));
        uint64_t *copy = malloc(sets[0].n * sizeof *copy);
        assert_non_null(copy);
        memcpy(copy, sets[0].h, sets[0].n * sizeof *copy);
        assert_ok(wf_text_set(run, worker, (t + 1) % 3, &sets[1], &error));
        assert_int_equal(wf_overlap(sets[0], sets[1]), 0);
        assert_memory_equal(sets[0].h, copy, sets[0].n * sizeof *copy);
        assert_ok(wf_text_set(run, worker, t, &again, &error));
        assert_ptr_equal(again.h, sets[0].h);
        free(copy);
    }
    assert_false(is_kept(run, 1)); /* 2 and 0 were asked for last */
    wf_run_close(run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_are_kept_up_to_a_number_of_bytes),
        cmocka_unit_test(two_sets_live_whatever_their_size),
    };
    return cmocka_run_group_tests_name("sets", tests, NULL, NULL);
}
