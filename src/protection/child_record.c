/* The descriptors of child protection: what is known of a child that returns, tracing, determinations and their panels
   (fields: domain C.3). */
#include "protection/protection_rules.h"

#include "identity/identity.h"

#define SITUATION N_("Situation of the child")
#define ASSESSMENT N_("Best-interests assessment")
#define PARENTS N_("Parents")
#define GUARDIAN N_("Guardian and care")
#define RECEPTION N_("Reception in the country of return")

static const struct choice STATUSES[] = {
    {"accompanied", N_("With a parent or the usual caregiver"), {0}},
    {"separated", N_("Separated: with another adult of the family"), {0}},
    {"unaccompanied", N_("Unaccompanied"), {0}},
};
struct choice_list child_statuses = {"child_statuses", NULL, STATUSES, sizeof STATUSES / sizeof *STATUSES};

static const struct choice CONCERNS[] = {
    {"trafficked", N_("Trafficked or smuggled"), {0}},
    {"violence", N_("Survivor of violence or abuse"), {0}},
    {"exploited", N_("Sexually exploited"), {0}},
    {"detained", N_("Arrested or detained"), {0}},
    {"disability", N_("Disability"), {0}},
    {"illness", N_("Serious illness"), {0}},
    {"street", N_("Lives in the street"), {0}},
    {"labour", N_("Works in bad conditions"), {0}},
    {"parent", N_("Is a mother or father"), {0}},
    {"distress", N_("In mental distress"), {0}},
};
static struct choice_list child_concerns = {"child_concerns", NULL, CONCERNS, sizeof CONCERNS / sizeof *CONCERNS};

static const struct choice PARENTS_CONSENTS[] = {
    {"given", N_("Given"), {0}},
    {"refused", N_("Refused"), {0}},
    {"unreachable", N_("Parents not reached"), {0}},
    {"deceased", N_("Parents died"), {0}},
    {"not_sought", N_("Not asked: it would endanger the child"), {0}},
};
static struct choice_list parents_consents = {"parents_consents", NULL, PARENTS_CONSENTS,
                                              sizeof PARENTS_CONSENTS / sizeof *PARENTS_CONSENTS};

static const struct choice CARES[] = {
    {"parents", N_("Parents"), {0}},
    {"customary", N_("Customary caregiver"), {0}},
    {"sibling", N_("Adult brother or sister"), {0}},
    {"kinship", N_("Other family"), {0}},
    {"foster", N_("Foster family"), {0}},
    {"residential", N_("Children's home"), {0}},
    {"kafala", N_("Kafala"), {0}},
    {"independent", N_("Lives independently"), {0}},
    {"child_headed", N_("Household headed by a child"), {0}},
    {"unrelated", N_("Adult who is no relative"), {0}},
    {"none", N_("None"), {0}},
};
static struct choice_list child_cares = {"child_cares", NULL, CARES, sizeof CARES / sizeof *CARES};

enum { PURPOSES = PURPOSE_PROTECTION };

