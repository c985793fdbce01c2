#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "database/tests/place.h"
#include "record/custom.h"
#include "record/custom_index.h"
#include "record/tests/toy.h"
#include "system/random.h"

#define HEAD "record,name,kind,fr,ar,en,help_fr,help_ar,help_en,required,choices,filter\n"
#define CARD "AB 12-77, rue \"des <b>Dattes\"; زنقة"

static void put_file(const char *name, const char *content)
{
    struct text path = arena_format(world.arena, "%s/%s", world.directory, name);
    assert_int_equal(file_write(path.at, text_from(content), 0600), OK);
}

static enum outcome load(const char *content)
{
    struct record *const records[] = {&toy_record};
    put_file("fields.csv", content);
    return custom_load(world.arena, world.directory, records, 1);
}

static struct field *own(const char *name)
{
    const struct field *field = record_field(&toy_record, text_from(name));
    assert_non_null(field);
    return (struct field *)(uintptr_t)field;
}

/* Steps until nothing is left; how many. */
static size_t follow_profile(size_t most)
{
    bool more = true;
    size_t rows, steps = 0;
    while (more) {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(world.db, true, &transaction), OK);
        assert_int_equal(custom_index_step(&world.system, &toy_record, most, &rows, &more), OK);
        assert_int_equal(db_transaction_commit(&transaction), OK);
        assert_true(rows <= most);
        assert_true(++steps < 1000);
    }
    return steps;
}

struct answers {
    const char *card, *extent, *liked, *bought_on, *weight, *worth, *used;
};

static void put(struct work *work, void *row, const char *name, const char *answer)
{
    if (answer != NULL)
        assert_int_equal(field_from_text(work, own(name), text_from(answer), row, &work->problems), OK);
}

static struct toy *store(const struct answers *answers)
{
    struct work *work = &world.system;
    struct toy *toy = record_new(work->arena, &toy_record);
    memcpy(toy, toy_full(work), sizeof *toy);
    put(work, toy, "card", answers->card);
    put(work, toy, "extent", answers->extent);
    put(work, toy, "liked", answers->liked);
    put(work, toy, "bought_on", answers->bought_on);
    put(work, toy, "weight", answers->weight);
    put(work, toy, "worth", answers->worth);
    put(work, toy, "used", answers->used);
    assert_int_equal(record_insert(work, &toy_record, toy), OK);
    return toy;
}

/* How many rows the list finds, page by page; each once.  -1: it is refused. */
static int found(struct work *work, const char *asked)
{
    struct parameters typed = {0};
    struct list_query query;
    struct list_page page;
    struct identifier seen[100];
    int count = 0;
    assert_int_equal(parameters_parse(&typed, &work->problems, text_from(asked)), OK);
    if (list_query_read(work, &toy_record, &typed, &query) != OK)
        return -1;
    query.size = 2;
    for (bool more = true; more; more = page.next.length > 0) {
        enum outcome outcome = record_list(work, &toy_record, &query, &page);
        if (outcome == INVALID)
            return -1;
        assert_int_equal(outcome, OK);
        for (size_t i = 0; i < page.count; i++) {
            for (int k = 0; k < count; k++)
                assert_false(identifier_equal(seen[k], record_head_of(page.rows[i])->id));
            seen[count++] = record_head_of(page.rows[i])->id;
        }
        query.after = page.next;
    }
    return count;
}

