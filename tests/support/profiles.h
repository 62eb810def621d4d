/* Profiles of texts given as strings, made as the engine makes them. Failures fail the test that runs. */
#ifndef WF_TESTS_SUPPORT_PROFILES_H
#define WF_TESTS_SUPPORT_PROFILES_H

#include "verify/profile.h"

#define PROFILES_SEED 5

/* Set-up and teardown of a group of tests: what all profiles are made with. */
int profiles_open(void **state);
int profiles_close(void **state);

/* The frequencies that profiles are made with: those of the background, as in a dump of one text. */
wf_frequencies *profiles_frequencies(void);

/* The profile of a text, into *out, which may hold an earlier one. title may be NULL. */
void profile_make(wf_profile *out, const char *title, const char *body, wf_language language);

/* The same by a profiler of its own, which has seen no other text. */
void profile_make_fresh(wf_profile *out, const char *title, const char *body, wf_language language);

/* The outline of a text; it lives until the next one. */
const uint32_t *profile_outline(const char *title, const char *body, wf_language language, size_t *n);

/* The terms of the tokens of a text, 0 for stop words; *tokens are those. Free both. */
uint64_t *profile_terms(const char *text, wf_language language, wf_tokens *tokens);

/*
 * A text of n_words made-up words of a vocabulary of n_vocabulary, with names, figures, dates, quotes and sentence marks
 * in it. *state is the seed. Free it.
 */
char *profile_text(uint64_t *state, size_t n_words, size_t n_vocabulary);

#endif
