/* The power goes at any moment, and the disk keeps no more than it promised: what was acknowledged is there afterwards,
   and no transaction is there in part.  TEST_ROUNDS, TEST_SEED: more of it, or other. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/number.h"
#include "base/tests/testing.h"
#include "database/tests/lying_disk.h"
#include "database/tests/scratch.h"

enum { ROUNDS = 600, WINDOW = 40, PARTS_MOST = 8, PAYLOAD_MOST = 3000, STEP_MOST = 60 };

/* One transaction after the other, so that whatever is there must be the work of the first n of them. */
struct world {
    struct scratch scratch;
    struct db *db;
    int64_t acknowledged; /* the last */
    bool under_way;       /* one more was begun and not acknowledged */
    int kept_stderr;
    const char *fault; /* what was found; NULL: all is well */
};

/* --- what transaction n writes ------------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t n)
{
    n = (n ^ n >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    n = (n ^ n >> 27) * UINT64_C(0x94d049bb133111eb);
    return n ^ n >> 31;
}

static int64_t parts_of(int64_t transaction) { return 1 + (int64_t)(mix((uint64_t)transaction) % PARTS_MOST); }

static struct text payload_of(struct arena *arena, int64_t transaction, int64_t part)
{
    uint64_t seed = mix((uint64_t)(transaction * PARTS_MOST + part) + 77);
    size_t length = (size_t)(seed % PAYLOAD_MOST);
    char *bytes = arena_array(arena, char, length + 1);
    for (size_t i = 0; i < length; i++)
        bytes[i] = (char)mix(seed + i / 8 * 8);
    return (struct text){bytes, length};
}

static enum outcome write_parts(struct db *db, struct arena *arena, int64_t transaction)
{
    enum outcome outcome = OK;
    for (int64_t part = 0; part < parts_of(transaction) && outcome == OK; part++) {
        struct value bind[] = {value_integer(transaction), value_integer(part),
                               value_bytes(payload_of(arena, transaction, part))};
        outcome =
            db_execute(db, SQL("cut_add", "INSERT INTO entry (transaction_number, part, payload) VALUES ($1, $2, $3)"),
                       bind, 3, NULL);
    }
    return outcome;
}

static enum outcome write_transaction(struct db *db, int64_t transaction)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 20);
    AUTO_TRANSACTION struct db_transaction work = {0};
    struct value old[] = {value_integer(transaction - WINDOW)};
    struct value tally[] = {value_integer(parts_of(transaction))};
    enum outcome outcome = db_transaction_begin(db, true, &work);
    if (outcome == OK)
        outcome = write_parts(db, arena, transaction);
    if (outcome == OK)
        outcome = db_execute(db, SQL("cut_old", "DELETE FROM entry WHERE transaction_number <= $1"), old, 1, NULL);
    if (outcome == OK)
        outcome =
            db_execute(db, SQL("cut_tally", "UPDATE tally SET transactions = transactions + 1, parts = parts + $1"),
                       tally, 1, NULL);
    return outcome == OK ? db_transaction_commit(&work) : outcome;
}

/* --- what is there ------------------------------------------------------------------------------------------------ */

struct looking {
    struct arena *arena;
    int64_t transaction, part;
    bool right;
};

static bool look_at_entry(void *context, const struct rows *one)
{
    struct looking *looking = context;
    if (looking->part >= parts_of(looking->transaction)) {
        looking->transaction++;
        looking->part = 0;
    }
    looking->right = cell_integer(one, 0, 0) == looking->transaction && cell_integer(one, 0, 1) == looking->part &&
                     text_equal(cell_text(one, 0, 2), payload_of(looking->arena, looking->transaction, looking->part));
    looking->part++;
    return looking->right;
}

/* The entries are those of transactions `last` - WINDOW + 1 to `last`, whole. */
static bool entries_are_right(struct db *db, int64_t last)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    struct looking looking = {.arena = arena, .transaction = last < WINDOW ? 1 : last - WINDOW + 1, .right = true};
    if (db_each(
            db,
            SQL("cut_entries", "SELECT transaction_number, part, payload FROM entry ORDER BY transaction_number, part"),
            NULL, 0, arena, look_at_entry, &looking) != OK)
        return false;
    return looking.right && (last == 0 || (looking.transaction == last && looking.part == parts_of(last)));
}

static const char *fault_of(struct world *world)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 20);
    struct rows rows;
    int64_t parts = 0;
    if (db_query(world->db, SQL("cut_count", "SELECT transactions, parts FROM tally"), NULL, 0, arena, &rows) != OK ||
        rows.count != 1)
        return "it cannot be read";
    int64_t last = cell_integer(&rows, 0, 0);
    if (last < world->acknowledged)
        return "an acknowledged transaction is lost";
    if (last > world->acknowledged + (world->under_way ? 1 : 0))
        return "there is a transaction that nobody began";
    for (int64_t i = 1; i <= last; i++)
        parts += parts_of(i);
    if (cell_integer(&rows, 0, 1) != parts || !entries_are_right(world->db, last))
        return "a transaction is there in part";
    world->acknowledged = last;
    world->under_way = false;
    return NULL;
}

