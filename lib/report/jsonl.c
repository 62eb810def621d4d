/* The lines of a result as JSON. The order of keys is part of the format: the same result is the same bytes. */
#include "report/formats.h"
#include "report/json.h"
#include "report/verdict.h"

enum { SCHEMA = 1 }; /* raised when a key changes its meaning or goes away */

static bool put_key(wf_bytes *out, const char *key) {
    return wf_bytes_puts(out, ",\"") && wf_bytes_puts(out, key) && wf_bytes_puts(out, "\":");
}

static bool put_text(wf_bytes *out, const char *key, wf_str value) {
    return put_key(out, key) && wf_json_put_string(out, value);
}

static bool put_known(wf_bytes *out, const char *key, wf_str value) {
    return value.len == 0 || put_text(out, key, value);
}

static bool put_text_or_null(wf_bytes *out, const char *key, wf_str value) {
    return value.len ? put_text(out, key, value) : put_key(out, key) && wf_bytes_puts(out, "null");
}

static bool put_count(wf_bytes *out, const char *key, uint64_t value) {
    return put_key(out, key) && wf_bytes_put_number(out, value);
}

static bool put_flag(wf_bytes *out, const char *key, bool value) {
    return put_key(out, key) && wf_bytes_puts(out, value ? "true" : "false");
}

static bool put_ratio(wf_bytes *out, const char *key, double value) {
    return put_key(out, key) && wf_json_put_ratio(out, value);
}

bool wf_jsonl_story(wf_bytes *out, const wf_story_result *r, const wf_judgement *judgement) {
    const wf_story *s = &r->story;
    bool matched = r->duplicate_of.len != 0;
    bool ok = wf_bytes_puts(out, "{\"type\":\"story\",\"id\":") && wf_json_put_string(out, s->id) &&
              put_text(out, "story_cluster", wf_str_from(r->story_cluster)) &&
              put_text(out, "copy_group", wf_str_from(r->copy_group)) &&
              put_count(out, "story_size", r->story_size) && put_count(out, "copy_size", r->copy_size) &&
              put_text(out, "relation", wf_str_from(wf_relation_name(r->relation))) &&
              put_flag(out, "is_original", r->is_original) &&
              put_text_or_null(out, "duplicate_of", r->duplicate_of);
    if (ok && matched)
        ok = put_ratio(out, "jaccard", r->jaccard) && put_ratio(out, "containment", r->containment) &&
             put_ratio(out, "contained", r->contained);
    else if (ok)
        ok = wf_bytes_puts(out, ",\"jaccard\":null,\"containment\":null,\"contained\":null");
    if (ok && r->relation == WF_REWRITE) ok = put_ratio(out, "same_story", r->same_story);
    ok = ok && wf_json_put_verdict(out, r->verdict, r->assessment, r->probability) &&
         put_count(out, "words", r->words) && put_key(out, "lag_seconds") &&
         wf_json_put_seconds(out, r->lag_ms) && put_known(out, "url", s->url) &&
         put_known(out, "title", s->title) && put_known(out, "source", s->source) &&
         put_known(out, "language", s->language);
    if (ok && s->published_ms != WF_NO_DATE)
        ok = put_key(out, "published") && wf_json_put_date(out, s->published_ms);
    if (ok && judgement) ok = wf_json_put_judgement(out, judgement);
    if (ok && s->extra.len)
        ok = wf_bytes_puts(out, ",\"extra\":{") && wf_json_put_raw(out, s->extra) && wf_bytes_puts(out, "}");
    return ok && wf_bytes_puts(out, "}\n");
}

static bool put_ids(wf_bytes *out, const char *key, const wf_str *ids, uint64_t n) {
    bool ok = put_key(out, key) && wf_bytes_puts(out, "[");
    for (uint64_t i = 0; i < n && ok; i++)
        ok = (i == 0 || wf_bytes_puts(out, ",")) && wf_json_put_string(out, ids[i]);
    return ok && wf_bytes_puts(out, "]");
}

bool wf_jsonl_cluster(wf_bytes *out, const wf_cluster_result *c, const wf_story_result *original,
                      const wf_str *member_ids, const wf_str *also_ids) {
    return wf_bytes_puts(out, "{\"type\":\"cluster\",\"id\":") &&
           wf_json_put_string(out, wf_str_from(c->id)) && put_count(out, "size", c->size) &&
           put_count(out, "copy_groups", c->n_groups) && put_count(out, "sources", c->n_sources) &&
           put_text(out, "original", original->story.id) && put_text(out, "why", wf_str_from(c->why)) &&
           put_text_or_null(out, "title", original->story.title) && put_key(out, "first_seen") &&
           wf_json_put_date(out, c->first_ms) && put_key(out, "last_seen") &&
           wf_json_put_date(out, c->last_ms) && put_ratio(out, "min_jaccard", c->min_jaccard) &&
           put_ratio(out, "max_jaccard", c->max_jaccard) && put_ids(out, "members", member_ids, c->size) &&
           put_ids(out, "also", also_ids, c->n_also) && wf_bytes_puts(out, "}\n");
}

