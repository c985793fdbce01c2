/* What waits for somebody: one row per thing to do, shown in "my work". */
#ifndef FLOW_TASK_H
#define FLOW_TASK_H

#include "record/work.h"

struct task {
    struct identifier id, person, organisation, office, assigned; /* assigned: zeros = whoever holds the right there */
    bool for_assigned;  /* goes with the subject when it is assigned to somebody else */
    struct text record; /* "return_case" */
    struct identifier subject;
    struct text number; /* of the subject, to show */
    struct text label;  /* an N_() message */
    struct text right;  /* name of the right that can do it */
    int32_t due;        /* a day; DATE_NONE */
    int64_t created_at, done_at;
};

enum outcome task_open(struct work *work, const struct task *task) MUST_CHECK;
enum outcome task_close_all(struct work *work, struct text record, struct identifier subject,
                            struct identifier person) MUST_CHECK;
/* The open tasks of a subject that are for_assigned go to somebody else. */
enum outcome task_assign(struct work *work, struct text record, struct identifier subject, struct identifier person,
                         struct identifier assigned) MUST_CHECK;
/* Which of the open tasks that the actor can do, and that are not somebody else's. */
struct task_query {
    const struct right *const *rights; /* only those that need one of these; with `others`: all but these */
    size_t right_count;
    bool others;
    int32_t from, until; /* due on these days or between; what has no date is due on TASK_NO_DAY */
    size_t most;         /* of them, soonest first */
    size_t count_most;   /* they are counted up to here */
    /* Colleagues whose place the actor takes: their tasks are the actor's too, as far as the actor's rights reach. */
    struct identifier *covered;
    size_t covered_count;
};
#define TASK_NO_DAY INT32_MAX
struct task_page {
    struct task *tasks;
    size_t count;
    size_t total; /* all that fit the query, up to count_most; past it count_most and `more` */
    bool more;
};
enum outcome task_list(struct work *work, const struct task_query *query, struct task_page *ret_page) MUST_CHECK;
/* The same for several stretches of days that follow each other, whatever `from` and `until` of the query are: a page
   for each, counted and cut by itself. */
struct task_stretch {
    int32_t from, until;
};
enum { TASK_STRETCHES_MOST = 8 };
enum outcome task_lists(struct work *work, const struct task_query *query, const struct task_stretch *stretches,
                        size_t count, struct task_page *ret_pages) MUST_CHECK;

#endif
