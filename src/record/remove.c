#include "record/remove.h"

#include "record/custom_index.h"
#include "record/history.h"
#include "record/keys.h"
#include "record/row.h"

static bool is_person(const struct record_head *head) { return identifier_equal(head->id, head->person); }

/* What the history of the same person holds from other rows: of a person anything counts, of another row what came
   after it, but for changes of the person herself. */
static enum outcome find_later(struct work *work, const struct record_head *head, bool *ret_later)
{
    struct rows rows;
    struct value bind[] = {value_id(head->person), value_id(head->id), value_instant(head->created_at)};
    struct sql sql = is_person(head)
                         ? SQL("record_remove_any", "SELECT 1 FROM history WHERE person = $1 AND subject <> $2 LIMIT 1")
                         : SQL("record_remove_later", "SELECT 1 FROM history WHERE person = $1 AND subject <> $2 "
                                                      "AND made_at > $3 AND record <> 'person' LIMIT 1");
    *ret_later = false;
    if (identifier_is_none(head->person))
        return OK;
    enum outcome outcome = db_query(work->db, sql, bind, is_person(head) ? 2 : 3, work->arena, &rows);
    if (outcome == OK)
        *ret_later = rows.count > 0;
    return outcome;
}

static enum outcome delete_row(struct work *work, const struct record *record, const struct record_head *head,
                               int64_t *ret_deleted)
{
    struct statement statement = statement_open(work->arena);
    statement_add(&statement, "DELETE FROM ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " WHERE id = ");
    statement_bind(&statement, value_id(head->id));
    if (record->about_person) {
        statement_add(&statement, " AND person = ");
        statement_bind(&statement, value_id(head->person));
    }
    statement_add(&statement, " AND version = ");
    statement_bind(&statement, value_integer(head->version));
    return statement_execute(work->db, record->name, &statement, ret_deleted);
}

static enum outcome delete_around(struct work *work, const struct record *record, const struct record_head *head)
{
    struct value bind[] = {value_id(head->id), value_id(head->person), value_text(text_from(record->name))};
    enum outcome outcome = db_execute(work->db,
                                      SQL("record_remove_history", "DELETE FROM history WHERE subject = $1 "
                                                                   "AND person = $2 AND record = $3"),
                                      bind, 3, NULL);
    if (outcome == OK)
        outcome = db_execute(work->db,
                             SQL("record_remove_tasks", "DELETE FROM task WHERE subject = $1 AND person = $2 "
                                                        "AND record = $3"),
                             bind, 3, NULL);
    if (outcome == OK)
        outcome = custom_index_erase_subject(work, head->id, head->person);
    if (outcome == OK && record->seal_with != SEAL_ORGANISATION && (record->seal_with == SEAL_FILE || is_person(head)))
        outcome = keys_destroy(work, head->id, head->person, is_person(head));
    return outcome;
}

enum outcome record_remove(struct work *work, const struct record *record, struct identifier id, int64_t version)
{
    void *row;
    bool later = false;
    int64_t deleted = 0;
    struct key key;
    enum outcome outcome = record_get_unlimited(work, record, id, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    const struct record_head *head = record_head_of(row);
    if (head->version != version)
        return CONFLICT;
    outcome = row_key(work, record, row, &key);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    key_forget(&key);
    outcome = find_later(work, head, &later);
    if (outcome == OK && later)
        return CONFLICT;
    if (outcome == OK)
        outcome = history_audit(work, record, NULL, row, TEXT("remove"));
    if (outcome == OK)
        outcome = delete_around(work, record, head);
    if (outcome == OK)
        outcome = delete_row(work, record, head, &deleted);
    return outcome == OK && deleted == 0 ? CONFLICT : outcome;
}
