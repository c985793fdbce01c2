/* Persons against one another: symmetric, no punishment for what is not known, reasons, conflicts, keys. */
#include "matching/match.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "matching/equivalents.h"
#include "matching/numbers.h"
#include "matching/person_keys.h"

enum { PERSONS = 100000 };

static struct birth born(const char *written)
{
    struct birth birth;
    assert_int_equal(birth_read(text_from(written), 19300, &birth), OK);
    return birth;
}

/* Invented persons. */
static struct candidate somebody(const char *given, const char *family, const char *sex, const char *birth,
                                 const char *telephone)
{
    return (struct candidate){
        .names = {{text_from(given), text_from(family)}},
        .sex = text_from(sex),
        .birth = born(birth),
        .telephones = {text_from(telephone)},
        .nationalities = {TEXT("GN")},
        .places = {TEXT("Labé")},
        .mother = TEXT("Kadiatou Bah"),
    };
}

static struct match_score score_of(const struct candidate *a, const struct candidate *b)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct match_score score;
    struct match_score back;
    struct match_set *set = match_set_open(arena, match_weights_shipped, PERSONS);
    size_t one = match_set_add(set, a);
    size_t other = match_set_add(set, b);
    match_compare(set, one, other, &score);
    match_compare(set, other, one, &back);
    assert_true(score.bits == back.bits && score.verdict == back.verdict && score.conflict == back.conflict);
    return score;
}

static void finds_one_person_in_two_scripts(void **state)
{
    (void)state;
    struct candidate a = somebody("Fatoumata", "Diallo", "F", "1996", "+212 6 12 34 56 78");
    struct candidate b = somebody("فاطوماتا", "ديالو", "F", "1995-01-01", "0612345678");
    struct candidate c = somebody("Aminata", "Keita", "F", "1987-03-09", "0655512345");
    assert_int_equal(score_of(&a, &b).verdict, MATCH_CERTAIN);
    assert_int_equal(score_of(&a, &c).verdict, MATCH_DIFFERENT);
}

/* Taking an agreeing field away never makes a pair likelier; what is not known is never different. */
static void loses_by_every_agreement_taken_away(void **state)
{
    (void)state;
    struct candidate whole = somebody("Mamadou Alpha", "Barry", "M", "1990-05-17", "0612345678");
    whole.documents[0] = TEXT("AB123456");
    whole.relatives[0] = TEXT("Aissatou");
    whole.father = TEXT("Ibrahima Barry");
    struct match_score all = score_of(&whole, &whole);
    for (size_t f = 0; f < MATCH_FIELDS; f++) {
        struct candidate less = whole;
        switch ((enum match_field)f) {
        case MATCH_NAME:
            less.names[0] = (struct candidate_name){0};
            break;
        case MATCH_MOTHER:
            less.mother = TEXT_NONE;
            break;
        case MATCH_FATHER:
            less.father = TEXT_NONE;
            break;
        case MATCH_SEX:
            less.sex = TEXT_NONE;
            break;
        case MATCH_BIRTH:
            less.birth = (struct birth){0};
            break;
        case MATCH_NATIONALITY:
            less.nationalities[0] = TEXT_NONE;
            break;
        case MATCH_TELEPHONE:
            less.telephones[0] = TEXT_NONE;
            break;
        case MATCH_DOCUMENT:
            less.documents[0] = TEXT_NONE;
            break;
        case MATCH_PLACE:
            less.places[0] = TEXT_NONE;
            break;
        case MATCH_RELATIVES:
            less.relatives[0] = TEXT_NONE;
            break;
        case MATCH_FIELDS:
            break;
        }
        struct match_score score = score_of(&whole, &less);
        if (score.bits > all.bits || (score.known >> f & 1) != 0 || score.field_bits[f] != 0)
            fail_msg("without %s: %.2f bits, with it %.2f", match_field_label((enum match_field)f), score.bits,
                     all.bits);
    }
}