static void profiles_say_how_a_field_filters(void **state)
{
    (void)state;
    size_t before = toy_record.field_count;
    put_file("sizes.csv", "code,fr,ar,en\nbig,grand,كبير,big\nsmall,petit,صغير,small\n");
    static const char *const BAD[] = {
        "toy,a,text,A,,,,,,,,plain\n",   "toy,a,lines,A,,,,,,,,keyed\n",   "toy,a,date,A,,,,,,,,keyed\n",
        "toy,a,text,A,,,,,,,,yes\n",     "toy,a,integer,A,,,,,,,,keyed\n", "toy,a,money,A,,,,,,,,keyed\n",
        "toy,a,text,A,,,,,,,,keyed,,\n", "toy,a,lines,A,,,,,,,,plain\n",   "toy,a,text,A,,,,,,,,keyed,gone\n",
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_int_equal(load(arena_format(world.arena, HEAD "%s", BAD[i]).at), FAILED);
    assert_int_equal(toy_record.field_count, before);
    assert_int_equal(load(HEAD "toy,card,text,Carte,,,,,,,,keyed\n"
                               "toy,extent,choice,Taille,,,,,,,sizes.csv,keyed\n"
                               "toy,liked,choices,Aimé,,,,,,,sizes.csv,plain\n"
                               "toy,bought_on,date,Acheté,,,,,,,,plain\n"
                               "toy,weight,integer,Poids,,,,,,,,plain\n"
                               "toy,worth,money,Valeur,,,,,,,,plain\n"
                               "toy,used,flag,Usé,,,,,,,,keyed\n"
                               "toy,later,choice,Plus tard,,,,,,,sizes.csv,\n"),
                     OK);
    assert_true(custom_filters(own("card")));
    assert_false(custom_filters(own("later")));
}

static void lists_find_by_own_fields(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&work, "weight.from=1"), -1); /* nothing is known of the rows before */
    assert_non_null(problem_for(&work.problems, TEXT("weight")));
    (void)follow_profile(10);
    work = work_of(ROLE_SUPERVISOR);
    (void)store(&(struct answers){CARD, "big", "big,small", "2022-03-01", "5", "10 MAD", "yes"});
    (void)store(&(struct answers){"ab 12-77, RUE \"des <b>dattes\";   زنقة", "small", "small", "2022-03-02", "7",
                                  "5 EUR", "no"});
    struct toy *third = store(&(struct answers){"ab12", "big", NULL, "1969-12-31", "0", NULL, NULL});
    work = work_of(ROLE_SUPERVISOR);
    static const struct {
        const char *asked;
        int count;
    } ASKED[] = {
        {"extent=big", 2},
        {"extent=big,small", 3},
        {"extent=big&sort=-pieces", 2},
        {"extent=big&sort=title", 2},
        {"extent=small&liked=big", 0},
        {"liked=small", 2},
        {"liked=big,small", 2},
        {"liked=big", 1},
        {"bought_on.from=2022-03-01", 2},
        {"bought_on.to=2022-03-01", 2},
        {"bought_on.to=1969-12-31", 1},
        {"bought_on.from=2022-03-02&bought_on.to=2022-03-02&extent=small", 1},
        {"weight.from=-5&weight.to=6", 2},
        {"weight.to=7&sort=born", 3},
        {"weight.from=8", 0},
        {"worth.to=5", 1},
        {"used=yes", 1},
        {"used=no,yes", 2},
        {"extent=BIG", -1},
        {"extent=big%27--", -1},
        {"card=ab12", 1},
        {"card=++AB12+", 1},
        {"card=ab1", 0},
        {"card=ab12%27+OR+1%3D1", 0},
        {"card=%EF%BC%A1%EF%BC%A2%EF%BC%91%EF%BC%92", 1}, /* wide letters */
        {"card=AB+12-77%2C+rue+%22des+%3Cb%3EDattes%22%3B+%D8%B2%D9%86%D9%82%D8%A9", 2},
        {"card=%E2%80%8E", -1}, /* a mark of direction and nothing else */
        {"card=~AAAAAAAAAAAAAAAAAAAAAA", 0},
        {"card=~not+a+mark", 0},
        {"card=%25", 0},
    };
    for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++) {
        work.problems = problems_open(work.arena);
        int count = found(&work, ASKED[i].asked);
        if (count != ASKED[i].count)
            fail_msg("%s: %d", ASKED[i].asked, count);
    }
    struct toy *changed = record_copy(work.arena, &toy_record, third);
    put(&work, changed, "extent", "small");
    put(&work, changed, "card", "");
    assert_int_equal(record_update(&world.system, &toy_record, third, changed), OK);
    assert_int_equal(found(&work, "extent=big"), 1);
    assert_int_equal(found(&work, "extent=small"), 2);
    assert_int_equal(found(&work, "card=ab12"), 0);
}

/* An address that is written holds nothing of the text, and finds the same again. */
static void a_typed_text_stays_out_of_addresses(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct parameters typed = {0};
    struct list_query query;
    assert_int_equal(parameters_add(&typed, &work.problems, TEXT("card"), TEXT(CARD)), OK);
    assert_int_equal(list_query_read(&work, &toy_record, &typed, &query), OK);
    struct text address = list_query_write(work.arena, &toy_record, &query);
    assert_true(text_find(address, TEXT("12")) < 0 || text_find(address, TEXT("Dattes")) < 0);
    assert_true(text_starts_with(address, TEXT("card=~")));
    assert_int_equal(address.length, strlen("card=~") + 22);
    assert_int_equal(found(&work, arena_string(work.arena, address)), 2);
    assert_false(place_holds(world.database, "Dattes"));
    assert_false(place_holds(world.database, "dattes"));
}

static bool count_one(void *context, struct work *work, void *row, const struct field_set *readable)
{
    (void)work;
    (void)row;
    (void)readable;
    return ++*(int *)context > 0;
}

