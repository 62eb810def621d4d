/*
 * wirefold: near-duplicate detection for syndicated news.
 *
 * A run reads a dump of stories, finds every pair of near-identical texts, verifies each pair exactly, and groups
 * them on two levels: copy groups (near-identical texts, what one drops when deduplicating) inside story clusters
 * (all versions of one story).
 *
 *     wf_options o;
 *     wf_options_init(&o);
 *     wf_run *run = NULL;
 *     wf_error err;
 *     if (wf_run_open(&run, &o, &err) == WF_OK && wf_run_read(run, "dump.jsonl.zst", &err) == WF_OK &&
 *         wf_run_cluster(run, &err) == WF_OK) { ... wf_run_story(run, i, &result, &err) ... }
 *     wf_run_close(run);
 *
 * Conventions. The library never prints, never exits and keeps no global state. What can fail returns a wf_code and
 * fills the wf_error it was given (which may be NULL); out-parameters are set on success only. Strings are views with
 * a length (wf_str): borrowed, UTF-8, no NUL promised; each function says how long they live. A handle belongs to one
 * thread at a time; different handles may be used by different threads at once. Every *_close and *_free takes NULL.
 */
#ifndef WIREFOLD_H
#define WIREFOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define WF_API __attribute__((visibility("default")))
#else
#define WF_API
#endif

#define WF_VERSION "0.1.0"

/* The version of the library that is linked, as "major.minor.patch"; static storage. */
WF_API const char *wf_version(void);

/* ------------------------------------------------------------------------------------------------- errors */

typedef enum {
    WF_OK = 0,
    WF_E_PARAM = 1,     /* an argument or option is out of range */
    WF_E_NOMEM = 2,     /* out of memory */
    WF_E_IO = 3,        /* the system refused a read, a write, an open: wf_error.sys is errno */
    WF_E_FORMAT = 4,    /* an input is not what it should be */
    WF_E_VERSION = 5,   /* made by another version */
    WF_E_CORRUPT = 6,   /* damaged data */
    WF_E_CANCELLED = 7, /* wf_options.cancelled said so */
} wf_code;

typedef struct {
    wf_code code;
    int sys;        /* errno when code is WF_E_IO and it is known, else 0 */
    uint64_t where; /* line or byte offset in the input, 0 if unknown */
    char what[256]; /* one line, NUL-terminated: what failed, where, what to do */
} wf_error;

/* A short name of a code, such as "out of memory"; static storage. */
WF_API const char *wf_code_name(wf_code code);

/* ------------------------------------------------------------------------------------------------- stories */

typedef struct {
    const char *ptr;
    size_t len;
} wf_str;

#define WF_NO_DATE INT64_MIN

typedef struct {
    wf_str id;     /* unique in a run; made from file and line where the input has none */
    wf_str url;    /* empty if unknown, as all below */
    wf_str source; /* publisher or domain */
    wf_str title;
    wf_str body;     /* the text that is matched; where it is empty the title is, and where it has fewer than
                             30 words both are */
    wf_str language; /* as the input says it, such as "en" */
    wf_str extra;    /* fields wirefold does not know, as the members of a JSON object: "a":1,"b":[2] */
    int64_t published_ms; /* milliseconds since 1970-01-01 UTC, WF_NO_DATE if unknown */
} wf_story;

/* ------------------------------------------------------------------------------------------------- options */

typedef enum { WF_INPUT_AUTO, WF_INPUT_JSONL, WF_INPUT_TEXT } wf_input_kind;

/* Which JSON key holds a field: { "text", "article" }. Fields: id url title text published source language. */
typedef struct {
    const char *field;
    const char *key;
} wf_field;

/* What was found wrong with an input. Every note is counted in wf_summary.notes and handed to wf_options.on_note. */
typedef enum {
    WF_NOTE_BAD_UTF8,     /* invalid bytes became U+FFFD; the story is kept */
    WF_NOTE_UTF16,        /* the file is UTF-16 and was converted */
    WF_NOTE_NUL_BYTES,    /* NUL bytes became spaces; kept */
    WF_NOTE_BAD_JSON,     /* a line is no JSON object; skipped */
    WF_NOTE_BAD_FIELD,    /* a known field has the wrong type; the field is taken as missing */
    WF_NOTE_NO_TEXT,      /* neither text nor title; skipped */
    WF_NOTE_TOO_LONG,     /* over max_story bytes; skipped */
    WF_NOTE_BAD_DATE,     /* an unreadable date, taken as unknown */
    WF_NOTE_DUPLICATE_ID, /* an id that an earlier story has; the later one is kept under id@file:line */
    WF_NOTE_EMPTY_INPUT,  /* a file without stories, or a directory without readable files */
    WF_NOTE_UNREADABLE, /* a file cannot be opened, vanished, or is truncated or corrupt; the rest of it is lost */
    WF_N_NOTES
} wf_note_kind;

typedef struct {
    wf_note_kind kind;
    bool lost;        /* some input was skipped because of it */
    const char *file; /* name of the input; borrowed for the call */
    uint64_t line;    /* line in it, 0 if it concerns the whole file */
    const char *text; /* one line for a person; borrowed for the call */
} wf_note;

