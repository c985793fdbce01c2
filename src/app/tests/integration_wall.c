/* The second wall itself, without the first: raw statements of the role that serves, on a row of each table in three
   offices.  Written from the schema, so that a new table takes part by itself or is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "access/wall_of_actor.h"
#include "app/check/check_store.h"
#include "app/features.h"
#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "system/random.h"

enum { TABLES_MOST = 160, COLUMNS_MOST = 80, PLACES = 3 };
enum { OURS, NEXT_DOOR, FOREIGN }; /* our office; another one of our organisation; one of another organisation */

/* Tables with an office or an organisation that have no policy, and why. */
static const char *const UNWALLED[] = {
    /* Wraps under the master key, which is not in the database; a row is opened with the key of its organisation. */
    "organisation_key",
    "organisation_key_before",
};
/* Everybody may read these, their own organisation alone writes them: names, and what a sign-in begins with. */
static const char *const READ_BY_ALL[] = {"organisation",    "office",         "user_account",
                                          "role_assignment", "access_opening", "suspended_place"};
/* Their office says where they were made, not who works with them. */
static const char *const OF_THE_ORGANISATION[] = {"absence",
                                                  "person_key",
                                                  "donor_grant",
                                                  "budget_line",
                                                  "protection_conflict",
                                                  "agreement",
                                                  "agreement_party",
                                                  "agreement_date",
                                                  "agreement_obligation",
                                                  "processing",
                                                  "incident",
                                                  "transfer_agreement",
                                                  "report_goal",
                                                  "report_indicator",
                                                  "donor_report",
                                                  "report_text",
                                                  "report_value",
                                                  "report_content",
                                                  "broken_glass",
                                                  "reintegration_supplier",
                                                  "reintegration_quote_rule",
                                                  "reintegration_entitlement",
                                                  "questionnaire",
                                                  "movement",
                                                  "movement_leg",
                                                  "movement_escort",
                                                  "linkage_partner",
                                                  "linkage_run",
                                                  "person_calibration"};
/* Rights that open no row of an office. */
static const char *const OTHER_RIGHTS[] = {
    "calibration.see",    "account.own",
    "user.read",          "user.write",
    "organisation.read",  "organisation.write",
    "grant.read",         "grant.write",
    "exchange.read",      "exchange.record",
    "backup.read",        "backup.order",
    "job.read",           "job.order",
    "report.read",        "report.write",
    "report.review",      "suspension.read",
    "suspension.keep",    "conflict.read",
    "conflict.declare",   "privacy.see",
    "glass.break",        "glass.see",
    "glass.review",       "supplier.read",
    "supplier.keep",      "entitlement.keep",
    "questionnaire.read", "questionnaire.build",
    "interview.answers",  "movement.read",
    "movement.write",     "receiving.choose",
    "absence.read",       "absence.keep",
    "mail.see",           "mail.try",
    "return.limits_see",  "return.limits_keep",
    "exchange.import",    "exchange.export",
    "own_fields.write",   "grant.serve",
    "conflict.take_back", "register.see",
    "register.keep",      "incident.report",
    "incident.see",       "incident.handle",
    "linkage.agree",      "linkage.follow",
    "linkage.start",      "linkage.exchange",
    "agreement.see",      "agreement.keep",
    "agreement.stop",     "agreement.open_sharing",
    "agreement.annexes",  "agreement.fulfil",
    "agreement.parts",    "agreement.partners",
};
/* Of a directory that everybody reads. */
static const char *const DIRECTORY_RIGHTS[] = {"directory.read", "directory.coordinate", "directory.verify",
                                               "partner.see"};

struct table {
    const char *name, *key; /* the column that tells its rows apart here */
    bool has_office, has_organisation, shut;
    const char *columns[COLUMNS_MOST], *types[COLUMNS_MOST];
    bool needed[COLUMNS_MOST];
    size_t count;
    struct identifier rows[PLACES];
};

