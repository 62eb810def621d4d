/* Asserts on codes and errors, which show the message of what failed. Include after cmocka.h. */
#ifndef WF_TESTS_SUPPORT_CHECK_H
#define WF_TESTS_SUPPORT_CHECK_H

#include <string.h>

#include "wirefold.h"

/* The call gives WF_OK; it is handed &err, a wf_error in scope. */
#define assert_ok(call)                                           \
    do {                                                          \
        if ((call) != WF_OK) fail_msg("%s: %s", #call, err.what); \
    } while (0)

/* The call gives this code, puts it into err, and the message holds text. */
#define assert_fails(call, wanted, text)                                                              \
    do {                                                                                              \
        memset(&err, 0, sizeof err);                                                                  \
        assert_int_equal((call), (wanted));                                                           \
        assert_int_equal(err.code, (wanted));                                                         \
        if (!strstr(err.what, (text))) fail_msg("'%s' is not in the message '%s'", (text), err.what); \
    } while (0)

#endif
