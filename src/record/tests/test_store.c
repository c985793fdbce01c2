#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "database/failing.h"
#include "database/tests/place.h"
#include "record/history.h"
#include "record/keys.h"
#include "record/list.h"
#include "record/tests/toy.h"
#include "system/random.h"

#define NAME "Kalilou Bah-Traore"
#define NOTE "met behind the bus station of Oujda"

static struct identifier store_named(struct work *work, const char *name, int64_t pieces)
{
    struct toy *toy = toy_full(work);
    toy->name = text_from(name);
    toy->note = TEXT(NOTE);
    toy->pieces = pieces;
    assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    return toy->head.id;
}

static struct toy *get(struct work *work, struct identifier id, struct field_set *readable)
{
    void *row;
    assert_int_equal(record_get(work, &toy_record, id, &row, readable), OK);
    return row;
}

/* Among a million numbers drawn by chance some are drawn twice. */
static void a_number_drawn_twice_is_drawn_again(void **state)
{
    (void)state;
    static const unsigned char seed[32] = {3};
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toys[3];
    for (size_t i = 0; i < 3; i++) {
        toys[i] = toy_full(&work);
        toys[i]->head.id = identifier_new();
    }
    random_seed(seed);
    assert_int_equal(record_insert(&world.system, &toy_record, toys[0]), OK);
    random_seed(seed);
    assert_int_equal(record_insert(&world.system, &toy_record, toys[1]), OK);
    random_seed(NULL);
    assert_false(text_equal(toys[0]->head.number, toys[1]->head.number));
    toys[2]->head.number = toys[0]->head.number; /* as a file brings it */
    assert_int_equal(record_insert(&world.system, &toy_record, toys[2]), CONFLICT);
}

static void files_hold_no_sealed_text(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct identifier id = store_named(&work, NAME, 1);
    assert_string_equal(get(&work, id, &(struct field_set){0})->name.at, NAME);
    assert_false(place_holds(world.database, NAME));
    assert_false(place_holds(world.database, NOTE));
    assert_false(place_holds(world.database, TOY_SECRET));
    assert_true(place_holds(world.database, "green")); /* the search itself works */
    assert_true(place_holds(world.database, TOY_TOKEN));
}

static void two_officers_at_once_one_wins(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct field_set readable;
    struct identifier id = store_named(&work, NAME, 2);
    struct toy *seen = get(&work, id, &readable);
    struct toy first = *seen;
    struct toy second = *seen;
    first.pieces = 3;
    second.pieces = 4;
    assert_int_equal(record_update(&work, &toy_record, seen, &first), OK);
    assert_int_equal(first.head.version, 2);
    assert_int_equal(record_update(&work, &toy_record, seen, &second), CONFLICT);
    assert_int_equal(get(&work, id, &readable)->pieces, 3);
}

static void saving_keeps_what_the_writer_cannot_see(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_CASEWORKER);
    struct field_set readable;
    struct identifier id = store_named(&work, NAME, 5);
    struct toy *seen = get(&work, id, &readable);
    assert_int_equal(seen->secret.length, 0);
    assert_int_equal(seen->token.length, 0);
    struct toy changed = *seen;
    changed.pieces = 6;
    assert_int_equal(record_update(&work, &toy_record, seen, &changed), OK);
    struct work other = work_of(ROLE_SUPERVISOR);
    struct toy *stored = get(&other, id, &readable);
    assert_int_equal(stored->pieces, 6);
    assert_string_equal(stored->secret.at, TOY_SECRET);
    void *whole;
    assert_int_equal(record_get_unlimited(&other, &toy_record, id, &whole), OK);
    assert_string_equal(((struct toy *)whole)->token.at, TOY_TOKEN);
}

static void nobody_writes_a_field_that_is_not_theirs(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_CASEWORKER);
    struct field_set readable;
    struct identifier id = store_named(&work, NAME, 5);
    struct toy *seen = get(&work, id, &readable);
    struct toy changed = *seen;
    changed.secret = TEXT("mine");
    assert_int_equal(record_update(&work, &toy_record, seen, &changed), FORBIDDEN);
    changed = *seen;
    changed.code = TEXT("C-2"); /* given once */
    assert_int_equal(record_update(&work, &toy_record, seen, &changed), FORBIDDEN);
    struct work analyst = work_of(ROLE_ANALYST);
    seen = get(&analyst, id, &readable);
    changed = *seen;
    changed.pieces = 9;
    assert_int_equal(record_update(&analyst, &toy_record, seen, &changed), FORBIDDEN);
}

