#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "job/job.h"
#include "system/clock.h"
#include "system/random.h"

#define HOLDER TEXT("host-a/jobs")

/* A jobs process that only reads, and the writing worker that it hands its writes to. */
struct pair {
    struct scratch scratch;
    struct work jobs, writer;
    size_t handed_over;
};

static enum outcome to_the_writer(void *context, struct work *work, const char *action, struct text arguments,
                                  struct text *ret_answer)
{
    struct pair *pair = context;
    (void)work;
    pair->handed_over++;
    pair->writer.now = clock_now();
    return job_perform(&pair->writer, action, arguments, ret_answer);
}

static int open_pair(void **state)
{
    static struct pair pair;
    pair = (struct pair){.scratch = scratch_open()};
    pair.writer.arena = pair.jobs.arena = pair.scratch.arena;
    assert_int_equal(db_open(pair.scratch.address, false, &pair.writer.db), OK);
    assert_int_equal(migrate(pair.writer.db, migrations, migration_count), OK);
    assert_int_equal(db_open(pair.scratch.address, true, &pair.jobs.db), OK);
    pair.jobs.hand_over = to_the_writer;
    pair.jobs.hand_over_context = &pair;
    pair.writer.now = clock_now();
    *state = &pair;
    return 0;
}

static int close_pair(void **state)
{
    struct pair *pair = *state;
    clock_set(INSTANT_NONE);
    pair->jobs.db = db_close(pair->jobs.db);
    pair->writer.db = db_close(pair->writer.db);
    scratch_close(&pair->scratch);
    return 0;
}

static enum outcome echo(struct job_context *context)
{
    context->result = context->job->arguments;
    return OK;
}

static enum outcome refuse(struct job_context *context)
{
    context->problem = TEXT("no_such_address");
    return NOT_FOUND;
}

static enum outcome break_down(struct job_context *context)
{
    (void)context;
    return FAILED;
}

static struct pair *cancelling;

/* Somebody cancels it while it runs. */
static enum outcome count_long(struct job_context *context)
{
    for (int64_t i = 0; i < 10; i++) {
        enum outcome outcome = job_progress(context, i, 10);
        if (outcome != OK)
            return outcome;
        if (i == 3 && job_cancel(&cancelling->writer, context->job->id) != OK)
            return FAILED;
    }
    return OK;
}

static enum outcome sleep_on(struct job_context *context)
{
    while (true) {
        enum outcome outcome = job_progress(context, 0, 0);
        if (outcome != OK)
            return outcome;
    }
}

static enum outcome query_on(struct job_context *context)
{
    struct rows rows;
    return db_query(context->work->db,
                    SQL("endless", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                                   " SELECT count(*) FROM n"),
                    NULL, 0, context->work->arena, &rows);
}

static const struct job_kind KINDS[] = {
    {"echo", echo, 10, 3},
    {"refuse", refuse, 10, 3},
    {"break_down", break_down, 10, 2},
    {"count_long", count_long, 10, 3},
    {"sleep_on", sleep_on, 0, 1},
    {"query_on", query_on, 0, 1},
};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static struct identifier add(struct pair *pair, const char *kind)
{
    const struct job_order order = {.kind = kind, .arguments = TEXT("arguments")};
    struct identifier id;
    pair->writer.now = clock_now();
    assert_int_equal(job_add(&pair->writer, &order, &id), OK);
    return id;
}

static struct job run_one(struct pair *pair, struct identifier id)
{
    struct job job;
    assert_int_equal(job_run_next(&pair->jobs, KINDS, KIND_COUNT, HOLDER), OK);
    assert_int_equal(job_get(&pair->jobs, id, &job), OK);
    return job;
}

static void runs_what_is_due(void **state)
{
    struct pair *pair = *state;
    assert_int_equal(job_run_next(&pair->jobs, KINDS, KIND_COUNT, HOLDER), NOT_FOUND);
    assert_int_equal(pair->handed_over, 0); /* looking costs no write */
    struct job job = run_one(pair, add(pair, "echo"));
    assert_int_equal(job.state, JOB_DONE);
    assert_true(text_is(job.result, "arguments"));
    assert_int_equal(pair->handed_over, 2);
    /* Another host may know it; after a day nobody does. */
    struct identifier unknown = add(pair, "nobody_knows");
    job = run_one(pair, unknown);
    assert_int_equal(job.state, JOB_QUEUED);
    assert_int_equal(job.attempt_limit, 6); /* no attempt of its five was used up */
    assert_int_equal(job_run_next(&pair->jobs, KINDS, KIND_COUNT, HOLDER), NOT_FOUND);
    clock_set(clock_now() + DAY_MICROSECONDS + MICROSECONDS);
    job = run_one(pair, unknown);
    assert_int_equal(job.state, JOB_FAILED);
    assert_true(text_is(job.problem, "unknown_kind"));
}

