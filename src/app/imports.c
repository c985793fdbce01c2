/* What can be imported: how a line of each kind becomes a row, and how the row goes again. */
#include "app/imports.h"

#include "app/features.h"
#include "document/document.h"
#include "flow/flow.h"
#include "grants/grants.h"
#include "identity/identity.h"
#include "monitoring/monitoring.h"
#include "persons/persons.h"
#include "protection/protection.h"
#include "record/list.h"
#include "record/remove.h"
#include "returns/returns.h"

static const struct actor THE_PROGRAM = {.system = true};

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

/* ---- persons ---- */

enum { CONSENT_ON, CONSENT_MEANS, CONSENT_LANGUAGE, CONSENT_INTERPRETER };

static const struct choice INTERPRETED[] = {{"yes", N_("Yes"), {0}}, {"no", N_("No"), {0}}};
static const struct choice_list interpreted = {"interpreted", NULL, INTERPRETED, COUNT_OF(INTERPRETED)};

static const struct import_extra PERSON_EXTRAS[] = {
    [CONSENT_ON] = {.name = "consent_on",
                    .label = N_("Consent to the keeping of data given on"),
                    .help = N_("Only where the purpose and the right to withdraw were explained. Without it, nothing "
                               "beyond the contact record is kept."),
                    .kind = IMPORT_DATE},
    [CONSENT_MEANS] = {.name = "consent_means",
                       .label = N_("How consent was given"),
                       .kind = IMPORT_CODE,
                       .choices = &consent_means},
    [CONSENT_LANGUAGE] = {.name = "consent_language",
                          .label = N_("Language of the explanation"),
                          .kind = IMPORT_CODE,
                          .choices = &spoken_languages},
    [CONSENT_INTERPRETER] = {.name = "consent_interpreter",
                             .label = N_("With an interpreter"),
                             .kind = IMPORT_CODE,
                             .choices = &interpreted},
};

static enum outcome told_consent(struct work *work, const struct import_line *line, struct person_told_consent *told)
{
    *told = (struct person_told_consent){.given_on = DATE_NONE,
                                         .means = line->extras[CONSENT_MEANS],
                                         .language = line->extras[CONSENT_LANGUAGE],
                                         .interpreter = text_is(line->extras[CONSENT_INTERPRETER], "yes")};
    if (line->extras[CONSENT_ON].length == 0)
        return OK;
    if (text_to_date(line->extras[CONSENT_ON], &told->given_on) != OK)
        return FAILED;
    if (told->given_on > zone_date(work->zone, work->now))
        (void)problem_add(&work->problems, INVALID, "date_in_future", TEXT("consent_on"),
                          N_("This date lies in the future."));
    if (told->means.length == 0 || text_is(told->means, "guardian"))
        (void)problem_add(&work->problems, INVALID, "consent_means_missing", TEXT("consent_means"),
                          N_("Say how consent was given; what a guardian gave is recorded on the person's page."));
    if (told->language.length == 0)
        (void)problem_add(&work->problems, INVALID, "consent_language_missing", TEXT("consent_language"),
                          N_("Say in which language the consent was explained."));
    return OK;
}

/* With a consent, all fields are allowed; the check would miss it, for it is not stored yet. */
static enum outcome person_line_check(struct work *work, struct import_line *line)
{
    struct person_told_consent told;
    enum outcome outcome = told_consent(work, line, &told);
    if (outcome == OK)
        outcome = record_check(work, &person_record, NULL, line->row);
    if (outcome < 0 || told.given_on == DATE_NONE)
        return outcome;
    struct problems kept = problems_open(work->arena);
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        if (!text_is(text_from(problem->code), "consent_missing"))
            (void)problem_add_with(&kept, problem->outcome, problem->code, problem->field, problem->message,
                                   problem->arguments[0], problem->arguments[1]);
    work->problems = kept;
    return OK;
}

static enum outcome person_line_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    struct person_told_consent told;
    enum outcome outcome = told_consent(work, line, &told);
    if (outcome == OK && work->problems.count > 0)
        return INVALID;
    if (outcome == OK)
        outcome = person_store_told(work, line->row, &told);
    *ret_id = record_head_of(line->row)->id;
    return outcome;
}

