/* What is compared of texts by their words: outlines as they are read, profiles read back for pairs to verify. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/judging.h"

enum {
    OUTLINE_TERMS = 8192, /* distinct terms of a text that are indexed and counted; few have a tenth of it */
    CACHED_PROFILES = 1 << 13, /* of a thread, at most, */
    CACHED_BYTES = 16 << 20,   /* and what they take together; the two used last always stay */
    TRIM_TERMS = 1 << 16       /* scratch with room for more is given back */
};

#define NO_SLOT UINT32_MAX

/* A profile lately used: its lists stand in one block. Slots are linked from the one used last to the oldest. */
typedef struct {
    uint32_t text;
    uint32_t newer, older, next; /* next: the next slot with its text's hash */
    void *block;
    size_t size;
    wf_profile profile;
} profile_slot;

struct wf_profile_cache {
    profile_slot slots[CACHED_PROFILES];
    uint32_t by_hash[CACHED_PROFILES]; /* the first slot of each hash */
    uint32_t newest, oldest, unused;   /* unused slots are linked by next */
    size_t size;                       /* of all blocks */
    wf_profile scratch;
};

/*
 * The title and the body of a story as what is compared. The title is left out where the body begins with it, and where it
 * stands in for an empty body.
 */
static wf_code source_of(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_profile_source *out, wf_error *err) {
    *out = (wf_profile_source){
        .body = &worker->tokens, .body_text = wf_matched_text(story), .language = language};
    if (story->title.len == 0 || story->body.len == 0 || wf_holds_title(story)) return WF_OK;
    out->title = &worker->title;
    out->title_text = story->title;
    return wf_tokenize(run->fold, story->title, run->seeds.line, &worker->title, err);
}

wf_language wf_story_language(const wf_story *story) {
    wf_language language = wf_language_of_code(story->language);
    return language ? language : wf_language_of_text(wf_matched_text(story));
}

wf_code wf_outline_prepared(const wf_run *run, wf_worker *worker, const wf_story *story, wf_arena *arena,
                            wf_story_sketch *out, wf_error *err) {
    wf_code code = WF_OK;
    out->language = wf_story_language(story);
    if (worker->title_joined) code = wf_prepare(run, worker, wf_matched_text(story), NULL, err);
    wf_profile_source source;
    const uint32_t *terms;
    size_t n;
    if (code == WF_OK) code = source_of(run, worker, story, out->language, &source, err);
    if (code == WF_OK) code = wf_profile_outline(worker->profiler, &source, &terms, &n, err);
    if (code != WF_OK) return code;
    if (n > OUTLINE_TERMS) n = OUTLINE_TERMS;
    out->terms = wf_arena_alloc(arena, n * sizeof *out->terms);
    if (!out->terms) return wf_fail_nomem(err, "a sketch");
    memcpy(out->terms, terms, n * sizeof *terms);
    out->n_terms = (uint32_t)n;
    return WF_OK;
}

static wf_code prepare_source(const wf_run *run, wf_worker *worker, const wf_story *story,
                              wf_language language, wf_profile_source *out, wf_error *err) {
    wf_code code = wf_prepare(run, worker, wf_matched_text(story), NULL, err);
    return code == WF_OK ? source_of(run, worker, story, language, out, err) : code;
}

wf_code wf_story_profile(const wf_run *run, wf_worker *worker, const wf_story *story, wf_language language,
                         wf_profile *out, wf_error *err) {
    wf_profile_source source;
    wf_code code = prepare_source(run, worker, story, language, &source, err);
    return code == WF_OK ? wf_profile_make(worker->profiler, &source, run->frequencies, out, err) : code;
}

/* The profile of a text, whose story this is. */
static wf_code make_profile(const wf_run *run, wf_worker *worker, uint32_t text, const wf_story *story,
                            wf_language language, wf_profile *out, wf_error *err) {
    wf_profile_source source;
    wf_code code = prepare_source(run, worker, story, language, &source, err);
    if (code != WF_OK) return code;
    return wf_keeps_reading(run, text) ? wf_profile_and_reading(run, worker, text, &source, out, err)
                                       : wf_profile_alone(run, worker, &source, out, err);
}

/* ---- profiles lately used */

static wf_code open_cache(wf_worker *worker, wf_error *err) {
    struct wf_profile_cache *cache = calloc(1, sizeof *cache);
    if (!cache) return wf_fail_nomem(err, "profiles");
    memset(cache->by_hash, 0xFF, sizeof cache->by_hash);
    cache->newest = cache->oldest = NO_SLOT;
    for (uint32_t i = 0; i < CACHED_PROFILES; i++)
        cache->slots[i].next = i + 1 < CACHED_PROFILES ? i + 1 : NO_SLOT;
    worker->profiles = cache;
    return WF_OK;
}

static uint32_t *chain_of(struct wf_profile_cache *cache, uint32_t text) {
    return &cache->by_hash[(text * UINT32_C(0x9E3779B1)) >> 19];
}
_Static_assert(CACHED_PROFILES == 1 << 13, "a hash is the upper 13 bits");

static uint32_t find_slot(struct wf_profile_cache *cache, uint32_t text) {
    uint32_t i = *chain_of(cache, text);
    while (i != NO_SLOT && cache->slots[i].text != text) i = cache->slots[i].next;
    return i;
}

/* Takes a slot out of the order of use. */
static void unlink_slot(struct wf_profile_cache *cache, uint32_t i) {
    const profile_slot *s = &cache->slots[i];
    *(s->newer == NO_SLOT ? &cache->newest : &cache->slots[s->newer].older) = s->older;
    *(s->older == NO_SLOT ? &cache->oldest : &cache->slots[s->older].newer) = s->newer;
}

