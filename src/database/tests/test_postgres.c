/* What PostgreSQL has and a file has not: a server that goes away, races, cursors, prepared statements.  Runs where
   TEST_DATABASE names a server and the user may end its connections. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <float.h>
#include <math.h>
#include <unistd.h>

#include "base/calendar.h"
#include "database/tests/pair.h"
#include "system/clock.h"

/* --- a server that goes away -------------------------------------------------------------------------------------- */

static void a_connection_lost_between_requests_costs_none(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    assert_int_equal(add(pair.db, 1), OK);
    cut(&pair, process);
    assert_int_equal(add(pair.db, 2), OK); /* prepared anew */
    assert_true(process_of(&pair, pair.db) != process);
    process = process_of(&pair, pair.db);
    struct db_transaction transaction;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    cut(&pair, process); /* nobody has told the server of the transaction yet */
    assert_int_equal(add(pair.db, 3), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(things(&pair), 3);
}

static void a_transaction_is_lost_as_a_whole(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    struct db_transaction transaction;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(add(pair.db, 1), OK);
    cut(&pair, process);
    assert_int_equal(add(pair.db, 2), UNAVAILABLE);
    assert_true(pair.db->lost);
    assert_int_equal(add(pair.db, 3), UNAVAILABLE); /* never on its own, on the next connection */
    assert_int_equal(db_transaction_commit(&transaction), UNAVAILABLE);
    db_transaction_end(&transaction);
    assert_false(pair.db->lost);
    assert_false(pair.db->raced);
    assert_int_equal(things(&pair), 0);
    assert_int_equal(add(pair.db, 4), OK);
}

static void what_is_lost_within_a_savepoint_stays_lost(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    struct db_transaction batch;
    struct db_transaction request;
    assert_int_equal(db_transaction_begin(pair.db, true, &batch), OK);
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &request), OK);
    assert_int_equal(add(pair.db, 2), OK);
    cut(&pair, process);
    assert_int_equal(add(pair.db, 3), UNAVAILABLE);
    db_transaction_end(&request);
    assert_true(pair.db->lost);
    assert_int_equal(db_transaction_begin(pair.db, true, &request), UNAVAILABLE);
    assert_int_equal(add(pair.db, 4), UNAVAILABLE);
    assert_int_equal(db_transaction_commit(&batch), UNAVAILABLE);
    db_transaction_end(&batch);
    assert_int_equal(things(&pair), 0);
    assert_int_equal(add(pair.db, 5), OK);
}

/* As `seven_calls` of test_faults.c, with a real loss before call number `at`. */
static enum outcome five_calls(struct pair *pair, int at)
{
    AUTO_TRANSACTION struct db_transaction outer = {0};
    AUTO_TRANSACTION struct db_transaction inner = {0};
    int64_t process = process_of(pair, pair->db);
    enum outcome outcome = db_transaction_begin(pair->db, true, &outer);
    for (int call = 1; outcome == OK && call <= 5; call++) {
        if (call == at)
            cut(pair, process);
        if (call <= 2)
            outcome = add(pair->db, call);
        else if (call == 3)
            outcome = db_transaction_begin(pair->db, true, &inner);
        else if (call == 4)
            outcome = add(pair->db, call);
        else
            outcome = db_transaction_commit(&inner);
    }
    if (outcome == OK && at == 6)
        cut(pair, process);
    return outcome == OK ? db_transaction_commit(&outer) : outcome;
}

static void a_loss_at_any_call_leaves_all_or_nothing(void **state)
{
    (void)state;
    for (int at = 1; at <= 7; at++) {
        AUTO_PAIR struct pair pair = pair_open();
        enum outcome outcome = five_calls(&pair, at);
        assert_int_equal(outcome, at == 1 || at == 7 ? OK : UNAVAILABLE);
        assert_int_equal(pair.db->depth, 0);
        assert_int_equal(things(&pair), outcome == OK ? 3 : 0);
        if (outcome != OK)
            assert_int_equal(five_calls(&pair, 0), OK);
        assert_int_equal(things(&pair), 3);
    }
}

static void a_script_loses_its_server(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction transaction;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(add(pair.db, 1), OK);
    cut(&pair, process_of(&pair, pair.db));
    assert_int_equal(pair.db->back_end->script(pair.db, TEXT("INSERT INTO thing VALUES (2, 0)")), UNAVAILABLE);
    assert_true(pair.db->lost);
    db_transaction_end(&transaction);
    assert_int_equal(pair.db->back_end->script(pair.db, TEXT("INSERT INTO thing VALUES (3, 0)")), OK);
    assert_int_equal(things(&pair), 1);
}

