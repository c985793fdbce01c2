/* Statements of the coordination board.  They read what is under way alone, from an index that holds nothing else
   (0370_referral_board.sql): how many referrals there ever were makes no difference. */
#include <stdlib.h>
#include <string.h>

#include "database/database.h"
#include "record/list.h"
#include "referrals/referral_board.h"

enum { SERVICES_MOST = 1000, CITIES_MOST = 300 };

/* The day that is waited for: of the index, to the letter. */
#define CLOCK                                                                            \
    "CASE WHEN t.state IN ('accepted', 'in_service') AND t.feedback_due_on IS NOT NULL " \
    "THEN t.feedback_due_on WHEN t.due_on IS NOT NULL THEN t.due_on ELSE 0 END"
#define UNDER_WAY "t.state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service') AND "

static const char *const STATES[BOARD_WAITS] = {
    [BOARD_ACKNOWLEDGE] = "t.state = 'sent'",
    [BOARD_ANSWER] = "t.state = 'acknowledged'",
    [BOARD_REPLY] = "t.state = 'more_asked'",
    [BOARD_OUTCOME] = "t.state IN ('accepted', 'in_service')",
};

static void add_late(struct statement *statement, const struct board_query *query)
{
    statement_add(statement, "((t.state = 'sent' AND t.due_at < ");
    statement_bind(statement, value_instant(query->now));
    statement_add(statement, ") OR (t.state IN ('accepted', 'in_service') AND t.feedback_due_on < ");
    statement_bind(statement, value_date(query->today));
    statement_add(statement, "))");
}

static void add_equal(struct statement *statement, const char *column, struct text value)
{
    if (value.length == 0)
        return;
    statement_add(statement, " AND t.");
    statement_add_name(statement, column);
    statement_add(statement, " = ");
    statement_bind(statement, value_text(value));
}

static void add_conditions(struct work *work, struct statement *statement, const struct board_query *query)
{
    statement_add(statement, " WHERE " UNDER_WAY);
    list_add_reach(work, &referral_board_right, statement);
    if (query->wait != BOARD_WAITS) {
        statement_add(statement, " AND ");
        statement_add_text(statement, STATES[query->wait]);
    }
    add_equal(statement, "priority", query->priority);
    add_equal(statement, "theme", query->theme);
    add_equal(statement, "city", query->city);
    if (query->late) {
        statement_add(statement, " AND ");
        add_late(statement, query);
    }
}

static void add_table(struct statement *statement, enum board_side side)
{
    statement_add(statement, " FROM ");
    statement_add_name(statement, side == BOARD_SENT ? "referral" : "referral_received");
    statement_add(statement, " t");
}

/* ---- by service ---- */

static void add_counts(struct statement *statement, const struct board_query *query)
{
    static const char *const NAMES[BOARD_WAITS][2] = {
        {"unseen", "unseen_late"}, {"seen", "seen_late"}, {"asked", "asked_late"}, {"taken_on", "taken_late"}};
    for (size_t wait = 0; wait < BOARD_WAITS; wait++) {
        statement_add(statement, ", count(*) FILTER (WHERE ");
        statement_add_text(statement, STATES[wait]);
        statement_add(statement, ") AS ");
        statement_add_name(statement, NAMES[wait][0]);
        statement_add(statement, ", count(*) FILTER (WHERE ");
        statement_add_text(statement, STATES[wait]);
        statement_add(statement, " AND ");
        add_late(statement, query);
        statement_add(statement, ") AS ");
        statement_add_name(statement, NAMES[wait][1]);
    }
}

static struct statement services_statement(struct work *work, const struct board_query *query, enum board_side side)
{
    struct statement statement = statement_open(work->arena);
    int32_t week = query->today - date_weekday(query->today);
    statement_add(&statement, "SELECT g.service, s.name, s.name_ar, s.name_en, x.city, o.name, o.name_arabic, s.state, "
                              "s.capacity, w.taken, g.unseen, g.unseen_late, g.seen, g.seen_late, g.asked, "
                              "g.asked_late, g.taken_on, g.taken_late FROM (SELECT t.service");
    add_counts(&statement, query);
    add_table(&statement, side);
    add_conditions(work, &statement, query);
    statement_add(&statement, " GROUP BY t.service) g JOIN directory_service s ON s.id = g.service "
                              "JOIN organisation o ON o.id = s.organisation "
                              "LEFT JOIN directory_site x ON x.id = s.site "
                              "LEFT JOIN directory_week w ON w.service = g.service AND w.week = ");
    statement_bind(&statement, value_date(week));
    statement_add(&statement, " ORDER BY g.service NULLS FIRST LIMIT ");
    statement_add_count(&statement, SERVICES_MOST);
    return statement;
}

