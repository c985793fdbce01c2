/* Pages of data protection.  Within privacy/. */
#ifndef PRIVACY_PRIVACY_PAGES_H
#define PRIVACY_PRIVACY_PAGES_H

#include "document/document.h"
#include "privacy/privacy_store.h"
#include "web/record_pages.h"
#include "web/step_pages.h"

/* ---- below the fields of a row: what can be done with it, and lines of its own ---- */

struct privacy_line {
    struct text text, path; /* path: address; empty: none */
    int64_t at;             /* INSTANT_NONE: none */
};
struct privacy_more {
    struct step_buttons steps;
    const char *list_title; /* N_(); NULL: no list */
    const char *list_empty; /* N_() */
    struct privacy_line *lines;
    size_t line_count;
    struct text person_path; /* of whom it is about; empty: out of reach */
    struct text copy_path;   /* where a copy is ordered; empty: may not */
    struct text json_path, csrf, key;
    struct attachment_list_view *files; /* NULL: none may hang here */
};
void privacy_more_page(struct output *out, const struct privacy_more *more, struct text icons);
/* The steps that the actor may take with the row now. */
enum outcome privacy_more_steps(struct request *request, const struct flow *flow, const char *base, const void *row,
                                struct privacy_more *more) MUST_CHECK;
void privacy_show_more(struct output *out, const struct record_show_view *view);

/* ---- breaking the glass ---- */

enum outcome glass_list(struct request *request, struct response *response);
enum outcome glass_show(struct request *request, struct response *response);
enum outcome glass_history(struct request *request, struct response *response);
enum outcome glass_new(struct request *request, struct response *response);
enum outcome glass_create(struct request *request, struct response *response);
enum outcome glass_why(struct request *request, struct response *response);
enum outcome glass_why_asked(struct request *request, struct response *response);
extern const struct step_pages glass_steps;

/* "Why can I not see this?" */
struct why_view {
    struct page *page;
    struct text action, typed, office, number;
    struct identifier person;
    const char *answer, *advice; /* N_(); NULL: nothing was asked */
    struct text path, glass;     /* where it is; where it can be opened all the same */
    struct text *roles;          /* who may see it in that office */
    size_t role_count;
};
void why_page(struct output *out, const struct why_view *view);

/* ---- requests, holds, what is kept too long ---- */

enum outcome data_request_new(struct request *request, struct response *response);
enum outcome data_request_create(struct request *request, struct response *response);
enum outcome data_request_edit(struct request *request, struct response *response);
enum outcome data_request_save(struct request *request, struct response *response);
enum outcome data_request_print(struct request *request, struct response *response);
enum outcome legal_hold_new(struct request *request, struct response *response);
enum outcome legal_hold_create(struct request *request, struct response *response);
/* Of the records whose base the address begins with. */
enum outcome privacy_list(struct request *request, struct response *response);
enum outcome privacy_show(struct request *request, struct response *response);
enum outcome privacy_history(struct request *request, struct response *response);
enum outcome data_request_copy(struct request *request, struct response *response);
enum outcome data_request_json(struct request *request, struct response *response);
extern const struct step_pages request_steps, hold_steps, proposal_steps;

/* ---- registers: processings, incidents, agreements about transfers ---- */

extern const struct record_page_options processing_options, incident_options, agreement_options;
extern const struct step_pages processing_steps, incident_steps, agreement_steps;
/* With the task that follows. */
enum outcome processing_store(struct work *work, void *row) MUST_CHECK;
/* Whoever reports an incident sees what becomes of it. */
enum outcome incident_store(struct work *work, void *row) MUST_CHECK;

/* ---- consents ---- */

enum outcome consent_register(struct request *request, struct response *response);
enum outcome consent_register_filter(struct request *request, struct response *response);
enum outcome consent_register_csv(struct request *request, struct response *response);
enum outcome consent_register_xlsx(struct request *request, struct response *response);

/* ---- who opened a person's file ---- */

struct log_view {
    struct page *page;
    struct text person, number, person_path, action, from, to, from_error, to_error;
    const struct form_choice *users;
    size_t user_count;
    struct text user;
    struct text *lines;
    size_t line_count;
    struct text next, first, print;
    struct text *lists;
    size_t list_count;
    struct log_print {
        struct text path;
        const char *tag;
        struct text name;
    } prints[3];
    bool filtered;
};
void access_log_page(struct output *out, const struct log_view *view);
enum outcome access_log_show(struct request *request, struct response *response);
enum outcome access_log_print(struct request *request, struct response *response);

/* An event as people say it: "On 3 May 2026, 14:05, Amina B., caseworker in Tangier, opened the return case RET-…, to
   counsel and assist the person."  `short_names`: the family name as a letter, for what leaves the house. */
struct log_names;
struct log_names *log_names_open(struct work *work, const struct person_row *rows, size_t count, bool short_names);
enum outcome log_sentences(struct log_names *names, const struct audit_event *events, size_t count,
                           struct text **ret_lines) MUST_CHECK;

/* "…, exported a list: Persons, 120 rows." */
struct text log_list_sentence(struct log_names *names, const struct audit_event *event);

/* ---- at a glance ---- */

enum outcome privacy_home(struct request *request, struct response *response);
struct privacy_tile {
    const char *label; /* N_() */
    int64_t count;
    struct text path;
    const char *tone;
};
struct privacy_figure {
    struct text label, state;
    int64_t count;
};
struct privacy_home_view {
    struct page *page;
    struct privacy_tile *tiles;
    size_t tile_count;
    struct privacy_figure *figures;
    size_t figure_count;
    int32_t since;
    const struct consent_figure *consents;
    size_t consent_count;
    int32_t ending_until;
    struct privacy_term_line {
        struct text label, term, source;
        const char *mark; /* N_() */
    } * terms;
    size_t term_count;
    struct privacy_line *registers;
    size_t register_count;
};
void privacy_home_page(struct output *out, const struct privacy_home_view *view);

#endif