static const struct field CHILD_FIELDS[] = {
    FIELD(struct protection_child, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .section = SITUATION, .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct protection_child, status, FIELD_CHOICE, .label = N_("With whom the child is"), .section = SITUATION,
          .choices = &child_statuses, .flags = FIELD_SEALED | FIELD_LISTED),
    FIELD(struct protection_child, urgent, FIELD_FLAG, .label = N_("Urgent"), .section = SITUATION,
          .flags = FIELD_SEALED | FIELD_LISTED),
    FIELD(struct protection_child, concerns, FIELD_CHOICES, .label = N_("Protection concerns"), .section = SITUATION,
          .choices = &child_concerns, .flags = FIELD_SEALED),
    FIELD(struct protection_child, assessed_on, FIELD_DATE, .label = N_("Assessed on"), .section = ASSESSMENT,
          .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct protection_child, assessment, FIELD_LINES, .label = N_("What was found"), .section = ASSESSMENT,
          .flags = FIELD_SEALED),
    FIELD(struct protection_child, child_views, FIELD_LINES, .label = N_("What the child wishes"),
          .section = ASSESSMENT, .flags = FIELD_SEALED, .help = N_("In the child's own words.")),
    FIELD(struct protection_child, parents_consent, FIELD_CHOICE, .label = N_("Consent of the parents"),
          .section = PARENTS, .choices = &parents_consents, .flags = FIELD_SEALED),
    FIELD(struct protection_child, parents_consent_on, FIELD_DATE, .label = N_("On"), .section = PARENTS,
          .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct protection_child, parents_note, FIELD_LINES, .label = N_("What was said"), .section = PARENTS,
          .flags = FIELD_SEALED),
    FIELD(struct protection_child, guardian_designated_by, FIELD_TEXT, .label = N_("Guardian designated by"),
          .section = GUARDIAN, .flags = FIELD_SEALED,
          .help = N_("The authority or court. The guardian stands among the person's relatives.")),
    FIELD(struct protection_child, guardian_designated_on, FIELD_DATE, .label = N_("Designated on"),
          .section = GUARDIAN, .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct protection_child, care_arrangement, FIELD_CHOICE, .label = N_("Who cares for the child now"),
          .section = GUARDIAN, .choices = &child_cares, .flags = FIELD_SEALED),
    FIELD(struct protection_child, care_agency, FIELD_TEXT, .label = N_("Through which organisation"),
          .section = GUARDIAN, .flags = FIELD_SEALED),
    FIELD(struct protection_child, care_since, FIELD_DATE, .label = N_("Since"), .section = GUARDIAN,
          .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct protection_child, reception_confirmed_on, FIELD_DATE, .label = N_("Reception confirmed on"),
          .section = RECEPTION, .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct protection_child, reception_confirmed_by, FIELD_TEXT, .label = N_("Confirmed by"),
          .section = RECEPTION, .flags = FIELD_SEALED, .help = N_("The office in the country of return.")),
    FIELD(struct protection_child, reception_note, FIELD_LINES, .label = N_("Who receives the child, and where"),
          .section = RECEPTION, .flags = FIELD_SEALED),
};

const struct protection_part CHILD_PARTS[] = {
    {"situation", SITUATION}, {"assessment", ASSESSMENT}, {"parents", PARENTS},
    {"guardian", GUARDIAN},   {"reception", RECEPTION},   {NULL, NULL},
};

static struct text number_title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

/* What the four records have in common. */
#define PROTECTED(RECORD, TYPE, FIELDS)                                                                               \
    .size = sizeof(TYPE), .fields = (FIELDS), .field_count = sizeof(FIELDS) / sizeof *(FIELDS), .about_person = true, \
    .seal_with = SEAL_FILE, .purposes = PURPOSES, .read = &protection_read, .create = &protection_write,              \
    .update = &protection_write, .sensitive = true, .confidential = true

struct record child_record = {
    .name = "protection_child",
    .path = "child-files",
    .table = "protection_child",
    .label = N_("Child's file"),
    .plural = N_("Children"),
    .kind = "CHI",
    .about = &person_record,
    .check = child_check,
    .title = number_title,
    PROTECTED(child_record, struct protection_child, CHILD_FIELDS),
};

static const struct choice TRACING_KINDS[] = {
    {"interview", N_("Talk with the child"), {0}},
    {"telephone", N_("Telephone"), {0}},
    {"visit", N_("Visit to the family"), {0}},
    {"authorities", N_("Through the authorities"), {0}},
    {"red_cross", N_("Through the Red Cross or Red Crescent"), {0}},
    {"partner", N_("Through a partner"), {0}},
};
static struct choice_list tracing_kinds = {"tracing_kinds", NULL, TRACING_KINDS,
                                           sizeof TRACING_KINDS / sizeof *TRACING_KINDS};
static const struct choice TRACING_OUTCOMES[] = {
    {"pending", N_("Pending"), {0}},
    {"successful", N_("Successful"), {0}},
    {"unsuccessful", N_("Unsuccessful"), {0}},
};
static struct choice_list tracing_outcomes = {"tracing_outcomes", NULL, TRACING_OUTCOMES,
                                              sizeof TRACING_OUTCOMES / sizeof *TRACING_OUTCOMES};
static const struct choice TRACING_STATUSES[] = {
    {"open", N_("To begin"), {0}},       {"in_progress", N_("In progress"), {0}}, {"verified", N_("Verified"), {0}},
    {"reunified", N_("Reunified"), {0}}, {"ended", N_("Tracing ended"), {0}},
};
static struct choice_list tracing_statuses = {"tracing_statuses", NULL, TRACING_STATUSES,
                                              sizeof TRACING_STATUSES / sizeof *TRACING_STATUSES};

