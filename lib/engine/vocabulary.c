/* How much the words of stories have in common, outside the lines that recur. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "engine/run.h"
#include "engine/vocabulary.h"

enum { LONG_WORD = 5 }; /* bytes; shorter words are mostly common to all stories */

/* Distinct long words of a story's own lines, as hashes, into *words. */
static wf_code own_words(const wf_run *run, wf_worker *worker, uint32_t number, wf_own_line_fn own,
                         const void *user, uint64_t **words, size_t *n, wf_error *err) {
    const wf_tokens *t = &worker->tokens;
    wf_story story;
    wf_story_place place = wf_row(run, number)->place;
    if (place.body_len > WF_VOCABULARY_BYTES) place.body_len = WF_VOCABULARY_BYTES;
    wf_code code = wf_spill_get_story(&run->texts, place, &worker->story, &story, err);
    if (code != WF_OK) return code;
    wf_str text = wf_matched_text(&story);
    if (text.len > WF_VOCABULARY_BYTES) text.len = WF_VOCABULARY_BYTES;
    if ((code = wf_tokenize(run->fold, text, run->seeds.line, &worker->tokens, err)) != WF_OK) return code;
    uint64_t *out = malloc((2 * t->n + 1) * sizeof *out); /* with as much scratch behind it */
    if (!out) return wf_fail_nomem(err, "the words of a story");
    size_t n_out = 0;
    for (size_t l = 0; l < t->n_lines; l++) {
        if (!own(user, t->lines[l].hash)) continue;
        for (uint32_t i = t->lines[l].first_token; i < t->lines[l].end_token; i++) {
            size_t len = t->start[i + 1] - 1 - t->start[i];
            if (len >= LONG_WORD) out[n_out++] = wf_hash64(t->norm + t->start[i], len, run->seeds.line);
        }
    }
    *n = wf_sort_unique_u64(out, out + n_out, n_out);
    *words = out;
    return WF_OK;
}

wf_code wf_vocabulary_overlap(const wf_run *run, wf_worker *worker, const uint32_t *stories, size_t n,
                              wf_own_line_fn own, const void *user, double *mean, wf_error *err) {
    uint64_t *words[WF_VOCABULARY_STORIES] = {NULL};
    size_t n_words[WF_VOCABULARY_STORIES] = {0}, n_pairs = 0;
    wf_code code = WF_OK;
    double sum = 0;
    if (n > WF_VOCABULARY_STORIES) n = WF_VOCABULARY_STORIES;
    for (size_t i = 0; code == WF_OK && i < n; i++)
        code = own_words(run, worker, stories[i], own, user, &words[i], &n_words[i], err);
    for (size_t i = 0; code == WF_OK && i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            wf_shingle_set a = {words[i], n_words[i]}, b = {words[j], n_words[j]};
            sum += wf_similarity_of(a.n, b.n, wf_overlap(a, b)).jaccard;
            n_pairs++;
        }
    for (size_t i = 0; i < n; i++) free(words[i]);
    if (code == WF_OK) *mean = n_pairs ? sum / (double)n_pairs : 0;
    return code;
}
