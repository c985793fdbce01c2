#include "app/check/check_store.h"

#include <string.h>

#include "base/calendar.h"

enum { ROOM = 64 * 1024 };

enum outcome check_read_migrations(struct db *db, struct arena *arena, struct rows *ret)
{
    return db_query(db, SQL("check_migrations", "SELECT number FROM schema_migration ORDER BY number"), NULL, 0, arena,
                    ret);
}

static enum outcome read_one(struct db *db, struct sql sql, const struct value *bind, size_t count, int64_t *ret)
{
    AUTO_ARENA struct arena *arena = arena_open(ROOM);
    struct rows rows;
    enum outcome outcome = db_query(db, sql, bind, count, arena, &rows);
    if (outcome == OK)
        *ret = cell_integer(&rows, 0, 0);
    return outcome;
}

static enum outcome read_instant(struct db *db, struct sql sql, const struct value *bind, size_t count, int64_t *ret)
{
    AUTO_ARENA struct arena *arena = arena_open(ROOM);
    struct rows rows;
    enum outcome outcome = db_query(db, sql, bind, count, arena, &rows);
    if (outcome == OK)
        *ret = rows.count == 0 ? INSTANT_NONE : cell_instant(&rows, 0, 0);
    return outcome;
}

/* Identifiers are made in the order of time: the first and the last of an index are the oldest and the newest.  Behind
   an identifier of zeros lie all: with a bound the index is searched from its end, not read. */
enum outcome check_read_audit(struct db *db, int64_t *ret_newest, int64_t *ret_oldest_open)
{
    int64_t newest;
    const struct value zeros = value_id((struct identifier){0});
    enum outcome outcome = read_instant(db,
                                        SQL("check_audit_newest", "SELECT made_at FROM audit_event WHERE id > $1"
                                                                  " ORDER BY id DESC LIMIT 1"),
                                        &zeros, 1, &newest);
    if (outcome == OK)
        outcome = read_instant(db,
                               SQL("check_audit_open", "SELECT made_at FROM audit_event WHERE block IS NULL"
                                                       " ORDER BY id LIMIT 1"),
                               NULL, 0, ret_oldest_open);
    if (outcome == OK)
        *ret_newest = newest;
    return outcome;
}

enum outcome check_read_failed_jobs(struct db *db, struct arena *arena, int64_t since, struct rows *ret)
{
    const struct value bind = value_instant(since);
    return db_query(db,
                    SQL("check_jobs_failed", "SELECT kind, coalesce(problem, ''), count(*) FROM job"
                                             " WHERE finished_at >= $1 AND state = 'failed'"
                                             " GROUP BY kind, coalesce(problem, '') ORDER BY 1, 2"),
                    &bind, 1, arena, ret);
}

enum outcome check_read_bound(struct db *db, bool *ret)
{
    int64_t bound = 1;
    enum outcome outcome = OK;
    if (strcmp(db->back_end->name, "postgres") == 0)
        outcome = read_one(
            db, SQL("check_bound_postgres", "SELECT CAST(CAST(row_security_active('person') AS INTEGER) AS BIGINT)"),
            NULL, 0, &bound);
    if (outcome == OK)
        *ret = bound == 1;
    return outcome;
}

enum outcome check_read_waiting_jobs(struct db *db, int64_t before, int64_t *ret)
{
    const struct value bind[] = {value_instant(before), value_integer(0)}; /* the index begins with the priority */
    return read_one(db,
                    SQL("check_jobs_waiting", "SELECT count(*) FROM job WHERE state = 'queued' AND priority >= $2"
                                              " AND run_after < $1"),
                    bind, 2, ret);
}

enum outcome check_read_backup(struct db *db, int64_t *ret)
{
    return read_instant(db, SQL("check_backup", "SELECT max(started_at) FROM backup_run WHERE state = 'good'"), NULL, 0,
                        ret);
}

enum outcome check_read_administrators(struct db *db, int32_t today, int64_t *ret)
{
    const struct value bind = value_date(today);
    return read_one(db,
                    SQL("check_administrators", "SELECT count(*) FROM role_assignment r JOIN user_account u"
                                                " ON u.id = r.account WHERE u.active = 1 AND r.role = 'administrator'"
                                                " AND (r.until IS NULL OR r.until >= $1)"),
                    &bind, 1, ret);
}

enum outcome check_read_without_second_factor(struct db *db, int64_t *ret)
{
    return read_one(db,
                    SQL("check_second_factors", "SELECT count(*) FROM user_account u WHERE u.active = 1 AND NOT EXISTS"
                                                " (SELECT 1 FROM user_second_factor f WHERE f.account = u.id"
                                                " AND f.confirmed = 1)"),
                    NULL, 0, ret);
}

enum outcome check_read_first_passwords(struct db *db, int64_t before, int64_t *ret)
{
    const struct value bind = value_instant(before);
    return read_one(db,
                    SQL("check_first_passwords", "SELECT count(*) FROM user_account u JOIN user_password p"
                                                 " ON p.account = u.id WHERE u.active = 1 AND p.must_change = 1"
                                                 " AND p.changed_at < $1"),
                    &bind, 1, ret);
}