static const struct field TRACING_FIELDS[] = {
    FIELD(struct protection_tracing, child, FIELD_LINK, .label = N_("Child's file"), .target = &child_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct protection_tracing, kind, FIELD_CHOICE, .label = N_("What is done"), .choices = &tracing_kinds,
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_tracing, place, FIELD_TEXT, .label = N_("Place"), .flags = FIELD_SEALED),
    FIELD(struct protection_tracing, asked_on, FIELD_DATE, .label = N_("Begun on"),
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct protection_tracing, outcome, FIELD_CHOICE, .label = N_("Outcome"), .choices = &tracing_outcomes,
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_tracing, status, FIELD_CHOICE, .label = N_("Where it stands"), .choices = &tracing_statuses,
          .flags = FIELD_SEALED | FIELD_REQUIRED),
    FIELD(struct protection_tracing, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED),
};

static struct text tracing_title(struct work *work, const void *row)
{
    return choice_show(&tracing_kinds, ((const struct protection_tracing *)row)->kind, work->language);
}

struct record tracing_record = {
    .name = "protection_tracing",
    .path = "tracing-actions",
    .table = "protection_tracing",
    .label = N_("Family tracing"),
    .plural = N_("Family tracing"),
    .check = tracing_check,
    .title = tracing_title,
    PROTECTED(tracing_record, struct protection_tracing, TRACING_FIELDS),
};

#define DECISION N_("Decision of the panel")
#define FACTORS N_("What was weighed")
#define ANSWER N_("Answer of the manager")

static const struct choice CHILD_DECISIONS[] = {
    {"return", N_("Return and reunification with the family"), {0}},
    {"local", N_("Integration here, with a care arrangement"), {0}},
    {"pathway", N_("Another legal way"), {0}},
    {"deferred", N_("Deferred"), {0}},
};
struct choice_list child_decisions = {"child_decisions", NULL, CHILD_DECISIONS,
                                      sizeof CHILD_DECISIONS / sizeof *CHILD_DECISIONS};

static const struct field DETERMINATION_FIELDS[] = {
    FIELD(struct protection_determination, child, FIELD_LINK, .label = N_("Child's file"), .target = &child_record,
          .section = DECISION, .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct protection_determination, meeting_on, FIELD_DATE, .label = N_("The panel met on"), .section = DECISION,
          .flags = FIELD_SEALED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct protection_determination, decision, FIELD_CHOICE, .label = N_("In the child's best interests"),
          .section = DECISION, .choices = &child_decisions, .flags = FIELD_SEALED | FIELD_LISTED),
    FIELD(struct protection_determination, valid_until, FIELD_DATE, .label = N_("Holds until"), .section = DECISION,
          .flags = FIELD_SEALED | FIELD_LISTED, .help = N_("After this day the panel has to look again.")),
    FIELD(struct protection_determination, reasons, FIELD_LINES, .label = N_("Reasons of the panel"),
          .section = DECISION, .flags = FIELD_SEALED),
    FIELD(struct protection_determination, views, FIELD_LINES, .label = N_("The child's views"), .section = FACTORS,
          .flags = FIELD_SEALED),
    FIELD(struct protection_determination, family, FIELD_LINES, .label = N_("Family, tracing and its assessment"),
          .section = FACTORS, .flags = FIELD_SEALED),
    FIELD(struct protection_determination, safety, FIELD_LINES, .label = N_("Safety"), .section = FACTORS,
          .flags = FIELD_SEALED),
    FIELD(struct protection_determination, care_on_arrival, FIELD_LINES, .label = N_("Care on arrival"),
          .section = FACTORS, .flags = FIELD_SEALED),
    FIELD(struct protection_determination, health, FIELD_LINES, .label = N_("Health of the child"), .section = FACTORS,
          .flags = FIELD_SEALED),
    FIELD(struct protection_determination, education, FIELD_LINES, .label = N_("School and training"),
          .section = FACTORS, .flags = FIELD_SEALED),
    FIELD(struct protection_determination, duration_away, FIELD_LINES, .label = N_("How long away from home"),
          .section = FACTORS, .flags = FIELD_SEALED),
    FIELD(struct protection_determination, special_needs, FIELD_LINES, .label = N_("Special needs"), .section = FACTORS,
          .flags = FIELD_SEALED),
    FIELD(struct protection_determination, requested_by, FIELD_LINK, .label = N_("Approval asked for by"),
          .section = ANSWER, .target = &colleague_record, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_determination, requested_on, FIELD_DATE, .label = N_("Approval asked for on"),
          .section = ANSWER, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_determination, answered_by, FIELD_LINK, .label = N_("Answered by"), .section = ANSWER,
          .target = &colleague_record, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_determination, answered_on, FIELD_DATE, .label = N_("Answered on"), .section = ANSWER,
          .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_determination, comment, FIELD_LINES, .label = N_("Comment"), .section = ANSWER,
          .flags = FIELD_SEALED | FIELD_COMPUTED),
};

