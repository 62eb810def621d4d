/* Machine names of verdicts, assessments and findings. */
#include "wirefold.h"

const char *wf_verdict_name(wf_verdict verdict) {
    static const char *const names[WF_N_VERDICTS] = {
        [WF_VERDICT_SINGLE] = "single",
        [WF_VERDICT_ORIGINAL] = "original",
        [WF_VERDICT_EXACT] = "exact",
        [WF_VERDICT_REPRINT] = "reprint",
        [WF_VERDICT_EXCERPT] = "excerpt",
        [WF_VERDICT_EXPANDED] = "expanded",
        [WF_VERDICT_REWRITE] = "rewrite",
        [WF_VERDICT_SPUN] = "spun",
        [WF_VERDICT_MACHINE_TRANSLATED] = "machine-translated",
    };
    return (unsigned)verdict < WF_N_VERDICTS ? names[verdict] : "unknown";
}

const char *wf_assessment_name(wf_assessment assessment) {
    static const char *const names[WF_N_ASSESSMENTS] = {
        [WF_ASSESSED] = "assessed",
        [WF_UNASSESSED_ALONE] = "alone",
        [WF_UNASSESSED_LEVEL] = "level",
        [WF_UNASSESSED_UNASKED] = "unasked",
        [WF_UNASSESSED_LANGUAGE] = "language",
        [WF_UNASSESSED_SHORT] = "short",
    };
    return (unsigned)assessment < WF_N_ASSESSMENTS ? names[assessment] : "unknown";
}

const char *wf_finding_name(wf_finding_kind kind) {
    static const char *const names[WF_N_FINDINGS] = {
        [WF_FINDING_QUOTE] = "quote", [WF_FINDING_NAME] = "name", [WF_FINDING_NUMBER] = "number",
        [WF_FINDING_SWAP] = "swap",   [WF_FINDING_ODD] = "odd",
    };
    return (unsigned)kind < WF_N_FINDINGS ? names[kind] : "unknown";
}
