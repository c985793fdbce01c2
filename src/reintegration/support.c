/* What goes with a plan: training, the milestones of a small business, psychosocial sessions. */
#include "reintegration/reintegration_rules.h"

static enum outcome check_place(struct work *work, struct identifier file, struct identifier item, const void *row,
                                const struct return_case **ret_case)
{
    enum outcome outcome = reintegration_case(work, file, row, ret_case);
    return outcome == OK ? reintegration_item_check(work, item, file, &work->problems) : outcome;
}

/* ---- training ---- */

static const struct choice TRAININGS[] = {
    {"vocational", N_("Vocational training"), {0}},    {"apprenticeship", N_("Apprenticeship"), {0}},
    {"business", N_("Running a small business"), {0}}, {"literacy", N_("Literacy"), {0}},
    {"language", N_("Language course"), {0}},          {"other", N_("Other"), {0}},
};
struct choice_list training_kinds = {"training_kinds", NULL, TRAININGS, sizeof TRAININGS / sizeof *TRAININGS};

static const struct field TRAINING_FIELDS[] = {
    CASE_FIELD(struct reintegration_training, MONEY_PURPOSES),
    FIELD(struct reintegration_training, item, FIELD_LINK, .label = N_("Item of the plan"),
          .target = &return_item_record, .purposes = MONEY_PURPOSES),
    FIELD(struct reintegration_training, course, FIELD_LINK, .label = N_("Course with seats"), .target = &course_record,
          .purposes = MONEY_PURPOSES, .flags = FIELD_ONCE | FIELD_LISTED,
          .help = N_("When all seats are taken, the person waits for one. Empty: a training that nobody counts.")),
    FIELD(struct reintegration_training, kind, FIELD_CHOICE, .label = N_("Kind"), .choices = &training_kinds,
          .purposes = MONEY_PURPOSES, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_training, title, FIELD_TEXT, .label = N_("Course"),
          .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 120),
    FIELD(struct reintegration_training, institution, FIELD_TEXT, .label = N_("Institution"), .flags = FIELD_SEALED,
          .longest = 120),
    FIELD(struct reintegration_training, place, FIELD_TEXT, .label = N_("Place"), .flags = FIELD_SEALED,
          .longest = 120),
    FIELD(struct reintegration_training, starts_on, FIELD_DATE, .label = N_("Begins on"), .purposes = MONEY_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_training, ends_on, FIELD_DATE, .label = N_("Ends on"), .purposes = MONEY_PURPOSES,
          .flags = FIELD_LISTED),
    FIELD(struct reintegration_training, hours, FIELD_INTEGER, .label = N_("Hours"), .purposes = MONEY_PURPOSES,
          .smallest = 1, .largest = 5000),
    FIELD(struct reintegration_training, certificate, FIELD_FLAG, .label = N_("Certificate received"),
          .purposes = MONEY_PURPOSES, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct reintegration_training, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED,
          .longest = 1000),
};

static struct text training_title(struct work *work, const void *row)
{
    const struct reintegration_training *training = row;
    return training->title.length > 0 ? training->title : choice_show(&training_kinds, training->kind, work->language);
}

/* The last seat goes to one of two who come at once: the count is part of the transaction that takes it. */
static enum outcome take_seat(struct work *work, struct reintegration_training *training, struct problems *problems)
{
    void *course;
    bool seat;
    enum outcome outcome = record_get_unlimited(work, &course_record, training->course, &course);
    if (outcome < 0)
        return outcome;
    if (outcome == NOT_FOUND || !identifier_equal(record_head_of(course)->organisation, training->head.organisation)) {
        (void)problem_add(problems, INVALID, "course_unknown", TEXT("course"), N_("Choose from the list."));
        return OK;
    }
    outcome = course_has_seat(work, training->course, training->head.id, &seat);
    if (outcome == OK && !seat)
        training->head.state = TEXT("waiting");
    return outcome;
}

static bool has_seat(const struct reintegration_training *training)
{
    return !text_is(training->head.state, "waiting") && !text_is(training->head.state, "dropped");
}

/* A seat that is given back goes to who waited longest. */
static enum outcome training_stored(struct work *work, const void *before, const void *row)
{
    const struct reintegration_training *training = row;
    if (before == NULL || identifier_is_none(training->course) || !has_seat(before) || has_seat(training))
        return OK;
    return course_fill(work, training->course, training->head.id);
}

static enum outcome can_seat(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_training *training = row;
    bool seat = true;
    enum outcome outcome =
        identifier_is_none(training->course) ? OK : course_has_seat(work, training->course, training->head.id, &seat);
    if (outcome == OK)
        gate_require(gate, seat, "no_seat", N_("A seat of the course is free"), N_("Time"), TEXT_NONE);
    return outcome;
}

static enum outcome training_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_training *training = row;
    const struct return_case *file;
    if (before == NULL && training->head.state.length == 0)
        training->head.state = text_from(training_flow.states[0].name);
    if (before == NULL && !identifier_is_none(training->course)) {
        enum outcome seated = take_seat(work, training, problems);
        if (seated != OK)
            return seated;
    }
    if (training->ends_on != DATE_NONE && training->ends_on < training->starts_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("ends_on"),
                          N_("The end lies before the beginning."));
    enum outcome outcome = check_place(work, training->return_case, training->item, row, &file);
    return outcome < 0 ? outcome : OK;
}

