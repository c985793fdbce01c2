#include "record/remove.h"

#include "record/custom_index.h"
#include "record/history.h"
#include "record/keys.h"
#include "record/row.h"

static bool is_person(const struct record_head *head) { return identifier_equal(head->id, head->person); }

/* Given once, at start. */
static struct {
    const struct record *const *records;
    size_t count;
} about_persons;

void record_remove_start(const struct record *const *records, size_t count)
{
    about_persons.records = records;
    about_persons.count = count;
}

/* Another row of this record about the same person: of a person any, of another row those that were made after it. */
static enum outcome find_other(struct work *work, const struct record *record, const struct record_head *head,
                               bool *ret_found)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT 1 FROM ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " WHERE person = ");
    statement_bind(&statement, value_id(head->person));
    statement_add(&statement, " AND id <> ");
    statement_bind(&statement, value_id(head->id));
    if (!is_person(head)) {
        statement_add(&statement, " AND created_at > ");
        statement_bind(&statement, value_instant(head->created_at));
    }
    statement_add(&statement, " LIMIT 1");
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    if (outcome == OK)
        *ret_found = rows.count > 0;
    return outcome;
}

static enum outcome find_later(struct work *work, const struct record_head *head, bool *ret_later)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "what was recorded about a person counts, wherever it was");
    enum outcome outcome = OK;
    *ret_later = false;
    for (size_t i = 0; i < about_persons.count && outcome == OK && !*ret_later; i++)
        if (!identifier_is_none(head->person))
            outcome = find_other(work, about_persons.records[i], head, ret_later);
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
