/* The pages of return cases.  Within returns/. */
#ifndef RETURNS_RETURN_PAGES_H
#define RETURNS_RETURN_PAGES_H

#include "document/document.h"
#include "identity/absence.h"
#include "returns/existing.h"
#include "returns/journey_pages.h"
#include "returns/return_money.h"
#include "returns/returns.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

extern const struct step_pages case_steps, milestone_steps, item_steps, ticket_steps;

/* ---- the case ---- */

struct case_mark {
    const char *label; /* N_() */
    const char *state; /* "done", "now", "next" */
};
struct case_action {
    const struct step *step;
    struct text path;
    bool primary, open;
};
struct case_next {
    const struct step *step;
    const struct gate_item *gate;
    int64_t all, missing;
    struct text *holders;
    size_t holder_count;
};
struct case_milestone {
    const struct return_milestone *row;
    struct text title;
    const char *icon, *state, *tone;
    const char *state_label; /* N_() */
    bool ended;              /* its validity has, or will have before the journey */
    struct step_form *forms;
    size_t form_count;
};
struct case_item {
    const struct return_item *row;
    struct text title, line, path, description;
    const char *state_label, *tone;
    bool may_edit, has_receipt;
    struct text prepared_by; /* while another person must release it */
    struct case_action *actions;
    size_t action_count;
};
struct case_sum {
    struct money planned, committed, paid;
};
struct case_moment {
    const struct history_item *item;
    struct text about; /* empty: the case itself */
};
struct case_other {
    struct text number, path;
    const char *state_label;
};
/* The declaration of voluntary return, ready to print in one language. */
struct declaration_link {
    struct text path, language, tag; /* address; name of the language in itself; "fr" */
};
/* As many as there are languages; none where the actor may not print it. */
size_t declaration_links(struct request *request, const struct return_case *file, struct declaration_link **ret_links);
page_handler declaration_print;

/* ---- eligibility ---- */

/* One line of the reasons, indented by its depth. */
struct reason_line {
    int64_t depth;
    const char *state; /* "done", "late", "open" */
    struct text text, value;
};
/* A fact that would settle a rule, and who can say it. */
struct settling_fact {
    struct text fact, holder, path; /* path empty: nowhere to lead the actor */
};
struct rule_line {
    const char *state, *tone, *word; /* word N_(): "Met" */
    struct text label, unmet;        /* unmet empty: met */
    const char *effect;              /* N_(): what it holds up; NULL: met */
    struct settling_fact *settling;
    size_t settling_count;
    bool alone; /* each of them alone settles it */
    struct reason_line *reasons;
    size_t reason_count;
    bool hidden; /* the reasons are known to protection officers */
    struct text source, address;
    bool verified;
};
struct rules_view {
    struct page *page;
    const char *title; /* N_(): "Eligibility, at the approval" */
    struct text rules; /* "Conditions of assisted voluntary return, version 1" */
    struct rule_line *lines;
    size_t line_count;
    int64_t met, unmet, unknown;
};
struct case_decision {
    const struct return_decision *row;
    struct text moment, answer, reason, who, path;
    const char *tone;
};
struct case_session {
    const struct return_counselling *row;
    struct text title, language, channel, path;
};
/* A stored decision as it was. */
struct decision_view {
    struct page *page;
    struct detail_view detail;
    struct rules_view rules;
    struct text who;
    bool kept; /* false: the text of the rules is not kept */
};
void rules_panel_page(struct output *out, const struct rules_view *view, struct text icons);
void return_decision_page(struct output *out, const struct decision_view *view);
page_handler decision_show, session_new, session_create, session_show, session_edit, session_save, session_history;
page_handler suspension_list, suspension_csv, suspension_xlsx, suspension_new, suspension_create, suspension_show,
    suspension_edit, suspension_save, suspension_history, suspension_view_add, suspension_view_remove;

struct case_view {
    struct unchecked_step *unchecked; /* of an imported case */
    size_t unchecked_count;
    struct text imported_at; /* the step at which it came */
    struct page *page;
    const struct return_case *file;
    struct text id, title, person_path, age, nationality, country;
    const char *state_label, *tone;
    struct text caseworker;
    bool may_edit, may_assign, may_plan;
    struct return_link *links;
    size_t link_count;
    struct case_mark *marks;
    size_t mark_count;
    int64_t mark_now; /* counted from 1; 0: the case left the way */
    const char *now_label;
    struct case_action *actions;
    size_t action_count;
    struct case_next next; /* step NULL: nothing on the way */
    struct case_milestone *milestones;
    size_t milestone_count;
    struct case_item *items;
    size_t item_count;
    struct case_sum *sums;
    size_t sum_count;
    struct case_moment *moments;
    size_t moment_count;
    struct text older;
    bool first_page;
    struct case_other *others;
    size_t other_count;
    bool asks_rules; /* the rules are asked in this state, and the actor may know the answers */
    struct rules_view rules;
    struct case_decision *decisions;
    size_t decision_count;
    bool sees_sessions, may_counsel;
    struct case_session *sessions;
    size_t session_count;
    struct detail_view detail;
    struct attachment_list_view files;
    struct declaration_link *declarations;
    size_t declaration_count;
    struct journey_view journey;
    struct appointments_view appointments;
};
enum outcome case_view_make(struct request *request, const struct return_case *file, const struct field_set *readable,
                            struct case_view *view) MUST_CHECK;
void return_case_page(struct output *out, const struct case_view *view);
void case_rules_page(struct output *out, const struct case_view *view);
void case_plan_page(struct output *out, const struct case_view *view);

