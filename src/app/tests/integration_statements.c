/* Every statement of the program, the put-together ones too, on a full mission: it stands in the portable subset, a
   PostgreSQL prepares it, no large table is read from end to end, and the statistics that come with the schema lead
   SQLite to the plans that measured ones would. */
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
#include "app/profile.h"
#include "app/profile_index.h"
#include "base/buffer.h"
#include "database/migrate.h"
#include "database/tests/place.h"
#include "flow/task.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "record/custom_index.h"
#include "record/list.h"
#include "referrals/referral_elsewhere.h"
#include "referrals/referral_indicators.h"
#include "returns/figure_pages.h"
#include "returns/return_figures_store.h"
#include "returns/returns.h"
#include "returns/standing.h"
#include "system/file.h"
#include "system/process.h"
#include "system/random.h"
#include "web/record_api.h"

enum {
    PERSONS = 300, /* really made; on SQLite each is there COPIES times more */
    COPIES = 66,
    LARGE = 5000, /* rows */
    STATEMENTS_MOST = 4000,
    BIND_MOST = 4096,
    TOOL_SECONDS = 60,
};

struct seen {
    const char *name, *text;
    size_t length;
};
static struct seen seen[STATEMENTS_MOST];
static size_t seen_count;

static struct mission {
    struct arena *arena;
    char directory[64];
    struct text address;
    struct keyring *ring;
    struct keys *keys;
    struct db *db;
    struct work work;
} mission;
static size_t faults;

static void fault(const char *what, const char *name, const char *detail)
{
    print_error("%s: %s: %s\n", what, name, detail);
    faults++;
}

static void must(enum outcome outcome, const char *what)
{
    if (outcome != OK)
        print_error("%s: %d\n", what, (int)outcome);
    assert_int_equal(outcome, OK);
}

/* What an actor is refused is no matter here. */
static void may(enum outcome outcome, const char *what)
{
    if (outcome < OK)
        must(outcome, what);
}

/* ---- recording ---- */

static const struct db_back_end *plain;
static struct db_back_end recording;