static enum outcome person_line_alike(struct work *work, const void *row, struct import_alike ret[IMPORT_ALIKE_MOST],
                                      size_t *ret_count)
{
    struct person_resemblance found[PERSON_RESEMBLANCES];
    size_t count = 0;
    enum outcome outcome = person_resembling(work, row, found, &count);
    *ret_count = 0;
    for (size_t i = 0; i < count && i < IMPORT_ALIKE_MOST && outcome == OK; i++)
        ret[(*ret_count)++] = (struct import_alike){.called = found[i].called};
    return outcome;
}

static const struct import_kind PERSONS = {
    .name = "persons",
    .label = N_("Persons"),
    .about = N_("One person on each line."),
    .record = &person_record,
    .extras = PERSON_EXTRAS,
    .extra_count = COUNT_OF(PERSON_EXTRAS),
    .check = person_line_check,
    .make = person_line_make,
    .alike = person_line_alike,
    .changes = true,
    .unmake = person_unmake,
};

/* ---- cases ---- */

enum { CASE_PERSON, CASE_STAGE, CASE_REASON, CASE_DAYS };

/* A case that stands further than its first step: the days of the steps that were taken elsewhere. */
#define DAY(member, text)                                   \
    {                                                       \
        .name = #member, .label = text, .kind = IMPORT_DATE \
    }
static const size_t CASE_DAY_MEMBERS[] = {
    offsetof(struct return_case, registered_on), offsetof(struct return_case, counselled_on),
    offsetof(struct return_case, declared_on),   offsetof(struct return_case, approved_on),
    offsetof(struct return_case, travel_on),     offsetof(struct return_case, departed_on),
    offsetof(struct return_case, arrived_on),    offsetof(struct return_case, plan_agreed_on),
    offsetof(struct return_case, delivery_on),   offsetof(struct return_case, monitored_on),
    offsetof(struct return_case, ended_on),
};
static const struct import_extra CASE_EXTRAS[] = {
    [CASE_PERSON] = {.name = "person",
                     .label = N_("The person: number, or reference in the file of persons"),
                     .kind = IMPORT_NUMBER,
                     .required = true,
                     .refers_to = "persons"},
    [CASE_STAGE] = {.name = "stage",
                    .label = N_("Step at which the case stands"),
                    .help =
                        N_("Empty: it begins at its first step. Further on, only who approves returns may bring it, "
                           "and the case says that the steps before were not checked here."),
                    .kind = IMPORT_CODE,
                    .choices = &return_stages},
    [CASE_REASON] = {.name = "closure_reason",
                     .label = N_("Why it was closed"),
                     .kind = IMPORT_CODE,
                     .choices = &closure_reasons},
    [CASE_DAYS] = DAY(registered_on, N_("Registered on")),
    DAY(counselled_on, N_("Counselled on")),
    DAY(declared_on, N_("Declaration of voluntary return on")),
    DAY(approved_on, N_("Approved on")),
    DAY(travel_on, N_("Day of travel")),
    DAY(departed_on, N_("Departed on")),
    DAY(arrived_on, N_("Arrived on")),
    DAY(plan_agreed_on, N_("Plan agreed on")),
    DAY(delivery_on, N_("Delivery begun on")),
    DAY(monitored_on, N_("Last visit on")),
    DAY(ended_on, N_("Ended on")),
};

static bool stands_further(const struct import_line *line) { return line->extras[CASE_STAGE].length > 0; }

/* Where the case stands, and since when. */
static enum outcome put_stage(struct work *work, const struct import_line *line)
{
    struct return_case *file = line->row;
    bool days = false;
    for (size_t i = 0; i < COUNT_OF(CASE_DAY_MEMBERS); i++) {
        int32_t *day = (int32_t *)(void *)((char *)file + CASE_DAY_MEMBERS[i]);
        struct text given = line->extras[CASE_DAYS + i];
        *day = DATE_NONE;
        if (given.length > 0 && text_to_date(given, day) != OK)
            return FAILED;
        days = days || given.length > 0;
    }
    file->closure_reason = line->extras[CASE_REASON];
    if (stands_further(line))
        file->head.state = line->extras[CASE_STAGE];
    else if (days || file->closure_reason.length > 0)
        (void)problem_add(&work->problems, INVALID, "stage_missing", TEXT("stage"),
                          N_("Say at which step the case stands: the days of its steps are given."));
    return OK;
}

