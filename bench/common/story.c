#include "story.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "matter.h"
#include "truth.h"
#include "vocabulary.h"

enum { SOURCES = 240, SHINGLE = 5, PIECE_BYTES = 64 /* more than a piece takes when printed */ };

typedef enum { WORD, RARE, FIRST, LAST, PLACE, NUMBER, PERCENT, DECIMAL } piece_kind;
enum {
    OPEN_QUOTE = 1,
    CLOSE_QUOTE = 2,
    CAPITAL = 4,
    COMMA = 8,
    STOP = 16, /* ends a sentence */
    DASH = 32,
    POSSESSIVE = 64,
    PARAGRAPH = 128 /* ends here */
};

/* A word of a text with what is printed around it. */
typedef struct {
    uint32_t value; /* number of the word or name, or the number itself */
    uint8_t kind, flags;
} piece;

typedef struct {
    piece *items;
    size_t n, cap;
} pieces;

typedef struct {
    size_t first, end; /* in the body */
    uint64_t place;    /* sentences stand in the order of these */
} sentence;

struct story_maker {
    dump_options options;
    vocabulary words;
    story_matter matter;
    bool hot;                      /* of the burst */
    pieces body, headline, before; /* before: the body that is being rewritten */
    sentence *sentences;
    unsigned char *changed; /* per shingle of body: no longer the original's */
    size_t cap_sentences, cap_changed;
    text_buffer original_text, line;
    truth_set original_set, copy_set;
    made_story story;
    char sources[SOURCES][VOCABULARY_LONGEST + 16];
};

static bool grow(void *array, size_t *cap, size_t need, size_t size) {
    if (need <= *cap) return true;
    size_t more = need + need / 2 + 64;
    void *moved = realloc(*(void **)array, more * size);
    if (!moved) return false;
    *(void **)array = moved;
    *cap = more;
    return true;
}

static bool add_piece(pieces *to, piece p) {
    if (!grow(&to->items, &to->cap, to->n + 1, sizeof *to->items)) return false;
    to->items[to->n++] = p;
    return true;
}

/* ---------------------------------------------------------------------------------------------- content */

static piece draw_number(const story_matter *m, random_source *r) {
    static const struct {
        piece_kind kind;
        uint32_t from, many;
    } numbers[] = {{NUMBER, 2, 98},        {NUMBER, 100, 900}, {NUMBER, 1990, 37},
                   {NUMBER, 1000, 900000}, {PERCENT, 1, 99},   {DECIMAL, 10, 990}};
    if (random_below(r, 2)) return (piece){m->figures[random_below(r, MATTER_FIGURES)], NUMBER, 0};
    uint64_t i = random_below(r, sizeof numbers / sizeof *numbers);
    return (piece){numbers[i].from + (uint32_t)random_below(r, numbers[i].many), (uint8_t)numbers[i].kind, 0};
}

/* A person in full or by the last name, or a place. */
static bool add_name(pieces *to, const story_matter *m, random_source *r) {
    uint8_t possessive = random_below(r, 8) == 0 ? POSSESSIVE : 0;
    if (random_below(r, 3) == 0)
        return add_piece(to, (piece){m->places[random_below(r, m->n_places)], PLACE, possessive});
    uint64_t who = random_below(r, m->n_persons);
    if (random_below(r, 3) == 0 && !add_piece(to, (piece){m->first[who], FIRST, 0})) return false;
    return add_piece(to, (piece){m->last[who], LAST, possessive});
}

/* How many of 100 words are numbers, names, words of the story's matter and rare ones. */
typedef struct {
    uint8_t numbers, names, words, rare;
} mixture;

static bool add_term(const story_maker *maker, pieces *to, random_source *r) {
    static const mixture mixtures[] = {{3, 7, 13, 1},
                                       {3, 11, 32, 2}}; /* a hot topic has its names in every story */
    const mixture *mix = &mixtures[maker->hot];
    const story_matter *m = &maker->matter;
    uint64_t of100 = random_below(r, 100), below = mix->numbers;
    if (of100 < below) return add_piece(to, draw_number(m, r));
    if (of100 < (below += mix->names)) return add_name(to, m, r);
    /* the product favours the first words, so that a story has its most frequent terms */
    if (of100 < (below += mix->words)) {
        uint64_t i = random_below(r, m->n_words) * random_below(r, m->n_words) / m->n_words;
        return add_piece(to, (piece){m->words[i], WORD, 0});
    }
    if (of100 < below + mix->rare)
        return add_piece(to, (piece){m->rare[random_below(r, m->n_rare)], RARE, 0});
    return add_piece(to, (piece){vocabulary_draw(&maker->words, r), WORD, 0});
}

