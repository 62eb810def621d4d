/* One record to one story: fields and their aliases, JSON that is broken, bytes that are, text files. */
#include "read/json.h"
#include "read/parse.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/words.h"

#define FILE_NAME "feeds/monday.jsonl"

typedef struct {
    wf_parser *parser;
    wf_arena arena;
    wf_notes notes;
    wf_story story;
    bool skipped;
    char *line; /* the record, with nothing but its padding behind it */
} parsed;

static parsed parse_bytes(const char *in, size_t len, bool is_json, const char *file, const wf_field *fields,
                          size_t n_fields) {
    parsed p = {0};
    wf_error err;
    p.line = malloc(len + WF_JSON_PADDING);
    assert_non_null(p.line);
    memcpy(p.line, in, len);
    memset(p.line + len, '}', WF_JSON_PADDING);
    assert_int_equal(wf_parser_open(&p.parser, fields, n_fields, &err), WF_OK);
    wf_record record = {.bytes = {p.line, len}, .file = file, .line = is_json ? 7 : 0, .is_json = is_json};
    assert_int_equal(wf_parse(p.parser, &record, &p.arena, &p.story, &p.skipped, &p.notes, &err), WF_OK);
    return p;
}

static void parsed_free(parsed *p) {
    wf_parser_close(p->parser);
    wf_arena_free(&p->arena);
    wf_notes_free(&p->notes);
    free(p->line);
}

/* "field=value" of all that is known, one space between; "skipped" for none. */
static void describe(const parsed *p, char *out, size_t cap) {
    const wf_story *s = &p->story;
    const struct {
        const char *name;
        wf_str value;
    } all[] = {{"id", s->id},     {"url", s->url},           {"source", s->source}, {"title", s->title},
               {"body", s->body}, {"language", s->language}, {"extra", s->extra}};
    size_t n = 0;
    if (p->skipped) {
        snprintf(out, cap, "skipped");
        return;
    }
    out[0] = '\0';
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value.len && !(i == 0 && wf_str_equal(s->id, wf_str_from(FILE_NAME ":7"))))
            n += (size_t)snprintf(out + n, cap - n, "%s%s=%.*s", n ? " " : "", all[i].name,
                                  (int)all[i].value.len, all[i].value.ptr);
    if (s->published_ms != WF_NO_DATE) snprintf(out + n, cap - n, " at=%" PRId64, s->published_ms);
}

static void note_names(const parsed *p, char *out, size_t cap) {
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < p->notes.n; i++) {
        const wf_note *note = &p->notes.items[i];
        n += (size_t)snprintf(out + n, cap - n, "%s%s%s", n ? " " : "", wf_note_name(note->kind),
                              note->lost ? "!" : "");
        assert_non_null(note->file);
    }
}