/* The address of this server through a socket in our directory, which is there only while we want it to be. */
static struct text address_behind(struct pair *pair, struct text secret, const char **ret_socket)
{
    struct text address = pair->scratch.address;
    ptrdiff_t at = text_find(address, TEXT("?host=/"));
    if (at < 0)
        return TEXT_NONE;
    struct text host = text_slice(address, (size_t)at + strlen("?host="), address.length);
    host = text_slice(host, 0, (size_t)text_find_byte(host, '&'));
    *ret_socket = arena_format(pair->arena, "%s/.s.PGSQL.5432", pair->scratch.directory).at;
    (void)unlink(*ret_socket);
    assert_int_equal(symlink(arena_format(pair->arena, "%.*s/.s.PGSQL.5432", TEXT_ARG(host)).at, *ret_socket), 0);
    struct text options = text_slice(address, (size_t)at + strlen("?host=") + host.length, address.length);
    return arena_format(pair->arena, "postgresql://postgres:%.*s@/sanad?host=%s%.*s", TEXT_ARG(secret),
                        pair->scratch.directory, TEXT_ARG(options));
}

static enum outcome add_within(struct db *db, int64_t number, int64_t microseconds)
{
    int64_t until = clock_ticks() + microseconds;
    enum outcome outcome;
    do {
        outcome = add(db, number);
        (void)usleep(5000);
    } while (outcome == UNAVAILABLE && clock_ticks() < until);
    return outcome;
}

static void a_server_may_be_away_and_come_back(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    AUTO_DB struct db *db = NULL;
    const char *socket = NULL;
    struct text address = address_behind(&pair, TEXT_NONE, &socket);
    if (text_is_empty(address))
        return; /* the server is not reached through a socket */
    struct db_transaction transaction;
    (void)unlink(socket);
    assert_int_equal(db_open(address, false, &db), OK);
    assert_int_equal(add(db, 1), UNAVAILABLE);
    assert_int_equal(db_transaction_begin(db, true, &transaction), OK);
    assert_int_equal(add(db, 1), UNAVAILABLE);
    assert_int_equal(db_transaction_commit(&transaction), UNAVAILABLE);
    db_transaction_end(&transaction);
    (void)address_behind(&pair, TEXT_NONE, &socket);
    assert_int_equal(add_within(db, 1, 5 * MICROSECONDS), OK);
    cut(&pair, process_of(&pair, db));
    (void)unlink(socket);
    for (int i = 0; i < 50; i++)
        assert_int_equal(add(db, 2), UNAVAILABLE);
    (void)address_behind(&pair, TEXT_NONE, &socket);
    assert_int_equal(add_within(db, 2, 5 * MICROSECONDS), OK);
    assert_int_equal(things(&pair), 2);
}