/* The case lies where the person's file is. */
static enum outcome case_line_prepare(struct work *work, struct import_line *line)
{
    struct field_set readable;
    void *person;
    struct return_case *file = line->row;
    if (identifier_is_none(line->ids[CASE_PERSON])) {
        if (line->extras[CASE_PERSON].length == 0)
            (void)problem_add(&work->problems, INVALID, "person_missing", TEXT("person"), N_("Say whose case it is."));
        return OK;
    }
    enum outcome outcome = record_peek(work, &person_record, line->ids[CASE_PERSON], &person, &readable);
    if (outcome != OK)
        return outcome;
    file->head.person = record_head_of(person)->person;
    file->head.organisation = record_head_of(person)->organisation;
    file->head.office = record_head_of(person)->office;
    return put_stage(work, line);
}

/* Who brings a case beyond its first step answers for what was checked elsewhere, as who approves it does. */
static void check_stage(struct work *work, const struct import_line *line)
{
    struct subject subject = record_subject(line->row);
    if (!stands_further(line))
        return;
    if (!actor_may_on(work->actor, &return_approve, &subject))
        (void)problem_add(&work->problems, INVALID, "stage_not_allowed", TEXT("stage"),
                          N_("Only who approves returns may bring cases beyond their first step."));
    return_existing_check(work, line->row, &work->problems);
}

/* Without its person there is no more to be said about it. */
static enum outcome case_line_check(struct work *work, struct import_line *line)
{
    if (identifier_is_none(record_head_of(line->row)->person))
        return OK;
    check_stage(work, line);
    enum outcome outcome = record_check(work, &return_case_record, NULL, line->row);
    return outcome == INVALID ? OK : outcome;
}

static enum outcome case_line_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    if (identifier_is_none(record_head_of(line->row)->person))
        return INVALID;
    check_stage(work, line);
    if (work->problems.count > 0)
        return INVALID;
    enum outcome outcome =
        stands_further(line) ? return_open_existing(work, line->row, line->run) : return_open(work, line->row);
    *ret_id = record_head_of(line->row)->id;
    return outcome;
}

enum outcome import_unmake_row(struct work *work, const struct record *record, struct identifier id, int64_t version)
{
    void *row;
    int64_t files = 0;
    enum outcome outcome = record_get_unlimited(work, record, id, &row);
    if (outcome == OK)
        outcome = attachment_person_count(work, record_head_of(row)->person, &files);
    if (outcome == OK && files > 0)
        outcome = CONFLICT;
    if (outcome == OK)
        outcome = record_remove(work, record, id, version);
    return outcome == NOT_FOUND ? CONFLICT : outcome;
}

/* What began with an imported case goes with it, as long as nobody did anything there. */
static enum outcome unmake_beside(struct work *work, const struct record *record, const struct record_head *file)
{
    struct list_query query = {.person = file->person, .size = LIST_PAGE_MOST};
    struct list_page page;
    const struct field *link = record_field(record, TEXT("return_case"));
    enum outcome outcome = record_list(work, record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++) {
        const struct record_head *head = record_head_of(page.rows[i]);
        const struct identifier *of =
            (const struct identifier *)(const void *)((const char *)page.rows[i] + link->offset);
        if (identifier_equal(*of, file->id))
            outcome = head->version == 1 ? record_remove(work, record, head->id, 1) : CONFLICT;
    }
    return outcome;
}

static enum outcome case_unmake(struct work *work, struct identifier id, int64_t version)
{
    static const struct record *const BESIDE_CASE[] = {&return_milestone_record, &screening_record, &child_record,
                                                       &round_record};
    struct work program = *work;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    program.actor = &THE_PROGRAM;
    for (size_t i = 0; i < COUNT_OF(BESIDE_CASE) && outcome == OK; i++)
        outcome = unmake_beside(&program, BESIDE_CASE[i], row);
    return outcome == OK ? import_unmake_row(work, &return_case_record, id, version) : outcome;
}

