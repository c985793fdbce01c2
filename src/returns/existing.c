/* Cases that a mission brings from its own files: they stand where they stood there.  What the steps before ask was not
   checked here, and the case says so. */
#include "returns/existing.h"

#include "flow/task.h"
#include "returns/return_rules.h"
#include "system/random.h"

/* In the order of the way: the day that brings a case there; `before`: it has not left yet. */
static const struct stage {
    const char *state;
    size_t day;
    bool before;
} STAGES[] = {
    {"registered", offsetof(struct return_case, registered_on), true},
    {"counselled", offsetof(struct return_case, counselled_on), true},
    {"consented", offsetof(struct return_case, declared_on), true},
    {"preparing", offsetof(struct return_case, approved_on), true},
    {"booked", offsetof(struct return_case, travel_on), true},
    {"departed", offsetof(struct return_case, departed_on), false},
    {"arrived", offsetof(struct return_case, arrived_on), false},
    {"planned", offsetof(struct return_case, plan_agreed_on), false},
    {"in_delivery", offsetof(struct return_case, delivery_on), false},
    {"monitored", offsetof(struct return_case, monitored_on), false},
    {"closed", offsetof(struct return_case, ended_on), false},
    {"withdrawn", offsetof(struct return_case, ended_on), false},
};
enum { STAGE_COUNT = sizeof STAGES / sizeof *STAGES, ARRIVED = 6, DEPARTED = 5, BOOKED = 4, ENDS = 10 };

static const struct choice CHOICES[] = {
    {"registered", N_("Registered"), {0}},
    {"counselled", N_("Counselled"), {0}},
    {"consented", N_("Consented"), {0}},
    {"preparing", N_("In preparation"), {0}},
    {"booked", N_("Travel booked"), {0}},
    {"departed", N_("Departed"), {0}},
    {"arrived", N_("Arrived"), {0}},
    {"planned", N_("Plan agreed"), {0}},
    {"in_delivery", N_("Aid in delivery"), {0}},
    {"monitored", N_("Monitored"), {0}},
    {"closed", N_("Closed"), {0}},
    {"withdrawn", N_("Withdrawn by the person"), {0}},
};
struct choice_list return_stages = {"return_stages", NULL, CHOICES, sizeof CHOICES / sizeof *CHOICES};

static int32_t day_of(const struct return_case *file, size_t stage)
{
    return *(const int32_t *)(const void *)((const char *)file + STAGES[stage].day);
}

static size_t stage_of(struct text state)
{
    size_t at = 0;
    while (at < STAGE_COUNT && !text_is(state, STAGES[at].state))
        at++;
    return at;
}

static void refuse(struct problems *problems, size_t stage, const char *code, const char *message)
{
    static const char *const COLUMNS[STAGE_COUNT] = {"registered_on", "counselled_on", "declared_on", "approved_on",
                                                     "travel_on",     "departed_on",   "arrived_on",  "plan_agreed_on",
                                                     "delivery_on",   "monitored_on",  "ended_on",    "ended_on"};
    (void)problem_add(problems, INVALID, code, text_from(COLUMNS[stage]), message);
}

/* The farthest step of the way of which the case has a day: where one that ended left it. */
static size_t last_day(const struct return_case *file)
{
    size_t last = 0;
    for (size_t i = 0; i < ENDS; i++)
        if (day_of(file, i) != DATE_NONE)
            last = i;
    return last;
}

static void check_order(const struct return_case *file, size_t stage, int32_t today, struct problems *problems)
{
    int32_t before = file->received_on;
    for (size_t i = 0; i < ENDS; i++) {
        int32_t day = day_of(file, i);
        if (day == DATE_NONE)
            continue;
        bool flight = i == BOOKED;
        if (i > stage)
            refuse(problems, i, "beyond_stage",
                   N_("This day belongs to a later step than the one at which the case stands."));
        else if (day > today && !flight)
            refuse(problems, i, "date_in_future", N_("This date lies in the future."));
        else if (before != DATE_NONE && day < before)
            refuse(problems, i, "before_last_step", N_("This day lies before the step that comes before it."));
        if (!flight)
            before = day;
    }
    if (stage >= ENDS && file->ended_on != DATE_NONE && before != DATE_NONE && file->ended_on < before)
        refuse(problems, stage, "before_last_step", N_("This day lies before the step that comes before it."));
    if (file->ended_on != DATE_NONE && file->ended_on > today)
        refuse(problems, ENDS, "date_in_future", N_("This date lies in the future."));
}

