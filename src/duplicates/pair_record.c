/* A pair as a record with its life cycle; the rights and the kinds of notices of this feature. */
#include "duplicates/duplicate_store.h"
#include "identity/identity.h"
#include "persons/persons.h"

struct right pair_read = {"duplicate.read", N_("See possible duplicates"), 0, ROWS_PERSONS};
struct right pair_review = {"duplicate.review", N_("Say whether two records are of one person"), 0, ROWS_PERSONS};
struct right pair_merge = {"duplicate.merge", N_("Merge two records of one person, and undo it"), 0, ROWS_PERSONS};
struct right pair_figures = {"duplicate.figures", N_("See how decisions about duplicates were taken"), 0, ROWS_PERSONS};

/* Whoever decides sees the whole organisation: two offices may each have one of the records. */
const struct grant duplicate_grants[] = {
    {ROLE_SUPERVISOR, &pair_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &pair_review, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &pair_merge, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &pair_figures, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &calibration_see, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &pair_read, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &pair_review, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &pair_merge, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &pair_figures, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &calibration_see, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &pair_figures, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &calibration_see, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &calibration_decide, SCOPE_ORGANISATION},
    {ROLE_DATA_PROTECTION, &calibration_decide, SCOPE_ORGANISATION},
};
const size_t duplicate_grant_count = sizeof duplicate_grants / sizeof *duplicate_grants;

const struct notice_kind duplicate_notices[] = {
    {.name = "duplicates.merged",
     .one = N_("A person whose file you follow was merged with another record: {1}"),
     .path = "/person-merges",
     .icon = "people"},
    {.name = "duplicates.parted",
     .one = N_("The merging of two records of a person whose file you follow was undone: {1}"),
     .path = "/person-merges",
     .icon = "people"},
};
const size_t duplicate_notice_count = sizeof duplicate_notices / sizeof *duplicate_notices;

static const struct choice CONFLICTS[] = {
    {"sex_and_birth", N_("The sex differs, and the births lie more than five years apart"), {0}},
    {"documents", N_("Both have documents, and none is alike"), {0}},
    {"generations", N_("One name, a generation apart: perhaps father and son"), {0}},
    {"names", N_("A word of the one name has none like it in the other: perhaps twins"), {0}},
};
struct choice_list pair_conflicts = {"pair_conflicts", NULL, CONFLICTS, sizeof CONFLICTS / sizeof *CONFLICTS};

static const struct choice HARMS[] = {
    {"payment", N_("Money is under way"), {0}},
    {"files", N_("Both have open files"), {0}},
    {"none", N_("Nothing is open"), {0}},
};
struct choice_list pair_harms = {"pair_harms", NULL, HARMS, sizeof HARMS / sizeof *HARMS};

static const struct choice SCRIPTS[] = {
    {"latin", N_("Latin letters"), {0}},
    {"arabic", N_("Arabic letters"), {0}},
    {"both", N_("One in each script"), {0}},
};
struct choice_list pair_scripts = {"pair_scripts", NULL, SCRIPTS, sizeof SCRIPTS / sizeof *SCRIPTS};

static const struct choice FINDERS[] = {
    {"registering", N_("On registering somebody"), {0}},
    {"whole_register", N_("The whole register was compared"), {0}},
    {"import", N_("On an import"), {0}},
    {"colleague", N_("A colleague found it"), {0}},
};
struct choice_list pair_finders = {"pair_finders", NULL, FINDERS, sizeof FINDERS / sizeof *FINDERS};

