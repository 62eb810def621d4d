/*
 * The smallest full use of the library: three stories in memory, grouped.
 *
 *     cc example.c -o example $(pkg-config --cflags --libs wirefold)
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <wirefold.h>

static wf_story story(const char *id, int64_t published_ms, const char *body) {
    wf_story s = {.id = {id, strlen(id)}, .body = {body, strlen(body)}, .published_ms = published_ms};
    return s;
}

/* Adds the stories, clusters them and prints each with its copy group. */
static wf_code group(wf_run *run, const wf_story *stories, size_t n, wf_error *err) {
    for (size_t i = 0; i < n; i++) {
        wf_code code = wf_run_add(run, &stories[i], err);
        if (code != WF_OK) return code;
    }
    wf_code code = wf_run_cluster(run, err);
    for (uint64_t i = 0; code == WF_OK && i < wf_run_n_stories(run); i++) {
        wf_story_result r;
        code = wf_run_story(run, i, &r, err);
        if (code != WF_OK) break;
        printf("%.*s: %s, group %s of %" PRIu64 "\n", (int)r.story.id.len, r.story.id.ptr,
               wf_relation_name(r.relation), r.copy_group, r.copy_size);
        if (r.duplicate_of.len)
            printf("    of %.*s, Jaccard %.2f\n", (int)r.duplicate_of.len, r.duplicate_of.ptr, r.jaccard);
    }
    return code;
}

int main(void) {
    const wf_story stories[] = {
        story("harbour", INT64_C(1700000000000),
              "The harbour of Port Ellis reopened on Monday after divers raised the ferry Alma, which had "
              "blocked the entrance since the storm of last week."),
        story("reprint", INT64_C(1700003600000),
              "The harbour of Port Ellis reopened on Monday, after divers raised the ferry \"Alma\", which "
              "had blocked the entrance since the storm of last week. Share this story"),
        story("market", WF_NO_DATE,
              "Wheat prices fell for a third day as rain reached the plains and traders counted on a larger "
              "crop than last year's."),
    };
    wf_options options;
    wf_error err;
    wf_run *run = NULL;
    wf_options_init(&options);
    wf_code code = wf_run_open(&run, &options, &err);
    if (code == WF_OK) code = group(run, stories, sizeof stories / sizeof *stories, &err);
    if (code != WF_OK) fprintf(stderr, "example: %s\n", err.what);
    wf_run_close(run);
    return code == WF_OK ? 0 : 1;
}
