/*
 * The yardstick of every bench run: the simplest fast loop from text to band keys that one would write for plain ASCII
 * stories and nothing else. What wirefold reaches is judged against this on the same machine.
 *
 * It does what any engine of this kind must do and leaves out what a real one cannot: no Unicode, no spans into the
 * original, no lines, no short texts, no filling of empty bins. It shares no code with the library, so that a slow
 * function there cannot slow the yardstick down. Portable C, one thread.
 *
 *     bound [--json]
 *
 * The stories are made here, the same on every machine: 9,000 of about 2.2 KB, 20 MB in all, more than caches hold.
 * Figures are the best of several repetitions, for the whole and for each step.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    N_STORIES = 9000,
    N_WORDS = 391, /* in a story */
    N_VOCABULARY = 6000,
    WORD_MAX = 14,
    STORY_MAX = N_WORDS * (WORD_MAX + 2) + 1,
    W = 5,
    N_BINS = 128,
    BANDS = 16,
    ROWS = N_BINS / BANDS,
    BLOCK = 4, /* stories taken through a step together */
    REPETITIONS = 15,
};

_Static_assert(N_STORIES % BLOCK == 0, "blocks are whole");

/* ------------------------------------------------------------------------------------------------- stories */

typedef struct {
    char *text;    /* all stories, one after the other */
    size_t *begin; /* N_STORIES + 1 */
} dump;

static uint64_t random_next(uint64_t *state) {
    uint64_t x = *state += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/* Word lengths as in English news: 4.5 letters on average, seldom over 10. */
static size_t word_length(uint64_t random) {
    static const unsigned char lengths[] = {1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4,
                                            4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 7, 8, 8, 9, 11};
    return lengths[random % sizeof lengths];
}

static bool make_dump(dump *d) {
    static char words[N_VOCABULARY][WORD_MAX + 1];
    uint64_t random = 1;
    for (size_t i = 0; i < N_VOCABULARY; i++) {
        size_t len = word_length(random_next(&random));
        for (size_t j = 0; j < len; j++) {
            words[i][j] = (char)('a' + random_next(&random) % 26);
        }
    }
    d->text = malloc((size_t)N_STORIES * STORY_MAX);
    d->begin = malloc((N_STORIES + 1) * sizeof *d->begin);
    if (!d->text || !d->begin) {
        return false;
    }
    char *end = d->text;
    for (size_t s = 0; s < N_STORIES; s++) {
        d->begin[s] = (size_t)(end - d->text);
        bool sentence = true;
        for (size_t i = 0; i < N_WORDS; i++) {
            uint64_t r = random_next(&random);
            const char *word = words[r % N_VOCABULARY];
            size_t len = strlen(word);
            memcpy(end, word, len);
            if (sentence || (r >> 32) % 8 == 0) {
                *end = (char)(*end - 'a' + 'A');
            }
            end += len;
            sentence = (r >> 40) % 18 == 0 || i + 1 == N_WORDS;
            if (sentence || (r >> 48) % 14 == 0) {
                *end++ = sentence ? '.' : ',';
            }
            *end++ = (r >> 56) % 100 == 0 ? '\n' : ' ';
        }
    }
    d->begin[N_STORIES] = (size_t)(end - d->text);
    return true;
}

/* ------------------------------------------------------------------------------------------------- the loop */

/*
 * Lower case, runs of other bytes to one space; tokens[i] is where token i begins in out. Without a branch: every byte
 * is written, and moves the place of the next only if it counts. Returns the number of tokens; the text ends with a
 * separator, and tokens[n] is behind the last space.
 */
static inline size_t normalise(const unsigned char *table, const char *text, size_t len, char *out,
                               uint32_t *tokens) {
    size_t n_out = 0, n = 0, was_word = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = table[(unsigned char)text[i]];
        size_t is_word = c != ' ';
        out[n_out] = (char)c;
        tokens[n] = (uint32_t)n_out;
        n += is_word & ~was_word;
        n_out += is_word | was_word;
        was_word = is_word;
    }
    tokens[n] = (uint32_t)n_out;
    return n;
}

static inline void hash_windows(const char *norm, const uint32_t *tokens, size_t n, uint64_t *h) {
    for (size_t i = 0; i < n; i++) {
        h[i] = XXH3_64bits_withSeed(norm + tokens[i], tokens[i + W] - 1 - tokens[i], 1);
    }
}

static inline void put(uint32_t *bins, uint64_t h) {
    uint32_t *bin = &bins[h >> 57];
    uint32_t value = (uint32_t)(h >> 25), old = *bin;
    *bin = value < old ? value : old;
}

/* One round of Fast Similarity Sketching, with the bits of the hash as they are. */
static inline void sketch(const uint64_t *h, size_t n, uint32_t bins[N_BINS]) {
    uint32_t odd[N_BINS];
    memset(bins, 0xff, N_BINS * sizeof *bins);
    memset(odd, 0xff, sizeof odd);
    size_t i = 0;
    for (; i + 2 <= n; i += 2) {
        put(bins, h[i]);
        put(odd, h[i + 1]);
    }
    if (i < n) {
        put(bins, h[i]);
    }
    for (size_t b = 0; b < N_BINS; b++) {
        bins[b] = odd[b] < bins[b] ? odd[b] : bins[b];
    }
}

typedef enum { NORMALISE, HASH, SKETCH, KEYS, N_STEPS } step;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/*
 * Takes the dump through all steps, BLOCK stories at a time: few enough to stay in the first cache, enough that looking
 * at the clock between steps costs nothing. seconds: of each step. Returns a sum over the keys, for comparison and so
 * that the compiler can leave nothing out.
 */