static const struct field FIELDS[] = {
    FIELD(struct person_pair, first_person, FIELD_LINK, .label = N_("One record"), .target = &person_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct person_pair, second_person, FIELD_LINK, .label = N_("The other record"), .target = &person_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct person_pair, probability, FIELD_INTEGER, .label = N_("Likely the same, of 1,000 such pairs"),
          .flags = FIELD_COMPUTED | FIELD_LISTED, .largest = 1000),
    FIELD(struct person_pair, harm, FIELD_CHOICE, .label = N_("At stake"), .choices = &pair_harms,
          .every = N_("Whatever is at stake"), .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct person_pair, conflict, FIELD_CHOICE, .label = N_("Speaks hard against it"), .choices = &pair_conflicts,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, script, FIELD_CHOICE, .label = N_("Script of the names"), .choices = &pair_scripts,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, region, FIELD_CHOICE, .label = N_("Region of Morocco"), .choices = &regions,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, found_by, FIELD_CHOICE, .label = N_("How it was found"), .choices = &pair_finders,
          .every = N_("However it was found"), .flags = FIELD_COMPUTED | FIELD_FILTERED),
    FIELD(struct person_pair, urgency, FIELD_INTEGER, .label = N_("Urgency"), .flags = FIELD_COMPUTED | FIELD_SORTED),
    FIELD(struct person_pair, bits, FIELD_INTEGER, .label = N_("Evidence, in tenths of a bit"), .flags = FIELD_COMPUTED,
          .smallest = -100000, .largest = 100000),
    FIELD(struct person_pair, weights, FIELD_INTEGER, .label = N_("Version of the weights"), .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, rests, FIELD_FLAG, .label = N_("One of them became part of another record"),
          .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, asked_by, FIELD_LINK, .label = N_("Second opinion asked by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, decided_by, FIELD_LINK, .label = N_("Decided by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, decided_on, FIELD_DATE, .label = N_("Decided on"), .flags = FIELD_COMPUTED),
    FIELD(struct person_pair, reasons, FIELD_TEXT, .label = N_("Evidence by field"),
          .flags = FIELD_COMPUTED | FIELD_SEALED | FIELD_HIDDEN, .longest = 2000),
};

static struct text title(struct work *work, const void *row)
{
    return choice_show(&pair_finders, ((const struct person_pair *)row)->found_by, work->language);
}

struct record person_pair_record = {
    .name = "person_pair",
    .path = "person-pairs",
    .table = "person_pair",
    .label = N_("Possible duplicate"),
    .plural = N_("Possible duplicates"),
    .kind = "DUP",
    .size = sizeof(struct person_pair),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .purposes = PURPOSE_RECEPTION | PURPOSE_ASSISTANCE | PURPOSE_OVERSIGHT,
    .read = &pair_read,
    .create = &pair_review,
    .title = title,
};

/* ---- the life cycle ---- */

/* Who asked for a second opinion does not give it. */
static enum outcome can_give_second(struct work *work, const void *row, struct gate *gate)
{
    const struct person_pair *pair = row;
    gate_require(gate, !identifier_equal(pair->asked_by, work->actor->user), "asked_by_same",
                 N_("Somebody other than who asked gives the second opinion"), N_("Another reviewer"), TEXT_NONE);
    return OK;
}

/* What is merged is parted first. */
static enum outcome can_reopen(struct work *work, const void *row, struct gate *gate)
{
    const struct person_pair *pair = row;
    bool merged = false;
    enum outcome outcome = merge_in_force(work, pair->head.id, &merged);
    if (outcome == OK)
        gate_require(gate, !merged, "still_merged", N_("The two records are not merged, or the merging was undone"),
                     N_("Supervisor"), TEXT_NONE);
    return outcome;
}

static enum outcome decided(struct work *work, void *row)
{
    struct person_pair *pair = row;
    pair->decided_by = work->actor->user;
    pair->decided_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome asked(struct work *work, void *row)
{
    struct person_pair *pair = row;
    pair->asked_by = work->actor->user;
    return OK;
}

static enum outcome reopened(struct work *work, void *row)
{
    struct person_pair *pair = row;
    (void)work;
    pair->decided_by = pair->asked_by = (struct identifier){{0}};
    pair->decided_on = DATE_NONE;
    return OK;
}

static const struct flow_state STATES[] = {
    {"open", N_("To be looked at"), STATE_NOW, true},
    {"asked", N_("Second opinion asked"), STATE_WAITING, true},
    {"undecided", N_("Undecided"), STATE_WAITING, false},
    {"same", N_("The same person"), STATE_ENDED, true},
    {"different", N_("Different persons"), STATE_ENDED, false},
};

#define SAME(FROM, GUARD)                                                                                             \
    {                                                                                                                 \
        .from = (FROM), .action = "same", .to = "same", .label = N_("The same person"),                               \
        .done = N_("Found to be the same person"),                                                                    \
        .description = N_("The records can then be merged. Until they are, no instalment is paid twice under both."), \
        .right = &pair_review, .guard = (GUARD), .effect = decided                                                    \
    }
#define DIFFERENT(FROM, GUARD)                                                                                \
    {                                                                                                         \
        .from = (FROM), .action = "different", .to = "different", .label = N_("Different persons"),           \
        .done = N_("Found to be different persons"),                                                          \
        .description = N_("Kept for good with your name and reason: nobody is asked about this pair again."), \
        .right = &pair_review, .note_required = true, .guard = (GUARD), .effect = decided                     \
    }
#define UNSURE(FROM, GUARD)                                                                                            \
    {                                                                                                                  \
        .from = (FROM), .action = "unsure", .to = "undecided", .label = N_("Cannot be told yet"),                      \
        .done = N_("Left undecided"), .description = N_("Say what is missing. It becomes a task."),                    \
        .right = &pair_review, .note_required = true, .guard = (GUARD), .effect = decided, .task_right = &pair_review, \
        .task_label = N_("Find out whether two records are of one person"), .task_days = 14                            \
    }
#define ASK(FROM)                                                                                  \
    {                                                                                              \
        .from = (FROM), .action = "ask", .to = "asked", .label = N_("Ask for a second opinion"),   \
        .done = N_("Second opinion asked"), .description = N_("Somebody else decides, not you."),  \
        .right = &pair_review, .note_required = true, .effect = asked, .task_right = &pair_review, \
        .task_label = N_("Give a second opinion on a possible duplicate"), .task_days = 7          \
    }
#define REOPEN(FROM)                                                                                         \
    {                                                                                                        \
        .from = (FROM), .action = "reopen", .to = "open", .label = N_("Look at it again"),                   \
        .done = N_("To be looked at again"), .description = N_("The decision stays in the history."),        \
        .right = &pair_merge, .note_required = true, .danger = true, .guard = can_reopen, .effect = reopened \
    }

static const struct step STEPS[] = {
    SAME("open", NULL),
    DIFFERENT("open", NULL),
    UNSURE("open", NULL),
    ASK("open"),
    SAME("asked", can_give_second),
    DIFFERENT("asked", can_give_second),
    UNSURE("asked", can_give_second),
    SAME("undecided", NULL),
    DIFFERENT("undecided", NULL),
    ASK("undecided"),
    REOPEN("same"),
    REOPEN("different"),
};

const struct flow pair_flow = {
    .name = "pair",
    .record = &person_pair_record,
    .states = STATES,
    .state_count = sizeof STATES / sizeof *STATES,
    .steps = STEPS,
    .step_count = sizeof STEPS / sizeof *STEPS,
};
