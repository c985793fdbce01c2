/* Rounds begin with the arrival and end with what ends the contact; the calendar brings them into somebody's work. */
#include "base/number.h"
#include "database/wall.h"
#include "flow/task.h"
#include "monitoring/monitoring_store.h"

enum { ROUNDS_AT_ONCE = 20, CASES_AT_ONCE = 100, NUMBER_MOST = 1 << 20, TIMEOUT = 3600, JOB_ATTEMPTS = 5 };

static const struct actor THE_SYSTEM = {.system = true};

/* ---- with the case ---- */

static enum outcome add_round(struct work *work, const struct return_case *file, const struct round_occasion *occasion)
{
    struct monitoring_round *round = record_new(work->arena, &round_record);
    round->head.person = file->head.person;
    round->head.organisation = file->head.organisation;
    round->head.office = file->head.office;
    round->head.assigned = file->head.assigned;
    round->head.state = TEXT("planned");
    round->return_case = file->head.id;
    round->occasion = text_from(occasion->code);
    round->due_on = date_add_months(file->arrived_on, occasion->months);
    round->attempts = 0;
    round->generated = file->generated;
    return record_insert(work, &round_record, round);
}

/* Those of the rounds that are due on this day or later. */
static enum outcome schedule_from(struct work *work, const struct return_case *file, int32_t first)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "rounds begin with the arrival, whoever confirms it");
    struct work own = *work;
    struct identifier *ids;
    size_t count = 0;
    own.actor = &THE_SYSTEM;
    enum outcome outcome = rounds_of_case(&own, file->head.id, file->head.person, &ids, &count);
    for (size_t i = 0; i < ROUND_COUNT && outcome == OK && count == 0 && file->arrived_on != DATE_NONE; i++)
        if (date_add_months(file->arrived_on, ROUND_OCCASIONS[i].months) >= first)
            outcome = add_round(&own, file, &ROUND_OCCASIONS[i]);
    work->problems = own.problems;
    return outcome;
}

enum outcome monitoring_schedule(struct work *work, const struct return_case *file)
{
    return schedule_from(work, file, INT32_MIN);
}

/* Support that came to its end leaves the rounds: what becomes of people is asked until a year is over. */
static bool contact_goes_on(const struct return_case *file)
{
    return text_is(file->head.state, "closed") &&
           (text_is(file->closure_reason, "support_ended") || text_is(file->closure_reason, "criteria_no_longer_met"));
}

static enum outcome cancel_all(struct work *work, const struct return_case *file)
{
    struct identifier *ids;
    size_t count = 0;
    enum outcome outcome = rounds_of_case(work, file->head.id, file->head.person, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        outcome = flow_move_forced(work, &round_flow, ids[i], TEXT("cancel"), TEXT_NONE);
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    return outcome;
}

static enum outcome moved(struct work *work, const struct return_case *before, const struct return_case *file)
{
    const struct flow_state *state = flow_state(&return_flow, file->head.state);
    (void)before;
    if (text_is(file->head.state, "arrived") && !text_is_empty(file->imported))
        return schedule_from(work, file,
                             zone_date(work->zone, work->now)); /* what was asked before is not known here */
    if (text_is(file->head.state, "arrived"))
        return monitoring_schedule(work, file);
    if (state == NULL || state->kind != STATE_ENDED || contact_goes_on(file))
        return OK;
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "rounds end with the case, whoever ends it");
    struct work own = *work;
    own.actor = &THE_SYSTEM;
    enum outcome outcome = cancel_all(&own, file);
    work->problems = own.problems;
    return outcome;
}

/* ---- with who follows the case ---- */

static enum outcome give(struct work *work, const struct record *record, struct identifier id, struct identifier user)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, record, id, &row);
    if (outcome != OK || identifier_equal(record_head_of(row)->assigned, user))
        return outcome;
    void *changed = record_copy(work->arena, record, row);
    record_head(changed)->assigned = user;
    outcome = record_update_by_step(work, record, row, changed, TEXT("assign"));
    return outcome == OK ? task_assign(work, text_from(record->name), id, record_head_of(row)->person, user) : outcome;
}

