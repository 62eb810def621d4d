/* Which of the texts contained in one longer text are versions of its story. */
#ifndef WF_CLUSTER_EXCERPTS_H
#define WF_CLUSTER_EXCERPTS_H

#include "verify/overlap.h"

/*
 * A round-up holds parts of different stories, and must not glue them. So of the texts found in whole, asked for in
 * order, most shared first, those that are free to join do, and then every one of which at least half of what it
 * shares with whole is shared by those that joined. covered: whole.n bytes, zero before the first call; what joined is marked in it.
 * Linear in part, times the logarithm of whole.
 */
bool wf_excerpt_joins(wf_shingle_set whole, wf_shingle_set part, bool freely, unsigned char *covered);

#endif
