#include "base/tests/testing.h"

#include "base/money.h"

static void knows_the_decimals(void **state)
{
    (void)state;
    assert_int_equal(money_decimals(TEXT("MAD")), 2);
    assert_int_equal(money_decimals(TEXT("XOF")), 0);
    assert_int_equal(money_decimals(TEXT("GNF")), 0);
    assert_int_equal(money_decimals(TEXT("TND")), 3);
    assert_int_equal(money_decimals(TEXT("XXX")), -1);
    assert_int_equal(money_decimals(TEXT("mad")), -1);
    assert_int_equal(money_decimals(TEXT("")), -1);
}

static void reads_amounts(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        struct text currency;
        int64_t minor;
    } good[] = {
        {TEXT_CONSTANT("1250.50"), TEXT_CONSTANT("MAD"), 125050},
        {TEXT_CONSTANT("1250,50"), TEXT_CONSTANT("MAD"), 125050},
        {TEXT_CONSTANT("1250,5"), TEXT_CONSTANT("MAD"), 125050},
        {TEXT_CONSTANT("1250"), TEXT_CONSTANT("MAD"), 125000},
        {TEXT_CONSTANT("0"), TEXT_CONSTANT("MAD"), 0},
        {TEXT_CONSTANT("0.01"), TEXT_CONSTANT("EUR"), 1},
        {TEXT_CONSTANT("1 250,50"), TEXT_CONSTANT("MAD"), 125050},
        {TEXT_CONSTANT("1\u00a0250\u00a0000"), TEXT_CONSTANT("XOF"), 1250000},
        {TEXT_CONSTANT("12\u202f345,67"), TEXT_CONSTANT("EUR"), 1234567},
        {TEXT_CONSTANT("500"), TEXT_CONSTANT("XOF"), 500},
        {TEXT_CONSTANT("1.234"), TEXT_CONSTANT("TND"), 1234},
        {TEXT_CONSTANT("92233720368547758.07"), TEXT_CONSTANT("MAD"), INT64_MAX},
        {TEXT_CONSTANT("9223372036854775807"), TEXT_CONSTANT("XOF"), INT64_MAX},
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        struct money money = {0};
        if (text_to_money(good[i].text, good[i].currency, &money) != OK || money.minor != good[i].minor)
            fail_msg("%s %s is %lld", good[i].text.at, good[i].currency.at, (long long)money.minor);
        assert_true(text_is(good[i].currency, money.currency));
    }
}

