/* Many requests in one commit, and the power goes: who was told that it is stored finds it, and of those who were told
   nothing or something else either all are there or none, for they shared the commit. */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/tests/testing.h"
#include "database/tests/lying_disk.h"
#include "database/tests/place.h"
#include "web/loopback.h"
#include "web/tests/toy.h"

enum { CLIENTS = 8, ROUNDS = 120, BATCHES_MOST = 20, STORED_MOST = ROUNDS * BATCHES_MOST * CLIENTS };

struct crowd {
    struct toy *toy;
    struct loopback *clients[CLIENTS];
    struct identifier *stored; /* acknowledged, in all rounds */
    size_t count;
    int64_t notes; /* in the database, after the last look */
};

static const char *const PATHS[CLIENTS] = {"/fr/notes", "/fr/notes", "/fr/notes", "/fr/notes",
                                           "/fr/notes", "/fr/notes", "/fr/notes", "/fr/notes"};
/* Some are refused and roll back alone. */
static const char *const FORMS[CLIENTS] = {"text=one",   "text=two",       "text=conflict", "text=three",
                                           "text=fault", "text=forbidden", "text=four",     "text=five"};
enum { STORED_OF_A_BATCH = 5 };

static int silence(void)
{
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    int kept = dup(2);
    (void)dup2(nothing, 2);
    (void)close(nothing);
    return kept;
}

static void open_database(struct toy *toy)
{
    struct text address = arena_format(toy->arena, "sqlite:%s/toy.db", toy->directory);
    assert_int_equal(db_open(address, false, &toy->db), OK);
    assert_int_equal(db_open(address, true, &toy->reader), OK);
    toy->application.db = toy->db;
}

static void close_database(struct toy *toy)
{
    toy->reader = db_close(toy->reader);
    toy->db = db_close(toy->db);
}

static struct crowd *crowd_open(void)
{
    struct toy *toy = toy_open();
    struct crowd *crowd = arena_new(toy->arena, struct crowd);
    crowd->toy = toy;
    crowd->stored = arena_array(toy->arena, struct identifier, STORED_MOST);
    for (size_t i = 0; i < CLIENTS; i++) {
        crowd->clients[i] = loopback_open(&toy->application);
        loopback_post(crowd->clients[i], "/fr/sign-in", i % 2 == 0 ? "login=amal" : "login=badr");
        assert_int_equal(loopback_get(crowd->clients[i], "/fr/notes/new")->status, 200);
    }
    return crowd;
}

static void crowd_close(struct crowd *crowd)
{
    for (size_t i = 0; i < CLIENTS; i++)
        (void)loopback_close(crowd->clients[i]);
    (void)toy_close(crowd->toy);
}

/* Keeps what was acknowledged; so many of the batch's. */
static int64_t take_answers(struct crowd *crowd)
{
    int64_t stored = 0;
    for (size_t i = 0; i < CLIENTS; i++) {
        struct text location = loopback_last(crowd->clients[i])->location;
        if (loopback_last(crowd->clients[i])->status != 303)
            continue;
        assert_int_equal(text_to_identifier(text_slice(location, strlen("/fr/notes/"), location.length),
                                            &crowd->stored[crowd->count++]),
                         OK);
        stored++;
    }
    return stored;
}

/* True when the last batch was refused as a whole: it may be there or not. */
static bool write_until_dark(struct crowd *crowd)
{
    for (int i = 0; i < BATCHES_MOST && !lying_disk_is_dark(); i++) {
        loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
        int64_t stored = take_answers(crowd);
        crowd->notes += stored;
        assert_true(stored == 0 || stored == STORED_OF_A_BATCH);
        if (stored == 0)
            return true;
    }
    return false;
}

static bool is_there(struct toy *toy, struct arena *arena, struct identifier id)
{
    struct rows rows;
    struct value bind[] = {value_id(id)};
    return db_query(toy->reader, SQL("group_there", "SELECT written FROM toy_note WHERE id = $1"), bind, 1, arena,
                    &rows) == OK &&
           rows.count == 1;
}