static struct board_service service_of(const struct rows *rows, size_t at)
{
    struct board_service service = {
        .id = cell_id(rows, at, 0),
        .names = {cell_text(rows, at, 1), cell_text(rows, at, 2), cell_text(rows, at, 3)},
        .city = cell_text(rows, at, 4),
        .provider = cell_text(rows, at, 5),
        .provider_arabic = cell_text(rows, at, 6),
        .state = cell_text(rows, at, 7),
        .capacity = cell_is_null(rows, at, 8) ? INTEGER_NONE : cell_integer(rows, at, 8),
        .taken = cell_integer(rows, at, 9),
    };
    for (size_t wait = 0; wait < BOARD_WAITS; wait++) {
        service.counts.waiting[wait] = cell_integer(rows, at, 10 + 2 * wait);
        service.counts.late[wait] = cell_integer(rows, at, 11 + 2 * wait);
    }
    return service;
}

static int by_identifier(const void *left, const void *right)
{
    return identifier_compare(((const struct board_service *)left)->id, ((const struct board_service *)right)->id);
}

static int64_t sum_of(const int64_t numbers[BOARD_WAITS])
{
    int64_t sum = 0;
    for (size_t wait = 0; wait < BOARD_WAITS; wait++)
        sum += numbers[wait];
    return sum;
}

static int by_need(const void *left, const void *right)
{
    const struct board_service *a = left;
    const struct board_service *b = right;
    int64_t late = sum_of(b->counts.late) - sum_of(a->counts.late);
    int64_t waiting = sum_of(b->counts.waiting) - sum_of(a->counts.waiting);
    if (late != 0 || waiting != 0)
        return late > 0 || (late == 0 && waiting > 0) ? 1 : -1;
    return identifier_compare(a->id, b->id);
}

/* A service that is sent to and answered for at once is one line. */
static size_t fold(struct board_service *services, size_t count)
{
    size_t kept = 0;
    if (count > 1)
        qsort(services, count, sizeof *services, by_identifier);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !identifier_equal(services[kept - 1].id, services[i].id)) {
            services[kept++] = services[i];
            continue;
        }
        for (size_t wait = 0; wait < BOARD_WAITS; wait++) {
            services[kept - 1].counts.waiting[wait] += services[i].counts.waiting[wait];
            services[kept - 1].counts.late[wait] += services[i].counts.late[wait];
        }
    }
    if (kept > 1)
        qsort(services, kept, sizeof *services, by_need);
    return kept;
}

enum outcome board_services(struct work *work, const struct board_query *query, struct board_service **ret_services,
                            size_t *ret_count)
{
    static const char *const NAMES[BOARD_SIDES] = {"board_services_received", "board_services_sent"};
    struct rows rows[BOARD_SIDES] = {{0}};
    size_t count = 0;
    for (size_t side = 0; side < BOARD_SIDES; side++) {
        if (!query->sides[side])
            continue;
        struct statement statement = services_statement(work, query, (enum board_side)side);
        enum outcome outcome = statement_query(work->db, NAMES[side], &statement, work->arena, &rows[side]);
        if (outcome != OK)
            return outcome;
    }
    *ret_services = arena_array(work->arena, struct board_service, rows[0].count + rows[1].count + 1);
    for (size_t side = 0; side < BOARD_SIDES; side++)
        for (size_t at = 0; at < rows[side].count; at++)
            (*ret_services)[count++] = service_of(&rows[side], at);
    *ret_count = fold(*ret_services, count);
    return OK;
}

/* ---- by city ---- */

