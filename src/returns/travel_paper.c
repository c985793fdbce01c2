/* Exit authorisation and medical papers, with the days on which they hold.  14 days of a medical report and 7 of the
   airline's form were read in one source only (returningfromgermany.de, FAQ): they stand in one table. */
#include "returns/journey.h"
#include "returns/return_store.h"

static const struct choice KINDS[] = {
    {"exit_authorisation", N_("Exit authorisation"), {0}},
    {"medical_report", N_("Medical report"), {0}},
    {"fit_certificate", N_("Fit-to-fly certificate"), {0}},
    {"airline_form", N_("Airline’s medical form"), {0}},
};
struct choice_list travel_paper_kinds = {"travel_paper_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct choice RESULTS[] = {
    {"fit", N_("Fit to travel"), {0}},
    {"fit_with_escort", N_("Fit to travel with an escort"), {0}},
    {"not_now", N_("Not fit to travel now"), {0}},
};
struct choice_list medical_results = {"medical_results", NULL, RESULTS, sizeof RESULTS / sizeof *RESULTS};

static const struct paper_rule {
    const char *kind;
    int32_t days;          /* it holds at most; 0: as long as it says */
    bool medical;          /* a doctor says whether the person is fit */
    const char *milestone; /* the preparation that it settles; NULL: none */
} PAPERS[] = {
    {"exit_authorisation", 0, false, "exit_authorisation"},
    {"medical_report", 14, true, "medical"},
    {"fit_certificate", 0, true, NULL},
    {"airline_form", 7, false, NULL},
};

static const struct paper_rule *rule_of(struct text kind)
{
    for (size_t i = 0; i < sizeof PAPERS / sizeof *PAPERS; i++)
        if (text_is(kind, PAPERS[i].kind))
            return &PAPERS[i];
    return NULL;
}

int32_t travel_paper_days(struct text kind)
{
    const struct paper_rule *rule = rule_of(kind);
    return rule == NULL ? 0 : rule->days;
}

enum { PAPER_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL | PURPOSE_HEALTH };

static const struct field FIELDS[] = {
    FIELD(struct travel_paper, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct travel_paper, kind, FIELD_CHOICE, .label = N_("Paper"), .choices = &travel_paper_kinds,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct travel_paper, requested_on, FIELD_DATE, .label = N_("Asked for on"),
          .flags = FIELD_LISTED | FIELD_PAST),
    FIELD(struct travel_paper, issued_on, FIELD_DATE, .label = N_("Issued on"), .flags = FIELD_LISTED | FIELD_PAST,
          .help = N_("Empty as long as it is awaited.")),
    FIELD(struct travel_paper, valid_until, FIELD_DATE, .label = N_("Valid until"), .flags = FIELD_LISTED,
          .help = N_("Empty when it does not end. A medical report holds 14 days, the airline's form 7.")),
    FIELD(struct travel_paper, result, FIELD_CHOICE, .label = N_("What the doctor found"), .choices = &medical_results,
          .flags = FIELD_SEALED, .help = N_("Of a medical report or a certificate: the outcome alone.")),
    FIELD(struct travel_paper, paper_number, FIELD_TEXT, .label = N_("Number"), .flags = FIELD_SEALED, .longest = 60),
    FIELD(struct travel_paper, issuer, FIELD_TEXT, .label = N_("Issued by"), .flags = FIELD_SEALED, .longest = 120),
    FIELD(struct travel_paper, findings, FIELD_LINES, .label = N_("Diagnosis, course and advice"),
          .purposes = PURPOSE_HEALTH, .read = &health_read, .write = &health_write, .flags = FIELD_SEALED,
          .help = N_("Seen by health officers alone.")),
    FIELD(struct travel_paper, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 1000,
          .help = N_("Nothing about health: everybody who prepares the journey reads it.")),
};

static void refuse(struct problems *problems, const char *field, const char *code, const char *message)
{
    (void)problem_add(problems, INVALID, code, text_from(field), message);
}

static void check_days(const struct paper_rule *rule, struct travel_paper *paper, struct problems *problems)
{
    if (paper->requested_on != DATE_NONE && paper->issued_on != DATE_NONE && paper->issued_on < paper->requested_on)
        refuse(problems, "issued_on", "issued_before_request", N_("A paper is not issued before it was asked for."));
    if (paper->issued_on == DATE_NONE && paper->valid_until != DATE_NONE)
        refuse(problems, "issued_on", "issue_missing", N_("Say on which day it was issued."));
    if (paper->issued_on == DATE_NONE)
        return;
    if (paper->valid_until == DATE_NONE && rule->days > 0)
        paper->valid_until = paper->issued_on + rule->days;
    if (paper->valid_until != DATE_NONE && paper->valid_until < paper->issued_on)
        refuse(problems, "valid_until", "validity_ended", N_("This ends before the day it was issued."));
    else if (rule->days > 0 && paper->valid_until > paper->issued_on + rule->days)
        refuse(problems, "valid_until", "held_too_long",
               N_("A medical report holds 14 days at most, the airline’s form 7."));
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct travel_paper *paper = row;
    const struct paper_rule *rule = rule_of(paper->kind);
    (void)work;
    (void)before;
    if (rule == NULL) /* said beside the field already */
        return OK;
    check_days(rule, paper, problems);
    if (!rule->medical && paper->result.length > 0)
        refuse(problems, "result", "result_of_no_doctor", N_("A doctor’s answer stands on a medical paper only."));
    if (rule->medical && paper->issued_on != DATE_NONE && paper->result.length == 0)
        refuse(problems, "result", "result_missing", N_("Say whether the person is fit to travel."));
    return OK;
}

/* ---- what it does to the preparations of the case ---- */

