/* What counts when two persons are compared: documents, relatives, mother's name and place as well as names; and what
   does not: a telephone that hundreds have, what a household shares, a number that was only searched for. */
#include "persons/tests/world.h"

#include <stdlib.h>

#include "matching/match.h"
#include "persons/person_likeness.h"
#include "system/clock.h"

enum { CROWD = 420 };

static struct work work_now(void)
{
    struct work work = world->system;
    work.now = clock_now();
    return work;
}

/* How `other` stands among those who resemble a person; NULL: not at all. */
static const struct person_alike *alike(struct identifier person, struct identifier other)
{
    struct work work = work_now();
    struct person_alike *list;
    size_t count = 0;
    bool full;
    assert_int_equal(person_alike(&work, person, &list, &count, &full), OK);
    for (size_t i = 0; i < count; i++)
        if (identifier_equal(list[i].person, other))
            return &list[i];
    return NULL;
}

static bool speaks(const struct person_alike *found, enum match_field field)
{
    struct text codes = found->likeness.reasons, code;
    struct text wanted = arena_format(world->arena, "%d:", (int)field);
    while (text_split(&codes, ' ', &code))
        if (text_starts_with(code, wanted))
            return true;
    return false;
}

static const struct person *stored(struct identifier id)
{
    struct work work = work_now();
    void *row;
    assert_int_equal(record_get_unlimited(&work, &person_record, id, &row), OK);
    return record_copy(world->arena, &person_record, row);
}

