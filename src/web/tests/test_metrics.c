#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tests/testing.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/loopback.h"
#include "web/metrics.h"
#include "web/tests/toy.h"

static int open_toy(void **state)
{
    struct toy *toy = toy_open();
    toy->settings.data = text_from(toy->directory);
    toy->application.metrics = metrics_open();
    *state = toy;
    return toy->application.metrics == NULL ? -1 : 0;
}

static int close_toy(void **state)
{
    (void)toy_close(*state);
    return 0;
}

static void assert_line(const struct loopback *loopback, const char *line)
{
    struct text body = loopback_last(loopback)->body;
    AUTO_ARENA struct arena *arena = arena_open(4096);
    if (text_find(body, arena_format(arena, "\n%s\n", line)) < 0)
        fail_msg("no line \"%s\" in:\n%.*s", line, TEXT_ARG(body));
}

static void what_happened_is_shown(void **state)
{
    struct toy *toy = *state;
    struct loopback *loopback = loopback_open(&toy->application);
    loopback_post(loopback, "/fr/sign-in", "login=amal");
    assert_int_equal(loopback_get(loopback, "/fr/notes/new")->status, 200);
    for (int i = 0; i < 3; i++)
        assert_int_equal(loopback_post(loopback, "/fr/notes", "text=one")->status, 303);
    assert_int_equal(loopback_post(loopback, "/fr/notes", "text=conflict")->status, 409);
    assert_int_equal(loopback_get(loopback, "/fr/nowhere")->status, 404);
    metrics_count_batch(toy->application.metrics, 3);
    metrics_count_batch(toy->application.metrics, 64);
    metrics_count_restart(toy->application.metrics, METRICS_WRITE);
    assert_int_equal(loopback_get(loopback, "/metrics")->status, 200);
    assert_text(loopback_last(loopback)->content_type, "text/plain; version=0.0.4; charset=utf-8");
    assert_line(loopback, "sanad_requests_total{class=\"write\",status=\"303\"} 3");
    assert_line(loopback, "sanad_requests_total{class=\"write\",status=\"409\"} 1");
    assert_line(loopback, "sanad_requests_total{class=\"slow\",status=\"303\"} 1");
    assert_line(loopback, "sanad_requests_total{class=\"read\",status=\"200\"} 1");
    assert_line(loopback, "sanad_requests_total{class=\"none\",status=\"404\"} 1");
    assert_line(loopback, "sanad_request_seconds_bucket{class=\"write\",le=\"+Inf\"} 4");
    assert_line(loopback, "sanad_request_seconds_count{class=\"write\"} 4");
    assert_line(loopback, "sanad_batch_requests_bucket{le=\"1\"} 4"); /* each of the four alone */
    assert_line(loopback, "sanad_batch_requests_bucket{le=\"2\"} 4");
    assert_line(loopback, "sanad_batch_requests_bucket{le=\"4\"} 5");
    assert_line(loopback, "sanad_batch_requests_bucket{le=\"64\"} 6");
    assert_line(loopback, "sanad_batch_requests_sum 71");
    assert_line(loopback, "sanad_batch_requests_count 6");
    assert_line(loopback, "sanad_process_restarts_total{process=\"write\"} 1");
    assert_line(loopback, "sanad_process_restarts_total{process=\"read\"} 0");
    assert_line(loopback, "sanad_jobs{state=\"queued\"} 0");
    assert_line(loopback, "sanad_audit_unsealed_seconds 0.000000");
    assert_true(loopback_shows(loopback, "\nsanad_database_bytes "));
    assert_true(loopback_shows(loopback, "\nsanad_disk_free_bytes "));
    (void)loopback_close(loopback);
}

/* Bounds belong to the bucket below; what is longer than all is in the last. */
static void latencies_fall_into_their_buckets(void **state)
{
    struct toy *toy = *state;
    struct loopback *loopback = loopback_open(&toy->application);
    static const int64_t TIMES[] = {-1, 500, 501, 10 * 1000 * 1000, 10 * 1000 * 1000 + 1};
    struct request request = {.internal = true};
    for (size_t i = 0; i < COUNT(TIMES); i++)
        metrics_count_request(toy->application.metrics, &request, 200, TIMES[i]);
    metrics_count_request(toy->application.metrics, &request, 0, 1); /* no status: not among the requests */
    metrics_count_request(toy->application.metrics, &request, 600, 1);
    assert_int_equal(loopback_get(loopback, "/metrics")->status, 200);
    assert_line(loopback, "sanad_request_seconds_bucket{class=\"hand_over\",le=\"0.000500\"} 4");
    assert_line(loopback, "sanad_request_seconds_bucket{class=\"hand_over\",le=\"0.001000\"} 5");
    assert_line(loopback, "sanad_request_seconds_bucket{class=\"hand_over\",le=\"10.000000\"} 6");
    assert_line(loopback, "sanad_request_seconds_bucket{class=\"hand_over\",le=\"+Inf\"} 7");
    assert_line(loopback, "sanad_request_seconds_sum{class=\"hand_over\"} 20.001004");
    assert_line(loopback, "sanad_requests_total{class=\"hand_over\",status=\"200\"} 5");
    (void)loopback_close(loopback);
}

