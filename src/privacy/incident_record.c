/* Incidents with personal data: whoever notices one reports it, somebody assesses it in time, and whom it was decided
   to tell is told before it is closed. */
#include "privacy/privacy_store.h"

static const struct choice KINDS[] = {
    {"lost_device", N_("Lost or stolen telephone, computer or disk"), {0}},
    {"lost_paper", N_("Lost or stolen paper"), {0}},
    {"wrong_recipient", N_("Sent or said to the wrong person"), {0}},
    {"unauthorised", N_("Seen by somebody who may not"), {0}},
    {"intrusion", N_("Intrusion, stolen password, malicious program"), {0}},
    {"published", N_("Published by mistake"), {0}},
    {"destroyed", N_("Destroyed or changed by mistake"), {0}},
    {"other", N_("Something else"), {0}},
};
static struct choice_list incident_kinds = {"incident_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct choice RISKS[] = {
    {"none", N_("No harm to expect"), {0}},
    {"low", N_("Little harm to expect"), {0}},
    {"high", N_("Grave harm to expect"), {0}},
};
static struct choice_list incident_risks = {"incident_risks", NULL, RISKS, sizeof RISKS / sizeof *RISKS};

#define HAPPENED N_("What happened")
#define ASSESSED N_("What follows from it")

