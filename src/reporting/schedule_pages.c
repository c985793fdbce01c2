/* The reports that a grant's agreement asks for, planned at once. */
#include "base/number.h"
#include "grants/grants.h"
#include "record/form.h"
#include "record/list.h"
#include "reporting/report_pages.h"
#include "reporting/report_rules.h"
#include "reporting/report_store.h"
#include "web/form.h"
#include "web/record_parts.h"

enum { MONTHS_MOST = 36, DAYS_MOST = 365, REPORTS_MOST = 60 };

struct schedule {
    struct donor_grant *grant;
    int32_t first;
    int64_t months, days;
};

static struct text typed_or(const struct request *request, const char *name, const char *otherwise)
{
    return parameters_has(&request->form, text_from(name)) ? parameters_get(&request->form, text_from(name))
                                                           : text_from(otherwise);
}

static enum outcome send_form(struct request *request, struct response *response, int status)
{
    struct work *work = &request->work;
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct list_page grants;
    enum outcome outcome = record_list(work, &grant_record, &query, &grants);
    if (outcome != OK)
        return outcome;
    struct report_schedule_view view = {.page = page_open(request, N_("Plan the reports of a grant")),
                                        .action = page_path(request, request->path),
                                        .cancel = page_path(request, TEXT("/donor-reports")),
                                        .key = form_key_new(request),
                                        .first = typed_or(request, "first", ""),
                                        .months = typed_or(request, "months", "6"),
                                        .days = typed_or(request, "days", "60")};
    if (work->problems.first != NULL)
        view.error = problem_sentence(work->arena, work->language, work->problems.first);
    view.grants = arena_array(work->arena, struct report_link_view, grants.count + 1);
    for (size_t i = 0; i < grants.count; i++) {
        const struct donor_grant *grant = grants.rows[i];
        struct text id = identifier_to_text(work->arena, grant->head.id);
        view.grants[view.grant_count++] =
            (struct report_link_view){grant->title, id, text_equal(id, parameters_get(&request->form, TEXT("grant")))};
    }
    page_trail(view.page, donor_report_record.plural, TEXT("/donor-reports"));
    page_trail(view.page, N_("Plan the reports of a grant"), TEXT_NONE);
    view.page->has_form = true;
    struct output out = page_output(request, response);
    report_schedule_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome read_grant(struct request *request, struct schedule *schedule)
{
    struct work *work = &request->work;
    struct identifier id;
    struct field_set readable;
    void *row;
    enum outcome outcome = NOT_FOUND;
    if (text_to_identifier(parameters_get(&request->form, TEXT("grant")), &id) == OK)
        outcome = record_get(work, &grant_record, id, &row, &readable);
    if (outcome == NOT_FOUND)
        return problem_add(&work->problems, INVALID, "grant_missing", TEXT("grant"), N_("Choose the grant."));
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(work->actor, &report_write, &subject))
        return FORBIDDEN;
    schedule->grant = row;
    if (schedule->grant->ends_on == DATE_NONE)
        return problem_add(&work->problems, INVALID, "grant_endless", TEXT("grant"),
                           N_("Record first on which day the grant ends: its last report follows from it."));
    return OK;
}

static enum outcome read_schedule(struct request *request, struct schedule *schedule)
{
    static const struct field FIRST = {.name = "first", .kind = FIELD_DATE};
    struct work *work = &request->work;
    struct problems *problems = &work->problems;
    schedule->first = DATE_NONE;
    enum outcome outcome = read_grant(request, schedule);
    if (outcome != OK)
        return outcome;
    (void)field_from_text(work, &FIRST, form_typed(work, &FIRST, &request->form), &schedule->first, problems);
    if (text_to_integer(digits_to_ascii(work->arena, parameters_get(&request->form, TEXT("months"))), 1, MONTHS_MOST,
                        &schedule->months) != OK)
        (void)problem_add(problems, INVALID, "months_unreadable", TEXT("months"), N_("Give 1 to 36 months."));
    if (text_to_integer(digits_to_ascii(work->arena, parameters_get(&request->form, TEXT("days"))), 1, DAYS_MOST,
                        &schedule->days) != OK)
        (void)problem_add(problems, INVALID, "days_unreadable", TEXT("days"), N_("Give 1 to 365 days."));
    if (problems->count == 0 && (schedule->first == DATE_NONE || schedule->first >= schedule->grant->ends_on))
        (void)problem_add(problems, INVALID, "first_after_end", TEXT("first"),
                          N_("The first period begins before the grant ends."));
    return problems->count > 0 ? INVALID : OK;
}

static enum outcome plan_one(struct work *work, const struct schedule *schedule, const char *kind, int32_t from,
                             int32_t to)
{
    bool planned = false;
    enum outcome outcome = report_is_planned(work, schedule->grant->head.id, text_from(kind), from, to, &planned);
    if (outcome != OK || planned)
        return outcome;
    struct donor_report *report = record_new(work->arena, &donor_report_record);
    report->donor_grant = schedule->grant->head.id;
    report->kind = text_from(kind);
    report->period_from = from;
    report->period_to = to;
    report->due_on = to + (int32_t)schedule->days;
    return donor_report_open(work, report);
}

static enum outcome plan_all(struct work *work, const struct schedule *schedule)
{
    int32_t ends = schedule->grant->ends_on;
    int32_t begins = schedule->grant->starts_on == DATE_NONE ? schedule->first : schedule->grant->starts_on;
    enum outcome outcome = OK;
    for (int32_t i = 0; i < REPORTS_MOST && outcome == OK; i++) {
        int32_t from = date_add_months(schedule->first, i * (int32_t)schedule->months);
        int32_t to = date_add_months(schedule->first, (i + 1) * (int32_t)schedule->months) - 1;
        if (to >= ends)
            break;
        outcome = plan_one(work, schedule, "progress", from, to);
    }
    return outcome == OK ? plan_one(work, schedule, "final", begins < ends ? begins : schedule->first, ends) : outcome;
}

enum outcome donor_report_schedule(struct request *request, struct response *response)
{
    return send_form(request, response, 200);
}

enum outcome donor_report_schedule_make(struct request *request, struct response *response)
{
    struct schedule schedule = {0};
    if (request->redisplay)
        return send_form(request, response, 200);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    outcome = read_schedule(request, &schedule);
    if (outcome == OK)
        outcome = plan_all(&request->work, &schedule);
    if (outcome == INVALID)
        return send_form(request, response, 422);
    if (outcome == OK)
        outcome = form_key_keep(request, TEXT("/donor-reports"));
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Saved."));
    return respond_redirect(request, response, TEXT("/donor-reports"));
}