/* A missing id (feeds/monday.jsonl:7) is left out; a note that means a loss has a "!". */
static const struct {
    const char *in, *want, *notes;
} lines[] = {
    {"{\"id\":\"a\",\"text\":\"Ships collided.\"}", "id=a body=Ships collided.", ""},
    {"{\"text\":\"x\"}", "body=x", ""},
    {" \t{ \"text\" : \"x\" } ", "body=x", ""},
    {"   ", "skipped", ""},
    {"\r", "skipped", ""},
    /* every field, every alias */
    {"{\"id\":\"i\",\"url\":\"u\",\"title\":\"t\",\"text\":\"x\",\"published\":\"1970-01-02\",\"source\":"
     "\"s\",\"language\":\"en\"}",
     "id=i url=u source=s title=t body=x language=en at=86400000", ""},
    {"{\"_id\":\"i\",\"link\":\"u\",\"headline\":\"t\",\"body\":\"x\",\"date\":\"1970-01-02\",\"domain\":"
     "\"s\",\"lang\":\"en\"}",
     "id=i url=u source=s title=t body=x language=en at=86400000", ""},
    {"{\"guid\":\"i\",\"canonical_url\":\"u\",\"content\":\"x\",\"published_at\":86400,\"publisher\":\"s\"}",
     "id=i url=u source=s body=x at=86400000", ""},
    {"{\"uuid\":\"i\",\"article\":\"x\",\"pub_date\":\"86400\",\"site\":\"s\"}",
     "id=i source=s body=x at=86400000", ""},
    {"{\"uri\":\"i\",\"maintext\":\"x\",\"pubDate\":\"2 Jan 1970\",\"source_domain\":\"s\"}",
     "id=i source=s body=x at=86400000", ""},
    {"{\"article_text\":\"x\",\"date_published\":86400.5,\"outlet\":\"s\"}", "source=s body=x at=86400500",
     ""},
    {"{\"text\":\"x\",\"date_publish\":0,\"name\":\"s\"}", "source=s body=x at=0", ""},
    {"{\"text\":\"x\",\"datePublished\":0}", "body=x at=0", ""},
    {"{\"text\":\"x\",\"timestamp\":0}", "body=x at=0", ""},
    {"{\"text\":\"x\",\"created_at\":0}", "body=x at=0", ""},
    /* precedence, whatever the order in the line */
    {"{\"body\":\"b\",\"text\":\"x\",\"content\":\"c\"}", "body=x extra=\"body\":\"b\",\"content\":\"c\"",
     ""},
    {"{\"text\":\"\",\"body\":\"b\"}", "body=b", ""},
    {"{\"text\":null,\"content\":\"c\",\"body\":\"b\"}", "body=b extra=\"content\":\"c\"", ""},
    {"{\"text\":\"first\",\"text\":\"second\"}", "body=first", ""},
    {"{\"text\":null,\"text\":\"second\"}", "body=second", ""},
    {"{\"domain\":\"d\",\"source\":\"s\",\"text\":\"x\"}", "source=s body=x extra=\"domain\":\"d\"", ""},
    /* what is not known passes through as it stands */
    {"{\"a\":1,\"text\":\"x\",\"b\" : [1, {\"c\":\"\\u00e9\"}] ,\"d\":\"\\\"\" }",
     "body=x extra=\"a\":1,\"b\" : [1, {\"c\":\"\\u00e9\"}],\"d\":\"\\\"\"", ""},
    {"{\"text\":\"x\",\"n\":123456789012345678901234567890e+400,\"f\":-0.0,\"z\":null,\"y\":true,\"e\":{},"
     "\"l\":[ ]}",
     "body=x "
     "extra=\"n\":123456789012345678901234567890e+400,\"f\":-0.0,\"z\":null,\"y\":true,\"e\":{},\"l\":[ ]",
     ""},
    {"{\"TEXT\":\"x\",\"title\":\"t\"}", "title=t extra=\"TEXT\":\"x\"", ""},
    /* escapes, in values and keys */
    {"{\"text\":\"a\\nb\\\"\\\\\\/\\u20ac\\ud83d\\ude00\"}", "body=a\nb\"\\/\xE2\x82\xAC\xF0\x9F\x98\x80",
     ""},
    {"{\"te\\u0078t\":\"x\"}", "body=x", ""},
    {"{\"a\\\"b\":1,\"text\":\"x\"}", "body=x extra=\"a\\\"b\":1", ""},
    {"{\"text\":\"x\\\\\"}", "body=x\\", ""},
    /* ids */
    {"{\"id\":12,\"text\":\"x\"}", "id=12 body=x", ""},
    {"{\"id\":\"\",\"guid\":\"g\",\"text\":\"x\"}", "id=g body=x", ""},
    {"{\"id\":{\"$oid\":\"1\"},\"text\":\"x\"}", "body=x extra=\"id\":{\"$oid\":\"1\"}", "bad_field"},
    {"{\"_id\":{\"$oid\":\"1\"},\"id\":\"i\",\"text\":\"x\"}", "id=i body=x extra=\"_id\":{\"$oid\":\"1\"}",
     ""},
    /* wrong types */
    {"{\"source\":{\"name\":\"n\"},\"text\":\"x\"}", "body=x extra=\"source\":{\"name\":\"n\"}", "bad_field"},
    {"{\"text\":[\"x\"],\"title\":\"t\"}", "title=t extra=\"text\":[\"x\"]", "bad_field"},
    {"{\"text\":3,\"title\":false}", "skipped", "bad_field bad_field no_text!"},
    {"{\"text\":\"x\",\"date\":true}", "body=x extra=\"date\":true", "bad_field"},
    {"{\"text\":\"x\",\"date\":\"soon\"}", "body=x", "bad_date"},
    {"{\"text\":\"x\",\"date\":\"\"}", "body=x", ""},
    {"{\"text\":\"x\",\"date\":1e400}", "body=x", "bad_date"},
    /* no text */
    {"{\"title\":\"t\"}", "title=t", ""},
    {"{\"title\":\"t\",\"text\":null}", "title=t", ""},
    {"{\"title\":\"t\",\"text\":\"\"}", "title=t", ""},
    {"{\"text\":\"\"}", "", ""},
    {"{\"text\":\"\",\"title\":\"\"}", "", ""},
    {"{\"text\":null}", "skipped", "no_text!"},
    {"{\"title\":\"\"}", "skipped", "no_text!"},
    {"{}", "skipped", "no_text!"},
    /* bytes that are not UTF-8, and halves of surrogate pairs */
    {"{\"text\":\"caf\xE9 \xC3\xA9\"}", "body=caf\xEF\xBF\xBD \xC3\xA9", "bad_utf8"},
    {"{\"text\":\"x\",\"a\":\"\xFF\"}", "body=x extra=\"a\":\"\xEF\xBF\xBD\"", "bad_utf8"},
    {"{\"text\":\"x\xF0\x9F\"}", "body=x\xEF\xBF\xBD", "bad_utf8"},
    {"{\"text\":\"\\ud83d!\"}", "body=\xEF\xBF\xBD!", "bad_utf8"},
    {"{\"text\":\"\\ude00!\"}", "body=\xEF\xBF\xBD!", "bad_utf8"},
    {"{\"text\":\"\\ud83d\\u0041\"}",
     "body=\xEF\xBF\xBD"
     "A",
     "bad_utf8"},
    {"{\"text\":\"\\ud83d\\ud83d\\ude00\\\\ud83d\"}", "body=\xEF\xBF\xBD\xF0\x9F\x98\x80\\ud83d", "bad_utf8"},
    {"{\"text\":\"\xE9\\ud83d\"}", "body=\xEF\xBF\xBD\xEF\xBF\xBD", "bad_utf8"},
    {"{\"text\":\"\xE9\"", "skipped", "bad_json!"},
};

