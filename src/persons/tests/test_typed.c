/* What people type into the search, read and compared. */
#include "base/tests/testing.h"

#include "matching/name_compare.h"
#include "persons/typed.h"

static struct arena *arena;
enum { TODAY = 20000 }; /* October 2024 */

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(64 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static struct typed_score score_of(const char *typed, const struct candidate *person)
{
    struct typed *read = arena_new(arena, struct typed);
    struct typed_score score;
    typed_read(arena, text_from(typed), TODAY, read);
    typed_compare(arena, read, person, &score);
    return score;
}

/* Ways of writing one name: each finds the other, whole. */
static void names_of_one_form_answer_whole(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
    } SAME[] = {
        {"DIALLO", "Diallo"},
        {"Traoré", "traore"},
        {"N'Diaye", "Ndiaye"},
        {"فاطوماتا ديالو", "ديالو فاطوماتا"},
        {"أحمد", "احمد"},
        {"يحيى", "يحيي"},
        {"مُحَمَّد", "محمد"},
        {"محـــمد", "محمد"},
        {"كريم", "\xda\xa9ریم"},
        {"Dia\xe2\x80\x8bllo", "Diallo"}, /* zero width space */
        {"\xef\xbb\xbf"
         "Diallo",
         "Diallo"},                                      /* byte order mark */
        {"\xe2\x80\x8f\xd8\xa3حمد\xe2\x80\x8e", "احمد"}, /* marks of direction */
        {"\xe2\x81\xa8Traor\xc3\xa9\xe2\x81\xa9", "traore"},
        {"Fatou\xc2\xadmata", "fatoumata"}, /* soft hyphen */
    };
    for (size_t i = 0; i < COUNT(SAME); i++) {
        struct candidate person = {.names = {{text_from(SAME[i].a), TEXT_NONE}}};
        struct typed_score score = score_of(SAME[i].b, &person);
        if (score.missed > 0 || !score.whole || score.weight <= 0)
            fail_msg("\"%s\" does not find \"%s\"", SAME[i].b, SAME[i].a);
    }
}

static const struct candidate FATOUMATA = {
    .names = {{TEXT_CONSTANT("Fatoumata"), TEXT_CONSTANT("Diallo")}},
    .telephones = {TEXT_CONSTANT("+212 6 12 34 56 78")},
};

static void words_come_in_any_order_misspelt_and_not_yet_whole(void **state)
{
    (void)state;
    static const char *const FOUND[] = {"diallo fatoumata", "Fatoumata Dialo", "fat dial", "ديالو فاطوماتا",
                                        "DIALLO, Fatoumatta"};
    struct candidate person = FATOUMATA;
    for (size_t i = 0; i < COUNT(FOUND); i++) {
        struct typed_score score = score_of(FOUND[i], &person);
        if (score.missed > 0 || score.weight <= 0)
            fail_msg("\"%s\" does not find her", FOUND[i]);
    }
    assert_false(score_of("fat dial", &person).whole); /* half a name sends nobody to another office */
    assert_true(score_of("fat dial", &person).literal);
    assert_false(score_of("Fatoumata Dialo", &person).literal && score_of("DIALLO, Fatoumatta", &person).literal);
    assert_false(score_of("ديالو فاطوماتا", &person).literal);
    assert_int_equal(score_of("diallo ousmane", &person).missed, 1);
    assert_int_equal(score_of("kouyate ousmane", &person).missed, 2);
    assert_true(score_of("diallo fatoumata", &person).weight > score_of("diallo ousmane", &person).weight);
}

static void one_word_answers_one(void **state)
{
    (void)state;
    struct candidate person = FATOUMATA;
    assert_int_equal(score_of("diallo diallo", &person).missed, 1);
}