static void never_links_twins_or_father_and_son_by_itself(void **state)
{
    (void)state;
    struct candidate twin = somebody("Hassana", "Camara", "F", "2004-06-02", "0612345678");
    struct candidate other = somebody("Ousmane", "Camara", "F", "2004-06-02", "0612345678");
    assert_int_equal(score_of(&twin, &other).conflict, MATCH_CONFLICT_NAMES);
    assert_int_not_equal(score_of(&twin, &other).verdict, MATCH_CERTAIN);
    struct candidate father = somebody("Thierno Sadou", "Barry", "M", "1968-04-11", "0612345678");
    struct candidate son = somebody("Thierno Sadou", "Barry", "M", "1999-08-23", "0612345678");
    assert_int_equal(score_of(&father, &son).conflict, MATCH_CONFLICT_GENERATIONS);
    assert_int_not_equal(score_of(&father, &son).verdict, MATCH_CERTAIN);
    struct candidate woman = somebody("Thierno Sadou", "Barry", "F", "1990-04-11", "0612345678");
    assert_int_equal(score_of(&father, &woman).conflict, MATCH_CONFLICT_SEX_AND_BIRTH);
}

/* Five hundred people gave the telephone of a partner: it says little then. */
static void believes_a_shared_telephone_less(void **state)
{
    (void)state;
    assert_true(telephone_compare(telephone_pack(TEXT("+212612345678")), telephone_pack(TEXT("0612345678"))) ==
                TELEPHONE_SAME);
    assert_true(telephone_compare(telephone_pack(TEXT("0612345678")), telephone_pack(TEXT("٠٦١٢٣٤٥٦٨٧"))) ==
                TELEPHONE_ONE_DIGIT);
    assert_int_equal(telephone_pack(TEXT("none")), 0);
    assert_true(document_compare(document_pack(TEXT("AB 123-456")), document_pack(TEXT("ab123456"))) == DOCUMENT_SAME);
    assert_true(document_compare(document_pack(TEXT("AB123456")), document_pack(TEXT("AB12456"))) == DOCUMENT_ONE_SIGN);
    assert_true(document_compare(document_pack(TEXT("AB123456")), document_pack(TEXT("AB132456"))) ==
                DOCUMENT_ONE_SIGN);
    assert_true(document_compare(document_pack(TEXT("AB123456")), document_pack(TEXT("AB654321"))) ==
                DOCUMENT_DIFFERENT);
}

/* Names say no more than how few bear them: of many namesakes of one nationality none is likely to be this one, while
   the one who also has her telephone is; and nobody becomes likelier by having more namesakes. */
static void believes_names_as_far_as_few_bear_them(void **state)
{
    static const int64_t BEARERS[] = {1, 10, 100, 1000, PERSONS, 2 * PERSONS};
    struct candidate a = somebody("Yannick", "Yao", "M", "1983", "");
    struct candidate b = somebody("Yannick", "Yao", "M", "1988", "");
    (void)state;
    a.nationalities[0] = b.nationalities[0] = TEXT("CI");
    a.places[0] = b.places[0] = a.mother = b.mother = TEXT_NONE;
    double before = score_of(&a, &b).probability;
    for (size_t i = 0; i < sizeof BEARERS / sizeof *BEARERS; i++) {
        b.namesakes = BEARERS[i];
        struct match_score score = score_of(&a, &b);
        float sum = 0;
        for (size_t f = 0; f < MATCH_FIELDS; f++)
            sum += score.field_bits[f];
        assert_float_equal(sum, score.bits, 0.01);
        assert_true(score.field_bits[MATCH_NAME] >= 0 && score.field_bits[MATCH_NATIONALITY] >= 0);
        assert_true(score.probability <= before);
        before = score.probability;
    }
    b.namesakes = 50;
    assert_int_equal(score_of(&a, &b).verdict, MATCH_DIFFERENT);
    a.telephones[0] = b.telephones[0] = TEXT("0612345678");
    assert_true(score_of(&a, &b).probability > 0.9);
}

