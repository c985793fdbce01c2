/* A referral as its sender wrote it: fields, lists of codes.  Twice: those about protection are another record. */
#include "agreements/agreements.h"
#include "directory/directory.h"
#include "persons/persons.h"
#include "referrals/referral_link.h"

#define TO N_("Referred to")
#define REQUEST N_("What is asked")
#define SAFETY N_("How to reach the person safely")
#define MINOR N_("Minor and caregiver")
#define CONSENT N_("What the person agreed to")
#define ANSWER N_("What came of it")

enum { REFERRAL_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_REPORTING };
enum { TOLD_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION };

static const struct choice PRIORITIES[] = {
    {"normal", N_("Normal"), {0}},
    {"urgent", N_("Urgent"), {0}},
    {"emergency", N_("Emergency"), {0}},
};
struct choice_list referral_priorities = {"referral_priorities", NULL, PRIORITIES,
                                          sizeof PRIORITIES / sizeof *PRIORITIES};

/* The boxes of the Inter-Agency Referral Form. */
static const struct choice SERVICES[] = {
    {"psychosocial", N_("Mental health and psychosocial support"), {0}},
    {"relief", N_("Core relief items"), {0}},
    {"child_care", N_("Support and care arrangement for a child"), {0}},
    {"cash", N_("Cash"), {0}},
    {"tracing", N_("Family tracing and reunification"), {0}},
    {"health", N_("Health and nutrition"), {0}},
    {"women", N_("Services for women"), {0}},
    {"food", N_("Food security"), {0}},
    {"disability", N_("Services for persons with disabilities"), {0}},
    {"shelter", N_("Shelter"), {0}},
    {"legal", N_("Legal assistance"), {0}},
    {"livelihood", N_("Livelihood and education"), {0}},
    {"safety", N_("Physical safety"), {0}},
    {"other", N_("Other service"), {0}},
};
struct choice_list referral_services = {"referral_services", NULL, SERVICES, sizeof SERVICES / sizeof *SERVICES};

static const struct choice CHANNELS[] = {
    {"call", N_("Telephone call"), {0}},
    {"text", N_("Text message"), {0}},
    {"visit", N_("In person, at the office"), {0}},
    {"sender", N_("Only through who refers"), {0}},
    {"none", N_("Do not contact: the person comes"), {0}},
};
struct choice_list referral_contact_channels = {"referral_contact_channels", NULL, CHANNELS,
                                                sizeof CHANNELS / sizeof *CHANNELS};

static const struct choice MEANS[] = {
    {"spoken", N_("Spoken"), {0}},
    {"signed", N_("Signed"), {0}},
    {"guardian", N_("By the guardian"), {0}},
};
static struct choice_list means = {"referral_consent_means", NULL, MEANS, sizeof MEANS / sizeof *MEANS};

static const struct choice REFUSALS[] = {
    {"capacity", N_("No place left"), {0}},
    {"eligibility", N_("The person does not fit the conditions"), {0}},
    {"out_of_area", N_("Outside the area served"), {0}},
    {"not_reached", N_("The person could not be reached"), {0}},
    {"declined", N_("The person does not want it"), {0}},
    {"already_served", N_("Already receives it elsewhere"), {0}},
    {"information", N_("Too little was told to decide"), {0}},
    {"other", N_("Another reason"), {0}},
};
struct choice_list referral_refusals = {"referral_refusals", NULL, REFUSALS, sizeof REFUSALS / sizeof *REFUSALS};

static const struct choice OUTCOMES[] = {
    {"provided", N_("Provided"), {0}},
    {"referred", N_("Referred further"), {0}},
    {"elsewhere", N_("Already received elsewhere"), {0}},
    {"not_applicable", N_("Not applicable"), {0}},
    {"declined", N_("Declined by the person"), {0}},
    {"unavailable", N_("Not available"), {0}},
};
struct choice_list referral_outcomes = {"referral_outcomes", NULL, OUTCOMES, sizeof OUTCOMES / sizeof *OUTCOMES};

