#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "view/catalogue.h"
#include "view/language.h"
#include "view/plural.h"

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_open(1 << 20);
    return languages_load(getenv("TEST_MESSAGES")) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    languages_unload();
    arena = arena_close(arena);
    return 0;
}

#define FR language_at(0)
#define AR language_at(1)
#define EN language_at(2)

#define assert_text(text, expected) assert_string_equal(arena_string(arena, (text)), (expected))

/* ---- Plural forms ---- */

static void plural_forms_of_arabic(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        size_t form;
    } CASES[] = {{0, 0},   {1, 1},   {2, 2},   {3, 3},   {10, 3},  {11, 4},   {99, 4},
                 {100, 5}, {102, 5}, {103, 3}, {110, 3}, {111, 4}, {1000, 5}, {1003, 3}};
    struct plural plural;
    assert_int_equal(plural_read(TEXT("nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
                                      "n%100>=11 ? 4 : 5;"),
                                 &plural),
                     OK);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(plural_form(&plural, CASES[i].count), CASES[i].form);
}

static void plural_expressions_obey_c(void **state)
{
    (void)state;
    static const struct {
        const char *expression;
        uint64_t count;
        size_t form;
    } CASES[] = {
        {"n != 1", 1, 0},          {"n>1", 2, 1}, {"1+2*2", 0, 5},   {"(1+2)*2 - n", 2, 4}, {"10-3-4", 0, 3},
        {"n%10==1 || n>5", 31, 1}, {"!n", 0, 1},  {"!(n==0)", 0, 0}, {"n?1?2:3:4", 0, 4},   {"n ? 1 : 0 ? 2 : 3", 0, 3},
        {"2 < 3 == 1", 0, 1},      {"n/0", 9, 0}, {"n%0", 9, 0},     {"n", 7, 0}, /* past the forms: the first */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        struct plural plural;
        struct text text = arena_format(arena, "nplurals=6; plural=%s;", CASES[i].expression);
        assert_int_equal(plural_read(text, &plural), OK);
        assert_int_equal(plural_form(&plural, CASES[i].count), CASES[i].form);
    }
}

static void plural_expressions_refused(void **state)
{
    (void)state;
    static const char *const REFUSED[] = {"",
                                          "nplurals=2;",
                                          "nplurals=0; plural=0;",
                                          "nplurals=7; plural=0;",
                                          "nplurals=2; plural=;",
                                          "nplurals=2; plural=n >;",
                                          "nplurals=2; plural=(n;",
                                          "nplurals=2; plural=n);",
                                          "nplurals=2; plural=n ? 1;",
                                          "nplurals=2; plural=x;",
                                          "nplurals=2; plural=n n;",
                                          "nplurals=2; plural=n=1;",
                                          "nplurals=2; plural=99999999999999999999;",
                                          "nplurals=2; plural=-1;",
                                          "nplurals=2 plural=0"};
    struct plural plural;
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++)
        assert_int_equal(plural_read(text_from(REFUSED[i]), &plural), INVALID);
    char deep[2000];
    memset(deep, '(', sizeof deep);
    memcpy(deep, "nplurals=2;plural=", strlen("nplurals=2;plural="));
    assert_int_equal(plural_read((struct text){deep, sizeof deep}, &plural), INVALID);
    memset(deep + strlen("nplurals=2;plural="), '!', sizeof deep - strlen("nplurals=2;plural="));
    assert_int_equal(plural_read((struct text){deep, sizeof deep}, &plural), INVALID);
}

/* ---- Catalogues ---- */

enum { MO_HEADER = 28 };

static void number_put(struct buffer *buffer, size_t number)
{
    uint32_t value = (uint32_t)number;
    buffer_add(buffer, (struct text){(const char *)&value, sizeof value});
}

static const struct text HEADER =
    TEXT_CONSTANT("Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n>1;\n");

