/* Agreements under which personal data are handed to somebody else: in writing, for a purpose, with safeguards. */
#include "privacy/privacy_store.h"

static const struct choice KINDS[] = {
    {"own_office", N_("Office of the organisation in another country"), {0}},
    {"united_nations", N_("Agency of the United Nations"), {0}},
    {"government", N_("Public authority"), {0}},
    {"association", N_("Association"), {0}},
    {"company", N_("Company that works for us"), {0}},
};
static struct choice_list party_kinds = {"party_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct choice BASES[] = {
    {"none", N_("None is needed: the data stay in Morocco"), {0}},
    {"adequate", N_("A country that the authority lists as adequate"), {0}},
    {"permission", N_("Permission of the authority"), {0}},
    {"consent", N_("Explicit consent of each person"), {0}},
    {"exception", N_("Another exception of the law, named in the note"), {0}},
};
static struct choice_list transfer_bases = {"transfer_bases", NULL, BASES, sizeof BASES / sizeof *BASES};

#define PARTIES N_("With whom")
#define DATA N_("Which data, and what for")
#define TERM N_("How long")

static const struct field FIELDS[] = {
    FIELD(struct transfer_agreement, party, FIELD_TEXT, .label = N_("The other party"), .section = PARTIES,
          .flags = FIELD_REQUIRED, .longest = 120),
    FIELD(struct transfer_agreement, party_kind, FIELD_CHOICE, .label = N_("What it is"), .section = PARTIES,
          .choices = &party_kinds, .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct transfer_agreement, country, FIELD_CHOICE, .label = N_("Country to which the data go"),
          .section = PARTIES, .choices = &countries, .every = N_("All countries"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct transfer_agreement, purpose, FIELD_LINES, .label = N_("What the data are for"), .section = DATA,
          .flags = FIELD_REQUIRED, .longest = 1000),
    FIELD(struct transfer_agreement, elements, FIELD_LINES, .label = N_("Which data"), .section = DATA,
          .flags = FIELD_REQUIRED, .longest = 1000, .help = N_("Only what the purpose needs.")),
    FIELD(struct transfer_agreement, basis, FIELD_CHOICE, .label = N_("On what the transfer rests"), .section = DATA,
          .choices = &transfer_bases, .flags = FIELD_REQUIRED,
          .help =
              N_("Commentaries on law 09-08 name these (africanlegalfactory); have it confirmed. IOM's principles ask "
                 "for explicit consent, a specified purpose and safeguards, together and in writing.")),
    FIELD(struct transfer_agreement, safeguards, FIELD_LINES, .label = N_("How the other party protects them"),
          .section = DATA, .flags = FIELD_REQUIRED, .longest = 1000),
    FIELD(struct transfer_agreement, onward, FIELD_FLAG, .label = N_("It may pass them on"), .section = DATA,
          .flags = FIELD_REQUIRED),
    FIELD(struct transfer_agreement, tells_incidents, FIELD_FLAG, .label = N_("It tells us of incidents"),
          .section = DATA, .flags = FIELD_REQUIRED),
    FIELD(struct transfer_agreement, starts_on, FIELD_DATE, .label = N_("In force from"), .section = TERM,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct transfer_agreement, ends_on, FIELD_DATE, .label = N_("In force until"), .section = TERM,
          .flags = FIELD_LISTED, .help = N_("The last day. Empty: until it is ended.")),
    FIELD(struct transfer_agreement, review_on, FIELD_DATE, .label = N_("To be reviewed on"), .section = TERM,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct transfer_agreement, signed_on, FIELD_DATE, .label = N_("Signed on"), .section = TERM,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct transfer_agreement, place, FIELD_TEXT, .label = N_("Where the signed paper is kept"), .section = TERM,
          .flags = FIELD_COMPUTED, .longest = 200),
};

static enum outcome check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct transfer_agreement *agreement = row;
    const struct transfer_agreement *stored = before;
    bool here = text_is(agreement->country, "MAR");
    (void)work;
    if (stored != NULL && !text_is(stored->head.state, "draft") &&
        privacy_given_changed(&transfer_agreement_record, before, row, "review_on"))
        return problem_add(problems, INVALID, "agreement_signed", TEXT_NONE,
                           N_("What was signed is not changed: end it, and record the new one."));
    if (agreement->ends_on != DATE_NONE && agreement->ends_on < agreement->starts_on)
        (void)problem_add(problems, INVALID, "end_before_start", TEXT("ends_on"),
                          N_("The end lies before the beginning."));
    if (agreement->review_on != DATE_NONE && agreement->review_on < agreement->starts_on)
        (void)problem_add(problems, INVALID, "review_before_start", TEXT("review_on"),
                          N_("The review lies before the beginning."));
    if (agreement->country.length > 0 && agreement->basis.length > 0 && here != text_is(agreement->basis, "none"))
        (void)problem_add(problems, INVALID, "basis_and_country", TEXT("basis"),
                          here ? N_("The data stay in Morocco: no basis of a transfer abroad is needed.")
                               : N_("The data leave Morocco: say on what that rests."));
    return OK;
}

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct transfer_agreement *)row)->party;
}