static enum outcome assigned(struct work *work, const struct return_case *file)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "rounds and answers go with the case");
    struct identifier *ids;
    size_t count = 0;
    struct identifier user = file->head.assigned;
    enum outcome outcome = rounds_of_case(work, file->head.id, file->head.person, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = give(work, &round_record, ids[i], user);
    count = 0;
    if (outcome == OK)
        outcome = interviews_of(work, file->head.id, file->head.person, (struct identifier){{0}}, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = give(work, &interview_record, ids[i], user);
    return outcome;
}

/* ---- what a case's page shows ---- */

static enum outcome links(struct work *work, const struct return_case *file, struct return_link **ret_links,
                          size_t *ret_count)
{
    struct subject subject = record_subject(file);
    struct return_link *found = arena_array(work->arena, struct return_link, 1);
    *ret_links = found;
    *ret_count = 0;
    if (file->arrived_on == DATE_NONE || !actor_may_on(work->actor, &monitoring_read, &subject))
        return OK;
    struct text id = identifier_to_text(work->arena, file->head.id);
    found[0] = (struct return_link){N_("After the return"), "activity",
                                    arena_format(work->arena, "/return-cases/%.*s/monitoring", TEXT_ARG(id))};
    *ret_count = 1;
    return OK;
}

static const struct record *const RECORDS[] = {&round_record};

const struct return_companion monitoring_companion = {
    .moved = moved,
    .assigned = assigned,
    .links = links,
    .records = RECORDS,
    .record_count = sizeof RECORDS / sizeof *RECORDS,
};

static const struct record *const COPIED[] = {&round_record, &interview_record};

/* What somebody said after the return belongs to the copy that they may ask for. */
const struct person_feature monitoring_person_feature = {
    .label = N_("After the return"),
    .records = COPIED,
    .record_count = sizeof COPIED / sizeof *COPIED,
};

/* ---- with the calendar ---- */

/* The argument is a day; the answer, how many rounds fell due: "20". */
static enum outcome take_due(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier *ids;
    size_t count = 0;
    int32_t until;
    if (text_to_date(arguments, &until) != OK)
        return INVALID;
    enum outcome outcome = rounds_falling_due(work, until, ROUNDS_AT_ONCE, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = flow_move_forced(work, &round_flow, ids[i], TEXT("fall_due"), TEXT_NONE);
    if (outcome == OK)
        *ret_answer = arena_format(work->arena, "%zu", count);
    return outcome;
}

/* The argument is the case of somebody who arrived before rounds were planned by themselves: what is still to come of
   them is planned.  What was asked of nobody in time is asked by hand, if at all. */
static enum outcome take_missing(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier id;
    void *file;
    *ret_answer = TEXT_NONE;
    if (text_to_identifier(arguments, &id) != OK)
        return INVALID;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, id, &file);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    return schedule_from(work, file, zone_date(work->zone, work->now));
}

enum action { TAKE_DUE, TAKE_MISSING };
const struct internal_action monitoring_actions[] = {
    [TAKE_DUE] = {"monitoring.due", take_due}, [TAKE_MISSING] = {"monitoring.missing", take_missing}, {NULL, NULL}};

static enum outcome pass_on(struct work *work, enum action action, struct text argument, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, monitoring_actions[action].name, argument, ret_answer);
    return monitoring_actions[action].run(work, argument, ret_answer);
}

/* Who arrived so long ago that no round is to come is left alone. */
static enum outcome plan_missing(struct job_context *context)
{
    struct work *work = context->work;
    int32_t since = date_add_months(zone_date(work->zone, work->now), -ROUND_OCCASIONS[ROUND_COUNT - 1].months);
    struct identifier after = {{0}};
    size_t count = CASES_AT_ONCE;
    enum outcome outcome = OK;
    while (outcome == OK && count == CASES_AT_ONCE) {
        struct identifier *ids;
        outcome = cases_without_rounds(work, since, after, CASES_AT_ONCE, &ids, &count);
        for (size_t i = 0; outcome == OK && i < count; i++) {
            struct text answer;
            outcome = pass_on(work, TAKE_MISSING, identifier_to_text(work->arena, ids[i]), &answer);
            after = ids[i];
        }
    }
    return outcome;
}

static enum outcome run(struct job_context *context)
{
    struct work *work = context->work;
    int32_t until = zone_date(work->zone, work->now) + ROUND_AHEAD_DAYS;
    int64_t count = ROUNDS_AT_ONCE;
    int64_t done = 0;
    enum outcome outcome = plan_missing(context);
    while (outcome == OK && count == ROUNDS_AT_ONCE) {
        struct text answer = TEXT_NONE;
        outcome = pass_on(work, TAKE_DUE, date_to_text(work->arena, until), &answer);
        if (outcome == OK && text_to_integer(answer, 0, NUMBER_MOST, &count) != OK)
            outcome = FAILED;
        done += count;
        if (outcome == OK)
            outcome = job_progress(context, done, 0);
    }
    return outcome;
}

const struct job_kind monitoring_due_job = {
    "monitoring.due", run, TIMEOUT, JOB_ATTEMPTS, N_("Rounds after a return that fall due"), NULL};
