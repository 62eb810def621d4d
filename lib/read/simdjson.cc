/*
 * JSON objects by simdjson's On-Demand parser.
 *
 * On-Demand looks only at what it is asked for, so every value is walked here: a line that is broken anywhere is told
 * as broken. A string without a backslash is handed out where it stands in the line; any other is unescaped by
 * simdjson and copied to the arena.
 */
#include "read/json.h"

#include <simdjson.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace {

using namespace simdjson;

constexpr unsigned MAX_DEPTH = 256;               /* of nested values: bounds the recursion below */
constexpr size_t SMALL = size_t(4) * 1024 * 1024; /* buffers made for a longer line are not kept */

const char *reason(error_code error) {
    switch (error) {
    case EMPTY:
        return "there is nothing in it";
    case UNCLOSED_STRING:
        return "a string is not closed";
    case UNESCAPED_CHARS:
        return "a string holds a raw control character";
    case STRING_ERROR:
        return "a string holds a bad escape";
    case NUMBER_ERROR:
        return "a number is malformed";
    case T_ATOM_ERROR:
    case F_ATOM_ERROR:
    case N_ATOM_ERROR:
        return "a value is neither string, number, true, false, null, object nor array";
    case DEPTH_ERROR:
        return "values are nested more than 256 deep";
    case INCOMPLETE_ARRAY_OR_OBJECT:
        return "it does not end with '}': cut off, or something follows the object";
    case TRAILING_CONTENT:
        return "something follows the object";
    case INCORRECT_TYPE:
        return "it is not a JSON object";
    case UTF8_ERROR:
        return "it is not UTF-8";
    case CAPACITY:
        return "it is over 4 GiB";
    case MEMALLOC:
        return "out of memory";
    default:
        return "commas, colons, quotes or brackets do not fit together";
    }
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view trimmed(std::string_view token) {
    while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
    return token;
}

size_t digits(std::string_view s, size_t at) {
    size_t n = 0;
    while (at + n < s.size() && s[at + n] >= '0' && s[at + n] <= '9') n++;
    return n;
}

/* The grammar of RFC 8259, whatever the size: simdjson would refuse what does not fit a machine number. */
bool is_number(std::string_view s) {
    size_t at = !s.empty() && s[0] == '-';
    size_t n = digits(s, at);
    if (n == 0 || (n > 1 && s[at] == '0')) return false;
    at += n;
    if (at < s.size() && s[at] == '.') {
        n = digits(s, ++at);
        if (n == 0) return false;
        at += n;
    }
    if (at < s.size() && (s[at] == 'e' || s[at] == 'E')) {
        at++;
        if (at < s.size() && (s[at] == '+' || s[at] == '-')) at++;
        n = digits(s, at);
        if (n == 0) return false;
        at += n;
    }
    return at == s.size();
}

bool has_escape(std::string_view s) {
    return std::memchr(s.data(), '\\', s.size()) != nullptr;
}

/* Checks a scalar other than a string. */
error_code check_atom(std::string_view token, wf_json_type *type) {
    switch (token.empty() ? '\0' : token[0]) {
    case 't':
        *type = WF_JSON_BOOL;
        return token == "true" ? SUCCESS : T_ATOM_ERROR;
    case 'f':
        *type = WF_JSON_BOOL;
        return token == "false" ? SUCCESS : F_ATOM_ERROR;
    case 'n':
        *type = WF_JSON_NULL;
        return token == "null" ? SUCCESS : N_ATOM_ERROR;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        *type = WF_JSON_NUMBER;
        return is_number(token) ? SUCCESS : NUMBER_ERROR;
    default:
        return TAPE_ERROR;
    }
}

/* Checks a string and moves past it; text is its content, in the line or in simdjson's buffer. */
error_code take_string(ondemand::value &value, std::string_view token, std::string_view *text,
                       bool *escaped) {
    if (token.size() < 2 || token.back() != '"') return TAPE_ERROR;
    *text = token.substr(1, token.size() - 2);
    *escaped = has_escape(*text);
    if (*escaped) return value.get_string().get(*text);
    ondemand::raw_json_string raw;
    return value.get_raw_json_string().get(raw);
}

error_code check_nested(ondemand::value value, unsigned depth);

error_code check_array(ondemand::value &value, unsigned depth) {
    ondemand::array array;
    if (error_code error = value.get_array().get(array)) return error;
    for (auto item : array) {
        ondemand::value inner;
        if (error_code error = std::move(item).get(inner)) return error;
        if (error_code error = check_nested(inner, depth)) return error;
    }
    return SUCCESS;
}

error_code check_object(ondemand::value &value, unsigned depth) {
    ondemand::object object;
    if (error_code error = value.get_object().get(object)) return error;
    for (auto member : object) {
        ondemand::field field;
        std::string_view key;
        if (error_code error = std::move(member).get(field)) return error;
        if (error_code error = field.unescaped_key().get(key)) return error;
        if (error_code error = check_nested(field.value(), depth)) return error;
    }
    return SUCCESS;
}

/* Walks a value to its end, checking all in it. */
error_code check_nested(ondemand::value value, unsigned depth) {
    if (depth >= MAX_DEPTH) return DEPTH_ERROR;
    std::string_view token = trimmed(value.raw_json_token());
    std::string_view text;
    wf_json_type type;
    bool escaped;
    switch (token.empty() ? '\0' : token[0]) {
    case '[':
        return check_array(value, depth + 1);
    case '{':
        return check_object(value, depth + 1);
    case '"':
        return take_string(value, token, &text, &escaped);
    default:
        return check_atom(token, &type);
    }
}

bool copy_out(wf_arena *arena, std::string_view text, wf_str *out) {
    return wf_arena_copy(arena, wf_str_of(text.data(), text.size()), out);
}

/* The key of a field of line; start is where its opening quote stands. */
error_code take_key(ondemand::field &field, wf_str line, wf_arena *arena, const char **start, wf_str *out) {
    const char *key = field.key().raw();
    *start = key - 1;
    const void *found = std::memchr(key, '"', size_t(line.ptr + line.len - key));
    const char *quote = static_cast<const char *>(found);
    if (quote && !has_escape(std::string_view(key, size_t(quote - key)))) {
        *out = wf_str_of(key, size_t(quote - key));
        return SUCCESS;
    }
    std::string_view text;
    if (error_code error = field.unescaped_key().get(text)) return error;
    return copy_out(arena, text, out) ? SUCCESS : MEMALLOC;
}

error_code take_value(ondemand::document &doc, ondemand::value value, wf_arena *arena, const char *start,
                      wf_json_member *out) {
    std::string_view token = trimmed(value.raw_json_token());
    switch (token.empty() ? '\0' : token[0]) {
    case '"': {
        std::string_view text;
        bool escaped;
        if (error_code error = take_string(value, token, &text, &escaped)) return error;
        out->type = WF_JSON_STRING;
        if (!escaped)
            out->value = wf_str_of(text.data(), text.size());
        else if (!copy_out(arena, text, &out->value))
            return MEMALLOC;
        break;
    }
    case '[':
    case '{': {
        const char *next;
        if (error_code error = check_nested(value, 0)) return error;
        if (error_code error = doc.current_location().get(next)) return error;
        token = trimmed(std::string_view(token.data(), size_t(next - token.data())));
        out->type = WF_JSON_OTHER;
        out->value = wf_str_of(token.data(), token.size());
        break;
    }
    default:
        if (error_code error = check_atom(token, &out->type)) return error;
        out->value = wf_str_of(token.data(), token.size());
    }
    out->raw = wf_str_of(start, size_t(token.data() + token.size() - start));
    return SUCCESS;
}

} // namespace

