/* Who is away, who has how much, and a caseload that goes to others whole or not at all; through pages and the job. */
#include "flow/task.h"
#include "identity/absence.h"
#include "returns/tests/mission.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/internal.h"
#include "web/record_pages.h"
#include "workload/workload.h"

enum { CASES = 7 };

static struct mission *mission;
static struct loopback *supervisor, *caseworker;
static struct identifier first, second, third; /* caseworkers of the first office */
static struct identifier persons[CASES], cases[CASES];

static int64_t execute(const char *name, const char *text, const struct value *bind, size_t count)
{
    int64_t changed = -1;
    struct sql sql = {name, text};
    AUTO_WALL struct wall_hold hold = wall_open(mission->fixture->served, "what a test puts in place");
    assert_int_equal(db_execute(mission->fixture->served, sql, bind, count, &changed), OK);
    return changed;
}

static int open_all(void **state)
{
    static struct grant_list grants[2];
    static struct route_list routes[2];
    static const struct internal_action *const actions[] = {workload_actions, record_actions};
    (void)state;
    grants[0] = (struct grant_list){workload_grants, workload_grant_count};
    grants[1] = (struct grant_list){notice_grants, notice_grant_count};
    routes[0] = (struct route_list){workload_routes, workload_route_count};
    routes[1] = (struct route_list){notice_routes, notice_route_count};
    const struct fixture_options more = {.grants = grants,
                                         .grant_list_count = 2,
                                         .routes = routes,
                                         .route_list_count = 2,
                                         .actions = actions,
                                         .action_list_count = 2};
    const struct notice_kind_list notices = {workload_notices, workload_notice_count};
    mission = mission_open_more(&more, &notices);
    first = mission->fixture->users[ROLE_CASEWORKER];
    second = fixture_user(mission->fixture, TEXT("second"), ROLE_CASEWORKER, 0);
    third = fixture_user(mission->fixture, TEXT("third"), ROLE_CASEWORKER, 0);
    supervisor = fixture_role(mission->fixture, ROLE_SUPERVISOR);
    caseworker = fixture_role(mission->fixture, ROLE_CASEWORKER);
    for (size_t i = 0; i < CASES; i++) {
        struct person *person = mission_person(mission, arena_format(mission->arena, "Person%zu", i).at);
        struct return_case *file = mission_case(mission, person->head.id);
        persons[i] = person->head.id;
        cases[i] = file->head.id;
    }
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    supervisor = loopback_close(supervisor);
    caseworker = loopback_close(caseworker);
    mission = mission_close(mission);
    return 0;
}

/* All cases are the first caseworker's, with their tasks, in the state in which they began, of today. */
static int begin(void **state)
{
    struct value bind[] = {value_id(first), value_date(mission->today)};
    (void)state;
    (void)execute("t_cases",
                  "UPDATE return_case SET assigned = $1, state = 'inquiry', state_since = $2, travel_on = NULL "
                  "WHERE id = id",
                  bind, 2);
    (void)execute("t_tasks", "UPDATE task SET assigned = $1 WHERE for_assigned = 1", bind, 1);
    (void)execute("t_none", "DELETE FROM notice WHERE id = id", NULL, 0);
    (void)execute("t_nobody", "DELETE FROM absence WHERE id = id", NULL, 0);
    (void)execute("t_jobs", "DELETE FROM job WHERE id = id", NULL, 0);
    (void)execute("t_orders", "DELETE FROM hand_over WHERE id = id", NULL, 0);
    (void)execute("t_handed", "DELETE FROM hand_over_case WHERE id = id", NULL, 0);
    return 0;
}

static const char *id_text(struct identifier id)
{
    return arena_string(mission->arena, identifier_to_text(mission->arena, id));
}

static struct identifier assigned_to(size_t i)
{
    return record_head_of(mission_row(mission, &return_case_record, cases[i]))->assigned;
}

static int64_t followed_by(struct identifier user)
{
    int64_t count = 0;
    for (size_t i = 0; i < CASES; i++)
        count += identifier_equal(assigned_to(i), user);
    return count;
}

static int64_t tasks_of(struct identifier user)
{
    struct value bind = value_id(user);
    return fixture_count(mission->fixture,
                         SQL("t_count", "SELECT COUNT(*) FROM task WHERE assigned = $1 AND done_at IS NULL"), &bind, 1);
}

