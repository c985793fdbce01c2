/* The demonstration mission: its figures are the published ones, nothing in its files tells a name, its log and its
   ledger are sound.  Small in sanitized builds, whole in others. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/demonstration/demonstration.h"
#include "app/features.h"
#include "audit/audit.h"
#include "backup/backup.h"
#include "database/migrate.h"
#include "identity/identity.h"
#include "ledger/ledger.h"
#include "persons/persons.h"
#include "record/list.h"
#include "reporting/reporting.h"
#include "returns/figure_pages.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"
#include "web/loopback.h"
#include "web/refusal.h"
#include "web/session.h"

enum { NAMES_MOST = 4000, NAME_LEAST = 6, SMALL = 300, FILE_MOST = 256 << 20 };

struct names {
    struct arena *arena;
    struct text at[NAMES_MOST];
    size_t count, heard;
    unsigned char sum[DIGEST_BYTES]; /* of all, in their order */
};

struct made {
    char directory[64];
    struct arena *arena;
    struct keyring *ring;
    struct keys *keys;
    struct db *db;
    struct names *names;
    struct demonstration_counts counts;
    struct text path;
};

static void hear(void *context, struct text name)
{
    struct names *names = context;
    struct text both = arena_format(names->arena, "%.*s%.*s", DIGEST_BYTES, (const char *)names->sum, TEXT_ARG(name));
    hash_bytes(both, names->sum);
    names->heard++;
    for (size_t i = 0; i < names->count; i++)
        if (text_equal(names->at[i], name))
            return;
    assert_true(names->count < NAMES_MOST);
    names->at[names->count++] = arena_text(names->arena, name);
}

static struct made make(int64_t persons)
{
    struct made made = {.directory = "demonstration-XXXXXX", .arena = arena_open((size_t)1 << 30)};
    assert_non_null(mkdtemp(made.directory));
    made.names = arena_new(made.arena, struct names);
    made.names->arena = made.arena;
    struct text keys = arena_format(made.arena, "%s/keys", made.directory);
    made.path = arena_format(made.arena, "%s/sanad.db", made.directory);
    assert_int_equal(keyring_make(keys.at, TEXT_NONE), OK);
    assert_int_equal(keyring_open(keys.at, TEXT_NONE, &made.ring), OK);
    made.keys = keys_open(made.ring);
    assert_int_equal(db_open(arena_format(made.arena, "sqlite:%s", made.path.at), false, &made.db), OK);
    assert_int_equal(migrate(made.db, migrations, migration_count), OK);
    struct demonstration demonstration = {.persons = persons,
                                          .today = date_from_day((struct calendar_day){2026, 11, 22}),
                                          .profile = text_from(getenv("TEST_PROFILE")),
                                          .named = hear,
                                          .named_context = made.names};
    assert_int_equal(reporting_load(made.arena, getenv("TEST_PROFILE")), OK);
    assert_int_equal(db_bulk_begin(made.db), OK);
    assert_int_equal(demonstration_make(made.db, made.keys, &demonstration, &made.counts), OK);
    assert_int_equal(db_bulk_end(made.db), OK);
    return made;
}

static void forget(struct made *made)
{
    static const char *const FILES[] = {"sanad.db",        "sanad.db-wal",       "sanad.db-shm",
                                        "keys/master.key", "keys/signature.key", "keys/signature.public"};
    made->db = db_close(made->db);
    made->keys = keys_close(made->keys);
    made->ring = keyring_close(made->ring);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        (void)unlink(arena_format(made->arena, "%s/%s", made->directory, FILES[i]).at);
    (void)rmdir(arena_format(made->arena, "%s/keys", made->directory).at);
    assert_int_equal(rmdir(made->directory), 0);
    made->arena = arena_close(made->arena);
}

