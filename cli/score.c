#include <inttypes.h>

#include "run.h"

static int print_json(const wf_scores *s, const char *level) {
    return printf("{\"type\":\"scores\",\"level\":\"%s\",\"stories\":%" PRIu64 ",\"missing\":%" PRIu64
                  ",\"unlabelled\":%" PRIu64 ",\"gold_clusters\":%" PRIu64 ",\"result_clusters\":%" PRIu64
                  ",\"ari\":%.4f,\"precision\":%.4f,\"recall\":%.4f,\"f1\":%.4f,\"b3_precision\":%.4f,"
                  "\"b3_recall\":%.4f,\"b3_f1\":%.4f}\n",
                  level, s->n_stories, s->n_missing, s->n_unlabelled, s->gold_clusters, s->result_clusters,
                  s->ari, s->precision, s->recall, s->f1, s->b3_precision, s->b3_recall, s->b3_f1);
}

static int print_table(const wf_scores *s, const char *level) {
    char stories[CLI_COUNT_SIZE], missing[CLI_COUNT_SIZE], unlabelled[CLI_COUNT_SIZE], gold[CLI_COUNT_SIZE],
        result[CLI_COUNT_SIZE];
    return printf("level     %s\n"
                  "stories   %s scored, %s missing in the result (each counted as alone), %s without a label "
                  "(left out)\n"
                  "clusters  %s in the labels, %s in the result (stories alone included)\n"
                  "ARI       %.4f\n"
                  "pairs     precision %.4f  recall %.4f  F1 %.4f\n"
                  "B-cubed   precision %.4f  recall %.4f  F1 %.4f\n",
                  level, cli_count(stories, s->n_stories), cli_count(missing, s->n_missing),
                  cli_count(unlabelled, s->n_unlabelled), cli_count(gold, s->gold_clusters),
                  cli_count(result, s->result_clusters), s->ari, s->precision, s->recall, s->f1,
                  s->b3_precision, s->b3_recall, s->b3_f1);
}

cli_exit cli_score(const cli_args *args) {
    if (!args->gold) {
        cli_mistake(cli_command_of(CMD_SCORE), "it needs labels to score against: --gold FILE");
        return CLI_USAGE;
    }
    wf_scores scores;
    wf_error err = {0};
    if (wf_score_files(args->operands.items[0], args->gold, (wf_level)args->level, &scores, &err) != WF_OK)
        return cli_failed(&err);
    const char *level = args->level == WF_LEVEL_COPY ? "copy" : "story";
    (args->json ? print_json : print_table)(&scores, level);
    return CLI_DONE; /* main checks that standard output was written */
}
