/* The form in which names and telephones are compared. */
#include "base/tests/testing.h"

#include "persons/name_form.h"

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

static void names_of_one_form_are_one(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
    } SAME[] = {
        {"Fatoumata DIALLO", "fatoumata diallo"},
        {"Traoré", "Traore"},
        {"N’Diaye", "N'DIAYE"},
        {"N'Diaye", "ndiaye"},
        {"Ben-Ali", "Benali"},
        {"Œuvrard", "oeuvrard"},
        {"Ɓah Ɗiallo", "bah diallo"},
        {"Ŋoma Ɛlɔm", "noma elom"},
        {"  Sékou   Touré ", "sekou toure"},
        {"e\xcc\x81milie", "Émilie"},
        {"أحمد", "احمد"},
        {"إبراهيم", "ابراهيم"},
        {"فاطمة", "فاطمه"},
        {"يحيى", "يحيي"},
        {"مُحَمَّد", "محمد"},
        {"محـــمد", "محمد"},
        {"مؤمن", "مومن"},
        {"كريم", "\xda\xa9ریم"},
        {"٠٦١٢", "0612"},
        {"۰۶۱۲", "0612"},
        {"Dia\xe2\x80\x8bllo", "Diallo"}, /* zero width space */
        {"\xef\xbb\xbf"
         "Diallo",
         "Diallo"},                                      /* byte order mark */
        {"می\xe2\x80\x8cخواه", "میخواه"},                /* zero width non-joiner */
        {"\xe2\x80\x8f\xd8\xa3حمد\xe2\x80\x8e", "احمد"}, /* marks of direction */
        {"\xe2\x81\xa8Traor\xc3\xa9\xe2\x81\xa9", "traore"},
        {"Fatou\xc2\xadmata", "fatoumata"}, /* soft hyphen */
    };
    for (size_t i = 0; i < COUNT(SAME); i++) {
        struct text a = name_form(arena, text_from(SAME[i].a));
        struct text b = name_form(arena, text_from(SAME[i].b));
        if (a.length == 0 || !text_equal(a, b))
            fail_msg("\"%s\" is \"%.*s\", \"%s\" is \"%.*s\"", SAME[i].a, TEXT_ARG(a), SAME[i].b, TEXT_ARG(b));
    }
}

static void other_names_stay_others(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
    } OTHER[] = {{"Diallo", "Dialo"}, {"Ba", "Bah"}, {"Moussa", "Musa"}, {"حسن", "حسين"}, {"Ali Ben", "Aliben"}};
    for (size_t i = 0; i < COUNT(OTHER); i++)
        assert_false(text_equal(name_form(arena, text_from(OTHER[i].a)), name_form(arena, text_from(OTHER[i].b))));
}

static void bad_bytes_give_no_form(void **state)
{
    (void)state;
    assert_int_equal(name_form(arena, TEXT("\xff\xfe\xc0\x80")).length, 0);
    assert_int_equal(name_form(arena, TEXT("\xe2\x80\xae")).length, 0);
    assert_int_equal(name_form(arena, TEXT("-- '' ..")).length, 0);
    char *many = arena_bytes(arena, 10000);
    memset(many, 'a', 10000);
    assert_true(name_form(arena, (struct text){many, 10000}).length <= 4096);
}

static void telephones_compare_by_their_last_digits(void **state)
{
    (void)state;
    static const char *const SAME[] = {"+212 6 12 34 56 78", "00212612345678", "06 12 34 56 78",
                                       "0612-345-678",       "٠٦١٢٣٤٥٦٧٨",     "(+212) 612345678"};
    for (size_t i = 0; i < COUNT(SAME); i++) {
        assert_true(is_telephone(arena, text_from(SAME[i])));
        assert_text(telephone_form(arena, text_from(SAME[i])), "612345678");
    }
    assert_int_equal(telephone_form(arena, TEXT("12345")).length, 0);
    assert_false(is_telephone(arena, TEXT("Diallo 0612345678")));
    assert_false(is_telephone(arena, TEXT("12345")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_one_form_are_one),
        cmocka_unit_test(other_names_stay_others),
        cmocka_unit_test(bad_bytes_give_no_form),
        cmocka_unit_test(telephones_compare_by_their_last_digits),
    };
    return cmocka_run_group_tests_name("persons_names", tests, open_arena, close_arena);
}
