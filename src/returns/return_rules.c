/* Guards and effects of a return case. */
#include "returns/return_rules.h"

#include "returns/eligibility.h"
#include "returns/journey.h"
#include "returns/return_money.h"
#include "returns/return_store.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

static struct text person_path(struct gate *gate, const struct return_case *file, const char *rest)
{
    struct text id = identifier_to_text(gate->arena, file->head.person);
    return arena_format(gate->arena, "/persons/%.*s%s", TEXT_ARG(id), rest);
}

static struct text case_path(struct gate *gate, const struct return_case *file, const char *rest)
{
    struct text id = identifier_to_text(gate->arena, file->head.id);
    return arena_format(gate->arena, "/return-cases/%.*s%s", TEXT_ARG(id), rest);
}

static enum outcome get_person(struct work *work, const struct return_case *file, const struct person **ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, file->head.person, &row);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

static void refuse(struct work *work, const char *field, const char *code, const char *message)
{
    (void)problem_add(&work->problems, INVALID, code, text_from(field), message);
}

/* ---- the case as a whole ---- */

static void check_conditions(const struct return_case *file, struct problems *problems)
{
    if (file->capacity_confirmed_on != DATE_NONE && file->capacity_confirmed_by.length == 0)
        (void)problem_add(problems, INVALID, "confirmed_by_nobody", TEXT("capacity_confirmed_by"),
                          N_("Say who confirmed it: name and profession."));
    if (file->capacity_confirmed_until != DATE_NONE && file->capacity_confirmed_until < file->capacity_confirmed_on)
        (void)problem_add(problems, INVALID, "confirmed_until_before", TEXT("capacity_confirmed_until"),
                          N_("The confirmation ends before it was given."));
    if (file->capacity_confirmed_on == DATE_NONE && file->capacity_confirmed_by.length > 0)
        (void)problem_add(problems, INVALID, "confirmed_never", TEXT("capacity_confirmed_on"),
                          N_("Say on which day it was confirmed."));
    if (file->asylum_closed_on != DATE_NONE && file->unhcr_notified_on != DATE_NONE &&
        file->asylum_closed_on < file->unhcr_notified_on)
        (void)problem_add(problems, INVALID, "closed_before_told", TEXT("asylum_closed_on"),
                          N_("The asylum file cannot be closed before UNHCR was told."));
}

enum outcome return_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct return_case *file = row;
    const struct person *person;
    bool other = false;
    if (identifier_is_none(file->head.person))
        return problem_add(problems, INVALID, "person_missing", TEXT_NONE,
                           N_("A case belongs to a person: search for the person first."));
    enum outcome outcome = get_person(work, file, &person);
    if (outcome != OK)
        return outcome == NOT_FOUND ? problem_add(problems, INVALID, "person_missing", TEXT_NONE,
                                                  N_("A case belongs to a person: search for the person first."))
                                    : outcome;
    int32_t age = person_age(person, file->received_on == DATE_NONE ? today(work) : file->received_on);
    file->sex = person->sex;
    file->nationality = person->nationality;
    if (age >= 0 || before == NULL) /* what was known stays, also when the person's data were erased since */
        file->age_at_application = age < 0 ? INTEGER_NONE : age;
    file->generated = person->generated;
    if (before != NULL)
        return_note_state(before, file);
    check_conditions(file, problems);
    if (before == NULL && file->head.state.length == 0)
        file->head.state = text_from(return_flow.states[0].name);
    const struct flow_state *state = flow_state(&return_flow, file->head.state);
    if (before == NULL && (state == NULL || state->kind != STATE_ENDED)) /* one that ended before came is history */
        outcome = return_has_open_case(work, file->head.person, file->head.id, &other);
    if (outcome == OK && other)
        (void)problem_add(problems, INVALID, "case_open_already", TEXT_NONE,
                          N_("This person already has a return case that has not ended: continue that one."));
    return outcome;
}

