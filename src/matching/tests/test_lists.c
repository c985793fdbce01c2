/* Whole lists: configurations, bounded work on poisoned input, groups, one partner each. */
#include "matching/list_mapping.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "matching/batch.h"
#include "matching/pair.h"
#include "matching/solve.h"

static enum outcome configure(struct arena *arena, const char *configuration, const char *header,
                              struct list_mapping *ret_mapping, struct list_mapping_places *ret_places)
{
    struct problems problems = problems_open(arena);
    struct csv_reader reader = csv_open(text_from(header), 0);
    struct csv_row row;
    assert_int_equal(csv_next(&reader, arena, &row), OK);
    enum outcome outcome = configuration == NULL
                               ? list_mapping_guess(arena, &row, 19300, &problems, ret_mapping)
                               : list_mapping_read(arena, text_from(configuration), 19300, &problems, ret_mapping);
    if (outcome == OK)
        outcome = list_mapping_find(arena, ret_mapping, &row, &problems, ret_places);
    if (outcome != OK)
        assert_true(problems.count > 0);
    return outcome;
}

static void reads_configurations(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    struct list_mapping mapping;
    struct list_mapping_places places;
    static const char HEADER[] = "rec_id, given_name, surname, date_of_birth, phone, street";
    assert_int_equal(configure(arena, NULL, HEADER, &mapping, &places), OK);
    assert_int_equal(mapping.schema.count, 3); /* name, birth, telephone; streets are told by nothing */
    assert_int_equal(places.given[0][0], 1);
    assert_int_equal(places.family[0][0], 2);
    assert_int_equal(places.id, 0);
    assert_int_equal(configure(arena,
                               "given = prenom | given_name # either\nfamily = surname\ntext = street\nreview = 0.5\n"
                               "one-to-one = yes\n",
                               HEADER, &mapping, &places),
                     OK);
    assert_true(mapping.one_to_one && mapping.review == 0.5F && mapping.schema.columns[1].kind == MATCH_KIND_TEXT);
    static const char *const WRONG[] = {
        "",
        "given = nobody",
        "family",
        "colour = street",
        "given = given_name\ngiven = surname",
        "given = given_name\nreview = 2",
        "given = given_name\nreview = 0.9999\nautomatic = 0.5",
        "given = given_name\nsex = a, b",
        "given = given_name\ntext = street, colour",
        "given = given_name\nbirth =",
        "given = given_name\ntoday = tomorrow",
    };
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
        if (configure(arena, WRONG[i], HEADER, &mapping, &places) != INVALID)
            fail_msg("taken: %s", WRONG[i]);
}

/* ---- a list of invented persons ---- */

struct list {
    struct arena *arena;
    struct match_schema schema;
    struct lexicon *lexicon;
    struct match_table *table;
};

static struct list list_open(struct arena *arena)
{
    struct list list = {.arena = arena, .schema = {.count = 3, .slots = 3}};
    list.schema.columns[0] = (struct match_column){TEXT("name"), "Name", MATCH_KIND_NAME, 0, 1};
    list.schema.columns[1] = (struct match_column){TEXT("birth"), "Birth", MATCH_KIND_BIRTH, 1, 1};
    list.schema.columns[2] = (struct match_column){TEXT("telephone"), "Telephone", MATCH_KIND_TELEPHONE, 2, 1};
    list.lexicon = lexicon_open(arena, NULL);
    return list;
}

static void list_add(struct list *list, const char *given, const char *family, const char *birth, const char *telephone)
{
    struct match_cell *cells = arena_array(list->arena, struct match_cell, 3);
    if (list->table == NULL)
        list->table = table_open(list->arena, list->lexicon, &list->schema, MATCH_COLUMNS_MOST, 16);
    cells[0].names[0] =
        (struct candidate_name){arena_text(list->arena, text_from(given)), arena_text(list->arena, text_from(family))};
    assert_int_equal(birth_read(text_from(birth), 19300, &cells[1].birth), OK);
    cells[2].texts[0] = arena_text(list->arena, text_from(telephone));
    (void)table_add(list->table, cells);
}

