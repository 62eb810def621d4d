#include "read/stream.h"

#include "base/error.h"
#include "read/gunzip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAGIC_MAX = 6, BLOCK = 256 * 1024, PIPE = 1 << 20, WAIT_MS = 100 };

struct wf_stream {
    int fd;
    bool own_fd;
    bool may_stall; /* a pipe, a terminal: what comes next may take long */
    wf_stream_wait wait;
    int failed;              /* errno of a read of compressed bytes, else 0 */
    wf_gunzip *gunzip;       /* of gzip, else NULL */
    struct archive *archive; /* of the other compressions, else NULL */
    char *block;             /* compressed bytes on their way to either */
    wf_str packed;           /* of them, those that gunzip has not taken yet */
    const char *data;        /* n_data decompressed bytes, libarchive's, not handed on yet */
    size_t n_data;
    int64_t n_fed; /* compressed bytes given to libarchive */
    bool ended;
    size_t n_head,
        head_at; /* first bytes, taken to tell the compression, and how many of them are handed on */
    char head[MAGIC_MAX];
};

static bool is_gzip(const char *head, size_t n) {
    return n >= 2 && memcmp(head, "\x1F\x8B", 2) == 0;
}

/* bzip2's mark is letters, which a text may begin with: the block that follows is looked at too. */
static bool is_for_libarchive(const char *head, size_t n) {
    static const struct {
        size_t skip, len;
        const char *bytes;
    } magic[] = {{0, 4, "\x28\xB5\x2F\xFD"},
                 {0, 6,
                  "\xFD"
                  "7zXZ"},
                 {4, 2, "\x31\x41"},
                 {4, 2, "\x17\x72"}};
    for (size_t i = 0; i < sizeof magic / sizeof *magic; i++)
        if (n >= magic[i].skip + magic[i].len &&
            memcmp(head + magic[i].skip, magic[i].bytes, magic[i].len) == 0)
            return magic[i].skip == 0 || memcmp(head, "BZh", 3) == 0;
    return false;
}

/* Waits until there is something to read. ECANCELED if the caller does not want to wait any longer, else 0. */
static int wait_for_bytes(const wf_stream *stream) {
    struct pollfd poll_fd = {.fd = stream->fd, .events = POLLIN};
    if (!stream->may_stall || !stream->wait.cancelled) return 0;
    for (;;) {
        if (stream->wait.cancelled(stream->wait.user)) return ECANCELED;
        int n = poll(&poll_fd, 1, WAIT_MS);
        if (n > 0 || (n < 0 && errno != EINTR)) return 0; /* read(2) tells what is wrong */
    }
}

/* One read, started again when a signal interrupts it. */
static ssize_t read_some(const wf_stream *stream, void *buf, size_t cap) {
    for (;;) {
        int stopped = wait_for_bytes(stream);
        ssize_t n = stopped ? -1 : read(stream->fd, buf, cap);
        if (stopped) errno = stopped;
        if (n >= 0 || errno != EINTR) return n;
    }
}

static wf_code read_failed(int sys, wf_error *err) {
    return sys == ECANCELED ? wf_fail(err, WF_E_CANCELLED, "stopped as asked")
                            : wf_fail_io(err, sys, "cannot read");
}

static wf_code read_head(wf_stream *stream, wf_error *err) {
    while (stream->n_head < MAGIC_MAX) {
        ssize_t n = read_some(stream, stream->head + stream->n_head, MAGIC_MAX - stream->n_head);
        if (n < 0) return read_failed(errno, err);
        if (n == 0) break;
        stream->n_head += (size_t)n;
    }
    return WF_OK;
}

/* The next compressed bytes, the head first: as read(2), with the errno of a failure in stream->failed. */
static ssize_t next_block(wf_stream *stream, const char **block) {
    if (stream->head_at < stream->n_head) {
        *block = stream->head;
        stream->head_at = stream->n_head;
        return (ssize_t)stream->n_head;
    }
    ssize_t n = read_some(stream, stream->block, BLOCK);
    if (n < 0) stream->failed = errno;
    *block = stream->block;
    return n;
}

static la_ssize_t feed(struct archive *archive, void *user, const void **block) {
    wf_stream *stream = user;
    const char *bytes;
    ssize_t n = next_block(stream, &bytes);
    if (n < 0) {
        archive_set_error(archive, stream->failed, "cannot read");
        return ARCHIVE_FATAL;
    }
    *block = bytes;
    stream->n_fed += n;
    return n;
}

static wf_code archive_failure(const wf_stream *stream, wf_error *err) {
    if (stream->failed) return read_failed(stream->failed, err);
    const char *why = archive_error_string(stream->archive);
    if (archive_errno(stream->archive) == ENOMEM) return wf_fail_nomem(err, "decompression");
    return wf_fail(err, WF_E_CORRUPT, "damaged or cut-off compressed data (%s)", why ? why : "no details");
}