bool return_may_plan(const struct return_case *file)
{
    static const char *const STATES[] = {"preparing",  "booked",  "postponed", "no_show",     "departed",
                                         "in_transit", "arrived", "planned",   "in_delivery", "monitored"};
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
        if (text_is(file->head.state, STATES[i]))
            return true;
    return false;
}

/* However a case was made, its first task waits for somebody. */
enum outcome return_stored(struct work *work, const void *before, const void *row)
{
    bool begins = before == NULL && text_is(record_head_of(row)->state, return_flow.states[0].name);
    bool left = before != NULL && text_is(record_head_of(before)->state, "booked") &&
                !text_is(record_head_of(row)->state, "booked");
    enum outcome outcome = left ? journey_left(work, row) : OK;
    if (outcome != OK)
        return outcome;
    if (before != NULL && !text_equal(record_head_of(before)->state, record_head_of(row)->state))
        return companions_moved(work, before, row);
    return begins ? flow_begin(work, &return_flow, row) : OK;
}

enum outcome return_open(struct work *work, struct return_case *file)
{
    file->head.state = TEXT("inquiry");
    if (file->received_on == DATE_NONE)
        file->received_on = today(work);
    return record_insert(work, &return_case_record, file);
}

/* ---- guards ---- */

static enum outcome require_consent_on(struct work *work, const struct return_case *file, int32_t day, unsigned purpose,
                                       const char *code, const char *message, struct gate *gate)
{
    unsigned purposes;
    enum outcome outcome = person_consents(work, file->head.person, day, &purposes);
    if (outcome == OK)
        gate_require(gate, (purposes & purpose) != 0, code, message, N_("The person, with the caseworker"),
                     person_path(gate, file, "/consents/new"));
    return outcome;
}

static enum outcome require_consent(struct work *work, const struct return_case *file, unsigned purpose,
                                    const char *code, const char *message, struct gate *gate)
{
    return require_consent_on(work, file, today(work), purpose, code, message, gate);
}

static enum outcome require_guardian(struct work *work, const struct return_case *file, const struct person *person,
                                     struct gate *gate)
{
    struct identifier guardian;
    int32_t age = person_youngest_age(person, today(work));
    gate_require(gate, age >= 0, "birth_missing", N_("The person's date or year of birth is recorded"),
                 N_("Caseworker"), person_path(gate, file, "/edit"));
    if (age < 0 || age >= 18)
        return OK;
    enum outcome outcome = person_guardian(work, file->head.person, today(work), &guardian);
    if (outcome < 0)
        return outcome;
    gate_require(gate, outcome == OK, "guardian_missing", N_("A guardian or parent is recorded for this child"),
                 N_("Protection officer"), person_path(gate, file, "/relations/new"));
    return OK;
}

/* What other features need: on the day of travel where there is one, else today. */
static enum outcome require_companions(struct work *work, const struct return_case *file, const char *action,
                                       struct gate *gate)
{
    int32_t day = file->travel_on == DATE_NONE ? today(work) : file->travel_on;
    return companions_require(work, file, action, day, gate);
}

enum outcome return_can_register(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    const struct person *person;
    enum outcome outcome = get_person(work, file, &person);
    if (outcome != OK)
        return outcome;
    outcome = require_consent(work, file, CONSENT_DATA, "consent_data_missing",
                              N_("The person agrees that their data are kept and used to assist them"), gate);
    gate_require(gate, person->sex.length > 0, "sex_missing", N_("The person's sex is recorded"), N_("Caseworker"),
                 person_path(gate, file, "/edit"));
    gate_require(gate, person->birth.date != DATE_NONE, "birth_missing",
                 N_("The person's date or year of birth is recorded"), N_("Caseworker"),
                 person_path(gate, file, "/edit"));
    return outcome;
}

enum outcome return_can_screen(struct work *work, const void *row, struct gate *gate)
{
    gate_require(gate, false, "screening_missing", N_("Two protection officers have signed the screening"),
                 N_("Protection officer"), TEXT_NONE);
    return require_companions(work, row, "screen", gate);
}

