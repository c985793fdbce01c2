/* What people write in spreadsheets: headings, days, numbers. */
#include "base/tests/testing.h"

#include "exchange/import_day.h"
#include "exchange/import_number.h"
#include "exchange/label.h"

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static struct text form(const char *text) { return label_form(arena, text_from(text)); }

static void test_headings(void **state)
{
    (void)state;
    assert_text(form("  Né(e) le : "), "ne e le");
    assert_text(form("PRÉNOM_S"), "prenom s");
    assert_text(form("Œuvre, Łódź"), "ouvre lodz");
    assert_true(text_equal(form("الجنسيّة"), form("الجنسية")));
    assert_true(text_equal(form("الإسم"), form("الاسم")));
    assert_text(form("٣١"), "31");
    assert_text(form("--- "), "");
}

static enum day_shape shape(const char *text) { return import_day_read(arena, text_from(text)).shape; }

static void test_days_by_shape(void **state)
{
    (void)state;
    assert_int_equal(shape("31/03/2022"), DAY_DAY_FIRST);
    assert_int_equal(shape("03-31-2022"), DAY_MONTH_FIRST);
    assert_int_equal(shape("05.06.2022"), DAY_EITHER);
    assert_int_equal(shape("05/05/2022"), DAY_CERTAIN);
    assert_int_equal(shape("2022-03-31"), DAY_CERTAIN);
    assert_int_equal(shape("2022-03-31T14:05"), DAY_CERTAIN);
    assert_int_equal(shape("31/03/2022 14:05:00"), DAY_DAY_FIRST);
    assert_int_equal(shape("20220331"), DAY_CERTAIN);
    assert_int_equal(shape("12 mars 2022"), DAY_CERTAIN);
    assert_int_equal(shape("1er janvier 1990"), DAY_CERTAIN);
    assert_int_equal(shape("March 31, 2022"), DAY_CERTAIN);
    assert_int_equal(shape("12 غشت 2021"), DAY_CERTAIN);
    assert_int_equal(shape("٠٥/٠٦/٢٠٢٢"), DAY_EITHER);
    assert_int_equal(shape("31/03/96"), DAY_SHORT_YEAR);
    assert_int_equal(shape("03/1996"), DAY_OF_MONTH);
    assert_int_equal(shape("mars 1996"), DAY_OF_MONTH);
    assert_int_equal(shape("1996"), DAY_OF_YEAR);
    assert_int_equal(shape("31/02/1999"), DAY_NONE);
    assert_int_equal(shape("31/31/1999"), DAY_NONE);
    assert_int_equal(shape("44651"), DAY_NONE);
    assert_int_equal(shape("hier"), DAY_NONE);
    assert_int_equal(shape("1 2 3 4 5 6"), DAY_NONE);
}

static struct text written(const char *text, enum day_order order)
{
    struct text day = TEXT_NONE;
    return import_day_write(arena, text_from(text), order, &day) == OK ? day : TEXT("refused");
}

/* Three formats in one column: what has one reading is read, what has two only as was decided. */
static void test_days_as_decided(void **state)
{
    struct text day;
    (void)state;
    assert_text(written("05/06/2022", ORDER_DAY_FIRST), "2022-06-05");
    assert_text(written("05/06/2022", ORDER_MONTH_FIRST), "2022-05-06");
    assert_int_equal(import_day_write(arena, TEXT("05/06/2022"), ORDER_REFUSE, &day), CONFLICT);
    assert_int_equal(import_day_write(arena, TEXT("05/06/2022"), ORDER_OPEN, &day), CONFLICT);
    assert_text(written("31/03/2022", ORDER_MONTH_FIRST), "2022-03-31");
    assert_text(written("2022-06-05", ORDER_DAY_FIRST), "2022-06-05");
    assert_text(written("mars 1996", ORDER_OPEN), "1996-03");
    assert_text(written("1996", ORDER_OPEN), "1996");
    assert_int_equal(import_day_write(arena, TEXT("31/03/96"), ORDER_DAY_FIRST, &day), INVALID);
}

static enum number_shape number(const char *text) { return number_shape_of(arena, text_from(text), NULL); }

static void test_numbers_by_shape(void **state)
{
    (void)state;
    assert_int_equal(number("1250"), NUMBER_PLAIN);
    assert_int_equal(number("1250,50"), NUMBER_COMMA);
    assert_int_equal(number("1 250,5"), NUMBER_COMMA);
    assert_int_equal(number("1.250,50"), NUMBER_COMMA);
    assert_int_equal(number("1,250.50"), NUMBER_POINT);
    assert_int_equal(number("1,250"), NUMBER_EITHER);
    assert_int_equal(number("1.250"), NUMBER_EITHER);
    assert_int_equal(number("0,250"), NUMBER_COMMA);
    assert_int_equal(number("1,250,000"), NUMBER_POINT); /* commas part thousands: a point would part decimals */
    assert_int_equal(number("1.2.3"), NUMBER_NONE);
    assert_int_equal(number("12a"), NUMBER_NONE);
    assert_int_equal(number(","), NUMBER_NONE);
    assert_int_equal(number(""), NUMBER_NONE);
    assert_int_equal(number("1,2.3,4"), NUMBER_NONE);
}

static void test_numbers_as_decided(void **state)
{
    struct text plain;
    struct text currency;
    (void)state;
    assert_int_equal(number_write(arena, TEXT("1,250"), MARK_COMMA, &plain, &currency), OK);
    assert_text(plain, "1.250");
    assert_int_equal(number_write(arena, TEXT("1,250"), MARK_POINT, &plain, &currency), OK);
    assert_text(plain, "1250");
    assert_int_equal(number_write(arena, TEXT("1,250"), MARK_OPEN, &plain, &currency), CONFLICT);
    assert_int_equal(number_write(arena, TEXT("\xe2\x80\xaf 1\xc2\xa0 250,50 MAD"), MARK_OPEN, &plain, &currency), OK);
    assert_text(plain, "1250.50");
    assert_text(currency, "MAD");
    assert_int_equal(number_write(arena, TEXT("300 DH"), MARK_OPEN, &plain, &currency), OK);
    assert_text(currency, "MAD");
    assert_int_equal(number_write(arena, TEXT("-5"), MARK_OPEN, &plain, &currency), OK);
    assert_text(plain, "-5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headings),           cmocka_unit_test(test_days_by_shape),
        cmocka_unit_test(test_days_as_decided),    cmocka_unit_test(test_numbers_by_shape),
        cmocka_unit_test(test_numbers_as_decided),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
