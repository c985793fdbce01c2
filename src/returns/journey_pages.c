/* What hangs on a case and has a form of its own there: papers and needs of the journey, medication, appointments. */
#include "returns/journey_pages.h"

#include "document/document.h"
#include "identity/identity.h"
#include "returns/appointment.h"
#include "returns/return_pages.h"
#include "web/form.h"
#include "web/record_parts.h"

#define KIND(name, record_, base_, title_, edit_title_, right_, anchor_, prepare_) \
    const struct case_child_kind name = {                                          \
        .options = {.record = &(record_),                                          \
                    .base = base_,                                                 \
                    .edit_title = edit_title_,                                     \
                    .users = &colleague_record,                                    \
                    .trail = child_trail,                                          \
                    .load_more = load_files,                                       \
                    .show_more = show_files,                                       \
                    .closed_list = true},                                          \
        .title = title_,                                                           \
        .right = &(right_),                                                        \
        .anchor = anchor_,                                                         \
        .prepare = prepare_,                                                       \
    }

static struct identifier case_of(const struct record *record, const void *row)
{
    const struct field *field = record_field(record, TEXT("return_case"));
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

/* All of them begin with their head and the case they hang on. */
struct case_child {
    struct record_head head;
    struct identifier return_case;
};

static void child_trail(struct request *request, const void *row, struct page *page)
{
    struct identifier id = ((const struct case_child *)row)->return_case;
    struct text number = TEXT_NONE;
    page_trail(page, return_case_record.plural, TEXT("/return-cases"));
    if (record_titles(&request->work, &return_case_record, &id, 1, &number) == OK && !text_is_empty(number))
        page_trail_text(page, number, case_address(request->work.arena, id, ""));
}

/* Files of a medical paper, for who may open them. */
static enum outcome load_files(struct request *request, const void *row, void **ret_more)
{
    const struct case_child_kind *kind = request->route->context;
    struct subject subject = record_subject(row);
    *ret_more = NULL;
    if (kind == NULL || attachment_home_of(text_from(kind->options.record->name)) == NULL ||
        !actor_may_on(&request->actor, &health_read, &subject))
        return OK;
    struct attachment_list_view *files = arena_new(request->work.arena, struct attachment_list_view);
    *ret_more = files;
    return attachment_list_view(request, kind->options.record, row, files);
}

static void show_files(struct output *out, const struct record_show_view *view)
{
    struct attachment_list_view *files = view->more;
    if (files == NULL)
        return;
    files->page = view->page;
    attachment_list_page(out, files);
}

static void put_clock(struct work *work, void *row)
{
    ((struct appointment *)row)->zone = text_from(zone_name(work->zone));
}

KIND(paper_kind, travel_paper_record, "/travel-papers", N_("Record a paper of the journey"), N_("Change the paper"),
     papers_write, "#journey", NULL);
KIND(needs_kind, travel_needs_record, "/travel-needs", N_("Say what the journey needs"),
     N_("Change what the journey needs"), needs_write, "#journey", NULL);
KIND(medication_kind, travel_medication_record, "/travel-medication", N_("Add a medicine"), N_("Change the medicine"),
     health_write, "#journey", NULL);
KIND(appointment_kind, appointment_record, "/appointments", N_("Record an appointment"), N_("Change the appointment"),
     appointment_keep, "#appointments", put_clock);

/* ---- one more ---- */

struct new_child {
    const struct case_child_kind *kind;
    struct return_case *file;
    void *row;
    struct field_set fields;
};

static enum outcome open_new(struct request *request, struct new_child *ret)
{
    struct work *work = &request->work;
    const struct case_child_kind *kind = request->route->context;
    struct identifier id;
    struct field_set readable;
    void *file;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, id, &file, &readable);
    if (outcome != OK)
        return outcome;
    struct case_child *child = record_new(work->arena, kind->options.record);
    struct record_head head = *record_head_of(file);
    child->head.person = head.person;
    child->head.organisation = head.organisation;
    child->head.office = head.office;
    child->head.assigned = head.assigned;
    child->return_case = id;
    if (kind->prepare != NULL)
        kind->prepare(work, child);
    struct subject subject = record_subject(child);
    if (!actor_may_on(work->actor, kind->right, &subject) ||
        !actor_may_on(work->actor, kind->options.record->create, &subject))
        return FORBIDDEN;
    *ret = (struct new_child){kind, file, child, record_form_fields(work, kind->options.record, child)};
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct new_child *opened,
                             bool typed, int status)
{
    struct work *work = &request->work;
    struct text case_path = case_address(work->arena, opened->file->head.id, opened->kind->anchor);
    struct record_edit_view view = {.page = page_open(request, opened->kind->title),
                                    .action = page_path(request, request->path),
                                    .cancel = page_path(request, case_path)};
    enum outcome outcome = record_form_view(work, opened->kind->options.record, opened->row, &opened->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, opened->file->head.number, case_path);
    page_trail(view.page, opened->kind->title, TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome case_child_new(struct request *request, struct response *response)
{
    struct new_child opened;
    enum outcome outcome = open_new(request, &opened);
    return outcome == OK ? send_new(request, response, &opened, false, 200) : outcome;
}

enum outcome case_child_create(struct request *request, struct response *response)
{
    struct new_child opened;
    enum outcome outcome = open_new(request, &opened);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &opened, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    const struct record *record = opened.kind->options.record;
    outcome = record_form_insert(request, record, &opened.fields, opened.row);
    if (outcome == INVALID)
        return send_new(request, response, &opened, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response,
                     case_address(request->work.arena, case_of(record, opened.row), opened.kind->anchor), N_("Saved."));
}

/* ---- one that is there ---- */

static const struct record_page_options *options_of(const struct request *request)
{
    return &((const struct case_child_kind *)request->route->context)->options;
}

enum outcome case_child_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, options_of(request));
}

enum outcome case_child_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, options_of(request));
}

enum outcome case_child_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, options_of(request));
}

enum outcome case_child_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, options_of(request));
}

/* A warning is shown on its case's page. */
enum outcome warning_go(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &travel_warning_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    return respond_redirect(request, response,
                            case_address(request->work.arena, case_of(&travel_warning_record, row), "#journey"));
}