static struct wall_mission {
    struct scratch scratch;
    struct arena *arena;
    struct db *owner, *serves;
    struct identifier organisations[PLACES], offices[PLACES];
    struct table tables[TABLES_MOST];
    size_t count;
    struct identifier account; /* a second one of the ledger, of the foreign organisation */
} mission;

static bool is_in(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}
#define IS_IN(list, name) is_in((list), sizeof(list) / sizeof *(list), (name))

/* Take every row, and are changed by nobody but the system. */
static bool is_log(const struct table *table)
{
    static const char *const LOGS[] = {"audit_event", "audit_shown"};
    return IS_IN(LOGS, table->name);
}

/* Written by who keeps the directory of services, which reception does not. */
static bool is_directory(const struct table *table) { return strncmp(table->name, "directory_", 10) == 0; }

static bool read_by_all(const struct table *table) { return IS_IN(READ_BY_ALL, table->name) || is_directory(table); }

/* Of these no right over persons or cases opens anything. */
static bool is_protection(const struct table *table)
{
    return strncmp(table->name, "protection_", strlen("protection_")) == 0 && table->has_office &&
           !IS_IN(OF_THE_ORGANISATION, table->name);
}

/* Of these only the rights of a receiving office open anything, and nothing else is opened by them. */
static bool is_arrival(const struct table *table)
{
    return strcmp(table->name, "movement_arrival") == 0 || strcmp(table->name, "movement_assessment") == 0;
}

/* Of these only the rights over referrals open anything, and nothing else is opened by them. */
static bool is_referral(const struct table *table)
{
    static const char *const CONFERENCES[] = {"case_conference", "conference_guest", "conference_decision"};
    bool referral = strncmp(table->name, "referral", strlen("referral")) == 0 && table->has_office;
    return referral || IS_IN(CONFERENCES, table->name);
}

/* May somebody of our office who receives people see what lies there? */
static bool reaches(const struct table *table, size_t place)
{
    if (is_protection(table) || is_arrival(table) || is_directory(table) || is_referral(table))
        return false;
    bool office = table->has_office && !IS_IN(OF_THE_ORGANISATION, table->name) && !read_by_all(table);
    bool file = strcmp(table->name, "attachment_chunk") == 0;
    return place == OURS || (place == NEXT_DOOR && !office && !file);
}

/* ---- a row of each table in each place ---- */

static struct table *table_named(const char *name)
{
    for (size_t i = 0; i < mission.count; i++)
        if (strcmp(mission.tables[i].name, name) == 0)
            return &mission.tables[i];
    fail_msg("there is no table %s with a wall", name);
    return NULL;
}

static struct text quoted(struct identifier id)
{
    return arena_format(mission.arena, "'%.*s'", TEXT_ARG(identifier_to_text(mission.arena, id)));
}

static bool is_number_of_ledger(const char *name)
{
    return strncmp(name, "debits_", 7) == 0 || strncmp(name, "credits_", 8) == 0 || strcmp(name, "limited") == 0;
}

/* What a column holds in the row of a place. */
static struct text value_of(const struct table *table, size_t column, size_t place, struct identifier row)
{
    const char *name = table->columns[column];
    const char *type = table->types[column];
    if (strcmp(name, table->key) == 0)
        return quoted(row);
    if (strcmp(name, "organisation") == 0)
        return quoted(mission.organisations[place]);
    if (strcmp(name, "office") == 0)
        return quoted(mission.offices[place]);
    if (strcmp(table->name, "attachment_chunk") == 0 &&
        (strcmp(name, "attachment") == 0 || strcmp(name, "person") == 0))
        return quoted(table_named("attachment")->rows[place]);
    if (strcmp(name, "person") == 0)
        return quoted(row);
    if (strcmp(name, "debit_account") == 0)
        return quoted(table_named("ledger_account")->rows[place]);
    if (strcmp(name, "credit_account") == 0)
        return quoted(place == FOREIGN ? mission.account
                                       : table_named("ledger_account")->rows[OURS + NEXT_DOOR - place]);
    if (!table->needed[column])
        return TEXT_NONE;
    if (strcmp(name, "state") == 0)
        return strcmp(table->name, "job") == 0 ? TEXT("'queued'") : TEXT("'posted'");
    if (strcmp(name, "login") == 0)
        return quoted(row);
    if (strcmp(type, "uuid") == 0)
        return quoted(identifier_new());
    if (strcmp(type, "text") == 0)
        return TEXT("'MAD'");
    static int number; /* which some tables want only once */
    if (strcmp(type, "bytea") == 0)
        return arena_format(mission.arena, "'\\x%08x'", ++number);
    if (strcmp(name, "number") == 0 || strcmp(name, "edition") == 0)
        return arena_format(mission.arena, "%d", ++number);
    return is_number_of_ledger(name) ? TEXT("0") : TEXT("1");
}