static void tells_what_speaks_against_first(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct candidate a = somebody("Fatoumata", "Diallo", "F", "1996-11-28", "0612345678");
    struct candidate b = somebody("Fatou", "Diallo", "M", "1996-11-28", "0699999999");
    struct match_explanation explanation;
    struct match_set *set = match_set_open(arena, match_weights_shipped, PERSONS);
    size_t one = match_set_add(set, &a);
    size_t other = match_set_add(set, &b);
    match_explain(set, one, other, arena, &explanation);
    assert_true(explanation.count >= 5);
    assert_int_equal(explanation.reasons[0].field, MATCH_SEX);
    double sum = 0;
    for (size_t i = 0; i < explanation.count; i++) {
        const struct match_reason *reason = &explanation.reasons[i];
        sum += reason->bits;
        assert_true(reason->words[0] != 0 && reason->label[0] != 0);
        assert_false(i > 0 && reason->bits < 0 && explanation.reasons[i - 1].bits >= 0);
        if (reason->field == MATCH_NAME)
            assert_true(text_is(reason->a, "Fatoumata Diallo") && text_is(reason->b, "Fatou Diallo"));
    }
    assert_true(sum - explanation.score.bits < 0.01 && explanation.score.bits - sum < 0.01);
}

/* ---- keys ---- */

static size_t keys_in_common(const struct candidate *stored, const struct candidate *asked)
{
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct person_key theirs[PERSON_KEYS_MOST];
    struct person_key ours[PERSON_KEYS_MOST];
    size_t count = person_keys(arena, stored, theirs);
    size_t asked_count = person_query_keys(arena, asked, ours);
    size_t common = 0;
    for (size_t i = 0; i < asked_count; i++)
        for (size_t k = 0; k < count; k++)
            common += ours[i].kind == theirs[k].kind && text_equal(ours[i].value, theirs[k].value);
    return common;
}

static void meets_under_keys_in_any_order_and_script(void **state)
{
    (void)state;
    struct candidate a = somebody("Mohamed", "Ouedraogo", "M", "1996", "0612345678");
    struct candidate b = somebody("Ouedraogo", "محمد", "M", "1995-01-01", "");
    struct candidate c = somebody("Aline", "Kouassi", "F", "1970-05-05", "0655555555");
    c.places[0] = TEXT("Bouaké");
    c.mother = TEXT_NONE;
    assert_true(keys_in_common(&a, &b) >= 2);
    assert_int_equal(keys_in_common(&a, &c), 0);
}

static void makes_no_key_of_a_name_alone(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct person_key keys[PERSON_KEYS_MOST];
    struct candidate one = {.names = {{TEXT("Mohamed"), TEXT_NONE}}};
    struct candidate many = {.names = {{TEXT("a b c d e f g h i j k l m n o p q r s t"), TEXT("u v w x y z")},
                                       {TEXT("aa bb cc dd ee"), TEXT_NONE}}};
    assert_int_equal(person_keys(arena, &one, keys), 0);
    assert_true(person_keys(arena, &many, keys) <= PERSON_KEYS_MOST);
    assert_int_equal(person_key_refines(PERSON_KEY_PAIR_YEAR), PERSON_KEY_PAIR);
}

static void keeps_weights_as_text(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    AUTO_BUFFER struct buffer text = buffer_open(1 << 20);
    AUTO_BUFFER struct buffer again = buffer_open(1 << 20);
    struct problems problems = problems_open(arena);
    const struct match_weights *weights;
    match_weights_write(match_weights_shipped, &text);
    assert_int_equal(match_weights_read(arena, buffer_text(&text), &problems, &weights), OK);
    match_weights_write(weights, &again);
    assert_true(text_equal(buffer_text(&text), buffer_text(&again)));
    assert_int_equal(match_weights_read(arena, TEXT("weights 1 0.2\n"), &problems, &weights), INVALID);
    assert_int_equal(match_weights_read(arena, TEXT(""), &problems, &weights), INVALID);
}

/* ---- names that are one by custom ---- */

static const struct equivalents *shipped_equivalents(struct arena *arena)
{
    struct problems problems = problems_open(arena);
    const struct equivalents *list;
    assert_int_equal(equivalents_read(arena, equivalents_shipped(), NULL, &problems, &list), OK);
    return list;
}

