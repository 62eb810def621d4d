/* Values of options as they are typed. Each returns false for what is no such value, or too large to hold. */
#ifndef WIREFOLD_CLI_VALUES_H
#define WIREFOLD_CLI_VALUES_H

#include <stdbool.h>
#include <stdint.h>

bool cli_parse_real(const char *text, double *out);

/* Digits; *end is what follows them. */
bool cli_parse_whole(const char *text, uint64_t *out, char **end);

/* A number of bytes, with K, M, G or T for powers of 1024 ("512M", "4GB", "4GiB"). */
bool cli_parse_size(const char *text, uint64_t *out);

/* A span of time in milliseconds, with a unit ("90m", "36h", "14d", "2w"), or 0. */
bool cli_parse_span(const char *text, uint64_t *out);

#endif
