/* A return case with its past: the steps up to where it stands, each with its day and who took it. */
#include "app/demonstration/parts.h"

#include <string.h>

#include "flow/task.h"

enum { STEPS_MOST = 12 };

/* One case while it is told. */
struct way {
    struct making *making;
    const struct member *member;
    const struct fate *fate;
    size_t office, steps;
    struct record_past past[STEPS_MOST];
    size_t count;
    int32_t date; /* of the last step */
    const char *action;
    const char *found; /* by the screening; NULL before it */
};

static struct return_case *row_of(const struct way *way) { return way->past[way->count - 1].row; }

/* ---- what each step leaves in the file ---- */

enum { REGISTER = 0, COUNSEL = 2, APPROVE = 4, BOOK = 5, ARRIVE = 7 }; /* places in STEPS */

static void put_screening(struct way *way, struct return_case *row)
{
    static const char *const FOUND[] = {"none", "destitute", "illness", "pregnant", "violence"};
    static const uint32_t WEIGHTS[] = {58, 24, 9, 4, 5, 0};
    size_t found = chance_weighted(WEIGHTS);
    if (found == 3 && way->member->group != GROUP_WOMEN)
        found = 1;
    row->screened_on = way->date;
    row->screening_outcome = TEXT("continue");
    way->found = way->member->group == GROUP_MINORS ? "family" : FOUND[found];
}

static void put_counselling(struct way *way, struct return_case *row)
{
    row->counselled_on = way->date;
    row->counselling_language =
        text_from(text_starts_with(text_from(way->member->names->languages), TEXT("eng")) ? "eng" : "fra");
    row->counselling_note = TEXT("Conditions, aide et droit de se retirer expliqués.");
}

static void put_declaration(struct way *way, struct return_case *row)
{
    row->declared_on = way->date;
    row->declaration_means = text_from(way->member->group == GROUP_MINORS ? "guardian" : "signed");
}

/* A few were taken on although a rule was not answered: the figures show by which reasons. */
static void put_approval(struct way *way, struct return_case *row)
{
    static const char *const REASONS[] = {"answer_follows", "fact_proved", "family_unity"};
    if (way->member->group == GROUP_MINORS || row->received_on % 29 != 0)
        return;
    row->override_reason = text_from(REASONS[row->received_on % 3]);
    row->decision_note = TEXT("Pièce promise par le consulat, vue en copie.");
    row->overridden_on = way->date;
    way->action = "approve_despite";
    way->past[way->count - 1].action = TEXT("approve_despite");
}

/* Who is booked now takes the weekly flight to the country of return, of which none has left yet; today to more
 * countries than on another day, so that a departure can be tried. */
static void join_flight(const struct way *way, struct return_case *row)
{
    enum { WEEK = 7, DAYS = 12, TODAY_FROM = 8 };
    struct text country = row->country_of_return;
    int32_t sum = 0;
    for (size_t i = 0; i < country.length; i++)
        sum = sum * 3 + country.at[i];
    int32_t today = way->making->options->today;
    row->travel_on = today + sum % DAYS % TODAY_FROM;
    while (row->travel_on < way->date)
        row->travel_on += WEEK;
    row->flight = arena_format(way->making->work.arena, "DM %d", 100 + sum % 800);
}

static void put_booking(struct way *way, struct return_case *row)
{
    int32_t departure = row->received_on + way->fate->lead;
    bool missed = text_is(text_from(way->fate->state), "no_show");
    row->travel_on = way->steps > BOOK + 1 ? departure : way->date + 3 + (missed ? 0 : (int32_t)chance(14));
    row->carrier = TEXT("Compagnie de démonstration");
    row->flight = arena_format(way->making->work.arena, "DM %u", 100 + chance(800));
    if (way->steps == BOOK + 1 && !missed)
        join_flight(way, row);
    row->departure_airport = text_from(way->office == 2 ? "Tanger" : "Casablanca Mohammed V");
    row->escort = text_from(way->member->group == GROUP_MINORS ? "guardian" : "none");
}

static void put_departure(struct way *way, struct return_case *row)
{
    row->travel_on = way->date;
    row->departed_on = way->date;
    row->age_at_departure = age_in_years(way->member->born, way->date);
    row->pocket_money = (struct money){way->member->group == GROUP_MINORS ? 30000 : 60000, "MAD"};
}

