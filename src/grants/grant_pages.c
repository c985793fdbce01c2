/* Grants and their budget lines: list, page with figures, forms. */
#include "grants/grant_pages.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "web/form.h"
#include "web/record_parts.h"

static enum outcome open_grant(struct work *work, void *row) { return grant_open(work, row); }
static enum outcome open_line(struct work *work, void *row) { return budget_line_open(work, row); }

static const struct record_page_options GRANT_OPTIONS = {
    .record = &grant_record,
    .base = "/grants",
    .new_title = N_("Record a grant"),
    .edit_title = N_("Change the grant"),
    .users = &colleague_record,
    .create = open_grant,
};

static void line_trail(struct request *request, const void *row, struct page *page)
{
    const struct identifier *grant = &((const struct budget_line *)row)->donor_grant;
    struct text title = TEXT_NONE;
    page_trail(page, grant_record.plural, TEXT("/grants"));
    if (record_titles(&request->work, &grant_record, grant, 1, &title) == OK && !text_is_empty(title))
        page_trail_text(page, title, record_path(request->work.arena, "/grants", *grant, ""));
}

static const struct record_page_options LINE_OPTIONS = {
    .trail = line_trail,
    .record = &budget_line_record,
    .base = "/budget-lines",
    .edit_title = N_("Change the budget line"),
    .users = &colleague_record,
    .closed_list = true,
};

/* ---- the list ---- */

static struct money of_currency(struct money amount, int64_t minor)
{
    amount.minor = minor;
    return amount;
}

static struct line_figures sum_up(const struct line_figures *lines, size_t count, struct money amount)
{
    struct money none = of_currency(amount, 0);
    struct line_figures total = {.budget = none, .committed = none, .paid = none, .left = none};
    for (size_t i = 0; i < count; i++) {
        total.budget.minor += lines[i].budget.minor;
        total.committed.minor += lines[i].committed.minor;
        total.paid.minor += lines[i].paid.minor;
        total.left.minor += lines[i].left.minor;
    }
    return total;
}

static enum outcome fill_row(struct request *request, const struct donor_grant *row, struct grant_row *ret)
{
    struct line_figures *lines;
    size_t count;
    enum outcome outcome = budget_line_figures(&request->work, row->head.id, &lines, &count);
    if (outcome != OK)
        return outcome;
    struct line_figures total = sum_up(lines, count, row->amount);
    *ret = (struct grant_row){
        .path = record_address(request, "/grants", row->head.id, ""),
        .title = row->title,
        .number = row->head.number,
        .donor = row->donor,
        .amount = row->amount,
        .committed = total.committed,
        .paid = total.paid,
        .left = of_currency(row->amount, row->amount.minor - total.committed.minor - total.paid.minor),
        .ends_on = row->ends_on,
    };
    return OK;
}

enum outcome grant_list(struct request *request, struct response *response)
{
    struct list_query query = {.size = LIST_PAGE_MOST, .descending = true};
    struct list_page rows;
    enum outcome outcome = record_list(&request->work, &grant_record, &query, &rows);
    if (outcome != OK)
        return outcome;
    struct grant_list_view view = {.rows = arena_array(request->work.arena, struct grant_row, rows.count + 1),
                                   .may_add = actor_may(&request->actor, &grant_write),
                                   .may_see_rates = actor_may(&request->actor, &exchange_read)};
    for (size_t i = 0; i < rows.count && outcome == OK; i++)
        outcome = fill_row(request, rows.rows[i], &view.rows[view.row_count++]);
    if (outcome != OK)
        return outcome;
    view.page = page_open(request, grant_record.plural);
    struct output out = page_output(request, response);
    grant_list_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- one grant ---- */

static struct text codes_shown(struct work *work, const struct choice_list *list, struct text codes)
{
    struct text shown = TEXT_NONE;
    struct text one;
    while (codes.length > 0 && text_split(&codes, ',', &one)) {
        struct text name = choice_show(list, one, work->language);
        shown = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(shown), shown.length > 0 ? " · " : "", TEXT_ARG(name));
    }
    return shown;
}

