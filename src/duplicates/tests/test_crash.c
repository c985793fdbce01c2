/* The process that merges, or parts, is killed at any moment; and two officers in two processes merge the same two
   records at once.  Nothing is ever half merged. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "database/failing.h"
#include "duplicates/duplicate_store.h"
#include "duplicates/tests/doubles.h"
#include "system/clock.h"

enum { EVERY = 9, COMPARED_EVERY = 6, CALLS_MOST = 4000, KILLS = 10, TRIES = 20, STEP_ARENA = 64 << 20 };

static int open_all(void **state)
{
    (void)state;
    doubles_open();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    doubles_close();
    return 0;
}

static struct merge_order order_of(const struct person *one, const struct person *other)
{
    return (struct merge_order){.kept = one->head.id,
                                .absorbed = other->head.id,
                                .kept_version = one->head.version,
                                .absorbed_version = other->head.version,
                                .reason = TEXT("Her card shows both names.")};
}

/* ---- what a process does: on a connection of its own ---- */

typedef enum outcome doing(struct work *work, const void *what);

static enum outcome do_merge(struct work *work, const void *what)
{
    struct identifier merge;
    return merge_persons(work, what, &merge);
}

static enum outcome do_part(struct work *work, const void *what)
{
    return merge_undo(work, *(const struct identifier *)what, TEXT("They are cousins."));
}

/* As a request does it: once more when another transaction was faster. */
static enum outcome try_deed(struct db *db, const struct work *of, doing *deed, const void *what)
{
    enum outcome outcome = UNAVAILABLE;
    for (int at = 0; at < TRIES && outcome == UNAVAILABLE; at++) {
        AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        struct work work = *of;
        work.db = db;
        work.arena = arena;
        work.problems = problems_open(arena);
        outcome = db_transaction_begin(db, true, &transaction);
        if (outcome == OK)
            outcome = deed(&work, what);
        if (outcome == OK)
            outcome = db_transaction_commit(&transaction);
        if (outcome < 0 && db->raced)
            outcome = UNAVAILABLE;
    }
    return outcome;
}

/* In the child; returns never. */
static void run_child(doing *deed, const void *what, const struct work *work, uint64_t die_at, int wait_for)
{
    struct db *db, *used;
    char go;
    if (db_open(mission->fixture->database, false, &db) != OK)
        _exit(99);
    used = die_at > 0 ? db_dying(db, die_at) : db;
    wall_open_for_system(used);
    if (wait_for >= 0 && read(wait_for, &go, 1) != 0) /* until the other end is closed */
        _exit(98);
    enum outcome outcome = try_deed(used, work, deed, what);
    _exit(outcome < 0 ? 90 : (int)outcome);
}

static pid_t start(doing *deed, const void *what, enum role role, uint64_t die_at, int wait_for)
{
    struct work work = mission_work(mission, role);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        run_child(deed, what, &work, die_at, wait_for);
    return pid;
}

/* The outcome of the process, or -9 when it was killed. */
static int ended(pid_t pid)
{
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* ---- here ---- */

static bool is_merged(struct identifier *ret_merge)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct identifier into;
    enum outcome outcome = merge_of_absorbed(&work, absorbed->head.id, TEXT_NONE, ret_merge, &into);
    assert_true(outcome == OK || outcome == NOT_FOUND);
    assert_true(outcome == NOT_FOUND || identifier_equal(into, kept->head.id));
    return outcome == OK;
}

static void part_here(struct identifier merge)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    assert_int_equal(try_deed(mission->fixture->db, &work, do_part, &merge), OK);
}

static void refresh_versions(void)
{
    kept = row_kept(kept->head.id);
    absorbed = row_kept(absorbed->head.id);
}

/* ---- killed ---- */

static void a_merge_killed_at_any_call_never_was(void **state)
{
    const struct dump *before = dump_all();
    struct merge_order order = order_of(kept, absorbed);
    struct identifier merge;
    int result = -SIGKILL;
    uint64_t at = 1;
    (void)state;
    for (size_t round = 0; result == -SIGKILL; at += EVERY, round++) {
        assert_true(at < CALLS_MOST);
        result = ended(start(do_merge, &order, ROLE_SUPERVISOR, at, -1));
        if (result == -SIGKILL && is_merged(&merge)) { /* dead behind the commit: it was */
            part_here(merge);
            assert_same(before, dump_all());
            refresh_versions();
            order = order_of(kept, absorbed);
        } else if (result == -SIGKILL && round % COMPARED_EVERY == 0) {
            assert_same(before, dump_all());
        }
    }
    assert_int_equal(result, OK);
    assert_true(at > 8 * EVERY);
    assert_true(is_merged(&merge));
    part_here(merge);
    assert_same(before, dump_all());
}