static uint64_t run(const dump *d, const unsigned char *table, double seconds[N_STEPS]) {
    static char norm[BLOCK][STORY_MAX];
    static uint32_t tokens[BLOCK][STORY_MAX], bins[BLOCK][N_BINS];
    static uint64_t h[BLOCK][STORY_MAX];
    size_t n[BLOCK];
    uint64_t sum = 0;
    memset(seconds, 0, N_STEPS * sizeof *seconds);
    for (size_t s = 0; s < N_STORIES; s += BLOCK) {
        double t[N_STEPS + 1];
        t[NORMALISE] = now();
        for (size_t i = 0; i < BLOCK; i++) {
            size_t begin = d->begin[s + i], end = d->begin[s + i + 1];
            n[i] = normalise(table, d->text + begin, end - begin, norm[i], tokens[i]) - W + 1;
        }
        t[HASH] = now();
        for (size_t i = 0; i < BLOCK; i++) {
            hash_windows(norm[i], tokens[i], n[i], h[i]);
        }
        t[SKETCH] = now();
        for (size_t i = 0; i < BLOCK; i++) {
            sketch(h[i], n[i], bins[i]);
        }
        t[KEYS] = now();
        for (size_t i = 0; i < BLOCK; i++) {
            for (size_t b = 0; b < BANDS; b++) {
                sum += XXH3_64bits_withSeed(bins[i] + b * ROWS, ROWS * sizeof **bins, b);
            }
        }
        t[N_STEPS] = now();
        for (size_t k = 0; k < N_STEPS; k++) {
            seconds[k] += t[k + 1] - t[k];
        }
    }
    return sum;
}

/* ------------------------------------------------------------------------------------------------- figures */

/* Model of the processor, or the kind of machine where the system does not tell. */
static void machine_name(char *out, size_t cap) {
    struct utsname system;
    snprintf(out, cap, "%s", uname(&system) == 0 ? system.machine : "unknown");
    FILE *f = fopen("/proc/cpuinfo", "r");
    char line[256];
    while (f && fgets(line, sizeof line, f)) {
        const char *colon = strchr(line, ':');
        if (strncmp(line, "model name", 10) == 0 && colon && colon[1]) {
            snprintf(out, cap, "%.*s", (int)strcspn(colon + 2, "\"\\\n"), colon + 2);
            break;
        }
    }
    if (f) {
        fclose(f);
    }
}

#ifdef __clang__
#define COMPILER __VERSION__ /* names itself */
#else
#define COMPILER "gcc " __VERSION__
#endif

int main(int argc, char **argv) {
    bool json = argc == 2 && strcmp(argv[1], "--json") == 0;
    if (argc > 1 && !json) {
        fprintf(stderr, "usage: bound [--json]\n");
        return 2;
    }
    unsigned char table[256];
    for (int c = 0; c < 256; c++) {
        bool upper = c >= 'A' && c <= 'Z', word = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        table[c] = (unsigned char)(upper ? c - 'A' + 'a' : word ? c : ' ');
    }
    dump d;
    if (!make_dump(&d)) {
        fprintf(stderr, "bound: out of memory\n");
        return 3;
    }
    double best[N_STEPS] = {0}, best_sum = 0;
    uint64_t sum = 0;
    for (int r = 0; r < REPETITIONS; r++) {
        double seconds[N_STEPS], all = 0;
        sum = run(&d, table, seconds);
        for (size_t k = 0; k < N_STEPS; k++) {
            best[k] = r == 0 || seconds[k] < best[k] ? seconds[k] : best[k];
            all += seconds[k];
        }
        best_sum = r == 0 || all < best_sum ? all : best_sum;
    }
    double n_bytes = (double)d.begin[N_STORIES], n_shingles = (double)N_STORIES * (N_WORDS - W + 1);
    double stories_s = N_STORIES / best_sum, mb_s = n_bytes / best_sum / 1e6;
    double normalise_mb_s = n_bytes / best[NORMALISE] / 1e6;
    double hash_ns = best[HASH] / n_shingles * 1e9, sketch_ns = best[SKETCH] / n_shingles * 1e9;
    double keys_ns = best[KEYS] / N_STORIES / BANDS * 1e9;
    char machine[128];
    machine_name(machine, sizeof machine);
    if (json) {
        printf("{\"bound\":{\"machine\":\"%s\",\"compiler\":\"%s\",\"stories\":%d,\"bytes\":%.0f,"
               "\"shingles\":%.0f,"
               "\"stories_per_s\":%.0f,\"mb_per_s\":%.1f,\"normalise_mb_per_s\":%.1f,\"hash_ns_per_window\":%"
               ".3f,"
               "\"sketch_ns_per_shingle\":%.3f,\"ns_per_band_key\":%.2f,\"check\":\"%016llx\"}}\n",
               machine, COMPILER, N_STORIES, n_bytes, n_shingles, stories_s, mb_s, normalise_mb_s, hash_ns,
               sketch_ns, keys_ns, (unsigned long long)sum);
    } else {
        printf("bound: text to %d band keys, plain ASCII only, portable C, one thread\n", BANDS);
        printf("%s, %s\n", machine, COMPILER);
        printf("%d stories of %.0f bytes and %d shingles, best of %d\n\n", N_STORIES, n_bytes / N_STORIES,
               N_WORDS - W + 1, REPETITIONS);
        printf("  text to band keys     %9.0f stories/s  %7.0f MB/s\n", stories_s, mb_s);
        printf("  normalise, tokenise   %36.0f MB/s\n", normalise_mb_s);
        printf("  hash                  %9.2f ns a window\n", hash_ns);
        printf("  sketch                %9.2f ns a shingle\n", sketch_ns);
        printf("  band keys             %9.2f ns a key\n", keys_ns);
        printf("  check                 %016llx\n", (unsigned long long)sum);
    }
    free(d.text);
    free(d.begin);
    return 0;
}