/* What these calls print, as one text. */
static struct text printed_by(struct pair *pair, void (*call)(struct pair *pair))
{
    const char *path = arena_format(pair->arena, "%s/printed", pair->scratch.directory).at;
    struct text printed;
    int kept = dup(STDERR_FILENO);
    int file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    assert_true(kept >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
    call(pair);
    assert_true(dup2(kept, STDERR_FILENO) >= 0);
    (void)close(kept);
    (void)close(file);
    assert_int_equal(file_read(pair->arena, path, 1 << 20, &printed), OK);
    return printed;
}

#define SECRET "Sesam"

static void use_bad_addresses(struct pair *pair)
{
    static const char *const ADDRESSES[] = {
        "postgresql://" SECRET "%zz:" SECRET "@/sanad",
        "postgresql://postgres:" SECRET "@/sanad?nonsense=1",
        "postgresql://postgres:" SECRET "@[::1/sanad",
        "postgresql://postgres@/sanad?password=" SECRET "&password",
    };
    struct db *db = NULL;
    for (size_t i = 0; i < sizeof ADDRESSES / sizeof *ADDRESSES; i++)
        assert_int_equal(db_open(text_from(ADDRESSES[i]), false, &db), INVALID);
    assert_null(db);
    const char *socket = NULL;
    struct text address = address_behind(pair, TEXT(SECRET), &socket);
    if (!text_is_empty(address))
        (void)unlink(socket);
    AUTO_DB struct db *away = NULL;
    assert_int_equal(
        db_open(text_is_empty(address) ? TEXT("postgresql://x:" SECRET "@127.0.0.1:1/x") : address, false, &away), OK);
    assert_int_equal(add(away, 1), UNAVAILABLE);
}

static void no_password_is_printed(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct text printed = printed_by(&pair, use_bad_addresses);
    assert_true(text_find(printed, TEXT("libpq cannot read the address")) >= 0);
    assert_true(text_find(printed, TEXT("no connection")) >= 0);
    assert_true(text_find(printed, TEXT(SECRET)) < 0);
}

/* --- races -------------------------------------------------------------------------------------------------------- */

static enum outcome set_worth(struct db *db, int64_t number, int64_t worth)
{
    const struct value bind[] = {value_integer(number), value_integer(worth)};
    return db_execute(db, SQL("set_worth", "UPDATE thing SET worth = $2 WHERE number = $1"), bind, 2, NULL);
}

static int64_t worth_of_all(struct pair *pair, struct db *db)
{
    return number_of(db, pair->arena, SQL("worth", "SELECT CAST(sum(worth) AS BIGINT) FROM thing"));
}

/* Each reads what the other writes: no order of the two gives what both have seen. */
static void of_two_that_race_one_is_told_so(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction first;
    struct db_transaction second;
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(add(pair.db, 2), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &first), OK);
    assert_int_equal(db_transaction_begin(pair.other, true, &second), OK);
    assert_int_equal(worth_of_all(&pair, pair.db), 0);
    assert_int_equal(worth_of_all(&pair, pair.other), 0);
    assert_int_equal(set_worth(pair.db, 1, 10), OK);
    enum outcome outcome = set_worth(pair.other, 2, 10);
    assert_int_equal(db_transaction_commit(&first), OK);
    if (outcome == OK)
        outcome = db_transaction_commit(&second);
    assert_int_equal(outcome, UNAVAILABLE);
    assert_true(pair.other->raced);
    db_transaction_end(&second);
    assert_true(pair.other->raced); /* whoever asks after the end is told too */
    assert_int_equal(worth_of_all(&pair, pair.db), 10);
    assert_int_equal(db_transaction_begin(pair.other, true, &second), OK);
    assert_false(pair.other->raced);
    assert_int_equal(worth_of_all(&pair, pair.other), 10);
    assert_int_equal(set_worth(pair.other, 2, 10), OK);
    assert_int_equal(db_transaction_commit(&second), OK);
    assert_int_equal(worth_of_all(&pair, pair.db), 20);
}

/* The row was changed since this transaction began to look: at once, and at every depth. */
static void a_race_lost_in_a_savepoint_loses_the_batch(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction batch;
    struct db_transaction request;
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &batch), OK);
    assert_int_equal(worth_of_all(&pair, pair.db), 0);
    assert_int_equal(set_worth(pair.other, 1, 5), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &request), OK);
    assert_int_equal(set_worth(pair.db, 1, 6), UNAVAILABLE);
    assert_true(pair.db->raced);
    db_transaction_end(&request);
    assert_int_equal(add(pair.db, 7), UNAVAILABLE);
    assert_int_equal(db_transaction_commit(&batch), UNAVAILABLE);
    db_transaction_end(&batch);
    assert_int_equal(worth_of_all(&pair, pair.other), 5);
    assert_int_equal(set_worth(pair.db, 1, 6), OK);
    assert_int_equal(worth_of_all(&pair, pair.other), 6);
}

static void two_write_at_once(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction first;
    struct db_transaction second;
    assert_int_equal(db_transaction_begin(pair.db, true, &first), OK);
    assert_int_equal(db_transaction_begin(pair.other, true, &second), OK);
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(add(pair.other, 2), OK);
    assert_int_equal(db_transaction_commit(&second), OK);
    assert_int_equal(db_transaction_commit(&first), OK);
    assert_int_equal(things(&pair), 2);
}

