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

/* Every kind runs or is refused by name, and the summary tells which ran. */
static void kernels_are_checked(void **state) {
    (void)state;
    bool any = false;
    for (int kind = WF_KERNELS_AUTO; kind <= WF_KERNELS_NEON; kind++) {
        wf_options o;
        wf_options_init(&o);
        assert_int_equal(o.kernels, WF_KERNELS_AUTO);
        o.kernels = (wf_kernels)kind;
        bool available = kind == WF_KERNELS_AUTO || wf_kernels_available(o.kernels);
        wf_run *run = NULL;
        assert_int_equal(wf_run_open(&run, &o, &error), available ? WF_OK : WF_E_PARAM);
        if (!available) {
            assert_non_null(strstr(error.what, wf_kernels_name(o.kernels)));
            continue;
        }
        wf_summary summary;
        wf_run_summary(run, &summary);
        const char *ran = summary.kernels;
        if (kind != WF_KERNELS_AUTO) assert_string_equal(ran, wf_kernels_name(o.kernels));
        any |= kind == WF_KERNELS_AUTO && strcmp(ran, "auto") != 0;
        wf_run_close(run);
    }
    assert_true(any && wf_kernels_available(WF_KERNELS_SCALAR) && !wf_kernels_available(WF_KERNELS_AUTO));
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sizes_are_checked),
                                       cmocka_unit_test(kernels_are_checked)};
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
