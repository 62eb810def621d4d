/* Output files that are whole or absent (wf_sink, in wirefold.h), and temporary files that leave nothing behind. */
#ifndef WF_BASE_FILE_H
#define WF_BASE_FILE_H

#include "wirefold.h"

/* Whether something of that name is there. */
bool wf_file_exists(const char *path);

/* The folder for temporary files: tmpdir if not NULL, else TMPDIR, else /tmp. */
const char *wf_tmpdir(const char *tmpdir);

/* Opens an unnamed (already unlinked) temporary file for reading and writing. */
wf_code wf_tempfile_open(int *fd, const char *tmpdir, wf_error *err);

/* Reads or writes exactly len bytes at offset. An early end of file is WF_E_CORRUPT. */
wf_code wf_pread_all(int fd, void *ptr, size_t len, uint64_t offset, wf_error *err);
wf_code wf_pwrite_all(int fd, const void *ptr, size_t len, uint64_t offset, wf_error *err);

#endif
