/* What a receiver answers, and what follows in the sender's referral. */
#include "database/wall.h"
#include "record/keys.h"
#include "referrals/referral_package_make.h"
#include "referrals/referral_rules.h"
#include "referrals/referral_store.h"

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

/* What the history of the sender says of it; shown translated. */
#define ANSWER_NOTE N_("Said by the receiver.")

/* The sender's referral takes the same step. */
static enum outcome tell(struct work *work, const struct referral_received *row, const char *action)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the referral lies in the organisation that sent it");
    struct work program = *work;
    bool guarded = received_is_guarded(row);
    const struct record *record = referral_record_of(guarded);
    void *before;
    program.actor = &referral_system;
    enum outcome outcome = record_get_unlimited(&program, record, row->referral, &before);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    struct referral *input = record_copy(work->arena, record, before);
    input->acknowledged_at = row->acknowledged_at;
    input->on_time.is = row->acknowledged_at <= row->due_at ? FLAG_YES : FLAG_NO;
    input->answered_at = row->answered_at;
    input->accepted_at = row->accepted_at;
    input->feedback_due_on = row->feedback_due_on;
    input->completed_at = row->completed_at;
    input->refusal_reason = row->refusal_reason;
    input->answer = row->answer;
    input->question = row->question;
    input->onward = row->onward;
    input->outcomes = row->outcomes;
    input->result_note = row->result_note;
    outcome = flow_move_forced_with(&program, referral_flow_of(guarded), row->referral, text_from(action), input,
                                    TEXT(ANSWER_NOTE));
    work->problems = program.problems;
    return outcome == NOT_FOUND ? CONFLICT : outcome; /* the sender was faster */
}

static void acknowledge(struct work *work, struct referral_received *row)
{
    if (row->acknowledged_at == INSTANT_NONE || row->acknowledged_at == INTEGER_NONE)
        row->acknowledged_at = work->now;
}

enum outcome received_acknowledged(struct work *work, void *row)
{
    acknowledge(work, row);
    return tell(work, row, "acknowledge");
}

enum outcome received_can_accept(struct work *work, const void *row, struct gate *gate)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "whether a service is open does not depend on who asks");
    const struct referral_received *received = row;
    void *service;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, received->service, &service);
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    gate_require(gate, outcome == OK && text_is(record_head_of(service)->state, "open"), "service_closed",
                 N_("The service is open"), N_("Coordination"), TEXT_NONE);
    return OK;
}

static enum outcome too_many_come(struct work *work, const struct referral_received *row, int64_t places)
{
    struct service_week week;
    enum outcome outcome = service_week_get(work, row->service, today(work), &week);
    if (outcome != OK)
        return outcome;
    return problem_add_with(
        &work->problems, INVALID, "no_place_left", TEXT_NONE, N_("{1} places are asked, and {2} are left this week."),
        arena_format(work->arena, "%lld", (long long)places), arena_format(work->arena, "%lld", (long long)week.left));
}

static enum outcome take_place(struct work *work, const struct referral_received *row)
{
    struct service_week week;
    int64_t places = row->places >= 1 ? row->places : 1;
    enum outcome outcome = service_place_take(work, row->service, today(work), row->head.id, places, &week);
    if (outcome == CONFLICT && places > 1)
        return too_many_come(work, row, places);
    if (outcome == CONFLICT)
        return problem_add(&work->problems, INVALID, "no_place_left", TEXT_NONE,
                           N_("Another one took the last place of this week."));
    if (outcome == INVALID || outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "service_closed", TEXT_NONE, N_("The service is closed."));
    return outcome;
}

enum outcome received_accepted(struct work *work, void *row)
{
    struct referral_received *received = row;
    acknowledge(work, received);
    received->answered_at = received->accepted_at = work->now;
    received->feedback_due_on = today(work) + REFERRAL_FEEDBACK_DAYS;
    enum outcome outcome = take_place(work, received);
    return outcome == OK ? tell(work, received, "accept") : outcome;
}

static enum outcome end(struct work *work, struct referral_received *row, const char *action)
{
    acknowledge(work, row);
    row->answered_at = work->now;
    return tell(work, row, action);
}

enum outcome received_refused(struct work *work, void *row) { return end(work, row, "refuse"); }

enum outcome received_referred_on(struct work *work, void *row)
{
    const struct referral_received *received = row;
    if (identifier_equal(received->onward, received->service))
        return problem_add(&work->problems, INVALID, "same_service", TEXT("onward"),
                           N_("This is the service it was sent to."));
    return end(work, row, "refer_on");
}

enum outcome received_asked(struct work *work, void *row)
{
    acknowledge(work, row);
    return tell(work, row, "ask");
}

enum outcome received_begun(struct work *work, void *row) { return tell(work, row, "begin"); }

/* What is said of a service in "shelter=provided, cash=unavailable"; how often it is said. */
static size_t outcome_of(struct text typed, struct text service, struct text *ret_outcome)
{
    struct text pair;
    size_t times = 0;
    while (text_split(&typed, ',', &pair)) {
        struct text name;
        if (!text_split(&pair, '=', &name) || !text_equal(text_trim(name), service))
            continue;
        *ret_outcome = text_trim(pair);
        times++;
    }
    return times;
}

static size_t count_of(struct text joined)
{
    struct text one;
    size_t count = 0;
    while (text_split(&joined, ',', &one))
        count++;
    return count;
}

/* Each service that was asked once, and no other. */
static bool read_outcomes(struct arena *arena, struct text services, struct text typed, struct text *ret_outcomes)
{
    struct text outcomes = TEXT_NONE;
    struct text service;
    if (count_of(services) != count_of(typed))
        return false;
    for (struct text rest = services; text_split(&rest, ',', &service);) {
        struct text outcome = TEXT_NONE;
        if (outcome_of(typed, service, &outcome) != 1 || choice_find(&referral_outcomes, outcome) == NULL)
            return false;
        outcomes = arena_format(arena, "%.*s%s%.*s=%.*s", TEXT_ARG(outcomes), outcomes.length > 0 ? ", " : "",
                                TEXT_ARG(service), TEXT_ARG(outcome));
    }
    *ret_outcomes = outcomes;
    return outcomes.length > 0;
}

enum outcome received_completed(struct work *work, void *row)
{
    struct referral_received *received = row;
    if (!read_outcomes(work->arena, received->services, received->outcomes, &received->outcomes))
        return problem_add(&work->problems, INVALID, "outcomes_incomplete", TEXT("outcomes"),
                           N_("Say what came of each service that was asked."));
    received->completed_at = work->now;
    return tell(work, received, "complete");
}

/* A place that was taken is free again. */
enum outcome received_let_go(struct work *work, void *row)
{
    const struct referral_received *received = row;
    return service_place_give_back(work, received->service, received->head.id);
}

/* ---- what is stored ---- */

enum outcome received_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    (void)work, (void)before, (void)row, (void)problems;
    return OK;
}

/* Whoever got it sees nothing of the person any more, and no copy of the database opens it again. */
enum outcome received_stored(struct work *work, const void *before, const void *row)
{
    const struct record_head *head = record_head_of(row);
    const struct flow_state *state = flow_state(&referral_received_flow, head->state);
    (void)before;
    if (state == NULL || state->kind != STATE_ENDED)
        return OK;
    enum outcome outcome = received_is_guarded(row) ? OK : referral_outside_over(work, row);
    if (outcome != OK)
        return outcome;
    outcome = keys_erase(work, head->id, arena_format(work->arena, "referral_%.*s", TEXT_ARG(head->state)));
    return outcome == NOT_FOUND ? OK : outcome;
}
