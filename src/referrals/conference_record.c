/* Fields and life cycles of case conferences, of what guests are told, of what was decided. */
#include "persons/persons.h"
#include "referrals/conference.h"

#define WHAT N_("What it is about")
#define WHO N_("Who is invited")
#define CONSENT N_("What the person agreed to")
#define SAID N_("What was said")

enum { CONFERENCE_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION | PURPOSE_REPORTING };
enum { TOLD_PURPOSES = PURPOSE_ASSISTANCE | PURPOSE_PROTECTION };

static const struct choice MEANS[] = {
    {"spoken", N_("Spoken"), {0}},
    {"signed", N_("Signed"), {0}},
    {"guardian", N_("By the guardian"), {0}},
};
static struct choice_list means = {"conference_consent_means", NULL, MEANS, sizeof MEANS / sizeof *MEANS};

static const struct field CONFERENCE[] = {
    FIELD(struct conference, subject, FIELD_LINES, .label = N_("What is to be decided"), .section = WHAT,
          .purposes = TOLD_PURPOSES, .flags = FIELD_REQUIRED | FIELD_SEALED, .longest = 1000,
          .help = N_("Guests read it: what the person agreed to, no diagnosis.")),
    FIELD(struct conference, held_on, FIELD_DATE, .label = N_("Held on"), .section = WHAT,
          .flags = FIELD_REQUIRED | FIELD_LISTED),
    FIELD(struct conference, ends_on, FIELD_DATE, .label = N_("Guests read it until"), .section = WHAT,
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("At most sixty days from today. On the day after, what they were told is destroyed.")),
    FIELD(struct conference, guests, FIELD_TEXT, .label = N_("Guests"), .section = WHO,
          .flags = FIELD_COMPUTED | FIELD_LISTED, .longest = 1000),
    FIELD(struct conference, guest_ids, FIELD_TEXT, .label = N_("Guests"), .section = WHO,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN, .longest = 1000),
    FIELD(struct conference, items, FIELD_CHOICES, .label = N_("What may be told"), .section = CONSENT,
          .choices = &referral_item_choices, .flags = FIELD_COMPUTED),
    FIELD(struct conference, consent_means, FIELD_CHOICE, .label = N_("How consent was given"), .section = CONSENT,
          .choices = &means),
    FIELD(struct conference, consent_language, FIELD_CHOICE, .label = N_("Language of the explanation"),
          .section = CONSENT, .choices = &spoken_languages),
    FIELD(struct conference, consent_interpreter, FIELD_FLAG, .label = N_("With an interpreter"), .section = CONSENT),
    FIELD(struct conference, consent_explained, FIELD_FLAG,
          .label = N_("Recipient, purpose, what is told and the right to withdraw were explained"), .section = CONSENT),
    FIELD(struct conference, consent_on, FIELD_DATE, .label = N_("Given on"), .section = CONSENT, .flags = FIELD_PAST),
    FIELD(struct conference, consent, FIELD_LINK, .label = N_("Consent"), .section = CONSENT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct conference, minutes, FIELD_LINES, .label = N_("Minutes"), .section = SAID, .purposes = TOLD_PURPOSES,
          .flags = FIELD_COMPUTED | FIELD_SEALED, .help = N_("Guests read them as long as they read the file.")),
    FIELD(struct conference, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .section = SAID, .flags = FIELD_COMPUTED),
};

#define TOLD(member, label_, section_, longest_)                                              \
    FIELD(struct conference_guest, member, FIELD_LINES, .label = label_, .section = section_, \
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = longest_)

