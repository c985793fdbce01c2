#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>
#include <unistd.h>

#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "job/job.h"
#include "job/job_message.h"
#include "system/random.h"

#define SECOND MICROSECONDS
#define COUNT_OF(array) (sizeof(array) / sizeof *(array))
#define A TEXT("host-a/jobs")
#define B TEXT("host-b/jobs")

static const struct identifier ORGANISATION = {{1}};
static const struct identifier USER = {{2}};

static struct work open_work(const struct scratch *scratch)
{
    struct work work = {.arena = scratch->arena, .now = 20000 * DAY_MICROSECONDS};
    assert_int_equal(db_open(scratch->address, false, &work.db), OK);
    assert_int_equal(migrate(work.db, migrations, migration_count), OK);
    return work;
}

static void close_work(struct work *work) { work->db = db_close(work->db); }
#define AUTO_WORK __attribute__((cleanup(close_work)))

static struct identifier add(struct work *work, const char *kind, int64_t priority)
{
    const struct job_order order = {.kind = kind,
                                    .organisation = ORGANISATION,
                                    .user = USER,
                                    .priority = priority,
                                    .attempt_limit = 3,
                                    .arguments = TEXT("\1sealed\0bytes")};
    struct identifier id;
    assert_int_equal(job_add(work, &order, &id), OK);
    return id;
}

static struct job get(struct work *work, struct identifier id)
{
    struct job job;
    assert_int_equal(job_get(work, id, &job), OK);
    return job;
}

static void added_with_the_change_or_not_at_all(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct db_transaction transaction;
    struct job job;
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    struct identifier lost = add(&work, "mail", JOB_ORDINARY);
    db_transaction_end(&transaction);
    assert_int_equal(job_get(&work, lost, &job), NOT_FOUND);
    job = get(&work, add(&work, "mail", JOB_ORDINARY));
    assert_true(text_equal(job.arguments, TEXT("\1sealed\0bytes")));
    assert_int_equal(job.state, JOB_QUEUED);
    assert_true(identifier_equal(job.organisation, ORGANISATION));
    assert_true(identifier_equal(job.user, USER));
}

static void once_is_once(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    const struct job_order order = {.kind = "mail", .once = TEXT("letter/7")};
    struct db_transaction transaction;
    struct identifier first;
    struct identifier second;
    assert_int_equal(job_add(&work, &order, &first), OK);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(job_add(&work, &order, &second), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK); /* the transaction goes on */
    assert_true(identifier_equal(first, second));
}

static void taken_in_order_and_by_one(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    const struct job_order later = {.kind = "later", .run_after = work.now + 10 * SECOND};
    struct job_lease lease;
    bool due;
    assert_int_equal(job_add(&work, &later, NULL), OK);
    assert_int_equal(job_is_due(&work, NULL, &due), OK);
    assert_false(due);
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), NOT_FOUND);
    struct identifier ordinary = add(&work, "one", JOB_ORDINARY);
    struct identifier urgent = add(&work, "two", JOB_URGENT);
    assert_int_equal(job_is_due(&work, NULL, &due), OK);
    assert_true(due);
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    assert_true(identifier_equal(lease.id, urgent));
    assert_int_equal(job_take(&work, B, 60, NULL, &lease), OK);
    assert_true(identifier_equal(lease.id, ordinary));
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), NOT_FOUND);
    work.now += 10 * SECOND;
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    assert_true(text_is(get(&work, lease.id).kind, "later"));
}

