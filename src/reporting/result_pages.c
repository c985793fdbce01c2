/* Results and indicators of grants, and the values that people enter for a report. */
#include "identity/identity.h"
#include "reporting/report_pages.h"
#include "reporting/report_rules.h"
#include "reporting/report_store.h"
#include "web/form.h"
#include "web/record_parts.h"

static const struct record_page_options GOALS = {
    .record = &report_goal_record,
    .base = "/report-goals",
    .new_title = N_("Record a result of a grant"),
    .edit_title = N_("Change the result"),
    .users = &colleague_record,
};
static const struct record_page_options INDICATORS = {
    .record = &report_indicator_record,
    .base = "/report-indicators",
    .new_title = N_("Record an indicator"),
    .edit_title = N_("Change the indicator"),
    .users = &colleague_record,
};

#define HANDLER(name, page, options)                                      \
    enum outcome name(struct request *request, struct response *response) \
    {                                                                     \
        return record_page_##page(request, response, &(options));         \
    }

HANDLER(goal_list, list, GOALS)
HANDLER(goal_new, new, GOALS)
HANDLER(goal_create, create, GOALS)
HANDLER(goal_show, show, GOALS)
HANDLER(goal_edit, edit, GOALS)
HANDLER(goal_save, save, GOALS)
HANDLER(goal_history, history, GOALS)
HANDLER(indicator_list, list, INDICATORS)
HANDLER(indicator_new, new, INDICATORS)
HANDLER(indicator_create, create, INDICATORS)
HANDLER(indicator_show, show, INDICATORS)
HANDLER(indicator_edit, edit, INDICATORS)
HANDLER(indicator_save, save, INDICATORS)
HANDLER(indicator_history, history, INDICATORS)

/* ---- the value of one indicator in one report ---- */

struct value_form {
    struct donor_report *report;
    struct report_value *before, *value; /* before: NULL when none was entered */
    struct text about;
};

static enum outcome find_value(struct work *work, struct value_form *form, struct identifier indicator)
{
    struct report_value **values;
    size_t count;
    enum outcome outcome = report_values(work, form->report->head.id, &values, &count);
    for (size_t i = 0; outcome == OK && i < count; i++)
        if (identifier_equal(values[i]->indicator, indicator))
            form->before = values[i];
    return outcome;
}

/* The report is the first {…} of the address, the indicator the second. */
static enum outcome open_value(struct request *request, struct value_form *ret)
{
    struct work *work = &request->work;
    struct identifier id, indicator;
    struct field_set readable;
    struct value_form form = {0};
    void *row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = request_id(request, 1, &indicator);
    if (outcome == OK)
        outcome = record_get(work, &donor_report_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    form.report = row;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &report_write, &subject))
        return FORBIDDEN;
    outcome = record_get(work, &report_indicator_record, indicator, &row, &readable);
    if (outcome == OK)
        outcome = find_value(work, &form, indicator);
    if (outcome != OK)
        return outcome;
    form.about = report_indicator_record.title(work, row);
    form.value = form.before != NULL ? record_copy(work->arena, &report_value_record, form.before)
                                     : record_new(work->arena, &report_value_record);
    form.value->head.organisation = form.report->head.organisation;
    form.value->head.office = form.report->head.office;
    form.value->report = id;
    form.value->indicator = indicator;
    *ret = form;
    return OK;
}

static struct field_set value_fields(void)
{
    static const char *const NAMES[] = {"value", "counted_on", "source"};
    struct field_set fields = {0};
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        field_set_add(
            &fields, record_field_index(&report_value_record, record_field(&report_value_record, text_from(NAMES[i]))));
    return fields;
}

static enum outcome send_value(struct request *request, struct response *response, const struct value_form *form,
                               bool typed, int status)
{
    struct work *work = &request->work;
    struct field_set fields = value_fields();
    struct text back = record_path(work->arena, "/donor-reports", form->report->head.id, "#results");
    struct record_edit_view view = {.page = page_open(request, N_("Enter the value of an indicator")),
                                    .about = form->about,
                                    .action = page_path(request, request->path),
                                    .cancel = page_path(request, back)};
    enum outcome outcome = record_form_view(work, &report_value_record, form->value, &fields,
                                            typed ? &request->form : NULL, NULL, &view.form);
    if (outcome != OK)
        return outcome;
    page_trail(view.page, donor_report_record.plural, TEXT("/donor-reports"));
    page_trail_text(view.page, form->report->head.number, back);
    page_trail(view.page, N_("Enter the value of an indicator"), TEXT_NONE);
    return record_edit_send(request, response, &view, typed, status);
}

enum outcome value_edit(struct request *request, struct response *response)
{
    struct value_form form;
    enum outcome outcome = open_value(request, &form);
    return outcome == OK ? send_value(request, response, &form, false, 200) : outcome;
}

enum outcome value_save(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct value_form form;
    struct field_set fields = value_fields();
    enum outcome outcome = open_value(request, &form);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_value(request, response, &form, true, 200);
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = record_form_read(work, &report_value_record, &fields, &request->form, form.value);
    if (outcome == OK && form.before != NULL)
        outcome = record_update(work, &report_value_record, form.before, form.value);
    else if (outcome == OK)
        outcome = record_insert(work, &report_value_record, form.value);
    if (outcome == INVALID)
        return send_value(request, response, &form, true, 422);
    if (outcome != OK)
        return outcome;
    return form_done(request, response, record_path(work->arena, "/donor-reports", form.report->head.id, "#results"),
                     N_("Saved."));
}