static void exports_find_the_same(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct text value = TEXT("small");
    struct list_query query = {.size = 2, .filter_count = 1};
    int count = 0;
    query.filters[0] = (struct list_filter){.field = own("liked"), .values = &value, .value_count = 1};
    assert_int_equal(record_each(&work, &toy_record, &query, count_one, &count), OK);
    assert_int_equal(count, 2);
}

/* Nobody finds by what she may not read: neither by the right, nor where her organisation cannot open the row. */
static void rights_hold_for_own_fields(void **state)
{
    (void)state;
    own("extent")->read = &toy_secret;
    struct work work = work_of(ROLE_CASEWORKER);
    int all = found(&work, "");
    assert_int_equal(found(&work, "extent=big"), all); /* as if it were no filter */
    assert_false(list_filters_by(&work, &toy_record, own("extent")));
    work = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&work, "extent=big"), 1);
    own("extent")->read = NULL;

    struct identifier other = identifier_new();
    assert_int_equal(keys_make_organisation(&world.system, other), OK);
    const struct assignment held[] = {{world.organisation, world.office, ROLE_SUPERVISOR}};
    struct actor actor = *work.actor;
    actor.organisation = other; /* sees the rows, holds none of their keys */
    actor.assignments = held;
    work.actor = &actor;
    assert_int_equal(found(&work, ""), all);
    assert_int_equal(found(&work, "extent=big"), 0);
    assert_int_equal(found(&work, "liked=big,small"), 0);
    assert_int_equal(found(&work, "weight.from=0"), 0);
}

static int64_t values(const char *field)
{
    struct rows rows;
    struct value bind[] = {value_text(text_from(field))};
    assert_int_equal(db_query(world.db, SQL("t_values", "SELECT count(*) FROM custom_value WHERE field = $1"), bind, 1,
                              world.arena, &rows),
                     OK);
    return cell_integer(&rows, 0, 0);
}

static void an_erased_row_leaves_no_value(void **state)
{
    (void)state;
    struct work work = work_of(ROLE_SUPERVISOR);
    struct toy *toy = store(&(struct answers){"soon erased", "big", "big,small", "2022-03-09", "90", "1 EUR", "no"});
    struct toy *again = store(&(struct answers){"soon erased", NULL, NULL, NULL, "91", NULL, NULL});
    work = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&work, "card=soon+erased"), 2);
    int64_t liked = values("liked");
    assert_int_equal(keys_erase(&world.system, toy->head.id, TEXT("asked for")), OK);
    assert_int_equal(values("liked"), liked - 2);
    assert_int_equal(found(&work, "card=soon+erased"), 1);
    assert_int_equal(found(&work, "weight.from=90"), 1);
    /* what a restored copy brought back */
    assert_int_equal(keys_destroy(&world.system, again->head.id, again->head.person, false), OK);
    assert_int_equal(found(&work, "card=soon+erased"), 0);
    own("later")->flags |= FIELD_FILTERED; /* the rows are read again, and have nothing to tell */
    (void)follow_profile(3);
    assert_int_equal(found(&work, "weight.from=90"), 0);
    own("later")->flags &= ~(unsigned)FIELD_FILTERED;
    (void)follow_profile(3);
}

/* What begins to filter is filled by steps, between which others save and processes die; another form is made anew;
   what no longer filters is gone. */
static void the_index_follows_the_profile(void **state)
{
    (void)state;
    struct work *work = &world.system;
    bool more, due;
    size_t rows;
    for (int i = 0; i < 9; i++) {
        struct toy *toy = record_new(work->arena, &toy_record);
        memcpy(toy, toy_full(work), sizeof *toy);
        put(work, toy, "later", i % 3 == 0 ? "big" : "small");
        assert_int_equal(record_insert(work, &toy_record, toy), OK);
    }
    assert_int_equal(custom_index_is_due(work, &toy_record, &due), OK);
    assert_false(due);
    own("later")->flags |= FIELD_FILTERED;
    assert_int_equal(custom_index_is_due(work, &toy_record, &due), OK);
    assert_true(due);
    struct work reader = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&reader, "later=big"), -1);
    for (int i = 0; i < 3; i++)
        assert_int_equal(custom_index_step(work, &toy_record, 4, &rows, &more), OK);
    assert_true(more);
    { /* undone: the next begins where this one did */
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(world.db, true, &transaction), OK);
        assert_int_equal(custom_index_step(work, &toy_record, 4, &rows, &more), OK);
    }
    struct toy *late = record_new(work->arena, &toy_record);
    memcpy(late, toy_full(work), sizeof *late);
    put(work, late, "later", "big");
    assert_int_equal(record_insert(work, &toy_record, late), OK);
    assert_int_equal(found(&reader, "later=big"), -1);
    assert_true(follow_profile(4) > 1);
    reader = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&reader, "later=big"), 4);
    assert_int_equal(found(&reader, "later=small"), 6);

    own("later")->flags |= FIELD_KEYED;
    assert_int_equal(found(&reader, "later=big"), -1);
    assert_true(follow_profile(4) > 4);
    reader = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&reader, "later=big"), 4);
    assert_int_equal(values("later"), 10);

    own("later")->flags &= ~(unsigned)(FIELD_FILTERED | FIELD_KEYED);
    (void)follow_profile(4);
    assert_int_equal(values("later"), 0);
    assert_int_equal(custom_index_is_due(work, &toy_record, &due), OK);
    assert_false(due);
    assert_int_equal(follow_profile(4), 1);
}

