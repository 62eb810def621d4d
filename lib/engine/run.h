/*
 * What a run holds, shared by the files of the engine.
 *
 * Pass 1 (ingest.c) reads, sketches and puts aside; boilerplate.c then sketches anew the stories that hold lines
 * recurring in the dump. Pass 2 works on distinct texts ("texts" below, numbered by content, so that nothing
 * depends on input order): buckets.c finds candidates for copies, groups.c verifies them and forms copy groups,
 * excerpts.c finds texts inside longer ones, clusters.c puts the result together.
 */
#ifndef WF_ENGINE_RUN_H
#define WF_ENGINE_RUN_H

#include "base/digest.h"
#include "base/hashmap.h"
#include "base/sort.h"
#include "base/table.h"
#include "cluster/original.h"
#include "cluster/pairs.h"
#include "cluster/unionfind.h"
#include "engine/steps.h"
#include "index/passages.h"
#include "read/parse.h"
#include "sketch/sketch.h"
#include "store/frequencies.h"
#include "store/spill.h"
#include "text/boilerplate.h"
#include "text/credit.h"
#include "verify/evidence.h"
#include "verify/overlap.h"
#include "verify/prior.h"
#include "verify/same_story.h"

/* Words of an excerpt at least: fewer are found in texts that have nothing to do with them. */
#define WF_EXCERPT_MIN_WORDS 30

/* A list of verified pairs that grows. */
typedef struct {
    wf_edge *items;
    size_t n, cap;
} wf_edge_list;

/* Scratch of one thread, reused for many stories. */
typedef struct {
    wf_parser *parser;
    wf_tokens tokens;
    uint64_t *shingles; /* cap_shingles each: hashes in text order, */
    uint64_t *sorted;   /* their sorted set, */
    uint64_t *scratch;
    size_t cap_shingles;
    bool *drop;
    size_t cap_drop;
    wf_bytes story;           /* a story read back */
    wf_bytes joined;          /* a title and a short body, */
    bool title_joined;        /* which are what was prepared last */
    bool whole;               /* of what was prepared last, nothing was left out */
    wf_credit dateline;       /* of what was prepared last */
    struct wf_set_slot *sets; /* shingle sets lately used (texts.c) */
    uint64_t set_clock;
    wf_edge_list verified; /* pairs verified since wf_verified_keep */
    uint32_t *counts;      /* excerpts.c: shared passages by text */
    wf_profiler *profiler;
    wf_comparer *comparer;
    wf_tokens title;
    struct wf_profile_cache *profiles;   /* profiles lately used (profiles.c) */
    struct wf_rewrite_scratch *rewrites; /* rewrites.c */
    struct wf_judging *judging;          /* judging.h */
    wf_step_clock steps;
} wf_worker;

/* A story as it is kept in memory. */
typedef struct {
    wf_story_place place;
    wf_digest content; /* of the normalised text */
    int64_t published_ms;
    uint64_t id_hash, source_hash; /* source_hash 0: unknown */
    uint64_t lines_at;             /* in run->lines: n_lines records of a hash and a word count */
    uint64_t record_at;            /* in run->records */
    uint64_t passages_at;          /* in run->passages */
    uint64_t terms_at;             /* in run->terms */
    uint32_t n_lines, record_len, n_passages, n_terms;
    uint32_t n_words; /* 0: never matches */
    uint8_t agency;   /* as in wf_claim */
    wf_language language;
    bool against;
    bool is_json; /* the record is a JSON line */
    bool whole;   /* its text is matched as it is: no title, boilerplate or dateline */
} wf_story_row;

/* A line as pass 1 puts it aside. */
typedef struct {
    uint64_t hash;
    uint32_t n_words;
} __attribute__((packed)) wf_line_record;

/* A relation between the originals of two copy groups: part stands in whole. */
typedef struct {
    uint32_t part, whole;
    uint32_t n_shared, n_part, n_whole;
    bool joined;
} wf_inclusion;

/* A verified pair of originals a < b of copy groups, and what it came to. */
typedef struct {
    uint32_t a, b;
    float p; /* P(same story) */
    float overlap;
    float by_text; /* P(same story) by the texts alone (wf_same_story_probabilities) */
} wf_same_story;

