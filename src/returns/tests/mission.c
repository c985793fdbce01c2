#include "returns/tests/mission.h"

#include <stdio.h>
#include <stdlib.h>

#include "document/document.h"
#include "monitoring/monitoring.h"
#include "movements/airport.h"
#include "movements/movements.h"
#include "protection/protection.h"
#include "questionnaires/questionnaires.h"
#include "reintegration/reintegration.h"
#include "reporting/reporting.h"
#include "returns/figure_pages.h"
#include "returns/programme_pages.h"
#include "returns/return_store.h"
#include "web/record_parts.h"
#include "web/step_pages.h"

static const struct choice COUNTRIES[] = {
    {"GIN", NULL, {"Guinée", "غينيا", "Guinea"}},
    {"SEN", NULL, {"Sénégal", "السنغال", "Senegal"}},
};
static const struct choice LANGUAGES[] = {{"fr", NULL, {"français", "الفرنسية", "French"}}};

static void must(enum outcome outcome, const char *what)
{
    if (outcome == OK)
        return;
    (void)fprintf(stderr, "mission: %s: outcome %d\n", what, (int)outcome);
    abort();
}

static void must_work(enum outcome outcome, const struct work *work, const char *what)
{
    for (const struct problem *problem = work->problems.first; outcome != OK && problem != NULL;
         problem = problem->next)
        (void)fprintf(stderr, "mission: %s: %.*s\n", problem->code, TEXT_ARG(problem->field));
    must(outcome, what);
}

