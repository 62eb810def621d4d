#include "verdict/features.h"

#include <math.h>

/* Shares of words are of the aligned words of b. */
const char *const wf_verdict_feature_names[WF_VERDICT_FEATURES] = {"shared_5",
                                                                   "shared_3",
                                                                   "weight_in_a",
                                                                   "weight_in_b",
                                                                   "length",
                                                                   "coverage_b",
                                                                   "coverage_a",
                                                                   "order",
                                                                   "exact",
                                                                   "kept",
                                                                   "bag",
                                                                   "moved",
                                                                   "run",
                                                                   "swaps",
                                                                   "forms",
                                                                   "synonyms",
                                                                   "near",
                                                                   "unlike",
                                                                   "function_swaps",
                                                                   "preposition_swaps",
                                                                   "mixed_swaps",
                                                                   "number_swaps",
                                                                   "name_swaps",
                                                                   "articles_deleted",
                                                                   "articles_inserted",
                                                                   "function_deleted",
                                                                   "function_inserted",
                                                                   "deleted",
                                                                   "inserted",
                                                                   "blocks",
                                                                   "synonym_share",
                                                                   "form_share",
                                                                   "unlike_share",
                                                                   "function_edits",
                                                                   "function_of_edits",
                                                                   "length_deviation",
                                                                   "length_apart",
                                                                   "numbers_conflict",
                                                                   "numbers_new",
                                                                   "numbers_lost",
                                                                   "quotes",
                                                                   "no_quotes",
                                                                   "quotes_exact",
                                                                   "quotes_altered",
                                                                   "quote_edits",
                                                                   "quotes_lost",
                                                                   "names_kept",
                                                                   "names_lost",
                                                                   "names_lowered",
                                                                   "names_altered",
                                                                   "odd",
                                                                   "articles",
                                                                   "of",
                                                                   "to",
                                                                   "in",
                                                                   "that",
                                                                   "contractions",
                                                                   "spaced_marks",
                                                                   "repeats",
                                                                   "words_aligned",
                                                                   "changed_run",
                                                                   "function_share",
                                                                   "content_edits",
                                                                   "exact_sentences",
                                                                   "one_to_one",
                                                                   "content_kept",
                                                                   "moved_words",
                                                                   "longer",
                                                                   "new_weight",
                                                                   "lost_weight",
                                                                   "rarer",
                                                                   "runs_a_sentence"};

static double share(double x, double of) {
    return of > 0 ? x / of : 0;
}

void wf_verdict_features(const wf_changes *c, double f[WF_VERDICT_FEATURES]) {
    double n = c->aligned_b ? c->aligned_b : 1, swaps = c->swaps;
    double function = (double)c->function_swaps + c->articles_deleted + c->articles_inserted +
                      c->function_deleted + c->function_inserted;
    double content_gone = (double)c->deleted - c->articles_deleted - c->function_deleted,
           content_new = (double)c->inserted - c->articles_inserted - c->function_inserted;
    double edits = function + swaps + content_gone + content_new + c->mixed_swaps;
    int i = 0;
    f[i++] = share(c->shared_5, c->grams_5);
    f[i++] = share(c->shared_3, c->grams_3);
    f[i++] = c->weight_in_a;
    f[i++] = c->weight_in_b;
    f[i++] = log((c->words_b + 1.) / (c->words_a + 1.));
    f[i++] = share(c->aligned_b, c->words_b);
    f[i++] = share(c->aligned_a, c->words_a);
    f[i++] = share(c->in_order, c->sentences_aligned);
    f[i++] = c->exact / n;
    f[i++] = c->kept / n;
    f[i++] = c->bag / n;
    f[i++] = ((double)c->bag - c->kept) / n;
    f[i++] = log1p(share(c->kept, c->runs));
    f[i++] = swaps / n;
    f[i++] = c->forms / n;
    f[i++] = c->synonyms / n;
    f[i++] = c->near / n;
    f[i++] = c->unlike / n;
    f[i++] = c->function_swaps / n;
    f[i++] = c->preposition_swaps / n;
    f[i++] = c->mixed_swaps / n;
    f[i++] = c->number_swaps / n;
    f[i++] = c->name_swaps / n;
    f[i++] = c->articles_deleted / n;
    f[i++] = c->articles_inserted / n;
    f[i++] = c->function_deleted / n;
    f[i++] = c->function_inserted / n;
    f[i++] = c->deleted / n;
    f[i++] = c->inserted / n;
    f[i++] = c->blocks / n;
    f[i++] = swaps >= 3 ? ((double)c->synonyms + c->near) / swaps : 0;
    f[i++] = swaps >= 3 ? c->forms / swaps : 0;
    f[i++] = swaps >= 3 ? c->unlike / swaps : 0;
    f[i++] = function / n;
    f[i++] = function / (function + swaps + 1);
    f[i++] = c->length_deviation;
    f[i++] = c->length_apart;
    f[i++] = share(c->numbers_conflict, c->numbers_aligned);
    f[i++] = share(c->numbers_new, c->numbers_b);
    f[i++] = share(c->numbers_lost, c->numbers_a);
    f[i++] = c->quotes > 5 ? 1 : c->quotes / 5.;
    f[i++] = c->quotes == 0;
    f[i++] = share(c->quotes_exact, c->quotes);
    f[i++] = share(c->quotes_altered, c->quotes);
    f[i++] = share(c->quote_edits, c->quotes);
    f[i++] = share(c->quotes_lost, c->quoted_a);
    f[i++] = share(c->names_kept, c->names_b);
    f[i++] = share(c->names_lost, c->names_a);
    f[i++] = share(c->names_lowered, c->names_a);
    f[i++] = c->names_altered > 4 ? 1 : c->names_altered / 4.;
    f[i++] = share(c->odd, c->lower_b);
    f[i++] = c->articles;
    f[i++] = c->of;
    f[i++] = c->to;
    f[i++] = c->in;
    f[i++] = c->that;
    f[i++] = c->contractions;
    f[i++] = c->spaced_marks;
    f[i++] = c->repeats;
    f[i++] = log1p(c->aligned_b);
    f[i++] = log1p(share(n - c->kept, c->runs));
    f[i++] = share(function, edits);
    f[i++] = (content_gone + content_new + swaps) / n;
    f[i++] = share(c->exact, c->kept);
    f[i++] = share(c->one_to_one, c->sentences_aligned);
    f[i++] = share(c->content_kept, c->content);
    f[i++] = c->moved / n;
    f[i++] = c->longer;
    f[i++] = c->new_weight;
    f[i++] = c->lost_weight;
    f[i++] = c->new_weight > 0 && c->lost_weight > 0 ? c->new_weight - c->lost_weight : 0;
    f[i++] = share(c->runs, c->sentences_aligned);
}
