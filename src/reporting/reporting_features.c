/* What reporting/ gives to the program: addresses, menu, resources of the API, tasks in "my work". */
#include "reporting/report_pages.h"
#include "reporting/report_rules.h"
#include "returns/returns.h"
#include "web/route_table.h"
#include "web/step_pages.h"

static struct text own_number(struct work *work, const void *row)
{
    (void)work;
    return record_head_of(row)->number;
}

static struct text back_to_report(struct arena *arena, const void *row)
{
    return arena_format(arena, "/donor-reports/%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)));
}

static const struct step_pages REPORT_STEPS = {&donor_report_flow,   "/donor-reports", back_to_report, NULL, NULL,
                                               &donor_report_record, own_number};

#define READ &report_read
#define WRITE &report_write
#define REPORTS "/donor-reports"

#define RESULTS(base, name)                                                                         \
    GET(base, name##_list, READ, "list"), GET(base "/new", name##_new, WRITE, "form of a new one"), \
        POST(base, name##_create, WRITE, "record one"),                                             \
        POST(base "/new", name##_create, WRITE, "record one; its form in another language"),        \
        GET(base "/{id}", name##_show, READ, "page of one"),                                        \
        GET(base "/{id}/edit", name##_edit, WRITE, "form to change one"),                           \
        POST(base "/{id}", name##_save, WRITE, "change one"),                                       \
        POST(base "/{id}/edit", name##_save, WRITE, "change one; its form in another language"),    \
        GET(base "/{id}/history", name##_history, READ, "history of one")

const struct route reporting_routes[] = {
    GET(REPORTS, donor_reports, READ, "donors' reports by the day they are due"),
    SLOW(REPORTS ".csv", donor_reports_csv, READ, "the list as CSV"),
    SLOW(REPORTS ".xlsx", donor_reports_xlsx, READ, "the list as a workbook"),
    {METHOD_POST, REPORTS "/filters", ROUTE_READ, donor_report_filter, .right = READ, .changes_nothing = true,
     .purpose = "filters of the list, as typed"},
    GET(REPORTS "/filters", donor_report_filter, READ, "leads to the list"),
    POST(REPORTS "/views", donor_report_view_add, READ, "save a view"),
    POST(REPORTS "/views/{id}", donor_report_view_remove, READ, "delete a saved view"),
    GET(REPORTS "/new", donor_report_new, WRITE, "form of a report that is due"),
    POST(REPORTS, donor_report_create, WRITE, "plan a report"),
    POST(REPORTS "/new", donor_report_create, WRITE, "plan a report; its form in another language"),
    GET(REPORTS "/schedule", donor_report_schedule, WRITE, "form of a grant's schedule of reports"),
    POST(REPORTS "/schedule", donor_report_schedule_make, WRITE, "plan all reports of a grant"),
    GET(REPORTS "/{id}", donor_report_show, READ, "page of a report"),
    GET(REPORTS "/{id}/edit", donor_report_edit, WRITE, "form of its period"),
    POST(REPORTS "/{id}", donor_report_save, WRITE, "change its period"),
    POST(REPORTS "/{id}/edit", donor_report_save, WRITE, "change its period; its form in another language"),
    GET(REPORTS "/{id}/history", donor_report_history, READ, "history of a report"),
    POST(REPORTS "/{id}/texts", donor_report_text, WRITE, "save a part of the text"),
    GET(REPORTS "/{id}/values/{indicator}", value_edit, WRITE, "form of an entered value"),
    POST(REPORTS "/{id}/values/{indicator}", value_save, WRITE, "enter a value"),
    SLOW(REPORTS "/{id}/report.pdf", donor_report_pdf, READ, "the report on paper"),
    SLOW(REPORTS "/{id}/report.xlsx", donor_report_workbook, READ, "the report as a workbook"),
    ROUTE(METHOD_GET, REPORTS "/{id}/steps/{action}", ROUTE_READ, step_show, READ, &REPORT_STEPS, "a step as a form"),
    ROUTE(METHOD_POST, REPORTS "/{id}/steps/{action}", ROUTE_WRITE, step_take, READ, &REPORT_STEPS, "take a step"),
    RESULTS("/report-goals", goal),
    RESULTS("/report-indicators", indicator),
};
const size_t reporting_route_count = sizeof reporting_routes / sizeof *reporting_routes;

const struct menu_entry reporting_menu[] = {
    {N_("Donors' reports"), REPORTS, READ, "file", .group = MENU_FIGURES},
};
const size_t reporting_menu_count = sizeof reporting_menu / sizeof *reporting_menu;

static enum outcome open_report(struct work *work, void *row) { return donor_report_open(work, row); }

const struct resource reporting_resources[] = {
    {.record = &report_goal_record},
    {.record = &report_indicator_record},
    {.record = &donor_report_record, .flow = &donor_report_flow, .create = open_report},
    {.record = &report_text_record, .read_only = true},
    {.record = &report_value_record},
    {.record = &report_content_record, .read_only = true},
};
const size_t reporting_resource_count = sizeof reporting_resources / sizeof *reporting_resources;

static const struct record *const RECORDS[] = {&donor_report_record};
const struct return_companion reporting_companion = {.records = RECORDS,
                                                     .record_count = sizeof RECORDS / sizeof *RECORDS};
