#include "database/postgres_schema.h"

#include "base/buffer.h"

enum { LOADING_ARENA = 8 << 20, SCRIPT_MOST = 1 << 20 };

/* The numbers are those of enum value_kind. */
enum outcome postgres_columns(struct db *db, struct arena *arena, struct rows *ret_rows)
{
    return db_query(
        db,
        SQL("columns_postgres",
            "SELECT CAST(c.relname AS text), CAST(a.attname AS text), CAST(CASE t.typname WHEN 'int8' THEN 1"
            " WHEN 'int4' THEN 1 WHEN 'int2' THEN 1 WHEN 'float8' THEN 2 WHEN 'text' THEN 3 WHEN 'uuid' THEN 5 ELSE 4"
            " END AS bigint), CAST(coalesce(array_position(CAST(i.indkey AS smallint[]), a.attnum) + 1, 0) AS bigint)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema()"
            " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " JOIN pg_type t ON t.oid = a.atttypid"
            " LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
            " WHERE c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE \"C\", a.attname COLLATE \"C\""),
        NULL, 0, arena, ret_rows);
}

static enum outcome loading_is_on(struct db *db, struct arena *arena, bool *ret)
{
    struct rows rows;
    enum outcome outcome = db_query(db,
                                    SQL("loading_postgres", "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON"
                                                            " n.oid = c.relnamespace AND n.nspname = current_schema()"
                                                            " WHERE c.relname = 'loading_definition'"),
                                    NULL, 0, arena, &rows);
    if (outcome == OK)
        *ret = cell_integer(&rows, 0, 0) > 0;
    return outcome;
}

/* What goes, in the order in which it can: foreign keys, triggers, indexes that no constraint stands on; `back` is the
   order in which they come back. */
#define WALLS                                                                                                      \
    "SELECT CAST(3 AS bigint) AS back, CAST(format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname)"     \
    " AS text) AS away, CAST(format('ALTER TABLE %I ADD CONSTRAINT %I %s', c.relname, k.conname,"                  \
    " pg_get_constraintdef(k.oid)) AS text) AS definition"                                                         \
    " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"    \
    " WHERE k.contype = 'f' AND n.nspname = current_schema()"                                                      \
    " UNION ALL SELECT 2, CAST(format('DROP TRIGGER %I ON %I', g.tgname, c.relname) AS text),"                     \
    " CAST(pg_get_triggerdef(g.oid) AS text) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid"               \
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND n.nspname = current_schema()"     \
    " UNION ALL SELECT 1, CAST(format('DROP INDEX %I', x.relname) AS text), CAST(pg_get_indexdef(i.indexrelid) AS" \
    " text) FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace" \
    " WHERE n.nspname = current_schema() AND NOT EXISTS"                                                           \
    " (SELECT k.oid FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))"

static enum outcome take_away(struct db *db, struct arena *arena)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    AUTO_BUFFER struct buffer script = buffer_open(SCRIPT_MOST);
    struct rows rows;
    enum outcome outcome = db_transaction_begin_queue(db, &transaction);
    if (outcome == OK)
        outcome = db->back_end->script(db, TEXT("CREATE TABLE loading_definition (number bigint PRIMARY KEY,"
                                                " definition text NOT NULL)"));
    if (outcome == OK)
        outcome = db_query(db, SQL("walls_postgres", WALLS " ORDER BY 1 DESC, 2"), NULL, 0, arena, &rows);
    for (size_t row = 0; outcome == OK && row < rows.count; row++) {
        const struct value bind[] = {value_integer((int64_t)(rows.count - row)), value_text(cell_text(&rows, row, 2))};
        outcome = db_execute(db,
                             SQL("keep_postgres", "INSERT INTO loading_definition (number, definition)"
                                                  " VALUES ($1, $2)"),
                             bind, 2, NULL);
        buffer_format(&script, "%.*s;", TEXT_ARG(cell_text(&rows, row, 1)));
    }
    if (outcome == OK)
        outcome = script.full ? FAILED : db->back_end->script(db, buffer_text(&script));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome bring_back(struct db *db, struct arena *arena)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct rows rows;
    enum outcome outcome = db_transaction_begin_queue(db, &transaction);
    if (outcome == OK)
        outcome = db_query(db, SQL("kept_postgres", "SELECT definition FROM loading_definition ORDER BY number"), NULL,
                           0, arena, &rows);
    for (size_t row = 0; outcome == OK && row < rows.count; row++)
        outcome = db->back_end->script(db, cell_text(&rows, row, 0));
    if (outcome == OK)
        outcome = db->back_end->script(db, TEXT("DROP TABLE loading_definition"));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome postgres_loading(struct db *db, bool on)
{
    AUTO_ARENA struct arena *arena = arena_open(LOADING_ARENA);
    bool is_on = false;
    enum outcome outcome = loading_is_on(db, arena, &is_on);
    if (outcome != OK || on == is_on)
        return outcome;
    return on ? take_away(db, arena) : bring_back(db, arena);
}