static void note(const char *name, const char *text)
{
    static const char *const VERBS[] = {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"};
    size_t length = strlen(text);
    bool is_statement = false;
    for (size_t i = 0; i < sizeof VERBS / sizeof *VERBS; i++)
        is_statement = is_statement || strncmp(text, VERBS[i], strlen(VERBS[i])) == 0;
    for (size_t i = 0; i < seen_count; i++)
        if (seen[i].length == length && memcmp(seen[i].text, text, length) == 0)
            return;
    if (!is_statement)
        return;
    assert_true(seen_count < STATEMENTS_MOST);
    seen[seen_count++] = (struct seen){.name = arena_string(mission.arena, text_from(name)),
                                       .text = arena_string(mission.arena, text_from(text)),
                                       .length = length};
}

static enum outcome note_query(struct db *db, struct sql sql, const struct value *bind, size_t count,
                               struct arena *arena, struct rows *ret_rows, int64_t *ret_changed)
{
    note(sql.name, sql.text);
    return plain->query(db, sql, bind, count, arena, ret_rows, ret_changed);
}

static enum outcome note_each(struct db *db, struct sql sql, const struct value *bind, size_t count,
                              struct arena *arena, bool (*take)(void *context, const struct rows *one), void *context)
{
    note(sql.name, sql.text);
    return plain->each(db, sql, bind, count, arena, take, context);
}

static void record_statements(struct db *db, bool on)
{
    if (on) {
        plain = db->back_end;
        recording = *plain;
        recording.query = note_query;
        recording.each = note_each;
    }
    db->back_end = on ? &recording : plain;
}

/* ---- a full mission ---- */

static struct rows ask(const char *text)
{
    struct rows rows;
    must(db_query(mission.db, (struct sql){"test", text}, NULL, 0, mission.arena, &rows), text);
    return rows;
}

static bool is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

/* What every copy shares: the mission's own rows. */
static bool is_shared(struct text column)
{
    static const char *const SHARED[] = {"organisation",   "office",   "assigned",    "user_id",   "debit_account",
                                         "credit_account", "line",     "budget_line", "number_of", "value",
                                         "account",        "supplier", "offered_line"};
    for (size_t i = 0; i < sizeof SHARED / sizeof *SHARED; i++)
        if (text_is(column, SHARED[i]))
            return true;
    return text_ends_with(column, TEXT("_by"));
}

struct copying {
    struct buffer names, values;
};

/* "name TYPE …"; identifiers get the number of the copy as their ninth byte, so that copies hang together as the rows
   did. */
static void copy_column(struct copying *copying, struct text definition)
{
    struct text name, type, rest = text_trim(definition);
    const char *comma = copying->names.length == 0 ? "" : ", ";
    if (!text_split(&rest, ' ', &name) || !text_split(&rest, ' ', &type) || !is_word_byte(*name.at))
        return; /* a constraint begins with a capital */
    buffer_format(&copying->names, "%s%.*s", comma, TEXT_ARG(name));
    if (text_is(name, "number") && text_is(type, "TEXT"))
        buffer_format(&copying->values, "%snumber || '-' || n", comma);
    else if (text_is(type, "BLOB") && !is_shared(name))
        buffer_format(
            &copying->values,
            "%sCASE length(%.*s) WHEN 16 THEN CAST(substr(%.*s, 1, 8) || char(n) || substr(%.*s, 10) AS BLOB) "
            "ELSE %.*s END",
            comma, TEXT_ARG(name), TEXT_ARG(name), TEXT_ARG(name), TEXT_ARG(name));
    else
        buffer_format(&copying->values, "%s%.*s", comma, TEXT_ARG(name));
}

static void copy_table(const char *table)
{
    struct copying copying = {buffer_open(1 << 16), buffer_open(1 << 16)};
    struct rows rows = ask(arena_format(mission.arena, "SELECT sql FROM sqlite_schema WHERE name = '%s'", table).at);
    struct text sql = cell_text(&rows, 0, 0);
    size_t from = (size_t)text_find_byte(sql, '(') + 1;
    int depth = 0;
    for (size_t at = from; at < sql.length && depth >= 0; at++) {
        depth += sql.at[at] == '(' ? 1 : sql.at[at] == ')' ? -1 : 0;
        if (depth < 0 || (depth == 0 && sql.at[at] == ',')) {
            copy_column(&copying, text_slice(sql, from, at));
            from = at + 1;
        }
    }
    must(mission.db->back_end->script(
             mission.db,
             arena_format(mission.arena,
                          "INSERT INTO %s (%.*s) WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM "
                          "copies WHERE n < %d) SELECT %.*s FROM %s CROSS JOIN copies",
                          table, TEXT_ARG(buffer_text(&copying.names)), COPIES, TEXT_ARG(buffer_text(&copying.values)),
                          table)),
         table);
    buffer_close(&copying.names);
    buffer_close(&copying.values);
}

static void copy_persons(void)
{
    static const char *const TABLES[] = {"person",
                                         "person_key",
                                         "person_document",
                                         "person_consent",
                                         "data_key",
                                         "history",
                                         "person_relation",
                                         "task",
                                         "return_case",
                                         "return_milestone",
                                         "return_item",
                                         "ledger_transfer",
                                         "return_counselling",
                                         "return_decision",
                                         "travel_paper",
                                         "travel_needs",
                                         "travel_medication",
                                         "travel_warning",
                                         "appointment",
                                         "audit_event",
                                         "custom_value",
                                         "protection_screening",
                                         "protection_factor",
                                         "protection_child",
                                         "protection_determination",
                                         "protection_panel_member",
                                         "reintegration_assessment",
                                         "reintegration_quote",
                                         "reintegration_delivery",
                                         "reintegration_training",
                                         "reintegration_business",
                                         "reintegration_session",
                                         "reintegration_proof",
                                         "reintegration_excess",
                                         "reintegration_waiting"};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    must(mission.db->back_end->script(mission.db, TEXT("DROP TRIGGER audit_event_insert")), "trigger");
    must(db_transaction_begin(mission.db, true, &transaction), "begin");
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        copy_table(TABLES[i]);
    must(db_transaction_commit(&transaction), "commit");
}

/* ---- walking through what puts statements together ---- */

/* The audit rows of what is read are others' tests. */
static enum outcome forget(void *context, struct work *work, const char *action, struct text arguments,
                           struct text *ret_answer)
{
    (void)context;
    (void)work;
    (void)action;
    (void)arguments;
    *ret_answer = TEXT("");
    return OK;
}

static void list(const struct record *record, struct text asked)
{
    AUTO_ARENA struct arena *arena = arena_open(256 << 20);
    struct parameters parameters = {0};
    struct work work = mission.work;
    struct list_query query;
    struct list_page page;
    void *row;
    work.arena = arena;
    work.problems = problems_open(arena);
    if (parameters_parse(&parameters, &work.problems, asked) != OK ||
        list_query_read(&work, record, &parameters, &query) != OK)
        return;
    if (record_list(&work, record, &query, &page) != OK || page.count == 0)
        return;
    may(record_get(&work, record, record_head_of(page.rows[0])->id, &row, &(struct field_set){0}), record->name);
    query.after = page.next;
    may(record_list(&work, record, &query, &page), record->name);
}

static struct text filter_of(const struct field *field)
{
    switch (field->kind) {
    case FIELD_CHOICE:
    case FIELD_CHOICES:
        return arena_format(mission.arena, "%s=%s,%s", field->name, field->choices->choices[0].code,
                            field->choices->choices[field->choices->count - 1].code);
    case FIELD_DATE:
    case FIELD_INSTANT:
        return arena_format(mission.arena, "%s.from=2022-03-01", field->name);
    case FIELD_INTEGER:
    case FIELD_MONEY:
        return arena_format(mission.arena, "%s.to=3", field->name);
    case FIELD_FLAG:
        return arena_format(mission.arena, "%s=yes", field->name);
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_PARTIAL_DATE:
    case FIELD_LINK:
        break;
    }
    return TEXT_NONE;
}

/* Not by title: that reads what it sorts, at most LIST_BY_NAME_MOST rows. */
static void walk_lists(const struct record *record)
{
    list(record, TEXT_NONE);
    list(record, TEXT("mine=1"));
    list(record, TEXT("office=01900000-0000-7000-8000-000000000000"));
    list(record, TEXT("state=inquiry&state_since.from=2022-03-01&state_since.to=2022-04-01"));
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_SORTED) != 0) {
            list(record, arena_format(mission.arena, "sort=%s", field->name));
            list(record, arena_format(mission.arena, "sort=-%s&state=inquiry", field->name));
        }
        if ((field->flags & FIELD_FILTERED) != 0)
            list(record, filter_of(field));
        if ((field->flags & FIELD_FILTERED) != 0 && list_finds_none(field))
            list(record, arena_format(mission.arena, "%s=-", field->name));
        if (custom_filters(field) && field->choices != NULL) {
            const char *code = field->choices->choices[0].code;
            list(record, arena_format(mission.arena, "%s=%s", field->name, code));
            list(record, arena_format(mission.arena, "%s=%s&state=inquiry&mine=1", field->name, code));
        }
    }
}

