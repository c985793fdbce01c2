/* The form of a session of counselling, from its case's page; its own page. */
#include "codec/json.h"
#include "identity/identity.h"
#include "returns/return_pages.h"
#include "returns/return_rules.h"
#include "web/form.h"
#include "web/record_parts.h"

/* There is no list of sessions: from the case. */
static void session_trail(struct request *request, const void *row, struct page *page)
{
    struct identifier id = ((const struct return_counselling *)row)->return_case;
    struct text number = TEXT_NONE;
    page_trail(page, return_case_record.plural, TEXT("/return-cases"));
    if (record_titles(&request->work, &return_case_record, &id, 1, &number) == OK && !text_is_empty(number))
        page_trail_text(page, number, case_address(request->work.arena, id, "#counselling"));
}

static const struct record_page_options OPTIONS = {
    .record = &return_counselling_record,
    .trail = session_trail,
    .base = "/return-counselling",
    .edit_title = N_("Change the session"),
    .users = &colleague_record,
    .closed_list = true,
};

struct new_session {
    struct return_case *file;
    struct return_counselling *session;
    struct field_set fields;
};

/* An empty session of a case within reach. */
static enum outcome session_for(struct work *work, struct identifier id, struct new_session *ret)
{
    struct field_set readable;
    void *row;
    enum outcome outcome = record_peek(work, &return_case_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(row);
    struct return_counselling *session = record_new(work->arena, &return_counselling_record);
    session->return_case = id;
    session->head.person = head->person;
    session->head.organisation = head->organisation;
    session->head.office = head->office;
    session->head.assigned = head->assigned;
    session->held_on = zone_date(work->zone, work->now);
    *ret = (struct new_session){.file = row, .session = session};
    return OK;
}

static enum outcome open_new(struct request *request, struct new_session *ret)
{
    struct work *work = &request->work;
    struct identifier id;
    struct new_session opened;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = session_for(work, id, &opened);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(opened.session);
    if (!actor_may_on(work->actor, &return_counsel, &subject))
        return FORBIDDEN;
    opened.fields = record_form_fields(work, &return_counselling_record, opened.session);
    *ret = opened;
    return OK;
}

/* Over the API: {"return_case": id, …}. */
enum outcome session_prepare(struct request *request, const struct json_value *object, void *row)
{
    struct new_session opened;
    struct identifier id;
    struct work *work = &request->work;
    enum outcome outcome = INVALID;
    if (text_to_identifier(json_text_or(json_member(object, TEXT("return_case")), TEXT_NONE), &id) == OK)
        outcome = session_for(work, id, &opened);
    if (outcome == INVALID || outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "case_missing", TEXT("return_case"),
                           N_("A session belongs to a return case: name it."));
    if (outcome == OK)
        *(struct return_counselling *)row = *opened.session;
    return outcome;
}

/* Said before the form, where it matters: the warning is a part of the session, not a box to tick afterwards. */
static void warn_of_asylum(struct request *request, const struct return_case *file, struct record_edit_view *view)
{
    if (file->asylum_claim.is != FLAG_YES)
        return;
    view->note = (struct record_page_note){
        .message = N_("This person asked for asylum or is a refugee. Say before anything else: the return closes the "
                      "asylum file, the protection ends, and UNHCR is told. Tick it below once it was understood."),
        .link = N_("Record when UNHCR was told"),
        .path = page_path(request, case_address(request->work.arena, file->head.id, "/edit")),
    };
}

static enum outcome send_new(struct request *request, struct response *response, const struct new_session *opened,
                             bool typed, int status)
{
    struct work *work = &request->work;
    struct text case_path = case_address(work->arena, opened->file->head.id, "#counselling");
    struct record_edit_view view = {.page = page_open(request, N_("Record a session of counselling")),
                                    .action = page_path(request, request->path),
                                    .cancel = page_path(request, case_path)};
    warn_of_asylum(request, opened->file, &view);
    enum outcome outcome = record_form_view(work, &return_counselling_record, opened->session, &opened->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, opened->file->head.number, case_path);
    page_trail(view.page, N_("Record a session of counselling"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome session_new(struct request *request, struct response *response)
{
    struct new_session opened;
    enum outcome outcome = open_new(request, &opened);
    return outcome == OK ? send_new(request, response, &opened, false, 200) : outcome;
}

enum outcome session_create(struct request *request, struct response *response)
{
    struct new_session opened;
    enum outcome outcome = open_new(request, &opened);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &opened, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_insert(request, &return_counselling_record, &opened.fields, opened.session);
    if (outcome == INVALID)
        return send_new(request, response, &opened, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, case_address(request->work.arena, opened.session->return_case, "#counselling"),
                     N_("Saved."));
}

enum outcome session_show(struct request *request, struct response *response)
{
    return record_page_show(request, response, &OPTIONS);
}

enum outcome session_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &OPTIONS);
}

enum outcome session_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &OPTIONS);
}

enum outcome session_history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &OPTIONS);
}