static void a_parting_killed_at_any_call_leaves_them_merged(void **state)
{
    const struct dump *before = dump_all();
    struct merge_order order = order_of(kept, absorbed);
    struct identifier merge;
    int result = -SIGKILL;
    (void)state;
    assert_int_equal(ended(start(do_merge, &order, ROLE_SUPERVISOR, 0, -1)), OK);
    assert_true(is_merged(&merge));
    const struct dump *merged = dump_all();
    for (uint64_t at = 2, round = 0; result == -SIGKILL; at += EVERY, round++) {
        struct identifier now;
        assert_true(at < CALLS_MOST);
        result = ended(start(do_part, &merge, ROLE_SUPERVISOR, at, -1));
        if (!is_merged(&now)) /* done, or dead behind the commit */
            break;
        if (round % COMPARED_EVERY == 0)
            assert_same(merged, dump_all());
    }
    assert_same(before, dump_all());
}

/* From outside, at moments that nobody chose. */
static void whoever_kills_it_finds_all_or_nothing(void **state)
{
    const struct dump *before = dump_all();
    struct merge_order order = order_of(kept, absorbed);
    struct identifier merge;
    int64_t began = clock_now();
    (void)state;
    assert_int_equal(ended(start(do_merge, &order, ROLE_SUPERVISOR, 0, -1)), OK);
    int64_t whole = clock_now() - began;
    assert_true(is_merged(&merge));
    part_here(merge);
    for (int64_t i = 0; i < KILLS; i++) {
        refresh_versions();
        order = order_of(kept, absorbed);
        pid_t pid = start(do_merge, &order, ROLE_SUPERVISOR, 0, -1);
        (void)usleep((useconds_t)(whole * (i + 1) / KILLS));
        (void)kill(pid, SIGKILL);
        int result = ended(pid);
        assert_true(result == -SIGKILL || result == OK);
        bool merged = is_merged(&merge);
        assert_true(merged || result == -SIGKILL); /* what was said to be done is done */
        if (merged)
            part_here(merge);
        assert_same(before, dump_all());
    }
}

/* ---- two at once ---- */

static void two_processes(const struct merge_order orders[2], int results[2])
{
    int gate[2];
    pid_t pids[2];
    const enum role roles[2] = {ROLE_SUPERVISOR, ROLE_DATA_PROTECTION};
    assert_int_equal(pipe(gate), 0);
    for (size_t i = 0; i < 2; i++) {
        struct work work = mission_work(mission, roles[i]);
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0) {
            (void)close(gate[1]);
            run_child(do_merge, &orders[i], &work, 0, gate[0]);
        }
    }
    (void)close(gate[0]);
    (void)usleep(50000); /* both are connected and wait */
    (void)close(gate[1]);
    for (size_t i = 0; i < 2; i++)
        results[i] = ended(pids[i]);
}

static void of_two_processes_one_merges(void **state)
{
    const struct dump *before = dump_all();
    (void)state;
    for (int round = 0; round < 6; round++) {
        const struct merge_order one = order_of(kept, absorbed), other = order_of(absorbed, kept);
        const struct merge_order orders[2] = {one, round % 2 == 0 ? one : other};
        int results[2];
        struct value bind[] = {value_id(kept->head.id), value_id(absorbed->head.id)};
        two_processes(orders, results);
        if (!((results[0] == OK && results[1] == CONFLICT) || (results[0] == CONFLICT && results[1] == OK)))
            fail_msg("round %d: %d and %d", round, results[0], results[1]);
        struct rows rows;
        assert_int_equal(db_query(mission->fixture->db,
                                  SQL("t_in_force", "SELECT id FROM person_merge WHERE state = 'merged' AND "
                                                    "kept_person IN ($1, $2) AND absorbed_person IN ($1, $2)"),
                                  bind, 2, mission->arena, &rows),
                         OK);
        assert_int_equal(rows.count, 1);
        part_here(cell_id(&rows, 0, 0));
        if (results[0] == OK || round % 2 == 0) /* the other way round the other one's version has risen */
            assert_same(before, dump_all());
        else
            before = dump_all();
        refresh_versions();
    }
}

#define WITH_TWO(test) cmocka_unit_test_setup(test, two_records)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TWO(a_merge_killed_at_any_call_never_was),
        WITH_TWO(a_parting_killed_at_any_call_leaves_them_merged),
        WITH_TWO(whoever_kills_it_finds_all_or_nothing),
        WITH_TWO(of_two_processes_one_merges),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