static void walk_figures(void)
{
    for (int by = 0; by < FIGURE_DIMENSIONS; by++) {
        struct figure_query query = {.from = date_from_day((struct calendar_day){2022, 1, 1}),
                                     .to = date_from_day((struct calendar_day){2022, 12, 31}),
                                     .by = {(enum figure_dimension)by},
                                     .by_count = 1,
                                     .measures = {FIGURE_RETURNS},
                                     .measure_count = 1};
        struct figure_table table;
        may(figures_get(&mission.work, &query, &table), "figures");
    }
    int32_t first = 2022;
    int32_t last = 2022;
    bool holds;
    may(figure_years(&mission.work, &first, &last), "figure_years");
    may(figure_year_holds(&mission.work, first, &holds), "figure_year_holds");
}

/* With a page so short that the tasks are counted too. */
static void walk_tasks(void)
{
    struct task_page page;
    struct task_query query = {.others = true, .from = INT32_MIN, .until = TASK_NO_DAY, .most = 1, .count_most = 10};
    may(task_list(&mission.work, &query, &page), "tasks");
    query.most = 0;
    struct identifier colleague = mission.work.actor->user;
    query.covered = &colleague;
    query.covered_count = 1;
    may(task_list(&mission.work, &query, &page), "tasks");
}

