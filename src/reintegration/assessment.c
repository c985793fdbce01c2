/* Assessments: in the host country before the departure, in the country of origin after the arrival.  Who assesses
   again writes a version of their own; no version is overwritten. */
#include "identity/identity.h"
#include "reintegration/reintegration_store.h"

static const struct choice SIDES[] = {
    {"host", N_("Here, before the departure"), {0}},
    {"origin", N_("In the country of origin, after the arrival"), {0}},
};
struct choice_list assessment_sides = {"assessment_sides", NULL, SIDES, sizeof SIDES / sizeof *SIDES};

#define WHO N_("Who assessed")
#define FOUND N_("What was found")

static const struct field FIELDS[] = {
    CASE_FIELD(struct reintegration_assessment, MONEY_PURPOSES),
    FIELD(struct reintegration_assessment, edition, FIELD_INTEGER, .label = N_("Version"), .section = WHO,
          .purposes = MONEY_PURPOSES, .flags = FIELD_COMPUTED | FIELD_LISTED, .smallest = 1, .largest = 10000),
    FIELD(struct reintegration_assessment, side, FIELD_CHOICE, .label = N_("Where"), .section = WHO,
          .purposes = MONEY_PURPOSES, .choices = &assessment_sides, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_assessment, assessed_on, FIELD_DATE, .label = N_("Assessed on"), .section = WHO,
          .purposes = MONEY_PURPOSES, .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_assessment, assessor, FIELD_TEXT, .label = N_("Assessor"), .section = WHO,
          .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 120,
          .help = N_("Name and office of who spoke with the person.")),
    FIELD(struct reintegration_assessment, place, FIELD_TEXT, .label = N_("Place"), .section = WHO,
          .flags = FIELD_SEALED, .longest = 120),
    FIELD(struct reintegration_assessment, skills, FIELD_LINES, .label = N_("Skills"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct reintegration_assessment, wishes, FIELD_LINES, .label = N_("Wishes"), .section = FOUND,
          .flags = FIELD_SEALED, .help = N_("In the person's own words.")),
    FIELD(struct reintegration_assessment, needs, FIELD_LINES, .label = N_("Needs"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct reintegration_assessment, risks, FIELD_LINES, .label = N_("Risks"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct reintegration_assessment, project, FIELD_LINES, .label = N_("Project"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct reintegration_assessment, submitted_by, FIELD_LINK, .label = N_("Approval asked for by"),
          .target = &colleague_record, .section = WHO, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_assessment, submitted_on, FIELD_DATE, .label = N_("Approval asked for on"),
          .section = WHO, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_assessment, approved_by, FIELD_LINK, .label = N_("Approved by"),
          .target = &colleague_record, .section = WHO, .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_assessment, approved_on, FIELD_DATE, .label = N_("Approved on"), .section = WHO,
          .purposes = MONEY_PURPOSES, .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    const struct reintegration_assessment *assessment = row;
    struct text number = language_number(work->arena, work->language, assessment->edition);
    return assessment->edition < 1 ? TEXT_NONE
                                   : tr_with(work->arena, work->language, N_("Assessment, version {1}"), &number, 1);
}

static void check_day(const struct return_case *file, const struct reintegration_assessment *row,
                      struct problems *problems)
{
    bool origin = text_is(row->side, "origin");
    if (row->assessed_on == DATE_NONE || row->side.length == 0)
        return;
    if (origin && (file->arrived_on == DATE_NONE || row->assessed_on < file->arrived_on))
        (void)problem_add(problems, INVALID, "before_arrival", TEXT("assessed_on"),
                          N_("In the country of origin a person is assessed after the arrival."));
    if (!origin && file->departed_on != DATE_NONE && row->assessed_on > file->departed_on)
        (void)problem_add(problems, INVALID, "after_departure", TEXT("assessed_on"),
                          N_("The person had departed on this day: this is an assessment in the country of origin."));
    if (row->assessed_on < file->received_on)
        (void)problem_add(problems, INVALID, "before_request", TEXT("assessed_on"),
                          N_("This day lies before the request."));
}

/* What was handed to the supervisor is changed by a new version only. */
static void check_fixed(const struct reintegration_assessment *old, const struct reintegration_assessment *row,
                        struct problems *problems)
{
    if (text_is(old->head.state, "draft") || !text_equal(old->head.state, row->head.state))
        return;
    for (size_t i = 0; i < sizeof FIELDS / sizeof *FIELDS; i++)
        if (!field_equal(&FIELDS[i], old, row)) {
            (void)problem_add(problems, INVALID, "assessment_fixed", TEXT_NONE,
                              N_("This version is no draft any more: write a new version."));
            return;
        }
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_assessment *assessment = row;
    const struct return_case *file;
    struct identifier newest;
    int64_t edition = 0;
    enum outcome outcome = reintegration_case(work, assessment->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    check_day(file, assessment, problems);
    if (before != NULL) {
        check_fixed(before, assessment, problems);
        return OK;
    }
    if (assessment->head.state.length == 0)
        assessment->head.state = text_from(assessment_flow.states[0].name);
    outcome = assessment_newest(work, file->head.id, file->head.person, &newest, &edition);
    assessment->edition = edition + 1;
    return outcome < 0 ? outcome : OK;
}

struct record assessment_record = {
    .name = "reintegration_assessment",
    .path = "reintegration-assessments",
    .table = "reintegration_assessment",
    .label = N_("Assessment"),
    .plural = N_("Assessments"),
    .check = check,
    .title = title,
    OF_A_CASE(struct reintegration_assessment, FIELDS, reintegration_write, CARE_PURPOSES),
};

enum outcome assessment_begin(struct work *work, void *row)
{
    static const char *const KEPT[] = {"skills", "wishes", "needs", "risks", "project"};
    struct reintegration_assessment *assessment = row;
    struct identifier newest;
    struct field_set readable;
    int64_t edition = 0;
    void *last;
    assessment->assessed_on = zone_date(work->zone, work->now);
    enum outcome outcome = assessment_newest(work, assessment->return_case, assessment->head.person, &newest, &edition);
    if (outcome == OK)
        outcome = record_peek(work, &assessment_record, newest, &last, &readable);
    for (size_t i = 0; outcome == OK && i < sizeof KEPT / sizeof *KEPT; i++)
        field_copy(record_field(&assessment_record, text_from(KEPT[i])), last, row);
    return outcome < 0 ? outcome : OK;
}

int32_t plan_deadline(const struct return_case *file)
{
    return file->arrived_on == DATE_NONE ? DATE_NONE : date_add_months(file->arrived_on, PLAN_MONTHS);
}

/* ---- life cycle ---- */

static enum outcome can_submit(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_assessment *assessment = row;
    (void)work;
    gate_require(gate,
                 assessment->skills.length > 0 && assessment->wishes.length > 0 && assessment->needs.length > 0 &&
                     assessment->risks.length > 0,
                 "assessment_incomplete", N_("Skills, wishes, needs and risks are written"), N_("Caseworker"),
                 TEXT_NONE);
    gate_require(gate, assessment->project.length > 0, "project_missing", N_("The project is written"),
                 N_("Caseworker"), TEXT_NONE);
    return OK;
}

static enum outcome can_approve(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_assessment *assessment = row;
    gate_require(gate, somebody_else(work, assessment->submitted_by), "own_assessment",
                 N_("Somebody other than who handed it in approves it"), N_("Another supervisor"), TEXT_NONE);
    return OK;
}

static enum outcome submitted(struct work *work, void *row)
{
    struct reintegration_assessment *assessment = row;
    assessment->submitted_by = work->actor->user;
    assessment->submitted_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome approved(struct work *work, void *row)
{
    struct reintegration_assessment *assessment = row;
    assessment->approved_by = work->actor->user;
    assessment->approved_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome sent_back(struct work *work, void *row)
{
    struct reintegration_assessment *assessment = row;
    (void)work;
    assessment->submitted_by = (struct identifier){{0}};
    assessment->submitted_on = DATE_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"draft", N_("Being written"), STATE_NOW, true},
    {"submitted", N_("Waits for approval"), STATE_NOW, true},
    {"approved", N_("Approved"), STATE_ENDED, true},
    {"discarded", N_("Discarded"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "draft",
     .action = "submit",
     .to = "submitted",
     .label = N_("Hand in for approval"),
     .done = N_("Handed in for approval"),
     .description = N_("It is changed no more: who sees it otherwise later writes a new version."),
     .right = &reintegration_write,
     .guard = can_submit,
     .effect = submitted,
     .task_right = &reintegration_approve,
     .task_label = N_("Approve the assessment"),
     .task_days = 7},
    {.from = "submitted",
     .action = "approve",
     .to = "approved",
     .label = N_("Approve the assessment"),
     .done = N_("Assessment approved"),
     .right = &reintegration_approve,
     .guard = can_approve,
     .effect = approved},
    {.from = "submitted",
     .action = "send_back",
     .to = "draft",
     .label = N_("Send back"),
     .done = N_("Sent back"),
     .description = N_("Back to the caseworker, with what must be put right."),
     .right = &reintegration_approve,
     .note_required = true,
     .effect = sent_back,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Put the assessment right"),
     .task_days = 7},
    {.from = "draft",
     .action = "discard",
     .to = "discarded",
     .label = N_("Discard the draft"),
     .done = N_("Draft discarded"),
     .right = &reintegration_write,
     .note_required = true,
     .danger = true},
};

const struct flow assessment_flow = {
    .name = "assessment",
    .record = &assessment_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};

/* ---- the receiving office's own ---- */

/* What the history says of a version that another office wrote; shown translated. */
#define ORIGIN_NOTE N_("Written by the receiving office.")

enum outcome assessment_from_origin(struct work *work, const struct return_assessment *assessment)
{
    void *file;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, assessment->return_case, &file);
    if (outcome != OK)
        return outcome;
    struct reintegration_assessment *row = record_new(work->arena, &assessment_record);
    row->head.person = record_head_of(file)->person;
    row->head.organisation = record_head_of(file)->organisation;
    row->head.office = record_head_of(file)->office;
    row->head.assigned = record_head_of(file)->assigned;
    row->return_case = assessment->return_case;
    row->side = TEXT("origin");
    row->assessed_on = assessment->assessed_on;
    row->assessor = assessment->assessor;
    row->place = assessment->place;
    row->skills = assessment->skills;
    row->wishes = assessment->wishes;
    row->needs = assessment->needs;
    row->risks = assessment->risks;
    row->project = assessment->project;
    outcome = record_insert(work, &assessment_record, row);
    return outcome == OK ? flow_move_forced(work, &assessment_flow, row->head.id, TEXT("submit"), TEXT(ORIGIN_NOTE))
                         : outcome;
}

/* Somebody of another organisation is shown it: in the log of the person this is a reading, whoever opened the row. */
static enum outcome audit_shown_to(struct work *work, void *row)
{
    struct actor reader = *work->actor;
    struct record shown = assessment_record;
    struct work own = *work;
    reader.system = false;
    own.actor = &reader;
    shown.sensitive = true;
    return record_audit_reads(&own, &shown, &row, 1);
}

enum outcome assessment_for_origin(struct work *work, const struct return_case *file, struct return_assessment *ret)
{
    struct identifier newest;
    int64_t edition;
    void *found;
    enum outcome outcome = assessment_newest(work, file->head.id, file->head.person, &newest, &edition);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &assessment_record, newest, &found);
    if (outcome == OK)
        outcome = audit_shown_to(work, found);
    if (outcome != OK)
        return outcome;
    const struct reintegration_assessment *row = found;
    *ret = (struct return_assessment){
        .return_case = file->head.id,
        .skills = row->skills,
        .wishes = row->wishes,
        .needs = row->needs,
        .risks = row->risks,
        .project = row->project,
    };
    return OK;
}