/* "Return to: Senegal · Mali; Served: Women"; empty for a line that serves everybody. */
static struct text served(struct work *work, const struct line_figures *line)
{
    const struct line_serves *serves = &line->serves;
    const struct text lists[] = {codes_shown(work, &countries, serves->countries_of_return),
                                 codes_shown(work, &countries, serves->nationalities),
                                 codes_shown(work, &line_profiles, serves->profiles)};
    static const char *const LABELS[] = {N_("Return to: {1}"), N_("Nationality: {1}"), N_("Served: {1}")};
    struct text shown = line->travel ? text_from(tr(work->language, N_("Pays for tickets"))) : TEXT_NONE;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        if (lists[i].length == 0)
            continue;
        struct text part = tr_with(work->arena, work->language, LABELS[i], &lists[i], 1);
        shown = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(shown), shown.length > 0 ? "; " : "", TEXT_ARG(part));
    }
    return shown;
}

static void show_served(struct work *work, struct grant_view *view)
{
    view->serves = arena_array(work->arena, struct text, view->line_count + 1);
    for (size_t i = 0; i < view->line_count; i++)
        view->serves[i] = served(work, &view->lines[i]);
}

enum outcome grant_show(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct grant_view view = {0};
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &grant_record, id, &row, &readable);
    if (outcome == OK)
        outcome = budget_line_figures(work, id, &view.lines, &view.line_count);
    if (outcome != OK)
        return outcome;
    const struct donor_grant *grant = row;
    struct subject subject = record_subject(row);
    view.total = sum_up(view.lines, view.line_count, grant->amount);
    view.free = of_currency(grant->amount, grant->amount.minor - view.total.budget.minor);
    view.path = record_address(request, "/grants", id, "");
    view.number = grant->head.number;
    view.may_add = actor_may_on(work->actor, &grant_write, &subject);
    view.may_serve = actor_may_on(work->actor, &grant_serve, &subject);
    show_served(work, &view);
    view.detail = record_detail_view(work, &grant_record, row, &readable);
    grant_chart(work, &view);
    view.page = page_open_text(request, view.detail.title);
    page_trail(view.page, grant_record.plural, TEXT("/grants"));
    page_trail_text(view.page, view.detail.title, TEXT_NONE);
    struct output out = page_output(request, response);
    grant_show_page(&out, &view);
    return page_send(request, response, 200);
}

enum outcome grant_new(struct request *request, struct response *response)
{
    return record_page_new(request, response, &GRANT_OPTIONS);
}

enum outcome grant_create(struct request *request, struct response *response)
{
    return record_page_create(request, response, &GRANT_OPTIONS);
}

enum outcome grant_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &GRANT_OPTIONS);
}

enum outcome grant_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &GRANT_OPTIONS);
}

enum outcome grant_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &GRANT_OPTIONS);
}

/* ---- a new line, from its grant's page ---- */

struct new_line {
    const struct donor_grant *grant;
    struct budget_line *line;
    struct field_set fields;
};

static enum outcome open_new_line(struct request *request, struct new_line *ret)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(work, &grant_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct donor_grant *grant = row;
    struct budget_line *line = record_new(work->arena, &budget_line_record);
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &grant_write, &subject))
        return FORBIDDEN;
    line->head.organisation = grant->head.organisation;
    line->head.office = grant->head.office;
    line->donor_grant = id;
    line->amount = of_currency(grant->amount, 0);
    struct field_set fields = record_form_fields(work, &budget_line_record, line);
    size_t link = record_field_index(&budget_line_record, record_field(&budget_line_record, TEXT("donor_grant")));
    fields.words[link / 64] &= ~(UINT64_C(1) << link % 64);
    *ret = (struct new_line){grant, line, fields};
    return OK;
}

static enum outcome send_line(struct request *request, struct response *response, const struct new_line *new_line,
                              bool typed, int status)
{
    struct work *work = &request->work;
    struct text grant_path = record_path(work->arena, "/grants", new_line->grant->head.id, "");
    struct record_edit_view view = {.page = page_open(request, N_("Add a budget line")),
                                    .action = page_path(request, request->path),
                                    .cancel = page_path(request, grant_path)};
    enum outcome outcome = record_form_view(work, &budget_line_record, new_line->line, &new_line->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, grant_record.plural, TEXT("/grants"));
    page_trail_text(view.page, new_line->grant->title, grant_path);
    page_trail(view.page, N_("Add a budget line"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome line_new(struct request *request, struct response *response)
{
    struct new_line new_line;
    enum outcome outcome = open_new_line(request, &new_line);
    return outcome == OK ? send_line(request, response, &new_line, false, 200) : outcome;
}

enum outcome line_create(struct request *request, struct response *response)
{
    struct new_line new_line;
    enum outcome outcome = open_new_line(request, &new_line);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_line(request, response, &new_line, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_read(&request->work, &budget_line_record, &new_line.fields, &request->form, new_line.line);
    if (outcome == OK)
        outcome = open_line(&request->work, new_line.line);
    if (outcome == INVALID) {
        new_line.line->head.version = 0;
        return send_line(request, response, &new_line, true, 422);
    }
    if (outcome != OK)
        return outcome;
    return form_done(request, response, record_path(request->work.arena, "/grants", new_line.line->donor_grant, ""),
                     N_("Saved."));
}

/* A line is shown on its grant's page. */
enum outcome line_go(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &budget_line_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct identifier grant = ((const struct budget_line *)row)->donor_grant;
    return respond_redirect(request, response, record_path(request->work.arena, "/grants", grant, ""));
}

enum outcome line_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &LINE_OPTIONS);
}

enum outcome line_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &LINE_OPTIONS);
}

