#include "report/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "report/date.h"

/* Bytes that stand for themselves in a JSON string: printable ASCII but '"' and '\'. */
static bool is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

static bool put_escape(wf_bytes *out, uint32_t c) {
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *known = c < 0x80 && c ? strchr(from, (int)c) : NULL;
    if (known) {
        char pair[2] = {'\\', to[known - from]};
        return wf_bytes_append(out, pair, 2);
    }
    return wf_bytes_printf(out, "\\u%04x", (unsigned)c);
}

bool wf_json_put_string(wf_bytes *out, wf_str s) {
    if (!wf_bytes_append(out, "\"", 1)) return false;
    for (size_t i = 0; i < s.len;) {
        size_t begin = i;
        while (i < s.len && is_plain((unsigned char)s.ptr[i])) i++;
        if (i > begin && !wf_bytes_append(out, s.ptr + begin, i - begin)) return false;
        if (i == s.len) break;
        uint32_t c = wf_utf8_next(s.ptr, s.len, &i, NULL);
        if (c < 0xA0 || c == 0x2028 || c == 0x2029) {
            if (!put_escape(out, c)) return false;
        } else {
            char bytes[4];
            if (!wf_bytes_append(out, bytes, wf_utf8_put(bytes, c))) return false;
        }
    }
    return wf_bytes_append(out, "\"", 1);
}

bool wf_json_put_ratio(wf_bytes *out, double value) {
    if (!isfinite(value) || fabs(value) > 1e14) return wf_bytes_append(out, "null", 4);
    long long scaled = llround(value * 10000);
    /* Digits by hand: printf's decimal point belongs to the locale. */
    unsigned long long digits = (unsigned long long)(scaled < 0 ? -scaled : scaled);
    char text[40];
    int n =
        snprintf(text, sizeof text, "%s%llu.%04llu", scaled < 0 ? "-" : "", digits / 10000, digits % 10000);
    while (text[n - 1] == '0') n--;
    if (text[n - 1] == '.') n--;
    return wf_bytes_append(out, text, (size_t)n);
}

bool wf_json_put_date(wf_bytes *out, int64_t ms) {
    if (ms == WF_NO_DATE) return wf_bytes_append(out, "null", 4);
    wf_date d = wf_date_of(ms);
    char day[WF_DATE_SIZE];
    size_t n = wf_date_put_day(day, &d);
    if (!wf_bytes_append(out, "\"", 1) || !wf_bytes_append(out, day, n)) return false;
    if (d.millisecond)
        return wf_bytes_printf(out, "T%02d:%02d:%02d.%03dZ\"", d.hour, d.minute, d.second, d.millisecond);
    return wf_bytes_printf(out, "T%02d:%02d:%02dZ\"", d.hour, d.minute, d.second);
}

bool wf_json_put_seconds(wf_bytes *out, int64_t ms) {
    if (ms == WF_NO_DATE) return wf_bytes_append(out, "null", 4);
    unsigned long long size = ms < 0 ? 0ULL - (unsigned long long)ms : (unsigned long long)ms;
    char text[40];
    int n = snprintf(text, sizeof text, "%s%llu.%03llu", ms < 0 ? "-" : "", size / 1000, size % 1000);
    while (text[n - 1] == '0') n--;
    if (text[n - 1] == '.') n--;
    return wf_bytes_append(out, text, (size_t)n);
}

bool wf_json_put_raw(wf_bytes *out, wf_str json) {
    for (size_t i = 0; i < json.len;) {
        size_t begin = i;
        while (i < json.len && json.ptr[i] != '\n' && json.ptr[i] != '\r') i++;
        if (!wf_bytes_append(out, json.ptr + begin, i - begin)) return false;
        if (i < json.len && !wf_bytes_append(out, " ", 1)) return false;
        i += i < json.len;
    }
    return true;
}