/* Whether a pair is told as versions of one story. */
static inline bool wf_is_same_story(const wf_same_story *s) {
    return (double)s->p >= WF_SAME_STORY;
}

/* Two texts that are copies of each other and share no bucket. */
typedef struct {
    uint32_t text, other;
} wf_late_copy;

struct wf_run {
    wf_options options; /* fields and tmpdir point to own copies or are NULL */
    char *tmpdir;
    size_t n_threads;
    wf_budget budget;
    wf_seeds seeds;
    unsigned bands, rows;
    wf_fold *fold;
    wf_boilerplate_filter boilerplate;
    wf_worker *workers; /* n_threads */

    wf_table stories;  /* wf_story_row */
    wf_table keys;     /* bands u64 a story; after buckets.c the numbers of buckets plus one, 0 for none */
    wf_table passages; /* u32 */
    wf_table terms;    /* u32: outlines (verify/profile.h) */
    wf_table bucket_sizes; /* u32: texts in each bucket */
    wf_spill texts, lines, records;
    wf_hashmap ids;     /* id_hash -> the first story with it */
    wf_hashmap dropped; /* hashes of lines dropped by the recurrence rule */
    bool against;       /* what is read now is an earlier dump */
    bool clustered;
    wf_arena strings;         /* of the summary */
    wf_arena strings_of_call; /* of the last wf_run_story */

    uint32_t n_texts;     /* distinct non-empty texts */
    uint32_t *text_story; /* stories by text: those of text t are text_story[text_begin[t]] up to */
    uint32_t *text_begin; /* text_story[text_begin[t + 1]], likeliest original first */
    wf_claim *claims;     /* of each text's first story */
    wf_edge *verified; /* texts.c: a hash table of pairs that were verified, n_verified in verified_slots */
    size_t n_verified, verified_slots;
    wf_edge_list pairs; /* verified copies, sorted: of each text of a group with its centre */
    wf_late_copy *late; /* copies that no bucket held, both ways round, sorted by text; n_late */
    size_t n_late;
    uint32_t *centre; /* likely original (a text) of each text's copy group */
    wf_inclusion *inclusions;
    size_t n_inclusions, cap_inclusions;
    wf_passage_index
        *passage_index;          /* over the originals, by rank; excerpts.c makes it, rewrites.c closes it */
    uint32_t *passage_text;      /* texts by rank */
    uint32_t *passage_rank;      /* ranks by text */
    wf_frequencies *frequencies; /* over the distinct texts */
    uint32_t
        *speaker; /* by original of a copy group: the text that speaks for it in the search for rewrites */
    uint32_t *
        story_of; /* by text, of the originals of copy groups: the smallest text of its story; NULL without rewrites */
    float *
        nearest; /* by text: mean of the three best overlaps with other texts, WF_MIN_OVERLAP at least each */
    wf_same_story *same; /* verified pairs of originals, sorted; n_same */
    size_t n_same;
    double prior_shift[WF_PAIR_SORTS]; /* of the log odds of P(same story) (verify/prior.h) */
    struct wf_clustering *clustering;  /* clusters.c */
    struct wf_verdicts *verdicts;      /* verdicts.c; NULL where none were asked for */
    struct wf_kept_readings *
        kept_readings; /* kept_readings.c; NULL but from the frequencies to the verdicts, if these were asked for */

    wf_summary summary;
    wf_step_time steps[WF_N_STEPS]; /* without those of the workers */
    double step_began;              /* processor time */
};

/* The story that speaks for a text. */
static inline uint32_t wf_first_story(const wf_run *run, uint32_t text) {
    return run->text_story[run->text_begin[text]];
}

/* ---- prepare.c: from text to what is matched */

/* The lines of a text that may turn out to recur: neither built-in boilerplate nor pieces of sentences. */
typedef struct {
    wf_arena *arena; /* for lines */
    wf_line_record *lines;
    uint32_t n;
    uint32_t n_builtin; /* built-in boilerplate */
} wf_lines_seen;

/*
 * Tokenizes text into worker->tokens without built-in boilerplate, lines of run->dropped and a dateline; seen may be
 * NULL.
 */