static wf_code open_archive(wf_stream *stream, wf_error *err) {
    struct archive_entry *entry;
    struct archive *a = stream->archive = archive_read_new();
    if (!a) return wf_fail_nomem(err, "decompression");
    int rc = archive_read_support_filter_zstd(a) | archive_read_support_filter_bzip2(a) |
             archive_read_support_filter_xz(a) | archive_read_support_format_raw(a) |
             archive_read_support_format_empty(a);
    if (rc != ARCHIVE_OK)
        return wf_fail(err, WF_E_CORRUPT, "this libarchive cannot decompress all of zstd, bzip2 and xz");
    if (archive_read_open2(a, stream, NULL, feed, NULL, NULL) < ARCHIVE_WARN)
        return archive_failure(stream, err);
    if (archive_filter_count(a) < 2)
        return wf_fail(err, WF_E_CORRUPT, "damaged or cut-off compressed data (header)");
    rc = archive_read_next_header(a, &entry);
    stream->ended = rc == ARCHIVE_EOF;
    return stream->ended || rc >= ARCHIVE_WARN ? WF_OK : archive_failure(stream, err);
}

/* Makes ready for the compression that the head tells, if any. */
static wf_code open_compressed(wf_stream *stream, wf_error *err) {
    bool gzip = is_gzip(stream->head, stream->n_head);
    if (!gzip && !is_for_libarchive(stream->head, stream->n_head)) return WF_OK;
    stream->block = malloc(BLOCK);
    if (!stream->block) return wf_fail_nomem(err, "decompression");
    stream->packed.ptr = stream->block;
    return gzip ? wf_gunzip_open(&stream->gunzip, err) : open_archive(stream, err);
}

wf_code wf_stream_open(wf_stream **out, const char *path, const wf_stream_wait *wait, wf_error *err) {
    wf_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return wf_fail_nomem(err, "an input");
    wf_code rc;
    stream->own_fd = strcmp(path, "-") != 0;
    stream->fd = stream->own_fd ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (stream->fd < 0) {
        rc = wf_fail_io(err, errno, "cannot open");
        goto fail;
    }
    struct stat st;
    bool known = fstat(stream->fd, &st) == 0;
    stream->may_stall = known && !S_ISREG(st.st_mode);
#ifdef F_SETPIPE_SZ
    /* Fewer switches to whoever writes into it. If it cannot be had, the pipe does as it is. */
    if (known && S_ISFIFO(st.st_mode)) fcntl(stream->fd, F_SETPIPE_SZ, PIPE);
#endif
    if (wait) stream->wait = *wait;
    if ((rc = read_head(stream, err)) != WF_OK) goto fail;
    if ((rc = open_compressed(stream, err)) != WF_OK) goto fail;
    *out = stream;
    return WF_OK;
fail:
    wf_stream_close(stream);
    return rc;
}

void wf_stream_close(wf_stream *stream) {
    if (!stream) return;
    wf_gunzip_close(stream->gunzip);
    archive_read_free(stream->archive);
    free(stream->block);
    if (stream->own_fd && stream->fd >= 0) close(stream->fd);
    free(stream);
}

/* What follows the end of the compressed data, libarchive passes over: then compressed bytes are left over. */
static wf_code check_end(wf_stream *stream, wf_error *err) {
    const void *block;
    if (archive_filter_bytes(stream->archive, -1) == stream->n_fed) {
        la_ssize_t more = feed(stream->archive, stream, &block);
        if (more == 0) return WF_OK;
        if (more < 0) return archive_failure(stream, err);
    }
    return wf_fail(err, WF_E_CORRUPT, "damaged compressed data (it ends before the file does)");
}

/* Block by block, because archive_read_data drops what it has copied already when the next block is damaged. */
static wf_code read_archive(wf_stream *stream, char *buf, size_t cap, size_t *n, wf_error *err) {
    while (stream->n_data == 0 && !stream->ended) {
        const void *data;
        la_int64_t offset;
        int rc = archive_read_data_block(stream->archive, &data, &stream->n_data, &offset);
        if (rc < ARCHIVE_WARN) {
            stream->n_data = 0;
            return archive_failure(stream, err);
        }
        stream->data = data;
        if (rc != ARCHIVE_EOF) continue;
        stream->n_data = 0;
        stream->ended = true;
        wf_code checked = check_end(stream, err);
        if (checked != WF_OK) return checked;
    }
    *n = stream->n_data < cap ? stream->n_data : cap;
    if (*n == 0) return WF_OK;
    memcpy(buf, stream->data, *n);
    stream->data += *n;
    stream->n_data -= *n;
    return WF_OK;
}

static wf_code read_gzip(wf_stream *stream, char *buf, size_t cap, size_t *n, wf_error *err) {
    for (;;) {
        wf_code rc = wf_gunzip_step(stream->gunzip, &stream->packed, buf, cap, n, err);
        if (rc != WF_OK || *n) return rc;
        ssize_t got = next_block(stream, &stream->packed.ptr);
        if (got < 0) return read_failed(stream->failed, err);
        if (got == 0) return wf_gunzip_finish(stream->gunzip, err);
        stream->packed.len = (size_t)got;
    }
}

wf_code wf_stream_read(wf_stream *stream, char *buf, size_t cap, size_t *n, wf_error *err) {
    if (stream->gunzip) return read_gzip(stream, buf, cap, n, err);
    if (stream->archive) return read_archive(stream, buf, cap, n, err);
    if (stream->head_at < stream->n_head) {
        *n = stream->n_head - stream->head_at;
        if (*n > cap) *n = cap;
        memcpy(buf, stream->head + stream->head_at, *n);
        stream->head_at += *n;
        return WF_OK;
    }
    ssize_t got = read_some(stream, buf, cap);
    if (got < 0) return read_failed(errno, err);
    *n = (size_t)got;
    return WF_OK;
}
