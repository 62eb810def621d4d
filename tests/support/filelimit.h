/* A full disk, made by the limit of the process on the size of files: writing past it fails with EFBIG. */
#ifndef WF_TESTS_SUPPORT_FILELIMIT_H
#define WF_TESTS_SUPPORT_FILELIMIT_H

#include <signal.h>
#include <sys/resource.h>

/* Sets the limit and returns the one before. Lift it before asserting: it holds for standard output too. */
static inline rlim_t file_limit(rlim_t bytes) {
    struct rlimit limit;
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &limit);
    rlim_t before = limit.rlim_cur;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
    return before;
}

#endif