static void a_queue_is_never_raced(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction first;
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(db_transaction_begin_queue(pair.db, &first), OK);
    assert_int_equal(worth_of_all(&pair, pair.db), 0);
    assert_int_equal(set_worth(pair.other, 1, 5), OK);
    assert_int_equal(worth_of_all(&pair, pair.db), 5); /* it sees what others committed meanwhile */
    assert_int_equal(set_worth(pair.db, 1, 6), OK);
    assert_int_equal(db_transaction_commit(&first), OK);
    assert_int_equal(worth_of_all(&pair, pair.other), 6);
}

static void a_reading_transaction_sees_one_state(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction reading;
    int64_t process = process_of(&pair, pair.db);
    assert_int_equal(db_transaction_begin(pair.db, false, &reading), OK);
    assert_int_equal(worth_of_all(&pair, pair.db), 0);
    assert_int_equal(add(pair.other, 1), OK);
    assert_int_equal(number_of(pair.db, pair.arena, SQL("count", "SELECT count(*) FROM thing")), 0);
    assert_int_equal(add(pair.db, 2), FAILED); /* our mistake: nothing to be tried again elsewhere */
    db_transaction_end(&reading);
    assert_int_equal(process_of(&pair, pair.db), process);
    assert_int_equal(add(pair.db, 2), OK);
}

static void a_page_sees_one_state_and_may_add(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    AUTO_TRANSACTION struct db_transaction page = {0};
    assert_int_equal(db_transaction_begin_page(pair.db, &page), OK);
    assert_int_equal(number_of(pair.db, pair.arena, SQL("count", "SELECT count(*) FROM thing")), 0);
    assert_int_equal(add(pair.other, 1), OK);
    assert_int_equal(number_of(pair.db, pair.arena, SQL("count", "SELECT count(*) FROM thing")), 0);
    assert_int_equal(add(pair.db, 2), OK);
    assert_int_equal(things(&pair), 1); /* not there before the page is over */
    assert_int_equal(db_transaction_commit(&page), OK);
    assert_int_equal(things(&pair), 2);
}

/* What the server does on the connection of `process`: "idle" when a transaction is over. */
static bool is_idle(struct pair *pair, int64_t process)
{
    struct rows rows;
    const struct value bind[] = {value_integer(process)};
    assert_int_equal(db_query(pair->other,
                              SQL("activity", "SELECT state FROM pg_stat_activity WHERE pid = CAST($1 AS INTEGER)"),
                              bind, 1, pair->arena, &rows),
                     OK);
    return rows.count == 1 && text_is(cell_text(&rows, 0, 0), "idle");
}

/* It reaches the server none the less: nothing stays open behind it until the next request. */
static void the_end_of_a_page_is_not_waited_for(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    for (int end = 0; end < 2; end++) {
        AUTO_TRANSACTION struct db_transaction page = {0};
        assert_int_equal(db_transaction_begin_page(pair.db, &page), OK);
        assert_int_equal(number_of(pair.db, pair.arena, SQL("count", "SELECT count(*) FROM thing")), 0);
        assert_false(is_idle(&pair, process));
        if (end == 0)
            assert_int_equal(db_transaction_commit(&page), OK);
        else
            db_transaction_end(&page);
        int64_t until = clock_ticks() + 10 * MICROSECONDS;
        while (!is_idle(&pair, process) && clock_ticks() < until)
            (void)usleep(1000);
        assert_true(is_idle(&pair, process));
        assert_int_equal(process_of(&pair, pair.db), process);
    }
    assert_int_equal(add(pair.db, 1), OK);
}

static void a_connection_lost_after_a_page_costs_none(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    AUTO_TRANSACTION struct db_transaction page = {0};
    int64_t process = process_of(&pair, pair.db);
    assert_int_equal(db_transaction_begin_page(pair.db, &page), OK);
    assert_int_equal(number_of(pair.db, pair.arena, SQL("count", "SELECT count(*) FROM thing")), 0);
    assert_int_equal(db_transaction_commit(&page), OK);
    cut(&pair, process);
    assert_int_equal(add(pair.db, 1), OK);
    assert_true(process_of(&pair, pair.db) != process);
    assert_int_equal(things(&pair), 1);
}

/* --- deadlines, round trips, prepared statements ------------------------------------------------------------------ */

