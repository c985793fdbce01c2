#include "database/sqlite_schema.h"

#include <stdio.h>

#include "base/buffer.h"

enum { LOADING_ARENA = 8 << 20, SCRIPT_MOST = 1 << 20 };

/* Of the kinds of enum value_kind; an id is bytes here.  What is no table of ours has another name of type. */
enum outcome sqlite_columns(struct db *db, struct arena *arena, struct rows *ret_rows)
{
    return db_query(db,
                    SQL("columns_sqlite",
                        "SELECT t.name, c.name, CASE c.type WHEN 'INTEGER' THEN 1 WHEN 'REAL' THEN 2 WHEN 'TEXT' THEN 3"
                        " ELSE 4 END, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
                        " WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.name"),
                    NULL, 0, arena, ret_rows);
}

static enum outcome loading_is_on(struct db *db, struct arena *arena, bool *ret)
{
    struct rows rows;
    enum outcome outcome = db_query(db,
                                    SQL("loading_sqlite", "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"
                                                          " AND name = 'loading_definition'"),
                                    NULL, 0, arena, &rows);
    if (outcome == OK)
        *ret = cell_integer(&rows, 0, 0) > 0;
    return outcome;
}

/* "DROP TRIGGER name;" for each trigger and index that has a text of its own. */
static enum outcome take_away(struct db *db, struct arena *arena)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    AUTO_BUFFER struct buffer script = buffer_open(SCRIPT_MOST);
    struct rows rows;
    enum outcome outcome = db_transaction_begin(db, true, &transaction);
    if (outcome == OK)
        outcome = db->back_end->script(
            db, TEXT("CREATE TABLE loading_definition (number INTEGER PRIMARY KEY, definition TEXT NOT NULL) STRICT;"
                     "INSERT INTO loading_definition (number, definition) SELECT rowid, sql FROM sqlite_schema"
                     " WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid;"));
    if (outcome == OK)
        outcome = db_query(db,
                           SQL("definitions_sqlite", "SELECT type, name FROM sqlite_schema WHERE"
                                                     " type IN ('index', 'trigger') AND sql IS NOT NULL"),
                           NULL, 0, arena, &rows);
    for (size_t row = 0; outcome == OK && row < rows.count; row++)
        buffer_format(&script, "DROP %.*s %.*s;", TEXT_ARG(cell_text(&rows, row, 0)),
                      TEXT_ARG(cell_text(&rows, row, 1)));
    if (outcome == OK)
        outcome = script.full ? FAILED : db->back_end->script(db, buffer_text(&script));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static enum outcome check_references(struct db *db, struct arena *arena)
{
    struct rows rows;
    enum outcome outcome =
        db_query(db, SQL("references_sqlite", "SELECT \"table\", \"parent\" FROM pragma_foreign_key_check LIMIT 1"),
                 NULL, 0, arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome;
    (void)fprintf(stderr, "sanad: database: a row of %.*s names one of %.*s that is not there\n",
                  TEXT_ARG(cell_text(&rows, 0, 0)), TEXT_ARG(cell_text(&rows, 0, 1)));
    return CONFLICT;
}

/* An index that cannot be made unique again is a CONFLICT, as a statement would say. */
static enum outcome bring_back(struct db *db, struct arena *arena)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct rows rows;
    enum outcome outcome = db_transaction_begin(db, true, &transaction);
    if (outcome == OK)
        outcome = db_query(db, SQL("kept_sqlite", "SELECT definition FROM loading_definition ORDER BY number"), NULL, 0,
                           arena, &rows);
    for (size_t row = 0; outcome == OK && row < rows.count; row++)
        outcome = db->back_end->script(db, cell_text(&rows, row, 0));
    if (outcome == OK)
        outcome = check_references(db, arena);
    if (outcome == OK)
        outcome = db->back_end->script(db, TEXT("DROP TABLE loading_definition;"));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

/* Sorting for an index may need as much room as the table: in a file that has no name, not in memory.  What is sorted
   is what the table holds, sealed. */
#define LOADING_PRAGMAS          \
    "PRAGMA foreign_keys = OFF;" \
    "PRAGMA temp_store = FILE;"  \
    "PRAGMA cache_size = -32768;"
#define LOADED_PRAGMAS            \
    "PRAGMA foreign_keys = ON;"   \
    "PRAGMA temp_store = MEMORY;" \
    "PRAGMA cache_size = -8192;"

enum outcome sqlite_loading(struct db *db, bool on)
{
    AUTO_ARENA struct arena *arena = arena_open(LOADING_ARENA);
    bool is_on = false;
    enum outcome outcome = loading_is_on(db, arena, &is_on);
    if (outcome == OK && on)
        outcome = db->back_end->script(db, TEXT(LOADING_PRAGMAS));
    if (outcome == OK && on && !is_on)
        outcome = take_away(db, arena);
    if (outcome == OK && !on && is_on)
        outcome = bring_back(db, arena);
    if (outcome == OK && !on)
        outcome = db->back_end->script(db, TEXT(LOADED_PRAGMAS));
    return outcome;
}