static int64_t number_of(struct made *made, struct sql sql)
{
    struct rows rows;
    assert_int_equal(db_query(made->db, sql, NULL, 0, made->arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}

static struct figure_query year_2022(enum figure_dimension by, enum figure_measure measure)
{
    return (struct figure_query){.from = date_from_day((struct calendar_day){2022, 1, 1}),
                                 .to = date_from_day((struct calendar_day){2022, 12, 31}),
                                 .by = {by},
                                 .by_count = 1,
                                 .measures = {measure},
                                 .measure_count = 1};
}

static int64_t value_of(const struct figure_table *table, const char *code)
{
    for (size_t i = 0; i < table->count; i++)
        if (text_is(table->rows[i].keys[0].code, code))
            return table->rows[i].values[0];
    return 0;
}

/* ---- the published figures ---- */

#ifndef __SANITIZE_ADDRESS__ /* too slow there */
static void assert_published(struct work *work)
{
    struct figure_table table;
    struct figure_query query = year_2022(FIGURE_GROUP, FIGURE_RETURNS);
    assert_int_equal(figures_get(work, &query, &table), OK);
    assert_int_equal(table.totals[0], 2457);
    assert_int_equal(value_of(&table, "men"), 1443);
    assert_int_equal(value_of(&table, "women"), 616);
    assert_int_equal(value_of(&table, "minors"), 398);
    query = year_2022(FIGURE_NATIONALITY, FIGURE_RETURNS);
    assert_int_equal(figures_get(work, &query, &table), OK);
    assert_int_equal(table.count, 26);
    assert_int_equal(value_of(&table, "CIV"), 657);
    assert_int_equal(value_of(&table, "SDN"), 48);
    query = year_2022(FIGURE_NATIONALITY, FIGURE_APPLICATIONS);
    assert_int_equal(figures_get(work, &query, &table), OK);
    assert_int_equal(table.totals[0], 3552);
    assert_int_equal(value_of(&table, "SDN"), 198);
}

static void assert_csv_ends_with_total(struct work *work, struct text expected)
{
    AUTO_BUFFER struct buffer csv = buffer_open(1 << 20);
    struct figure_query query = year_2022(FIGURE_SEX, FIGURE_RETURNS);
    struct figure_table table;
    query.by[1] = FIGURE_AGE_GROUP;
    query.by[2] = FIGURE_NATIONALITY;
    query.by_count = 3;
    assert_int_equal(figures_get(work, &query, &table), OK);
    figures_csv(work, &table, &csv);
    assert_true(text_starts_with(buffer_text(&csv), TEXT("sex,age_group,nationality,returns\r\nF,0-4,")));
    assert_true(text_ends_with(buffer_text(&csv), expected));
}

static void tells_the_published_figures(void **state)
{
    (void)state;
    struct made made = make(DEMONSTRATION_PERSONS);
    struct work work = work_of_system(made.db, made.keys, made.arena);
    assert_int_equal(made.counts.persons, DEMONSTRATION_PERSONS);
    assert_published(&work);
    assert_csv_ends_with_total(&work, TEXT("\r\ntotal,,,2457\r\n"));
    forget(&made);
}

#endif

/* ---- small ones ---- */

static void is_sound(void **state)
{
    struct made made = make(SMALL);
    struct work work = work_of_system(made.db, made.keys, made.arena);
    struct audit_report report;
    size_t faults = 1;
    (void)state;
    assert_int_equal(made.counts.persons, SMALL);
    assert_true(made.counts.plans > 0);
    assert_int_equal(audit_verify(made.db, made.ring, clock_now(), NULL, made.arena, &report), OK);
    assert_int_equal(report.fault_count, 0);
    assert_int_equal(ledger_verify(&work, NULL, NULL, &faults), OK);
    assert_int_equal(faults, 0);
    assert_int_equal(number_of(&made, SQL("t1", "SELECT COUNT(*) FROM person WHERE generated <> 1")), 0);
    assert_int_equal(number_of(&made, SQL("t2", "SELECT COUNT(*) FROM return_case c WHERE c.age_at_application < 18 AND"
                                                " NOT EXISTS (SELECT 1 FROM person_relation r WHERE r.person = c.person"
                                                " AND r.kind = 'guardian')")),
                     0);
    assert_int_equal(number_of(&made, SQL("t3", "SELECT COUNT(*) FROM return_item WHERE prepared_by = released_by")),
                     0);
    assert_int_equal(number_of(&made, SQL("t4", "SELECT COUNT(*) FROM return_case WHERE departed_on < received_on OR"
                                                " arrived_on < departed_on OR declared_on < counselled_on")),
                     0);
    forget(&made);
}

/* A stolen file: what it holds of the names that were heard before they were sealed. */
static void assert_no_name(const struct made *made, struct text bytes)
{
    size_t looked = 0;
    for (size_t i = 0; i < made->names->count; i++) {
        struct text name = made->names->at[i];
        if (name.length < NAME_LEAST) /* may stand in sealed bytes by chance */
            continue;
        looked++;
        if (memmem(bytes.at, bytes.length, name.at, name.length) != NULL)
            fail_msg("the file holds %.*s", TEXT_ARG(name));
    }
    assert_true(looked > 50);
}

static void holds_no_name(void **state)
{
    struct made made = make(SMALL);
    struct text bytes;
    (void)state;
    made.db = db_close(made.db);
    assert_int_equal(file_read(made.arena, made.path.at, FILE_MOST, &bytes), OK);
    assert_true(bytes.length > 1 << 20);
    assert_true(memmem(bytes.at, bytes.length, "MISSION", 7) != NULL); /* what is not sealed is found */
    assert_no_name(&made, bytes);
    forget(&made);
}

/* All that the holder of the secret key finds in a backup, unpacked. */
static struct text open_backup(struct made *made, const char *path, const struct key *secret)
{
    struct buffer *buffer = arena_new(made->arena, struct buffer);
    struct envelope_reader *reader;
    enum backup_fault fault;
    size_t got = 1;
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    *buffer = buffer_open(FILE_MOST);
    assert_int_equal(envelope_open(made->arena, (struct envelope_source){envelope_read_file, &file},
                                   (struct envelope_opener){.secret = secret}, &reader, &fault),
                     OK);
    while (got > 0) {
        assert_int_equal(envelope_read(reader, buffer_room(buffer, 65536), 65536, &got), OK);
        buffer->length += got;
    }
    envelope_close(reader);
    (void)close(file);
    struct text bytes = arena_text(made->arena, buffer_text(buffer));
    buffer_close(buffer);
    return bytes;
}

/* A stolen backup, as it lies there and as the holder of its key unpacks it: without the mission's keys no name. */
static void a_backup_holds_no_name(void **state)
{
    struct made made = make(SMALL);
    struct text bytes;
    struct key secret;
    struct backup_report report;
    struct make_order order = {.database = arena_format(made.arena, "sqlite:%s", made.path.at),
                               .keyring = made.ring,
                               .path = arena_format(made.arena, "%s.backup", made.path.at).at,
                               .whole = true};
    (void)state;
    made.db = db_close(made.db);
    recipient_make(&secret, &order.recipient);
    assert_int_equal(backup_make(&order, made.arena, &report), OK);
    assert_int_equal(file_read(made.arena, order.path, FILE_MOST, &bytes), OK);
    assert_null(memmem(bytes.at, bytes.length, "MISSION", 7));
    assert_no_name(&made, bytes);
    bytes = open_backup(&made, order.path, &secret);
    assert_true(memmem(bytes.at, bytes.length, "MISSION", 7) != NULL);
    assert_no_name(&made, bytes);
    assert_int_equal(unlink(order.path), 0);
    forget(&made);
}

static void is_the_same_each_time(void **state)
{
    struct made first = make(SMALL);
    struct made second = make(SMALL);
    (void)state;
    assert_int_equal(first.names->heard, second.names->heard);
    assert_memory_equal(first.names->sum, second.names->sum, DIGEST_BYTES);
    assert_int_equal(
        number_of(&first, SQL("t5", "SELECT SUM(received_on * 7 + COALESCE(departed_on, 0)) FROM return_case")),
        number_of(&second, SQL("t5", "SELECT SUM(received_on * 7 + COALESCE(departed_on, 0)) FROM return_case")));
    forget(&first);
    forget(&second);
}

/* ---- who sees what ---- */

static struct identifier mission_of(struct made *made)
{
    struct rows rows;
    assert_int_equal(db_query(made->db, SQL("t6", "SELECT id FROM organisation WHERE code = 'MISSION'"), NULL, 0,
                              made->arena, &rows),
                     OK);
    return cell_id(&rows, 0, 0);
}

static void assert_protected(struct work *work, enum figure_dimension by)
{
    struct figure_query query = year_2022(by, FIGURE_RETURNS);
    struct figure_table table;
    int64_t sum = 0;
    query.by[1] = by == FIGURE_STATE ? FIGURE_SEX : FIGURE_STATE; /* a second breakdown is not answered */
    query.by_count = 2;
    query.from += 40;
    assert_int_equal(figures_get(work, &query, &table), OK);
    assert_true(table.protected);
    assert_int_equal(table.query.by_count, 1);
    assert_int_equal(table.query.from, query.from - 40);
    for (size_t i = 0; i < table.count; i++) {
        assert_true(table.rows[i].values[0] >= FIGURE_LEAST);
        assert_int_equal(figure_row_list(work, &table, &table.rows[i]).length, 0);
        sum += table.rows[i].values[0];
    }
    if (table.count > 0)
        assert_int_equal(sum, table.totals[0]);
}

/* The list that a figure opens holds as many cases as the figure says. */
static size_t assert_lists_tell(struct work *work, enum figure_measure measure, enum figure_dimension by)
{
    struct figure_query query = year_2022(by, measure);
    struct figure_table table;
    size_t opened = 0;
    assert_int_equal(figures_get(work, &query, &table), OK);
    for (size_t i = 0; i < table.count; i++) {
        struct parameters typed = {0};
        struct list_query list;
        struct list_page page;
        struct text address = figure_row_list(work, &table, &table.rows[i]);
        if (text_is_empty(address))
            continue;
        opened++;
        assert_int_equal(parameters_parse(&typed, &work->problems, address), OK);
        assert_int_equal(list_query_check(work, &return_case_record, NULL, 0, &typed),
                         parameters_has(&typed, TEXT("state")) ? INVALID : OK); /* no filter that the list ignores */
        assert_int_equal(list_query_read(work, &return_case_record, &typed, &list), OK);
        list.size = 1;
        assert_int_equal(record_list(work, &return_case_record, &list, &page), OK);
        if (page.total != table.rows[i].values[0])
            fail_msg("%.*s: %lld of %lld", TEXT_ARG(address), (long long)page.total,
                     (long long)table.rows[i].values[0]);
    }
    return opened;
}

/* What the list of this address counts. */
static int64_t listed(struct work *work, struct text address)
{
    struct parameters typed = {0};
    struct list_query list;
    struct list_page page;
    assert_true(address.length > 0);
    assert_int_equal(parameters_parse(&typed, &work->problems, address), OK);
    assert_int_equal(list_query_read(work, &return_case_record, &typed, &list), OK);
    list.size = 1;
    assert_int_equal(record_list(work, &return_case_record, &list, &page), OK);
    return page.total;
}

static void pipeline_opens_its_lists(struct work *work)
{
    struct pipeline pipeline;
    int64_t ages = 0;
    assert_int_equal(figures_pipeline(work, &pipeline), OK);
    assert_true(pipeline.total > 0);
    for (size_t i = 0; i < pipeline.count; i++) {
        const struct pipeline_row *row = &pipeline.rows[i];
        assert_int_equal(listed(work, figure_pipeline_list(work, &pipeline, row, -1)), row->count);
        for (int age = 0; age < PIPELINE_AGES; age++) {
            assert_int_equal(listed(work, figure_pipeline_list(work, &pipeline, row, age)), row->ages[age]);
            ages += row->ages[age] > 0;
        }
    }
    assert_true(ages > 1);
}

/* Age groups by sex, each number of the table by itself, those whom nobody asked among them. */
static void numbers_of_two_cuts_open_their_lists(struct work *work)
{
    struct figure_query query = year_2022(FIGURE_AGE_GROUP, FIGURE_RETURNS);
    struct figure_table table;
    query.by[1] = FIGURE_SEX;
    query.by_count = 2;
    assert_int_equal(figures_get(work, &query, &table), OK);
    assert_true(table.count > 5);
    for (size_t i = 0; i < table.count; i++)
        assert_int_equal(listed(work, figure_row_list(work, &table, &table.rows[i])), table.rows[i].values[0]);
}

/* A group of which nothing is known opens its list too. */
static void the_unknown_open_their_lists(struct made *made, struct work *work)
{
    static const enum figure_dimension BY[] = {FIGURE_SEX, FIGURE_NATIONALITY, FIGURE_COUNTRY_OF_RETURN,
                                               FIGURE_AGE_GROUP};
    assert_int_equal(db_execute(made->db,
                                SQL("t_unknown", "UPDATE return_case SET sex = NULL, nationality = '', "
                                                 "country_of_return = NULL, age_at_departure = NULL, "
                                                 "age_at_application = NULL WHERE id IN (SELECT id FROM return_case "
                                                 "WHERE departed_on IS NOT NULL ORDER BY id LIMIT 3)"),
                                NULL, 0, NULL),
                     OK);
    for (size_t by = 0; by < sizeof BY / sizeof *BY; by++) {
        struct figure_query query = year_2022(BY[by], FIGURE_RETURNS);
        struct figure_table table;
        size_t unknown = 0;
        assert_int_equal(figures_get(work, &query, &table), OK);
        for (size_t i = 0; i < table.count; i++)
            unknown += text_is_empty(table.rows[i].keys[0].code);
        assert_int_equal(unknown, 1);
        assert_int_equal(assert_lists_tell(work, FIGURE_RETURNS, BY[by]), table.count);
    }
}

/* The amounts on the budget line of what the list of this address holds. */
static int64_t sum_of_list(struct work *work, const struct record *record, struct text address)
{
    struct parameters typed = {0};
    struct list_query list;
    struct list_page page = {.next = TEXT("first")};
    int64_t sum = 0;
    assert_int_equal(parameters_parse(&typed, &work->problems, address), OK);
    assert_int_equal(list_query_read(work, record, &typed, &list), OK);
    list.size = LIST_PAGE_MOST;
    while (page.next.length > 0) {
        assert_int_equal(record_list(work, record, &list, &page), OK);
        for (size_t i = 0; i < page.count; i++)
            sum += record == &return_item_record ? ((const struct return_item *)page.rows[i])->line_amount.minor
                                                 : ((const struct return_ticket *)page.rows[i])->line_amount.minor;
        list.after = page.next;
    }
    return sum;
}

static int64_t sum_of(struct work *work, const struct money_row *row, enum money_part part)
{
    return sum_of_list(work, &return_item_record, figures_money_list(work, row, false, part)) +
           sum_of_list(work, &return_ticket_record, figures_money_list(work, row, true, part));
}

/* What is committed and what is paid is the sum of the items that the number opens. */
static void money_opens_its_lists(struct work *work)
{
    struct money_row *rows;
    size_t count;
    int64_t paid = 0, tickets = 0;
    assert_int_equal(figures_money(work, &rows, &count), OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sum_of(work, &rows[i], MONEY_COMMITTED), rows[i].committed.minor);
        assert_int_equal(sum_of(work, &rows[i], MONEY_PAID), rows[i].paid.minor);
        tickets += rows[i].travel ? rows[i].paid.minor : 0;
        paid += rows[i].paid.minor;
    }
    assert_true(paid > tickets && tickets > 0);
}

static void figures_open_their_lists(struct work *work)
{
    for (int measure = 0; measure < FIGURE_MEASURES; measure++)
        for (int by = 0; by < FIGURE_DIMENSIONS; by++) {
            size_t opened = assert_lists_tell(work, (enum figure_measure)measure, (enum figure_dimension)by);
            /* of the few who left after an exception had been made there may be none in a mission so small */
            if (by != FIGURE_OVERRIDE_REASON || measure == FIGURE_OVERRIDES)
                assert_true(opened > 0);
        }
}

/* Each office's figure opens its list; another office's list is empty for who works in one office, whatever the address
   says. */
static void offices_open_their_lists(struct work *work, struct actor *actor)
{
    struct figure_query query = year_2022(FIGURE_OFFICE, FIGURE_RETURNS);
    struct figure_table table;
    struct identifier office;
    assert_int_equal(figures_get(work, &query, &table), OK);
    assert_true(table.count > 1);
    assert_int_equal(assert_lists_tell(work, FIGURE_RETURNS, FIGURE_OFFICE), table.count);
    assert_int_equal(text_to_identifier(table.rows[0].keys[0].code, &office), OK);
    const struct assignment *kept = actor->assignments;
    const struct assignment caseworker = {
        .organisation = kept->organisation, .office = office, .role = ROLE_CASEWORKER};
    actor->assignments = &caseworker;
    for (size_t i = 0; i < table.count; i++) {
        struct list_query list = {.size = 1};
        struct list_page page;
        assert_int_equal(text_to_identifier(table.rows[i].keys[0].code, &list.office), OK);
        assert_int_equal(record_list(work, &return_case_record, &list, &page), OK);
        assert_int_equal(page.total > 0, i == 0);
    }
    assert_int_equal(assert_lists_tell(work, FIGURE_RETURNS, FIGURE_OFFICE), 1);
    actor->assignments = kept;
}

static void protects_small_groups(void **state)
{
    struct made made = make(SMALL);
    struct work work = work_of_system(made.db, made.keys, made.arena);
    struct identifier mission = mission_of(&made);
    struct assignment analyst = {.organisation = mission, .role = ROLE_ANALYST};
    struct assignment manager = {.organisation = mission, .role = ROLE_PROGRAMME_MANAGER};
    struct assignment reception = {.organisation = mission, .role = ROLE_RECEPTION};
    struct actor actor = {.organisation = mission, .assignments = &analyst, .assignment_count = 1};
    struct figure_query query = year_2022(FIGURE_NATIONALITY, FIGURE_RETURNS);
    struct figure_table table;
    (void)state;
    work.actor = &actor;
    for (int by = 0; by < FIGURE_DIMENSIONS; by++)
        assert_protected(&work, (enum figure_dimension)by);
    actor.assignments = &manager; /* who may open the cases sees them all */
    assert_int_equal(figures_get(&work, &query, &table), OK);
    assert_false(table.protected);
    assert_true(value_of(&table, "GMB") > 0 && value_of(&table, "GMB") < FIGURE_LEAST);
    assert_true(figure_row_list(&work, &table, &table.rows[0]).length > 0);
    figures_open_their_lists(&work);
    pipeline_opens_its_lists(&work);
    money_opens_its_lists(&work);
    numbers_of_two_cuts_open_their_lists(&work);
    offices_open_their_lists(&work, &actor);
    the_unknown_open_their_lists(&made, &work);
    actor.assignments = &reception;
    assert_int_equal(figures_get(&work, &query, &table), FORBIDDEN);
    forget(&made);
}

/* ---- the page ---- */

static void sign_in(struct loopback *loopback, const char *form)
{
    loopback_forget_cookies(loopback);
    (void)loopback_get(loopback, "/fr/sign-in");
    assert_int_equal(loopback_post(loopback, "/fr/sign-in", form)->status, 303);
}

static void keep_page(struct made *made, const struct loopback *loopback, const char *name)
{
    const char *directory = getenv("TEST_PAGES"); /* to look at them */
    if (directory != NULL)
        assert_int_equal(file_write(arena_format(made->arena, "%s/%s.html", directory, name).at,
                                    loopback_last(loopback)->body, 0644),
                         OK);
}

static void look_at_pages(struct made *made, struct loopback *loopback)
{
    sign_in(loopback, "login=manager&password=ludet-moravi-9125");
    assert_int_equal(loopback_get(loopback, "/fr/figures?from=2022-01-01&to=2022-12-31")->status, 200);
    keep_page(made, loopback, "figures-fr");
    assert_true(loopback_shows(loopback, "<svg class=\"chart chart-wide\""));
    assert_true(loopback_shows(loopback,
                               "href=\"/fr/return-cases?departed_on.from=2022-01-01&amp;departed_on.to=2022-12-31"
                               "&amp;nationality=GMB\""));
    assert_true(loopback_shows(loopback, "href=\"/fr/return-cases?state=inquiry\""));
    assert_true(
        loopback_shows(loopback, "href=\"/fr/figures?from=2022-01-01&amp;to=2022-12-31\" aria-current=\"true\""));
    assert_int_equal(loopback_get(loopback, "/ar/figures?from=2022-01-01&to=2022-12-31")->status, 200);
    keep_page(made, loopback, "figures-ar");
    assert_int_equal(loopback_get(loopback, "/fr/figures?from=2022-12-31&to=2022-01-01")->status, 422);
    assert_int_equal(loopback_get(loopback, "/fr/figures?from=2022-02-30")->status, 422);
    assert_int_equal(
        loopback_get(loopback, "/fr/figures.csv?from=2022-01-01&to=2022-12-31&by=sex&measure=returns")->status, 200);
    assert_true(loopback_shows(loopback, "sex,returns\r\nF,"));
    assert_int_equal(loopback_get(loopback, "/fr/figures.csv?from=2022-01-01&to=2022-12-31&by=name")->status, 422);
    assert_int_equal(loopback_get(loopback, "/fr/figures.xlsx?from=2022-01-01&to=2022-12-31&by=sex")->status, 200);
    assert_true(text_starts_with(loopback_last(loopback)->body, TEXT("PK")));
    sign_in(loopback, "login=analyst&password=foset-limuna-8390");
    assert_int_equal(loopback_get(loopback, "/fr/figures?from=2022-01-01&to=2022-12-31")->status, 200);
    keep_page(made, loopback, "figures-protected");
    assert_false(loopback_shows(loopback, "/return-cases?"));
    assert_false(loopback_shows(loopback, ">Gambie<"));
    sign_in(loopback, "login=auditor&password=rakim-tusole-7509"); /* every panel there is: protected, with money */
    assert_int_equal(loopback_get(loopback, "/fr/figures?from=2022-01-01&to=2022-12-31")->status, 200);
    sign_in(loopback, "login=reception&password=kestu-varol-2961");
    assert_int_equal(loopback_get(loopback, "/fr/figures")->status, 403);
}

static void shows_the_figures(void **state)
{
    struct made made = make(SMALL);
    struct settings settings;
    (void)state;
    assert_int_equal(settings_read(made.arena, made.directory, NULL, &settings), OK);
    settings.run = text_from(made.directory);
    settings.secure_cookies = settings.require_second_factor = false;
    identity_start(false);
    struct route_list routes[] = {{identity_routes, identity_route_count}, {figure_routes, figure_route_count}};
    struct application application = {
        .settings = &settings,
        .keyring = made.ring,
        .keys = made.keys,
        .db = made.db,
        .writes = true,
        .routes = routes,
        .route_list_count = 2,
        .hooks = features_hooks(),
        .zone = zone_find(settings.zone),
        .style = TEXT("app.css"),
        .style_right_to_left = TEXT("app.rtl.css"),
        .icons = TEXT("/assets/icons.svg"),
    };
    const struct internal_action *actions[] = {session_actions, refusal_actions, identity_actions};
    application.actions = actions;
    application.action_list_count = 3;
    random_bytes(application.internal_secret, sizeof application.internal_secret);
    struct loopback *loopback = loopback_open(&application);
    struct db *reader;
    assert_int_equal(db_open(arena_format(made.arena, "sqlite:%s", made.path.at), true, &reader), OK);
    loopback_read_with(loopback, reader); /* what the readers do must not write */
    look_at_pages(&made, loopback);
    loopback = loopback_close(loopback);
    reader = db_close(reader);
    forget(&made);
}

static struct arena *lists; /* of codes, for the whole run */

static int start(void **state)
{
    size_t count;
    const struct grant_list *grants = features_grants(&count);
    (void)state;
    random_start();
    access_start(grants, count);
    lists = arena_open(1 << 20);
    return languages_load(getenv("TEST_MESSAGES")) == OK &&
                   choice_list_load(lists, getenv("TEST_PROFILE"), &countries) == OK
               ? 0
               : 1;
}

static int stop(void **state)
{
    (void)state;
    languages_unload();
    lists = arena_close(lists);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifndef __SANITIZE_ADDRESS__
        cmocka_unit_test(tells_the_published_figures),
#endif
        cmocka_unit_test(is_sound),
        cmocka_unit_test(holds_no_name),
        cmocka_unit_test(a_backup_holds_no_name),
        cmocka_unit_test(is_the_same_each_time),
        cmocka_unit_test(protects_small_groups),
        cmocka_unit_test(shows_the_figures),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