/* All that those outside protection are told of a screening. */
static void require_screening(const struct return_case *file, struct gate *gate)
{
    gate_require(gate, !text_is(file->screening_outcome, "stop"), "screening_stops",
                 N_("The screening does not stop the return"), N_("Protection officer"), TEXT_NONE);
    gate_require(gate, !text_is(file->screening_outcome, "wait"), "screening_waits",
                 N_("Protection has finished its part"), N_("Protection officer"), TEXT_NONE);
}

enum outcome return_can_counsel(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    require_screening(file, gate);
    struct identifier *sessions;
    size_t count;
    enum outcome outcome = return_sessions(work, file, &sessions, &count);
    if (outcome != OK)
        return outcome;
    gate_require(gate, count > 0, "counselling_missing", N_("A session of counselling is recorded"), N_("Caseworker"),
                 case_path(gate, file, "/counselling/new"));
    return require_consent(work, file, CONSENT_DATA, "consent_data_missing",
                           N_("The person agrees that their data are kept and used to assist them"), gate);
}

enum outcome return_can_consent(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    const struct person *person;
    enum outcome outcome = get_person(work, file, &person);
    if (outcome == OK)
        outcome = require_consent(work, file, CONSENT_ASSISTANCE, "consent_assistance_missing",
                                  N_("The person agrees that the return and reintegration are prepared"), gate);
    if (outcome == OK)
        outcome = require_guardian(work, file, person, gate);
    int32_t warned = DATE_NONE;
    bool claim = file->asylum_claim.is == FLAG_YES;
    if (outcome == OK && claim)
        outcome = return_asylum_warned_on(work, file, &warned);
    gate_require(gate, !claim || warned != DATE_NONE, "asylum_not_warned",
                 N_("Whoever asked for asylum was told that the return closes the file and ends the protection"),
                 N_("Caseworker"), case_path(gate, file, "/counselling/new"));
    gate_require(gate, !claim || file->unhcr_notified_on != DATE_NONE, "unhcr_not_told",
                 N_("UNHCR was told, because the return closes the asylum file"), N_("Caseworker"),
                 case_path(gate, file, "/edit"));
    bool ended = file->capacity_confirmed_until != DATE_NONE && file->capacity_confirmed_until < today(work);
    gate_require(gate, file->capacity_doubt.is != FLAG_YES || (file->capacity_confirmed_on != DATE_NONE && !ended),
                 "capacity_not_confirmed", N_("Where the capacity to decide is in doubt, a professional confirmed it"),
                 N_("A doctor or a psychologist, through the caseworker"), case_path(gate, file, "/edit"));
    require_screening(file, gate);
    return outcome == OK ? require_companions(work, file, "consent", gate) : outcome;
}

static enum outcome can_approve(struct work *work, const struct return_case *file, bool despite, struct gate *gate)
{
    bool declared = false;
    enum outcome outcome = return_took_step(work, file, TEXT("consent"), &declared);
    if (outcome != OK)
        return outcome;
    bool own = declared || identifier_equal(file->head.assigned, work->actor->user);
    gate_require(gate, !own || work->actor->system, "own_case",
                 N_("Somebody other than the case's own caseworker approves"), N_("Supervisor"), TEXT_NONE);
    gate_require(gate, file->country_of_return.length > 0, "country_missing", N_("The country of return is recorded"),
                 N_("Caseworker"), case_path(gate, file, "/edit"));
    require_screening(file, gate);
    outcome = require_consent(work, file, CONSENT_ASSISTANCE, "consent_assistance_missing",
                              N_("The person agrees that the return and reintegration are prepared"), gate);
    if (outcome == OK)
        outcome = require_companions(work, file, "approve", gate);
    return outcome == OK ? eligibility_require(work, file, "approval", despite, gate) : outcome;
}

enum outcome return_can_approve(struct work *work, const void *row, struct gate *gate)
{
    return can_approve(work, row, false, gate);
}

enum outcome return_can_approve_despite(struct work *work, const void *row, struct gate *gate)
{
    return can_approve(work, row, true, gate);
}