/* What stands still, of one's own and of an office. */
static void walk_standing(void)
{
    struct work *work = &mission.work;
    const bool states[RETURN_OPEN_STATES] = {true, true};
    struct risk *risks;
    struct case_load *loads;
    struct followed_case *cases;
    size_t count;
    int64_t total;
    may(standing_risks(work, &standing_standard, work->actor->user, 6, &risks, &count), "risks");
    may(standing_office(work, &standing_standard, work->actor->office, 0, 10, &risks, &count, &total), "office");
    may(return_load(work, &standing_standard, work->actor->office, &loads, &count), "load");
    may(return_followed(work, work->actor->office, work->actor->user, states, work->actor->user, 10, &cases, &count),
        "followed");
}

/* What waits, all of it and a part, from the beginning and behind a row; what came of a year; who is helped. */
static void walk_board(void)
{
    int32_t today = zone_date(mission.work.zone, mission.work.now);
    struct indicator_query year = indicator_year(&mission.work, day_from_date(today).year);
    const struct board_query queries[] = {
        {.sides = {true, true}, .wait = BOARD_WAITS, .today = today, .now = mission.work.now},
        {.sides = {true, true},
         .wait = BOARD_REPLY,
         .today = today,
         .now = mission.work.now,
         .late = true,
         .priority = TEXT("urgent"),
         .theme = TEXT("health"),
         .city = TEXT("Rabat"),
         .begun = true,
         .after_clock = today,
         .after = identifier_new()},
    };
    const struct help_key keys[2] = {{{1}}, {{2}}};
    struct board_service *services;
    struct board_row *rows;
    struct indicator_facts facts;
    struct indicator_group *groups;
    struct identifier *referrals;
    size_t count;
    bool more;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        may(board_services(&mission.work, &queries[i], &services, &count), "board, services");
        may(board_read(&mission.work, &queries[i], BOARD_PAGE, &rows, &count, &more), "board, rows");
    }
    may(indicator_facts_read(&mission.work, &year, &facts), "indicators");
    year.theme = TEXT("health");
    year.city = TEXT("Rabat");
    may(indicator_facts_read(&mission.work, &year, &facts), "indicators of a theme and a city");
    may(indicator_guarded_read(&mission.work, &year, &groups, &count), "indicators of protection");
    may(help_find(&mission.work, identifier_new(), keys, 2, &referrals, &count), "who is helped");
}

static void walk_as(const char *role)
{
    struct actor actor;
    struct person_found persons;
    const struct resource_list *resources = features_api();
    struct value bind = value_text(text_from(role));
    struct rows rows;
    must(db_query(mission.db, SQL("t_role", "SELECT account FROM role_assignment WHERE role = $1 ORDER BY id"), &bind,
                  1, mission.arena, &rows),
         role);
    assert_true(rows.count > 0);
    must(identity_actor_of_user(&mission.work, cell_id(&rows, 0, 0), &actor), role);
    mission.work.actor = &actor;
    for (size_t i = 0; i < resources->count; i++)
        walk_lists(resources->resources[i].record);
    walk_tasks();
    walk_standing();
    may(person_search(&mission.work, TEXT("Diallo"), &persons), "search");
    may(person_search(&mission.work, TEXT("Mamadou Diallo"), &persons), "search");
    may(person_search(&mission.work, TEXT("+212 612 345 678"), &persons), "search");
    walk_figures();
    walk_board();
    mission.work.actor = NULL;
}

/* The literals, as tools/check_statements reads them. */
static void read_literals(void)
{
    const char *const print[] = {getenv("TEST_CHECK_STATEMENTS"), "--print", getenv("TEST_TREE"), NULL};
    struct text rest, line, name;
    must(process_output(mission.arena, print, TOOL_SECONDS, &rest), "check_statements --print");
    while (text_split(&rest, '\n', &line)) {
        if (text_split(&line, '\t', &name))
            note(arena_string(mission.arena, name), arena_string(mission.arena, line));
    }
}