static void the_server_stops_what_nobody_waits_for(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct rows rows;
    int64_t start = clock_ticks();
    int64_t left = 1;
    const struct value process = value_integer(process_of(&pair, pair.db));
    pair.db->deadline = start + 200000;
    assert_int_equal(
        db_query(pair.db, SQL("sleep", "SELECT count(*) FROM (SELECT pg_sleep(60)) AS s"), NULL, 0, pair.arena, &rows),
        UNAVAILABLE);
    assert_in_range(clock_ticks() - start, 200000, 20 * MICROSECONDS);
    pair.db->deadline = 0;
    while (left > 0 && clock_ticks() < start + 20 * MICROSECONDS) {
        assert_int_equal(db_query(pair.other, SQL("left", "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"),
                                  &process, 1, pair.arena, &rows),
                         OK);
        left = cell_integer(&rows, 0, 0);
        (void)usleep(50000);
    }
    assert_int_equal(left, 0); /* and not only after a minute */
    assert_int_equal(add(pair.db, 1), OK);
}

/* When the server last heard of this connection. */
static int64_t last_heard(struct pair *pair, int64_t process)
{
    struct rows rows;
    const struct value bind = value_integer(process);
    assert_int_equal(db_query(pair->other,
                              SQL("heard", "SELECT CAST(EXTRACT(EPOCH FROM state_change) * 1000000 AS BIGINT)"
                                           " FROM pg_stat_activity WHERE pid = $1"),
                              &bind, 1, pair->arena, &rows),
                     OK);
    assert_int_equal(rows.count, 1);
    return cell_integer(&rows, 0, 0);
}

static void what_does_nothing_sends_nothing(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    int64_t heard = last_heard(&pair, process);
    for (int i = 0; i < 100; i++) {
        struct db_transaction outer;
        struct db_transaction inner;
        assert_int_equal(db_transaction_begin(pair.db, true, &outer), OK);
        assert_int_equal(db_transaction_begin(pair.db, true, &inner), OK);
        if (i % 2 == 0)
            assert_int_equal(db_transaction_commit(&inner), OK);
        db_transaction_end(&inner);
        if (i % 3 == 0)
            assert_int_equal(db_transaction_commit(&outer), OK);
        db_transaction_end(&outer);
    }
    assert_true(last_heard(&pair, process) == heard);
    struct db_transaction transaction;
    struct db_transaction savepoint;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(add(pair.db, 1), OK);
    int64_t once = last_heard(&pair, process);
    assert_true(once > heard);
    assert_int_equal(db_transaction_begin(pair.db, true, &savepoint), OK);
    assert_int_equal(db_transaction_commit(&savepoint), OK);
    assert_true(last_heard(&pair, process) == once);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(things(&pair), 1);
}

/* More that wait than there is room for, and what they mean is kept. */
static void many_savepoints_before_the_first_statement(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction nested[100];
    enum { DEEP = sizeof nested / sizeof *nested };
    for (int i = 0; i < DEEP; i++)
        assert_int_equal(db_transaction_begin(pair.db, true, &nested[i]), OK);
    assert_int_equal(add(pair.db, 1), OK);
    for (int i = DEEP - 1; i >= 50; i--)
        assert_int_equal(db_transaction_commit(&nested[i]), OK);
    db_transaction_end(&nested[49]);
    assert_int_equal(add(pair.db, 2), OK);
    for (int i = 48; i >= 0; i--)
        assert_int_equal(db_transaction_commit(&nested[i]), OK);
    assert_int_equal(number_of(pair.other, pair.arena, SQL("one", "SELECT number FROM thing")), 2);
}

static void run_numbered(struct pair *pair, int number)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    struct rows rows;
    struct statement statement = statement_open(arena);
    statement_add(&statement, "SELECT CAST(");
    statement_add_text(&statement, arena_string(arena, arena_format(arena, "%d", number)));
    statement_add(&statement, " AS BIGINT) + number FROM thing WHERE number = ");
    statement_bind(&statement, value_integer(1));
    assert_int_equal(statement_query(pair->db, "numbered", &statement, arena, &rows), OK);
    assert_int_equal(cell_integer(&rows, 0, 0), number + 1);
}

static void no_more_statements_are_prepared_than_kept(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    assert_int_equal(add(pair.db, 1), OK);
    for (int i = 0; i < 600; i++)
        run_numbered(&pair, i);
    struct db_transaction transaction;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    for (int i = 0; i < 400; i++) {
        struct db_transaction savepoint;
        assert_int_equal(db_transaction_begin(pair.db, true, &savepoint), OK);
        run_numbered(&pair, i);
        db_transaction_end(&savepoint);
    }
    assert_int_equal(add(pair.db, 1), CONFLICT);
    db_transaction_end(&transaction); /* what was prepared and given up meanwhile stays so */
    for (int i = 0; i < 600; i += 7)
        run_numbered(&pair, i);
    struct sql prepared =
        SQL("prepared", "SELECT count(*) FROM pg_prepared_statements WHERE name NOT IN ('wall', 'plan')");
    assert_in_range(number_of(pair.db, pair.arena, prepared), 200, 256);
}