static void make_newest(struct wf_profile_cache *cache, uint32_t i) {
    profile_slot *s = &cache->slots[i];
    s->newer = NO_SLOT;
    s->older = cache->newest;
    *(cache->newest == NO_SLOT ? &cache->oldest : &cache->slots[cache->newest].newer) = i;
    cache->newest = i;
}

/* Drops the profile used longest ago. */
static void drop_oldest(struct wf_profile_cache *cache) {
    uint32_t i = cache->oldest;
    profile_slot *s = &cache->slots[i];
    uint32_t *link = chain_of(cache, s->text);
    while (*link != i) link = &cache->slots[*link].next;
    *link = s->next;
    unlink_slot(cache, i);
    cache->size -= s->size;
    free(s->block);
    s->block = NULL;
    s->next = cache->unused;
    cache->unused = i;
}

/* A list of a profile, copied to *at, which moves behind it. */
static void *put_list(char **at, const void *list, size_t n, size_t size) {
    void *to = *at;
    if (n) memcpy(to, list, n * size);
    *at += (n * size + 15) & ~(size_t)15;
    return to;
}

/* Copies a profile into one block of its own; false: out of memory. */
static bool pack(const wf_profile *p, profile_slot *slot) {
    slot->size = p->n_terms * sizeof *p->terms + p->n_seq * sizeof *p->seq +
                 p->n_sentences * sizeof *p->sentences + p->n_numbers * sizeof *p->numbers +
                 p->n_quotes * sizeof *p->quotes + 5 * 16;
    slot->block = malloc(slot->size);
    if (!slot->block) return false;
    char *at = slot->block;
    slot->profile = *p;
    slot->profile.terms = put_list(&at, p->terms, p->n_terms, sizeof *p->terms);
    slot->profile.seq = put_list(&at, p->seq, p->n_seq, sizeof *p->seq);
    slot->profile.sentences = put_list(&at, p->sentences, p->n_sentences, sizeof *p->sentences);
    slot->profile.numbers = put_list(&at, p->numbers, p->n_numbers, sizeof *p->numbers);
    slot->profile.quotes = put_list(&at, p->quotes, p->n_quotes, sizeof *p->quotes);
    return true;
}

/* Puts the profile in scratch into the cache. The one used last stays where it is. */
static wf_code add_profile(struct wf_profile_cache *cache, uint32_t text, uint32_t *out, wf_error *err) {
    profile_slot packed;
    if (!pack(&cache->scratch, &packed)) return wf_fail_nomem(err, "profiles");
    while (cache->newest != cache->oldest &&
           (cache->unused == NO_SLOT || cache->size + packed.size > CACHED_BYTES))
        drop_oldest(cache);
    uint32_t i = cache->unused, *first = chain_of(cache, text);
    profile_slot *slot = &cache->slots[i];
    cache->unused = slot->next;
    *slot = packed;
    slot->text = text;
    slot->next = *first;
    *first = i;
    cache->size += slot->size;
    make_newest(cache, i);
    *out = i;
    return WF_OK;
}

wf_code wf_text_profile(const wf_run *run, wf_worker *worker, uint32_t text, const wf_profile **out,
                        wf_error *err) {
    wf_code code = worker->profiles ? WF_OK : open_cache(worker, err);
    if (code != WF_OK) return code;
    struct wf_profile_cache *cache = worker->profiles;
    uint32_t i = find_slot(cache, text);
    if (i == NO_SLOT) {
        if (cache->scratch.cap_seq > TRIM_TERMS) wf_profile_free(&cache->scratch);
        const wf_story_row *row = wf_row(run, wf_first_story(run, text));
        wf_story story;
        code = wf_spill_get_story(&run->texts, row->place, &worker->story, &story, err);
        if (code == WF_OK)
            code = make_profile(run, worker, text, &story, row->language, &cache->scratch, err);
        if (code == WF_OK) code = add_profile(cache, text, &i, err);
        if (code != WF_OK) return code;
    } else if (i != cache->newest) {
        unlink_slot(cache, i);
        make_newest(cache, i);
    }
    *out = &cache->slots[i].profile;
    return WF_OK;
}

void wf_profiles_free(wf_worker *worker) {
    struct wf_profile_cache *cache = worker->profiles;
    if (!cache) return;
    for (uint32_t i = 0; i < CACHED_PROFILES; i++) free(cache->slots[i].block);
    wf_profile_free(&cache->scratch);
    free(cache);
    worker->profiles = NULL;
}

/* ---- overlap of outlines */

/* The place of a term code among the profile's terms, which are sorted by hash, or n_terms. */
static uint32_t find_code(const wf_profile *p, uint32_t code) {
    uint32_t low = 0, high = p->n_terms;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (wf_term_code(p->terms[middle].hash) < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n_terms && wf_term_code(p->terms[low].hash) == code ? low : p->n_terms;
}

float wf_outline_overlap(const wf_run *run, const wf_profile *profile, const uint32_t *outline, uint32_t n) {
    double shared = 0, weight = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t code = *wf_numbered_code(run->frequencies, outline[i] >> 4);
        double idf = (double)wf_idf(run->frequencies, code);
        weight += idf;
        if (find_code(profile, code) < profile->n_terms) shared += idf;
    }
    return weight > 0 && profile->weight > 0 ? (float)(shared / sqrt(weight * profile->weight)) : 0;
}