static int open_mission(void **state)
{
    struct demonstration_counts counts;
    struct demonstration demonstration = {.persons = PERSONS,
                                          .today = date_from_day((struct calendar_day){2026, 11, 22}),
                                          .profile = text_from(getenv("TEST_PROFILE"))};
    size_t count;
    const struct grant_list *grants = features_grants(&count);
    (void)state;
    random_start();
    access_start(grants, count);
    mission.arena = arena_open((size_t)1 << 30);
    memcpy(mission.directory, "statements-XXXXXX", sizeof "statements-XXXXXX");
    assert_non_null(mkdtemp(mission.directory));
    mission.address = place_open(mission.arena, mission.directory, "sanad.db");
    struct text keys = arena_format(mission.arena, "%s/keys", mission.directory);
    must(keyring_make(keys.at, TEXT_NONE), "keys");
    must(keyring_open(keys.at, TEXT_NONE, &mission.ring), "keys");
    mission.keys = keys_open(mission.ring);
    must(db_open(mission.address, false, &mission.db), "database");
    must(migrate(mission.db, migrations, migration_count), "schema");
    must(profile_load(mission.arena, getenv("TEST_PROFILE")), "profile");
    record_statements(mission.db, true);
    must(db_bulk_begin(mission.db), "bulk");
    mission.work = work_of_system(mission.db, mission.keys, mission.arena);
    must(profile_index_fill(&mission.work), "index of own fields");
    must(demonstration_make(mission.db, mission.keys, &demonstration, &counts), "mission");
    mission.work = work_of_system(mission.db, mission.keys, mission.arena);
    mission.work.hand_over = forget;
    walk_as("caseworker");
    walk_as("supervisor");
    walk_as("protection");
    record_statements(mission.db, false);
    if (!place_is_shared())
        copy_persons();
    must(db_bulk_end(mission.db), "bulk");
    read_literals();
    return 0;
}

static int close_mission(void **state)
{
    static const char *const FILES[] = {"sanad.db",           "sanad.db-wal",         "sanad.db-shm", "statements",
                                        "fresh.db",           "fresh.db-wal",         "fresh.db-shm", "keys/master.key",
                                        "keys/signature.key", "keys/signature.public"};
    (void)state;
    mission.db = db_close(mission.db);
    mission.keys = keys_close(mission.keys);
    mission.ring = keyring_close(mission.ring);
    place_close(mission.arena, mission.address);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++)
        (void)unlink(arena_format(mission.arena, "%s/%s", mission.directory, FILES[i]).at);
    (void)rmdir(arena_format(mission.arena, "%s/keys", mission.directory).at);
    int gone = rmdir(mission.directory);
    mission.arena = arena_close(mission.arena);
    return gone;
}

/* ---- the subset ---- */

static void statements_are_portable(void **state)
{
    AUTO_BUFFER struct buffer lines = buffer_open(64 << 20);
    struct text path = arena_format(mission.arena, "%s/statements", mission.directory), output;
    (void)state;
    for (size_t i = 0; i < seen_count; i++)
        buffer_format(&lines, "%s\t%s\n", seen[i].name, seen[i].text);
    must(file_write(path.at, buffer_text(&lines), 0600), "statements");
    struct text command = arena_format(mission.arena, "exec '%s' '%s' '%s' >&2", getenv("TEST_CHECK_STATEMENTS"),
                                       getenv("TEST_TREE"), path.at);
    const char *const check[] = {"sh", "-c", command.at, NULL};
    must(process_output(mission.arena, check, TOOL_SECONDS, &output), "check_statements");
}

/* ---- plans ---- */

static size_t parameters_of(const char *text)
{
    size_t most = 0;
    for (; *text != '\0'; text++)
        if (*text == '$') {
            size_t number = (size_t)strtoul(text + 1, NULL, 10);
            most = number > most ? number : most;
        }
    assert_true(most <= BIND_MOST);
    return most;
}

