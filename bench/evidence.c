/*
 * evidence: what the model of P(same story) is trained on: the evidence on pairs of stories of a labelled dump.
 *
 *     build/bench/evidence [--min-overlap X] dump.jsonl > evidence.csv
 *         a row for every pair of different texts whose terms overlap by X (default .05) or more
 *     build/bench/evidence --pairs pairs.tsv dump.jsonl > evidence.csv
 *         a row for every pair of ids in the first two columns of the file (a header line is skipped), with the nearness
 *         that the search for rewrites finds; pairs that it does not see, such as copies, are left out
 *     build/bench/evidence --stems dump.jsonl
 *         for every story a line with its distinct stems, for the table of background frequencies
 *
 * Exit codes: 0 done, 1 failed, 2 wrong usage.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/rewrites.h"
#include "verify/story_features.h"

static void die(const wf_error *err) {
    fprintf(stderr, "evidence: %s\n", err->what);
    exit(1);
}

static void print_header(void) {
    fputs("a,b,p,days_apart", stdout);
    for (size_t i = 0; i < WF_STORY_FEATURES; i++) printf(",%s", wf_story_feature_names[i]);
    putchar('\n');
}

static void print_pair(wf_run *run, uint32_t a, uint32_t b, double min_overlap) {
    wf_error err;
    wf_evidence e;
    wf_story story;
    double p, by_text;
    if (wf_text_same_story(run, &run->workers[0], a, b, &e, &p, &by_text, &err) != WF_OK) die(&err);
    if (e.overlap < min_overlap) return;
    for (int i = 0; i < 2; i++) {
        if (wf_fields(run, wf_first_story(run, i ? b : a), &story, &err) != WF_OK) die(&err);
        fwrite(story.id.ptr, 1, story.id.len, stdout);
        putchar(',');
    }
    printf("%.4f,%.5g", by_text, e.days_apart);
    double features[WF_STORY_FEATURES];
    wf_story_features(&e, features);
    for (size_t i = 0; i < WF_STORY_FEATURES; i++) printf(",%.5g", features[i]);
    putchar('\n');
}

typedef struct {
    char *id;
    uint32_t text;
} text_id;

static int by_id(const void *x, const void *y) {
    return strcmp(((const text_id *)x)->id, ((const text_id *)y)->id);
}

/* The ids of all stories with their texts, sorted. */
static text_id *list_ids(wf_run *run, size_t *n) {
    text_id *ids = malloc((run->stories.n + 1) * sizeof *ids);
    wf_story story;
    wf_error err;
    *n = 0;
    for (uint32_t t = 0; ids && t < run->n_texts; t++)
        for (uint32_t i = run->text_begin[t]; i < run->text_begin[t + 1]; i++) {
            if (wf_fields(run, run->text_story[i], &story, &err) != WF_OK) die(&err);
            ids[*n].text = t;
            ids[(*n)++].id = strndup(story.id.ptr, story.id.len);
        }
    if (ids) qsort(ids, *n, sizeof *ids, by_id);
    return ids;
}

/* The text of the story with an id. */
static uint32_t find_text(const text_id *ids, size_t n, char *id) {
    text_id key = {id, 0}, *found = n ? bsearch(&key, ids, n, sizeof *ids, by_id) : NULL;
    return found ? found->text : UINT32_MAX;
}

static void print_listed(wf_run *run, const char *path) {
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        exit(1);
    }
    size_t n_ids;
    text_id *ids = list_ids(run, &n_ids);
    char line[1024];
    for (bool header = true; fgets(line, sizeof line, file); header = false) {
        char *a = strtok(line, "\t\n"), *b = strtok(NULL, "\t\n");
        if (header || !a || !b) continue;
        uint32_t x = find_text(ids, n_ids, a), y = find_text(ids, n_ids, b);
        if (x != UINT32_MAX && y != UINT32_MAX && x != y && run->speaker[x] == x && run->speaker[y] == y)
            print_pair(run, x, y, 0);
    }
    fclose(file);
    for (size_t i = 0; i < n_ids; i++) free(ids[i].id);
    free(ids);
}

static void print_stems(wf_run *run) {
    wf_words *words;
    wf_error err;
    if (wf_words_open(&words, run->seeds.term, &err) != WF_OK) die(&err);
    for (uint64_t i = 0; i < run->stories.n; i++) {
        wf_worker *worker = &run->workers[0];
        wf_story story;
        wf_tokens *t = &worker->tokens;
        if (wf_spill_get_story(&run->texts, wf_row(run, i)->place, &worker->story, &story, &err) != WF_OK ||
            wf_prepare(run, worker, wf_matched_text(&story), NULL, &err) != WF_OK)
            die(&err);
        for (int part = 0; part < 2; part++) {
            if (part && wf_tokenize(run->fold, story.title, run->seeds.line, t, &err) != WF_OK) die(&err);
            for (size_t k = 0; k < t->n; k++) {
                wf_str word = {t->norm + t->start[k], t->start[k + 1] - 1 - t->start[k]};
                wf_str stem = wf_words_stem(words, WF_LANGUAGE_ENGLISH, word);
                if (stem.len) printf("%.*s ", (int)stem.len, stem.ptr);
            }
        }
        putchar('\n');
    }
    wf_words_close(words);
}

int main(int argc, char **argv) {
    static const struct option options[] = {{"min-overlap", required_argument, NULL, 'm'},
                                            {"pairs", required_argument, NULL, 'p'},
                                            {"stems", no_argument, NULL, 's'},
                                            {NULL, 0, NULL, 0}};
    double min_overlap = .05;
    const char *pairs = NULL;
    bool stems = false;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'm')
            min_overlap = strtod(optarg, NULL);
        else if (option == 'p')
            pairs = optarg;
        else if (option == 's')
            stems = true;
        else
            return 2;
    }
    if (optind + 1 != argc) {
        fputs("usage: evidence [--min-overlap X | --pairs TSV | --stems] DUMP\n", stderr);
        return 2;
    }
    wf_options o;
    wf_options_init(&o);
    wf_run *run;
    wf_error err;
    if (wf_run_open(&run, &o, &err) != WF_OK || wf_run_read(run, argv[optind], &err) != WF_OK) die(&err);
    if (pairs ? wf_run_cluster(run, &err) != WF_OK
              : wf_spill_flush(&run->texts, &err) != WF_OK || wf_spill_flush(&run->lines, &err) != WF_OK ||
                    wf_stage_boilerplate(run, &err) != WF_OK || wf_stage_texts(run, &err) != WF_OK ||
                    wf_stage_frequencies(run, &err) != WF_OK)
        die(&err);
    if (stems) {
        print_stems(run);
    } else {
        print_header();
        if (pairs)
            print_listed(run, pairs);
        else
            for (uint32_t a = 0; a < run->n_texts; a++)
                for (uint32_t b = a + 1; b < run->n_texts; b++) print_pair(run, a, b, min_overlap);
    }
    wf_run_close(run);
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
