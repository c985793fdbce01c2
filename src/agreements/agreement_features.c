/* What agreements/ gives to the program. */
#include "agreements/agreement_pages.h"
#include "web/record_routes.h"

#define SEE &agreement_see
#define KEEP &agreement_keep
#define PARTS &agreement_parts_keep

const struct route agreement_routes[] = {
    GET("/agreement-overview", agreement_overview, SEE, "agreements at a glance"),
    POST("/agreement-overview", agreement_take_over, KEEP, "takes the agreements of the profile over"),
    RECORD_ROUTES("/agreements", agreement_page_options, SEE, KEEP, KEEP),
    STEPS("/agreements", SEE, agreement_step_pages),
    RECORD_ROUTES("/agreement-parties", agreement_party_options, SEE, PARTS, PARTS),
    RECORD_ROUTES("/agreement-dates", agreement_date_options, SEE, PARTS, PARTS),
    RECORD_ROUTES("/agreement-obligations", agreement_obligation_options, SEE, KEEP, KEEP),
    STEPS("/agreement-obligations", SEE, obligation_step_pages),
};
const size_t agreement_route_count = sizeof agreement_routes / sizeof *agreement_routes;

const struct menu_entry agreement_menu[] = {
    {N_("Agreements"), "/agreement-overview", SEE, "file", .group = MENU_MISSION},
};
const size_t agreement_menu_count = sizeof agreement_menu / sizeof *agreement_menu;

const struct resource agreement_resources[] = {
    {.record = &agreement_record, .flow = &agreement_flow, .create = agreement_store},
    {.record = &agreement_party_record, .create = agreement_party_store},
    {.record = &agreement_date_record, .create = agreement_date_store, .update = agreement_date_change},
    {.record = &agreement_obligation_record,
     .flow = &agreement_obligation_flow,
     .create = agreement_obligation_store,
     .update = agreement_obligation_change},
};
const size_t agreement_resource_count = sizeof agreement_resources / sizeof *agreement_resources;

const struct record *const agreement_task_records[AGREEMENT_TASK_RECORDS] = {&agreement_record,
                                                                             &agreement_obligation_record};

static const struct choice FILES[] = {
    {"text", N_("Text of the agreement"), {0}},
    {"annex", N_("Annex"), {0}},
    {"letter", N_("Letter or note"), {0}},
    {"proof", N_("Proof that something was done"), {0}},
};
static const struct choice_list file_kinds = {"agreement_files", NULL, FILES, sizeof FILES / sizeof *FILES};
static const struct attachment_home HOME = {.record = &agreement_record,
                                            .kinds = &file_kinds,
                                            .read = &agreement_annexes,
                                            .attach = &agreement_keep,
                                            .base = "/agreements"};
const struct attachment_home *const agreement_attachment_homes[] = {&HOME};
const size_t agreement_attachment_home_count = sizeof agreement_attachment_homes / sizeof *agreement_attachment_homes;
