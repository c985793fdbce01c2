/* Collective and community projects: several persons put an item of their plans, each within their own entitlement,
   into one project. */
#include <string.h>

#include "identity/identity.h"
#include "reintegration/reintegration_store.h"

static const struct choice KINDS[] = {
    {"collective", N_("Collective: of several who returned"), {0}},
    {"community", N_("Community: also of those who had stayed"), {0}},
};
static struct choice_list project_kinds = {"project_kinds", NULL, KINDS, sizeof KINDS / sizeof *KINDS};

static const struct field PROJECT_FIELDS[] = {
    FIELD(struct reintegration_project, name, FIELD_TEXT, .label = N_("Name"), .flags = FIELD_REQUIRED, .longest = 120,
          .help = N_("Without names of persons.")),
    FIELD(struct reintegration_project, kind, FIELD_CHOICE, .label = N_("Kind"), .choices = &project_kinds,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct reintegration_project, category, FIELD_CHOICE, .label = N_("Kind of aid"), .choices = &item_categories,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED),
    FIELD(struct reintegration_project, country, FIELD_CHOICE, .label = N_("Country"), .choices = &countries,
          .flags = FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTERED, .every = N_("All countries")),
    FIELD(struct reintegration_project, place, FIELD_TEXT, .label = N_("Place"), .flags = FIELD_LISTED, .longest = 120),
    FIELD(struct reintegration_project, cost, FIELD_MONEY, .label = N_("Cost of the project"),
          .flags = FIELD_REQUIRED | FIELD_LISTED,
          .help = N_("Shares together are never more. What they do not hold others bring: say who below.")),
    FIELD(struct reintegration_project, about, FIELD_LINES, .label = N_("What it is, and who brings what"),
          .flags = FIELD_SEALED | FIELD_REQUIRED, .longest = 2000),
    FIELD(struct reintegration_project, members, FIELD_INTEGER, .label = N_("Members of the community who take part"),
          .smallest = 0, .largest = 100000,
          .help = N_("Of a community project: how many who are not assisted themselves.")),
    FIELD(struct reintegration_project, starts_on, FIELD_DATE, .label = N_("Begins on"),
          .flags = FIELD_LISTED | FIELD_SORTED),
    FIELD(struct reintegration_project, agreed_by, FIELD_LINK, .label = N_("Agreed by"), .target = &colleague_record,
          .flags = FIELD_COMPUTED),
    FIELD(struct reintegration_project, agreed_on, FIELD_DATE, .label = N_("Agreed on"), .flags = FIELD_COMPUTED),
};

static struct text project_title(struct work *work, const void *row)
{
    (void)work;
    return ((const struct reintegration_project *)row)->name;
}

static enum outcome project_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_project *project = row;
    const struct reintegration_project *old = before;
    bool moves = old != NULL && !text_equal(old->head.state, project->head.state);
    (void)work;
    if (old == NULL && project->head.state.length == 0)
        project->head.state = text_from(project_flow.states[0].name);
    if (old != NULL && !moves && !text_is(project->head.state, "proposed"))
        (void)problem_add(problems, INVALID, "project_fixed", TEXT_NONE,
                          N_("This project was agreed or has ended: it is not changed any more."));
    if (project->cost.currency[0] != '\0' && project->cost.minor <= 0)
        (void)problem_add(problems, INVALID, "amount_zero", TEXT("cost"), N_("The amount is more than zero."));
    if (old != NULL && !moves && strcmp(old->cost.currency, project->cost.currency) != 0)
        (void)problem_add(problems, INVALID, "currency_fixed", TEXT("cost"),
                          N_("The currency of a project stays as it is."));
    return OK;
}

struct record project_record = {
    .name = "reintegration_project",
    .path = "collective-projects",
    .table = "reintegration_project",
    .label = N_("Collective project"),
    .plural = N_("Collective projects"),
    .kind = "PRJ",
    .check = project_check,
    .title = project_title,
    OF_THE_ORGANISATION(struct reintegration_project, PROJECT_FIELDS, project_keep),
};

/* ---- life cycle of a project ---- */

static enum outcome can_agree(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_project *project = row;
    struct share_sums sums;
    enum outcome outcome = shares_of_project(work, project->head.id, &sums);
    if (outcome != OK)
        return outcome;
    gate_require(gate, somebody_else(work, project->head.created_by), "own_project",
                 N_("Somebody other than who proposed it agrees to the project"), N_("Another manager"), TEXT_NONE);
    gate_require(gate, sums.persons >= 2 || (text_is(project->kind, "community") && sums.persons >= 1),
                 "too_few_shares",
                 N_("Several persons have a share: two in a collective project, one in a project of the community"),
                 N_("Caseworker"), TEXT_NONE);
    gate_require(gate, sums.open == 0, "share_not_committed",
                 N_("The item behind each share is committed, within what its person is entitled to"),
                 N_("Caseworker, then a supervisor"), TEXT_NONE);
    gate_require(gate, sums.minor <= project->cost.minor, "more_than_the_project",
                 N_("The shares together are not more than the project costs"), N_("Caseworker"), TEXT_NONE);
    return OK;
}

