/*
 * Cutting a stream of text into records, in place.
 *
 * Bytes are read into a block; the cutter finds the records in it and adds them to the batch without copying. What
 * stands behind the last whole record stays pending until more bytes come.
 */
#ifndef WF_READ_CUT_H
#define WF_READ_CUT_H

#include "read/reader.h"

typedef struct {
    char *ptr;
    size_t len, cap;
    size_t start; /* of the pending record: all before it is cut */
    size_t scan;  /* all before it has been looked at */
} wf_block;

typedef enum {
    WF_CUT_UNKNOWN,  /* until the first bytes tell */
    WF_CUT_LINES,    /* JSONL */
    WF_CUT_DOCUMENT, /* JSON objects over several lines, or an array of objects */
    WF_CUT_WHOLE,    /* the text is one record */
} wf_cut_mode;

typedef struct {
    const char *file; /* name, for records and notes */
    wf_input_kind kind;
    size_t max_story;
    wf_cut_mode mode;
    uint64_t line;       /* lines ended so far, plus one */
    uint64_t n_records;  /* of this file */
    uint64_t skipped;    /* bytes dropped of a pending record that is too long */
    uint64_t first_line; /* of the pending record, as are the rest: for WF_CUT_DOCUMENT */
    uint64_t depth;
    bool in_string, escaped, stray;
} wf_cutter;

/* A cutter for a new file. */
void wf_cutter_init(wf_cutter *cutter, const char *file, wf_input_kind kind, size_t max_story);

/*
 * Cuts what is in the block, until all is looked at or *room, bytes of records still wanted, has come down to 0.
 * at_end: nothing follows what is in the block. Errors: WF_E_NOMEM.
 */
wf_code wf_cut(wf_cutter *cutter, wf_block *block, bool at_end, size_t *room, wf_record_batch *batch,
               wf_error *err);

#endif