static void nobody_moves_a_row_out_of_their_reach(void **state)
{
    (void)state;
    struct field_set readable;
    struct work work = work_of(ROLE_PARTNER); /* changes what lies in their office */
    struct identifier id = store_named(&work, NAME, 5);
    struct toy *seen = get(&work, id, &readable);
    struct toy changed = *seen;
    changed.head.office = identifier_new();
    assert_int_equal(record_update(&work, &toy_record, seen, &changed), FORBIDDEN);
    struct work supervisor = work_of(ROLE_SUPERVISOR); /* in their organisation */
    seen = get(&supervisor, id, &readable);
    changed = *seen;
    changed.head.office = identifier_new();
    assert_int_equal(record_update(&supervisor, &toy_record, seen, &changed), OK);
}

static void a_row_of_others_is_not_found(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toy = toy_full(&work);
    struct identifier organisation = identifier_new();
    assert_int_equal(keys_make_organisation(&world.system, organisation), OK);
    toy->head.organisation = organisation;
    toy->head.office = identifier_new();
    assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    void *row;
    struct field_set readable;
    assert_int_equal(record_get(&work, &toy_record, toy->head.id, &row, &readable), NOT_FOUND);
    assert_int_equal(record_get(&work, &toy_record, identifier_new(), &row, &readable), NOT_FOUND);
}

/* What stood in an address stands in the links of the list: also a day, of which the bounds are instants of a zone. */
static void bounds_of_instants_and_amounts_come_back(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct parameters typed = {0};
    struct list_query query;
    struct field *fields = arena_array(work.arena, struct field, toy_record.field_count);
    struct record record = toy_record;
    record.fields = fields;
    for (size_t i = 0; i < record.field_count; i++) {
        fields[i] = toy_record.fields[i];
        if (text_is(text_from(fields[i].name), "born"))
            fields[i].kind = FIELD_INSTANT;
        if (text_is(text_from(fields[i].name), "pieces"))
            fields[i].kind = FIELD_MONEY;
    }
    struct text address = TEXT("born.from=2022-03-01&born.to=2022-03-02&pieces.from=1250%2C50&pieces.to=2000");
    work.zone = zone_find(TEXT("Africa/Casablanca"));
    assert_int_equal(parameters_parse(&typed, &work.problems, address), OK);
    assert_int_equal(list_query_read(&work, &record, &typed, &query), OK);
    struct text written = list_query_write(work.arena, &record, &query);
    struct text parts[] = {TEXT("born.from=2022-03-01"), TEXT("born.to=2022-03-02"), TEXT("pieces.from=1250%2C50"),
                           TEXT("pieces.to=2000")};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_true(text_find(written, parts[i]) >= 0);
}

/* Pages of every order hold each row exactly once, also when rows are added while somebody pages. */
static void walk_pages(const char *sort, size_t added)
{
    struct work work = work_of(ROLE_SUPERVISOR);
    struct parameters typed = {0};
    struct list_query query;
    assert_int_equal(parameters_add(&typed, &work.problems, TEXT("sort"), text_from(sort)), OK);
    assert_int_equal(parameters_add(&typed, &work.problems, TEXT("size"), TEXT("7")), OK);
    assert_int_equal(parameters_add(&typed, &work.problems, TEXT("pieces.from"), TEXT("50")), OK);
    assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), OK);
    struct identifier seen[256];
    size_t count = 0;
    for (bool more = true; more;) {
        struct list_page page;
        assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
        assert_true(page.count <= 7);
        for (size_t i = 0; i < page.count; i++) {
            for (size_t j = 0; j < count; j++)
                assert_false(identifier_equal(seen[j], record_head_of(page.rows[i])->id));
            seen[count++] = record_head_of(page.rows[i])->id;
        }
        query.after = page.next;
        more = page.next.length > 0;
        assert_true(count < 200);
    }
    assert_int_equal(count, added);
}

