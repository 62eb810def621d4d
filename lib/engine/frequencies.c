/* How many texts have each term: outlines hold the numbers of their terms from then on. */
#include <stdlib.h>

#include "base/error.h"
#include "base/memory.h"
#include "engine/run.h"

enum {
    ROUND_TEXTS = 1 << 13, /* texts that are counted at once, at most, */
    ROUND_TERMS = 1 << 20, /* and nearly so many terms: their outlines stay in a large cache */
    AHEAD = 8              /* texts: their rows lie in the order of the input */
};

/* Lists the outlines of the texts from first on; returns the text after them. */
static uint32_t list_round(const wf_run *run, uint32_t first, wf_term_list *out, size_t *n) {
    uint32_t t = first;
    size_t n_terms = 0;
    for (*n = 0; t < run->n_texts && *n < ROUND_TEXTS && n_terms < ROUND_TERMS; t++) {
        if (t + AHEAD < run->n_texts) wf_prefetch(&wf_row(run, wf_first_story(run, t + AHEAD))->terms_at);
        const wf_story_row *row = wf_row(run, wf_first_story(run, t));
        if (row->n_terms == 0) continue;
        out[(*n)++] = (wf_term_list){wf_table_at(&run->terms, row->terms_at), row->n_terms};
        n_terms += row->n_terms;
    }
    return t;
}

wf_code wf_stage_frequencies(wf_run *run, wf_error *err) {
    if (run->options.level == WF_LEVEL_COPY) return WF_OK;
    wf_code code = wf_frequencies_open(&run->frequencies, run->seeds.term, err);
    if (code != WF_OK) return code;
    wf_term_list *texts = malloc(ROUND_TEXTS * sizeof *texts);
    if (!texts) return wf_fail_nomem(err, "the frequencies of words");
    for (uint32_t t = 0; code == WF_OK && t < run->n_texts;) {
        size_t n;
        t = list_round(run, t, texts, &n);
        code = wf_cancelled(run) ? wf_fail(err, WF_E_CANCELLED, "stopped as asked")
                                 : wf_frequencies_count(run->frequencies, texts, n, run->n_threads, err);
    }
    free(texts);
    wf_frequencies_set_texts(run->frequencies, run->n_texts);
    return code;
}
