/* Registers of the organisation: suppliers, rules of quotes, entitlements. */
#include "identity/identity.h"
#include "reintegration/reintegration_pages.h"

/* Lines of every grant, also of one that has not begun. */
static enum outcome offer_lines(void *context, struct work *work, const struct field *field, const void *row,
                                const struct form_choice **ret_choices, size_t *ret_count)
{
    struct line_figures *lines;
    size_t count;
    (void)context, (void)row;
    if (field->target != &budget_line_record)
        return NOT_FOUND;
    enum outcome outcome = budget_lines_within_reach(work, DATE_NONE, &lines, &count);
    if (outcome != OK)
        return outcome;
    struct form_choice *choices = arena_array(work->arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct form_choice){
            .code = identifier_to_text(work->arena, lines[i].line),
            .label = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(lines[i].code), TEXT_ARG(lines[i].title))};
    *ret_choices = choices;
    *ret_count = count;
    return OK;
}

const struct record_page_options supplier_options = {
    .record = &supplier_record,
    .base = "/suppliers",
    .new_title = N_("Add a supplier"),
    .edit_title = N_("Change the supplier"),
    .users = &colleague_record,
};
const struct record_page_options quote_rule_options = {
    .record = &quote_rule_record,
    .base = "/quote-rules",
    .new_title = N_("Add a rule of quotes"),
    .edit_title = N_("Change the rule of quotes"),
    .users = &colleague_record,
};
const struct record_page_options entitlement_options = {
    .record = &entitlement_record,
    .base = "/entitlements",
    .new_title = N_("Add an entitlement"),
    .edit_title = N_("Change the entitlement"),
    .users = &colleague_record,
    .links = offer_lines,
};
