/* The manager's figures: percentiles against a plain computation, the days a case keeps, who left, protected groups. */
#include <stdlib.h>

#include "returns/programme.h"
#include "returns/return_store.h"
#include "returns/tests/mission.h"

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

/* ---- percentiles ---- */

static int by_number(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* The shortest time that `tenths` tenths of the sorted cases did not exceed, found by trying each. */
static int64_t plainly(const int64_t *sorted, size_t count, size_t tenths)
{
    for (size_t i = 0; i < count; i++) {
        size_t not_longer = 0;
        for (size_t j = 0; j < count; j++)
            not_longer += sorted[j] <= sorted[i];
        if (not_longer * 10 >= count * tenths)
            return sorted[i];
    }
    return -1;
}

static void test_percentiles(void **state)
{
    static struct span_days days;
    (void)state;
    for (unsigned round = 1; round <= 300; round++) {
        int64_t took[40];
        size_t count = 1 + round % 40;
        uint64_t seed = round;
        memset(&days, 0, sizeof days);
        for (size_t i = 0; i < count; i++) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            took[i] = (int64_t)(seed >> 40) % (round % 3 == 0 ? 5 : 200);
            days.cases[took[i]]++;
            days.count++;
        }
        qsort(took, count, sizeof *took, by_number);
        struct span span = span_of(&days);
        assert_int_equal(span.median, plainly(took, count, 5));
        assert_int_equal(span.ninetieth, plainly(took, count, 9));
        assert_int_equal(span.longest, took[count - 1]);
        size_t within = 0;
        for (size_t i = 0; i < count; i++)
            within += took[i] <= PROMISE_MOST_DAYS;
        assert_int_equal(span.within, within);
    }
    memset(&days, 0, sizeof days);
    assert_int_equal(span_of(&days).count, 0);
}

/* ---- the days a case keeps ---- */

static struct return_case *case_at(const char *name, const char *state)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, state);
    return file;
}

static const struct return_case *stored(const struct return_case *file)
{
    return mission_row(mission, &return_case_record, file->head.id);
}

static void test_a_case_keeps_its_days(void **state)
{
    (void)state;
    struct return_case *file = case_at("KEITA", "arrived");
    const struct return_case *row = stored(file);
    assert_int_equal(row->registered_on, mission->today);
    assert_int_equal(row->approved_on, mission->today);
    assert_int_equal(row->booked_on, mission->today);
    assert_int_equal(row->delivery_on, DATE_NONE);
    assert_int_equal(row->ended_on, DATE_NONE);
    struct return_case *gone = case_at("SOW", "consented");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, gone->head.id, "withdraw"), OK);
    assert_int_equal(stored(gone)->ended_on, mission->today);
    assert_text(stored(gone)->ended_from, "consented");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, gone->head.id, "reopen"), OK);
    assert_int_equal(stored(gone)->ended_on, DATE_NONE);
    assert_true(stored(gone)->ended_from.length == 0);
    assert_int_equal(stored(gone)->registered_on, mission->today);
}

static void test_waiting_is_summed(void **state)
{
    struct return_case before = {.head = {.state = TEXT("postponed"), .state_since = 100}, .held_days = INTEGER_NONE};
    struct return_case file = before;
    (void)state;
    file.head = (struct record_head){.state = TEXT("preparing"), .state_since = 130};
    return_note_state(&before, &file);
    assert_int_equal(file.held_days, 30);
    assert_int_equal(file.approved_on, 0); /* to be approved is to come from the declaration */
    before = file;
    before.head = (struct record_head){.state = TEXT("no_show"), .state_since = 140};
    file.head.state_since = 145;
    return_note_state(&before, &file);
    assert_int_equal(file.held_days, 35);
    before.head = (struct record_head){.state = TEXT("withdrawn"), .state_since = 150};
    file.head = (struct record_head){.state = TEXT("registered"), .state_since = 160};
    return_note_state(&before, &file);
    assert_int_equal(file.held_days, INTEGER_NONE); /* a new beginning */
    assert_int_equal(file.registered_on, 160);
}

/* ---- the tables ---- */

