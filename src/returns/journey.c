/* What those who arrange journeys ask of a case. */
#include "returns/return_store.h"
#include "returns/returns.h"

enum outcome return_under_way(struct work *work, struct identifier person, struct identifier *ret_id)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = return_open_cases(work, person, &ids, &count);
    if (outcome != OK)
        return outcome;
    if (count == 0)
        return NOT_FOUND;
    *ret_id = ids[count - 1];
    return OK;
}

enum outcome return_misses(struct work *work, struct identifier file, const char *action, int32_t day,
                           struct gate *ret_gate)
{
    struct gate gate = {.arena = work->arena};
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, file, &row);
    if (outcome != OK)
        return outcome;
    struct return_case *on_that_day = record_copy(work->arena, &return_case_record, row);
    const struct step *step = flow_step(&return_flow, on_that_day->head.state, text_from(action));
    on_that_day->travel_on = day;
    if (step == NULL)
        gate_require(&gate, false, "other_state", N_("The case stands where this step begins"), N_("Caseworker"),
                     arena_format(work->arena, "/return-cases/%.*s", TEXT_ARG(identifier_to_text(work->arena, file))));
    else if (step->guard != NULL)
        outcome = step->guard(work, on_that_day, &gate);
    if (outcome == OK)
        *ret_gate = gate;
    return outcome;
}
