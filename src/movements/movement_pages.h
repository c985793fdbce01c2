/* The pages of journeys.  Within movements/. */
#ifndef MOVEMENTS_MOVEMENT_PAGES_H
#define MOVEMENTS_MOVEMENT_PAGES_H

#include "movements/movement_rules.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

struct movement_link {
    const char *label; /* N_(), or */
    struct text text;
    struct text path; /* address */
    const char *icon;
    bool primary, danger;
};

/* ---- a journey ---- */

struct leg_line {
    const struct movement_leg *leg;
    struct text from, to; /* names of the airports */
    const char *warning;  /* N_(): about the wait before this flight, with {1}; NULL */
    int64_t wait_minutes; /* before this flight; 0 for the first */
    struct text wait;     /* "2 h 15" */
    int64_t duration_minutes;
    struct text duration;
    struct text edit, remove; /* addresses; empty: may not */
};
struct escort_line {
    struct text kind, name, telephone, note, edit, remove;
};
struct mark_line {
    struct text outcome, reason, who, why;
    int64_t at;
    bool late, applied;
};
struct traveller_line {
    struct text id; /* of the element */
    struct text name, case_number, case_path, state, needs, needs_note, held_reason, decision, boarding, onward;
    const char *tone;
    int64_t family; /* a small number that members of one family share; 0: alone */
    int64_t kilograms;
    struct money pocket_money, ticket_cost;
    struct ticket_line {
        struct text state, line, path;
        const char *tone;
    } *tickets; /* put aside on a budget line, or paid */
    size_t ticket_count;
    const struct gate_item *gate;
    int64_t missing;
    bool held, disputed, not_arrived;
    int32_t arrived_on;
    struct mark_line *marks;
    size_t mark_count;
    struct text edit, remove, decide, settle; /* addresses; empty: may not */
};
struct family_line {
    struct text sentence;
};
struct movement_view {
    struct page *page;
    struct text number;
    const char *state_label, *tone;
    bool generated;
    struct text route;
    const struct movement *movement;
    struct text from, to; /* names of the airports */
    struct text history, edit, add_leg, add_escort, add_traveller, departure;
    struct movement_link *actions;
    size_t action_count;
    const struct step *next;
    const struct gate_item *gate;
    int64_t missing;
    struct leg_line *legs;
    size_t leg_count;
    struct escort_line *escorts;
    size_t escort_count;
    struct traveller_line *travellers;
    size_t traveller_count;
    int64_t hidden;        /* travellers of other offices */
    struct money *tickets; /* what all tickets cost, a sum for each currency */
    size_t ticket_count;
    int64_t without_cost; /* travellers whose ticket nobody has priced */
    struct family_line *families;
    size_t family_count;
    struct movement_link *manifests;
    size_t manifest_count;
};
void movement_show_page(struct output *out, const struct movement_view *view);
void movement_travellers_page(struct output *out, const struct movement_view *view, struct text icons);

/* What may be read of those who travel, with what each lacks: for the journey's page and the departure-day list. */
enum outcome traveller_lines(struct request *request, const struct movement *movement,
                             struct traveller_line **ret_lines, size_t *ret_count, int64_t *ret_hidden) MUST_CHECK;
/* The journey of an address, within reach. */
enum outcome movement_target(struct request *request, struct movement **ret_movement) MUST_CHECK;
struct text minutes_shown(const struct work *work, int64_t minutes); /* "2 h 05" */

/* ---- a question with a reason ---- */

struct decision_option {
    const char *code;
    struct text label, help;
    struct text who; /* of a mark, with `at`; empty: of none */
    int64_t at;
    bool selected;
};
struct decision_view {
    struct page *page;
    const char *title, *explanation; /* N_() */
    struct text about;
    const char *legend; /* N_(): of the options; NULL: none */
    const char *name;   /* of their field */
    struct decision_option *options;
    size_t option_count;
    bool with_note;
    struct text note;
    struct text *errors;
    size_t error_count;
    const char *button; /* N_() */
    bool danger;
    struct text action, cancel, key;
};
void movement_decision_page(struct output *out, const struct decision_view *view);