static int64_t told(struct identifier user, const char *kind)
{
    struct value bind[] = {value_id(user), value_text(text_from(kind))};
    return fixture_count(
        mission->fixture,
        SQL("t_told", "SELECT COALESCE(CAST(SUM(amount) AS BIGINT), 0) FROM notice WHERE account = $1 AND kind = $2"),
        bind, 2);
}

static struct work jobs_work(void)
{
    struct work work = mission->fixture->system;
    work.hand_over = internal_run_here;
    work.hand_over_context = &mission->fixture->application;
    work.now = clock_now();
    return work;
}

static void run_job(const struct job_kind *kind)
{
    struct work work = jobs_work();
    assert_int_equal(job_run_next(&work, kind, 1, TEXT("test")), OK);
}

static const char *form_of(struct identifier from, const struct identifier *to, size_t count, const char *more)
{
    struct text form = arena_format(mission->arena, "from=%s&reason=Maternity+leave&%s", id_text(from), more);
    for (size_t i = 0; i < count; i++)
        form = arena_format(mission->arena, "%.*s&to=%s", TEXT_ARG(form), id_text(to[i]));
    return arena_string(mission->arena, form);
}

/* Orders it as the pages do, and gives its address. */
static const char *order(const char *form)
{
    assert_int_equal(loopback_post(supervisor, "/en/hand-overs", form)->status, 200);
    assert_true(loopback_shows(supervisor, "Has then"));
    struct text confirmed = arena_format(mission->arena, "%s&confirm=yes", form);
    const struct loopback_answer *answer =
        loopback_post(supervisor, "/en/hand-overs", arena_string(mission->arena, confirmed));
    assert_int_equal(answer->status, 303);
    return arena_string(mission->arena, answer->location);
}

static const char *path_of(const char *address, const char *behind)
{
    return arena_format(mission->arena, "%s%s", address, behind).at;
}

/* ---- hand-over ---- */

static void it_goes_whole_and_level(void **state)
{
    const struct identifier to[] = {second, third};
    struct value bind[] = {value_id(second), value_id(cases[0])};
    (void)state;
    (void)execute("t_one", "UPDATE return_case SET assigned = $1 WHERE id = $2", bind, 2); /* who has one more */
    const char *address = order(form_of(first, to, 2, "which=all"));
    assert_int_equal(followed_by(first), CASES - 1); /* nothing yet */
    run_job(&hand_over_job);
    assert_int_equal(followed_by(first), 0);
    assert_in_range(followed_by(second), 3, 4);
    assert_in_range(followed_by(third), 3, 4);
    assert_int_equal(tasks_of(first), 1); /* that of the case which was the second's before */
    assert_int_equal(told(first, "workload.gone"), CASES - 1);
    assert_int_equal(told(second, "workload.given") + told(third, "workload.given"), CASES - 1);
    assert_int_equal(loopback_get(supervisor, address)->status, 200);
    assert_true(loopback_shows(supervisor, "Done"));
    assert_true(loopback_shows(supervisor, "Maternity leave"));
    struct value by[] = {value_id(cases[1]), value_id(mission->fixture->users[ROLE_SUPERVISOR])};
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_history", "SELECT COUNT(*) FROM history WHERE subject = $1 AND made_by = $2 "
                                                    "AND action = 'assign'"),
                                   by, 2),
                     1);
}

static void it_comes_back(void **state)
{
    const struct identifier to[] = {second};
    (void)state;
    const char *address = order(form_of(first, to, 1, "which=all"));
    run_job(&hand_over_job);
    assert_int_equal(followed_by(second), CASES);
    struct value bind[] = {value_id(third), value_id(cases[2])}; /* one went on from there */
    (void)execute("t_on", "UPDATE return_case SET assigned = $1 WHERE id = $2", bind, 2);
    assert_int_equal(loopback_post(supervisor, path_of(address, "/undo"), "")->status, 303);
    run_job(&hand_over_job);
    assert_int_equal(followed_by(first), CASES - 1);
    assert_int_equal(followed_by(third), 1);
    assert_int_equal(told(first, "workload.given"), CASES - 1);
    assert_int_equal(loopback_get(supervisor, address)->status, 200);
    assert_true(loopback_shows(supervisor, "Taken back"));
    assert_false(loopback_shows(supervisor, "Take it back"));
    (void)loopback_post(supervisor, path_of(address, "/undo"), ""); /* a second time: nothing */
    struct work work = jobs_work();
    assert_int_equal(job_run_next(&work, &hand_over_job, 1, TEXT("test")), NOT_FOUND);
}