void return_existing_check(struct work *work, const struct return_case *file, struct problems *problems)
{
    size_t stage = stage_of(file->head.state);
    if (stage == STAGE_COUNT)
        return;
    if (day_of(file, stage) == DATE_NONE)
        refuse(problems, stage, "stage_day_missing", N_("Say on which day the case came to this step."));
    if (stage >= DEPARTED && stage < ENDS && file->departed_on == DATE_NONE)
        refuse(problems, DEPARTED, "stage_day_missing", N_("Say when the person departed."));
    if (stage >= ARRIVED && stage < ENDS && file->arrived_on == DATE_NONE)
        refuse(problems, ARRIVED, "stage_day_missing", N_("Say when the person arrived."));
    if (text_is(file->head.state, "closed") && text_is_empty(file->closure_reason))
        (void)problem_add(problems, INVALID, "closure_reason_missing", TEXT("closure_reason"),
                          N_("Say why the case was closed."));
    if (text_is(file->head.state, "withdrawn") && file->departed_on != DATE_NONE)
        refuse(problems, DEPARTED, "beyond_stage", N_("Who departed did not withdraw: the case was closed."));
    check_order(file, stage, zone_date(work->zone, work->now), problems);
}

/* ---- made ---- */

static enum outcome put_computed(struct work *work, struct return_case *file, size_t stage)
{
    void *person;
    enum outcome outcome = record_get_unlimited(work, &person_record, file->head.person, &person);
    if (outcome != OK)
        return outcome;
    file->head.state_since = day_of(file, stage);
    if (stage == BOOKED) /* the day of the booking is not known, the day of the flight is */
        file->head.state_since = file->approved_on != DATE_NONE ? file->approved_on : file->received_on;
    if (file->departed_on != DATE_NONE) {
        int32_t age = person_age(person, file->departed_on);
        file->age_at_departure = age < 0 ? INTEGER_NONE : age;
    }
    if (stage >= ARRIVED && stage < ENDS)
        file->plan_due_on = date_add_months(file->arrived_on, 1);
    if (stage >= ENDS)
        file->ended_from = text_from(STAGES[last_day(file)].state);
    if (text_is(file->head.state, "closed"))
        file->closed_on = file->ended_on;
    if (text_is(file->head.state, "withdrawn"))
        file->withdrawn_on = file->ended_on;
    file->imported_stage = stage < ENDS ? file->head.state : file->ended_from;
    return OK;
}

/* Other features hear of it as of a case that came to this state, so that they begin what belongs to it. */
static enum outcome tell(struct work *work, const struct return_case *file, const char *state)
{
    struct return_case *before = record_copy(work->arena, &return_case_record, file);
    struct return_case *now = record_copy(work->arena, &return_case_record, file);
    before->head.state = text_from(return_flow.states[0].name);
    now->head.state = text_from(state);
    return companions_moved(work, before, now);
}

/* The task that waits where the case stands. */
static enum outcome open_task(struct work *work, const struct return_case *file)
{
    struct flow there = return_flow;
    there.begin = NULL;
    for (size_t i = 0; i < return_flow.step_count && there.begin == NULL; i++)
        if (text_is(file->head.state, return_flow.steps[i].to) && return_flow.steps[i].task_right != NULL)
            there.begin = &return_flow.steps[i];
    return there.begin == NULL ? OK : flow_begin(work, &there, file);
}

