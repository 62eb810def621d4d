/* The one file that calls CLD2. Nothing thrown leaves it. */
#include "text/cld2.h"

#include <cstdio> /* CLD2's header wants it before */

#include <cld2/public/compact_lang_det.h>

extern "C" const char *wf_cld2_code(const char *text, size_t len) {
    try {
        CLD2::Language top[3] = {CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE, CLD2::UNKNOWN_LANGUAGE};
        int percent[3] = {0, 0, 0}, n_bytes = 0;
        bool sure = false;
        const CLD2::Language language =
            CLD2::DetectLanguageSummary(text, static_cast<int>(len), true, top, percent, &n_bytes, &sure);
        return sure && language != CLD2::UNKNOWN_LANGUAGE ? CLD2::LanguageCode(language) : nullptr;
    } catch (...) {
        return nullptr;
    }
}