enum outcome board_cities(struct work *work, int32_t week, struct board_city **ret_cities, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_date(week), value_integer(CITIES_MOST)};
    enum outcome outcome = db_query(
        work->db,
        SQL("board_cities",
            "SELECT x.city, count(*), CAST(sum(s.capacity) AS BIGINT), CAST(sum(CASE WHEN s.capacity IS NULL THEN 0 "
            "WHEN w.taken IS NULL THEN s.capacity WHEN w.taken > s.capacity THEN 0 ELSE s.capacity - w.taken END) "
            "AS BIGINT) FROM directory_service s JOIN directory_site x ON x.id = s.site "
            "LEFT JOIN directory_week w ON w.service = s.id AND w.week = $1 "
            "WHERE s.state = 'open' AND x.city IS NOT NULL GROUP BY x.city ORDER BY x.city NULLS FIRST LIMIT $2"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_cities = arena_array(work->arena, struct board_city, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_cities)[at] = (struct board_city){
            .city = cell_text(&rows, at, 0),
            .services = cell_integer(&rows, at, 1),
            .capacity = cell_is_null(&rows, at, 2) ? INTEGER_NONE : cell_integer(&rows, at, 2),
            .left = cell_integer(&rows, at, 3),
        };
    *ret_count = rows.count;
    return OK;
}

/* ---- the rows ---- */

static struct statement rows_statement(struct work *work, const struct board_query *query, enum board_side side,
                                       size_t most)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "SELECT t.id, " CLOCK ", t.organisation, t.office, t.assigned, t.person, ");
    if (side == BOARD_SENT)
        statement_add(&statement, "t.number, t.addressee");
    else
        statement_add(&statement, "t.sent_number, t.origin");
    statement_add(&statement, ", t.service_name, t.city, t.priority, t.theme, t.state, t.state_since, t.sent_at, "
                              "t.due_at, t.feedback_due_on");
    add_table(&statement, side);
    add_conditions(work, &statement, query);
    if (query->begun) {
        statement_add(&statement, " AND " CLOCK " >= ");
        statement_bind(&statement, value_integer(query->after_clock));
        statement_add(&statement, " AND (" CLOCK " > ");
        statement_bind(&statement, value_integer(query->after_clock));
        statement_add(&statement, " OR t.id > ");
        statement_bind(&statement, value_id(query->after));
        statement_add(&statement, ")");
    }
    statement_add(&statement, " ORDER BY " CLOCK ", t.id LIMIT ");
    statement_add_count(&statement, most);
    return statement;
}

static struct board_row row_of(const struct rows *rows, size_t at, enum board_side side)
{
    return (struct board_row){
        .side = side,
        .id = cell_id(rows, at, 0),
        .clock = (int32_t)cell_integer(rows, at, 1),
        .subject = {.organisation = cell_id(rows, at, 2),
                    .office = cell_id(rows, at, 3),
                    .assigned = cell_id(rows, at, 4),
                    .person = cell_id(rows, at, 5)},
        .number = cell_text(rows, at, 6),
        .other = cell_text(rows, at, 7),
        .service = cell_text(rows, at, 8),
        .city = cell_text(rows, at, 9),
        .priority = cell_text(rows, at, 10),
        .theme = cell_text(rows, at, 11),
        .state = cell_text(rows, at, 12),
        .state_since = cell_date(rows, at, 13),
        .sent_at = cell_instant(rows, at, 14),
        .due_at = cell_instant(rows, at, 15),
        .feedback_due_on = cell_date(rows, at, 16),
    };
}

enum outcome board_rows(struct work *work, const struct board_query *query, enum board_side side, size_t most,
                        struct board_row **ret_rows, size_t *ret_count)
{
    static const char *const NAMES[BOARD_SIDES] = {"board_rows_received", "board_rows_sent"};
    struct rows rows;
    struct statement statement = rows_statement(work, query, side, most);
    enum outcome outcome = statement_query(work->db, NAMES[side], &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct board_row, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_rows)[at] = row_of(&rows, at, side);
    *ret_count = rows.count;
    return OK;
}

/* ---- protection: a number that nobody sees as it is ---- */

enum outcome board_protected(struct work *work, int64_t *ret_count)
{
    AUTO_WALL struct wall_hold hold =
        wall_widen(work->db, "protection referrals are counted, and told in whole fives of the organisation alone");
    struct rows rows;
    struct value bind[] = {value_id(work->actor->organisation)};
    enum outcome outcome = db_query(
        work->db,
        SQL("board_protected", "SELECT count(*) FROM protection_referral WHERE organisation = $1 AND state IN ('sent', "
                               "'acknowledged', 'more_asked', 'accepted', 'in_service') UNION ALL SELECT count(*) FROM "
                               "protection_received WHERE organisation = $1 AND state IN ('sent', 'acknowledged', "
                               "'more_asked', 'accepted', 'in_service')"),
        bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_count = 0;
    for (size_t at = 0; at < rows.count; at++)
        *ret_count += cell_integer(&rows, at, 0);
    return OK;
}
