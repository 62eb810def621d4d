/* What other versions of a story have: their names, numbers and quotes, which speak for a copy that has them too. */
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "engine/clustering.h"
#include "engine/judging.h"

uint32_t wf_version_of(const wf_run *run, uint32_t text) {
    const group_link *links = run->clustering->links;
    uint32_t group = run->centre[text];
    while (links[group].relation == WF_EXCERPT || links[group].relation == WF_EXPANDED)
        group = links[group].to;
    return group;
}

uint16_t wf_version_bits(const wf_run *run, const struct wf_judging *j, uint32_t text) {
    uint32_t version = wf_version_of(run, text);
    uint16_t bits = 0; /* what speaks for a version in the search may be an expanded text of it */
    for (uint32_t v = 0; v < j->n_versions; v++)
        if (wf_version_of(run, j->version_text[v]) == version) bits |= (uint16_t)(1u << v);
    return bits;
}

static bool is_version(const wf_run *run, uint32_t text) {
    return run->centre[text] == text && (!run->speaker || run->speaker[text] == text);
}

static void add(struct wf_judging *j, uint64_t key, uint32_t owner) {
    wf_supported *slot = &j->support[wf_support_slot(j->support, j->n_support, key)];
    slot->key = key;
    slot->versions |= (uint16_t)(1u << owner);
}

/* Who has which of the name words, numbers and quotes of the versions. Errors: WF_E_NOMEM. */
static wf_code list_support(struct wf_judging *j, wf_error *err) {
    size_t n = 0, n_slots = 64;
    for (uint32_t v = 0; v < j->n_versions; v++) {
        const wf_reading *r = &j->versions[v];
        for (size_t i = 0; i < r->names.n; i++) n += r->names.items[i].end - r->names.items[i].begin;
        n += r->quotes.n + r->numbers.n;
    }
    if (n == 0) return WF_OK;
    while (n_slots < 2 * n) n_slots *= 2;
    if (!wf_grow(&j->support, &j->cap_support, n_slots, sizeof *j->support))
        return wf_fail_nomem(err, "the versions of a story");
    memset(j->support, 0, n_slots * sizeof *j->support);
    j->n_support = n_slots;
    for (uint32_t v = 0; v < j->n_versions; v++) {
        const wf_reading *r = &j->versions[v];
        for (size_t i = 0; i < r->names.n; i++)
            for (uint32_t w = r->names.items[i].begin; w < r->names.items[i].end; w++)
                add(j, r->keys[w].id, v);
        for (size_t q = 0; q < r->quotes.n; q++) add(j, r->quotes.items[q].key, v);
        for (size_t i = 0; i < r->numbers.n; i++) add(j, wf_number_support(r->numbers.items[i].key), v);
    }
    return WF_OK;
}

/* Reads the first versions among the texts. */
static wf_code read_versions(const wf_run *run, wf_worker *worker, const uint32_t *texts, uint64_t n,
                             wf_error *err) {
    struct wf_judging *j = worker->judging;
    wf_code code = WF_OK;
    for (uint64_t i = 0; code == WF_OK && i < n && j->n_versions < WF_JUDGED_VERSIONS; i++) {
        if (!is_version(run, texts[i])) continue;
        code = wf_text_reading(run, worker, texts[i], &j->versions[j->n_versions], err);
        if (code == WF_OK) j->version_text[j->n_versions++] = texts[i];
    }
    return code;
}

wf_code wf_versions_read(const wf_run *run, wf_worker *worker, const uint32_t *texts, uint64_t n,
                         wf_error *err) {
    struct wf_judging *j = worker->judging;
    wf_versions_forget(j);
    wf_code code = read_versions(run, worker, texts, n, err);
    if (code != WF_OK || j->n_versions < 3) return code; /* none but a copy and what it is compared with */
    return list_support(j, err);
}

void wf_versions_forget(struct wf_judging *j) {
    for (uint32_t v = 0; v < j->n_versions; v++)
        if (j->versions[v].n_words == WF_READING_WORDS)
            wf_reading_free(&j->versions[v]);                         /* takes megabytes */
    if (j->referred != &j->reference) j->reference_text = UINT32_MAX; /* it may have been one of them */
    j->n_versions = 0;
    j->n_support = 0;
}

const wf_reading *wf_version_reading(const struct wf_judging *j, uint32_t text) {
    for (uint32_t v = 0; v < j->n_versions; v++)
        if (j->version_text[v] == text) return &j->versions[v];
    return NULL;
}
