/* The judgement of stories: what its files ask of each other. */
#ifndef WF_ENGINE_JUDGING_H
#define WF_ENGINE_JUDGING_H

#include "engine/run.h"
#include "verdict/verdict.h"

/* A finding as it is kept: byte spans of the matched texts. */
typedef struct {
    uint32_t original_begin, original_end, copy_begin, copy_end; /* original_begin UINT32_MAX: none */
    uint8_t kind;                                                /* wf_finding_kind */
    uint8_t versions, as_original;                               /* as in wf_finding */
    bool synonym, within;
} wf_kept_finding;

/* The verdict on a text. */
typedef struct {
    uint8_t verdict, assessment; /* wf_verdict, wf_assessment */
    bool open;
    float probability, spun, machine;
    uint32_t against; /* the text it was judged against */
    uint32_t n_findings;
    wf_change_counts changes;
    const wf_kept_finding *findings; /* n_findings, of those that are flagged */
} wf_text_verdict;

/* What was judged. Those of cluster k are items[begin[k]] up to items[begin[k + 1]], of texts[...] alike. */
struct wf_verdicts {
    uint64_t *begin;
    uint32_t *texts; /* distinct texts by cluster */
    wf_text_verdict *items;
    uint32_t *of_text; /* place in items by text; UINT32_MAX: in no cluster */
    wf_arena *arenas;  /* n_arenas, one per worker: findings */
    size_t n_arenas;
};
void wf_verdicts_free(struct wf_verdicts *verdicts);

/* What a worker judges with. */
struct wf_judging {
    wf_text_reader *reader;
    wf_judge *judge;
    wf_reading reference, copy;
    uint32_t own_reference_text, copy_text; /* the texts of these; UINT32_MAX: none of the run */
    const wf_reading *referred;             /* the judge's reference: reference, or one of versions, */
    uint32_t reference_text;                /* and its text */
    /* Versions of the story at hand, those of the smallest numbers, and their names, numbers and quotes. */
    uint32_t story; /* its cluster; UINT32_MAX: none */
    uint32_t n_versions;
    uint32_t version_text[WF_JUDGED_VERSIONS];
    wf_reading versions[WF_JUDGED_VERSIONS];
    wf_supported *support; /* an open hash of n_support slots; 0: nothing is in it */
    size_t n_support, cap_support;
};

/* Opens worker->judging unless it is open. Errors: WF_E_NOMEM. */
wf_code wf_judging_open(const wf_run *run, wf_worker *worker, wf_error *err);
void wf_judging_close(wf_worker *worker);

/* ---- kept_readings.c: readings made along with profiles, kept until the verdicts */

/* Opens run->kept_readings. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_kept_readings_open(wf_run *run, wf_error *err);
void wf_kept_readings_close(wf_run *run);

/* Whether the reading of a text is to be kept: it may be judged, and is not kept yet. */
bool wf_keeps_reading(const wf_run *run, uint32_t text);

/* Keeps it. Any thread, with its own worker. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_keep_reading(const wf_run *run, wf_worker *worker, uint32_t text, const wf_reading *reading,
                        wf_error *err);

/* Once all are kept: from then on they can be had. Errors: WF_E_IO. */
wf_code wf_kept_readings_flush(wf_run *run, wf_error *err);

/* The reading of a text, if it was kept. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_kept_reading(const wf_run *run, wf_worker *worker, uint32_t text, wf_reading *out, bool *found,
                        wf_error *err);

/* ---- readings.c */

/* Reads a story's matched text, which changes worker->tokens. Errors: WF_E_NOMEM. */
wf_code wf_story_reading(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_reading *out, wf_error *err);

/* Makes a profile from source; of a text that is not long with what is known of its words. Errors: WF_E_NOMEM. */
wf_code wf_profile_alone(const wf_run *run, wf_worker *worker, const wf_profile_source *source,
                         wf_profile *out, wf_error *err);

/* Makes a profile from source, of the text's body, and keeps the reading that is made along with it. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_profile_and_reading(const wf_run *run, wf_worker *worker, uint32_t text,
                               const wf_profile_source *source, wf_profile *out, wf_error *err);

/* The same of a text, read back. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_text_reading(const wf_run *run, wf_worker *worker, uint32_t text, wf_reading *out, wf_error *err);

/*
 * The findings of the judge on its reference and a copy, those of the most telling kinds first, into arena. n_versions: of the
 * story, other than the two, that were looked at.
 */
wf_code wf_keep_findings(const wf_judge *judge, const wf_reading *reference, const wf_reading *copy,
                         unsigned n_versions, wf_arena *arena, const wf_kept_finding **out, uint32_t *n,
                         wf_error *err);

/* Makes a text the reference of the worker's judge, unless it is. Errors: WF_E_NOMEM, WF_E_IO. */
wf_code wf_text_refer(const wf_run *run, wf_worker *worker, uint32_t text, wf_error *err);

/* Reads a text as worker->judging->copy, unless it is. Same errors. */
wf_code wf_text_copy(const wf_run *run, wf_worker *worker, uint32_t text, wf_error *err);

/*
 * versions.c: reads the versions among n texts of a story, WF_JUDGED_VERSIONS at most, and lists what they have
 * (nothing where there are but two). Same errors.
 */
wf_code wf_versions_read(const wf_run *run, wf_worker *worker, const uint32_t *texts, uint64_t n,
                         wf_error *err);
void wf_versions_forget(struct wf_judging *judging);

/* The reading of a text that is one of those versions; NULL if it is none. */
const wf_reading *wf_version_reading(const struct wf_judging *judging, uint32_t text);

/* The version that a text is, or is made from: that of its copy group, or of what its group stands in or holds. */
uint32_t wf_version_of(const wf_run *run, uint32_t text);

/* Its bits among the versions that were read: of what is made from the same one too; 0 if it is none of them. */
uint16_t wf_version_bits(const wf_run *run, const struct wf_judging *judging, uint32_t text);

/*
 * references.c: of every cluster the text that most of its others are judged against, and of every listed text that which it
 * is judged against itself. The caller frees both. Errors: WF_E_NOMEM.
 */
wf_code wf_choose_references(const wf_run *run, const struct wf_verdicts *verdicts, uint32_t **main,
                             uint32_t **reference, wf_error *err);

/* judgements.c: n kept findings with the texts at their spans, all into arena. Errors: WF_E_NOMEM. */
wf_code wf_show_findings(const wf_kept_finding *kept, uint32_t n, wf_str original, wf_str copy,
                         wf_arena *arena, const wf_finding **out, wf_error *err);

/*
 * judge_two.c: the judgement of two stories that were compared; its strings go into arena. The worker's tokens are lost.
 * Errors: WF_E_NOMEM.
 */
wf_code wf_judge_two(const wf_run *run, wf_worker *worker, wf_comparison *comparison, wf_arena *arena,
                     wf_error *err);

/* judgements.c: counts the verdicts on all stories into the summary. */
void wf_count_verdicts(wf_run *run);

/* Verdict, assessment and probability of a story, and the text's verdict, NULL if it has none. */
const wf_text_verdict *wf_story_verdict(const wf_run *run, uint32_t story, wf_story_result *out);

/*
 * What was changed from text a to text b. worker->judging->reference and copy are their readings; the findings are those of
 * the judge. Any thread, with its own worker, once the frequencies are counted. Errors: WF_E_NOMEM, WF_E_IO.
 */
wf_code wf_text_changes(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b, wf_changes *out,
                        wf_error *err);

#endif
