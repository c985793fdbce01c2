/* Budget lines that serve some only: the rule that asks for funds, the choice of a line, and who says whom it serves.
 */
#include "returns/tests/mission.h"

#include "grants/grants.h"
#include "returns/eligibility.h"
#include "returns/return_money.h"

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

static void test_a_line_serves_whom_it_names(void **state)
{
    (void)state;
    const struct line_serves woman = {TEXT("GIN"), TEXT("SEN"), TEXT("woman,family")};
    const struct line_serves unknown = {TEXT("GIN"), TEXT_NONE, TEXT_NONE};
    static const struct {
        const char *countries, *nationalities, *profiles;
        bool woman, unknown;
    } LINES[] = {
        {"", "", "", true, true},
        {"GIN", "", "", true, true},
        {"SEN", "", "", false, false},
        {"SEN,GIN", "", "", true, true},
        {"", "SEN,GIN", "", true, false},
        {"", "GIN", "", false, false},
        {"", "", "child", false, false},
        {"", "", "child,woman", true, false},
        {"GIN", "SEN", "family", true, false},
        {"GIN", "SEN", "man", false, false},
        {"GI", "", "", false, false},
        {"", "", "wom", false, false},
    };
    for (size_t i = 0; i < COUNT(LINES); i++) {
        const struct line_serves line = {text_from(LINES[i].countries), text_from(LINES[i].nationalities),
                                         text_from(LINES[i].profiles)};
        assert_int_equal(line_serves(&line, &woman), LINES[i].woman);
        assert_int_equal(line_serves(&line, &unknown), LINES[i].unknown);
    }
}

static struct problems problems;

static enum outcome serve(enum role role, const char *to, const char *from, const char *profiles)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct budget_line *before = mission_row(mission, &budget_line_record, mission->line->head.id);
    struct budget_line *row = record_copy(mission->arena, &budget_line_record, before);
    row->countries_of_return = text_from(to);
    row->nationalities = text_from(from);
    row->profiles = text_from(profiles);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = record_update(&work, &budget_line_record, before, row);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static int64_t stops(const struct return_case *file)
{
    struct work work = mission->fixture->system;
    struct eligibility answers;
    assert_int_equal(
        eligibility_ask(&work, mission_row(mission, &return_case_record, file->head.id), "approval", &answers), OK);
    return answers.stop;
}

static enum outcome plan_on_it(const struct return_case *file)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct return_item *item = record_new(mission->arena, &return_item_record);
    item->head.person = file->head.person;
    item->head.organisation = file->head.organisation;
    item->head.office = file->head.office;
    item->return_case = file->head.id;
    item->category = TEXT("micro_business");
    item->modality = TEXT("in_kind");
    item->amount = (struct money){1000, "NOK"};
    item->budget_line = mission->line->head.id;
    item->instalment = 1;
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = record_insert(&work, &return_item_record, item);
    problems = work.problems;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void test_funds_match_the_person(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "GUEYE"); /* a woman of GIN, who returns to GIN */
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "consented");
    assert_int_equal(stops(file), 0);
    assert_int_equal(serve(ROLE_CASEWORKER, "SEN", "", ""), FORBIDDEN);
    assert_int_equal(serve(ROLE_FINANCE_PREPARER, "SEN", "", ""), OK);
    assert_int_equal(stops(file), 1); /* the only line pays for another country */
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "approve"), INVALID);
    assert_int_equal(serve(ROLE_PROGRAMME_MANAGER, "SEN,GIN", "SEN", ""), OK);
    assert_int_equal(stops(file), 1);
    assert_int_equal(serve(ROLE_PROGRAMME_MANAGER, "", "GIN", "child"), OK);
    assert_int_equal(stops(file), 1);
    assert_int_equal(serve(ROLE_PROGRAMME_MANAGER, "GIN", "GIN", "child,woman"), OK);
    assert_int_equal(stops(file), 0);
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "approve"), OK);
    assert_int_equal(plan_on_it(file), OK);
    assert_int_equal(serve(ROLE_FINANCE_RELEASER, "", "", "man"), OK);
    assert_int_equal(plan_on_it(file), INVALID);
    assert_string_equal(problems.first->code, "line_serves_others");
    assert_int_equal(serve(ROLE_FINANCE_RELEASER, "XXX", "", ""), OK); /* the form offers codes of the list only */
    assert_int_equal(serve(ROLE_FINANCE_RELEASER, "", "", ""), OK);
}

/* Finance says whom a line serves, and cannot call it something else. */
static void test_finance_says_whom_and_no_more(void **state)
{
    (void)state;
    struct work work = mission_work(mission, ROLE_FINANCE_PREPARER);
    const struct budget_line *before = mission_row(mission, &budget_line_record, mission->line->head.id);
    struct budget_line *row = record_copy(mission->arena, &budget_line_record, before);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    row->title = TEXT("Something else");
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(record_update(&work, &budget_line_record, before, row), FORBIDDEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_serves_whom_it_names),
        cmocka_unit_test(test_funds_match_the_person),
        cmocka_unit_test(test_finance_says_whom_and_no_more),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