static void put_arrival(struct way *way, struct return_case *row)
{
    row->arrived_on = way->date;
    row->plan_due_on = date_add_months(way->date, 1);
}

enum who { WHO_CASEWORKER, WHO_PROTECTION, WHO_SUPERVISOR, WHO_OPERATIONS };

/* `percent` of the days between the request and the departure. */
static const struct way_step {
    const char *action, *state;
    int32_t percent;
    enum who who;
    void (*put)(struct way *way, struct return_case *row);
} STEPS[] = {
    {"register", "registered", 5, WHO_CASEWORKER, NULL},
    {"screen", "screened", 12, WHO_PROTECTION, put_screening},
    {"counsel", "counselled", 25, WHO_CASEWORKER, put_counselling},
    {"consent", "consented", 35, WHO_CASEWORKER, put_declaration},
    {"approve", "preparing", 45, WHO_SUPERVISOR, put_approval},
    {"book", "booked", 75, WHO_OPERATIONS, put_booking},
    {"depart", "departed", 100, WHO_OPERATIONS, put_departure},
    {"arrive", "arrived", 101, WHO_OPERATIONS, put_arrival},
};
enum { STEP_COUNT = sizeof STEPS / sizeof *STEPS };

static const struct actor *actor_of(const struct way *way, enum who who)
{
    const struct making *making = way->making;
    switch (who) {
    case WHO_PROTECTION:
        return &making->protection;
    case WHO_SUPERVISOR:
        return &making->supervisor;
    case WHO_OPERATIONS:
        return &making->operations;
    case WHO_CASEWORKER:
        break;
    }
    return &making->caseworker[way->office];
}

/* The next row of the past: a copy of the last one, in another state. */
static struct return_case *take(struct way *way, const char *action, const char *state, enum who who, int32_t date)
{
    struct return_case *row = record_copy(way->making->work.arena, &return_case_record, row_of(way));
    row->head.state = text_from(state);
    row->head.state_since = date;
    return_note_state(row_of(way), row);
    way->date = date;
    way->action = action;
    way->past[way->count] = (struct record_past){
        .row = row,
        .action = text_from(action),
        .at = making_instant(way->making, date, (int)way->count),
        .actor = actor_of(way, who),
    };
    way->count++;
    return row;
}

/* The profile's own field, if it has it; by the row's id, not by a draw, so that the rest stays as it was drawn. */
static void put_intended(struct return_case *row)
{
    static const char *const COUNTRIES[] = {"ESP", "ESP", "ESP", "FRA", "FRA", "ITA", "DEU", "BEL"};
    const struct field *field = record_field(&return_case_record, TEXT("intended_destination"));
    size_t drawn = row->head.id.bytes[sizeof row->head.id.bytes - 1];
    if (field == NULL || field->kind != FIELD_CHOICE || drawn % 16 < 3) /* not everybody meant to go on */
        return;
    *(struct text *)(void *)((char *)row + field->offset) = text_from(COUNTRIES[drawn % 8]);
}

static void begin(struct way *way, int32_t received)
{
    static const char *const CHANNELS[] = {"in_person", "telephone", "online", "field", "partner"};
    static const char *const REASONS[] = {"no_means", "no_work",         "family",
                                          "health",   "journey_blocked", "studies_ended"};
    static const char *const LEGAL[] = {"irregular", "regular", "asylum_seeker"};
    static const uint32_t CHANNEL_WEIGHTS[] = {62, 16, 5, 8, 9, 0};
    static const uint32_t REASON_WEIGHTS[] = {34, 26, 14, 8, 15, 3, 0};
    static const uint32_t LEGAL_WEIGHTS[] = {84, 14, 2, 0};
    struct making *making = way->making;
    const struct member *member = way->member;
    struct return_case *row = record_new(making->work.arena, &return_case_record);
    making_at(making, &making->reception[way->office], received, 0);
    row->head.id = making_id(making);
    row->head.person = member->person;
    row->head.organisation = making->organisation;
    row->head.office = making->offices[way->office].head.id;
    row->head.assigned = making->caseworker[way->office].user;
    row->head.state = TEXT("inquiry");
    row->head.state_since = way->date = received;
    row->received_on = received;
    row->channel = text_from(CHANNELS[chance_weighted(CHANNEL_WEIGHTS)]);
    row->country_of_return = member->country;
    row->destination = chance_name(member->names->towns);
    row->reasons = text_from(REASONS[chance_weighted(REASON_WEIGHTS)]);
    row->legal_status = text_from(LEGAL[chance_weighted(LEGAL_WEIGHTS)]);
    row->situation = TEXT("Personne inventée pour la démonstration.");
    row->asylum_claim.is = FLAG_NO;
    row->lacks_means.is = FLAG_YES;
    row->previously_assisted.is = row->capacity_doubt.is = FLAG_NO;
    row->sex = member->sex;
    row->nationality = member->country;
    row->age_at_application = age_in_years(member->born, received);
    put_intended(row);
    row->generated.is = FLAG_YES;
    way->past[0] = (struct record_past){
        .row = row, .at = making_instant(making, received, 0), .actor = &making->reception[way->office]};
    way->count = 1;
}