static enum outcome insert_row(struct db *db, const struct table *table, size_t place, struct identifier row)
{
    AUTO_BUFFER struct buffer names = buffer_open(1 << 16);
    AUTO_BUFFER struct buffer values = buffer_open(1 << 16);
    for (size_t i = 0; i < table->count; i++) {
        struct text value = value_of(table, i, place, row);
        if (text_is_empty(value))
            continue;
        buffer_format(&names, "%s%s", names.length > 0 ? ", " : "", table->columns[i]);
        buffer_format(&values, "%s%.*s", values.length > 0 ? ", " : "", TEXT_ARG(value));
    }
    struct text insert = arena_format(mission.arena, "INSERT INTO %s (%.*s) VALUES (%.*s)", table->name,
                                      (int)names.length, names.bytes, (int)values.length, values.bytes);
    return db_execute(db, (struct sql){"wall_insert", insert.at}, NULL, 0, NULL);
}

static int64_t run_on(struct db *db, struct text statement)
{
    int64_t changed = -1;
    assert_int_equal(db_execute(db, (struct sql){"wall_change", statement.at}, NULL, 0, &changed), OK);
    return changed;
}

static int64_t touched(struct db *db, const struct table *table, struct identifier row)
{
    return run_on(db, arena_format(mission.arena, "UPDATE %s SET %s = %s WHERE %s = %.*s", table->name, table->key,
                                   table->key, table->key, TEXT_ARG(quoted(row))));
}

static int64_t removed(struct db *db, const struct table *table, struct identifier row)
{
    return run_on(db, arena_format(mission.arena, "DELETE FROM %s WHERE %s = %.*s", table->name, table->key,
                                   TEXT_ARG(quoted(row))));
}

