#include "flow/task.h"

#include "record/list.h"
#include "system/random.h"

enum outcome task_open(struct work *work, const struct task *task)
{
    struct value bind[] = {value_id(identifier_new()),
                           value_id(task->person),
                           value_id(task->organisation),
                           value_id_or_null(task->office),
                           value_id_or_null(task->assigned),
                           value_text(task->record),
                           value_id(task->subject),
                           value_text(task->number),
                           value_text(task->label),
                           value_text(task->right),
                           value_date(task->due),
                           value_instant(work->now),
                           value_integer(task->for_assigned)};
    return db_execute_later(
        work->db,
        SQL("task_open", "INSERT INTO task (id, person, organisation, office, assigned, record, subject, number, "
                         "label, needed_right, due, created_at, for_assigned) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"),
        bind, 13);
}

enum outcome task_close_all(struct work *work, struct text record, struct identifier subject, struct identifier person)
{
    struct value bind[] = {value_instant(work->now), value_id_or_null(work->actor->user), value_id(subject),
                           value_id(person), value_text(record)};
    return db_execute_later(work->db,
                            SQL("task_close_all",
                                "UPDATE task SET done_at = $1, done_by = $2 "
                                "WHERE subject = $3 AND person = $4 AND record = $5 AND done_at IS NULL"),
                            bind, 5);
}

enum outcome task_assign(struct work *work, struct text record, struct identifier subject, struct identifier person,
                         struct identifier assigned)
{
    struct value bind[] = {value_id_or_null(assigned), value_id(subject), value_id(person), value_text(record)};
    return db_execute_later(work->db,
                            SQL("task_assign", "UPDATE task SET assigned = $1 WHERE subject = $2 AND person = $3 "
                                               "AND record = $4 AND done_at IS NULL AND for_assigned = 1"),
                            bind, 4);
}

/* " OR (office = … AND needed_right IN (…))" for the rights that this role holds with one scope; *some: a condition
   stands before it. */
static void add_rights(struct statement *statement, struct work *work, const struct assignment *held, enum scope scope,
                       bool *some)
{
    const struct actor *actor = work->actor;
    const struct reach place = {.scope = scope, .organisation = held->organisation, .office = held->office};
    bool any = false;
    for (size_t i = 0; i < access_right_count(); i++) {
        if (access_scope_of(held->role, access_right(i)) != scope ||
            (actor->narrow != NULL && !right_set_has(actor->narrow, access_right(i))))
            continue;
        if (!any) {
            statement_add_text(statement, *some ? " OR (" : "(");
            *some = true;
            list_add_place(work, &place, scope, statement);
            statement_add(statement, " AND needed_right IN (");
        } else {
            statement_add(statement, ", ");
        }
        any = true;
        statement_bind(statement, value_text(text_from(access_right(i)->name)));
    }
    if (any)
        statement_add(statement, "))");
}

static void read_task(const struct rows *rows, size_t at, struct task *task)
{
    *task = (struct task){
        .id = cell_id(rows, at, 0),
        .person = cell_id(rows, at, 1),
        .organisation = cell_id(rows, at, 2),
        .office = cell_id(rows, at, 3),
        .assigned = cell_id(rows, at, 4),
        .record = cell_text(rows, at, 5),
        .subject = cell_id(rows, at, 6),
        .number = cell_text(rows, at, 7),
        .label = cell_text(rows, at, 8),
        .right = cell_text(rows, at, 9),
        .due = cell_date(rows, at, 10),
        .created_at = cell_instant(rows, at, 11),
        .done_at = INSTANT_NONE,
    };
}

enum outcome task_list(struct work *work, bool only_mine, size_t most, struct task **ret_tasks, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    const struct actor *actor = work->actor;
    struct rows rows;
    bool some = false;
    statement_add(&statement, "SELECT id, person, organisation, office, assigned, record, subject, number, label, "
                              "needed_right, due, created_at FROM task t WHERE done_at IS NULL AND (");
    for (size_t i = 0; i < actor->assignment_count; i++)
        for (int scope = SCOPE_OWN; scope <= SCOPE_MISSION; scope++)
            add_rights(&statement, work, &actor->assignments[i], (enum scope)scope, &some);
    statement_add_text(&statement, some ? ")" : "1 = 0)");
    if (only_mine) {
        statement_add(&statement, " AND (assigned IS NULL OR assigned = ");
        statement_bind(&statement, value_id(actor->user));
        statement_add(&statement, ")");
    }
    statement_add(&statement, " ORDER BY COALESCE(due, 2147483647), id LIMIT ");
    statement_bind(&statement, value_integer((int64_t)most));
    enum outcome outcome = statement_query(work->db, "task_list", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct task *tasks = arena_array(work->arena, struct task, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        read_task(&rows, at, &tasks[at]);
    *ret_tasks = tasks;
    *ret_count = rows.count;
    return OK;
}