/* Is `name` the table, or what the statement calls it ("return_case t", "return_case AS t")? */
static bool stands_for(const char *text, struct text name, struct text table)
{
    if (text_equal(name, table))
        return true;
    for (const char *at = strstr(text, table.at); at != NULL; at = strstr(at + 1, table.at)) {
        struct text rest = text_from(at + table.length);
        if (is_word_byte(at[-1]) || (!text_starts_with(rest, TEXT(" "))))
            continue;
        rest = text_slice(rest, text_starts_with(rest, TEXT(" AS ")) ? 4 : 1, rest.length);
        if (text_starts_with(rest, name) && (rest.length == name.length || !is_word_byte(rest.at[name.length])))
            return true;
    }
    return false;
}

struct large {
    struct text names[100];
    size_t count;
};

/* Those that have many rows here, and those that fill up in other ways than the demonstration's. */
static struct large find_large(void)
{
    static const char *const OTHERS[] = {"attachment",
                                         "attachment_chunk",
                                         "session",
                                         "form_key",
                                         "api_answer",
                                         "job",
                                         "custom_value",
                                         "household_member",
                                         "household",
                                         "audit_block",
                                         "person_erasure",
                                         "person_relation",
                                         "sign_in_attempt",
                                         "return_item",
                                         "ledger_transfer",
                                         "task",
                                         "protection_safety",
                                         "protection_tracing",
                                         "protection_conflict"};
    struct large large = {0};
    for (size_t i = 0; i < sizeof OTHERS / sizeof *OTHERS; i++)
        large.names[large.count++] = text_from(OTHERS[i]);
    bool sqlite = !place_is_shared();
    struct rows tables = ask(sqlite ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                                    : "SELECT CAST(relname AS text) FROM pg_class WHERE relkind = 'r' AND "
                                      "relnamespace = CAST(current_schema() AS regnamespace)");
    for (size_t i = 0; i < tables.count; i++) {
        struct text name = arena_text(mission.arena, cell_text(&tables, i, 0));
        struct rows rows = ask(arena_format(mission.arena, "SELECT count(*) FROM %s", name.at).at);
        if (cell_integer(&rows, 0, 0) >= (sqlite ? LARGE : PERSONS))
            large.names[large.count++] = name;
    }
    return large;
}

/* Is it in src/statements.allowed?  The count of a list is called after it: person_count. */
static bool is_allowed(const char *rule, const struct seen *statement)
{
    static struct text list;
    static const char COUNT[] = "SELECT COUNT(*) FROM (SELECT 1 FROM ";
    if (list.length == 0)
        must(file_read(mission.arena, arena_format(mission.arena, "%s/src/statements.allowed", getenv("TEST_TREE")).at,
                       1 << 20, &list),
             "src/statements.allowed");
    const char *kind = strncmp(statement->text, COUNT, strlen(COUNT)) == 0 ? "_count" : "";
    return text_find(list, arena_format(mission.arena, "\n%s %s%s ", rule, statement->name, kind)) >= 0;
}

static const char *sqlite_plan(struct db *db, const struct seen *statement)
{
    struct value nothing[BIND_MOST] = {0};
    struct rows rows;
    struct text text = arena_format(mission.arena, "EXPLAIN QUERY PLAN %s", statement->text), plan = TEXT_NONE;
    bool later = is_allowed("later", statement);
    if (db_query(db, (struct sql){"plan", text.at}, nothing, parameters_of(text.at), mission.arena, &rows) != OK) {
        if (!later)
            fault("is not prepared", statement->name, statement->text);
        return "";
    }
    if (later)
        fault("is prepared: src/statements.allowed is out of date", statement->name, statement->text);
    for (size_t i = 0; i < rows.count; i++)
        plan = arena_join(mission.arena, arena_join(mission.arena, plan, cell_text(&rows, i, 3)), TEXT("\n"));
    return arena_string(mission.arena, plan);
}

/* The name behind "SCAN ". */
static void check_scans(const struct large *large, const struct seen *statement, const char *plan)
{
    struct text rest = text_from(plan), line;
    while (text_split(&rest, '\n', &line)) {
        if (!text_starts_with(line, TEXT("SCAN ")) || strstr(statement->text, "(1 = 0)") != NULL)
            continue; /* what nobody may read is not looked for */
        size_t end = 5;
        while (end < line.length && is_word_byte(line.at[end]))
            end++;
        struct text name = text_slice(line, 5, end);
        for (size_t i = 0; i < large->count; i++)
            if (stands_for(statement->text, name, large->names[i]) && !is_allowed("scan", statement)) {
                fault("reads a large table from end to end", statement->name, statement->text);
                print_error("%s", plan);
                break;
            }
    }
}