static const struct choice CONCERNS[] = {
    {"trafficking", N_("Trafficking in persons"), {0}},
    {"unaccompanied", N_("Unaccompanied or separated child"), {0}},
    {"gender_violence", N_("Gender-based violence"), {0}},
};
struct choice_list referral_concerns = {"referral_concerns", NULL, CONCERNS, sizeof CONCERNS / sizeof *CONCERNS};

/* In the order of enum referral_item. */
static const struct choice ITEMS[] = {
    {"name", N_("Name"), {0}},
    {"file_number", N_("Number of the person's record"), {0}},
    {"sex", N_("Sex"), {0}},
    {"birth_year", N_("Year of birth"), {0}},
    {"birth", N_("Date of birth"), {0}},
    {"nationality", N_("Nationality"), {0}},
    {"languages", N_("Languages"), {0}},
    {"telephone", N_("Telephone"), {0}},
    {"contact", N_("How to reach the person safely"), {0}},
    {"address", N_("Address"), {0}},
    {"documents", N_("Identity documents and their numbers"), {0}},
    {"household", N_("Who belongs to the household"), {0}},
    {"reasons", N_("Reasons of the referral"), {0}},
    {"services_given", N_("Services already given"), {0}},
    {"caregiver", N_("Caregiver of the minor"), {0}},
    {"needs", N_("Special needs"), {0}},
};
_Static_assert(sizeof ITEMS / sizeof *ITEMS == REFERRAL_ITEMS, "each item has its name");
struct choice_list referral_item_choices = {"referral_items", NULL, ITEMS, sizeof ITEMS / sizeof *ITEMS};

#define TEXT_FIELD(member, kind, label_, section_, flags_, ...) \
    FIELD(struct referral, member, kind, .label = label_, .section = section_, .flags = flags_, __VA_ARGS__)
#define SEALED(member, label_, section_, ...) \
    TEXT_FIELD(member, FIELD_LINES, label_, section_, FIELD_SEALED, __VA_ARGS__)