static void insert(const struct record *record, void *row)
{
    struct work work = work_now();
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = record_insert(&work, record, row);
    if (outcome != OK)
        fail_msg("%s: %d %s", record->name, outcome, work.problems.first == NULL ? "" : work.problems.first->code);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void place(struct record_head *head, struct identifier person)
{
    const struct record_head *of = &stored(person)->head;
    head->organisation = of->organisation;
    head->office = of->office;
    head->person = person;
}

static void give_document(struct identifier person, const char *number)
{
    struct person_document *row = record_new(world->arena, &person_document_record);
    place(&row->head, person);
    row->kind = TEXT("passport");
    row->document_number = text_from(number);
    insert(&person_document_record, row);
}

static void relate(struct identifier person, struct identifier other, const char *kind)
{
    struct person_relation *row = record_new(world->arena, &person_relation_record);
    place(&row->head, person);
    row->other = other;
    row->kind = text_from(kind);
    insert(&person_relation_record, row);
}

static void set_fields(struct identifier person, const char *birth_place, const char *mother)
{
    struct work work = work_now();
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct person *before = stored(person);
    struct person *after = record_copy(world->arena, &person_record, before);
    after->birth_place = text_from(birth_place);
    if (mother != NULL)
        after->mother_name = text_from(mother);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(record_update(&work, &person_record, before, after), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void set_place(struct identifier person, const char *birth_place) { set_fields(person, birth_place, NULL); }

static struct identifier household_of(struct identifier head)
{
    struct household *household = record_new(world->arena, &household_record);
    place(&household->head, head);
    household->head.person = (struct identifier){{0}};
    household->head_person = head;
    insert(&household_record, household);
    return household->head.id;
}

static void join(struct identifier household, struct identifier person)
{
    struct household_member *row = record_new(world->arena, &household_member_record);
    place(&row->head, person);
    row->household = household;
    row->relation = text_from(household_relations.choices[0].code);
    row->travelling.is = FLAG_YES;
    row->joined_on = zone_date(world->application.zone, clock_now());
    insert(&household_member_record, row);
}

/* ---- what counts ---- */

static void a_document_alone_brings_two_together(void **state)
{
    (void)state;
    struct identifier one = store_person(0, "Wandjala", "Zankor", "", "0661100001", "1990-02-03");
    struct identifier other = store_person(1, "Tchokossi", "Bilfod", "", "0661100002", "1964-10-21");
    assert_null(alike(one, other));
    give_document(one, "GN 0412 778");
    give_document(other, "gn-0412778");
    const struct person_alike *found = alike(one, other);
    assert_non_null(found);
    assert_true(speaks(found, MATCH_DOCUMENT));
    assert_non_null(alike(other, one)); /* whoever is looked at first */
    struct identifier stranger = store_person(1, "Tchokossi", "Bilfod", "", "0661100003", "1964-10-21");
    const struct person_alike *before = alike(other, stranger);
    assert_non_null(before);
    double bits = before->likeness.bits;
    give_document(stranger, "ML 99 551 203");
    before = alike(other, stranger); /* another document speaks against, and hard */
    assert_true(before == NULL || before->likeness.bits < bits);
}

static void mother_and_place_count(void **state)
{
    (void)state;
    struct identifier one = store_person(0, "Gomdigna", "Lomniv", "", "0661100011", "1988-11-23");
    struct identifier other = store_person(1, "Gomdigna", "Lomniv", "", "0661100012", "1988-11-23");
    const struct person_alike *found = alike(one, other);
    assert_non_null(found);
    assert_true(speaks(found, MATCH_MOTHER));
    assert_false(speaks(found, MATCH_PLACE));
    double bits = found->likeness.bits;
    set_place(one, "Nzerekore");
    set_place(other, "N'Zérékoré");
    found = alike(one, other);
    assert_non_null(found);
    assert_true(speaks(found, MATCH_PLACE));
    assert_true(found->likeness.bits > bits + 1);
}

static void relatives_count(void **state)
{
    (void)state;
    struct identifier one = store_person(0, "Pudrukwa", "Nivlom", "", "0661100021", "1979-07-14");
    struct identifier other = store_person(1, "Pudrukwa", "Nivlom", "", "0661100022", "1979-07-14");
    const struct person_alike *found = alike(one, other);
    assert_non_null(found);
    double bits = found->likeness.bits;
    const char *const NAMES[] = {"Zebulonka", "Ferdiwan"};
    for (size_t i = 0; i < COUNT(NAMES);
         i++) { /* two children of each record, of other family names: strangers alone */
        struct identifier child = store_person_of(world->offices[0], "Korbimba", NAMES[i], "");
        struct identifier twin = store_person_of(world->offices[1], "Dembazeh", NAMES[i], "");
        relate(one, child, "child");
        relate(other, twin, "child");
    }
    found = alike(one, other);
    assert_non_null(found);
    assert_true(speaks(found, MATCH_RELATIVES));
    assert_true(found->likeness.bits > bits + 3);
}

/* ---- what does not ---- */

static void who_is_written_down_as_a_relative_is_somebody_else(void **state)
{
    (void)state;
    struct identifier one = store_person(0, "Singuewa", "Gardem", "", "0661100031", "1991-04-05");
    struct identifier other = store_person(0, "Singuewa", "Gardem", "", "0661100031", "1991-04-05");
    assert_non_null(alike(one, other));
    relate(other, one, "sibling");
    assert_null(alike(one, other));
    assert_null(alike(other, one));
}

static void what_a_household_shares_says_nothing_of_two_of_it(void **state)
{
    (void)state;
    struct identifier head = store_person(0, "Mbalafon", "Rukzan", "", "0661100041", "1984-03-09");
    struct identifier child = store_person(0, "Mbalafon", "Dembil", "", "0661100041", "2011-08-30");
    struct identifier again = store_person(0, "Mbalafon", "Dembil", "", "0661100041", "2011-08-30");
    set_place(head, "Kankan");
    set_place(child, "Kankan");
    struct identifier household = household_of(head);
    join(household, head);
    join(household, child);
    join(household, again);
    assert_null(alike(child, head));
    const struct person_alike *found = alike(child, again); /* one child, listed twice */
    assert_non_null(found);
    assert_false(speaks(found, MATCH_TELEPHONE));
    assert_false(speaks(found, MATCH_MOTHER));
    assert_true(speaks(found, MATCH_BIRTH));
}

static struct text name_of(size_t at)
{
    static const char *const SYLLABLES[] = {"zan", "kor", "bil", "dem", "fod", "gar", "lom", "niv", "pud", "ruk"};
    return arena_format(world->arena, "%s%s%s", SYLLABLES[at % 10], SYLLABLES[at / 10 % 10], SYLLABLES[at / 100 % 10]);
}

/* A partner's telephone: who has it is nobody in particular, and the work for one of them is bounded. */
static void a_telephone_that_hundreds_have_says_little(void **state)
{
    (void)state;
    struct identifier first = {{0}}, twin;
    for (size_t i = 0; i < CROWD; i++) {
        struct identifier id = store_person_of(world->offices[0], arena_string(world->arena, name_of(i)),
                                               arena_string(world->arena, name_of((i * 37 + 11) % 1000)), "0537000001");
        first = i == 0 ? id : first;
    }
    struct work work = work_now();
    struct person_alike *list;
    size_t count = 0;
    bool full = false;
    assert_int_equal(person_alike(&work, first, &list, &count, &full), OK);
    assert_true(full);       /* which is said */
    assert_true(count <= 8); /* those that share a word of the name as well */
    const struct person *known = stored(first);
    twin = store_person_of(world->offices[1], arena_string(world->arena, known->family_name),
                           arena_string(world->arena, known->given_names), "0537000001");
    const struct person_alike *found = alike(twin, first);
    assert_non_null(found);
    struct person *stranger = record_new(world->arena, &person_record);
    place(&stranger->head, first);
    stranger->head.person = (struct identifier){{0}};
    stranger->family_name = TEXT("Quertyvong");
    stranger->given_names = TEXT("Hjalmarine");
    stranger->nationality = TEXT("SEN");
    stranger->telephone = TEXT("05 37 00 00 01");
    const struct likely_question question = {.person = stranger};
    struct likely_person *likely;
    assert_int_equal(person_likely(&work, &question, &likely, &count), OK);
    assert_int_equal(count, 0); /* nobody at the desk is asked about 400 strangers */
}

/* One of a family name and a town, of the same age: at the desk somebody asks, in the night nobody is told. */
static void a_country_a_town_and_a_year_make_no_pair(void **state)
{
    (void)state;
    struct identifier one = store_person(0, "Diopwandé", "Abdoukor", "", "0661100061", "1980-04-11");
    struct identifier other = store_person(0, "Diopwandé", "Papefondi", "", "0770923418", "1981-09-30");
    set_fields(one, "Ziguinchor", "Binta Sané");
    set_fields(other, "Ziguinchor", "Rokhaya Faye");
    assert_null(alike(one, other));
    set_fields(other, "Ziguinchor", "Bineta Sané"); /* one mother: brothers, or one man */
    assert_non_null(alike(one, other));
}

/* ---- at the desk ---- */

static int post_after_search(const char *searched, const char *family_name, const char *key)
{
    (void)search(caseworker, searched);
    const struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                                     {TEXT("_key"), text_from(key)},
                                     {TEXT("family_name"), text_from(family_name)},
                                     {TEXT("given_names"), TEXT("Ondinevra")},
                                     {TEXT("nationality"), TEXT("SEN")}};
    return loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status;
}

static void the_document_that_was_searched_for_counts(void **state)
{
    (void)state;
    struct identifier known = store_person(0, "Ikramowa", "Seltine", "", "0661100051", "1993-09-19");
    give_document(known, "PQ700 1234");
    assert_int_equal(post_after_search("PQ7001234", "Vossbrenn", "by-document"), 422);
    assert_true(loopback_shows(caseworker, "Ikramowa"));
    assert_true(loopback_shows(caseworker, "Document \u2013 the same number"));
    assert_false(loopback_shows(caseworker, "PQ700 1234")); /* the number itself is not shown */
    assert_int_equal(post_after_search("ZZ9998887", "Vossbrenn", "by-another"), 303);
}

/* Mamadou is Mohamed and Jallow is Diallo by a list, not by spelling: both find her, and it is said why. */
static void names_that_are_one_by_custom_find_her(void **state)
{
    (void)state;
    struct identifier known = store_person(0, "Diallo", "Mohamed", "", "0661100071", "1994-05-06");
    const char *number = arena_string(world->arena, number_of(known));
    (void)search(caseworker, "Mamadou Jallow");
    assert_false(loopback_shows(caseworker, number));
    assert_int_equal(name_equivalents_load(world->arena, getenv("TEST_PROFILE")), OK);
    (void)search(caseworker, "Mamadou Jallow");
    assert_true(loopback_shows(caseworker, number));
    assert_true(loopback_shows(caseworker, "by custom a form of the same name"));
    (void)search(caseworker, "Mohammed Diallo"); /* a spelling needs no list */
    assert_true(loopback_shows(caseworker, number));
    assert_false(loopback_shows(caseworker, "by custom a form of the same name"));
    (void)search(caseworker, "Mamadou Jallow");
    const struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                                     {TEXT("_key"), TEXT("by-custom")},
                                     {TEXT("family_name"), TEXT("Jallow")},
                                     {TEXT("given_names"), TEXT("Mamadou")},
                                     {TEXT("telephone"), TEXT("0661100071")},
                                     {TEXT("nationality"), TEXT("SEN")}};
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status, 422);
    assert_true(loopback_shows(caseworker, "Name \u2013 forms of one name by the list of equivalents, which nobody has "
                                           "reviewed yet"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_alone_brings_two_together),
        cmocka_unit_test(mother_and_place_count),
        cmocka_unit_test(relatives_count),
        cmocka_unit_test(who_is_written_down_as_a_relative_is_somebody_else),
        cmocka_unit_test(what_a_household_shares_says_nothing_of_two_of_it),
        cmocka_unit_test(a_country_a_town_and_a_year_make_no_pair),
        cmocka_unit_test(the_document_that_was_searched_for_counts),
        cmocka_unit_test(names_that_are_one_by_custom_find_her),
        cmocka_unit_test(a_telephone_that_hundreds_have_says_little),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