static void expired_lease_is_taken_over(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct identifier id = add(&work, "export", JOB_ORDINARY);
    struct job_lease dead;
    struct job_lease alive;
    assert_int_equal(job_take(&work, A, 60, NULL, &dead), OK);
    work.now += 60 * SECOND;
    assert_int_equal(job_take(&work, B, 60, NULL, &alive), OK);
    assert_true(identifier_equal(alive.id, id));
    assert_int_equal(alive.attempt, 2);
    /* The first one wakes up and may change nothing. */
    assert_int_equal(job_check(&work, &dead), CONFLICT);
    assert_int_equal(job_note(&work, &dead, 1, 2), CONFLICT);
    assert_int_equal(job_done(&work, &dead, TEXT("stale")), CONFLICT);
    assert_int_equal(job_failed(&work, &dead, TEXT("stale"), false), CONFLICT);
    assert_int_equal(job_failed(&work, &dead, TEXT("stale"), true), CONFLICT);
    assert_int_equal(job_stopped(&work, &dead), CONFLICT);
    assert_int_equal(job_note(&work, &alive, 3, 4), OK);
    assert_int_equal(job_done(&work, &alive, TEXT("result")), OK);
    struct job job = get(&work, id);
    assert_int_equal(job.state, JOB_DONE);
    assert_true(text_is(job.result, "result"));
    assert_int_equal(job.progress_done, 3);
    assert_true(job.finished_at == work.now);
    assert_int_equal(job_done(&work, &alive, TEXT("again")), CONFLICT);
}

/* The same name, a new process: its own earlier attempt is not its own any more. */
static void a_former_life_may_change_nothing(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct job_lease before;
    struct job_lease after;
    (void)add(&work, "export", JOB_ORDINARY);
    assert_int_equal(job_take(&work, A, 60, NULL, &before), OK);
    assert_int_equal(job_give_back(&work, B), OK); /* not B's */
    assert_int_equal(job_take(&work, A, 60, NULL, &after), NOT_FOUND);
    assert_int_equal(job_give_back(&work, A), OK);
    assert_int_equal(job_take(&work, A, 60, NULL, &after), OK);
    assert_int_equal(job_done(&work, &before, TEXT_NONE), CONFLICT);
    assert_int_equal(job_done(&work, &after, TEXT_NONE), OK);
}

static void attempts_end(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct identifier id = add(&work, "mail", JOB_ORDINARY);
    struct job_lease lease;
    static const int64_t PAUSES[] = {30, 60};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
        assert_int_equal(job_failed(&work, &lease, TEXT("no_answer"), false), OK);
        work.now += PAUSES[i] * SECOND - 1;
        assert_int_equal(job_take(&work, A, 60, NULL, &lease), NOT_FOUND);
        work.now += 1;
    }
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    work.now += 61 * SECOND; /* dies in its last attempt */
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), NOT_FOUND);
    assert_int_equal(get(&work, id).state, JOB_FAILED);
    assert_true(text_is(get(&work, id).problem, "lost"));
    id = add(&work, "mail", JOB_ORDINARY);
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    assert_int_equal(job_failed(&work, &lease, TEXT("no_such_address"), true), OK);
    assert_int_equal(get(&work, id).state, JOB_FAILED);
}

static void cancelled_before_during_and_too_late(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct identifier id = add(&work, "one", JOB_ORDINARY);
    struct job_lease lease;
    assert_int_equal(job_cancel(&work, USER), NOT_FOUND);
    assert_int_equal(job_cancel(&work, id), OK);
    assert_int_equal(get(&work, id).state, JOB_CANCELLED);
    assert_int_equal(job_cancel(&work, id), CONFLICT);
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), NOT_FOUND);
    id = add(&work, "two", JOB_ORDINARY);
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    assert_int_equal(job_check(&work, &lease), OK);
    assert_int_equal(job_cancel(&work, id), OK);
    assert_int_equal(get(&work, id).state, JOB_RUNNING);
    assert_int_equal(job_check(&work, &lease), CONFLICT);
    assert_int_equal(job_note(&work, &lease, 1, 2), CONFLICT);
    assert_int_equal(job_stopped(&work, &lease), OK);
    assert_int_equal(get(&work, id).state, JOB_CANCELLED);
    id = add(&work, "three", JOB_ORDINARY); /* asked to stop, then its process dies */
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    assert_int_equal(job_cancel(&work, id), OK);
    work.now += 61 * SECOND;
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), NOT_FOUND);
    assert_int_equal(get(&work, id).state, JOB_CANCELLED);
}