/* A .mo of `count` keys and translations. */
static struct text mo_make(const struct text *keys, const struct text *translations, size_t count)
{
    AUTO_BUFFER struct buffer file = buffer_open(1 << 16);
    AUTO_BUFFER struct buffer strings = buffer_open(1 << 16);
    size_t start = MO_HEADER + count * 16;
    const size_t head[] = {0x950412de, 0, count, MO_HEADER, MO_HEADER + count * 8, 0, 0};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++)
        number_put(&file, head[i]);
    for (size_t i = 0; i < count * 2; i++) {
        struct text string = i < count ? keys[i] : translations[i - count];
        number_put(&file, string.length);
        number_put(&file, start + strings.length);
        buffer_add(&strings, string);
        buffer_add_byte(&strings, '\0');
    }
    buffer_add(&file, buffer_text(&strings));
    return arena_text(arena, buffer_text(&file));
}

static struct text mo_sample(void)
{
    const struct text keys[] = {TEXT(""), TEXT("day\0{1} days"), TEXT("menu\4Save"), TEXT("Save")};
    const struct text sorted[] = {keys[0], keys[3], keys[1], keys[2]};
    const struct text translations[] = {HEADER, TEXT("Enregistrer"), TEXT("{1} jour\0{1} jours"), TEXT("Garder")};
    return mo_make(sorted, translations, 4);
}

static void catalogue_finds(void **state)
{
    (void)state;
    const struct catalogue *catalogue = NULL;
    const char *fault = NULL;
    assert_int_equal(catalogue_read(arena, mo_sample(), &catalogue, &fault), OK);
    assert_int_equal(catalogue_count(catalogue), 4);
    assert_string_equal(catalogue_find(catalogue, NULL, "Save"), "Enregistrer");
    assert_string_equal(catalogue_find(catalogue, "menu", "Save"), "Garder");
    assert_string_equal(catalogue_find_count(catalogue, "day", 1), "{1} jour");
    assert_string_equal(catalogue_find_count(catalogue, "day", 2), "{1} jours");
    assert_null(catalogue_find(catalogue, "men", "Save"));
    assert_null(catalogue_find(catalogue, "menus", "Save"));
    assert_null(catalogue_find(catalogue, NULL, "Sav"));
    assert_null(catalogue_find(catalogue, NULL, ""));
    assert_null(catalogue_find_count(catalogue, "Save", 2)); /* has one form only */
}

/* Cut anywhere, or with any of the numbers of its tables wrong, it is refused or at least read within its bounds. */
static void catalogue_refuses_damage(void **state)
{
    (void)state;
    struct text whole = mo_sample();
    const struct catalogue *catalogue = NULL;
    const char *fault = NULL;
    for (size_t length = 0; length < whole.length; length++) {
        struct text cut = arena_text(arena, text_slice(whole, 0, length));
        assert_int_equal(catalogue_read(arena, cut, &catalogue, &fault), INVALID);
        assert_non_null(fault);
    }
    for (size_t at = 0; at + 4 <= MO_HEADER + 4 * 16; at += 4) {
        char *bytes = arena_string(arena, whole);
        memset(bytes + at, 0xff, 4);
        if (at != 20 && at != 24) /* the hash table, which we do not use */
            assert_int_equal(catalogue_read(arena, (struct text){bytes, whole.length}, &catalogue, &fault), INVALID);
    }
}

