/* The addresses of this feature. */
#include "identity/identity.h"
#include "persons/person_pages.h"
#include "persons/person_rules.h"
#include "persons/person_store.h"
#include "persons/search_pages.h"
#include "web/record_parts.h"

/* ---- what derives from the descriptors ---- */

/* Nothing beyond the contact record is asked for without consent. */
static enum outcome limit_to_consent(struct request *request, const void *row, struct field_set *fields,
                                     struct record_page_note *ret_note)
{
    unsigned purposes = 0;
    struct work *work = &request->work;
    struct identifier person = record_head_of(row)->person;
    enum outcome outcome = person_consents(work, person, zone_date(work->zone, work->now), &purposes);
    if (outcome != OK || (purposes & CONSENT_DATA) != 0)
        return outcome;
    for (size_t i = 0; i < person_record.field_count; i++)
        if (!person_field_is_contact(&person_record.fields[i]))
            fields->words[i / 64] &= ~(UINT64_C(1) << i % 64);
    *ret_note = (struct record_page_note){
        .message = N_("Only the contact record can be changed: the person has not consented to more."),
        .link = N_("Record consent"),
        .path = person_address(request, person, "/consents/new"),
    };
    return OK;
}

static const struct record_page_options PERSONS = {
    .record = &person_record,
    .base = "/persons",
    .limit = limit_to_consent,
    .edit_title = N_("Change the person's record"),
    .users = &colleague_record,
    .offices = &office_record,
    .export = &person_export,
    .closed_list = true,
};

static enum outcome list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &PERSONS);
}
static enum outcome list_csv(struct request *request, struct response *response)
{
    return record_page_csv(request, response, &PERSONS);
}
static enum outcome list_xlsx(struct request *request, struct response *response)
{
    return record_page_xlsx(request, response, &PERSONS);
}
static enum outcome list_filter(struct request *request, struct response *response)
{
    return record_page_filter(request, response, &PERSONS);
}
static enum outcome view_add(struct request *request, struct response *response)
{
    return record_page_view_add(request, response, &PERSONS);
}
static enum outcome view_remove(struct request *request, struct response *response)
{
    return record_page_view_remove(request, response, &PERSONS);
}
static enum outcome person_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &PERSONS);
}
static enum outcome person_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &PERSONS);
}
static enum outcome history(struct request *request, struct response *response)
{
    return record_page_history(request, response, &PERSONS);
}

static void child_trail(struct request *request, const void *row, struct page *page)
{
    const struct identifier *person = &record_head_of(row)->person;
    struct text name = TEXT_NONE;
    page_trail(page, person_record.plural, TEXT("/persons"));
    if (record_titles(&request->work, &person_record, person, 1, &name) == OK && !text_is_empty(name))
        page_trail_text(page, name, person_path_to(request->work.arena, *person, ""));
}

static void household_trail(struct request *request, const void *row, struct page *page)
{
    page_trail(page, person_record.plural, TEXT("/persons"));
    page_trail_text(page, record_head_of(row)->number,
                    record_path(request->work.arena, "/households", record_head_of(row)->id, ""));
}

/* Rows around a person are changed at an address of their own; what they lead back to is the person's page. */
#define CHILD(NAME, RECORD, BASE, TITLE, TRAIL)                                 \
    static const struct record_page_options NAME = {.record = &(RECORD),        \
                                                    .base = (BASE),             \
                                                    .edit_title = (TITLE),      \
                                                    .users = &colleague_record, \
                                                    .links = person_links,      \
                                                    .trail = (TRAIL)}
CHILD(DOCUMENTS, person_document_record, "/person-documents", N_("Change the document"), child_trail);
CHILD(RELATIONS, person_relation_record, "/person-relations", N_("Change the relation"), child_trail);
CHILD(MEMBERS, household_member_record, "/household-members", N_("Change the membership"), child_trail);
CHILD(HOUSEHOLDS, household_record, "/households", N_("Change the head of the household"), household_trail);

static const struct record_page_options DOCUMENT_LIST = {.record = &person_document_record,
                                                         .base = "/person-documents",
                                                         .users = &colleague_record,
                                                         .export = &person_export,
                                                         .closed_list = true};
