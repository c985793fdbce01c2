/* Words and whole names against one another: what must hold, and what must be found. */
#include "matching/name_compare.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "matching/skeleton.h"

static int32_t weight_of(const char *a, const char *b)
{
    struct word left = word_of(text_from(a)), right = word_of(text_from(b));
    int32_t weight = spelling_weight(&left, &right);
    assert_int_equal(weight, spelling_weight(&right, &left));
    return weight;
}

static void finds_spellings_of_one_name(void **state)
{
    (void)state;
    static const char *const ALIKE[][2] = {{"mohamed", "muhammad"},   {"youssef", "yusuf"},   {"cheikh", "shaykh"},
                                           {"ouedraogo", "wedraogo"}, {"محمد", "mohamed"},    {"ديالو", "diallo"},
                                           {"يوسف", "youssef"},       {"فاطمه", "fatma"},     {"محمد", "موحمد"},
                                           {"traore", "traaore"},     {"عبدالله", "abdullah"}};
    static const char *const UNLIKE[][2] = {
        {"mohamed", "youssef"}, {"kone", "traore"}, {"محمد", "fatima"}, {"ديالو", "keita"}, {"ديالو", "محمد"}};
    for (size_t i = 0; i < sizeof ALIKE / sizeof *ALIKE; i++)
        if (weight_of(ALIKE[i][0], ALIKE[i][1]) < 5 * WEIGHT_BIT)
            fail_msg("%s, %s: %d", ALIKE[i][0], ALIKE[i][1], (int)weight_of(ALIKE[i][0], ALIKE[i][1]));
    for (size_t i = 0; i < sizeof UNLIKE / sizeof *UNLIKE; i++)
        if (weight_of(UNLIKE[i][0], UNLIKE[i][1]) > -5 * WEIGHT_BIT)
            fail_msg("%s, %s: %d", UNLIKE[i][0], UNLIKE[i][1], (int)weight_of(UNLIKE[i][0], UNLIKE[i][1]));
}

static void gives_up_where_it_is_told(void **state)
{
    (void)state;
    static const char *const WORDS[] = {"mohamed", "ahmed", "hamadou", "محمد", "احمد", "يحيي", "1996", "y", "иван"};
    enum { WORDS_COUNT = sizeof WORDS / sizeof *WORDS };
    for (size_t i = 0; i < WORDS_COUNT; i++)
        for (size_t k = 0; k < WORDS_COUNT; k++)
            for (int32_t least = -20 * WEIGHT_BIT; least <= 20 * WEIGHT_BIT; least += 5 * WEIGHT_BIT) {
                struct word a = word_of(text_from(WORDS[i])), b = word_of(text_from(WORDS[k]));
                int32_t weight = spelling_weight(&a, &b), above = spelling_weight_above(&a, &b, least);
                assert_true(above == weight || (above == SPELLING_WORST && weight < least));
            }
    struct word none = word_of(TEXT("")), some = word_of(TEXT("ali"));
    assert_int_equal(spelling_weight(&none, &some), SPELLING_WORST);
    assert_int_equal(spelling_weight(&none, &none), SPELLING_WORST);
}

static void aligns_letter_by_letter(void **state)
{
    (void)state;
    static const char *const PAIRS[][2] = {{"cheikh", "شيخ"},       {"شيخ", "cheikh"},
                                           {"mohamed", "muhammad"}, {"kone", "traore"},
                                           {"ouedraogo", "ali"},    {"ا", "abcdefghijklmnopqrstuvwxyzab"}};
    struct spelling_alignment alignment;
    for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
        struct word a = word_of(text_from(PAIRS[i][0])), b = word_of(text_from(PAIRS[i][1]));
        size_t left = 0, right = 0;
        spelling_align(&a, &b, &alignment);
        assert_int_equal(alignment.weight, spelling_weight(&a, &b));
        for (size_t k = 0; k < alignment.count; k++) {
            assert_int_equal(alignment.steps[k].left_from, left);
            assert_int_equal(alignment.steps[k].right_from, right);
            left += alignment.steps[k].left_count;
            right += alignment.steps[k].right_count;
        }
        assert_int_equal(left, a.count);
        assert_int_equal(right, b.count);
    }
    struct word cheikh = word_of(TEXT("cheikh")), shaykh = word_of(TEXT("شيخ"));
    spelling_align(&cheikh, &shaykh, &alignment);
    assert_int_equal(alignment.steps[0].left_count, 2); /* ch: ش */
    assert_int_equal(alignment.steps[0].right_count, 1);
    assert_int_equal(alignment.steps[alignment.count - 1].left_count, 2); /* kh: خ */
}

struct names {
    struct arena *arena;
    struct name_comparer comparer;
};

static void names_open(struct names *names, struct arena *arena)
{
    struct problems problems = problems_open(arena);
    *names = (struct names){.arena = arena};
    assert_int_equal(equivalents_read(arena, equivalents_shipped(), NULL, &problems, &names->comparer.equivalents), OK);
}

