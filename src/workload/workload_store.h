/* Statements about hand-overs and what is due in an office.  Within workload/. */
#ifndef WORKLOAD_WORKLOAD_STORE_H
#define WORKLOAD_WORKLOAD_STORE_H

#include "workload/workload.h"

/* Open tasks of an office that are somebody's, by whose they are. */
struct task_load {
    struct identifier assigned;
    int64_t due, late; /* today and within a week; before today */
};
enum outcome workload_tasks(struct work *work, struct identifier office, struct task_load **ret_loads,
                            size_t *ret_count) MUST_CHECK;
/* Open accounts that are supervisors in an office today. */
enum outcome workload_supervisors(struct work *work, struct identifier office, struct identifier **ret_ids,
                                  size_t *ret_count) MUST_CHECK;
/* All offices of the mission, for the night. */
struct workload_office {
    struct identifier id, organisation;
};
enum outcome workload_offices(struct work *work, struct workload_office **ret_offices, size_t *ret_count) MUST_CHECK;

/* In the writing worker: the argument says whom to tell how much (standing_job.c). */
enum outcome standing_tell(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;

/* One case of a hand-over. */
struct handed {
    struct identifier id, person, return_case, receiver;
};
enum outcome handed_add(struct work *work, const struct hand_over *order, const struct handed *handed) MUST_CHECK;
/* The last case that was planned; zeros: none. */
enum outcome handed_last(struct work *work, struct identifier order, struct identifier *ret_case) MUST_CHECK;
/* Those neither given nor left out, or (`back`) those given and not taken back. */
enum outcome handed_next(struct work *work, struct identifier order, bool back, size_t most, struct handed **ret,
                         size_t *ret_count) MUST_CHECK;
enum outcome handed_given(struct work *work, const struct handed *handed) MUST_CHECK;
enum outcome handed_back(struct work *work, const struct handed *handed) MUST_CHECK;
/* It had moved on: why, as a code. */
enum outcome handed_left_out(struct work *work, const struct handed *handed, const char *why) MUST_CHECK;
struct handed_sum {
    struct identifier receiver;
    int64_t planned, given, left_out, back;
};
enum outcome handed_sums(struct work *work, struct identifier order, struct handed_sum **ret_sums,
                         size_t *ret_count) MUST_CHECK;

#endif
