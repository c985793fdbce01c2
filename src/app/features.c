#include "app/features.h"
#include "app/profile_index.h"

#include "agreements/agreements.h"
#include "app/imports.h"
#include "app/keys_job.h"
#include "app/profile.h"
#include "backup/backup.h"
#include "directory/directory.h"
#include "document/document.h"
#include "duplicates/duplicates.h"
#include "exchange/exchange.h"
#include "grants/grants.h"
#include "identity/identity.h"
#include "jobs/jobs.h"
#include "linkage/linkage.h"
#include "monitoring/monitoring.h"
#include "movements/movements.h"
#include "notices/notices.h"
#include "persons/persons.h"
#include "privacy/privacy.h"
#include "protection/protection.h"
#include "questionnaires/questionnaires.h"
#include "referrals/referrals.h"
#include "reintegration/reintegration.h"
#include "reporting/reporting.h"
#include "returns/figure_pages.h"
#include "returns/programme_pages.h"
#include "returns/returns.h"
#include "web/clean_up.h"
#include "web/health.h"
#include "web/metrics.h"
#include "web/record_pages.h"
#include "web/refusal.h"
#include "web/session.h"
#include "web/step_pages.h"
#include "workload/workload.h"

#define COUNT_OF(list) (sizeof(list) / sizeof *(list))
enum { API_ARENA = 4 << 20, FEATURES_MOST = 32, HOMES_MOST = 32, MENU_MOST = 64 };

const struct resource_list *features_resources(size_t *ret_count)
{
    static struct resource_list lists[FEATURES_MOST];
    size_t count = 0;
    lists[count++] = (struct resource_list){person_resources, person_resource_count};
    lists[count++] = identity_resources;
    lists[count++] = (struct resource_list){agreement_resources, agreement_resource_count};
    lists[count++] = (struct resource_list){grant_resources, grant_resource_count};
    lists[count++] = (struct resource_list){return_resources, return_resource_count};
    lists[count++] = (struct resource_list){protection_resources, protection_resource_count};
    lists[count++] = (struct resource_list){reporting_resources, reporting_resource_count};
    lists[count++] = (struct resource_list){privacy_resources, privacy_resource_count};
    lists[count++] = (struct resource_list){reintegration_resources, reintegration_resource_count};
    lists[count++] = (struct resource_list){questionnaire_resources, questionnaire_resource_count};
    lists[count++] = (struct resource_list){monitoring_resources, monitoring_resource_count};
    lists[count++] = (struct resource_list){movement_resources, movement_resource_count};
    lists[count++] = (struct resource_list){workload_resources, workload_resource_count};
    lists[count++] = (struct resource_list){duplicate_resources, duplicate_resource_count};
    lists[count++] = (struct resource_list){linkage_resources, linkage_resource_count};
    lists[count++] = (struct resource_list){directory_resources, directory_resource_count};
    lists[count++] = (struct resource_list){referral_resources, referral_resource_count};
    *ret_count = count;
    return lists;
}

/* One list of what the features offer; made once, kept as long as the program runs, as the routes that derive from it.
 */
static struct arena *api_arena(void)
{
    static struct arena *arena;
    if (arena == NULL)
        arena = arena_open(API_ARENA);
    return arena;
}

const struct resource_list *features_api(void)
{
    static struct resource_list all;
    if (all.resources != NULL)
        return &all;
    size_t count;
    const struct resource_list *lists = features_resources(&count);
    for (size_t i = 0; i < count; i++)
        all.count += lists[i].count;
    struct resource *resources = arena_array(api_arena(), struct resource, all.count + 1);
    size_t at = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            resources[at++] = lists[i].resources[j];
    all.resources = resources;
    return &all;
}

static struct route_list api_routes(void)
{
    static struct route_list routes;
    if (routes.count == 0)
        resource_routes(api_arena(), features_api(), &routes);
    return routes;
}

