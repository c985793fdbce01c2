/* What the pages of jobs show. */
#ifndef JOBS_JOB_PAGES_H
#define JOBS_JOB_PAGES_H

#include "jobs/jobs.h"
#include "web/page.h"
#include "web/record_parts.h"

/* One job in the words of a reader. */
struct job_line {
    struct identifier id;
    struct text path;
    const char *label; /* N_(); NULL: nobody here knows its kind */
    struct text kind;  /* its code */
    enum job_state state;
    const char *state_label, *tone, *icon;
    struct text who; /* asked for it; empty: the mission itself */
    int64_t created_at, finished_at;
    int64_t next_try; /* INSTANT_NONE: it runs or has ended, or is due */
    int64_t attempts, attempt_limit;
    int64_t done, total, percent; /* percent -1: not known */
    bool stopping;
    const char *message, *advice; /* N_(): what went wrong last; NULL */
    struct text code;             /* the same for machines */
};
enum outcome job_lines(struct request *request, const struct job *jobs, size_t count,
                       struct job_line **ret_lines) MUST_CHECK;

struct job_tab {
    const char *label;
    struct text path;
    bool current;
};
struct jobs_view {
    struct page *page;
    const struct job_tab *tabs;
    size_t tab_count;
    const struct job_line *lines;
    size_t line_count;
    int64_t failed;               /* in the whole mission */
    struct text csv, next, first; /* empty: none */
    bool first_page, whole;       /* whole: of every state */
};
void job_list_page(struct output *out, const struct jobs_view *view);

struct job_view {
    struct page *page;
    const struct job_line *line;
    struct text cancel, again, let_go; /* where the buttons lead; empty: none */
    struct text follow, unfollow;      /* addresses of this page; empty: none */
};
void job_show_page(struct output *out, const struct job_view *view);
void job_state_page(struct output *out, struct text icons, const struct job_line *line);

enum outcome jobs_list(struct request *request, struct response *response);
enum outcome jobs_csv(struct request *request, struct response *response);
enum outcome jobs_show(struct request *request, struct response *response);
enum outcome jobs_cancel(struct request *request, struct response *response);
enum outcome jobs_again(struct request *request, struct response *response);
enum outcome jobs_let_go(struct request *request, struct response *response);

/* What the address asks for; NOT_FOUND for a state that is none. */
enum outcome jobs_query_read(struct request *request, size_t most, struct job_query *ret_query) MUST_CHECK;

#endif
