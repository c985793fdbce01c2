/* Tickets on budget lines: put aside with the booking, given back with it, paid by two officers. */
#include "ledger/ledger.h"
#include "movements/tests/travelling.h"
#include "returns/programme.h"

static struct identifier line; /* of the mission's line: 500,000 NOK */

static enum outcome name_line(const char *values)
{
    return guarded_write(mission, mission->fixture->users[ROLE_PROGRAMME_MANAGER], &budget_line_record, line, values);
}

static int open_line(void **state)
{
    int failed = open_mission(state);
    line = mission->line->head.id;
    return failed;
}

static int serve_all(void **state)
{
    (void)state;
    return name_line("travel=yes\ncountries_of_return=\nprofiles=") == OK ? 0 : 1;
}

static struct ledger_figures figures(void)
{
    struct work work = mission->fixture->system;
    struct ledger_figures found;
    work.arena = mission->arena;
    must(ledger_figures(&work, line, &found), &work, "figures");
    return found;
}

static struct return_case *with_ticket(const struct movement *movement, const char *name, const char *cost)
{
    struct return_case *file = prepared(name, true);
    comes(movement, file, 1);
    must(guarded_write(mission, operations, &traveller_record, traveller(file)->head.id, cost), NULL, "cost");
    return file;
}

static size_t tickets(const struct return_case *file, struct return_ticket ***ret)
{
    struct work work = mission_work(mission, ROLE_OPERATIONS);
    size_t count;
    must(return_tickets_of(&work, traveller(file)->head.id, file->head.person, ret, &count), &work, "tickets");
    return count;
}

static const struct return_ticket *ticket(const struct return_case *file)
{
    struct return_ticket **found;
    assert_int_equal(tickets(file, &found), 1);
    return found[0];
}

static enum outcome pay_step(enum role role, struct identifier id, const char *action, struct work *ret_work)
{
    const char *values = arena_format(mission->arena, "paid_on=%.*s\nreceipt=DM 7",
                                      TEXT_ARG(date_to_text(mission->arena, mission->today)))
                             .at;
    return guarded_step(mission, mission->fixture->users[role], &ticket_flow, id, action,
                        text_is(text_from(action), "pay") ? values : "", ret_work);
}

static void pays(struct identifier id)
{
    struct work work;
    must(pay_step(ROLE_FINANCE_PREPARER, id, "prepare", &work), &work, "prepare");
    must(pay_step(ROLE_FINANCE_RELEASER, id, "release", &work), &work, "release");
    must(pay_step(ROLE_FINANCE_PREPARER, id, "pay", &work), &work, "pay");
}

static void test_without_a_line_nothing_is_charged(void **state)
{
    struct movement *movement = evening(false);
    struct return_ticket **found;
    (void)state;
    must(name_line("travel="), NULL, "no line");
    struct return_case *file = with_ticket(movement, "TINONE", "ticket_cost=9000000.00 NOK");
    book(movement);
    assert_text(travels(file), "booked");
    assert_int_equal(tickets(file, &found), 0);
    assert_int_equal(figures().committed, 0);
}

static void test_a_booking_puts_the_ticket_aside_and_gives_it_back(void **state)
{
    struct work work;
    struct return_ticket **found;
    struct ledger_figures before = figures();
    struct movement *movement = evening(false);
    (void)state;
    struct return_case *file = with_ticket(movement, "TIASIDE", "ticket_cost=4000.00 NOK");
    struct return_case *other = with_ticket(movement, "TIOTHER", "ticket_cost=1500.00 NOK");
    assert_int_equal(figures().committed, before.committed); /* nothing before the booking */
    book(movement);
    assert_int_equal(figures().committed, before.committed + 550000);
    assert_text(ticket(file)->head.state, "committed");
    assert_true(identifier_equal(ticket(file)->budget_line, line));
    assert_int_equal(ticket(file)->line_amount.minor, 400000);
    /* one is taken off, the flight is moved: what is not flown with is given back */
    must(pay_step(ROLE_FINANCE_PREPARER, ticket(other)->head.id, "prepare", &work), &work, "prepare");
    must(mission_step(mission, ROLE_CASEWORKER, &return_flow, other->head.id, "withdraw"), NULL, "withdraw");
    assert_int_equal(tickets(other, &found), 0);
    assert_int_equal(figures().committed, before.committed + 400000);
    must(step_of(operations, movement, "reopen", &work), &work, "reopen");
    assert_int_equal(tickets(file, &found), 0);
    assert_int_equal(figures().committed, before.committed);
    book(movement); /* again: a new one */
    assert_int_equal(figures().committed, before.committed + 400000);
    must(step_of(operations, movement, "cancel", &work), &work, "cancel");
    assert_int_equal(figures().committed, before.committed);
    assert_int_equal(figures().paid, before.paid);
}