static enum outcome document_filter(struct request *request, struct response *response)
{
    return record_page_filter(request, response, &DOCUMENT_LIST);
}
static enum outcome document_list(struct request *request, struct response *response)
{
    return record_page_list(request, response, &DOCUMENT_LIST);
}
static enum outcome document_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &DOCUMENTS);
}
static enum outcome document_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &DOCUMENTS);
}
static enum outcome relation_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &RELATIONS);
}
static enum outcome relation_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &RELATIONS);
}
static enum outcome member_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &MEMBERS);
}
static enum outcome member_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &MEMBERS);
}
static enum outcome household_edit(struct request *request, struct response *response)
{
    return record_page_edit(request, response, &HOUSEHOLDS);
}
static enum outcome household_save(struct request *request, struct response *response)
{
    return record_page_save(request, response, &HOUSEHOLDS);
}

static enum outcome to_person(struct request *request, struct response *response, const struct record *record)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    return respond_redirect(request, response, person_path_to(request->work.arena, record_head_of(row)->person, ""));
}
static enum outcome document_to_person(struct request *request, struct response *response)
{
    return to_person(request, response, &person_document_record);
}
static enum outcome relation_to_person(struct request *request, struct response *response)
{
    return to_person(request, response, &person_relation_record);
}
static enum outcome consent_to_person(struct request *request, struct response *response)
{
    return to_person(request, response, &person_consent_record);
}
static enum outcome member_to_person(struct request *request, struct response *response)
{
    return to_person(request, response, &household_member_record);
}
static enum outcome to_persons(struct request *request, struct response *response)
{
    return respond_redirect(request, response, TEXT("/persons"));
}
/* Pages that answer a POST: their address, asked for itself. */
static enum outcome child_to_person(struct request *request, struct response *response)
{
    struct person_target target;
    enum outcome outcome = person_target_find(request, &target);
    return outcome == OK ? respond_redirect(request, response, target.path) : outcome;
}
static enum outcome members_to_household(struct request *request, struct response *response)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = record_peek(&request->work, &household_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    return respond_redirect(
        request, response,
        arena_join(request->work.arena, TEXT("/households/"), identifier_to_text(request->work.arena, id)));
}

#define READ(PATTERN, HANDLE, RIGHT, PURPOSE)                                            \
    {                                                                                    \
        METHOD_GET, PATTERN, ROUTE_READ, HANDLE, .right = &(RIGHT), .purpose = (PURPOSE) \
    }
#define WRITE(PATTERN, HANDLE, RIGHT, PURPOSE)                                             \
    {                                                                                      \
        METHOD_POST, PATTERN, ROUTE_WRITE, HANDLE, .right = &(RIGHT), .purpose = (PURPOSE) \
    }
#define ASK(PATTERN, HANDLE, RIGHT, PURPOSE)                                                                       \
    {                                                                                                              \
        METHOD_POST, PATTERN, ROUTE_READ, HANDLE, .right = &(RIGHT), .changes_nothing = true, .purpose = (PURPOSE) \
    }
#define FILE_OF(PATTERN, HANDLE, RIGHT, PURPOSE)                                         \
    {                                                                                    \
        METHOD_GET, PATTERN, ROUTE_SLOW, HANDLE, .right = &(RIGHT), .purpose = (PURPOSE) \
    }

