#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "ledger/exchange.h"
#include "system/random.h"

struct rates {
    struct scratch scratch;
    struct work work;
};

static int open_rates(void **state)
{
    static struct rates rates;
    rates = (struct rates){.scratch = scratch_open()};
    rates.work.arena = rates.scratch.arena;
    rates.work.now = 19000 * DAY_MICROSECONDS;
    rates.work.problems = problems_open(rates.scratch.arena);
    assert_int_equal(db_open(rates.scratch.address, false, &rates.work.db), OK);
    assert_int_equal(migrate(rates.work.db, migrations, migration_count), OK);
    *state = &rates;
    return 0;
}

static int close_rates(void **state)
{
    struct rates *rates = *state;
    rates->work.db = db_close(rates->work.db);
    scratch_close(&rates->scratch);
    return 0;
}

static int32_t day(const char *text)
{
    int32_t date;
    assert_int_equal(text_to_date(text_from(text), &date), OK);
    return date;
}

static enum outcome record(struct rates *rates, const char *from, const char *to, int32_t date, int64_t millionths)
{
    struct exchange_rate rate = {
        .valid_from = date, .rate_millionths = millionths, .source = TEXT("UN operational rate")};
    memcpy(rate.from, from, 3);
    memcpy(rate.to, to, 3);
    return exchange_record(&rates->work, &rate);
}

static int64_t on(struct rates *rates, const char *date)
{
    struct exchange_rate rate;
    enum outcome outcome = exchange_rate_on(&rates->work, TEXT("USD"), TEXT("MAD"), day(date), &rate);
    return outcome == OK ? rate.rate_millionths : outcome == NOT_FOUND ? 0 : -1;
}

static void newest_on_or_before(void **state)
{
    struct rates *rates = *state;
    struct exchange_rate rate;
    assert_int_equal(record(rates, "USD", "MAD", day("2022-03-01"), 9500000), OK);
    assert_int_equal(record(rates, "USD", "MAD", day("2022-04-01"), 9700000), OK);
    assert_int_equal(record(rates, "USD", "MAD", day("2022-03-15"), 9600000), OK); /* a revision in mid-month */
    assert_int_equal(on(rates, "2022-02-28"), 0);
    assert_int_equal(on(rates, "2022-03-01"), 9500000);
    assert_int_equal(on(rates, "2022-03-14"), 9500000);
    assert_int_equal(on(rates, "2022-03-15"), 9600000);
    assert_int_equal(on(rates, "2023-01-01"), 9700000);
    rates->work.now += 1;
    assert_int_equal(record(rates, "USD", "MAD", day("2022-03-15"), 9610000), OK); /* a correction */
    assert_int_equal(on(rates, "2022-03-20"), 9610000);
    assert_int_equal(exchange_rate_on(&rates->work, TEXT("USD"), TEXT("MAD"), day("2022-03-15"), &rate), OK);
    assert_int_equal(rate.valid_from, day("2022-03-15"));
    assert_true(text_is(rate.source, "UN operational rate"));
    assert_string_equal(rate.from, "USD");
    assert_true(rate.recorded_at == rates->work.now);
}

static void unsound_rates_are_refused(void **state)
{
    struct rates *rates = *state;
    struct exchange_rate rate = {.from = "USD", .to = "MAD", .valid_from = 19000, .rate_millionths = 1};
    assert_int_equal(exchange_record(&rates->work, &rate), INVALID); /* no source */
    assert_int_equal(record(rates, "USD", "USD", 19000, 1000000), INVALID);
    assert_int_equal(record(rates, "USD", "ZZZ", 19000, 1000000), INVALID);
    assert_int_equal(record(rates, "USD", "MAD", DATE_NONE, 1000000), INVALID);
    assert_int_equal(record(rates, "USD", "MAD", 19000, 0), INVALID);
    assert_int_equal(record(rates, "USD", "MAD", 19000, -5), INVALID);
}

static void expect(struct rates *rates, struct money from, const char *to, int64_t minor, size_t count)
{
    struct exchange exchange;
    assert_int_equal(exchange_convert(&rates->work, from, text_from(to), day("2022-03-20"), &exchange), OK);
    assert_int_equal(exchange.result.minor, minor);
    assert_string_equal(exchange.result.currency, to);
    assert_int_equal(exchange.count, count);
}

static void forwards_backwards_and_through_the_dollar(void **state)
{
    struct rates *rates = *state;
    struct exchange exchange;
    assert_int_equal(record(rates, "USD", "MAD", day("2022-03-01"), 9600000), OK);
    assert_int_equal(record(rates, "USD", "NOK", day("2022-03-01"), 8800000), OK);
    assert_int_equal(record(rates, "USD", "GNF", day("2022-03-01"), INT64_C(8912345678)), OK);
    expect(rates, (struct money){10050, "USD"}, "MAD", 96480, 1);
    expect(rates, (struct money){10050, "USD"}, "USD", 10050, 0);
    expect(rates, (struct money){96480, "MAD"}, "USD", 10050, 1);
    expect(rates, (struct money){1, "USD"}, "MAD", 10, 1);   /* 9.6 */
    expect(rates, (struct money){100, "MAD"}, "NOK", 92, 2); /* 91.67: rounded once, not by way of cents */
    expect(rates, (struct money){12000, "MAD"}, "NOK", 11000, 2);
    expect(rates, (struct money){-12000, "MAD"}, "NOK", -11000, 2);
    expect(rates, (struct money){1000000, "GNF"}, "USD", 11220, 1); /* 112.2039 dollars */
    expect(rates, (struct money){100, "USD"}, "GNF", 8912, 1);
    assert_int_equal(
        exchange_convert(&rates->work, (struct money){1, "MAD"}, TEXT("NOK"), day("2022-02-01"), &exchange), NOT_FOUND);
    assert_int_equal(
        exchange_convert(&rates->work, (struct money){1, "MAD"}, TEXT("XOF"), day("2022-03-20"), &exchange), NOT_FOUND);
    assert_int_equal(
        exchange_convert(&rates->work, (struct money){1, "MAD"}, TEXT("ZZZ"), day("2022-03-20"), &exchange), INVALID);
    assert_int_equal(
        exchange_convert(&rates->work, (struct money){INT64_MAX, "MAD"}, TEXT("GNF"), day("2022-03-20"), &exchange),
        INVALID);
    /* A rate of its own for the pair goes before the way through the dollar. */
    assert_int_equal(record(rates, "NOK", "MAD", day("2022-03-10"), 1100000), OK);
    expect(rates, (struct money){11000, "MAD"}, "NOK", 10000, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(newest_on_or_before, open_rates, close_rates),
        cmocka_unit_test_setup_teardown(unsound_rates_are_refused, open_rates, close_rates),
        cmocka_unit_test_setup_teardown(forwards_backwards_and_through_the_dollar, open_rates, close_rates),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