struct record transfer_agreement_record = {
    .name = "transfer_agreement",
    .path = "transfer-agreements",
    .table = "transfer_agreement",
    .label = N_("Agreement about a transfer of data"),
    .plural = N_("Register of transfers"),
    .kind = "TRA",
    .size = sizeof(struct transfer_agreement),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &register_see,
    .create = &register_keep,
    .update = &register_keep,
    .check = check,
    .title = title,
};

/* ---- from the draft to the end ---- */

static enum outcome in_writing(struct work *work, void *row)
{
    if (((const struct transfer_agreement *)row)->signed_on > zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "date_in_future", TEXT("signed_on"),
                           N_("This date lies in the future."));
    return OK;
}

static enum outcome reviewed(struct work *work, void *row)
{
    if (((const struct transfer_agreement *)row)->review_on <= zone_date(work->zone, work->now))
        return problem_add(&work->problems, INVALID, "day_past", TEXT("review_on"), N_("Give a day that is to come."));
    return OK;
}

static const struct flow_state STATES[] = {
    {"draft", N_("Being negotiated"), STATE_NOW, true},
    {"in_force", N_("In force"), STATE_NOW, true},
    {"ended", N_("Ended"), STATE_ENDED, true},
    {"dropped", N_("Not concluded"), STATE_ENDED, false},
};

#define REVIEWING                                                                                   \
    .task_right = &register_keep, .task_label = N_("Review an agreement about a transfer of data"), \
    .task_due = "review_on"

static const struct step STEPS[] = {
    {.from = "draft",
     .action = "sign",
     .to = "in_force",
     .label = N_("It was signed"),
     .done = N_("It was signed"),
     .description = N_("In writing: without that, nothing is handed over."),
     .right = &register_keep,
     .input = "signed_on,place",
     .required = "signed_on,place",
     .effect = in_writing,
     REVIEWING},
    {.from = "draft",
     .action = "drop",
     .to = "dropped",
     .label = N_("It is not concluded"),
     .done = N_("Not concluded"),
     .description = N_("Say why."),
     .right = &register_keep,
     .note_required = true},
    {.from = "in_force",
     .action = "review",
     .to = "in_force",
     .label = N_("It was reviewed"),
     .done = N_("Reviewed"),
     .description = N_("Say what was looked at, and when it is reviewed again."),
     .right = &register_keep,
     .input = "review_on",
     .required = "review_on",
     .note_required = true,
     .effect = reviewed,
     REVIEWING},
    {.from = "in_force",
     .action = "end",
     .to = "ended",
     .label = N_("It ends"),
     .done = N_("Ended"),
     .description = N_("Say what the other party did with the data."),
     .right = &register_keep,
     .note_required = true,
     .danger = true},
};

const struct flow transfer_agreement_flow = {
    .name = "transfer_agreement",
    .record = &transfer_agreement_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
