/* What monitoring/ gives to the program. */
#include "monitoring/monitoring_pages.h"
#include "web/record_parts.h"
#include "web/route_table.h"
#include "web/step_pages.h"

#define READ &monitoring_read
#define WRITE &monitoring_write
#define FIGURES &monitoring_figures

static struct text back_to_round(struct arena *arena, const void *row)
{
    return record_path(arena, "/monitoring-rounds", record_head_of(row)->id, "");
}

static struct text back_to_interview(struct arena *arena, const void *row)
{
    return record_path(arena, "/monitoring-interviews", record_head_of(row)->id, "");
}

static const struct step_pages ROUND_STEPS = {&round_flow, "/monitoring-rounds", back_to_round};
static const struct step_pages INTERVIEW_STEPS = {&interview_flow, "/monitoring-interviews", back_to_interview,
                                                  .list = &round_record};

const struct route monitoring_routes[] = {
    GET("/monitoring-rounds", round_list, READ, "list of rounds"),
    SLOW("/monitoring-rounds.csv", round_list_csv, READ, "the list as CSV"),
    SLOW("/monitoring-rounds.xlsx", round_list_xlsx, READ, "the list as a workbook"),
    POST("/monitoring-rounds/views", round_view_add, READ, "save a view"),
    POST("/monitoring-rounds/views/{id}", round_view_remove, READ, "delete a saved view"),
    GET("/monitoring-rounds/{id}", round_show, READ, "a round"),
    GET("/monitoring-rounds/{id}/history", round_history, READ, "what became of it"),
    STEPS("/monitoring-rounds", READ, ROUND_STEPS),
    GET("/monitoring-rounds/{id}/interviews/new", interview_new, WRITE, "how an interview is held"),
    POST("/monitoring-rounds/{id}/interviews/new", interview_create, WRITE, "begin an interview"),
    GET("/monitoring-interviews/{id}", interview_show, READ, "an interview"),
    GET("/monitoring-interviews/{id}/history", interview_history, READ, "what became of it"),
    STEPS("/monitoring-interviews", READ, INTERVIEW_STEPS),
    GET("/monitoring-interviews/{id}/pages/{page}", interview_page, WRITE, "one page of its questions"),
    POST("/monitoring-interviews/{id}/pages/{page}", interview_save, WRITE, "keep what was answered"),
    GET("/return-cases/{id}/monitoring", case_show, READ, "rounds and scores of a case"),
    POST("/return-cases/{id}/monitoring", case_plan, WRITE, "plan the rounds of a case"),
    GET("/monitoring-figures", cohort_show, FIGURES, "mean scores of groups over time"),
    SLOW("/monitoring-figures.csv", cohort_csv, FIGURES, "the same as CSV"),
    SLOW("/monitoring-figures.xlsx", cohort_xlsx, FIGURES, "the same as a workbook"),
};
const size_t monitoring_route_count = sizeof monitoring_routes / sizeof *monitoring_routes;

const struct menu_entry monitoring_menu[] = {
    {N_("Monitoring"), "/monitoring-rounds", READ, "activity", .group = MENU_FOLLOW_UP},
    {N_("Figures of monitoring"), "/monitoring-figures", FIGURES, "report", .group = MENU_FIGURES},
};
const size_t monitoring_menu_count = sizeof monitoring_menu / sizeof *monitoring_menu;

const struct resource monitoring_resources[] = {
    {.record = &round_record, .flow = &round_flow, .read_only = true},
    {.record = &interview_record, .flow = &interview_flow, .read_only = true},
};
const size_t monitoring_resource_count = sizeof monitoring_resources / sizeof *monitoring_resources;
