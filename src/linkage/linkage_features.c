/* What linkage/ gives to the program. */
#include "linkage/linkage_pages.h"
#include "web/record_routes.h"

const struct route linkage_routes[] = {
    RECORD_ROUTES("/linkage-partners", linkage_partner_options, &linkage_follow, &linkage_agree, &linkage_agree),
    POST("/linkage-partners/{id}/search", linkage_partner_search, &linkage_start_right,
         "begins a search for common cases"),
    RECORD_READ_ROUTES("/linkage-runs", linkage_run_options, &linkage_follow),
    SLOW("/linkage-runs/{id}/file", linkage_run_file, &linkage_start_right, "the file for the partner"),
    GET("/linkage-runs/files", linkage_run_upload, &linkage_start_right, "form that takes a partner's file"),
    {METHOD_POST, "/linkage-runs/files", ROUTE_SLOW, linkage_run_take, &linkage_start_right, .big_body = true,
     .purpose = "takes in a partner's file"},
    RECORD_READ_ROUTES("/linkage-matches", linkage_match_options, &linkage_see),
    RECORD_CHANGE_ROUTES("/linkage-matches", linkage_match_options, &linkage_see),
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