static void pages_hold_each_row_once(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    for (int64_t i = 0; i < 40; i++)
        (void)store_named(&work, i % 2 == 0 ? "Zeynab" : "Élodie", 50 + i % 5);
    walk_pages("", 40);
    walk_pages("pieces", 40);
    walk_pages("-pieces", 40);
    walk_pages("country", 40);
    walk_pages("-born", 40);
    walk_pages("title", 40);
}

/* The field "token" is hidden from everybody: no filter reaches it, whatever stands in the address. */
static void a_list_is_not_narrowed_by_what_it_does_not_show(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct parameters typed = {0};
    struct list_query query;
    assert_int_equal(parameters_add(&typed, &work.problems, TEXT("token"), TEXT(TOY_TOKEN)), OK);
    assert_int_equal(parameters_add(&typed, &work.problems, TEXT("colour"), TEXT("green")), OK);
    assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), OK);
    assert_int_equal(query.filter_count, 1);
    assert_string_equal(query.filters[0].field->name, "colour");
}

static size_t rows_with(struct work *work, const char *name, struct text code, int64_t from, int64_t to)
{
    struct text country = TEXT("BEN");
    struct list_query query = {.size = 50, .filter_count = 2};
    struct list_page page;
    query.filters[0] =
        (struct list_filter){.field = record_field(&toy_record, TEXT("country")), .values = &country, .value_count = 1};
    query.filters[1] = (struct list_filter){.field = record_field(&toy_record, text_from(name)),
                                            .values = &code,
                                            .value_count = code.length > 0,
                                            .ranged = code.length == 0,
                                            .from = from,
                                            .to = to};
    assert_int_equal(record_list(work, &toy_record, &query, &page), OK);
    return page.count;
}

/* A code is found whole and as it is written; an end that is open leaves out only what has no value. */
static void filters_find_codes_and_open_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *tastes;
        int64_t pieces;
    } TOYS[] = {{"music", 1}, {"ball,music", 50}, {"ball", 100}, {"", INTEGER_NONE}};
    struct work work = work_of(ROLE_SUPERVISOR);
    for (size_t i = 0; i < sizeof TOYS / sizeof *TOYS; i++) {
        struct toy *toy = toy_full(&work);
        toy->country = TEXT("BEN");
        toy->tastes = text_from(TOYS[i].tastes);
        toy->pieces = TOYS[i].pieces;
        assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    }
    assert_int_equal(rows_with(&work, "tastes", TEXT("music"), 0, 0), 2);
    assert_int_equal(rows_with(&work, "tastes", TEXT("ball"), 0, 0), 2);
    assert_int_equal(rows_with(&work, "tastes", TEXT("mus_c"), 0, 0), 0);
    assert_int_equal(rows_with(&work, "tastes", TEXT("MUSIC"), 0, 0), 0);
    assert_int_equal(rows_with(&work, "tastes", TEXT("usi"), 0, 0), 0);
    assert_int_equal(rows_with(&work, "pieces", TEXT_NONE, INT64_MIN, 50), 2);
    assert_int_equal(rows_with(&work, "pieces", TEXT_NONE, 50, INT64_MAX), 2);
    assert_int_equal(rows_with(&work, "pieces", TEXT_NONE, INT64_MIN, INT64_MAX), 3);
}

/* A value is not told by the length or the order of a list where the row itself does not show it: whoever reads the
   field in one organisation and only the rows in another. */
