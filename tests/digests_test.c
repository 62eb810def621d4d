/* Digests of many texts at once: those of each text alone, by all kernels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digests.h"

enum { TEXTS = 700, LONG = 70000, BYTES = TEXTS * 2100 + LONG };

static uint64_t next(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static char *random_bytes(void) {
    uint64_t state = 5;
    char *bytes = malloc(BYTES);
    assert_non_null(bytes);
    for (size_t i = 0; i < BYTES; i++) bytes[i] = (char)next(&state);
    return bytes;
}

static void digests_by(wf_kernels kernels) {
    char *bytes = random_bytes();
    wf_digests digests = {.kernels = kernels};
    wf_digest got[TEXTS] = {{0}};
    size_t begin[TEXTS], len[TEXTS], at = 0;
    uint64_t state = 9;
    for (size_t i = 0; i < TEXTS;
         i++) { /* every length around the borders of blocks; then any; a long one among them */
        begin[i] = at;
        len[i] = i < 400 ? i : i == 500 ? LONG : next(&state) % 2100;
        at += len[i];
        wf_digests_add(&digests, bytes + begin[i], len[i], &got[i]);
    }
    wf_digests_finish(&digests);
    for (size_t i = 0; i < TEXTS; i++)
        if (!wf_digest_equal(got[i], wf_digest_of(bytes + begin[i], len[i])))
            fail_msg("%s: text %zu of %zu bytes", wf_kernels_name(kernels), i, len[i]);
    wf_digests_free(&digests);
    free(bytes);
}

static void test_of_all_kernels(void **state) {
    (void)state;
    for (wf_kernels kernels = WF_KERNELS_AUTO; kernels <= WF_KERNELS_NEON; kernels++)
        if (kernels == WF_KERNELS_AUTO || wf_kernels_available(kernels)) digests_by(kernels);
}

static void test_texts_are_copied(void **state) {
    (void)state;
    char texts[3][200];
    wf_digest got[3], want[3];
    wf_digests digests = {.kernels =
                              wf_kernels_available(WF_KERNELS_AVX2) ? WF_KERNELS_AVX2 : WF_KERNELS_SCALAR};
    for (int round = 0; round < 2; round++) { /* it can be used again */
        for (int i = 0; i < 3; i++) {
            memset(texts[i], 'a' + i + 3 * round, sizeof texts[i]);
            want[i] = wf_digest_of(texts[i], sizeof texts[i]);
            wf_digests_add(&digests, texts[i], sizeof texts[i], &got[i]);
            memset(texts[i], 0, sizeof texts[i]);
        }
        wf_digests_finish(&digests);
        for (int i = 0; i < 3; i++) assert_true(wf_digest_equal(got[i], want[i]));
    }
    wf_digests_finish(&digests); /* none waits */
    wf_digests_free(&digests);
}

static int start(void **state) {
    (void)state;
    return wf_digest_init(NULL) == WF_OK ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_of_all_kernels),
        cmocka_unit_test(test_texts_are_copied),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
