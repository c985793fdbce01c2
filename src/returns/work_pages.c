/* The first page after signing in: what is due, what waits for me, what changed. */
#include "flow/task.h"
#include "identity/absence.h"
#include "identity/identity.h"
#include "returns/journey.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { WORK_COUNT_MOST = 100, SHOWN_TASKS = 15, SHOWN_CASES = 12, SHOWN_CHANGES = 12, WEEK = 7 };

/* Tasks that decide about somebody else's work. */
static const struct right *const DECISIONS[] = {&return_approve, &payment_release, &return_close, &return_screen};

/* ---- tasks ---- */

static struct text task_path(struct request *request, const struct task *task)
{
    static const struct {
        const struct record *record;
        const char *base;
    } PLACES[] = {{&return_case_record, "/return-cases"},
                  {&return_milestone_record, "/return-milestones"},
                  {&return_item_record, "/return-items"},
                  {&return_ticket_record, "/return-tickets"},
                  {&travel_warning_record, "/travel-warnings"}};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (text_is(task->record, PLACES[i].record->name))
            return record_address(request, PLACES[i].base, task->subject, "");
    const char *path = companions_path(task->record);
    return path == NULL
               ? TEXT_NONE
               : record_address(request,
                                arena_string(request->work.arena, arena_format(request->work.arena, "/%s", path)),
                                task->subject, "");
}

/* The colleague whose task it is, where the actor only takes their place. */
static struct text covered_name(const struct work_view *view, struct identifier assigned)
{
    for (size_t i = 0; i < view->covered_count; i++)
        if (identifier_equal(view->covering[i], assigned))
            return view->covered[i];
    return TEXT_NONE;
}

static void show_tasks(struct request *request, struct work_view *view, const struct task_page *page,
                       struct work_list *list)
{
    struct work *work = &request->work;
    list->tasks = arena_array(work->arena, struct work_task, page->count + 1);
    list->count = page->count;
    list->total = page->total;
    list->more = page->more;
    for (size_t i = 0; i < page->count; i++) {
        const struct task *task = &page->tasks[i];
        list->tasks[i] = (struct work_task){
            .label = text_from(tr(work->language, arena_string(work->arena, task->label))),
            .path = task_path(request, task),
            .number = task->number,
            .due = task->due,
            .days_late = task->due != DATE_NONE && task->due < view->today ? view->today - task->due : 0,
            .covered = covered_name(view, task->assigned),
            .days_waiting = view->today - zone_date(work->zone, task->created_at),
        };
        work_name_later(work, view, task->person, &list->tasks[i].person);
    }
}

/* Each list by itself: what is late must not hide what is due this week. */
static enum outcome list_tasks(struct request *request, struct work_view *view, bool decisions,
                               const struct task_stretch *stretches, size_t count, struct task_page *ret_pages)
{
    struct task_query query = {
        .covered = view->covering,
        .covered_count = view->covered_count,
        .rights = DECISIONS,
        .right_count = sizeof DECISIONS / sizeof *DECISIONS,
        .others = !decisions,
        .most = text_is(parameters_get(&request->query, TEXT("tasks")), "all") ? WORK_COUNT_MOST : SHOWN_TASKS,
        .count_most = WORK_COUNT_MOST,
    };
    return task_lists(&request->work, &query, stretches, count, ret_pages);
}

/* ---- names ---- */

void work_name_later(struct work *work, struct work_view *view, struct identifier person, struct text *name)
{
    struct work_name *wanted = arena_new(work->arena, struct work_name);
    *wanted = (struct work_name){person, name, view->names};
    view->names = wanted;
    view->name_count++;
}

/* Whom the page is about: each name is opened once, by one statement for all of them. */
static enum outcome name_all(struct work *work, const struct work_view *view)
{
    struct identifier *persons = arena_array(work->arena, struct identifier, view->name_count + 1);
    struct text *names = arena_array(work->arena, struct text, view->name_count + 1);
    size_t count = 0;
    for (const struct work_name *wanted = view->names; wanted != NULL; wanted = wanted->next)
        persons[count++] = wanted->person;
    enum outcome outcome = record_titles(work, &person_record, persons, count, names);
    count = 0;
    for (const struct work_name *wanted = view->names; wanted != NULL; wanted = wanted->next)
        *wanted->name = names[count++];
    return outcome;
}