static void refuses_all_else(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        struct text currency;
    } bad[] = {
        {TEXT_CONSTANT(""), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("-1"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("+1"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1.234"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1."), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT(".5"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1.2.3"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1,250.50"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1.5"), TEXT_CONSTANT("XOF")},
        {TEXT_CONSTANT("1,0"), TEXT_CONSTANT("XOF")},
        {TEXT_CONSTANT("1"), TEXT_CONSTANT("XXX")},
        {TEXT_CONSTANT("1"), TEXT_CONSTANT("")},
        {TEXT_CONSTANT("1e3"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT(" 1"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1 "), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("12 50"), TEXT_CONSTANT("MAD")}, /* meant 12,50? */
        {TEXT_CONSTANT("1  250"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1250 000"), TEXT_CONSTANT("MAD")}, /* groups or none, not half */
        {TEXT_CONSTANT("1 25,00"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1 ,50"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1,5 0"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1\xff"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("1\0"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("92233720368547758.08"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("92233720368547759"), TEXT_CONSTANT("MAD")},
        {TEXT_CONSTANT("9223372036854775808"), TEXT_CONSTANT("XOF")},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct money money = {.minor = 42};
        if (text_to_money(bad[i].text, bad[i].currency, &money) != INVALID || money.minor != 42)
            fail_msg("\"%s\" %s was read", bad[i].text.at, bad[i].currency.at);
    }
}

static void writes_what_it_reads(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(100000);
    assert_text(money_to_text(arena, (struct money){125050, "MAD"}), "1250.50");
    assert_text(money_to_text(arena, (struct money){5, "MAD"}), "0.05");
    assert_text(money_to_text(arena, (struct money){-5, "MAD"}), "-0.05");
    assert_text(money_to_text(arena, (struct money){500, "XOF"}), "500");
    assert_text(money_to_text(arena, (struct money){1234, "TND"}), "1.234");
    assert_text(money_to_text(arena, (struct money){INT64_MIN, "MAD"}), "-92233720368547758.08");
    static const int64_t amounts[] = {0, 1, 99, 100, 123456789, INT64_MAX};
    static const char *const currencies[] = {"MAD", "XOF", "IQD"};
    for (size_t i = 0; i < COUNT(amounts); i++)
        for (size_t k = 0; k < COUNT(currencies); k++) {
            struct money money = {.minor = amounts[i]};
            memcpy(money.currency, currencies[k], 4);
            struct money read;
            assert_int_equal(text_to_money(money_to_text(arena, money), text_from(currencies[k]), &read), OK);
            assert_int_equal(read.minor, amounts[i]);
        }
}

static void converts_between_decimals(void **state)
{
    (void)state;
    struct money to;
    /* 100,00 EUR at 655.957 XOF */
    assert_int_equal(money_convert((struct money){10000, "EUR"}, TEXT("XOF"), 655957000, &to), OK);
    assert_int_equal(to.minor, 65596);
    assert_string_equal(to.currency, "XOF");
    /* 65596 XOF at 0.001524 EUR: 99.968304 */
    assert_int_equal(money_convert((struct money){65596, "XOF"}, TEXT("EUR"), 1524, &to), OK);
    assert_int_equal(to.minor, 9997);
    assert_int_equal(money_convert((struct money){1, "MAD"}, TEXT("MAD"), 1500000, &to), OK);
    assert_int_equal(to.minor, 2); /* half, away from zero */
    assert_int_equal(money_convert((struct money){-1, "MAD"}, TEXT("MAD"), 1500000, &to), OK);
    assert_int_equal(to.minor, -2);
    assert_int_equal(money_convert((struct money){1, "MAD"}, TEXT("MAD"), 1499999, &to), OK);
    assert_int_equal(to.minor, 1);
    assert_int_equal(money_convert((struct money){INT64_MAX, "MAD"}, TEXT("MAD"), 1000000, &to), OK);
    assert_int_equal(to.minor, INT64_MAX);
}

static void refuses_to_overflow(void **state)
{
    (void)state;
    struct money to = {.minor = 42};
    assert_int_equal(money_convert((struct money){INT64_MAX, "MAD"}, TEXT("MAD"), 1000001, &to), INVALID);
    assert_int_equal(money_convert((struct money){INT64_MAX, "XOF"}, TEXT("TND"), INT64_MAX, &to), INVALID);
    assert_int_equal(money_convert((struct money){INT64_MIN, "XOF"}, TEXT("TND"), INT64_MAX, &to), INVALID);
    assert_int_equal(money_convert((struct money){INT64_MAX, "XOF"}, TEXT("MAD"), 1000000, &to), INVALID);
    assert_int_equal(money_convert((struct money){1, "XXX"}, TEXT("MAD"), 1000000, &to), INVALID);
    assert_int_equal(money_convert((struct money){1, "MAD"}, TEXT("XXX"), 1000000, &to), INVALID);
    assert_int_equal(money_convert((struct money){1, "MAD"}, TEXT("EUR"), 0, &to), INVALID);
    assert_int_equal(money_convert((struct money){1, "MAD"}, TEXT("EUR"), -1, &to), INVALID);
    assert_int_equal(to.minor, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_decimals),        cmocka_unit_test(reads_amounts),
        cmocka_unit_test(refuses_all_else),          cmocka_unit_test(writes_what_it_reads),
        cmocka_unit_test(converts_between_decimals), cmocka_unit_test(refuses_to_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
