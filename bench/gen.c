/*
 * gen: a seeded synthetic news dump as JSON Lines on standard output, of any size, in flat memory.
 *
 *     build/bench/gen --stories 20000 --seed 1 --words 370 --copies 0.2 --typographic 0.7 > dump.jsonl
 *     build/bench/gen --stories 100000 --rewrites 0.1 --burst 1000 > dump.jsonl
 *
 * Fields: id, title, text, published, source and topic (of related stories; "hot" is the burst's); for a planted copy
 * planted_of (id of the story it copies) and planted_jaccard (exact Jaccard of 5-word shingles of the two texts, spread
 * over .1 to 1); for a planted rewrite rewrite_of. The same options give the same bytes on every machine. Exit codes:
 * 0 done, 2 wrong usage, 3 out of memory or a failed write.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/story.h"

static const char usage[] =
    "usage: gen [OPTIONS] > dump.jsonl\n"
    "Writes a synthetic news dump with planted copies and rewrites.\n"
    "  --stories N          stories (20000)\n"
    "  --seed S             of all that is drawn (1)\n"
    "  --words MEAN         words of a story (370)\n"
    "  --copies SHARE       stories that copy an earlier one with words replaced (0.2)\n"
    "  --rewrites SHARE     stories that tell an earlier one in other words (0)\n"
    "  --topics SHARE       stories that open a topic instead of joining one (0.4)\n"
    "  --burst N            different stories of one hot topic, at most half of all (0)\n"
    "  --typographic SHARE  stories with curly quotes and long dashes (0.7)\n";

static bool read_count(const char *s, uint64_t lo, uint64_t hi, uint64_t *out) {
    char *end;
    unsigned long long value = strtoull(s, &end, 10);
    if (*s < '0' || *s > '9' || *end || value < lo || value > hi) return false;
    *out = value;
    return true;
}

static bool read_share(const char *s, uint32_t *millionths) {
    char *end;
    double value = strtod(s, &end);
    if (end == s || *end || !(value >= 0 && value <= 1)) return false;
    *millionths = (uint32_t)(value * 1e6 + .5);
    return true;
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"stories", required_argument, NULL, 'n'},  {"seed", required_argument, NULL, 's'},
        {"words", required_argument, NULL, 'w'},    {"copies", required_argument, NULL, 'c'},
        {"rewrites", required_argument, NULL, 'r'}, {"topics", required_argument, NULL, 'o'},
        {"burst", required_argument, NULL, 'b'},    {"typographic", required_argument, NULL, 't'},
        {"help", no_argument, NULL, 'h'},           {NULL, 0, NULL, 0},
    };
    dump_options dump;
    dump_options_init(&dump);
    for (int option; (option = getopt_long(argc, argv, "h", options, NULL)) != -1;) {
        uint64_t words = dump.words, burst = dump.burst;
        bool ok = true;
        switch (option) {
        case 'n':
            ok = read_count(optarg, 0, UINT32_MAX, &dump.n_stories);
            break;
        case 's':
            ok = read_count(optarg, 0, UINT64_MAX, &dump.seed);
            break;
        case 'w':
            ok = read_count(optarg, 20, 100000, &words);
            dump.words = (uint32_t)words;
            break;
        case 'c':
            ok = read_share(optarg, &dump.copies);
            break;
        case 'r':
            ok = read_share(optarg, &dump.rewrites);
            break;
        case 'o':
            ok = read_share(optarg, &dump.topics);
            break;
        case 'b':
            ok = read_count(optarg, 0, UINT32_MAX / 2, &burst);
            dump.burst = (uint32_t)burst;
            break;
        case 't':
            ok = read_share(optarg, &dump.typographic);
            break;
        case 'h':
            fputs(usage, stdout);
            return 0;
        default:
            fputs(usage, stderr);
            return 2;
        }
        if (!ok) {
            fprintf(stderr, "gen: '%s' is out of range\n%s", optarg, usage);
            return 2;
        }
    }
    if (optind < argc) {
        fprintf(stderr, "gen: '%s' is not an option\n%s", argv[optind], usage);
        return 2;
    }
    if (dump.copies + dump.rewrites > 1000000 || 2 * (uint64_t)dump.burst > dump.n_stories) {
        fprintf(stderr, "gen: too many copies and rewrites, or a burst of more than half of the stories\n");
        return 2;
    }
    /* A pipe is otherwise written in pieces of 4 KiB, for each of which the reader may be woken. */
    static char buffer[1 << 18];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    if (!dump_write(&dump, stdout)) {
        fprintf(stderr, "gen: out of memory or cannot write\n");
        return 3;
    }
    return 0;
}
