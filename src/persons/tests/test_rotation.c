/* Another key of each kind while people search and save. */
#include "persons/tests/world.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "audit/audit.h"
#include "database/tests/place.h"
#include "persons/person_index.h"
#include "record/keys.h"
#include "system/clock.h"

enum { PERSONS = 60, STEP = 7 };

static struct identifier persons[PERSONS + 1];
static const struct keyring_secret NO_SECRET = {TEXT_CONSTANT(""), NULL};

static const char *ring_path(void) { return arena_format(world->arena, "%s/keys", world->directory).at; }

/* What a reload of the service does: the keyring is read anew. */
static void reload(void)
{
    world->keys = keys_close(world->keys);
    world->keyring = keyring_close(world->keyring);
    assert_int_equal(keyring_open(ring_path(), TEXT_NONE, &world->keyring), OK);
    world->keys = keys_open(world->keyring);
    world->system.keys = world->application.keys = world->keys;
    world->application.keyring = world->keyring;
    loopback_read_with(caseworker, world->served_reader);
}

/* Made of syllables, so that nobody bears two names alike. */
static struct text name_of(size_t at)
{
    static const char *const FIRST[] = {"Zan", "Kor", "Bil", "Dem", "Fod", "Gar", "Lom", "Niv", "Pud", "Ruk"};
    static const char *const LAST[] = {"gorou", "mbala", "singue", "tchoko", "wandja", "fondi"};
    return arena_format(world->arena, "%s%s", FIRST[at % 10], LAST[at / 10 % 6]);
}

/* The page repeats what was typed: only the way to her record tells that she was found. */
static bool is_found_by_name(size_t at)
{
    struct text typed = arena_format(world->arena, "%.*s Testeur", TEXT_ARG(name_of(at)));
    struct text way =
        arena_format(world->arena, "/persons/%.*s", TEXT_ARG(identifier_to_text(world->arena, persons[at])));
    (void)search(caseworker, arena_string(world->arena, typed));
    return loopback_shows(caseworker, arena_string(world->arena, way));
}

static void all_are_found(size_t from, size_t every)
{
    for (size_t i = from; i < PERSONS; i += every) {
        struct text typed = name_of(i);
        if (!is_found_by_name(i))
            fail_msg("%.*s is not found", TEXT_ARG(typed));
        (void)search(caseworker, arena_format(world->arena, "06%08zu", 70000000 + i).at);
        if (!loopback_shows(caseworker, arena_string(world->arena, name_of(i))))
            fail_msg("%.*s is not found by telephone", TEXT_ARG(typed));
    }
}

static struct work step_work(struct arena *arena)
{
    struct work work = world->system;
    work.arena = arena;
    work.now = clock_now();
    return work;
}

