/* Calibrations: the list, one of them, and what proposes another one. */
#include "duplicates/calibrations.h"
#include "duplicates/duplicate_pages.h"
#include "flow/flow.h"
#include "identity/identity.h"
#include "web/form.h"
#include "web/record_parts.h"

static const struct record_page_options OPTIONS = {
    .record = &person_calibration_record,
    .base = "/person-calibrations",
    .flow = &calibration_flow,
    .users = &colleague_record,
    .closed_list = true,
    .begin = N_("One is proposed on the page of decisions, once enough pairs were decided."),
};

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(calibration_list, list)
HANDLER(calibration_show, show)
HANDLER(calibration_history, history)

static enum outcome store(struct work *work, struct identifier *ret_id)
{
    struct person_calibration *row = record_new(work->arena, &person_calibration_record);
    row->head.organisation = work->actor->organisation;
    row->head.office = work->actor->office;
    row->head.state = text_from(calibration_flow.states[0].name);
    enum outcome outcome = calibration_propose(work, row);
    if (outcome == OK)
        outcome = record_insert(work, &person_calibration_record, row);
    if (outcome == OK)
        *ret_id = row->head.id;
    return outcome;
}

enum outcome calibration_order(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    enum outcome outcome;
    if (request->redisplay)
        return pair_figures_show(request, response);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = store(work, &id);
    if (outcome == INVALID)
        return pair_figures_send(request, response, 422);
    return outcome != OK ? outcome
                         : form_done(request, response, record_path(work->arena, "/person-calibrations", id, ""),
                                     N_("Nothing counts otherwise yet. Look at the figures, then decide."));
}

/* ---- on the page of figures ---- */

enum outcome calibration_fill(struct request *request, struct pair_figures_view *view)
{
    struct work *work = &request->work;
    struct identifier organisation = work->actor->organisation, id;
    struct calibration_numbers numbers;
    enum outcome outcome =
        calibration_counts(work, organisation, &view->calibration_decisions, &view->calibration_same);
    if (outcome != OK)
        return outcome;
    view->least_shown = language_number(work->arena, work->language, DECISIONS_LEAST);
    view->each_shown = language_number(work->arena, work->language, DECISIONS_OF_EACH);
    view->calibration_key = form_key_new(request);
    view->may_calibrate = actor_may(work->actor, &calibration_decide);
    view->calibration_ready = view->calibration_decisions >= DECISIONS_LEAST &&
                              view->calibration_same >= DECISIONS_OF_EACH &&
                              view->calibration_decisions - view->calibration_same >= DECISIONS_OF_EACH;
    view->calibration_action = view->calibrations = page_path(request, TEXT("/person-calibrations"));
    if (work->problems.first != NULL)
        view->calibration_problem = problem_sentence(work->arena, work->language, work->problems.first);
    outcome = calibration_now(work, organisation, &id, &numbers);
    if (outcome == NOT_FOUND)
        return OK;
    void *row;
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_calibration_record, id, &row);
    if (outcome != OK)
        return outcome;
    const struct person_calibration *calibration = row;
    view->calibration = record_address(request, "/person-calibrations", id, "");
    view->calibration_number = calibration->head.number;
    view->calibration_since = language_short_date(work->arena, work->language, calibration->decided_on);
    return record_titles(work, &colleague_record, &calibration->decided_by, 1, &view->calibration_by);
}
