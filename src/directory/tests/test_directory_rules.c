/* Whom a service fits and why not, when it receives, and how what people type is read. */
#include "base/tests/testing.h"

#include <stdlib.h>

#include "directory/directory_store.h"
#include "directory/hsds.h"
#include "flow/closed_days.h"
#include "persons/persons.h"

static struct arena *arena;
static struct work work;

static int open_work(void **state)
{
    static struct choice_list *const ALL[] = {&spoken_languages, &regions, &provinces, &service_categories};
    const char *profile = getenv("TEST_PROFILE");
    (void)state;
    arena = arena_open(16 << 20);
    work = work_of_system(NULL, NULL, arena);
    work.language = language_for(TEXT("en"));
    for (size_t i = 0; i < COUNT(ALL); i++)
        if (choice_list_load(arena, profile, ALL[i]) != OK)
            return -1;
    return closed_days_load(arena, profile) == OK && directory_load(arena, profile) == OK ? 0 : -1;
}

static int close_work(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static int32_t day(int32_t year, int32_t month, int32_t of_month)
{
    return date_from_day((struct calendar_day){year, month, of_month});
}

/* A service that asks nothing. */
static struct directory_service *plain(void)
{
    struct directory_service *service = record_new(arena, &directory_service_record);
    service->head.state = TEXT("open");
    service->category = TEXT("CAR-MED");
    service->languages = TEXT("fra,ara");
    return service;
}

static const char *verdict(const struct directory_service *service, const struct service_facts *facts)
{
    static struct service_reasons reasons;
    service_fits(&work, service, facts, &reasons);
    static const char *const FITS[] = {"fits", "may", "not"};
    return reasons.count == 0 ? FITS[reasons.fit] : reasons.at[reasons.count - 1].code;
}

static void test_who_is_not_known_is_not_refused(void **state)
{
    struct directory_service *service = plain();
    struct service_facts facts = service_facts_none();
    struct service_reasons reasons;
    (void)state;
    assert_string_equal(verdict(service, &facts), "fits");
    service->age_from = 18;
    service->for_sex = TEXT("F");
    service->statuses = TEXT("refugee");
    service->needs = TEXT("violence");
    service_fits(&work, service, &facts, &reasons);
    assert_int_equal(reasons.fit, SERVICE_MAY_FIT);
    assert_int_equal(reasons.count, 4);
    for (size_t i = 0; i < reasons.count; i++)
        assert_true(reasons.at[i].unknown);
}

static void test_ages_count_at_both_ends(void **state)
{
    struct directory_service *service = plain();
    struct service_facts facts = service_facts_none();
    (void)state;
    service->age_from = 12;
    service->age_to = 17;
    facts.age = 12;
    assert_string_equal(verdict(service, &facts), "fits");
    facts.age = 17;
    assert_string_equal(verdict(service, &facts), "fits");
    facts.age = 11;
    assert_string_equal(verdict(service, &facts), "too_young");
    facts.age = 18;
    assert_string_equal(verdict(service, &facts), "too_old");
    service->age_from = 0;
    facts.age = 0;
    assert_string_equal(verdict(service, &facts), "fits");
}

static void test_each_condition_has_its_reason(void **state)
{
    struct service_facts facts = service_facts_none();
    struct directory_service *service = plain();
    (void)state;
    facts.sex = TEXT("M");
    facts.status = TEXT("irregular");
    facts.needs = TEXT("illness");
    facts.languages = TEXT("wol");
    facts.category = TEXT("CAR-EDU");
    assert_string_equal(verdict(service, &facts), "other_languages");
    facts.languages = TEXT("wol,fra");
    assert_string_equal(verdict(service, &facts), "other_kind");
    service->also = TEXT("PRJ-FOOD,CAR-EDU");
    assert_string_equal(verdict(service, &facts), "fits");
    service->for_sex = TEXT("F");
    assert_string_equal(verdict(service, &facts), "other_sex");
    facts.sex = TEXT("X"); /* neither: it is asked there, nobody is turned away here */
    assert_string_equal(verdict(service, &facts), "sex_unknown");
    service->for_sex = TEXT_NONE;
    service->statuses = TEXT("refugee,asylum_seeker");
    assert_string_equal(verdict(service, &facts), "other_status");
    facts.status = TEXT("unknown"); /* no status of ours */
    assert_string_equal(verdict(service, &facts), "status_unknown");
    facts.status = TEXT("refugee");
    service->needs = TEXT("pregnant");
    assert_string_equal(verdict(service, &facts), "other_needs");
    facts.needs = TEXT("illness,pregnant");
    assert_string_equal(verdict(service, &facts), "fits");
    service->capacity = 3;
    facts.places = 4;
    assert_string_equal(verdict(service, &facts), "too_many");
    service->head.state = TEXT("closed");
    service->capacity = INTEGER_NONE;
    assert_string_equal(verdict(service, &facts), "closed");
}

static void test_suspended_until_a_day(void **state)
{
    struct directory_service *service = plain();
    struct service_facts facts = service_facts_none();
    (void)state;
    service->head.state = TEXT("suspended");
    service->suspended_until = day(2026, 3, 31);
    facts.day = day(2026, 3, 31);
    assert_string_equal(verdict(service, &facts), "suspended");
    facts.day = day(2026, 4, 1);
    assert_string_equal(verdict(service, &facts), "fits");
}

/* ---- when ---- */

static struct directory_hours *hours(const char *days, const char *season, const char *opens, const char *closes)
{
    struct directory_hours *row = record_new(arena, &directory_hours_record);
    row->days = text_from(days);
    row->season = text_from(season);
    row->opens = text_from(opens);
    row->closes = text_from(closes);
    return row;
}

static void test_hours_of_ramadan_take_the_place_of_the_others(void **state)
{
    struct directory_hours *rows[] = {hours("mon,tue", "usual", "14:00", "17:00"),
                                      hours("mon,tue", "usual", "09:00", "12:30"),
                                      hours("mon", "ramadan", "10:00", "14:00")};
    struct directory_entry entry = {.service = plain(), .hours = rows, .hour_count = 3};
    struct service_day found;
    int32_t in_ramadan = day(2026, 3, 2), usual = day(2026, 6, 1);
    (void)state;
    assert_true(day_is_ramadan(in_ramadan));
    assert_false(day_is_ramadan(usual));
    entry_day(&work, &entry, usual, &found); /* a Monday */
    assert_true(found.open);
    assert_int_equal(found.count, 2);
    assert_text(found.hours[0].opens, "09:00");
    assert_text(found.hours[1].opens, "14:00");
    entry_day(&work, &entry, in_ramadan, &found);
    assert_true(found.open && found.ramadan);
    assert_int_equal(found.count, 1);
    assert_text(found.hours[0].opens, "10:00");
    entry_day(&work, &entry, in_ramadan + 1, &found); /* Tuesday: no hours of Ramadan */
    assert_false(found.open);
    entry.hour_count = 2; /* none of Ramadan at all: those of the year hold */
    entry_day(&work, &entry, in_ramadan + 1, &found);
    assert_true(found.open);
    assert_int_equal(entry_next_open(&work, &entry, usual + 2), usual + 7);
}

static void test_closed_days_are_closed(void **state)
{
    struct directory_hours *rows[] = {hours("mon,tue,wed,thu,fri,sat", "usual", "09:00", "12:00")};
    struct directory_closing *closing = record_new(arena, &directory_closing_record);
    struct directory_entry entry = {
        .service = plain(), .hours = rows, .hour_count = 1, .closings = &closing, .closing_count = 1};
    struct service_day found;
    (void)state;
    closing->starts_on = day(2026, 8, 3);
    closing->ends_on = day(2026, 8, 14);
    closing->reason = TEXT("Holidays");
    entry_day(&work, &entry, day(2026, 8, 14), &found);
    assert_false(found.open);
    assert_text(found.about, "Holidays");
    entry_day(&work, &entry, day(2026, 8, 15), &found); /* a Saturday: the hours decide, not the offices' week-end */
    assert_true(found.open);
    entry_day(&work, &entry, day(2026, 5, 1), &found); /* a public holiday */
    assert_false(found.open);
    entry.service->holidays.is = FLAG_YES;
    entry_day(&work, &entry, day(2026, 5, 1), &found);
    assert_true(found.open);
    entry.hour_count = 0; /* nobody said when: not closed */
    entry_day(&work, &entry, day(2026, 6, 7), &found);
    assert_true(found.open);
    assert_int_equal(found.count, 0);
}

/* ---- what is typed ---- */

static void test_positions(void **state)
{
    static const struct {
        const char *typed, *read;
    } CASES[] = {
        {"35.7595, -5.8340", "35.75950,-5.83400"},
        {"35,7595; -5,834", "35.75950,-5.83400"},
        {"35,7595, -5,834", "35.75950,-5.83400"},
        {"0,0", "0.00000,0.00000"},
        {"-33.9 18.4", "-33.90000,18.40000"},
        {"35.7595123456,-5.8", "35.75951,-5.80000"},
        {"-0.5, -0.25", "-0.50000,-0.25000"},
        {"90.00001, 0", NULL},
        {"0, 181", NULL},
        {"Tanger", NULL},
        {"", NULL},
        {"35.7", NULL},
        {"35.7,", NULL},
        {"1e3, 5", NULL},
        {"35..7, 5", NULL},
        {"999999999999999999999, 5", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        struct text read = TEXT_NONE;
        enum outcome outcome = position_read(arena, text_from(CASES[i].typed), &read);
        if (CASES[i].read == NULL)
            assert_int_equal(outcome, INVALID);
        else if (outcome != OK || !text_is(read, CASES[i].read))
            fail_msg("%s: %.*s", CASES[i].typed, TEXT_ARG(read));
    }
}

static void test_clocks(void **state)
{
    static const char *const WRONG[] = {"", "9:00", "24:01", "12:60", "ab:cd", "12-00", "12:0a"};
    (void)state;
    assert_int_equal(clock_minutes(TEXT("00:00")), 0);
    assert_int_equal(clock_minutes(TEXT("23:59")), 1439);
    assert_int_equal(clock_minutes(TEXT("24:00")), 1440);
    for (size_t i = 0; i < COUNT(WRONG); i++)
        assert_int_equal(clock_minutes(text_from(WRONG[i])), -1);
}

static void test_codes_are_whole_words(void **state)
{
    (void)state;
    assert_true(codes_have(TEXT("fra,ara"), TEXT("ara")));
    assert_false(codes_have(TEXT("fra,ara"), TEXT("ar")));
    assert_false(codes_have(TEXT("fra,ara"), TEXT_NONE));
    assert_false(codes_have(TEXT_NONE, TEXT_NONE));
    assert_true(codes_meet(TEXT("fra,ara"), TEXT("wol,ara")));
    assert_false(codes_meet(TEXT("fra,ara"), TEXT_NONE));
    assert_text(province_region(TEXT("06.141.01.10")), "06");
}

static void test_every_province_lies_in_a_region(void **state)
{
    (void)state;
    assert_int_equal(provinces.count, 83);
    for (size_t i = 0; i < provinces.count; i++)
        assert_non_null(choice_find(&regions, province_region(text_from(provinces.choices[i].code))));
}

static void test_identifiers_of_terms_stay(void **state)
{
    struct identifier id = hsds_term_id(TEXT("CAR-MED"));
    (void)state;
    assert_true(identifier_equal(id, hsds_term_id(TEXT("CAR-MED"))));
    assert_false(identifier_equal(id, hsds_term_id(TEXT("CAR-EDU"))));
    assert_string_equal(hsds_term(id)->code, "CAR-MED");
    assert_null(hsds_term(hsds_taxonomy_id()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_not_known_is_not_refused),
        cmocka_unit_test(test_ages_count_at_both_ends),
        cmocka_unit_test(test_each_condition_has_its_reason),
        cmocka_unit_test(test_suspended_until_a_day),
        cmocka_unit_test(test_hours_of_ramadan_take_the_place_of_the_others),
        cmocka_unit_test(test_closed_days_are_closed),
        cmocka_unit_test(test_positions),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_codes_are_whole_words),
        cmocka_unit_test(test_every_province_lies_in_a_region),
        cmocka_unit_test(test_identifiers_of_terms_stay),
    };
    return cmocka_run_group_tests(tests, open_work, close_work);
}
