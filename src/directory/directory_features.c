/* What directory/ gives to the program. */
#include "directory/directory_pages.h"
#include "persons/persons.h"

#define READ &directory_read
#define KEEP &directory_keep
#define PART(base, name)                                                                                    \
    GET(base, hours_home, READ, "to the services"), GET(base "/new", name##_new, KEEP, "form of one more"), \
        POST(base, name##_create, KEEP, "add one"),                                                         \
        POST(base "/new", name##_create, KEEP, "add one; its form in another language"),                    \
        GET(base "/{id}", name##_go, READ, "to the service it belongs to"),                                 \
        GET(base "/{id}/edit", name##_edit, KEEP, "form to change it"),                                     \
        POST(base "/{id}", name##_save, KEEP, "change it"),                                                 \
        POST(base "/{id}/edit", name##_save, KEEP, "change it; its form in another language"),              \
        GET(base "/{id}/history", name##_history, READ, "what became of it"),                               \
        POST(base "/{id}/remove", name##_remove, KEEP, "take it out")
#define OPEN(class_, pattern_, handle_, purpose_)                                       \
    {                                                                                   \
        METHOD_GET, pattern_, class_, handle_, .open_to_all = true, .purpose = purpose_ \
    }
#define HSDS(pattern_, handle_, purpose_)                                                                             \
    {                                                                                                                 \
        METHOD_GET, pattern_, ROUTE_READ, handle_, .open_to_all = true, .without_language = true, .purpose = purpose_ \
    }

const struct route directory_routes[] = {
    GET("/directory", directory_find_get, READ, "find a service: what fits first"),
    GET("/directory/out-of-date", directory_old, READ, "services that nobody verified for long"),
    GET("/persons/{id}/services", directory_of_person, READ, "services that fit a person"),
    RECORD_ROUTES("/directory-organisations", partner_options, &partner_see, &directory_coordinate, &partner_keep),
    RECORD_ROUTES("/directory-sites", site_options, READ, KEEP, KEEP),
    RECORD_ROUTES("/directory-services", service_options, READ, KEEP, KEEP),
    STEPS("/directory-services", READ, service_steps),
    POST("/directory-services/{id}/verified", service_verified, KEEP, "one click: it is still true today"),
    SLOW("/directory-services/{id}/sheet.pdf", directory_sheet, READ, "a sheet for the person, on paper"),
    PART("/directory-hours", hours),
    PART("/directory-closings", closing),
    OPEN(ROUTE_READ, "/services", public_list, "services, for everybody"),
    OPEN(ROUTE_READ, "/services/{id}", public_show, "a service, for everybody"),
    OPEN(ROUTE_SLOW, "/services/{id}/sheet.pdf", public_sheet, "a service on paper, for everybody"),
    HSDS("/hsds", hsds_base_get, "what the directory for other programs is"),
    HSDS("/hsds/services", hsds_services, "services as HSDS 3.0"),
    HSDS("/hsds/services/{id}", hsds_service_get, "a service as HSDS 3.0"),
    HSDS("/hsds/organizations", hsds_organizations, "organisations as HSDS 3.0"),
    HSDS("/hsds/organizations/{id}", hsds_organization_get, "an organisation as HSDS 3.0"),
    HSDS("/hsds/service_at_locations", hsds_locations, "where services are, as HSDS 3.0"),
    HSDS("/hsds/service_at_locations/{id}", hsds_location_get, "where a service is, as HSDS 3.0"),
    HSDS("/hsds/taxonomies", hsds_taxonomies, "lists of kinds of services as HSDS 3.0"),
    HSDS("/hsds/taxonomies/{id}", hsds_taxonomy_get, "the list of kinds of services as HSDS 3.0"),
    HSDS("/hsds/taxonomy_terms", hsds_terms, "kinds of services as HSDS 3.0"),
    HSDS("/hsds/taxonomy_terms/{id}", hsds_term_get, "a kind of service as HSDS 3.0"),
};
const size_t directory_route_count = sizeof directory_routes / sizeof *directory_routes;

const struct menu_entry directory_menu[] = {
    {N_("Find a service"), "/directory", READ, "search", .group = MENU_FOLLOW_UP},
    {N_("Services"), "/directory-services", KEEP, "case", .group = MENU_MISSION},
    {N_("Sites"), "/directory-sites", KEEP, "shield", .group = MENU_MISSION},
    {N_("Organisations of the directory"), "/directory-organisations", &directory_coordinate, "people",
     .group = MENU_MISSION},
};
const size_t directory_menu_count = sizeof directory_menu / sizeof *directory_menu;

const struct resource directory_resources[] = {
    {.record = &directory_site_record},
    {.record = &directory_service_record, .flow = &directory_service_flow, .create = service_begin},
    {.record = &directory_hours_record},
    {.record = &directory_closing_record},
};
const size_t directory_resource_count = sizeof directory_resources / sizeof *directory_resources;

const struct record *const directory_task_records[] = {&directory_service_record};
const size_t directory_task_record_count = sizeof directory_task_records / sizeof *directory_task_records;

static const struct person_link LINKS[] = {{N_("Find a service"), "/services", "search", &directory_read}};
const struct person_feature directory_person_feature = {
    .label = N_("Directory of services"),
    .links = LINKS,
    .link_count = sizeof LINKS / sizeof *LINKS,
};
