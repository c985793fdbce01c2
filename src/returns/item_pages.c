/* Forms of the plan's items and the receipt of a payment. */
#include "grants/grants.h"
#include "identity/identity.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "web/form.h"
#include "web/record_parts.h"

/* The lines of grants that run today, each with what is left on it. */
static enum outcome offer_lines(void *context, struct work *work, const struct field *field, const void *row,
                                const struct form_choice **ret_choices, size_t *ret_count)
{
    struct line_figures *lines;
    size_t count;
    struct line_serves person;
    int32_t today = zone_date(work->zone, work->now);
    void *file;
    (void)context;
    if (field->target != &budget_line_record)
        return NOT_FOUND;
    enum outcome outcome = budget_lines_within_reach(work, today, &lines, &count);
    if (outcome == OK)
        outcome =
            record_get_unlimited(work, &return_case_record, ((const struct return_item *)row)->return_case, &file);
    if (outcome == OK)
        outcome = funding_of(work, file, today, &person);
    if (outcome != OK)
        return outcome;
    size_t serving = 0;
    for (size_t i = 0; i < count; i++)
        if (line_serves(&lines[i].serves, &person))
            lines[serving++] = lines[i];
    count = serving;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct text arguments[] = {
            arena_format(work->arena, "%.*s %.*s", TEXT_ARG(lines[i].code), TEXT_ARG(lines[i].title)),
            language_money(work->arena, work->language, lines[i].left)};
        choices[i] =
            (struct form_choice){.code = identifier_to_text(work->arena, lines[i].line),
                                 .label = tr_with(work->arena, work->language, N_("{1}: {2} left"), arguments, 2)};
    }
    *ret_choices = choices;
    *ret_count = count;
    return OK;
}

static void item_trail(struct request *request, const void *row, struct page *page)
{
    struct work *work = &request->work;
    page_trail(page, return_case_record.plural, TEXT("/return-cases"));
    const struct field *link = record_field(&return_item_record, TEXT("return_case"));
    page_trail_text(page, field_to_show(work, link, row), item_steps.back(work->arena, row));
}

static const struct record_page_options OPTIONS = {
    .trail = item_trail,
    .record = &return_item_record,
    .base = "/return-items",
    .flow = &item_flow,
    .edit_title = N_("Change the item"),
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true,
    .links = offer_lines,
    .warn = return_item_warn,
};

/* ---- all of them: what stands behind the figures of a budget line ---- */

#define HANDLER(name, page)                                               \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &OPTIONS);           \
    }

HANDLER(item_list, list)
HANDLER(item_csv, csv)
HANDLER(item_xlsx, xlsx)
HANDLER(item_view_add, view_add)
HANDLER(item_view_remove, view_remove)

/* ---- a new item ---- */

struct new_item {
    const struct return_case *file;
    struct return_item *item;
    struct field_set fields;
    struct text warned;
};