/* --- what nobody waits for ---------------------------------------------------------------------------------------- */

static enum outcome add_later(struct db *db, int64_t number)
{
    const struct value bind[] = {value_integer(number)};
    return db_execute_later(db, SQL("add", "INSERT INTO thing (number) VALUES ($1)"), bind, 1);
}

/* A refusal behind it is that of the statement which was refused, and of its savepoint alone. */
static void later_ones_do_not_spoil_a_refusal(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction batch;
    struct db_transaction request;
    assert_int_equal(db_transaction_begin(pair.db, true, &batch), OK);
    assert_int_equal(add_later(pair.db, 1), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &request), OK);
    assert_int_equal(add_later(pair.db, 2), OK);
    assert_int_equal(add(pair.db, 1), CONFLICT);
    assert_false(pair.db->lost);
    db_transaction_end(&request);
    assert_int_equal(add_later(pair.db, 3), OK);
    assert_int_equal(number_of(pair.db, pair.arena, SQL("sum", "SELECT CAST(sum(number) AS BIGINT) FROM thing")), 4);
    assert_int_equal(db_transaction_commit(&batch), OK);
    assert_int_equal(things(&pair), 2);
}

static void a_later_fault_ends_the_transaction(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    for (int seen_at = 0; seen_at < 3; seen_at++) {
        struct db_transaction transaction;
        assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
        assert_int_equal(add_later(pair.db, 1), OK);
        assert_int_equal(add_later(pair.db, 1), OK); /* nobody knows yet */
        if (seen_at == 1)
            assert_true(add(pair.db, 2) < 0);
        if (seen_at == 2)
            assert_true(pair.db->back_end->script(pair.db, TEXT("INSERT INTO thing VALUES (3, 0)")) < 0);
        assert_true(db_transaction_commit(&transaction) < 0);
        db_transaction_end(&transaction);
        assert_false(pair.db->lost);
        assert_int_equal(things(&pair), 0);
    }
    assert_int_equal(add(pair.db, 1), OK);
}

