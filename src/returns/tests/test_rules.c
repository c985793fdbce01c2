/* Rules of returns that stand on dates and money, and the drawings of README.md. */
#include "returns/return_money.h"
#include "returns/tests/mission.h"

#include <stdio.h>
#include <stdlib.h>

#include "grants/grant_pages.h"
#include "ledger/exchange.h"
#include "returns/return_rules.h"
#include "system/file.h"
#include "web/record_parts.h"

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

static bool has_problem(const struct work *work, const char *code)
{
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        if (strcmp(problem->code, code) == 0)
            return true;
    return false;
}

static struct return_case *case_at(const char *name, const char *state)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 30);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, state);
    return file;
}

/* A step with one answer changed; nothing of it stays. */
static enum outcome try_with(struct work *work, enum role role, const struct flow *flow, struct identifier id,
                             const char *action, void (*change)(void *row, int32_t today))
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    *work = mission_work(mission, role);
    const void *row = mission_row(mission, flow->record, id);
    void *input = record_copy(mission->arena, flow->record, row);
    mission_answers(mission, flow, input);
    change(input, mission->today);
    assert_int_equal(db_transaction_begin(work->db, true, &transaction), OK);
    return flow_move(work, flow, id, record_head_of(row)->version, text_from(action), input, TEXT("Why."));
}

static void travel_after_passport(void *row, int32_t today) { ((struct return_case *)row)->travel_on = today + 31; }
static void travel_after_report(void *row, int32_t today) { ((struct return_case *)row)->travel_on = today + 15; }
static void travel_on_last_day(void *row, int32_t today) { ((struct return_case *)row)->travel_on = today + 14; }
static void travel_yesterday(void *row, int32_t today) { ((struct return_case *)row)->travel_on = today - 1; }
static void no_flight(void *row, int32_t today)
{
    (void)today;
    ((struct return_case *)row)->flight = TEXT_NONE;
}

static void test_papers_hold_on_the_day_of_travel(void **state)
{
    struct work work;
    (void)state;
    struct return_case *file = case_at("DIALLO", "preparing");
    for (size_t i = 0; i < milestone_kinds.count; i++)
        assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &milestone_flow,
                                      mission_milestone(mission, file, milestone_kinds.choices[i].code), "settle"),
                         OK);
    assert_int_equal(try_with(&work, ROLE_OPERATIONS, &return_flow, file->head.id, "book", travel_after_passport),
                     INVALID);
    assert_true(has_problem(&work, "preparation_expires_before"));
    assert_int_equal(try_with(&work, ROLE_OPERATIONS, &return_flow, file->head.id, "book", travel_after_report),
                     INVALID);
    assert_true(has_problem(&work, "preparation_expires_before"));
    assert_int_equal(try_with(&work, ROLE_OPERATIONS, &return_flow, file->head.id, "book", travel_yesterday), INVALID);
    assert_true(has_problem(&work, "travel_in_past"));
    assert_int_equal(try_with(&work, ROLE_OPERATIONS, &return_flow, file->head.id, "book", no_flight), INVALID);
    assert_string_equal(arena_string(mission->arena, work.problems.first->field), "flight");
    assert_int_equal(try_with(&work, ROLE_OPERATIONS, &return_flow, file->head.id, "book", travel_on_last_day), OK);
}

static void no_end(void *row, int32_t today)
{
    (void)today;
    ((struct return_milestone *)row)->valid_until = DATE_NONE;
}

static void test_medical_report_holds_two_weeks(void **state)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    (void)state;
    struct return_case *file = case_at("BARRY", "preparing");
    struct return_milestone *medical =
        mission_row(mission, &return_milestone_record, mission_milestone(mission, file, "medical"));
    medical->settled_on = mission->today;
    no_end(medical, mission->today);
    assert_int_equal(milestone_settled(&work, medical), OK);
    assert_int_equal(medical->valid_until, mission->today + 14);
    assert_int_equal(milestone_requested(&work, medical), OK); /* asked for again: the old report no longer counts */
    assert_int_equal(medical->valid_until, DATE_NONE);
    assert_int_equal(medical->settled_on, DATE_NONE);
}

static void set_arrived(struct identifier file, int32_t arrived_on, int32_t monitored_on)
{
    struct value bind[] = {value_date(arrived_on), value_date(monitored_on), value_id(file)};
    assert_int_equal(
        db_execute(mission->fixture->db,
                   SQL("t_arrived", "UPDATE return_case SET arrived_on = $1, monitored_on = $2 WHERE id = $3"), bind, 3,
                   NULL),
        OK);
}

