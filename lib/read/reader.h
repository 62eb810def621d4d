/*
 * Inputs as batches of raw records: files, directories and standard input, plain or compressed.
 *
 * The reader only cuts bytes into records (a line of JSONL, or a whole text file); parsing is stateless
 * (read/parse.h) and so can run in parallel on the batches.
 */
#ifndef WF_READ_READER_H
#define WF_READ_READER_H

#include "read/notes.h"

typedef struct {
    wf_input_kind kind;
    size_t max_story;              /* longer records are noted and skipped without being held in memory */
    size_t batch_bytes;            /* a batch ends at the first record past this many bytes */
    bool (*cancelled)(void *user); /* may be NULL */
    void *user;
} wf_reader_options;

typedef struct {
    wf_str bytes; /* a JSON line without its line ending, or the content of a text file; BOM removed, UTF-16
                         converted; UTF-8 not yet checked; 64 readable bytes follow in memory (for simdjson) */
    const char *
        file; /* name of the input as given, or path inside the directory given; lives as long as the reader */
    uint64_t line; /* 1-based line of a JSONL file; 0 for a text file */
    bool is_json;
} wf_record;

typedef struct {
    wf_record *records;
    size_t n, cap;
    wf_arena bytes;   /* of the records */
    wf_notes notes;   /* seen while reading them */
    uint64_t n_bytes; /* of input this batch took, after decompression */
} wf_record_batch;    /* starts as {0}; reused */

typedef struct wf_reader wf_reader;

/*
 * A reader of path: a file, a directory (walked in byte order of names; hidden files left out; only .txt, .text,
 * .jsonl, .ndjson and .json files, plain or .gz .zst .bz2 .xz) or "-". A path that cannot be opened is not an error:
 * it becomes a note (lost) of the first batch. Errors: WF_E_NOMEM.
 */
wf_code wf_reader_open(wf_reader **out, const char *path, const wf_reader_options *options, wf_error *err);
void wf_reader_close(wf_reader *reader);

/*
 * Clears batch and fills it with the next records; *end is set when there is nothing more, and then the batch may
 * still hold notes. Errors: WF_E_NOMEM, WF_E_CANCELLED; never for what is wrong with an input.
 */
wf_code wf_reader_next(wf_reader *reader, wf_record_batch *batch, bool *end, wf_error *err);
void wf_record_batch_free(wf_record_batch *batch);

#endif
