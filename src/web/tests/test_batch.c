#include "base/tests/testing.h"
#include "database/failing.h"
#include "web/loopback.h"
#include "web/tests/toy.h"

enum { CLIENTS = 6 };

struct crowd {
    struct toy *toy;
    struct loopback *clients[CLIENTS];
};

static int open_crowd(void **state)
{
    struct toy *toy = toy_open();
    struct crowd *crowd = arena_new(toy->arena, struct crowd);
    crowd->toy = toy;
    for (size_t i = 0; i < CLIENTS; i++) {
        crowd->clients[i] = loopback_open(&toy->application);
        loopback_post(crowd->clients[i], "/fr/sign-in", i % 2 == 0 ? "login=amal" : "login=badr");
        assert_int_equal(loopback_get(crowd->clients[i], "/fr/notes/new")->status, 200);
    }
    *state = crowd;
    return 0;
}

static int close_crowd(void **state)
{
    struct crowd *crowd = *state;
    for (size_t i = 0; i < CLIENTS; i++)
        (void)loopback_close(crowd->clients[i]);
    (void)toy_close(crowd->toy);
    return 0;
}

static const char *const PATHS[CLIENTS] = {"/fr/notes", "/fr/notes", "/fr/notes",
                                           "/fr/notes", "/fr/notes", "/fr/notes"};

static int status(const struct crowd *crowd, size_t i) { return loopback_last(crowd->clients[i])->status; }

static int64_t stored(const struct crowd *crowd)
{
    int64_t count = 0;
    for (size_t i = 0; i < CLIENTS; i++)
        count += status(crowd, i) == 303;
    return count;
}

static void a_refused_request_rolls_back_alone(void **state)
{
    struct crowd *crowd = *state;
    static const char *const FORMS[CLIENTS] = {"text=one",   "text=conflict",  "text=two",
                                               "text=fault", "text=forbidden", ""};
    loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
    static const int WANTED[CLIENTS] = {303, 409, 303, 500, 403, 422};
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(status(crowd, i), WANTED[i]);
    assert_int_equal(toy_count(crowd->toy), 2);
    assert_int_equal(toy_refusals(crowd->toy), 1); /* written though its request was rolled back */
}

static void what_was_seen_stays_audited(void **state)
{
    struct crowd *crowd = *state;
    static const char *const FORMS[CLIENTS] = {"text=seen",  "text=seen&_language=ar", "text=conflict", "text=one",
                                               "text=fault", "text=forbidden"};
    loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
    static const int WANTED[CLIENTS] = {422, 200, 409, 303, 500, 403};
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(status(crowd, i), WANTED[i]);
    assert_int_equal(toy_count(crowd->toy), 3); /* two that were shown, one stored */
}

static void one_who_breaks_the_transaction_harms_nobody_else(void **state)
{
    struct crowd *crowd = *state;
    static const char *const FORMS[CLIENTS] = {"text=one",   "text=two",      "text=long",
                                               "text=three", "text=conflict", "text=four"};
    crowd->toy->application.handler_microseconds = 100 * 1000;
    loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
    static const int WANTED[CLIENTS] = {303, 303, 503, 303, 409, 303};
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(status(crowd, i), WANTED[i]);
    assert_int_equal(toy_count(crowd->toy), 4);
}

/* Whatever statement fails, and how: what was acknowledged is stored, and nothing else is. */
static void fail_each(struct crowd *crowd, enum outcome outcome)
{
    static const char *const FORMS[CLIENTS] = {"text=one",   "text=conflict", "text=two",
                                               "text=three", "text=fault",    "text=four"};
    struct toy *toy = crowd->toy;
    int64_t before = toy_count(toy);
    bool all_refused = false;
    for (uint64_t at = 1;; at++) {
        AUTO_DB struct db *failing = db_failing(toy->db, at, outcome);
        toy->application.db = failing;
        loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
        toy->application.db = toy->db;
        assert_int_equal(toy_count(toy) - before, stored(crowd));
        all_refused = all_refused || (stored(crowd) == 0 && (status(crowd, 1) == 503 || status(crowd, 1) == 507));
        before = toy_count(toy);
        for (size_t i = 0; i < CLIENTS; i++)
            assert_true(status(crowd, i) >= 300);
        if (db_failing_calls(failing) < at) {
            assert_int_equal(stored(crowd), 4);
            break;
        }
    }
    assert_true(all_refused); /* the commit, for one */
}

static void whatever_fails_nothing_acknowledged_is_lost(void **state)
{
    fail_each(*state, UNAVAILABLE);
    fail_each(*state, FAILED);
    fail_each(*state, DISK_FULL);
}

/* Who waits for the commit does not wait for all: a handler that took long ends its batch. */
static void a_long_batch_is_ended(void **state)
{
    struct crowd *crowd = *state;
    static const char *const QUICK[CLIENTS] = {"text=one",  "text=two",  "text=three",
                                               "text=four", "text=five", "text=six"};
    static const char *const SLOW[CLIENTS] = {"text=one",  "text=two",  "text=slow",
                                              "text=four", "text=five", "text=six"};
    assert_int_equal(loopback_post_together(crowd->clients, PATHS, QUICK, CLIENTS), 1);
    assert_int_equal(loopback_post_together(crowd->clients, PATHS, SLOW, CLIENTS), 1);
    crowd->toy->application.batch_microseconds = 50 * 1000;
    assert_true(loopback_post_together(crowd->clients, PATHS, SLOW, CLIENTS) > 1);
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(status(crowd, i), 303);
    assert_int_equal(toy_count(crowd->toy), CLIENTS * 3);
}

static void more_than_a_batch_is_several(void **state)
{
    struct crowd *crowd = *state;
    enum { MANY = 2 * BATCH_MOST + 3 };
    static struct loopback *clients[MANY];
    static const char *paths[MANY];
    static const char *forms[MANY];
    for (size_t i = 0; i < MANY; i++) {
        clients[i] = loopback_open(&crowd->toy->application);
        loopback_set_cookie(clients[i], "session", loopback_cookie(crowd->clients[0], "session"));
        loopback_set_cookie(clients[i], "idle", loopback_cookie(crowd->clients[0], "idle"));
        loopback_set_csrf(clients[i], loopback_hidden(crowd->clients[0], "_csrf"));
        paths[i] = "/ar/notes";
        forms[i] = i % 3 == 0 ? "text=conflict" : "text=a";
    }
    loopback_post_together(clients, paths, forms, MANY);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(loopback_last(clients[i])->status, i % 3 == 0 ? 409 : 303);
        clients[i] = loopback_close(clients[i]);
    }
    assert_int_equal(toy_count(crowd->toy), MANY - (MANY + 2) / 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_crowd, close_crowd)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_refused_request_rolls_back_alone),
        TEST(what_was_seen_stays_audited),
        TEST(one_who_breaks_the_transaction_harms_nobody_else),
        TEST(whatever_fails_nothing_acknowledged_is_lost),
        TEST(a_long_batch_is_ended),
        TEST(more_than_a_batch_is_several),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