const struct protection_part DETERMINATION_PARTS[] = {
    {"decision", DECISION},
    {"factors", FACTORS},
    {NULL, NULL},
};

struct record determination_record = {
    .name = "protection_determination",
    .path = "determinations",
    .table = "protection_determination",
    .label = N_("Best-interests determination"),
    .plural = N_("Best-interests determinations"),
    .kind = "BID",
    .about = &person_record,
    .check = determination_check,
    .title = number_title,
    PROTECTED(determination_record, struct protection_determination, DETERMINATION_FIELDS),
};

static const struct choice VIEWS[] = {
    {"agrees", N_("Agrees"), {0}},
    {"differs", N_("Sees it differently"), {0}},
};
static struct choice_list panel_views = {"panel_views", NULL, VIEWS, sizeof VIEWS / sizeof *VIEWS};

static const struct field PANEL_FIELDS[] = {
    FIELD(struct protection_panel_member, determination, FIELD_LINK, .label = N_("Best-interests determination"),
          .target = &determination_record, .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct protection_panel_member, name, FIELD_TEXT, .label = N_("Member of the panel"),
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_panel_member, organisation_name, FIELD_TEXT, .label = N_("Organisation"),
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_panel_member, undertaking_on, FIELD_DATE,
          .label = N_("Undertaking of confidentiality signed on"), .flags = FIELD_SEALED | FIELD_PAST | FIELD_LISTED),
    FIELD(struct protection_panel_member, present, FIELD_FLAG, .label = N_("Took part in the meeting"),
          .flags = FIELD_SEALED),
    FIELD(struct protection_panel_member, view, FIELD_CHOICE, .label = N_("View"), .choices = &panel_views,
          .flags = FIELD_SEALED),
    FIELD(struct protection_panel_member, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED),
};

static struct text member_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct protection_panel_member *)row)->name;
}

struct record panel_member_record = {
    .name = "protection_panel_member",
    .path = "panel-members",
    .table = "protection_panel_member",
    .label = N_("Member of the panel"),
    .plural = N_("Panel"),
    .check = panel_member_check,
    .title = member_title,
    PROTECTED(panel_member_record, struct protection_panel_member, PANEL_FIELDS),
};

/* ---- links between staff and persons ---- */

static const struct choice CONFLICTS[] = {
    {"self", N_("Is this person"), {0}},
    {"relative", N_("Is a relative"), {0}},
    {"household", N_("Lives in the same household"), {0}},
    {"other", N_("Knows the person privately"), {0}},
};
struct choice_list conflict_kinds = {"conflict_kinds", NULL, CONFLICTS, sizeof CONFLICTS / sizeof *CONFLICTS};

static const struct field CONFLICT_FIELDS[] = {
    FIELD(struct protection_conflict, account, FIELD_LINK, .label = N_("User"), .target = &colleague_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct protection_conflict, kind, FIELD_CHOICE, .label = N_("What the link is"), .choices = &conflict_kinds,
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_conflict, note, FIELD_LINES, .label = N_("Note"), .flags = FIELD_SEALED, .longest = 500),
    FIELD(struct protection_conflict, declared_on, FIELD_DATE, .label = N_("Declared on"),
          .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_LISTED),
};

static struct text conflict_title(struct work *work, const void *row)
{
    return choice_show(&conflict_kinds, ((const struct protection_conflict *)row)->kind, work->language);
}

struct record conflict_record = {
    .name = "protection_conflict",
    .path = "declared-links",
    .table = "protection_conflict",
    .label = N_("Declared link"),
    .plural = N_("Declared links"),
    .size = sizeof(struct protection_conflict),
    .fields = CONFLICT_FIELDS,
    .field_count = sizeof CONFLICT_FIELDS / sizeof *CONFLICT_FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
    .read = &conflict_read,
    .create = &conflict_declare,
    .about = &person_record,
    .check = conflict_check,
    .title = conflict_title,
};
