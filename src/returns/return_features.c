/* What returns/ gives to the program: addresses, menu entries, resources of the API. */
#include "identity/identity.h"
#include "persons/persons.h"
#include "returns/return_pages.h"
#include "returns/return_store.h"
#include "web/record_parts.h"
#include "web/route_table.h"

/* What hangs on a case (journey_pages.c): adding one from the case, a page of each. */
#define CHILD(base, kind, right)                                                                                   \
    GET_OF("/return-cases/{id}" base "/new", case_child_new, &(right), &(kind), "form of one more"),               \
        POST_OF("/return-cases/{id}" base "/new", case_child_create, &(right), &(kind), "add one"),                \
        GET_OF(base "/{id}", case_child_show, &return_read, &(kind), "page of one"),                               \
        GET_OF(base "/{id}/edit", case_child_edit, &(right), &(kind), "form to change it"),                        \
        POST_OF(base "/{id}", case_child_save, &(right), &(kind), "change it"),                                    \
        POST_OF(base "/{id}/edit", case_child_save, &(right), &(kind), "change it; its form in another language"), \
        GET_OF(base "/{id}/history", case_child_history, &return_read, &(kind), "what became of it")

const struct route return_routes[] = {
    {METHOD_GET, "/", ROUTE_READ, work_home, .right = &own_account, .purpose = "my work"},
    {METHOD_POST, "/changes/seen", ROUTE_WRITE, work_seen, .right = &return_counsel,
     .purpose = "what changed up to now was seen"},
    {METHOD_GET, "/return-limits", ROUTE_READ, limits_show, .right = &return_limits_see,
     .purpose = "after how many days a case counts as standing still"},
    {METHOD_POST, "/return-limits", ROUTE_WRITE, limits_save, .right = &return_limits_keep,
     .purpose = "sets these days"},
    {METHOD_GET, "/return-cases", ROUTE_READ, return_list, .right = &return_read, .purpose = "list of return cases"},
    {METHOD_GET, "/return-cases.csv", ROUTE_SLOW, return_list_csv, .right = &return_read, .purpose = "the list as CSV"},
    {METHOD_GET, "/return-cases.xlsx", ROUTE_SLOW, return_list_xlsx, .right = &return_read,
     .purpose = "the list as a workbook"},
    {METHOD_POST, "/return-cases/filters", ROUTE_READ, return_list_filter, .right = &return_read,
     .changes_nothing = true, .purpose = "filters of the list, as typed"},
    {METHOD_GET, "/return-cases/filters", ROUTE_READ, return_list_filter, .right = &return_read,
     .purpose = "leads to the list"},
    {METHOD_POST, "/return-cases/views", ROUTE_WRITE, return_view_add, .right = &return_read, .purpose = "save a view"},
    {METHOD_POST, "/return-cases/views/{id}", ROUTE_WRITE, return_view_remove, .right = &return_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/return-cases/new", ROUTE_READ, return_new_go, .right = &return_register,
     .purpose = "from ?person=… to the form of a new case"},
    {METHOD_GET, "/persons/{id}/return-cases/new", ROUTE_READ, return_new, .right = &return_register,
     .purpose = "form of a new case"},
    {METHOD_POST, "/persons/{id}/return-cases/new", ROUTE_WRITE, return_create, .right = &return_register,
     .purpose = "open a case"},
    {METHOD_GET, "/return-cases/{id}", ROUTE_READ, return_show, .right = &return_read, .purpose = "page of a case"},
    {METHOD_GET, "/return-cases/{id}/edit", ROUTE_READ, return_edit, .right = &return_update,
     .purpose = "form of the request"},
    {METHOD_POST, "/return-cases/{id}", ROUTE_WRITE, return_save, .right = &return_update,
     .purpose = "change the request"},
    {METHOD_POST, "/return-cases/{id}/edit", ROUTE_WRITE, return_save, .right = &return_update,
     .purpose = "change the request; its form in another language"},
    {METHOD_GET, "/return-cases/{id}/declaration.pdf", ROUTE_SLOW, declaration_print, .right = &return_counsel,
     .purpose = "the declaration of voluntary return, to be signed"},
    {METHOD_GET, "/return-cases/{id}/assign", ROUTE_READ, return_assign_show, .right = &return_assign,
     .purpose = "who follows the case"},
    {METHOD_POST, "/return-cases/{id}/assign", ROUTE_WRITE, return_assign_take, .right = &return_assign,
     .purpose = "give the case to a caseworker"},
    STEPS("/return-cases", &return_read, case_steps),
    {METHOD_GET, "/return-milestones/{id}", ROUTE_READ, milestone_go, .right = &return_read,
     .purpose = "a preparation, on its case's page"},
    STEPS("/return-milestones", &return_read, milestone_steps),
    {METHOD_GET, "/return-cases/{id}/items/new", ROUTE_READ, item_new, .right = &return_plan,
     .purpose = "form of a new item of the plan"},
    {METHOD_POST, "/return-cases/{id}/items/new", ROUTE_WRITE, item_create, .right = &return_plan,
     .purpose = "add an item to the plan"},
    {METHOD_GET, "/return-items", ROUTE_READ, item_list, .right = &return_read, .purpose = "list of items of plans"},
    {METHOD_GET, "/return-items.csv", ROUTE_SLOW, item_csv, .right = &return_read, .purpose = "the list as CSV"},
    {METHOD_GET, "/return-items.xlsx", ROUTE_SLOW, item_xlsx, .right = &return_read,
     .purpose = "the list as a workbook"},
    {METHOD_POST, "/return-items/views", ROUTE_WRITE, item_view_add, .right = &return_read, .purpose = "save a view"},
    {METHOD_POST, "/return-items/views/{id}", ROUTE_WRITE, item_view_remove, .right = &return_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/return-items/{id}", ROUTE_READ, item_go, .right = &return_read,
     .purpose = "an item, on its case's page"},
    {METHOD_GET, "/return-items/{id}/edit", ROUTE_READ, item_edit, .right = &return_plan, .purpose = "form of an item"},
    {METHOD_POST, "/return-items/{id}", ROUTE_WRITE, item_save, .right = &return_plan, .purpose = "change an item"},
    {METHOD_POST, "/return-items/{id}/edit", ROUTE_WRITE, item_save, .right = &return_plan,
     .purpose = "change an item; its form in another language"},
    {METHOD_GET, "/return-items/{id}/receipt", ROUTE_READ, item_receipt, .right = &return_read,
     .purpose = "receipt of a payment"},
    STEPS("/return-items", &return_read, item_steps),
    {METHOD_GET, "/return-tickets", ROUTE_READ, ticket_list, .right = &return_read, .purpose = "list of tickets"},
    {METHOD_GET, "/return-tickets.csv", ROUTE_SLOW, ticket_csv, .right = &return_read, .purpose = "the list as CSV"},
    {METHOD_GET, "/return-tickets.xlsx", ROUTE_SLOW, ticket_xlsx, .right = &return_read,
     .purpose = "the list as a workbook"},
    {METHOD_POST, "/return-tickets/filters", ROUTE_READ, ticket_filter, .right = &return_read, .changes_nothing = true,
     .purpose = "filters of the list, as typed"},
    {METHOD_GET, "/return-tickets/filters", ROUTE_READ, ticket_filter, .right = &return_read,
     .purpose = "leads to the list"},
    {METHOD_POST, "/return-tickets/views", ROUTE_WRITE, ticket_view_add, .right = &return_read,
     .purpose = "save a view"},
    {METHOD_POST, "/return-tickets/views/{id}", ROUTE_WRITE, ticket_view_remove, .right = &return_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/return-tickets/{id}", ROUTE_READ, ticket_show, .right = &return_read, .purpose = "a ticket"},
    {METHOD_GET, "/return-tickets/{id}/history", ROUTE_READ, ticket_history, .right = &return_read,
     .purpose = "what became of it"},
    STEPS("/return-tickets", &return_read, ticket_steps),
    {METHOD_GET, "/return-cases/{id}/counselling/new", ROUTE_READ, session_new, .right = &return_counsel,
     .purpose = "form of a session of counselling"},
    {METHOD_POST, "/return-cases/{id}/counselling/new", ROUTE_WRITE, session_create, .right = &return_counsel,
     .purpose = "record a session of counselling"},
    {METHOD_GET, "/return-counselling/{id}", ROUTE_READ, session_show, .right = &return_read,
     .purpose = "a session of counselling"},
    {METHOD_GET, "/return-counselling/{id}/edit", ROUTE_READ, session_edit, .right = &return_counsel,
     .purpose = "form of a session"},
    {METHOD_POST, "/return-counselling/{id}", ROUTE_WRITE, session_save, .right = &return_counsel,
     .purpose = "change a session"},
    {METHOD_POST, "/return-counselling/{id}/edit", ROUTE_WRITE, session_save, .right = &return_counsel,
     .purpose = "change a session; its form in another language"},
    {METHOD_GET, "/return-counselling/{id}/history", ROUTE_READ, session_history, .right = &return_read,
     .purpose = "history of a session"},
    {METHOD_GET, "/return-decisions/{id}", ROUTE_READ, decision_show, .right = &return_read,
     .purpose = "what the rules answered when somebody signed"},
    CHILD("/travel-papers", paper_kind, papers_write),
    CHILD("/travel-needs", needs_kind, papers_write),
    CHILD("/travel-medication", medication_kind, health_write),
    CHILD("/appointments", appointment_kind, appointment_keep),
    {METHOD_GET, "/travel-warnings/{id}", ROUTE_READ, warning_go, .right = &return_read,
     .purpose = "a warning, on its case's page"},
    {METHOD_GET, "/appointments", ROUTE_READ, appointment_list, .right = &return_read,
     .purpose = "list of appointments"},
    {METHOD_GET, "/appointments.csv", ROUTE_SLOW, appointment_csv, .right = &return_read, .purpose = "the list as CSV"},
    {METHOD_GET, "/appointments.xlsx", ROUTE_SLOW, appointment_xlsx, .right = &return_read,
     .purpose = "the list as a workbook"},
    {METHOD_POST, "/appointments/filters", ROUTE_READ, appointment_filter, .right = &return_read,
     .changes_nothing = true, .purpose = "filters of the list, as typed"},
    {METHOD_GET, "/appointments/filters", ROUTE_READ, appointment_filter, .right = &return_read,
     .purpose = "leads to the list"},
    {METHOD_POST, "/appointments/views", ROUTE_WRITE, appointment_view_add, .right = &return_read,
     .purpose = "save a view"},
    {METHOD_POST, "/appointments/views/{id}", ROUTE_WRITE, appointment_view_remove, .right = &return_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/appointments/week", ROUTE_READ, appointment_week, .right = &return_read,
     .purpose = "appointments and flights of a week"},
    {METHOD_GET, "/appointments/calendar", ROUTE_READ, calendar_address_show, .right = &calendar_read,
     .purpose = "how another calendar reads one's appointments"},
    {METHOD_POST, "/appointments/calendar", ROUTE_WRITE, calendar_address_make, .right = &calendar_read,
     .purpose = "make a secret address for it"},
    {METHOD_GET, "/appointments.ics", ROUTE_READ, calendar_feed, .open_to_all = true,
     .purpose = "appointments for another calendar, under its secret key"},
    {METHOD_GET, "/suspended-places", ROUTE_READ, suspension_list, .right = &suspension_read,
     .purpose = "suspended countries and zones"},
    {METHOD_GET, "/suspended-places.csv", ROUTE_SLOW, suspension_csv, .right = &suspension_read,
     .purpose = "the list as CSV"},
    {METHOD_GET, "/suspended-places.xlsx", ROUTE_SLOW, suspension_xlsx, .right = &suspension_read,
     .purpose = "the list as a workbook"},
    {METHOD_POST, "/suspended-places/views", ROUTE_WRITE, suspension_view_add, .right = &suspension_read,
     .purpose = "save a view"},
    {METHOD_POST, "/suspended-places/views/{id}", ROUTE_WRITE, suspension_view_remove, .right = &suspension_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/suspended-places/new", ROUTE_READ, suspension_new, .right = &suspension_keep,
     .purpose = "form of a suspension"},
    {METHOD_POST, "/suspended-places", ROUTE_WRITE, suspension_create, .right = &suspension_keep,
     .purpose = "suspend a country or a zone"},
    {METHOD_POST, "/suspended-places/new", ROUTE_WRITE, suspension_create, .right = &suspension_keep,
     .purpose = "suspend a place; its form in another language"},
    {METHOD_GET, "/suspended-places/{id}", ROUTE_READ, suspension_show, .right = &suspension_read,
     .purpose = "a suspension"},
    {METHOD_GET, "/suspended-places/{id}/edit", ROUTE_READ, suspension_edit, .right = &suspension_keep,
     .purpose = "form of a suspension"},
    {METHOD_POST, "/suspended-places/{id}", ROUTE_WRITE, suspension_save, .right = &suspension_keep,
     .purpose = "change a suspension"},
    {METHOD_POST, "/suspended-places/{id}/edit", ROUTE_WRITE, suspension_save, .right = &suspension_keep,
     .purpose = "change a suspension; its form in another language"},
    {METHOD_GET, "/suspended-places/{id}/history", ROUTE_READ, suspension_history, .right = &suspension_read,
     .purpose = "history of a suspension"},
    {METHOD_GET, "/payments", ROUTE_READ, payment_list, .right = &payment_see, .purpose = "payments that wait"},
};
const size_t return_route_count = sizeof return_routes / sizeof *return_routes;

const struct menu_entry return_menu[] = {
    {N_("My work"), "/", &own_account, "work"},
    {N_("Return cases"), "/return-cases", &return_read, "case"},
    {N_("Appointments"), "/appointments/week", &appointment_keep, "calendar", .group = MENU_FOLLOW_UP},
    {N_("Payments"), "/payments", &payment_see, "grant"},
    {N_("Figures"), "/figures", &return_figures, "report", .group = MENU_FIGURES},
    {N_("How the programme goes"), "/programme-figures", &return_figures, "activity", .group = MENU_FIGURES},
    {N_("Suspended countries"), "/suspended-places", &suspension_read, "shield", .group = MENU_MISSION},
};
const size_t return_menu_count = sizeof return_menu / sizeof *return_menu;

/* Of the table below. */
enum { SESSIONS = 3 };
static const struct resource_child CHILDREN[] = {{&return_resources[SESSIONS], "return_case"}};

const struct resource return_resources[] = {
    {.record = &return_case_record,
     .flow = &return_flow,
     .prepare = return_prepare,
     .create = return_create_row,
     .children = CHILDREN,
     .child_count = sizeof CHILDREN / sizeof *CHILDREN},
    {.record = &return_milestone_record, .flow = &milestone_flow, .read_only = true},
    {.record = &return_item_record, .flow = &item_flow, .read_only = true},
    [SESSIONS] = {.record = &return_counselling_record, .prepare = session_prepare},
    {.record = &return_decision_record, .read_only = true},
    {.record = &suspended_place_record},
    {.record = &travel_paper_record, .not_created = true},
    {.record = &travel_needs_record, .not_created = true},
    {.record = &travel_medication_record, .not_created = true},
    {.record = &travel_warning_record, .read_only = true},
    {.record = &appointment_record, .not_created = true},
    {.record = &return_ticket_record, .flow = &ticket_flow, .read_only = true},
};
const size_t return_resource_count = sizeof return_resources / sizeof *return_resources;

/* ---- what the pages of persons show and ask ---- */

static enum outcome files_of(struct work *work, struct identifier person, struct person_file **ret_files,
                             size_t *ret_count)
{
    struct list_query query = {.person = person, .descending = true, .size = LIST_PAGE};
    struct list_page page;
    enum outcome outcome = record_list(work, &return_case_record, &query, &page);
    if (outcome != OK)
        return outcome;
    struct person_file *files = arena_array(work->arena, struct person_file, page.count + 1);
    for (size_t i = 0; i < page.count; i++) {
        const struct return_case *file = page.rows[i];
        const struct flow_state *state = flow_state(&return_flow, file->head.state);
        files[i] = (struct person_file){
            .number = file->head.number,
            .path = case_address(work->arena, file->head.id, ""),
            .state = state == NULL ? TEXT_NONE : text_from(tr(work->language, state->label)),
            .tone = flow_tone(&return_flow, file->head.state),
            .line = choice_show(&countries, file->country_of_return, work->language),
            .open = state == NULL || state->kind != STATE_ENDED,
        };
    }
    *ret_files = files;
    *ret_count = page.count;
    return OK;
}

static enum outcome may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    bool open;
    enum outcome outcome = return_has_open_case(work, person, (struct identifier){{0}}, &open);
    if (outcome == OK && open)
        (void)problem_add(problems, INVALID, "case_open", TEXT_NONE,
                          N_("A return case of this person has not ended: close it first."));
    return outcome;
}

static const struct record *const RECORDS[] = {
    &return_case_record,     &return_milestone_record, &return_item_record,  &return_counselling_record,
    &return_decision_record, &travel_paper_record,     &travel_needs_record, &travel_medication_record,
    &appointment_record,     &return_ticket_record};

const struct person_feature return_person_feature = {
    .label = N_("Return cases"),
    .files = files_of,
    .find = return_find_path,
    .consent_withdrawn = return_consent_withdrawn,
    .may_erase = may_erase,
    .may_merge = return_may_merge,
    .records = RECORDS,
    .record_count = sizeof RECORDS / sizeof *RECORDS,
    .open_label = N_("Open a return case"),
    .open_path = "/return-cases/new",
    .open_right = &return_register,
};
