#include "web/form.h"
#include "web/record_parts.h"

/* A page says "more than" past it; whoever needs figures has those of returns, and the API counts further. */
enum { SHOWN_COUNT_MOST = 1000 };

static bool may_export(const struct request *request, const struct record_page_options *options)
{
    return actor_may(&request->actor, options->export != NULL ? options->export : options->record->read);
}

/* Problems of the query are shown above the list. */
static void show_problems(struct request *request, struct record_list_view *view)
{
    const struct problems *problems = &request->work.problems;
    view->problems = arena_array(request->work.arena, struct text, problems->count + 1);
    for (const struct problem *problem = problems->first; problem != NULL; problem = problem->next)
        view->problems[view->problem_count++] = problem_sentence(request->work.arena, request->work.language, problem);
}

static enum outcome show_tabs(struct request *request, const struct record_page_options *options,
                              struct record_list_view *view)
{
    struct arena *arena = request->work.arena;
    struct saved_view *saved = NULL;
    size_t count = 0;
    struct text chosen = parameters_get(&request->query, TEXT("view"));
    enum outcome outcome = saved_view_list(&request->work, options->record, &saved, &count);
    if (outcome != OK || count == 0)
        return outcome;
    view->tabs = arena_array(arena, struct record_view_tab, count + 1);
    view->tabs[view->tab_count++] =
        (struct record_view_tab){.name = text_from(tr(request->work.language, N_("Whole list"))),
                                 .path = TEXT("?"),
                                 .current = text_is_empty(chosen)};
    for (size_t i = 0; i < count; i++) {
        struct text id = identifier_to_text(arena, saved[i].id);
        view->tabs[view->tab_count++] = (struct record_view_tab){
            .name = saved[i].name,
            .path = arena_format(arena, "?%.*s%sview=%.*s", TEXT_ARG(saved[i].query),
                                 text_is_empty(saved[i].query) ? "" : "&", TEXT_ARG(id)),
            .remove = page_path(request, arena_format(arena, "%s/views/%.*s", options->base, TEXT_ARG(id))),
            .current = text_equal(chosen, id),
        };
    }
    return OK;
}

static void show_buttons(struct request *request, const struct record_page_options *options,
                         struct record_list_view *view)
{
    struct arena *arena = request->work.arena;
    view->new_label = options->new_title != NULL ? options->new_title : N_("New");
    view->views_path = page_path(request, arena_format(arena, "%s/views", options->base));
    view->key = form_key_new(request);
    view->table.begin = options->begin;
    const struct right *add = options->add != NULL ? options->add : options->record->create;
    if (!options->closed_list && add != NULL && actor_may(&request->actor, add))
        view->new_path = page_path(request, arena_format(arena, "%s/new", options->base));
    if (!may_export(request, options))
        return;
    struct text query = view->table.query;
    view->csv_path = page_path(request, arena_format(arena, "%s.csv?%.*s", options->base, TEXT_ARG(query)));
    view->xlsx_path = page_path(request, arena_format(arena, "%s.xlsx?%.*s", options->base, TEXT_ARG(query)));
}

/* Does the right reach rows of this office? */
static bool reaches_office(const struct reach *reach, size_t count, const struct record_head *office)
{
    for (size_t i = 0; i < count; i++)
        if (reach[i].scope == SCOPE_MISSION ||
            (reach[i].scope == SCOPE_ORGANISATION && identifier_equal(reach[i].organisation, office->organisation)) ||
            (reach[i].scope == SCOPE_OFFICE && identifier_equal(reach[i].office, office->id)))
            return true;
    return false;
}

static bool reaches_several(const struct reach *reach, size_t count)
{
    return count > 1 || (count == 1 && (reach[0].scope == SCOPE_ORGANISATION || reach[0].scope == SCOPE_MISSION));
}

/* The offices whose rows the list can hold, by name; none for who may not see offices. */
static enum outcome show_offices(struct request *request, const struct record_page_options *options,
                                 const struct list_query *query, struct table_options *table)
{
    struct work *work = &request->work;
    const struct list_query all = {.size = LIST_PAGE_MOST, .by_title = true};
    struct list_page page;
    const struct reach *reach;
    size_t count = actor_reach(work->arena, work->actor, options->record->read, &reach);
    if (options->offices == NULL || (!reaches_several(reach, count) && identifier_is_none(query->office)))
        return OK;
    enum outcome outcome = record_list(work, options->offices, &all, &page);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct record_head *office = record_head_of(page.rows[i]);
        if (reaches_office(reach, count, office))
            choices[table->office_count++] =
                (struct form_choice){.code = identifier_to_text(work->arena, office->id),
                                     .label = options->offices->title(work, page.rows[i]),
                                     .selected = identifier_equal(office->id, query->office)};
    }
    table->offices = choices;
    return OK;
}

