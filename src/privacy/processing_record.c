/* What the mission does with personal data, and what the authority knows of it: fields and life cycle. */
#include "privacy/privacy_store.h"

static const struct choice BASES[] = {
    {"consent", N_("Consent of the person"), {0}},
    {"duty", N_("A duty of the law"), {0}},
    {"public", N_("A task in the public interest, or the mandate of the organisation"), {0}},
    {"contract", N_("A contract with the person"), {0}},
    {"vital", N_("The life or health of somebody"), {0}},
    {"interest", N_("A legitimate interest, weighed against the person's"), {0}},
};
static struct choice_list processing_bases = {"processing_bases", NULL, BASES, sizeof BASES / sizeof *BASES};

static const struct choice FORMALITIES[] = {
    {"authorisation", N_("Authorisation, before it begins"), {0}},
    {"declaration", N_("Declaration, before it begins"), {0}},
};
static struct choice_list processing_formalities = {"processing_formalities", NULL, FORMALITIES,
                                                    sizeof FORMALITIES / sizeof *FORMALITIES};

#define WHAT N_("What is done")
#define DATA N_("Which data")
#define WAY N_("Where they go")
#define AUTHORITY N_("With the authority")

static const struct field FIELDS[] = {
    FIELD(struct processing, name, FIELD_TEXT, .label = N_("Name of the processing"), .section = WHAT,
          .flags = FIELD_REQUIRED, .longest = 120),
    FIELD(struct processing, purpose, FIELD_LINES, .label = N_("What it is for"), .section = WHAT,
          .flags = FIELD_REQUIRED, .longest = 1000,
          .help = N_("One purpose. Another purpose is another processing, and another consent.")),
    FIELD(struct processing, controller, FIELD_TEXT, .label = N_("Who decides about it"), .section = WHAT,
          .flags = FIELD_REQUIRED | FIELD_LISTED, .longest = 200,
          .help = N_("The organisation that answers for the data: ours, or a partner's.")),
    FIELD(struct processing, basis, FIELD_CHOICE, .label = N_("On what it rests"), .section = WHAT,
          .choices = &processing_bases, .flags = FIELD_REQUIRED),
    FIELD(struct processing, categories, FIELD_LINES, .label = N_("Whose data, and which"), .section = DATA,
          .flags = FIELD_REQUIRED, .longest = 1000),
    FIELD(struct processing, sensitive, FIELD_FLAG, .label = N_("Sensitive data are among them"), .section = DATA,
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("Origin, political, religious or philosophical opinions, membership of a union, health, genes.")),
    FIELD(struct processing, national_numbers, FIELD_FLAG, .label = N_("Numbers of national identity are among them"),
          .section = DATA, .flags = FIELD_REQUIRED),
    FIELD(struct processing, recipients, FIELD_LINES, .label = N_("Who receives them"), .section = WAY,
          .flags = FIELD_REQUIRED, .longest = 1000),
    FIELD(struct processing, abroad, FIELD_FLAG, .label = N_("They leave Morocco"), .section = WAY,
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help =
              N_("To an office in the country of origin, or to a computer abroad. The agreements stand in their own "
                 "register.")),
    FIELD(struct processing, retention, FIELD_LINES, .label = N_("How long they are kept"), .section = WAY,
          .flags = FIELD_REQUIRED, .longest = 500),
    FIELD(struct processing, security, FIELD_LINES, .label = N_("How they are protected"), .section = WAY,
          .flags = FIELD_REQUIRED, .longest = 1000),
    FIELD(struct processing, formality, FIELD_CHOICE, .label = N_("What law 09-08 asks for"), .section = AUTHORITY,
          .choices = &processing_formalities, .every = N_("All of them"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct processing, filed_on, FIELD_DATE, .label = N_("Sent to the authority on"), .section = AUTHORITY,
          .flags = FIELD_COMPUTED),
    FIELD(struct processing, decided_on, FIELD_DATE, .label = N_("Answer of the authority on"), .section = AUTHORITY,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct processing, receipt, FIELD_TEXT, .label = N_("Reference of the receipt or authorisation"),
          .section = AUTHORITY, .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 60),
};

bool privacy_given_changed(const struct record *record, const void *before, const void *row, const char *besides)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        bool counts =
            (field->flags & FIELD_COMPUTED) == 0 && (besides == NULL || !text_is(text_from(field->name), besides));
        if (counts && !field_equal(field, before, row))
            return true;
    }
    return false;
}

/* What was said to the authority is not changed behind its back. */
static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct processing *processing = row;
    const struct processing *stored = before;
    bool guarded = processing->sensitive.is == FLAG_YES || processing->national_numbers.is == FLAG_YES;
    (void)work;
    if (stored != NULL && !text_is(stored->head.state, "recorded") &&
        privacy_given_changed(&processing_record, before, row, NULL))
        return problem_add(problems, INVALID, "processing_filed", TEXT_NONE,
                           N_("This is what the authority was told. Take the step “It changes” first."));
    processing->formality = guarded ? TEXT("authorisation") : TEXT("declaration");
    return OK;
}

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct processing *)row)->name;
}