wf_code wf_prepare(const wf_run *run, wf_worker *worker, wf_str text, wf_lines_seen *seen, wf_error *err);

/*
 * The same for what is matched of a story: its body; its title if the body is empty; both if the body has fewer than
 * WF_TITLE_WORDS words, because a notice of two lines says in its title whom it is about.
 */
#define WF_TITLE_WORDS 30
bool wf_holds_title(
    const wf_story *story); /* whether the body begins with the title, as that of a text file does */
wf_code wf_prepare_story(const wf_run *run, wf_worker *worker, const wf_story *story, wf_lines_seen *seen,
                         wf_error *err);

/* Shingle hashes of worker->tokens, in text order, into worker->shingles; *n how many. */
wf_code wf_prepare_shingles(const wf_run *run, wf_worker *worker, size_t *n, wf_error *err);

/* The text of a story that is shown: its body, or its title where the body is empty. */
wf_str wf_matched_text(const wf_story *story);

wf_code wf_worker_open(wf_worker *worker, const wf_options *options, uint64_t term_seed, wf_error *err);
void wf_worker_close(wf_worker *worker);
void wf_worker_trim(wf_worker *worker); /* gives back buffers that an unusually long story left */

/* ---- texts.c: shingle sets of texts, read back */

/*
 * The shingle set of a text; it lives until the worker has asked for two other sets, so that a pair can be compared.
 * Any thread, with its own worker.
 */
#define WF_SET_SLOTS 32
wf_code wf_text_set(const wf_run *run, wf_worker *worker, uint32_t text, wf_shingle_set *out, wf_error *err);

/* Verifies a pair of texts exactly. Pairs that a stage before has verified are remembered, as many as there are texts. */
wf_code wf_text_verify(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b, wf_edge *out,
                       wf_error *err);
bool wf_is_copy(const wf_run *run, const wf_edge *edge);

/* Remembers the pairs that the workers have verified since the last call; they are forgotten where memory is short. */
void wf_verified_keep(wf_run *run);

/*
 * Whether the shorter text of a pair is an excerpt of the longer one. It is clearly shorter, and the longer one has
 * enough of its shingles; or nearly enough, and nearly all of its words stand in shared passages (n_covered of n_words):
 * an abridgement of short sentences loses four shingles at every cut.
 */
bool wf_is_excerpt(const wf_options *options, size_t n_part, size_t n_whole, size_t n_shared,
                   size_t n_covered, size_t n_words);
#define WF_EXCERPT_SLACK .1 /* below options->excerpt, where n_covered decides */

/* Words of text part that stand in passages shared with text whole. */
wf_code wf_text_covered(const wf_run *run, wf_worker *worker, uint32_t part, uint32_t whole,
                        size_t *n_covered, wf_error *err);
void wf_text_sets_free(wf_worker *worker);

/* ---- profiles.c: what is compared of texts by their words */

struct wf_story_sketch;

/* As the story says, or else as its text looks. */
wf_language wf_story_language(const wf_story *story);

/* The terms of a story whose text was prepared (wf_prepare_story), which this changes, into the sketch. */
wf_code wf_outline_prepared(const wf_run *run, wf_worker *worker, const wf_story *story, wf_arena *arena,
                            struct wf_story_sketch *out, wf_error *err);

/* The profile of a story. Any thread, with its own worker, once the frequencies are counted. */
wf_code wf_story_profile(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_profile *out, wf_error *err);

/* The profile of a text; it lives until the worker has asked for two other ones. Those lately used are kept. */
wf_code wf_text_profile(const wf_run *run, wf_worker *worker, uint32_t text, const wf_profile **out,
                        wf_error *err);
void wf_profiles_free(wf_worker *worker);

/* Overlap of the terms of a profile with those of an outline of n terms. */
float wf_outline_overlap(const wf_run *run, const wf_profile *profile, const uint32_t *outline, uint32_t n);

/* ---- groups.c: copy groups by a given preference */

