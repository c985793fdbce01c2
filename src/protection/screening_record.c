/* The descriptors of a screening and of what hangs on it.  Everything is sealed: also a code of a list tells. */
#include "identity/identity.h"
#include "protection/protection_rules.h"

#define INTERVIEW N_("The interview")
#define VULNERABILITY N_("Vulnerability")
#define TRAFFICKING N_("Trafficking")
#define CONSEQUENCES N_("What follows")
#define READERS N_("Readers")
#define APPROVAL N_("Approval")
#define COPY N_("Copy for the person")

static const struct choice LEVELS[] = {
    {"high", N_("High"), {0}},
    {"medium", N_("Medium"), {0}},
    {"low", N_("Low"), {0}},
};
struct choice_list vulnerability_levels = {"vulnerability_levels", NULL, LEVELS, sizeof LEVELS / sizeof *LEVELS};

/* The programme's own order of priority and populations likely to be vulnerable (domain A.2, C.1);
   all are shown at once. */
static const struct choice GROUPS[] = {
    {"woman_with_children", N_("Woman with children"), {0}, true},
    {"family", N_("Family with children"), {0}, true},
    {"disability", N_("Disability"), {0}, true},
    {"illness", N_("Serious illness"), {0}, true},
    {"destitute", N_("Destitute or homeless"), {0}, true},
    {"pregnant", N_("Pregnant"), {0}, true},
    {"elderly", N_("Elderly person"), {0}, true},
    {"child_alone", N_("Unaccompanied or separated child"), {0}, true},
    {"trafficking", N_("Signs of trafficking"), {0}, true},
    {"violence", N_("Survivor of violence"), {0}, true},
    {"torture", N_("Survivor of torture"), {0}, true},
    {"violence_in_transit", N_("Violence on the way"), {0}, true},
    {"orientation", N_("Sexual orientation or gender identity"), {0}, true},
    {"international_protection", N_("In need of international protection"), {0}, true},
    {"none", N_("None seen"), {0}, true},
};
struct choice_list priority_groups = {"priority_groups", NULL, GROUPS, sizeof GROUPS / sizeof *GROUPS};

static const struct choice DECISIONS[] = {
    {"NO_INDICATION", N_("No indication of trafficking"), {0}},
    {"PRESUMED", N_("Presumed victim of trafficking"), {0}},
    {"IDENTIFIED_IOM", N_("Identified as a victim by IOM"), {0}},
    {"IDENTIFIED_AUTHORITY", N_("Identified as a victim by the authorities"), {0}},
    {"NOT_VICTIM", N_("Not a victim of trafficking"), {0}},
    {"UNDETERMINED", N_("Not yet determined"), {0}},
};
struct choice_list screening_decisions = {"screening_decisions", NULL, DECISIONS, sizeof DECISIONS / sizeof *DECISIONS};

static const struct choice NEXT_STEPS[] = {
    {"continue", N_("The return can go on"), {0}},
    {"wait", N_("The return waits for protection"), {0}},
    {"stop", N_("Stop: not in the person's interest now"), {0}},
};
struct choice_list screening_next_steps = {"screening_next_steps", NULL, NEXT_STEPS,
                                           sizeof NEXT_STEPS / sizeof *NEXT_STEPS};

static const struct choice RISKS[] = {
    {"none", N_("None known"), {0}},
    {"low", N_("Low risk"), {0}},
    {"high", N_("High risk"), {0}},
    {"unknown", N_("Not known"), {0}},
};
static struct choice_list retaliation_risks = {"retaliation_risks", NULL, RISKS, sizeof RISKS / sizeof *RISKS};

static const struct choice COPIES[] = {
    {"give", N_("May be given to the person"), {0}},
    {"withhold", N_("Not given now"), {0}},
};
static struct choice_list copy_decisions = {"copy_decisions", NULL, COPIES, sizeof COPIES / sizeof *COPIES};

enum { PURPOSES = PURPOSE_PROTECTION };

