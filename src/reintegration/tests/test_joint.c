/* Orders to suppliers with their invoices, collective projects with their shares, courses with their seats. */
#include "database/wall.h"
#include "reintegration/reintegration_pages.h"
#include "reintegration/tests/reintegrating.h"

/* ---- orders ---- */

static void add_paper(const struct record *record, struct identifier subject)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    const struct attachment_new paper = {.record = text_from(record->name),
                                         .subject = subject,
                                         .kind = TEXT("delivery_note"),
                                         .file_name = TEXT("BL_1.jpg"),
                                         .bytes = TEXT(JPEG_PHOTO),
                                         .largest = 1 << 20};
    struct identifier id;
    work.hand_over = store_here;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(attachment_add(&work, &paper, &id), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static const char *order_of(const struct return_item *item, struct identifier supplier, int price)
{
    return arena_format(mission->arena, "item=%s\nsupplier=%s\ngoods=Cloth.\namount=%d NOK\ndue_on=%s",
                        id_text(item->head.id), id_text(supplier), price, day(mission->today + 9))
        .at;
}

static const char *invoice_of(const char *amount)
{
    return arena_format(mission->arena, "invoice=F 1\ninvoiced=%s\ninvoiced_on=%s", amount, day(mission->today)).at;
}

static struct ledger_figures line_figures(void)
{
    struct work work = mission->fixture->system;
    struct ledger_figures found;
    work.arena = mission->arena;
    assert_int_equal(ledger_figures(&work, mission->line->head.id, &found), OK);
    return found;
}

static void test_an_order_is_placed_by_another_and_paid_with_its_invoice(void **state)
{
    (void)state;
    struct identifier finance = mission->fixture->users[ROLE_FINANCE_PREPARER];
    struct identifier releaser = mission->fixture->users[ROLE_FINANCE_RELEASER];
    struct return_case *file = case_at("DOUMBIA", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    struct identifier supplier = add_supplier("Orders");
    const char *on_today = arena_format(mission->arena, "delivered_on=%s", day(mission->today)).at;
    assert_int_equal(try_add(caseworker, &order_record, file, order_of(item, supplier, 1001)), INVALID);
    struct identifier order = add(supervisor, &order_record, file, order_of(item, supplier, 990));
    assert_int_equal(try_add(caseworker, &order_record, file, order_of(item, supplier, 10)),
                     INVALID); /* one at a time */
    assert_int_equal(open_tasks(order, "reintegration.approve"), 1);
    REFUSED("not_committed", other_supervisor, &order_flow, order, "place", "");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    struct ledger_figures before = line_figures();
    REFUSED("own_order", supervisor, &order_flow, order, "place", "");
    assert_int_equal(guarded_step(mission, caseworker, &order_flow, order, "place", "", NULL), FORBIDDEN);
    TAKEN(other_supervisor, &order_flow, order, "place", "");
    assert_int_equal(guarded_write(mission, caseworker, &order_record, order, "amount=1 NOK"), INVALID);
    REFUSED("invoice_missing", finance, &item_flow, item->head.id, "prepare", "");
    REFUSED("order_placed", caseworker, &item_flow, item->head.id, "cancel", "");
    REFUSED("paper_missing", caseworker, &order_flow, order, "deliver", on_today);
    add_paper(&order_record, order);
    REFUSED("delivery_missing", caseworker, &order_flow, order, "deliver", on_today);
    struct identifier part = add(caseworker, &delivery_record, file, delivery_of(item, 400, "signed"));
    TAKEN(caseworker, &delivery_flow, part, "accept", ""); /* which does not complete the item */
    REFUSED("delivery_missing", caseworker, &order_flow, order, "deliver", on_today);
    struct identifier rest = add(caseworker, &delivery_record, file, delivery_of(item, 600, "signed"));
    assert_int_equal(guarded_write(mission, caseworker, &delivery_record, rest, "complete=yes"), OK);
    TAKEN(caseworker, &delivery_flow, rest, "accept", "");
    REFUSED("before_order", caseworker, &order_flow, order, "deliver",
            arena_format(mission->arena, "delivered_on=%s", day(mission->today - 1)).at);
    TAKEN(caseworker, &order_flow, order, "deliver", on_today);
    REFUSED("more_than_ordered", caseworker, &order_flow, order, "invoice", invoice_of("990.01 NOK"));
    REFUSED("currency_differs", caseworker, &order_flow, order, "invoice", invoice_of("99 EUR"));
    TAKEN(caseworker, &order_flow, order, "invoice", invoice_of("990 NOK"));
    REFUSED("invoice_missing", finance, &item_flow, item->head.id, "prepare", "");
    TAKEN(finance, &order_flow, order, "send_back", "");
    TAKEN(caseworker, &order_flow, order, "invoice", invoice_of("750.55 NOK"));
    TAKEN(finance, &order_flow, order, "accept", "");
    TAKEN(finance, &item_flow, item->head.id, "prepare", "");
    TAKEN(releaser, &item_flow, item->head.id, "release", "");
    TAKEN(finance, &item_flow, item->head.id, "pay",
          arena_format(mission->arena, "paid_on=%s\nreceipt=R 1", day(mission->today)).at);
    struct ledger_figures after = line_figures();
    assert_int_equal(after.paid - before.paid, 75055); /* what was invoiced, and the line has the rest again */
    assert_int_equal(before.committed - after.committed, 100000);
    assert_int_equal(after.available - before.available, 24945);
    assert_int_equal(
        ((const struct return_item *)mission_row(mission, &return_item_record, item->head.id))->line_amount.minor,
        75055);
}

static void test_who_recorded_an_invoice_does_not_accept_it(void **state)
{
    (void)state;
    struct return_case *file = case_at("FOFANA", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    struct identifier order = add(caseworker, &order_record, file, order_of(item, add_supplier("Two eyes"), 900));
    struct value bind[] = {value_id(mission->fixture->users[ROLE_FINANCE_PREPARER]), value_date(mission->today),
                           value_id(order)};
    assert_int_equal(
        db_execute(mission->fixture->db,
                   SQL("t_invoiced", "UPDATE reintegration_order SET state = 'invoiced', invoice_by = $1, "
                                     "placed_on = $2, invoiced = 90000, invoiced_currency = 'NOK' WHERE id = $3"),
                   bind, 3, NULL),
        OK);
    REFUSED("own_invoice", mission->fixture->users[ROLE_FINANCE_PREPARER], &order_flow, order, "accept", "");
    assert_int_not_equal(db_execute(mission->fixture->db,
                                    SQL("t_accepted", "UPDATE reintegration_order SET accepted_by = invoice_by "
                                                      "WHERE id = $1"),
                                    &bind[2], 1, NULL),
                         OK); /* the table refuses it too */
}

/* ---- collective projects ---- */

static struct identifier add_project(const char *kind, int cost)
{
    struct record_head *nothing = record_new(mission->arena, &project_record);
    struct identifier id = {{0}};
    nothing->organisation = mission->fixture->organisation->head.id;
    assert_int_equal(guarded_add(mission, supervisor, &project_record, nothing, NULL,
                                 arena_format(mission->arena,
                                              "name=Mill\nkind=%s\ncategory=livelihood\ncountry=GIN\ncost=%d NOK\n"
                                              "about=A mill for three families.",
                                              kind, cost)
                                     .at,
                                 &id),
                     OK);
    return id;
}

static const char *share_of(const struct return_item *item, struct identifier project)
{
    return arena_format(mission->arena, "item=%s\nproject=%s", id_text(item->head.id), id_text(project)).at;
}

static void test_several_put_their_items_into_one_project(void **state)
{
    (void)state;
    struct identifier finance = mission->fixture->users[ROLE_FINANCE_PREPARER];
    struct return_case *first = case_at("KONATE", "arrived");
    struct return_case *second = case_at("SIDIBE", "arrived");
    struct return_item *a = mission_item(mission, first, 1, 60000);
    struct return_item *b = mission_item(mission, second, 1, 50000);
    struct return_item *more = mission_item(mission, second, 1, 10000);
    struct identifier project = add_project("collective", 1150);
    struct identifier share = add(caseworker, &share_record, first, share_of(a, project));
    assert_int_equal(try_add(caseworker, &share_record, first, share_of(a, add_project("collective", 900))), INVALID);
    assert_int_equal(try_add(caseworker, &share_record, second, share_of(a, project)), INVALID); /* of another plan */
    REFUSED("too_few_shares", other_supervisor, &project_flow, project, "agree", "");
    (void)add(caseworker, &share_record, second, share_of(b, project));
    assert_int_equal(try_add(caseworker, &share_record, second, share_of(more, project)),
                     INVALID); /* beyond its cost */
    REFUSED("share_not_committed", other_supervisor, &project_flow, project, "agree", "");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, first->head.id, "agree_plan"), OK);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, second->head.id, "agree_plan"), OK);
    REFUSED("own_project", supervisor, &project_flow, project, "agree", "");
    REFUSED("project_not_agreed", finance, &item_flow, a->head.id, "prepare", "");
    TAKEN(other_supervisor, &project_flow, project, "agree", "");
    assert_int_equal(guarded_write(mission, supervisor, &project_record, project, "name=Other"), INVALID);
    assert_int_equal(try_add(caseworker, &share_record, second, share_of(more, project)), INVALID); /* it is closed */
    REFUSED("project_agreed", caseworker, &share_flow, share, "leave", "");
    REFUSED("share_in_project", caseworker, &item_flow, a->head.id, "cancel", "");
    TAKEN(finance, &item_flow, a->head.id, "prepare", "");
    TAKEN(manager, &project_flow, project, "reopen", "");
    TAKEN(caseworker, &share_flow, share, "leave", "");
    (void)add(caseworker, &share_record, second, share_of(more, project)); /* there is room again */
}

