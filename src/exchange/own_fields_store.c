#include "exchange/own_fields.h"
#include "system/random.h"

enum outcome own_version_number(struct db *db, struct arena *arena, int64_t *ret_number)
{
    struct rows rows;
    enum outcome outcome =
        db_query(db, SQL("custom_version_number", "SELECT number FROM custom_version ORDER BY number DESC LIMIT 1"),
                 NULL, 0, arena, &rows);
    if (outcome == OK)
        *ret_number = rows.count == 0 ? 0 : cell_integer(&rows, 0, 0);
    return outcome;
}

enum outcome own_version_newest(struct work *work, struct own_version *ret_version)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db,
                                    SQL("custom_version_newest", "SELECT id, number, made_at, made_by, content "
                                                                 "FROM custom_version ORDER BY number DESC LIMIT 1"),
                                    NULL, 0, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_version = (struct own_version){.content = custom_loaded_text()};
    if (rows.count > 0)
        *ret_version = (struct own_version){.id = cell_id(&rows, 0, 0),
                                            .number = cell_integer(&rows, 0, 1),
                                            .made_at = cell_instant(&rows, 0, 2),
                                            .made_by = cell_id(&rows, 0, 3),
                                            .content = cell_text(&rows, 0, 4)};
    return OK;
}

enum outcome own_version_list(struct work *work, size_t most, struct own_version **ret_versions, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_integer((int64_t)most)};
    enum outcome outcome = db_query(work->db,
                                    SQL("custom_version_list", "SELECT id, number, made_at, made_by "
                                                               "FROM custom_version ORDER BY number DESC LIMIT $1"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct own_version *versions = arena_array(work->arena, struct own_version, rows.count + 1);
    for (size_t i = 0; i < rows.count; i++)
        versions[i] = (struct own_version){.id = cell_id(&rows, i, 0),
                                           .number = cell_integer(&rows, i, 1),
                                           .made_at = cell_instant(&rows, i, 2),
                                           .made_by = cell_id(&rows, i, 3)};
    *ret_versions = versions;
    *ret_count = rows.count;
    return OK;
}

enum outcome own_version_add(struct work *work, int64_t number, struct text content)
{
    int64_t added = 0;
    struct value bind[] = {value_id(identifier_new()), value_integer(number), value_instant(work->now),
                           value_id_or_null(work->actor->user), value_text(content)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("custom_version_add", "INSERT INTO custom_version (id, number, made_at, made_by, content) "
                                             "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (number) DO NOTHING"),
                   bind, 5, &added);
    return outcome == OK && added == 0 ? CONFLICT : outcome;
}