static const struct field SCREENING_FIELDS[] = {
    FIELD(struct protection_screening, return_case, FIELD_LINK, .label = N_("Return case"),
          .target = &return_case_record, .section = INTERVIEW,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED | FIELD_FILTERED),
    FIELD(struct protection_screening, interviewed_on, FIELD_DATE, .label = N_("Interviewed on"), .section = INTERVIEW,
          .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct protection_screening, language, FIELD_CHOICE, .label = N_("Language of the interview"),
          .section = INTERVIEW, .choices = &spoken_languages, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, interpreter, FIELD_FLAG, .label = N_("With an interpreter"),
          .section = INTERVIEW, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, interview_note, FIELD_LINES, .label = N_("How the interview went"),
          .section = INTERVIEW, .flags = FIELD_SEALED,
          .help = N_("Who was there, what was not asked and why, when to speak again.")),
    FIELD(struct protection_screening, priority_groups, FIELD_CHOICES, .label = N_("Priority groups"),
          .section = VULNERABILITY, .choices = &priority_groups, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, level, FIELD_CHOICE, .label = N_("Vulnerability on the whole"),
          .section = VULNERABILITY, .choices = &vulnerability_levels, .flags = FIELD_SEALED | FIELD_LISTED),
    FIELD(struct protection_screening, level_reason, FIELD_LINES, .label = N_("Why"), .section = VULNERABILITY,
          .flags = FIELD_SEALED, .help = N_("Risks and what protects against them, taken together.")),
    FIELD(struct protection_screening, acts, FIELD_CHOICES, .label = N_("Act: how it began"), .section = TRAFFICKING,
          .choices = &trafficking_acts, .flags = FIELD_SEALED,
          .help = N_("What was told or seen. Nothing is decided by a mark.")),
    FIELD(struct protection_screening, means, FIELD_CHOICES, .label = N_("Means: how the person was held"),
          .section = TRAFFICKING, .choices = &trafficking_means, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, purposes, FIELD_CHOICES, .label = N_("Purpose: what for"),
          .section = TRAFFICKING, .choices = &trafficking_purposes, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, signs, FIELD_CHOICES, .label = N_("Signs seen on the person"),
          .section = TRAFFICKING, .choices = &trafficking_signs, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, indicator_note, FIELD_LINES, .label = N_("What was told"),
          .section = TRAFFICKING, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, indicator_version, FIELD_TEXT, .label = N_("List of indicators"),
          .section = TRAFFICKING, .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 20),
    FIELD(struct protection_screening, suggestion, FIELD_CHOICE, .label = N_("The indicators suggest"),
          .section = TRAFFICKING, .choices = &screening_decisions, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, decision, FIELD_CHOICE, .label = N_("Decision"), .section = TRAFFICKING,
          .choices = &screening_decisions, .flags = FIELD_SEALED | FIELD_LISTED),
    FIELD(struct protection_screening, decision_reason, FIELD_LINES, .label = N_("Reasons of the decision"),
          .section = TRAFFICKING, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, consent_to_refer, FIELD_FLAG, .label = N_("Agrees to be referred"),
          .section = TRAFFICKING, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, retaliation_risk, FIELD_CHOICE, .label = N_("Risk of retaliation"),
          .section = TRAFFICKING, .choices = &retaliation_risks, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, retaliation_note, FIELD_LINES, .label = N_("From whom, against whom"),
          .section = TRAFFICKING, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, next_step, FIELD_CHOICE, .label = N_("What the return case is told"),
          .section = CONSEQUENCES, .choices = &screening_next_steps, .flags = FIELD_SEALED | FIELD_LISTED,
          .help = N_("The only answer here that leaves protection: everybody who works on the case sees it.")),
    FIELD(struct protection_screening, first_reader, FIELD_LINK, .label = N_("First reader"), .section = READERS,
          .target = &colleague_record, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, first_read_on, FIELD_DATE, .label = N_("First reader signed on"),
          .section = READERS, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, second_reader, FIELD_LINK, .label = N_("Second reader"), .section = READERS,
          .target = &colleague_record, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, second_read_on, FIELD_DATE, .label = N_("Second reader signed on"),
          .section = READERS, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, second_note, FIELD_LINES, .label = N_("Where the second reader differs"),
          .section = READERS, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, third_reader, FIELD_LINK, .label = N_("Third reader"), .section = READERS,
          .target = &colleague_record, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, third_read_on, FIELD_DATE, .label = N_("Third reader signed on"),
          .section = READERS, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, third_note, FIELD_LINES, .label = N_("What the third reader holds"),
          .section = READERS, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, approved_by, FIELD_LINK, .label = N_("Approved by"), .section = APPROVAL,
          .target = &colleague_record, .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, approved_on, FIELD_DATE, .label = N_("Approved on"), .section = APPROVAL,
          .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, approval_comment, FIELD_LINES,
          .label = N_("What the manager of protection says"), .section = APPROVAL,
          .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_screening, copy_decision, FIELD_CHOICE, .label = N_("If the person asks for a copy"),
          .section = COPY, .choices = &copy_decisions, .flags = FIELD_SEALED),
    FIELD(struct protection_screening, copy_reason, FIELD_LINES, .label = N_("Why it is not given"), .section = COPY,
          .flags = FIELD_SEALED, .help = N_("Harm to the person or to others that a copy in hand could bring.")),
};