/* ---- adding travellers ---- */

struct candidate_line {
    struct text id, number, name, country, path;
    bool chosen;
};
struct candidates_view {
    struct page *page;
    struct text number; /* of the journey */
    struct candidate_line *lines;
    size_t count;
    struct text typed;
    struct text *errors;
    size_t error_count;
    struct text action, cancel, key;
};
void movement_candidates_page(struct output *out, const struct candidates_view *view);

/* ---- the day of departure ---- */

struct departure_line {
    const struct traveller_line *traveller;
    struct text key; /* one-time */
    struct text traveller_id;
    bool open; /* nothing is marked yet */
};
struct departure_view {
    struct page *page;
    const struct movement *movement;
    struct text number, path, action, owner;
    struct text time; /* of the first flight */
    struct departure_line *lines;
    size_t count;
    int64_t open_count, marked_count;
    struct form_choice *reasons;
    size_t reason_count;
    struct text *errors;
    size_t error_count;
};
void movement_departure_page(struct output *out, const struct departure_view *view);
void movement_departure_form_page(struct output *out, const struct departure_view *view,
                                  const struct departure_line *line, struct text icons);

struct departure_day {
    struct text number, route, path, list;
    int32_t day;
    struct text flight, time;
    const char *state_label;
};
struct departures_view {
    struct page *page;
    struct departure_day *days;
    size_t count;
    int32_t today;
};
void movement_departures_page(struct output *out, const struct departures_view *view);

/* ---- arrivals ---- */

struct assessment_line {
    int32_t on;
    struct text assessor, state, path;
    const char *tone;
};
struct arrival_line {
    struct text name, number, path, flight, route, time, airport, needs, escorts, state, onward;
    int32_t expected_on, arrived_on;
    int64_t family;
    const char *tone;
    struct movement_link *actions;
    size_t action_count;
    struct assessment_line *assessments; /* on the page of one */
    size_t assessment_count;
    struct text assess; /* address; empty: may not */
};
struct arrivals_view {
    struct page *page;
    struct arrival_line *lines;
    size_t count;
    int32_t today;
};
void movement_arrivals_page(struct output *out, const struct arrivals_view *view);
void movement_arrival_steps_page(struct output *out, const struct arrival_line *line);
void movement_arrival_more_page(struct output *out, const struct arrival_line *line, struct text icons);
enum outcome arrival_assessment_lines(struct request *request, const struct movement_arrival *arrival,
                                      struct arrival_line *line) MUST_CHECK;
/* struct record_page_options */
enum outcome arrival_assessment_more(struct request *request, const void *row, void **ret_more);
void arrival_assessment_show_more(struct output *out, const struct record_show_view *view);
enum outcome arrival_assessment_limit(struct request *request, const void *row, struct field_set *fields,
                                      struct record_page_note *ret_note);

page_handler arrival_assessment_new, arrival_assessment_create, arrival_assessment_show, arrival_assessment_edit,
    arrival_assessment_save, arrival_assessment_history, movement_list, movement_csv, movement_xlsx, movement_view_add,
    movement_view_remove, movement_new, movement_create, movement_show, movement_edit, movement_save, movement_history,
    leg_new, leg_create, leg_go, leg_edit, leg_save, leg_remove_ask, leg_remove, escort_new, escort_create, escort_go,
    escort_edit, escort_save, escort_remove_ask, escort_remove, travellers_new, travellers_add, traveller_go,
    traveller_edit, traveller_save, traveller_history, traveller_remove_ask, traveller_remove_take, family_ask,
    family_take, settle_ask, settle_take, departures_today, departure_list, departure_take, manifest_pdf, manifest_xlsx,
    arrival_list, arrival_show, arrival_history;

#endif