struct record processing_record = {
    .name = "processing",
    .path = "processings",
    .table = "processing",
    .label = N_("Processing of personal data"),
    .plural = N_("Register of processings"),
    .kind = "PRO",
    .size = sizeof(struct processing),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &register_see,
    .create = &register_keep,
    .update = &register_keep,
    .check = check,
    .title = title,
};

/* ---- from the record to the receipt ---- */

static enum outcome filed(struct work *work, void *row)
{
    if (((const struct processing *)row)->filed_on > zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "date_in_future", TEXT("filed_on"),
                           N_("This date lies in the future."));
    return OK;
}

static enum outcome cleared(struct work *work, void *row)
{
    const struct processing *processing = row;
    if (processing->decided_on > zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "date_in_future", TEXT("decided_on"),
                           N_("This date lies in the future."));
    if (processing->decided_on < processing->filed_on)
        return problem_add(&work->problems, INVALID, "before_filing", TEXT("decided_on"),
                           N_("The authority cannot have answered before it was asked."));
    return OK;
}

static enum outcome changed(struct work *work, void *row)
{
    struct processing *processing = row;
    (void)work;
    processing->filed_on = processing->decided_on = DATE_NONE;
    processing->receipt = TEXT_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"recorded", N_("To be filed"), STATE_NOW, true},
    {"filed", N_("Sent, waits for the authority"), STATE_WAITING, true},
    {"cleared", N_("In order"), STATE_NOW, true},
    {"exempt", N_("Nothing to be filed"), STATE_NOW, false},
    {"refused", N_("Refused by the authority"), STATE_WAITING, false},
    {"ended", N_("Ended"), STATE_ENDED, true},
};

/* No source gives these days; they are this project's own. */
enum { FILE_DAYS = 30, ANSWER_DAYS = 60, REFUSED_DAYS = 7 };
#define FILING .task_right = &register_keep, .task_label = N_("File a processing of personal data")
static const struct step BEGIN = {FILING, .task_days = FILE_DAYS};

#define FILE_FROM(state)                                                                                       \
    {                                                                                                          \
        .from = state, .action = "file", .to = "filed", .label = N_("It was sent to the authority"),           \
        .done = N_("Sent to the authority"), .description = N_("From now on it waits for the answer."),        \
        .right = &register_keep, .input = "filed_on", .required = "filed_on", .effect = filed,                 \
        .task_right = &register_keep, .task_label = N_("Ask the authority about a processing that was filed"), \
        .task_days = ANSWER_DAYS                                                                               \
    }
#define CHANGE_FROM(state)                                                                                          \
    {                                                                                                               \
        .from = state, .action = "change", .to = "recorded", .label = N_("It changes"), .done = N_("Changes"),      \
        .description = N_("Say what changes. It is then described anew and filed again."), .right = &register_keep, \
        .note_required = true, .effect = changed, FILING, .task_days = FILE_DAYS                                    \
    }

static const struct step STEPS[] = {
    FILE_FROM("recorded"),
    {.from = "recorded",
     .action = "exempt",
     .to = "exempt",
     .label = N_("Nothing has to be filed"),
     .done = N_("Nothing to be filed"),
     .description = N_("Say on what that rests: an exemption, or the immunities of the organisation."),
     .right = &register_keep,
     .note_required = true},
    {.from = "filed",
     .action = "clear",
     .to = "cleared",
     .label = N_("The authority agreed"),
     .done = N_("The authority agreed"),
     .description = N_("The receipt of the declaration, or the authorisation, is here."),
     .right = &register_keep,
     .input = "decided_on,receipt",
     .required = "decided_on,receipt",
     .effect = cleared},
    {.from = "filed",
     .action = "refuse",
     .to = "refused",
     .label = N_("The authority refused"),
     .done = N_("Refused"),
     .description = N_("Say why it refused. The processing must stop, or change."),
     .right = &register_keep,
     .note_required = true,
     .task_right = &register_keep,
     .task_label = N_("Stop or change a processing that was refused"),
     .task_days = REFUSED_DAYS},
    CHANGE_FROM("cleared"),
    CHANGE_FROM("exempt"),
    CHANGE_FROM("refused"),
    {.action = "end",
     .to = "ended",
     .label = N_("It ends"),
     .done = N_("Ended"),
     .description = N_("Nothing is done with these data any more. Say what became of them."),
     .right = &register_keep,
     .note_required = true,
     .danger = true},
};

const struct flow processing_flow = {
    .name = "processing",
    .record = &processing_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