static struct name name_of(struct names *names, const char *written)
{
    struct name name = {0};
    name_add(names->arena, &name, NAME_ANYWHERE, text_from(written));
    name_weigh(names->arena, &names->comparer, &frequency_shipped, &name);
    return name;
}

static struct name_match match_of(struct names *names, const char *a, const char *b)
{
    struct name left = name_of(names, a), right = name_of(names, b);
    struct name_match there, back;
    name_compare(&names->comparer, &left, &right, &there);
    name_compare(&names->comparer, &right, &left, &back);
    int32_t sum = 0;
    for (size_t i = 0; i < there.count; i++)
        sum += there.evidence[i].weight;
    assert_int_equal(there.weight, sum); /* the reasons add up */
    assert_int_equal(there.weight, back.weight);
    assert_int_equal(there.weight, name_weight(&names->comparer, &left, &right));
    assert_true(there.weight <= name_weight_most(&left));
    return there;
}

static const struct name_evidence *evidence_of(const struct name_match *match, enum name_relation relation)
{
    for (size_t i = 0; i < match->count; i++)
        if (match->evidence[i].relation == relation)
            return &match->evidence[i];
    return NULL;
}

static void matches_whole_names(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct names names;
    names_open(&names, arena);
    struct name_match match = match_of(&names, "Fatoumata Diallo", "ديالو فاطوماتا");
    assert_true(match.weight > 10 * WEIGHT_BIT);
    assert_non_null(evidence_of(&match, NAME_SPELLING));
    match = match_of(&names, "Fatou Mata Diallo", "Diallo Fatoumata");
    const struct name_evidence *joined = evidence_of(&match, NAME_JOINED);
    assert_non_null(joined);
    assert_int_equal(joined->left_count, 2);
    assert_int_equal(joined->right, 1);
    match = match_of(&names, "M. Diallo", "Mamadou Diallo");
    assert_non_null(evidence_of(&match, NAME_ABBREVIATED));
    match = match_of(&names, "Mamadou Jalloh", "Mohamed Diallo");
    const struct name_evidence *equivalent = evidence_of(&match, NAME_EQUIVALENT);
    assert_non_null(equivalent);
    assert_false(equivalents_group(names.comparer.equivalents, equivalent->group)->reviewed);
    match = match_of(&names, "Ahmed El Fassi", "الفاسي أحمد");
    assert_true(match.weight > 8 * WEIGHT_BIT);
    match = match_of(&names, "Marie Kone", "Ali Traore");
    assert_true(match.weight < -2 * WEIGHT_BIT);
    assert_non_null(evidence_of(&match, NAME_DIFFERENT));
}

static void weighs_by_frequency(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct names names;
    names_open(&names, arena);
    assert_true(match_of(&names, "Mohamed", "Mohamed").weight + 3 * WEIGHT_BIT <
                match_of(&names, "Kambale", "Kambale").weight);
    struct name_token token = name_token_of(TEXT("kambale"));
    int32_t rare = frequency_rarity(&token, 1, 1000000), common = frequency_rarity(&token, 100000, 1000000);
    assert_true(common < 400 && rare > 1500);
    assert_int_equal(frequency_rarity(&token, 0, 0), frequency_shipped.rarity(NULL, &token));
}

/* More on one side costs, less than something else would; what agrees never hurts. */
static void prices_what_is_missing(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct names names;
    names_open(&names, arena);
    int32_t whole = match_of(&names, "Mamadou Kambale", "Mamadou Kambale").weight;
    int32_t extra = match_of(&names, "Mamadou Kambale", "Mamadou Kambale Sissoko").weight;
    int32_t other = match_of(&names, "Mamadou Kambale Ouattara", "Mamadou Kambale Sissoko").weight;
    int32_t less = match_of(&names, "Kambale", "Mamadou Kambale").weight;
    assert_true(whole > extra && extra > other && whole > less);
    int32_t title = match_of(&names, "Hadj Mamadou Kambale", "Mamadou Kambale").weight;
    assert_true(title > extra);
    assert_true(match_of(&names, "Mamadou ould Kambale", "Mamadou Kambale").weight > extra);
}

/* Any order of the words, any sharing between the boxes, either side first: one answer. */
static void cares_for_no_order(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"Fatou Mata Diallo ديالو",
                                        "Mohamed ould M. Sidi Hadj",
                                        "Abd El Kader ben Ali Traore Kone Sow",
                                        "علي بن محمد الفاسي",
                                        "a b c d e f g h i j k l",
                                        "Ali Ali Ali Ali",
                                        "ben el ould",
                                        "1996 12 Иван",
                                        "Mo7amed ⵎⵓⵃⴰ"};
    enum { NAMES_COUNT = sizeof NAMES / sizeof *NAMES };
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct names names;
    uint32_t random = 12345;
    names_open(&names, arena);
    for (size_t i = 0; i < NAMES_COUNT; i++)
        for (size_t k = 0; k < NAMES_COUNT; k++) {
            struct name left = name_of(&names, NAMES[i]), right = name_of(&names, NAMES[k]);
            int32_t weight = match_of(&names, NAMES[i], NAMES[k]).weight;
            for (size_t turn = 0; turn < 6 && left.count > 1; turn++) {
                random = random * 1664525 + 1013904223;
                size_t a = (random >> 8) % left.count, b = (random >> 16) % left.count;
                struct name_word moved = left.words[a];
                left.words[a] = left.words[b];
                left.words[b] = moved;
                left.words[a].part = (enum name_part)(random >> 24) % 3;
                assert_int_equal(name_weight(&names.comparer, &left, &right), weight);
            }
        }
}

