/* Which stories are one text: those that agree in more than the digest of it. */
#include "engine/run.h"
#include "support/dump.h"

enum { WORDS = 80 };

/* Clusters stories of which all have one digest, as if somebody had found texts that do; returns how many texts there are. */
static uint32_t texts_of_forged(const char *const *bodies, size_t n) {
    wf_run *run = open_run(NULL);
    for (size_t i = 0; i < n; i++) {
        char id[24];
        snprintf(id, sizeof id, "s%zu", i);
        add_story(run, id, bodies[i], WF_NO_DATE);
        wf_row(run, i)->content = (wf_digest){1, 2};
    }
    cluster(run);
    const uint32_t n_texts = run->n_texts;
    wf_run_close(run);
    return n_texts;
}

static void a_digest_alone_makes_no_text_another(void **state) {
    (void)state;
    text_maker maker = {.state = 5};
    char *a = make_text(&maker, WORDS), *b = make_text(&maker, WORDS);
    assert_int_equal(texts_of_forged((const char *[]){a, b}, 2), 2);
    assert_int_equal(texts_of_forged((const char *[]){a, b, a, b, a}, 5), 2);
    assert_int_equal(texts_of_forged((const char *[]){a, a, a}, 3), 1);
    free(a);
    free(b);
}

/* In any order the same stories are one text. */
static void equal_texts_are_one_whatever_their_number(void **state) {
    (void)state;
    enum { TEXTS = 40, EACH = 25 };
    text_maker maker = {.state = 6};
    char *texts[TEXTS];
    const char *bodies[TEXTS * EACH];
    for (size_t t = 0; t < TEXTS; t++) texts[t] = make_text(&maker, WORDS);
    for (size_t i = 0; i < TEXTS * EACH; i++) bodies[i] = texts[i * 7 % TEXTS];
    assert_int_equal(texts_of_forged(bodies, TEXTS * EACH), TEXTS);
    for (size_t t = 0; t < TEXTS; t++) free(texts[t]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_digest_alone_makes_no_text_another),
        cmocka_unit_test(equal_texts_are_one_whatever_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
