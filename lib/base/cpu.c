#include "base/cpu.h"

bool wf_kernels_available(wf_kernels kernels) {
    switch (kernels) {
    case WF_KERNELS_SCALAR:
        return true;
#if WF_HAS_X86_KERNELS
    case WF_KERNELS_AVX2:
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
               __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
    case WF_KERNELS_AVX512:
        return wf_kernels_available(WF_KERNELS_AVX2) && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
               __builtin_cpu_supports("avx512vbmi2");
#endif
    case WF_KERNELS_NEON:
        return WF_HAS_NEON_KERNELS;
    default:
        return false;
    }
}

wf_kernels wf_kernels_best(void) {
    static const wf_kernels fastest_first[] = {WF_KERNELS_AVX512, WF_KERNELS_AVX2, WF_KERNELS_NEON};
    for (unsigned i = 0; i < sizeof fastest_first / sizeof *fastest_first; i++)
        if (wf_kernels_available(fastest_first[i])) return fastest_first[i];
    return WF_KERNELS_SCALAR;
}

const char *wf_kernels_name(wf_kernels kernels) {
    switch (kernels) {
    case WF_KERNELS_AUTO:
        return "auto";
    case WF_KERNELS_SCALAR:
        return "scalar";
    case WF_KERNELS_AVX2:
        return "avx2";
    case WF_KERNELS_AVX512:
        return "avx512";
    case WF_KERNELS_NEON:
        return "neon";
    }
    return "unknown";
}