struct wf_json {
    ondemand::parser *parser;
    size_t cap; /* longest line the parser's buffers hold */
    wf_json_member *members;
    size_t n, cap_members;
};

namespace {

/* Buffers grow by half at least, and those of a very long line are given back. */
error_code make_room(wf_json *json, size_t len) {
    if (json->cap > SMALL && len <= SMALL) {
        delete json->parser;
        json->parser = nullptr;
    }
    if (!json->parser) {
        json->cap = 0;
        json->parser = new (std::nothrow) ondemand::parser();
        if (!json->parser) return MEMALLOC;
    }
    if (len <= json->cap) return SUCCESS;
    size_t cap = json->cap + json->cap / 2;
    if (cap < len) cap = len;
    if (cap < 64 * 1024) cap = 64 * 1024;
    json->cap = 0;
    if (error_code error = json->parser->allocate(cap)) return error;
    json->cap = cap;
    return SUCCESS;
}

error_code take_members(wf_json *json, wf_str line, wf_arena *arena) {
    size_t first = 0;
    while (first < line.len && is_blank(line.ptr[first])) first++;
    if (first == line.len) return EMPTY;
    if (line.ptr[first] != '{') return INCORRECT_TYPE;
    if (error_code error = make_room(json, line.len)) return error;
    ondemand::document doc;
    ondemand::object object;
    if (error_code error = json->parser->iterate(line.ptr, line.len, line.len + SIMDJSON_PADDING).get(doc))
        return error;
    if (error_code error = doc.get_object().get(object)) return error;
    for (auto item : object) {
        ondemand::field field;
        const char *start;
        if (error_code error = std::move(item).get(field)) return error;
        if (!wf_grow(&json->members, &json->cap_members, json->n + 1, sizeof *json->members)) return MEMALLOC;
        wf_json_member *member = &json->members[json->n];
        if (error_code error = take_key(field, line, arena, &start, &member->key)) return error;
        if (error_code error = take_value(doc, field.value(), arena, start, member)) return error;
        json->n++;
    }
    const char *rest;
    return doc.current_location().get(rest) == OUT_OF_BOUNDS ? SUCCESS : TRAILING_CONTENT;
}

} // namespace

static_assert(WF_JSON_PADDING >= SIMDJSON_PADDING, "padding of lines");

wf_json *wf_json_open(void) {
    return static_cast<wf_json *>(std::calloc(1, sizeof(wf_json)));
}

void wf_json_close(wf_json *json) {
    if (!json) return;
    delete json->parser;
    std::free(json->members);
    std::free(json);
}

wf_json_status wf_json_members(wf_json *json, wf_str line, wf_arena *arena, wf_json_member **members,
                               size_t *n, const char **why) {
    json->n = 0;
    error_code error = take_members(json, line, arena);
    if (error) {
        *why = reason(error);
        return error == MEMALLOC       ? WF_JSON_NOMEM
               : error == UTF8_ERROR   ? WF_JSON_BAD_UTF8
               : error == STRING_ERROR ? WF_JSON_BAD_ESCAPE
                                       : WF_JSON_BROKEN;
    }
    *members = json->members;
    *n = json->n;
    return WF_JSON_OK;
}