static int64_t seen(struct db *db, const struct table *table, struct identifier row)
{
    struct rows rows;
    struct text statement = arena_format(mission.arena, "SELECT count(*) FROM %s WHERE %s = %.*s", table->name,
                                         table->key, TEXT_ARG(quoted(row)));
    assert_int_equal(db_query(db, (struct sql){"wall_see", statement.at}, NULL, 0, mission.arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}

static void read_tables(void)
{
    struct rows rows;
    struct sql columns = {
        "wall_columns",
        "SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT), CAST(format_type(a.atttypid, NULL) AS TEXT),"
        " CAST(a.attnotnull AS INTEGER), CAST(c.relrowsecurity AS INTEGER) * CAST((SELECT count(*) FROM pg_policy p"
        " WHERE p.polrelid = c.oid) AS INTEGER) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind = 'r' AND c.relnamespace = CAST(current_schema() AS regnamespace) AND a.attnum > 0"
        " AND NOT a.attisdropped ORDER BY c.relname, a.attnum"};
    assert_int_equal(db_query(mission.owner, columns, NULL, 0, mission.arena, &rows), OK);
    for (size_t row = 0; row < rows.count; row++) {
        char *name = arena_string(mission.arena, cell_text(&rows, row, 0));
        char *column = arena_string(mission.arena, cell_text(&rows, row, 1));
        struct table *table = mission.count == 0 ? NULL : &mission.tables[mission.count - 1];
        if (table == NULL || strcmp(table->name, name) != 0) {
            assert_true(mission.count < TABLES_MOST);
            table = &mission.tables[mission.count++];
            *table = (struct table){.name = name, .key = "person", .shut = cell_integer(&rows, row, 4) > 0};
        }
        table->has_office = table->has_office || strcmp(column, "office") == 0;
        table->has_organisation = table->has_organisation || strcmp(column, "organisation") == 0;
        if (strcmp(column, "id") == 0 || strcmp(column, "whom") == 0)
            table->key = column;
        assert_true(table->count < COLUMNS_MOST);
        table->columns[table->count] = column;
        table->types[table->count] = arena_string(mission.arena, cell_text(&rows, row, 2));
        table->needed[table->count++] = cell_integer(&rows, row, 3) != 0;
    }
}

static void add_rows(void)
{
    assert_int_equal(mission.owner->back_end->script(mission.owner, TEXT("SET session_replication_role = replica")),
                     OK);
    for (size_t i = 0; i < mission.count; i++)
        for (size_t place = 0; place < PLACES; place++)
            mission.tables[i].rows[place] = identifier_new();
    mission.account = identifier_new();
    assert_int_equal(insert_row(mission.owner, table_named("ledger_account"), FOREIGN, mission.account), OK);
    for (size_t i = 0; i < mission.count; i++)
        for (size_t place = 0; mission.tables[i].shut && place < PLACES; place++)
            if (insert_row(mission.owner, &mission.tables[i], place, mission.tables[i].rows[place]) != OK)
                fail_msg("no row of %s could be made", mission.tables[i].name);
    assert_int_equal(mission.owner->back_end->script(mission.owner, TEXT("RESET session_replication_role")), OK);
}

static int open_mission(void **state)
{
    size_t count;
    const struct grant_list *grants = features_grants(&count);
    (void)state;
    random_start();
    access_start(grants, count);
    if (!place_is_shared())
        return 0;
    mission.scratch = scratch_open();
    mission.arena = mission.scratch.arena;
    assert_int_equal(db_open(mission.scratch.address, false, &mission.owner), OK);
    assert_int_equal(migrate(mission.owner, migrations, migration_count), OK);
    struct text address = place_serve(mission.arena, mission.scratch.address);
    assert_int_equal(db_open(address, false, &mission.serves), OK);
    for (size_t place = 0; place < PLACES; place++) {
        mission.organisations[place] = place == NEXT_DOOR ? mission.organisations[OURS] : identifier_new();
        mission.offices[place] = identifier_new();
    }
    read_tables();
    add_rows();
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    if (!place_is_shared())
        return 0;
    mission.serves = db_close(mission.serves);
    mission.owner = db_close(mission.owner);
    scratch_close(&mission.scratch);
    return 0;
}

/* Somebody of our office whose rights all reach no further: reception. */
static void come_as(enum role role)
{
    struct assignment held = {mission.organisations[OURS], mission.offices[OURS], role};
    struct actor actor = {.user = identifier_new(),
                          .organisation = held.organisation,
                          .office = held.office,
                          .assignments = &held,
                          .assignment_count = 1};
    wall_set_actor(mission.serves, mission.arena, &actor);
}

/* ---- the tests ---- */

static void every_table_of_an_office_has_a_wall(void **state)
{
    size_t walled = 0;
    (void)state;
    for (size_t i = 0; i < mission.count; i++) {
        const struct table *table = &mission.tables[i];
        bool placed = table->has_office || table->has_organisation;
        if (placed && !table->shut && !IS_IN(UNWALLED, table->name))
            print_error("%s lies in an office and has no policy: add one to a migration\n", table->name);
        assert_true(!placed || table->shut != IS_IN(UNWALLED, table->name));
        walled += table->shut ? 1 : 0;
    }
    assert_true(walled >= 25);
}

static void without_a_wall_nothing_is_seen(void **state)
{
    (void)state;
    wall_close(mission.serves);
    for (size_t i = 0; i < mission.count; i++) {
        const struct table *table = &mission.tables[i];
        bool log = is_log(table);
        for (size_t place = 0; table->shut && place < PLACES; place++) {
            assert_int_equal(seen(mission.serves, table, table->rows[place]), read_by_all(table) ? 1 : 0);
            assert_int_equal(removed(mission.serves, table, table->rows[place]), 0);
            if (!log)
                assert_int_equal(insert_row(mission.serves, table, place, identifier_new()), FAILED);
        }
    }
}

static void check_place(const struct table *table, size_t place)
{
    struct db *db = mission.serves;
    bool may = reaches(table, place);
    bool log = is_log(table);
    AUTO_TRANSACTION struct db_transaction never_kept = {0};
    assert_int_equal(db_transaction_begin(db, true, &never_kept), OK);
    if (seen(db, table, table->rows[place]) != (may || read_by_all(table) ? 1 : 0))
        fail_msg("%s in place %zu: %s", table->name, place, may ? "is not seen" : "is seen");
    if (log)
        return;                                         /* which takes every row, and is changed by the system alone */
    if (strcmp(table->name, "attachment_chunk") != 0 && /* of which none is ever changed */
        touched(db, table, table->rows[place]) != may)
        fail_msg("%s in place %zu: %s", table->name, place, may ? "is not changed" : "is changed");
    for (size_t other = OURS; other <= NEXT_DOOR && strcmp(table->name, "ledger_account") == 0; other++)
        assert_int_equal(removed(db, table_named("ledger_transfer"), table_named("ledger_transfer")->rows[other]), 1);
    if (removed(db, table, table->rows[place]) != may)
        fail_msg("%s in place %zu: %s", table->name, place, may ? "is not removed" : "is removed");
    db_transaction_end(&never_kept);
    assert_int_equal(db_transaction_begin(db, true, &never_kept), OK);
    enum outcome inserted = insert_row(db, table, place, identifier_new());
    bool pieces = strcmp(table->name, "attachment_chunk") == 0; /* are there before their file is */
    if ((inserted == OK) != (may || pieces))
        fail_msg("%s in place %zu: %s", table->name, place, may ? "is not added" : "is added");
}

static void of_other_offices_nothing_is_seen_or_written(void **state)
{
    (void)state;
    come_as(ROLE_RECEPTION);
    assert_int_equal(mission.owner->back_end->script(mission.owner, TEXT("SELECT 1")), OK);
    for (size_t i = 0; i < mission.count; i++)
        for (size_t place = 0; mission.tables[i].shut && place < PLACES; place++)
            check_place(&mission.tables[i], place);
}

static void who_protects_reads_what_others_do_not(void **state)
{
    size_t tables = 0;
    (void)state;
    come_as(ROLE_PROTECTION);
    for (size_t i = 0; i < mission.count; i++) {
        const struct table *table = &mission.tables[i];
        if (!is_protection(table))
            continue;
        assert_int_equal(seen(mission.serves, table, table->rows[OURS]), 1);
        assert_int_equal(seen(mission.serves, table, table->rows[FOREIGN]), 0);
        tables++;
    }
    assert_int_equal(tables, 10);
}

/* A receiving office reaches the arrivals of its own office; of rows that lie in an office, no others. */
static void a_receiving_office_reaches_its_arrivals_alone(void **state)
{
    (void)state;
    come_as(ROLE_RECEIVING_OFFICE);
    for (size_t i = 0; i < mission.count; i++) {
        const struct table *table = &mission.tables[i];
        bool task = strcmp(table->name, "task") == 0; /* what waits for it */
        if (!table->shut || !table->has_office || read_by_all(table) || IS_IN(OF_THE_ORGANISATION, table->name))
            continue;
        for (size_t place = 0; place < PLACES; place++)
            if (seen(mission.serves, table, table->rows[place]) != ((is_arrival(table) || task) && place == OURS))
                fail_msg("%s in place %zu is not what a receiving office sees", table->name, place);
    }
}

/* A partner reaches what its organisation sent and got; of no other organisation anything. */
static void a_partner_reaches_the_referrals_of_its_organisation(void **state)
{
    size_t tables = 0;
    (void)state;
    come_as(ROLE_PARTNER);
    for (size_t i = 0; i < mission.count; i++) {
        const struct table *table = &mission.tables[i];
        if (!is_referral(table))
            continue;
        assert_int_equal(seen(mission.serves, table, table->rows[OURS]), 1);
        assert_int_equal(seen(mission.serves, table, table->rows[NEXT_DOOR]), 1);
        assert_int_equal(seen(mission.serves, table, table->rows[FOREIGN]), 0);
        tables++;
    }
    assert_int_equal(tables, 8); /* those of case conferences too */
}

/* Nobody gives rows away to where they could not read them. */
static void no_row_is_moved_to_another_office(void **state)
{
    (void)state;
    come_as(ROLE_RECEPTION);
    for (size_t i = 0; i < mission.count; i++) {
        const struct table *table = &mission.tables[i];
        if (!table->shut || !table->has_office || read_by_all(table) || is_protection(table) || is_arrival(table) ||
            is_referral(table) || IS_IN(OF_THE_ORGANISATION, table->name))
            continue;
        struct text move =
            arena_format(mission.arena, "UPDATE %s SET organisation = %.*s, office = %.*s WHERE %s = %.*s", table->name,
                         TEXT_ARG(quoted(mission.organisations[FOREIGN])), TEXT_ARG(quoted(mission.offices[FOREIGN])),
                         table->key, TEXT_ARG(quoted(table->rows[OURS])));
        assert_int_equal(db_execute(mission.serves, (struct sql){"wall_move", move.at}, NULL, 0, NULL), FAILED);
    }
}

static void count_persons(const int64_t wanted[PLACES])
{
    for (size_t place = 0; place < PLACES; place++)
        assert_int_equal(seen(mission.serves, table_named("person"), table_named("person")->rows[place]),
                         wanted[place]);
}

/* Within a transaction too, where a savepoint takes the setting back with it. */
static void a_hold_ends_with_its_block(void **state)
{
    static const int64_t NARROW[] = {1, 0, 0}, WIDE[] = {1, 1, 0}, OPEN[] = {1, 1, 1}, SHUT[] = {0, 0, 0};
    (void)state;
    for (int within = 0; within < 2; within++) {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        come_as(ROLE_RECEPTION);
        if (within == 1)
            assert_int_equal(db_transaction_begin(mission.serves, true, &transaction), OK);
        count_persons(NARROW);
        {
            AUTO_WALL struct wall_hold wide = wall_widen(mission.serves, "a test");
            count_persons(WIDE);
            {
                AUTO_WALL struct wall_hold open = wall_open(mission.serves, "a test");
                AUTO_TRANSACTION struct db_transaction savepoint = {0};
                if (within == 1)
                    assert_int_equal(db_transaction_begin(mission.serves, true, &savepoint), OK);
                count_persons(OPEN);
            }
            count_persons(WIDE);
        }
        count_persons(NARROW);
        wall_close(mission.serves);
        count_persons(SHUT);
        AUTO_WALL struct wall_hold of_nobody = wall_widen(mission.serves, "a test");
        count_persons(SHUT);
    }
}

/* The setting goes with its transaction: the next one on this connection has none by itself. */
static void a_wall_outlives_no_transaction(void **state)
{
    struct rows rows;
    struct sql ask = SQL("wall_left", "SELECT coalesce(current_setting('sanad.wall', true), '')");
    (void)state;
    wall_open_for_system(mission.serves);
    assert_int_equal(seen(mission.serves, table_named("person"), table_named("person")->rows[FOREIGN]), 1);
    wall_close(mission.serves);
    assert_int_equal(db_query(mission.serves, ask, NULL, 0, mission.arena, &rows), OK);
    assert_true(text_is_empty(cell_text(&rows, 0, 0)));
}

/* `sanad check` says when the role that serves is bound by nothing. */
static void a_role_that_is_not_bound_is_noticed(void **state)
{
    bool bound = false;
    (void)state;
    assert_int_equal(check_read_bound(mission.serves, &bound), OK);
    assert_true(bound);
    assert_int_equal(check_read_bound(mission.owner, &bound), OK);
    assert_false(bound);
}

/* ---- what the actors are given ---- */

static bool part_holds(struct text wall, size_t part, struct identifier id)
{
    struct text one = TEXT_NONE;
    for (size_t i = 0; i <= part + 1; i++)
        (void)text_split(&wall, ';', &one);
    return text_find(one, identifier_to_text(mission.arena, id)) >= 0;
}

/* No role is let through to less than its rights open, and none to offices that no right of the same rows reaches. */
static void a_wall_is_as_wide_as_the_rights(void **state)
{
    static const enum wall_part PARTS[] = {
        [ROWS_PERSONS] = WALL_PERSONS,       [ROWS_CASES] = WALL_CASES,       [ROWS_FILES] = WALL_FILES,
        [ROWS_PROTECTION] = WALL_PROTECTION, [ROWS_ARRIVALS] = WALL_ARRIVALS, [ROWS_DIRECTORY] = WALL_DIRECTORY,
        [ROWS_REFERRALS] = WALL_REFERRALS};
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct identifier organisation = identifier_new();
    struct identifier office = identifier_new();
    struct arena *before = mission.arena;
    (void)state;
    mission.arena = arena;
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct assignment held = {organisation, office, (enum role)role};
        struct actor actor = {
            .user = identifier_new(), .organisation = organisation, .assignments = &held, .assignment_count = 1};
        struct text wall = wall_of_actor(arena, &actor, false);
        enum scope widest[ROWS_COUNT] = {0};
        assert_true(text_find_byte(wall, '*') < 0); /* nobody who signs in reaches the rows of all */
        assert_true(part_holds(wall, WALL_HOME, organisation));
        for (size_t i = 0; i < access_right_count(); i++) {
            const struct right *right = access_right(i);
            enum scope scope = access_scope_of((enum role)role, right);
            bool other = IS_IN(OTHER_RIGHTS, right->name) || IS_IN(DIRECTORY_RIGHTS, right->name);
            if ((right->opens == ROWS_NONE) != other)
                fail_msg("%s: which rows does it open?", right->name);
            widest[right->opens] = scope > widest[right->opens] ? scope : widest[right->opens];
        }
        for (size_t kind = ROWS_PERSONS; kind < ROWS_COUNT; kind++) {
            assert_int_equal(part_holds(wall, PARTS[kind], organisation), widest[kind] == SCOPE_ORGANISATION);
            assert_true(part_holds(wall, PARTS[kind], office) || widest[kind] != SCOPE_OFFICE);
            /* zeros: the rows of every organisation, which only the directory knows */
            assert_int_equal(part_holds(wall, PARTS[kind], (struct identifier){0}),
                             kind == ROWS_DIRECTORY && widest[kind] == SCOPE_MISSION);
        }
    }
    mission.arena = before;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wall_is_as_wide_as_the_rights),
        ON_POSTGRES(every_table_of_an_office_has_a_wall),
        ON_POSTGRES(without_a_wall_nothing_is_seen),
        ON_POSTGRES(of_other_offices_nothing_is_seen_or_written),
        ON_POSTGRES(who_protects_reads_what_others_do_not),
        ON_POSTGRES(a_receiving_office_reaches_its_arrivals_alone),
        ON_POSTGRES(a_partner_reaches_the_referrals_of_its_organisation),
        ON_POSTGRES(no_row_is_moved_to_another_office),
        ON_POSTGRES(a_hold_ends_with_its_block),
        ON_POSTGRES(a_wall_outlives_no_transaction),
        ON_POSTGRES(a_role_that_is_not_bound_is_noticed),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