static const char *postgres_plan(struct db *db, const struct seen *statement, size_t number)
{
    struct text text = arena_format(mission.arena, "EXPLAIN (COSTS OFF) EXECUTE plan_%zu", number), plan = TEXT("");
    struct rows rows;
    size_t count = parameters_of(statement->text);
    for (size_t i = 0; i < count; i++)
        text = arena_format(mission.arena, "%.*s%sNULL", TEXT_ARG(text), i == 0 ? " (" : ", ");
    text = arena_format(mission.arena, "%.*s%s", TEXT_ARG(text), count == 0 ? "" : ")");
    must(db_query(db, (struct sql){"plan", text.at}, NULL, 0, mission.arena, &rows), statement->text);
    for (size_t i = 0; i < rows.count; i++)
        plan = arena_join(mission.arena, arena_join(mission.arena, plan, cell_text(&rows, i, 0)), TEXT("\n"));
    return arena_string(mission.arena, plan);
}

/* "Seq Scan on person t": with sequential scans made dear, there is no index that serves.  An index that is read from
   end to end is not refused here: among the few rows of this mission it may be right. */
static void check_sequential(const struct large *large, const struct seen *statement, const char *plan)
{
    static const char SEQUENTIAL[] = "Seq Scan on ";
    for (const char *at = strstr(plan, SEQUENTIAL); at != NULL; at = strstr(at + 1, SEQUENTIAL)) {
        struct text name = text_from(at + strlen(SEQUENTIAL));
        size_t end = 0;
        while (end < name.length && is_word_byte(name.at[end]))
            end++;
        name = text_slice(name, 0, end);
        for (size_t i = 0; i < large->count; i++)
            if (text_equal(large->names[i], name) && !is_allowed("scan", statement)) {
                fault("reads a large table from end to end", statement->name, statement->text);
                print_error("%s", plan);
                break;
            }
    }
}

/* On PostgreSQL: prepared without a word about its parameters, and planned for any, by the role that serves: with what
   the second wall adds. */
static void plan_on_postgres(const struct large *large)
{
    AUTO_DB struct db *serves = NULL;
    must(db_open(place_serve(mission.arena, mission.address), false, &serves), "the role that serves");
    must(plain->script(mission.db, TEXT("ANALYZE")), "analyze");
    must(plain->script(serves, TEXT("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")), "settings");
    for (size_t i = 0; i < seen_count; i++) {
        struct text prepare = arena_format(mission.arena, "PREPARE plan_%zu AS %s", i, seen[i].text);
        bool later = is_allowed("later", &seen[i]);
        if (plain->script(serves, prepare) == OK)
            check_sequential(large, &seen[i], postgres_plan(serves, &seen[i], i));
        else if (!later)
            fault("PostgreSQL does not prepare", seen[i].name, seen[i].text);
    }
}

static void no_large_table_is_read_whole(void **state)
{
    struct large large = find_large();
    (void)state;
    faults = 0;
    if (place_is_shared())
        plan_on_postgres(&large);
    else
        for (size_t i = 0; i < seen_count; i++)
            check_scans(&large, &seen[i], sqlite_plan(mission.db, &seen[i]));
    print_message("%zu statements\n", seen_count);
    assert_int_equal(faults, 0);
}

/* ---- the statistics that come with the schema ---- */

static const char STATISTICS[] = "SELECT tbl, coalesce(idx, ''), stat FROM sqlite_stat1 ORDER BY tbl, idx";

static bool holds_row(const struct rows *rows, const struct rows *wanted, size_t at)
{
    for (size_t i = 0; i < rows->count; i++)
        if (text_equal(cell_text(rows, i, 0), cell_text(wanted, at, 0)) &&
            text_equal(cell_text(rows, i, 1), cell_text(wanted, at, 1)))
            return true;
    return false;
}