static enum outcome find_milestone(struct work *work, const struct travel_paper *paper, const char *kind,
                                   const struct return_milestone **ret)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome =
        return_child_ids(work, &return_milestone_record, paper->return_case, paper->head.person, NULL, &ids, &count);
    for (size_t i = count; i > 0 && outcome == OK; i--) {
        void *row;
        outcome = record_get_unlimited(work, &return_milestone_record, ids[i - 1], &row);
        if (outcome != OK)
            return outcome;
        *ret = row;
        if (text_is((*ret)->kind, kind) && !text_is((*ret)->head.state, "cancelled"))
            return OK;
    }
    return outcome == OK ? NOT_FOUND : outcome;
}

static enum outcome take(struct work *work, const struct return_milestone *milestone, const struct travel_paper *paper,
                         const char *action)
{
    struct return_milestone *input = record_copy(work->arena, &return_milestone_record, milestone);
    input->requested_on = paper->requested_on != DATE_NONE ? paper->requested_on : paper->issued_on;
    input->settled_on = paper->issued_on;
    input->valid_until = paper->valid_until;
    return flow_move_forced_with(work, &milestone_flow, milestone->head.id, text_from(action), input,
                                 TEXT(PAPER_RECORDED_NOTE));
}

/* The doctor's "not now": what was settled no longer is. */
static enum outcome refuse_milestone(struct work *work, const struct return_milestone *milestone,
                                     const struct travel_paper *paper)
{
    struct text state = milestone->head.state;
    if (text_is(state, "refused"))
        return OK;
    const char *first = text_is(state, "settled") ? "renew" : text_is(state, "requested") ? NULL : "request";
    enum outcome outcome = first == NULL ? OK : take(work, milestone, paper, first);
    return outcome == OK ? take(work, milestone, paper, "refuse") : outcome;
}

static enum outcome settle_milestone(struct work *work, const struct return_milestone *milestone,
                                     const struct travel_paper *paper)
{
    struct text state = milestone->head.state;
    bool same = milestone->settled_on == paper->issued_on && milestone->valid_until == paper->valid_until;
    bool older = milestone->settled_on != DATE_NONE && paper->issued_on < milestone->settled_on;
    enum outcome outcome = OK;
    if (text_is(state, "settled") && (same || older))
        return OK;
    if (text_is(state, "settled"))
        outcome = take(work, milestone, paper, "renew");
    else if (!text_is(state, "open") && !text_is(state, "requested"))
        outcome = take(work, milestone, paper, "request");
    return outcome == OK ? take(work, milestone, paper, "settle") : outcome;
}

static enum outcome stored(struct work *work, const void *before, const void *row)
{
    const struct travel_paper *paper = row;
    const struct paper_rule *rule = rule_of(paper->kind);
    const struct return_milestone *milestone;
    (void)before;
    if (rule != NULL && rule->milestone != NULL && paper->issued_on != DATE_NONE) {
        enum outcome outcome = find_milestone(work, paper, rule->milestone, &milestone);
        if (outcome == OK)
            outcome = text_is(paper->result, "not_now") ? refuse_milestone(work, milestone, paper)
                                                        : settle_milestone(work, milestone, paper);
        if (outcome != OK && outcome != NOT_FOUND)
            return outcome;
    }
    return journey_look_again(work, paper->return_case);
}

static struct text title(struct work *work, const void *row)
{
    return choice_show(&travel_paper_kinds, ((const struct travel_paper *)row)->kind, work->language);
}

struct record travel_paper_record = {
    .name = "travel_paper",
    .path = "travel-papers",
    .table = "travel_paper",
    .label = N_("Paper of the journey"),
    .plural = N_("Papers of the journey"),
    .size = sizeof(struct travel_paper),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = PAPER_PURPOSES,
    .read = &return_read,
    .create = &papers_write,
    .update = &papers_write,
    .check = check,
    .stored = stored,
    .title = title,
};

/* ---- what others ask of papers ---- */

enum outcome travel_paper_of_settled(struct work *work, const struct return_milestone *milestone)
{
    struct record plain = travel_paper_record;
    const struct paper_rule *rule = NULL;
    bool holds;
    for (size_t i = 0; i < sizeof PAPERS / sizeof *PAPERS; i++)
        if (PAPERS[i].milestone != NULL && text_is(milestone->kind, PAPERS[i].milestone))
            rule = &PAPERS[i];
    if (rule == NULL || milestone->settled_on == DATE_NONE)
        return OK;
    struct return_case file = {.head = {.id = milestone->return_case, .person = milestone->head.person}};
    enum outcome outcome = travel_paper_holds(work, &file, rule->kind, milestone->settled_on, &holds);
    if (outcome != OK || holds)
        return outcome;
    struct travel_paper *paper = record_new(work->arena, &travel_paper_record);
    paper->head.person = milestone->head.person;
    paper->head.organisation = milestone->head.organisation;
    paper->head.office = milestone->head.office;
    paper->head.assigned = milestone->head.assigned;
    paper->return_case = milestone->return_case;
    paper->kind = text_from(rule->kind);
    paper->requested_on = milestone->requested_on;
    paper->issued_on = milestone->settled_on;
    if (paper->requested_on != DATE_NONE && paper->requested_on > paper->issued_on)
        paper->requested_on = DATE_NONE;
    paper->valid_until = milestone->valid_until;
    if (rule->days > 0 && paper->valid_until > paper->issued_on + rule->days)
        paper->valid_until = paper->issued_on + rule->days;
    if (rule->medical)
        paper->result = TEXT("fit");
    plain.create = &return_travel; /* who may settle the preparation */
    plain.stored = NULL;           /* the preparation says it already */
    return record_insert(work, &plain, paper);
}
