/* Forms of the hours of a service and of days on which it is closed; they are shown on its page. */
#include "directory/directory_pages.h"
#include "web/record_parts.h"

static struct identifier service_of(const struct record *record, const void *row)
{
    return record == &directory_hours_record ? ((const struct directory_hours *)row)->service
                                             : ((const struct directory_closing *)row)->service;
}

/* Which service: as the link to the form says, and then nothing else is offered. */
static enum outcome links_to(struct work *work, struct identifier service, const struct form_choice **ret_choices,
                             size_t *ret_count)
{
    struct form_choice *one = arena_array(work->arena, struct form_choice, 1);
    if (identifier_is_none(service))
        return NOT_FOUND;
    one[0].code = identifier_to_text(work->arena, service);
    enum outcome outcome = record_titles(work, &directory_service_record, &service, 1, &one[0].label);
    *ret_choices = one;
    *ret_count = 1;
    return outcome;
}

static enum outcome hours_links(void *context, struct work *work, const struct field *field, const void *row,
                                const struct form_choice **ret_choices, size_t *ret_count)
{
    (void)context, (void)field;
    return links_to(work, ((const struct directory_hours *)row)->service, ret_choices, ret_count);
}

static enum outcome closing_links(void *context, struct work *work, const struct field *field, const void *row,
                                  const struct form_choice **ret_choices, size_t *ret_count)
{
    (void)context, (void)field;
    return links_to(work, ((const struct directory_closing *)row)->service, ret_choices, ret_count);
}

static struct identifier given(const struct request *request)
{
    struct identifier id;
    struct text typed = parameters_get(&request->query, TEXT("service"));
    return typed.length > 0 && text_to_identifier(typed, &id) == OK ? id : (struct identifier){0};
}

static enum outcome hours_prepare(struct request *request, void *row)
{
    struct directory_hours *hours = row;
    hours->service = given(request);
    hours->days = TEXT("mon,tue,wed,thu,fri");
    hours->season = TEXT("usual");
    return OK;
}

static enum outcome closing_prepare(struct request *request, void *row)
{
    ((struct directory_closing *)row)->service = given(request);
    return OK;
}

/* Where they stand on the page of their service. */
static struct text hours_place(struct arena *arena, struct identifier service)
{
    return arena_join(arena, record_path(arena, "/directory-services", service, ""), TEXT("#hours"));
}

/* Hours have no list of their own: they stand with their services. */
enum outcome hours_home(struct request *request, struct response *response)
{
    return respond_redirect(request, response, TEXT("/directory-services"));
}

static void trail(struct request *request, const void *row, struct page *page, const struct record *record)
{
    struct identifier service = service_of(record, row);
    struct text title = TEXT_NONE;
    page_trail(page, directory_service_record.plural, TEXT("/directory-services"));
    if (record_titles(&request->work, &directory_service_record, &service, 1, &title) == OK && title.length > 0)
        page_trail_text(page, title, record_path(request->work.arena, "/directory-services", service, ""));
}

static void hours_trail(struct request *request, const void *row, struct page *page)
{
    trail(request, row, page, &directory_hours_record);
}

static void closing_trail(struct request *request, const void *row, struct page *page)
{
    trail(request, row, page, &directory_closing_record);
}

static const struct record_page_options HOURS = {
    .record = &directory_hours_record,
    .base = "/directory-hours",
    .new_title = N_("Add opening hours"),
    .edit_title = N_("Change the opening hours"),
    .users = &colleague_record,
    .closed_list = true,
    .prepare = hours_prepare,
    .links = hours_links,
    .trail = hours_trail,
};
static const struct record_page_options CLOSINGS = {
    .record = &directory_closing_record,
    .base = "/directory-closings",
    .new_title = N_("Add days on which it is closed"),
    .edit_title = N_("Change the days on which it is closed"),
    .users = &colleague_record,
    .closed_list = true,
    .prepare = closing_prepare,
    .links = closing_links,
    .trail = closing_trail,
};

static enum outcome go(struct request *request, struct response *response, const struct record *record)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    return respond_redirect(request, response, hours_place(request->work.arena, service_of(record, row)));
}

static enum outcome take_out(struct request *request, struct response *response, const struct record *record)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek_whole(work, record, id, &row, &readable);
    if (outcome == OK && !directory_may_keep(work, record_head_of(row)->organisation))
        outcome = FORBIDDEN;
    if (outcome == OK && !text_is(record_head_of(row)->state, "removed")) {
        void *removed = record_copy(work->arena, record, row);
        record_head(removed)->state = TEXT("removed");
        outcome = record_update_by_step(work, record, row, removed, TEXT("remove"));
    }
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("It was taken out."));
    return respond_redirect(request, response, hours_place(work->arena, service_of(record, row)));
}

#define PART(NAME, RECORD, OPTIONS)                                                 \
    enum outcome NAME##_new(struct request *request, struct response *response)     \
    {                                                                               \
        return record_page_new(request, response, &(OPTIONS));                      \
    }                                                                               \
    enum outcome NAME##_create(struct request *request, struct response *response)  \
    {                                                                               \
        return record_page_create(request, response, &(OPTIONS));                   \
    }                                                                               \
    enum outcome NAME##_edit(struct request *request, struct response *response)    \
    {                                                                               \
        return record_page_edit(request, response, &(OPTIONS));                     \
    }                                                                               \
    enum outcome NAME##_save(struct request *request, struct response *response)    \
    {                                                                               \
        return record_page_save(request, response, &(OPTIONS));                     \
    }                                                                               \
    enum outcome NAME##_history(struct request *request, struct response *response) \
    {                                                                               \
        return record_page_history(request, response, &(OPTIONS));                  \
    }                                                                               \
    enum outcome NAME##_go(struct request *request, struct response *response)      \
    {                                                                               \
        return go(request, response, &(RECORD));                                    \
    }                                                                               \
    enum outcome NAME##_remove(struct request *request, struct response *response)  \
    {                                                                               \
        return take_out(request, response, &(RECORD));                              \
    }
PART(hours, directory_hours_record, HOURS)
PART(closing, directory_closing_record, CLOSINGS)
