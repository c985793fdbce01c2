/* What "my work" asks of the tasks: whose they are, in which order, and how many there are when nobody counts to the
   end. */
#include "flow/task.h"
#include "returns/tests/mission.h"

#include "system/random.h"

enum { ALL = 50 };

static struct mission *mission;

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open();
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    mission = mission_close(mission);
    return 0;
}

static int no_tasks(void **state)
{
    (void)state;
    return db_execute(mission->fixture->db, SQL("t_none", "DELETE FROM task WHERE 1 = 1"), NULL, 0, NULL) == OK ? 0 : 1;
}

static struct identifier user(enum role role) { return mission->fixture->users[role]; }

/* An open task, due so many days from today; DATE_NONE: without a date.  Nobody's, unless somebody is named. */
static void leave(const struct right *right, int32_t days, size_t office, struct identifier assigned)
{
    struct task task = {
        .person = identifier_new(),
        .organisation = mission->fixture->organisation->head.id,
        .office = mission->fixture->offices[office]->head.id,
        .assigned = assigned,
        .record = TEXT("return_case"),
        .subject = identifier_new(),
        .number = TEXT("RET-0"),
        .label = TEXT("Do it"),
        .right = text_from(right->name),
        .due = days == DATE_NONE ? DATE_NONE : mission->today + days,
    };
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_WALL struct wall_hold hold = wall_open(work.db, "in any office");
    assert_int_equal(task_open(&work, &task), OK);
}

static const struct identifier NOBODY;

static struct task_page list_of(struct work *work, const struct task_query *query)
{
    struct task_page page = {0};
    assert_int_equal(task_list(work, query, &page), OK);
    return page;
}

static struct task_query any_day(size_t most, size_t count_most)
{
    return (struct task_query){
        .others = true, .from = INT32_MIN, .until = TASK_NO_DAY, .most = most, .count_most = count_most};
}

static struct task_page all_of(enum role role)
{
    struct work work = mission_work(mission, role);
    struct task_query query = any_day(ALL, ALL);
    return list_of(&work, &query);
}

static void test_whose_they_are(void **state)
{
    (void)state;
    leave(&return_counsel, 1, 0, user(ROLE_CASEWORKER));
    leave(&return_counsel, 2, 0, NOBODY);
    leave(&return_counsel, 3, 0, user(ROLE_RECEPTION)); /* somebody else's */
    leave(&return_counsel, 4, 1, NOBODY);               /* in another office than the caseworker's */
    leave(&payment_release, 5, 0, NOBODY);              /* a right that neither holds */
    leave(&payment_release, 6, 0, user(ROLE_CASEWORKER));
    struct task_page page = all_of(ROLE_CASEWORKER);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.tasks[0].due, mission->today + 1);
    assert_int_equal(page.tasks[1].due, mission->today + 2);
    page = all_of(ROLE_SUPERVISOR); /* whose right reaches both offices */
    assert_int_equal(page.count, 2);
    assert_int_equal(page.tasks[0].due, mission->today + 2);
    assert_int_equal(page.tasks[1].due, mission->today + 4);
    assert_int_equal(all_of(ROLE_TRAINER).count, 0);
}

static void test_a_token_narrows_them(void **state)
{
    (void)state;
    struct right_set narrow = {0};
    leave(&return_counsel, 1, 0, NOBODY);
    leave(&return_plan, 2, 0, NOBODY);
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    struct actor actor = *work.actor;
    struct task_query query = any_day(ALL, ALL);
    right_set_add(&narrow, &return_plan);
    actor.narrow = &narrow;
    work.actor = &actor;
    struct task_page page = list_of(&work, &query);
    assert_int_equal(page.count, 1);
    assert_text(page.tasks[0].right, "return.plan");
}