const struct protection_part SCREENING_PARTS[] = {
    {"interview", INTERVIEW},
    {"vulnerability", VULNERABILITY},
    {"trafficking", TRAFFICKING},
    {"consequences", CONSEQUENCES},
    {"copy", COPY},
    {NULL, NULL},
};

static struct text screening_title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

struct record screening_record = {
    .name = "protection_screening",
    .path = "screenings",
    .table = "protection_screening",
    .label = N_("Screening"),
    .plural = N_("Screenings"),
    .kind = "SCR",
    .size = sizeof(struct protection_screening),
    .fields = SCREENING_FIELDS,
    .field_count = sizeof SCREENING_FIELDS / sizeof *SCREENING_FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = PURPOSES,
    .read = &protection_read,
    .create = &protection_write,
    .update = &protection_write,
    .about = &person_record,
    .sensitive = true,
    .confidential = true,
    .check = screening_check,
    .title = screening_title,
};

/* The factors that IOM names (determinants of migrant vulnerability, domain C.1), with their level. */
static const struct choice FACTORS[] = {
    {"individual_age", N_("Age"), {0}},
    {"individual_sex", N_("Sex"), {0}},
    {"individual_identity", N_("Ethnic identity"), {0}},
    {"individual_orientation", N_("Sexual orientation"), {0}},
    {"individual_gender", N_("Gender identity"), {0}},
    {"individual_history", N_("Personal history"), {0}},
    {"individual_beliefs", N_("Beliefs and attitudes"), {0}},
    {"individual_mind", N_("State of mind"), {0}},
    {"individual_physical_health", N_("Physical health"), {0}},
    {"individual_mental_health", N_("Mental health"), {0}},
    {"individual_disability", N_("Disability"), {0}},
    {"individual_education", N_("Education and literacy"), {0}},
    {"individual_means", N_("Access to money, goods and support"), {0}},
    {"household_size", N_("Size of the household"), {0}},
    {"household_structure", N_("Structure: headed by a child, by one parent"), {0}},
    {"household_role", N_("The person's role in it"), {0}},
    {"household_income", N_("Income and work of the household"), {0}},
    {"household_education", N_("Education in the household"), {0}},
    {"household_migration", N_("Earlier migration and unsafe ways"), {0}},
    {"household_gender", N_("Treatment of girls and boys, women and men"), {0}},
    {"household_dynamics", N_("Family life: support, or violence"), {0}},
    {"community_services", N_("Access to services"), {0}},
    {"community_norms", N_("Customs of the community"), {0}},
    {"community_solidarity", N_("Solidarity or discrimination"), {0}},
    {"community_environment", N_("Environment"), {0}},
    {"community_safety", N_("Safety"), {0}},
    {"structural_political", N_("Politics and institutions"), {0}},
    {"structural_social", N_("Social conditions"), {0}},
    {"structural_economic", N_("Economic conditions"), {0}},
    {"structural_environmental", N_("Environmental conditions"), {0}},
};
struct choice_list vulnerability_factors = {"vulnerability_factors", NULL, FACTORS, sizeof FACTORS / sizeof *FACTORS};

