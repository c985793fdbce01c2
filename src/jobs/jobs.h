/* The administrator's pages of what is done later: all that app/ uses of them. */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include "job/job.h"
#include "web/application.h"

extern struct right job_read, job_order;
extern const struct grant jobs_grants[];
extern const size_t jobs_grant_count;
extern const struct route jobs_routes[];
extern const size_t jobs_route_count;
extern const struct menu_entry jobs_menu[];
extern const size_t jobs_menu_count;

/* Once, at start: the kinds of jobs of this program, whose words the pages show; they stay the caller's. */
void jobs_start(const struct job_kind *kinds, size_t count);

#endif