page_handler return_new_go, return_list, return_list_filter, return_list_csv, return_list_xlsx, return_view_add,
    return_view_remove, return_new, return_create, return_show, return_edit, return_save, return_assign_show,
    return_assign_take;

/* For the API. */
enum outcome return_prepare(struct request *request, const struct json_value *object, void *row);
enum outcome session_prepare(struct request *request, const struct json_value *object, void *row);
enum outcome return_create_row(struct work *work, void *row);

struct assign_view {
    struct page *page;
    struct text number, action, cancel, key, error;
    int64_t version;
    struct form_choice *choices;
    size_t choice_count;
    bool stale;
    const struct away *away; /* who was chosen is away, and it is to be confirmed; NULL */
};
void return_assign_page(struct output *out, const struct assign_view *view);

/* ---- the plan ---- */

page_handler item_new, item_create, item_go, item_edit, item_save, item_receipt, milestone_go, payment_list;
page_handler ticket_list, ticket_csv, ticket_xlsx, ticket_filter, ticket_view_add, ticket_view_remove, ticket_show,
    ticket_history;
page_handler item_list, item_csv, item_xlsx, item_view_add, item_view_remove;

struct receipt_view {
    struct page *page;
    const struct return_item *item;
    const struct return_case *file;
    struct text person, category, line, modality, case_path;
    struct text prepared_by, released_by;
    struct rate_used *rates; /* none when the amount was not converted */
    size_t rate_count;
};
void item_receipt_page(struct output *out, const struct receipt_view *view);

struct payment_row {
    struct identifier person_id, return_case;
    struct text number, person, what, line, path, case_number;
    struct money amount;
    int32_t due;
    const char *state_label, *tone;
    struct text prepared_by;
    bool late, blocked; /* blocked: the actor prepared it and cannot release it */
    struct case_action *actions;
    size_t action_count;
};
struct payment_list_view {
    const char *title, *empty; /* N_() */
    struct text id;
    struct payment_row *rows;
    size_t row_count;
    struct money *sums;
    size_t sum_count;
    bool more;
};
struct payments_view {
    struct page *page;
    struct payment_list_view *lists;
    size_t list_count;
};
void payments_page(struct output *out, const struct payments_view *view);

/* ---- my work ---- */

page_handler work_home;

struct work_task {
    struct text label, path, person, number;
    struct text covered; /* the colleague whose place the reader takes; empty: nobody */
    int32_t due;
    int64_t days_late; /* 0: not late */
    int64_t days_waiting;
};
struct work_list {
    struct work_task *tasks;
    size_t count, total;
    bool more; /* there are more than `total` */
};
struct work_case {
    struct text number, path, person, country;
    const char *state_label, *tone;
    int32_t since;
};
/* A case that needs a look. */
struct work_risk {
    struct text number, path, person;
    const char *state_label, *tone, *icon;
    struct text words;
    bool late; /* it is so already */
};
struct work_change {
    struct text path, person, number, action, who;
    int64_t at;
};
struct work_link {
    const char *label, *icon;
    struct text path;
};
/* A name that the page shows, found with all the others. */
struct work_name {
    struct identifier person;
    struct text *name;
    struct work_name *next;
};
struct work_view {
    struct page *page;
    int32_t today;
    struct work_name *names;
    size_t name_count;
    struct text *roles;
    size_t role_count;
    struct work_list late, week, later, decisions;
    struct work_case *cases;
    size_t case_count;
    int64_t case_total;
    bool case_more; /* there are more than case_total */
    bool has_cases; /* the actor's role follows cases at all */
    struct work_case *unassigned;
    size_t unassigned_count;
    int64_t unassigned_total;
    struct work_change *changes;
    size_t change_count;
    int64_t changed_since; /* an instant */
    struct work_risk *risks;
    size_t risk_count;
    struct work_risk *office_risks; /* of a supervisor */
    size_t office_risk_count;
    int64_t office_risk_total;
    bool office_risk_more;
    struct identifier *covering;
    struct text *covered; /* names of colleagues whose place the actor takes today */
    size_t covered_count;
    struct work_link *links;
    size_t link_count;
    bool may_search, may_receive;
};
void work_home_page(struct output *out, const struct work_view *view);
void work_count_page(struct output *out, int64_t count, bool more);
void work_risks_page(struct output *out, const struct work_risk *risks, size_t count, struct text icons);
void work_tasks_page(struct output *out, const struct work_list *list, struct text icons);

struct limit_line {
    const char *name, *label; /* label: N_() */
    struct text value;
    int64_t standard;
    const struct problem *problem;
};
struct limits_view {
    struct page *page;
    struct limit_line *lines; /* RETURN_OPEN_STATES */
    bool may_save;
};
void work_limits_page(struct output *out, const struct limits_view *view);

/* The fourth part of "my work", and from when on changes are shown. */
enum outcome work_risks_fill(struct request *request, struct work_view *view) MUST_CHECK;
/* *name is filled when everything else of the page is there. */
void work_name_later(struct work *work, struct work_view *view, struct identifier person, struct text *name);
enum outcome work_seen(struct request *request, struct response *response);
enum outcome limits_show(struct request *request, struct response *response);
enum outcome limits_save(struct request *request, struct response *response);

/* ---- shared ---- */

/* Of a colleague, as everybody who signs in may know it; empty for nobody. */
enum outcome staff_name(struct work *work, struct identifier user, struct text *ret_name) MUST_CHECK;
struct text case_address(struct arena *arena, struct identifier id, const char *behind); /* without language */
struct text label_of_step(const void *flow, struct work *work, struct text action);

#endif