static bool may_prepare(struct identifier item)
{
    struct work work = mission_work(mission, ROLE_FINANCE_PREPARER);
    struct gate gate = {.arena = mission->arena};
    assert_int_equal(item_can_prepare(&work, mission_row(mission, &return_item_record, item), &gate), OK);
    return gate_is_open(&gate);
}

static void test_first_steps_do_not_contradict_themselves(void **state)
{
    struct work work;
    (void)state;
    struct return_case *file = case_at("CAMARA", "registered");
    mission_bring(mission, file, "screened");
    struct return_counselling *session = record_new(mission->arena, &return_counselling_record);
    session->head.person = file->head.person;
    session->head.organisation = file->head.organisation;
    session->head.office = file->head.office;
    session->return_case = file->head.id;
    session->held_on = mission->today - 1;
    session->language = TEXT("fr");
    session->interpreter.is = FLAG_NO;
    session->interpreter_name = TEXT("Somebody");
    session->channel = TEXT("office");
    session->explained = TEXT("voluntary");
    work = mission_work(mission, ROLE_CASEWORKER);
    assert_int_equal(record_check(&work, &return_counselling_record, NULL, session), INVALID);
    assert_true(has_problem(&work, "counselled_before_request"));
    assert_true(has_problem(&work, "interpreter_not_said"));
}

static void paid_yesterday(void *row, int32_t today) { ((struct return_item *)row)->paid_on = today - 1; }

static void test_nobody_is_paid_before_the_arrival(void **state)
{
    struct work work;
    (void)state;
    struct return_case *file = case_at("TRAORE", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 1000);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, item->head.id, "prepare"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, item->head.id, "release"), OK);
    assert_int_equal(try_with(&work, ROLE_FINANCE_PREPARER, &item_flow, item->head.id, "pay", paid_yesterday), INVALID);
    assert_true(has_problem(&work, "before_arrival"));
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, item->head.id, "pay"), OK);
}

static void test_second_instalment_after_six_months_and_a_visit(void **state)
{
    (void)state;
    struct return_case *file = case_at("BAH", "arrived");
    struct return_item *first = mission_item(mission, file, 1, 1000);
    struct return_item *second = mission_item(mission, file, 2, 1000);
    int32_t half_a_year = date_add_months(mission->today, -6);
    set_arrived(file->head.id, mission->today, DATE_NONE);
    assert_true(may_prepare(first->head.id));
    assert_false(may_prepare(second->head.id));
    set_arrived(file->head.id, half_a_year, DATE_NONE);
    assert_false(may_prepare(second->head.id)); /* nobody has seen the project */
    set_arrived(file->head.id, half_a_year + 2, mission->today);
    assert_false(may_prepare(second->head.id));
    set_arrived(file->head.id, half_a_year, mission->today);
    assert_true(may_prepare(second->head.id));
}

static enum outcome change_item(struct identifier id, int64_t minor, const char *description)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct return_item *before = mission_row(mission, &return_item_record, id);
    struct return_item *row = record_copy(mission->arena, &return_item_record, before);
    row->amount.minor = minor;
    row->description = text_from(description);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    return record_update(&work, &return_item_record, before, row);
}

static void test_committed_items_keep_their_amount(void **state)
{
    (void)state;
    struct return_case *file = case_at("CAMARA", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 5000);
    assert_int_equal(change_item(item->head.id, 6000, "a"), OK);
    assert_int_equal(change_item(item->head.id, 0, "a"), INVALID);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    assert_int_equal(change_item(item->head.id, 6000, "a"), INVALID);
    assert_int_equal(change_item(item->head.id, 5000, "wording may still change"), OK);
}

static void record_rate(const char *from, const char *to, int64_t millionths, const char *source)
{
    struct exchange_rate rate = {
        .valid_from = mission->today, .rate_millionths = millionths, .source = text_from(source)};
    memcpy(rate.from, from, 3);
    memcpy(rate.to, to, 3);
    assert_int_equal(exchange_record(&mission->fixture->system, &rate), OK);
}

