/*
 * Distinct texts: stories with the same normalised text are one text from here on, numbered by content. Nothing
 * that follows depends on the order of the input.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "base/pool.h"
#include "engine/run.h"

enum {
    AHEAD = 8, /* texts: their rows lie in the order of the input */
    GRAIN = 1024
};

#define NO_STORY UINT32_MAX

static wf_claim claim_of(const wf_run *run, uint32_t story) {
    const wf_story_row *row = wf_row(run, story);
    return (wf_claim){.published_ms = row->published_ms,
                      .agency = row->agency,
                      .n_words = row->n_words,
                      .id_hash = row->id_hash,
                      .story = story};
}

/* Stories of the dump before those of an earlier one; then by claim. */
static int compare_stories(const wf_run *run, const wf_claim *a, const wf_claim *b) {
    bool against_a = wf_row(run, a->story)->against, against_b = wf_row(run, b->story)->against;
    if (against_a != against_b) return against_a ? 1 : -1;
    int order = wf_claim_compare(a, b, NULL);
    return order ? order : (a->story > b->story) - (a->story < b->story);
}

/* Puts the likeliest original of equal texts first. */
static void choose_first(const wf_run *run, uint32_t *stories, size_t n) {
    size_t best = 0;
    wf_claim claim = claim_of(run, stories[0]);
    for (size_t i = 1; i < n; i++) {
        wf_claim other = claim_of(run, stories[i]);
        if (compare_stories(run, &other, &claim) < 0) {
            claim = other;
            best = i;
        }
    }
    uint32_t first = stories[best];
    memmove(stories + 1, stories, best * sizeof *stories);
    stories[0] = first;
}

/*
 * Order of two stories by content: 0 for equal texts. A text made to have another's digest has other band keys, unless it
 * is as near to it as copies are.
 */
static int compare_content(const wf_run *run, const wf_keyed *a, const wf_keyed *b) {
    int order = wf_digest_compare(wf_row(run, a->value)->content, wf_row(run, b->value)->content);
    if (order) return order;
    const uint64_t *keys_a = wf_table_at(&run->keys, a->value), *keys_b = wf_table_at(&run->keys, b->value);
    for (unsigned i = 0; i < run->bands; i++)
        if (keys_a[i] != keys_b[i]) return keys_a[i] < keys_b[i] ? -1 : 1;
    return 0;
}

/* A key of all that is compared, so that stories of one key are few but for equal texts. */
static uint64_t content_key(const wf_run *run, uint64_t story) {
    const wf_digest content = wf_row(run, story)->content;
    return wf_hash64(wf_table_at(&run->keys, story), run->bands * sizeof(uint64_t), content.hi ^ content.lo);
}

/* Puts items of one key in order. */
static void sort_ties(const wf_run *run, wf_keyed *items, size_t n) {
    for (size_t i = 1; i < n; i++)
        for (size_t j = i;
             j && items[j].key == items[j - 1].key && compare_content(run, &items[j - 1], &items[j]) > 0;
             j--) {
            wf_keyed swap = items[j];
            items[j] = items[j - 1];
            items[j - 1] = swap;
        }
}

typedef struct {
    wf_run *run;
    wf_keyed *items; /* stories by the keys of their contents */
} contents;

static wf_code key_task(void *user, uint64_t story, size_t thread, wf_error *err) {
    const contents *c = user;
    const bool empty = wf_row(c->run, story)->n_words == 0;
    (void)thread;
    (void)err;
    c->items[story] =
        empty ? (wf_keyed){0, NO_STORY} : (wf_keyed){content_key(c->run, story), (uint32_t)story};
    return WF_OK;
}

static wf_code claim_task(void *user, uint64_t t, size_t thread, wf_error *err) {
    const contents *c = user;
    wf_run *run = c->run;
    (void)thread;
    (void)err;
    if (t + AHEAD < run->n_texts) wf_prefetch(wf_row(run, c->items[run->text_begin[t + AHEAD]].value));
    choose_first(run, run->text_story + run->text_begin[t], run->text_begin[t + 1] - run->text_begin[t]);
    run->claims[t] = claim_of(run, run->text_story[run->text_begin[t]]);
    return WF_OK;
}

wf_code wf_stage_texts(wf_run *run, wf_error *err) {
    uint64_t n_stories = run->stories.n;
    if (n_stories >= UINT32_MAX - 1)
        return wf_fail(err, WF_E_PARAM, "more than 4 billion stories in one run");
    size_t n = 0, bytes = (size_t)n_stories * sizeof(wf_keyed);
    void *items_block = NULL, *scratch_block = NULL;
    wf_code code = wf_block_alloc(&run->budget, &items_block, bytes, "the order of the texts", err);
    if (code == WF_OK)
        code = wf_block_alloc(&run->budget, &scratch_block, bytes, "the order of the texts", err);
    if (code != WF_OK) goto done;
    wf_keyed *items = items_block;
    contents work = {run, items};
    code = wf_parallel_for(run->n_threads, n_stories, GRAIN, key_task, &work, err);
    if (code != WF_OK) goto done;
    for (uint64_t i = 0; i < n_stories; i++)
        if (items[i].value != NO_STORY) items[n++] = items[i];
    wf_sort_keyed(items, scratch_block, n);
    sort_ties(run, items, n);
    run->text_story = malloc((n + 1) * sizeof *run->text_story);
    run->text_begin = malloc((n + 1) * sizeof *run->text_begin);
    if (!run->text_story || !run->text_begin) {
        code = wf_fail_nomem(err, "the order of the texts");
        goto done;
    }
    uint32_t n_texts = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || items[i].key != items[i - 1].key || compare_content(run, &items[i - 1], &items[i]) != 0)
            run->text_begin[n_texts++] = (uint32_t)i;
        run->text_story[i] = items[i].value;
    }
    run->text_begin[n_texts] = (uint32_t)n;
    run->n_texts = n_texts;
    run->claims = malloc(((size_t)n_texts + 1) * sizeof *run->claims);
    if (!run->claims) {
        code = wf_fail_nomem(err, "the order of the texts");
        goto done;
    }
    code = wf_parallel_for(run->n_threads, n_texts, GRAIN, claim_task, &work, err);
done:
    wf_block_free(&run->budget, items_block, bytes);
    wf_block_free(&run->budget, scratch_block, bytes);
    return code;
}