static bool take_step(bool sweep)
{
    AUTO_ARENA struct arena *arena = arena_open(32 << 20);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work work = step_work(arena);
    int64_t done = 0;
    bool more = false;
    assert_int_equal(db_transaction_begin(world->db, true, &transaction), OK);
    assert_int_equal(sweep ? person_index_sweep_step(&work, STEP, &more) : person_index_step(&work, STEP, &done, &more),
                     OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return more;
}

static int64_t keys_of_form(int64_t form, bool other)
{
    struct value bind[] = {value_integer(form)};
    return other ? fixture_count(world, SQL("t_other", "SELECT COUNT(*) FROM person_key WHERE form <> $1"), bind, 1)
                 : fixture_count(world, SQL("t_form", "SELECT COUNT(*) FROM person_key WHERE form = $1"), bind, 1);
}

static bool is_due(void)
{
    bool due = true;
    assert_int_equal(person_index_is_due(&world->system, &due), OK);
    return due;
}

static void everybody_comes(void **state)
{
    (void)state;
    for (size_t i = 0; i < PERSONS; i++)
        persons[i] = store_person(0, arena_string(world->arena, name_of(i)), "Testeur", "",
                                  arena_format(world->arena, "06%08zu", 70000000 + i).at, "1990-02-03");
    all_are_found(0, 9);
    assert_false(is_due());
}

static void write_keys(struct sql sql, struct identifier person, int64_t number)
{
    struct value bind[] = {value_id(person), value_integer(number)};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(world->db, true, &transaction), OK);
    assert_int_equal(db_execute(world->db, sql, bind, 2, NULL), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static bool sweep_is_due(int64_t later)
{
    struct work work = world->system;
    bool due = false;
    work.now = clock_now() + later;
    assert_int_equal(person_index_sweep_is_due(&work, &due), OK);
    return due;
}

static void is_told_that_somebody_may_be_missing(void)
{
    if (!loopback_shows(caseworker, "somebody may be missing"))
        fail_msg("the page says that nobody is there");
}

/* Names are read by other rules than those under which everybody was stored, as after an upgrade: most keys are the
   same under both, one is of the rules before alone, somebody's are all other ones, and a host that still runs the
   program before writes somebody in the meantime. */
static void other_rules_for_names_while_people_search(void **state)
{
    enum { RULES_BEFORE = 100, ONLY_BEFORE = 12345, LAST = PERSONS - 1 }; /* one less of NAME_VERSION in index_form() */
    (void)state;
    int64_t now = index_form(&world->system);
    int64_t keys = keys_of_form(now, false);
    write_keys(SQL("t_before", "UPDATE person_key SET form = form - $2 WHERE person <> $1"), (struct identifier){{0}},
               RULES_BEFORE);
    write_keys(SQL("t_only_before",
                   "INSERT INTO person_key (code, person, organisation, form) SELECT CAST($2 AS BIGINT), "
                   "person, organisation, form FROM person_key WHERE person = $1 LIMIT 1"),
               persons[0], ONLY_BEFORE);
    write_keys(SQL("t_read_otherwise", "UPDATE person_key SET code = code / $2 WHERE person = $1"), persons[LAST],
               ONLY_BEFORE);
    write_keys(SQL("t_no_walk", "DELETE FROM person_key_walk WHERE form = $2 AND (reached IS NULL OR reached <> $1)"),
               (struct identifier){{0}}, now);
    assert_int_equal(keys_of_form(now, false), 0);
    assert_true(is_due());
    assert_false(is_found_by_name(LAST));
    is_told_that_somebody_may_be_missing();
    for (bool more = true; more;) {
        all_are_found(0, 9);
        more = take_step(false);
    }
    assert_false(is_due());
    assert_true(is_found_by_name(LAST));
    assert_int_equal(keys_of_form(now, false), keys);
    assert_true(keys_of_form(now, true) > 1);
    write_keys(SQL("t_late", "UPDATE person_key SET form = form - $2 WHERE person = $1"), persons[1], RULES_BEFORE);
    assert_false(sweep_is_due(0)); /* such a host may still be there */
    assert_true(sweep_is_due(2 * DAY_MICROSECONDS));
    while (take_step(true))
        continue;
    assert_int_equal(keys_of_form(now, true), 0);
    assert_int_equal(keys_of_form(now, false), keys);
    all_are_found(0, 1);
}

/* Searches between all steps, with a save and a new person in the middle; then the keys before are swept away. */
static void another_key_of_search_while_people_search(void **state)
{
    (void)state;
    int64_t before = index_form(&world->system);
    int64_t keys = keys_of_form(before, false);
    assert_int_equal(keyring_renew(ring_path(), &NO_SECRET, KEYRING_SEARCH), OK);
    all_are_found(1, 9); /* a process that has not read it yet */
    reload();
    int64_t now = index_form(&world->system);
    assert_int_not_equal(before, now);
    assert_true(is_due());
    bool more = true;
    for (size_t step = 0; more; step++) {
        all_are_found(step % 9, 9);
        if (step == 3)
            persons[PERSONS] = store_person(0, "Middelouane", "Testeur", "", "0688888888", "1991-01-01");
        more = take_step(false);
    }
    assert_false(is_due());
    all_are_found(0, 1);
    (void)search(caseworker, "Middelouane Testeur");
    assert_true(loopback_shows(caseworker, "Middelouane"));
    assert_true(keys_of_form(now, false) >= keys);
    assert_int_equal(keys_of_form(before, false), keys); /* another host may still ask for them */
    bool sweep = true;
    assert_int_equal(person_index_sweep_is_due(&world->system, &sweep), OK);
    assert_false(sweep);
    assert_int_equal(keyring_finish(ring_path(), &NO_SECRET, true, 0), OK);
    reload();
    assert_int_equal(person_index_sweep_is_due(&world->system, &sweep), OK);
    assert_true(sweep);
    while (take_step(true))
        all_are_found(2, 9);
    assert_int_equal(keys_of_form(now, true), 0);
    all_are_found(0, 1);
    assert_int_equal(person_index_sweep_is_due(&world->system, &sweep), OK);
    assert_false(sweep);
}

/* One process searches without a pause while this one makes the index anew. */
static void search_until_told(int told)
{
    char byte;
    int searches = 0;
    world->db = world->reader = NULL; /* its own connections: a parent's are not shared */
    struct db *db;
    if (db_open(world->database, true, &db) != OK)
        _exit(3);
    wall_open_for_system(db);
    struct actor actor = *world->system.actor;
    struct work work = world->system;
    actor.organisation = world->organisation->head.id;
    work.db = db;
    work.actor = &actor;
    for (size_t i = 0; read(told, &byte, 1) < 0; i++) {
        AUTO_ARENA struct arena *arena = arena_open(64 << 20);
        struct person_found found;
        work.arena = arena;
        size_t at = i % PERSONS;
        if (person_search(&work, arena_format(arena, "%.*s testeur", TEXT_ARG(name_of(at))), &found) != OK)
            _exit(4);
        bool known = false;
        for (size_t j = 0; j < found.count; j++)
            known = known || identifier_equal(found.cards[j].id, persons[at]);
        if (!known)
            _exit(5);
        searches++;
    }
    (void)db_close(db);
    _exit(searches > 0 ? 0 : 6);
}

static void nobody_is_missed_under_load(void **state)
{
    (void)state;
    int told[2];
    int status = -1;
    assert_int_equal(keyring_renew(ring_path(), &NO_SECRET, KEYRING_SEARCH), OK);
    reload();
    assert_int_equal(pipe(told), 0);
    assert_int_equal(fcntl(told[0], F_SETFL, O_NONBLOCK), 0);
    pid_t child = fork();
    if (child == 0)
        search_until_told(told[0]);
    assert_true(child > 0);
    while (take_step(false))
        (void)usleep(20000);
    assert_int_equal(write(told[1], "x", 1), 1);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("the searching process ended with %d", status);
    (void)close(told[0]);
    (void)close(told[1]);
    assert_int_equal(keyring_finish(ring_path(), &NO_SECRET, true, 0), OK);
    reload();
    while (take_step(true))
        continue;
}

static int64_t wraps_to_do(void)
{
    struct keys_standing standing;
    assert_int_equal(keys_count(&world->system, &standing), OK);
    return standing.due;
}

static void another_key_of_the_organisation_while_people_work(void **state)
{
    (void)state;
    struct keys_walk walk = {.more = true};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    size_t changed = 0;
    assert_int_equal(db_transaction_begin(world->db, true, &transaction), OK);
    assert_int_equal(keys_renew_organisation(&world->system, world->organisation->head.id), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(wraps_to_do(), 1);
    all_are_found(3, 9); /* what is under the key before opens */
    reload();
    all_are_found(4, 9);
    struct identifier during = store_person(0, "Duringwala", "Testeur", "", "0699999999", "1991-01-01");
    (void)during;
    while (walk.more) {
        AUTO_TRANSACTION struct db_transaction step = {0};
        assert_int_equal(db_transaction_begin(world->db, true, &step), OK);
        assert_int_equal(keys_rewrap_step(&world->system, &walk, 25), OK);
        assert_int_equal(db_transaction_commit(&step), OK);
        all_are_found(5, 20);
    }
    changed = walk.changed;
    assert_true(changed >= PERSONS);
    walk = (struct keys_walk){.more = true};
    assert_int_equal(keys_rewrap_step(&world->system, &walk, 10000), OK);
    assert_int_equal(walk.changed, 0); /* nothing is left under the key before */
    assert_int_equal(keys_rewrapped(&world->system, clock_now() + 1), OK);
    assert_int_equal(wraps_to_do(), 0);
    all_are_found(0, 4);
    (void)loopback_get(caseworker, person_url(persons[0], ""));
    assert_true(loopback_shows(caseworker, "Testeur"));
}

static void nobody_is_signed_out_by_other_cookies(void **state)
{
    (void)state;
    (void)loopback_get(caseworker, "/en/search");
    struct text token = arena_text(world->arena, loopback_hidden(caseworker, "_csrf"));
    assert_int_equal(keyring_renew(ring_path(), &NO_SECRET, KEYRING_WEB), OK);
    reload();
    const struct parameter form[] = {{TEXT("_csrf"), token}, {TEXT("query"), TEXT("06 70 00 00 01")}};
    assert_int_equal(loopback_post_parameters(caseworker, "/en/search", form, 2)->status, 200); /* a form of before */
    assert_int_equal(loopback_get(caseworker, "/en/search")->status, 200);
    assert_int_equal(keyring_renew(ring_path(), &NO_SECRET, KEYRING_WEB), OK);
    reload();
    assert_int_equal(loopback_post_parameters(caseworker, "/en/search", form, 2)->status, 401); /* twice: signed out */
    caseworker = loopback_close(caseworker);
    caseworker = fixture_role(world, ROLE_CASEWORKER);
}

static void the_log_verifies_across_signing_keys(void **state)
{
    (void)state;
    struct audit_report report;
    size_t blocks = 0;
    int64_t last = -1;
    assert_int_equal(audit_seal(world->db, world->keyring, clock_now(), &blocks), OK);
    assert_int_equal(keyring_renew(ring_path(), &NO_SECRET, KEYRING_SIGNATURE), OK);
    (void)search(caseworker, "06 70 00 00 01");
    assert_int_equal(audit_seal(world->db, world->keyring, clock_now(), &blocks), OK); /* by the key before, still */
    reload();
    assert_int_equal(audit_signed_before(world->db, world->keyring, &last), OK);
    assert_true(last > 0);
    (void)search(caseworker, "06 70 00 00 02");
    assert_int_equal(audit_seal(world->db, world->keyring, clock_now(), &blocks), OK);
    assert_int_equal(keyring_finish(ring_path(), &NO_SECRET, true, last), OK);
    reload();
    assert_int_equal(audit_verify(world->db, world->keyring, clock_now(), NULL, world->arena, &report), OK);
    assert_int_equal(report.fault_count - report.outside, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_comes),
        cmocka_unit_test(other_rules_for_names_while_people_search),
        cmocka_unit_test(another_key_of_search_while_people_search),
        cmocka_unit_test(nobody_is_missed_under_load),
        cmocka_unit_test(another_key_of_the_organisation_while_people_work),
        cmocka_unit_test(nobody_is_signed_out_by_other_cookies),
        cmocka_unit_test(the_log_verifies_across_signing_keys),
    };
    return cmocka_run_group_tests_name("rotation", tests, world_open, world_close);
}
