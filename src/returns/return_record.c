#include "persons/persons.h"
#include "returns/return_rules.h"

#define INQUIRY N_("The request")
#define SCREENING N_("Screening")
#define CONDITIONS N_("What the rules ask")
#define COUNSELLING N_("Counselling and declaration")
#define DECISION N_("The decision")
#define TRAVEL N_("Travel")
#define REINTEGRATION N_("Reintegration")
#define ENDING N_("Pause and end")

static const struct choice CHANNELS[] = {
    {"in_person", N_("Came in person"), {0}}, {"telephone", N_("Telephone"), {0}},       {"online", N_("Online"), {0}},
    {"field", N_("Met in the field"), {0}},   {"partner", N_("Sent by a partner"), {0}},
};
struct choice_list return_channels = {"return_channels", NULL, CHANNELS, sizeof CHANNELS / sizeof *CHANNELS};

static const struct choice REASONS[] = {
    {"no_means", N_("No means to live on"), {0}},
    {"no_work", N_("No work found"), {0}},
    {"family", N_("Family at home"), {0}},
    {"health", N_("Health"), {0}},
    {"journey_blocked", N_("The journey cannot go on"), {0}},
    {"legal_status", N_("No right to stay"), {0}},
    {"studies_ended", N_("Studies have ended"), {0}},
    {"violence", N_("Violence suffered"), {0}},
    {"other", N_("Another reason"), {0}},
};
struct choice_list return_reasons = {"return_reasons", NULL, REASONS, sizeof REASONS / sizeof *REASONS};

static const struct choice LEGAL[] = {
    {"regular", N_("Regular stay"), {0}},        {"irregular", N_("Irregular stay"), {0}},
    {"asylum_seeker", N_("Asylum seeker"), {0}}, {"refugee", N_("Refugee"), {0}},
    {"unknown", N_("Not known"), {0}},
};
struct choice_list legal_statuses = {"legal_statuses", NULL, LEGAL, sizeof LEGAL / sizeof *LEGAL};

static const struct choice OUTCOMES[] = {
    {"continue", N_("The return can go on"), {0}},
    {"wait", N_("Wait: protection has not finished"), {0}},
    {"stop", N_("Stop: not in the person's interest now"), {0}},
};
struct choice_list screening_outcomes = {"screening_outcomes", NULL, OUTCOMES, sizeof OUTCOMES / sizeof *OUTCOMES};

static const struct choice ESCORTS[] = {
    {"none", N_("No escort"), {0}},         {"operational", N_("Operational escort"), {0}},
    {"medical", N_("Medical escort"), {0}}, {"social", N_("Social escort"), {0}},
    {"guardian", N_("Guardian"), {0}},
};
struct choice_list return_escorts = {"escorts", NULL, ESCORTS, sizeof ESCORTS / sizeof *ESCORTS};

static const struct choice CLOSURES[] = {
    {"support_ended", N_("The support came to its end"), {0}},
    {"criteria_no_longer_met", N_("Criteria no longer met"), {0}},
    {"stays", N_("The person chooses to stay"), {0}},
    {"left_area", N_("Left the area"), {0}},
    {"died", N_("Died"), {0}},
    {"no_access", N_("The person cannot be reached"), {0}},
    {"support_unwanted", N_("Support no longer wanted or suitable"), {0}},
    {"threats", N_("Aggressive or threatening behaviour"), {0}},
    {"repercussions", N_("Repercussions of being seen to receive support"), {0}},
    {"migrated_again", N_("Migrated again"), {0}},
    {"cost", N_("The cost outweighs the benefit"), {0}},
    {"funding_ended", N_("Funding ended"), {0}},
    {"security", N_("Security or context"), {0}},
};
struct choice_list closure_reasons = {"closure_reasons", NULL, CLOSURES, sizeof CLOSURES / sizeof *CLOSURES};

