#include "support/dump.h"

#include <errno.h>

#include "support/words.h"

wf_error error;

const char long_text[] =
    "The harbour board of Port Harlan voted on Tuesday to close the old grain pier for eleven months while "
    "divers "
    "replace two hundred timber piles that a survey found rotten below the tide line.\n\n"
    "Ferries to the outer islands will leave from the fish quay instead, the board said, and the fare will "
    "not rise. "
    "Fishing crews who land at the quay were told to expect delays of an hour on market days.\n\n"
    "The work is to cost 4.2 million crowns, half of it from the regional fund, and should end before the "
    "herring "
    "season. Engineers from Calder and Sons won the contract over three other bidders in a vote of seven to "
    "two.\n\n"
    "Opponents of the plan had asked for a second survey after a storm in March moved part of the "
    "breakwater.";

const char other_text[] = "A court in Lisse has ordered the tram company to repay every passenger who "
                          "bought a yearly ticket in the autumn, "
                          "after judges agreed that trains had been missing from the timetable for "
                          "nine weeks without any notice at all.\n\n"
                          "Lawyers for the company said that they would appeal, and called the sum of "
                          "sixty crowns a head out of proportion.";

wf_str str(const char *text) {
    wf_str s = {text, strlen(text)};
    return s;
}

wf_run *open_run(const wf_options *options) {
    wf_options defaults;
    wf_options_init(&defaults);
    wf_run *run = NULL;
    assert_ok(wf_run_open(&run, options ? options : &defaults, &error));
    return run;
}

void add_story_expecting(wf_run *run, const char *id, const char *body, wf_code code) {
    wf_story story = {.id = str(id), .body = str(body), .published_ms = WF_NO_DATE};
    assert_int_equal(wf_run_add(run, &story, &error), code);
}

void add_story(wf_run *run, const char *id, const char *body, int64_t published_ms) {
    wf_story story = {.id = str(id), .body = str(body), .published_ms = published_ms};
    assert_ok(wf_run_add(run, &story, &error));
}

void cluster(wf_run *run) {
    assert_ok(wf_run_cluster(run, &error));
}

void result_of(wf_run *run, uint64_t i, wf_story_result *out) {
    assert_ok(wf_run_story(run, i, out, &error));
}

char *make_text(text_maker *maker, int n_words) {
    char *text = malloc((size_t)n_words * 9 + 1), *at = text;
    assert_non_null(text);
    for (int w = 0; w < n_words; w++) {
        if (w) *at++ = ' ';
        for (int c = 0; c < 8; c++) *at++ = (char)('a' + random_below(&maker->state, 26));
    }
    *at = '\0';
    return text;
}

char *append_text(char *text, const char *more) {
    size_t len = text ? strlen(text) : 0, more_len = strlen(more);
    char *out = realloc(text, len + more_len + 2);
    assert_non_null(out);
    if (len) out[len++] = ' ';
    memcpy(out + len, more, more_len + 1);
    return out;
}

/* text with one word in so many replaced by a new one. */
static char *edit_text(text_maker *maker, const char *text, uint64_t one_in) {
    char *out = strdup(text);
    assert_non_null(out);
    for (char *at = out; *at;) {
        size_t len = strcspn(at, " ");
        if (random_below(&maker->state, one_in) == 0) {
            char *word = make_text(maker, 1);
            memcpy(at, word, len < 8 ? len : 8);
            free(word);
        }
        at += len;
        at += strspn(at, " ");
    }
    return out;
}

dump make_dump(size_t n, uint64_t seed) {
    dump d = {n, calloc(n, sizeof *d.ids), calloc(n, sizeof *d.bodies), calloc(n, sizeof *d.dates)};
    text_maker maker = {.state = seed};
    for (size_t i = 0; i < n; i++) {
        char id[24];
        snprintf(id, sizeof id, "s%zu", i);
        d.ids[i] = strdup(id);
        d.dates[i] =
            random_below(&maker.state, 3) ? (int64_t)random_below(&maker.state, 1000) * 60000 : WF_NO_DATE;
        uint64_t kind = i ? random_below(&maker.state, 6) : 0;
        const char *earlier = i ? d.bodies[random_below(&maker.state, i)] : "";
        if (kind == 1) {
            d.bodies[i] = strdup(earlier);
        } else if (kind == 2) {
            d.bodies[i] = edit_text(&maker, earlier, 60);
        } else if (kind == 3 && strlen(earlier) > 900) {
            d.bodies[i] = strdup(earlier);
            d.bodies[i][strlen(earlier) / 2] = '\0';
        } else if (kind == 4 && i % 7 == 0) {
            d.bodies[i] = strdup("");
        } else {
            d.bodies[i] = make_text(&maker, 3 + (int)random_below(&maker.state, 250));
        }
        assert_non_null(d.bodies[i]);
    }
    return d;
}

void shuffle_dump(dump *d, uint64_t seed) {
    for (size_t i = d->n; i > 1; i--) {
        size_t j = (size_t)random_below(&seed, i);
        char *id = d->ids[i - 1], *body = d->bodies[i - 1];
        int64_t date = d->dates[i - 1];
        d->ids[i - 1] = d->ids[j];
        d->bodies[i - 1] = d->bodies[j];
        d->dates[i - 1] = d->dates[j];
        d->ids[j] = id;
        d->bodies[j] = body;
        d->dates[j] = date;
    }
}

void free_dump(dump *d) {
    for (size_t i = 0; i < d->n; i++) {
        free(d->ids[i]);
        free(d->bodies[i]);
    }
    free(d->ids);
    free(d->bodies);
    free(d->dates);
}

static int gather(void *user, const void *bytes, size_t len) {
    gathered *into = user;
    if (into->len + len + 1 > into->cap) {
        into->cap = (into->len + len + 1) * 2;
        char *text = realloc(into->text, into->cap);
        if (!text) return ENOMEM;
        into->text = text;
    }
    memcpy(into->text + into->len, bytes, len);
    into->len += len;
    into->text[into->len] = '\0';
    return 0;
}

wf_sink *gathering_sink(gathered *into) {
    wf_sink *sink = NULL;
    memset(into, 0, sizeof *into);
    assert_ok(wf_sink_open_fn(&sink, gather, into, &error));
    return sink;
}

char *run_dump(const dump *d, const wf_options *options, wf_summary *summary) {
    wf_run *run = open_run(options);
    for (size_t i = 0; i < d->n; i++) add_story(run, d->ids[i], d->bodies[i], d->dates[i]);
    cluster(run);
    gathered out;
    wf_sink *sink = gathering_sink(&out);
    wf_report_options report = {.format = WF_FORMAT_JSONL};
    assert_ok(wf_run_write(run, &report, sink, &error));
    assert_ok(wf_sink_commit(sink, &error));
    if (summary) wf_run_summary(run, summary);
    wf_run_close(run);
    return out.text;
}

static int compare_lines(const void *x, const void *y) {
    return strcmp(*(char *const *)x, *(char *const *)y);
}

char *sorted_lines(char *text) {
    size_t n = 0, cap = 1;
    for (const char *at = text; *at; at++) cap += *at == '\n';
    char **lines = calloc(cap, sizeof *lines);
    char *out = malloc(strlen(text) + 2), *at = out;
    assert_non_null(lines);
    assert_non_null(out);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) lines[n++] = line;
    qsort(lines, n, sizeof *lines, compare_lines);
    for (size_t i = 0; i < n; i++) {
        size_t len = strlen(lines[i]);
        memcpy(at, lines[i], len);
        at += len;
        *at++ = '\n';
    }
    *at = '\0';
    free(lines);
    free(text);
    return out;
}