/* A short machine name of a kind of note, such as "bad_json"; static storage. */
WF_API const char *wf_note_name(wf_note_kind kind);

typedef enum {
    WF_STAGE_READ,
    WF_STAGE_BOILERPLATE,
    WF_STAGE_COPIES,
    WF_STAGE_EXCERPTS,
    WF_STAGE_REWRITES,
    WF_STAGE_CLUSTER,
    WF_STAGE_VERDICTS,
    WF_N_STAGES
} wf_stage;

typedef struct {
    wf_stage stage;
    uint64_t done;  /* stories read, or bands or stories worked through */
    uint64_t total; /* 0 if not known yet */
    uint64_t bytes; /* bytes of input taken in (after decompression), while reading */
} wf_progress;

/* A short name of a stage, such as "read"; static storage. */
WF_API const char *wf_stage_name(wf_stage stage);

/* How far the search goes: to story clusters with rewrites in them, or to copies and excerpts alone. */
typedef enum { WF_LEVEL_STORY, WF_LEVEL_COPY } wf_level;

/*
 * Machine code for one kind of processor, of the loops that most time goes into. All kinds give the same bytes; AUTO is
 * the fastest that the processor can run.
 */
typedef enum {
    WF_KERNELS_AUTO,
    WF_KERNELS_SCALAR, /* any processor */
    WF_KERNELS_AVX2,
    WF_KERNELS_AVX512, /* with VBMI2 */
    WF_KERNELS_NEON
} wf_kernels;

/* Whether this build and processor can run them; a short name such as "avx2", static storage. */
WF_API bool wf_kernels_available(wf_kernels kernels);
WF_API const char *wf_kernels_name(wf_kernels kernels);

typedef struct {
    double threshold; /* lowest Jaccard of 5-word shingles of two copies, in [.05, 1]; default .7 */
    double excerpt; /* lowest share of an excerpt's shingles in the longer text, in (0, 1]; default .8 (or .1
                              less, if .1 more of its words stand in shared passages). An excerpt has 30 words or more
                              and at most .9 of the longer text's shingles */
    unsigned shingle;   /* words in a shingle, in [1, 32]; default 5 */
    uint64_t seed;      /* of all hashing; default 1. The same seed and input give the same bytes out */
    unsigned threads;   /* 0 (default): one per online core; at most 256 */
    wf_kernels kernels; /* default WF_KERNELS_AUTO; WF_E_PARAM where they are not available */
    size_t memory; /* bytes for tables in memory, at least 64 KiB; the rest goes to tmpdir; default 4 GiB */
    size_t max_story; /* longest story or JSON line in bytes, at most 256 MiB; default 64 MiB */
    wf_level level;   /* default WF_LEVEL_STORY; copies alone take less time and memory */
    /* Rewrites published further apart are not versions of one story; a story without a date may be one of any. Default 14
     * days; 0: no limit. */
    int64_t window_ms;
    bool same_language; /* compare rewrites of one language only; default false */
    bool no_verdicts;   /* wf_run_cluster judges no story, which takes a fifth less time; default false */
    /* P(spun) or P(machine-translated) from which a story is said to be so, in [0, 1]; the default gives at most 5 false
     * alarms in 1,000 pairs of stories written at one desk. */
    double min_probability;
    wf_input_kind input; /* default: told from each file's content */
    bool strict; /* the first note with lost set ends the read with WF_E_FORMAT or WF_E_IO; default false */
    bool keep_records; /* keep the input records, which wf_run_dedupe needs; default false */
    const wf_field
        *fields; /* n_fields overrides of the JSON keys looked for; borrowed until wf_run_open returns */
    size_t n_fields;
    const char *tmpdir; /* for spilled texts; NULL (default): TMPDIR, else /tmp. Nothing is left behind */
    void (*on_note)(void *user, const wf_note *note); /* may be NULL; called in input order */
    void (*on_progress)(void *user,
                        const wf_progress *progress); /* may be NULL; called by any one thread at a time */
    bool (*cancelled)(
        void *user); /* may be NULL; asked often, from any thread; true ends the call with WF_E_CANCELLED */
    void *user;      /* passed to the callbacks */
} wf_options;

/*
 * A random seed from the system, for wf_options.seed: without knowing it nobody can craft texts that collide. Errors:
 * WF_E_IO (no source of randomness). Thread-safe.
 */
WF_API wf_code wf_seed_random(uint64_t *seed, wf_error *err);

/* Sets every option to its default. */
WF_API void wf_options_init(wf_options *options);

/* ------------------------------------------------------------------------------------------------- output */

typedef struct wf_sink wf_sink;

/*
 * Opens an output file. Bytes go to a temporary file beside path, which wf_sink_commit renames to path, so that the
 * file is whole or absent. path "-" is standard output: unbuffered by the C library, committed as it is written.
 * Errors: WF_E_IO, WF_E_NOMEM.
 */
WF_API wf_code wf_sink_open(wf_sink **out, const char *path, wf_error *err);