static struct batch *list_finish(struct list *list, const struct batch_settings *settings)
{
    struct match_table *tables[] = {list->table};
    lexicon_weigh(list->lexicon, NULL);
    (void)tables_share(tables, 1, list->arena, 30);
    table_finish(list->table);
    return batch_open(list->arena, list->table, list->table, settings);
}

/* A word of three syllables for each number. */
static const char *word_of_number(unsigned number, char word[8])
{
    static const char CONSONANTS[] = "bdfgklmnrstz";
    static const char VOWELS[] = "aiou";
    for (size_t i = 0; i < 6; i += 2, number /= 48) {
        word[i] = CONSONANTS[number % 48 / 4];
        word[i + 1] = VOWELS[number % 4];
    }
    word[6] = 0;
    return word;
}

/* Everybody has one telephone, one birthday and one family name: the work stays bounded, and is said to be cut. */
static void bounds_its_work_on_poisoned_lists(void **state)
{
    (void)state;
    enum { ROWS = 3000, CANDIDATES = 100 };
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    struct list list = list_open(arena);
    for (unsigned i = 0; i < ROWS; i++) {
        char word[8];
        list_add(&list, i % 2 == 0 ? "Mohamed" : word_of_number(i * 7919, word), "Diallo", "1990-01-01", "0612345678");
    }
    struct batch_settings settings = batch_settings_of(ROWS, ROWS);
    settings.limits = (struct buckets_limits){.bucket = 50, .refined = 20, .candidates = CANDIDATES};
    settings.random_pairs = settings.unselected_pairs = settings.learning_pairs = 2000;
    settings.cache_bits = 12;
    struct batch *batch = list_finish(&list, &settings);
    struct batch_worker *worker = batch_worker_open(arena, batch);
    bool cut = false;
    for (size_t row = 0; row < ROWS; row++) {
        struct batch_rows rows = batch_row(worker, row, 0.2);
        assert_true(rows.compared <= CANDIDATES);
        cut = cut || rows.cut;
    }
    assert_true(cut);
}

static void finds_doubles_in_a_list(void **state)
{
    (void)state;
    enum { PERSONS = 400, DOUBLES = 100 };
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    struct list list = list_open(arena);
    char given[8];
    char family[8];
    char birth[16];
    char telephone[16];
    for (unsigned i = 0; i < PERSONS + DOUBLES; i++) {
        unsigned person = i < PERSONS ? i : i - PERSONS;
        (void)snprintf(birth, sizeof birth, "%u-%02u-%02u", 1960 + person * 7 % 40, person % 11 + 1, person % 27 + 2);
        (void)snprintf(telephone, sizeof telephone, "06%08u", person * 7919 + 1234567);
        list_add(&list, word_of_number(person * 31 + 5, given), word_of_number(person * 101 + 77, family), birth,
                 i % 3 == 0 ? "" : telephone);
    }
    struct batch_settings settings = batch_settings_of(PERSONS + DOUBLES, PERSONS + DOUBLES);
    settings.random_pairs = 20000;
    settings.cache_bits = 14;
    struct batch *batch = list_finish(&list, &settings);
    struct batch_worker *worker = batch_worker_open(arena, batch);
    size_t right = 0;
    size_t wrong = 0;
    for (size_t row = 0; row < PERSONS + DOUBLES; row++) {
        struct batch_rows rows = batch_row(worker, row, 0.5);
        for (size_t i = 0; i < rows.count; i++)
            *(rows.pairs[i].right == rows.pairs[i].left + PERSONS ? &right : &wrong) += 1;
    }
    if (right < DOUBLES - 2 || wrong > 2)
        fail_msg("%zu of %d doubles found, %zu others", right, (int)DOUBLES, wrong);
}

/* Whoever gives up early must be right: what is given up would not have reached what was wanted, however the words
   of the names meet. */
