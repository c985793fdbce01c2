/* What is given back when a case ends: seats that were not taken, shares in projects, orders. */
#include "reintegration/reintegration_store.h"

static const struct {
    const struct flow *flow;
    const char *const *actions;
} ENDINGS[ENDING_COUNT] = {
    [ENDING_ORDER] = {&order_flow, (const char *const[]){"recall", "cancel", NULL}},
    [ENDING_SEAT] = {&training_flow, (const char *const[]){"drop", NULL}},
    [ENDING_SHARE] = {&share_flow, (const char *const[]){"leave", NULL}},
};

/* The first of the steps that its state knows: an order that a supplier has is called off by somebody. */
static enum outcome end_one(struct work *work, const struct ending *ending)
{
    const struct flow *flow = ENDINGS[ending->kind].flow;
    for (const char *const *action = ENDINGS[ending->kind].actions; *action != NULL; action++)
        if (flow_step(flow, ending->state, text_from(*action)) != NULL)
            return flow_move_forced(work, flow, ending->id, text_from(*action), TEXT(N_("The case ended.")));
    return OK;
}

enum outcome case_end(struct work *work, const struct return_case *file)
{
    struct ending *endings;
    size_t count;
    enum outcome outcome = endings_of_case(work, file->head.id, file->head.person, &endings, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = end_one(work, &endings[i]);
    return outcome;
}