/* A sink that calls write(user, bytes, len), which returns 0 or an errno. Errors: WF_E_NOMEM. */
WF_API wf_code wf_sink_open_fn(wf_sink **out, int (*write)(void *user, const void *bytes, size_t len),
                               void *user, wf_error *err);

/* Appends bytes. After a failure every further write fails alike. Errors: WF_E_IO. */
WF_API wf_code wf_sink_write(wf_sink *sink, const void *bytes, size_t len, wf_error *err);

/* Flushes, syncs and renames; frees the sink in every case. Errors: WF_E_IO, and then the file is absent. */
WF_API wf_code wf_sink_commit(wf_sink *sink, wf_error *err);

/* Drops what was written and frees the sink. */
WF_API void wf_sink_abort(wf_sink *sink);

/* ------------------------------------------------------------------------------------------------- a run */

typedef struct wf_run wf_run;

/* Starts a run. Errors: WF_E_PARAM (the message names the option), WF_E_NOMEM, WF_E_IO (the spill file). */
WF_API wf_code wf_run_open(wf_run **out, const wf_options *options, wf_error *err);
WF_API void wf_run_close(wf_run *run);

/*
 * Reads a file, a directory (all .txt, .jsonl, .ndjson and .json files below it, plain or compressed, by name) or "-",
 * standard input. Plain, .gz, .zst, .bz2, .xz. May be called again for more inputs. What is wrong with an input is
 * noted, not an error, unless strict; an error here ends the run (only wf_run_close may follow).
 * Errors: WF_E_NOMEM, WF_E_IO (the spill file, or an input when strict), WF_E_FORMAT (strict), WF_E_CANCELLED.
 */
WF_API wf_code wf_run_read(wf_run *run, const char *path, wf_error *err);

/* Reads an earlier dump: its stories take part in the search for copies but are never reported, kept or removed. */
WF_API wf_code wf_run_read_against(wf_run *run, const char *path, wf_error *err);

/* Adds one story from memory; its strings are copied. Same errors as wf_run_read. */
WF_API wf_code wf_run_add(wf_run *run, const wf_story *story, wf_error *err);

/*
 * Finds and verifies copies, excerpts and rewrites, forms the clusters and judges their members; once, after all reading.
 *
 * Candidates for copies: equal bands of a Fast Similarity Sketch (Dahlgaard, Knudsen, Thorup, FOCS 2017) with bands
 * and rows chosen from the threshold; for excerpts: winnowed passages (Schleimer, Wilkerson, Aiken, SIGMOD 2003).
 * Every pair is verified on the exact shingle sets. Every member of a copy group reaches the threshold against the
 * group's likely original, so that no chain of small steps joins texts that differ. A story cluster is a copy group with
 * the groups whose text stands in it or that it stands in; and, unless WF_LEVEL_COPY, with those that tell its story in
 * other words: candidates share rare terms or passages, are verified on the texts by a trained model of P(same story), and
 * merge by group average (Sokal and Michener 1958). Every version is then judged against one or two others (wf_judgement),
 * unless no_verdicts.
 * Errors, after which only wf_run_close may follow: WF_E_NOMEM, WF_E_IO, WF_E_CANCELLED; and WF_E_PARAM (called twice).
 */
WF_API wf_code wf_run_cluster(wf_run *run, wf_error *err);

typedef enum {
    WF_SINGLE,   /* matches the original of no copy group, and no longer text holds it */
    WF_ORIGINAL, /* the likely original of a cluster */
    WF_EXACT,    /* same normalised text as duplicate_of */
    WF_COPY,     /* near-identical to duplicate_of */
    WF_EXCERPT,  /* contained in duplicate_of */
    WF_EXPANDED, /* contains duplicate_of, and more */
    WF_REWRITE,  /* tells the story of duplicate_of in other words */
} wf_relation;

/* A short machine name, such as "excerpt"; static storage. */
WF_API const char *wf_relation_name(wf_relation relation);

/*
 * What a story is, judged against the versions it shares its story cluster with.
 *
 * SPUN: single words swapped for others, the rest left alone. MACHINE_TRANSLATED: put through another language or a machine
 * rewriter; a second human translation of a foreign original looks the same.
 */
typedef enum {
    WF_VERDICT_SINGLE,   /* alone: nothing to judge it against */
    WF_VERDICT_ORIGINAL, /* the likely original of its cluster */
    WF_VERDICT_EXACT,    /* the same text as another version */
    WF_VERDICT_REPRINT,  /* the same text but for a site's boilerplate or a few edits */
    WF_VERDICT_EXCERPT,  /* cut */
    WF_VERDICT_EXPANDED, /* with more added */
    WF_VERDICT_REWRITE,  /* told anew */
    WF_VERDICT_SPUN,
    WF_VERDICT_MACHINE_TRANSLATED,
    WF_N_VERDICTS
} wf_verdict;

/* A machine name, such as "machine-translated"; static storage. */
WF_API const char *wf_verdict_name(wf_verdict verdict);

