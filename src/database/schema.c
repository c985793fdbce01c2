#include "database/schema.h"

#include <stdio.h>
#include <string.h>

static const char LOADING[] = "loading_definition";

static bool is_ours(const char *name) { return strcmp(name, LOADING) == 0 || strcmp(name, "schema_migration") == 0; }

static enum outcome sort_key(struct arena *arena, struct db_table *table)
{
    const struct db_column **key = arena_array(arena, const struct db_column *, table->column_count + 1);
    for (size_t i = 0; i < table->column_count; i++)
        if (table->columns[i].key > 0 && (size_t)table->columns[i].key <= table->column_count) {
            key[table->columns[i].key - 1] = &table->columns[i];
            table->key_count++;
        }
    table->key = key;
    if (table->key_count > 0)
        return OK;
    (void)fprintf(stderr, "sanad: database: the table %s has no primary key\n", table->name);
    return FAILED;
}

enum outcome db_tables(struct db *db, struct arena *arena, struct db_table **ret_tables, size_t *ret_count)
{
    struct rows rows;
    size_t count = 0;
    enum outcome outcome = db->back_end->columns(db, arena, &rows);
    if (outcome != OK)
        return outcome;
    struct db_table *tables = arena_array(arena, struct db_table, rows.count + 1);
    struct db_column *columns = arena_array(arena, struct db_column, rows.count + 1);
    for (size_t row = 0; row < rows.count; row++) {
        const char *name = arena_string(arena, cell_text(&rows, row, 0));
        if (is_ours(name))
            continue;
        if (count == 0 || strcmp(tables[count - 1].name, name) != 0)
            tables[count++] = (struct db_table){.name = name, .columns = &columns[row]};
        tables[count - 1].column_count++;
        columns[row] = (struct db_column){.name = arena_string(arena, cell_text(&rows, row, 1)),
                                          .kind = (enum value_kind)cell_integer(&rows, row, 2),
                                          .key = (int)cell_integer(&rows, row, 3)};
    }
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = sort_key(arena, &tables[i]);
    if (outcome == OK) {
        *ret_tables = tables;
        *ret_count = count;
    }
    return outcome;
}

enum outcome db_load_begin(struct db *db) { return db->back_end->loading(db, true); }
enum outcome db_load_end(struct db *db) { return db->back_end->loading(db, false); }

enum outcome db_is_loading(struct db *db, bool *ret)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 22);
    struct rows rows;
    enum outcome outcome = db->back_end->columns(db, arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret = false;
    for (size_t row = 0; row < rows.count; row++)
        *ret = *ret || text_is(cell_text(&rows, row, 0), LOADING);
    return OK;
}