static enum outcome send_list(struct request *request, struct response *response,
                              const struct record_page_options *options, const struct parameters *typed,
                              const struct list_query *query, const struct list_page *rows)
{
    struct work *work = &request->work;
    struct record_list_view view = {.page = page_open(request, options->record->plural)};
    struct table_options table = {
        .states = flow_choices(work->arena, options->flow),
        .tone = flow_tone,
        .context = options->flow,
        .base = page_path(request, text_from(options->base)),
    };
    enum outcome outcome = show_offices(request, options, query, &table);
    if (outcome != OK)
        return outcome;
    view.table = record_table_view(work, options->record, query, typed, rows, &table);
    view.table.typed_path = page_path(request, arena_format(work->arena, "%s/filters", options->base));
    view.table.csrf = view.page->csrf;
    show_problems(request, &view);
    show_buttons(request, options, &view);
    outcome = show_tabs(request, options, &view);
    if (outcome != OK)
        return outcome;
    struct output out = page_output(request, response);
    record_list_page(&out, &view);
    return page_send(request, response, rows == NULL ? 422 : 200);
}

enum outcome record_page_list(struct request *request, struct response *response,
                              const struct record_page_options *options)
{
    struct list_query query = {.size = LIST_PAGE, .descending = true};
    struct list_page rows;
    enum outcome outcome = list_query_read(&request->work, options->record, &request->query, &query);
    query.count_most = SHOWN_COUNT_MOST;
    if (outcome == OK && options->narrow != NULL)
        outcome = options->narrow(request, &query);
    if (outcome == OK)
        outcome = record_list(&request->work, options->record, &query, &rows);
    if (outcome != OK && outcome != INVALID)
        return outcome;
    return send_list(request, response, options, &request->query, &query, outcome == OK ? &rows : NULL);
}

enum outcome record_page_filter(struct request *request, struct response *response,
                                const struct record_page_options *options)
{
    struct work *work = &request->work;
    struct list_query query = {.size = LIST_PAGE, .descending = true};
    const struct parameters *typed = request->route->method == METHOD_POST ? &request->form : &request->query;
    enum outcome outcome = list_query_read(work, options->record, typed, &query);
    if (outcome == INVALID)
        return send_list(request, response, options, typed, &query, NULL);
    if (outcome != OK)
        return outcome;
    struct text address = list_query_write(work->arena, options->record, &query);
    return respond_redirect(request, response, arena_format(work->arena, "%s?%.*s", options->base, TEXT_ARG(address)));
}

/* Back to the list, with what was wrong shown as the problem page does. */
enum outcome record_page_view_add(struct request *request, struct response *response,
                                  const struct record_page_options *options)
{
    struct identifier id = {0};
    struct list_query query = {.size = LIST_PAGE, .descending = true};
    struct parameters typed = {0};
    struct work *work = &request->work;
    struct text location = TEXT_NONE;
    if (form_key_seen(request, &location) == OK)
        return respond_redirect(request, response, location);
    enum outcome outcome = parameters_parse(&typed, &work->problems, parameters_get(&request->form, TEXT("query")));
    if (outcome == OK)
        outcome = list_query_read(work, options->record, &typed, &query);
    struct text kept = outcome == OK ? list_query_write(work->arena, options->record, &query) : TEXT_NONE;
    if (outcome == OK)
        outcome = saved_view_add(work, options->record, parameters_get(&request->form, TEXT("name")), kept, &id);
    if (outcome != OK)
        return outcome;
    location = arena_format(work->arena, "%s?%.*s%sview=%.*s", options->base, TEXT_ARG(kept),
                            text_is_empty(kept) ? "" : "&", TEXT_ARG(identifier_to_text(work->arena, id)));
    outcome = form_key_keep(request, location);
    return outcome == OK ? respond_redirect(request, response, location) : outcome;
}

enum outcome record_page_view_remove(struct request *request, struct response *response,
                                     const struct record_page_options *options)
{
    struct identifier id = {0};
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = saved_view_remove(&request->work, id);
    return outcome == OK ? respond_redirect(request, response, text_from(options->base)) : outcome;
}
