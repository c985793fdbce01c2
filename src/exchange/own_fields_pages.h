/* What the pages of the mission's own fields show.  Within exchange/. */
#ifndef EXCHANGE_OWN_FIELDS_PAGES_H
#define EXCHANGE_OWN_FIELDS_PAGES_H

#include "exchange/own_fields.h"
#include "web/page.h"
#include "web/record_parts.h"

struct own_field_view {
    struct text record, name, kind, label, path;
    bool required, retired;
};
struct own_list_view {
    const char *label; /* N_() */
    struct text path;
    int64_t count; /* codes that the mission added */
};
struct own_version_view {
    struct text who;
    int64_t number, made_at;
};
struct own_fields_view {
    struct page *page;
    const struct own_field_view *fields;
    size_t field_count;
    const struct own_list_view *lists;
    size_t list_count;
    const struct own_version_view *versions;
    size_t version_count;
    int64_t version;
    struct text new_path, text_path, take_action, retire_action, profile;
    const struct text *problems;
    size_t problem_count;
};
void own_fields_list_page(struct output *out, const struct own_fields_view *view);

struct own_input {
    const char *name, *label, *direction, *help; /* N_() */
    struct text value;
    bool required;
};
struct own_form_view {
    struct page *page;
    struct text action, cancel, record, name, choices, choices_file;
    const struct form_choice *records, *kinds, *filters;
    size_t record_count, kind_count, filter_count;
    const struct own_input *inputs;
    size_t input_count;
    const struct text *problems;
    size_t problem_count;
    int64_t version;
    bool is_new, required;
};
void own_field_form_page(struct output *out, const struct own_form_view *view);

struct own_code_view {
    struct text code, label;
};
struct own_list_form_view {
    struct page *page;
    const char *label, *name; /* label: N_() */
    struct text action, cancel, choices;
    const struct own_code_view *source;
    size_t source_count;
    const struct text *problems;
    size_t problem_count;
    int64_t version;
};
void own_list_form_page(struct output *out, const struct own_list_form_view *view);

page_handler own_list_form, own_list_save;
page_handler own_fields_list, own_field_form, own_field_save, own_field_retire, own_fields_text, own_fields_take;

#endif
