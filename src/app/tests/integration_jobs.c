/* The jobs processes of a served mission: what takes long holds up nothing else, and stops when it is asked to. */
#include "base/tests/testing.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/supervisor.h"
#include "base/number.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/process.h"
#include "web/tests/toy.h"

enum { PATIENCE = 20000, STEP = 20 };

struct place {
    struct toy *toy;
    struct work work; /* of the test, which looks on and orders */
    pid_t supervisor;
};

/* --- kinds of jobs -------------------------------------------------------------------------------------------------
 */

static enum outcome do_quickly(struct job_context *context)
{
    context->result = TEXT("done");
    return OK;
}

/* As a backup does: until it is told to stop. */
static enum outcome do_for_ever(struct job_context *context)
{
    for (int64_t i = 1;; i++) {
        enum outcome outcome = job_progress(context, i, 100000);
        if (outcome != OK)
            return outcome;
        (void)poll(NULL, 0, STEP);
    }
}

static const struct job_kind KINDS[] = {{"quick", do_quickly, 10, 3}, {"endless", do_for_ever, 3600, 1}};

/* --- the service ---------------------------------------------------------------------------------------------------
 */

static struct service *describe(const struct toy *toy)
{
    struct service *service = arena_new(toy->arena, struct service);
    *service = (struct service){.application = toy->application, .settings = toy->settings};
    service->application.db = NULL;
    service->application.settings = &service->settings;
    service->jobs = (struct job_plan){.kinds = KINDS, .kind_count = COUNT(KINDS)};
    return service;
}

static void begin(struct place *place, int64_t processes)
{
    struct toy *toy = place->toy;
    toy->settings.run = arena_format(toy->arena, "%s/run", toy->directory);
    toy->settings.data = toy->settings.profile = toy->settings.messages = toy->settings.assets =
        text_from(toy->directory);
    toy->settings.database = toy->database;
    toy->settings.workers = toy->settings.slow_workers = 1;
    toy->settings.job_workers = processes;
    toy->settings.request_seconds = 1;
    (void)fflush(NULL);
    place->supervisor = fork();
    if (place->supervisor == 0) {
        process_end_with_parent();
        _exit(supervisor_run(describe(toy)));
    }
}

static void end(struct place *place)
{
    int status;
    (void)kill(place->supervisor, SIGTERM);
    (void)waitpid(place->supervisor, &status, 0);
    place->supervisor = 0;
}

static int open_place(void **state)
{
    struct toy *toy = toy_open();
    struct place *place = arena_new(toy->arena, struct place);
    place->toy = toy;
    place->work = work_of_system(toy->db, NULL, toy->arena);
    *state = place;
    return 0;
}

static int close_place(void **state)
{
    struct place *place = *state;
    if (place->supervisor > 0)
        end(place);
    (void)toy_close(place->toy);
    return 0;
}

static struct identifier order(struct place *place, const char *kind, int64_t priority)
{
    struct identifier id;
    const struct job_order order = {.kind = kind, .priority = priority};
    place->work.now = clock_now();
    assert_int_equal(job_add(&place->work, &order, &id), OK);
    return id;
}

static struct job look(struct place *place, struct identifier id)
{
    struct job job;
    assert_int_equal(job_get(&place->work, id, &job), OK);
    return job;
}

/* Is it so within this time? */
static bool becomes(struct place *place, struct identifier id, enum job_state state, int milliseconds)
{
    for (int waited = 0; waited < milliseconds; waited += STEP) {
        if (look(place, id).state == state)
            return true;
        (void)poll(NULL, 0, STEP);
    }
    return false;
}

/* --- tests ---------------------------------------------------------------------------------------------------------
 */

static void a_long_job_holds_up_no_short_one(void **state)
{
    struct place *place = *state;
    begin(place, 2);
    struct identifier first = order(place, "endless", JOB_URGENT);
    assert_true(becomes(place, first, JOB_RUNNING, PATIENCE));
    struct identifier second = order(place, "endless", JOB_URGENT);
    for (int i = 0; i < 3; i++) {
        struct identifier quick = order(place, "quick", JOB_IDLE);
        assert_true(becomes(place, quick, JOB_DONE, PATIENCE));
    }
    assert_int_equal(look(place, first).state, JOB_RUNNING);
    assert_int_equal(look(place, second).state, JOB_QUEUED); /* one at a time */
    assert_int_equal(job_cancel(&place->work, first), OK);
    assert_true(becomes(place, first, JOB_CANCELLED, PATIENCE));
    assert_true(look(place, first).progress_done > 0);
    assert_true(becomes(place, second, JOB_RUNNING, PATIENCE));
}

