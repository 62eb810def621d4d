#include "report/report.h"

#include "base/error.h"
#include "report/evidence.h"
#include "report/formats.h"
#include "report/json.h"

/* Writes the line out and empties it; ok is what filling it returned. Without a sink it stays. */
static wf_code flush(wf_sink *sink, wf_bytes *line, bool ok, wf_error *err) {
    if (ok && !sink) return WF_OK;
    wf_code code =
        ok ? wf_sink_write(sink, line->ptr, line->len, err) : wf_fail_nomem(err, "a line of the report");
    line->len = 0;
    return code;
}

static wf_code put(wf_report *report, bool ok, wf_error *err) {
    return flush(report->sink, &report->line, ok, err);
}

wf_code wf_report_begin(wf_report *report, wf_error *err) {
    if (report->options.format != WF_FORMAT_CSV) return WF_OK;
    return put(report, wf_csv_header(&report->line), err);
}

wf_code wf_report_story(wf_report *report, const wf_story_result *story, const wf_judgement *judgement,
                        wf_error *err) {
    switch (report->options.format) {
    case WF_FORMAT_JSONL:
        return put(report, wf_jsonl_story(&report->line, story, judgement), err);
    case WF_FORMAT_CSV:
        return put(report, wf_csv_story(&report->line, story), err);
    case WF_FORMAT_TABLE:
        break;
    }
    return WF_OK;
}

wf_code wf_report_cluster(wf_report *report, const wf_cluster_result *cluster,
                          const wf_story_result *original, const wf_str *member_ids, const wf_str *also_ids,
                          wf_error *err) {
    switch (report->options.format) {
    case WF_FORMAT_JSONL:
        return put(report, wf_jsonl_cluster(&report->line, cluster, original, member_ids, also_ids), err);
    case WF_FORMAT_TABLE:
        return put(report, wf_table_cluster(report, cluster, original, member_ids, also_ids), err);
    case WF_FORMAT_CSV:
        break;
    }
    return WF_OK;
}

wf_code wf_report_member(wf_report *report, const wf_story_result *member, wf_error *err) {
    if (report->options.format != WF_FORMAT_TABLE) return WF_OK;
    return put(report, wf_table_member(report, member), err);
}

wf_code wf_report_end(wf_report *report, const wf_summary *summary, const wf_options *options,
                      wf_error *err) {
    switch (report->options.format) {
    case WF_FORMAT_JSONL:
        return put(report, wf_jsonl_summary(&report->line, summary, options), err);
    case WF_FORMAT_TABLE:
        return put(report, wf_table_end(report, summary, options), err);
    case WF_FORMAT_CSV:
        break;
    }
    return WF_OK;
}

wf_code wf_report_flagged_begin(wf_report *report, wf_error *err) {
    if (report->options.format != WF_FORMAT_CSV) return WF_OK;
    return put(report, wf_csv_flagged_header(&report->line), err);
}

wf_code wf_report_flagged(wf_report *report, const wf_story_result *story, const wf_judgement *judgement,
                          wf_error *err) {
    bool ok = false;
    switch (report->options.format) {
    case WF_FORMAT_JSONL:
        ok = wf_jsonl_story(&report->line, story, judgement);
        break;
    case WF_FORMAT_CSV:
        ok = wf_csv_flagged(&report->line, story, judgement);
        break;
    case WF_FORMAT_TABLE:
        ok = wf_table_flagged(report, story, judgement);
        break;
    }
    return put(report, ok, err);
}

wf_code wf_report_flagged_end(wf_report *report, const wf_summary *summary, const wf_options *options,
                              wf_error *err) {
    if (report->options.format != WF_FORMAT_TABLE) return wf_report_end(report, summary, options, err);
    return put(report, wf_table_flagged_end(report, summary), err);
}

void wf_report_free(wf_report *report) {
    wf_bytes_free(&report->line);
    wf_bytes_free(&report->at.original);
}

