/* Forms of what hangs on a file of protection: factors, safety actions, tracing, determinations, members of a panel. */
#include "identity/identity.h"
#include "protection/protection_pages.h"
#include "protection/protection_store.h"
#include "web/form.h"
#include "web/record_parts.h"

/* Who may be given an action: nobody outside protection could see it. */
static enum outcome officer_links(void *context, struct work *work, const struct field *field, const void *row,
                                  const struct form_choice **ret_choices, size_t *ret_count)
{
    struct identifier *users;
    size_t count;
    (void)context;
    if (field->target != &colleague_record)
        return NOT_FOUND;
    enum outcome outcome = protection_officers(work, record_head_of(row)->organisation, false, &users, &count);
    if (outcome != OK)
        return outcome;
    struct text *names = arena_array(work->arena, struct text, count + 1);
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    outcome = record_titles(work, &colleague_record, users, count, names);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct form_choice){.code = identifier_to_text(work->arena, users[i]), .label = names[i]};
    *ret_choices = choices;
    *ret_count = count;
    return outcome;
}

static struct identifier *link_of(const struct protection_child_kind *kind, void *row)
{
    const struct field *field = record_field(kind->record, text_from(kind->link));
    return (struct identifier *)(void *)((char *)row + field->offset);
}

static struct identifier parent_of(const struct protection_child_kind *kind, const void *row)
{
    const struct field *field = record_field(kind->record, text_from(kind->link));
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

static struct text parent_path(struct arena *arena, const struct protection_child_kind *kind, const void *row)
{
    struct text id = identifier_to_text(arena, parent_of(kind, row));
    return arena_format(arena, "%s/%.*s#%s", kind->parent_base, TEXT_ARG(id), kind->segment);
}

/* The row's number is that of what it hangs on: the trail leads there. */
static void add_parent_trail(struct request *request, const struct protection_child_kind *kind, const void *row,
                             struct page *page)
{
    struct work *work = &request->work;
    struct identifier id = parent_of(kind, row);
    void *parent;
    struct text number = text_from(tr(work->language, kind->parent->label));
    if (record_get_unlimited(work, kind->parent, id, &parent) == OK)
        number = record_head_of(parent)->number;
    page_trail(page, kind->parent->plural, text_from(kind->parent_base));
    page_trail_text(page, number, parent_path(work->arena, kind, row));
}

static void trail(struct request *request, const void *row, struct page *page)
{
    add_parent_trail(request, request->route->context, row, page);
}

const struct protection_child_kind factor_kind = {
    .record = &factor_record,
    .parent = &screening_record,
    .link = "screening",
    .segment = "screening-factors",
    .parent_base = "/screenings",
    .title = N_("Add a factor"),
    .empty = N_("No factor is recorded yet."),
    .open = screening_is_open,
    .options = {.record = &factor_record,
                .base = "/screening-factors",
                .edit_title = N_("Change the factor"),
                .users = &colleague_record,
                .trail = trail},
};
const struct protection_child_kind safety_kind = {
    .record = &safety_record,
    .parent = &screening_record,
    .link = "screening",
    .segment = "safety-actions",
    .parent_base = "/screenings",
    .title = N_("Add a safety action"),
    .empty = N_("Nothing has to be done at once."),
    .options = {.record = &safety_record,
                .base = "/safety-actions",
                .edit_title = N_("Change the safety action"),
                .users = &colleague_record,
                .links = officer_links,
                .trail = trail},
};
const struct protection_child_kind tracing_kind = {
    .record = &tracing_record,
    .parent = &child_record,
    .link = "child",
    .segment = "tracing-actions",
    .parent_base = "/child-files",
    .title = N_("Add a tracing action"),
    .empty = N_("The family has not been looked for yet."),
    .options = {.record = &tracing_record,
                .base = "/tracing-actions",
                .edit_title = N_("Change the tracing action"),
                .users = &colleague_record,
                .trail = trail},
};
const struct protection_child_kind determination_kind = {
    .record = &determination_record,
    .parent = &child_record,
    .link = "child",
    .segment = "determinations",
    .parent_base = "/child-files",
    .title = N_("Prepare a determination"),
    .empty = N_("No panel has looked at it yet."),
    .section = N_("Decision of the panel"),
    .page = true,
    .options = {.record = &determination_record,
                .base = "/determinations",
                .edit_title = N_("Change the determination"),
                .users = &colleague_record,
                .trail = trail},
};
const struct protection_child_kind panel_member_kind = {
    .record = &panel_member_record,
    .parent = &determination_record,
    .link = "determination",
    .segment = "panel-members",
    .parent_base = "/determinations",
    .title = N_("Add a member"),
    .empty = N_("Nobody is named yet."),
    .open = determination_is_open,
    .options = {.record = &panel_member_record,
                .base = "/panel-members",
                .edit_title = N_("Change the member of the panel"),
                .users = &colleague_record,
                .trail = trail},
};

/* ---- a new one ---- */

struct kind_form {
    const struct protection_child_kind *kind;
    void *row;
    struct field_set fields;
};

static void keep_section(const struct protection_child_kind *kind, struct field_set *fields)
{
    struct field_set kept = {0};
    for (size_t i = 0; i < kind->record->field_count; i++)
        if (field_set_has(fields, i) && text_is(text_from(kind->record->fields[i].section), kind->section))
            field_set_add(&kept, i);
    *fields = kept;
}

static enum outcome open_new(struct request *request, struct kind_form *ret)
{
    struct work *work = &request->work;
    struct kind_form form = {.kind = request->route->context};
    struct identifier id;
    struct field_set readable;
    void *parent;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, form.kind->parent, id, &parent, &readable);
    if (outcome != OK)
        return outcome;
    form.row = record_new(work->arena, form.kind->record);
    struct record_head *head = record_head(form.row);
    head->person = record_head_of(parent)->person;
    head->organisation = record_head_of(parent)->organisation;
    head->office = record_head_of(parent)->office;
    *link_of(form.kind, form.row) = id;
    struct subject subject = record_subject(form.row);
    if (!actor_may_on(work->actor, form.kind->record->create, &subject))
        return FORBIDDEN;
    form.fields = record_form_fields(work, form.kind->record, form.row);
    if (form.kind->section != NULL)
        keep_section(form.kind, &form.fields);
    *ret = form;
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct kind_form *form,
                             bool typed, int status)
{
    struct work *work = &request->work;
    struct form_options options = {.links = form->kind->options.links, .context = request};
    struct record_edit_view view = {
        .page = page_open(request, form->kind->title),
        .action = page_path(request, request->path),
        .cancel = page_path(request, parent_path(work->arena, form->kind, form->row)),
    };
    enum outcome outcome = record_form_view(work, form->kind->record, form->row, &form->fields,
                                            typed ? &request->form : NULL, &options, &view.form);
    if (outcome != OK)
        return outcome;
    add_parent_trail(request, form->kind, form->row, view.page);
    page_trail(view.page, form->kind->title, TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome kind_new(struct request *request, struct response *response)
{
    struct kind_form form;
    enum outcome outcome = open_new(request, &form);
    return outcome == OK ? send_new(request, response, &form, false, 200) : outcome;
}

static struct text leads_to(struct arena *arena, const struct protection_child_kind *kind, const void *row)
{
    return kind->page ? record_path(arena, kind->options.base, record_head_of(row)->id, "")
                      : parent_path(arena, kind, row);
}

enum outcome kind_create(struct request *request, struct response *response)
{
    struct kind_form form;
    enum outcome outcome = open_new(request, &form);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &form, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, form.kind->record, &form.fields, form.row);
    if (outcome == INVALID)
        return send_new(request, response, &form, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, leads_to(request->work.arena, form.kind, form.row), N_("Saved."));
}

/* ---- one that is there ---- */

enum outcome kind_go(struct request *request, struct response *response)
{
    const struct protection_child_kind *kind = request->route->context;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, kind->record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    return respond_redirect(request, response, parent_path(request->work.arena, kind, row));
}

enum outcome kind_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response,
                            &((const struct protection_child_kind *)request->route->context)->options);
}

enum outcome kind_save(struct request *request, struct response *response)
{
    return record_page_save(request, response,
                            &((const struct protection_child_kind *)request->route->context)->options);
}