/*
 * Forms the copy groups: centre[t] is the text that t was verified against, or t itself. Better claims come first;
 * claims and centre are indexed by text. earlier (may be NULL) holds for each text a story of the earlier dump or
 * UINT32_MAX: such texts are centres before all others. Texts that take no part (of the earlier dump, where earlier is
 * NULL) get UINT32_MAX. matches, which is to be empty, receives the pairs of texts and centres, sorted.
 */
wf_code wf_form_groups(wf_run *run, const wf_claim *claims, const uint32_t *earlier, uint32_t *centre,
                       wf_edge_list *matches, wf_error *err);

/* Whether a text has a story of the dump itself, and so is not only in an earlier dump. */
static inline bool wf_text_is_own(const wf_run *run, uint32_t text) {
    if (run->summary.n_against == 0) return true;
    const wf_story_row *row = wf_table_at(&run->stories, run->text_story[run->text_begin[text]]);
    return !row->against;
}

wf_code wf_edge_list_add(wf_edge_list *list, const wf_edge *edge, wf_error *err);

/* ---- the stages, in order; each sets its part of the run */
wf_code wf_stage_boilerplate(wf_run *run, wf_error *err);
wf_code wf_stage_texts(wf_run *run, wf_error *err); /* contents.c */
wf_code wf_stage_buckets(wf_run *run, wf_error *err);
wf_code wf_stage_groups(wf_run *run, wf_error *err);
wf_code wf_stage_excerpts(wf_run *run, wf_error *err);
wf_code wf_stage_frequencies(wf_run *run, wf_error *err);
wf_code wf_stage_rewrites(wf_run *run, wf_error *err);
wf_code wf_stage_clusters(wf_run *run, wf_error *err);
wf_code wf_stage_verdicts(wf_run *run, wf_error *err);
void wf_clustering_free(struct wf_clustering *clustering);

/* Sketches a story's text anew into its row, keys and passages (boilerplate.c uses it; ingest.c for the first time). */
typedef struct wf_story_sketch {
    wf_digest content;
    uint32_t n_words, n_passages, n_terms;
    wf_language language;
    bool whole;         /* as in wf_story_row */
    uint64_t *keys;     /* run->bands */
    uint32_t *passages; /* n_passages */
    uint32_t *terms;    /* n_terms: the outline */
} wf_story_sketch;
wf_code wf_sketch_prepared(const wf_run *run, wf_worker *worker, const wf_story *story, wf_arena *arena,
                           wf_story_sketch *out, wf_error *err);
wf_code wf_store_sketch(wf_run *run, uint64_t story, const wf_story_sketch *sketch, wf_error *err);

/* Tells the progress of a stage; WF_E_CANCELLED if the caller wants to stop. */
wf_code wf_progress_tell(const wf_run *run, wf_stage stage, uint64_t done, uint64_t total, wf_error *err);
bool wf_cancelled(const wf_run *run);

/* Seconds of a steady clock. */
double wf_now(void);

static inline wf_story_row *wf_row(const wf_run *run, uint64_t story) {
    return wf_table_at(&run->stories, story);
}

/* As wf_run_open, but without the files that stories are put aside in: for workers that sketch for another index. */
wf_code wf_run_open_workers(wf_run **out, const wf_options *options, wf_error *err);

/* Checks options and fills in what they leave open. */
wf_code wf_options_check(const wf_options *options, wf_error *err);

/* The outline of a text: that of its first story. */
static inline const uint32_t *wf_text_outline(const wf_run *run, uint32_t text, uint32_t *n) {
    const wf_story_row *row = wf_row(run, wf_first_story(run, text));
    *n = row->n_terms;
    return row->n_terms ? wf_table_at(&run->terms, row->terms_at) : NULL;
}

/* Keys of a text: those of its first story. */
static inline uint64_t *wf_text_keys(const wf_run *run, uint32_t text) {
    return wf_table_at(&run->keys, run->text_story[run->text_begin[text]]);
}

/* The fields of a story (without its body), read back into worker 0's buffer. */
wf_code wf_fields(wf_run *run, uint64_t story, wf_story *out, wf_error *err);

/* A stable id: hash of a text's digest and a story's id. */
void wf_stable_id(wf_digest content, wf_str id, char out[17]);

#endif
