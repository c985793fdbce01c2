/* The one list of what is in the program: routes, menu, grants, hand-overs, jobs.  features.c joins what the folders
   declare; nothing else names them. */
#ifndef APP_FEATURES_H
#define APP_FEATURES_H

#include "job/job.h"
#include "web/application.h"
#include "web/record_api.h"

const struct route_list *features_routes(size_t *ret_count);
/* What the API offers, feature by feature; its routes are among features_routes(). */
const struct resource_list *features_resources(size_t *ret_count);
const struct resource_list *features_api(void); /* the same as one list */
const struct menu_entry *features_menu(size_t *ret_count);
const struct grant_list *features_grants(size_t *ret_count);
/* Each list is ended by an entry without name. */
const struct internal_action *const *features_actions(size_t *ret_count);
/* Once, at start: hands the features to those below that call them back. */
void features_start(const struct settings *settings);
/* The part of it that says what can be told to users; `settings` NULL: without mail. */
void features_announce(const struct settings *settings);
struct application_hooks features_hooks(void);
const struct job_kind *features_jobs(size_t *ret_count);
const struct job_schedule *features_schedules(size_t *ret_count);

#endif