/* ---- courses ---- */

static struct text state_of(const struct record *record, struct identifier id)
{
    return record_head_of(mission_row(mission, record, id))->state;
}

static struct identifier takes_part(const char *name, struct identifier course)
{
    return add(caseworker, &training_record, case_at(name, "arrived"),
               arena_format(mission->arena, "course=%s\nkind=vocational\ntitle=Sewing\nstarts_on=%s", id_text(course),
                            day(mission->today + 9))
                   .at);
}

#define STATE_IS(state, id) assert_true(text_is(state_of(&training_record, id), state))

static void test_who_comes_too_late_for_a_seat_waits(void **state)
{
    (void)state;
    struct identifier course = add_rule(&course_record, arena_format(mission->arena,
                                                                     "title=Sewing\nkind=vocational\ncountry=GIN\n"
                                                                     "starts_on=%s\nseats=2",
                                                                     day(mission->today + 9))
                                                            .at);
    struct identifier first = takes_part("CISSE", course);
    struct identifier second = takes_part("SYLLA", course);
    struct identifier third = takes_part("KABA", course);
    struct identifier fourth = takes_part("DIOP", course);
    STATE_IS("planned", first);
    STATE_IS("planned", second);
    STATE_IS("waiting", third);
    STATE_IS("waiting", fourth);
    REFUSED("no_seat", caseworker, &training_flow, fourth, "seat", "");
    assert_int_equal(guarded_write(mission, manager, &course_record, course, "seats=1"), INVALID);
    TAKEN(caseworker, &training_flow, first, "drop", "");
    STATE_IS("planned", third); /* who waited longest */
    STATE_IS("waiting", fourth);
    assert_int_equal(open_tasks(third, "reintegration.write"), 1);
    TAKEN(caseworker, &training_flow, second, "put_back", "");
    STATE_IS("planned", fourth);
    STATE_IS("waiting", second); /* not at once again */
    assert_int_equal(guarded_write(mission, manager, &course_record, course, "seats=3"), OK);
    STATE_IS("planned", second);
    assert_int_equal(try_add(caseworker, &training_record, case_at("NIANG", "arrived"),
                             arena_format(mission->arena, "course=%s\nkind=vocational\ntitle=X\nstarts_on=%s",
                                          id_text(identifier_new()), day(mission->today))
                                 .at),
                     INVALID);
}

