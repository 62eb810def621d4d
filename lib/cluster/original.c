#include "cluster/original.h"

static int decide(int order, wf_why reason, wf_why *why) {
    if (why) *why = reason;
    return order;
}

int wf_claim_compare(const wf_claim *a, const wf_claim *b, wf_why *why) {
    /* An unknown date comes after all known ones, and two unknown dates are equal. */
    uint64_t date_a = a->published_ms == WF_NO_DATE ? UINT64_MAX : (uint64_t)a->published_ms ^ (1ULL << 63);
    uint64_t date_b = b->published_ms == WF_NO_DATE ? UINT64_MAX : (uint64_t)b->published_ms ^ (1ULL << 63);
    if (date_a != date_b) return decide(date_a < date_b ? -1 : 1, WF_WHY_DATE, why);
    bool dateline_a = a->agency == 3, dateline_b = b->agency == 3;
    if (dateline_a != dateline_b) return decide(dateline_a ? -1 : 1, WF_WHY_AGENCY, why);
    if (a->n_contained != b->n_contained)
        return decide(a->n_contained > b->n_contained ? -1 : 1, WF_WHY_CONTAINS, why);
    if (a->agency != b->agency) return decide(a->agency > b->agency ? -1 : 1, WF_WHY_AGENCY, why);
    if (a->n_matches != b->n_matches)
        return decide(a->n_matches > b->n_matches ? -1 : 1, WF_WHY_MATCHES, why);
    if (a->n_wording != b->n_wording)
        return decide(a->n_wording > b->n_wording ? -1 : 1, WF_WHY_WORDING, why);
    if (a->n_words != b->n_words) return decide(a->n_words > b->n_words ? -1 : 1, WF_WHY_LONGEST, why);
    return decide(a->id_hash < b->id_hash ? -1 : a->id_hash > b->id_hash, WF_WHY_ID, why);
}

const char *wf_why_text(wf_why why) {
    static const char *const texts[] = {
        "earliest date",
        "agency dateline or credit",
        "holds the text of the others",
        "most copies match it",
        "other versions share most of its wording",
        "longest",
        "no evidence; smallest id hash",
    };
    return texts[why];
}
