/* Pages about other people's accounts.  Within identity/. */
#ifndef IDENTITY_USER_PAGES_H
#define IDENTITY_USER_PAGES_H

#include "identity/identity_pages.h"
#include "web/record_pages.h"

/* What a user's page shows below the fields. */
struct user_more {
    bool may_write, self, second_factor, has_password, must_change;
    struct role_line *roles;
    size_t role_count;
    const struct form_choice *choices, *offices; /* of a role to give */
    size_t choice_count, office_count;
    struct text give_path, password_path, second_factor_path, sessions_path;
    const struct problem *problem; /* the first of a chain */
};
void user_more_page(struct output *out, const struct record_show_view *view);

struct user_new_view {
    struct page *page;
    struct form_view form;
    struct text action;
    const struct problem *problem; /* of the password */
};
void user_new_page(struct output *out, const struct user_new_view *view);

extern const struct record_page_options user_options;

/* A day as DD/MM/YYYY or YYYY-MM-DD. */
enum outcome day_read(struct arena *arena, struct text typed, int32_t *ret_date) MUST_CHECK;

page_handler user_show, user_new_get, user_create_post, user_role_post, user_role_end_post, user_password_post;
page_handler user_second_factor_post, user_sessions_post;

/* Lists, forms and histories of all four records: identity_record_pages.c. */
page_handler organisation_list, organisation_show, organisation_edit, organisation_save, organisation_history;
page_handler office_list, office_csv, office_xlsx, office_new, office_create, office_show, office_edit, office_save,
    office_history, office_view_add, office_view_remove;
page_handler user_list, user_csv, user_xlsx, user_edit, user_save, user_history, user_view_add, user_view_remove;
page_handler role_list_page, role_csv, role_xlsx, role_show, role_edit, role_save, role_history, role_view_add,
    role_view_remove;

#endif