static const struct field GUEST[] = {
    FIELD(struct conference_guest, host_name, FIELD_TEXT, .label = N_("Invited by"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct conference_guest, conference_number, FIELD_TEXT, .label = N_("Number of the conference"),
          .section = WHAT, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct conference_guest, held_on, FIELD_DATE, .label = N_("Held on"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct conference_guest, access_until, FIELD_DATE, .label = N_("Readable until"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    TOLD(subject, N_("What is to be decided"), WHAT, 1000),
    TOLD(told, N_("What you are told of the person"), WHAT, CONFERENCE_TOLD_MOST),
    TOLD(minutes, N_("Minutes"), SAID, 4000),
    FIELD(struct conference_guest, conference, FIELD_LINK, .label = N_("Case conference"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct conference_guest, host, FIELD_LINK, .label = N_("Invited by"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct conference_guest, generated, FIELD_FLAG, .label = N_("Generated for the demonstration: nobody real"),
          .section = SAID, .flags = FIELD_COMPUTED),
};

static const struct field DECISION[] = {
    FIELD(struct conference_decision, conference_number, FIELD_TEXT, .label = N_("Number of the conference"),
          .section = WHAT, .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct conference_decision, charged, FIELD_TEXT, .label = N_("Who does it"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct conference_decision, what, FIELD_LINES, .label = N_("What was decided"), .section = WHAT,
          .purposes = TOLD_PURPOSES, .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_ONCE, .longest = 1000,
          .help = N_("It stays when the conference has ended: without the person's name.")),
    FIELD(struct conference_decision, due_on, FIELD_DATE, .label = N_("Due on"), .section = WHAT,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct conference_decision, done_on, FIELD_DATE, .label = N_("Done on"), .section = SAID,
          .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct conference_decision, done_note, FIELD_LINES, .label = N_("What was done"), .section = SAID,
          .purposes = TOLD_PURPOSES, .flags = FIELD_COMPUTED | FIELD_SEALED, .longest = 1000),
    FIELD(struct conference_decision, conference, FIELD_LINK, .label = N_("Case conference"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct conference_decision, host, FIELD_LINK, .label = N_("Invited by"), .section = WHAT,
          .flags = FIELD_COMPUTED | FIELD_HIDDEN),
    FIELD(struct conference_decision, generated, FIELD_FLAG,
          .label = N_("Generated for the demonstration: nobody real"), .section = SAID, .flags = FIELD_COMPUTED),
};

static struct text title(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

/* Granted to nobody: what a guest is told and what is decided comes from the host's page. */
static struct right by_the_host = {.name = "conference.by_the_host"};

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))
#define ROWS(name_, path_, table_, label_, plural_, kind_, struct_, fields_)                                   \
    .name = name_, .path = path_, .table = table_, .label = label_, .plural = plural_, .kind = kind_,          \
    .size = sizeof(struct struct_), .fields = fields_, .field_count = COUNT_OF(fields_), .about_person = true, \
    .seal_with = SEAL_FILE, .purposes = CONFERENCE_PURPOSES, .title = title

struct record conference_record = {
    ROWS("conference", "conferences", "case_conference", N_("Case conference"), N_("Case conferences"), "CNF",
         conference, CONFERENCE),
    .about = &person_record,
    .read = &conference_read,
    .create = &conference_host,
    .update = &conference_host,
    .check = conference_check,
    .sensitive = true,
};
struct record conference_guest_record = {
    ROWS("conference_guest", "conference-invitations", "conference_guest", N_("Invitation to a case conference"),
         N_("Invitations to case conferences"), "INV", conference_guest, GUEST),
    .read = &conference_attend,
    .create = &by_the_host,
    .stored = conference_guest_stored,
    .sensitive = true,
};
struct record conference_decision_record = {
    ROWS("conference_decision", "conference-decisions", "conference_decision", N_("Decision of a case conference"),
         N_("Decisions of case conferences"), "DCN", conference_decision, DECISION),
    .read = &conference_do,
    .create = &by_the_host,
    .check = conference_decision_check,
    .sensitive = true,
};

/* ---- life cycles ---- */

static const struct flow_state STATES[] = {
    {"planned", N_("Being prepared"), STATE_NOW, true}, {"open", N_("Guests are invited"), STATE_NOW, true},
    {"closed", N_("Ended"), STATE_ENDED, true},         {"withdrawn", N_("Consent withdrawn"), STATE_ENDED, false},
    {"cancelled", N_("Not held"), STATE_ENDED, false},
};
static struct right by_the_calendar = {.name = "conference.by_the_calendar"};
static const struct step STEPS_OF_HOST[] = {
    {.from = "planned",
     .action = "invite",
     .to = "open",
     .label = N_("Invite"),
     .done = N_("Guests invited"),
     .description = N_("Each guest reads what the person agreed to and what the protocol with it permits."),
     .right = &conference_host,
     .guard = conference_can_invite,
     .effect = conference_invited,
     .task_right = &conference_host,
     .task_for_assigned = true,
     .task_label = N_("Hold a case conference and write its minutes"),
     .task_due = "held_on"},
    {.from = "planned",
     .action = "cancel",
     .to = "cancelled",
     .label = N_("Do not hold it"),
     .done = N_("Not held"),
     .right = &conference_host},
    {.from = "open",
     .action = "minutes",
     .to = "open",
     .label = N_("Write the minutes"),
     .done = N_("Minutes written"),
     .description = N_("Guests read them at once, as long as they read the file."),
     .right = &conference_host,
     .input = "minutes",
     .required = "minutes",
     .effect = conference_noted},
    {.from = "open",
     .action = "close",
     .to = "closed",
     .label = N_("End it"),
     .done = N_("Ended"),
     .description = N_("What the guests were told is destroyed; the decisions stay."),
     .right = &conference_host,
     .danger = true,
     .effect = conference_over},
    {.from = "open",
     .action = "expire",
     .to = "closed",
     .label = N_("Its last day has passed"),
     .done = N_("Its last day has passed"),
     .right = &by_the_calendar,
     .effect = conference_over},
    {.from = "open",
     .action = "withdraw",
     .to = "withdrawn",
     .label = N_("The person withdraws consent"),
     .done = N_("Consent withdrawn"),
     .description = N_("What was told is destroyed at once: the access of every guest ends."),
     .right = &conference_host,
     .danger = true,
     .effect = conference_over},
};
static const struct step BEGIN_OF_HOST = {.task_right = &conference_host,
                                          .task_for_assigned = true,
                                          .task_label = N_("Invite to a case conference, or decide not to"),
                                          .task_days = 3};

static const struct flow_state GUEST_STATES[] = {
    {"invited", N_("Invited"), STATE_NOW, true},
    {"ended", N_("Access has ended"), STATE_ENDED, true},
};
static const struct step STEPS_OF_GUEST[] = {
    {.from = "invited",
     .action = "end",
     .to = "ended",
     .label = N_("Access ends"),
     .done = N_("Access has ended"),
     .right = &by_the_host},
};
static const struct step BEGIN_OF_GUEST = {
    .task_right = &conference_attend, .task_label = N_("Attend a case conference"), .task_due = "held_on"};

static const struct flow_state DECISION_STATES[] = {
    {"open", N_("To be done"), STATE_NOW, true},
    {"done", N_("Done"), STATE_ENDED, true},
};
static const struct step STEPS_OF_DECISION[] = {
    {.from = "open",
     .action = "do",
     .to = "done",
     .label = N_("Say that it is done"),
     .done = N_("Done"),
     .right = &conference_do,
     .input = "done_note",
     .effect = conference_decision_done},
};
static const struct step BEGIN_OF_DECISION = {
    .task_right = &conference_do, .task_label = N_("Do what a case conference decided"), .task_due = "due_on"};

#define FLOW(name_, record_, states_, steps_, begin_)                                                              \
    {                                                                                                              \
        .name = name_, .record = &(record_), .states = states_, .state_count = COUNT_OF(states_), .steps = steps_, \
        .step_count = COUNT_OF(steps_), .begin = &(begin_)                                                         \
    }
const struct flow conference_flow = FLOW("conference", conference_record, STATES, STEPS_OF_HOST, BEGIN_OF_HOST);
const struct flow conference_guest_flow =
    FLOW("conference_guest", conference_guest_record, GUEST_STATES, STEPS_OF_GUEST, BEGIN_OF_GUEST);
const struct flow conference_decision_flow =
    FLOW("conference_decision", conference_decision_record, DECISION_STATES, STEPS_OF_DECISION, BEGIN_OF_DECISION);
