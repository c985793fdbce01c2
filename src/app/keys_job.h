/* What follows once a key was changed, as jobs, while others work: the index of search is made anew, and data keys are
   wrapped under the key that an organisation has now. */
#ifndef APP_KEYS_JOB_H
#define APP_KEYS_JOB_H

#include "job/job.h"
#include "web/application.h"

extern const struct job_kind keys_index_job, keys_wrap_job;
extern const struct internal_action keys_actions[];
/* As the jobs process starts: adds those that are due. */
enum outcome keys_jobs_start(struct work *work) MUST_CHECK;
/* The index at once, as a command that serves nobody yet may do it. */
enum outcome keys_index_fill(struct work *work) MUST_CHECK;

#endif