/* Puts the stored case into the past, as the program itself. */
static void set_days(const struct return_case *file, int32_t registered, int32_t departed, const char *nationality)
{
    struct value bind[] = {value_id(file->head.id), value_date(registered), value_date(departed),
                           value_text(text_from(nationality))};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_set_days", "UPDATE return_case SET registered_on = $2, departed_on = $3, "
                                                  "nationality = $4, country_of_return = $4 WHERE id = $1"),
                                bind, 4, NULL),
                     OK);
}

static const struct programme_row *row_of(const struct programme *programme, const char *table, const char *code)
{
    const struct programme_table *found = programme_table(programme, text_from(table));
    assert_non_null(found);
    for (size_t i = 0; i < found->row_count; i++)
        if (text_is(found->rows[i].code, code))
            return &found->rows[i];
    return NULL;
}

static struct programme get(enum role role, const struct programme_query *query)
{
    struct work work = mission_work(mission, role);
    struct programme programme;
    assert_int_equal(programme_get(&work, query, &programme), OK);
    return programme;
}

static struct programme_query year_of(int32_t year)
{
    return (struct programme_query){.from = date_from_day((struct calendar_day){year, 1, 1}),
                                    .to = date_from_day((struct calendar_day){year, 12, 31}),
                                    .age_group = -1};
}

static void test_tables_and_their_protection(void **state)
{
    static const char *const NAMES[] = {"AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF", "GGGG", "HHHH"};
    (void)state;
    struct programme_query query = year_of(2019);
    for (int i = 0; i < 8; i++) {
        struct return_case *file = case_at(NAMES[i], "arrived");
        set_days(file, query.from + 10, query.from + 10 + 10 * (i + 1), i < 6 ? "GIN" : "SEN");
    }
    struct programme exact = get(ROLE_PROGRAMME_MANAGER, &query);
    assert_false(exact.protected);
    const struct programme_row *guinea = row_of(&exact, "time-by-nationality", "GIN");
    assert_int_equal(guinea->values[0], 6);
    assert_int_equal(guinea->values[1], 30); /* 10 20 30 | 40 50 60 */
    assert_int_equal(guinea->values[2], 60);
    assert_int_equal(guinea->values[3], 833); /* five of six within 56 days */
    assert_int_equal(row_of(&exact, "time-by-nationality", "SEN")->values[1], 70);
    assert_int_equal(exact.lead.count, 8);
    assert_int_equal(exact.lead.median, 40);
    assert_int_equal(row_of(&exact, "countries", "SEN")->values[0], 2);
    query.nationality = TEXT("SEN");
    assert_int_equal(get(ROLE_PROGRAMME_MANAGER, &query).lead.count, 2);
    query.nationality = TEXT_NONE;
    query.age_group = 4;
    assert_int_equal(get(ROLE_PROGRAMME_MANAGER, &query).lead.count, 0);
    /* who does not see the cases gets no group of two, nor the way to it by subtraction */
    query.nationality = TEXT("SEN");
    struct programme hidden = get(ROLE_ANALYST, &query);
    assert_true(hidden.protected);
    assert_int_equal(hidden.query.nationality.length, 0);
    assert_null(row_of(&hidden, "time-by-nationality", "SEN"));
    assert_null(row_of(&hidden, "countries", "SEN"));
    assert_null(programme_table(&hidden, TEXT("left-by-both")));
    for (size_t i = 0; i < hidden.count; i++)
        for (size_t r = 0; r < hidden.tables[i].row_count; r++) {
            const struct programme_row *row = &hidden.tables[i].rows[r];
            assert_false(row->known[0] && row->values[0] > 0 && row->values[0] < FIGURE_LEAST);
        }
}

static void test_who_left(void **state)
{
    (void)state;
    struct programme_query query = {.from = mission->today, .to = mission->today, .age_group = -1};
    struct return_case *file = case_at("BARRY", "screened");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
    file = case_at("TOURE", "preparing");
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "close_early"), OK);
    struct programme programme = get(ROLE_PROGRAMME_MANAGER, &query);
    assert_int_equal(row_of(&programme, "left-by-reason", "withdrawn")->values[0], 1);
    assert_int_equal(row_of(&programme, "left-by-state", "screened")->values[0], 1);
    assert_int_equal(row_of(&programme, "left-by-state", "preparing")->values[0], 1);
    assert_int_equal(row_of(&programme, "left-by-both", "screened/withdrawn")->values[0], 1);
}

