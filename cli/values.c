#include "values.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool cli_parse_real(const char *text, double *out) {
    char *end;
    errno = 0;
    double value = strtod(text, &end);
    if (end == text || *end || errno || !isfinite(value)) return false;
    *out = value;
    return true;
}

bool cli_parse_whole(const char *text, uint64_t *out, char **end) {
    if (!isdigit((unsigned char)text[0])) return false; /* strtoull would take "-1" */
    errno = 0;
    unsigned long long value = strtoull(text, end, 10);
    if (errno) return false;
    *out = value;
    return true;
}

bool cli_parse_size(const char *text, uint64_t *out) {
    char *end;
    if (!cli_parse_whole(text, out, &end)) return false;
    static const char suffix[] = "KMGT";
    const char *known = *end ? strchr(suffix, toupper((unsigned char)*end)) : NULL;
    if (known) {
        end++;
        for (const char *s = suffix; s <= known; s++) {
            if (*out > UINT64_MAX / 1024) return false;
            *out *= 1024;
        }
        if (*end == 'i') end++;
    }
    if (*end == 'B' || *end == 'b') end++;
    return *end == '\0';
}

bool cli_parse_span(const char *text, uint64_t *out) {
    static const struct {
        char unit;
        uint64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}, {'w', 604800000}};
    char *end;
    if (!cli_parse_whole(text, out, &end)) return false;
    if (*end == '\0') return *out == 0;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (units[i].unit != *end || end[1] || *out > UINT64_MAX / units[i].ms) continue;
        *out *= units[i].ms;
        return true;
    }
    return false;
}
