/* What workload/ gives to the program: addresses, menu entries, resources of the API. */
#include "codec/json.h"
#include "workload/workload_pages.h"

const struct route workload_routes[] = {
    {METHOD_GET, "/team", ROUTE_READ, team_show, &workload_see, .purpose = "who of the office has how much to do"},
    {METHOD_GET, "/absences", ROUTE_READ, absence_list, &absence_read, .purpose = "list of absences"},
    {METHOD_GET, "/absences.csv", ROUTE_SLOW, absence_csv, &absence_read, .purpose = "absences as CSV"},
    {METHOD_GET, "/absences.xlsx", ROUTE_SLOW, absence_xlsx, &absence_read, .purpose = "absences as XLSX"},
    {METHOD_POST, "/absences/views", ROUTE_WRITE, absence_view_add, &absence_read, .purpose = "save a view"},
    {METHOD_POST, "/absences/views/{id}", ROUTE_WRITE, absence_view_remove, &absence_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/absences/new", ROUTE_READ, absence_new, &absence_keep, .purpose = "form of an absence"},
    {METHOD_POST, "/absences", ROUTE_WRITE, absence_create, &absence_keep, .purpose = "say who is away"},
    {METHOD_POST, "/absences/new", ROUTE_WRITE, absence_create, &absence_keep,
     .purpose = "say who is away; its form in another language"},
    {METHOD_GET, "/absences/{id}", ROUTE_READ, absence_show, &absence_read, .purpose = "an absence"},
    {METHOD_GET, "/absences/{id}/edit", ROUTE_READ, absence_edit, &absence_keep, .purpose = "form of an absence"},
    {METHOD_POST, "/absences/{id}", ROUTE_WRITE, absence_save, &absence_keep, .purpose = "change an absence"},
    {METHOD_POST, "/absences/{id}/edit", ROUTE_WRITE, absence_save, &absence_keep,
     .purpose = "change an absence; its form in another language"},
    {METHOD_GET, "/absences/{id}/history", ROUTE_READ, absence_history, &absence_read,
     .purpose = "history of an absence"},
    {METHOD_GET, "/hand-overs", ROUTE_READ, hand_over_list, &hand_over_read, .purpose = "list of hand-overs"},
    {METHOD_GET, "/hand-overs.csv", ROUTE_SLOW, hand_over_csv, &hand_over_read, .purpose = "hand-overs as CSV"},
    {METHOD_GET, "/hand-overs.xlsx", ROUTE_SLOW, hand_over_xlsx, &hand_over_read, .purpose = "hand-overs as XLSX"},
    {METHOD_POST, "/hand-overs/views", ROUTE_WRITE, hand_over_view_add, &hand_over_read, .purpose = "save a view"},
    {METHOD_POST, "/hand-overs/views/{id}", ROUTE_WRITE, hand_over_view_remove, &hand_over_read,
     .purpose = "delete a saved view"},
    {METHOD_GET, "/hand-overs/new", ROUTE_READ, hand_over_new, &hand_over_order, .purpose = "form of a hand-over"},
    {METHOD_POST, "/hand-overs", ROUTE_WRITE, hand_over_create, &hand_over_order,
     .purpose = "shows what a hand-over would do, then orders it"},
    {METHOD_GET, "/hand-overs/{id}", ROUTE_READ, hand_over_show, &hand_over_read, .purpose = "a hand-over"},
    {METHOD_GET, "/hand-overs/{id}/history", ROUTE_READ, hand_over_history, &hand_over_read,
     .purpose = "history of a hand-over"},
    {METHOD_POST, "/hand-overs/{id}/undo", ROUTE_WRITE, hand_over_undo, &hand_over_order,
     .purpose = "takes the cases back"},
    {METHOD_POST, "/hand-overs/{id}/resume", ROUTE_WRITE, hand_over_resume, &hand_over_order,
     .purpose = "goes on with what was interrupted"},
};
const size_t workload_route_count = sizeof workload_routes / sizeof *workload_routes;

const struct menu_entry workload_menu[] = {
    {N_("My team"), "/team", &workload_see, "people", .group = MENU_TEAM},
    {N_("Absences"), "/absences", &absence_read, "calendar", .group = MENU_TEAM},
};
const size_t workload_menu_count = sizeof workload_menu / sizeof *workload_menu;

static enum outcome prepare_absence(struct request *request, const struct json_value *object, void *row)
{
    (void)object;
    return absence_prepare(request, row);
}

const struct resource workload_resources[] = {
    {.record = &absence_record, .prepare = prepare_absence, .create = absence_add, .update = absence_change},
    {.record = &hand_over_record, .read_only = true},
};
const size_t workload_resource_count = sizeof workload_resources / sizeof *workload_resources;
