/*
 * Excerpts: texts that stand in longer ones, found by the passages they share.
 *
 * Only the originals of copy groups are looked at. Each asks for the texts that share a quarter of its passages or more
 * and is verified against the best few that are longer. If some turn out to be copies that the bands missed, the groups
 * are formed anew with them; what is contained is kept as an inclusion, and joins the story unless the longer text is a
 * round-up (cluster/excerpts.h).
 */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/pool.h"
#include "cluster/excerpts.h"
#include "engine/run.h"
#include "index/repeats.h"

enum {
    MAX_HITS = 8,     /* texts an excerpt is verified against */
    SHARED_PARTS = 4, /* one in so many of its passages must be shared */
    GRAIN = 64
};

typedef struct {
    wf_run *run;
    wf_edge_list *found;           /* one a thread: pairs that are copies or inclusions */
    uint64_t *n_hits, *n_verified; /* one a thread */
} excerpt_search;

/* Whether a stands in b rather than the other way round. */
static bool is_part(const wf_run *run, uint32_t a, uint32_t b) {
    uint64_t words_a = run->claims[a].n_words, words_b = run->claims[b].n_words;
    return words_a != words_b ? words_a < words_b : a < b;
}

static wf_inclusion inclusion_of(const wf_run *run, const wf_edge *e) {
    return is_part(run, e->a, e->b) ? (wf_inclusion){e->a, e->b, e->n_shared, e->n_a, e->n_b, false}
                                    : (wf_inclusion){e->b, e->a, e->n_shared, e->n_b, e->n_a, false};
}

/* Whether a verified pair that is no copy is an inclusion. */
static wf_code judge(const wf_run *run, wf_worker *worker, const wf_edge *edge, bool *match, wf_error *err) {
    wf_inclusion i = inclusion_of(run, edge);
    size_t n_words = run->claims[i.part].n_words, n_covered = 0;
    *match = wf_is_excerpt(&run->options, i.n_part, i.n_whole, i.n_shared, 0, n_words);
    if (*match || !wf_is_excerpt(&run->options, i.n_part, i.n_whole, i.n_shared, n_words, n_words))
        return WF_OK;
    wf_code code = wf_text_covered(run, worker, i.part, i.whole, &n_covered, err);
    *match = wf_is_excerpt(&run->options, i.n_part, i.n_whole, i.n_shared, n_covered, n_words);
    return code;
}

/* Fetches what the queries of later texts begin with: their rows, their places in the index, and their lists. */
static void fetch_queries(const wf_run *run, uint32_t text) {
    enum { SOON = 8, LATER = 2 * SOON };
    if (text >= run->n_texts - (LATER < run->n_texts ? LATER : run->n_texts)) return;
    wf_prefetch(&wf_row(run, wf_first_story(run, text + LATER))->n_passages);
    wf_passage_prefetch(run->passage_index, run->passage_rank[text + LATER]);
    wf_passage_prefetch_lists(run->passage_index, run->passage_rank[text + SOON]);
}

