/* A referral as its receiver was told it: sealed with a key of its own, which is destroyed when access ends. */
#include "agreements/agreements.h"
#include "directory/directory.h"
#include "persons/persons.h"
#include "referrals/referral_rules.h"

#define FROM N_("Referred by")
#define WHO N_("Who is referred")
#define REQUEST N_("What is asked")
#define SAFETY N_("How to reach the person safely")
#define ANSWER N_("What came of it")

enum { RECEIVED_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_REPORTING };
enum { TOLD_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION };

#define PLAIN(member, kind_, label_, section_, ...) \
    FIELD(struct referral_received, member, kind_, .label = label_, .section = section_, ##__VA_ARGS__)
/* What consent let through. */
#define TOLD(member, kind_, label_, section_, ...)                                                                  \
    FIELD(struct referral_received, member, kind_, .label = label_, .section = section_, .purposes = TOLD_PURPOSES, \
          .flags = FIELD_COMPUTED | FIELD_SEALED, ##__VA_ARGS__)

static const struct field FIELDS[] = {
    PLAIN(sent_number, FIELD_TEXT, N_("Number of the referral"), FROM, .flags = FIELD_COMPUTED | FIELD_LISTED),
    PLAIN(origin, FIELD_TEXT, N_("Organisation"), FROM, .flags = FIELD_COMPUTED | FIELD_LISTED),
    PLAIN(sent_by, FIELD_TEXT, N_("Sent by"), FROM, .flags = FIELD_COMPUTED),
    PLAIN(sent_at, FIELD_INSTANT, N_("Sent at"), FROM, .flags = FIELD_COMPUTED),
    PLAIN(service_name, FIELD_TEXT, N_("Service"), FROM, .flags = FIELD_COMPUTED | FIELD_LISTED),
    PLAIN(city, FIELD_TEXT, N_("Place"), FROM, .flags = FIELD_COMPUTED),
    PLAIN(priority, FIELD_CHOICE, N_("Priority"), FROM, .choices = &referral_priorities, .every = N_("All priorities"),
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    PLAIN(theme, FIELD_CHOICE, N_("Theme"), FROM, .choices = &agreement_themes, .every = N_("All themes"),
          .flags = FIELD_COMPUTED | FIELD_FILTERED),
    PLAIN(due_on, FIELD_DATE, N_("Answer due on"), FROM,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED | FIELD_SORTED),
    PLAIN(due_at, FIELD_INSTANT, N_("Answer due at"), FROM, .flags = FIELD_COMPUTED),
    PLAIN(access_until, FIELD_DATE, N_("Readable until"), FROM, .flags = FIELD_COMPUTED),
    PLAIN(referral, FIELD_LINK, N_("Referral"), FROM, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    PLAIN(service, FIELD_LINK, N_("In the directory"), FROM, .target = &directory_service_record,
          .flags = FIELD_COMPUTED),
    PLAIN(sender, FIELD_LINK, N_("Organisation"), FROM, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    TOLD(name, FIELD_TEXT, N_("Name"), WHO, .longest = 500),
    TOLD(file_number, FIELD_TEXT, N_("Number of the person's record"), WHO, .longest = 40),
    TOLD(sex, FIELD_CHOICE, N_("Sex"), WHO, .choices = &sexes),
    TOLD(birth_year, FIELD_TEXT, N_("Year of birth"), WHO, .longest = 4),
    TOLD(birth, FIELD_TEXT, N_("Date of birth"), WHO, .longest = 10),
    TOLD(nationality, FIELD_CHOICE, N_("Nationality"), WHO, .choices = &countries),
    TOLD(languages, FIELD_CHOICES, N_("Languages"), WHO, .choices = &spoken_languages),
    TOLD(address, FIELD_TEXT, N_("Address"), WHO, .longest = 500),
    TOLD(documents, FIELD_LINES, N_("Identity documents and their numbers"), WHO, .longest = 2000),
    TOLD(household, FIELD_LINES, N_("Who belongs to the household"), WHO, .longest = 4000),
    PLAIN(whole_household, FIELD_FLAG, N_("With members of the household"), WHO, .flags = FIELD_COMPUTED),
    PLAIN(places, FIELD_INTEGER, N_("Places asked"), WHO, .flags = FIELD_COMPUTED, .smallest = 1, .largest = 1000),
    TOLD(telephone, FIELD_TEXT, N_("Telephone"), SAFETY, .longest = 200),
    TOLD(safe_channel, FIELD_CHOICE, N_("Safe way to reach the person"), SAFETY, .choices = &referral_contact_channels),
    TOLD(safe_time, FIELD_TEXT, N_("Safe time to call"), SAFETY, .longest = 200),
    TOLD(contact_restrictions, FIELD_TEXT, N_("What must not be done or said"), SAFETY, .longest = 500),
    TOLD(needs, FIELD_TEXT, N_("Special needs"), SAFETY, .longest = 500),
    TOLD(separated, FIELD_FLAG, N_("Separated or unaccompanied"), SAFETY),
    TOLD(caregiver_informed, FIELD_FLAG, N_("The caregiver knows of the referral"), SAFETY),
    TOLD(caregiver, FIELD_LINES, N_("Caregiver of the minor"), SAFETY, .longest = 2000),
    PLAIN(services, FIELD_CHOICES, N_("Services asked"), REQUEST, .choices = &referral_services,
          .flags = FIELD_COMPUTED),
    TOLD(reasons, FIELD_LINES, N_("Reasons of the referral"), REQUEST),
    TOLD(services_given, FIELD_CHOICES, N_("Services already given"), REQUEST, .choices = &referral_services),
    TOLD(service_note, FIELD_TEXT, N_("By whom, since when"), REQUEST, .longest = 500),
    TOLD(question, FIELD_LINES, N_("What you ask"), ANSWER, .longest = 1000),
    TOLD(reply, FIELD_LINES, N_("What the sender replied"), ANSWER, .longest = 1000),
    PLAIN(acknowledged_at, FIELD_INSTANT, N_("Acknowledged at"), ANSWER, .flags = FIELD_COMPUTED),
    PLAIN(answered_at, FIELD_INSTANT, N_("Answered at"), ANSWER, .flags = FIELD_COMPUTED),
    PLAIN(accepted_at, FIELD_INSTANT, N_("Accepted at"), ANSWER, .flags = FIELD_COMPUTED),
    PLAIN(feedback_due_on, FIELD_DATE, N_("Outcome due on"), ANSWER, .flags = FIELD_COMPUTED | FIELD_LISTED),
    PLAIN(completed_at, FIELD_INSTANT, N_("Completed at"), ANSWER, .flags = FIELD_COMPUTED),
    PLAIN(refusal_reason, FIELD_CHOICE, N_("Reason of the refusal"), ANSWER, .choices = &referral_refusals,
          .flags = FIELD_COMPUTED),
    TOLD(answer, FIELD_LINES, N_("What the sender is told"), ANSWER, .longest = 1000),
    PLAIN(outcomes, FIELD_TEXT, N_("Outcome of each service"), ANSWER, .flags = FIELD_COMPUTED,
          .longest = OUTCOMES_LENGTH, .help = N_("As shelter=provided, cash=unavailable.")),
    TOLD(result_note, FIELD_LINES, N_("What was done"), ANSWER, .longest = 1000),
    PLAIN(onward, FIELD_LINK, N_("Service that fits better"), ANSWER, .target = &directory_service_record,
          .flags = FIELD_COMPUTED),
    PLAIN(told_late_on, FIELD_DATE, N_("Both sides told that it is late, on"), ANSWER,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    PLAIN(guarded, FIELD_FLAG, N_("About protection"), ANSWER, .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    PLAIN(generated, FIELD_FLAG, N_("Generated for the demonstration: nobody real"), ANSWER, .flags = FIELD_COMPUTED),
    /* the last one, of those about protection alone */
    TOLD(concern, FIELD_CHOICE, N_("What it is about"), REQUEST, .choices = &referral_concerns),
};
enum { FIELD_COUNT = sizeof FIELDS / sizeof *FIELDS };

static struct text title(struct work *work, const void *row)
{
    const struct referral_received *received = row;
    return received->name.length > 0 ? received->name : text_from(tr(work->language, N_("Name not passed on")));
}

/* Granted to nobody: the program tells a receiver what a sender sends. */
static struct right by_the_sender = {.name = "referral.by_the_sender"};

#define RECEIVED_RECORD(name_, path_, table_, label_, plural_, count, read_, secret)                              \
    {                                                                                                             \
        .name = name_, .path = path_, .table = table_, .label = label_, .plural = plural_, .kind = "RCV",         \
        .size = sizeof(struct referral_received), .fields = FIELDS, .field_count = (count), .about_person = true, \
        .seal_with = SEAL_FILE, .purposes = RECEIVED_PURPOSES, .read = (read_), .create = &by_the_sender,         \
        .check = received_check, .stored = received_stored, .title = title, .sensitive = true,                    \
        .confidential = (secret)                                                                                  \
    }

struct record referral_received_record =
    RECEIVED_RECORD("referral_received", "received-referrals", "referral_received", N_("Referral received"),
                    N_("Referrals received"), FIELD_COUNT - 1, &referral_received_read, false);
struct record guarded_received_record =
    RECEIVED_RECORD("guarded_received", "guarded-received", "protection_received", N_("Protection referral received"),
                    N_("Protection referrals received"), FIELD_COUNT, &guarded_referral_read, true);