static void only_some_states(void **state)
{
    const struct identifier to[] = {second};
    struct value bind[] = {value_id(cases[3])};
    (void)state;
    (void)execute("t_state", "UPDATE return_case SET state = 'counselled' WHERE id = $1", bind, 1);
    (void)order(form_of(first, to, 1, "which=some&state=counselled&state=booked"));
    run_job(&hand_over_job);
    assert_int_equal(followed_by(second), 1);
    assert_true(identifier_equal(assigned_to(3), second));
}

/* Somebody who may no longer follow cases: all of it goes back, and who ordered it is told. */
static void nothing_is_half_done(void **state)
{
    const struct identifier to[] = {second, third};
    struct value bind[] = {value_id(third), value_date(mission->today - 1)};
    (void)state;
    const char *address = order(form_of(first, to, 2, "which=all"));
    (void)execute("t_role", "UPDATE role_assignment SET until = $2 WHERE account = $1", bind, 2);
    run_job(&hand_over_job);
    bind[1] = value_null();
    (void)execute("t_role_again", "UPDATE role_assignment SET until = NULL WHERE account = $1", bind, 1);
    assert_int_equal(followed_by(first), CASES);
    assert_int_equal(tasks_of(first), CASES);
    assert_int_equal(told(mission->fixture->users[ROLE_SUPERVISOR], "workload.failed"), 1);
    assert_int_equal(loopback_get(supervisor, address)->status, 200);
    assert_true(loopback_shows(supervisor, "Did not come about"));
}

static bool end_now(void) { return true; }

/* A process that ends in the middle: the next one goes on, and nothing is given twice. */
static void an_interruption_is_gone_on_with(void **state)
{
    const struct identifier to[] = {second};
    (void)state;
    (void)order(form_of(first, to, 1, "which=all"));
    for (int i = 0; i < 20 && followed_by(second) < CASES; i++) {
        struct work work = jobs_work();
        assert_int_equal(job_run_next_of(&work, &hand_over_job, 1, JOB_LANE_ALL, TEXT("test"), end_now), OK);
    }
    assert_int_equal(followed_by(second), CASES);
    struct work work = jobs_work();
    while (job_run_next(&work, &hand_over_job, 1, TEXT("test")) == OK)
        work = jobs_work();
    assert_int_equal(told(second, "workload.given"), CASES);
    struct value bind = value_id(cases[0]);
    assert_int_equal(
        fixture_count(mission->fixture,
                      SQL("t_left", "SELECT COUNT(*) FROM hand_over_case WHERE given_at IS NULL OR return_case <> $1"),
                      &bind, 1),
        CASES - 1);
}

/* What changed between the order and its turn is left alone. */
static void what_moved_on_is_left_out(void **state)
{
    const struct identifier to[] = {second};
    struct value bind[] = {value_id(third), value_id(cases[5]), value_id(cases[6])};
    (void)state;
    (void)order(form_of(first, to, 1, "which=all"));
    struct work work = jobs_work();
    assert_int_equal(job_run_next_of(&work, &hand_over_job, 1, JOB_LANE_ALL, TEXT("test"), end_now), OK); /* chooses */
    (void)execute("t_other", "UPDATE return_case SET assigned = $1 WHERE id = $2", bind, 2);
    (void)execute("t_end", "UPDATE return_case SET state = 'closed' WHERE id = $1", &bind[2], 1);
    run_job(&hand_over_job);
    assert_int_equal(followed_by(second), CASES - 2);
    assert_true(identifier_equal(assigned_to(5), third));
    assert_int_equal(told(second, "workload.given"), CASES - 2);
}

static void what_is_refused(void **state)
{
    const struct identifier to[] = {second}, own[] = {first}, foreign[] = {mission->fixture->users[ROLE_RECEPTION]};
    (void)state;
    const char *const forms[] = {
        form_of(first, to, 0, "which=all"),
        form_of(first, own, 1, "which=all"),
        form_of(third, to, 1, "which=all"), /* has none */
        form_of(first, to, 1, "which=some"),
        arena_format(mission->arena, "from=%s&to=%s", id_text(first), id_text(second)).at, /* no reason */
        "which=all&reason=x",
    };
    for (size_t i = 0; i < COUNT(forms); i++)
        assert_int_equal(loopback_post(supervisor, "/en/hand-overs", path_of(forms[i], "&confirm=yes"))->status, 422);
    assert_int_equal(
        loopback_post(supervisor, "/en/hand-overs", form_of(first, foreign, 1, "which=all&confirm=yes"))->status, 422);
    assert_int_equal(loopback_post(caseworker, "/en/hand-overs", form_of(first, to, 1, "confirm=yes"))->status, 403);
    const char *elsewhere =
        arena_format(mission->arena, "which=all&office=%s", id_text(mission->fixture->offices[1]->head.id)).at;
    assert_int_equal(loopback_post(supervisor, "/en/hand-overs", form_of(first, to, 1, elsewhere))->status, 404);
    struct work work = jobs_work();
    assert_int_equal(job_run_next(&work, &hand_over_job, 1, TEXT("test")), NOT_FOUND);
}