/* Whose place the actor takes: their tasks are shown too. */
static enum outcome fill_covered(struct work *work, struct work_view *view)
{
    enum outcome outcome = absence_covered(work, work->actor->user, &view->covering, &view->covered_count);
    if (outcome != OK || view->covered_count == 0)
        return outcome;
    view->covered = arena_array(work->arena, struct text, view->covered_count);
    return record_titles(work, &colleague_record, view->covering, view->covered_count, view->covered);
}

static enum outcome fill_tasks(struct request *request, struct work_view *view)
{
    enum { LATE, THIS_WEEK, LATER, STRETCHES };
    int32_t today = view->today;
    const struct task_stretch stretches[STRETCHES] = {[LATE] = {INT32_MIN, today - 1},
                                                      [THIS_WEEK] = {today, today + WEEK},
                                                      [LATER] = {today + WEEK + 1, TASK_NO_DAY}};
    const struct task_stretch any = {INT32_MIN, TASK_NO_DAY};
    struct task_page pages[STRETCHES];
    struct task_page decisions;
    enum outcome outcome = fill_covered(&request->work, view);
    if (outcome == OK)
        outcome = list_tasks(request, view, false, stretches, STRETCHES, pages);
    if (outcome == OK)
        outcome = list_tasks(request, view, true, &any, 1, &decisions);
    if (outcome != OK)
        return outcome;
    show_tasks(request, view, &pages[LATE], &view->late);
    show_tasks(request, view, &pages[THIS_WEEK], &view->week);
    show_tasks(request, view, &pages[LATER], &view->later);
    show_tasks(request, view, &decisions, &view->decisions);
    return OK;
}

/* ---- cases ---- */

static const struct text *open_states(struct arena *arena)
{
    struct text *states = arena_array(arena, struct text, RETURN_OPEN_STATES);
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
        states[i] = text_from(return_open_states[i]);
    return states;
}

static struct work_case *show_cases(struct request *request, struct work_view *view, const struct list_page *page)
{
    struct work *work = &request->work;
    struct work_case *cases = arena_array(work->arena, struct work_case, page->count + 1);
    for (size_t i = 0; i < page->count; i++) {
        const struct return_case *file = page->rows[i];
        const struct flow_state *state = flow_state(&return_flow, file->head.state);
        cases[i] = (struct work_case){
            .number = file->head.number,
            .path = record_address(request, "/return-cases", file->head.id, ""),
            .country = choice_show(&countries, file->country_of_return, work->language),
            .state_label = state == NULL ? "" : state->label,
            .tone = flow_tone(&return_flow, file->head.state),
            .since = file->head.state_since,
        };
        work_name_later(work, view, file->head.person, &cases[i].person);
    }
    return cases;
}

/* What a line of the page shows of a case, besides what every row has. */
static struct field_set case_fields(void)
{
    struct field_set fields = {0};
    field_set_add(
        &fields, record_field_index(&return_case_record, record_field(&return_case_record, TEXT("country_of_return"))));
    return fields;
}

static enum outcome fill_cases(struct request *request, struct work_view *view)
{
    struct list_page page;
    const struct field_set only = case_fields();
    struct list_query query = {
        .only = &only,
        .filters = {{.values = open_states(request->work.arena), .value_count = RETURN_OPEN_STATES}},
        .filter_count = 1,
        .descending = true,
        .size = SHOWN_CASES,
        .count_most = WORK_COUNT_MOST,
        .assigned_to_me = true};
    view->has_cases = actor_may(&request->actor, &return_counsel);
    if (!view->has_cases)
        return OK;
    enum outcome outcome = record_list(&request->work, &return_case_record, &query, &page);
    if (outcome != OK)
        return outcome;
    view->case_count = page.count;
    view->case_total = page.total;
    view->case_more = page.more;
    view->cases = show_cases(request, view, &page);
    return OK;
}

static enum outcome fill_unassigned(struct request *request, struct work_view *view)
{
    struct work *work = &request->work;
    struct identifier *ids;
    struct list_page page = {0};
    if (!actor_may(&request->actor, &return_assign))
        return OK;
    enum outcome outcome = return_unassigned(work, SHOWN_CASES, &ids, &page.count, &view->unassigned_total);
    if (outcome != OK)
        return outcome;
    const struct field_set only = case_fields();
    void **rows = arena_array(work->arena, void *, page.count + 1);
    size_t seen = 0;
    outcome = record_peek_all(work, &return_case_record, ids, page.count, &only, rows);
    for (size_t i = 0; i < page.count && outcome == OK; i++)
        if (rows[i] != NULL)
            rows[seen++] = rows[i];
    page.rows = rows;
    page.count = seen;
    view->unassigned_count = seen;
    view->unassigned = show_cases(request, view, &page);
    return outcome;
}