static bool pair_evidence(wf_bytes *out, const wf_pair *pair) {
    return wf_bytes_puts(out, ",\"evidence\":") && wf_json_put_evidence(out, pair->evidence) &&
           wf_bytes_puts(out, ",\"sentences\":") &&
           wf_json_put_sentences(out, pair->sentences, pair->n_sentences, NULL, NULL);
}

static bool pair_line(wf_bytes *out, const wf_pair *pair) {
    bool ok =
        wf_bytes_puts(out, "{\"type\":\"pair\",\"a\":") && wf_json_put_string(out, pair->a) &&
        wf_bytes_puts(out, ",\"b\":") && wf_json_put_string(out, pair->b) &&
        wf_bytes_printf(out, ",\"kind\":\"%s\"", pair->kind) &&
        (!pair->evidence || (wf_bytes_puts(out, ",\"p\":") && wf_json_put_ratio(out, pair->same_story))) &&
        wf_bytes_puts(out, ",\"jaccard\":") && wf_json_put_ratio(out, pair->jaccard) &&
        wf_bytes_puts(out, ",\"a_in_b\":") && wf_json_put_ratio(out, pair->a_in_b) &&
        wf_bytes_puts(out, ",\"b_in_a\":") && wf_json_put_ratio(out, pair->b_in_a) &&
        wf_bytes_puts(out, ",\"spans\":[");
    for (size_t i = 0; i < pair->n_spans && ok; i++) {
        const wf_span *s = &pair->spans[i];
        ok = wf_bytes_printf(out, "%s{\"a\":[%llu,%llu],\"b\":[%llu,%llu],\"words\":%llu}", i ? "," : "",
                             (unsigned long long)s->a_begin, (unsigned long long)s->a_end,
                             (unsigned long long)s->b_begin, (unsigned long long)s->b_end,
                             (unsigned long long)s->words);
    }
    return ok && wf_bytes_puts(out, "]") && (!pair->evidence || pair_evidence(out, pair)) &&
           wf_bytes_puts(out, "}\n");
}

wf_code wf_report_pair(wf_sink *sink, wf_bytes *line, const wf_pair *pair, wf_error *err) {
    return flush(sink, line, pair_line(line, pair), err);
}

wf_code wf_report_removed(wf_sink *sink, wf_bytes *line, wf_str id, wf_str duplicate_of, double jaccard,
                          double containment, wf_str record, wf_error *err) {
    if (record.len == 0) record = wf_str_from("null");
    bool ok = wf_bytes_puts(line, "{\"type\":\"removed\",\"id\":") && wf_json_put_string(line, id) &&
              wf_bytes_puts(line, ",\"duplicate_of\":") && wf_json_put_string(line, duplicate_of) &&
              wf_bytes_puts(line, ",\"jaccard\":") && wf_json_put_ratio(line, jaccard) &&
              wf_bytes_puts(line, ",\"containment\":") && wf_json_put_ratio(line, containment) &&
              wf_bytes_puts(line, ",\"record\":") && wf_json_put_raw(line, record) &&
              wf_bytes_puts(line, "}\n");
    return flush(sink, line, ok, err);
}

/* A member ,"key":"value", left out where the value is not known. */
static bool put_known(wf_bytes *out, const char *key, wf_str value) {
    return value.len == 0 || (wf_bytes_printf(out, ",\"%s\":", key) && wf_json_put_string(out, value));
}

wf_code wf_report_record(wf_sink *sink, wf_bytes *line, const wf_story *story, wf_error *err) {
    bool ok = wf_bytes_puts(line, "{\"id\":") && wf_json_put_string(line, story->id) &&
              put_known(line, "url", story->url) && put_known(line, "title", story->title) &&
              put_known(line, "text", story->body);
    if (ok && story->published_ms != WF_NO_DATE)
        ok = wf_bytes_puts(line, ",\"published\":") && wf_json_put_date(line, story->published_ms);
    ok = ok && put_known(line, "source", story->source) && put_known(line, "language", story->language);
    if (ok && story->extra.len) ok = wf_bytes_puts(line, ",") && wf_json_put_raw(line, story->extra);
    return flush(sink, line, ok && wf_bytes_puts(line, "}\n"), err);
}