static void processes_add_to_the_same_counters(void **state)
{
    enum { CHILDREN = 4, TIMES = 20000 };
    struct toy *toy = *state;
    struct loopback *loopback = loopback_open(&toy->application);
    struct request request = {.internal = true};
    pid_t pids[CHILDREN];
    (void)fflush(NULL);
    for (int i = 0; i < CHILDREN; i++) {
        pids[i] = fork();
        if (pids[i] != 0)
            continue;
        for (int j = 0; j < TIMES; j++)
            metrics_count_request(toy->application.metrics, &request, 200, 1);
        _exit(0);
    }
    for (int i = 0; i < CHILDREN; i++)
        assert_int_equal(waitpid(pids[i], NULL, 0), pids[i]);
    assert_int_equal(loopback_get(loopback, "/metrics")->status, 200);
    assert_line(loopback, "sanad_requests_total{class=\"hand_over\",status=\"200\"} 80000");
    assert_line(loopback, "sanad_request_seconds_count{class=\"hand_over\"} 80000");
    (void)loopback_close(loopback);
}

static int asked_with(struct toy *toy, const char *name, const char *value)
{
    struct loopback *loopback = loopback_open(&toy->application);
    loopback_set_header(loopback, name, text_from(value));
    int status = loopback_get(loopback, "/metrics")->status;
    (void)loopback_close(loopback);
    return status;
}

static void only_this_host_is_told(void **state)
{
    struct toy *toy = *state;
    assert_int_equal(asked_with(toy, "Host", "127.0.0.1:8080"), 200);
    assert_int_equal(asked_with(toy, "Host", "localhost"), 200);
    assert_int_equal(asked_with(toy, "Host", "[::1]:443"), 200);
    assert_int_equal(asked_with(toy, "Host", "mission.example"), 404);
    assert_int_equal(asked_with(toy, "Host", "mission.example:8080"), 404);
    assert_int_equal(asked_with(toy, "Host", "127.0.0.1.example"), 404);
    assert_int_equal(asked_with(toy, "X-Forwarded-For", "198.51.100.7"), 404);
    assert_int_equal(asked_with(toy, "Forwarded", "for=198.51.100.7"), 404);
    assert_int_equal(asked_with(toy, "X-Real-IP", "198.51.100.7"), 404);
    struct loopback *loopback = loopback_open(&toy->application);
    assert_int_equal(loopback_get(loopback, "/fr/metrics")->status, 404);
    (void)loopback_close(loopback);
}

static void without_counters_the_rest_is_shown(void **state)
{
    struct toy *toy = *state;
    toy->application.metrics = NULL;
    struct loopback *loopback = loopback_open(&toy->application);
    assert_int_equal(loopback_get(loopback, "/metrics")->status, 200);
    assert_true(loopback_shows(loopback, "sanad_jobs{state=\"failed\"} 0"));
    assert_false(loopback_shows(loopback, "sanad_requests_total"));
    (void)loopback_close(loopback);
}

static void a_row_outside_any_block_has_an_age(void **state)
{
    struct toy *toy = *state;
    struct loopback *loopback = loopback_open(&toy->application);
    struct identifier id = identifier_new();
    struct value bind[] = {value_id(id), value_instant(clock_now() - 90 * MICROSECONDS), value_text(TEXT(""))};
    assert_int_equal(db_execute(toy->db,
                                SQL("metrics_old", "INSERT INTO audit_event (id, made_at, role, action, record, reason,"
                                                   " details, origin) VALUES ($1, $2, $3, $3, $3, $3, $3, $3)"),
                                bind, 3, NULL),
                     OK);
    assert_int_equal(loopback_get(loopback, "/metrics")->status, 200);
    assert_false(loopback_shows(loopback, "sanad_audit_unsealed_seconds 0."));
    assert_true(loopback_shows(loopback, "sanad_audit_unsealed_seconds 9") ||
                loopback_shows(loopback, "sanad_audit_unsealed_seconds 1"));
    (void)loopback_close(loopback);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_toy, close_toy)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_happened_is_shown),
        TEST(latencies_fall_into_their_buckets),
        TEST(processes_add_to_the_same_counters),
        TEST(only_this_host_is_told),
        TEST(without_counters_the_rest_is_shown),
        TEST(a_row_outside_any_block_has_an_age),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