/* A travel document that was asked for is one that the person holds, valid on the day of travel. */
static enum outcome document_holds(struct work *work, const struct return_case *file, int32_t on, bool *ret_holds)
{
    bool needed;
    bool has = true;
    enum outcome outcome = return_document_needed(work, file->head.id, file->head.person, &needed);
    if (outcome == OK && needed && on != DATE_NONE)
        outcome = person_has_document(work, file->head.person, TEXT(TRAVEL_DOCUMENTS), on, &has);
    if (outcome == OK)
        *ret_holds = has;
    return outcome;
}

static enum outcome require_preparations(struct work *work, const struct return_case *file, int32_t on,
                                         struct gate *gate)
{
    int64_t all;
    int64_t open;
    int32_t first_end;
    bool holds;
    enum outcome outcome = return_milestones_state(work, file->head.id, file->head.person, &all, &open, &first_end);
    if (outcome == OK)
        outcome = document_holds(work, file, on, &holds);
    if (outcome != OK)
        return outcome;
    gate_require(gate, all >= (int64_t)milestone_kinds.count && open == 0, "preparation_open",
                 N_("Travel document, exit authorisation, project and medical check are settled"),
                 N_("Operations officer and caseworker"), case_path(gate, file, "#preparation"));
    gate_require(gate, first_end == DATE_NONE || on == DATE_NONE || first_end >= on, "preparation_expired",
                 N_("Every preparation is still valid on the day of travel"), N_("Operations officer"),
                 case_path(gate, file, "#preparation"));
    if (on != DATE_NONE)
        gate_require(gate, holds, "document_expires", N_("The travel document is valid on the day of travel"),
                     N_("The consulate, through the caseworker"), person_path(gate, file, "/documents/new"));
    return OK;
}

enum outcome return_require_journey(struct work *work, const struct return_case *file, int32_t day, struct gate *gate)
{
    enum outcome outcome = require_preparations(work, file, day, gate);
    if (outcome == OK)
        outcome = require_consent_on(work, file, day, CONSENT_ASSISTANCE, "consent_assistance_missing",
                                     N_("The person's consent still stands on the day of departure"), gate);
    require_screening(file, gate);
    if (outcome == OK)
        outcome = companions_require(work, file, "book", day, gate);
    return outcome == OK ? journey_require(work, file, day, "depart", gate) : outcome;
}

enum outcome return_can_book(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    enum outcome outcome = require_preparations(work, file, file->travel_on, gate);
    if (outcome == OK)
        outcome = require_consent(work, file, CONSENT_ASSISTANCE, "consent_assistance_missing",
                                  N_("The person agrees that the return and reintegration are prepared"), gate);
    require_screening(file, gate);
    if (outcome == OK)
        outcome = journey_require(work, file, file->travel_on, "book", gate);
    return outcome == OK ? require_companions(work, file, "book", gate) : outcome;
}

/* Papers are not asked after: what no longer holds on the new day becomes a task. */
enum outcome return_can_rebook(struct work *work, const void *row, struct gate *gate)
{
    enum outcome outcome =
        require_consent(work, row, CONSENT_ASSISTANCE, "consent_assistance_missing",
                        N_("The person agrees that the return and reintegration are prepared"), gate);
    return outcome == OK ? require_companions(work, row, "rebook", gate) : outcome;
}

static enum outcome can_depart(struct work *work, const struct return_case *file, bool despite, struct gate *gate)
{
    gate_require(gate, file->travel_on != DATE_NONE && file->travel_on <= today(work), "travel_day_not_come",
                 N_("The day of travel has come"), N_("Operations officer"), TEXT_NONE);
    enum outcome outcome = require_preparations(work, file, file->travel_on, gate);
    if (outcome == OK)
        outcome = require_consent(work, file, CONSENT_ASSISTANCE, "consent_assistance_missing",
                                  N_("The person's consent still stands on the day of departure"), gate);
    require_screening(file, gate);
    if (outcome == OK)
        outcome = journey_require(work, file, file->travel_on, "depart", gate);
    if (outcome == OK)
        outcome = require_companions(work, file, "depart", gate);
    return outcome == OK ? eligibility_require(work, file, "departure", despite, gate) : outcome;
}