static void many_later_ones_all_arrive(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    struct db_transaction transaction;
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    for (int64_t i = 1; i <= 1000; i++)
        assert_int_equal(add_later(pair.db, i), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(things(&pair), 1000);
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(add_later(pair.db, 2000), OK);
    cut(&pair, process);
    assert_int_equal(db_transaction_commit(&transaction), UNAVAILABLE);
    db_transaction_end(&transaction);
    assert_int_equal(things(&pair), 1000);
}

/* A host with a newer program changes a table under our statements. */
static void a_changed_table_is_noticed(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct rows rows;
    struct sql all = SQL("all", "SELECT * FROM thing");
    assert_int_equal(db_query(pair.db, all, NULL, 0, pair.arena, &rows), OK);
    assert_int_equal(rows.columns, 2);
    assert_int_equal(place_tables(pair.other, pair.arena, "ALTER TABLE thing ADD COLUMN more text;"), OK);
    assert_int_equal(db_query(pair.db, all, NULL, 0, pair.arena, &rows), UNAVAILABLE);
    assert_int_equal(db_query(pair.db, all, NULL, 0, pair.arena, &rows), OK);
    assert_int_equal(rows.columns, 3);
    assert_int_equal(pair.db->back_end->script(pair.db, TEXT("CREATE EXTENSION none_of_that_name")), FAILED);
}

static void commit_says_so_when_the_server_rolls_back(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db *db = pair.db;
    const struct db_back_end *back_end = db->back_end;
    assert_int_equal(back_end->query(db, back_end->begin_writing, NULL, 0, NULL, NULL, NULL), OK);
    assert_int_equal(back_end->query(db, SQL("one", "INSERT INTO thing VALUES (1, 1)"), NULL, 0, NULL, NULL, NULL), OK);
    assert_int_equal(back_end->query(db, SQL("two", "INSERT INTO thing VALUES (1, 2)"), NULL, 0, NULL, NULL, NULL),
                     CONFLICT);
    assert_int_equal(back_end->query(db, SQL("commit", "COMMIT"), NULL, 0, NULL, NULL, NULL), FAILED);
    assert_int_equal(things(&pair), 0);
    assert_int_equal(add(db, 1), OK);
}

static void a_script_is_whole_or_nothing(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct text faulty = TEXT("INSERT INTO thing VALUES (1, 1); CREATE TABLE late (x bigint); SELECT 1 / 0;");
    struct db_transaction transaction;
    assert_int_equal(pair.db->back_end->script(pair.db, faulty), FAILED);
    assert_int_equal(things(&pair), 0);
    for (int first = 0; first < 2; first++) {
        assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
        if (first == 1)
            assert_int_equal(add(pair.db, 7), OK);
        assert_int_equal(pair.db->back_end->script(pair.db, faulty), FAILED);
        db_transaction_end(&transaction);
        assert_int_equal(things(&pair), 0);
    }
    assert_int_equal(db_transaction_begin(pair.db, true, &transaction), OK);
    assert_int_equal(pair.db->back_end->script(pair.db, TEXT("INSERT INTO thing VALUES (1, 1);"
                                                             "INSERT INTO thing VALUES (2, 1)")),
                     OK);
    assert_int_equal(add(pair.db, 3), OK);
    assert_int_equal(things(&pair), 0); /* it has not ended the transaction */
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(things(&pair), 3);
}

/* --- values and refusals ------------------------------------------------------------------------------------------ */

static void numbers_of_every_size(void **state)
{
    (void)state;
    static const double REALS[] = {0, -0.0, DBL_MAX, -DBL_MIN, 4.9406564584124654e-324, 0.1, 1e22, 123456789.123456789};
    AUTO_PAIR struct pair pair = pair_open();
    struct rows rows;
    for (size_t i = 0; i < sizeof REALS / sizeof *REALS; i++) {
        const struct value bind = value_real(REALS[i]);
        assert_int_equal(
            db_query(pair.db, SQL("real", "SELECT CAST($1 AS double precision)"), &bind, 1, pair.arena, &rows), OK);
        double back = cell_real(&rows, 0, 0);
        assert_memory_equal(&back, &REALS[i], sizeof back);
    }
    assert_int_equal(db_query(pair.db,
                              SQL("sizes", "SELECT CAST(-32768 AS SMALLINT), CAST(-2147483648 AS INTEGER),"
                                           " CAST(-1 AS BIGINT), 1 = 1, 1 = 2, CAST(NULL AS uuid)"),
                              NULL, 0, pair.arena, &rows),
                     OK);
    static const int64_t NUMBERS_WANTED[] = {INT16_MIN, INT32_MIN, -1, 1, 0};
    for (size_t i = 0; i < 5; i++)
        assert_true(cell_integer(&rows, 0, i) == NUMBERS_WANTED[i]);
    assert_true(cell_is_null(&rows, 0, 5));
    assert_int_equal(db_query(pair.db, SQL("numeric", "SELECT sum(number) FROM thing"), NULL, 0, pair.arena, &rows),
                     OK);
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(db_query(pair.db, SQL("numeric", "SELECT sum(number) FROM thing"), NULL, 0, pair.arena, &rows),
                     FAILED); /* never a number read as something else */
}

/* Refused as our mistake; and the connection stays, with all that is prepared. */
static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    int64_t process = process_of(&pair, pair.db);
    static const struct {
        struct sql sql;
        struct value value;
    } CASES[] = {
        {{"short", "SELECT CAST($1 AS uuid)"}, {VALUE_BYTES, .text = TEXT_CONSTANT("short")}},
        {{"long", "SELECT CAST($1 AS uuid)"}, {VALUE_BYTES, .text = TEXT_CONSTANT("seventeen letters")}},
        {{"small", "SELECT CAST($1 AS SMALLINT)"}, {VALUE_INTEGER, .integer = 32768}},
        {{"date", "SELECT CAST($1 AS INTEGER)"}, {VALUE_INTEGER, .integer = INT64_MIN}},
        {{"text", "SELECT CAST($1 AS BIGINT)"}, {VALUE_TEXT, .text = TEXT_CONSTANT("12")}},
        {{"real", "SELECT CAST($1 AS BIGINT)"}, {VALUE_REAL, .real = 0.5}},
    };
    struct rows rows;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
        assert_int_equal(db_query(pair.db, CASES[i].sql, &CASES[i].value, 1, pair.arena, &rows), FAILED);
    enum { TOO_MANY_VALUES = 70000 };
    struct value *many = arena_array(pair.arena, struct value, TOO_MANY_VALUES);
    assert_int_equal(db_query(pair.db, SQL("many", "SELECT 1"), many, TOO_MANY_VALUES, pair.arena, &rows), FAILED);
    assert_int_equal(process_of(&pair, pair.db), process);
}