static void test_nobody_is_booked_beyond_the_lines(void **state)
{
    struct work work;
    struct return_ticket **found;
    struct ledger_figures before = figures();
    struct movement *movement = evening(false);
    (void)state;
    struct return_case *first = with_ticket(movement, "TIFIRST", "ticket_cost=300000.00 NOK");
    struct return_case *second = with_ticket(movement, "TISECOND", "ticket_cost=300000.00 NOK");
    assert_int_equal(step_of(operations, movement, "book", &work), INVALID); /* each alone would fit */
    assert_true(guarded_has_problem(&work, "tickets_not_funded"));
    assert_text(travels(first), "planned");
    assert_text(state_of(second), "preparing");
    assert_int_equal(tickets(first, &found), 0);
    assert_int_equal(figures().committed, before.committed);
    must(guarded_write(mission, operations, &traveller_record, traveller(second)->head.id, "ticket_cost=50.00 NOK"),
         NULL, "cheaper");
    book(movement);
    /* dearer after the booking, than the line has left: refused, and what was put aside stays */
    assert_int_equal(
        guarded_write(mission, operations, &traveller_record, traveller(second)->head.id, "ticket_cost=900000.00 NOK"),
        INVALID);
    assert_int_equal(figures().committed, before.committed + 30005000);
    must(guarded_write(mission, operations, &traveller_record, traveller(second)->head.id, "ticket_cost=70.00 NOK"),
         NULL, "a little dearer");
    assert_int_equal(figures().committed, before.committed + 30007000);
    must(guarded_write(mission, operations, &traveller_record, traveller(second)->head.id, "ticket_cost="), NULL,
         "none");
    assert_int_equal(figures().committed, before.committed + 30000000);
    must(step_of(operations, movement, "cancel", &work), &work, "cancel");
}

static void test_a_line_that_serves_others_pays_no_ticket(void **state)
{
    struct work work;
    struct movement *movement = evening(false);
    (void)state;
    (void)with_ticket(movement, "TISERVED", "ticket_cost=4000.00 NOK"); /* a woman */
    static const char *const OTHERS[] = {"profiles=man", "profiles=\ncountries_of_return=SEN"};
    for (size_t i = 0; i < COUNT(OTHERS); i++) {
        must(name_line(OTHERS[i]), NULL, "serves others");
        assert_int_equal(step_of(operations, movement, "book", &work), INVALID);
        assert_true(guarded_has_problem(&work, "tickets_not_funded"));
    }
    must(name_line("profiles=woman\ncountries_of_return="), NULL, "serves women");
    book(movement);
    must(step_of(operations, movement, "cancel", &work), &work, "cancel");
}

static void test_a_currency_without_a_rate_is_refused(void **state)
{
    struct work work;
    struct movement *movement = evening(false);
    (void)state;
    (void)with_ticket(movement, "TIRATE", "ticket_cost=4000.00 EUR");
    assert_int_equal(step_of(operations, movement, "book", &work), INVALID);
    assert_true(guarded_has_problem(&work, "tickets_not_funded"));
}

