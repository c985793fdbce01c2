/* The queue's writes as messages: made by a jobs process, done by job_perform(). */
#ifndef JOB_JOB_HAND_OVER_H
#define JOB_JOB_HAND_OVER_H

#include "job/job.h"

/* Each returns what the function of job.h would. */
enum outcome hand_over_take(struct work *work, struct text holder, int64_t seconds, const struct job_wanted *wanted,
                            struct job_lease *ret_lease) MUST_CHECK;
enum outcome hand_over_note(struct work *work, const struct job_lease *lease, int64_t done, int64_t total) MUST_CHECK;
enum outcome hand_over_done(struct work *work, const struct job_lease *lease, struct text result) MUST_CHECK;
enum outcome hand_over_failed(struct work *work, const struct job_lease *lease, struct text problem,
                              bool final) MUST_CHECK;
enum outcome hand_over_stopped(struct work *work, const struct job_lease *lease) MUST_CHECK;
enum outcome hand_over_put_back(struct work *work, const struct job_lease *lease, int64_t seconds) MUST_CHECK;
enum outcome hand_over_give_back(struct work *work, struct text holder) MUST_CHECK;
enum outcome hand_over_schedule(struct work *work, struct text kind, struct text once) MUST_CHECK;

#endif