static void add_grant(struct mission *mission)
{
    struct work work = mission_work(mission, ROLE_PROGRAMME_MANAGER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    must(db_transaction_begin(work.db, true, &transaction), "transaction");
    struct donor_grant *grant = record_new(mission->arena, &grant_record);
    grant->head.organisation = work.actor->organisation;
    grant->title = TEXT("Way home");
    grant->donor = TEXT("A donor");
    grant->amount = (struct money){100000000, "NOK"};
    must_work(grant_open(&work, grant), &work, "grant");
    struct budget_line *line = record_new(mission->arena, &budget_line_record);
    line->donor_grant = grant->head.id;
    line->code = TEXT("2.1");
    line->title = TEXT("Reintegration in kind");
    line->amount = (struct money){50000000, "NOK"};
    must_work(budget_line_open(&work, line), &work, "line");
    must(db_transaction_commit(&transaction), "commit");
    mission->grant = grant;
    mission->line = line;
}

static struct mission *open_with(const struct fixture_options *options)
{
    countries.choices = COUNTRIES;
    countries.count = COUNT(COUNTRIES);
    spoken_languages.choices = LANGUAGES;
    spoken_languages.count = COUNT(LANGUAGES);
    struct fixture *fixture = fixture_open(options);
    must(return_rules_load(fixture->arena, getenv("TEST_PROFILE")), "rules");
    must(reporting_load(fixture->arena, getenv("TEST_PROFILE")), "reports");
    struct mission *mission = arena_new(fixture->arena, struct mission);
    mission->fixture = fixture;
    mission->arena = fixture->arena;
    mission->today = zone_date(fixture->system.zone, fixture->system.now);
    add_grant(mission);
    return mission;
}

/* What a mission has beside returns/: a feature each. */
struct beside {
    struct grant_list grants;
    struct route_list routes;
    const struct resource *resources;
    size_t resource_count;
    const struct person_feature *feature;     /* or NULL */
    const struct return_companion *companion; /* or NULL */
    const struct attachment_home *const *homes;
    size_t home_count;
};

enum { FEATURES_MOST = 12, RESOURCES_MOST = 64, HOMES_MOST = 24 };

/* Notices are told to nobody by mail. */
static void announce(const struct notice_kind_list *more)
{
    struct notice_kind_list lists[2] = {{return_notices, return_notice_count}};
    if (more != NULL)
        lists[1] = *more;
    notices_start(NULL, lists, more == NULL ? 1 : 2);
}

static void add_more(const struct fixture_options *more, struct grant_list *grants, struct route_list *routes,
                     struct fixture_options *options)
{
    for (size_t i = 0; i < more->grant_list_count; i++)
        grants[options->grant_list_count++] = more->grants[i];
    for (size_t i = 0; i < more->route_list_count; i++)
        routes[options->route_list_count++] = more->routes[i];
    options->actions = more->actions;
    options->action_list_count = more->action_list_count;
}

static struct mission *open_mission_with(const struct beside *beside, size_t besides,
                                         const struct fixture_options *more)
{
    static struct grant_list grants[FEATURES_MOST];
    static struct route_list routes[FEATURES_MOST];
    static struct resource all[RESOURCES_MOST];
    static struct resource_list resources;
    static const struct person_feature *features[FEATURES_MOST];
    static const struct return_companion *companions[FEATURES_MOST];
    static const struct attachment_home *homes[HOMES_MOST];
    size_t home_count = 0, feature_count = 0, companion_count = 0, list_count = 5;
    grants[0] = (struct grant_list){person_grants, person_grant_count};
    grants[1] = (struct grant_list){return_grants, return_grant_count};
    grants[2] = (struct grant_list){grant_grants, grant_grant_count};
    grants[3] = (struct grant_list){document_grants, document_grant_count};
    grants[4] = (struct grant_list){reporting_grants, reporting_grant_count};
    routes[0] = (struct route_list){return_routes, return_route_count};
    routes[1] = (struct route_list){grant_routes, grant_route_count};
    routes[2] = (struct route_list){figure_routes, figure_route_count};
    routes[3] = (struct route_list){programme_routes, programme_route_count};
    routes[4] = (struct route_list){reporting_routes, reporting_route_count};
    features[feature_count++] = &return_person_feature;
    companions[companion_count++] = &reporting_companion;
    return_child_alone = NULL;
    resources = (struct resource_list){all, 0};
    for (size_t i = 0; i < return_resource_count; i++)
        all[resources.count++] = return_resources[i];
    for (size_t i = 0; i < return_attachment_home_count; i++)
        homes[home_count++] = return_attachment_homes[i];
    for (const struct beside *one = beside; one < beside + besides; one++) {
        grants[list_count] = one->grants;
        routes[list_count++] = one->routes;
        for (size_t i = 0; i < one->resource_count; i++)
            all[resources.count++] = one->resources[i];
        for (size_t i = 0; i < one->home_count; i++)
            homes[home_count++] = one->homes[i];
        if (one->feature != NULL)
            features[feature_count++] = one->feature;
        if (one->companion != NULL)
            companions[companion_count++] = one->companion;
        if (one->companion == &protection_companion)
            return_child_alone = protection_child_alone;
    }
    struct fixture_options options = {.grants = grants,
                                      .grant_list_count = list_count,
                                      .routes = routes,
                                      .route_list_count = list_count,
                                      .menu = return_menu,
                                      .menu_count = return_menu_count,
                                      .resources = &resources};
    if (more != NULL)
        add_more(more, grants, routes, &options);
    step_pages_start(&colleague_record, &person_record);
    persons_start(features, feature_count);
    returns_start(companions, companion_count);
    documents_start(homes, home_count);
    return open_with(&options);
}

static struct mission *open_mission(const struct beside *beside, size_t besides)
{
    announce(NULL);
    return open_mission_with(beside, besides, NULL);
}

struct mission *mission_open_more(const struct fixture_options *more, const struct notice_kind_list *notices)
{
    announce(notices);
    return open_mission_with(NULL, 0, more);
}

struct mission *mission_open(void) { return open_mission(NULL, 0); }

struct mission *mission_open_protected(void)
{
    const struct beside protection = {
        .grants = {protection_grants, protection_grant_count},
        .routes = {protection_routes, protection_route_count},
        .resources = protection_resources,
        .resource_count = protection_resource_count,
        .feature = &protection_person_feature,
        .companion = &protection_companion,
        .homes = protection_attachment_homes,
        .home_count = protection_attachment_home_count,
    };
    struct mission *mission = open_mission(&protection, 1);
    must(indicators_load(mission->arena, getenv("TEST_PROFILE")), "indicators");
    return mission;
}

struct mission *mission_open_reintegration(void)
{
    const struct beside reintegration = {
        .grants = {reintegration_grants, reintegration_grant_count},
        .routes = {reintegration_routes, reintegration_route_count},
        .resources = reintegration_resources,
        .resource_count = reintegration_resource_count,
        .feature = &reintegration_person_feature,
        .companion = &reintegration_companion,
        .homes = reintegration_attachment_homes,
        .home_count = reintegration_attachment_home_count,
    };
    return open_mission(&reintegration, 1);
}

struct mission *mission_open_monitored(void)
{
    const struct beside besides[] = {
        {.grants = {questionnaire_grants, questionnaire_grant_count},
         .routes = {questionnaire_routes, questionnaire_route_count},
         .resources = questionnaire_resources,
         .resource_count = questionnaire_resource_count},
        {.grants = {monitoring_grants, monitoring_grant_count},
         .routes = {monitoring_routes, monitoring_route_count},
         .resources = monitoring_resources,
         .resource_count = monitoring_resource_count,
         .feature = &monitoring_person_feature,
         .companion = &monitoring_companion},
    };
    struct mission *mission = open_mission(besides, COUNT(besides));
    must(questionnaires_load(mission->arena, getenv("TEST_PROFILE")), "questionnaires");
    return mission;
}

static const struct choice AIRPORTS[] = {
    {"CMN", NULL, {"Casablanca", "الدار البيضاء", "Casablanca"}},
    {"CKY", NULL, {"Conakry", "كوناكري", "Conakry"}},
    {"IST", NULL, {"Istanbul", "إسطنبول", "Istanbul"}},
    {"TNR", NULL, {"Antananarivo", "أنتاناناريفو", "Antananarivo"}},
};
static const char *const ZONES[] = {"Africa/Casablanca", "Africa/Conakry", "Europe/Istanbul", "Indian/Antananarivo"};

struct mission *mission_open_travelling(void)
{
    const struct beside movements = {.grants = {movement_grants, movement_grant_count},
                                     .routes = {movement_routes, movement_route_count},
                                     .resources = movement_resources,
                                     .resource_count = movement_resource_count,
                                     .feature = &movement_person_feature,
                                     .companion = &movement_companion};
    airports.choices = AIRPORTS;
    airports.count = COUNT(AIRPORTS);
    airports_zones_set(ZONES);
    const struct notice_kind_list notices = {movement_notices, movement_notice_count};
    announce(&notices);
    return open_mission_with(&movements, 1, NULL);
}

struct mission *mission_close(struct mission *mission)
{
    (void)fixture_close(mission->fixture);
    return NULL;
}

struct work mission_work(struct mission *mission, enum role role)
{
    return fixture_work(mission->fixture, mission->arena, mission->fixture->users[role]);
}

static void insert(struct mission *mission, enum role role, const struct record *record, void *row)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    must(db_transaction_begin(work.db, true, &transaction), "transaction");
    must_work(record_insert(&work, record, row), &work, record->name);
    must(db_transaction_commit(&transaction), "commit");
}

