/* List, page and forms of return cases. */
#include "returns/return_pages.h"

#include "codec/json.h"
#include "identity/identity.h"
#include "returns/return_rules.h"
#include "returns/return_store.h"
#include "web/form.h"
#include "web/record_parts.h"

static const struct record_page_options OPTIONS = {
    .record = &return_case_record,
    .base = "/return-cases",
    .flow = &return_flow,
    .edit_title = N_("Change the request"),
    .users = &colleague_record,
    .offices = &office_record,
    .closed_list = true, /* a case is opened from a person's page */
};

enum outcome return_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &OPTIONS);
}

enum outcome return_list_csv(struct request *request, struct response *response)
{
    return record_page_csv(request, response, &OPTIONS);
}

enum outcome return_list_xlsx(struct request *request, struct response *response)
{
    return record_page_xlsx(request, response, &OPTIONS);
}

enum outcome return_list_filter(struct request *request, struct response *response)
{
    return record_page_filter(request, response, &OPTIONS);
}

enum outcome return_view_add(struct request *request, struct response *response)
{
    return record_page_view_add(request, response, &OPTIONS);
}

enum outcome return_view_remove(struct request *request, struct response *response)
{
    return record_page_view_remove(request, response, &OPTIONS);
}

enum outcome return_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &OPTIONS);
}

enum outcome return_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &OPTIONS);
}

/* ---- a new case, from a person's page ---- */

struct new_case {
    struct return_case *file;
    struct text person; /* what she is called */
    struct field_set fields;
};

/* An empty case of a person, where the person's file is. */
static enum outcome case_for(struct work *work, struct identifier id, struct return_case **ret_file,
                             struct text *ret_person)
{
    struct field_set readable;
    void *row;
    enum outcome outcome = record_get(work, &person_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct person *person = row;
    struct return_case *file = record_new(work->arena, &return_case_record);
    struct subject subject = record_subject(row);
    file->head.person = id;
    file->head.organisation = subject.organisation;
    file->head.office = subject.office;
    file->received_on = zone_date(work->zone, work->now);
    file->country_of_return = person->nationality;
    *ret_file = file;
    *ret_person = person_record.title(work, row);
    return OK;
}

static enum outcome open_new(struct request *request, struct new_case *ret)
{
    struct identifier id;
    struct new_case new_case;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = case_for(&request->work, id, &new_case.file, &new_case.person);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(new_case.file);
    if (!actor_may_on(&request->actor, &return_register, &subject))
        return FORBIDDEN;
    new_case.fields = record_form_fields(&request->work, &return_case_record, new_case.file);
    *ret = new_case;
    return OK;
}

static enum outcome send_new(struct request *request, struct response *response, const struct new_case *new_case,
                             bool typed, int status)
{
    struct text person = record_path(request->work.arena, "/persons", new_case->file->head.person, "");
    struct record_edit_view view = {.page = page_open(request, N_("Open a return case")),
                                    .about = new_case->person,
                                    .action = page_path(request, request->path),
                                    .cancel = page_path(request, person)};
    enum outcome outcome = record_form_view(&request->work, &return_case_record, new_case->file, &new_case->fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, new_case->person, person);
    page_trail(view.page, N_("Open a return case"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

/* The button of a person's page. */
enum outcome return_new_go(struct request *request, struct response *response)
{
    struct identifier id;
    if (text_to_identifier(parameters_get(&request->query, TEXT("person")), &id) != OK)
        return NOT_FOUND;
    return respond_redirect(request, response, record_path(request->work.arena, "/persons", id, "return-cases/new"));
}

enum outcome return_new(struct request *request, struct response *response)
{
    struct new_case new_case;
    enum outcome outcome = open_new(request, &new_case);
    return outcome == OK ? send_new(request, response, &new_case, false, 200) : outcome;
}

enum outcome return_create(struct request *request, struct response *response)
{
    struct new_case new_case;
    enum outcome outcome = open_new(request, &new_case);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_new(request, response, &new_case, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_read(&request->work, &return_case_record, &new_case.fields, &request->form, new_case.file);
    if (outcome == OK)
        outcome = return_open(&request->work, new_case.file);
    if (outcome == INVALID) {
        new_case.file->head.version = 0;
        return send_new(request, response, &new_case, true, 422);
    }
    if (outcome != OK)
        return outcome;
    return form_done(request, response, case_address(request->work.arena, new_case.file->head.id, ""),
                     N_("The case is open."));
}

/* Over the API: {"person": id, …}. */
enum outcome return_prepare(struct request *request, const struct json_value *object, void *row)
{
    struct return_case *file;
    struct text person;
    struct identifier id;
    struct work *work = &request->work;
    if (text_to_identifier(json_text_or(json_member(object, TEXT("person")), TEXT_NONE), &id) != OK)
        return problem_add(&work->problems, INVALID, "person_missing", TEXT("person"),
                           N_("A case belongs to a person: search for the person first."));
    enum outcome outcome = case_for(work, id, &file, &person);
    if (outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "person_missing", TEXT("person"),
                           N_("A case belongs to a person: search for the person first."));
    if (outcome == OK)
        *(struct return_case *)row = *file;
    return outcome;
}

enum outcome return_create_row(struct work *work, void *row) { return return_open(work, row); }

enum outcome return_find_path(struct work *work, struct text number, struct text *ret_path)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = record_find(work, &return_case_record, number, &id);
    if (outcome == OK)
        outcome = record_peek(work, &return_case_record, id, &row, &readable);
    if (outcome == OK)
        *ret_path = case_address(work->arena, id, "");
    return outcome;
}

/* ---- the page of a case ---- */

enum outcome return_show(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    struct case_view view;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_get(&request->work, &return_case_record, id, &row, &readable);
    if (outcome == OK)
        outcome = case_view_make(request, row, &readable, &view);
    if (outcome == OK)
        outcome = attachment_list_view(request, &return_case_record, row, &view.files);
    if (outcome != OK)
        return outcome;
    view.declaration_count = declaration_links(request, row, &view.declarations);
    view.page = page_open_text(request, record_head_of(row)->number);
    page_trail(view.page, return_case_record.plural, TEXT("/return-cases"));
    page_trail_text(view.page, record_head_of(row)->number, TEXT_NONE);
    view.files.page = view.page;
    struct output out = page_output(request, response);
    return_case_page(&out, &view);
    return page_send(request, response, 200);
}