static const struct import_kind CASES = {
    .name = "cases",
    .label = N_("Return cases"),
    .about =
        N_("One return case on each line, of a person who is in the mission already. It begins at its first step, or "
           "stands where a column says."),
    .record = &return_case_record,
    .extras = CASE_EXTRAS,
    .extra_count = COUNT_OF(CASE_EXTRAS),
    .prepare = case_line_prepare,
    .check = case_line_check,
    .changes = true,
    .make = case_line_make,
    .unmake = case_unmake,
};

/* ---- items of plans ---- */

enum { ITEM_CASE, ITEM_PAID_ON, ITEM_RECEIPT, ITEM_PROVED_ON };
static const struct import_extra ITEM_EXTRAS[] = {
    [ITEM_CASE] = {.name = "case",
                   .label = N_("The case: number, or reference in the file of cases"),
                   .kind = IMPORT_NUMBER,
                   .required = true,
                   .refers_to = "cases"},
    [ITEM_PAID_ON] = {.name = "paid_on",
                      .label = N_("Paid on, before"),
                      .help =
                          N_("Of an imported case only: the item stands in its plan as paid. It is put on no budget "
                             "and into no books here, and it says so."),
                      .kind = IMPORT_DATE},
    [ITEM_RECEIPT] = {.name = "receipt", .label = N_("Receipt number"), .kind = IMPORT_TEXT},
    [ITEM_PROVED_ON] = {.name = "justified_on", .label = N_("Proof seen on"), .kind = IMPORT_DATE},
};

static enum outcome item_line_prepare(struct work *work, struct import_line *line)
{
    struct field_set readable;
    void *file;
    struct return_item *item = line->row;
    if (identifier_is_none(line->ids[ITEM_CASE])) {
        if (line->extras[ITEM_CASE].length == 0)
            (void)problem_add(&work->problems, INVALID, "case_missing", TEXT("case"),
                              N_("Say to which case it belongs."));
        return OK;
    }
    enum outcome outcome = record_peek(work, &return_case_record, line->ids[ITEM_CASE], &file, &readable);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(file);
    item->return_case = head->id;
    item->head.person = head->person;
    item->head.organisation = head->organisation;
    item->head.office = head->office;
    item->head.assigned = head->assigned;
    item->receipt = line->extras[ITEM_RECEIPT];
    if ((line->extras[ITEM_PAID_ON].length > 0 && text_to_date(line->extras[ITEM_PAID_ON], &item->paid_on) != OK) ||
        (line->extras[ITEM_PROVED_ON].length > 0 && text_to_date(line->extras[ITEM_PROVED_ON], &item->justified_on)))
        return FAILED;
    return OK;
}

/* What was paid before is brought by who may record payments, or approve returns. */
static enum outcome check_paid(struct work *work, const struct import_line *line)
{
    struct subject subject = record_subject(line->row);
    struct return_item *item = line->row;
    item->outside.is = item->paid_on != DATE_NONE ? FLAG_YES : FLAG_UNKNOWN;
    if (item->paid_on == DATE_NONE && (item->receipt.length > 0 || item->justified_on != DATE_NONE))
        (void)problem_add(&work->problems, INVALID, "paid_on_missing", TEXT("paid_on"), N_("Say when it was paid."));
    if (item->paid_on == DATE_NONE)
        return OK;
    if (!actor_may_on(work->actor, &return_approve, &subject) && !actor_may_on(work->actor, &payment_prepare, &subject))
        (void)problem_add(&work->problems, INVALID, "payment_not_allowed", TEXT("paid_on"),
                          N_("Only who approves returns or prepares payments may bring payments from before."));
    return return_existing_payment_check(work, item, &work->problems);
}

