/* A row that one unit of work reads twice is asked for once; and nobody is shown by that what the database, or their
   rights, would not show them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "record/kept_row.h"
#include "record/tests/toy.h"

struct page {
    struct db_transaction transaction;
    struct work work;
};

static void begin(struct page *page, enum role role)
{
    page->work = work_of(role);
    assert_int_equal(db_transaction_begin(world.db, true, &page->transaction), OK);
    page->work.kept = kept_rows_open(&page->work);
}

static void end(struct page *page) { db_transaction_end(&page->transaction); }

static struct toy *get(struct work *work, struct identifier id)
{
    void *row;
    struct field_set readable;
    assert_int_equal(record_get(work, &toy_record, id, &row, &readable), OK);
    return row;
}

/* How many statements it takes. */
static uint64_t cost(struct work *work, struct identifier id)
{
    uint64_t before = world.db->statements;
    (void)get(work, id);
    return world.db->statements - before;
}

static void change_pieces(struct work *work, struct identifier id, int64_t pieces)
{
    const struct toy *seen = get(work, id);
    struct toy changed = *seen;
    changed.pieces = pieces;
    assert_int_equal(record_update(&world.system, &toy_record, seen, &changed), OK);
}

static void asked_once(void **state)
{
    struct page page = {0};
    struct identifier id = toy_store();
    (void)state;
    begin(&page, ROLE_SUPERVISOR);
    assert_int_equal(cost(&page.work, id), 1);
    assert_int_equal(cost(&page.work, id), 0);
    assert_string_equal(get(&page.work, id)->code.at, "C-1");
    end(&page);
    assert_int_equal(cost(&page.work, id), 1); /* outside a transaction each statement sees a state of its own */
    page.work.kept = NULL;
    begin(&page, ROLE_SUPERVISOR);
    page.work.kept = NULL;
    assert_int_equal(cost(&page.work, id) + cost(&page.work, id), 2);
    end(&page);
}

static void a_copy_for_each(void **state)
{
    struct page page = {0};
    struct identifier id = toy_store();
    (void)state;
    begin(&page, ROLE_SUPERVISOR);
    get(&page.work, id)->pieces = 77;
    assert_int_equal(get(&page.work, id)->pieces, 42);
    end(&page);
}

static void what_is_written_is_read(void **state)
{
    struct page page = {0};
    struct db_transaction step = {0};
    struct identifier id = toy_store();
    (void)state;
    begin(&page, ROLE_SUPERVISOR);
    change_pieces(&page.work, id, 43);
    assert_int_equal(get(&page.work, id)->pieces, 43);
    assert_int_equal(db_transaction_begin(world.db, true, &step), OK);
    change_pieces(&page.work, id, 44);
    assert_int_equal(get(&page.work, id)->pieces, 44);
    db_transaction_end(&step);
    assert_int_equal(get(&page.work, id)->pieces, 43); /* the step was taken back */
    end(&page);
}

/* By a statement of its own, not through the record layer. */
static void what_anything_writes_is_read(void **state)
{
    struct page page = {0};
    struct identifier id = toy_store();
    const struct value bind = value_id(id);
    (void)state;
    begin(&page, ROLE_SUPERVISOR);
    (void)get(&page.work, id);
    assert_int_equal(db_execute_later(world.db, SQL("t_pieces", "UPDATE toy SET pieces = 5 WHERE id = $1"), &bind, 1),
                     OK);
    assert_int_equal(get(&page.work, id)->pieces, 5);
    end(&page);
}

static void rights_are_asked_each_time(void **state)
{
    struct page page = {0};
    struct identifier id = toy_store();
    void *row;
    struct field_set readable;
    (void)state;
    begin(&page, ROLE_CASEWORKER);
    assert_int_equal(record_get_unlimited(&page.work, &toy_record, id, &row), OK);
    assert_string_equal(((struct toy *)row)->secret.at, TOY_SECRET);
    assert_int_equal(get(&page.work, id)->secret.length, 0);
    assert_int_equal(get(&page.work, id)->token.length, 0);

    const struct assignment elsewhere = {{{9}}, {{9}}, ROLE_CASEWORKER};
    struct actor stranger = *page.work.actor;
    stranger.assignments = &elsewhere;
    struct work other = page.work;
    other.actor = &stranger;
    assert_int_equal(record_get(&other, &toy_record, id, &row, &readable), NOT_FOUND);
    struct actor somebody = {0};
    other.actor = &somebody;
    assert_int_equal(record_get(&other, &toy_record, id, &row, &readable), NOT_FOUND);
    end(&page);
}

/* What was read through a wider wall says nothing about what the narrower one lets through. */
static void walls_are_kept_apart(void **state)
{
    struct page page = {0};
    struct identifier id = toy_store();
    (void)state;
    begin(&page, ROLE_SUPERVISOR);
    enum wall_state before = world.db->wall.state;
    world.db->wall.state = WALL_WIDE;
    assert_int_equal(cost(&page.work, id), 1);
    world.db->wall.state = WALL_NARROW;
    assert_int_equal(cost(&page.work, id), 1);
    assert_int_equal(cost(&page.work, id), 0);
    world.db->wall.state = WALL_OPEN;
    assert_int_equal(cost(&page.work, id), 0);
    world.db->wall.state = before;
    end(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asked_once),
        cmocka_unit_test(a_copy_for_each),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_anything_writes_is_read),
        cmocka_unit_test(rights_are_asked_each_time),
        cmocka_unit_test(walls_are_kept_apart),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
