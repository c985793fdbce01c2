/* The index of a mission's own fields follows its profile: what begins to filter is filled by a job, some rows at a
   time while others work; what no longer does is removed (record/custom_index.h). */
#ifndef APP_PROFILE_INDEX_H
#define APP_PROFILE_INDEX_H

#include "job/job.h"
#include "web/application.h"

/* "profile.index".  Bears being cancelled, run twice and killed: it goes on where the index stands. */
extern const struct job_kind profile_index_job;
extern const struct internal_action profile_index_actions[]; /* ended by an entry without name */

/* Does the index lack anything that the profile or the key of search asks for? */
enum outcome profile_index_is_due(struct work *work, bool *ret_due) MUST_CHECK;
/* As the jobs process starts: adds the job when the profile asks for what the index does not hold. */
enum outcome profile_index_start(struct work *work) MUST_CHECK;
/* All of it at once, where nobody else works yet. */
enum outcome profile_index_fill(struct work *work) MUST_CHECK;

#endif
