/*
 * Deduplication: one story of each copy group is kept.
 *
 * The groups are formed anew, with the kind of story that is to be kept as their centres, so that every story removed
 * was verified against the very story kept.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/clustering.h"
#include "report/report.h"

typedef struct {
    wf_run *run;
    wf_keep keep;
    wf_claim *claims;   /* by text, of the story that would be kept */
    uint32_t *centre;   /* by text */
    uint32_t *earlier;  /* by text: a story of the earlier dump with that text, or UINT32_MAX */
    wf_edge_list edges; /* of texts and their centres, sorted */
} dedupe;

/* What speaks for keeping a story. The fields of a claim that decide first carry what is asked for. */
static wf_claim keep_claim(const dedupe *d, uint32_t story, uint32_t text) {
    const wf_story_row *row = wf_row(d->run, story);
    wf_claim claim = d->run->claims[text];
    claim.story = story;
    claim.published_ms = row->published_ms;
    claim.agency = row->agency;
    claim.id_hash = row->id_hash;
    switch (d->keep) {
    case WF_KEEP_FIRST:
        claim.published_ms = story;
        break;
    case WF_KEEP_LONGEST:
        claim.published_ms = -(int64_t)row->n_words;
        claim.agency = 0;
        claim.n_contained = 0;
        claim.n_matches = row->place.body_len; /* equal words: the story with the longer body */
        break;
    case WF_KEEP_EARLIEST:
    case WF_KEEP_ORIGINAL:
        break;
    }
    if (d->keep == WF_KEEP_EARLIEST) {
        claim.agency = 0;
        claim.n_contained = 0;
        claim.n_matches = 0;
    }
    return claim;
}

static void choose_kept(dedupe *d) {
    const wf_run *run = d->run;
    for (uint32_t t = 0; t < run->n_texts; t++) {
        bool any = false;
        d->claims[t] = run->claims[t];
        d->earlier[t] = UINT32_MAX;
        for (uint32_t i = run->text_begin[t]; i < run->text_begin[t + 1]; i++) {
            if (wf_row(run, run->text_story[i])->against) {
                if (run->text_story[i] < d->earlier[t]) d->earlier[t] = run->text_story[i];
                continue;
            }
            wf_claim claim = keep_claim(d, run->text_story[i], t);
            if (!any || wf_claim_compare(&claim, &d->claims[t], NULL) < 0) d->claims[t] = claim;
            any = true;
        }
    }
}

/* The story that a story duplicates, UINT32_MAX if it is kept; *edge is their pair, NULL for equal texts. */
static uint32_t kept_story(const dedupe *d, uint32_t story, const wf_edge **edge) {
    uint32_t text = d->run->clustering->text_of[story];
    *edge = NULL;
    if (text == UINT32_MAX) return UINT32_MAX;
    uint32_t centre = d->centre[text];
    uint32_t kept = d->earlier[centre] != UINT32_MAX ? d->earlier[centre] : d->claims[centre].story;
    if (centre != text) *edge = wf_edges_find(d->edges.items, d->edges.n, text, centre);
    return kept == story ? UINT32_MAX : kept;
}

/* The record of a story as it came; of a text file, as a JSON line. */
static wf_code write_record(dedupe *d, uint32_t story, wf_sink *sink, wf_bytes *line, wf_bytes *record,
                            wf_error *err) {
    wf_run *run = d->run;
    const wf_story_row *row = wf_row(run, story);
    if (row->is_json) {
        record->len = 0;
        if (!wf_grow(&record->ptr, &record->cap, (size_t)row->record_len + 1, 1))
            return wf_fail_nomem(err, "a record");
        wf_code code = wf_spill_read(&run->records, row->record_at, record->ptr, row->record_len, err);
        if (code != WF_OK) return code;
        record->ptr[row->record_len] = '\n';
        return wf_sink_write(sink, record->ptr, (size_t)row->record_len + 1, err);
    }
    wf_story read;
    wf_code code = wf_spill_get_story(&run->texts, row->place, &run->workers[0].story, &read, err);
    return code == WF_OK ? wf_report_record(sink, line, &read, err) : code;
}