static void its_own_problem_is_final_ours_is_tried_again(void **state)
{
    struct pair *pair = *state;
    struct job job = run_one(pair, add(pair, "refuse"));
    assert_int_equal(job.state, JOB_FAILED);
    assert_true(text_is(job.problem, "no_such_address"));
    struct identifier id = add(pair, "break_down");
    job = run_one(pair, id);
    assert_int_equal(job.state, JOB_QUEUED);
    assert_int_equal(job_run_next(&pair->jobs, KINDS, KIND_COUNT, HOLDER), NOT_FOUND);
    clock_set(clock_now() + 31 * MICROSECONDS);
    job = run_one(pair, id);
    assert_int_equal(job.state, JOB_FAILED); /* the kind's two attempts */
    assert_int_equal(job.attempts, 2);
}

static void stops_when_asked(void **state)
{
    struct pair *pair = *state;
    cancelling = pair;
    struct job job = run_one(pair, add(pair, "count_long"));
    assert_int_equal(job.state, JOB_CANCELLED);
    assert_true(job.finished_at != INSTANT_NONE);
}

static void stops_when_its_time_is_over(void **state)
{
    struct pair *pair = *state;
    assert_int_equal(run_one(pair, add(pair, "sleep_on")).state, JOB_FAILED);
    assert_int_equal(run_one(pair, add(pair, "query_on")).state, JOB_FAILED);
    assert_true(pair->jobs.db->deadline == 0);
}

static void what_it_had_goes_back_at_its_start(void **state)
{
    struct pair *pair = *state;
    struct identifier id = add(pair, "echo");
    struct job_lease lease;
    assert_int_equal(job_take(&pair->writer, HOLDER, 1000, NULL, &lease), OK); /* and dies */
    assert_int_equal(job_run_next(&pair->jobs, KINDS, KIND_COUNT, HOLDER), NOT_FOUND);
    assert_int_equal(job_start(&pair->jobs, HOLDER), OK);
    assert_int_equal(run_one(pair, id).state, JOB_DONE);
}

static void perform_takes_only_its_own(void **state)
{
    struct pair *pair = *state;
    struct text answer;
    assert_int_equal(job_perform(&pair->writer, "job_drop", TEXT(""), &answer), NOT_FOUND);
    assert_int_equal(job_perform(&pair->writer, "job_take", TEXT("t1:a"), &answer), INVALID);
    assert_int_equal(job_perform(&pair->writer, "job_done", TEXT("u3:abct1:ai1:1b0:"), &answer), INVALID);
}

static int64_t count_of(struct pair *pair, const char *kind)
{
    struct rows rows;
    const struct value bind = value_text(text_from(kind));
    assert_int_equal(db_query(pair->writer.db, SQL("count", "SELECT count(*) FROM job WHERE kind = $1"), &bind, 1,
                              pair->scratch.arena, &rows),
                     OK);
    return cell_integer(&rows, 0, 0);
}

/* In Morocco two o'clock is 01:00 UTC, and 02:00 UTC while Ramadan lasts (in 2022 from 27 March to 8 May). */
static void nightly_jobs_follow_the_wall(void **state)
{
    struct pair *pair = *state;
    static const struct job_schedule SCHEDULES[] = {{"retention", 2, "Africa/Casablanca"}};
    static const struct job_schedule NOWHERE[] = {{"retention", 2, "Africa/Nowhere"}};
    static const struct {
        const char *at;
        int64_t count;
    } MOMENTS[] = {
        {"2022-03-01T00:59:59Z", 0}, {"2022-03-01T01:00:00Z", 1}, {"2022-03-01T22:00:00Z", 1},
        {"2022-03-02T00:30:00Z", 1}, {"2022-03-02T09:00:00Z", 2}, {"2022-04-10T01:30:00Z", 2},
        {"2022-04-10T02:00:00Z", 3},
    };
    for (size_t i = 0; i < sizeof MOMENTS / sizeof *MOMENTS; i++) {
        assert_int_equal(text_to_instant(text_from(MOMENTS[i].at), &pair->jobs.now), OK);
        for (int again = 0; again < 2; again++)
            assert_int_equal(job_schedule_due(&pair->jobs, SCHEDULES, 1), OK);
        assert_int_equal(count_of(pair, "retention"), MOMENTS[i].count);
    }
    assert_int_equal(pair->handed_over, 3);
    assert_int_equal(job_schedule_due(&pair->jobs, NOWHERE, 1), FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(runs_what_is_due, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(its_own_problem_is_final_ours_is_tried_again, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(stops_when_asked, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(stops_when_its_time_is_over, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(what_it_had_goes_back_at_its_start, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(perform_takes_only_its_own, open_pair, close_pair),
        cmocka_unit_test_setup_teardown(nightly_jobs_follow_the_wall, open_pair, close_pair),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
