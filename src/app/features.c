#include "app/features.h"

#include "web/clean_up.h"
#include "web/health.h"
#include "web/refusal.h"
#include "web/session.h"

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))

const struct route_list *features_routes(size_t *ret_count)
{
    static struct route_list lists[1];
    lists[0] = (struct route_list){health_routes, health_route_count};
    *ret_count = COUNT_OF(lists);
    return lists;
}

const struct menu_entry *features_menu(size_t *ret_count)
{
    *ret_count = 0;
    return NULL;
}

const struct grant_list *features_grants(size_t *ret_count)
{
    *ret_count = 0;
    return NULL;
}

const struct internal_action *const *features_actions(size_t *ret_count)
{
    static const struct internal_action *const LISTS[] = {session_actions, refusal_actions, clean_up_actions};
    *ret_count = COUNT_OF(LISTS);
    return LISTS;
}

struct application_hooks features_hooks(void) { return (struct application_hooks){0}; }

const struct job_kind *features_jobs(size_t *ret_count)
{
    static struct job_kind kinds[1];
    kinds[0] = web_clean_up_job;
    *ret_count = COUNT_OF(kinds);
    return kinds;
}

const struct job_schedule *features_schedules(size_t *ret_count)
{
    static const struct job_schedule SCHEDULES[] = {{"web.clean_up", 3, "Africa/Casablanca"}};
    *ret_count = COUNT_OF(SCHEDULES);
    return SCHEDULES;
}
