/* What a journey needs for health, asked at the booking and at the departure. */
#include "returns/journey.h"

enum { FORM_DAYS = 7 }; /* the airline's form is filled in during the week before the flight */

static struct text journey_path(struct gate *gate, const struct return_case *file)
{
    return arena_format(gate->arena, "/return-cases/%.*s#journey",
                        TEXT_ARG(identifier_to_text(gate->arena, file->head.id)));
}

static bool needs_anything(const struct travel_needs *needs)
{
    bool escorted = needs->escort.length > 0 && !text_is(needs->escort, "none");
    bool wheeled = needs->wheelchair.length > 0 && !text_is(needs->wheelchair, "none");
    return escorted || wheeled || needs->oxygen.is == FLAG_YES || needs->stretcher.is == FLAG_YES ||
           needs->handover.is == FLAG_YES || needs->to_arrange.length > 0;
}

/* Somebody outside learns of the person's health: the airline, or who receives the person. */
static bool tells_others(const struct travel_needs *needs)
{
    return needs->airline_form.is == FLAG_YES || needs->handover.is == FLAG_YES;
}

enum outcome journey_require(struct work *work, const struct return_case *file, int32_t day, const char *action,
                             struct gate *gate)
{
    const struct travel_needs *needs = NULL;
    unsigned purposes = CONSENT_TRANSFER;
    bool form = true;
    int32_t today = zone_date(work->zone, work->now);
    bool departs = text_is(text_from(action), "depart");
    enum outcome outcome = travel_needs_of(work, file, &needs);
    if (outcome < 0)
        return outcome;
    bool tells = needs != NULL && tells_others(needs);
    outcome = tells ? person_consents(work, file->head.person, day == DATE_NONE ? today : day, &purposes) : OK;
    if (outcome == OK && needs != NULL && needs->airline_form.is == FLAG_YES && day != DATE_NONE)
        outcome = travel_paper_holds(work, file, "airline_form", day, &form);
    if (outcome != OK)
        return outcome;
    gate_require(gate, (purposes & CONSENT_TRANSFER) != 0, "transfer_consent_missing",
                 N_("Where others must know how the person is, the person agreed to it"),
                 N_("The person, with the caseworker"),
                 arena_format(gate->arena, "/persons/%.*s/consents/new",
                              TEXT_ARG(identifier_to_text(gate->arena, file->head.person))));
    if (!departs)
        return OK;
    bool arranged = needs == NULL || !needs_anything(needs) || needs->arranged_on != DATE_NONE;
    gate_require(gate, form, "airline_form_missing",
                 N_("Where the airline asks for its medical form, it was filled in during the week before the flight"),
                 N_("A doctor, through the operations officer"), journey_path(gate, file));
    gate_require(gate, arranged, "needs_not_arranged", N_("What the journey needs is arranged"),
                 N_("Operations officer"), journey_path(gate, file));
    return OK;
}

enum outcome journey_check_booking(struct work *work, const struct return_case *file)
{
    const struct travel_needs *needs;
    int32_t today = zone_date(work->zone, work->now);
    bool form = true;
    enum outcome outcome = travel_needs_of(work, file, &needs);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    bool escorted = needs->escort.length > 0 && !text_is(needs->escort, "none");
    if (escorted && !text_equal(needs->escort, file->escort))
        (void)problem_add(&work->problems, INVALID, "escort_missing", TEXT("escort"),
                          N_("The needs of the journey ask for another escort."));
    /* earlier than that no form could hold: the nightly look asks for it in time */
    if (needs->airline_form.is == FLAG_YES && file->travel_on != DATE_NONE && file->travel_on - today < FORM_DAYS)
        outcome = travel_paper_holds(work, file, "airline_form", file->travel_on, &form);
    if (!form)
        (void)problem_add(&work->problems, INVALID, "airline_form_missing", TEXT("travel_on"),
                          N_("The airline asks for its medical form, and none holds on this day."));
    return outcome;
}
