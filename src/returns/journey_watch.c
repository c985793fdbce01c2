/* What does not hold on the day of a booked flight: looked at when it is booked or moved, when a paper comes or goes,
   and every night.  Each thing found is a warning with a task for who can mend it; when it is mended both are settled.
 */
#include "codec/json.h"
#include "flow/task.h"
#include "job/job.h"
#include "returns/eligibility.h"
#include "returns/journey.h"
#include "web/request.h"

enum { FORM_LEAD = 7, ARRANGE_LEAD = 14, MEND_DAYS = 2 };

/* Granted to nobody. */
static struct right by_the_program = {.name = "travel_warning.by_the_program"};
static const struct actor THE_PROGRAM = {.system = true};

static const struct choice KINDS[] = {
    {"travel_document", N_("The travel document ends before the flight"), {0}},
    {"exit_authorisation", N_("The exit authorisation ends before the flight"), {0}},
    {"medical", N_("The medical report is too old on the day of the flight"), {0}},
    {"project", N_("The reintegration project ends before the flight"), {0}},
    {"preparation", N_("A preparation was opened again"), {0}},
    {"airline_form", N_("The airline’s medical form is missing for the flight"), {0}},
    {"arrangements", N_("What the journey needs is not arranged"), {0}},
    {"transfer_consent", N_("The person’s consent to tell others of their health is missing"), {0}},
    {"consent", N_("The person’s consent ends before the flight"), {0}},
    {"protection", N_("What protection decided does not hold on the day of the flight"), {0}},
    {"suspended", N_("The place of return is suspended on the day of the flight"), {0}},
    {"rule", N_("A rule of eligibility is not met on the day of the flight"), {0}},
    {"other", N_("Something else is missing for the flight"), {0}},
};
struct choice_list warning_kinds = {"warning_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

/* Who mends it. */
static const struct mending {
    const char *kind;
    struct right *right;
    bool for_assigned;
    const char *label; /* N_() */
} MENDING[] = {
    {"travel_document", &return_counsel, true, N_("Renew the travel document before the flight")},
    {"exit_authorisation", &return_travel, false, N_("Renew the exit authorisation before the flight")},
    {"medical", &return_travel, false, N_("Renew the medical report before the flight")},
    {"project", &return_counsel, true, N_("Renew the reintegration project before the flight")},
    {"preparation", &return_travel, false, N_("Settle the preparation that was opened again")},
    {"airline_form", &return_travel, false, N_("Have the airline’s medical form filled in")},
    {"arrangements", &return_travel, false, N_("Arrange what the journey needs")},
    {"transfer_consent", &return_counsel, true, N_("Ask for consent to tell the airline or the health services")},
    {"consent", &return_counsel, true, N_("Ask whether the person still agrees: the consent ends before the flight")},
    {"protection", &return_screen, false, N_("Look again: a decision does not hold on the day of the flight")},
    {"suspended", &return_counsel, true, N_("Speak with the person: the place of return is suspended")},
    {"rule", &return_counsel, true, N_("Look at the rules of eligibility: one is not met on the day of the flight")},
    {"other", &return_travel, false, N_("Look at what is missing for the flight")},
};

static const struct field FIELDS[] = {
    FIELD(struct travel_warning, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct travel_warning, kind, FIELD_CHOICE, .label = N_("What does not hold"), .choices = &warning_kinds,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct travel_warning, flight_on, FIELD_DATE, .label = N_("Day of travel"),
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct travel_warning, raised_on, FIELD_DATE, .label = N_("Found on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_PAST),
    FIELD(struct travel_warning, settled_on, FIELD_DATE, .label = N_("Settled on"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_PAST),
};

static struct text title(struct work *work, const void *row)
{
    return choice_show(&warning_kinds, ((const struct travel_warning *)row)->kind, work->language);
}

struct record travel_warning_record = {
    .name = "travel_warning",
    .path = "travel-warnings",
    .table = "travel_warning",
    .label = N_("Warning before a flight"),
    .plural = N_("Warnings before flights"),
    .size = sizeof(struct travel_warning),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    .read = &return_read,
    .create = &by_the_program,
    .update = &by_the_program,
    .title = title,
};

/* ---- looking ---- */

static void find(struct journey_faults *faults, const char *kind)
{
    for (size_t i = 0; i < faults->count; i++)
        if (text_is(text_from(kind), faults->kinds[i]))
            return;
    if (faults->count < JOURNEY_FAULTS_MOST)
        faults->kinds[faults->count++] = kind;
}

static enum outcome find_ended(struct work *work, const struct return_case *file, int32_t day,
                               struct journey_faults *faults)
{
    struct text *kinds;
    size_t count;
    enum outcome outcome = journey_preparations_ended(work, file, day, &kinds, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        const struct choice *kind = choice_find(&warning_kinds, kinds[i]);
        find(faults, kind == NULL ? "other" : kind->code);
    }
    return outcome;
}

/* NULL: told more exactly by something else, or too early to be missing. */
static const char *kind_of(const char *code, int32_t days_left)
{
    static const struct {
        const char *code, *kind;
        int32_t lead; /* days before the flight from which it is missing */
    } CODES[] = {
        {"preparation_expired", NULL, 0},
        {"preparation_open", "preparation", INT32_MAX},
        {"document_expires", "travel_document", INT32_MAX},
        {"consent_assistance_missing", "consent", INT32_MAX},
        {"own_consent_missing", "consent", INT32_MAX},
        {"transfer_consent_missing", "transfer_consent", INT32_MAX},
        {"airline_form_missing", "airline_form", FORM_LEAD},
        {"needs_not_arranged", "arrangements", ARRANGE_LEAD},
        {"screening_stops", "protection", INT32_MAX},
        {"screening_waits", "protection", INT32_MAX},
        {"child_decision_missing", "protection", INT32_MAX},
        {"child_guardian_missing", "protection", INT32_MAX},
        {"child_reception_missing", "protection", INT32_MAX},
    };
    for (size_t i = 0; i < sizeof CODES / sizeof *CODES; i++)
        if (text_is(text_from(code), CODES[i].code))
            return days_left <= CODES[i].lead ? CODES[i].kind : NULL;
    return "other";
}

/* What a rule that is not met is about, by the facts it asks; the reader learns no more of it than a kind. */
static const char *kind_of_rule(const struct rule_node *node)
{
    static const struct {
        const char *fact, *kind;
    } FACTS[] = {
        {"consent_assistance", "consent"},      {"country_of_return", "suspended"}, {"zone_suspended", "suspended"},
        {"medical_settled", "medical"},         {"fit_until", "medical"},           {"child_alone", "protection"},
        {"best_interests_until", "protection"},
    };
    for (size_t i = 0; node->fact != NULL && i < sizeof FACTS / sizeof *FACTS; i++)
        if (text_is(node->fact->name, FACTS[i].fact))
            return FACTS[i].kind;
    for (size_t i = 0; i < node->child_count; i++) {
        const char *kind = kind_of_rule(&node->children[i]);
        if (kind != NULL)
            return kind;
    }
    return NULL;
}

static enum outcome find_rules(struct work *work, const struct return_case *file, int32_t day,
                               struct journey_faults *faults)
{
    struct eligibility answers;
    enum outcome outcome = eligibility_ask_on(work, file, "departure", day, &answers);
    if (outcome != OK)
        return outcome;
    if (answers.rules == NULL)
        find(faults, "rule");
    for (size_t i = 0; i < answers.count; i++) {
        const struct eligibility_answer *answer = &answers.answers[i];
        if (answer->effect == EFFECT_DECISION || answer->value == RULE_YES)
            continue;
        const char *kind = kind_of_rule(answer->rule->condition);
        find(faults, kind == NULL ? "rule" : kind);
    }
    return OK;
}

enum outcome journey_look(struct work *work, const struct return_case *file, int32_t day,
                          struct journey_faults *ret_faults)
{
    struct gate gate = {.arena = work->arena};
    struct journey_faults faults = {.count = 0};
    int32_t days_left = day - zone_date(work->zone, work->now);
    enum outcome outcome = return_require_journey(work, file, day, &gate);
    if (outcome == OK)
        outcome = find_ended(work, file, day, &faults);
    for (const struct gate_item *item = gate.first; item != NULL && outcome == OK; item = item->next) {
        const char *kind = item->met ? NULL : kind_of(item->code, days_left);
        if (kind != NULL)
            find(&faults, kind);
    }
    if (outcome == OK)
        outcome = find_rules(work, file, day, &faults);
    if (outcome == OK)
        *ret_faults = faults;
    return outcome;
}

/* ---- warnings ---- */

static enum outcome open_warnings(struct work *work, const struct return_case *file, struct travel_warning ***ret,
                                  size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = journey_warnings_open(work, file, &ids, &count);
    if (outcome != OK)
        return outcome;
    struct travel_warning **warnings = arena_array(work->arena, struct travel_warning *, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &travel_warning_record, ids[i], &row);
        if (outcome == OK)
            warnings[i] = row;
    }
    *ret = warnings;
    *ret_count = count;
    return outcome;
}

static enum outcome settle(struct work *work, const struct travel_warning *warning)
{
    struct travel_warning *settled = record_copy(work->arena, &travel_warning_record, warning);
    settled->head.state = TEXT("settled");
    settled->head.state_since = settled->settled_on = zone_date(work->zone, work->now);
    enum outcome outcome = record_update_by_step(work, &travel_warning_record, warning, settled, TEXT("settle"));
    return outcome == OK
               ? task_close_all(work, text_from(travel_warning_record.name), warning->head.id, warning->head.person)
               : outcome;
}

static enum outcome add_task(struct work *work, const struct return_case *file, const struct travel_warning *warning)
{
    const struct mending *mending = &MENDING[sizeof MENDING / sizeof *MENDING - 1];
    int32_t today = zone_date(work->zone, work->now);
    int32_t due = today + MEND_DAYS < file->travel_on ? today + MEND_DAYS : file->travel_on - 1;
    for (size_t i = 0; i < sizeof MENDING / sizeof *MENDING; i++)
        if (text_is(warning->kind, MENDING[i].kind))
            mending = &MENDING[i];
    const struct task task = {
        .person = file->head.person,
        .organisation = file->head.organisation,
        .office = file->head.office,
        .assigned = mending->for_assigned ? file->head.assigned : (struct identifier){{0}},
        .for_assigned = mending->for_assigned,
        .record = text_from(travel_warning_record.name),
        .subject = warning->head.id,
        .number = file->head.number,
        .label = text_from(mending->label),
        .right = text_from(mending->right->name),
        .due = due < today ? today : due,
    };
    return task_open(work, &task);
}

static enum outcome raise_warning(struct work *work, const struct return_case *file, const char *kind)
{
    struct travel_warning *warning = record_new(work->arena, &travel_warning_record);
    warning->head.person = file->head.person;
    warning->head.organisation = file->head.organisation;
    warning->head.office = file->head.office;
    warning->head.assigned = file->head.assigned;
    warning->head.state = TEXT("open");
    warning->head.state_since = warning->raised_on = zone_date(work->zone, work->now);
    warning->return_case = file->head.id;
    warning->kind = text_from(kind);
    warning->flight_on = file->travel_on;
    enum outcome outcome = record_insert(work, &travel_warning_record, warning);
    return outcome == OK ? add_task(work, file, warning) : outcome;
}

static bool stands(const struct journey_faults *faults, const struct return_case *file,
                   const struct travel_warning *warning)
{
    for (size_t i = 0; i < faults->count; i++)
        if (text_is(warning->kind, faults->kinds[i]))
            return warning->flight_on == file->travel_on;
    return false;
}

/* What is written differs from what stands there already, or not. */
static enum outcome compare(struct work *work, const struct return_case *file, bool write, bool *ret_differs)
{
    struct journey_faults faults;
    struct travel_warning **open;
    size_t count;
    bool differs = false;
    enum outcome outcome = journey_look(work, file, file->travel_on, &faults);
    if (outcome == OK)
        outcome = open_warnings(work, file, &open, &count);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        if (stands(&faults, file, open[i])) /* told already: found no more */
            continue;
        differs = true;
        outcome = write ? settle(work, open[i]) : OK;
        open[i] = NULL;
    }
    for (size_t i = 0; outcome == OK && i < faults.count; i++) {
        bool told = false;
        for (size_t j = 0; j < count && !told; j++)
            told = open[j] != NULL && text_is(open[j]->kind, faults.kinds[i]);
        differs = differs || !told;
        outcome = told || !write ? OK : raise_warning(work, file, faults.kinds[i]);
    }
    if (outcome == OK)
        *ret_differs = differs || (faults.count > 0) != (file->risk_since != DATE_NONE);
    return outcome;
}

static enum outcome any_open(struct work *work, const struct return_case *file, bool *ret_any)
{
    struct travel_warning **open;
    size_t count;
    enum outcome outcome = open_warnings(work, file, &open, &count);
    if (outcome == OK)
        *ret_any = count > 0;
    return outcome;
}

enum outcome journey_watch(struct work *work, struct return_case *file)
{
    struct work own = *work;
    bool differs;
    bool any = false;
    own.actor = &THE_PROGRAM;
    own.problems = problems_open(work->arena);
    enum outcome outcome = compare(&own, file, true, &differs);
    if (outcome == OK)
        outcome = any_open(&own, file, &any);
    if (outcome != OK)
        return outcome;
    if (!any)
        file->risk_since = DATE_NONE;
    else if (file->risk_since == DATE_NONE)
        file->risk_since = zone_date(work->zone, work->now);
    return OK;
}

enum outcome journey_look_again(struct work *work, struct identifier id)
{
    struct work own = *work;
    void *row;
    own.actor = &THE_PROGRAM;
    enum outcome outcome = record_get_unlimited(&own, &return_case_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    struct return_case *file = record_copy(work->arena, &return_case_record, row);
    if (!text_is(file->head.state, "booked") || file->travel_on == DATE_NONE)
        return OK;
    int32_t since = file->risk_since;
    outcome = journey_watch(&own, file);
    if (outcome != OK || file->risk_since == since)
        return outcome;
    return record_update_by_step(&own, &return_case_record, row, file,
                                 file->risk_since == DATE_NONE ? TEXT(RISK_ENDED) : TEXT(RISK_FOUND));
}

enum outcome journey_left(struct work *work, const struct return_case *file)
{
    struct work own = *work;
    struct travel_warning **open;
    size_t count;
    own.actor = &THE_PROGRAM;
    enum outcome outcome = open_warnings(&own, file, &open, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = settle(&own, open[i]);
    return outcome;
}

/* ---- every night ---- */

enum { NIGHT_BATCH = 100, CASE_ARENA = 16 << 20 };

/* Does anything have to be written?  Reads only, wherever it runs. */
static enum outcome needs_writing(struct work *work, struct identifier id, bool *ret_needs)
{
    void *row;
    *ret_needs = false;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct return_case *file = row;
    if (!text_is(file->head.state, "booked") || file->travel_on == DATE_NONE)
        return OK;
    return compare(work, file, false, ret_needs);
}

static enum outcome run_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct identifier id;
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(object, TEXT("id")), TEXT_NONE), &id) != OK)
        return INVALID;
    return journey_look_again(work, id);
}