static void a_list_tells_nothing_of_fields_of_others(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct record guarded = toy_record;
    struct field fields[64];
    memcpy(fields, toy_record.fields, toy_record.field_count * sizeof *fields);
    struct field *pieces = &fields[record_field_index(&toy_record, record_field(&toy_record, TEXT("pieces")))];
    pieces->read = &toy_secret;
    guarded.fields = fields;
    struct identifier other = identifier_new();
    assert_int_equal(keys_make_organisation(&world.system, other), OK);
    const struct assignment held[] = {{world.organisation, world.office, ROLE_SUPERVISOR},
                                      {other, identifier_new(), ROLE_CASEWORKER}};
    struct actor actor = *work.actor;
    actor.assignments = held;
    actor.assignment_count = 2;
    work.actor = &actor;
    for (int64_t i = 0; i < 6; i++) {
        struct toy *toy = toy_full(&work);
        toy->country = TEXT("TGO");
        toy->pieces = i % 2 == 0 ? 90 : 80 + i;
        toy->head.organisation = i % 2 == 0 ? world.organisation : other;
        assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    }
    struct text countries[] = {TEXT("TGO")};
    struct list_page page;
    struct list_query query = {.size = 50, .filter_count = 2};
    query.filters[0] = (struct list_filter){.field = &fields[3], .values = countries, .value_count = 1};
    query.filters[1] = (struct list_filter){.field = pieces, .ranged = true, .from = 80, .to = 99};
    assert_string_equal(fields[3].name, "country");
    assert_int_equal(record_list(&work, &guarded, &query, &page), OK);
    assert_int_equal(page.total, 3);
    for (size_t i = 0; i < page.count; i++)
        assert_int_equal(((struct toy *)page.rows[i])->pieces, 90);
    query.filter_count = 1;
    query.sort = pieces;
    query.size = 1;
    size_t seen = 0;
    for (bool more = true; more && seen < 20; seen++) { /* those that show nothing come first, in the order of making */
        assert_int_equal(record_list(&work, &guarded, &query, &page), OK);
        assert_int_equal(page.count, 1);
        assert_int_equal(((struct toy *)page.rows[0])->pieces, seen < 3 ? INTEGER_NONE : 90);
        query.after = page.next;
        more = page.next.length > 0;
    }
    assert_int_equal(seen, 6);
}

/* A range shows no row without the value, at whichever end it is open; a count stops where it is told to. */
static void a_range_holds_no_row_without_the_value(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    const struct field *born = record_field(&toy_record, TEXT("born"));
    const struct field *country = record_field(&toy_record, TEXT("country"));
    struct text countries[] = {TEXT("CMR")};
    for (int32_t i = 0; i < 6; i++) {
        struct toy *toy = toy_full(&work);
        toy->country = TEXT("CMR");
        toy->born = i % 2 == 0 ? DATE_NONE : 100 + i;
        assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    }
    struct list_page page;
    struct list_query query = {.size = 2, .filter_count = 2, .sort = born};
    query.filters[0] = (struct list_filter){.field = country, .values = countries, .value_count = 1};
    query.filters[1] = (struct list_filter){.field = born, .ranged = true, .from = INT64_MIN, .to = INT64_MAX};
    assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
    assert_int_equal(page.total, 3);
    assert_int_equal(((struct toy *)page.rows[0])->born, 101);
    query.after = page.next;
    assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
    assert_int_equal(page.count, 1);
    assert_int_equal(((struct toy *)page.rows[0])->born, 105);
    query.after = TEXT_NONE;
    query.filter_count = 1;
    for (size_t most = 4; most <= 7; most++) {
        query.count_most = most;
        assert_int_equal(record_list(&work, &toy_record, &query, &page), OK);
        assert_int_equal(page.total, most < 6 ? most : 6);
        assert_int_equal(page.more, most < 6);
    }
}

static int64_t listed(struct work *work, const char *address)
{
    struct parameters typed = {0};
    struct list_query query, again;
    struct list_page page;
    assert_int_equal(parameters_parse(&typed, &work->problems, text_from(address)), OK);
    assert_int_equal(list_query_read(work, &toy_record, &typed, &query), OK);
    /* what stands in an address is what was read from one */
    struct parameters written = {0};
    struct text form = list_query_write(work->arena, &toy_record, &query);
    assert_int_equal(parameters_parse(&written, &work->problems, form), OK);
    assert_int_equal(list_query_read(work, &toy_record, &written, &again), OK);
    assert_true(text_equal(list_query_write(work->arena, &toy_record, &again), form));
    assert_int_equal(record_list(work, &toy_record, &again, &page), OK);
    return page.total;
}

/* Rows in which nothing was given are found where the field says so, alone and beside what was given; and rows by the
   day they came into their state. */
