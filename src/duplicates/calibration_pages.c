/* Calibrations: the list, one of them, and what proposes another one. */
#include "duplicates/calibrations.h"
#include "duplicates/duplicate_pages.h"
#include "flow/flow.h"
#include "identity/identity.h"
#include "web/form.h"
#include "web/record_parts.h"

static enum outcome load_more(struct request *request, const void *row, void **ret_more)
{
    struct step_buttons *steps = arena_new(request->work.arena, struct step_buttons);
    *ret_more = steps;
    return step_buttons(request, &calibration_flow, "/person-calibrations", row, steps);
}

static void show_more(struct output *out, const struct record_show_view *view) { weights_steps_page(out, view->more); }

const struct record_page_options calibration_page_options = {
    .record = &person_calibration_record,
    .base = "/person-calibrations",
    .flow = &calibration_flow,
    .users = &colleague_record,
    .closed_list = true,
    .load_more = load_more,
    .show_more = show_more,
    .begin = N_("One is proposed on the page of decisions, once enough pairs were decided."),
};

enum outcome calibration_order(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    enum outcome outcome;
    if (request->redisplay)
        return pair_figures_show(request, response);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = calibration_make(work, &id);
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
    const struct match_weights *ignored;
    int64_t base = 0;
    enum outcome outcome = calibration_base(work, organisation, &ignored, &base);
    if (outcome == OK)
        outcome = calibration_counts(work, organisation, base, &view->calibration_decisions, &view->calibration_same);
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
    outcome = field_weights_fill(request, view);
    if (outcome != OK)
        return outcome;
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
