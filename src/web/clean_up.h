/* What is deleted every night: sessions long over, kept form keys, kept API answers. */
#ifndef WEB_CLEAN_UP_H
#define WEB_CLEAN_UP_H

#include "job/job.h"
#include "web/application.h"

/* "web.clean_up", as a job and as the write it hands over. */
extern const struct job_kind web_clean_up_job;
extern const struct internal_action clean_up_actions[]; /* ended by an entry without name */

#endif