static bool put_counts(wf_bytes *out, const wf_summary *s) {
    const struct {
        const char *key;
        uint64_t value;
    } counts[] = {
        {"stories", s->n_stories},   {"against", s->n_against},       {"empty", s->n_empty},
        {"bytes", s->n_bytes},       {"clusters", s->n_clusters},     {"clustered", s->n_clustered},
        {"singles", s->n_singles},   {"copy_groups", s->n_groups},    {"exact", s->n_exact},
        {"copies", s->n_copies},     {"excerpts", s->n_excerpts},     {"expanded", s->n_expanded},
        {"rewrites", s->n_rewrites}, {"candidates", s->n_candidates}, {"verified", s->n_verified},
        {"pairs", s->n_pairs},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (!put_count(out, counts[i].key, counts[i].value)) return false;
    return true;
}

/* Stories by verdict, and those that could not be assessed by why. */
static bool put_verdicts(wf_bytes *out, const wf_summary *s) {
    bool ok = wf_bytes_puts(out, ",\"verdicts\":{");
    for (int v = 0; v < WF_N_VERDICTS && ok; v++)
        ok = wf_bytes_printf(out, "%s\"%s\":%llu", v ? "," : "", wf_verdict_name((wf_verdict)v),
                             (unsigned long long)s->n_verdicts[v]);
    ok = ok && wf_bytes_puts(out, "}") && put_count(out, "assessed", s->n_assessments[WF_ASSESSED]) &&
         wf_bytes_puts(out, ",\"not_assessed\":{");
    for (int a = WF_ASSESSED + 1; a < WF_N_ASSESSMENTS && ok; a++)
        ok = wf_bytes_printf(out, "%s\"%s\":%llu", a > WF_ASSESSED + 1 ? "," : "",
                             wf_assessment_name((wf_assessment)a), (unsigned long long)s->n_assessments[a]);
    return ok && wf_bytes_puts(out, "}");
}

static bool put_parameters(wf_bytes *out, const wf_summary *s, const wf_options *o) {
    return wf_bytes_puts(out, ",\"parameters\":{\"threshold\":") && wf_json_put_ratio(out, o->threshold) &&
           put_ratio(out, "excerpt", o->excerpt) && put_count(out, "shingle", o->shingle) &&
           put_text(out, "level", wf_str_from(o->level == WF_LEVEL_COPY ? "copy" : "story")) &&
           put_key(out, "window_seconds") && wf_json_put_seconds(out, o->window_ms) &&
           put_flag(out, "same_language", o->same_language) &&
           put_flag(out, "verdicts", o->level != WF_LEVEL_COPY && !o->no_verdicts) &&
           put_ratio(out, "min_probability", o->min_probability) &&
           put_count(out, "signature", s->signature) && put_count(out, "bands", s->bands) &&
           put_count(out, "rows", s->rows) && put_count(out, "seed", o->seed) &&
           put_text(out, "seed_id", wf_str_from(s->seed_id)) && put_count(out, "max_story", o->max_story) &&
           wf_bytes_puts(out, "}");
}

static bool put_notes(wf_bytes *out, const wf_summary *s) {
    bool ok = put_flag(out, "skipped", s->lost) && put_key(out, "notes") && wf_bytes_puts(out, "{");
    for (int kind = 0; kind < WF_N_NOTES && ok; kind++)
        ok = wf_bytes_printf(out, "%s\"%s\":%llu", kind ? "," : "", wf_note_name((wf_note_kind)kind),
                             (unsigned long long)s->notes[kind]);
    return ok && wf_bytes_puts(out, "}");
}

static bool put_boilerplate(wf_bytes *out, const wf_summary *s) {
    bool ok = wf_bytes_puts(out, ",\"boilerplate\":{\"rule\":") &&
              wf_json_put_string(out, wf_str_from(s->boilerplate_rule)) &&
              put_count(out, "min_stories", s->boilerplate_min) &&
              put_count(out, "lines", s->boilerplate_lines) &&
              put_count(out, "stories", s->boilerplate_stories) &&
              put_count(out, "builtin_lines", s->builtin_lines) && wf_bytes_puts(out, ",\"dropped\":[");
    for (size_t i = 0; i < s->n_dropped && ok; i++)
        ok = wf_bytes_printf(out, "%s{\"text\":", i ? "," : "") &&
             wf_json_put_string(out, s->dropped[i].text) &&
             put_count(out, "stories", s->dropped[i].n_stories) && wf_bytes_puts(out, "}");
    return ok && wf_bytes_puts(out, "]}");
}

/* Nothing here may depend on the machine, the time or the number of threads. */
bool wf_jsonl_summary(wf_bytes *out, const wf_summary *s, const wf_options *options) {
    return wf_bytes_printf(out, "{\"type\":\"summary\",\"schema\":%d,\"version\":\"%s\"", (int)SCHEMA,
                           wf_version()) &&
           put_counts(out, s) && put_verdicts(out, s) && put_parameters(out, s, options) &&
           put_notes(out, s) && put_key(out, "shift") && wf_bytes_puts(out, "{\"one_source\":") &&
           wf_json_put_ratio(out, s->shift_one_source) && put_ratio(out, "others", s->shift_others) &&
           wf_bytes_puts(out, "}") &&
           wf_bytes_printf(out, ",\"cut\":{\"buckets\":%llu", (unsigned long long)s->cut_buckets) &&
           put_count(out, "pairs", s->cut_pairs) && put_count(out, "passages", s->cut_passages) &&
           put_count(out, "long_terms", s->long_terms) && put_count(out, "terms", s->cut_terms) &&
           put_count(out, "rewrites", s->cut_rewrites) && wf_bytes_puts(out, "}") &&
           put_boilerplate(out, s) && wf_bytes_puts(out, "}\n");
}