static enum outcome item_line_check(struct work *work, struct import_line *line)
{
    if (identifier_is_none(record_head_of(line->row)->person))
        return OK;
    enum outcome outcome = check_paid(work, line);
    if (outcome == OK)
        outcome = record_check(work, &return_item_record, NULL, line->row);
    return outcome == INVALID ? OK : outcome;
}

static enum outcome item_line_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    if (identifier_is_none(record_head_of(line->row)->person))
        return INVALID;
    struct return_item *item = line->row;
    enum outcome outcome = check_paid(work, line);
    if (outcome == OK && work->problems.count > 0)
        return INVALID;
    if (outcome == OK)
        outcome = item->paid_on != DATE_NONE ? return_add_existing_payment(work, item, line->run)
                                             : record_insert(work, &return_item_record, item);
    *ret_id = item->head.id;
    return outcome;
}

/* A budget line by its code or its title. */
static enum outcome item_line_link(struct work *work, const struct field *field, struct text typed,
                                   struct identifier *ret_id)
{
    struct line_figures *lines;
    size_t count;
    if (field->target != &budget_line_record)
        return NOT_FOUND;
    enum outcome outcome = budget_lines_within_reach(work, DATE_NONE, &lines, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (text_equal_ignoring_case(lines[i].code, typed) || text_equal_ignoring_case(lines[i].title, typed)) {
            *ret_id = lines[i].line;
            return OK;
        }
    return outcome == OK ? NOT_FOUND : outcome;
}

static enum outcome item_unmake(struct work *work, struct identifier id, int64_t version)
{
    return import_unmake_row(work, &return_item_record, id, version);
}

static const struct import_kind ITEMS = {
    .name = "items",
    .label = N_("Items of plans"),
    .about = N_("One thing of a reintegration plan on each line. It is proposed: the plan is agreed on its case. Of an "
                "imported case it may have been paid before."),
    .record = &return_item_record,
    .extras = ITEM_EXTRAS,
    .extra_count = COUNT_OF(ITEM_EXTRAS),
    .prepare = item_line_prepare,
    .check = item_line_check,
    .changes = true,
    .make = item_line_make,
    .link = item_line_link,
    .unmake = item_unmake,
};

/* ---- payments that were made ---- */

enum { PAYMENT_ITEM, PAYMENT_ON, PAYMENT_RECEIPT };
static const struct import_extra PAYMENT_EXTRAS[] = {
    [PAYMENT_ITEM] = {.name = "item",
                      .label = N_("The item: number, or reference in the file of items"),
                      .kind = IMPORT_NUMBER,
                      .required = true,
                      .refers_to = "items"},
    [PAYMENT_ON] = {.name = "paid_on", .label = N_("Paid on"), .kind = IMPORT_DATE, .required = true},
    [PAYMENT_RECEIPT] = {.name = "receipt", .label = N_("Receipt number"), .kind = IMPORT_TEXT, .required = true},
};
static const char *const ITEM_FIELDS_LEFT_OUT[] = {"category",    "modality",   "description", "amount",
                                                   "budget_line", "instalment", "due",         NULL};

/* What the step "pay" asks for, of an item whose payment somebody else released. */
static enum outcome payment_line_check(struct work *work, struct import_line *line)
{
    void *row;
    struct field_set readable;
    if (identifier_is_none(line->ids[PAYMENT_ITEM])) {
        if (line->extras[PAYMENT_ITEM].length == 0)
            (void)problem_add(&work->problems, INVALID, "item_missing", TEXT("item"), N_("Say which item was paid."));
        return OK;
    }
    enum outcome outcome = record_peek(work, &return_item_record, line->ids[PAYMENT_ITEM], &row, &readable);
    if (outcome != OK)
        return outcome;
    record_head(line->row)->office = record_head_of(row)->office;
    record_head(line->row)->organisation = record_head_of(row)->organisation;
    if (!text_is(record_head_of(row)->state, "released"))
        (void)problem_add(&work->problems, INVALID, "not_released", TEXT("item"),
                          N_("The payment of this item was not released, or is recorded already."));
    if (line->extras[PAYMENT_ON].length == 0)
        (void)problem_add(&work->problems, INVALID, "required", TEXT("paid_on"), N_("Say when it was paid."));
    if (line->extras[PAYMENT_RECEIPT].length == 0)
        (void)problem_add(&work->problems, INVALID, "required", TEXT("receipt"), N_("Give the number of the receipt."));
    return OK;
}

static enum outcome payment_line_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    void *row;
    enum outcome outcome = payment_line_check(work, line);
    if (outcome == OK && (work->problems.count > 0 || identifier_is_none(line->ids[PAYMENT_ITEM])))
        return INVALID;
    if (outcome == OK)
        outcome = record_get_unlimited(work, &return_item_record, line->ids[PAYMENT_ITEM], &row);
    if (outcome != OK)
        return outcome;
    struct return_item *input = record_copy(work->arena, &return_item_record, row);
    input->receipt = line->extras[PAYMENT_RECEIPT];
    if (text_to_date(line->extras[PAYMENT_ON], &input->paid_on) != OK)
        return INVALID;
    *ret_id = line->ids[PAYMENT_ITEM];
    return flow_move(work, &item_flow, *ret_id, record_head_of(row)->version, TEXT("pay"), input, work->reason);
}