/* Whether a story could be judged as spun or machine-translated, and if not, why. */
typedef enum {
    WF_ASSESSED,
    WF_UNASSESSED_ALONE,    /* no other version in the dump */
    WF_UNASSESSED_LEVEL,    /* WF_LEVEL_COPY: copies alone were asked for */
    WF_UNASSESSED_UNASKED,  /* no_verdicts: clusters alone were asked for */
    WF_UNASSESSED_LANGUAGE, /* it or what it is compared with is not known to be English */
    WF_UNASSESSED_SHORT,    /* fewer than 50 words, of it or in sentences that the other version has too */
    WF_N_ASSESSMENTS
} wf_assessment;

/* A machine name, such as "assessed" or "alone"; static storage. */
WF_API const char *wf_assessment_name(wf_assessment assessment);

/* What a difference between two versions is. */
typedef enum {
    WF_FINDING_QUOTE,  /* a quotation whose wording differs */
    WF_FINDING_NAME,   /* a name spelt otherwise, in the same place */
    WF_FINDING_NUMBER, /* a number put for another, in the same place */
    WF_FINDING_SWAP,   /* a word put for another */
    WF_FINDING_ODD,    /* a word that neither the other version nor a dictionary has */
    WF_N_FINDINGS
} wf_finding_kind;

/* A machine name, such as "quote"; static storage. */
WF_API const char *wf_finding_name(wf_finding_kind kind);

/* A difference, as texts and byte spans of both bodies (of the title where a body is empty). */
typedef struct {
    wf_finding_kind kind;
    bool synonym;          /* of a swap: WordNet has both words in one sense or next to each other */
    bool within;           /* of a name: both spellings stand in the copy, as do both spans */
    wf_str original, copy; /* empty where there is nothing to show */
    uint64_t original_begin, original_end, copy_begin, copy_end;
    /* Of a quote, a name or a number: versions of the story looked at besides these two (of the first 16), and how many of
     * them have the original's wording. None of them has the copy's. */
    uint32_t n_versions, n_as_original;
} wf_finding;

/* What was changed from the version a story is judged against to it, counted over the sentences both have. */
typedef struct {
    uint32_t words;                                /* of the story in sentences that both have */
    double coverage;                               /* share of the story's words that these are */
    double kept;                                   /* share of them kept in place */
    double order;                                  /* share of these sentences in the same order */
    uint32_t quotes, quotes_exact, quotes_altered; /* quotations of the story that both have */
    uint32_t names_altered;                        /* names spelt otherwise */
    uint32_t numbers, numbers_changed;             /* numbers in sentences with numbers on both sides */
    uint32_t swaps, synonyms, forms;               /* content words put for others; of them synonyms, forms */
    uint32_t function_edits;                       /* small words put in, left out or put for others */
    uint32_t odd;                                  /* words that no dictionary has */
} wf_change_counts;

typedef struct {
    wf_verdict verdict;
    wf_assessment assessment;
    double probability; /* that the verdict is right, calibrated; 1 where it follows from exact comparison */
    double spun, machine; /* P(spun), P(machine-translated); 0 unless assessed */
    wf_str against;       /* id of the story it is judged against; empty if there is none */
    bool open; /* which of the two is the altered one is open: no date, credit or third version tells */
    wf_change_counts changes;
    const wf_finding *findings; /* n_findings, the most telling kinds first */
    size_t n_findings;
} wf_judgement;

typedef struct {
    wf_story story;         /* body is empty */
    uint64_t cluster;       /* number of its story cluster, for wf_run_cluster_at */
    char story_cluster[17]; /* stable id of the cluster: hex, NUL-terminated */
    char copy_group[17];    /* stable id of the copy group */
    uint64_t story_size;    /* stories in the cluster */
    uint64_t copy_size;     /* stories in the copy group */
    wf_relation relation;
    bool is_original; /* the likely original of its story cluster */
    wf_str
        duplicate_of;   /* id of the story it is a copy or an excerpt of; empty for an original or a single */
    double jaccard;     /* with duplicate_of, exact; 0 if there is none */
    double containment; /* share of this story's shingles that duplicate_of has; 0 if there is none */
    double contained;   /* share of duplicate_of's shingles that this story has */
    /* Of a rewrite: P(same story) with the version of its story that is most like it. Lower than what wf_compare gives for the
     * two alone where the dump has many pairs that look alike and hardly a sure one (Saerens et al. 2002). */
    double same_story;
    wf_verdict verdict;
    wf_assessment assessment;
    double probability; /* of the verdict, as in wf_judgement */
    uint64_t words;     /* tokens matched, boilerplate left out */
    int64_t lag_ms;     /* published after the cluster's first dated story; WF_NO_DATE if a date is unknown */
} wf_story_result;

/* Stories of the run, without those of wf_run_read_against. */
WF_API uint64_t wf_run_n_stories(const wf_run *run);

/* Result of story i in input order; its strings live until the next call on the run. Errors: WF_E_PARAM, WF_E_IO. */
WF_API wf_code wf_run_story(wf_run *run, uint64_t i, wf_story_result *out, wf_error *err);