static void listed_newest_first_within_the_organisation(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    const struct identifier none = {0};
    const struct identifier other = {{9}};
    struct identifier ids[5];
    struct job *jobs;
    size_t count;
    for (int i = 0; i < 5; i++) {
        struct job_order order = {.kind = "export", .id = {{7, (unsigned char)i}}, .organisation = ORGANISATION};
        order.user = i % 2 == 0 ? USER : other;
        assert_int_equal(job_add(&work, &order, &ids[i]), OK);
    }
    assert_int_equal(job_list(&work, ORGANISATION, none, none, 3, &jobs, &count), OK);
    assert_int_equal(count, 3);
    assert_true(identifier_equal(jobs[0].id, ids[4]) && identifier_equal(jobs[2].id, ids[2]));
    assert_int_equal(job_list(&work, ORGANISATION, none, jobs[2].id, 3, &jobs, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(job_list(&work, ORGANISATION, USER, none, 9, &jobs, &count), OK);
    assert_int_equal(count, 3);
    assert_int_equal(job_list(&work, ORGANISATION, USER, ids[2], 9, &jobs, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(job_list(&work, other, none, none, 9, &jobs, &count), OK);
    assert_int_equal(count, 0);
}

/* Fails for good at its next taking. */
static struct identifier add_failed(struct work *work, const char *kind)
{
    struct job_lease lease;
    struct identifier id = add(work, kind, JOB_URGENT);
    assert_int_equal(job_take(work, A, 60, NULL, &lease), OK);
    assert_int_equal(identifier_compare(lease.id, id), 0);
    assert_int_equal(job_failed(work, &lease, TEXT("broken"), true), OK);
    return id;
}

/* Reads all pages of a list, and the ids in their order. */
static size_t read_pages(struct work *work, int of_state, size_t most, struct identifier *ids)
{
    struct job_query query = {.state = of_state, .most = most};
    size_t count = 0;
    while (query.most > 0) {
        struct job *jobs;
        size_t shown;
        assert_int_equal(job_all(work, &query, &jobs, &shown, &query), OK);
        assert_true(shown <= most && count + shown <= 20);
        for (size_t i = 0; i < shown; i++)
            ids[count++] = jobs[i].id;
    }
    return count;
}

/* Whatever the size of a page: what failed first, then all others, each once, newest first. */
static void failed_ones_come_first(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct identifier wanted[9];
    struct identifier ids[20];
    for (size_t i = 0; i < 9; i++) {
        /* by age: w f w f w f w w w; the list: three failed, six others, each newest first */
        static const size_t PLACES[] = {8, 2, 7, 1, 6, 0, 5, 4, 3};
        bool fails = i == 1 || i == 3 || i == 5;
        wanted[PLACES[i]] = fails ? add_failed(&work, "mail") : add(&work, "mail", JOB_ORDINARY);
    }
    for (size_t most = 1; most <= 10; most++) {
        assert_int_equal(read_pages(&work, JOB_ANY_STATE, most, ids), 9);
        for (size_t i = 0; i < 9; i++)
            assert_int_equal(identifier_compare(ids[i], wanted[i]), 0);
        assert_int_equal(read_pages(&work, JOB_FAILED, most, ids), 3);
        assert_int_equal(identifier_compare(ids[2], wanted[2]), 0);
        assert_int_equal(read_pages(&work, JOB_QUEUED, most, ids), 6);
        assert_int_equal(read_pages(&work, JOB_RUNNING, most, ids), 0);
    }
}

static void a_person_decides_about_what_failed(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct job_lease lease;
    struct job_lease before = {.holder = A, .attempt = 1};
    struct identifier waiting = add(&work, "mail", JOB_IDLE);
    struct identifier failed = before.id = add_failed(&work, "mail");
    assert_int_equal(job_again(&work, waiting), CONFLICT);
    assert_int_equal(job_let_go(&work, waiting), CONFLICT);
    assert_int_equal(job_again(&work, identifier_new()), NOT_FOUND);
    assert_int_equal(job_let_go(&work, identifier_new()), NOT_FOUND);
    assert_int_equal(job_again(&work, failed), OK);
    assert_int_equal(get(&work, failed).state, JOB_QUEUED);
    assert_int_equal(get(&work, failed).finished_at, INSTANT_NONE);
    assert_int_equal(job_take(&work, A, 60, NULL, &lease), OK);
    assert_int_equal(identifier_compare(lease.id, failed), 0);
    assert_int_equal(job_done(&work, &before, TEXT("")), CONFLICT); /* of its former life */
    assert_int_equal(job_failed(&work, &lease, TEXT("broken"), false), OK);
    assert_int_equal(get(&work, failed).state, JOB_FAILED); /* one attempt more, not five */
    assert_int_equal(job_let_go(&work, failed), OK);
    assert_int_equal(get(&work, failed).state, JOB_CANCELLED);
    assert_true(text_is(get(&work, failed).problem, "broken"));
    assert_int_equal(job_let_go(&work, failed), CONFLICT);
    assert_int_equal(job_again(&work, failed), OK); /* after all */
    assert_int_equal(get(&work, failed).state, JOB_QUEUED);
}

/* A process for long jobs takes no short one, one for short ones no long one; what nobody knows is for the latter. */
static void lanes_take_their_own(void **state)
{
    (void)state;
    static const struct job_kind KINDS[] = {{"mail", NULL, 60, 3}, {"backup", NULL, 3600, 3}, {"copy", NULL, 121, 3}};
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    struct job_wanted all = job_wanted_of(KINDS, COUNT_OF(KINDS), JOB_LANE_ALL);
    struct job_wanted brief = job_wanted_of(KINDS, COUNT_OF(KINDS), JOB_LANE_SHORT);
    struct job_wanted lengthy = job_wanted_of(KINDS, COUNT_OF(KINDS), JOB_LANE_LONG);
    struct job_lease lease;
    bool due;
    struct identifier backup = add(&work, "backup", JOB_URGENT);
    struct identifier copy = add(&work, "copy", JOB_ORDINARY);
    assert_int_equal(job_is_due(&work, &brief, &due), OK);
    assert_false(due);
    assert_int_equal(job_take(&work, A, 60, &brief, &lease), NOT_FOUND);
    struct identifier mail = add(&work, "mail", JOB_IDLE);
    struct identifier unknown = add(&work, "of_another_version", JOB_IDLE);
    assert_int_equal(job_is_due(&work, &brief, &due), OK);
    assert_true(due);
    assert_int_equal(job_take(&work, A, 60, &brief, &lease), OK);
    assert_int_equal(identifier_compare(lease.id, mail), 0);
    assert_int_equal(job_is_due(&work, &lengthy, &due), OK);
    assert_true(due);
    assert_int_equal(job_take(&work, B, 60, &lengthy, &lease), OK);
    assert_int_equal(identifier_compare(lease.id, backup), 0);
    assert_int_equal(job_take(&work, A, 60, &all, &lease), OK);
    assert_int_equal(identifier_compare(lease.id, copy), 0);
    assert_int_equal(job_is_due(&work, &lengthy, &due), OK);
    assert_false(due);
    assert_int_equal(job_take(&work, B, 60, &lengthy, &lease), NOT_FOUND);
    assert_int_equal(job_take(&work, A, 60, &brief, &lease), OK);
    assert_int_equal(identifier_compare(lease.id, unknown), 0);
}

static void old_ones_are_forgotten(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    AUTO_WORK struct work work = open_work(&scratch);
    int64_t count;
    for (int i = 0; i < 3; i++)
        assert_int_equal(job_cancel(&work, add(&work, "old", JOB_ORDINARY)), OK);
    struct identifier waiting = add(&work, "waiting", JOB_ORDINARY);
    assert_int_equal(job_clean(&work, work.now, 10, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(job_clean(&work, work.now + 1, 2, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(job_clean(&work, work.now + 1, 2, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(get(&work, waiting).state, JOB_QUEUED);
}

static void messages_read_as_written_or_not_at_all(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    static const enum value_kind KINDS[] = {VALUE_INTEGER, VALUE_TEXT, VALUE_BYTES, VALUE_IDENTIFIER};
    const struct value values[] = {value_integer(INT64_MIN), value_text(TEXT("a:b\n")), value_bytes(TEXT("\0:9")),
                                   value_id(ORGANISATION)};
    struct value read[4];
    struct text message = job_message_write(arena, values, 4);
    assert_int_equal(job_message_read(message, KINDS, 4, read), OK);
    assert_true(read[0].integer == INT64_MIN);
    assert_true(text_equal(read[1].text, values[1].text));
    assert_true(text_equal(read[2].text, values[2].text));
    assert_true(identifier_equal(read[3].identifier, ORGANISATION));
    for (size_t length = 0; length < message.length; length++)
        assert_int_equal(job_message_read(text_slice(message, 0, length), KINDS, 4, read), INVALID);
    static const struct text BAD[] = {
        TEXT_CONSTANT("i-1:5"), TEXT_CONSTANT("i99999999999999999999:5"),
        TEXT_CONSTANT("i:5"),   TEXT_CONSTANT("t1:5"),
        TEXT_CONSTANT("i1:x"),  TEXT_CONSTANT("i1:5i1:5"),
        TEXT_CONSTANT("i9:55"), TEXT_CONSTANT("i16777216:55"),
        TEXT_CONSTANT("i1"),
    };
    for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
        assert_int_equal(job_message_read(BAD[i], KINDS, 1, read), INVALID);
}

/* ---- many processes ---- */

enum { TAKERS = 4, JOBS = 120 };

/* Takes and ends jobs until none is left; the number of those it had, as its exit status. */
static _Noreturn void take_all(const struct scratch *scratch, int number)
{
    struct work work = {.arena = arena_open((size_t)16 << 20), .now = 20000 * DAY_MICROSECONDS};
    struct job_lease lease;
    int taken = 0;
    enum outcome outcome = db_open(scratch->address, false, &work.db);
    struct text holder = arena_format(work.arena, "host-%d/jobs", number);
    while (outcome == OK || outcome == UNAVAILABLE) { /* SQLite: another writes at this moment */
        outcome = job_take(&work, holder, 60, NULL, &lease);
        if (outcome != OK)
            continue;
        taken++;
        do
            outcome = job_done(&work, &lease, TEXT("done"));
        while (outcome == UNAVAILABLE);
    }
    _exit(outcome == NOT_FOUND ? taken : 255);
}

static void each_job_is_taken_by_one_of_many(void **state)
{
    (void)state;
    AUTO_SCRATCH struct scratch scratch = scratch_open();
    pid_t takers[TAKERS];
    int sum = 0;
    {
        AUTO_WORK struct work work = open_work(&scratch);
        for (int i = 0; i < JOBS; i++)
            (void)add(&work, "mail", JOB_ORDINARY);
    }
    for (int i = 0; i < TAKERS; i++)
        if ((takers[i] = fork()) == 0)
            take_all(&scratch, i);
    for (int i = 0; i < TAKERS; i++) {
        int status;
        assert_int_equal(waitpid(takers[i], &status, 0), takers[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= JOBS);
        sum += WEXITSTATUS(status);
    }
    assert_int_equal(sum, JOBS);
    AUTO_WORK struct work work = open_work(&scratch);
    struct job *jobs;
    size_t count;
    assert_int_equal(job_list(&work, ORGANISATION, USER, (struct identifier){0}, JOBS + 1, &jobs, &count), OK);
    assert_int_equal(count, JOBS);
    for (size_t i = 0; i < count; i++)
        assert_true(jobs[i].state == JOB_DONE && jobs[i].attempts == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_job_is_taken_by_one_of_many),
        cmocka_unit_test(added_with_the_change_or_not_at_all),
        cmocka_unit_test(once_is_once),
        cmocka_unit_test(taken_in_order_and_by_one),
        cmocka_unit_test(expired_lease_is_taken_over),
        cmocka_unit_test(a_former_life_may_change_nothing),
        cmocka_unit_test(attempts_end),
        cmocka_unit_test(cancelled_before_during_and_too_late),
        cmocka_unit_test(listed_newest_first_within_the_organisation),
        cmocka_unit_test(failed_ones_come_first),
        cmocka_unit_test(a_person_decides_about_what_failed),
        cmocka_unit_test(lanes_take_their_own),
        cmocka_unit_test(old_ones_are_forgotten),
        cmocka_unit_test(messages_read_as_written_or_not_at_all),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
