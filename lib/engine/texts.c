/* Shingle sets of texts: read back, made anew, and kept for a while, because a bucket asks for the same ones often. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/run.h"
#include "sketch/places.h"

/* Bytes of sets that a thread keeps at least, and the share of the memory for tables that all threads keep. */
enum { KEPT_BYTES = 8 << 20, KEPT_SHARE = 16 };

/* A set: distinct hashes, sorted or with a table of their places; long ones are always sorted. */
struct wf_set_slot {
    uint32_t text;
    bool used, sorted;
    uint64_t last_use;
    uint64_t *h;
    size_t n, cap;
    wf_places places; /* of a set that is not sorted */
};

/* The slot with text, or else the one that was not used for longest. */
static struct wf_set_slot *find_slot(wf_worker *worker, uint32_t text) {
    struct wf_set_slot *oldest = &worker->sets[0];
    for (size_t i = 0; i < WF_SET_SLOTS; i++) {
        struct wf_set_slot *slot = &worker->sets[i];
        if (slot->used && slot->text == text) return slot;
        if (!slot->used ? oldest->used : oldest->used && slot->last_use < oldest->last_use) oldest = slot;
    }
    oldest->used = false;
    return oldest;
}

static size_t bytes_of(const struct wf_set_slot *slot) {
    return slot->cap * sizeof *slot->h + slot->places.cap * sizeof *slot->places.places;
}

static void free_slot(struct wf_set_slot *slot) {
    free(slot->h);
    wf_places_free(&slot->places);
    *slot = (struct wf_set_slot){0};
}

/* The slot with memory that was not used for longest, other than keep and the one asked for last; NULL if none. */
static struct wf_set_slot *find_victim(wf_worker *worker, const struct wf_set_slot *keep) {
    struct wf_set_slot *victim = NULL, *latest = NULL;
    for (size_t i = 0; i < WF_SET_SLOTS; i++) {
        struct wf_set_slot *slot = &worker->sets[i];
        if (slot->used && slot != keep && (!latest || slot->last_use > latest->last_use)) latest = slot;
    }
    for (size_t i = 0; i < WF_SET_SLOTS; i++) {
        struct wf_set_slot *slot = &worker->sets[i];
        if (slot->h && slot != keep && slot != latest && (!victim || slot->last_use < victim->last_use))
            victim = slot;
    }
    return victim;
}

/*
 * Room for n hashes in an empty slot. Others are freed while they make more than a thread may keep with it; but the set
 * asked for last stays whatever its size, because pairs are compared.
 */
static bool make_room(const wf_run *run, wf_worker *worker, struct wf_set_slot *slot, size_t n) {
    size_t kept = run->options.memory / KEPT_SHARE / run->n_threads;
    if (kept < KEPT_BYTES) kept = KEPT_BYTES;
    if (slot->cap < n) free_slot(slot);
    size_t bytes = 0;
    for (size_t i = 0; i < WF_SET_SLOTS; i++) bytes += bytes_of(&worker->sets[i]);
    if (slot->cap < n) bytes += n * sizeof *slot->h;
    for (struct wf_set_slot *victim; bytes > kept && (victim = find_victim(worker, slot));) {
        bytes -= bytes_of(victim);
        free_slot(victim);
    }
    return wf_grow(&slot->h, &slot->cap, n, sizeof *slot->h);
}

/* Tokens and shingles of a text, in order, in the worker. */
static wf_code load_text(const wf_run *run, wf_worker *worker, uint32_t text, size_t *n, wf_error *err) {
    const wf_story_row *row = wf_row(run, wf_first_story(run, text));
    wf_story story;
    wf_code code = wf_spill_get_story(&run->texts, row->place, &worker->story, &story, err);
    if (code == WF_OK)
        code = row->whole
                   ? wf_tokenize(run->fold, wf_matched_text(&story), run->seeds.line, &worker->tokens, err)
                   : wf_prepare_story(run, worker, &story, NULL, err);
    return code == WF_OK ? wf_prepare_shingles(run, worker, n, err) : code;
}

/* The shingles of a text that was loaded, n with repeats, as a set. */
static bool make_set(const wf_worker *worker, struct wf_set_slot *slot, size_t n) {
    slot->sorted = n > WF_PLACES_MAX;
    if (!slot->sorted) return wf_places_make(&slot->places, worker->shingles, n, slot->h, &slot->n);
    memcpy(slot->h, worker->shingles, n * sizeof *slot->h);
    slot->n = wf_sort_unique_u64(slot->h, worker->scratch, n);
    return true;
}

/* The slot with the set of a text, which stays until two others were asked for. */
static wf_code get_set(const wf_run *run, wf_worker *worker, uint32_t text, struct wf_set_slot **out,
                       wf_error *err) {
    if (!worker->sets && !(worker->sets = calloc(WF_SET_SLOTS, sizeof *worker->sets)))
        return wf_fail_nomem(err, "shingle sets");
    struct wf_set_slot *slot = find_slot(worker, text);
    if (!slot->used) {
        size_t n;
        wf_code code = load_text(run, worker, text, &n, err);
        if (code != WF_OK) return code;
        if (!make_room(run, worker, slot, n) || !make_set(worker, slot, n))
            return wf_fail_nomem(err, "shingle sets");
        slot->text = text;
        slot->used = true;
    }
    slot->last_use = ++worker->set_clock;
    *out = slot;
    return WF_OK;
}

static wf_code sort_set(wf_worker *worker, struct wf_set_slot *slot, wf_error *err) {
    if (slot->sorted) return WF_OK;
    size_t cap = worker->cap_shingles;
    if (!wf_grow(&worker->scratch, &cap, slot->n, sizeof *worker->scratch))
        return wf_fail_nomem(err, "shingle sets");
    wf_sort_u64(slot->h, worker->scratch, slot->n);
    slot->sorted = true;
    return WF_OK;
}