static struct identifier a_course(int seats)
{
    return add_rule(&course_record,
                    arena_format(mission->arena, "title=Sewing\nkind=vocational\ncountry=GIN\nstarts_on=%s\nseats=%d",
                                 day(mission->today + 9), seats)
                        .at);
}

/* A training on the course, not stored yet. */
static struct reintegration_training *comes(const struct return_case *file, struct identifier course)
{
    struct reintegration_training *training = record_new(mission->arena, &training_record);
    training->head.person = file->head.person;
    training->head.organisation = file->head.organisation;
    training->head.office = file->head.office;
    training->return_case = file->head.id;
    training->course = course;
    training->kind = TEXT("vocational");
    training->title = TEXT("Sewing");
    training->starts_on = mission->today + 9;
    return training;
}

/* Both counted a free seat before either took it. */
static void test_the_last_seat_goes_to_one_of_two(void **state)
{
    (void)state;
    AUTO_DB struct db *second = NULL;
    bool many = db_has_many_writers(mission->fixture->database);
    bool seat = false;
    struct return_case *early = case_at("SOW", "arrived");
    struct return_case *late = case_at("BALDE", "arrived");
    struct identifier course = a_course(1);
    struct work one = mission_work(mission, ROLE_CASEWORKER);
    struct work other = mission_work(mission, ROLE_CASEWORKER);
    struct db_transaction racing = {0};
    assert_int_equal(db_open(mission->fixture->database, false, &second), OK);
    wall_open_for_system(second);
    other.db = second;
    struct reintegration_training *mine = comes(early, course);
    AUTO_TRANSACTION struct db_transaction first = {0};
    assert_int_equal(db_transaction_begin(one.db, true, &first), OK);
    if (many) { /* its snapshot is older than what the first commits */
        assert_int_equal(db_transaction_begin(other.db, true, &racing), OK);
        assert_int_equal(course_has_seat(&other, course, (struct identifier){{0}}, &seat), OK);
        assert_true(seat);
    }
    assert_int_equal(record_insert(&one, &training_record, mine), OK);
    assert_int_equal(db_transaction_commit(&first), OK);
    if (many) { /* the other still sees the seat free, and may not take it */
        enum outcome raced = record_insert(&other, &training_record, comes(late, course));
        assert_int_equal(raced == OK ? db_transaction_commit(&racing) : raced, UNAVAILABLE);
        db_transaction_end(&racing);
        assert_true(second->raced); /* run again, as every request that lost a race */
    }
    struct reintegration_training *theirs = comes(late, course);
    assert_int_equal(db_transaction_begin(other.db, true, &racing), OK);
    assert_int_equal(record_insert(&other, &training_record, theirs), OK);
    assert_int_equal(db_transaction_commit(&racing), OK);
    STATE_IS("planned", mine->head.id);
    STATE_IS("waiting", theirs->head.id);
    assert_string_equal(training_part.said(theirs),
                        "Saved. All seats of this course are taken: the person waits for one.");
    assert_string_equal(training_part.said(mine), "Saved.");
}

