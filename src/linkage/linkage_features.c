/* What linkage/ gives to the program. */
#include "linkage/linkage_pages.h"
#include "web/route_table.h"

const struct route linkage_routes[] = {
    GET("/linkage-partners", linkage_partner_list, &linkage_follow, "partners for the search for common cases"),
    GET("/linkage-partners/new", linkage_partner_new, &linkage_agree, "form of a partner"),
    POST("/linkage-partners", linkage_partner_create, &linkage_agree, "stores a partner"),
    POST("/linkage-partners/new", linkage_partner_create, &linkage_agree,
         "stores a partner; its form in another language"),
    GET("/linkage-partners/{id}", linkage_partner_show, &linkage_follow, "a partner"),
    GET("/linkage-partners/{id}/edit", linkage_partner_edit, &linkage_agree, "form of a partner"),
    POST("/linkage-partners/{id}", linkage_partner_save, &linkage_agree, "changes a partner"),
    POST("/linkage-partners/{id}/edit", linkage_partner_save, &linkage_agree,
         "changes a partner; its form in another language"),
    GET("/linkage-partners/{id}/history", linkage_partner_history, &linkage_follow, "what became of a partner"),
    POST("/linkage-partners/{id}/search", linkage_partner_search, &linkage_start_right,
         "begins a search for common cases"),
    GET("/linkage-runs", linkage_run_list, &linkage_follow, "searches for common cases"),
    GET("/linkage-runs/{id}", linkage_run_show, &linkage_follow, "a search and how far it is"),
    GET("/linkage-runs/{id}/history", linkage_run_history, &linkage_follow, "what became of a search"),
    SLOW("/linkage-runs/{id}/file", linkage_run_file, &linkage_start_right, "the file for the partner"),
    GET("/linkage-runs/files", linkage_run_upload, &linkage_start_right, "form that takes a partner's file"),
    {METHOD_POST, "/linkage-runs/files", ROUTE_SLOW, linkage_run_take, &linkage_start_right, .big_body = true,
     .purpose = "takes in a partner's file"},
    GET("/linkage-matches", linkage_match_list, &linkage_see, "common cases"),
    SLOW("/linkage-matches.csv", linkage_match_csv, &linkage_see, "common cases as CSV"),
    SLOW("/linkage-matches.xlsx", linkage_match_xlsx, &linkage_see, "common cases as a workbook"),
    POST("/linkage-matches/views", linkage_match_view_add, &linkage_see, "save a view"),
    POST("/linkage-matches/views/{id}", linkage_match_view_remove, &linkage_see, "delete a saved view"),
    GET("/linkage-matches/{id}", linkage_match_show, &linkage_see, "a common case"),
    GET("/linkage-matches/{id}/edit", linkage_match_edit, &linkage_see, "form of what was decided"),
    POST("/linkage-matches/{id}", linkage_match_save, &linkage_see, "stores what was decided"),
    POST("/linkage-matches/{id}/edit", linkage_match_save, &linkage_see,
         "stores what was decided; its form in another language"),
    GET("/linkage-matches/{id}/history", linkage_match_history, &linkage_see, "what became of a common case"),
    {METHOD_POST, "/api/v1/linkage-exchange", ROUTE_SLOW, linkage_api_take, &linkage_exchange, .big_body = true,
     .without_language = true, .purpose = "takes in a file from a partner's Sanad"},
    {METHOD_GET, "/api/v1/linkage-exchange/{run}", ROUTE_SLOW, linkage_api_give, &linkage_exchange,
     .without_language = true, .purpose = "gives the answer to a partner's Sanad"},
};
const size_t linkage_route_count = sizeof linkage_routes / sizeof *linkage_routes;

const struct menu_entry linkage_menu[] = {
    {N_("Common cases"), "/linkage-matches", &linkage_see, "people", .group = MENU_FOLLOW_UP},
    {N_("Searches with partners"), "/linkage-runs", &linkage_follow, "search", .group = MENU_MISSION},
    {N_("Partners for common cases"), "/linkage-partners", &linkage_follow, "key", .group = MENU_MISSION},
};
const size_t linkage_menu_count = sizeof linkage_menu / sizeof *linkage_menu;

const struct resource linkage_resources[] = {
    {.record = &linkage_partner_record, .read_only = true},
    {.record = &linkage_run_record, .read_only = true},
    {.record = &linkage_match_record, .read_only = true},
};
const size_t linkage_resource_count = sizeof linkage_resources / sizeof *linkage_resources;
