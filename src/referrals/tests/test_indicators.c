/* Indicators: shares, medians, and that nothing told in a report lets anybody compute a group of fewer than five. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "referrals/referral_elsewhere.h"
#include "referrals/referral_indicators.h"
#include "returns/returns.h"

enum { TRIES = 3000, GROUPS_MOST = 9, ARENA = 4 << 20 };

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(ARENA);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static uint64_t next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static struct indicator_group group(const char *theme, const char *city, int64_t sent, int64_t accepted)
{
    return (struct indicator_group){.theme = text_from(theme),
                                    .city = text_from(city),
                                    .sums = {.sent = sent,
                                             .due = sent,
                                             .on_time = accepted,
                                             .answered = sent,
                                             .accepted = accepted,
                                             .completed = accepted,
                                             .reported = accepted}};
}

static void test_groups_are_added_by_each_cut(void **state)
{
    struct indicator_group groups[] = {group("health", "Rabat", 10, 4), group("health", "Tanger", 5, 5),
                                       group("accommodation", "Rabat", 1, 0)};
    struct indicator_days days[] = {{TEXT("health"), TEXT("Rabat"), {{0}}, 3, 2},
                                    {TEXT("health"), TEXT("Tanger"), {{0}}, 10, 1},
                                    {TEXT("accommodation"), TEXT("Rabat"), {{0}}, 4, 1}};
    struct indicator_facts facts = {.groups = groups, .group_count = 3, .days = {days}, .day_count = {3}};
    struct indicator_table table;
    (void)state;
    indicator_fold(arena, &facts, CUT_THEME, &table);
    assert_int_equal(table.count, 2);
    assert_true(text_is(table.lines[0].key, "accommodation"));
    assert_int_equal(table.lines[1].sums.sent, 15);
    assert_int_equal(table.lines[1].sums.accepted, 9);
    assert_int_equal(table.lines[1].median[SPAN_ANSWER], 30); /* 3, 3, 10 */
    assert_int_equal(table.total.median[SPAN_ANSWER], 35);    /* 3, 3, 4, 10 */
    assert_int_equal(table.total.median[SPAN_OUTCOME], INTEGER_NONE);
    assert_int_equal(table.total.sums.sent, 16);
    indicator_fold(arena, &facts, CUT_CITY, &table);
    assert_int_equal(table.count, 2);
    assert_true(text_is(table.lines[0].key, "Rabat"));
    assert_int_equal(table.lines[0].sums.sent, 11);
}

static void test_shares_of_few_are_not_told(void **state)
{
    (void)state;
    assert_int_equal(indicator_per_cent(1, 3, false), 33);
    assert_int_equal(indicator_per_cent(2, 3, false), 67);
    assert_int_equal(indicator_per_cent(0, 0, false), -1);
    assert_int_equal(indicator_per_cent(3, 2, false), -1);
    assert_int_equal(indicator_per_cent(4, 20, true), -1);  /* four of them */
    assert_int_equal(indicator_per_cent(16, 20, true), -1); /* four are not */
    assert_int_equal(indicator_per_cent(5, 20, true), 25);
    assert_int_equal(indicator_per_cent(4, 4, true), -1);
    assert_int_equal(indicator_per_cent(20, 20, true), 100);
}

/* From what is told (lines, the merged one, the total) no group of one to four can be computed: the least and the most
   that each hidden group can have, given all that is told, differ. */
static void nothing_can_be_computed(const int64_t *before, size_t count, const struct indicator_table *table)
{
    int64_t told = 0, merged = -1;
    size_t shown = 0;
    for (size_t i = 0; i < table->count; i++) {
        if (table->lines[i].merged) {
            merged = table->lines[i].sums.sent;
            continue;
        }
        assert_true(table->lines[i].sums.sent >= FIGURE_LEAST);
        told += table->lines[i].sums.sent;
        shown++;
    }
    size_t hidden = count - shown;
    if (table->count == 0 || merged < 0) {
        assert_true(table->count == 0 || hidden == 0);
        return;
    }
    assert_int_equal(merged + told, table->total.sums.sent);
    int64_t small = 0;
    for (size_t i = 0; i < count; i++)
        small += before[i] < FIGURE_LEAST ? 1 : 0;
    assert_true(hidden > (size_t)small);                                    /* a larger one is among them */
    assert_true(merged > small + FIGURE_LEAST * ((int64_t)hidden - small)); /* and something is left to guess */
}