static void what_is_not_given_is_found(void **state)
{
    static const char *const COLOURS[] = {"", "red", "green", ""};
    struct work work = work_of(ROLE_SUPERVISOR);
    (void)state;
    for (int32_t i = 0; i < 4; i++) {
        struct toy *toy = toy_full(&work);
        toy->country = TEXT("GIN");
        toy->colour = text_from(COLOURS[i]);
        toy->pieces = i == 0 ? INTEGER_NONE : i;
        toy->head.state_since = 20000 + i; /* 2024-10-04 on */
        assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    }
    assert_int_equal(listed(&work, "country=GIN"), 4);
    assert_int_equal(listed(&work, "country=GIN&colour=-"), 2);
    assert_int_equal(listed(&work, "country=GIN&colour=-,red"), 3);
    assert_int_equal(listed(&work, "country=GIN&colour=red"), 1);
    assert_int_equal(listed(&work, "country=GIN&pieces=-"), 1);
    assert_int_equal(listed(&work, "country=GIN&pieces=-&colour=-"), 1);
    assert_int_equal(listed(&work, "country=GIN&state_since.from=2024-10-05"), 3);
    assert_int_equal(listed(&work, "country=GIN&state_since.from=2024-10-05&state_since.to=2024-10-06"), 2);
    assert_int_equal(listed(&work, "country=GIN&state_since.to=2024-10-03"), 0);
    /* where a field does not say so, a hyphen is no value */
    struct parameters typed = {0};
    struct list_query query;
    assert_int_equal(parameters_parse(&typed, &work.problems, TEXT("country=-")), OK);
    assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), INVALID);
}

struct counted {
    size_t rows;
    struct identifier last;
    bool by_pieces;
    int64_t pieces;
};
static bool count_row(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct counted *counted = context;
    (void)work;
    (void)readable;
    const struct toy *toy = row;
    bool behind = identifier_compare(record_head_of(row)->id, counted->last) > 0;
    assert_true(counted->by_pieces && toy->pieces != counted->pieces ? toy->pieces > counted->pieces : behind);
    counted->pieces = toy->pieces;
    counted->last = record_head_of(row)->id;
    counted->rows++;
    return true;
}

static void every_row_passes_in_order(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    for (int64_t i = 0; i < 420; i++)
        (void)store_named(&work, "one of many", 77);
    struct list_query query = {.size = 25};
    query.filters[0] =
        (struct list_filter){.field = record_field(&toy_record, TEXT("pieces")), .ranged = true, .from = 77, .to = 77};
    query.filter_count = 1;
    struct counted counted = {0};
    assert_int_equal(record_each(&work, &toy_record, &query, count_row, &counted), OK);
    assert_int_equal(counted.rows, 420);
}

/* What is narrowed to a stretch goes in its order, so that no page sorts all of it, unless another is asked for. */
static void a_stretch_goes_in_its_order(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    static const char *const CASES[][3] = {
        {"pieces.from", "300", "pieces"}, {"colour", "green", NULL}, {"sort", "born", "born"}};
    struct parameters typed = {0};
    struct list_query query;
    struct counted counted = {.by_pieces = true};
    for (int64_t i = 0; i < 450; i++)
        (void)store_named(&work, "one of a stretch", 300 + i % 9);
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        if (i == 1)
            typed = (struct parameters){0};
        if (i == 2)
            assert_int_equal(parameters_add(&typed, &work.problems, TEXT("pieces.from"), TEXT("300")), OK);
        assert_int_equal(parameters_add(&typed, &work.problems, text_from(CASES[i][0]), text_from(CASES[i][1])), OK);
        assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), OK);
        assert_true(CASES[i][2] == NULL ? query.sort == NULL : strcmp(query.sort->name, CASES[i][2]) == 0);
        assert_int_equal(query.descending, i != 2);
        if (i == 0)
            assert_int_equal(record_each(&work, &toy_record, &query, count_row, &counted), OK);
    }
    assert_int_equal(counted.rows, 450);
}

