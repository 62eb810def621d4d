#include "story.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "truth.h"

enum { SOURCES = 240, CAST = 5, TOPIC = 40, SHINGLE = 5 };

/* Streams of random numbers, one per purpose, so that changing one does not shift the others. */
enum { PLAN = 'p', CONTENT = 'c', EDIT = 'e', STYLE = 's' };

typedef enum { WORD, NAME, NUMBER, PERCENT, DECIMAL } piece_kind;
enum {
    OPEN_QUOTE = 1,
    CLOSE_QUOTE = 2,
    CAPITAL = 4,
    COMMA = 8,
    STOP = 16,
    DASH = 32,
    POSSESSIVE = 64,
    PARAGRAPH = 128 /* ends here */
};

/* A word of a text with what is printed around it. */
typedef struct {
    uint32_t value; /* number of the word, or the number itself */
    uint8_t kind, flags;
} piece;

typedef struct {
    piece *items;
    size_t n, cap;
} pieces;

struct story_maker {
    dump_options options;
    vocabulary words;
    pieces body, headline;
    unsigned char *changed; /* per shingle of body: no longer the original's */
    size_t cap_changed;
    text_buffer original_text;
    truth_set original_set, copy_set;
    made_story story;
    char sources[SOURCES][VOCABULARY_LONGEST + 16];
};

void dump_options_init(dump_options *options) {
    *options =
        (dump_options){.n_stories = 20000, .seed = 1, .words = 370, .copies = 200000, .typographic = 700000};
}

static bool grow(void *array, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return true;
    size_t more = need + need / 2 + 64;
    void *moved = realloc(*(void **)array, more * size);
    if (!moved) return false;
    *(void **)array = moved;
    *cap = more;
    return true;
}

static bool put(text_buffer *b, const char *bytes, size_t len) {
    if (!grow(&b->ptr, &b->cap, b->len + len, 1)) return false;
    memcpy(b->ptr + b->len, bytes, len);
    b->len += len;
    return true;
}

static bool put_string(text_buffer *b, const char *s) {
    return put(b, s, strlen(s));
}

static bool add_piece(pieces *to, piece p) {
    if (!grow(&to->items, &to->cap, to->n + 1, sizeof *to->items)) return false;
    to->items[to->n++] = p;
    return true;
}

/* ---------------------------------------------------------------------------------------------- content */

typedef struct {
    uint32_t names[2 * CAST]; /* first and last names */
    uint32_t topic[TOPIC];
} story_matter;

static void draw_matter(story_matter *m, random_source *r) {
    for (int i = 0; i < 2 * CAST; i++)
        m->names[i] = 4000 + (uint32_t)random_below(r, VOCABULARY_WORDS - 4000);
    for (int i = 0; i < TOPIC; i++) m->topic[i] = 400 + (uint32_t)random_below(r, 12000);
}

static piece draw_piece(const story_maker *maker, const story_matter *m, random_source *r) {
    uint64_t of100 = random_below(r, 100);
    if (of100 < 3) {
        static const struct {
            piece_kind kind;
            uint32_t from, many;
        } numbers[] = {{NUMBER, 2, 98},        {NUMBER, 100, 900}, {NUMBER, 1990, 37},
                       {NUMBER, 1000, 900000}, {PERCENT, 1, 99},   {DECIMAL, 10, 990}};
        uint64_t i = random_below(r, sizeof numbers / sizeof *numbers);
        return (piece){numbers[i].from + (uint32_t)random_below(r, numbers[i].many), (uint8_t)numbers[i].kind,
                       0};
    }
    if (of100 < 7) {
        bool possessive = random_below(r, 8) == 0;
        return (piece){m->names[random_below(r, 2 * CAST)], NAME, possessive ? POSSESSIVE : 0};
    }
    /* the square favours the first words of the topic, so that a story has its most frequent terms */
    if (of100 < 20)
        return (piece){m->topic[random_below(r, TOPIC) * random_below(r, TOPIC) / TOPIC], WORD, 0};
    return (piece){vocabulary_draw(&maker->words, r), WORD, 0};
}

static bool draw_sentence(story_maker *maker, const story_matter *m, random_source *r) {
    pieces *body = &maker->body;
    size_t first = body->n, n = 6 + random_below(r, 15) + random_below(r, 15);
    for (size_t i = 0; i < n; i++) {
        if (!add_piece(body, draw_piece(maker, m, r))) return false;
        if (i + 1 < n) {
            uint64_t of100 = random_below(r, 100);
            body->items[body->n - 1].flags |= of100 < 6 ? COMMA : of100 < 7 ? DASH : 0;
        }
    }
    body->items[first].flags |= CAPITAL;
    if (random_below(r, 5) == 0) { /* "...," verb First Last. */
        uint64_t who = random_below(r, CAST);
        body->items[first].flags |= OPEN_QUOTE;
        body->items[body->n - 1].flags |= COMMA | CLOSE_QUOTE;
        piece tail[] = {{30 + (uint32_t)random_below(r, 6), WORD, 0},
                        {m->names[2 * who], NAME, 0},
                        {m->names[2 * who + 1], NAME, 0}};
        for (int i = 0; i < 3; i++)
            if (!add_piece(body, tail[i])) return false;
    }
    body->items[body->n - 1].flags |= STOP;
    return true;
}

