/* The bounds of the options of a run: the last value that is taken and the first that is not. */
#include "support/dump.h"

#define MIB ((size_t)1 << 20)

static void sizes_are_checked(void **state) {
    (void)state;
    static const struct {
        size_t memory, max_story;
        const char *refused; /* the option the message names; NULL: both are taken */
    } cases[] = {
        {65536, MIB, NULL},
        {65535, MIB, "memory is 65535 bytes"},
        {0, MIB, "memory is 0"},
        {SIZE_MAX, 1, NULL},
        {MIB, 0, "max_story is 0"},
        {MIB, 256 * MIB, NULL},
        {MIB, 256 * MIB + 1, "max_story is 268435457 bytes, but must be from 1 to 268435456"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        wf_options o;
        wf_options_init(&o);
        o.memory = cases[i].memory;
        o.max_story = cases[i].max_story;
        wf_run *run = NULL;
        wf_code code = wf_run_open(&run, &o, &error);
        assert_int_equal(code, cases[i].refused ? WF_E_PARAM : WF_OK);
        if (cases[i].refused && !strstr(error.what, cases[i].refused))
            fail_msg("'%s' is not in '%s'", cases[i].refused, error.what);
        wf_run_close(run);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sizes_are_checked)};
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