static bool draw_sentence(story_maker *maker, random_source *r) {
    const story_matter *m = &maker->matter;
    pieces *body = &maker->body;
    size_t first = body->n, end = first + 6 + random_below(r, 15) + random_below(r, 15);
    while (body->n < end) {
        if (!add_term(maker, body, r)) return false;
        if (body->n < end) {
            uint64_t of100 = random_below(r, 100);
            body->items[body->n - 1].flags |= of100 < 6 ? COMMA : of100 < 7 ? DASH : 0;
        }
    }
    body->items[first].flags |= CAPITAL;
    if (random_below(r, 4) == 0) { /* "...," verb First Last. */
        uint64_t who = random_below(r, m->n_persons);
        body->items[first].flags |= OPEN_QUOTE;
        body->items[body->n - 1].flags |= COMMA | CLOSE_QUOTE;
        piece tail[] = {
            {30 + (uint32_t)random_below(r, 6), WORD, 0}, {m->first[who], FIRST, 0}, {m->last[who], LAST, 0}};
        for (int i = 0; i < 3; i++)
            if (!add_piece(body, tail[i])) return false;
    }
    body->items[body->n - 1].flags |= STOP;
    return true;
}

static bool draw_story(story_maker *maker, story_plan plan) {
    random_source r = random_of(maker->options.seed, STREAM_CONTENT, plan.original);
    matter_draw(&maker->matter, &maker->options, plan.topic, plan.original);
    maker->hot = plan.topic == TOPIC_HOT;
    pieces *headline = &maker->headline, *body = &maker->body;
    headline->n = body->n = 0;
    for (size_t title = 6 + random_below(&r, 6); headline->n < title;)
        if (!add_term(maker, headline, &r)) return false;
    for (size_t i = 0; i < headline->n; i++) headline->items[i].flags |= CAPITAL;
    /* a sum of two even draws: lengths between a quarter and seven quarters of the mean; the last sentence goes past */
    uint64_t words = maker->options.words, spread = 3 * words / 4;
    uint64_t length = words / 4 - words / 27 + random_below(&r, spread + 1) + random_below(&r, spread + 1);
    while (body->n < length) {
        for (uint64_t i = 1 + random_below(&r, 4); i && body->n < length; i--)
            if (!draw_sentence(maker, &r)) return false;
        body->items[body->n - 1].flags |= PARAGRAPH;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- printing */

static char *print(char *out, const char *s) {
    while (*s) *out++ = *s++;
    return out;
}

static char *print_number(char *out, uint32_t n) {
    char digits[12];
    int len = 0;
    do digits[len++] = (char)('0' + n % 10);
    while (n /= 10);
    bool commas = len > 4;
    for (int i = len - 1; i >= 0; i--) {
        *out++ = digits[i];
        if (commas && i && i % 3 == 0) *out++ = ',';
    }
    return out;
}

static char *print_piece(const story_maker *maker, piece p, char *out) {
    switch ((piece_kind)p.kind) {
    case WORD:
    case RARE: {
        char *begin = out;
        if (p.kind == RARE)
            out += vocabulary_rare(p.value, out);
        else {
            memcpy(out, maker->words.words[p.value].bytes, VOCABULARY_LONGEST);
            out += maker->words.words[p.value].len;
        }
        if (p.flags & CAPITAL) *begin = (char)(*begin - 'a' + 'A');
        return out;
    }
    case FIRST:
        return out + vocabulary_proper(PROPER_FIRST, p.value, out);
    case LAST:
        return out + vocabulary_proper(PROPER_LAST, p.value, out);
    case PLACE:
        return out + vocabulary_proper(PROPER_PLACE, p.value, out);
    case NUMBER:
        return print_number(out, p.value);
    case PERCENT:
        return print(print_number(out, p.value), "%");
    case DECIMAL:
        out = print(print_number(out, p.value / 10), ".");
        return print_number(out, p.value % 10);
    }
    return out;
}

static bool print_pieces(const story_maker *maker, const pieces *from, bool typographic, text_buffer *out) {
    if (!grow(&out->ptr, &out->cap, from->n * PIECE_BYTES + 1, 1)) return false;
    char *at = out->ptr;
    for (size_t i = 0; i < from->n; i++) {
        piece p = from->items[i];
        if (p.flags & OPEN_QUOTE) at = print(at, typographic ? "\xE2\x80\x9C" : "\"");
        at = print_piece(maker, p, at);
        if (i + 1 < from->n && p.flags == 0) {
            *at++ = ' ';
            continue;
        }
        if (p.flags & POSSESSIVE) at = print(at, typographic ? "\xE2\x80\x99s" : "'s");
        if (p.flags & COMMA) *at++ = ',';
        if (p.flags & CLOSE_QUOTE) at = print(at, typographic ? "\xE2\x80\x9D" : "\"");
        if (p.flags & STOP) *at++ = '.';
        if (p.flags & DASH) at = print(at, typographic ? " \xE2\x80\x94" : " -");
        if (i + 1 < from->n) at = print(at, p.flags & PARAGRAPH ? "\n\n" : " ");
    }
    *at = 0;
    out->len = (size_t)(at - out->ptr);
    return true;
}

/* ---------------------------------------------------------------------------------------------- copies */

/*
 * Replaces words of the body at random places until the shingles left alone are few enough for the target Jaccard j:
 * of n shingles each, c shared, j = c / (2 n - c).
 */
static bool alter(story_maker *maker, uint64_t number) {
    random_source r = random_of(maker->options.seed, STREAM_COPY, number);
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
        if (p->kind == FIRST || p->kind == LAST || p->kind == PLACE)
            p->value = (uint32_t)random_below(&r, 4000);
        else
            *p = (piece){vocabulary_draw(&maker->words, &r), WORD, p->flags};
        memset(maker->changed + first, 1, end - first);
        left -= hits;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- rewrites */

/* A content word becomes its synonym wherever it stands or nowhere, for share (in percent) of them. */
static void put_synonyms(const story_maker *maker, pieces *in, uint64_t number, uint64_t share) {
    for (size_t i = 0; i < in->n; i++) {
        piece *p = &in->items[i];
        if (p->kind != WORD || p->value < VOCABULARY_FUNCTION) continue;
        random_source r = random_of(maker->options.seed ^ number, STREAM_REWRITE, p->value);
        if (random_below(&r, 100) < share) p->value = vocabulary_synonym(p->value, maker->options.seed);
    }
}

/* Cuts maker->before into sentences, each with the place where it shall stand: up to 3 from where it stood. */
static bool find_sentences(story_maker *maker, random_source *r, size_t *n) {
    const pieces *from = &maker->before;
    *n = 0;
    for (size_t i = 0, first = 0; i < from->n; i++) {
        if (!(from->items[i].flags & STOP)) continue;
        if (!grow(&maker->sentences, &maker->cap_sentences, *n + 1, sizeof *maker->sentences)) return false;
        maker->sentences[*n] = (sentence){first, i + 1, *n + random_below(r, 4)};
        ++*n;
        first = i + 1;
    }
    for (size_t i = 1; i < *n; i++) { /* by insertion: none moves far */
        sentence s = maker->sentences[i];
        size_t j = i;
        for (; j && maker->sentences[j - 1].place > s.place; j--)
            maker->sentences[j] = maker->sentences[j - 1];
        maker->sentences[j] = s;
    }
    return true;
}

/* Tells the body again: one sentence in eight goes, and one as often comes in, in other paragraphs and words. */
static bool rewrite(story_maker *maker, uint64_t number) {
    random_source r = random_of(maker->options.seed, STREAM_REWRITE, number);
    uint64_t share = 40 + random_below(&r, 31);
    pieces *body = &maker->body, swap = maker->before;
    maker->before = *body;
    *body = swap;
    body->n = 0;
    size_t n;
    if (!find_sentences(maker, &r, &n)) return false;
    for (size_t i = 0; i < n; i++) {
        const sentence *s = &maker->sentences[i];
        bool last = i + 1 == n;
        if (random_below(&r, 8) != 0 || (last && body->n == 0))
            for (size_t k = s->first; k < s->end; k++) {
                piece p = maker->before.items[k];
                p.flags &= (uint8_t)~PARAGRAPH;
                if (!add_piece(body, p)) return false;
            }
        if (random_below(&r, 8) == 0 && !draw_sentence(maker, &r)) return false;
        if (body->n && (last || random_below(&r, 3) == 0)) body->items[body->n - 1].flags |= PARAGRAPH;
    }
    put_synonyms(maker, body, number, share);
    put_synonyms(maker, &maker->headline, number, share);
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
        snprintf(maker->sources[i], sizeof maker->sources[i], "%s.example",
                 maker->words.words[2000 + i].bytes);
    return maker;
}

void story_maker_close(story_maker *maker) {
    if (!maker) return;
    vocabulary_close(&maker->words);
    free(maker->body.items);
    free(maker->headline.items);
    free(maker->before.items);
    free(maker->sentences);
    free(maker->changed);
    free(maker->original_text.ptr);
    free(maker->line.ptr);
    free(maker->story.title.ptr);
    free(maker->story.text.ptr);
    truth_set_free(&maker->original_set);
    truth_set_free(&maker->copy_set);
    free(maker);
}

/* Alters the body into a copy and measures how much of it is left. */
static bool make_copy(story_maker *maker, uint64_t number, bool typographic) {
    made_story *s = &maker->story;
    if (!print_pieces(maker, &maker->body, false, &maker->original_text) || !alter(maker, number) ||
        !print_pieces(maker, &maker->body, typographic, &s->text) ||
        !truth_shingles(&maker->original_set, maker->original_text.ptr, maker->original_text.len, SHINGLE) ||
        !truth_shingles(&maker->copy_set, s->text.ptr, s->text.len, SHINGLE))
        return false;
    s->jaccard = truth_jaccard(&maker->original_set, &maker->copy_set);
    return true;
}

bool story_make(story_maker *maker, uint64_t number, made_story **out) {
    made_story *s = &maker->story;
    random_source r = random_of(maker->options.seed, STREAM_STYLE, number);
    bool typographic = random_share(&r, maker->options.typographic);
    s->source = maker->sources[random_below(&r, SOURCES)];
    s->plan = plan_of(&maker->options, number);
    s->jaccard = 1;
    snprintf(s->id, sizeof s->id, "g%09llu", (unsigned long long)number);
    snprintf(s->original_id, sizeof s->original_id, "g%09llu", (unsigned long long)s->plan.original);
    time_t when = (time_t)(1767225600 + number * 7 + random_below(&r, 7)); /* from 2026-01-01 on */
    struct tm tm;
    if (!gmtime_r(&when, &tm) || !strftime(s->published, sizeof s->published, "%Y-%m-%dT%H:%M:%SZ", &tm))
        return false;
    if (!draw_story(maker, s->plan)) return false;
    if (s->plan.origin == STORY_REWRITE && !rewrite(maker, number)) return false;
    bool made = s->plan.origin == STORY_COPY ? make_copy(maker, number, typographic)
                                             : print_pieces(maker, &maker->body, typographic, &s->text);
    *out = s;
    return made && print_pieces(maker, &maker->headline, typographic, &s->title);
}

/* ---------------------------------------------------------------------------------------------- the dump */

/* Appends s, which ends in a zero byte, as a JSON string; line has room. */
static void add_json(text_buffer *line, const char *s) {
    char *at = line->ptr + line->len;
    *at++ = '"';
    for (;;) { /* the only bytes of a made story that JSON wants escaped */
        size_t plain = strcspn(s, "\"\n");
        memcpy(at, s, plain);
        at += plain;
        s += plain;
        if (!*s) break;
        *at++ = '\\';
        *at++ = *s++ == '"' ? '"' : 'n';
    }
    *at++ = '"';
    line->len = (size_t)(at - line->ptr);
}

static void add_plain(text_buffer *line, const char *s) {
    line->len = (size_t)(print(line->ptr + line->len, s) - line->ptr);
}

static bool print_line(text_buffer *line, const made_story *s) {
    enum { AROUND = 512 }; /* bytes of all but title and text */
    if (!grow(&line->ptr, &line->cap, 2 * (s->title.len + s->text.len) + AROUND, 1)) return false;
    char end[96] = "";
    line->len = 0;
    add_plain(line, "{\"id\":\"");
    add_plain(line, s->id);
    add_plain(line, "\",\"title\":");
    add_json(line, s->title.ptr);
    add_plain(line, ",\"text\":");
    add_json(line, s->text.ptr);
    add_plain(line, ",\"published\":\"");
    add_plain(line, s->published);
    add_plain(line, "\",\"source\":\"");
    add_plain(line, s->source);
    if (s->plan.topic == TOPIC_HOT)
        add_plain(line, "\",\"topic\":\"hot\"");
    else
        snprintf(end, sizeof end, "\",\"topic\":\"t%09llu\"", (unsigned long long)s->plan.topic);
    add_plain(line, end);
    if (s->plan.origin == STORY_COPY) {
        snprintf(end, sizeof end, ",\"planted_of\":\"%s\",\"planted_jaccard\":%.6f", s->original_id,
                 s->jaccard);
        add_plain(line, end);
    } else if (s->plan.origin == STORY_REWRITE) {
        add_plain(line, ",\"rewrite_of\":\"");
        add_plain(line, s->original_id);
        add_plain(line, "\"");
    }
    add_plain(line, "}\n");
    return true;
}

bool dump_write(const dump_options *options, FILE *out) {
    story_maker *maker = story_maker_open(options);
    if (!maker) return false;
    bool ok = true;
    for (uint64_t i = 0; ok && i < options->n_stories; i++) {
        made_story *s;
        ok = story_make(maker, i, &s) && print_line(&maker->line, s) &&
             fwrite(maker->line.ptr, 1, maker->line.len, out) == maker->line.len;
    }
    story_maker_close(maker);
    return fflush(out) == 0 && ok;
}