static bool draw_story(story_maker *maker, uint64_t number) {
    random_source r = random_of(maker->options.seed, CONTENT, number);
    story_matter m;
    draw_matter(&m, &r);
    maker->headline.n = maker->body.n = 0;
    size_t title = 6 + random_below(&r, 6);
    for (size_t i = 0; i < title; i++) {
        piece p = draw_piece(maker, &m, &r);
        p.flags |= CAPITAL;
        if (!add_piece(&maker->headline, p)) return false;
    }
    /* a sum of two even draws: lengths between a quarter and seven quarters of the mean; the last sentence goes past */
    uint64_t words = maker->options.words, spread = 3 * words / 4;
    uint64_t length = words / 4 - words / 27 + random_below(&r, spread + 1) + random_below(&r, spread + 1);
    while (maker->body.n < length) {
        for (uint64_t i = 1 + random_below(&r, 4); i && maker->body.n < length; i--)
            if (!draw_sentence(maker, &m, &r)) return false;
        maker->body.items[maker->body.n - 1].flags |= PARAGRAPH;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- printing */

static bool print_piece(const story_maker *maker, piece p, bool typographic, text_buffer *out) {
    char number[32];
    switch ((piece_kind)p.kind) {
    case WORD:
    case NAME: {
        size_t at = out->len;
        if (!put_string(out, maker->words.words[p.value])) return false;
        if (p.kind == NAME || p.flags & CAPITAL) out->ptr[at] = (char)(out->ptr[at] - 'a' + 'A');
        break;
    }
    case NUMBER:
        if (p.value < 10000)
            snprintf(number, sizeof number, "%u", p.value);
        else
            snprintf(number, sizeof number, "%u,%03u", p.value / 1000, p.value % 1000);
        if (!put_string(out, number)) return false;
        break;
    case PERCENT:
        snprintf(number, sizeof number, "%u%%", p.value);
        if (!put_string(out, number)) return false;
        break;
    case DECIMAL:
        snprintf(number, sizeof number, "%u.%u", p.value / 10, p.value % 10);
        if (!put_string(out, number)) return false;
        break;
    }
    return !(p.flags & POSSESSIVE) || put_string(out, typographic ? "\xE2\x80\x99s" : "'s");
}

static bool print_pieces(const story_maker *maker, const pieces *from, bool typographic, text_buffer *out) {
    out->len = 0;
    for (size_t i = 0; i < from->n; i++) {
        piece p = from->items[i];
        bool ok = true;
        if (p.flags & OPEN_QUOTE) ok = put_string(out, typographic ? "\xE2\x80\x9C" : "\"");
        ok = ok && print_piece(maker, p, typographic, out);
        if (p.flags & COMMA) ok = ok && put(out, ",", 1);
        if (p.flags & CLOSE_QUOTE) ok = ok && put_string(out, typographic ? "\xE2\x80\x9D" : "\"");
        if (p.flags & STOP) ok = ok && put(out, ".", 1);
        if (p.flags & DASH) ok = ok && put_string(out, typographic ? " \xE2\x80\x94" : " -");
        if (i + 1 < from->n) ok = ok && put_string(out, p.flags & PARAGRAPH ? "\n\n" : " ");
        if (!ok) return false;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- copies */

/* The story that number copies, itself if it is an original. */
static uint64_t original_of(const story_maker *maker, uint64_t number) {
    for (;;) {
        random_source r = random_of(maker->options.seed, PLAN, number);
        if (number == 0 || !random_share(&r, maker->options.copies)) return number;
        number = random_next(&r) % number;
    }
}

/*
 * Replaces words of the body at random places until the shingles left alone are few enough for the target Jaccard j:
 * of n shingles each, c shared, j = c / (2 n - c).
 */
static bool alter(story_maker *maker, uint64_t number) {
    random_source r = random_of(maker->options.seed, EDIT, number);
    uint64_t target = 100 + random_below(&r, 901); /* thousandths */
    if (random_below(&r, 20) == 0) target = 1000;
    pieces *body = &maker->body;
    size_t n = body->n < SHINGLE ? 1 : body->n - SHINGLE + 1, left = n;
    size_t want = (size_t)(2 * n * target / (1000 + target));
    if (!grow(&maker->changed, &maker->cap_changed, n, 1)) return false;
    memset(maker->changed, 0, n);
    for (size_t tries = 0; left > want && tries < 50 * n; tries++) {
        size_t at = random_below(&r, body->n);
        size_t first = at < SHINGLE ? 0 : at - SHINGLE + 1, end = at + 1 < n ? at + 1 : n, hits = 0;
        for (size_t i = first; i < end; i++) hits += !maker->changed[i];
        if (hits == 0) continue;
        piece *p = &body->items[at];
        *p = (piece){vocabulary_draw(&maker->words, &r), p->kind == NAME ? NAME : WORD, p->flags};
        memset(maker->changed + first, 1, end - first);
        left -= hits;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- stories */

story_maker *story_maker_open(const dump_options *options) {
    story_maker *maker = calloc(1, sizeof *maker);
    if (!maker) return NULL;
    maker->options = *options;
    if (!vocabulary_open(&maker->words)) {
        free(maker);
        return NULL;
    }
    for (int i = 0; i < SOURCES; i++)
        snprintf(maker->sources[i], sizeof maker->sources[i], "%s.example", maker->words.words[2000 + i]);
    return maker;
}

void story_maker_close(story_maker *maker) {
    if (!maker) return;
    vocabulary_close(&maker->words);
    free(maker->body.items);
    free(maker->headline.items);
    free(maker->changed);
    free(maker->original_text.ptr);
    free(maker->story.title.ptr);
    free(maker->story.text.ptr);
    truth_set_free(&maker->original_set);
    truth_set_free(&maker->copy_set);
    free(maker);
}

bool story_make(story_maker *maker, uint64_t number, made_story **out) {
    made_story *s = &maker->story;
    random_source r = random_of(maker->options.seed, STYLE, number);
    bool typographic = random_share(&r, maker->options.typographic);
    s->source = maker->sources[random_below(&r, SOURCES)];
    s->original = original_of(maker, number);
    s->planted = s->original != number;
    s->jaccard = 1;
    snprintf(s->id, sizeof s->id, "g%09llu", (unsigned long long)number);
    snprintf(s->planted_of, sizeof s->planted_of, "g%09llu", (unsigned long long)s->original);
    time_t when = (time_t)(1767225600 + number * 7 + random_below(&r, 7)); /* from 2026-01-01 on */
    struct tm tm;
    if (!gmtime_r(&when, &tm) || !strftime(s->published, sizeof s->published, "%Y-%m-%dT%H:%M:%SZ", &tm))
        return false;
    if (!draw_story(maker, s->original)) return false;
    if (!print_pieces(maker, &maker->headline, typographic, &s->title)) return false;
    if (s->planted) {
        if (!print_pieces(maker, &maker->body, false, &maker->original_text) || !alter(maker, number))
            return false;
    }
    if (!print_pieces(maker, &maker->body, typographic, &s->text)) return false;
    if (s->planted) {
        if (!truth_shingles(&maker->original_set, maker->original_text.ptr, maker->original_text.len,
                            SHINGLE) ||
            !truth_shingles(&maker->copy_set, s->text.ptr, s->text.len, SHINGLE))
            return false;
        s->jaccard = truth_jaccard(&maker->original_set, &maker->copy_set);
    }
    *out = s;
    return true;
}

static void write_json_string(FILE *out, const char *s, size_t len) {
    putc_unlocked('"', out);
    for (size_t i = 0; i < len; i++) { /* the only bytes of a made story that JSON wants escaped */
        if (s[i] == '"')
            fputs("\\\"", out);
        else if (s[i] == '\n')
            fputs("\\n", out);
        else
            putc_unlocked(s[i], out);
    }
    putc_unlocked('"', out);
}

bool dump_write(const dump_options *options, FILE *out) {
    story_maker *maker = story_maker_open(options);
    if (!maker) return false;
    bool ok = true;
    for (uint64_t i = 0; ok && i < options->n_stories; i++) {
        made_story *s;
        if (!(ok = story_make(maker, i, &s))) break;
        fprintf(out, "{\"id\":\"%s\",\"title\":", s->id);
        write_json_string(out, s->title.ptr, s->title.len);
        fputs(",\"text\":", out);
        write_json_string(out, s->text.ptr, s->text.len);
        fprintf(out, ",\"published\":\"%s\",\"source\":\"%s\"", s->published, s->source);
        if (s->planted)
            fprintf(out, ",\"planted_of\":\"%s\",\"planted_jaccard\":%.6f", s->planted_of, s->jaccard);
        fputs("}\n", out);
        ok = !ferror(out);
    }
    story_maker_close(maker);
    return fflush(out) == 0 && ok;
}
