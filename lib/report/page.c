#include "report/page.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "report/date.h"
#include "report/display.h"

enum { LABEL = 18, MOST_LINES = 8 };

const char wf_bold[] = "\033[1m", wf_dim[] = "\033[2m", wf_plain[] = "\033[0m";

bool wf_page_puts(wf_page *p, const char *text) {
    return wf_bytes_append(p->out, text, strlen(text));
}

bool wf_page_paint(wf_page *p, const char *colour) {
    return !p->colour || wf_page_puts(p, colour);
}

bool wf_page_rule(wf_page *p, const char *title) {
    bool ok = wf_page_puts(p, "\n") && wf_page_paint(p, wf_dim) && wf_bytes_printf(p->out, "--- %s ", title);
    for (size_t i = strlen(title) + 5; i < p->width && ok; i++) ok = wf_page_puts(p, "-");
    return ok && wf_page_paint(p, wf_plain) && wf_page_puts(p, "\n");
}

bool wf_page_origin(wf_page *p, const wf_story *s, size_t width) {
    if (s->source.len && !(wf_page_puts(p, "  ") && wf_display_put(p->out, s->source, width, NULL)))
        return false;
    if (s->published_ms == WF_NO_DATE) return true;
    wf_date d = wf_date_of(s->published_ms);
    char day[WF_DATE_SIZE];
    size_t n = wf_date_put_day(day, &d);
    return wf_page_puts(p, "  ") && wf_bytes_append(p->out, day, n) &&
           wf_bytes_printf(p->out, " %02d:%02d", d.hour, d.minute);
}

bool wf_page_row(wf_page *p, const char *label, const char *format, ...) {
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return wf_bytes_printf(p->out, "  %-*s", LABEL - 2, label) &&
           wf_display_put_wrapped(p->out, wf_str_from(text), p->width - LABEL, LABEL, MOST_LINES) &&
           wf_page_puts(p, "\n");
}

const char *wf_percent_text(char buffer[WF_FIGURE_SIZE], double ratio) {
    int tenths = ratio > 0 ? (int)floor(fmin(ratio, 1) * 1000 + 1e-6) : 0;
    if (tenths % 10)
        snprintf(buffer, WF_FIGURE_SIZE, "%d.%d %%", tenths / 10, tenths % 10);
    else
        snprintf(buffer, WF_FIGURE_SIZE, "%d %%", tenths / 10);
    return buffer;
}

const char *wf_probability_text(char buffer[WF_FIGURE_SIZE], double p) {
    int hundredths = p > 0 ? (int)lround(fmin(p, 1) * 100) : 0;
    if (hundredths < 1 || hundredths > 99) return hundredths < 1 ? "< .01" : "> .99";
    snprintf(buffer, WF_FIGURE_SIZE, "= .%02d", hundredths);
    return buffer;
}