const struct route person_routes[] = {
    READ("/search", search_show, person_search_right, "search for persons and files"),
    ASK("/search", search_run, person_search_right, "results of a search"),
    READ("/persons/new", person_new_refuse, person_create, "a new person begins with a search"),
    ASK("/persons/new", person_new_show, person_create, "form for a new person, after a search"),
    WRITE("/persons", person_new_store, person_create, "keeps the contact record of a new person"),

    READ("/persons", list, person_read, "list of persons"),
    FILE_OF("/persons.csv", list_csv, person_export, "list of persons as CSV"),
    FILE_OF("/persons.xlsx", list_xlsx, person_export, "list of persons as a workbook"),
    ASK("/persons/filters", list_filter, person_read, "filters of the list, as typed"),
    READ("/persons/filters", list_filter, person_read, "leads to the list"),
    WRITE("/persons/views", view_add, person_read, "saves a view of the list"),
    WRITE("/persons/views/{id}", view_remove, person_read, "deletes a saved view"),
    READ("/persons/{id}", person_show, person_read, "one person"),
    READ("/persons/{id}/edit", person_edit, person_update, "form to change a person's record"),
    WRITE("/persons/{id}", person_save, person_update, "changes a person's record"),
    READ("/persons/{id}/history", history, person_read, "what became of a person's record"),

    READ("/persons/{id}/documents", child_to_person, person_read, "leads to the person"),
    READ("/persons/{id}/documents/new", document_new, person_update, "form for an identity document"),
    WRITE("/persons/{id}/documents", document_create, person_update, "adds an identity document"),
    ASK("/person-documents/filters", document_filter, person_read, "filters of the list, as typed"),
    READ("/person-documents/filters", document_filter, person_read, "leads to the list"),
    READ("/person-documents", document_list, person_read, "list of identity documents, by expiry"),
    READ("/person-documents/{id}", document_to_person, person_read, "leads to the person"),
    READ("/person-documents/{id}/edit", document_edit, person_update, "form to change an identity document"),
    WRITE("/person-documents/{id}", document_save, person_update, "changes an identity document"),

    READ("/persons/{id}/consents", child_to_person, person_read, "leads to the person"),
    READ("/persons/{id}/consents/new", consent_new, consent_record_right, "form for a consent"),
    WRITE("/persons/{id}/consents", consent_create, consent_record_right, "records a consent"),
    READ("/person-consents/{id}", consent_to_person, person_read, "leads to the person"),
    READ("/person-consents/{id}/withdraw", consent_withdraw_show, consent_record_right, "form to withdraw a consent"),
    WRITE("/person-consents/{id}/withdraw", consent_withdraw, consent_record_right, "withdraws a consent"),

    READ("/persons/{id}/relations", child_to_person, person_read, "leads to the person"),
    READ("/persons/{id}/relations/new", relation_new, person_update, "form for a relative or guardian"),
    WRITE("/persons/{id}/relations", relation_create, person_update, "adds a relative or guardian"),
    READ("/person-relations", to_persons, person_read, "leads to the persons"),
    READ("/person-relations/{id}", relation_to_person, person_read, "leads to the person"),
    READ("/person-relations/{id}/edit", relation_edit, person_update, "form to change a relation"),
    WRITE("/person-relations/{id}", relation_save, person_update, "changes a relation"),

    WRITE("/persons/{id}/household", household_begin, person_update, "makes a household"),
    READ("/persons/{id}/household-members", child_to_person, person_read, "leads to the person"),
    READ("/persons/{id}/household-members/new", member_new, person_update, "form to join a household"),
    WRITE("/persons/{id}/household-members", member_create, person_update, "adds the person to a household"),
    READ("/household-members", to_persons, person_read, "leads to the persons"),
    READ("/household-members/{id}", member_to_person, person_read, "leads to the person"),
    READ("/household-members/{id}/edit", member_edit, person_update, "form to change a membership"),
    WRITE("/household-members/{id}", member_save, person_update, "changes a membership"),
    READ("/households", to_persons, person_read, "leads to the persons"),
    READ("/households/{id}", household_show, person_read, "one household"),
    READ("/households/{id}/edit", household_edit, person_update, "form to change the head of a household"),
    WRITE("/households/{id}", household_save, person_update, "changes the head of a household"),
    READ("/households/{id}/members", members_to_household, person_read, "leads to the household"),
    ASK("/households/{id}/members", household_add, person_update, "finds a person by number, to add her"),

    READ("/persons/{id}/erase", erase_show, person_erase, "asks whether to destroy a person's data"),
    WRITE("/persons/{id}/erase", erase_run, person_erase, "destroys a person's data, asked twice"),
    READ("/persons/{id}/certificate", certificate_show, person_read, "what was destroyed, when, by whom, why"),
    READ("/persons/{id}/copy", person_copy, person_copy_right, "all that is held about a person, to print"),
};
const size_t person_route_count = sizeof person_routes / sizeof *person_routes;

const struct menu_entry person_menu[] = {
    {N_("Persons"), "/persons", &person_read, "people"},
};
const size_t person_menu_count = sizeof person_menu / sizeof *person_menu;

/* ---- the API ---- */

/* Search comes first, and only a page can show who was found: the API makes no persons. */
const struct resource person_resources[] = {
    {.record = &person_record, .not_created = true},       {.record = &person_document_record, .read_only = true},
    {.record = &person_consent_record, .read_only = true}, {.record = &person_relation_record, .read_only = true},
    {.record = &household_record, .read_only = true},      {.record = &household_member_record, .read_only = true},
};
const size_t person_resource_count = sizeof person_resources / sizeof *person_resources;