static void test_plans_and_cost(void **state)
{
    (void)state;
    struct programme_query query = {.from = mission->today, .to = mission->today, .age_group = -1};
    struct return_case *file = case_at("CISSE", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    struct programme programme = get(ROLE_PROGRAMME_MANAGER, &query);
    assert_int_equal(row_of(&programme, "plans", "agreed")->values[0], 1);
    assert_int_equal(row_of(&programme, "plans", "begun")->values[0], 0);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, item->head.id, "prepare"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, item->head.id, "release"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, item->head.id, "pay"), OK);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "begin_delivery"), OK);
    query.line = mission->line->head.id;
    programme = get(ROLE_PROGRAMME_MANAGER, &query);
    assert_int_equal(row_of(&programme, "plans", "delivered")->values[0], 1);
    const struct programme_row *cost = row_of(&programme, "cost", "aid-NOK");
    assert_non_null(cost);
    assert_int_equal(cost->values[1], 100000);
    assert_int_equal(cost->values[2], 100000);
    assert_null(row_of(&programme, "cost", "pocket-money-MAD")); /* on no line */
    const char *kind =
        arena_format(mission->fixture->arena, "%.*s-%.*s-NOK", TEXT_ARG(item->category), TEXT_ARG(item->modality)).at;
    const struct programme_row *unit = row_of(&programme, "unit-cost", kind);
    assert_non_null(unit);
    assert_int_equal(unit->values[0], 1);
    assert_int_equal(unit->values[2], 100000);
    /* one person's own money: who does not see the cases is not told */
    query.line = (struct identifier){{0}};
    programme = get(ROLE_ANALYST, &query);
    assert_true(programme.protected);
    assert_null(row_of(&programme, "unit-cost", kind));
}

/* ---- pages and files ---- */

static void test_the_page_and_its_files(void **state)
{
    (void)state;
    struct loopback *manager = fixture_role(mission->fixture, ROLE_PROGRAMME_MANAGER);
    assert_int_equal(loopback_get(manager, "/en/programme-figures?from=01/01/2019&to=31/12/2019")->status, 200);
    assert_true(loopback_shows(manager, "Where the time goes: days in each state"));
    assert_true(loopback_shows(manager, "FORAS"));
    assert_int_equal(loopback_get(manager, "/ar/programme-figures?from=2019-01-01&to=2019-12-31&sex=F")->status, 200);
    assert_int_equal(loopback_get(manager, "/fr/programme-figures?from=2020-01-01&to=2019-12-31")->status, 422);
    assert_int_equal(loopback_get(manager, "/fr/programme-figures?from=2019-02-31&to=%3Cscript%3E")->status, 422);
    assert_int_equal(
        loopback_get(manager, "/en/programme-figures.csv?table=time-by-nationality&from=2019-01-01&to=2019-12-31")
            ->status,
        200);
    assert_true(loopback_shows(manager, "GIN,Guinea,6,30,60,83.3"));
    assert_int_equal(
        loopback_get(manager, "/en/programme-figures.xlsx?table=plans&from=2019-01-01&to=2019-12-31")->status, 200);
    assert_int_equal(loopback_get(manager, "/en/programme-figures.csv?table=nothing")->status, 404);
    struct loopback *analyst = fixture_role(mission->fixture, ROLE_ANALYST);
    assert_int_equal(loopback_get(analyst, "/en/programme-figures.csv?table=countries&nationality=SEN&from=2019-01-01"
                                           "&to=2019-12-31")
                         ->status,
                     200);
    assert_false(loopback_shows(analyst, "SEN"));
    struct loopback *reception = fixture_role(mission->fixture, ROLE_RECEPTION);
    assert_int_equal(loopback_get(reception, "/en/programme-figures")->status, 403);
    loopback_close(manager);
    loopback_close(analyst);
    loopback_close(reception);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_percentiles),
        cmocka_unit_test(test_a_case_keeps_its_days),
        cmocka_unit_test(test_waiting_is_summed),
        cmocka_unit_test(test_tables_and_their_protection),
        cmocka_unit_test(test_who_left),
        cmocka_unit_test(test_plans_and_cost),
        cmocka_unit_test(test_the_page_and_its_files),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