static void place(struct mission *mission, struct record_head *head, struct identifier person)
{
    head->organisation = mission->fixture->organisation->head.id;
    head->office = mission->fixture->offices[0]->head.id;
    head->person = person;
}

struct person *mission_person(struct mission *mission, const char *family_name)
{
    struct person *person = record_new(mission->arena, &person_record);
    place(mission, &person->head, (struct identifier){{0}});
    person->family_name = text_from(family_name);
    person->given_names = TEXT("Awa");
    person->nationality = TEXT("GIN");
    insert(mission, ROLE_CASEWORKER, &person_record, person);
    return person;
}

static void consent(struct mission *mission, struct identifier person, const char *purpose)
{
    struct person_consent *row = record_new(mission->arena, &person_consent_record);
    place(mission, &row->head, person);
    row->purpose = text_from(purpose);
    row->recipients = text_from(consent_recipients.choices[0].code);
    row->means = text_from(consent_means.choices[0].code);
    row->language = TEXT("fr");
    row->explained.is = FLAG_YES;
    row->interpreter.is = FLAG_NO;
    row->given_on = mission->today;
    insert(mission, ROLE_CASEWORKER, &person_consent_record, row);
}

void mission_consents(struct mission *mission, struct identifier person) { mission_consents_of(mission, person, 1990); }

