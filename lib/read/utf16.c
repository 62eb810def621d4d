#include "read/utf16.h"

#include "base/utf8.h"

enum { REPLACEMENT = 0xFFFD };

static size_t put_unit(wf_utf16 *state, char *out, uint32_t unit) {
    size_t n = 0;
    bool is_low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (state->high && is_low) {
        n = wf_utf8_put(out, 0x10000 + ((state->high - 0xD800) << 10) + (unit - 0xDC00));
        state->high = 0;
        return n;
    }
    if (state->high) n = wf_utf8_put(out, REPLACEMENT);
    state->high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
    return state->high ? n : n + wf_utf8_put(out + n, unit); /* a lone low surrogate is put as U+FFFD */
}

size_t wf_utf16_decode(wf_utf16 *state, char *out, const unsigned char *in, size_t len) {
    size_t n = 0;
    if (len == 0) {
        if (state->high || state->has_byte) n = wf_utf8_put(out, REPLACEMENT);
        state->high = 0;
        state->has_byte = false;
        return n;
    }
    for (size_t i = 0; i < len; i++) {
        if (!state->has_byte) {
            state->byte = in[i];
            state->has_byte = true;
            continue;
        }
        uint32_t unit =
            state->big_endian ? (uint32_t)state->byte << 8 | in[i] : (uint32_t)in[i] << 8 | state->byte;
        n += put_unit(state, out + n, unit);
        state->has_byte = false;
    }
    return n;
}