/* How many steps of the way lead to a state. */
static size_t steps_to(const char *state)
{
    for (size_t i = 0; i < STEP_COUNT; i++)
        if (strcmp(STEPS[i].state, state) == 0)
            return i + 1;
    return 0;
}

/* Offices work from Monday to Friday; no step comes before the one before it. */
static int32_t office_day(int32_t date, int32_t not_before)
{
    int32_t weekday = date_weekday(date);
    date -= weekday > 4 ? weekday - 4 : 0;
    return date < not_before ? not_before : date;
}

static void walk(struct way *way)
{
    int32_t received = way->date;
    size_t steps = way->steps;
    int32_t whole = steps == 0 || STEPS[steps - 1].percent > 100 ? 100 : STEPS[steps - 1].percent;
    for (size_t i = 0; i < steps; i++) {
        int32_t date = received + way->fate->lead * STEPS[i].percent / whole;
        if (i <= BOOK)
            date = office_day(date, way->date);
        else if (i == ARRIVE)
            date = way->date + (chance_of(35) ? 1 : 0);
        struct return_case *row = take(way, STEPS[i].action, STEPS[i].state, STEPS[i].who, date);
        if (STEPS[i].put != NULL)
            STEPS[i].put(way, row);
    }
}

/* The step off the way, if there is one. */
static void leave(struct way *way)
{
    const char *state = way->fate->state;
    int32_t date = office_day(way->date + way->fate->rest, way->date);
    struct text after = text_from(state);
    if (way->fate->left_in == NULL)
        return;
    bool closes = text_is(after, "closed");
    bool misses = text_is(after, "no_show");
    const char *action = closes                        ? "close_early"
                         : misses                      ? "no_show"
                         : text_is(after, "postponed") ? "postpone"
                                                       : "withdraw";
    enum who who = closes ? WHO_SUPERVISOR : misses ? WHO_OPERATIONS : WHO_CASEWORKER;
    struct return_case *row = take(way, action, state, who, date);
    struct record_past *last = &way->past[way->count - 1];
    if (closes) {
        row->closed_on = date;
        row->closure_reason = text_from(way->fate->reason);
        last->note = TEXT("Fin du suivi.");
    } else if (misses) {
        last->note = TEXT("Absent à l’aéroport.");
    } else if (text_is(after, "postponed")) {
        row->travel_on = DATE_NONE;
        row->postponed_until = date + 90;
        last->note = TEXT("En attente d’un vol.");
    } else {
        row->withdrawn_on = date;
        row->travel_on = DATE_NONE;
        last->note = TEXT("La personne préfère rester.");
    }
}

/* ---- what stands beside ---- */

static const char *milestone_state(const struct way *way, size_t kind)
{
    struct text state = text_from(way->fate->state);
    if (text_is(state, "withdrawn") || (text_is(state, "closed") && steps_to(way->fate->left_in) <= BOOK))
        return "cancelled";
    if (text_is(state, "preparing"))
        return kind == 1 ? "requested" : chance_of(50) ? "settled" : "open";
    return "settled";
}

/* The day on which the journey was booked, or else approved. */
static int32_t settled_on(const struct way *way)
{
    size_t place = way->count > BOOK + 1 ? BOOK + 1 : APPROVE + 1;
    return ((const struct return_case *)way->past[place].row)->head.state_since;
}