static enum outcome agreed(struct work *work, void *row)
{
    struct reintegration_project *project = row;
    project->agreed_by = work->actor->user;
    project->agreed_on = zone_date(work->zone, work->now);
    return OK;
}

static enum outcome can_give_up(struct work *work, const void *row, struct gate *gate)
{
    struct share_sums sums;
    enum outcome outcome = shares_of_project(work, record_head_of(row)->id, &sums);
    if (outcome == OK)
        gate_require(gate, sums.paid == 0, "share_paid", N_("No share of it was paid"), N_("Finance officers"),
                     TEXT_NONE);
    return outcome;
}

static const struct flow_state PROJECT_STATES[] = {
    {"proposed", N_("Proposed"), STATE_NOW, true},
    {"agreed", N_("Agreed"), STATE_NOW, true},
    {"completed", N_("Under way without us"), STATE_ENDED, true},
    {"given_up", N_("Given up"), STATE_ENDED, false},
};

static const struct step PROJECT_STEPS[] = {
    {.from = "proposed",
     .action = "agree",
     .to = "agreed",
     .label = N_("Agree to the project"),
     .done = N_("Project agreed"),
     .description = N_("Its shares can then be paid; nobody joins or leaves it any more."),
     .right = &project_agree,
     .guard = can_agree,
     .effect = agreed},
    {.from = "agreed",
     .action = "reopen",
     .to = "proposed",
     .label = N_("Open it again"),
     .done = N_("Opened again"),
     .right = &project_agree,
     .note_required = true},
    {.from = "agreed",
     .action = "complete",
     .to = "completed",
     .label = N_("Note that it goes on by itself"),
     .done = N_("Goes on by itself"),
     .right = &project_keep,
     .note_required = true},
    {.from = "proposed",
     .action = "give_up",
     .to = "given_up",
     .label = N_("Give the project up"),
     .done = N_("Project given up"),
     .right = &project_keep,
     .note_required = true,
     .danger = true,
     .guard = can_give_up},
    {.from = "agreed",
     .action = "give_up",
     .to = "given_up",
     .label = N_("Give the project up"),
     .right = &project_agree,
     .note_required = true,
     .danger = true,
     .guard = can_give_up},
};

const struct flow project_flow = {
    .name = "project",
    .record = &project_record,
    .states = PROJECT_STATES,
    .state_count = sizeof PROJECT_STATES / sizeof *PROJECT_STATES,
    .steps = PROJECT_STEPS,
    .step_count = sizeof PROJECT_STEPS / sizeof *PROJECT_STEPS,
};

/* ---- a person's share ---- */

static const struct field SHARE_FIELDS[] = {
    CASE_FIELD(struct reintegration_share, MONEY_PURPOSES),
    FIELD(struct reintegration_share, project, FIELD_LINK, .label = N_("Collective project"), .target = &project_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED),
    FIELD(struct reintegration_share, item, FIELD_LINK, .label = N_("Item of the plan"), .target = &return_item_record,
          .flags = FIELD_REQUIRED | FIELD_ONCE | FIELD_LISTED,
          .help = N_("Its amount is the share. It counts on this person's entitlement and budget line alone.")),
    FIELD(struct reintegration_share, brings, FIELD_LINES, .label = N_("What the person brings"),
          .purposes = CARE_PURPOSES, .flags = FIELD_SEALED, .longest = 1000,
          .help = N_("Work, tools, land: what is not money.")),
};

static struct text share_title(struct work *work, const void *row)
{
    return field_to_show(work, record_field(&share_record, TEXT("project")), row);
}

static enum outcome get_project(struct work *work, const struct reintegration_share *share,
                                const struct reintegration_project **ret_project)
{
    void *row;
    *ret_project = NULL;
    enum outcome outcome = record_get_unlimited(work, &project_record, share->project, &row);
    if (outcome == OK && identifier_equal(record_head_of(row)->organisation, share->head.organisation))
        *ret_project = row;
    return outcome < 0 ? outcome : OK;
}