static wf_code write_removed(dedupe *d, uint32_t story, uint32_t kept, const wf_edge *edge, wf_sink *sink,
                             wf_bytes *line, wf_bytes *record, wf_error *err) {
    wf_run *run = d->run;
    const wf_story_row *row = wf_row(run, story);
    double jaccard = 1, containment = 1;
    if (edge) {
        jaccard = wf_edge_jaccard(edge);
        containment =
            (double)edge->n_shared / (edge->a == run->clustering->text_of[story] ? edge->n_a : edge->n_b);
    }
    wf_story other;
    wf_code code = wf_fields(run, kept, &other, err);
    if (code != WF_OK) return code;
    wf_arena_reset(&run->strings_of_call);
    wf_str kept_id;
    if (!wf_arena_copy(&run->strings_of_call, other.id, &kept_id))
        return wf_fail_nomem(err, "a removed story");
    record->len = 0;
    if (row->is_json) {
        if (!wf_grow(&record->ptr, &record->cap, row->record_len, 1)) return wf_fail_nomem(err, "a record");
        if ((code = wf_spill_read(&run->records, row->record_at, record->ptr, row->record_len, err)) != WF_OK)
            return code;
        record->len = row->record_len;
    }
    if ((code = wf_fields(run, story, &other, err)) != WF_OK) return code;
    return wf_report_removed(sink, line, other.id, kept_id, jaccard, containment,
                             wf_str_of(record->ptr, record->len), err);
}

static wf_code write_all(dedupe *d, wf_sink *kept, wf_sink *removed, wf_dedupe_counts *counts,
                         wf_error *err) {
    wf_run *run = d->run;
    wf_bytes line = {0}, record = {0};
    wf_code code = WF_OK;
    for (uint64_t i = 0; code == WF_OK && i < run->summary.n_stories; i++) {
        uint32_t story = run->clustering->reported[i];
        const wf_edge *edge;
        uint32_t other = kept_story(d, story, &edge);
        counts->n_in++;
        if ((i & 1023) == 1023 && wf_cancelled(run)) {
            code = wf_fail(err, WF_E_CANCELLED, "stopped as asked");
        } else if (other == UINT32_MAX) {
            counts->n_kept++;
            code = write_record(d, story, kept, &line, &record, err);
        } else {
            counts->n_removed++;
            counts->n_exact += edge == NULL;
            counts->n_against += wf_row(run, other)->against;
            if (removed) code = write_removed(d, story, other, edge, removed, &line, &record, err);
        }
    }
    wf_bytes_free(&line);
    wf_bytes_free(&record);
    return code;
}

wf_code wf_run_dedupe(wf_run *run, wf_keep keep, wf_sink *kept, wf_sink *removed, wf_dedupe_counts *counts,
                      wf_error *err) {
    if (!run->clustering) return wf_fail(err, WF_E_PARAM, "no results before wf_run_cluster");
    if (!run->options.keep_records)
        return wf_fail(err, WF_E_PARAM, "wf_run_dedupe needs wf_options.keep_records");
    if ((unsigned)keep > WF_KEEP_ORIGINAL)
        return wf_fail(err, WF_E_PARAM, "unknown kind of story to keep %d", (int)keep);
    dedupe d = {.run = run, .keep = keep};
    wf_dedupe_counts n = {0};
    size_t texts = (size_t)run->n_texts + 1;
    d.claims = malloc(texts * sizeof *d.claims);
    d.centre = malloc(texts * sizeof *d.centre);
    d.earlier = malloc(texts * sizeof *d.earlier);
    wf_code code = d.claims && d.centre && d.earlier ? WF_OK : wf_fail_nomem(err, "deduplication");
    if (code == WF_OK) choose_kept(&d);
    if (code == WF_OK) code = wf_form_groups(run, d.claims, d.earlier, d.centre, &d.edges, err);
    if (code == WF_OK) code = write_all(&d, kept, removed, &n, err);
    free(d.edges.items);
    free(d.claims);
    free(d.centre);
    free(d.earlier);
    if (code == WF_OK && counts) *counts = n;
    return code;
}