static void large_values_go_both_ways(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    size_t length = (size_t)8 << 20;
    char *bytes = arena_bytes(pair.arena, length);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)(i * 7 + i / 256);
    const struct value bind = value_bytes((struct text){bytes, length});
    struct rows rows;
    assert_int_equal(place_tables(pair.db, pair.arena, "CREATE TABLE large (b bytes);"), OK);
    assert_int_equal(
        db_query(pair.db, SQL("large", "INSERT INTO large VALUES ($1) RETURNING b"), &bind, 1, pair.arena, &rows), OK);
    assert_true(text_equal(cell_text(&rows, 0, 0), bind.text));
}

static void a_full_disk_loses_the_request_alone(void **state)
{
    (void)state;
    AUTO_PAIR struct pair pair = pair_open();
    struct db_transaction batch;
    struct db_transaction request;
    struct text wall = TEXT("CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $fill$ BEGIN"
                            " IF new.number > 100 THEN RAISE disk_full; END IF; RETURN new; END $fill$;"
                            "CREATE TRIGGER fill BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION fill()");
    assert_int_equal(pair.db->back_end->script(pair.db, wall), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &batch), OK);
    assert_int_equal(add(pair.db, 1), OK);
    assert_int_equal(db_transaction_begin(pair.db, true, &request), OK);
    assert_int_equal(add(pair.db, 2), OK);
    enum outcome outcome = add(pair.db, 101);
    assert_int_equal(outcome, DISK_FULL);
    assert_int_equal(db_transaction_commit(&request), outcome);
    db_transaction_end(&request);
    assert_int_equal(add(pair.db, 3), OK);
    assert_int_equal(db_transaction_commit(&batch), OK);
    assert_int_equal(things(&pair), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_POSTGRES(a_connection_lost_between_requests_costs_none),
        ON_POSTGRES(a_transaction_is_lost_as_a_whole),
        ON_POSTGRES(what_is_lost_within_a_savepoint_stays_lost),
        ON_POSTGRES(a_loss_at_any_call_leaves_all_or_nothing),
        ON_POSTGRES(a_script_loses_its_server),
        ON_POSTGRES(a_server_may_be_away_and_come_back),
        ON_POSTGRES(no_password_is_printed),
        ON_POSTGRES(of_two_that_race_one_is_told_so),
        ON_POSTGRES(a_race_lost_in_a_savepoint_loses_the_batch),
        ON_POSTGRES(two_write_at_once),
        ON_POSTGRES(a_queue_is_never_raced),
        ON_POSTGRES(a_reading_transaction_sees_one_state),
        ON_POSTGRES(a_page_sees_one_state_and_may_add),
        ON_POSTGRES(the_end_of_a_page_is_not_waited_for),
        ON_POSTGRES(a_connection_lost_after_a_page_costs_none),
        ON_POSTGRES(the_server_stops_what_nobody_waits_for),
        ON_POSTGRES(what_does_nothing_sends_nothing),
        ON_POSTGRES(many_savepoints_before_the_first_statement),
        ON_POSTGRES(no_more_statements_are_prepared_than_kept),
        ON_POSTGRES(later_ones_do_not_spoil_a_refusal),
        ON_POSTGRES(a_later_fault_ends_the_transaction),
        ON_POSTGRES(many_later_ones_all_arrive),
        ON_POSTGRES(a_changed_table_is_noticed),
        ON_POSTGRES(commit_says_so_when_the_server_rolls_back),
        ON_POSTGRES(a_script_is_whole_or_nothing),
        ON_POSTGRES(numbers_of_every_size),
        ON_POSTGRES(what_does_not_fit_is_refused),
        ON_POSTGRES(large_values_go_both_ways),
        ON_POSTGRES(a_full_disk_loses_the_request_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