/* A small host: one process does all, one after the other. */
static void one_process_does_all(void **state)
{
    struct place *place = *state;
    begin(place, 1);
    struct identifier long_one = order(place, "endless", JOB_URGENT);
    assert_true(becomes(place, long_one, JOB_RUNNING, PATIENCE));
    struct identifier quick = order(place, "quick", JOB_IDLE);
    assert_false(becomes(place, quick, JOB_DONE, 2500));
    assert_int_equal(job_cancel(&place->work, long_one), OK);
    assert_true(becomes(place, quick, JOB_DONE, PATIENCE));
}

/* Ends the processes that do jobs, as a crash would; how many. */
static int kill_jobs(const struct place *place)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text children;
    struct text word;
    int count = 0;
    char *path = arena_string(
        arena, arena_format(arena, "/proc/%d/task/%d/children", (int)place->supervisor, (int)place->supervisor));
    assert_int_equal(file_read(arena, path, 65536, &children), OK);
    while (text_split(&children, ' ', &word) && word.length > 0) {
        int64_t pid = 0;
        struct text name;
        assert_int_equal(text_to_integer(word, 1, INT32_MAX, &pid), OK);
        char *comm = arena_string(arena, arena_format(arena, "/proc/%d/comm", (int)pid));
        if (file_read(arena, comm, 4096, &name) == OK && text_is(text_trim(name), "sanad jobs"))
            count += kill((pid_t)pid, SIGKILL) == 0 ? 1 : 0;
    }
    return count;
}

/* Its successor gives it back at once and does it again; nobody waits for a lease to run out. */
static void what_a_killed_process_had_is_done_again(void **state)
{
    struct place *place = *state;
    begin(place, 2);
    struct identifier long_one = order(place, "endless", JOB_URGENT);
    assert_true(becomes(place, long_one, JOB_RUNNING, PATIENCE));
    assert_int_equal(kill_jobs(place), 2);
    for (int waited = 0; waited < PATIENCE && look(place, long_one).attempts == 1; waited += STEP)
        (void)poll(NULL, 0, STEP);
    assert_int_equal(look(place, long_one).attempts, 2);
    assert_true(becomes(place, long_one, JOB_RUNNING, PATIENCE));
    assert_true(becomes(place, order(place, "quick", JOB_IDLE), JOB_DONE, PATIENCE));
}

/* A restart does not wait for a backup; the next start goes on with the job. */
static void a_stop_does_not_wait_for_it(void **state)
{
    struct place *place = *state;
    begin(place, 2);
    struct identifier long_one = order(place, "endless", JOB_URGENT);
    assert_true(becomes(place, long_one, JOB_RUNNING, PATIENCE));
    (void)kill(place->supervisor, SIGHUP); /* a reload leaves it alone */
    (void)poll(NULL, 0, 2500);
    assert_int_equal(look(place, long_one).state, JOB_RUNNING);
    assert_int_equal(look(place, long_one).attempts, 1);
    int64_t limit = look(place, long_one).attempt_limit;
    int64_t before = clock_ticks();
    end(place);
    assert_true(clock_ticks() - before < 5 * MICROSECONDS);
    assert_int_equal(look(place, long_one).state, JOB_QUEUED);
    assert_int_equal(look(place, long_one).attempt_limit, limit + 1);
    begin(place, 2);
    for (int waited = 0; waited < PATIENCE && look(place, long_one).attempts == 1; waited += STEP)
        (void)poll(NULL, 0, STEP);
    assert_true(becomes(place, long_one, JOB_RUNNING, PATIENCE));
    assert_int_equal(look(place, long_one).attempts, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_long_job_holds_up_no_short_one),
        TEST(one_process_does_all),
        TEST(what_a_killed_process_had_is_done_again),
        TEST(a_stop_does_not_wait_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