/* ---- the end of a case ---- */

static void test_a_case_that_ends_gives_back_what_it_holds(void **state)
{
    (void)state;
    struct identifier course = a_course(1);
    struct identifier supplier = add_supplier("Ends");
    struct return_case *file = case_at("CAMARA", "arrived");
    struct return_item *placed_item = mission_item(mission, file, 1, 60000);
    struct return_item *shared = mission_item(mission, file, 1, 10000);
    struct identifier seat = add(caseworker, &training_record, file,
                                 arena_format(mission->arena, "course=%s\nkind=vocational\ntitle=X\nstarts_on=%s",
                                              id_text(course), day(mission->today + 9))
                                     .at);
    struct identifier next = takes_part("BAH", course);
    STATE_IS("planned", seat);
    STATE_IS("waiting", next);
    struct identifier share = add(caseworker, &share_record, file, share_of(shared, add_project("collective", 1150)));
    struct identifier placed = add(caseworker, &order_record, file, order_of(placed_item, supplier, 600));
    struct identifier written = add(caseworker, &order_record, file, order_of(shared, supplier, 90));
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    TAKEN(supervisor, &order_flow, placed, "place", "");
    TAKEN(supervisor, &return_flow, file->head.id, "close_early", "closure_reason=no_access");
    assert_true(text_is(state_of(&training_record, seat), "dropped"));
    STATE_IS("planned", next);
    assert_true(text_is(state_of(&share_record, share), "left"));
    assert_true(text_is(state_of(&order_record, written), "cancelled"));
    assert_int_equal(open_tasks(written, "reintegration.approve"), 0);
    assert_true(text_is(state_of(&order_record, placed), "recalled"));
    assert_int_equal(open_tasks(placed, "reintegration.approve"), 1);
    assert_int_equal(guarded_step(mission, caseworker, &order_flow, placed, "cancel", "", NULL), FORBIDDEN);
    TAKEN(supervisor, &order_flow, placed, "cancel", "");
    assert_int_equal(open_tasks(placed, "reintegration.approve"), 0);
}