static void test_two_officers_pay(void **state)
{
    struct work work;
    struct ledger_figures before = figures();
    struct movement *movement = evening(false);
    (void)state;
    struct return_case *file = with_ticket(movement, "TIPAID", "ticket_cost=4000.00 NOK");
    book(movement);
    struct identifier id = ticket(file)->head.id;
    assert_int_equal(pay_step(ROLE_OPERATIONS, id, "prepare", &work), FORBIDDEN);
    assert_int_equal(pay_step(ROLE_FINANCE_RELEASER, id, "prepare", &work), FORBIDDEN);
    must(pay_step(ROLE_FINANCE_PREPARER, id, "prepare", &work), &work, "prepare");
    assert_int_equal(pay_step(ROLE_FINANCE_PREPARER, id, "release", &work), FORBIDDEN);
    assert_int_equal(pay_step(ROLE_FINANCE_PREPARER, id, "pay", &work), NOT_FOUND);
    must(pay_step(ROLE_FINANCE_RELEASER, id, "send_back", &work), &work, "send back");
    { /* who prepared it does not release it, also with both roles */
        struct work both = mission_work(mission, ROLE_FINANCE_RELEASER);
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        must(db_transaction_begin(both.db, true, &transaction), NULL, "transaction");
        must(flow_move_forced(&both, &ticket_flow, id, TEXT("prepare"), TEXT_NONE), &both, "prepare");
        must(db_transaction_commit(&transaction), NULL, "commit");
    }
    assert_int_equal(pay_step(ROLE_FINANCE_RELEASER, id, "release", &work), INVALID);
    assert_true(guarded_has_problem(&work, "prepared_by_same"));
    must(pay_step(ROLE_FINANCE_RELEASER, id, "send_back", &work), &work, "send back");
    pays(id);
    assert_int_equal(figures().committed, before.committed);
    assert_int_equal(figures().paid, before.paid + 400000);
    assert_int_equal(pay_step(ROLE_FINANCE_PREPARER, id, "pay", &work), NOT_FOUND); /* once */
}

static void test_a_paid_ticket_of_a_journey_that_is_given_up(void **state)
{
    struct work work;
    struct return_ticket **found;
    struct ledger_figures before = figures();
    struct movement *movement = evening(false);
    (void)state;
    struct return_case *file = with_ticket(movement, "TILOST", "ticket_cost=4000.00 NOK");
    book(movement);
    struct identifier id = ticket(file)->head.id;
    pays(id);
    must(step_of(operations, movement, "reopen", &work), &work, "reopen");
    assert_text(ticket(file)->head.state, "unused");
    assert_int_equal(tasks_of(id), 1); /* finance claims it */
    book(movement);                    /* it is used after all */
    assert_text(ticket(file)->head.state, "paid");
    assert_int_equal(tasks_of(id), 0);
    assert_int_equal(figures().committed, before.committed);
    /* the carrier asks for more: the difference alone; for less: it was paid */
    assert_int_equal(
        guarded_write(mission, operations, &traveller_record, traveller(file)->head.id, "ticket_cost=3999.00 NOK"),
        INVALID);
    must(guarded_write(mission, operations, &traveller_record, traveller(file)->head.id, "ticket_cost=4250.00 NOK"),
         NULL, "dearer");
    assert_int_equal(figures().committed, before.committed + 25000);
    assert_int_equal(tickets(file, &found), 2);
    must(step_of(operations, movement, "cancel", &work), &work, "cancel");
    assert_int_equal(figures().committed, before.committed);
    assert_int_equal(figures().paid, before.paid + 400000);
    must(pay_step(ROLE_FINANCE_PREPARER, id, "claim", &work), &work, "claim");
    assert_int_equal(tasks_of(id), 1); /* the carrier's answer is awaited */
}

static enum outcome refund(enum role role, struct identifier id, const char *amount, int32_t on, struct work *ret_work)
{
    const char *values = arena_format(mission->arena, "refund=%s\nrefunded_on=%.*s\ncredit_note=CN 3", amount,
                                      TEXT_ARG(date_to_text(mission->arena, on)))
                             .at;
    return guarded_step(mission, mission->fixture->users[role], &ticket_flow, id, "refund", values, ret_work);
}

/* A ticket that was paid and that nobody flies with. */
static struct identifier unused(const char *name, const char *cost)
{
    struct work work;
    struct movement *movement = evening(false);
    struct return_case *file = with_ticket(movement, name, cost);
    book(movement);
    struct identifier id = ticket(file)->head.id;
    pays(id);
    assert_int_equal(pay_step(ROLE_FINANCE_PREPARER, id, "claim", &work), NOT_FOUND); /* somebody flies with it */
    assert_int_equal(pay_step(ROLE_FINANCE_PREPARER, id, "give_up", &work), INVALID);
    assert_true(guarded_has_problem(&work, "ticket_in_use"));
    must(step_of(operations, movement, "cancel", &work), &work, "cancel");
    return id;
}

static struct identifier claimed(const char *name, const char *cost)
{
    struct work work;
    struct identifier id = unused(name, cost);
    must(pay_step(ROLE_FINANCE_PREPARER, id, "claim", &work), &work, "claim");
    return id;
}