const struct route_list *features_routes(size_t *ret_count)
{
    static struct route_list lists[FEATURES_MOST];
    size_t count = 0;
    lists[count++] = (struct route_list){health_routes, health_route_count};
    lists[count++] = (struct route_list){identity_routes, identity_route_count};
    lists[count++] = (struct route_list){document_routes, document_route_count};
    lists[count++] = (struct route_list){person_routes, person_route_count};
    lists[count++] = (struct route_list){agreement_routes, agreement_route_count};
    lists[count++] = (struct route_list){grant_routes, grant_route_count};
    lists[count++] = (struct route_list){return_routes, return_route_count};
    lists[count++] = (struct route_list){figure_routes, figure_route_count};
    lists[count++] = api_routes();
    lists[count++] = (struct route_list){metrics_routes, metrics_route_count};
    lists[count++] = (struct route_list){backup_routes, backup_route_count};
    lists[count++] = (struct route_list){jobs_routes, jobs_route_count};
    lists[count++] = (struct route_list){protection_routes, protection_route_count};
    lists[count++] = (struct route_list){programme_routes, programme_route_count};
    lists[count++] = (struct route_list){reporting_routes, reporting_route_count};
    lists[count++] = (struct route_list){privacy_routes, privacy_route_count};
    lists[count++] = (struct route_list){reintegration_routes, reintegration_route_count};
    lists[count++] = (struct route_list){questionnaire_routes, questionnaire_route_count};
    lists[count++] = (struct route_list){monitoring_routes, monitoring_route_count};
    lists[count++] = (struct route_list){movement_routes, movement_route_count};
    lists[count++] = (struct route_list){notice_routes, notice_route_count};
    lists[count++] = (struct route_list){workload_routes, workload_route_count};
    lists[count++] = (struct route_list){exchange_routes, exchange_route_count};
    lists[count++] = (struct route_list){duplicate_routes, duplicate_route_count};
    lists[count++] = (struct route_list){linkage_routes, linkage_route_count};
    lists[count++] = (struct route_list){directory_routes, directory_route_count};
    lists[count++] = (struct route_list){referral_routes, referral_route_count};
    lists[count++] = (struct route_list){referral_outside_routes, referral_outside_route_count};
    *ret_count = count;
    return lists;
}

const struct menu_entry *features_menu(size_t *ret_count)
{
    static struct menu_entry entries[MENU_MOST];
    const struct {
        const struct menu_entry *entries;
        size_t count;
    } LISTS[] = {{return_menu, 1},
                 {person_menu, person_menu_count},
                 {return_menu + 1, return_menu_count - 1},
                 {protection_menu, protection_menu_count},
                 {privacy_menu, privacy_menu_count},
                 {reintegration_menu, reintegration_menu_count},
                 {monitoring_menu, monitoring_menu_count},
                 {questionnaire_menu, questionnaire_menu_count},
                 {movement_menu, movement_menu_count},
                 {workload_menu, workload_menu_count},
                 {exchange_menu, exchange_menu_count},
                 {duplicate_menu, duplicate_menu_count},
                 {linkage_menu, linkage_menu_count},
                 {directory_menu, directory_menu_count},
                 {agreement_menu, agreement_menu_count},
                 {referral_menu, referral_menu_count},
                 {grant_menu, grant_menu_count},
                 {reporting_menu, reporting_menu_count},
                 {identity_menu, identity_menu_count},
                 {backup_menu, backup_menu_count},
                 {jobs_menu, jobs_menu_count},
                 {notice_menu, notice_menu_count}};
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(LISTS); i++)
        for (size_t j = 0; j < LISTS[i].count && count < MENU_MOST; j++)
            entries[count++] = LISTS[i].entries[j];
    *ret_count = count;
    return entries;
}

const struct grant_list *features_grants(size_t *ret_count)
{
    static struct grant_list lists[FEATURES_MOST];
    size_t count = 0;
    lists[count++] = (struct grant_list){identity_grants, identity_grant_count};
    lists[count++] = (struct grant_list){person_grants, person_grant_count};
    lists[count++] = (struct grant_list){agreement_grants, agreement_grant_count};
    lists[count++] = (struct grant_list){grant_grants, grant_grant_count};
    lists[count++] = (struct grant_list){return_grants, return_grant_count};
    lists[count++] = (struct grant_list){document_grants, document_grant_count};
    lists[count++] = (struct grant_list){backup_grants, backup_grant_count};
    lists[count++] = (struct grant_list){jobs_grants, jobs_grant_count};
    lists[count++] = (struct grant_list){protection_grants, protection_grant_count};
    lists[count++] = (struct grant_list){reporting_grants, reporting_grant_count};
    lists[count++] = (struct grant_list){privacy_grants, privacy_grant_count};
    lists[count++] = (struct grant_list){reintegration_grants, reintegration_grant_count};
    lists[count++] = (struct grant_list){questionnaire_grants, questionnaire_grant_count};
    lists[count++] = (struct grant_list){monitoring_grants, monitoring_grant_count};
    lists[count++] = (struct grant_list){movement_grants, movement_grant_count};
    lists[count++] = (struct grant_list){notice_grants, notice_grant_count};
    lists[count++] = (struct grant_list){workload_grants, workload_grant_count};
    lists[count++] = (struct grant_list){exchange_grants, exchange_grant_count};
    lists[count++] = (struct grant_list){duplicate_grants, duplicate_grant_count};
    lists[count++] = (struct grant_list){linkage_grants, linkage_grant_count};
    lists[count++] = (struct grant_list){directory_grants, directory_grant_count};
    lists[count++] = (struct grant_list){referral_grants, referral_grant_count};
    *ret_count = count;
    return lists;
}

