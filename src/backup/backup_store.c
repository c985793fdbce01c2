#include "backup/backup_store.h"

#include "base/calendar.h"

static const char *const STATES[] = {"running", "good", "faulty", "failed"};
static const char *const REASONS[] = {"schedule", "asked", "command", "upgrade"};

const char *run_state_name(enum run_state state) { return STATES[state]; }
const char *run_reason_name(enum run_reason reason) { return REASONS[reason]; }

static enum outcome index_of(struct text name, const char *const *names, size_t count, size_t *ret)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, names[i])) {
            *ret = i;
            return OK;
        }
    return INVALID;
}

enum outcome run_state_from_name(struct text name, enum run_state *ret)
{
    size_t at;
    enum outcome outcome = index_of(name, STATES, sizeof STATES / sizeof *STATES, &at);
    if (outcome == OK)
        *ret = (enum run_state)at;
    return outcome;
}

enum outcome run_reason_from_name(struct text name, enum run_reason *ret)
{
    size_t at;
    enum outcome outcome = index_of(name, REASONS, sizeof REASONS / sizeof *REASONS, &at);
    if (outcome == OK)
        *ret = (enum run_reason)at;
    return outcome;
}

enum outcome run_row_begin(struct work *work, const struct run_row *row)
{
    const struct value bind[] = {
        value_id(row->id),
        value_instant(row->started_at),
        value_text(text_from(STATES[RUN_RUNNING])),
        value_text(text_from(REASONS[row->reason])),
        value_id_or_null(row->made_by),
        value_text(row->file_name),
    };
    return db_execute(work->db,
                      SQL("backup_begin",
                          "INSERT INTO backup_run (id, started_at, state, reason, made_by, file_name, size, row_count,"
                          " fault, concerns) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '', '')"
                          " ON CONFLICT (id) DO UPDATE SET started_at = excluded.started_at, state = excluded.state,"
                          " file_name = excluded.file_name, fault = '', finished_at = NULL"),
                      bind, 6, NULL);
}

enum outcome run_row_end(struct work *work, const struct run_row *row)
{
    const struct value bind[] = {
        value_id(row->id),
        value_text(text_from(STATES[row->state])),
        value_integer(row->size),
        value_integer(row->rows),
        text_is_empty(row->digest) ? value_null() : value_bytes(row->digest),
        value_text(row->fault),
        value_text(row->concerns),
        value_instant(work->now),
    };
    int64_t changed;
    enum outcome outcome =
        db_execute(work->db,
                   SQL("backup_end", "UPDATE backup_run SET state = $2, size = $3, row_count = $4, digest = $5,"
                                     " fault = $6, concerns = $7, finished_at = $8 WHERE id = $1"),
                   bind, 8, &changed);
    return outcome == OK && changed == 0 ? NOT_FOUND : outcome;
}

enum outcome run_row_removed(struct work *work, struct identifier id)
{
    const struct value bind[] = {value_id(id), value_instant(work->now)};
    return db_execute(
        work->db, SQL("backup_removed", "UPDATE backup_run SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL"),
        bind, 2, NULL);
}

enum outcome run_rows_interrupted(struct work *work, int64_t before)
{
    const struct value bind[] = {value_instant(before), value_instant(work->now)};
    return db_execute(work->db,
                      SQL("backup_interrupted", "UPDATE backup_run SET state = 'failed', fault = 'interrupted',"
                                                " finished_at = $2 WHERE state = 'running' AND started_at < $1"),
                      bind, 2, NULL);
}

enum outcome run_rows(struct work *work, int64_t most, struct run_row **ret_rows, size_t *ret_count)
{
    const struct value bind[] = {value_integer(most)};
    struct rows rows;
    enum outcome outcome =
        db_query(work->db,
                 SQL("backup_list", "SELECT id, made_by, started_at, finished_at, removed_at, state, reason, file_name,"
                                    " size, row_count, digest, fault, concerns FROM backup_run"
                                    " ORDER BY started_at DESC, id DESC LIMIT $1"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct run_row *list = arena_array(work->arena, struct run_row, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++) {
        list[i] = (struct run_row){.id = cell_id(&rows, i, 0),
                                   .made_by = cell_id(&rows, i, 1),
                                   .started_at = cell_instant(&rows, i, 2),
                                   .finished_at = cell_instant(&rows, i, 3),
                                   .removed_at = cell_instant(&rows, i, 4),
                                   .file_name = cell_text(&rows, i, 7),
                                   .size = cell_integer(&rows, i, 8),
                                   .rows = cell_integer(&rows, i, 9),
                                   .digest = cell_text(&rows, i, 10),
                                   .fault = cell_text(&rows, i, 11),
                                   .concerns = cell_text(&rows, i, 12)};
        if (run_state_from_name(cell_text(&rows, i, 5), &list[i].state) != OK ||
            run_reason_from_name(cell_text(&rows, i, 6), &list[i].reason) != OK)
            return FAILED;
    }
    *ret_rows = list;
    *ret_count = rows.count;
    return OK;
}

enum outcome run_last_good(struct work *work, int64_t *ret_at)
{
    struct rows rows;
    enum outcome outcome =
        db_query(work->db,
                 SQL("backup_last_good", "SELECT max(started_at) FROM backup_run WHERE state = 'good'"
                                         " AND removed_at IS NULL"),
                 NULL, 0, work->arena, &rows);
    if (outcome == OK)
        *ret_at = cell_instant(&rows, 0, 0);
    return outcome;
}

/* --- erasures ----------------------------------------------------------------------------------------------------- */

/* A file's key may be made anew after it was destroyed, as when an access is given back: what counts is what is older
   than the erasure. */
enum outcome erased_readable(struct db *db, struct arena *arena, int64_t *ret_count)
{
    struct rows rows;
    enum outcome outcome =
        db_query(db,
                 SQL("backup_erased_readable", "SELECT count(*) FROM data_key k JOIN erasure e ON e.person = k.person"
                                               " WHERE k.made_at <= e.erased_at"
                                               " AND (e.whole_person = 1 OR e.subject = k.subject)"),
                 NULL, 0, arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

static enum outcome is_there(struct work *work, struct sql sql, struct identifier id, bool *ret)
{
    const struct value bind[] = {value_id(id)};
    struct rows rows;
    enum outcome outcome = db_query(work->db, sql, bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret = rows.count > 0;
    return outcome;
}

enum outcome erasure_is_noted(struct work *work, struct identifier erasure, bool *ret)
{
    return is_there(work, SQL("backup_erasure", "SELECT id FROM erasure WHERE id = $1"), erasure, ret);
}

enum outcome certificate_is_noted(struct work *work, struct identifier person, bool *ret)
{
    return is_there(work, SQL("backup_certificate", "SELECT person FROM person_erasure WHERE person = $1"), person,
                    ret);
}
