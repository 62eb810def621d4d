/* The name that was meant. */
#include <string.h>

#include "options.h"

enum { NAME_MAX_LEN = 32 };

/* Edits (insert, delete, replace, swap neighbours) that turn a into b; both at most NAME_MAX_LEN bytes. */
static size_t distance(const char *a, size_t n, const char *b, size_t m) {
    size_t row[3][NAME_MAX_LEN + 1];
    for (size_t j = 0; j <= m; j++) row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *cli_nearest(const char *typed, const char *const *names, size_t n, size_t stride) {
    const char *nearest = NULL;
    size_t len = strlen(typed), least = len < 5 ? 2 : 3; /* as many edits as this are too many */
    if (len > NAME_MAX_LEN) return NULL;
    for (size_t i = 0; i < n; i++) {
        const char *name = *(const char *const *)((const char *)names + i * stride);
        size_t d = distance(typed, len, name, strlen(name));
        if (d < least) {
            least = d;
            nearest = name;
        }
    }
    return nearest;
}
