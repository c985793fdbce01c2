/* The pages that derive from the descriptors of organisations, offices, users and roles; and their API. */
#include "identity/user_pages.h"
#include "web/record_api.h"

static const struct record_page_options organisation_options = {
    .record = &organisation_record,
    .base = "/organisations",
    .edit_title = N_("Change the organisation"),
    .users = &user_account_record,
    .closed_list = true, /* organisations are made on the host, with their key */
};
static const struct record_page_options office_options = {
    .record = &office_record,
    .base = "/offices",
    .new_title = N_("A new office"),
    .edit_title = N_("Change the office"),
    .users = &user_account_record,
};
static const struct record_page_options role_options = {
    .record = &role_assignment_record,
    .base = "/roles",
    .edit_title = N_("Change the role"),
    .users = &user_account_record,
    .closed_list = true, /* roles are given on the user's page */
};

#define HANDLER(name, page, options)                                      \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &(options));         \
    }

HANDLER(organisation_list, list, organisation_options)
HANDLER(organisation_show, show, organisation_options)
HANDLER(organisation_edit, edit, organisation_options)
HANDLER(organisation_save, save, organisation_options)
HANDLER(organisation_history, history, organisation_options)

HANDLER(office_list, list, office_options)
HANDLER(office_csv, csv, office_options)
HANDLER(office_xlsx, xlsx, office_options)
HANDLER(office_new, new, office_options)
HANDLER(office_create, create, office_options)
HANDLER(office_show, show, office_options)
HANDLER(office_edit, edit, office_options)
HANDLER(office_save, save, office_options)
HANDLER(office_history, history, office_options)
HANDLER(office_view_add, view_add, office_options)
HANDLER(office_view_remove, view_remove, office_options)

HANDLER(user_list, list, user_options)
HANDLER(user_csv, csv, user_options)
HANDLER(user_xlsx, xlsx, user_options)
HANDLER(user_edit, edit, user_options)
HANDLER(user_save, save, user_options)
HANDLER(user_history, history, user_options)
HANDLER(user_view_add, view_add, user_options)
HANDLER(user_view_remove, view_remove, user_options)

HANDLER(role_list_page, list, role_options)
HANDLER(role_csv, csv, role_options)
HANDLER(role_xlsx, xlsx, role_options)
HANDLER(role_show, show, role_options)
HANDLER(role_edit, edit, role_options)
HANDLER(role_save, save, role_options)
HANDLER(role_history, history, role_options)
HANDLER(role_view_add, view_add, role_options)
HANDLER(role_view_remove, view_remove, role_options)

static const struct resource RESOURCES[] = {
    {.record = &organisation_record},
    {.record = &office_record},
    {.record = &user_account_record}, /* without a password until an administrator gives one */
    {.record = &role_assignment_record},
};
const struct resource_list identity_resources = {RESOURCES, sizeof RESOURCES / sizeof *RESOURCES};