static void test_soonest_first(void **state)
{
    static const int32_t DAYS[] = {3, DATE_NONE, -2, 8, 0};
    static const int32_t ORDER[] = {-2, 0, 3, 8};
    (void)state;
    for (size_t i = 0; i < COUNT(DAYS); i++)
        leave(&return_counsel, DAYS[i], 0, i % 2 == 0 ? NOBODY : user(ROLE_CASEWORKER));
    struct task_page page = all_of(ROLE_CASEWORKER);
    assert_int_equal(page.count, COUNT(DAYS));
    for (size_t i = 0; i < COUNT(ORDER); i++)
        assert_int_equal(page.tasks[i].due, mission->today + ORDER[i]);
    assert_int_equal(page.tasks[COUNT(ORDER)].due, DATE_NONE);
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    struct task_query query = any_day(ALL, ALL);
    query.from = mission->today + 4;
    assert_int_equal(list_of(&work, &query).count, 2); /* in 8 days, and without a date */
    query.until = mission->today + 8;
    assert_int_equal(list_of(&work, &query).count, 1);
}

static void test_counted_so_far_and_no_further(void **state)
{
    (void)state;
    for (int i = 0; i < 6; i++)
        leave(&return_counsel, i, 0, i % 2 == 0 ? NOBODY : user(ROLE_CASEWORKER));
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    for (size_t most = 4; most <= 7; most++) {
        struct task_query query = any_day(2, most);
        struct task_page page = list_of(&work, &query);
        assert_int_equal(page.count, 2);
        assert_int_equal(page.tasks[1].due, mission->today + 1);
        assert_int_equal(page.total, most < 6 ? most : 6);
        assert_int_equal(page.more, most < 6);
    }
}

/* Two roles that reach the same task. */
static void test_counted_once(void **state)
{
    (void)state;
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    struct work other = mission_work(mission, ROLE_SUPERVISOR);
    struct assignment both[] = {work.actor->assignments[0], other.actor->assignments[0]};
    struct actor actor = *work.actor;
    struct task_query query = any_day(2, ALL);
    actor.assignments = both;
    actor.assignment_count = COUNT(both);
    work.actor = &actor;
    for (int i = 0; i < 3; i++)
        leave(&return_counsel, i, 0, NOBODY);
    struct task_page page = list_of(&work, &query);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.total, 3);
    assert_false(page.more);
}

static void test_decisions_apart(void **state)
{
    static const struct right *const RIGHTS[] = {&return_approve};
    (void)state;
    leave(&return_approve, 1, 0, NOBODY);
    leave(&return_counsel, 2, 0, NOBODY);
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct task_query query = any_day(ALL, ALL);
    query.rights = RIGHTS;
    query.right_count = COUNT(RIGHTS);
    assert_text(list_of(&work, &query).tasks[0].right, "return.counsel");
    assert_int_equal(list_of(&work, &query).count, 1);
    query.others = false;
    assert_text(list_of(&work, &query).tasks[0].right, "return.approve");
    assert_int_equal(list_of(&work, &query).count, 1);
}

/* Many that are late must not hide what is due this week; the page says that it stopped counting. */
static void test_the_page_says_more_than(void **state)
{
    (void)state;
    for (int i = 0; i < 120; i++)
        leave(&return_counsel, -3, 0, NOBODY);
    leave(&return_plan, 2, 0, NOBODY);
    struct loopback *client = fixture_role(mission->fixture, ROLE_CASEWORKER);
    assert_int_equal(loopback_get(client, "/en/")->status, 200);
    assert_true(loopback_shows(client, "more than 100"));
    assert_true(loopback_shows(client, "The 15 most urgent of more than 100 are shown."));
    assert_true(loopback_shows(client, "id=\"week\""));
    (void)loopback_close(client);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_whose_they_are, no_tasks),
        cmocka_unit_test_setup(test_a_token_narrows_them, no_tasks),
        cmocka_unit_test_setup(test_soonest_first, no_tasks),
        cmocka_unit_test_setup(test_counted_so_far_and_no_further, no_tasks),
        cmocka_unit_test_setup(test_counted_once, no_tasks),
        cmocka_unit_test_setup(test_decisions_apart, no_tasks),
        cmocka_unit_test_setup(test_the_page_says_more_than, no_tasks),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
