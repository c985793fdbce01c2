/* Statements about merges. */
#include "duplicates/duplicate_store.h"
#include "record/keys.h"
#include "system/random.h"

static struct seal_place kept_place(struct identifier merge)
{
    return (struct seal_place){TEXT("person_merge_kept"), TEXT("kept"), merge};
}

static struct seal_place changes_place(struct identifier merge)
{
    return (struct seal_place){TEXT("person_merge_kept"), TEXT("changes"), merge};
}

enum outcome merge_of_absorbed(struct work *work, struct identifier person, struct text number,
                               struct identifier *ret_merge, struct identifier *ret_kept)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "where a record went is asked before who may see it");
    struct rows rows;
    struct value by_person[] = {value_id(person)};
    struct value by_number[] = {value_text(number)};
    enum outcome outcome =
        identifier_is_none(person)
            ? db_query(work->db,
                       SQL("merge_of_number", "SELECT id, kept_person FROM person_merge WHERE absorbed_number = $1 "
                                              "AND state = 'merged'"),
                       by_number, 1, work->arena, &rows)
            : db_query(work->db,
                       SQL("merge_of_absorbed", "SELECT id, kept_person FROM person_merge WHERE absorbed_person = $1 "
                                                "AND state = 'merged'"),
                       by_person, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_merge = cell_id(&rows, 0, 0);
    *ret_kept = cell_id(&rows, 0, 1);
    return OK;
}

enum outcome merge_in_force(struct work *work, struct identifier pair, bool *ret_is)
{
    struct rows rows;
    struct value bind[] = {value_id(pair)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("merge_in_force",
                     "SELECT 1 FROM person_pair p JOIN person_merge m ON m.absorbed_person = p.first_person OR "
                     "m.absorbed_person = p.second_person WHERE p.id = $1 AND m.state = 'merged' LIMIT 1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_is = rows.count > 0;
    return outcome;
}

static enum outcome ids_of(struct work *work, struct sql sql, struct identifier of, struct identifier **ret_ids,
                           size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(of)};
    enum outcome outcome = db_query(work->db, sql, bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_ids = arena_array(work->arena, struct identifier, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_ids)[i] = cell_id(&rows, i, 0);
    return OK;
}

enum outcome merge_absorbed(struct work *work, struct identifier kept, struct identifier **ret_persons,
                            size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what a record is made of, wherever it was");
    struct identifier *all = arena_array(work->arena, struct identifier, ABSORBED_MOST);
    size_t count = 0;
    enum outcome outcome = OK;
    for (size_t at = 0; at <= count && outcome == OK; at++) { /* those of the kept one, then of each found */
        struct identifier *some;
        size_t found = 0;
        outcome = ids_of(work,
                         SQL("merge_absorbed", "SELECT absorbed_person FROM person_merge WHERE kept_person = $1 "
                                               "AND state = 'merged' ORDER BY id"),
                         at == 0 ? kept : all[at - 1], &some, &found);
        for (size_t i = 0; outcome == OK && i < found; i++) {
            if (count == ABSORBED_MOST)
                return FAILED;
            all[count++] = some[i];
        }
    }
    *ret_persons = all;
    *ret_count = count;
    return outcome;
}

enum outcome merge_ids_of(struct work *work, struct identifier kept, struct identifier **ret_ids, size_t *ret_count)
{
    return ids_of(work, SQL("merge_ids_of", "SELECT id FROM person_merge WHERE kept_person = $1 ORDER BY id DESC"),
                  kept, ret_ids, ret_count);
}

enum outcome merge_row_add(struct work *work, const struct person_merge *merge, const char *table,
                           struct identifier row, const char *kind)
{
    struct value bind[] = {value_id(identifier_new()),
                           value_id(merge->head.id),
                           value_id(merge->head.organisation),
                           value_text(text_from(table)),
                           value_id(row),
                           value_text(text_from(kind))};
    return db_execute_later(work->db,
                            SQL("merge_row_add", "INSERT INTO person_merge_row (id, merge_of, organisation, "
                                                 "table_name, row_id, kind) VALUES ($1, $2, $3, $4, $5, $6)"),
                            bind, 6);
}

enum outcome merge_rows(struct work *work, struct identifier merge, struct merge_row **ret_rows, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(merge)};
    enum outcome outcome = db_query(work->db,
                                    SQL("merge_rows", "SELECT table_name, row_id, kind FROM person_merge_row WHERE "
                                                      "merge_of = $1 ORDER BY table_name, row_id"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_rows = arena_array(work->arena, struct merge_row, rows.count + 1);
    *ret_count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        (*ret_rows)[i] = (struct merge_row){
            .table = cell_text(&rows, i, 0), .id = cell_id(&rows, i, 1), .kind = cell_text(&rows, i, 2)};
    return OK;
}

static enum outcome kept_key(struct work *work, const struct person_merge *merge, struct key *ret_key)
{
    return keys_get(work, merge->kept_person, merge->kept_person, merge->head.organisation, ret_key);
}

enum outcome merge_keep(struct work *work, const struct person_merge *merge, struct text kept, struct text changes)
{
    struct key key;
    struct identifier id = merge->head.id;
    enum outcome outcome = kept_key(work, merge, &key);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FAILED : outcome;
    struct value bind[] = {value_id(id), value_id(merge->head.organisation),
                           value_bytes(seal(work->arena, &key, kept_place(id), kept)),
                           value_bytes(seal(work->arena, &key, changes_place(id), changes))};
    key_forget(&key);
    return db_execute(work->db,
                      SQL("merge_keep", "INSERT INTO person_merge_kept (id, organisation, kept, changes) VALUES "
                                        "($1, $2, $3, $4)"),
                      bind, 4, NULL);
}

enum outcome merge_kept(struct work *work, const struct person_merge *merge, struct text *ret_kept,
                        struct text *ret_changes)
{
    struct rows rows;
    struct key key;
    struct identifier id = merge->head.id;
    struct value bind[] = {value_id(id)};
    enum outcome outcome =
        db_query(work->db, SQL("merge_kept", "SELECT kept, changes FROM person_merge_kept WHERE id = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return NOT_FOUND;
    if (outcome == OK)
        outcome = kept_key(work, merge, &key);
    if (outcome != OK)
        return outcome;
    if (unseal(work->arena, &key, kept_place(id), cell_text(&rows, 0, 0), ret_kept) != OK ||
        unseal(work->arena, &key, changes_place(id), cell_text(&rows, 0, 1), ret_changes) != OK)
        outcome = FAILED;
    key_forget(&key);
    return outcome;
}

enum outcome merge_forget(struct work *work, struct identifier merge)
{
    struct value bind[] = {value_id(merge)};
    enum outcome outcome =
        db_execute(work->db, SQL("merge_forget_kept", "DELETE FROM person_merge_kept WHERE id = $1"), bind, 1, NULL);
    return outcome != OK
               ? outcome
               : db_execute(work->db, SQL("merge_forget_rows", "DELETE FROM person_merge_row WHERE merge_of = $1"),
                            bind, 1, NULL);
}

enum outcome key_is_shared(struct work *work, struct identifier person, struct identifier organisation, bool *ret_is)
{
    struct rows rows;
    struct value bind[] = {value_id(person), value_id(organisation)};
    enum outcome outcome = db_query(work->db,
                                    SQL("key_is_shared", "SELECT 1 FROM data_key WHERE subject = $1 AND person = $1 "
                                                         "AND organisation <> $2 LIMIT 1"),
                                    bind, 2, work->arena, &rows);
    if (outcome == OK)
        *ret_is = rows.count > 0;
    return outcome;
}
