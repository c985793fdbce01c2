/* What returns/ gives to the program: addresses, menu entries, resources of the API. */
#include "identity/identity.h"
#include "returns/return_pages.h"

#define STEPS(base, pages_)                                                                                       \
    {.method = METHOD_GET,                                                                                        \
     .pattern = base "/{id}/steps/{action}",                                                                      \
     .class = ROUTE_READ,                                                                                         \
     .handle = step_show,                                                                                         \
     .right = &return_read,                                                                                       \
     .context = &(pages_),                                                                                        \
     .purpose = "a step as a form"},                                                                              \
    {                                                                                                             \
        .method = METHOD_POST, .pattern = base "/{id}/steps/{action}", .class = ROUTE_WRITE, .handle = step_take, \
        .right = &return_read, .context = &(pages_), .purpose = "take a step"                                     \
    }

const struct route return_routes[] = {
    {METHOD_GET, "/", ROUTE_READ, work_home, .right = &own_account, .purpose = "my work"},
    {METHOD_GET, "/return-cases", ROUTE_READ, return_list, .right = &return_read, .purpose = "list of return cases"},
    {METHOD_GET, "/return-cases.csv", ROUTE_SLOW, return_list_csv, .right = &return_read, .purpose = "the list as CSV"},
    {METHOD_GET, "/return-cases.xlsx", ROUTE_SLOW, return_list_xlsx, .right = &return_read,
     .purpose = "the list as a workbook"},
    {METHOD_POST, "/return-cases/views", ROUTE_WRITE, return_view_add, .right = &return_read, .purpose = "save a view"},
    {METHOD_POST, "/return-cases/views/{id}", ROUTE_WRITE, return_view_remove, .right = &return_read,
     .purpose = "delete a saved view"},
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
    {METHOD_GET, "/return-cases/{id}/assign", ROUTE_READ, return_assign_show, .right = &return_assign,
     .purpose = "who follows the case"},
    {METHOD_POST, "/return-cases/{id}/assign", ROUTE_WRITE, return_assign_take, .right = &return_assign,
     .purpose = "give the case to a caseworker"},
    STEPS("/return-cases", case_steps),
    {METHOD_GET, "/return-milestones/{id}", ROUTE_READ, milestone_go, .right = &return_read,
     .purpose = "a preparation, on its case's page"},
    STEPS("/return-milestones", milestone_steps),
    {METHOD_GET, "/return-cases/{id}/items/new", ROUTE_READ, item_new, .right = &return_plan,
     .purpose = "form of a new item of the plan"},
    {METHOD_POST, "/return-cases/{id}/items/new", ROUTE_WRITE, item_create, .right = &return_plan,
     .purpose = "add an item to the plan"},
    {METHOD_GET, "/return-items/{id}", ROUTE_READ, item_go, .right = &return_read,
     .purpose = "an item, on its case's page"},
    {METHOD_GET, "/return-items/{id}/edit", ROUTE_READ, item_edit, .right = &return_plan, .purpose = "form of an item"},
    {METHOD_POST, "/return-items/{id}", ROUTE_WRITE, item_save, .right = &return_plan, .purpose = "change an item"},
    {METHOD_POST, "/return-items/{id}/edit", ROUTE_WRITE, item_save, .right = &return_plan,
     .purpose = "change an item; its form in another language"},
    {METHOD_GET, "/return-items/{id}/receipt", ROUTE_READ, item_receipt, .right = &return_read,
     .purpose = "receipt of a payment"},
    STEPS("/return-items", item_steps),
    {METHOD_GET, "/payments", ROUTE_READ, payment_list, .right = &payment_see, .purpose = "payments that wait"},
};
const size_t return_route_count = sizeof return_routes / sizeof *return_routes;

const struct menu_entry return_menu[] = {
    {N_("My work"), "/", &own_account, "work"},
    {N_("Return cases"), "/return-cases", &return_read, "case"},
    {N_("Payments"), "/payments", &payment_see, "grant"},
};
const size_t return_menu_count = sizeof return_menu / sizeof *return_menu;

const struct resource return_resources[] = {
    {.record = &return_case_record, .flow = &return_flow, .prepare = return_prepare, .create = return_create_row},
    {.record = &return_milestone_record, .flow = &milestone_flow, .read_only = true},
    {.record = &return_item_record, .flow = &item_flow, .read_only = true},
};
const size_t return_resource_count = sizeof return_resources / sizeof *return_resources;
