/* What the rules answered when somebody signed. */
#include "returns/eligibility.h"

static const struct choice MOMENTS[] = {
    {"approval", N_("At the approval"), {0}},
    {"departure", N_("At the departure"), {0}},
};
struct choice_list decision_moments = {"decision_moments", NULL, MOMENTS, sizeof MOMENTS / sizeof *MOMENTS};

static const struct choice ANSWERS[] = {
    {"met", N_("Every rule is met"), {0}},
    {"considered", N_("A rule asked for a reasoned decision"), {0}},
    {"overridden", N_("Despite a rule that is not met or not known"), {0}},
};
struct choice_list decision_answers = {"decision_answers", NULL, ANSWERS, sizeof ANSWERS / sizeof *ANSWERS};

enum {
    DECISION_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION,
    FACTS_MOST = 20000,
};

static const struct field FIELDS[] = {
    FIELD(struct return_decision, return_case, FIELD_LINK, .label = N_("Return case"), .target = &return_case_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct return_decision, decided_on, FIELD_DATE, .label = N_("Signed on"),
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED | FIELD_SORTED),
    FIELD(struct return_decision, moment, FIELD_CHOICE, .label = N_("When it was asked"), .choices = &decision_moments,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_decision, answer, FIELD_CHOICE, .label = N_("Answer"), .choices = &decision_answers,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_decision, override_reason, FIELD_CHOICE, .label = N_("Why despite a rule"),
          .choices = &override_reasons, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct return_decision, note, FIELD_LINES, .label = N_("Reasons of the decision"),
          .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 2000),
    FIELD(struct return_decision, rule_set, FIELD_TEXT, .label = N_("Rules"), .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct return_decision, rule_set_version, FIELD_INTEGER, .label = N_("Version of the rules"),
          .flags = FIELD_REQUIRED | FIELD_COMPUTED, .smallest = 1, .largest = 1000000),
    FIELD(struct return_decision, rule_set_hash, FIELD_TEXT, .label = N_("Hash of the rules"),
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct return_decision, facts, FIELD_LINES, .label = N_("Facts"),
          .flags = FIELD_COMPUTED | FIELD_SEALED | FIELD_HIDDEN, .longest = FACTS_MOST),
};

static struct text title(struct work *work, const void *row)
{
    const struct return_decision *decision = row;
    return choice_show(&decision_moments, decision->moment, work->language);
}

struct record return_decision_record = {
    .name = "return_decision",
    .path = "return-decisions",
    .table = "return_decision",
    .label = N_("Signed answer of the rules"),
    .plural = N_("Signed answers of the rules"),
    .size = sizeof(struct return_decision),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_PERSON,
    .purposes = DECISION_PURPOSES,
    .read = &return_read,
    .create = &return_decide,
    .update = &return_decide,
    .title = title,
};