static const struct field FIELDS[] = {
    FIELD(struct incident, kind, FIELD_CHOICE, .label = N_("Kind of incident"), .section = HAPPENED,
          .choices = &incident_kinds, .every = N_("All kinds"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct incident, noticed_at, FIELD_INSTANT, .label = N_("Noticed at"), .section = HAPPENED,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED, .help = N_("The clock runs from this moment.")),
    FIELD(struct incident, happened_on, FIELD_DATE, .label = N_("Happened on"), .section = HAPPENED,
          .flags = FIELD_PAST, .help = N_("Empty: not known.")),
    FIELD(struct incident, what, FIELD_LINES, .label = N_("What was seen"), .section = HAPPENED,
          .flags = FIELD_REQUIRED | FIELD_SEALED, .longest = 2000,
          .help = N_("Without names: who is concerned is written as numbers.")),
    FIELD(struct incident, categories, FIELD_LINES, .label = N_("Which data"), .section = HAPPENED,
          .flags = FIELD_REQUIRED | FIELD_SEALED, .longest = 1000),
    FIELD(struct incident, persons, FIELD_INTEGER, .label = N_("How many persons are concerned"), .section = HAPPENED,
          .flags = FIELD_LISTED, .largest = 10000000, .help = N_("About. Empty: not known yet.")),
    FIELD(struct incident, first_measures, FIELD_LINES, .label = N_("What was done at once"), .section = HAPPENED,
          .flags = FIELD_REQUIRED | FIELD_SEALED, .longest = 2000),
    FIELD(struct incident, due_at, FIELD_INSTANT, .label = N_("To be assessed by"), .section = ASSESSED,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct incident, due_on, FIELD_DATE, .label = N_("Day of the clock"), .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct incident, risk, FIELD_CHOICE, .label = N_("Harm to the persons"), .section = ASSESSED,
          .choices = &incident_risks, .every = N_("All of them"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct incident, assessment, FIELD_LINES, .label = N_("Why"), .section = ASSESSED,
          .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 2000),
    FIELD(struct incident, tell_authority, FIELD_FLAG, .label = N_("The authority is told"), .section = ASSESSED,
          .flags = FIELD_COMPUTED),
    FIELD(struct incident, tell_persons, FIELD_FLAG, .label = N_("The persons are told"), .section = ASSESSED,
          .flags = FIELD_COMPUTED),
    FIELD(struct incident, authority_on, FIELD_DATE, .label = N_("Authority told on"), .section = ASSESSED,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct incident, persons_on, FIELD_DATE, .label = N_("Persons told on"), .section = ASSESSED,
          .flags = FIELD_COMPUTED),
    FIELD(struct incident, lessons, FIELD_LINES, .label = N_("What changes so that it does not happen again"),
          .section = ASSESSED, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 2000),
};

/* The clock runs from the moment in which it was noticed, whenever it was written down. */
static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct incident *incident = row;
    const struct incident *stored = before;
    const struct privacy_term *clock = privacy_term("incident", TEXT("assessment"));
    if (stored == NULL && incident->noticed_at != INSTANT_NONE) {
        if (incident->noticed_at > work->now)
            (void)problem_add(problems, INVALID, "in_future", TEXT("noticed_at"),
                              N_("This moment lies in the future."));
        incident->due_at = privacy_term_end_at(clock, incident->noticed_at);
        incident->due_on = zone_date(work->zone, incident->due_at);
    }
    if (incident->happened_on != DATE_NONE && incident->noticed_at != INSTANT_NONE &&
        incident->happened_on > zone_date(work->zone, incident->noticed_at))
        (void)problem_add(problems, INVALID, "after_noticed", TEXT("happened_on"),
                          N_("It cannot have happened after it was noticed."));
    if (stored != NULL && flow_state(&incident_flow, stored->head.state)->kind == STATE_ENDED)
        (void)problem_add(problems, INVALID, "closed", TEXT_NONE, N_("The incident is closed."));
    return OK;
}

static struct text title(struct work *work, const void *row)
{
    return choice_show(&incident_kinds, ((const struct incident *)row)->kind, work->language);
}

struct record incident_record = {
    .name = "incident",
    .path = "incidents",
    .table = "incident",
    .label = N_("Incident with personal data"),
    .plural = N_("Register of incidents"),
    .kind = "INC",
    .size = sizeof(struct incident),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &incident_see,
    .create = &incident_report,
    .update = &incident_handle,
    .confidential = true,
    .check = check,
    .title = title,
};

/* ---- from the report to the end ---- */

#define OFFICER N_("Data protection officer")

static bool is_told(struct flag decided, int32_t on) { return decided.is != FLAG_YES || on != DATE_NONE; }

static enum outcome can_close(struct work *work, const void *row, struct gate *gate)
{
    const struct incident *incident = row;
    (void)work;
    gate_require(gate, is_told(incident->tell_authority, incident->authority_on), "authority_untold",
                 N_("The authority was told, as was decided"), OFFICER, TEXT_NONE);
    gate_require(gate, is_told(incident->tell_persons, incident->persons_on), "persons_untold",
                 N_("The persons were told, as was decided"), OFFICER, TEXT_NONE);
    return OK;
}

/* Grave harm that nobody is told of is not assessed, it is hidden. */
static enum outcome assessed(struct work *work, void *row)
{
    const struct incident *incident = row;
    if (text_is(incident->risk, "high") && incident->tell_persons.is != FLAG_YES)
        return problem_add(&work->problems, INVALID, "persons_must_know", TEXT("tell_persons"),
                           N_("Where grave harm is to be expected, the persons are told."));
    return OK;
}

static enum outcome told_on(struct work *work, const struct incident *incident, int32_t on, const char *field)
{
    if (on > zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "date_in_future", text_from(field),
                           N_("This date lies in the future."));
    if (on < zone_date(work->zone, incident->noticed_at))
        return problem_add(&work->problems, INVALID, "before_noticed", text_from(field),
                           N_("Nobody can have been told before it was noticed."));
    return OK;
}

static enum outcome authority_told(struct work *work, void *row)
{
    const struct incident *incident = row;
    return told_on(work, incident, incident->authority_on, "authority_on");
}

static enum outcome persons_told(struct work *work, void *row)
{
    const struct incident *incident = row;
    return told_on(work, incident, incident->persons_on, "persons_on");
}

static const struct flow_state STATES[] = {
    {"reported", N_("To be assessed"), STATE_NOW, true},
    {"assessed", N_("Assessed, measures under way"), STATE_NOW, true},
    {"closed", N_("Closed"), STATE_ENDED, true},
    {"none", N_("It was none"), STATE_ENDED, false},
};

#define ASSESSING \
    .task_right = &incident_handle, .task_label = N_("Assess an incident with personal data"), .task_due = "due_on"
static const struct step BEGIN = {ASSESSING};

static const struct step STEPS[] = {
    {.from = "reported",
     .action = "assess",
     .to = "assessed",
     .label = N_("Assess it"),
     .done = N_("Assessed"),
     .description = N_("What harm may come of it, and who is told."),
     .right = &incident_handle,
     .input = "risk,assessment,tell_authority,tell_persons",
     .required = "risk,assessment,tell_authority,tell_persons",
     .effect = assessed,
     .task_right = &incident_handle,
     .task_label = N_("Tell whom it was decided to tell, and close the incident"),
     .task_due = "due_on"},
    {.from = "reported",
     .action = "dismiss",
     .to = "none",
     .label = N_("It was none"),
     .done = N_("It was none"),
     .description = N_("No personal data were concerned. Say how that is known."),
     .right = &incident_handle,
     .note_required = true},
    {.from = "assessed",
     .action = "tell_authority",
     .to = "assessed",
     .label = N_("The authority was told"),
     .done = N_("Authority told"),
     .description = N_("The note keeps by whom and under which reference."),
     .right = &incident_handle,
     .input = "authority_on",
     .required = "authority_on",
     .effect = authority_told},
    {.from = "assessed",
     .action = "tell_persons",
     .to = "assessed",
     .label = N_("The persons were told"),
     .done = N_("Persons told"),
     .description = N_("The note keeps how and by whom."),
     .right = &incident_handle,
     .input = "persons_on",
     .required = "persons_on",
     .effect = persons_told},
    {.from = "assessed",
     .action = "assess_again",
     .to = "reported",
     .label = N_("Assess it anew"),
     .done = N_("To be assessed anew"),
     .description = N_("More is known now. Say what."),
     .right = &incident_handle,
     .note_required = true,
     ASSESSING},
    {.from = "assessed",
     .action = "close",
     .to = "closed",
     .label = N_("Close the incident"),
     .done = N_("Closed"),
     .description = N_("Whom it was decided to tell is told; what changes is written down."),
     .right = &incident_handle,
     .input = "lessons",
     .required = "lessons",
     .guard = can_close},
};

const struct flow incident_flow = {
    .name = "incident",
    .record = &incident_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
    .begin = &BEGIN,
};