typedef struct {
    char id[17];        /* story_cluster of its members */
    uint64_t size;      /* stories, 2 or more */
    uint64_t n_groups;  /* copy groups in it */
    uint64_t n_sources; /* distinct sources known */
    uint64_t original;  /* story number of the likely original */
    const char *why;    /* why it is taken for the original; static storage */
    double
        min_jaccard; /* lowest and highest Jaccard of a copy with its duplicate_of; 0 if there is no copy */
    double max_jaccard;
    int64_t first_ms, last_ms; /* first and last dated member; WF_NO_DATE if none has a date */
    const uint64_t *members; /* size story numbers, original first, then by date; lives as long as the run */
    const uint64_t
        *also; /* n_also story numbers whose text stands in this cluster's stories, or the other way round, */
    uint64_t
        n_also; /* and that were not joined (a round-up joins at most one story); lives as long as the run */
} wf_cluster_result;

/*
 * What story i is judged to be, and on what evidence. Strings and findings live until the next call on the run. Errors:
 * WF_E_PARAM, WF_E_IO, WF_E_NOMEM.
 */
WF_API wf_code wf_run_judgement(wf_run *run, uint64_t i, wf_judgement *out, wf_error *err);

/* Clusters of two or more stories, largest first, ties by id. */
WF_API uint64_t wf_run_n_clusters(const wf_run *run);
WF_API wf_code wf_run_cluster_at(wf_run *run, uint64_t c, wf_cluster_result *out, wf_error *err);

typedef struct {
    wf_str text;        /* the line as its first story has it, cut at 200 bytes */
    uint64_t n_stories; /* stories it stands in */
} wf_dropped_line;

typedef struct {
    uint64_t n_stories;   /* read, without wf_run_read_against */
    uint64_t n_against;   /* read by wf_run_read_against */
    uint64_t n_empty;     /* of them without a word to match */
    uint64_t n_bytes;     /* of input, after decompression */
    uint64_t n_clusters;  /* story clusters of two or more */
    uint64_t n_clustered; /* stories in them */
    uint64_t n_singles;   /* stories in none */
    uint64_t n_groups;    /* copy groups of two or more */
    uint64_t n_exact;     /* stories whose relation is WF_EXACT, and so on */
    uint64_t n_copies;
    uint64_t n_excerpts;
    uint64_t n_expanded;
    uint64_t n_rewrites;
    uint64_t n_verdicts[WF_N_VERDICTS];       /* stories by verdict, */
    uint64_t n_assessments[WF_N_ASSESSMENTS]; /* and by whether they could be assessed */
    uint64_t n_candidates;                    /* candidate pairs found by bands and passages */
    uint64_t n_verified;                      /* pairs verified on the texts */
    uint64_t
        n_pairs; /* of them at or above a threshold, and those of equal texts: lines of wf_run_write_pairs */
    uint64_t cut_buckets;  /* buckets with more originals than are compared, */
    uint64_t cut_pairs;    /* and comparisons left out otherwise */
    uint64_t cut_passages; /* passages in more stories than are followed */
    uint64_t long_terms;   /* terms in more stories than are followed, */
    uint64_t cut_terms;    /* pairs of terms in more, of which some are followed, */
    uint64_t
        cut_rewrites; /* and pairs for rewrites left out: others share more, or a story has too many versions */
    /* What was added to the log odds of P(same story) by what all pairs say together, 0 or less: to pairs of one source
     * without dates, and to pairs of several sources or unknown ones, less to those that stand out among what is like them. */
    double shift_one_source, shift_others;
    uint64_t notes[WF_N_NOTES];
    bool lost;                    /* some note had lost set */
    unsigned bands, rows;         /* as chosen from the threshold */
    unsigned signature;           /* values in a signature */
    char seed_id[17];             /* fingerprint of the seed: hex, NUL-terminated */
    const char *boilerplate_rule; /* in words; static storage */
    uint64_t boilerplate_min;     /* stories a line must stand in */
    uint64_t boilerplate_lines;   /* distinct lines dropped by the rule */
    uint64_t boilerplate_stories; /* stories that had one */
    uint64_t builtin_lines;       /* lines dropped by the built-in patterns, counted once a story */
    const wf_dropped_line
        *dropped; /* n_dropped of the dropped lines, most frequent first; live as long as the run */
    size_t n_dropped;
    double stage_seconds[WF_N_STAGES]; /* wall time; not part of any output file, */
    const char *kernels;               /* and neither is the name of the kernels that ran, such as "avx2" */
} wf_summary;

/* Counts so far; complete after wf_run_cluster. */
WF_API void wf_run_summary(const wf_run *run, wf_summary *out);