/* ---- absences ---- */

static const char *absence_form(struct identifier account, struct identifier substitute, int32_t from, int32_t until)
{
    struct arena *arena = mission->arena;
    struct text words = arena_format(arena, "account=%s&from_on=%.*s&until_on=%.*s", id_text(account),
                                     TEXT_ARG(date_to_text(arena, mission->today + from)),
                                     TEXT_ARG(date_to_text(arena, mission->today + until)));
    if (!identifier_is_none(substitute))
        words = arena_format(arena, "%.*s&substitute=%s", TEXT_ARG(words), id_text(substitute));
    return arena_string(arena, words);
}

static int say_away(struct loopback *client, const char *form)
{
    assert_int_equal(loopback_get(client, "/en/absences/new")->status, 200);
    return loopback_post(client, "/en/absences", form)->status;
}

static void a_substitute_sees_the_tasks(void **state)
{
    struct loopback *client = fixture_client(mission->fixture, TEXT("second"));
    (void)state;
    assert_int_equal(loopback_get(client, "/en/")->status, 200);
    assert_false(loopback_shows(client, "in place of"));
    assert_int_equal(say_away(supervisor, absence_form(first, second, 0, 3)), 303);
    assert_int_equal(told(second, "workload.substitute"), 1);
    assert_int_equal(loopback_get(client, "/en/")->status, 200);
    assert_true(loopback_shows(client, "in place of"));
    assert_int_equal(loopback_get(client, "/en/notifications")->status, 200);
    assert_true(loopback_shows(client, "You take the place of"));
    struct value bind[] = {value_date(mission->today - 9), value_date(mission->today - 1)};
    (void)execute("t_over", "UPDATE absence SET from_on = $1, until_on = $2 WHERE id = id", bind, 2);
    assert_int_equal(loopback_get(client, "/en/")->status, 200);
    assert_false(loopback_shows(client, "in place of"));
    (void)loopback_close(client);
}

/* Rights are the substitute's own: who may not counsel sees nothing of it. */
static void a_substitute_gets_no_rights(void **state)
{
    struct loopback *reception = fixture_role(mission->fixture, ROLE_RECEPTION);
    (void)state;
    assert_int_equal(say_away(supervisor, absence_form(first, mission->fixture->users[ROLE_RECEPTION], 0, 3)), 303);
    assert_int_equal(loopback_get(reception, "/en/")->status, 200);
    assert_false(loopback_shows(reception, "in place of"));
    (void)loopback_close(reception);
}

static void absences_that_are_refused(void **state)
{
    const struct identifier nobody = {{0}};
    (void)state;
    assert_int_equal(say_away(supervisor, absence_form(first, second, 3, 1)), 422);
    assert_int_equal(say_away(supervisor, absence_form(first, first, 0, 3)), 422);
    assert_int_equal(say_away(supervisor, absence_form(first, second, 0, 5)), 303);
    assert_int_equal(say_away(supervisor, absence_form(first, third, 5, 8)), 422);   /* one day twice */
    assert_int_equal(say_away(supervisor, absence_form(third, first, 4, 8)), 422);   /* who is away then */
    assert_int_equal(say_away(supervisor, absence_form(first, third, 6, 8)), 303);   /* the day after */
    assert_int_equal(say_away(caseworker, absence_form(second, nobody, 0, 3)), 403); /* somebody else's */
    struct identifier elsewhere = fixture_user(mission->fixture, TEXT("elsewhere"), ROLE_CASEWORKER, 1);
    assert_int_equal(say_away(supervisor, absence_form(elsewhere, nobody, 0, 3)), 422);
    assert_int_equal(say_away(supervisor, absence_form(second, elsewhere, 0, 3)), 422);
}