/* One currency within a project, so that its sum is a sum; and an item stands in one project. */
static enum outcome check_item(struct work *work, const struct reintegration_share *share,
                               const struct reintegration_project *project, struct problems *problems)
{
    struct identifier other;
    struct share_sums sums;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, share->item, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct return_item *item = row;
    if (text_is(item->head.state, "cancelled"))
        (void)problem_add(problems, INVALID, "item_cancelled", TEXT("item"), N_("This item was cancelled."));
    if (strcmp(item->amount.currency, project->cost.currency) != 0)
        (void)problem_add(problems, INVALID, "currency_differs", TEXT("item"),
                          N_("The item is in another currency than the project."));
    outcome = share_of_item(work, share->item, share->head.person, &other);
    if (outcome == OK)
        (void)problem_add(problems, INVALID, "item_shared", TEXT("item"), N_("This item is a share of a project."));
    if (outcome != NOT_FOUND)
        return outcome;
    outcome = shares_of_project(work, project->head.id, &sums);
    if (outcome == OK && sums.minor > project->cost.minor - item->amount.minor)
        (void)problem_add(problems, INVALID, "more_than_the_project", TEXT("item"),
                          N_("With this share, more is brought together than the project costs."));
    return outcome;
}

static enum outcome share_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct reintegration_share *share = row;
    const struct return_case *file;
    const struct reintegration_project *project;
    enum outcome outcome = reintegration_case(work, share->return_case, row, &file);
    if (outcome != OK)
        return outcome < 0 ? outcome : OK;
    if (before == NULL && share->head.state.length == 0)
        share->head.state = text_from(share_flow.states[0].name);
    bool moves = before != NULL && !text_equal(record_head_of(before)->state, share->head.state);
    if (before != NULL && !moves && text_is(share->head.state, "left"))
        (void)problem_add(problems, INVALID, "share_left", TEXT_NONE, N_("The person has left this project."));
    if (before != NULL)
        return OK;
    outcome = get_project(work, share, &project);
    if (outcome == OK && !identifier_is_none(share->project) &&
        (project == NULL || !text_is(project->head.state, "proposed")))
        (void)problem_add(problems, INVALID, "project_closed", TEXT("project"),
                          N_("Choose a project that is not agreed yet."));
    else if (outcome == OK && project != NULL && !text_equal(project->country, file->country_of_return))
        (void)problem_add(problems, INVALID, "country_differs", TEXT("project"),
                          N_("This project is in another country than the return."));
    if (outcome == OK)
        outcome = reintegration_item_check(work, share->item, share->return_case, problems);
    return outcome == OK && project != NULL ? check_item(work, share, project, problems) : outcome;
}

struct record share_record = {
    .name = "reintegration_share",
    .path = "project-shares",
    .table = "reintegration_share",
    .label = N_("Share in a project"),
    .plural = N_("Shares in collective projects"),
    .check = share_check,
    .title = share_title,
    OF_A_CASE(struct reintegration_share, SHARE_FIELDS, reintegration_write, MONEY_PURPOSES),
};

static enum outcome can_leave(struct work *work, const void *row, struct gate *gate)
{
    const struct reintegration_share *share = row;
    const struct reintegration_project *project;
    void *item;
    enum outcome outcome = get_project(work, share, &project);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &return_item_record, share->item, &item);
    if (outcome != OK)
        return outcome;
    const struct text state = record_head_of(item)->state;
    gate_require(gate, project == NULL || !text_is(project->head.state, "agreed"), "project_agreed",
                 N_("The project is not agreed, or was opened again"), N_("Programme manager"), TEXT_NONE);
    gate_require(gate, !text_is(state, "paid") && !text_is(state, "justified"), "share_paid",
                 N_("The share was not paid"), N_("Finance officers"), TEXT_NONE);
    return OK;
}

static const struct flow_state SHARE_STATES[] = {
    {"joined", N_("Takes part"), STATE_NOW, true},
    {"left", N_("Has left"), STATE_ENDED, true},
};

static const struct step SHARE_STEPS[] = {
    {.from = "joined",
     .action = "leave",
     .to = "left",
     .label = N_("Leave the project"),
     .done = N_("Left the project"),
     .description = N_("The item stays in the person's plan, for themselves alone."),
     .right = &reintegration_write,
     .note_required = true,
     .guard = can_leave},
};

const struct flow share_flow = {
    .name = "share",
    .record = &share_record,
    .states = SHARE_STATES,
    .state_count = sizeof SHARE_STATES / sizeof *SHARE_STATES,
    .steps = SHARE_STEPS,
    .step_count = sizeof SHARE_STEPS / sizeof *SHARE_STEPS,
};

/* ---- the payment of a share ---- */

enum outcome share_require(struct work *work, const struct return_item *item, const char *action, struct text path,
                           struct gate *gate)
{
    struct identifier project;
    void *row;
    enum outcome outcome = share_of_item(work, item->head.id, item->head.person, &project);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &project_record, project, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    if (text_is(text_from(action), "prepare"))
        gate_require(gate, text_is(record_head_of(row)->state, "agreed"), "project_not_agreed",
                     N_("The project that this item is a share of was agreed"), N_("Programme manager"), path);
    else if (text_is(text_from(action), "cancel"))
        gate_require(gate, !text_is(record_head_of(row)->state, "agreed"), "share_in_project",
                     N_("The item is no share of a project that was agreed"), N_("Programme manager"), path);
    return OK;
}