static void fields_of_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char got[1024], notes[256];
        parsed p = parse_bytes(lines[i].in, strlen(lines[i].in), true, FILE_NAME, NULL, 0);
        describe(&p, got, sizeof got);
        note_names(&p, notes, sizeof notes);
        if (strcmp(got, lines[i].want) != 0)
            fail_msg("%s\ngives: %s\n  not: %s", lines[i].in, got, lines[i].want);
        if (strcmp(notes, lines[i].notes) != 0)
            fail_msg("%s\nnotes: %s\n  not: %s", lines[i].in, notes, lines[i].notes);
        if (!p.skipped) assert_true(p.story.id.len > 0);
        parsed_free(&p);
    }
}

static const struct {
    const char *in, *why;
} broken[] = {
    {"{", "}"},
    {"{\"text\":\"x\"", "'}'"},
    {"{\"text\":\"x", "not closed"},
    {"{\"text\":\"x\"}}", "something follows"},
    {"{\"text\":\"x\"}{}", "something follows"},
    {"{\"text\":\"x\"} x", "something follows"},
    {"{\"text\":\"x\"}]", "something follows"},
    {"[{\"text\":\"x\"}]", "not a JSON object"},
    {"\"text\"", "not a JSON object"},
    {"12", "not a JSON object"},
    {"null", "not a JSON object"},
    {"Ships collided.", "not a JSON object"},
    {"{\"text\":\"x\",}", ""},
    {"{,\"text\":\"x\"}", ""},
    {"{\"text\" \"x\"}", ""},
    {"{\"text\":\"x\" \"a\":1}", ""},
    {"{\"text\":}", ""},
    {"{\"text\"}", ""},
    {"{text:\"x\"}", ""},
    {"{'text':'x'}", ""},
    {"{\"text\":'x'}", ""},
    {"{\"text\":\"x\"\"y\"}", ""},
    {"{\"text\":\"x\"y}", ""},
    {"{\"text\":\"x\",\"a\":tru}", "neither"},
    {"{\"text\":\"x\",\"a\":truex}", "neither"},
    {"{\"text\":\"x\",\"a\":nul}", "neither"},
    {"{\"text\":\"x\",\"a\":falsehood}", "neither"},
    {"{\"text\":\"x\",\"a\":NaN}", ""},
    {"{\"text\":\"x\",\"a\":01}", "number"},
    {"{\"text\":\"x\",\"a\":1.}", "number"},
    {"{\"text\":\"x\",\"a\":-}", "number"},
    {"{\"text\":\"x\",\"a\":1e}", "number"},
    {"{\"text\":\"x\",\"a\":1x}", "number"},
    {"{\"text\":\"x\",\"a\":1\"b\"}", ""},
    {"{\"text\":\"x\",\"a\":+1}", ""},
    {"{\"text\":\"a\tb\"}", "control character"},
    {"{\"text\":\"\\q\"}", "escape"},
    {"{\"text\":\"\\u12g4\"}", "escape"},
    {"{\"t\\q\":\"x\"}", "escape"},
    {"{\"text\":\"x\",\"a\":[1 2]}", ""},
    {"{\"text\":\"x\",\"a\":[1,]}", ""},
    {"{\"text\":\"x\",\"a\":[1}", ""},
    {"{\"text\":\"x\",\"a\":{\"b\":1]}", ""},
    {"{\"text\":\"x\",\"a\":{\"b\" 1}}", ""},
    {"{\"text\":\"x\",\"a\":{\"b\":[{\"c\":[tru]}]}}", "neither"},
    {"{\"text\":\"x\",\"a\":{\"b\":\"\\q\"}}", "escape"},
    {"{\"text\":\"x\",\"a\":{\"\\q\":1}}", "escape"},
    {"{\"text\":\"x\",\"a\":[\"\\q\"]}", "escape"},
    {"{\"text\":\"x\",\"a\":{1:2}}", ""},
};