static void one_s_own_absence(void **state)
{
    const struct identifier nobody = {{0}};
    struct loopback *other = fixture_client(mission->fixture, TEXT("second"));
    (void)state;
    assert_int_equal(say_away(caseworker, absence_form(first, nobody, 1, 3)), 303);
    const char *address = arena_string(mission->arena, loopback_last(caseworker)->location);
    assert_int_equal(loopback_get(caseworker, address)->status, 200);
    assert_int_equal(loopback_get(supervisor, address)->status, 200);
    assert_int_equal(loopback_get(other, address)->status, 404);
    (void)loopback_close(other);
}

static void giving_a_case_to_who_is_away_asks_twice(void **state)
{
    const char *path = arena_format(mission->arena, "/en/return-cases/%s/assign", id_text(cases[0])).at;
    (void)state;
    assert_int_equal(say_away(supervisor, absence_form(second, third, 0, 3)), 303);
    assert_int_equal(loopback_get(supervisor, path)->status, 200);
    assert_true(loopback_shows(supervisor, "(away until"));
    struct text version = loopback_hidden(supervisor, "_version");
    struct text form = arena_format(mission->arena, "_version=%.*s&_key=%.*s&assigned=%s", TEXT_ARG(version),
                                    TEXT_ARG(loopback_hidden(supervisor, "_key")), id_text(second));
    assert_int_equal(loopback_post(supervisor, path, arena_string(mission->arena, form))->status, 422);
    assert_true(loopback_shows(supervisor, "This colleague is away"));
    assert_true(identifier_equal(assigned_to(0), first));
    form = arena_format(mission->arena, "%.*s&away=yes", TEXT_ARG(form));
    assert_int_equal(loopback_post(supervisor, path, arena_string(mission->arena, form))->status, 303);
    assert_true(identifier_equal(assigned_to(0), second));
    assert_int_equal(told(second, "return.given"), 1);
}

/* ---- what stands still ---- */

static void stand_since(size_t i, const char *state, int32_t days)
{
    struct value bind[] = {value_id(cases[i]), value_text(text_from(state)), value_date(mission->today - days)};
    assert_int_equal(execute("t_stand", "UPDATE return_case SET state = $2, state_since = $3 WHERE id = $1", bind, 3),
                     1);
}

static void it_shows_itself(void **state)
{
    (void)state;
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_false(loopback_shows(caseworker, "id=\"risk\""));
    stand_since(0, "inquiry", 7); /* as long as it may */
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_false(loopback_shows(caseworker, "id=\"risk\""));
    stand_since(0, "inquiry", 8);
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_true(loopback_shows(caseworker, "has not moved for 8 days"));
    assert_int_equal(loopback_get(supervisor, "/en/")->status, 200);
    assert_false(loopback_shows(supervisor, "id=\"office-risk\"")); /* not twice as long yet */
    stand_since(0, "inquiry", 15);
    assert_int_equal(loopback_get(supervisor, "/en/")->status, 200);
    assert_true(loopback_shows(supervisor, "id=\"office-risk\""));
}

/* What waits for a day in the calendar does not stand still. */
static void a_flight_is_waited_for(void **state)
{
    struct value bind[] = {value_id(cases[1]), value_date(mission->today + 40)};
    (void)state;
    stand_since(1, "booked", 50);
    (void)execute("t_flight", "UPDATE return_case SET travel_on = $2 WHERE id = $1", bind, 2);
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_false(loopback_shows(caseworker, "has not moved"));
    bind[1] = value_date(mission->today + 3);
    (void)execute("t_soon", "UPDATE return_case SET travel_on = $2 WHERE id = $1", bind, 2);
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_true(loopback_shows(caseworker, "departs on"));
    bind[1] = value_date(mission->today - 3);
    (void)execute("t_gone", "UPDATE return_case SET travel_on = $2 WHERE id = $1", bind, 2);
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_true(loopback_shows(caseworker, "has not moved for 50 days"));
}

static void at_night_they_are_told(void **state)
{
    struct identifier chief = mission->fixture->users[ROLE_SUPERVISOR];
    const struct job_order order = {.kind = standing_job.name};
    (void)state;
    stand_since(0, "inquiry", 8);
    stand_since(1, "counselled", 60);
    for (int night = 0; night < 2; night++) { /* brought up to date, not told twice */
        struct work work = jobs_work();
        assert_int_equal(job_add(&work, &order, NULL), OK);
        run_job(&standing_job);
        assert_int_equal(told(first, "workload.standing"), 2);
        assert_int_equal(told(chief, "workload.office_standing"), 1);
    }
    assert_int_equal(loopback_get(caseworker, "/en/notifications")->status, 200);
    assert_true(loopback_shows(caseworker, "2 of your cases have not moved"));
    assert_int_equal(loopback_post(caseworker, "/en/notifications", "")->status, 303);
    struct work work = jobs_work();
    assert_int_equal(job_add(&work, &order, NULL), OK);
    run_job(&standing_job);
    assert_int_equal(told(first, "workload.standing"), 4); /* the one that was read, and a new one */
}

