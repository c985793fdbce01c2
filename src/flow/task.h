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
/* Open tasks the actor can do, soonest first.  `only_mine`: without those that are somebody else's. */
enum outcome task_list(struct work *work, bool only_mine, size_t most, struct task **ret_tasks,
                       size_t *ret_count) MUST_CHECK;

#endif
