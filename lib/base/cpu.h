/* Which kernels are compiled in, and which of them this machine runs best. */
#ifndef WF_BASE_CPU_H
#define WF_BASE_CPU_H

#include "wirefold.h"

/* Kernels that may be compiled in: by the machine and compiler, not by what the processor at hand can do. */
#if defined(__x86_64__) && defined(__GNUC__)
#define WF_HAS_X86_KERNELS 1
#else
#define WF_HAS_X86_KERNELS 0
#endif
#if defined(__aarch64__) && defined(__ARM_NEON)
#define WF_HAS_NEON_KERNELS 1
#else
#define WF_HAS_NEON_KERNELS 0
#endif

/* The fastest kernels that are available (wf_kernels_available, wirefold.h). */
wf_kernels wf_kernels_best(void);

#endif
