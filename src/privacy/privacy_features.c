/* What privacy/ gives to the program. */
#include "privacy/privacy_pages.h"
#include "web/record_routes.h"

const struct route privacy_routes[] = {
    GET("/privacy", privacy_home, &privacy_see, "data protection at a glance"),
    GET("/broken-glass", glass_list, &glass_see, "files opened in an emergency"),
    GET("/broken-glass/new", glass_new, &glass_break, "form to open a file out of reach"),
    POST("/broken-glass/new", glass_create, &glass_break, "opens a file out of reach for some minutes"),
    GET("/broken-glass/{id}", glass_show, &glass_see, "one opening, why, and what was read"),
    GET("/broken-glass/{id}/history", glass_history, &glass_see, "what became of it"),
    STEPS("/broken-glass", &glass_see, glass_steps),
    GET("/data-requests", privacy_list, &request_see, "what persons ask about their data"),
    GET("/data-requests/{id}", privacy_show, &request_see, "one request"),
    GET("/data-requests/{id}/history", privacy_history, &request_see, "what became of it"),
    GET("/data-requests/{id}/edit", data_request_edit, &request_answer, "form to change a request"),
    POST("/data-requests/{id}", data_request_save, &request_answer, "changes a request"),
    SLOW("/data-requests/{id}/answer.pdf", data_request_print, &request_see, "the answer on paper"),
    POST("/data-requests/{id}/copy", data_request_copy, &request_answer, "has the copy for the person made"),
    GET("/data-requests/{id}/copy", privacy_show, &request_see, "leads to the request"),
    SLOW("/data-requests/{id}/copy.json", data_request_json, &request_answer, "the same for programs"),
    STEPS("/data-requests", &request_see, request_steps),
    GET("/persons/{id}/data-requests/new", data_request_new, &request_record_right, "form of a request"),
    POST("/persons/{id}/data-requests/new", data_request_create, &request_record_right, "records a request"),
    GET("/retention-proposals", privacy_list, &retention_see, "what is kept too long"),
    GET("/retention-proposals/{id}", privacy_show, &retention_see, "one person's data that are due"),
    GET("/retention-proposals/{id}/history", privacy_history, &retention_see, "what became of it"),
    STEPS("/retention-proposals", &retention_see, proposal_steps),
    GET("/legal-holds", privacy_list, &retention_see, "data that must not be destroyed"),
    GET("/legal-holds/{id}", privacy_show, &retention_see, "one hold"),
    GET("/legal-holds/{id}/history", privacy_history, &retention_see, "what became of it"),
    STEPS("/legal-holds", &retention_see, hold_steps),
    GET("/persons/{id}/legal-holds/new", legal_hold_new, &hold_keep, "form of a hold"),
    POST("/persons/{id}/legal-holds/new", legal_hold_create, &hold_keep, "holds a person's data"),
    GET("/person-consents", consent_register, &privacy_see, "register of consents"),
    {METHOD_POST, "/person-consents/filters", ROUTE_READ, consent_register_filter, .right = &privacy_see,
     .changes_nothing = true, .purpose = "filters of the register, as typed"},
    GET("/person-consents/filters", consent_register_filter, &privacy_see, "leads to the register"),
    SLOW("/person-consents.csv", consent_register_csv, &privacy_see, "register of consents as CSV"),
    SLOW("/person-consents.xlsx", consent_register_xlsx, &privacy_see, "register of consents as a workbook"),
    RECORD_ROUTES("/processings", processing_options, &register_see, &register_keep, &register_keep),
    STEPS("/processings", &register_see, processing_steps),
    RECORD_ROUTES("/incidents", incident_options, &incident_see, &incident_report, &incident_handle),
    STEPS("/incidents", &incident_see, incident_steps),
    RECORD_ROUTES("/transfer-agreements", agreement_options, &register_see, &register_keep, &register_keep),
    STEPS("/transfer-agreements", &register_see, agreement_steps),
    GET("/why", glass_why, &person_search_right, "why something cannot be seen"),
    {METHOD_POST, "/why", ROUTE_READ, glass_why_asked, .right = &person_search_right, .changes_nothing = true,
     .purpose = "whom to ask for what cannot be seen"},
    GET("/persons/{id}/access-log", access_log_show, &privacy_log, "who opened a person's file"),
    SLOW("/persons/{id}/access-log.pdf", access_log_print, &privacy_log, "the same, for the person"),
};
const size_t privacy_route_count = sizeof privacy_routes / sizeof *privacy_routes;

const struct menu_entry privacy_menu[] = {
    {N_("Data protection"), "/privacy", &privacy_see, "key", .group = MENU_MISSION},
    {N_("Incidents"), "/incidents", &incident_see, "alert", .group = MENU_MISSION},
};
const size_t privacy_menu_count = sizeof privacy_menu / sizeof *privacy_menu;

const struct resource privacy_resources[] = {
    {.record = &broken_glass_record, .flow = &broken_glass_flow, .read_only = true},
    {.record = &data_request_record, .flow = &data_request_flow, .read_only = true},
    {.record = &retention_proposal_record, .flow = &retention_flow, .read_only = true},
    {.record = &legal_hold_record, .flow = &legal_hold_flow, .read_only = true},
    {.record = &processing_record, .flow = &processing_flow, .create = processing_store},
    {.record = &incident_record, .flow = &incident_flow, .create = incident_store},
    {.record = &transfer_agreement_record, .flow = &transfer_agreement_flow},
};
const size_t privacy_resource_count = sizeof privacy_resources / sizeof *privacy_resources;

/* Whose tasks stand in "my work". */
static const struct record *const RECORDS[] = {&broken_glass_record, &data_request_record, &retention_proposal_record,
                                               &processing_record,   &incident_record,     &transfer_agreement_record};
const struct return_companion privacy_companion = {.records = RECORDS,
                                                   .record_count = sizeof RECORDS / sizeof *RECORDS};

static const struct person_link LINKS[] = {
    {N_("Who opened this file"), "/access-log", "clock", &privacy_log},
    {N_("Request about data"), "/data-requests/new", "mail", &request_record_right},
    {N_("Hold the data"), "/legal-holds/new", "lock", &hold_keep},
};
static const struct record *const COPIED[] = {&broken_glass_record, &data_request_record};

static enum outcome may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    struct text basis;
    enum outcome outcome = retention_held(work, person, &basis);
    if (outcome == NOT_FOUND)
        return OK;
    if (outcome != OK)
        return outcome;
    return problem_add_with(problems, INVALID, "held", TEXT_NONE, N_("The data are held: {1}. Lift the hold first."),
                            choice_show(&hold_bases, basis, work->language), TEXT_NONE);
}

const struct person_feature privacy_person_feature = {
    .label = N_("Data protection"),
    .may_erase = may_erase,
    .erased = privacy_erased,
    .records = COPIED,
    .record_count = sizeof COPIED / sizeof *COPIED,
    .links = LINKS,
    .link_count = sizeof LINKS / sizeof *LINKS,
    .masked_label = N_("Emergency: open it all the same"),
    .masked_path = "/broken-glass/new",
    .masked_right = &glass_break,
};