wf_code wf_text_set(const wf_run *run, wf_worker *worker, uint32_t text, wf_shingle_set *out, wf_error *err) {
    struct wf_set_slot *slot;
    wf_code code = get_set(run, worker, text, &slot, err);
    if (code == WF_OK) code = sort_set(worker, slot, err);
    if (code == WF_OK) *out = (wf_shingle_set){slot->h, slot->n};
    return code;
}

/* Shingles that two sets share: by the table of the larger one, or else with both sorted. */
static wf_code count_shared(wf_worker *worker, struct wf_set_slot *a, struct wf_set_slot *b, size_t *n_shared,
                            wf_error *err) {
    struct wf_set_slot *small = a->n < b->n ? a : b, *large = small == a ? b : a;
    if (!large->sorted) {
        *n_shared = wf_places_shared(&large->places, large->h, small->h, small->n);
        return WF_OK;
    }
    wf_code code = sort_set(worker, small, err);
    if (code == WF_OK)
        *n_shared = wf_overlap((wf_shingle_set){small->h, small->n}, (wf_shingle_set){large->h, large->n});
    return code;
}

static size_t verified_slot(const wf_run *run, uint32_t a, uint32_t b) {
    size_t mask = run->verified_slots - 1, i = wf_mix64((uint64_t)a << 32 | b) & mask;
    const wf_edge *e = run->verified;
    while (e[i].a != e[i].b && (e[i].a != a || e[i].b != b)) i = (i + 1) & mask; /* equal: an empty slot */
    return i;
}

/* Makes room for n pairs, at most half of the slots. */
static bool grow_verified(wf_run *run, size_t n) {
    size_t slots = run->verified_slots ? run->verified_slots : 1024, old_slots = run->verified_slots;
    while (slots / 2 < n) slots *= 2;
    if (slots == old_slots) return true;
    wf_edge *old = run->verified, *table = calloc(slots, sizeof *table);
    if (!table) return false;
    run->verified = table;
    run->verified_slots = slots;
    for (size_t i = 0; i < old_slots; i++)
        if (old[i].a != old[i].b) table[verified_slot(run, old[i].a, old[i].b)] = old[i];
    free(old);
    return true;
}

void wf_verified_keep(wf_run *run) {
    for (size_t t = 0; t < run->n_threads; t++) {
        wf_edge_list *list = &run->workers[t].verified;
        size_t room = run->n_texts > run->n_verified ? run->n_texts - run->n_verified : 0;
        size_t n = list->n < room ? list->n : room;
        if (n && grow_verified(run, run->n_verified + n))
            for (size_t i = 0; i < n; i++) {
                wf_edge *slot = &run->verified[verified_slot(run, list->items[i].a, list->items[i].b)];
                run->n_verified += slot->a == slot->b;
                *slot = list->items[i];
            }
        free(list->items);
        *list = (wf_edge_list){0};
    }
}

wf_code wf_text_verify(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b, wf_edge *out,
                       wf_error *err) {
    if (run->verified) {
        const wf_edge *known = &run->verified[a < b ? verified_slot(run, a, b) : verified_slot(run, b, a)];
        if (known->a != known->b) {
            *out = *known;
            return WF_OK;
        }
    }
    struct wf_set_slot *set_a, *set_b;
    size_t n_shared = 0;
    wf_code code = get_set(run, worker, a, &set_a, err);
    if (code == WF_OK) code = get_set(run, worker, b, &set_b, err);
    if (code == WF_OK) code = count_shared(worker, set_a, set_b, &n_shared, err);
    if (code != WF_OK) return code;
    *out = a < b ? (wf_edge){a, b, (uint32_t)n_shared, (uint32_t)set_a->n, (uint32_t)set_b->n}
                 : (wf_edge){b, a, (uint32_t)n_shared, (uint32_t)set_b->n, (uint32_t)set_a->n};
    wf_edge_list *list = &worker->verified;
    if (list->n < run->n_texts && wf_grow(&list->items, &list->cap, list->n + 1, sizeof *list->items))
        list->items[list->n++] = *out; /* no failure where there is no memory to remember it */
    return WF_OK;
}

bool wf_is_copy(const wf_run *run, const wf_edge *edge) {
    return edge->n_shared && wf_edge_jaccard(edge) >= run->options.threshold;
}

bool wf_is_excerpt(const wf_options *options, size_t n_part, size_t n_whole, size_t n_shared,
                   size_t n_covered, size_t n_words) {
    if (n_words < WF_EXCERPT_MIN_WORDS || (double)n_part > .9 * (double)n_whole) return false;
    double contained = (double)n_shared / (double)n_part;
    return contained >= options->excerpt ||
           (contained >= options->excerpt - WF_EXCERPT_SLACK &&
            (double)n_covered >= (options->excerpt + WF_EXCERPT_SLACK) * (double)n_words);
}

wf_code wf_text_covered(const wf_run *run, wf_worker *worker, uint32_t part, uint32_t whole,
                        size_t *n_covered, wf_error *err) {
    wf_shingle_set set;
    size_t n;
    wf_code code = wf_text_set(run, worker, whole, &set, err);
    if (code == WF_OK) code = load_text(run, worker, part, &n, err);
    if (code == WF_OK)
        *n_covered = wf_words_covered(worker->shingles, worker->tokens.n, run->options.shingle, set);
    return code;
}

void wf_text_sets_free(wf_worker *worker) {
    for (size_t i = 0; worker->sets && i < WF_SET_SLOTS; i++) free_slot(&worker->sets[i]);
    free(worker->sets);
    worker->sets = NULL;
    free(worker->verified.items);
    worker->verified = (wf_edge_list){0};
}
