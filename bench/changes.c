/*
 * changes: what the models of verdicts are trained on: what was changed between stories of a labelled dump.
 *
 *     build/bench/changes pairs.tsv dump.jsonl > changes.csv
 *         a row for every pair of ids in the first two columns of the file (a header line is skipped): the second one seen
 *         as a copy of the first
 *     build/bench/changes --verdicts pairs.tsv dump.jsonl > verdicts.csv
 *         of the same pairs the verdict, as on rewrites, whether the copy could be assessed, P(spun) and
 *         P(machine-translated)
 *     build/bench/changes --show A B dump.jsonl
 *         the features and verdict of one pair, with what was found
 *
 * Exit codes: 0 done, 1 failed, 2 wrong usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/judging.h"
#include "verdict/features.h"

static void die(const wf_error *err) {
    fprintf(stderr, "changes: %s\n", err->what);
    exit(1);
}

/* Texts by the ids of their stories. */
typedef struct {
    char *id;
    uint32_t text;
} named_text;

static int by_name(const void *x, const void *y) {
    return strcmp(((const named_text *)x)->id, ((const named_text *)y)->id);
}

static named_text *name_texts(wf_run *run) {
    named_text *names = calloc(run->stories.n + 1, sizeof *names);
    size_t n = 0;
    for (uint32_t t = 0; t < run->n_texts; t++)
        for (uint32_t i = run->text_begin[t]; i < run->text_begin[t + 1]; i++) {
            wf_story story;
            wf_error err;
            if (wf_fields(run, run->text_story[i], &story, &err) != WF_OK) die(&err);
            names[n++] = (named_text){strndup(story.id.ptr, story.id.len), t};
        }
    qsort(names, n, sizeof *names, by_name);
    return names;
}

static uint32_t text_of(const named_text *names, size_t n, char *id) {
    named_text key = {id, 0};
    const named_text *found = bsearch(&key, names, n, sizeof *names, by_name);
    return found ? found->text : UINT32_MAX;
}

static void find_changes(const wf_run *run, uint32_t a, uint32_t b, wf_changes *out) {
    wf_error err;
    if (wf_text_changes(run, &run->workers[0], a, b, out, &err) != WF_OK) die(&err);
}

/* The verdict on b as a rewrite of a. */
static wf_decision decide(const wf_run *run, uint32_t a, uint32_t b, const wf_changes *changes) {
    const wf_story_row *x = wf_row(run, wf_first_story(run, a)), *y = wf_row(run, wf_first_story(run, b));
    wf_assessment assessment = wf_may_assess(x->language, y->language, x->n_words, y->n_words);
    wf_decision decision;
    wf_decide(WF_REWRITE, 1, assessment == WF_ASSESSED ? changes : NULL, assessment,
              run->options.min_probability, &decision);
    return decision;
}

static void print_pair(const wf_run *run, uint32_t a, uint32_t b, bool verdicts) {
    wf_changes changes;
    find_changes(run, a, b, &changes);
    if (verdicts) {
        wf_decision d = decide(run, a, b, &changes);
        printf(",%s,%s,%.5g,%.5g\n", wf_verdict_name(d.verdict), wf_assessment_name(d.assessment), d.spun,
               d.machine);
        return;
    }
    double features[WF_VERDICT_FEATURES];
    wf_verdict_features(&changes, features);
    for (size_t i = 0; i < WF_VERDICT_FEATURES; i++) printf(",%.5g", features[i]);
    putchar('\n');
}

static void print_listed(const wf_run *run, const named_text *names, size_t n, const char *path,
                         bool verdicts) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    printf("a,b");
    if (verdicts)
        printf(",verdict,assessment,spun,machine");
    else
        for (size_t i = 0; i < WF_VERDICT_FEATURES; i++) printf(",%s", wf_verdict_feature_names[i]);
    putchar('\n');
    char line[1024];
    for (bool header = true; fgets(line, sizeof line, file); header = false) {
        char *a = strtok(line, "\t\n"), *b = strtok(NULL, "\t\n");
        if (header || !a || !b) continue;
        uint32_t x = text_of(names, n, a), y = text_of(names, n, b);
        if (x == UINT32_MAX || y == UINT32_MAX || x == y) continue;
        printf("%s,%s", a, b);
        print_pair(run, x, y, verdicts);
    }
    fclose(file);
}

static void print_words(const wf_reading *r, uint32_t begin, uint32_t end) {
    for (uint32_t i = begin; begin != UINT32_MAX && i < end; i++)
        printf(" %.*s", (int)r->words[i].len, r->norm + r->words[i].spelling);
}

static void show(const wf_run *run, uint32_t a, uint32_t b) {
    wf_changes changes;
    double features[WF_VERDICT_FEATURES];
    size_t n;
    find_changes(run, a, b, &changes);
    wf_decision d = decide(run, a, b, &changes);
    wf_verdict_features(&changes, features);
    for (size_t i = 0; i < WF_VERDICT_FEATURES; i++)
        printf("%-20s %.4f\n", wf_verdict_feature_names[i], features[i]);
    printf("%s (%s): spun %.4f, machine %.4f\n", wf_verdict_name(d.verdict), wf_assessment_name(d.assessment),
           d.spun, d.machine);
    const struct wf_judging *j = run->workers[0].judging;
    const wf_change *list = wf_changes_list(j->judge, &n);
    for (size_t i = 0; i < n; i++) {
        printf("%s:", wf_finding_name(list[i].kind));
        print_words(&j->reference, list[i].a_begin, list[i].a_end);
        printf(" ->");
        print_words(&j->copy, list[i].b_begin, list[i].b_end);
        putchar('\n');
    }
}

int main(int argc, char **argv) {
    bool one = argc == 5 && strcmp(argv[1], "--show") == 0;
    bool verdicts = argc == 4 && strcmp(argv[1], "--verdicts") == 0;
    if (!one && !verdicts && (argc != 3 || argv[1][0] == '-')) {
        fputs("usage: changes [--verdicts] PAIRS.tsv DUMP | --show A B DUMP\n", stderr);
        return 2;
    }
    wf_options o;
    wf_options_init(&o);
    wf_run *run;
    wf_error err;
    if (wf_run_open(&run, &o, &err) != WF_OK || wf_run_read(run, argv[argc - 1], &err) != WF_OK ||
        wf_spill_flush(&run->texts, &err) != WF_OK || wf_spill_flush(&run->lines, &err) != WF_OK ||
        wf_stage_boilerplate(run, &err) != WF_OK || wf_stage_texts(run, &err) != WF_OK ||
        wf_stage_frequencies(run, &err) != WF_OK)
        die(&err);
    named_text *names = name_texts(run);
    size_t n = run->stories.n;
    if (one) {
        uint32_t a = text_of(names, n, argv[2]), b = text_of(names, n, argv[3]);
        if (a == UINT32_MAX || b == UINT32_MAX) return 1;
        show(run, a, b);
    } else {
        print_listed(run, names, n, argv[argc - 2], verdicts);
    }
    for (size_t i = 0; i < n; i++) free(names[i].id);
    free(names);
    wf_run_close(run);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
