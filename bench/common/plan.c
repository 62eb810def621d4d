#include "plan.h"

#include "random.h"

void dump_options_init(dump_options *options) {
    *options = (dump_options){.n_stories = 20000,
                              .seed = 1,
                              .words = 370,
                              .copies = 200000,
                              .topics = 400000,
                              .typographic = 700000};
}

static bool in_burst(const dump_options *options, uint64_t number) {
    return number < 2 * (uint64_t)options->burst && number % 2 == 0;
}

/* An earlier story: as often 1 back as 2 to 3, 4 to 7, ... 8,192 to 16,383 back, as coverage dies away. */
static uint64_t recent(random_source *r, uint64_t number) {
    uint64_t span = UINT64_C(1) << random_below(r, 14), back = span + random_below(r, span);
    return number - (back <= number ? back : 1 + random_below(r, number));
}

/*
 * A story joins the topic of an earlier one, so topics grow the more the larger they are: most have 1 to 5 stories, a
 * few have thousands in a large dump. One in eight looks back over the whole dump, which keeps old topics alive.
 */
static uint64_t topic_of(const dump_options *options, uint64_t number) {
    for (;;) {
        random_source r = random_of(options->seed, STREAM_TOPIC, number);
        if (number == 0 || random_share(&r, options->topics)) return number;
        number = random_below(&r, 8) == 0 ? random_next(&r) % number : recent(&r, number);
    }
}

story_plan plan_of(const dump_options *options, uint64_t number) {
    story_plan plan = {STORY_OWN, number, 0};
    while (plan.original && !in_burst(options, plan.original)) {
        random_source r = random_of(options->seed, STREAM_PLAN, plan.original);
        uint64_t draw = random_below(&r, 1000000);
        if (draw >= (uint64_t)options->copies + options->rewrites) break;
        bool copy = draw < options->copies;
        if (plan.origin == STORY_OWN) plan.origin = copy ? STORY_COPY : STORY_REWRITE;
        plan.original = copy ? random_next(&r) % plan.original : recent(&r, plan.original);
    }
    plan.topic = in_burst(options, plan.original) ? TOPIC_HOT : topic_of(options, plan.original);
    return plan;
}