struct record training_record = {
    .name = "reintegration_training",
    .path = "trainings",
    .table = "reintegration_training",
    .label = N_("Training"),
    .plural = N_("Training"),
    .check = training_check,
    .title = training_title,
    .stored = training_stored,
    OF_A_CASE(struct reintegration_training, TRAINING_FIELDS, reintegration_write, CARE_PURPOSES),
};

static const struct flow_state TRAINING_STATES[] = {
    {"planned", N_("Planned"), STATE_NOW, true},
    {"attending", N_("Under way"), STATE_NOW, true},
    {"completed", N_("Completed"), STATE_ENDED, true},
    {"dropped", N_("Given up"), STATE_ENDED, false},
    {"waiting", N_("Waits for a seat"), STATE_WAITING, false},
};

static const struct step TRAINING_STEPS[] = {
    /* taken when somebody gives a seat back; by hand, when the course has more */
    {.from = "waiting",
     .action = "seat",
     .to = "planned",
     .label = N_("Give the person a seat"),
     .done = N_("Has a seat"),
     .right = &reintegration_write,
     .guard = can_seat,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Tell the person that there is a seat"),
     .task_days = 3},
    {.from = "planned",
     .action = "put_back",
     .to = "waiting",
     .label = N_("Back to the waiting list"),
     .done = N_("Back on the waiting list"),
     .right = &reintegration_write,
     .note_required = true},
    {.from = "waiting",
     .action = "drop",
     .to = "dropped",
     .label = N_("Record that it was given up"),
     .right = &reintegration_write,
     .note_required = true},
    {.from = "planned",
     .action = "begin",
     .to = "attending",
     .label = N_("Record that it began"),
     .done = N_("Training began"),
     .right = &reintegration_write,
     .task_right = &reintegration_write,
     .task_for_assigned = true,
     .task_label = N_("Record how the training ended"),
     .task_due = "ends_on",
     .task_days = 90},
    {.from = "attending",
     .action = "complete",
     .to = "completed",
     .label = N_("Record that it was completed"),
     .done = N_("Training completed"),
     .right = &reintegration_write,
     .input = "ends_on,certificate",
     .required = "ends_on,certificate"},
    {.from = "attending",
     .action = "drop",
     .to = "dropped",
     .label = N_("Record that it was given up"),
     .done = N_("Training given up"),
     .right = &reintegration_write,
     .note_required = true},
    {.from = "planned",
     .action = "drop",
     .to = "dropped",
     .label = N_("Record that it was given up"),
     .right = &reintegration_write,
     .note_required = true},
};

const struct flow training_flow = {
    .name = "training",
    .record = &training_record,
    .states = TRAINING_STATES,
    .state_count = sizeof TRAINING_STATES / sizeof *TRAINING_STATES,
    .steps = TRAINING_STEPS,
    .step_count = sizeof TRAINING_STEPS / sizeof *TRAINING_STEPS,
};

/* ---- a small business ---- */

static const struct choice MARKS[] = {
    {"premises", N_("Premises found"), {0}},
    {"registration", N_("Registered"), {0}},
    {"equipment", N_("Equipment in place"), {0}},
    {"opening", N_("Opened"), {0}},
    {"income", N_("Pays for the household"), {0}},
    {"employee", N_("Somebody is employed"), {0}},
    {"other", N_("Other"), {0}},
};
static struct choice_list business_kinds = {"business_kinds", NULL, MARKS, sizeof MARKS / sizeof *MARKS};

static const struct field BUSINESS_FIELDS[] = {
    CASE_FIELD(struct reintegration_business, MONEY_PURPOSES),
    FIELD(struct reintegration_business, item, FIELD_LINK, .label = N_("Item of the plan"),
          .target = &return_item_record, .purposes = MONEY_PURPOSES),
    FIELD(struct reintegration_business, kind, FIELD_CHOICE, .label = N_("Milestone"), .choices = &business_kinds,
          .purposes = MONEY_PURPOSES, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_business, title, FIELD_TEXT, .label = N_("What exactly"), .flags = FIELD_SEALED,
          .longest = 120),
    FIELD(struct reintegration_business, planned_on, FIELD_DATE, .label = N_("Planned for"), .purposes = MONEY_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_business, reached_on, FIELD_DATE, .label = N_("Reached on"), .purposes = MONEY_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_business, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED,
          .longest = 1000),
};

static struct text business_title(struct work *work, const void *row)
{
    return choice_show(&business_kinds, ((const struct reintegration_business *)row)->kind, work->language);
}

static enum outcome business_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_business *business = row;
    const struct return_case *file;
    (void)problems;
    if (before == NULL && business->head.state.length == 0)
        business->head.state = text_from(business_flow.states[0].name);
    enum outcome outcome = check_place(work, business->return_case, business->item, row, &file);
    return outcome < 0 ? outcome : OK;
}