/* ---- what grants/ gives to the program ---- */

const struct route grant_routes[] = {
    {METHOD_GET, "/grants", ROUTE_READ, grant_list, .right = &grant_read, .purpose = "grants with their figures"},
    {METHOD_GET, "/grants/new", ROUTE_READ, grant_new, .right = &grant_write, .purpose = "form of a new grant"},
    {METHOD_POST, "/grants", ROUTE_WRITE, grant_create, .right = &grant_write, .purpose = "record a grant"},
    {METHOD_POST, "/grants/new", ROUTE_WRITE, grant_create, .right = &grant_write,
     .purpose = "record a grant; its form in another language"},
    {METHOD_GET, "/grants/{id}", ROUTE_READ, grant_show, .right = &grant_read, .purpose = "a grant with its lines"},
    {METHOD_GET, "/grants/{id}/edit", ROUTE_READ, grant_edit, .right = &grant_write, .purpose = "form of a grant"},
    {METHOD_POST, "/grants/{id}", ROUTE_WRITE, grant_save, .right = &grant_write, .purpose = "change a grant"},
    {METHOD_POST, "/grants/{id}/edit", ROUTE_WRITE, grant_save, .right = &grant_write,
     .purpose = "change a grant; its form in another language"},
    {METHOD_GET, "/grants/{id}/history", ROUTE_READ, grant_history, .right = &grant_read,
     .purpose = "history of a grant"},
    {METHOD_GET, "/grants/{id}/lines/new", ROUTE_READ, line_new, .right = &grant_write,
     .purpose = "form of a new budget line"},
    {METHOD_POST, "/grants/{id}/lines/new", ROUTE_WRITE, line_create, .right = &grant_write,
     .purpose = "add a budget line"},
    {METHOD_GET, "/budget-lines/{id}", ROUTE_READ, line_go, .right = &grant_read,
     .purpose = "a budget line, on its grant's page"},
    {METHOD_GET, "/budget-lines/{id}/edit", ROUTE_READ, line_edit, .right = &grant_serve,
     .purpose = "form of a budget line"},
    {METHOD_POST, "/budget-lines/{id}", ROUTE_WRITE, line_save, .right = &grant_serve,
     .purpose = "change a budget line"},
    {METHOD_POST, "/budget-lines/{id}/edit", ROUTE_WRITE, line_save, .right = &grant_serve,
     .purpose = "change a budget line; its form in another language"},
    {METHOD_GET, "/exchange-rates", ROUTE_READ, exchange_rates, .right = &exchange_read, .purpose = "exchange rates"},
    {METHOD_GET, "/exchange-rates/new", ROUTE_READ, exchange_new, .right = &exchange_record_right,
     .purpose = "form of a rate"},
    {METHOD_POST, "/exchange-rates/new", ROUTE_WRITE, exchange_create, .right = &exchange_record_right,
     .purpose = "record a rate"},
};
const size_t grant_route_count = sizeof grant_routes / sizeof *grant_routes;

const struct menu_entry grant_menu[] = {
    {N_("Grants"), "/grants", &grant_read, "grant", .group = MENU_MONEY},
    {N_("Exchange rates"), "/exchange-rates", &exchange_read, "report", .group = MENU_MONEY},
};
const size_t grant_menu_count = sizeof grant_menu / sizeof *grant_menu;

const struct resource grant_resources[] = {
    {.record = &grant_record, .create = open_grant},
    {.record = &budget_line_record, .create = open_line},
};
const size_t grant_resource_count = sizeof grant_resources / sizeof *grant_resources;