static wf_code query_task(void *user, uint64_t i, size_t thread, wf_error *err) {
    excerpt_search *search = user;
    wf_run *run = search->run;
    wf_worker *worker = &run->workers[thread];
    uint32_t text = (uint32_t)i;
    fetch_queries(run, text);
    if ((i & 255) == 255 && wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    if (run->centre[text] != text || run->claims[text].n_words < WF_EXCERPT_MIN_WORDS) return WF_OK;
    if (!worker->counts && !(worker->counts = calloc((size_t)run->n_texts + 1, sizeof *worker->counts)))
        return wf_fail_nomem(err, "the search for excerpts");
    uint32_t n_passages = wf_row(run, wf_first_story(run, text))->n_passages;
    uint32_t min_shared = (n_passages + SHARED_PARTS - 1) / SHARED_PARTS;
    uint32_t rank = run->passage_rank[text];
    if (wf_passage_n_shared(run->passage_index, rank) < min_shared) return WF_OK;
    wf_passage_hit hits[MAX_HITS];
    size_t n = wf_passage_query(run->passage_index, rank, min_shared, worker->counts, hits, MAX_HITS);
    search->n_hits[thread] += n;
    for (size_t h = 0; h < n; h++) {
        uint32_t other = run->passage_text[hits[h].story];
        if (!is_part(run, text, other)) continue;
        wf_edge edge;
        wf_code code = wf_text_verify(run, worker, text, other, &edge, err);
        if (code != WF_OK) return code;
        search->n_verified[thread]++;
        bool match = wf_is_copy(run, &edge);
        if (!match && (code = judge(run, worker, &edge, &match, err)) != WF_OK) return code;
        if (match && (code = wf_edge_list_add(&search->found[thread], &edge, err)) != WF_OK) return code;
    }
    return WF_OK;
}

/* Ranks the texts by their number of words, most first, because a list that is cut keeps the first. */
static wf_code rank_texts(wf_run *run, wf_error *err) {
    size_t n = run->n_texts;
    uint64_t *order = malloc((2 * n + 1) * sizeof *order); /* with as much scratch behind it */
    run->passage_text = malloc((n + 1) * sizeof *run->passage_text);
    run->passage_rank = malloc((n + 1) * sizeof *run->passage_rank);
    if (!order || !run->passage_text || !run->passage_rank) {
        free(order);
        return wf_fail_nomem(err, "the search for excerpts");
    }
    for (uint32_t t = 0; t < n; t++)
        order[t] = (uint64_t)(UINT32_MAX - (uint32_t)run->claims[t].n_words) << 32 | t;
    wf_sort_u64(order, order + n, n);
    for (uint32_t rank = 0; rank < n; rank++) {
        run->passage_text[rank] = (uint32_t)order[rank];
        run->passage_rank[(uint32_t)order[rank]] = rank;
    }
    free(order);
    return WF_OK;
}

/*
 * The postings of the passages that recur, as wf_passage_index_open wants them. Stories are walked in the order in
 * which they and their passages lie in memory, by runs of them, which threads share.
 */
typedef struct {
    const wf_run *run;
    wf_repeats repeats;
    uint32_t *rank_of;       /* by story: the rank of an original of a copy group, NO_RANK for all others */
    atomic_uint_fast64_t n;  /* postings: how many there are; then how many are written */
    uint64_t *values;        /* in any order: they are sorted afterwards */
    struct run_of_postings { /* of a run of stories, one a thread */
        uint64_t *values;
        size_t cap;
    } * runs;
} postings;

enum { RUN_OF_STORIES = 512, AHEAD = 64 };
#define NO_RANK UINT32_MAX

/* Passages of a story that lie side by side, n of them, and behind them those of other stories, n_known in all. */
typedef struct {
    const uint32_t *passages;
    uint32_t n;
    uint64_t n_known;
} passage_span;

/* The next span of a story; *k of its passages were seen before. */
static passage_span next_passages(const wf_run *run, const wf_story_row *row, uint32_t *k) {
    passage_span span;
    span.passages = wf_table_span(&run->passages, row->passages_at + *k, &span.n_known);
    span.n = row->n_passages - *k < span.n_known ? row->n_passages - *k : (uint32_t)span.n_known;
    *k += span.n;
    return span;
}

/* Fetches what is asked of a passage that comes soon, of this story or a later one. */
static inline void fetch_ahead(const postings *p, const passage_span *span, uint32_t i) {
    if (i + (uint64_t)AHEAD < span->n_known) wf_repeats_prefetch(&p->repeats, span->passages[i + AHEAD]);
}

static uint64_t end_of_run(const wf_run *run, uint64_t first) {
    return run->stories.n - first < RUN_OF_STORIES ? run->stories.n : first + RUN_OF_STORIES;
}

/* Takes in the passages of a run of stories, and counts the postings there will be of them. */
static wf_code add_run(void *user, uint64_t number, size_t thread, wf_error *err) {
    postings *p = user;
    const wf_run *run = p->run;
    uint64_t first = number * RUN_OF_STORIES, end = end_of_run(run, first), n_postings = 0;
    bool shared = run->n_threads > 1;
    (void)thread;
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    for (uint64_t s = first; s < end; s++) {
        if (p->rank_of[s] == NO_RANK) continue;
        const wf_story_row *row = wf_row(run, s);
        for (uint32_t k = 0; k < row->n_passages;) {
            const passage_span span = next_passages(run, row, &k);
            for (uint32_t i = 0; i < span.n; i++) {
                fetch_ahead(p, &span, i);
                n_postings += shared ? wf_repeats_add_shared(&p->repeats, span.passages[i])
                                     : wf_repeats_add(&p->repeats, span.passages[i]);
            }
        }
    }
    atomic_fetch_add(&p->n, n_postings);
    return WF_OK;
}

/* Writes the postings of a run of stories. */
static wf_code walk_run(void *user, uint64_t number, size_t thread, wf_error *err) {
    postings *p = user;
    const wf_run *run = p->run;
    if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
    uint64_t first = number * RUN_OF_STORIES, end = end_of_run(run, first), n_passages = 0;
    for (uint64_t s = first; s < end; s++)
        if (p->rank_of[s] != NO_RANK) n_passages += wf_row(run, s)->n_passages;
    struct run_of_postings *of_run = &p->runs[thread];
    if (!wf_grow(&of_run->values, &of_run->cap, n_passages, sizeof *of_run->values))
        return wf_fail_nomem(err, "the index of passages");
    size_t n_values = 0;
    for (uint64_t s = first; s < end; s++) {
        if (p->rank_of[s] == NO_RANK) continue;
        const wf_story_row *row = wf_row(run, s);
        for (uint32_t k = 0; k < row->n_passages;) {
            const passage_span span = next_passages(run, row, &k);
            for (uint32_t i = 0; i < span.n; i++) {
                fetch_ahead(p, &span, i);
                of_run->values[n_values] = (uint64_t)span.passages[i] << 32 | p->rank_of[s];
                n_values += wf_repeats_has(&p->repeats, span.passages[i]); /* no branch: not to be foreseen */
            }
        }
    }
    uint64_t at = atomic_fetch_add(&p->n, n_values);
    if (n_values) memcpy(p->values + at, of_run->values, n_values * sizeof *p->values);
    return WF_OK;
}

static bool list_ranks(const wf_run *run, postings *p) {
    p->rank_of = malloc(((size_t)run->stories.n + 1) * sizeof *p->rank_of);
    p->runs = calloc(run->n_threads, sizeof *p->runs);
    if (!p->rank_of || !p->runs) return false;
    memset(p->rank_of, 0xff, (size_t)run->stories.n * sizeof *p->rank_of);
    for (uint32_t t = 0; t < run->n_texts; t++)
        if (run->centre[t] == t) p->rank_of[wf_first_story(run, t)] = run->passage_rank[t];
    return true;
}

static wf_code gather_postings(wf_run *run, postings *p, wf_error *err) {
    uint64_t n_runs = (run->stories.n + RUN_OF_STORIES - 1) / RUN_OF_STORIES;
    wf_code code;
    if (!list_ranks(run, p)) return wf_fail_nomem(err, "the index of passages");
    if ((code = wf_repeats_open(&p->repeats, &run->budget, run->passages.n, err)) != WF_OK ||
        (code = wf_parallel_for(run->n_threads, n_runs, 1, add_run, p, err)) != WF_OK)
        return code;
    size_t n = (size_t)atomic_exchange(&p->n, 0), bytes = n * sizeof *p->values;
    void *values = NULL, *scratch = NULL;
    code = wf_block_alloc(&run->budget, &values, bytes, "the index of passages", err);
    if (code == WF_OK) code = wf_block_alloc(&run->budget, &scratch, bytes, "the index of passages", err);
    p->values = values;
    if (code == WF_OK) code = wf_parallel_for(run->n_threads, n_runs, 1, walk_run, p, err);
    wf_repeats_close(&p->repeats);
    if (code == WF_OK)
        code = wf_passage_index_open(&run->passage_index, p->values, scratch, n, run->n_texts, run->n_threads,
                                     &run->summary.cut_passages, err);
    wf_block_free(&run->budget, values, bytes);
    wf_block_free(&run->budget, scratch, bytes);
    return code;
}

/* The index over the passages of all originals. */
static wf_code build_index(wf_run *run, wf_error *err) {
    postings p = {.run = run};
    wf_code code = gather_postings(run, &p, err);
    wf_repeats_close(&p.repeats);
    for (size_t t = 0; p.runs && t < run->n_threads; t++) free(p.runs[t].values);
    free(p.runs);
    free(p.rank_of);
    return code;
}

static wf_code add_inclusion(wf_run *run, wf_inclusion inclusion, wf_error *err) {
    if (!wf_grow(&run->inclusions, &run->cap_inclusions, run->n_inclusions + 1, sizeof *run->inclusions))
        return wf_fail_nomem(err, "excerpts");
    run->inclusions[run->n_inclusions++] = inclusion;
    return WF_OK;
}

static int by_text_then_other(const void *x, const void *y) {
    const wf_late_copy *a = x, *b = y;
    if (a->text != b->text) return a->text < b->text ? -1 : 1;
    return (a->other > b->other) - (a->other < b->other);
}

/* Puts the copies that the bands missed, both ways round, into run->late, and forms the groups anew with them. */
static wf_code keep_late_copies(wf_run *run, const wf_edge_list *found, wf_error *err) {
    run->late = malloc((2 * found->n + 1) * sizeof *run->late);
    if (!run->late) return wf_fail_nomem(err, "the verified pairs");
    for (size_t i = 0; i < found->n; i++) {
        const wf_edge *e = &found->items[i];
        if (!wf_is_copy(run, e)) continue;
        run->late[run->n_late++] = (wf_late_copy){e->a, e->b};
        run->late[run->n_late++] = (wf_late_copy){e->b, e->a};
    }
    if (run->n_late == 0) return WF_OK;
    qsort(run->late, run->n_late, sizeof *run->late, by_text_then_other);
    run->pairs.n = 0;
    run->summary.cut_pairs = run->summary.cut_buckets = 0; /* they are counted again */
    return wf_form_groups(run, run->claims, NULL, run->centre, &run->pairs, err);
}

/* Turns the pairs found into late copies and inclusions between the originals of groups. */
static wf_code settle(wf_run *run, wf_edge_list *found, wf_error *err) {
    found->n = wf_edges_sort(found->items, found->n);
    wf_code code = keep_late_copies(run, found, err);
    for (size_t i = 0; code == WF_OK && i < found->n; i++) {
        wf_edge edge = found->items[i];
        uint32_t a = run->centre[edge.a], b = run->centre[edge.b];
        bool match = !wf_is_copy(run, &edge);
        if (a == b || !match) continue;
        if (a != edge.a ||
            b != edge.b) { /* one of them is in another group now: its original speaks for it */
            if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
            code = wf_text_verify(run, &run->workers[0], a, b, &edge, err);
            run->summary.n_verified++;
            if (code == WF_OK) code = judge(run, &run->workers[0], &edge, &match, err);
        }
        if (code == WF_OK && match) code = add_inclusion(run, inclusion_of(run, &edge), err);
    }
    return code;
}

/* By part; of one part the best whole first. */
static int best_whole_first(const void *x, const void *y) {
    const wf_inclusion *a = x, *b = y;
    if (a->part != b->part) return a->part < b->part ? -1 : 1;
    if (a->n_shared != b->n_shared) return a->n_shared > b->n_shared ? -1 : 1;
    if (a->n_whole != b->n_whole) return a->n_whole < b->n_whole ? -1 : 1;
    return (a->whole > b->whole) - (a->whole < b->whole);
}

/* By whole; first what has chosen this whole, most shared first. */
static int chosen_first(const void *x, const void *y) {
    const wf_inclusion *a = x, *b = y;
    if (a->whole != b->whole) return a->whole < b->whole ? -1 : 1;
    if (a->joined != b->joined) return a->joined ? -1 : 1;
    if (a->n_shared != b->n_shared) return a->n_shared > b->n_shared ? -1 : 1;
    return (a->part > b->part) - (a->part < b->part);
}

/* Whether a part came out after its whole: a round-up comes out after its parts. */
static bool came_later(const wf_run *run, const wf_inclusion *i) {
    int64_t part = run->claims[i->part].published_ms, whole = run->claims[i->whole].published_ms;
    return part != WF_NO_DATE && whole != WF_NO_DATE && part > whole;
}

/*
 * Decides which of the parts that chose one whole join it. What joins covers more of the whole, so that one that was
 * refused may join in a later round; most need one round, and no more than a few are made.
 */
static wf_code guard_whole(wf_run *run, wf_inclusion *chosen, size_t n, unsigned char **covered, size_t *cap,
                           wf_error *err) {
    enum { ROUNDS = 4 };
    wf_worker *worker = &run->workers[0];
    wf_shingle_set whole, part;
    wf_code code = wf_text_set(run, worker, chosen[0].whole, &whole, err);
    if (code != WF_OK) return code;
    if (!wf_grow(covered, cap, whole.n + 1, 1)) return wf_fail_nomem(err, "excerpts");
    memset(*covered, 0, whole.n);
    for (size_t i = 0; i < n; i++) chosen[i].joined = false;
    bool any = true;
    for (int round = 0; any && round < ROUNDS; round++) {
        any = false;
        for (size_t i = 0; i < n; i++) {
            if (chosen[i].joined) continue;
            if (wf_cancelled(run)) return wf_fail(err, WF_E_CANCELLED, "stopped as asked");
            if ((code = wf_text_set(run, worker, chosen[i].whole, &whole, err)) != WF_OK ||
                (code = wf_text_set(run, worker, chosen[i].part, &part, err)) != WF_OK)
                return code;
            bool freely = (round == 0 && i == 0) || came_later(run, &chosen[i]);
            chosen[i].joined = wf_excerpt_joins(whole, part, freely, *covered);
            any |= chosen[i].joined;
        }
    }
    return WF_OK;
}

static wf_code choose_joins(wf_run *run, wf_error *err) {
    wf_inclusion *all = run->inclusions;
    size_t n = run->n_inclusions, kept = 0;
    if (n == 0) return WF_OK;
    qsort(all, n, sizeof *all, best_whole_first);
    for (size_t i = 0; i < n; i++) /* two pairs may have become one when texts joined groups */
        if (i == 0 || all[i].part != all[kept - 1].part || all[i].whole != all[kept - 1].whole)
            all[kept++] = all[i];
    n = run->n_inclusions = kept;
    for (size_t i = 0; i < n; i++) all[i].joined = i == 0 || all[i].part != all[i - 1].part;
    qsort(all, n, sizeof *all, chosen_first);
    unsigned char *covered = NULL;
    size_t cap = 0;
    wf_code code = WF_OK;
    for (size_t begin = 0, end; code == WF_OK && begin < n; begin = end) {
        size_t n_chosen = 0;
        for (end = begin; end < n && all[end].whole == all[begin].whole; end++) n_chosen += all[end].joined;
        if (n_chosen > 1) code = guard_whole(run, all + begin, n_chosen, &covered, &cap, err);
    }
    free(covered);
    return code;
}

static wf_code find_excerpts(excerpt_search *search, wf_error *err) {
    wf_run *run = search->run;
    if (!search->found || !search->n_hits || !search->n_verified)
        return wf_fail_nomem(err, "the search for excerpts");
    wf_code code = rank_texts(run, err);
    if (code == WF_OK) code = build_index(run, err);
    wf_step_done(run, WF_STEP_INSERT);
    if (code == WF_OK) code = wf_parallel_for(run->n_threads, run->n_texts, GRAIN, query_task, search, err);
    wf_step_done(run, WF_STEP_QUERY);
    wf_edge_list all = {0};
    for (size_t t = 0; t < run->n_threads; t++) {
        run->summary.n_candidates += search->n_hits[t];
        run->summary.n_verified += search->n_verified[t];
        for (size_t i = 0; code == WF_OK && i < search->found[t].n; i++)
            code = wf_edge_list_add(&all, &search->found[t].items[i], err);
        free(run->workers[t].counts);
        run->workers[t].counts = NULL;
    }
    wf_verified_keep(run);
    if (code == WF_OK) code = settle(run, &all, err);
    free(all.items);
    return code == WF_OK ? choose_joins(run, err) : code;
}

wf_code wf_stage_excerpts(wf_run *run, wf_error *err) {
    excerpt_search search = {.run = run};
    search.found = calloc(run->n_threads, sizeof *search.found);
    search.n_hits = calloc(run->n_threads, sizeof *search.n_hits);
    search.n_verified = calloc(run->n_threads, sizeof *search.n_verified);
    wf_code code = find_excerpts(&search, err);
    for (size_t t = 0; search.found && t < run->n_threads; t++) free(search.found[t].items);
    free(search.found);
    free(search.n_hits);
    free(search.n_verified);
    if (code == WF_OK && !run->options.keep_records) { /* dedupe forms groups once more */
        wf_table_free(&run->keys);
        wf_table_free(&run->bucket_sizes);
    }
    return code;
}
