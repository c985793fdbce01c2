/* A hand-over as a record, the rights and the kinds of notices of this feature. */
#include "identity/absence.h"
#include "returns/returns.h"
#include "workload/workload_store.h"

struct right workload_see = {"workload.see", N_("See how much each colleague of the office has to do"), 0, ROWS_CASES};
struct right hand_over_read = {"hand_over.read", N_("See hand-overs of cases"), 0, ROWS_CASES};
struct right hand_over_order = {"hand_over.order", N_("Hand the cases of a colleague over to others"), 0, ROWS_CASES};

#define OWN_ABSENCES(role) \
    {role, &absence_read, SCOPE_OWN}, { role, &absence_keep, SCOPE_OWN }

const struct grant workload_grants[] = {
    {ROLE_SUPERVISOR, &workload_see, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &hand_over_read, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &hand_over_order, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &absence_read, SCOPE_OFFICE},
    {ROLE_SUPERVISOR, &absence_keep, SCOPE_OFFICE},
    {ROLE_ADMINISTRATOR, &absence_read, SCOPE_ORGANISATION},
    {ROLE_ADMINISTRATOR, &absence_keep, SCOPE_ORGANISATION},
    OWN_ABSENCES(ROLE_RECEPTION),
    OWN_ABSENCES(ROLE_CASEWORKER),
    OWN_ABSENCES(ROLE_PROTECTION),
    OWN_ABSENCES(ROLE_PROTECTION_MANAGER),
    OWN_ABSENCES(ROLE_OPERATIONS),
    OWN_ABSENCES(ROLE_FINANCE_PREPARER),
    OWN_ABSENCES(ROLE_FINANCE_RELEASER),
    OWN_ABSENCES(ROLE_PROGRAMME_MANAGER),
};
const size_t workload_grant_count = sizeof workload_grants / sizeof *workload_grants;

const struct notice_kind workload_notices[] = {
    {.name = "workload.given",
     .one = N_COUNT("A case was handed over to you", "{1} cases were handed over to you"),
     .path = "/",
     .one_place = true,
     .icon = "case"},
    {.name = "workload.gone",
     .one = N_COUNT("A case of yours went to a colleague", "{1} of your cases went to colleagues"),
     .path = "/",
     .one_place = true,
     .icon = "case"},
    {.name = "workload.substitute",
     .one = N_("You take the place of {1} while they are away"),
     .path = "/absences",
     .one_place = true,
     .colleague = true,
     .icon = "people"},
    {.name = "workload.standing",
     .one = N_COUNT("A case of yours has not moved for longer than it should",
                    "{1} of your cases have not moved for longer than they should"),
     .path = "/",
     .one_place = true,
     .gathers = true,
     .icon = "clock"},
    {.name = "workload.office_standing",
     .one = N_COUNT("A case of your office has not moved for twice as long as it should",
                    "{1} cases of your office have not moved for twice as long as they should"),
     .path = "/team",
     .one_place = true,
     .gathers = true,
     .icon = "clock"},
    {.name = "workload.failed",
     .one = N_("A hand-over did not come about: every case is where it was"),
     .path = "/hand-overs",
     .icon = "alert"},
};
const size_t workload_notice_count = sizeof workload_notices / sizeof *workload_notices;

static const struct choice PROGRESS[] = {
    {"waiting", N_("Begins in a moment"), {0}},
    {"giving", N_("Under way"), {0}},
    {"done", N_("Done"), {0}},
    {"returning", N_("Being taken back"), {0}},
    {"returned", N_("Taken back"), {0}},
    {"failed", N_("Did not come about"), {0}},
};
struct choice_list hand_over_progress = {"hand_over_progress", NULL, PROGRESS, sizeof PROGRESS / sizeof *PROGRESS};

static const struct field FIELDS[] = {
    FIELD(struct hand_over, account, FIELD_LINK, .label = N_("Whose cases"), .target = &colleague_record,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_ONCE),
    FIELD(struct hand_over, receivers, FIELD_TEXT, .label = N_("To whom"), .flags = FIELD_COMPUTED | FIELD_HIDDEN,
          .longest = 4000),
    FIELD(struct hand_over, states, FIELD_TEXT, .label = N_("States"), .flags = FIELD_COMPUTED | FIELD_HIDDEN,
          .longest = 400),
    FIELD(struct hand_over, reason, FIELD_LINES, .label = N_("Reason"), .longest = 500,
          .flags = FIELD_REQUIRED | FIELD_SEALED | FIELD_ONCE),
    FIELD(struct hand_over, progress, FIELD_CHOICE, .label = N_("How far it is"), .choices = &hand_over_progress,
          .flags = FIELD_COMPUTED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct hand_over, wanted, FIELD_INTEGER, .label = N_("Cases chosen"), .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct hand_over, given, FIELD_INTEGER, .label = N_("Cases given"), .flags = FIELD_COMPUTED | FIELD_LISTED),
    FIELD(struct hand_over, left_out, FIELD_INTEGER, .label = N_("Cases that had moved on meanwhile"),
          .flags = FIELD_COMPUTED),
    FIELD(struct hand_over, job, FIELD_TEXT, .label = N_("Job"), .flags = FIELD_COMPUTED | FIELD_HIDDEN),
};

static struct text title(struct work *work, const void *row)
{
    struct text day =
        language_short_date(work->arena, work->language, zone_date(work->zone, record_head_of(row)->created_at));
    return tr_with(work->arena, work->language, N_("Hand-over of {1}"), &day, 1);
}

struct record hand_over_record = {
    .name = "hand_over",
    .path = "hand-overs",
    .table = "hand_over",
    .label = N_("Hand-over of cases"),
    .plural = N_("Hand-overs of cases"),
    .size = sizeof(struct hand_over),
    .fields = FIELDS,
    .field_count = sizeof FIELDS / sizeof *FIELDS,
    .seal_with = SEAL_ORGANISATION,
    .read = &hand_over_read,
    .create = &hand_over_order,
    .title = title,
};
