#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

enum { SINK_BUFFER = 256 * 1024 };

struct wf_sink {
    int (*write)(void *user, const void *bytes, size_t len); /* NULL: to fd */
    void *user;
    int fd;
    char *path, *temporary; /* NULL for standard output and functions */
    int failed;             /* errno of the first failure */
    size_t len;
    char buffer[SINK_BUFFER];
};

static void sink_free(wf_sink *sink) {
    free(sink->path);
    free(sink->temporary);
    free(sink);
}

/*
 * What a rename replaces must be an ordinary file: a device or a pipe (/dev/full, /dev/stdout) is written to as it is.
 */
static bool is_special(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/*
 * Moves a descriptor off 0, 1 and 2: in a process that was started with one of them closed, what is written to standard
 * output or error would go into our file.
 */
static int above_standard(int fd) {
    if (fd < 0 || fd > STDERR_FILENO) return fd;
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    int sys = errno;
    close(fd);
    errno = sys;
    return moved;
}

/* Opens a new file beside the path, under a name that nothing has; fd is -1 on failure. false: out of memory. */
static bool open_temporary(wf_sink *sink) {
    size_t size = strlen(sink->path) + 48;
    sink->temporary = malloc(size);
    if (!sink->temporary) return false;
    for (unsigned attempt = 0; attempt < 10000; attempt++) {
        snprintf(sink->temporary, size, "%s.wirefold-%ld-%u", sink->path, (long)getpid(), attempt);
        sink->fd = above_standard(open(sink->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (sink->fd >= 0 || errno != EEXIST) break;
    }
    struct stat old;
    if (sink->fd >= 0 && stat(sink->path, &old) == 0) (void)fchmod(sink->fd, old.st_mode & 07777);
    return true;
}

wf_code wf_sink_open(wf_sink **out, const char *path, wf_error *err) {
    wf_sink *sink = malloc(sizeof *sink);
    if (!sink) return wf_fail_nomem(err, "an output file");
    memset(sink, 0, offsetof(wf_sink, buffer));
    sink->fd = STDOUT_FILENO;
    if (strcmp(path, "-") == 0) {
        *out = sink;
        return WF_OK;
    }
    sink->path = realpath(path, NULL); /* behind a symbolic link, the file it names is what is replaced */
    if (!sink->path) sink->path = strdup(path);
    if (!sink->path) {
        sink_free(sink);
        return wf_fail_nomem(err, "an output file");
    }
    if (is_special(path)) {
        sink->fd = above_standard(open(path, O_WRONLY | O_CLOEXEC));
    } else {
        if (!open_temporary(sink)) {
            sink_free(sink);
            return wf_fail_nomem(err, "an output file");
        }
    }
    if (sink->fd < 0) {
        int sys = errno;
        sink_free(sink);
        return wf_fail_io(err, sys, "cannot write '%s'", path);
    }
    *out = sink;
    return WF_OK;
}

wf_code wf_sink_open_fn(wf_sink **out, int (*write)(void *user, const void *bytes, size_t len), void *user,
                        wf_error *err) {
    wf_sink *sink = malloc(sizeof *sink);
    if (!sink) return wf_fail_nomem(err, "an output");
    memset(sink, 0, offsetof(wf_sink, buffer));
    sink->write = write;
    sink->user = user;
    sink->fd = -1;
    *out = sink;
    return WF_OK;
}

static const char *sink_name(const wf_sink *sink) {
    return sink->path ? sink->path : sink->write ? "output" : "standard output";
}

static wf_code sink_failed(wf_sink *sink, int sys, wf_error *err) {
    sink->failed = sys;
    return wf_fail_io(err, sys, "cannot write to %s", sink_name(sink));
}

static wf_code sink_emit(wf_sink *sink, const char *bytes, size_t len, wf_error *err) {
    if (sink->write) {
        int sys = sink->write(sink->user, bytes, len);
        return sys ? sink_failed(sink, sys, err) : WF_OK;
    }
    while (len) {
        ssize_t n = write(sink->fd, bytes, len > SSIZE_MAX ? SSIZE_MAX : len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return sink_failed(sink, errno, err);
        bytes += n;
        len -= (size_t)n;
    }
    return WF_OK;
}

static wf_code sink_flush(wf_sink *sink, wf_error *err) {
    size_t len = sink->len;
    sink->len = 0;
    return len ? sink_emit(sink, sink->buffer, len, err) : WF_OK;
}

wf_code wf_sink_write(wf_sink *sink, const void *bytes, size_t len, wf_error *err) {
    if (sink->failed) return sink_failed(sink, sink->failed, err);
    if (len > sizeof sink->buffer - sink->len) {
        wf_code code = sink_flush(sink, err);
        if (code != WF_OK) return code;
    }
    if (len >= sizeof sink->buffer) return sink_emit(sink, bytes, len, err);
    if (len) memcpy(sink->buffer + sink->len, bytes, len);
    sink->len += len;
    return WF_OK;
}

wf_code wf_sink_commit(wf_sink *sink, wf_error *err) {
    wf_code code = sink->failed ? sink_failed(sink, sink->failed, err) : sink_flush(sink, err);
    if (code == WF_OK && sink->temporary && fsync(sink->fd) != 0) code = sink_failed(sink, errno, err);
    if (sink->path) {
        if (close(sink->fd) != 0 && code == WF_OK) code = sink_failed(sink, errno, err);
        sink->fd = -1;
    }
    if (code == WF_OK && sink->temporary && rename(sink->temporary, sink->path) != 0)
        code = wf_fail_io(err, errno, "cannot put '%s' in its place", sink->path);
    if (code != WF_OK && sink->temporary) unlink(sink->temporary);
    sink_free(sink);
    return code;
}

void wf_sink_abort(wf_sink *sink) {
    if (!sink) return;
    if (sink->path) close(sink->fd);
    if (sink->temporary) unlink(sink->temporary);
    sink_free(sink);
}

bool wf_file_exists(const char *path) {
    return access(path, F_OK) == 0;
}

const char *wf_tmpdir(const char *tmpdir) {
    if (tmpdir && *tmpdir) return tmpdir;
    tmpdir = getenv("TMPDIR");
    return tmpdir && *tmpdir ? tmpdir : "/tmp";
}

wf_code wf_tempfile_open(int *fd, const char *tmpdir, wf_error *err) {
    tmpdir = wf_tmpdir(tmpdir);
    char path[PATH_MAX];
    int len = snprintf(path, sizeof path, "%s/wirefold-XXXXXX", tmpdir);
    if (len < 0 || (size_t)len >= sizeof path)
        return wf_fail(err, WF_E_PARAM, "the name of the temporary folder is too long");
    int made = above_standard(mkstemp(path));
    if (made < 0)
        return wf_fail_io(err, errno,
                          "cannot make a temporary file in '%s' (name another with --tmpdir or TMPDIR)",
                          tmpdir);
    (void)fcntl(made, F_SETFD, FD_CLOEXEC);
    unlink(path);
    *fd = made;
    return WF_OK;
}

wf_code wf_pread_all(int fd, void *ptr, size_t len, uint64_t offset, wf_error *err) {
    char *at = ptr;
    while (len) {
        ssize_t n = pread(fd, at, len > SSIZE_MAX ? SSIZE_MAX : len, (off_t)offset);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return wf_fail_io(err, errno, "cannot read a temporary file");
        if (n == 0)
            return wf_fail(err, WF_E_CORRUPT, "a temporary file is shorter than what was written to it");
        at += n;
        offset += (uint64_t)n;
        len -= (size_t)n;
    }
    return WF_OK;
}

wf_code wf_pwrite_all(int fd, const void *ptr, size_t len, uint64_t offset, wf_error *err) {
    const char *at = ptr;
    while (len) {
        ssize_t n = pwrite(fd, at, len > SSIZE_MAX ? SSIZE_MAX : len, (off_t)offset);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            return wf_fail_io(
                err, errno,
                "cannot write a temporary file (name a folder with more room by --tmpdir or TMPDIR)");
        at += n;
        offset += (uint64_t)n;
        len -= (size_t)n;
    }
    return WF_OK;
}