enum outcome return_open_existing(struct work *work, struct return_case *file, struct text run)
{
    size_t stage = stage_of(file->head.state);
    return_existing_check(work, file, &work->problems);
    if (stage == STAGE_COUNT || work->problems.count > 0)
        return INVALID;
    enum outcome outcome = put_computed(work, file, stage);
    file->imported = run;
    if (outcome == OK)
        outcome = record_insert(work, &return_case_record, file);
    if (outcome == OK && stage < ENDS)
        outcome = open_task(work, file);
    if (outcome == OK && STAGES[stage].before)
        outcome = tell(work, file, "registered");
    if (outcome == OK && (text_is(file->head.state, "preparing") || text_is(file->head.state, "booked")))
        outcome = return_open_preparations(work, file);
    if (outcome == OK && stage >= ARRIVED && stage < ENDS)
        outcome = tell(work, file, "arrived");
    return outcome;
}

/* ---- payments that were made before ---- */

static void check_payment(struct work *work, const struct return_item *item, const struct return_case *file,
                          struct problems *problems)
{
    int32_t today = zone_date(work->zone, work->now);
    if (item->paid_on > today)
        (void)problem_add(problems, INVALID, "date_in_future", TEXT("paid_on"), N_("This date lies in the future."));
    if (file->arrived_on == DATE_NONE || item->paid_on < file->arrived_on)
        (void)problem_add(problems, INVALID, "before_arrival", TEXT("paid_on"),
                          N_("This day lies before the arrival."));
    if (item->justified_on != DATE_NONE && (item->justified_on < item->paid_on || item->justified_on > today))
        (void)problem_add(problems, INVALID, "proof_before_payment", TEXT("justified_on"),
                          N_("The proof was seen between the payment and today."));
    if (text_is_empty(file->imported))
        (void)problem_add(problems, INVALID, "case_not_imported", TEXT("paid_on"),
                          N_("Only a case that was imported has payments from before: in others they are recorded step "
                             "by step."));
}

enum outcome return_existing_payment_check(struct work *work, const struct return_item *item, struct problems *problems)
{
    void *file;
    if (item->paid_on == DATE_NONE || identifier_is_none(item->return_case))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, item->return_case, &file);
    if (outcome == OK)
        check_payment(work, item, file, problems);
    return outcome;
}

enum outcome return_add_existing_payment(struct work *work, struct return_item *item, struct text run)
{
    enum outcome outcome = return_existing_payment_check(work, item, &work->problems);
    if (outcome == OK && work->problems.count > 0)
        return INVALID;
    item->outside.is = FLAG_YES;
    item->imported = run;
    item->head.state = text_from(item->justified_on != DATE_NONE ? "justified" : "paid");
    item->head.state_since = item->justified_on != DATE_NONE ? item->justified_on : item->paid_on;
    return outcome == OK ? record_insert(work, &return_item_record, item) : outcome;
}

/* ---- what was not checked here ---- */

static size_t place_on_way(struct text state)
{
    size_t at = 0;
    while (at < return_flow.state_count && !text_is(state, return_flow.states[at].name))
        at++;
    return at;
}

enum outcome return_unchecked_steps(struct work *work, const struct return_case *file,
                                    struct unchecked_step **ret_steps, size_t *ret_count)
{
    struct unchecked_step *steps = arena_array(work->arena, struct unchecked_step, return_flow.state_count + 1);
    size_t last = place_on_way(file->imported_stage);
    size_t count = 0;
    enum outcome outcome = OK;
    *ret_steps = steps;
    for (size_t s = 1; s <= last && last < return_flow.state_count && outcome == OK; s++) {
        const struct step *taken = NULL; /* the first step that leads into the state from one before */
        for (size_t i = 0; i < return_flow.step_count && taken == NULL; i++) {
            const struct step *step = &return_flow.steps[i];
            if (step->from != NULL && text_is(text_from(return_flow.states[s].name), step->to) &&
                place_on_way(text_from(step->from)) < s && return_flow.states[s].on_main_path)
                taken = step;
        }
        if (taken == NULL)
            continue;
        struct unchecked_step *one = &steps[count++];
        *one = (struct unchecked_step){.step = taken, .gate = {.arena = work->arena}};
        if (taken->guard != NULL)
            outcome = taken->guard(work, file, &one->gate);
        outcome = outcome > 0 ? OK : outcome;
    }
    *ret_count = count;
    return outcome;
}