static const struct import_kind PAYMENTS = {
    .name = "payments",
    .label = N_("Payments made"),
    .about = N_("One payment on each line, of an item whose payment was released by somebody else."),
    .record = &return_item_record,
    .right = &payment_prepare,
    .extras = PAYMENT_EXTRAS,
    .extra_count = COUNT_OF(PAYMENT_EXTRAS),
    .left_out = ITEM_FIELDS_LEFT_OUT,
    .check = payment_line_check,
    .make = payment_line_make,
    .lasting =
        N_("What is in the books stays there: a payment recorded by an import is put right by its reversal, not by "
           "undoing the import."),
};

/* ---- all of it ---- */

static const struct import_kind *const KINDS[] = {
    &PERSONS, &CASES,    &counselling_import,     &papers_import,
    &ITEMS,   &PAYMENTS, &directory_sites_import, &directory_services_import};

/* Where lists of records stand that have one. */
static const struct {
    const struct record *record;
    const char *base;
} LISTS[] = {{&person_record, "/persons"}, {&return_case_record, "/return-cases"}, {&grant_record, "/grants"}};

enum { PARTS_MOST = 64 };

/* Rows about persons that the API does not show. */
static const struct record *const BESIDE[] = {&household_member_record};

static void start_removing(const struct resource_list *all)
{
    static const struct record *about[PARTS_MOST];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(BESIDE); i++)
        about[count++] = BESIDE[i];
    for (size_t i = 0; i < all->count && count < PARTS_MOST; i++) {
        bool known =
            all->resources[i].record == &person_record; /* she is no row about herself, nor found by index so */
        for (size_t k = 0; k < count; k++)
            known = known || about[k] == all->resources[i].record;
        if (all->resources[i].record->about_person && !known)
            about[count++] = all->resources[i].record;
    }
    record_remove_start(about, count);
}

/* Lists that say what there is, and on which no rule decides. */
static const struct own_list OWN_LISTS[] = {
    {N_("How a request comes"), &return_channels},
    {N_("Why people return"), &return_reasons},
    {N_("Legal status in Morocco"), &legal_statuses},
    {N_("Kind of aid"), &item_categories},
    {N_("How people are counselled"), &counselling_channels},
};

void imports_start(const struct settings *settings)
{
    own_lists_start(OWN_LISTS, COUNT_OF(OWN_LISTS));
    static struct export_part_list parts[PARTS_MOST];
    const struct resource_list *all = features_api();
    size_t count = 0;
    for (size_t i = 0; i < all->count && count < PARTS_MOST; i++) {
        parts[count] = (struct export_part_list){.record = all->resources[i].record, .flow = all->resources[i].flow};
        for (size_t l = 0; l < COUNT_OF(LISTS); l++)
            if (LISTS[l].record == parts[count].record)
                parts[count].base = LISTS[l].base;
        count++;
    }
    start_removing(all);
    exchange_start(settings, KINDS, COUNT_OF(KINDS), parts, count);
}