void mission_consents_of(struct mission *mission, struct identifier person, int32_t born)
{
    consent(mission, person, "data");
    consent(mission, person, "assistance");
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct person *before = mission_row(mission, &person_record, person);
    struct person *row = record_copy(mission->arena, &person_record, before);
    row->sex = TEXT("F");
    row->birth = (struct partial_date){date_from_day((struct calendar_day){born, 5, 17}), PRECISION_DAY};
    must(db_transaction_begin(work.db, true, &transaction), "transaction");
    must_work(record_update(&work, &person_record, before, row), &work, "person");
    must(db_transaction_commit(&transaction), "commit");
}

void mission_passport(struct mission *mission, struct identifier person, int32_t expires_on)
{
    struct person_document *row = record_new(mission->arena, &person_document_record);
    place(mission, &row->head, person);
    row->kind = TEXT("passport");
    row->document_number = TEXT("A123");
    row->issued_on = mission->today - 400;
    row->expires_on = expires_on;
    insert(mission, ROLE_CASEWORKER, &person_document_record, row);
}

struct return_case *mission_case(struct mission *mission, struct identifier person)
{
    struct return_case *file = record_new(mission->arena, &return_case_record);
    struct work work = mission_work(mission, ROLE_RECEPTION);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    place(mission, &file->head, person);
    file->channel = TEXT("in_person");
    file->country_of_return = TEXT("GIN");
    file->lacks_means.is = FLAG_YES;
    file->previously_assisted.is = file->asylum_claim.is = file->capacity_doubt.is = FLAG_NO;
    must(db_transaction_begin(work.db, true, &transaction), "transaction");
    must_work(return_open(&work, file), &work, "case");
    must(db_transaction_commit(&transaction), "commit");
    return file;
}

struct return_item *mission_item(struct mission *mission, const struct return_case *file, int64_t instalment,
                                 int64_t minor)
{
    struct return_item *item = record_new(mission->arena, &return_item_record);
    place(mission, &item->head, file->head.person);
    item->head.assigned = file->head.assigned;
    item->return_case = file->head.id;
    item->category = TEXT("micro_business");
    item->modality = TEXT("in_kind");
    item->amount = (struct money){minor, "NOK"};
    item->budget_line = mission->line->head.id;
    item->instalment = instalment;
    insert(mission, ROLE_CASEWORKER, &return_item_record, item);
    return item;
}

void *mission_row(struct mission *mission, const struct record *record, struct identifier id)
{
    void *row;
    struct work work = mission->fixture->system;
    work.db = mission->fixture->served; /* where a test may be within a transaction */
    AUTO_WALL struct wall_hold hold = wall_open(work.db, "what a test looks at");
    must(record_get_unlimited(&work, record, id, &row), record->name);
    return row;
}

struct text mission_state(struct mission *mission, const struct flow *flow, struct identifier id)
{
    return record_head_of(mission_row(mission, flow->record, id))->state;
}

static void answer_case(struct mission *mission, struct return_case *file)
{
    file->screening_outcome = TEXT("continue");
    file->counselled_on = file->declared_on = mission->today;
    file->counselling_language = TEXT("fr");
    file->declaration_means = TEXT("signed");
    file->override_reason = TEXT("urgent");
    file->decision_note = TEXT("Her sister is ill.");
    file->travel_on = file->departed_on = file->arrived_on = mission->today;
    file->carrier = TEXT("An airline");
    file->flight = TEXT("XX 123");
    file->plan_agreed_on = file->monitored_on = mission->today;
    file->monitoring_note = TEXT("The shop is open.");
    file->postponed_until = mission->today + 10;
    file->closure_reason = TEXT("support_ended");
}

void mission_answers(struct mission *mission, const struct flow *flow, void *row)
{
    if (flow == &return_flow)
        answer_case(mission, row);
    if (flow == &milestone_flow) {
        struct return_milestone *milestone = row;
        milestone->requested_on = milestone->settled_on = mission->today;
        milestone->valid_until = mission->today + (text_is(milestone->kind, "medical") ? 14 : 60);
    }
    if (flow == &item_flow) {
        struct return_item *item = row;
        item->paid_on = mission->today;
        item->receipt = TEXT("R-1");
        item->proof_note = TEXT("A photo of the shop.");
    }
}