/* 1,000 MAD on a line in NOK, through the US dollar: the receipt says how. */
static void test_converted_item_says_its_rates(void **state)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    (void)state;
    struct return_case *file = case_at("SYLLA", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    struct return_item *in_dirhams = record_copy(mission->arena, &return_item_record, item);
    in_dirhams->amount = (struct money){100000, "MAD"};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(record_update(&work, &return_item_record, item, in_dirhams), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"),
                     INVALID); /* no rate */
    record_rate("USD", "MAD", 10000000, "UN operational rate");
    record_rate("USD", "NOK", 11000000, "UN operational rate");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    const struct return_item *after = mission_row(mission, &return_item_record, item->head.id);
    assert_int_equal(after->line_amount.minor, 110000);
    assert_string_equal(after->line_amount.currency, "NOK");
    assert_true(text_find(after->rate_note, TEXT("1 USD = 10.000000 MAD")) >= 0);
    assert_true(text_find(after->rate_note, TEXT("1 USD = 11.000000 NOK")) >= 0);
    assert_true(text_find(after->rate_note, TEXT("UN operational rate")) >= 0);
    struct rate_used *rates;
    work.language = language_for(TEXT("fr"));
    assert_int_equal(return_rates_read(&work, after->rate_note, &rates), 2);
    for (size_t i = 0; i < 2; i++) {
        assert_true(text_starts_with(rates[i].worth, TEXT("1 USD = 1")));
        assert_int_equal(rates[i].day, mission->today);
        assert_true(text_is(rates[i].source, "UN operational rate"));
    }
    assert_int_equal(return_rates_read(&work, TEXT("1 USD = 10.123400 MAD, 2026-10-01, Bank, 1 = 1"), &rates), 1);
    assert_true(text_is(rates[0].worth, "1 USD = 10.1234 MAD"));
    assert_true(text_is(rates[0].source, "Bank, 1 = 1"));
    assert_int_equal(return_rates_read(&work, TEXT("1 USD = ten dirhams"), &rates), 1);
    assert_int_equal(rates[0].day, DATE_NONE);
    assert_true(text_is(rates[0].source, "1 USD = ten dirhams"));
}

static void test_one_open_case_per_person(void **state)
{
    struct work work = mission_work(mission, ROLE_RECEPTION);
    (void)state;
    struct person *person = mission_person(mission, "KEITA");
    struct return_case *file = mission_case(mission, person->head.id);
    struct return_case *second = record_copy(mission->arena, &return_case_record, file);
    second->head.id = (struct identifier){{0}};
    second->head.number = TEXT_NONE;
    second->head.version = 0;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(return_open(&work, second), INVALID);
    assert_true(has_problem(&work, "case_open_already"));
}

static void test_rates_as_typed(void **state)
{
    int64_t rate = 0;
    (void)state;
    assert_int_equal(exchange_rate_read(TEXT("10,845"), &rate), OK);
    assert_int_equal(rate, 10845000);
    assert_int_equal(exchange_rate_read(TEXT(" 0.000001 "), &rate), OK);
    assert_int_equal(rate, 1);
    assert_int_equal(exchange_rate_read(TEXT("655"), &rate), OK);
    assert_int_equal(rate, 655000000);
    static const char *const WRONG[] = {"", "0", "0,0", "-1", "1,", ",5", "1,2345678", "1.2.3", "1e3", "1234567890"};
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_int_equal(exchange_rate_read(text_from(WRONG[i]), &rate), INVALID);
}

/* The drawings in README.md are those of the tables.  SANAD_DRAW=1 prints them, to be put there. */
static void test_readme_draws_the_tables(void **state)
{
    static const struct flow *const FLOWS[] = {&return_flow, &milestone_flow, &item_flow};
    struct text readme;
    const char *directory = getenv("TEST_RETURNS");
    (void)state;
    assert_non_null(directory);
    assert_int_equal(
        file_read(mission->arena, arena_format(mission->arena, "%s/README.md", directory).at, 1 << 20, &readme), OK);
    for (size_t i = 0; i < COUNT(FLOWS); i++) {
        struct text drawing = flow_drawing(mission->arena, FLOWS[i]);
        if (getenv("SANAD_DRAW") != NULL)
            (void)printf("%.*s", TEXT_ARG(drawing));
        else if (text_find(readme, drawing) < 0)
            fail_msg("the drawing of %s in README.md is not that of its table", FLOWS[i]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_papers_hold_on_the_day_of_travel),
        cmocka_unit_test(test_medical_report_holds_two_weeks),
        cmocka_unit_test(test_first_steps_do_not_contradict_themselves),
        cmocka_unit_test(test_nobody_is_paid_before_the_arrival),
        cmocka_unit_test(test_second_instalment_after_six_months_and_a_visit),
        cmocka_unit_test(test_committed_items_keep_their_amount),
        cmocka_unit_test(test_converted_item_says_its_rates),
        cmocka_unit_test(test_one_open_case_per_person),
        cmocka_unit_test(test_rates_as_typed),
        cmocka_unit_test(test_readme_draws_the_tables),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
