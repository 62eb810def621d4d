/*
 * Lines that belong to a site and not to a story: dropped for matching, kept for display.
 *
 * Two ways: built-in patterns, for small inputs; and lines that recur in a dump with different stories around them.
 */
#ifndef WF_TEXT_BOILERPLATE_H
#define WF_TEXT_BOILERPLATE_H

#include "base/hashmap.h"
#include "text/tokenize.h"

/*
 * What the patterns begin with, as sets of hashes: tells at once that no pattern fits a line, as none fits most of them.
 */
typedef struct {
    uint64_t starts[256];     /* first eight bytes of the patterns at the begin of a line; */
    uint64_t first_words[64]; /* or the first word of such as are shorter, or hold a number there */
    uint64_t insides[512]; /* first eight bytes of the patterns anywhere in a line: every word is looked up */
    uint64_t listed_words[128];  /* words of share links and of navigation */
    uint32_t second_letters[32]; /* of the patterns anywhere, by first letter: a bit for each second one */
} wf_boilerplate_filter;

void wf_boilerplate_filter_make(wf_boilerplate_filter *filter);

/*
 * Whether a line is boilerplate by a built-in pattern. norm: its normalised text (wf_line_norm); original: the line as
 * it stands (wf_line_source), which tells "WATCH: the final" from a story's "watch the final". The patterns are a
 * table: a line that equals, begins with, ends with or contains some words, and is no longer than so many words.
 */
bool wf_boilerplate_line(const wf_boilerplate_filter *filter, wf_str norm, wf_str original);

/* false: wf_boilerplate_line is false of this line, too. true: it has to be asked. */
bool wf_boilerplate_possible(const wf_boilerplate_filter *filter, const wf_tokens *tokens,
                             const wf_line *line);

/*
 * The recurrence rule. A line that stands in at least min_stories stories with different texts is boilerplate if those
 * stories differ but for lines that recur as often: of a sample of them, the lines rarer than half as frequent make up
 * at least half of the words of at least half of the stories, and at most a quarter of their words stand in a second
 * sampled story. So a paragraph of a story that a hundred sites printed is not boilerplate, and a site's footer is.
 */
typedef struct {
    uint64_t hash;
    uint32_t n_words;
    uint32_t
        n_stories; /* stories of the dump with the line, counted as far as known (1 if too rare to be counted) */
} wf_line_count;

#define WF_BOILERPLATE_SAMPLE 16
#define WF_BOILERPLATE_MIN 5 /* stories a line must stand in */

/* What the rule says in words, for the summary. */
extern const char wf_boilerplate_rule[];

/*
 * Judges the line with hash line and count n_stories from n sampled stories: stories[i] is an array of n_lines[i] line
 * counts. scratch is an empty or reused map. 1 boilerplate, 0 not, -1 out of memory.
 */
int wf_boilerplate_judge(uint64_t line, uint32_t n_stories, const wf_line_count *const *stories,
                         const size_t *n_lines, size_t n, wf_hashmap *scratch);

#endif