static void broken_lines(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        parsed p = parse_bytes(broken[i].in, strlen(broken[i].in), true, FILE_NAME, NULL, 0);
        if (!p.skipped || p.notes.n != 1) fail_msg("%s: taken, or %zu notes", broken[i].in, p.notes.n);
        const wf_note *note = &p.notes.items[0];
        assert_int_equal(note->kind, WF_NOTE_BAD_JSON);
        assert_true(note->lost);
        assert_string_equal(note->file, FILE_NAME);
        assert_int_equal(note->line, 7);
        if (!strstr(note->text, broken[i].why))
            fail_msg("%s: '%s', not '%s'", broken[i].in, note->text, broken[i].why);
        parsed_free(&p);
    }
}

static void nested(void **state) {
    (void)state;
    static const struct {
        size_t depth;
        bool closed;
        const char *note;
    } rows[] = {{250, true, ""},
                {300, true, "bad_json!"},
                {300, false, "bad_json!"},
                {3000000, false, "bad_json!"},
                {3000000, true, "bad_json!"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wf_bytes in = {0};
        char notes[64];
        assert_true(wf_bytes_printf(&in, "{\"text\":\"x\",\"a\":"));
        for (size_t k = 0; k < rows[i].depth; k++) assert_true(wf_bytes_append(&in, "[", 1));
        for (size_t k = 0; k < rows[i].depth && rows[i].closed; k++)
            assert_true(wf_bytes_append(&in, "]", 1));
        assert_true(wf_bytes_append(&in, "}", 1));
        parsed p = parse_bytes(in.ptr, in.len, true, FILE_NAME, NULL, 0);
        note_names(&p, notes, sizeof notes);
        assert_string_equal(notes, rows[i].note);
        parsed_free(&p);
        wf_bytes_free(&in);
    }
}

static void given_keys(void **state) {
    (void)state;
    static const wf_field given[] = {{"text", "story"}, {"text", "teaser"}, {"title", "text"}, {"id", "nr"}};
    static const struct {
        const char *in, *want, *notes;
    } rows[] = {
        {"{\"nr\":5,\"story\":\"s\",\"teaser\":\"z\",\"text\":\"t\",\"source\":\"d\"}",
         "id=5 source=d title=t body=s extra=\"teaser\":\"z\"", ""},
        {"{\"teaser\":\"z\",\"story\":\"\"}", "body=z", ""},
        {"{\"body\":\"b\",\"title\":\"t\"}", "skipped", "no_text!"},
        {"{\"id\":\"a\",\"story\":\"s\"}", "body=s extra=\"id\":\"a\"", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char got[1024], notes[64];
        parsed p = parse_bytes(rows[i].in, strlen(rows[i].in), true, FILE_NAME, given, 4);
        describe(&p, got, sizeof got);
        note_names(&p, notes, sizeof notes);
        assert_string_equal(got, rows[i].want);
        assert_string_equal(notes, rows[i].notes);
        parsed_free(&p);
    }
}

static void given_keys_that_are_wrong(void **state) {
    (void)state;
    static const struct {
        wf_field given[2];
        const char *why;
    } rows[] = {
        {{{"headline", "h"}, {"text", "x"}},
         "no field is called 'headline': it must be one of id, url, title, text"},
        {{{"text", "x"}, {"title", "x"}}, "'x' is given for two fields, text and title"},
        {{{"text", "x"}, {"title", ""}}, "empty"},
        {{{"text", "x"}, {NULL, "y"}}, "empty"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        wf_parser *parser;
        wf_error err;
        assert_int_equal(wf_parser_open(&parser, rows[i].given, 2, &err), WF_E_PARAM);
        assert_int_equal(err.code, WF_E_PARAM);
        if (!strstr(err.what, rows[i].why)) fail_msg("'%s', not '%s'", err.what, rows[i].why);
    }
}

static void text_files(void **state) {
    (void)state;
    static const struct {
        const char *file, *in, *id, *title, *body, *notes;
    } rows[] = {
        {"a.txt", "\n\n  Ships collide \nTwo ships.\n", "a", "Ships collide",
         "\n\n  Ships collide \nTwo ships.\n", ""},
        {"news/2021/a.b.TXT.gz", "x", "a.b", "x", "x", ""},
        {"a.zst", "x\r\ny", "a", "x", "x\r\ny", ""},
        {"a.text", "x", "a.text", "x", "x", ""},
        {"-", "x", "-", "x", "x", ""},
        {"dir/.txt", "x", "dir/.txt", "x", "x", ""},
        {"a.txt", "caf\xE9\n", "a", "caf\xEF\xBF\xBD", "caf\xEF\xBF\xBD\n", "bad_utf8"},
        {"a.txt", " \n", NULL, NULL, NULL, ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char notes[64];
        parsed p = parse_bytes(rows[i].in, strlen(rows[i].in), false, rows[i].file, NULL, 0);
        note_names(&p, notes, sizeof notes);
        assert_string_equal(notes, rows[i].notes);
        assert_int_equal(p.skipped, rows[i].id == NULL);
        if (rows[i].id) {
            assert_true(wf_str_equal(p.story.id, wf_str_from(rows[i].id)));
            assert_true(wf_str_equal(p.story.title, wf_str_from(rows[i].title)));
            assert_true(wf_str_equal(p.story.body, wf_str_from(rows[i].body)));
            assert_true(p.story.published_ms == WF_NO_DATE);
        }
        parsed_free(&p);
    }
}

/* A long first line is cut between characters. */
static void long_title(void **state) {
    (void)state;
    wf_bytes in = {0};
    assert_true(wf_bytes_append(&in, "x", 1));
    for (int i = 0; i < 300; i++) assert_true(wf_bytes_append(&in, "\xC3\xA9", 2));
    parsed p = parse_bytes(in.ptr, in.len, false, "a.txt", NULL, 0);
    assert_int_equal(p.story.title.len, 199);
    assert_int_equal(p.story.body.len, 601);
    parsed_free(&p);
    wf_bytes_free(&in);
}

/* A note quotes a hostile value short and without what steers a terminal. */
static void quoted_values(void **state) {
    (void)state;
    const char *in = "{\"text\":\"x\",\"date\":\"\\u001b[31m red "
                     "456789012345678901234567890123456789012345678901234567890\"}";
    parsed p = parse_bytes(in, strlen(in), true, FILE_NAME, NULL, 0);
    assert_int_equal(p.notes.n, 1);
    assert_string_equal(p.notes.items[0].text,
                        "unreadable date '?[31m red 45678901234567890123456789012345678901234567890123...': "
                        "taken as unknown");
    parsed_free(&p);
}

/*
 * Mutated lines: no crash, nothing read past the padding, and one of three outcomes: a story, a note that says why
 * not, or a blank line. A line that is taken is taken again in the same way, by the parser that has seen all others.
 */
static void mutated_lines(void **state) {
    (void)state;
    static const char bits[] = "{}[]\",:\\u0d8 ntfex1-+.\xC3\xFF\n\t";
    uint64_t seed = 11;
    wf_parser *parser;
    assert_int_equal(wf_parser_open(&parser, NULL, 0, NULL), WF_OK);
    size_t n_taken = 0, n_broken = 0;
    for (int round = 0; round < 60000; round++) {
        const char *in = lines[random_below(&seed, sizeof lines / sizeof *lines)].in;
        size_t len = strlen(in);
        char *line = malloc(len + WF_JSON_PADDING);
        assert_non_null(line);
        memcpy(line, in, len);
        for (uint64_t n = 1 + random_below(&seed, 3); n && len; n--) {
            size_t at = random_below(&seed, len);
            switch (random_below(&seed, 4)) {
            case 0:
                line[at] = bits[random_below(&seed, sizeof bits - 1)];
                break;
            case 1:
                line[at] = (char)random_below(&seed, 256);
                break;
            case 2:
                memmove(line + at, line + at + 1, --len - at);
                break;
            default:
                line[at] = line[random_below(&seed, len)];
                break;
            }
        }
        line = realloc(line, len + WF_JSON_PADDING);
        assert_non_null(line);
        memset(line + len, '"', WF_JSON_PADDING);
        wf_record record = {.bytes = {line, len}, .file = FILE_NAME, .line = 1, .is_json = true};
        parsed p = {0};
        assert_int_equal(wf_parse(parser, &record, &p.arena, &p.story, &p.skipped, &p.notes, NULL), WF_OK);
        parsed again = parse_bytes(line, len, true, FILE_NAME, NULL, 0);
        assert_int_equal(again.skipped, p.skipped);
        assert_int_equal(again.notes.n, p.notes.n);
        if (p.skipped) {
            n_broken++;
            bool lost = false;
            for (size_t i = 0; i < p.notes.n; i++) lost |= p.notes.items[i].lost;
            assert_true(lost || strspn(line, " \t\r\n") >= len);
        } else {
            n_taken++;
            assert_true(wf_str_equal(p.story.body, again.story.body));
            assert_true(wf_str_equal(p.story.extra, again.story.extra));
            assert_true(p.story.id.len > 0);
        }
        parsed_free(&again);
        wf_arena_free(&p.arena);
        wf_notes_free(&p.notes);
        free(line);
    }
    assert_in_range(n_taken, 5000, 55000);
    assert_in_range(n_broken, 5000, 55000);
    wf_parser_close(parser);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_of_lines),
        cmocka_unit_test(broken_lines),
        cmocka_unit_test(nested),
        cmocka_unit_test(given_keys),
        cmocka_unit_test(given_keys_that_are_wrong),
        cmocka_unit_test(text_files),
        cmocka_unit_test(long_title),
        cmocka_unit_test(quoted_values),
        cmocka_unit_test(mutated_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
