/* What becomes of a broken glass: it closes by itself, and somebody else says whether it was right. */
#include "privacy/privacy_store.h"

static enum outcome can_review(struct work *work, const void *row, struct gate *gate)
{
    const struct broken_glass *glass = row;
    bool own = identifier_equal(glass->opened_by, work->actor->user) && !identifier_is_none(work->actor->user);
    gate_require(gate, !own, "own_glass", N_("Somebody other than who opened the file reviews it"),
                 N_("Data protection officer or supervisor"), TEXT_NONE);
    return OK;
}

static enum outcome close_now(struct work *work, struct broken_glass *glass)
{
    if (glass->ended_at == INSTANT_NONE && glass->until_at > work->now)
        glass->ended_at = work->now;
    return glass_close(work, glass->head.id);
}

static enum outcome closed(struct work *work, void *row) { return close_now(work, row); }

static enum outcome reviewed(struct work *work, void *row)
{
    struct broken_glass *glass = row;
    glass->reviewed_by = work->actor->user;
    glass->reviewed_on = zone_date(work->zone, work->now);
    return OK;
}

/* What was not justified ends at once, whatever time was left. */
static enum outcome condemned(struct work *work, void *row)
{
    enum outcome outcome = reviewed(work, row);
    return outcome == OK ? close_now(work, row) : outcome;
}

static const struct flow_state STATES[] = {
    {"open", N_("Open, to be reviewed"), STATE_WAITING, true},
    {"ended", N_("Closed, to be reviewed"), STATE_WAITING, true},
    {"justified", N_("Justified"), STATE_ENDED, true},
    {"unjustified", N_("Not justified"), STATE_ENDED, false},
};

enum { REVIEW_DAYS = 3 };
#define REVIEW .task_right = &glass_review, .task_label = N_("Review why a file was opened"), .task_days = REVIEW_DAYS

static const struct step BEGIN = {REVIEW};

#define REVIEWS(state)                                                                                                \
    {.from = state,                                                                                                   \
     .action = "justify",                                                                                             \
     .to = "justified",                                                                                               \
     .label = N_("It was justified"),                                                                                 \
     .done = N_("Found justified"),                                                                                   \
     .description = N_("The reason holds, and what was opened fits it."),                                             \
     .right = &glass_review,                                                                                          \
     .guard = can_review,                                                                                             \
     .effect = reviewed},                                                                                             \
    {                                                                                                                 \
        .from = state, .action = "condemn", .to = "unjustified", .label = N_("It was not justified"),                 \
        .done = N_("Found not justified"),                                                                            \
        .description = N_("The file closes at once, and what is done about it is written down."),                     \
        .right = &glass_review, .input = "measures", .required = "measures", .guard = can_review, .effect = condemned \
    }

static const struct step STEPS[] = {
    {.from = "open",
     .action = "end",
     .to = "ended",
     .label = N_("Close the file now"),
     .done = N_("Closed"),
     .description = N_("Nothing more of it can be opened. The review stays to be done."),
     .right = &glass_see,
     .effect = closed,
     REVIEW},
    REVIEWS("open"),
    REVIEWS("ended"),
};

const struct flow broken_glass_flow = {
    .name = "broken_glass",
    .record = &broken_glass_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
