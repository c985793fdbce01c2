/* What fields weigh in a register: learnt from it alone, and right where it differs from what the shipped weights
   believe. */
#include "matching/register_weights.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "matching/equivalents.h"

enum { PERSONS = 3000, TWICE = 600, VERSION = 1700000000 };

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open((size_t)1 << 30);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

/* Invented, of syllables: number `at` of a register in which all are of one country. */
static struct candidate somebody(size_t at)
{
    static const char *const SYLLABLES[] = {"ka", "mou", "di", "sa", "bo", "fe", "lan", "ti", "go", "ré", "nu", "wa"};
    size_t mixed = at * 7919 + 13;
    struct candidate person = {
        .sex = at % 2 == 0 ? TEXT("F") : TEXT("M"), .nationalities = {TEXT("GN")}, .places = {TEXT("Labé")}};
    person.names[0].given =
        arena_format(arena, "%s%s%s", SYLLABLES[mixed % 12], SYLLABLES[mixed / 12 % 12], SYLLABLES[mixed / 144 % 12]);
    person.names[0].family =
        arena_format(arena, "%s%s%s", SYLLABLES[mixed / 5 % 12], SYLLABLES[mixed / 7 % 12], SYLLABLES[mixed / 11 % 12]);
    person.telephones[0] = arena_format(arena, "06%08zu", mixed * 31 % 100000000);
    assert_int_equal(birth_from_parts(1960 + (int32_t)(mixed % 40), 2 + (int32_t)(mixed % 11),
                                      2 + (int32_t)(mixed % 27), false, &person.birth),
                     OK);
    return person;
}

/* The register, with some persons a second time: every third of those has another telephone. */
static struct register_learnt learn(void)
{
    struct register_learner *learner = register_learner_open(arena, PERSONS + TWICE, NULL);
    for (size_t i = 0; i < PERSONS; i++) {
        struct candidate person = somebody(i);
        register_learner_add(learner, &person);
    }
    for (size_t i = 0; i < TWICE; i++) {
        struct candidate again = somebody(i * 3);
        if (i % 3 == 0)
            again.telephones[0] = arena_format(arena, "07%08zu", i * 104729 % 100000000);
        register_learner_add(learner, &again);
    }
    struct register_learnt learnt = register_learner_end(learner, VERSION);
    register_learner_forget(learner);
    return learnt;
}

static uint8_t last_of(enum match_field field) { return (uint8_t)(match_level_count(field) - 1); }

static void shows_what_its_fields_weigh(void **state)
{
    (void)state;
    struct register_learnt learnt = learn();
    assert_int_equal(learnt.persons, PERSONS + TWICE);
    assert_int_equal(match_weights_version(learnt.weights), VERSION);
    if (learnt.same < TWICE * 0.8 || learnt.same > TWICE * 1.25)
        fail_msg("%.0f pairs of one person, and there are %d", learnt.same, TWICE);
    /* all are of one country and one town: to agree there says nothing */
    assert_true(match_level_bits(match_weights_shipped, MATCH_NATIONALITY, 0) > 3);
    assert_true(match_level_bits(learnt.weights, MATCH_NATIONALITY, 0) < 0.5);
    assert_true(match_level_bits(learnt.weights, MATCH_PLACE, 0) < 0.5);
    /* the telephone says much, and two of three keep it: another one speaks against more than the shipped weights say
     */
    assert_true(match_level_bits(learnt.weights, MATCH_TELEPHONE, 0) > 9);
    assert_true(match_level_bits(learnt.weights, MATCH_TELEPHONE, last_of(MATCH_TELEPHONE)) <
                match_level_bits(match_weights_shipped, MATCH_TELEPHONE, last_of(MATCH_TELEPHONE)) - 0.3);
    /* what nobody knows here weighs what it weighed */
    assert_true(fabs(match_level_bits(learnt.weights, MATCH_DOCUMENT, 0) -
                     match_level_bits(match_weights_shipped, MATCH_DOCUMENT, 0)) < 6);
    assert_int_equal(learnt.anchors[MATCH_DOCUMENT], 0);
    assert_true(learnt.anchors[MATCH_TELEPHONE] > TWICE / 2);
}

static void is_kept_as_text_and_counts_in_a_comparison(void **state)
{
    AUTO_BUFFER struct buffer text = buffer_open(1 << 16);
    struct problems problems = problems_open(arena);
    struct register_learnt learnt = learn();
    const struct match_weights *read;
    struct match_explanation before, after;
    struct candidate a = somebody(1), b = somebody(1);
    const struct match_weights *weights[] = {match_weights_shipped, NULL};
    struct match_explanation *explanations[] = {&before, &after};
    (void)state;
    b.telephones[0] = TEXT("0711111111");
    match_weights_write(learnt.weights, &text);
    assert_int_equal(match_weights_read(arena, buffer_text(&text), &problems, &read), OK);
    weights[1] = read;
    for (size_t i = 0; i < 2; i++) {
        struct match_set *set = match_set_open(arena, weights[i], PERSONS);
        size_t one = match_set_add(set, &a), other = match_set_add(set, &b);
        match_explain(set, one, other, arena, explanations[i]);
    }
    assert_true(after.score.field_bits[MATCH_NATIONALITY] < before.score.field_bits[MATCH_NATIONALITY] - 2);
    assert_true(after.score.field_bits[MATCH_TELEPHONE] < before.score.field_bits[MATCH_TELEPHONE]);
    /* what is kept of a comparison is enough to tell about what other weights would say */
    struct text codes = match_codes(arena, &before);
    double told = before.score.bits + match_codes_bits(read, codes) - match_codes_bits(match_weights_shipped, codes);
    if (fabs(told - after.score.bits) > 4)
        fail_msg("%.1f bits told, %.1f there", told, after.score.bits);
    assert_true(match_codes_bits(read, TEXT("99:1 x 1: :2 1:99")) == 0);
}

static void bears_a_register_that_teaches_nothing(void **state)
{
    (void)state;
    struct register_learner *learner = register_learner_open(arena, 2, NULL);
    struct candidate nobody = {.sex = TEXT_NONE};
    for (size_t i = 0; i < 4; i++) /* more than there is room for */
        register_learner_add(learner, &nobody);
    struct register_learnt learnt = register_learner_end(learner, VERSION);
    register_learner_forget(learner);
    assert_int_equal(learnt.persons, 2);
    for (int f = 0; f < MATCH_FIELDS; f++)
        for (uint8_t l = 0; l < match_level_count((enum match_field)f); l++)
            assert_true(isfinite(match_level_bits(learnt.weights, (enum match_field)f, l)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_what_its_fields_weigh),
        cmocka_unit_test(is_kept_as_text_and_counts_in_a_comparison),
        cmocka_unit_test(bears_a_register_that_teaches_nothing),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