/* What the stages are made of, in the order in which it is done. */
typedef enum {
    WF_STEP_READ,        /* of WF_STAGE_READ: input is read, decompressed and cut into records, */
    WF_STEP_PARSE,       /* records are parsed and dates read, */
    WF_STEP_NORMALISE,   /* texts are folded and cut into words, */
    WF_STEP_LINES,       /* built-in boilerplate and datelines are left out, */
    WF_STEP_DIGEST,      /* the normalised text is hashed for equality, */
    WF_STEP_SHINGLE,     /* shingles are hashed, */
    WF_STEP_SKETCH,      /* and sketched into a signature and band keys; */
    WF_STEP_PASSAGES,    /* passages are winnowed for excerpts; */
    WF_STEP_TERMS,       /* terms are chosen for rewrites; */
    WF_STEP_CREDIT,      /* agencies are told by their credits; */
    WF_STEP_STORE,       /* all is put aside */
    WF_STEP_RECURRING,   /* of WF_STAGE_BOILERPLATE: lines that recur are found and left out */
    WF_STEP_TEXTS,       /* of WF_STAGE_COPIES: equal texts are found, */
    WF_STEP_CANDIDATES,  /* the band index is built, which gives the candidates, */
    WF_STEP_VERIFY,      /* and these are verified and grouped */
    WF_STEP_INSERT,      /* of WF_STAGE_EXCERPTS: passages go into an index, */
    WF_STEP_QUERY,       /* every text is looked up there and what is found is verified, */
    WF_STEP_SETTLE,      /* and excerpts join their texts */
    WF_STEP_FREQUENCIES, /* of WF_STAGE_REWRITES: terms are counted, */
    WF_STEP_REWRITES,    /* and rewrites searched and verified */
    WF_STEP_CLUSTER,     /* of WF_STAGE_CLUSTER */
    WF_STEP_VERDICTS,    /* of WF_STAGE_VERDICTS */
    WF_N_STEPS
} wf_step;

typedef struct {
    const char *name; /* short, such as "sketch"; static storage */
    wf_stage stage;   /* that it is a part of */
    double seconds;   /* processor time, of all threads */
    uint64_t count;   /* of what it worked on or, of candidates, found */
    const char *unit; /* "stories", "texts" (distinct ones) or "pairs"; static storage */
} wf_step_time;

/*
 * Times of each step, complete after wf_run_cluster. While reading, one story in eight is timed and the processor time
 * of all is shared out by that; what wf_run_add does is not timed. After reading, the time is that of the whole process: other
 * work that it does in the meantime is in it.
 */
WF_API void wf_run_steps(const wf_run *run, wf_step_time out[WF_N_STEPS]);

/* The options the run works with, with defaults filled in. */
WF_API const wf_options *wf_run_options(const wf_run *run);

/* ------------------------------------------------------------------------------------------------- writing results */

typedef enum { WF_FORMAT_JSONL, WF_FORMAT_CSV, WF_FORMAT_TABLE } wf_format;

typedef struct {
    wf_format format;
    bool colour;    /* table only: ANSI colours */
    unsigned width; /* table only: columns, 0 for 100 */
} wf_report_options;

/*
 * Writes the whole result. JSONL: a line a story in input order, a line a cluster, a line of summary. CSV: a header
 * and a row a story. Table: clusters for a person to read, and a last line of counts.
 * Errors: WF_E_IO, WF_E_NOMEM, WF_E_CANCELLED.
 */
WF_API wf_code wf_run_write(wf_run *run, const wf_report_options *options, wf_sink *sink, wf_error *err);

/*
 * Writes every pair that was verified at or above a threshold (of stories and the original of their copy group, of
 * excerpts and the texts that hold them) as JSONL: ids, kind, Jaccard, containment both ways and the shared passages
 * as byte spans of both bodies. Same errors.
 */
WF_API wf_code wf_run_write_pairs(wf_run *run, wf_sink *sink, wf_error *err);

/*
 * Writes the stories whose verdict is one of kinds (1 << WF_VERDICT_SPUN | 1 << WF_VERDICT_MACHINE_TRANSLATED for all that
 * are flagged), surest first, each with its evidence. JSONL: a line a story and one of summary. Table: for a person to
 * read. CSV: a header and a row a finding. With no_verdicts or WF_LEVEL_COPY there are none. Errors: as wf_run_write.
 */
WF_API wf_code wf_run_write_flagged(wf_run *run, unsigned kinds, const wf_report_options *options,
                                    wf_sink *sink, wf_error *err);

typedef enum { WF_KEEP_FIRST, WF_KEEP_LONGEST, WF_KEEP_EARLIEST, WF_KEEP_ORIGINAL } wf_keep;

typedef struct {
    uint64_t n_in, n_kept, n_removed;
    uint64_t n_exact;   /* of the removed: same normalised text */
    uint64_t n_against; /* of the removed: copies of a story of wf_run_read_against */
} wf_dedupe_counts;

/*
 * Writes one story of each copy group, unchanged and in input order, to kept, and to removed (which may be NULL) a
 * JSON line for each other story: id, duplicate_of, jaccard, containment, record. Every removed story was verified
 * against the very story it is said to duplicate. Needs wf_options.keep_records and wf_run_cluster before it. Records
 * that came from text files are written as JSON lines.
 * Errors: WF_E_PARAM, WF_E_IO, WF_E_NOMEM, WF_E_CANCELLED.
 */
WF_API wf_code wf_run_dedupe(wf_run *run, wf_keep keep, wf_sink *kept, wf_sink *removed,
                             wf_dedupe_counts *counts, wf_error *err);