struct record business_record = {
    .name = "reintegration_business",
    .path = "business-milestones",
    .table = "reintegration_business",
    .label = N_("Milestone of the business"),
    .plural = N_("Milestones of the business"),
    .check = business_check,
    .title = business_title,
    OF_A_CASE(struct reintegration_business, BUSINESS_FIELDS, reintegration_write, CARE_PURPOSES),
};

static const struct flow_state BUSINESS_STATES[] = {
    {"planned", N_("Planned"), STATE_NOW, true},
    {"reached", N_("Reached"), STATE_ENDED, true},
    {"given_up", N_("Given up"), STATE_ENDED, false},
};

static const struct step BUSINESS_STEPS[] = {
    {.from = "planned",
     .action = "reach",
     .to = "reached",
     .label = N_("Record that it was reached"),
     .done = N_("Milestone reached"),
     .right = &reintegration_write,
     .input = "reached_on",
     .required = "reached_on"},
    {.from = "planned",
     .action = "give_up",
     .to = "given_up",
     .label = N_("Give up"),
     .done = N_("Milestone given up"),
     .right = &reintegration_write,
     .note_required = true},
};

const struct flow business_flow = {
    .name = "business",
    .record = &business_record,
    .states = BUSINESS_STATES,
    .state_count = sizeof BUSINESS_STATES / sizeof *BUSINESS_STATES,
    .steps = BUSINESS_STEPS,
    .step_count = sizeof BUSINESS_STEPS / sizeof *BUSINESS_STEPS,
};

/* ---- psychosocial sessions: that one was held is known, what was said is protection's ---- */

static const struct choice SESSIONS[] = {
    {"individual", N_("With the person"), {0}},
    {"family", N_("With the family"), {0}},
    {"group", N_("In a group"), {0}},
};
static struct choice_list session_kinds = {"session_kinds", NULL, SESSIONS, sizeof SESSIONS / sizeof *SESSIONS};

static const struct choice PROBLEMS[] = {
    {"anxiety", N_("Anxiety"), {0}},
    {"depression", N_("Depression"), {0}},
    {"suicidal", N_("Suicidal thoughts"), {0}},
    {"sleep", N_("Sleep"), {0}},
    {"fear", N_("Fear"), {0}},
    {"acute_stress", N_("Acute stress"), {0}},
    {"anger", N_("Anger"), {0}},
    {"substances", N_("Substance use"), {0}},
    {"psychosis", N_("Psychosis"), {0}},
    {"repetitive", N_("Repetitive thoughts"), {0}},
    {"socialisation", N_("Being with others"), {0}},
    {"family", N_("Family"), {0}},
    {"other", N_("Other"), {0}},
};
static struct choice_list session_problems = {"session_problems", NULL, PROBLEMS, sizeof PROBLEMS / sizeof *PROBLEMS};

static const struct field SESSION_FIELDS[] = {
    CASE_FIELD(struct reintegration_session, CARE_PURPOSES | PURPOSE_REPORTING),
    FIELD(struct reintegration_session, held_on, FIELD_DATE, .label = N_("Held on"),
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct reintegration_session, kind, FIELD_CHOICE, .label = N_("With whom"), .choices = &session_kinds,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct reintegration_session, minutes, FIELD_INTEGER, .label = N_("Minutes"), .flags = FIELD_LISTED,
          .smallest = 1, .largest = 600),
    FIELD(struct reintegration_session, problems, FIELD_CHOICES, .label = N_("What it was about"),
          .choices = &session_problems, .purposes = PURPOSE_PROTECTION, .flags = FIELD_SEALED),
    FIELD(struct reintegration_session, note, FIELD_LINES, .label = N_("Note of the session"),
          .purposes = PURPOSE_PROTECTION, .flags = FIELD_SEALED),
    FIELD(struct reintegration_session, plan, FIELD_LINES, .label = N_("What follows"), .purposes = PURPOSE_PROTECTION,
          .flags = FIELD_SEALED),
};

static struct text session_title(struct work *work, const void *row)
{
    const struct reintegration_session *session = row;
    return session->held_on == DATE_NONE ? TEXT_NONE : language_date(work->arena, work->language, session->held_on);
}

static enum outcome session_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct reintegration_session *session = row;
    const struct return_case *file;
    (void)before;
    enum outcome outcome = reintegration_case(work, session->return_case, row, &file);
    if (outcome == OK && session->held_on != DATE_NONE && session->held_on < file->received_on)
        (void)problem_add(problems, INVALID, "before_request", TEXT("held_on"),
                          N_("This day lies before the request."));
    return outcome < 0 ? outcome : OK;
}

struct record session_record = {
    .name = "reintegration_session",
    .path = "psychosocial-sessions",
    .table = "reintegration_session",
    .label = N_("Psychosocial session"),
    .plural = N_("Psychosocial sessions"),
    .check = session_check,
    .title = session_title,
    .confidential = true,
    OF_A_CASE(struct reintegration_session, SESSION_FIELDS, session_write, CARE_PURPOSES | PURPOSE_REPORTING),
};