/* Why a return is taken on although a rule stands in its way. */
static const struct choice OVERRIDES[] = {
    {"fact_proved", N_("Proved otherwise than the rule asks"), {0}},
    {"answer_follows", N_("The answer is promised and follows"), {0}},
    {"family_unity", N_("The family would be parted"), {0}},
    {"urgent", N_("Waiting would harm the person"), {0}},
    {"rule_unsuited", N_("The rule does not fit this case"), {0}},
    {"other", N_("Another reason"), {0}},
};
struct choice_list override_reasons = {"override_reasons", NULL, OVERRIDES, sizeof OVERRIDES / sizeof *OVERRIDES};

enum {
    CASE_PURPOSES = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_TRAVEL,
    MONEY_PURPOSES = CASE_PURPOSES | PURPOSE_FINANCE,
    FIGURE_PURPOSES = MONEY_PURPOSES | PURPOSE_REPORTING,
    CARE_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION
};

static const struct field FIELDS[] = {
    FIELD(struct return_case, received_on, FIELD_DATE, .label = N_("Received on"), .section = INQUIRY,
          .purposes = FIGURE_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_PAST | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct return_case, channel, FIELD_CHOICE, .label = N_("How the request came"), .section = INQUIRY,
          .choices = &return_channels, .purposes = FIGURE_PURPOSES, .flags = FIELD_REQUIRED | FIELD_FILTERED),
    FIELD(struct return_case, country_of_return, FIELD_CHOICE, .label = N_("Country of return"), .section = INQUIRY,
          .choices = &countries, .purposes = FIGURE_PURPOSES,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED | FIELD_UNKNOWN | FIELD_SORTED,
          .every = N_("All countries"), .hxl = "#country+dest+code"),
    FIELD(struct return_case, destination, FIELD_TEXT, .label = N_("Town of return"), .section = INQUIRY,
          .purposes = CASE_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct return_case, reasons, FIELD_CHOICES, .label = N_("Reasons for the return"), .section = INQUIRY,
          .choices = &return_reasons, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct return_case, legal_status, FIELD_CHOICE, .label = N_("Stay in Morocco"), .section = INQUIRY,
          .choices = &legal_statuses, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct return_case, situation, FIELD_LINES, .label = N_("Situation"), .section = INQUIRY,
          .purposes = CARE_PURPOSES, .flags = FIELD_SEALED, .help = N_("What the next colleague must know to help.")),
    FIELD(struct return_case, asylum_claim, FIELD_FLAG, .flags = FIELD_SEALED,
          .label = N_("Asylum claim or refugee status with UNHCR"), .section = INQUIRY, .purposes = CARE_PURPOSES,
          .help = N_("A voluntary return closes the asylum file: the person must know this, and UNHCR is told.")),
    FIELD(struct return_case, unhcr_notified_on, FIELD_DATE, .label = N_("UNHCR told on"), .section = INQUIRY,
          .purposes = CARE_PURPOSES, .flags = FIELD_PAST),
    FIELD(struct return_case, asylum_closed_on, FIELD_DATE, .label = N_("Asylum file closed on"), .section = INQUIRY,
          .purposes = CARE_PURPOSES, .flags = FIELD_PAST | FIELD_SEALED),
    FIELD(struct return_case, lacks_means, FIELD_FLAG, .label = N_("Lacks the means to return alone"),
          .section = CONDITIONS, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct return_case, previously_assisted, FIELD_FLAG, .label = N_("Was helped to return before"),
          .section = CONDITIONS, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED,
          .help = N_("By this mission or another, from Morocco or elsewhere.")),
    FIELD(struct return_case, zone_suspended, FIELD_FLAG, .label = N_("The place of return lies in a suspended zone"),
          .section = CONDITIONS, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED,
          .help = N_("Asked only where a part of the country is suspended.")),
    FIELD(struct return_case, capacity_doubt, FIELD_FLAG, .label = N_("The capacity to decide is in doubt"),
          .section = CONDITIONS, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED,
          .help = N_("Then a doctor or a psychologist confirms it before anything goes on.")),
    FIELD(struct return_case, capacity_confirmed_on, FIELD_DATE, .label = N_("Capacity confirmed on"),
          .section = CONDITIONS, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED | FIELD_PAST),
    FIELD(struct return_case, capacity_confirmed_until, FIELD_DATE, .label = N_("Confirmation holds until"),
          .section = CONDITIONS, .purposes = CARE_PURPOSES, .flags = FIELD_SEALED,
          .help = N_("Empty when the professional set no end.")),
    FIELD(struct return_case, capacity_confirmed_by, FIELD_TEXT, .label = N_("Confirmed by"), .section = CONDITIONS,
          .purposes = CARE_PURPOSES, .flags = FIELD_SEALED, .longest = 120,
          .help = N_("Name and profession of the doctor or psychologist.")),
    FIELD(struct return_case, age_at_application, FIELD_INTEGER, .label = N_("Age when the request came"),
          .section = INQUIRY, .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED | FIELD_UNKNOWN,
          .smallest = 0, .largest = 130),
    FIELD(struct return_case, sex, FIELD_CHOICE, .label = N_("Sex"), .section = INQUIRY, .choices = &sexes,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED | FIELD_UNKNOWN),
    FIELD(struct return_case, nationality, FIELD_CHOICE, .label = N_("Nationality"), .section = INQUIRY,
          .choices = &countries, .purposes = FIGURE_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_UNKNOWN, .every = N_("All nationalities")),
    FIELD(struct return_case, screened_on, FIELD_DATE, .label = N_("Screened on"), .section = SCREENING,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, screening_outcome, FIELD_CHOICE, .label = N_("Outcome of the screening"),
          .section = SCREENING, .choices = &screening_outcomes, .purposes = CASE_PURPOSES,
          .flags = FIELD_SEALED | FIELD_COMPUTED),
    FIELD(struct return_case, counselled_on, FIELD_DATE, .label = N_("Counselled on"), .section = COUNSELLING,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, counselling_language, FIELD_CHOICE, .label = N_("Language of the counselling"),
          .section = COUNSELLING, .choices = &spoken_languages, .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, counselling_note, FIELD_LINES, .label = N_("What was explained and asked"),
          .section = COUNSELLING, .purposes = CARE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct return_case, declared_on, FIELD_DATE, .label = N_("Declaration of voluntary return on"),
          .section = COUNSELLING, .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, declaration_means, FIELD_CHOICE, .label = N_("How it was declared"),
          .section = COUNSELLING, .choices = &consent_means, .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, decision_note, FIELD_LINES, .label = N_("Reasons of the decision"), .section = DECISION,
          .purposes = CARE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 2000),
    FIELD(struct return_case, override_reason, FIELD_CHOICE, .label = N_("Why despite a rule"), .section = DECISION,
          .choices = &override_reasons, .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED,
          .every = N_("All reasons")),
    FIELD(struct return_case, overridden_on, FIELD_DATE, .label = N_("Taken on despite a rule on"), .section = DECISION,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_FILTERED),
    FIELD(struct return_case, travel_on, FIELD_DATE, .label = N_("Day of travel"), .section = TRAVEL,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct return_case, carrier, FIELD_TEXT, .label = N_("Airline"), .section = TRAVEL, .purposes = CASE_PURPOSES,
          .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 80),
    FIELD(struct return_case, flight, FIELD_TEXT, .label = N_("Flight"), .section = TRAVEL, .purposes = CASE_PURPOSES,
          .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 20),
    FIELD(struct return_case, departure_airport, FIELD_TEXT, .label = N_("Airport of departure"), .section = TRAVEL,
          .purposes = CASE_PURPOSES, .flags = FIELD_SEALED | FIELD_COMPUTED, .longest = 80),
    FIELD(struct return_case, escort, FIELD_CHOICE, .label = N_("Escort"), .section = TRAVEL,
          .choices = &return_escorts, .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, risk_since, FIELD_DATE, .label = N_("At risk since"), .section = TRAVEL,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED | FIELD_PAST,
          .help = N_("Something does not hold on the day of the booked flight.")),
    FIELD(struct return_case, departed_on, FIELD_DATE, .label = N_("Departed on"), .section = TRAVEL,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED | FIELD_SORTED | FIELD_PAST,
          .hxl = "#date+departure"),
    FIELD(struct return_case, pocket_money, FIELD_MONEY, .label = N_("Pocket money handed over"), .section = TRAVEL,
          .purposes = MONEY_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, age_at_departure, FIELD_INTEGER, .label = N_("Age at departure"), .section = TRAVEL,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED | FIELD_UNKNOWN, .smallest = 0,
          .largest = 130),
    FIELD(struct return_case, arrived_on, FIELD_DATE, .label = N_("Arrived on"), .section = TRAVEL,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_FILTERED),
    FIELD(struct return_case, plan_due_on, FIELD_DATE, .label = N_("Plan due on"), .section = REINTEGRATION,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, plan_agreed_on, FIELD_DATE, .label = N_("Plan agreed on"), .section = REINTEGRATION,
          .purposes = MONEY_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, monitored_on, FIELD_DATE, .label = N_("Last visit on"), .section = REINTEGRATION,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, monitoring_note, FIELD_LINES, .label = N_("What the visit showed"),
          .section = REINTEGRATION, .purposes = CARE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED),
    FIELD(struct return_case, postponed_until, FIELD_DATE, .label = N_("Postponed until"), .section = ENDING,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, withdrawn_on, FIELD_DATE, .label = N_("Withdrawn on"), .section = ENDING,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST | FIELD_FILTERED),
    FIELD(struct return_case, reopened_on, FIELD_DATE, .label = N_("Reopened on"), .section = ENDING,
          .purposes = CASE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, closure_reason, FIELD_CHOICE, .label = N_("Why it was closed"), .section = ENDING,
          .choices = &closure_reasons, .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_FILTERED,
          .every = N_("All reasons")),
    FIELD(struct return_case, closed_on, FIELD_DATE, .label = N_("Closed on"), .section = ENDING,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_PAST),
    FIELD(struct return_case, registered_on, FIELD_DATE, .label = N_("Registered on"), .section = INQUIRY,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, approved_on, FIELD_DATE, .label = N_("Approved on"), .section = DECISION,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, booked_on, FIELD_DATE, .label = N_("Travel booked on"), .section = TRAVEL,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, delivery_on, FIELD_DATE, .label = N_("Delivery begun on"), .section = REINTEGRATION,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, held_days, FIELD_INTEGER, .label = N_("Days of waiting"), .section = ENDING,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_case, ended_on, FIELD_DATE, .label = N_("Ended on"), .section = ENDING,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_case, ended_from, FIELD_TEXT, .label = N_("Ended in the state"), .section = ENDING,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct return_case, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .section = ENDING, .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
    FIELD(struct return_case, imported, FIELD_TEXT, .label = N_("Brought by the import"), .section = ENDING,
          .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED, .longest = 40),
    FIELD(struct return_case, imported_stage, FIELD_CHOICE, .label = N_("Stood there at the step"), .section = ENDING,
          .choices = &return_stages, .purposes = FIGURE_PURPOSES, .flags = FIELD_COMPUTED),
};

static struct text case_title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

struct record return_case_record = {
    .name = "return_case",
    .path = "return-cases",
    .table = "return_case",
    .label = N_("Return case"),
    .plural = N_("Return cases"),
    .kind = "RET",
    .size = sizeof(struct return_case),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .about_person = true,
    .seal_with = SEAL_FILE,
    .purposes = CASE_PURPOSES,
    .about = &person_record,
    .read = &return_read,
    .create = &return_register,
    .update = &return_update,
    .sensitive = true,
    .check = return_check,
    .stored = return_stored,
    .title = case_title,
};