enum outcome mission_step_of(struct mission *mission, struct identifier user, const struct flow *flow,
                             struct identifier id, const char *action)
{
    struct work work = fixture_work(mission->fixture, mission->arena, user);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const void *row = mission_row(mission, flow->record, id);
    void *input = record_copy(mission->arena, flow->record, row);
    mission_answers(mission, flow, input);
    must(db_transaction_begin(work.db, true, &transaction), "transaction");
    enum outcome outcome =
        flow_move(&work, flow, id, record_head_of(row)->version, text_from(action), input, TEXT("Said by the person."));
    for (const struct problem *problem = work.problems.first; outcome != OK && problem != NULL; problem = problem->next)
        (void)fprintf(stderr, "# %s: %s (%.*s)\n", action, problem->code, TEXT_ARG(problem->field));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome mission_step(struct mission *mission, enum role role, const struct flow *flow, struct identifier id,
                          const char *action)
{
    return mission_step_of(mission, mission->fixture->users[role], flow, id, action);
}

struct identifier mission_milestone(struct mission *mission, const struct return_case *file, const char *kind)
{
    struct work *work = &mission->fixture->system;
    static const char *const LIVE[3] = {"open", "requested", "settled"};
    struct identifier *ids;
    size_t count;
    must(return_child_ids(work, &return_milestone_record, file->head.id, file->head.person, LIVE, &ids, &count), "ids");
    for (size_t i = 0; i < count; i++)
        if (text_is(((struct return_milestone *)mission_row(mission, &return_milestone_record, ids[i]))->kind, kind))
            return ids[i];
    return (struct identifier){{0}};
}

void mission_counselling(struct mission *mission, const struct return_case *file, const char *explained)
{
    struct return_counselling *session = record_new(mission->arena, &return_counselling_record);
    place(mission, &session->head, file->head.person);
    session->return_case = file->head.id;
    session->held_on = mission->today;
    session->language = TEXT("fr");
    session->interpreter.is = FLAG_NO;
    session->channel = TEXT("office");
    session->explained = text_from(explained);
    insert(mission, ROLE_CASEWORKER, &return_counselling_record, session);
}

static void settle_all(struct mission *mission, const struct return_case *file)
{
    for (size_t i = 0; i < milestone_kinds.count; i++)
        must(mission_step(mission, ROLE_OPERATIONS, &milestone_flow,
                          mission_milestone(mission, file, milestone_kinds.choices[i].code), "settle"),
             "settle");
}

void mission_screen(struct mission *mission, struct identifier file, const char *said)
{
    struct work work = mission->fixture->system;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    work.problems = problems_open(mission->arena);
    must(db_transaction_begin(work.db, true, &transaction), "transaction");
    must_work(return_screening_says(&work, file, text_from(said)), &work, "screening");
    must(db_transaction_commit(&transaction), "commit");
}

void mission_bring(struct mission *mission, const struct return_case *file, const char *state)
{
    static const struct {
        const char *to, *action;
        enum role role;
    } WAY[] = {
        {"registered", "register", ROLE_CASEWORKER}, {"screened", "screen", ROLE_COUNT},
        {"counselled", "counsel", ROLE_CASEWORKER},  {"consented", "consent", ROLE_CASEWORKER},
        {"preparing", "approve", ROLE_SUPERVISOR},   {"booked", "book", ROLE_OPERATIONS},
        {"departed", "depart", ROLE_OPERATIONS},     {"arrived", "arrive", ROLE_OPERATIONS},
        {"planned", "agree_plan", ROLE_CASEWORKER},
    };
    for (size_t i = 0; i < COUNT(WAY) && !text_is(mission_state(mission, &return_flow, file->head.id), state); i++) {
        struct text now = mission_state(mission, &return_flow, file->head.id);
        if (flow_step(&return_flow, now, text_from(WAY[i].action)) == NULL || text_is(now, WAY[i].to))
            continue; /* further already */
        if (text_is(text_from(WAY[i].action), "book"))
            settle_all(mission, file);
        if (text_is(text_from(WAY[i].action), "counsel"))
            mission_counselling(mission, file, "voluntary,withdrawal");
        if (WAY[i].role == ROLE_COUNT)
            mission_screen(mission, file->head.id, "continue");
        else
            must(mission_step(mission, WAY[i].role, &return_flow, file->head.id, WAY[i].action), WAY[i].action);
    }
}