static void gives_up_nothing_that_would_do(void **state)
{
    (void)state;
    static const char *const WORDS[] = {
        "Mohamed", "Mohammed", "محمد",   "Fatou", "Mata", "Fatoumata", "فاطوماتا", "Abd",    "El Kader", "Abdelkader",
        "Diallo",  "Jallow",   "ديالو",  "Hadj",  "M.",   "ould",      "ben",      "Cheikh", "Barry",    "Bari",
        "Sow",     "Kone",     "Konaté", "1996",  "K",    "Ibrahima",  "إبراهيم",  "Brahim", "Ndiaye",   "Jean-Marie"};
    enum { ROWS = 140, COUNT = sizeof WORDS / sizeof *WORDS };
    AUTO_ARENA struct arena *arena = arena_open((size_t)512 << 20);
    struct list list = list_open(arena);
    uint32_t drawn = 7;
    for (unsigned i = 0; i < ROWS; i++) {
        char names[2][160] = {"", ""};
        char birth[16];
        for (unsigned w = 0; w < 1 + i % 5 + (i % 19 == 0 ? 7 : 0); w++) {
            drawn = drawn * 1664525U + 1013904223U;
            char *name = names[drawn >> 30 & 1];
            size_t length = strlen(name);
            (void)snprintf(name + length, sizeof names[0] - length, " %s", WORDS[(drawn >> 8) % COUNT]);
        }
        (void)snprintf(birth, sizeof birth, "%u", 1980 + i % 9);
        list_add(&list, names[0], names[1], birth, i % 4 == 0 ? "0612345678" : "");
    }
    struct batch_settings settings = batch_settings_of(ROWS, ROWS);
    struct match_weights weights = weights_default(&list.schema);
    settings.weights = &weights;
    settings.cache_bits = 10;
    struct batch *batch = list_finish(&list, &settings);
    for (size_t a = 0; a < ROWS; a++)
        for (size_t b = 0; b < ROWS; b++) {
            struct pair_rows rows = {list.table, list.table, a, b};
            float whole = pair_compare(batch->engine, &rows, -INFINITY, NULL);
            if (pair_compare(batch->engine, &rows, whole - 0.01F, NULL) != whole)
                fail_msg("rows %zu and %zu were given up, but they say %.2f", a, b, (double)whole);
            if (pair_compare(batch->engine, &rows, whole + 1, NULL) != -INFINITY)
                fail_msg("rows %zu and %zu say %.2f, and were not given up", a, b, (double)whole);
        }
}

/* ---- answers ---- */

static void joins_no_groups_through_a_weak_pair(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    uint32_t groups[6];
    /* 0-1 and 1-2 are certain, but 0-2 was compared and is weak; 3-4 certain; 4-5 weak */
    struct batch_pair pairs[] = {{0, 1, 30}, {3, 4, 28}, {1, 2, 25}, {4, 5, 5}, {0, 2, 3}};
    solve_groups(arena, pairs, 5, 20, 6, groups);
    assert_int_equal(groups[0], groups[1]);
    assert_int_not_equal(groups[0], groups[2]);
    assert_int_equal(groups[3], groups[4]);
    assert_int_not_equal(groups[4], groups[5]);
}

static void gives_each_row_one_partner(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct batch_pair pairs[] = {{1, 1, 5}, {0, 0, 9}, {0, 1, 8}, {1, 0, 7}};
    solve_sort(pairs, 4);
    assert_int_equal(solve_one_to_one(arena, pairs, 4, 2, 2), 2);
    assert_true(pairs[0].left == 0 && pairs[0].right == 0 && pairs[1].left == 1 && pairs[1].right == 1);
    const uint32_t left[] = {7, 8};
    const uint32_t right[] = {7, 9};
    struct solve_truth truth = {left, right, 2, 2, false};
    assert_int_equal(solve_true_pairs(&truth, arena), 1);
    struct solve_measure measure = solve_measure(&truth, pairs, 2, 1);
    assert_true(measure.right == 1 && measure.precision == 0.5 && measure.recall == 1);
    const uint32_t list[] = {4, 4, 4, 0, 0, 5};
    struct solve_truth one = {list, list, 6, 6, true};
    assert_int_equal(solve_true_pairs(&one, arena), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_configurations),       cmocka_unit_test(bounds_its_work_on_poisoned_lists),
        cmocka_unit_test(finds_doubles_in_a_list),    cmocka_unit_test(joins_no_groups_through_a_weak_pair),
        cmocka_unit_test(gives_each_row_one_partner), cmocka_unit_test(gives_up_nothing_that_would_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