/* 0: all that was acknowledged is there and nothing in part. */
static int look(struct crowd *crowd, bool one_more)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
    int64_t notes = toy_count(crowd->toy);
    int missing = 0;
    for (size_t i = 0; i < crowd->count; i++)
        missing += !is_there(crowd->toy, arena, crowd->stored[i]);
    if (missing == 0 && notes != crowd->notes && (!one_more || notes != crowd->notes + STORED_OF_A_BATCH))
        missing = -1;
    crowd->notes = notes;
    return missing;
}

/* What look() found first; 0 after all rounds. */
static int cut_again_and_again(struct crowd *crowd, const char *synchronous)
{
    int found = 0;
    for (int round = 0; round < ROUNDS && found == 0; round++) {
        lying_disk_weaken(synchronous);
        lying_disk_cut_after(1 + lying_disk_chance(UINT64_C(1) << (3 + lying_disk_chance(7))));
        bool one_more = write_until_dark(crowd);
        lying_disk_cut_after(0);
        close_database(crowd->toy);
        lying_disk_light();
        open_database(crowd->toy);
        found = look(crowd, one_more);
    }
    return found;
}

static void a_power_cut_loses_no_acknowledged_request(void **state)
{
    (void)state;
    int kept_stderr = silence();
    lying_disk_on(1);
    struct crowd *crowd = crowd_open();
    int found = cut_again_and_again(crowd, NULL);
    size_t count = crowd->count;
    struct lying_disk_counts counts = lying_disk_counts();
    crowd_close(crowd);
    lying_disk_off();
    (void)dup2(kept_stderr, 2);
    print_message("# %zu acknowledged, %llu cuts; of sectors not synced %llu lost, %llu torn\n", count,
                  (unsigned long long)counts.cuts, (unsigned long long)counts.lost, (unsigned long long)counts.torn);
    assert_int_equal(found, 0);
    assert_true(count > ROUNDS && counts.cuts > ROUNDS / 2);
}

/* The same with a disk that is told not to sync: the test finds what is lost. */
static void without_syncs_it_finds_losses(void **state)
{
    (void)state;
    int kept_stderr = silence();
    lying_disk_on(2);
    struct crowd *crowd = crowd_open();
    close_database(crowd->toy);
    lying_disk_weaken("1"); /* NORMAL: the file stays sound, and the last commits may be gone */
    open_database(crowd->toy);
    int found = cut_again_and_again(crowd, "1");
    crowd_close(crowd);
    lying_disk_off();
    (void)dup2(kept_stderr, 2);
    assert_int_not_equal(found, 0);
}

/* The disk cannot keep a commit: all of the batch are told to try again, and nothing of it is there. */
static void a_failed_sync_refuses_the_whole_batch(void **state)
{
    (void)state;
    int kept_stderr = silence();
    lying_disk_on(3);
    struct crowd *crowd = crowd_open();
    for (int i = 0; i < ROUNDS / 4; i++) {
        lying_disk_fail_syncs(1, 1);
        loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
        for (size_t j = 0; j < CLIENTS; j++)
            assert_int_equal(loopback_last(crowd->clients[j])->status, 503);
        assert_int_equal(toy_count(crowd->toy), crowd->notes);
        loopback_post_together(crowd->clients, PATHS, FORMS, CLIENTS);
        crowd->notes += take_answers(crowd);
        assert_int_equal(toy_count(crowd->toy), crowd->notes);
    }
    close_database(crowd->toy);
    lying_disk_light();
    open_database(crowd->toy);
    int found = look(crowd, false);
    crowd_close(crowd);
    lying_disk_off();
    (void)dup2(kept_stderr, 2);
    assert_int_equal(found, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(a_power_cut_loses_no_acknowledged_request),
        ON_SQLITE(without_syncs_it_finds_losses),
        ON_SQLITE(a_failed_sync_refuses_the_whole_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