static void test_a_report_holds_no_small_group(void **state)
{
    uint64_t random = 815;
    (void)state;
    for (int i = 0; i < TRIES; i++) {
        static const char *const CITIES[GROUPS_MOST] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
        struct indicator_group groups[GROUPS_MOST];
        int64_t before[GROUPS_MOST];
        size_t count = 1 + next(&random) % GROUPS_MOST;
        for (size_t at = 0; at < count; at++) {
            before[at] = 1 + (int64_t)(next(&random) % (next(&random) % 2 == 0 ? 6 : 60));
            groups[at] = group("health", CITIES[at], before[at], before[at] / 2);
        }
        struct indicator_facts facts = {.groups = groups, .group_count = count};
        struct indicator_table table;
        indicator_fold(arena, &facts, CUT_CITY, &table);
        indicator_protect(arena, &table);
        assert_int_equal(table.total_hidden, table.total.sums.sent < FIGURE_LEAST);
        nothing_can_be_computed(before, count, &table);
        arena_reset(arena);
    }
}

static void test_refusals_of_few_go_together(void **state)
{
    struct indicator_reason rows[] = {{TEXT("health"), TEXT("Rabat"), TEXT("capacity"), {{0}}, 9},
                                      {TEXT("health"), TEXT("Tanger"), TEXT("capacity"), {{0}}, 3},
                                      {TEXT("health"), TEXT("Rabat"), TEXT("eligibility"), {{0}}, 7},
                                      {TEXT("health"), TEXT("Rabat"), TEXT("declined"), {{0}}, 2}};
    struct indicator_facts facts = {.reasons = rows, .reason_count = 4};
    struct indicator_reasons reasons;
    (void)state;
    indicator_reasons(arena, &facts, &reasons);
    assert_int_equal(reasons.count, 3);
    assert_true(text_is(reasons.at[0].reason, "capacity"));
    assert_int_equal(reasons.at[0].count, 12);
    indicator_reasons_protect(arena, &reasons);
    assert_int_equal(reasons.count, 2);
    assert_true(reasons.at[1].merged);
    assert_int_equal(reasons.at[1].count, 9);
    facts.reason_count = 0;
    facts.reasons = &rows[3];
    facts.reason_count = 1;
    indicator_reasons(arena, &facts, &reasons);
    indicator_reasons_protect(arena, &reasons);
    assert_true(reasons.hidden);
    assert_int_equal(reasons.count, 0);
}

/* One more referral, from one day to the next, is seen at most where a five is full. */
static void test_protection_is_told_in_fives(void **state)
{
    (void)state;
    for (int64_t count = 0; count < 40; count++) {
        int64_t told = protected_told(count);
        assert_int_equal(told % FIGURE_LEAST, 0);
        assert_true(told <= count && told > count - FIGURE_LEAST);
        assert_true(count >= FIGURE_LEAST || told == 0);
    }
    struct indicator_group groups[] = {group("", "Rabat", 7, 6), group("", "Tanger", 4, 4), group("", "Oujda", 1, 0)};
    struct indicator_table table;
    indicator_guarded_fold(arena, groups, 3, &table);
    assert_int_equal(table.count, 1); /* the others are not even named */
    assert_true(text_is(table.lines[0].key, "Rabat"));
    assert_int_equal(table.lines[0].sums.sent, 5);
    assert_int_equal(table.lines[0].median[SPAN_OUTCOME], INTEGER_NONE);
    assert_int_equal(table.total.sums.sent, 10);
    assert_int_equal(table.total.sums.accepted, 10);
    indicator_guarded_fold(arena, groups + 1, 1, &table);
    assert_int_equal(table.count, 0);
    assert_true(table.total_hidden);
}

static void test_who_helps_is_told_by_consent_and_protocol(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits < 32; bits++) {
        struct elsewhere_facts facts = {.guarded = (bits & 1) != 0,
                                        .hidden = (bits & 2) != 0,
                                        .consents = (bits & 4) != 0,
                                        .permitted = (bits & 8) != 0,
                                        .asker_helps = (bits & 16) != 0};
        bool told = elsewhere_is_told(&facts);
        if (facts.guarded)
            assert_false(told);
        else if (facts.asker_helps)
            assert_true(told);
        else
            assert_int_equal(told, facts.consents && facts.permitted && !facts.hidden);
    }
    assert_true(text_is(elsewhere_common(arena, TEXT("cash,shelter,legal"), TEXT("legal, shelter")), "shelter,legal"));
    assert_int_equal(elsewhere_common(arena, TEXT("cash,cash"), TEXT("shelter")).length, 0);
    assert_int_equal(elsewhere_common(arena, TEXT_NONE, TEXT_NONE).length, 0);
    assert_true(text_is(elsewhere_common(arena, TEXT("cash,cash"), TEXT("cash")), "cash"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups_are_added_by_each_cut),
        cmocka_unit_test(test_shares_of_few_are_not_told),
        cmocka_unit_test(test_a_report_holds_no_small_group),
        cmocka_unit_test(test_refusals_of_few_go_together),
        cmocka_unit_test(test_protection_is_told_in_fives),
        cmocka_unit_test(test_who_helps_is_told_by_consent_and_protocol),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