/* Every index of a large table has its line. */
static void check_statistics(struct db *fresh, const struct large *large)
{
    struct rows shipped, measured = ask(STATISTICS);
    must(db_query(fresh, (struct sql){"statistics", STATISTICS}, NULL, 0, mission.arena, &shipped), "statistics");
    for (size_t i = 0; i < measured.count; i++)
        for (size_t k = 0; k < large->count; k++)
            if (text_equal(large->names[k], cell_text(&measured, i, 0)) && !holds_row(&shipped, &measured, i)) {
                fault("no statistics are shipped", "add to the newest migration of statistics",
                      arena_format(mission.arena, "    ('%.*s', '%.*s', '%.*s'),", TEXT_ARG(cell_text(&measured, i, 0)),
                                   TEXT_ARG(cell_text(&measured, i, 1)), TEXT_ARG(cell_text(&measured, i, 2)))
                          .at);
                break;
            }
}

static bool names_large(const struct large *large, const char *text)
{
    for (size_t i = 0; i < large->count; i++)
        for (const char *at = strstr(text, large->names[i].at); at != NULL; at = strstr(at + 1, large->names[i].at))
            if (at[-1] == ' ' && !is_word_byte(at[large->names[i].length]))
                return true;
    return false;
}

/* The table that a statement begins with: where it has few rows in the mission of the test, its plan there says nothing
 * about a mission where it has many. */
static bool begins_large(const struct large *large, const char *text)
{
    const char *from = strstr(text, "FROM ");
    while (from != NULL && from[5] == '(') /* of a subquery, its own */
        from = strstr(from + 5, "FROM ");
    if (from == NULL)
        return true;
    size_t length = 0;
    while (is_word_byte(from[5 + length]))
        length++;
    for (size_t i = 0; i < large->count; i++)
        if (text_equal(large->names[i], (struct text){from + 5, length}))
            return true;
    return false;
}

/* The same steps, whichever of two that cost the same comes first. */
static bool same_steps(const char *a, const char *b)
{
    struct text rest = text_from(a), line;
    bool same = strlen(a) == strlen(b);
    while (same && text_split(&rest, '\n', &line))
        same = text_find(text_from(b), line) >= 0;
    return same;
}

/* What a statement asks, without all that it reads. */
static const char *asked(const char *text)
{
    const char *from = strstr(text, " FROM ");
    return from == NULL ? text : from + 1;
}

/* A mission that was never analysed plans as one that was. */
static void shipped_statistics_are_good(void **state)
{
    AUTO_DB struct db *fresh = NULL;
    (void)state;
    faults = 0;
    struct text address = arena_format(mission.arena, "sqlite:%s/fresh.db", mission.directory);
    must(db_open(address, false, &fresh), "database");
    must(migrate(fresh, migrations, migration_count), "schema");
    struct large large = find_large();
    must(plain->script(mission.db, TEXT("PRAGMA analysis_limit = 0; ANALYZE")), "analyze");
    check_statistics(fresh, &large);
    for (size_t i = 0; i < seen_count; i++) {
        if (!names_large(&large, seen[i].text) || !begins_large(&large, seen[i].text) ||
            strstr(seen[i].text, "(1 = 0)") != NULL)
            continue;
        /* Whether an own field, an office and its days or the days of withdrawals narrow more is for the mission's
           values to say: either way is by an index, as the test before this one sees. */
        if (strstr(seen[i].text, "custom_value") != NULL || strstr(seen[i].text, "t.withdrawn_on >= ") != NULL)
            continue;
        const char *plan = sqlite_plan(fresh, &seen[i]), *measured = sqlite_plan(mission.db, &seen[i]);
        if (!same_steps(plan, measured) && !is_allowed("plan", &seen[i])) {
            fault("another plan on a mission that was analysed", seen[i].name, asked(seen[i].text));
            print_error("as shipped:\n%sas measured:\n%s", plan, measured);
        }
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_are_portable),
        cmocka_unit_test(no_large_table_is_read_whole),
        ON_SQLITE(shipped_statistics_are_good),
    };
    /* The last is SQLite's alone. */
    return _cmocka_run_group_tests("tests", tests, sizeof tests / sizeof *tests - place_is_shared(), open_mission,
                                   close_mission);
}