static const struct field FIELDS[] = {
    FIELD(struct referral, service_name, FIELD_TEXT, .label = N_("Service"), .section = TO,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct referral, addressee, FIELD_TEXT, .label = N_("Organisation"), .section = TO,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct referral, city, FIELD_TEXT, .label = N_("Place"), .section = TO, .flags = FIELD_COMPUTED),
    FIELD(struct referral, priority, FIELD_CHOICE, .label = N_("Priority"), .section = TO,
          .choices = &referral_priorities, .every = N_("All priorities"),
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct referral, theme, FIELD_CHOICE, .label = N_("Theme"), .section = TO, .choices = &agreement_themes,
          .every = N_("All themes"), .flags = FIELD_REQUIRED | FIELD_FILTERED),
    FIELD(struct referral, due_on, FIELD_DATE, .label = N_("Answer due on"), .section = TO,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    FIELD(struct referral, service, FIELD_LINK, .label = N_("In the directory"), .section = TO,
          .target = &directory_service_record, .flags = FIELD_COMPUTED),
    FIELD(struct referral, receiver, FIELD_LINK, .label = N_("Organisation"), .section = TO,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral, previous, FIELD_LINK, .label = N_("Continues"), .section = TO,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral, onward, FIELD_LINK, .label = N_("Proposed instead"), .section = ANSWER,
          .target = &directory_service_record, .flags = FIELD_COMPUTED),
    FIELD(struct referral, services, FIELD_CHOICES, .label = N_("Services asked"), .section = REQUEST,
          .choices = &referral_services, .flags = FIELD_REQUIRED),
    FIELD(struct referral, reasons, FIELD_LINES, .label = N_("Reasons of the referral"), .section = REQUEST,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED,
          .help = N_("What the receiver has to know to help, in the person's own words where you can. No diagnosis.")),
    FIELD(struct referral, services_given, FIELD_CHOICES, .label = N_("Services already given"), .section = REQUEST,
          .purposes = TOLD_PURPOSES, .choices = &referral_services, .flags = FIELD_SEALED),
    FIELD(struct referral, service_note, FIELD_TEXT, .label = N_("By whom, since when"), .section = REQUEST,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED, .longest = 500),
    FIELD(struct referral, whole_household, FIELD_FLAG, .label = N_("With members of the household"),
          .section = REQUEST, .help = N_("Who of them is said on the next page, name by name.")),
    FIELD(struct referral, members, FIELD_TEXT, .label = N_("Who goes along"), .section = REQUEST,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN, .longest = 2000),
    FIELD(struct referral, places, FIELD_INTEGER, .label = N_("Places asked"), .section = REQUEST,
          .flags = FIELD_COMPUTED, .smallest = 1, .largest = 1000),
    FIELD(struct referral, safe_channel, FIELD_CHOICE, .label = N_("Safe way to reach the person"), .section = SAFETY,
          .purposes = TOLD_PURPOSES, .choices = &referral_contact_channels, .flags = FIELD_SEALED),
    FIELD(struct referral, safe_time, FIELD_TEXT, .label = N_("Safe time to call"), .section = SAFETY,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED, .longest = 200),
    FIELD(struct referral, contact_restrictions, FIELD_TEXT, .label = N_("What must not be done or said"),
          .section = SAFETY, .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED, .longest = 500,
          .help = N_("For instance: no message on this telephone, another person reads it.")),
    FIELD(struct referral, special_need, FIELD_TEXT, .label = N_("Special needs"), .section = SAFETY,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED, .longest = 500,
          .help = N_("What has to be provided, never why: no diagnosis.")),
    FIELD(struct referral, caregiver_name, FIELD_TEXT, .label = N_("Name of the caregiver"), .section = MINOR,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct referral, caregiver_relation, FIELD_TEXT, .label = N_("Relationship to the child"), .section = MINOR,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED, .longest = 100),
    FIELD(struct referral, caregiver_contact, FIELD_TEXT, .label = N_("How to reach the caregiver"), .section = MINOR,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct referral, separated, FIELD_FLAG, .label = N_("Separated or unaccompanied"), .section = MINOR,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct referral, caregiver_informed, FIELD_FLAG, .label = N_("The caregiver knows of the referral"),
          .section = MINOR, .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED),
    FIELD(struct referral, caregiver_note, FIELD_TEXT, .label = N_("If not, why"), .section = MINOR,
          .purposes = TOLD_PURPOSES, .flags = FIELD_SEALED, .longest = 500),
    FIELD(struct referral, consent_items, FIELD_CHOICES, .label = N_("What may be told"), .section = CONSENT,
          .choices = &referral_item_choices),
    FIELD(struct referral, consent_means, FIELD_CHOICE, .label = N_("How consent was given"), .section = CONSENT,
          .choices = &means),
    FIELD(struct referral, consent_language, FIELD_CHOICE, .label = N_("Language of the explanation"),
          .section = CONSENT, .choices = &spoken_languages),
    FIELD(struct referral, consent_interpreter, FIELD_FLAG, .label = N_("With an interpreter"), .section = CONSENT),
    FIELD(struct referral, consent_explained, FIELD_FLAG,
          .label = N_("Recipient, purpose, what is told and the right to withdraw were explained"), .section = CONSENT),
    FIELD(struct referral, consent_on, FIELD_DATE, .label = N_("Given on"), .section = CONSENT, .flags = FIELD_PAST),
    FIELD(struct referral, consent_until, FIELD_DATE, .label = N_("Ends on"), .section = CONSENT,
          .help = N_("Empty: until it is withdrawn.")),
    FIELD(struct referral, household_agreed, FIELD_FLAG,
          .label = N_("Each adult of the household agreed too, for children the guardian"), .section = CONSENT),
    FIELD(struct referral, consent, FIELD_LINK, .label = N_("Consent"), .section = CONSENT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral, items_sent, FIELD_CHOICES, .label = N_("What was told"), .section = CONSENT,
          .choices = &referral_item_choices, .flags = FIELD_COMPUTED),
    FIELD(struct referral, clock_version, FIELD_TEXT, .label = N_("Clock in force since"), .section = ANSWER,
          .flags = FIELD_COMPUTED, .longest = 10),
    FIELD(struct referral, sent_at, FIELD_INSTANT, .label = N_("Sent at"), .section = ANSWER, .flags = FIELD_COMPUTED),
    FIELD(struct referral, due_at, FIELD_INSTANT, .label = N_("Answer due at"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, acknowledged_at, FIELD_INSTANT, .label = N_("Acknowledged at"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, on_time, FIELD_FLAG, .label = N_("Acknowledged on time"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, answered_at, FIELD_INSTANT, .label = N_("Answered at"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, accepted_at, FIELD_INSTANT, .label = N_("Accepted at"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, feedback_due_on, FIELD_DATE, .label = N_("Outcome due on"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, completed_at, FIELD_INSTANT, .label = N_("Completed at"), .section = ANSWER,
          .flags = FIELD_COMPUTED),
    FIELD(struct referral, answered_how, FIELD_CHOICE, .label = N_("How the answer came"), .section = ANSWER,
          .choices = &referral_answer_ways, .flags = FIELD_COMPUTED),
    FIELD(struct referral, refusal_reason, FIELD_CHOICE, .label = N_("Reason of the refusal"), .section = ANSWER,
          .choices = &referral_refusals, .flags = FIELD_COMPUTED),
    FIELD(struct referral, answer, FIELD_LINES, .label = N_("What the receiver says"), .section = ANSWER,
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct referral, question, FIELD_LINES, .label = N_("What the receiver asks"), .section = ANSWER,
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct referral, reply, FIELD_LINES, .label = N_("What was replied"), .section = ANSWER,
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct referral, outcomes, FIELD_TEXT, .label = N_("Outcome of each service"), .section = ANSWER,
          .flags = FIELD_COMPUTED, .longest = OUTCOMES_LENGTH),
    FIELD(struct referral, result_note, FIELD_LINES, .label = N_("What was done"), .section = ANSWER,
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct referral, feedback, FIELD_LINES, .label = N_("What the person says of it"), .section = ANSWER,
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct referral, told_late_on, FIELD_DATE, .label = N_("Both sides told that it is late, on"),
          .section = ANSWER, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral, guarded, FIELD_FLAG, .label = N_("About protection"), .section = ANSWER,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct referral, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .section = ANSWER, .flags = FIELD_COMPUTED),
    /* the last one, of those about protection alone */
    FIELD(struct referral, concern, FIELD_CHOICE, .label = N_("What it is about"), .section = REQUEST,
          .choices = &referral_concerns, .flags = FIELD_REQUIRED | FIELD_SEALED),
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof *FIELDS };

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

#define REFERRAL_RECORD(name_, path_, table_, label_, plural_, count, read_, write_, secret)                        \
    {                                                                                                               \
        .name = name_, .path = path_, .table = table_, .label = label_, .plural = plural_, .kind = "REF",           \
        .size = sizeof(struct referral), .fields = FIELDS, .field_count = (count), .about_person = true,            \
        .about = &person_record, .seal_with = SEAL_FILE, .purposes = REFERRAL_PURPOSES, .read = (read_),            \
        .create = (write_), .update = (write_), .check = referral_check, .stored = referral_stored, .title = title, \
        .sensitive = (secret), .confidential = (secret)                                                             \
    }

struct record referral_record =
    REFERRAL_RECORD("referral", "referrals", "referral", N_("Referral"), N_("Referrals sent"), FIELD_COUNT - 1,
                    &referral_read, &referral_write, false);
struct record guarded_referral_record = REFERRAL_RECORD(
    "guarded_referral", "guarded-referrals", "protection_referral", N_("Protection referral"),
    N_("Protection referrals sent"), FIELD_COUNT, &guarded_referral_read, &guarded_referral_write, true);
