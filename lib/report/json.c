#include "report/json.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "report/date.h"

/* Bytes that stand for themselves in a JSON string: printable ASCII but '"' and '\'. */
static bool is_plain(unsigned char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
}

/* The first byte from i on that is not plain, or the end; eight bytes at a time while none of them is another. */
static size_t plain_end(wf_str s, size_t i) {
    const uint64_t each = 0x0101010101010101, high = 0x80 * each;
    for (uint64_t c; i + 8 <= s.len; i += 8) {
        memcpy(&c, s.ptr + i, sizeof c);
        uint64_t quote = c ^ '"' * each, slash = c ^ '\\' * each;
        /* The high bit of a byte is set where it is below 0x20, a quote or a backslash (0 after the xor), past 0x7E. */
        uint64_t other = (c - 0x20 * each) | (quote - each) | (slash - each) | (c + each) | c;
        if (other & high) break;
    }
    while (i < s.len && is_plain((unsigned char)s.ptr[i])) i++;
    return i;
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
        i = plain_end(s, i);
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

/* number / 10^n_decimals, without zeros at the end. By hand: printf's decimal point belongs to the locale. */
static bool put_decimal(wf_bytes *out, bool negative, unsigned long long number, int n_decimals) {
    char text[40], *end = text + sizeof text, *at = end;
    for (int i = 0; i < n_decimals; i++, number /= 10)
        if (number % 10 || at < end) *--at = (char)('0' + number % 10);
    if (at < end) *--at = '.';
    do *--at = (char)('0' + number % 10);
    while (number /= 10);
    if (negative) *--at = '-';
    return wf_bytes_append(out, at, (size_t)(end - at));
}

bool wf_json_put_ratio(wf_bytes *out, double value) {
    if (!isfinite(value) || fabs(value) > 1e14) return wf_bytes_puts(out, "null");
    long long scaled = llround(value * 10000);
    return put_decimal(out, scaled < 0, (unsigned long long)(scaled < 0 ? -scaled : scaled), 4);
}

bool wf_json_put_date(wf_bytes *out, int64_t ms) {
    if (ms == WF_NO_DATE) return wf_bytes_puts(out, "null");
    wf_date d = wf_date_of(ms);
    char text[WF_DATE_SIZE + 20] = "\"", *at = text + 1;
    at += wf_date_put_day(at, &d);
    *at++ = 'T';
    at = wf_date_put_digits(at, d.hour, 2);
    *at++ = ':';
    at = wf_date_put_digits(at, d.minute, 2);
    *at++ = ':';
    at = wf_date_put_digits(at, d.second, 2);
    if (d.millisecond) {
        *at++ = '.';
        at = wf_date_put_digits(at, d.millisecond, 3);
    }
    *at++ = 'Z';
    *at++ = '"';
    return wf_bytes_append(out, text, (size_t)(at - text));
}

bool wf_json_put_seconds(wf_bytes *out, int64_t ms) {
    if (ms == WF_NO_DATE) return wf_bytes_puts(out, "null");
    return put_decimal(out, ms < 0, ms < 0 ? 0ULL - (unsigned long long)ms : (unsigned long long)ms, 3);
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