static void limits_are_the_mission_s(void **state)
{
    struct loopback *manager = fixture_role(mission->fixture, ROLE_PROGRAMME_MANAGER);
    const char *sound =
        "inquiry=30&registered=5&screened=10&counselled=21&consented=5&preparing=45&booked=30&departed=4"
        "&in_transit=4&arrived=30&planned=30&in_delivery=90&monitored=120&postponed=60&no_show=14";
    (void)state;
    stand_since(0, "inquiry", 8);
    assert_int_equal(loopback_post(caseworker, "/en/return-limits", sound)->status, 403);
    assert_int_equal(loopback_post(manager, "/en/return-limits", "inquiry=0")->status, 422);
    assert_int_equal(loopback_post(manager, "/en/return-limits", sound)->status, 303);
    assert_int_equal(fixture_audited(mission->fixture, "return.limits"), 1);
    assert_int_equal(loopback_get(caseworker, "/en/")->status, 200);
    assert_false(loopback_shows(caseworker, "has not moved"));
    (void)execute("t_limits", "DELETE FROM return_state_limit WHERE days = days", NULL, 0);
    (void)loopback_close(manager);
}

/* ---- the team ---- */

static void the_team_of_one_s_own_office(void **state)
{
    (void)state;
    stand_since(0, "inquiry", 8);
    stand_since(1, "in_delivery", 1);
    assert_int_equal(say_away(supervisor, absence_form(first, second, 0, 3)), 303);
    assert_int_equal(loopback_get(supervisor, "/en/team")->status, 200);
    assert_true(loopback_shows(supervisor, "in their place:"));
    assert_true(loopback_shows(supervisor, "<strong class=\"amount\">7</strong>"));
    const char *elsewhere =
        arena_format(mission->arena, "/en/team?office=%s", id_text(mission->fixture->offices[1]->head.id)).at;
    assert_int_equal(loopback_get(supervisor, elsewhere)->status, 404);
    assert_int_equal(loopback_get(supervisor, "/en/team?office=x")->status, 404);
    assert_int_equal(loopback_get(caseworker, "/en/team")->status, 403);
}

/* ---- what changed ---- */

static void changes_since_one_last_looked(void **state)
{
    struct loopback *client = fixture_client(mission->fixture, TEXT("third"));
    const struct identifier to[] = {third};
    (void)state;
    (void)order(form_of(first, to, 1, "which=all"));
    run_job(&hand_over_job);
    assert_int_equal(loopback_get(client, "/en/")->status, 200);
    assert_true(loopback_shows(client, "I have seen this"));
    assert_int_equal(loopback_post(client, "/en/changes/seen", "")->status, 303);
    assert_int_equal(loopback_get(client, "/en/")->status, 200);
    assert_true(loopback_shows(client, "Nobody else changed anything"));
    (void)loopback_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_goes_whole_and_level, begin),
        cmocka_unit_test_setup(it_comes_back, begin),
        cmocka_unit_test_setup(only_some_states, begin),
        cmocka_unit_test_setup(nothing_is_half_done, begin),
        cmocka_unit_test_setup(an_interruption_is_gone_on_with, begin),
        cmocka_unit_test_setup(what_moved_on_is_left_out, begin),
        cmocka_unit_test_setup(what_is_refused, begin),
        cmocka_unit_test_setup(a_substitute_sees_the_tasks, begin),
        cmocka_unit_test_setup(a_substitute_gets_no_rights, begin),
        cmocka_unit_test_setup(absences_that_are_refused, begin),
        cmocka_unit_test_setup(one_s_own_absence, begin),
        cmocka_unit_test_setup(giving_a_case_to_who_is_away_asks_twice, begin),
        cmocka_unit_test_setup(it_shows_itself, begin),
        cmocka_unit_test_setup(a_flight_is_waited_for, begin),
        cmocka_unit_test_setup(at_night_they_are_told, begin),
        cmocka_unit_test_setup(limits_are_the_mission_s, begin),
        cmocka_unit_test_setup(the_team_of_one_s_own_office, begin),
        cmocka_unit_test_setup(changes_since_one_last_looked, begin),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
