#include "duplicates/tests/doubles.h"

#include "linkage/linkage.h"
#include "monitoring/monitoring.h"
#include "movements/movements.h"
#include "privacy/privacy.h"
#include "protection/protection.h"
#include "reintegration/reintegration.h"
#include "web/record_pages.h"

/* All records about persons, whatever feature has them. */
static void start_duplicates(void)
{
    enum { RESOURCES_MOST = 128 };
    static struct resource all[RESOURCES_MOST];
    static struct resource_list list = {all, 0};
    const struct resource_list lists[] = {{person_resources, person_resource_count},
                                          {return_resources, return_resource_count},
                                          {protection_resources, protection_resource_count},
                                          {privacy_resources, privacy_resource_count},
                                          {reintegration_resources, reintegration_resource_count},
                                          {monitoring_resources, monitoring_resource_count},
                                          {movement_resources, movement_resource_count},
                                          {linkage_resources, linkage_resource_count}};
    for (size_t i = 0; i < COUNT(lists); i++)
        for (size_t j = 0; j < lists[i].count; j++)
            all[list.count++] = lists[i].resources[j];
    duplicates_start(&list);
}

struct mission *doubles_open(void)
{
    static struct grant_list grants[2];
    static struct route_list routes[2];
    static const struct person_feature *const FEATURES[] = {&return_person_feature, &duplicate_person_feature};
    static const struct return_companion *const COMPANIONS[] = {&duplicate_companion};
    grants[0] = (struct grant_list){duplicate_grants, duplicate_grant_count};
    grants[1] = (struct grant_list){notice_grants, notice_grant_count};
    routes[0] = (struct route_list){duplicate_routes, duplicate_route_count};
    routes[1] = (struct route_list){person_routes, person_route_count};
    static const struct internal_action *const actions[] = {duplicate_actions, record_actions};
    const struct fixture_options more = {.grants = grants,
                                         .grant_list_count = 2,
                                         .routes = routes,
                                         .route_list_count = 2,
                                         .actions = actions,
                                         .action_list_count = 2};
    const struct notice_kind_list notices = {duplicate_notices, duplicate_notice_count};
    struct mission *mission = mission_open_more(&more, &notices);
    persons_start(FEATURES, COUNT(FEATURES));
    returns_start(COMPANIONS, COUNT(COMPANIONS));
    start_duplicates();
    return mission;
}