static void years_tell_apart(void **state)
{
    (void)state;
    struct candidate person = FATOUMATA;
    assert_int_equal(birth_from_parts(1996, 3, 31, false, &person.birth), OK);
    struct typed_score right = score_of("diallo 1996", &person);
    struct typed_score near = score_of("1995 diallo", &person);
    struct typed_score wrong = score_of("diallo 1970", &person);
    struct typed_score day = score_of("diallo 31/03/1996", &person);
    assert_true(right.weight > near.weight && near.weight > wrong.weight);
    assert_true(day.weight >= right.weight);
    assert_false(right.contradicts);
    assert_true(wrong.contradicts);
}

static void telephones_compare_by_their_last_digits(void **state)
{
    (void)state;
    static const char *const SAME[] = {"+212 6 12 34 56 78", "00212612345678", "06 12 34 56 78",
                                       "0612-345-678",       "٠٦١٢٣٤٥٦٧٨",     "(+212) 612345678"};
    struct candidate person = FATOUMATA;
    for (size_t i = 0; i < COUNT(SAME); i++) {
        assert_true(typed_is_telephone(arena, text_from(SAME[i])));
        struct typed_score score = score_of(SAME[i], &person);
        if (score.why != TYPED_BY_TELEPHONE || score.weight <= 0)
            fail_msg("\"%s\" does not find her", SAME[i]);
    }
    assert_true(score_of("diallo 06 12 34 56 78", &person).why == TYPED_BY_TELEPHONE);
    assert_true(score_of("0612345679", &person).weight <= 0);
    assert_true(score_of("diallo 0612345679", &person).contradicts);
    assert_false(typed_is_telephone(arena, TEXT("Diallo 0612345678")));
    assert_false(typed_is_telephone(arena, TEXT("12345")));
}

static void bad_bytes_ask_for_nothing(void **state)
{
    (void)state;
    static const char *const NOTHING[] = {"", " ", "\xff\xfe\xc0\x80", "\xe2\x80\xae", "-- '' ..", "!!! ???", "12"};
    struct typed *read = arena_new(arena, struct typed);
    for (size_t i = 0; i < COUNT(NOTHING); i++) {
        typed_read(arena, text_from(NOTHING[i]), TODAY, read);
        if (typed_asks(read) && read->word_count > 0)
            fail_msg("\"%s\" asks for a name", NOTHING[i]);
    }
    char *many = arena_bytes(arena, 10000);
    memset(many, 'a', 10000);
    typed_read(arena, (struct text){many, 10000}, TODAY, read);
    assert_true(read->word_count <= 1);
    memset(many, '7', 10000);
    typed_read(arena, (struct text){many, 10000}, TODAY, read);
    assert_false(typed_asks(read));
    for (size_t i = 0; i < 10000; i++)
        many[i] = i % 3 == 2 ? ' ' : 'b';
    typed_read(arena, (struct text){many, 10000}, TODAY, read);
    assert_true(read->word_count <= NAME_WORDS_MOST);
}

static void a_very_common_word_alone_asks_for_more(void **state)
{
    (void)state;
    struct typed *read = arena_new(arena, struct typed);
    typed_read(arena, TEXT("Mohamed"), TODAY, read);
    assert_true(read->common_alone);
    typed_read(arena, TEXT("محمد"), TODAY, read);
    assert_true(read->common_alone);
    typed_read(arena, TEXT("Mohamed 1996"), TODAY, read);
    assert_false(read->common_alone);
    typed_read(arena, TEXT("Mohamed Ouedraogo"), TODAY, read);
    assert_false(read->common_alone);
    typed_read(arena, TEXT("Sangareba"), TODAY, read);
    assert_false(read->common_alone);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_one_form_answer_whole),
        cmocka_unit_test(words_come_in_any_order_misspelt_and_not_yet_whole),
        cmocka_unit_test(one_word_answers_one),
        cmocka_unit_test(years_tell_apart),
        cmocka_unit_test(telephones_compare_by_their_last_digits),
        cmocka_unit_test(bad_bytes_ask_for_nothing),
        cmocka_unit_test(a_very_common_word_alone_asks_for_more),
    };
    return cmocka_run_group_tests_name("persons_typed", tests, open_arena, close_arena);
}