static void test_pages_of_orders_and_projects(void **state)
{
    (void)state;
    struct return_case *file = case_at("TRAORE", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 60000);
    struct identifier project = add_project("community", 1150);
    (void)add(caseworker, &share_record, file, share_of(item, project));
    struct identifier order = add(caseworker, &order_record, file, order_of(item, add_supplier("Pages"), 600));
    const char *path = arena_format(mission->arena, "/fr/collective-projects/%s", id_text(project)).at;
    struct loopback *browser = fixture_role(mission->fixture, ROLE_CASEWORKER);
    assert_int_equal(loopback_get(browser, path)->status, 200);
    assert_true(loopback_shows(browser, "TRAORE"));
    path = arena_format(mission->arena, "/fr/supplier-orders/%s", id_text(order)).at;
    assert_int_equal(loopback_get(browser, path)->status, 200);
    assert_int_equal(loopback_get(browser, "/fr/collective-projects/new")->status, 200);
    (void)loopback_close(browser);
    browser = fixture_role(mission->fixture, ROLE_PROGRAMME_MANAGER); /* without names */
    path = arena_format(mission->arena, "/en/collective-projects/%s", id_text(project)).at;
    assert_int_equal(loopback_get(browser, path)->status, 200);
    assert_false(loopback_shows(browser, "TRAORE"));
    assert_true(loopback_shows(browser, "The item behind each share is committed"));
    (void)loopback_close(browser);
    browser = fixture_role(mission->fixture, ROLE_RECEPTION);
    assert_true(loopback_get(browser, path)->status >= 403);
    (void)loopback_close(browser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_order_is_placed_by_another_and_paid_with_its_invoice),
        cmocka_unit_test(test_who_recorded_an_invoice_does_not_accept_it),
        cmocka_unit_test(test_several_put_their_items_into_one_project),
        cmocka_unit_test(test_who_comes_too_late_for_a_seat_waits),
        cmocka_unit_test(test_the_last_seat_goes_to_one_of_two),
        cmocka_unit_test(test_a_case_that_ends_gives_back_what_it_holds),
        cmocka_unit_test(test_pages_of_orders_and_projects),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