static void history_says_who_changed_what(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct field_set readable;
    struct history_entry *entries;
    size_t count;
    struct identifier id = store_named(&work, NAME, 8);
    struct toy *seen = get(&work, id, &readable);
    struct toy changed = *seen;
    changed.name = TEXT("Kalilou Bah");
    changed.secret = TEXT("another secret");
    assert_int_equal(record_update(&work, &toy_record, seen, &changed), OK);
    assert_int_equal(
        history_list(&work, &toy_record, &changed, &readable, (struct identifier){0}, 10, &entries, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(entries[0].change_count, 2);
    assert_string_equal(entries[0].changes[0].before.at, NAME);
    assert_string_equal(entries[0].changes[0].after.at, "Kalilou Bah");
    assert_true(identifier_equal(entries[0].user, world.user));
    struct work caseworker = work_of(ROLE_CASEWORKER);
    seen = get(&caseworker, id, &readable);
    assert_int_equal(
        history_list(&caseworker, &toy_record, seen, &readable, (struct identifier){0}, 10, &entries, &count), OK);
    assert_int_equal(entries[0].change_count, 1); /* not the secret */
}

/* A note is of the record as a whole: it is not read by who only sees some fields of it. */
static void notes_are_for_who_works_with_the_record(void **state)
{
    (void)state;
    struct record guarded = toy_record;
    struct field_set readable = {0};
    struct history_entry *entries;
    size_t count;
    struct work work = work_of(ROLE_CASEWORKER);
    world.system.reason = TEXT("was threatened by a relative");
    struct identifier id = store_named(&work, NAME, 8);
    world.system.reason = TEXT_NONE;
    void *row;
    assert_int_equal(record_get_unlimited(&work, &toy_record, id, &row), OK);
    guarded.purposes = PURPOSE_FINANCE;
    assert_int_equal(history_list(&work, &guarded, row, &readable, (struct identifier){0}, 10, &entries, &count), OK);
    assert_int_equal(entries[0].note.length, 0);
    guarded.purposes = PURPOSE_ASSISTANCE;
    assert_int_equal(history_list(&work, &guarded, row, &readable, (struct identifier){0}, 10, &entries, &count), OK);
    assert_string_equal(entries[0].note.at, "was threatened by a relative");
}

static void a_key_in_use_is_never_replaced(void **state)
{
    (void)state;
    struct key first;
    struct key second;
    struct identifier id = identifier_new();
    struct identifier nobody = {0};
    assert_int_equal(keys_make(&world.system, id, nobody, world.organisation, &first), OK);
    assert_int_equal(keys_make(&world.system, id, nobody, world.organisation, &second), CONFLICT);
    assert_int_equal(keys_get(&world.system, id, nobody, world.organisation, &second), OK);
    assert_memory_equal(&first, &second, sizeof first);
    struct identifier other = identifier_new();
    assert_int_equal(keys_make_organisation(&world.system, other), OK);
    assert_int_equal(keys_share(&world.system, id, nobody, world.organisation, other), OK);
    assert_int_equal(keys_share(&world.system, id, nobody, world.organisation, other), OK);
}

static void erasure_leaves_nothing_to_open(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct field_set readable;
    struct history_entry *entries;
    size_t count;
    struct identifier id = store_named(&work, NAME, 8);
    assert_int_equal(keys_erase(&world.system, id, TEXT("asked by the person")), OK);
    struct toy *seen = get(&work, id, &readable);
    assert_int_equal(seen->name.length, 0);
    assert_int_equal(seen->note.length, 0);
    assert_int_equal(seen->pieces, 8); /* statistics stay */
    assert_int_equal(history_list(&work, &toy_record, seen, &readable, (struct identifier){0}, 10, &entries, &count),
                     OK);
    assert_int_equal(count, 1);
    assert_int_equal(entries[0].change_count, 0);
    assert_int_equal(keys_erase(&world.system, id, TEXT("again")), NOT_FOUND);
    struct toy changed = *seen;
    changed.pieces = 9;
    assert_int_equal(record_update(&work, &toy_record, seen, &changed), FORBIDDEN);
}

static void a_sealed_value_opens_only_in_its_place(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct identifier id = store_named(&work, NAME, 8);
    struct value bind[] = {value_id(id)};
    void *row;
    assert_int_equal(db_execute(world.db, SQL("test_move", "UPDATE toy SET note = name WHERE id = $1"), bind, 1, NULL),
                     OK);
    assert_int_equal(record_get_unlimited(&work, &toy_record, id, &row), FAILED);
}

/* Whatever call fails, nothing of the row is left. */
static void a_failing_call_leaves_nothing_half_written(void **state)
{
    (void)state;
    uint64_t failures = 0;
    for (enum outcome outcome = FAILED; outcome != OK; failures++) {
        struct work work = work_of(ROLE_SUPERVISOR);
        struct db *failing = db_failing(world.db, failures + 1, FAILED);
        struct db_transaction transaction;
        work.db = failing;
        struct toy *toy = toy_full(&work);
        outcome = db_transaction_begin(failing, true, &transaction);
        if (outcome == OK) {
            outcome = record_insert(&work, &toy_record, toy);
            if (outcome == OK)
                outcome = db_transaction_commit(&transaction);
            db_transaction_end(&transaction);
        }
        (void)db_close(failing);
        void *row;
        enum outcome found = record_get_unlimited(&world.system, &toy_record, toy->head.id, &row);
        assert_int_equal(found, outcome == OK ? OK : NOT_FOUND);
    }
    assert_true(failures >= 5);
}

/* Under another master key everything opens as before; wrapped anew, it no longer opens under the one before. */
static void another_master_key_opens_every_row(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct identifier id = store_named(&work, NAME, 61);
    const char *directory = arena_format(world.arena, "%s/keys", world.directory).at;
    struct keyring *ring = NULL;
    struct keys *old = world.keys, *stale;
    size_t count = 99;
    assert_int_equal(keyring_rotate(directory, TEXT_NONE), OK);
    assert_int_equal(keyring_open(directory, TEXT_NONE, &ring), OK);
    world.keys = world.system.keys = keys_open(ring);
    work = work_of(ROLE_SUPERVISOR);
    assert_string_equal(get(&work, id, &(struct field_set){0})->name.at, NAME);
    assert_int_equal(keys_wrap_again(&world.system, &count), OK);
    assert_true(count > 0);
    assert_int_equal(keys_wrap_again(&world.system, &count), OK);
    assert_int_equal(count, 0);
    world.keys = keys_close(world.keys);
    world.keys = world.system.keys = keys_open(ring); /* which has none in memory */
    work = work_of(ROLE_SUPERVISOR);
    assert_string_equal(get(&work, id, &(struct field_set){0})->name.at, NAME);
    stale = keys_open(world.keyring);
    work.keys = stale;
    void *row;
    assert_int_equal(record_get(&work, &toy_record, id, &row, &(struct field_set){0}), FAILED);
    stale = keys_close(stale);
    old = keys_close(old);
    world.keyring = keyring_close(world.keyring);
    world.keyring = ring;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_drawn_twice_is_drawn_again),
        cmocka_unit_test(files_hold_no_sealed_text),
        cmocka_unit_test(bounds_of_instants_and_amounts_come_back),
        cmocka_unit_test(two_officers_at_once_one_wins),
        cmocka_unit_test(saving_keeps_what_the_writer_cannot_see),
        cmocka_unit_test(nobody_writes_a_field_that_is_not_theirs),
        cmocka_unit_test(nobody_moves_a_row_out_of_their_reach),
        cmocka_unit_test(a_row_of_others_is_not_found),
        cmocka_unit_test(pages_hold_each_row_once),
        cmocka_unit_test(a_list_is_not_narrowed_by_what_it_does_not_show),
        cmocka_unit_test(filters_find_codes_and_open_ranges),
        cmocka_unit_test(a_list_tells_nothing_of_fields_of_others),
        cmocka_unit_test(a_range_holds_no_row_without_the_value),
        cmocka_unit_test(what_is_not_given_is_found),
        cmocka_unit_test(every_row_passes_in_order),
        cmocka_unit_test(a_stretch_goes_in_its_order),
        cmocka_unit_test(history_says_who_changed_what),
        cmocka_unit_test(notes_are_for_who_works_with_the_record),
        cmocka_unit_test(a_key_in_use_is_never_replaced),
        cmocka_unit_test(erasure_leaves_nothing_to_open),
        cmocka_unit_test(a_sealed_value_opens_only_in_its_place),
        cmocka_unit_test(a_failing_call_leaves_nothing_half_written),
        cmocka_unit_test(another_master_key_opens_every_row),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
