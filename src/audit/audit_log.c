/* Reading the log by whom it is about: branch by branch of the index by subject, however long the log is. */
#include "audit/audit.h"

#include <stdlib.h>
#include <string.h>

#include "audit/block.h"

enum { SUBJECTS_AT_ONCE = 64 };

struct text audit_opening_details(struct arena *arena, struct identifier glass)
{
    return arena_format(arena, "{\"glass\":\"%.*s\"}", TEXT_ARG(identifier_to_text(arena, glass)));
}

enum outcome audit_show(struct db *db, struct identifier event, struct identifier person,
                        struct identifier organisation)
{
    const struct value bind[] = {value_id(person), value_id(event), value_id_or_null(organisation)};
    return db_execute_later(db,
                            SQL("audit_show", "INSERT INTO audit_shown (whom, event, organisation) "
                                              "VALUES ($1, $2, $3)"),
                            bind, sizeof bind / sizeof *bind);
}

/* " AND e.… " of what narrows the log. */
static void add_limits(struct statement *statement, const struct audit_query *query)
{
    struct identifier before = query->before;
    if (identifier_is_none(before)) /* said in any case: with it an index gives the order too */
        memset(&before, 0xff, sizeof before);
    statement_add(statement, " AND e.id < ");
    statement_bind(statement, value_id(before));
    if (!identifier_is_none(query->user)) {
        statement_add(statement, " AND e.made_by = ");
        statement_bind(statement, value_id(query->user));
    }
    if (query->from != INT64_MIN) {
        statement_add(statement, " AND e.made_at >= ");
        statement_bind(statement, value_integer(query->from));
    }
    if (query->until != INT64_MAX) {
        statement_add(statement, " AND e.made_at <= ");
        statement_bind(statement, value_integer(query->until));
    }
    statement_add(statement, " AND e.organisation = ");
    statement_bind(statement, value_id(query->organisation));
}

static void add_end(struct statement *statement, const struct audit_query *query)
{
    add_limits(statement, query);
    statement_add(statement, " ORDER BY e.id DESC LIMIT ");
    statement_bind(statement, value_integer((int64_t)query->most));
    statement_add(statement, ") b");
}

/* One branch for each subject: the index (subject, id) gives the newest of each, and no more is read. */
static void add_branches(struct statement *statement, const struct audit_query *query, size_t from)
{
    size_t room = 1;
    while (room < SUBJECTS_AT_ONCE && from + room < query->subject_count)
        room *= 2;
    for (size_t i = 0; i < room; i++) {
        size_t at = from + i < query->subject_count ? from + i : from;
        statement_add_text(statement, i == 0 ? "" : " UNION ALL ");
        statement_add(statement, "SELECT b.id FROM (SELECT e.id FROM audit_event e WHERE e.subject = ");
        statement_bind(statement, value_id(query->subjects[at]));
        add_end(statement, query);
    }
    if (from > 0 || identifier_is_none(query->shown))
        return;
    statement_add(statement, " UNION ALL SELECT b.id FROM (SELECT e.id FROM audit_shown s JOIN audit_event e "
                             "ON e.id = s.event WHERE s.whom = ");
    statement_bind(statement, value_id(query->shown));
    add_end(statement, query);
}

static const char EVENT[] = "SELECT e.id, e.made_at, e.organisation, e.made_by, e.role, e.action, e.record, e.subject, "
                            "e.reason, e.details, e.origin FROM audit_event e";

static struct audit_event event_at(const struct rows *rows, size_t at)
{
    return (struct audit_event){
        .id = cell_id(rows, at, 0),
        .at = cell_instant(rows, at, 1),
        .organisation = cell_id(rows, at, 2),
        .user = cell_id(rows, at, 3),
        .role = cell_text(rows, at, 4),
        .action = cell_text(rows, at, 5),
        .record = cell_text(rows, at, 6),
        .subject = cell_id(rows, at, 7),
        .reason = cell_text(rows, at, 8),
        .details = cell_text(rows, at, 9),
        .origin = cell_text(rows, at, 10),
    };
}

static int newest_first(const void *left, const void *right)
{
    return identifier_compare(((const struct audit_event *)right)->id, ((const struct audit_event *)left)->id);
}

static enum outcome read_some(struct db *db, struct arena *arena, const struct audit_query *query, size_t from,
                              struct audit_event *events, size_t *count)
{
    struct statement statement = statement_open(arena);
    struct rows rows;
    statement_add_text(&statement, EVENT);
    statement_add(&statement, " WHERE e.id IN (");
    add_branches(&statement, query, from);
    statement_add(&statement, ") ORDER BY e.id DESC LIMIT ");
    statement_bind(&statement, value_integer((int64_t)query->most));
    enum outcome outcome = statement_query(db, "audit_log", &statement, arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++)
        events[(*count)++] = event_at(&rows, at);
    return outcome;
}

enum outcome audit_log(struct db *db, struct arena *arena, const struct audit_query *query,
                       struct audit_event **ret_events, size_t *ret_count)
{
    struct audit_event *events = arena_array(arena, struct audit_event, AUDIT_LOG_MOST * 2 + 1);
    size_t count = 0;
    enum outcome outcome = OK;
    for (size_t from = 0; from < query->subject_count && outcome == OK; from += SUBJECTS_AT_ONCE) {
        outcome = read_some(db, arena, query, from, events, &count);
        qsort(events, count, sizeof *events, newest_first);
        if (count > query->most)
            count = query->most;
    }
    *ret_events = events;
    *ret_count = count;
    return outcome;
}

enum outcome audit_lists(struct db *db, struct arena *arena, const struct audit_query *query,
                         struct audit_event **ret_events, size_t *ret_count)
{
    struct statement statement = statement_open(arena);
    struct rows rows;
    statement_add_text(&statement, EVENT);
    statement_add(&statement, " WHERE e.action = 'export' AND e.subject IS NULL");
    add_limits(&statement, query);
    statement_add(&statement, " ORDER BY e.id DESC LIMIT ");
    statement_bind(&statement, value_integer((int64_t)query->most));
    enum outcome outcome = statement_query(db, "audit_lists", &statement, arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_events = arena_array(arena, struct audit_event, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_events)[at] = event_at(&rows, at);
    *ret_count = rows.count;
    return OK;
}
