/*
 * Stories as CSV (RFC 4180: CRLF, fields with quotes, commas or line breaks in quotes, quotes doubled).
 *
 * A cell of text from outside that begins with = + - @ TAB or CR would be a formula to a spreadsheet: it is prefixed
 * by a quote mark ('), which spreadsheets show or hide but never run.
 */
#include <string.h>

#include "base/utf8.h"
#include "report/formats.h"
#include "report/json.h"

static bool put_quoted(wf_bytes *out, const char *ptr, size_t len) {
    for (size_t i = 0; i < len;) {
        const char *quote = memchr(ptr + i, '"', len - i);
        size_t end = quote ? (size_t)(quote - ptr) + 1 : len;
        if (!wf_bytes_append(out, ptr + i, end - i)) return false;
        if (quote && !wf_bytes_append(out, "\"", 1)) return false;
        i = end;
    }
    return true;
}

/* A cell, after a comma, of valid UTF-8. */
static bool put_cell(wf_bytes *out, const char *ptr, size_t len) {
    bool formula = len && memchr("=+-@\t\r", ptr[0], 6);
    bool quoted = false;
    for (size_t i = 0; i < len && !quoted; i++)
        quoted = ptr[i] == '"' || ptr[i] == ',' || ptr[i] == '\n' || ptr[i] == '\r';
    if (!wf_bytes_append(out, ",", 1) || (quoted && !wf_bytes_append(out, "\"", 1)) ||
        (formula && !wf_bytes_append(out, "'", 1)))
        return false;
    return (quoted ? put_quoted(out, ptr, len) : wf_bytes_append(out, ptr, len)) &&
           (!quoted || wf_bytes_append(out, "\"", 1));
}

bool wf_csv_put_text(wf_bytes *out, wf_str s) {
    if (wf_utf8_check(s.ptr, s.len) == s.len) return put_cell(out, s.ptr, s.len);
    wf_bytes clean = {0};
    size_t n_bad = 0;
    bool ok = wf_grow(&clean.ptr, &clean.cap, wf_utf8_repair_max(s.len), 1);
    if (ok) {
        clean.len = wf_utf8_repair(clean.ptr, s.ptr, s.len, &n_bad);
        ok = put_cell(out, clean.ptr, clean.len);
    }
    wf_bytes_free(&clean);
    return ok;
}

bool wf_csv_put_count(wf_bytes *out, uint64_t value) {
    return wf_bytes_printf(out, ",%llu", (unsigned long long)value);
}

bool wf_csv_put_ratio(wf_bytes *out, bool known, double value) {
    return wf_bytes_append(out, ",", 1) && (!known || wf_json_put_ratio(out, value));
}

/* JSON members from outside as an object in a cell. */
static bool put_extra(wf_bytes *out, wf_str extra) {
    if (extra.len == 0) return wf_bytes_append(out, ",", 1);
    wf_bytes object = {0};
    bool ok = wf_bytes_append(&object, "{", 1) && wf_json_put_raw(&object, extra) &&
              wf_bytes_append(&object, "}", 1) && wf_csv_put_text(out, wf_str_of(object.ptr, object.len));
    wf_bytes_free(&object);
    return ok;
}

/* It is written as any other cell and the comma taken away. */
bool wf_csv_put_first(wf_bytes *out, wf_str s) {
    size_t at = out->len;
    if (!wf_csv_put_text(out, s)) return false;
    memmove(out->ptr + at, out->ptr + at + 1, out->len - at - 1);
    out->len--;
    return true;
}

bool wf_csv_header(wf_bytes *out) {
    return wf_bytes_printf(
        out, "id,story_cluster,copy_group,story_size,copy_size,relation,is_original,duplicate_of,"
             "jaccard,containment,contained,same_story,verdict,probability,assessed,why_not,words,lag_"
             "seconds,url,title,source,language,published,"
             "extra\r\n");
}

static bool put_verdict(wf_bytes *out, const wf_story_result *r) {
    bool assessed = r->assessment == WF_ASSESSED;
    return wf_bytes_printf(out, ",%s", wf_verdict_name(r->verdict)) &&
           wf_csv_put_ratio(out, true, r->probability) &&
           wf_bytes_printf(out, ",%s,%s", assessed ? "true" : "false",
                           assessed ? "" : wf_assessment_name(r->assessment));
}

bool wf_csv_story(wf_bytes *out, const wf_story_result *r) {
    const wf_story *s = &r->story;
    bool matched = r->duplicate_of.len != 0;
    bool ok = wf_csv_put_first(out, s->id) &&
              wf_bytes_printf(out, ",%s,%s,%llu,%llu,%s,%s", r->story_cluster, r->copy_group,
                              (unsigned long long)r->story_size, (unsigned long long)r->copy_size,
                              wf_relation_name(r->relation), r->is_original ? "true" : "false") &&
              wf_csv_put_text(out, r->duplicate_of) && wf_csv_put_ratio(out, matched, r->jaccard) &&
              wf_csv_put_ratio(out, matched, r->containment) &&
              wf_csv_put_ratio(out, matched, r->contained) &&
              wf_csv_put_ratio(out, r->relation == WF_REWRITE, r->same_story) && put_verdict(out, r) &&
              wf_csv_put_count(out, r->words) && wf_bytes_append(out, ",", 1);
    if (ok && r->lag_ms != WF_NO_DATE) ok = wf_json_put_seconds(out, r->lag_ms);
    ok = ok && wf_csv_put_text(out, s->url) && wf_csv_put_text(out, s->title) &&
         wf_csv_put_text(out, s->source) && wf_csv_put_text(out, s->language) && wf_bytes_append(out, ",", 1);
    if (ok && s->published_ms != WF_NO_DATE) {
        size_t at = out->len;
        ok = wf_json_put_date(out, s->published_ms);
        if (ok) { /* without JSON's quotes */
            memmove(out->ptr + at, out->ptr + at + 1, out->len - at - 2);
            out->len -= 2;
        }
    }
    return ok && put_extra(out, s->extra) && wf_bytes_append(out, "\r\n", 2);
}