static enum outcome add_milestones(struct way *way)
{
    struct making *making = way->making;
    const struct return_case *file = row_of(way);
    const struct return_case *approved = way->past[APPROVE + 1].row;
    int32_t date = settled_on(way);
    making_at(making, &making->operations, date, BOOK);
    for (size_t i = 0; i < milestone_kinds.count; i++) {
        struct return_milestone *milestone = record_new(making->work.arena, &return_milestone_record);
        milestone->head = (struct record_head){.id = making_id(making),
                                               .person = file->head.person,
                                               .organisation = file->head.organisation,
                                               .office = file->head.office,
                                               .assigned = file->head.assigned,
                                               .state = text_from(milestone_state(way, i))};
        milestone->return_case = file->head.id;
        milestone->kind = text_from(milestone_kinds.choices[i].code);
        if (!text_is(milestone->head.state, "open"))
            milestone->requested_on = approved->head.state_since;
        if (text_is(milestone->head.state, "settled"))
            milestone->settled_on = date;
        if (text_is(milestone->kind, "medical") && text_is(file->head.state, "booked"))
            milestone->valid_until = date + 14;
        enum outcome outcome = record_insert(&making->work, &return_milestone_record, milestone);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

static enum outcome add_counselling(struct way *way)
{
    struct making *making = way->making;
    const struct return_case *file = row_of(way);
    const struct return_case *counselled = way->past[COUNSEL + 1].row;
    struct return_counselling *session = record_new(making->work.arena, &return_counselling_record);
    making_at(making, &making->caseworker[way->office], counselled->counselled_on, COUNSEL);
    session->head = (struct record_head){.id = making_id(making),
                                         .person = file->head.person,
                                         .organisation = file->head.organisation,
                                         .office = file->head.office,
                                         .assigned = file->head.assigned};
    session->return_case = file->head.id;
    session->held_on = counselled->counselled_on;
    session->language = counselled->counselling_language;
    session->interpreter.is = session->held_on % 6 == 0 ? FLAG_YES : FLAG_NO;
    session->channel = text_from(session->held_on % 5 == 0 ? "telephone" : "office");
    session->explained = TEXT("voluntary,withdrawal,journey,aid,situation,data");
    session->note = counselled->counselling_note;
    return record_insert(&making->work, &return_counselling_record, session);
}

/* What waits in the state in which the case stands now. */
static enum outcome add_task(struct way *way)
{
    const struct return_case *file = row_of(way);
    const struct return_case *before = way->past[way->count - 2].row;
    const struct step *step = flow_step(&return_flow, before->head.state, text_from(way->action));
    if (step == NULL || step->task_right == NULL)
        return OK;
    making_at(way->making, way->past[way->count - 1].actor, way->date, (int)way->count);
    struct task task = {
        .person = file->head.person,
        .organisation = file->head.organisation,
        .office = file->head.office,
        .assigned = file->head.assigned,
        .record = text_from(return_case_record.name),
        .subject = file->head.id,
        .number = file->head.number,
        .label = text_from(step->task_label),
        .right = text_from(step->task_right->name),
        .due = step->task_days > 0 ? way->date + step->task_days : DATE_NONE,
    };
    return task_open(&way->making->work, &task);
}

static enum outcome add_protection(struct way *way)
{
    struct text state = row_of(way)->head.state;
    const struct guarded guarded = {
        .file = row_of(way),
        .member = way->member,
        .registered = ((const struct return_case *)way->past[REGISTER + 1].row)->head.state_since,
        .screened = row_of(way)->screened_on,
        .found = way->found,
        .ended = text_is(state, "closed") || text_is(state, "withdrawn"),
        .recent = row_of(way)->received_on > way->making->options->today - 200,
    };
    return make_protection(way->making, &guarded);
}

enum outcome make_case(struct making *making, size_t office, int32_t received, const struct fate *fate,
                       const struct member *member, struct identifier *ret_id)
{
    struct way way = {.making = making, .member = member, .fate = fate, .office = office};
    way.steps = steps_to(fate->left_in == NULL ? fate->state : fate->left_in);
    begin(&way, received);
    walk(&way);
    leave(&way);
    enum outcome outcome = record_insert_past(&making->work, &return_case_record, way.past, way.count);
    if (outcome == OK && way.steps > COUNSEL)
        outcome = add_counselling(&way);
    if (outcome == OK && way.steps > APPROVE)
        outcome = add_milestones(&way);
    if (outcome == OK && way.steps > REGISTER)
        outcome = add_protection(&way);
    bool ended = text_is(text_from(fate->state), "closed") || text_is(text_from(fate->state), "withdrawn");
    if (outcome == OK && !ended && way.count > 1)
        outcome = add_task(&way);
    bool recent = received > making->options->today - 200;
    if (outcome == OK && recent && way.steps > APPROVE) {
        const struct return_case *approved = way.past[APPROVE + 1].row;
        outcome = make_decision(making, approved, approved->overridden_on != DATE_NONE);
    }
    if (outcome == OK && !ended && recent && way.steps > APPROVE)
        outcome = make_journey(making, row_of(&way), settled_on(&way));
    if (outcome == OK)
        note_arrival(making, row_of(&way), office, member->group);
    making->counts.cases += outcome == OK;
    if (outcome == OK)
        *ret_id = row_of(&way)->head.id;
    return making_refused(making, "a return case", outcome);
}

/* ---- fates ---- */

struct fate fate_of_2022(const struct family *family, struct text country)
{
    static const char *const LEFT_IN[] = {"inquiry", "registered", "screened", "counselled", "consented", "preparing"};
    static const char *const CLOSURES[] = {"no_access", "stays", "criteria_no_longer_met", "left_area"};
    static const uint32_t LEFT_WEIGHTS[] = {22, 20, 16, 22, 12, 8, 0};
    static const uint32_t CLOSURE_WEIGHTS[] = {45, 30, 15, 10, 0};
    if (family->returned)
        return (struct fate){"closed", "arrived", family->departed - family->received, 20 + (int32_t)chance(120),
                             "support_ended"};
    if (text_is(country, "SDN")) /* published: 150 Sudanese waiting */
        return (struct fate){"postponed", "preparing", 30 + (int32_t)chance(60), 5 + (int32_t)chance(30), NULL};
    struct fate fate = {.left_in = LEFT_IN[chance_weighted(LEFT_WEIGHTS)], .rest = 5 + (int32_t)chance(60)};
    bool withdrawn = chance_of(62);
    fate.state = withdrawn ? "withdrawn" : "closed";
    fate.reason = withdrawn ? NULL : CLOSURES[chance_weighted(CLOSURE_WEIGHTS)];
    fate.lead = 3 + (int32_t)chance(40);
    return fate;
}

/* In a mission as large as the published one so many at least are booked: today's departures are tried by several. */
static bool is_booked(struct making *making, struct text state)
{
    enum { BOOKED_LEAST = 12 };
    bool more = making->options->persons >= DEMONSTRATION_PERSONS && making->recent_booked < BOOKED_LEAST;
    bool booked = text_is(state, "booked") || (text_is(state, "counselled") && more);
    making->recent_booked += booked;
    return booked;
}

struct fate fate_of_recent(struct making *making, int32_t *ret_received)
{
    static const char *const STATES[] = {"inquiry", "registered", "screened", "counselled", "consented", "preparing",
                                         "booked",  "departed",   "arrived",  "postponed",  "no_show"};
    static const uint32_t STATE_WEIGHTS[] = {13, 13, 9, 11, 9, 16, 8, 3, 13, 3, 2, 0};
    static const uint32_t AGE_WEIGHTS[] = {45, 35, 20, 0};
    static const int32_t AGE_FROM[] = {0, 8, 31};
    static const uint32_t AGE_DAYS[] = {8, 23, 30};
    struct fate fate = {.state = STATES[chance_weighted(STATE_WEIGHTS)]};
    size_t band = chance_weighted(AGE_WEIGHTS);
    int32_t age = AGE_FROM[band] + (int32_t)chance(AGE_DAYS[band]);
    if (is_booked(making, text_from(fate.state)))
        fate.state = "booked";
    struct text state = text_from(fate.state);
    if (text_is(state, "postponed"))
        fate.left_in = "preparing";
    if (text_is(state, "no_show"))
        fate.left_in = "booked";
    if (fate.left_in != NULL)
        fate.rest = 4 + (int32_t)chance(12);
    if (text_is(state, "booked"))
        age = (int32_t)chance(3);
    size_t steps = steps_to(fate.left_in == NULL ? fate.state : fate.left_in);
    fate.lead = (int32_t)steps * 5 + (int32_t)chance(1 + (uint32_t)steps * 3);
    *ret_received = making->options->today - 1 - age - fate.rest - fate.lead;
    return fate;
}