/* ------------------------------------------------------------------------------------------------- two stories */

/*
 * The evidence that two texts, a and b, tell one story. Terms are words without stop words, by their stems; their weight
 * is their inverse document frequency in the dump and in English news at large. An overlap is the weight of what both
 * share over the geometric mean of the weights of each. All is symmetric but for the figures of a and of b; what there
 * is nothing of in a text is 0.
 */
typedef struct {
    /* Overlap of the distinct terms; the same with squared weights, so that rare ones decide; tf-idf cosine. */
    double overlap, squared, cosine;
    /* Share of the weight of one text's terms that the other has. */
    double a_in_b, b_in_a;
    /* Overlap of the leads, the first 60 terms; share of a lead's weight that the other text has, of the lead with
     * less and of the one with more. */
    double lead, lead_in, lead_in_max;
    /* Share of the shorter text's neighbouring terms that are neighbours in the other; the same up to 4 apart. */
    double bigrams, skip_bigrams;
    /* Mean overlap of a sentence with the one most like it, over the best third of the shorter text's sentences; share
     * of each text's sentences, by weight, that have one of overlap .3 or more ("aligned") in the other. */
    double best_third, coverage_a, coverage_b;
    /* Overlap of the terms of names, and the weight of those in one text alone, in the text with less of them; distinct
     * ones. */
    double names, names_apart;
    uint32_t n_names_a, n_names_b, n_names_shared;
    /* Overlap of the numbers, and the weight of those in one text alone, in the text with less of them: a template
     * filled anew has fresh numbers on both sides, an update on one. Distinct ones. */
    double numbers, numbers_apart;
    uint32_t n_numbers_a, n_numbers_b, n_numbers_shared;
    /* Weight of the shared terms. Of rare ones alone, those of weight 6 and more: their overlap, the larger of the shares
     * that one text's have in the other, the weight of the shared. */
    double shared, rare, rare_in, rare_shared;
    /* Share of the weight of a text's 12 most telling terms (by tf-idf) that the other has, mean of both; and of the 8
     * most telling terms of names, the tf-idf of the first that the other lacks, the smaller of both. */
    double telling, telling_name_apart;
    /* Of the heads, title and first sentence: share of the weight of one that the other text has, of the head with less;
     * weight of the rarest term of a head that the other text lacks, and of the rarest in a name, the smaller of both. */
    double head_in, head_apart, head_name_apart;
    /* Quotes of 4 words or more, and those that stand in both as they are. */
    uint32_t n_quotes_a, n_quotes_b, n_quotes_exact;
    /* Days (May 17) and years named in both; and whether both name some and none in common. Weekdays of the leads. */
    uint32_t n_days_shared, n_years_shared;
    bool days_conflict, years_conflict, months_conflict, weekdays_conflict;
    /* In aligned sentences: share of the weight of numbers, and of names, that differ; their weight in all. */
    double numbers_conflict, names_conflict, aligned;
    /* Share of the weight of a lead's names that the other text has, mean of both; and 1 if both leads name places and
     * neither text has one of the other's. */
    double lead_names, places_conflict;
    /* The overlap over the mean of the three best overlaps that a has with texts of the dump, and b; 1 where that is
     * not known. */
    double a_nearness, b_nearness;
    /* Days between their publication, -1 where one has no date; whether both name the same source. */
    double days_apart;
    bool same_source;
    uint32_t n_terms_a, n_terms_b, n_terms_shared; /* distinct */
    uint32_t n_sentences_a, n_sentences_b;
    bool same_language;
} wf_evidence;

/* Sentences that say the same: byte spans in the bodies, or in the title. */
typedef struct {
    uint64_t a_begin, a_end, b_begin, b_end;
    bool a_is_title, b_is_title;
    double overlap;
} wf_sentence_pair;

typedef struct {
    uint64_t a_begin, a_end; /* byte span in the body of a */
    uint64_t b_begin, b_end; /* byte span in the body of b */
    uint64_t words;
} wf_span;

typedef struct {
    wf_story a, b; /* own copies of the stories */
    double jaccard;
    double a_in_b, b_in_a;     /* containment: share of a's shingles that b has, and the other way round */
    uint64_t a_words, b_words; /* matched words, boilerplate left out */
    uint64_t a_shingles, b_shingles, shared_shingles;
    wf_relation relation; /* of the two: WF_SINGLE for unrelated, WF_EXACT, WF_COPY, WF_EXCERPT, WF_REWRITE */
    double same_story;    /* P(same story); 1 for exact copies */
    wf_evidence evidence; /* of a and b; all 0 for exact copies and with WF_LEVEL_COPY, as is same_story */
    const wf_sentence_pair *sentences; /* aligned sentences, in order of a's */
    size_t n_sentences;
    /* Of one of the two as a copy of the other: of b, unless only a is altered. WF_VERDICT_SINGLE if they are not one story. */
    wf_judgement judgement;
    bool judged_a; /* the judgement is of a */
    const wf_span
        *spans; /* shared passages of at least a shingle, in order of a; longest matches first taken */
    size_t n_spans;
} wf_comparison;

