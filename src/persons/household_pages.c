#include "persons/person_pages.h"
#include "persons/person_store.h"

enum { MEMBERS_MOST = 100 };

static struct member_line member_line_of(struct request *request, const struct household *household,
                                         const struct household_member *member, struct text name)
{
    struct arena *arena = request->work.arena;
    struct subject subject = record_subject(member);
    struct member_line line = {
        .relation = choice_show(&household_relations, member->relation, request->work.language),
        .name = name,
        .travelling = member->travelling.is == FLAG_YES,
        .head = identifier_equal(household->head_person, member->head.person),
        .path = person_address(request, member->head.person, ""),
    };
    if (actor_may_on(&request->actor, &person_update, &subject))
        line.edit = page_path(request, arena_format(arena, "/household-members/%.*s/edit",
                                                    TEXT_ARG(identifier_to_text(arena, member->head.id))));
    return line;
}

/* Members that the actor may see, in the order in which they came. */
static enum outcome add_members(struct request *request, const struct household *household, struct household_view *view)
{
    struct work *work = &request->work;
    struct text id = identifier_to_text(work->arena, household->head.id);
    struct list_query query = {.size = MEMBERS_MOST, .filter_count = 1};
    struct list_page page;
    query.filters[0] = (struct list_filter){
        .field = record_field(&household_member_record, TEXT("household")), .values = &id, .value_count = 1};
    enum outcome outcome = record_list(work, &household_member_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct identifier *persons = arena_array(work->arena, struct identifier, page.count + 1);
    struct text *names = arena_array(work->arena, struct text, page.count + 1);
    for (size_t i = 0; i < page.count; i++)
        persons[i] = record_head_of(page.rows[i])->person;
    outcome = record_titles(work, &person_record, persons, page.count, names);
    view->members = arena_array(work->arena, struct member_line, page.count + 1);
    for (size_t i = 0; i < page.count && outcome == OK; i++) {
        const struct household_member *member = page.rows[i];
        if (member->left_on == DATE_NONE)
            view->members[view->member_count++] = member_line_of(request, household, member, names[i]);
    }
    return outcome;
}

enum outcome household_view(struct request *request, const struct household *household,
                            struct household_view **ret_view)
{
    struct work *work = &request->work;
    struct household_view *view = arena_new(work->arena, struct household_view);
    int32_t today = zone_date(work->zone, work->now);
    struct subject subject = record_subject(household);
    view->number = household->head.number;
    view->path = page_path(
        request, arena_join(work->arena, TEXT("/households/"), identifier_to_text(work->arena, household->head.id)));
    if (actor_may_on(work->actor, &person_update, &subject))
        view->edit = arena_join(work->arena, view->path, TEXT("/edit"));
    enum outcome outcome = add_members(request, household, view);
    if (outcome == OK)
        outcome = household_count(work, household->head.id, false, today, &view->counts);
    if (outcome == OK)
        outcome = household_count(work, household->head.id, true, today, &view->travelling);
    if (outcome != OK)
        return outcome;
    view->hidden = view->counts.total - (int64_t)view->member_count;
    if (view->hidden < 0)
        view->hidden = 0;
    *ret_view = view;
    return OK;
}

enum outcome person_household_view(struct request *request, struct identifier person, struct household_view **ret_view)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = person_household(&request->work, person, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &household_record, id, &row, &readable);
    return outcome == OK ? household_view(request, row, ret_view) : outcome;
}

/* ---- pages ---- */

static enum outcome read_household(struct request *request, struct household **ret_household)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &household_record, id, &row, &readable);
    if (outcome == OK)
        *ret_household = row;
    return outcome;
}

static enum outcome send_household(struct request *request, struct response *response,
                                   const struct household *household, struct text typed, int status)
{
    struct household_page_view view = {.typed = typed};
    const struct problem *problem = problem_for(&request->work.problems, TEXT("number"));
    struct subject subject = record_subject(household);
    enum outcome outcome = household_view(request, household, &view.household);
    if (outcome != OK)
        return outcome;
    if (problem != NULL)
        view.error = problem_sentence(request->work.arena, request->work.language, problem);
    if (actor_may_on(&request->actor, &person_update, &subject))
        view.add = arena_join(request->work.arena, view.household->path, TEXT("/members"));
    view.page = page_open(request, household_record.label);
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, household->head.number, TEXT_NONE);
    struct output out = page_output(request, response);
    household_show_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome household_show(struct request *request, struct response *response)
{
    struct household *household;
    enum outcome outcome = read_household(request, &household);
    return outcome == OK ? send_household(request, response, household, TEXT_NONE, 200) : outcome;
}

/* A new household whose head is the person of the page. */
enum outcome household_begin(struct request *request, struct response *response)
{
    struct person_target target;
    struct identifier other;
    struct work *work = &request->work;
    enum outcome outcome = person_target_find(request, &target);
    if (outcome != OK)
        return outcome;
    outcome = person_household(work, target.person->head.id, &other);
    if (outcome != NOT_FOUND)
        return outcome == OK ? respond_redirect(request, response, target.path) : outcome;
    const struct record_head *head = &target.person->head;
    struct household *household = record_new(work->arena, &household_record);
    household->head.organisation = head->organisation;
    household->head.office = head->office;
    household->head_person = head->person;
    outcome = record_insert(work, &household_record, household);
    if (outcome != OK)
        return outcome;
    struct household_member *member = record_new(work->arena, &household_member_record);
    member->head.organisation = head->organisation;
    member->head.office = head->office;
    member->head.person = head->person;
    member->household = household->head.id;
    member->relation = TEXT("head");
    member->travelling.is = FLAG_YES;
    outcome = record_insert(work, &household_member_record, member);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("The household was made. Add those who live with the person."));
    return respond_redirect(
        request, response,
        arena_join(work->arena, TEXT("/households/"), identifier_to_text(work->arena, household->head.id)));
}

/* From the number of a person to the form that adds her. */
enum outcome household_add(struct request *request, struct response *response)
{
    struct household *household;
    struct identifier person;
    struct text title = TEXT_NONE;
    struct work *work = &request->work;
    struct text typed = text_trim(parameters_get(&request->form, TEXT("number")));
    enum outcome outcome = read_household(request, &household);
    if (outcome != OK)
        return outcome;
    outcome = record_find_typed(work, &person_record, typed, &person);
    if (outcome == OK)
        outcome = record_titles(work, &person_record, &person, 1, &title);
    if (outcome < 0)
        return outcome;
    if (outcome != OK || text_is_empty(title)) {
        (void)problem_add(&work->problems, INVALID, "person_unknown", TEXT("number"),
                          N_("No person of yours has this number. Search for the person to find it."));
        return send_household(request, response, household, typed, 422);
    }
    struct text household_number = household->head.number;
    return respond_redirect(request, response,
                            arena_format(work->arena, "/persons/%.*s/household-members/new?household=%.*s",
                                         TEXT_ARG(identifier_to_text(work->arena, person)),
                                         TEXT_ARG(household_number)));
}
