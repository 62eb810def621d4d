/* Which of the texts contained in one longer text are versions of its story. */
#ifndef WF_CLUSTER_EXCERPTS_H
#define WF_CLUSTER_EXCERPTS_H

#include "verify/overlap.h"

/*
 * A round-up holds parts of different stories, and must not glue them: of n parts found in whole, the one that shares
 * most joins, and after it every part of which at least half of what it shares with whole is shared by the parts
 * already joined. parts come in order, most shared first; joined: out, one flag a part.
 * scratch holds whole.n bytes. Linear in the sum of the sets.
 */
void wf_excerpts_join(wf_shingle_set whole, const wf_shingle_set *parts, size_t n, bool *joined, unsigned char *scratch);

#endif