/* ---- changes ---- */

static const struct flow *flow_of(struct text record)
{
    static const struct flow *const FLOWS[] = {&return_flow, &milestone_flow, &item_flow};
    for (size_t i = 0; i < sizeof FLOWS / sizeof *FLOWS; i++)
        if (text_is(record, FLOWS[i]->record->name))
            return FLOWS[i];
    return NULL;
}

static struct text action_name(struct work *work, const struct case_change *change)
{
    const struct flow *flow = flow_of(change->record);
    struct text label = flow == NULL ? TEXT_NONE : label_of_step(flow, work, change->action);
    if (flow == NULL || label.length > 0)
        return label;
    const char *message = text_is(change->action, "create") ? N_("Created") : N_("Changed");
    struct text arguments[] = {text_from(tr(work->language, flow->record->label)),
                               text_from(tr(work->language, message))};
    return tr_with(work->arena, work->language, N_("{1}: {2}"), arguments, 2);
}

static enum outcome fill_changes(struct request *request, struct work_view *view)
{
    struct work *work = &request->work;
    struct case_change *changes;
    size_t count;
    if (!view->has_cases)
        return OK;
    enum outcome outcome =
        return_changes(work, work->actor->user, view->changed_since, SHOWN_CHANGES, &changes, &count);
    if (outcome != OK)
        return outcome;
    struct identifier *ids = arena_array(work->arena, struct identifier, count + 1);
    struct text *names = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        ids[i] = changes[i].user;
    outcome = record_titles(work, &colleague_record, ids, count, names);
    view->changes = arena_array(work->arena, struct work_change, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        view->changes[i] = (struct work_change){
            .path = record_address(request, "/return-cases", changes[i].id, ""),
            .number = changes[i].number,
            .action = action_name(work, &changes[i]),
            .who = names[i],
            .at = changes[i].at,
        };
        work_name_later(work, view, changes[i].person, &view->changes[i].person);
        view->change_count++;
    }
    return outcome;
}

/* ---- what the roles of this person open ---- */

static void fill_links(struct request *request, struct work_view *view)
{
    const struct application *application = request->application;
    view->links = arena_array(request->work.arena, struct work_link, application->menu_count + 1);
    for (size_t i = 0; i < application->menu_count; i++) {
        const struct menu_entry *entry = &application->menu[i];
        bool here = text_is(request->path, entry->path);
        if (!here && !entry->in_bar && (entry->right == NULL || actor_may(&request->actor, entry->right)))
            view->links[view->link_count++] =
                (struct work_link){entry->label, entry->icon, page_path(request, text_from(entry->path))};
    }
}

static void fill_roles(struct request *request, struct work_view *view)
{
    const struct actor *actor = &request->actor;
    view->roles = arena_array(request->work.arena, struct text, ROLE_COUNT);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (actor_has_role(actor, (enum role)role))
            view->roles[view->role_count++] = text_from(tr(request->work.language, role_entry((enum role)role)->label));
}

enum outcome work_home(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct work_view view = {.today = zone_date(work->zone, work->now),
                             .may_receive = actor_may(&request->actor, &person_create),
                             .may_search = actor_may(&request->actor, &person_search_right)};
    enum outcome outcome = fill_tasks(request, &view);
    if (outcome == OK)
        outcome = fill_cases(request, &view);
    if (outcome == OK)
        outcome = fill_unassigned(request, &view);
    if (outcome == OK)
        outcome = work_risks_fill(request, &view);
    if (outcome == OK)
        outcome = fill_changes(request, &view);
    if (outcome == OK)
        outcome = name_all(work, &view);
    if (outcome != OK)
        return outcome;
    fill_roles(request, &view);
    fill_links(request, &view);
    view.page = page_open(request, N_("My work"));
    struct output out = page_output(request, response);
    work_home_page(&out, &view);
    return page_send(request, response, 200);
}