static enum outcome open_new(struct request *request, struct new_item *ret)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(row);
    struct return_item *item = record_new(work->arena, &return_item_record);
    item->return_case = id;
    item->head.person = head->person;
    item->head.organisation = head->organisation;
    item->head.office = head->office;
    item->head.assigned = head->assigned;
    item->instalment = 1;
    struct subject subject = record_subject(item);
    if (!actor_may_on(work->actor, &return_plan, &subject))
        return FORBIDDEN;
    *ret = (struct new_item){.file = row, .item = item};
    ret->fields = record_form_fields(work, &return_item_record, item);
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct new_item *new_item,
                             bool typed, int status)
{
    struct work *work = &request->work;
    struct text case_path = case_address(work->arena, new_item->file->head.id, "#plan");
    struct form_options options = {.links = offer_lines};
    struct record_edit_view view = {.page = page_open(request, N_("Add an item to the plan")),
                                    .action = page_path(request, request->path),
                                    .cancel = page_path(request, case_path),
                                    .warned = new_item->warned};
    const struct identifier *person = &new_item->item->head.person;
    enum outcome outcome = record_form_view(work, &return_item_record, new_item->item, &new_item->fields,
                                            typed ? &request->form : NULL, &options, &view.form);
    if (outcome == OK)
        outcome = record_titles(work, &person_record, person, 1, &view.about);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, new_item->file->head.number, case_path);
    page_trail(view.page, N_("Add an item to the plan"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome item_new(struct request *request, struct response *response)
{
    struct new_item new_item;
    enum outcome outcome = open_new(request, &new_item);
    return outcome == OK ? send_new(request, response, &new_item, false, 200) : outcome;
}

enum outcome item_create(struct request *request, struct response *response)
{
    struct new_item new_item;
    enum outcome outcome = open_new(request, &new_item);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &new_item, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_read(&request->work, &return_item_record, &new_item.fields, &request->form, new_item.item);
    if (outcome == OK)
        outcome = record_warn(request, &OPTIONS, new_item.item, &new_item.warned);
    if (outcome == OK)
        outcome = record_insert(&request->work, &return_item_record, new_item.item);
    if (outcome == INVALID) {
        new_item.item->head.version = 0;
        return send_new(request, response, &new_item, true, 422);
    }
    if (outcome != OK)
        return outcome;
    return form_done(request, response, case_address(request->work.arena, new_item.item->return_case, "#plan"),
                     N_("Saved."));
}

/* ---- addresses of rows that are shown on their case's page ---- */

static enum outcome go_to_case(struct request *request, struct response *response, const struct step_pages *pages)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, pages->flow->record, id, &row, &readable);
    return outcome == OK ? respond_redirect(request, response, pages->back(request->work.arena, row)) : outcome;
}

enum outcome item_go(struct request *request, struct response *response)
{
    return go_to_case(request, response, &item_steps);
}

enum outcome milestone_go(struct request *request, struct response *response)
{
    return go_to_case(request, response, &milestone_steps);
}

enum outcome item_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &OPTIONS);
}

enum outcome item_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &OPTIONS);
}

/* ---- the receipt ---- */

static enum outcome fill_receipt(struct work *work, const struct return_item *item, struct receipt_view *view)
{
    void *whole;
    void *file;
    struct field_set readable;
    enum outcome outcome = record_get_unlimited(work, &return_item_record, item->head.id, &whole);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, item->return_case, &file, &readable);
    if (outcome == OK)
        outcome = record_titles(work, &person_record, &item->head.person, 1, &view->person);
    if (outcome == OK)
        outcome = staff_name(work, ((const struct return_item *)whole)->prepared_by, &view->prepared_by);
    if (outcome == OK)
        outcome = staff_name(work, ((const struct return_item *)whole)->released_by, &view->released_by);
    if (outcome != OK)
        return outcome;
    view->file = file;
    view->category = choice_show(&item_categories, item->category, work->language);
    view->modality = choice_show(&item_modalities, item->modality, work->language);
    view->line = field_to_show(work, record_field(&return_item_record, TEXT("budget_line")), item);
    view->rate_count = return_rates_read(work, item->rate_note, &view->rates);
    return OK;
}

enum outcome item_receipt(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    struct receipt_view view = {0};
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &return_item_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    view.item = row;
    if (!text_is(view.item->head.state, "paid") && !text_is(view.item->head.state, "justified"))
        return NOT_FOUND;
    outcome = fill_receipt(&request->work, view.item, &view);
    if (outcome != OK)
        return outcome;
    struct text case_path = case_address(request->work.arena, view.item->return_case, "#plan");
    view.case_path = page_path(request, case_path);
    view.page = page_open(request, N_("Receipt"));
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, view.file->head.number, case_path);
    page_trail(view.page, N_("Receipt"), TEXT_NONE);
    struct output out = page_output(request, response);
    item_receipt_page(&out, &view);
    return page_send(request, response, 200);
}