const struct internal_action *const *features_actions(size_t *ret_count)
{
    static const struct internal_action *const LISTS[] = {
        session_actions,       refusal_actions,    clean_up_actions,      record_actions,    identity_actions,
        document_actions,      backup_actions,     profile_index_actions, privacy_actions,   return_actions,
        reintegration_actions, monitoring_actions, notice_actions,        workload_actions,  exchange_actions,
        duplicate_actions,     keys_actions,       linkage_actions,       directory_actions, agreement_actions,
        referral_actions};
    *ret_count = COUNT_OF(LISTS);
    return LISTS;
}

void features_announce(const struct settings *settings)
{
    const struct notice_kind_list notices[] = {
        {return_notices, return_notice_count},     {movement_notices, movement_notice_count},
        {workload_notices, workload_notice_count}, {duplicate_notices, duplicate_notice_count},
        {linkage_notices, linkage_notice_count},   {agreement_notices, agreement_notice_count},
        {referral_notices, referral_notice_count}};
    notices_start(settings, notices, COUNT_OF(notices));
}

/* What lower folders need from those above them. */
void features_start(const struct settings *settings)
{
    static const struct person_feature *const PERSON_FEATURES[] = {
        &return_person_feature,        &protection_person_feature, &privacy_person_feature,
        &reintegration_person_feature, &monitoring_person_feature, &movement_person_feature,
        &duplicate_person_feature,     &referral_person_feature,   &guarded_person_feature,
        &conference_person_feature};
    static const struct return_companion DIRECTORY = {.records = directory_task_records, .record_count = 1};
    static const struct record *const LINKAGE_RECORDS[] = {&linkage_run_record};
    static const struct return_companion LINKAGE_TASKS = {.records = LINKAGE_RECORDS, .record_count = 1};
    static const struct return_companion AGREEMENT_TASKS = {.records = agreement_task_records,
                                                            .record_count = AGREEMENT_TASK_RECORDS};
    static const struct agreement_companion ON_AGREEMENTS[] = {
        {&grant_record, "agreement", "/grants", N_("Grants under it"), &grant_read}};
    static const struct return_companion *const RETURN_COMPANIONS[] = {&AGREEMENT_TASKS,      &LINKAGE_TASKS,
                                                                       &protection_companion, &reporting_companion,
                                                                       &privacy_companion,    &reintegration_companion,
                                                                       &monitoring_companion, &movement_companion,
                                                                       &duplicate_companion,  &DIRECTORY,
                                                                       &referral_companion};
    identity_start(settings->require_second_factor);
    features_announce(settings);
    backup_start(settings);
    step_pages_start(&colleague_record, &person_record);
    persons_start(PERSON_FEATURES, COUNT_OF(PERSON_FEATURES));
    returns_start(RETURN_COMPANIONS, COUNT_OF(RETURN_COMPANIONS));
    agreements_start(ON_AGREEMENTS, COUNT_OF(ON_AGREEMENTS));
    privacy_start(features_api());
    duplicates_start(features_api());
    return_child_alone = protection_child_alone;
    return_second_signatures = reintegration_second_signatures;
    return_assessed = assessment_from_origin;
    return_newest_assessment = assessment_for_origin;
    static const struct attachment_home *homes[HOMES_MOST];
    size_t count = 0;
    for (size_t i = 0; i < person_attachment_home_count && count < HOMES_MOST; i++)
        homes[count++] = person_attachment_homes[i];
    for (size_t i = 0; i < return_attachment_home_count && count < HOMES_MOST; i++)
        homes[count++] = return_attachment_homes[i];
    for (size_t i = 0; i < protection_attachment_home_count && count < HOMES_MOST; i++)
        homes[count++] = protection_attachment_homes[i];
    for (size_t i = 0; i < privacy_attachment_home_count && count < HOMES_MOST; i++)
        homes[count++] = privacy_attachment_homes[i];
    for (size_t i = 0; i < reintegration_attachment_home_count && count < HOMES_MOST; i++)
        homes[count++] = reintegration_attachment_homes[i];
    for (size_t i = 0; i < agreement_attachment_home_count && count < HOMES_MOST; i++)
        homes[count++] = agreement_attachment_homes[i];
    documents_start(homes, count);
    imports_start(settings);
    struct record *const *own = profile_records(&count);
    own_fields_start(own, count);
    const struct job_kind *kinds = features_jobs(&count);
    jobs_start(kinds, count);
}