static void test_what_the_carrier_gives_back_is_on_the_line_again(void **state)
{
    struct work work;
    struct ledger_figures before = figures();
    struct identifier id = claimed("TIREFUND", "ticket_cost=4000.01 NOK");
    (void)state;
    assert_int_equal(refund(ROLE_FINANCE_PREPARER, id, "4000.02 NOK", mission->today, &work), INVALID);
    assert_true(guarded_has_problem(&work, "refund_too_much"));
    assert_int_equal(refund(ROLE_FINANCE_PREPARER, id, "400.00 EUR", mission->today, &work), INVALID);
    assert_true(guarded_has_problem(&work, "refund_currency"));
    assert_int_equal(refund(ROLE_FINANCE_PREPARER, id, "0 NOK", mission->today, &work), INVALID);
    assert_int_equal(refund(ROLE_FINANCE_PREPARER, id, "3000.00 NOK", mission->today - 1, &work), INVALID);
    assert_int_equal(refund(ROLE_FINANCE_RELEASER, id, "3000.00 NOK", mission->today, &work), FORBIDDEN);
    must(refund(ROLE_FINANCE_PREPARER, id, "3000.00 NOK", mission->today, &work), &work, "refund");
    assert_int_equal(figures().paid, before.paid + 400001); /* nothing before the second person */
    assert_int_equal(pay_step(ROLE_FINANCE_PREPARER, id, "confirm", &work), FORBIDDEN);
    must(pay_step(ROLE_FINANCE_RELEASER, id, "send_back", &work), &work, "send back");
    must(refund(ROLE_FINANCE_PREPARER, id, "2999.99 NOK", mission->today, &work), &work, "refund");
    must(pay_step(ROLE_FINANCE_RELEASER, id, "confirm", &work), &work, "confirm");
    assert_int_equal(figures().paid, before.paid + 100002);
    assert_int_equal(figures().committed, before.committed);
    assert_int_equal(figures().available, before.available - 100002);
    const struct return_ticket *row = mission_row(mission, &return_ticket_record, id);
    assert_int_equal(row->line_amount.minor, 100002);
    assert_int_equal(row->amount.minor, 400001);
    assert_int_equal(tasks_of(id), 0);
    assert_int_equal(pay_step(ROLE_FINANCE_RELEASER, id, "confirm", &work), NOT_FOUND); /* once */
}

static void test_of_a_ticket_all_or_nothing_comes_back(void **state)
{
    struct work work;
    struct ledger_figures before = figures();
    struct identifier all = claimed("TIALL", "ticket_cost=700.00 NOK");
    struct identifier nothing = unused("TINOTHING", "ticket_cost=50.00 NOK");
    (void)state;
    must(refund(ROLE_FINANCE_PREPARER, all, "700.00 NOK", mission->today, &work), &work, "refund");
    { /* who claimed it does not give it up, also with both roles */
        struct work both = mission_work(mission, ROLE_FINANCE_RELEASER);
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        must(db_transaction_begin(both.db, true, &transaction), NULL, "transaction");
        must(flow_move_forced(&both, &ticket_flow, nothing, TEXT("claim"), TEXT_NONE), &both, "claim");
        must(db_transaction_commit(&transaction), NULL, "commit");
    }
    assert_int_equal(pay_step(ROLE_FINANCE_RELEASER, nothing, "write_off", &work), INVALID);
    assert_true(guarded_has_problem(&work, "refund_by_same"));
    { /* another officer claimed it */
        struct value bind[] = {value_id(mission->fixture->users[ROLE_FINANCE_PREPARER]), value_id(nothing)};
        assert_int_equal(db_execute(mission->fixture->db,
                                    SQL("t_claimer", "UPDATE return_ticket SET refund_by = $1 WHERE id = $2"), bind, 2,
                                    NULL),
                         OK);
    }
    must(pay_step(ROLE_FINANCE_RELEASER, nothing, "write_off", &work), &work, "write off");
    must(pay_step(ROLE_FINANCE_RELEASER, all, "confirm", &work), &work, "confirm");
    assert_int_equal(figures().paid, before.paid + 5000);
    assert_text(((const struct return_ticket *)mission_row(mission, &return_ticket_record, nothing))->head.state,
                "lost");
    assert_int_equal(tasks_of(nothing), 0);
}