enum outcome return_can_depart(struct work *work, const void *row, struct gate *gate)
{
    return can_depart(work, row, false, gate);
}

enum outcome return_can_depart_despite(struct work *work, const void *row, struct gate *gate)
{
    return can_depart(work, row, true, gate);
}

enum outcome return_can_no_show(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    gate_require(gate, file->travel_on != DATE_NONE && file->travel_on <= today(work), "travel_day_not_come",
                 N_("The day of travel has come"), N_("Operations officer"), TEXT_NONE);
    return OK;
}

enum outcome return_can_plan(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    struct item_counts counts;
    enum outcome outcome = return_item_counts(work, file->head.id, file->head.person, &counts);
    if (outcome == OK)
        gate_require(gate, counts.proposed > 0, "plan_empty", N_("The plan has at least one item"), N_("Caseworker"),
                     case_path(gate, file, "/items/new"));
    return outcome == OK ? require_companions(work, file, "agree_plan", gate) : outcome;
}

enum outcome return_can_deliver(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    struct item_counts counts;
    enum outcome outcome = return_item_counts(work, file->head.id, file->head.person, &counts);
    if (outcome == OK)
        gate_require(gate, counts.first_paid > 0, "first_instalment_unpaid", N_("The first instalment was paid"),
                     N_("Finance officers"), case_path(gate, file, "#plan"));
    return outcome;
}

enum outcome return_can_monitor(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    struct item_counts counts;
    enum outcome outcome = return_item_counts(work, file->head.id, file->head.person, &counts);
    if (outcome == OK)
        gate_require(gate, counts.paid + counts.justified > 0, "nothing_delivered", N_("Something was delivered"),
                     N_("Finance officers"), case_path(gate, file, "#plan"));
    return outcome;
}

enum outcome return_can_close(struct work *work, const void *row, struct gate *gate)
{
    const struct return_case *file = row;
    struct item_counts counts;
    enum outcome outcome = return_item_counts(work, file->head.id, file->head.person, &counts);
    if (outcome != OK)
        return outcome;
    gate_require(gate, counts.proposed + counts.waiting == 0, "items_open", N_("No item of the plan is open"),
                 N_("Finance officers"), case_path(gate, file, "#plan"));
    gate_require(gate, counts.paid == 0, "items_unjustified", N_("Every payment has its proof"), N_("Caseworker"),
                 case_path(gate, file, "#plan"));
    return OK;
}

enum outcome return_can_resume(struct work *work, const void *row, struct gate *gate)
{
    return require_consent(work, row, CONSENT_ASSISTANCE, "consent_assistance_missing",
                           N_("The person agrees that the return and reintegration are prepared"), gate);
}

/* ---- effects ---- */

enum outcome return_registered(struct work *work, void *row)
{
    struct return_case *file = row;
    if (identifier_is_none(file->head.assigned))
        file->head.assigned = work->actor->user;
    return OK;
}

enum outcome return_screened(struct work *work, void *row)
{
    ((struct return_case *)row)->screened_on = today(work);
    return OK;
}

enum outcome return_counselled(struct work *work, void *row)
{
    struct return_case *file = row;
    struct identifier *sessions;
    size_t count;
    void *newest;
    enum outcome outcome = return_sessions(work, file, &sessions, &count);
    if (outcome == OK && count > 0)
        outcome = record_get_unlimited(work, &return_counselling_record, sessions[0], &newest);
    if (outcome != OK || count == 0)
        return outcome;
    file->counselled_on = ((const struct return_counselling *)newest)->held_on;
    file->counselling_language = ((const struct return_counselling *)newest)->language;
    return OK;
}

enum outcome return_consented(struct work *work, void *row)
{
    struct return_case *file = row;
    if (file->declared_on != DATE_NONE && file->counselled_on != DATE_NONE && file->declared_on < file->counselled_on)
        refuse(work, "declared_on", "declared_before_counselling",
               N_("The declaration cannot come before the counselling."));
    return OK;
}