static void reads_lists_of_equivalents(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct problems problems = problems_open(arena);
    const struct equivalents *shipped, *own = NULL;
    uint32_t a[NAME_GROUPS_MOST], b[NAME_GROUPS_MOST];
    assert_int_equal(equivalents_read(arena, equivalents_shipped(), NULL, &problems, &shipped), OK);
    equivalents_groups(shipped, TEXT("mamadou"), a);
    equivalents_groups(shipped, TEXT("محمد"), b);
    assert_int_not_equal(equivalents_common(a, b), 0);
    equivalents_groups(shipped, TEXT("traore"), b);
    assert_int_equal(equivalents_common(a, b), 0);
    assert_int_equal(equivalents_read(arena,
                                      TEXT("group,name,state,note\nMohamed,Mama,reviewed,\nX,Lolo,reviewed,by A. on "
                                           "2026-05-01\nX,Lulu,reviewed,\n"),
                                      shipped, &problems, &own),
                     OK);
    equivalents_groups(own, TEXT("mama"), b);
    assert_int_not_equal(equivalents_common(a, b), 0); /* a mission's list extends the shipped group */
    equivalents_groups(own, TEXT("lulu"), b);
    assert_true(equivalents_group(own, b[0])->reviewed);
    assert_null(equivalents_group(own, 0));
    static const char *const BAD[] = {"name\nx\n",
                                      "group,name,state,note\nA,B\n",
                                      "group,name,state,note\nA,B,done,\n",
                                      "group,name,state,note\nA,B C,proposed,\n",
                                      "group,name,state,note\n,B,proposed,\n",
                                      "group,name,state,note\n\"A,B,proposed,\n"};
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
        struct problems found = problems_open(arena);
        const struct equivalents *kept = own;
        assert_int_equal(equivalents_read(arena, text_from(BAD[i]), NULL, &found, &kept), INVALID);
        assert_int_equal(found.count, 1);
        assert_ptr_equal(kept, own);
    }
}

static void meets_in_one_skeleton(void **state)
{
    (void)state;
    static const char *const MEET[][2] = {{"mohamed", "محمد"},   {"mouhamed", "muhammad"}, {"diallo", "ديالو"},
                                          {"elfassi", "الفاسي"}, {"fassi", "الفاسي"},      {"cheikh", "شيخ"},
                                          {"youssef", "يوسف"},   {"khadija", "خديجه"},     {"0123", "0123"}};
    for (size_t i = 0; i < sizeof MEET / sizeof *MEET; i++) {
        struct skeleton a = skeleton_of(text_from(MEET[i][0]), SKELETON_FINE);
        struct skeleton b = skeleton_of(text_from(MEET[i][1]), SKELETON_FINE);
        assert_string_equal(a.letters, b.letters);
    }
    struct skeleton jalloh = skeleton_of(TEXT("ghali"), SKELETON_COARSE),
                    kali = skeleton_of(TEXT("kali"), SKELETON_COARSE);
    assert_string_equal(jalloh.letters, kali.letters);
    assert_int_equal(skeleton_of(TEXT(""), SKELETON_FINE).length, 0);
    assert_string_equal(skeleton_of(TEXT("aya"), SKELETON_FINE).letters, "A");
    struct skeleton ali = skeleton_of(TEXT("ali"), SKELETON_FINE), lea = skeleton_of(TEXT("lea"), SKELETON_FINE);
    assert_string_not_equal(ali.letters, lea.letters);
    struct skeleton one = skeleton_of(TEXT("1996"), SKELETON_FINE), two = skeleton_of(TEXT("1997"), SKELETON_FINE);
    assert_string_not_equal(one.letters, two.letters);
    assert_int_equal(skeleton_of(TEXT("bcdfghjklmnpqrstvwxzbcdfg"), SKELETON_FINE).length, SKELETON_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_spellings_of_one_name), cmocka_unit_test(aligns_letter_by_letter),
        cmocka_unit_test(gives_up_where_it_is_told),   cmocka_unit_test(matches_whole_names),
        cmocka_unit_test(weighs_by_frequency),         cmocka_unit_test(prices_what_is_missing),
        cmocka_unit_test(cares_for_no_order),          cmocka_unit_test(reads_lists_of_equivalents),
        cmocka_unit_test(meets_in_one_skeleton),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
