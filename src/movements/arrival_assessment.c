/* Assessments by the receiving office: written in its own rows, with a key that it alone holds; handed in, each becomes
   a version of its own beside those of the mission, and a supervisor there approves it. */
#include "database/wall.h"
#include "movements/movement_rules.h"

#define WHO N_("Who assessed")
#define FOUND N_("What was found")

static const struct field FIELDS[] = {
    FIELD(struct movement_assessment, arrival, FIELD_LINK, .label = N_("Arrival"), .target = &arrival_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct movement_assessment, assessed_on, FIELD_DATE, .label = N_("Assessed on"), .section = WHO,
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct movement_assessment, assessor, FIELD_TEXT, .label = N_("Assessor"), .section = WHO,
          .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 120,
          .help = N_("Name and office of who spoke with the person.")),
    FIELD(struct movement_assessment, place, FIELD_TEXT, .label = N_("Place"), .section = WHO, .flags = FIELD_SEALED,
          .longest = 120),
    FIELD(struct movement_assessment, skills, FIELD_LINES, .label = N_("Skills"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct movement_assessment, wishes, FIELD_LINES, .label = N_("Wishes"), .section = FOUND,
          .flags = FIELD_SEALED, .help = N_("In the person's own words.")),
    FIELD(struct movement_assessment, needs, FIELD_LINES, .label = N_("Needs"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct movement_assessment, risks, FIELD_LINES, .label = N_("Risks"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct movement_assessment, project, FIELD_LINES, .label = N_("Project"), .section = FOUND,
          .flags = FIELD_SEALED),
    FIELD(struct movement_assessment, sent_on, FIELD_DATE, .label = N_("Handed in on"), .section = WHO,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
};

static struct text title(struct work *work, const void *row)
{
    (void)row;
    return text_from(tr(work->language, arrival_assessment_record.label));
}

static bool has_arrived(const struct movement_arrival *arrival)
{
    return text_is(arrival->head.state, "arrived") || text_is(arrival->head.state, "onward");
}

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct movement_assessment *assessment = row;
    const struct record_head *old = before == NULL ? NULL : record_head_of(before);
    void *found;
    if (before == NULL && assessment->head.state.length == 0)
        assessment->head.state = text_from(arrival_assessment_flow.states[0].name);
    enum outcome outcome = record_get_unlimited(work, &arrival_record, assessment->arrival, &found);
    if (outcome != OK)
        return outcome == NOT_FOUND ? INVALID : outcome;
    const struct movement_arrival *arrival = found;
    if (!identifier_equal(arrival->head.person, assessment->head.person) || !has_arrived(arrival))
        return problem_add(problems, INVALID, "not_arrived", TEXT_NONE,
                           N_("A person is assessed once the arrival is confirmed."));
    if (assessment->assessed_on != DATE_NONE && arrival->arrived_on != DATE_NONE &&
        assessment->assessed_on < arrival->arrived_on)
        (void)problem_add(problems, INVALID, "before_arrival", TEXT("assessed_on"),
                          N_("In the country of origin a person is assessed after the arrival."));
    if (old != NULL && !text_is(old->state, "draft") && text_equal(old->state, assessment->head.state))
        (void)problem_add(problems, INVALID, "assessment_fixed", TEXT_NONE,
                          N_("This version is no draft any more: write a new version."));
    return OK;
}

struct record arrival_assessment_record = {
    .name = "movement_assessment",
    .path = "arrival-assessments",
    .table = "movement_assessment",
    .label = N_("Assessment after the arrival"),
    .plural = N_("Assessments after the arrival"),
    .size = sizeof(struct movement_assessment),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = PURPOSE_TRAVEL,
    .read = &arrival_read,
    .create = &arrival_assess,
    .update = &arrival_assess,
    .sensitive = true,
    .check = check,
    .title = title,
};

/* ---- what is known already ---- */

static enum outcome case_of(struct work *work, const struct movement_arrival *arrival, const struct return_case **ret)
{
    void *traveller;
    void *file;
    enum outcome outcome = record_get_unlimited(work, &traveller_record, arrival->traveller, &traveller);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &return_case_record,
                                       ((const struct movement_traveller *)traveller)->return_case, &file);
    if (outcome == OK)
        *ret = file;
    return outcome;
}

/* The program acts in the organisation that sent the person, for the user who asked for it. */
static struct work as_program(const struct work *work, struct actor *actor)
{
    struct work program = *work;
    *actor = *work->actor;
    actor->system = true;
    program.actor = actor;
    return program;
}

enum outcome arrival_assessment_begin(struct work *work, const struct movement_arrival *arrival,
                                      struct movement_assessment *row)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the case lies in the organisation that sent the person");
    struct actor actor;
    struct work program = as_program(work, &actor);
    struct return_assessment newest = {0};
    const struct return_case *file;
    bool shares = false;
    row->assessed_on = zone_date(work->zone, work->now);
    enum outcome outcome =
        person_shares_with(&program, arrival->head.person, "receiving_office", row->assessed_on, &shares);
    if (outcome != OK || !shares || return_newest_assessment == NULL)
        return outcome;
    outcome = case_of(&program, arrival, &file);
    if (outcome == OK)
        outcome = return_newest_assessment(&program, file, &newest);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    row->skills = newest.skills;
    row->wishes = newest.wishes;
    row->needs = newest.needs;
    row->risks = newest.risks;
    row->project = newest.project;
    return OK;
}

/* ---- handing it in ---- */

static enum outcome can_send(struct work *work, const void *row, struct gate *gate)
{
    const struct movement_assessment *assessment = row;
    (void)work;
    gate_require(gate,
                 assessment->skills.length > 0 && assessment->wishes.length > 0 && assessment->needs.length > 0 &&
                     assessment->risks.length > 0,
                 "assessment_incomplete", N_("Skills, wishes, needs and risks are written"), N_("Receiving office"),
                 TEXT_NONE);
    gate_require(gate, assessment->project.length > 0, "project_missing", N_("The project is written"),
                 N_("Receiving office"), TEXT_NONE);
    return OK;
}

static enum outcome hand_in(struct work *work, const struct movement_assessment *row)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the case lies in the organisation that sent the person");
    struct actor actor;
    struct work program = as_program(work, &actor);
    const struct return_case *file;
    void *arrival;
    enum outcome outcome = record_get_unlimited(&program, &arrival_record, row->arrival, &arrival);
    if (outcome == OK)
        outcome = case_of(&program, arrival, &file);
    if (outcome == OK && return_assessed != NULL)
        outcome = return_assessed(&program, &(struct return_assessment){
                                                .return_case = file->head.id,
                                                .assessed_on = row->assessed_on,
                                                .assessor = row->assessor,
                                                .place = row->place,
                                                .skills = row->skills,
                                                .wishes = row->wishes,
                                                .needs = row->needs,
                                                .risks = row->risks,
                                                .project = row->project,
                                            });
    work->problems = program.problems;
    return outcome;
}

static enum outcome sent(struct work *work, void *row)
{
    struct movement_assessment *assessment = row;
    assessment->sent_on = zone_date(work->zone, work->now);
    return hand_in(work, assessment);
}

static const struct flow_state STATES[] = {
    {"draft", N_("Being written"), STATE_NOW, true},
    {"sent", N_("Handed in"), STATE_ENDED, true},
    {"discarded", N_("Discarded"), STATE_ENDED, false},
};

static const struct step STEPS[] = {
    {.from = "draft",
     .action = "send",
     .to = "sent",
     .label = N_("Hand in to the mission"),
     .done = N_("Handed in"),
     .description =
         N_("It becomes a version of its own beside those of the mission, and is changed no more: who sees it "
            "otherwise later writes a new version."),
     .right = &arrival_assess,
     .guard = can_send,
     .effect = sent},
    {.from = "draft",
     .action = "discard",
     .to = "discarded",
     .label = N_("Discard the draft"),
     .done = N_("Draft discarded"),
     .right = &arrival_assess,
     .note_required = true,
     .danger = true},
};

const struct flow arrival_assessment_flow = {
    .name = "arrival_assessment",
    .record = &arrival_assessment_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