static enum outcome write_one(struct work *work, struct identifier id)
{
    struct text answer;
    struct text arguments =
        arena_format(work->arena, "{\"id\":\"%.*s\"}", TEXT_ARG(identifier_to_text(work->arena, id)));
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, "returns.watch", arguments, &answer);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = journey_look_again(work, id);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome watch_one(struct work *work, struct arena *arena, struct identifier id)
{
    struct work own = *work;
    bool needs;
    arena_reset(arena);
    own.arena = arena;
    own.problems = problems_open(arena);
    enum outcome outcome = needs_writing(&own, id, &needs);
    return outcome == OK && needs ? write_one(&own, id) : outcome;
}

static enum outcome run_job(struct job_context *context)
{
    struct work *work = context->work;
    AUTO_ARENA struct arena *arena = arena_open(CASE_ARENA);
    struct identifier *ids = arena_array(work->arena, struct identifier, NIGHT_BATCH);
    struct identifier after = {{0}};
    size_t count = NIGHT_BATCH;
    int64_t done = 0;
    enum outcome outcome = OK;
    while (outcome == OK && count == NIGHT_BATCH) {
        outcome = journeys_booked(work, after, NIGHT_BATCH, ids, &count);
        for (size_t i = 0; outcome == OK && i < count; i++) {
            outcome = watch_one(work, arena, ids[i]);
            after = ids[i];
        }
        done += (int64_t)count;
        if (outcome == OK)
            outcome = job_progress(context, done, 0);
    }
    return outcome;
}

const struct internal_action return_actions[] = {{"returns.watch", run_action}, {NULL, NULL}};
const struct job_kind return_watch_job = {
    "returns.watch",
    run_job,
    900,
    3,
    N_("Look at the booked journeys: what no longer holds on the day of the flight"),
    NULL};
