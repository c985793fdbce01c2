#include "app/features.h"

#include "grants/grants.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "returns/returns.h"
#include "web/clean_up.h"
#include "web/health.h"
#include "web/record_pages.h"
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
    static struct grant_list lists[4];
    lists[0] = (struct grant_list){identity_grants, identity_grant_count};
    lists[1] = (struct grant_list){person_grants, person_grant_count};
    lists[2] = (struct grant_list){grant_grants, grant_grant_count};
    lists[3] = (struct grant_list){return_grants, return_grant_count};
    *ret_count = COUNT_OF(lists);
    return lists;
}

const struct internal_action *const *features_actions(size_t *ret_count)
{
    static const struct internal_action *const LISTS[] = {session_actions, refusal_actions, clean_up_actions, record_actions};
    *ret_count = COUNT_OF(LISTS);
    return LISTS;
}

struct application_hooks features_hooks(void)
{
    return (struct application_hooks){identity_actor_of_user, identity_actor_of_token};
}

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