static const struct choice FACTOR_LEVELS[] = {
    {"individual", N_("Individual"), {0}},
    {"household", N_("Household and family"), {0}},
    {"community", N_("Community"), {0}},
    {"structural", N_("Structural"), {0}},
};
static struct choice_list factor_levels = {"factor_levels", NULL, FACTOR_LEVELS,
                                           sizeof FACTOR_LEVELS / sizeof *FACTOR_LEVELS};

static const struct choice DIRECTIONS[] = {
    {"risk", N_("Risk"), {0}},
    {"protective", N_("Protects"), {0}},
    {"neutral", N_("Neither"), {0}},
};
struct choice_list factor_directions = {"factor_directions", NULL, DIRECTIONS, sizeof DIRECTIONS / sizeof *DIRECTIONS};

static const struct field FACTOR_FIELDS[] = {
    FIELD(struct protection_factor, screening, FIELD_LINK, .label = N_("Screening"), .target = &screening_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct protection_factor, factor, FIELD_CHOICE, .label = N_("Factor"), .choices = &vulnerability_factors,
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_factor, level, FIELD_CHOICE, .label = N_("Level"), .choices = &factor_levels,
          .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct protection_factor, direction, FIELD_CHOICE, .label = N_("In this situation"),
          .choices = &factor_directions, .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("The same factor may be a risk for one person and protect another.")),
    FIELD(struct protection_factor, context, FIELD_LINES, .label = N_("Situation"), .flags = FIELD_SEALED),
    FIELD(struct protection_factor, evidence, FIELD_LINES, .label = N_("How it is known"), .flags = FIELD_SEALED),
};

static struct text factor_title(struct work *work, const void *row)
{
    return choice_show(&vulnerability_factors, ((const struct protection_factor *)row)->factor, work->language);
}

struct record factor_record = {
    .name = "protection_factor",
    .path = "screening-factors",
    .table = "protection_factor",
    .label = N_("Factor of vulnerability"),
    .plural = N_("Factors of vulnerability"),
    .size = sizeof(struct protection_factor),
    .fields = FACTOR_FIELDS,
    .field_count = sizeof FACTOR_FIELDS / sizeof *FACTOR_FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = PURPOSES,
    .read = &protection_read,
    .create = &protection_write,
    .update = &protection_write,
    .sensitive = true,
    .confidential = true,
    .check = factor_check,
    .title = factor_title,
};

static const struct field SAFETY_FIELDS[] = {
    FIELD(struct protection_safety, screening, FIELD_LINK, .label = N_("Screening"), .target = &screening_record,
          .flags = FIELD_REQUIRED | FIELD_COMPUTED),
    FIELD(struct protection_safety, action, FIELD_LINES, .label = N_("What is done"),
          .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 1000),
    FIELD(struct protection_safety, owner, FIELD_LINK, .label = N_("Who does it"), .target = &colleague_record,
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_safety, due_at, FIELD_INSTANT, .label = N_("Until"),
          .flags = FIELD_SEALED | FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct protection_safety, due_on, FIELD_DATE, .label = N_("Day"), .flags = FIELD_SEALED | FIELD_HIDDEN),
    FIELD(struct protection_safety, result, FIELD_LINES, .label = N_("What came of it"),
          .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 1000),
};

static struct text safety_title(struct work *work, const void *row)
{
    (void)row;
    return text_from(tr(work->language, N_("Immediate safety action")));
}

struct record safety_record = {
    .name = "protection_safety",
    .path = "safety-actions",
    .table = "protection_safety",
    .label = N_("Immediate safety action"),
    .plural = N_("Immediate safety actions"),
    .kind = "SAF",
    .size = sizeof(struct protection_safety),
    .fields = SAFETY_FIELDS,
    .field_count = sizeof SAFETY_FIELDS / sizeof *SAFETY_FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = PURPOSES,
    .read = &protection_read,
    .create = &protection_write,
    .update = &protection_write,
    .sensitive = true,
    .confidential = true,
    .check = safety_check,
    .stored = safety_stored,
    .title = safety_title,
};