enum outcome return_open_preparations(struct work *work, const struct return_case *file)
{
    for (size_t i = 0; i < milestone_kinds.count; i++) {
        struct return_milestone *milestone = record_new(work->arena, &return_milestone_record);
        milestone->head.person = file->head.person;
        milestone->head.organisation = file->head.organisation;
        milestone->head.office = file->head.office;
        milestone->head.assigned = file->head.assigned;
        milestone->head.state = TEXT("open");
        milestone->return_case = file->head.id;
        milestone->kind = text_from(milestone_kinds.choices[i].code);
        enum outcome outcome = record_insert(work, &return_milestone_record, milestone);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome return_approved(struct work *work, void *row)
{
    enum outcome outcome = eligibility_sign(work, row, "approval", false);
    return outcome == OK ? return_open_preparations(work, row) : outcome;
}

enum outcome return_approved_despite(struct work *work, void *row)
{
    enum outcome outcome = eligibility_sign(work, row, "approval", true);
    return outcome == OK ? return_open_preparations(work, row) : outcome;
}

enum outcome return_booked(struct work *work, void *row)
{
    struct return_case *file = row;
    int64_t all;
    int64_t open;
    int32_t first_end;
    bool holds;
    if (file->travel_on < today(work))
        refuse(work, "travel_on", "travel_in_past", N_("The day of travel has passed already."));
    enum outcome outcome = return_milestones_state(work, file->head.id, file->head.person, &all, &open, &first_end);
    if (outcome == OK)
        outcome = document_holds(work, file, file->travel_on, &holds);
    if (outcome == OK && (!holds || (first_end != DATE_NONE && first_end < file->travel_on)))
        refuse(work, "travel_on", "preparation_expires_before",
               N_("A document or certificate ends before this day: renew it, or choose an earlier day."));
    struct gate gate = {.arena = work->arena};
    if (outcome == OK)
        outcome = companions_require(work, file, "book", file->travel_on, &gate);
    if (outcome == OK && !gate_is_open(&gate))
        refuse(work, "travel_on", "protection_ends_before",
               N_("What was decided for this person does not hold on this day: choose an earlier day, or ask the "
                  "protection officers."));
    if (outcome == OK)
        outcome = journey_check_booking(work, file);
    return outcome == OK && work->problems.count == 0 ? journey_watch(work, file) : outcome;
}

/* The carrier has moved it: nothing is refused for what no longer holds, it is at risk instead. */
enum outcome return_rebooked(struct work *work, void *row)
{
    struct return_case *file = row;
    if (file->travel_on != DATE_NONE && file->travel_on < today(work))
        refuse(work, "travel_on", "travel_in_past", N_("The day of travel has passed already."));
    return file->travel_on != DATE_NONE && work->problems.count == 0 ? journey_watch(work, file) : OK;
}

enum outcome return_missed(struct work *work, void *row)
{
    (void)work;
    ((struct return_case *)row)->risk_since = DATE_NONE;
    return OK;
}

static enum outcome departed(struct work *work, struct return_case *file, bool despite)
{
    const struct person *person;
    if (file->departed_on != DATE_NONE && file->travel_on != DATE_NONE && file->departed_on < file->travel_on)
        refuse(work, "departed_on", "departed_before_travel",
               N_("The departure cannot come before the day of travel that was booked."));
    enum outcome outcome = get_person(work, file, &person);
    if (outcome != OK)
        return outcome;
    int32_t age = file->departed_on == DATE_NONE ? -1 : person_age(person, file->departed_on);
    file->age_at_departure = age < 0 ? INTEGER_NONE : age;
    file->risk_since = DATE_NONE;
    return eligibility_sign(work, file, "departure", despite);
}

enum outcome return_departed(struct work *work, void *row) { return departed(work, row, false); }

enum outcome return_departed_despite(struct work *work, void *row) { return departed(work, row, true); }

enum outcome return_arrived(struct work *work, void *row)
{
    struct return_case *file = row;
    if (file->arrived_on != DATE_NONE && file->departed_on != DATE_NONE && file->arrived_on < file->departed_on)
        refuse(work, "arrived_on", "arrived_before_departure", N_("The arrival cannot come before the departure."));
    file->plan_due_on = file->arrived_on == DATE_NONE ? DATE_NONE : date_add_months(file->arrived_on, 1);
    return OK;
}

/* What is done after the arrival is not dated before it: the second instalment counts from these days. */
static void refuse_before_arrival(struct work *work, const struct return_case *file, int32_t date, const char *field)
{
    if (date != DATE_NONE && file->arrived_on != DATE_NONE && date < file->arrived_on)
        refuse(work, field, "before_arrival", N_("This day lies before the arrival."));
}

enum outcome return_monitored(struct work *work, void *row)
{
    const struct return_case *file = row;
    refuse_before_arrival(work, file, file->monitored_on, "monitored_on");
    return OK;
}

enum outcome return_planned(struct work *work, void *row)
{
    const struct return_case *file = row;
    size_t already = work->problems.count;
    refuse_before_arrival(work, file, file->plan_agreed_on, "plan_agreed_on");
    return work->problems.count > already ? INVALID : return_commit_items(work, row);
}

/* What is prepared, planned or committed and not done ends with the case.  A withdrawal ends what was settled too: if
   the person comes back, everything is asked for anew. */
static enum outcome stop_everything(struct work *work, const struct return_case *file, bool settled_too)
{
    enum outcome outcome = return_cancel_items(work, file);
    return outcome == OK ? return_cancel_milestones(work, file, settled_too) : outcome;
}

enum outcome return_closed(struct work *work, void *row)
{
    struct return_case *file = row;
    file->closed_on = today(work);
    file->risk_since = DATE_NONE;
    return stop_everything(work, file, false);
}

enum outcome return_withdrawn(struct work *work, void *row)
{
    struct return_case *file = row;
    file->withdrawn_on = today(work);
    file->risk_since = DATE_NONE;
    file->travel_on = DATE_NONE;
    file->postponed_until = DATE_NONE;
    return stop_everything(work, file, true);
}

enum outcome return_postponed(struct work *work, void *row)
{
    struct return_case *file = row;
    if (file->postponed_until != DATE_NONE && file->postponed_until <= today(work))
        refuse(work, "postponed_until", "postponed_to_past", N_("Choose a day after today."));
    file->travel_on = DATE_NONE;
    file->risk_since = DATE_NONE;
    return OK;
}

enum outcome return_resumed(struct work *work, void *row)
{
    struct return_case *file = row;
    (void)work;
    file->postponed_until = DATE_NONE;
    file->travel_on = DATE_NONE;
    file->risk_since = DATE_NONE;
    return OK;
}

enum outcome return_corrected(struct work *work, void *row)
{
    struct return_case *file = row;
    (void)work;
    file->departed_on = DATE_NONE;
    file->age_at_departure = INTEGER_NONE;
    return OK;
}

enum outcome return_reopened(struct work *work, void *row)
{
    struct return_case *file = row;
    bool other;
    file->withdrawn_on = DATE_NONE;
    file->reopened_on = today(work);
    file->decision_note = TEXT_NONE;
    file->screened_on = DATE_NONE;
    file->screening_outcome = TEXT_NONE;
    file->declared_on = DATE_NONE;
    file->declaration_means = TEXT_NONE;
    enum outcome outcome = return_has_open_case(work, file->head.person, file->head.id, &other);
    if (outcome == OK && other)
        refuse(work, "", "case_open_already",
               N_("This person already has a return case that has not ended: continue that one."));
    return outcome;
}

enum outcome return_consent_withdrawn(struct work *work, struct identifier person)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = return_open_cases(work, person, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = flow_move_forced(work, &return_flow, ids[i], TEXT("withdraw"), TEXT(CONSENT_WITHDRAWN_NOTE));
    return outcome;
}