/* ---- another key of search ---- */

static void reload_keys(void)
{
    struct text ring = arena_format(world.arena, "%s/keys", world.directory);
    world.keys = keys_close(world.keys);
    world.keyring = keyring_close(world.keyring);
    assert_int_equal(keyring_open(ring.at, TEXT_NONE, &world.keyring), OK);
    world.keys = keys_open(world.keyring);
    world.system.keys = world.keys;
}

static struct text first_value(const char *field)
{
    struct rows rows;
    struct value bind[] = {value_text(text_from(field))};
    assert_int_equal(db_query(world.db,
                              SQL("t_first_value", "SELECT value FROM custom_value WHERE record = 'toy' AND field = $1 "
                                                   "ORDER BY value LIMIT 1"),
                              bind, 1, world.arena, &rows),
                     OK);
    assert_true(rows.count > 0);
    return cell_text(&rows, 0, 0);
}

/* Between all steps everybody is found, by what is typed and by the mark of a view that was saved before. */
static void another_key_while_people_look(void **state)
{
    (void)state;
    static const struct keyring_secret NO_SECRET = {TEXT_CONSTANT(""), NULL};
    const char *ring = arena_format(world.arena, "%s/keys", world.directory).at;
    struct work *work = &world.system;
    bool due, more = true;
    size_t rows;
    own("later")->flags |= FIELD_FILTERED | FIELD_KEYED;
    (void)follow_profile(4);
    for (int i = 0; i < 9; i++) {
        struct toy *toy = record_new(work->arena, &toy_record);
        memcpy(toy, toy_full(work), sizeof *toy);
        put(work, toy, "later", "big");
        put(work, toy, "card", "ZZ 99");
        assert_int_equal(record_insert(work, &toy_record, toy), OK);
    }
    struct work reader = work_of(ROLE_SUPERVISOR);
    int64_t big = found(&reader, "later=big"), cards = found(&reader, "card=zz+99");
    assert_true(big >= 9 && cards == 9);
    struct text mark = arena_text(world.arena, custom_index_mark(&reader, &toy_record, own("card"), TEXT("ZZ 99")));
    const char *viewed = arena_format(world.arena, "card=%.*s", TEXT_ARG(mark)).at;
    struct text before = arena_text(world.arena, first_value("card"));
    assert_int_equal(keyring_renew(ring, &NO_SECRET, KEYRING_SEARCH), OK);
    reload_keys();
    assert_int_equal(custom_index_is_due(work, &toy_record, &due), OK);
    assert_true(due);
    for (size_t step = 0; more; step++) {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        reader = work_of(ROLE_SUPERVISOR);
        assert_int_equal(found(&reader, "later=big"), big);
        assert_int_equal(found(&reader, "card=zz+99"), cards);
        assert_int_equal(found(&reader, viewed), cards);
        assert_int_equal(db_transaction_begin(world.db, true, &transaction), OK);
        assert_int_equal(custom_index_step(work, &toy_record, 4, &rows, &more), OK);
        assert_int_equal(db_transaction_commit(&transaction), OK);
        assert_true(step < 1000);
    }
    assert_int_equal(custom_index_is_due(work, &toy_record, &due), OK);
    assert_false(due);
    assert_int_equal(keyring_finish(ring, &NO_SECRET, true, 0), OK);
    reload_keys(); /* the key before is asked no more */
    reader = work_of(ROLE_SUPERVISOR);
    assert_int_equal(found(&reader, "later=big"), big);
    assert_int_equal(found(&reader, "card=zz+99"), cards);
    assert_int_equal(found(&reader, viewed), cards);
    assert_false(text_equal(before, first_value("card")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(profiles_say_how_a_field_filters),    cmocka_unit_test(lists_find_by_own_fields),
        cmocka_unit_test(a_typed_text_stays_out_of_addresses), cmocka_unit_test(exports_find_the_same),
        cmocka_unit_test(rights_hold_for_own_fields),          cmocka_unit_test(an_erased_row_leaves_no_value),
        cmocka_unit_test(the_index_follows_the_profile),       cmocka_unit_test(another_key_while_people_look),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
