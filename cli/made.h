/*
 * Made stories, for measuring: words of Zipf's law in sentences and paragraphs, people of a topic, and pairs of copies
 * whose Jaccard similarity (of shingles) is known exactly. The same seed makes the same stories on every machine.
 */
#ifndef WIREFOLD_CLI_MADE_H
#define WIREFOLD_CLI_MADE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t number, original; /* of the copy and of what it copies; no story is in two pairs */
    double jaccard; /* one pair in eleven is identical; the others are spread evenly over .5 to 1 */
} made_pair;

#define MADE_PREFIX "made-" /* an id is this and the number */

typedef struct made_stories made_stories;

/* NULL: out of memory. shingle: words in a shingle. */
made_stories *made_open(uint64_t n_stories, uint64_t seed, unsigned shingle);
void made_close(made_stories *made);

/* The next story as a JSON line, which lives until the next call; *len is 0 after the last. NULL: out of memory. */
const char *made_next(made_stories *made, size_t *len);

/* The text of that story, as it is when the JSON is read; out has room for MADE_TEXT bytes. Returns its length. */
#define MADE_TEXT 20000
size_t made_text(const made_stories *made, char *out);

/* Of the stories made so far, by number of the copy. */
const made_pair *made_pairs(const made_stories *made, size_t *n);

#endif