static size_t reasons_by_custom(const struct equivalents *list, const struct candidate *a, const struct candidate *b)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct match_explanation explanation;
    struct match_set *set = match_set_open(arena, match_weights_shipped, PERSONS);
    double sum = 0;
    size_t count = 0;
    match_set_equivalents(set, list);
    size_t one = match_set_add(set, a);
    size_t other = match_set_add(set, b);
    match_explain(set, one, other, arena, &explanation);
    assert_true(explanation.count <= MATCH_REASONS);
    for (size_t i = 0; i < explanation.count; i++) {
        sum += explanation.reasons[i].bits;
        if (strstr(explanation.reasons[i].words, "list of equivalents") == NULL)
            continue;
        count++;
        assert_int_equal(explanation.reasons[i].field, MATCH_NAME);
        assert_false(text_is_empty(explanation.reasons[i].a) || text_is_empty(explanation.reasons[i].b));
    }
    assert_true(fabs(sum - explanation.score.bits) < 0.01);
    assert_null(strstr(arena_string(arena, match_codes(arena, &explanation)), ":255"));
    return count;
}

static void tells_what_is_one_by_custom_alone(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    const struct equivalents *list = shipped_equivalents(arena);
    struct candidate a = somebody("Mamadou", "Jallow", "M", "1990-05-17", "0612345678");
    struct candidate b = somebody("Mohamed", "Diallo", "M", "1990-05-17", "0655512345");
    struct candidate same = somebody("Mohammed", "Diallo", "M", "1990-05-17", "0655512345");
    (void)state;
    assert_true(reasons_by_custom(list, &a, &b) >= 1);
    assert_int_equal(reasons_by_custom(list, &b, &same), 0); /* a spelling needs no list */
    assert_int_equal(reasons_by_custom(NULL, &a, &b), 0);
}

static bool share(const struct person_key *a, size_t a_count, const struct person_key *b, size_t b_count,
                  enum person_key_kind kind)
{
    for (size_t i = 0; i < a_count; i++)
        for (size_t k = 0; k < b_count; k++)
            if (a[i].kind == kind && b[k].kind == kind && text_equal(a[i].value, b[k].value))
                return true;
    return false;
}

static void asks_for_what_is_one_by_custom(void **state)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    const struct equivalents *list = shipped_equivalents(arena);
    struct person_key asked[PERSON_KEYS_MOST], stored[PERSON_KEYS_MOST], customs[PERSON_CUSTOM_KEYS_MOST];
    struct candidate a = somebody("Mamadou", "Jallow", "M", "1990-05-17", "0612345678");
    struct candidate b = somebody("محمد", "ديالو", "M", "1990-05-17", "0655512345");
    struct candidate many =
        somebody("Mamadou Fatima Oumar Moussa", "Diallo Barry Traore Bah Sow Camara", "M", "1990-05-17", "0655512345");
    (void)state;
    size_t asked_count = person_query_keys(arena, &a, asked);
    size_t stored_count = person_keys(arena, &b, stored);
    assert_false(share(asked, asked_count, stored, stored_count, PERSON_KEY_PAIR));
    size_t count = person_custom_keys(arena, &a, list, customs);
    assert_true(share(customs, count, stored, stored_count, PERSON_KEY_PAIR));
    assert_true(share(customs, count, stored, stored_count, PERSON_KEY_PAIR_YEAR));
    stored_count = person_keys(arena, &a, stored);
    assert_false(share(customs, count, stored, stored_count, PERSON_KEY_PAIR)); /* her own are asked for anyway */
    assert_int_equal(person_custom_keys(arena, &many, list, customs), PERSON_CUSTOM_KEYS_MOST); /* bounded */
    assert_int_equal(person_custom_keys(arena, &a, NULL, customs), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_one_person_in_two_scripts),
        cmocka_unit_test(loses_by_every_agreement_taken_away),
        cmocka_unit_test(never_links_twins_or_father_and_son_by_itself),
        cmocka_unit_test(believes_a_shared_telephone_less),
        cmocka_unit_test(believes_names_as_far_as_few_bear_them),
        cmocka_unit_test(tells_what_speaks_against_first),
        cmocka_unit_test(meets_under_keys_in_any_order_and_script),
        cmocka_unit_test(makes_no_key_of_a_name_alone),
        cmocka_unit_test(keeps_weights_as_text),
        cmocka_unit_test(tells_what_is_one_by_custom_alone),
        cmocka_unit_test(asks_for_what_is_one_by_custom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