static void catalogue_refuses_wrong_content(void **state)
{
    (void)state;
    const struct {
        struct text keys[3], translations[3];
        const char *fault;
    } CASES[] = {
        {{TEXT(""), TEXT("b"), TEXT("a")}, {HEADER, TEXT("B"), TEXT("A")}, "the messages are not sorted"},
        {{TEXT(""), TEXT("a"), TEXT("a")}, {HEADER, TEXT("B"), TEXT("A")}, "the messages are not sorted"},
        {{TEXT(""), TEXT("a"), TEXT("b")},
         {HEADER, TEXT("\xff"), TEXT("A")},
         "a string leaves the file or is not UTF-8"},
        {{TEXT(" "), TEXT("a"), TEXT("b")}, {HEADER, TEXT("A"), TEXT("B")}, "its header does not say charset=UTF-8"},
        {{TEXT(""), TEXT("a"), TEXT("b")},
         {TEXT("Content-Type: text/plain; charset=UTF-8\n"), TEXT("A"), TEXT("B")},
         "its header has no Plural-Forms that can be read"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const struct catalogue *catalogue = NULL;
        const char *fault = NULL;
        struct text mo = mo_make(CASES[i].keys, CASES[i].translations, 3);
        assert_int_equal(catalogue_read(arena, mo, &catalogue, &fault), INVALID);
        assert_string_equal(fault, CASES[i].fault);
        assert_null(catalogue);
    }
}

/* ---- Languages ---- */

static void messages_are_translated(void **state)
{
    (void)state;
    const struct text two[] = {TEXT("A"), TEXT("B")};
    assert_string_equal(tr(FR, "Test"), "Essai");
    assert_string_equal(tr(EN, "Test"), "Test");
    assert_string_equal(tr(FR, "not in any catalogue"), "not in any catalogue");
    assert_string_equal(tr_in(AR, "month", "May"), "ماي");
    assert_string_equal(tr(AR, "May"), "May");
    assert_text(tr_with(arena, FR, "{1} and {2}", two, 2), "B et A");
    assert_text(tr_with(arena, EN, "{1} {3} {x} { {", two, 2), "A {3} {x} { {");
}

static void counts_take_their_form(void **state)
{
    (void)state;
    static const struct {
        int64_t count;
        const char *fr, *ar, *en;
    } CASES[] = {
        {0, "{1} personne", "لا أحد", "{1} persons"},     {1, "{1} personne", "شخص واحد", "one person"},
        {2, "{1} personnes", "شخصان", "{1} persons"},     {7, "{1} personnes", "{1} أشخاص", "{1} persons"},
        {11, "{1} personnes", "{1} شخصاً", "{1} persons"}, {100, "{1} personnes", "{1} شخص", "{1} persons"},
        {-1, "{1} personne", "شخص واحد", "one person"},   {INT64_MIN, "{1} personnes", "{1} أشخاص", "{1} persons"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_string_equal(tr_count(FR, "one person", "{1} persons", CASES[i].count), CASES[i].fr);
        assert_string_equal(tr_count(EN, "one person", "{1} persons", CASES[i].count), CASES[i].en);
        if (CASES[i].count != INT64_MIN)
            assert_string_equal(tr_count(AR, "one person", "{1} persons", CASES[i].count), CASES[i].ar);
    }
}

static void language_by_tag_and_header(void **state)
{
    (void)state;
    static const struct {
        const char *header, *tag;
    } CASES[] = {
        {"", "fr"},
        {"de", "fr"},
        {"ar", "ar"},
        {"ar-MA,ar;q=0.9,fr;q=0.8", "ar"},
        {"de-DE, en-GB;q=0.7, fr;q=0.3", "en"},
        {"fr;q=0.5,en;q=0.9", "en"},
        {"EN", "en"},
        {"*;q=0.1, ar;q=0.05", "fr"},
        {"en;q=0, ar;q=0.001", "ar"},
        {"en;q=2, ar;q=0.5", "ar"},
        {"en;q=x, ar;q=0.5", "ar"},
        {"arabic, en", "en"},
        {",;,;q=,-,en;level=1;q=0.4", "en"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_string_equal(language_tag(language_accepted(text_from(CASES[i].header))), CASES[i].tag);
    assert_ptr_equal(language_for(TEXT("ar")), AR);
    assert_null(language_for(TEXT("de")));
    assert_null(language_for(TEXT("")));
    assert_true(language_right_to_left(AR));
    assert_false(language_right_to_left(FR));
}

static int32_t date_of(int32_t year, int32_t month, int32_t day)
{
    return date_from_day((struct calendar_day){year, month, day});
}

static void dates_for_people(void **state)
{
    (void)state;
    assert_text(language_date(arena, FR, date_of(2022, 3, 31)), "31 mars 2022");
    assert_text(language_date(arena, AR, date_of(2022, 3, 31)), "31 مارس 2022");
    assert_text(language_date(arena, EN, date_of(2022, 3, 31)), "31 March 2022");
    assert_text(language_date(arena, FR, date_of(2024, 8, 1)), "1er août 2024");
    assert_text(language_date(arena, AR, date_of(2024, 8, 1)), "1 غشت 2024"); /* Morocco's names of the months */
    assert_text(language_date(arena, EN, date_of(1, 1, 1)), "1 January 1");
    assert_text(language_short_date(arena, AR, date_of(2022, 3, 1)), "01/03/2022");
    assert_text(language_month(arena, FR, date_of(2022, 12, 1)), "décembre 2022");
    assert_text(language_date_time(arena, FR, date_of(2022, 3, 31), 14 * 3600 + 5 * 60), "31 mars 2022, 14:05");
    assert_text(language_date_time(arena, AR, date_of(2022, 3, 31), 59), "31 مارس 2022، 00:00");
    assert_true(text_is_empty(language_date(arena, FR, DATE_NONE)));
    assert_true(text_is_empty(language_month(arena, FR, DATE_NONE)));
    assert_true(text_is_empty(language_date_time(arena, FR, DATE_NONE, 0)));
}

static void numbers_for_people(void **state)
{
    (void)state;
    assert_text(language_number(arena, FR, 1234567), "1\u202f234\u202f567");
    assert_text(language_number(arena, AR, 1234567), "1.234.567");
    assert_text(language_number(arena, EN, 1234567), "1,234,567");
    assert_text(language_number(arena, EN, 999), "999");
    assert_text(language_number(arena, EN, 0), "0");
    assert_text(language_number(arena, EN, INT64_MIN), "-9,223,372,036,854,775,808");
    assert_text(language_decimal(arena, FR, 1255, 1), "125,5");
    assert_text(language_decimal(arena, EN, -5, 2), "-0.05");
    assert_text(language_decimal(arena, AR, 100000, 2), "1.000,00");
    assert_text(language_money(arena, FR, (struct money){125050, "MAD"}), "1\u202f250,50\u00a0MAD");
    assert_text(language_money(arena, AR, (struct money){125050, "MAD"}), "1.250,50\u00a0درهم");
    assert_text(language_money(arena, EN, (struct money){500, "XOF"}), "500\u00a0XOF");
    assert_text(language_money(arena, EN, (struct money){500, ""}), "500");
}

static void order_of_the_dictionary(void **state)
{
    (void)state;
    assert_true(language_compare(FR, TEXT("Élodie"), TEXT("Fatima")) < 0);
    assert_true(language_compare(FR, TEXT("cote"), TEXT("côte")) < 0);
    assert_true(language_compare(FR, TEXT("Zineb"), TEXT("amina")) > 0);
    assert_true(language_compare(AR, TEXT("أحمد"), TEXT("بدر")) < 0);
    assert_true(language_compare(AR, TEXT("إدريس"), TEXT("بدر")) < 0);
    assert_int_equal(language_compare(AR, TEXT("بدر"), TEXT("بدر")), 0);
    assert_true(language_compare(EN, TEXT_NONE, TEXT("a")) < 0);
    assert_true(language_compare(EN, TEXT("\xff"), TEXT("\xfe")) > 0);
}

static void catalogues_that_are_missing(void **state)
{
    (void)state;
    assert_int_equal(languages_load("no/such/directory"), FAILED);
    assert_string_equal(tr(FR, "Test"), "Test");
    assert_text(language_date(arena, FR, date_of(2022, 3, 31)), "31/03/2022");
    assert_text(language_decimal(arena, FR, 1255, 1), "125.5");
    assert_int_equal(languages_load(getenv("TEST_MESSAGES")), OK);
    assert_string_equal(tr(FR, "Test"), "Essai");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plural_forms_of_arabic),      cmocka_unit_test(plural_expressions_obey_c),
        cmocka_unit_test(plural_expressions_refused),  cmocka_unit_test(catalogue_finds),
        cmocka_unit_test(catalogue_refuses_damage),    cmocka_unit_test(catalogue_refuses_wrong_content),
        cmocka_unit_test(messages_are_translated),     cmocka_unit_test(counts_take_their_form),
        cmocka_unit_test(language_by_tag_and_header),  cmocka_unit_test(dates_for_people),
        cmocka_unit_test(numbers_for_people),          cmocka_unit_test(order_of_the_dictionary),
        cmocka_unit_test(catalogues_that_are_missing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