static void test_a_mark_that_is_taken_back_keeps_the_ticket(void **state)
{
    struct work work;
    struct movement *movement = evening(false);
    (void)state;
    struct return_case *file = with_ticket(movement, "TIMARK", "ticket_cost=4000.00 NOK");
    book(movement);
    struct identifier id = ticket(file)->head.id;
    must(pay_step(ROLE_FINANCE_PREPARER, id, "prepare", &work), &work, "prepare");
    (void)mark_by(operations, movement, file, "boarded", "");
    assert_text(travels(file), "departed");
    must(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "correct"), NULL, "correct");
    assert_text(travels(file), "booked");
    assert_true(identifier_equal(ticket(file)->head.id, id));
    assert_text(ticket(file)->head.state, "prepared");
}

static int64_t value_of(const struct programme *programme, const char *table, const char *code, size_t column)
{
    const struct programme_table *found = programme_table(programme, text_from(table));
    for (size_t i = 0; found != NULL && i < found->row_count; i++)
        if (text_is(found->rows[i].code, code))
            return found->rows[i].values[column];
    return -1;
}

static void test_figures_and_pages_tell_of_tickets(void **state)
{
    struct programme_query query = {.from = mission->today, .to = mission->today, .age_group = -1};
    struct programme programme;
    struct ledger_figures paid = figures();
    struct work work = mission_work(mission, ROLE_PROGRAMME_MANAGER);
    struct movement *movement = evening(false);
    (void)state;
    must(programme_get(&work, &query, &programme), &work, "figures");
    int64_t count = value_of(&programme, "unit-cost", "ticket-NOK", 0);
    assert_int_equal(value_of(&programme, "cost", "tickets-NOK", 1), paid.paid);
    assert_int_equal(value_of(&programme, "unit-cost", "ticket-NOK", 2), paid.paid / count);
    struct return_case *file = with_ticket(movement, "TIPAGE", "ticket_cost=4321.00 NOK");
    book(movement);
    struct loopback *officer = fixture_role(mission->fixture, ROLE_OPERATIONS);
    assert_int_equal(loopback_get(officer, address("movements", movement->head.id, ""))->status, 200);
    assert_true(loopback_shows(officer, "/return-tickets/"));
    struct loopback *finance = fixture_role(mission->fixture, ROLE_FINANCE_PREPARER);
    assert_int_equal(loopback_get(finance, "/fr/payments")->status, 200);
    assert_true(loopback_shows(finance, arena_string(mission->arena, ticket(file)->head.number)));
    assert_int_equal(loopback_get(finance, address("return-tickets", ticket(file)->head.id, ""))->status, 200);
    assert_true(loopback_shows(finance, "steps/prepare"));
    struct loopback *stranger = fixture_client(mission->fixture, TEXT("receiver"));
    assert_int_equal(loopback_get(stranger, address("return-tickets", ticket(file)->head.id, ""))->status, 403);
    (void)loopback_close(officer);
    (void)loopback_close(finance);
    (void)loopback_close(stranger);
}

int main(void)
{
    const struct CMUnitTest TESTS[] = {
        cmocka_unit_test(test_without_a_line_nothing_is_charged),
        cmocka_unit_test_setup(test_a_booking_puts_the_ticket_aside_and_gives_it_back, serve_all),
        cmocka_unit_test_setup(test_nobody_is_booked_beyond_the_lines, serve_all),
        cmocka_unit_test_setup(test_a_line_that_serves_others_pays_no_ticket, serve_all),
        cmocka_unit_test_setup(test_a_currency_without_a_rate_is_refused, serve_all),
        cmocka_unit_test_setup(test_two_officers_pay, serve_all),
        cmocka_unit_test_setup(test_a_paid_ticket_of_a_journey_that_is_given_up, serve_all),
        cmocka_unit_test_setup(test_what_the_carrier_gives_back_is_on_the_line_again, serve_all),
        cmocka_unit_test_setup(test_of_a_ticket_all_or_nothing_comes_back, serve_all),
        cmocka_unit_test_setup(test_a_mark_that_is_taken_back_keeps_the_ticket, serve_all),
        cmocka_unit_test_setup(test_figures_and_pages_tell_of_tickets, serve_all),
    };
    return cmocka_run_group_tests(TESTS, open_line, close_mission);
}
