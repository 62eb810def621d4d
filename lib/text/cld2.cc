/* The one file that calls CLD2. Nothing thrown leaves it. */
#include "text/cld2.h"

#include <cstdio> /* CLD2's header wants it before */
#include <cstdlib>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

namespace {

/* Of CLD2's own flags (compact_lang_det_impl.h): the first pass over the text decides, without a second that squeezes it. */
const int FINISH = 1;

/*
 * CLD2 takes and gives back some 200 KB in every call, which a C library that trims its heap gives back to the system each
 * time: that cost more than all else. The GNU one trims only what is larger than the largest block ever freed.
 */
bool raise_trim_bound() {
    void *volatile block = std::malloc(std::size_t{2} << 20);
    std::free(block);
    return true;
}

} // namespace

extern "C" const char *wf_cld2_code(const char *text, size_t len) {
    try {
        static const bool raised = raise_trim_bound();
        (void)raised;
        CLD2::Language top[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE};
        int percent[3] = {0, 0, 0}, n_bytes = 0;
        bool sure = false;
        double scores[3] = {0, 0, 0};
        const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
        const CLD2::Language language =
            CLD2::ExtDetectLanguageSummary(text, static_cast<int>(len), true, &hints, FINISH, top, percent,
                                           scores, nullptr, &n_bytes, &sure);
        return sure && language != CLD2::UNKNOWN_LANGUAGE ? CLD2::LanguageCode(language) : nullptr;
    } catch (...) {
        return nullptr;
    }
}