/* Compares two stories in memory. Free with wf_comparison_free. Errors: WF_E_PARAM, WF_E_NOMEM. */
WF_API wf_code wf_compare(const wf_story *a, const wf_story *b, const wf_options *options,
                          wf_comparison **out, wf_error *err);

/*
 * Compares two stories in files: a text file, or a JSONL file with one story, or FILE#ID for one story of many. Of two
 * stories of one file, FILE#A and FILE#B, the lines that recur in the file are left out, as wf_run_cluster does.
 * Errors: as wf_compare, WF_E_IO, WF_E_FORMAT (no such story, or more than one).
 */
WF_API wf_code wf_compare_files(const char *a, const char *b, const wf_options *options, wf_comparison **out,
                                wf_error *err);
WF_API void wf_comparison_free(wf_comparison *comparison);

/* Writes a comparison: WF_FORMAT_TABLE (figures, then both texts with shared passages marked) or WF_FORMAT_JSONL. */
WF_API wf_code wf_comparison_write(const wf_comparison *comparison, const wf_report_options *options,
                                   wf_sink *sink, wf_error *err);

/* ------------------------------------------------------------------------------------------------- an index in memory */

/*
 * An index that stories are added to as they come, and that tells at once which earlier ones they are near-copies of.
 *
 *     wf_matches found;
 *     if (wf_index_open(&index, &o, &err) == WF_OK && wf_index_add(index, &story, 1, &found, &err) == WF_OK)
 *         ... found.items[0].number is the earlier story most like this one, if found.n > 0 ...
 *
 * Where wf_run verifies every pair on the texts, this keeps no texts: a match shares a band of the signature and the Jaccard
 * similarity estimated from the signatures, whose standard error is sqrt(J (1 - J) / 128), .04 at .7, reaches the threshold.
 * Boilerplate is left out by the built-in patterns alone; what recurs in a source cannot be known. Of one bucket the 64 latest
 * stories are looked at, so that time stays flat however many stories are the same. A story takes 256 bytes, and 14 to 24 for
 * each band: with the 21 of the threshold of .7 less than 1 KB, in blocks of which the first are 22 MB. Stories cannot be taken out.
 */
typedef struct wf_index wf_index;

typedef struct {
    uint64_t number; /* of the story: 0 for the first that was added */
    double jaccard;  /* estimated */
} wf_match;

typedef struct {
    const wf_match
        *items; /* n, the most alike first, ties by number; live until the next call on the index */
    size_t n;
    bool cut; /* a bucket held more stories than were looked at: there may be more matches */
} wf_matches;

/*
 * Of the options it takes threshold, shingle, seed (a random one where stories may be made to collide: wf_seed_random), threads,
 * kernels, memory, max_story and tmpdir (used past memory alone). Errors: WF_E_PARAM, WF_E_NOMEM, WF_E_IO.
 */
WF_API wf_code wf_index_open(wf_index **out, const wf_options *options, wf_error *err);
WF_API void wf_index_close(wf_index *index);

/*
 * Adds n stories, of which only title and body are read. matches (NULL: not wanted) holds n and says for each what it is
 * like among all stories added before it, those of this call too. Some hundred stories at a time are quicker than one, and the
 * result is the same. Errors: WF_E_PARAM (a title or body over max_story, or more than 3.4 billion stories; nothing was added),
 * WF_E_NOMEM, WF_E_IO (only wf_index_close may follow); matches are then undefined.
 */
WF_API wf_code wf_index_add(wf_index *index, const wf_story *stories, size_t n, wf_matches *matches,
                            wf_error *err);

/* Looks n stories up without adding them; matches is needed here. Same errors, but the index is as before. */
WF_API wf_code wf_index_query(wf_index *index, const wf_story *stories, size_t n, wf_matches *matches,
                              wf_error *err);

/* Stories added, and bytes of memory and files that the index takes for them. */
WF_API uint64_t wf_index_size(const wf_index *index);
WF_API uint64_t wf_index_bytes(const wf_index *index);

/* ------------------------------------------------------------------------------------------------- scoring */

typedef struct {
    uint64_t n_stories;    /* in the gold file and in the result */
    uint64_t n_missing;    /* in the gold file, not in the result: each counted as a cluster of its own */
    uint64_t n_unlabelled; /* in the result, not in the gold file: left out */
    uint64_t gold_clusters, result_clusters; /* singletons included */
    double ari;                              /* adjusted Rand index (Hubert and Arabie 1985) */
    double precision, recall, f1;            /* over pairs; 1 where there is no pair to find */
    double b3_precision, b3_recall, b3_f1;   /* B-cubed (Bagga and Baldwin 1998) */
} wf_scores;

/*
 * Scores a result written by wf_run_write as JSONL (plain or compressed) against gold labels: a TSV with a header
 * line that names the columns id and cluster (or story).
 * Errors: WF_E_IO, WF_E_FORMAT, WF_E_NOMEM.
 */
WF_API wf_code wf_score_files(const char *result, const char *gold, wf_level level, wf_scores *out,
                              wf_error *err);

#ifdef __cplusplus
}
#endif
#endif