static const char *integrity(const struct world *world)
{
    sqlite3 *connection = NULL;
    sqlite3_stmt *statement = NULL;
    char *path =
        arena_string(world->scratch.arena, arena_format(world->scratch.arena, "%s/test.db", world->scratch.directory));
    bool sound = sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
                 sqlite3_prepare_v2(connection, "PRAGMA integrity_check", -1, &statement, NULL) == SQLITE_OK &&
                 sqlite3_step(statement) == SQLITE_ROW &&
                 text_is(text_from((const char *)sqlite3_column_text(statement, 0)), "ok");
    (void)sqlite3_finalize(statement);
    (void)sqlite3_close(connection);
    return sound ? NULL : "SQLite finds the file damaged";
}

/* --- rounds ------------------------------------------------------------------------------------------------------- */

/* What SQLite could not write is said on stderr, thousands of times. */
static void hush(struct world *world)
{
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    (void)fflush(stderr);
    world->kept_stderr = dup(2);
    (void)dup2(nothing, 2);
    (void)close(nothing);
}

static void speak(const struct world *world)
{
    (void)fflush(stderr);
    (void)dup2(world->kept_stderr, 2);
    (void)close(world->kept_stderr);
}

/* Small pages: a checkpoint comes after a thousand of them. */
static void make_tables(struct world *world)
{
    sqlite3 *connection = NULL;
    char *path =
        arena_string(world->scratch.arena, arena_format(world->scratch.arena, "%s/test.db", world->scratch.directory));
    assert_int_equal(sqlite3_open(path, &connection), SQLITE_OK);
    assert_int_equal(sqlite3_exec(connection,
                                  "PRAGMA page_size = 512; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                  "CREATE TABLE entry (transaction_number INTEGER NOT NULL, part INTEGER NOT NULL,"
                                  " payload BLOB NOT NULL, PRIMARY KEY (transaction_number, part)) STRICT;"
                                  "CREATE TABLE tally (transactions INTEGER NOT NULL, parts INTEGER NOT NULL) STRICT;"
                                  "INSERT INTO tally VALUES (0, 0)",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(connection), SQLITE_OK);
}

static uint64_t number_from(const char *name, uint64_t otherwise)
{
    int64_t number;
    const char *value = getenv(name);
    return value != NULL && text_to_integer(text_from(value), 0, INT64_MAX, &number) == OK ? (uint64_t)number
                                                                                           : otherwise;
}

static struct world world_open(uint64_t seed)
{
    struct world world = {.scratch = scratch_open_in_memory()};
    lying_disk_on(seed + number_from("TEST_SEED", 0));
    make_tables(&world);
    hush(&world);
    return world;
}

static void world_close(struct world *world)
{
    world->db = db_close(world->db);
    speak(world);
    lying_disk_off();
    scratch_close(&world->scratch);
}

/* Few operations as often as many. */
static uint64_t some_operations(void) { return 1 + lying_disk_chance(UINT64_C(1) << (2 + lying_disk_chance(10))); }

/* Opens it, also when the power goes while it recovers, and looks. */
static void open_again(struct world *world)
{
    if (lying_disk_chance(4) == 0)
        lying_disk_cut_after(1 + lying_disk_chance(4));
    bool opened = db_open(world->scratch.address, false, &world->db) == OK;
    if (opened && !lying_disk_is_dark()) {
        lying_disk_cut_after(0);
    } else {
        world->db = opened ? db_close(world->db) : NULL;
        lying_disk_light();
        opened = db_open(world->scratch.address, false, &world->db) == OK;
    }
    world->fault = opened ? fault_of(world) : "it cannot be opened";
    if (world->fault == NULL)
        world->fault = integrity(world);
    if (!opened)
        world->db = NULL;
}

static void write_some(struct world *world)
{
    uint64_t many = lying_disk_chance(STEP_MOST);
    for (uint64_t i = 0; i < many && !lying_disk_is_dark(); i++) {
        world->under_way = true;
        if (write_transaction(world->db, world->acknowledged + 1) != OK)
            return;
        world->acknowledged++;
        world->under_way = false;
    }
}

/* Writes; the power may go meanwhile, or while it is closed (which copies the log into the database), or afterwards. */
static void one_round(struct world *world)
{
    open_again(world);
    if (world->fault != NULL)
        return;
    if (lying_disk_chance(3) != 0)
        lying_disk_cut_after(some_operations());
    write_some(world);
    if (!lying_disk_is_dark() && lying_disk_chance(2) == 0)
        lying_disk_cut_after(1 + lying_disk_chance(100));
    world->db = db_close(world->db);
    lying_disk_light();
}

static uint64_t rounds_until_fault(struct world *world, uint64_t most)
{
    uint64_t round = 0;
    while (round < most && world->fault == NULL) {
        one_round(world);
        round++;
    }
    return round;
}

/* --- tests -------------------------------------------------------------------------------------------------------- */

static void nothing_acknowledged_is_lost(void **state)
{
    (void)state;
    uint64_t rounds = number_from("TEST_ROUNDS", ROUNDS);
    struct world world = world_open(1);
    uint64_t done = rounds_until_fault(&world, rounds);
    struct lying_disk_counts counts = lying_disk_counts();
    const char *fault = world.fault;
    int64_t transactions = world.acknowledged;
    world_close(&world);
    if (fault != NULL)
        fail_msg("round %llu: %s", (unsigned long long)done, fault);
    print_message("# %llu rounds, %llu cuts, %lld transactions; of sectors not synced %llu kept, %llu lost, %llu torn; "
                  "%llu files lost\n",
                  (unsigned long long)done, (unsigned long long)counts.cuts, (long long)transactions,
                  (unsigned long long)counts.kept, (unsigned long long)counts.lost, (unsigned long long)counts.torn,
                  (unsigned long long)counts.files_lost);
    assert_true(counts.cuts > rounds / 3);
    assert_true(transactions > (int64_t)rounds * 3);
    assert_true(counts.lost > rounds && counts.torn > rounds / 2 && counts.kept > rounds);
}

/* That the disk lies enough to be of use: with less than FULL it finds what is lost. */
static void find_losses(const char *synchronous, uint64_t seed)
{
    struct world world = world_open(seed);
    lying_disk_weaken(synchronous);
    uint64_t done = rounds_until_fault(&world, ROUNDS);
    const char *fault = world.fault;
    world_close(&world);
    print_message("# synchronous = %s: round %llu: %s\n", synchronous, (unsigned long long)done,
                  fault == NULL ? "nothing was found" : fault);
    assert_non_null(fault);
}

static void without_syncs_losses_are_found(void **state)
{
    (void)state;
    for (uint64_t seed = 10; seed < 13; seed++)
        find_losses("0", seed);
}

static void with_fewer_syncs_losses_are_found(void **state)
{
    (void)state;
    find_losses("1", 20);
}

/* --- a disk that says no ------------------------------------------------------------------------------------------ */

static void must_store(struct world *world)
{
    if (world->fault != NULL)
        return;
    world->under_way = false;
    if (write_transaction(world->db, world->acknowledged + 1) == OK)
        world->acknowledged++;
    else
        world->fault = "a transaction failed for nothing";
}

static void must_refuse(struct world *world)
{
    uint64_t before = lying_disk_counts().failed_syncs;
    if (world->fault != NULL)
        return;
    lying_disk_fail_syncs(1, 1);
    world->under_way = true; /* it may be there after a cut */
    if (write_transaction(world->db, world->acknowledged + 1) == OK)
        world->fault = "it was acknowledged though the sync failed";
    else if (lying_disk_counts().failed_syncs == before)
        world->fault = "it failed without a sync";
    lying_disk_fail_syncs(0, 0);
}

static void one_refused_round(struct world *world)
{
    open_again(world);
    for (uint64_t good = lying_disk_chance(6); good > 0; good--)
        must_store(world);
    for (uint64_t bad = 1 + lying_disk_chance(3); bad > 0; bad--)
        must_refuse(world);
    if (lying_disk_chance(2) == 0)
        must_store(world);
    lying_disk_cut_after(1 + lying_disk_chance(40));
    world->db = db_close(world->db);
    lying_disk_light();
}

/* The disk says that it could not keep it: nobody is told that it was, and what was acknowledged before and after is
   there. */
static void a_failed_sync_acknowledges_nothing(void **state)
{
    (void)state;
    struct world world = world_open(30);
    uint64_t rounds = 0;
    for (; rounds < number_from("TEST_ROUNDS", ROUNDS) / 4 && world.fault == NULL; rounds++)
        one_refused_round(&world);
    const char *fault = world.fault;
    uint64_t failed = lying_disk_counts().failed_syncs;
    world_close(&world);
    if (fault != NULL)
        fail_msg("round %llu: %s", (unsigned long long)rounds, fault);
    assert_true(failed >= rounds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(nothing_acknowledged_is_lost),
        ON_SQLITE(without_syncs_losses_are_found),
        ON_SQLITE(with_fewer_syncs_losses_are_found),
        ON_SQLITE(a_failed_sync_acknowledges_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
