/* What speaks for it that two texts of a run tell one story. */
#include "base/error.h"
#include "engine/rewrites.h"
#include "verify/prior.h"

void wf_nearest_add(wf_nearest *n, float overlap) {
    for (int i = 0; i < 3; i++)
        if (overlap > n->best[i]) {
            float swap = n->best[i];
            n->best[i] = overlap;
            overlap = swap;
        }
}

float wf_nearest_mean(const wf_nearest *n) {
    return (n->best[0] + n->best[1] + n->best[2]) / 3;
}

wf_code wf_text_same_story(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                           wf_evidence *evidence, double *p, double *by_text, wf_error *err) {
    const wf_profile *x, *y;
    wf_code code = wf_text_profile(run, worker, a, &x, err);
    if (code == WF_OK) code = wf_text_profile(run, worker, b, &y, err);
    if (code == WF_OK) code = wf_evidence_find(worker->comparer, x, y, evidence, err);
    if (code != WF_OK) return code;
    const wf_story_row *row_a = wf_row(run, wf_first_story(run, a)),
                       *row_b = wf_row(run, wf_first_story(run, b));
    wf_evidence_publication(evidence, row_a->published_ms, row_b->published_ms,
                            row_a->source_hash && row_a->source_hash == row_b->source_hash);
    if (run->nearest) {
        evidence->a_nearness = evidence->overlap / (double)run->nearest[a];
        evidence->b_nearness = evidence->overlap / (double)run->nearest[b];
    }
    *p = wf_prior_apply(wf_same_story_probabilities(evidence, by_text),
                        run->prior_shift[wf_sort_of_pair(run, a, b, (float)evidence->overlap)]);
    return WF_OK;
}

wf_code wf_show_sentences(const wf_comparer *comparer, const wf_profile *a, const wf_profile *b,
                          wf_sentence_pair **out, size_t *cap, size_t *n, wf_error *err) {
    const wf_aligned_sentences *aligned = wf_evidence_aligned(comparer, n);
    if (!wf_grow(out, cap, *n + 1, sizeof **out)) return wf_fail_nomem(err, "aligned sentences");
    for (size_t i = 0; i < *n; i++) {
        const wf_profile_sentence *x = &a->sentences[aligned[i].a], *y = &b->sentences[aligned[i].b];
        (*out)[i] = (wf_sentence_pair){x->src_begin,
                                       x->src_end,
                                       y->src_begin,
                                       y->src_end,
                                       x->is_title,
                                       y->is_title,
                                       (double)aligned[i].overlap};
    }
    return WF_OK;
}

wf_code wf_list_sentences(const wf_run *run, wf_worker *worker, uint32_t a, uint32_t b,
                          wf_sentence_pair **out, size_t *cap, size_t *n, wf_error *err) {
    const wf_profile *x, *y;
    wf_code code = wf_text_profile(run, worker, a, &x, err);
    if (code == WF_OK) code = wf_text_profile(run, worker, b, &y, err);
    return code == WF_OK ? wf_show_sentences(worker->comparer, x, y, out, cap, n, err) : code;
}