struct application_hooks features_hooks(void)
{
    return (struct application_hooks){identity_actor_of_user, identity_actor_of_token};
}

const struct job_kind *features_jobs(size_t *ret_count)
{
    static struct job_kind kinds[FEATURES_MOST];
    size_t count = 0;
    kinds[count++] = web_clean_up_job;
    kinds[count++] = identity_clean_up_job;
    kinds[count++] = attachment_clean_up_job;
    kinds[count++] = backup_make_job;
    kinds[count++] = backup_look_job;
    kinds[count++] = profile_index_job;
    kinds[count++] = privacy_nightly_job;
    kinds[count++] = privacy_copy_job;
    kinds[count++] = return_watch_job;
    kinds[count++] = reintegration_waiting_job;
    kinds[count++] = monitoring_due_job;
    kinds[count++] = notice_mail_job;
    kinds[count++] = notice_digest_job;
    kinds[count++] = notice_clean_up_job;
    kinds[count++] = hand_over_job;
    kinds[count++] = standing_job;
    kinds[count++] = exchange_import_job;
    kinds[count++] = exchange_clean_up_job;
    kinds[count++] = keys_index_job;
    kinds[count++] = keys_wrap_job;
    kinds[count++] = linkage_step_job;
    kinds[count++] = linkage_clean_up_job;
    kinds[count++] = duplicate_look_job;
    kinds[count++] = duplicate_learn_job;
    kinds[count++] = directory_due_job;
    kinds[count++] = agreement_nightly_job;
    kinds[count++] = referral_clock_job;
    kinds[count++] = referral_mail_job;
    kinds[count++] = referral_remind_job;
    *ret_count = count;
    return kinds;
}

const struct job_schedule *features_schedules(size_t *ret_count)
{
    static const struct job_schedule SCHEDULES[] = {
        {"web.clean_up", 3, "Africa/Casablanca", 0},          {"identity.clean_up", 3, "Africa/Casablanca", 0},
        {"attachment.clean_up", 3, "Africa/Casablanca", 0},   {"backup.make", 1, "Africa/Casablanca", 0},
        {"backup.look", 0, "Africa/Casablanca", 1},           {"profile.index", 0, "Africa/Casablanca", 1},
        {"privacy.nightly", 2, "Africa/Casablanca", 1},       {"returns.watch", 2, "Africa/Casablanca", 0},
        {"reintegration.waiting", 0, "Africa/Casablanca", 1}, {"monitoring.due", 4, "Africa/Casablanca", 0},
        {"notices.digest", 7, "Africa/Casablanca", 0},        {"notices.clean_up", 3, "Africa/Casablanca", 0},
        {"workload.standing", 5, "Africa/Casablanca", 0},     {"exchange.clean_up", 3, "Africa/Casablanca", 0},
        {"linkage.clean_up", 3, "Africa/Casablanca", 0},      {"duplicates.look", 1, "Africa/Casablanca", 0},
        {"directory.due", 4, "Africa/Casablanca", 0},

        {"agreements.nightly", 2, "Africa/Casablanca", 0},    {"referrals.clocks", 0, "Africa/Casablanca", 1},
        {"referrals.remind", 8, "Africa/Casablanca", 1}};
    *ret_count = COUNT_OF(SCHEDULES);
    return SCHEDULES;
}
