#include "flow/task.h"

#include <stdlib.h>

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

/* ---- what waits: no branch of a statement reads much more of its index than it gives ---- */

/* As the indexes of task have it: TASK_NO_DAY.  Not COALESCE, of which PostgreSQL does not know that it tells nothing:
 * behind the wall it is asked of every row, after the policy, and no index helps. */
#define DUE "CASE WHEN t.due IS NULL THEN 2147483647 ELSE t.due END"

/* The rights that a query asks for and an assignment gives with one scope. */
struct asked {
    const struct assignment *held;
    enum scope scope;
    const struct right *rights[RIGHT_MOST];
    size_t count;
};

static bool is_asked(const struct task_query *query, const struct right *right)
{
    bool named = false;
    for (size_t i = 0; i < query->right_count && !named; i++)
        named = query->rights[i] == right;
    return named != query->others;
}

static void ask(struct work *work, const struct task_query *query, struct asked *asked)
{
    const struct right_set *narrow = work->actor->narrow;
    for (size_t i = 0; i < access_right_count(); i++) {
        const struct right *right = access_right(i);
        if (access_scope_of(asked->held->role, right) == asked->scope && is_asked(query, right) &&
            (narrow == NULL || right_set_has(narrow, right)))
            asked->rights[asked->count++] = right;
    }
}

/* Everything that the actor's assignments give of it. */
static size_t ask_all(struct work *work, const struct task_query *query, struct asked **ret_asked)
{
    const struct actor *actor = work->actor;
    size_t count = 0;
    *ret_asked = arena_array(work->arena, struct asked, actor->assignment_count * (SCOPE_MISSION + 1) + 1);
    for (size_t i = 0; i < actor->assignment_count; i++)
        for (int scope = SCOPE_OWN; scope <= SCOPE_MISSION; scope++) {
            struct asked *asked = &(*ret_asked)[count];
            asked->held = &actor->assignments[i];
            asked->scope = (enum scope)scope;
            ask(work, query, asked);
            count += asked->count > 0;
        }
    return count;
}

static void add_place(struct statement *statement, struct work *work, const struct asked *asked)
{
    const struct reach place = {
        .scope = asked->scope, .organisation = asked->held->organisation, .office = asked->held->office};
    list_add_place(work, &place, asked->scope, statement);
}

/* "office = … AND needed_right IN (…)" */
static void add_asked(struct statement *statement, struct work *work, const struct asked *asked)
{
    add_place(statement, work, asked);
    statement_add(statement, " AND t.needed_right IN (");
    for (size_t i = 0; i < asked->count; i++) {
        statement_add_text(statement, i > 0 ? ", " : "");
        statement_bind(statement, value_text(text_from(asked->rights[i]->name)));
    }
    statement_add(statement, ")");
}

static void begin_branch(struct statement *statement)
{
    statement_add(statement, "SELECT b.id, b.day FROM (SELECT t.id, " DUE " AS day FROM task t "
                             "WHERE t.done_at IS NULL AND ");
}

static void end_branch(struct statement *statement, const struct task_query *query, size_t most)
{
    statement_add(statement, " AND " DUE " BETWEEN ");
    statement_bind(statement, value_integer(query->from));
    statement_add(statement, " AND ");
    statement_bind(statement, value_integer(query->until));
    statement_add(statement, " ORDER BY " DUE ", t.id LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ") b");
}

static void add_branch_of(struct statement *statement, struct work *work, const struct task_query *query,
                          const struct asked *asked, size_t count, struct identifier user, size_t most)
{
    begin_branch(statement);
    statement_add(statement, "t.assigned = ");
    statement_bind(statement, value_id(user));
    for (size_t i = 0; i < count; i++) {
        statement_add_text(statement, i > 0 ? " OR (" : " AND ((");
        add_asked(statement, work, &asked[i]);
        statement_add(statement, ")");
    }
    statement_add(statement, ")");
    end_branch(statement, query, most);
}

/* What is nobody's in an office: its rows are few, and one index has them in their order. */
static void add_free_of_office(struct statement *statement, struct work *work, const struct task_query *query,
                               const struct asked *asked, size_t most)
{
    statement_add(statement, " UNION ALL ");
    begin_branch(statement);
    statement_add(statement, "t.assigned IS NULL AND ");
    add_asked(statement, work, asked);
    end_branch(statement, query, most);
}

/* What is nobody's in an organisation or the mission: what is waiting there for others is not read through, so each
   right is looked up by itself. */
static void add_free_of_right(struct statement *statement, struct work *work, const struct task_query *query,
                              const struct asked *asked, size_t right, size_t most)
{
    statement_add(statement, " UNION ALL ");
    begin_branch(statement);
    statement_add(statement, "t.assigned IS NULL AND t.needed_right = ");
    statement_bind(statement, value_text(text_from(asked->rights[right]->name)));
    if (asked->scope != SCOPE_MISSION) {
        statement_add(statement, " AND ");
        add_place(statement, work, asked);
    }
    end_branch(statement, query, most);
}

/* The identifiers of those that fit, and their days: `most` of what is assigned to the actor, of what is assigned to
   each colleague whose place they take, and of what is nobody's in each place.  One that lies in two places comes
   twice. */
static void add_branches(struct statement *statement, struct work *work, const struct task_query *query,
                         const struct asked *asked, size_t count, size_t most)
{
    add_branch_of(statement, work, query, asked, count, work->actor->user, most);
    for (size_t i = 0; i < query->covered_count; i++) {
        statement_add(statement, " UNION ALL ");
        add_branch_of(statement, work, query, asked, count, query->covered[i], most);
    }
    for (size_t i = 0; i < count; i++) {
        if (asked[i].scope == SCOPE_OFFICE)
            add_free_of_office(statement, work, query, &asked[i], most);
        for (size_t right = 0; asked[i].scope > SCOPE_OFFICE && right < asked[i].count; right++)
            add_free_of_right(statement, work, query, &asked[i], right, most);
    }
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

/* One that fits, before its row is read. */
struct fitting {
    struct identifier id;
    int64_t day;
};

static int compare_fitting(const void *left, const void *right)
{
    const struct fitting *a = left;
    const struct fitting *b = right;
    if (a->day != b->day)
        return a->day < b->day ? -1 : 1;
    return identifier_compare(a->id, b->id);
}

/* In their order, each once; `more` than are counted by one at most. */
static enum outcome find_tasks(struct work *work, const struct task_query *query, const struct asked *asked,
                               size_t count, struct fitting **ret_found, size_t *ret_count)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    size_t most = query->most < query->count_most ? query->count_most : query->most;
    size_t kept = 0;
    add_branches(&statement, work, query, asked, count, most + 1);
    enum outcome outcome = statement_query(work->db, "task_find", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct fitting *found = arena_array(work->arena, struct fitting, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        found[at] = (struct fitting){cell_id(&rows, at, 0), cell_integer(&rows, at, 1)};
    qsort(found, rows.count, sizeof *found, compare_fitting);
    for (size_t at = 0; at < rows.count; at++)
        if (kept == 0 || !identifier_equal(found[at].id, found[kept - 1].id))
            found[kept++] = found[at];
    *ret_found = found;
    *ret_count = kept;
    return OK;
}

/* The rows of those that are shown; texts of few lengths, so that few are prepared. */
static enum outcome read_tasks(struct work *work, const struct fitting *found, size_t count, struct task_page *page)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    size_t room = 1;
    while (room < count)
        room *= 2;
    statement_add(&statement, "SELECT t.id, t.person, t.organisation, t.office, t.assigned, t.record, t.subject, "
                              "t.number, t.label, t.needed_right, t.due, t.created_at FROM task t WHERE t.id IN (");
    for (size_t i = 0; i < room; i++) {
        statement_add_text(&statement, i > 0 ? ", " : "");
        statement_bind(&statement, value_id(found[i < count ? i : 0].id));
    }
    statement_add(&statement, ") ORDER BY " DUE ", t.id");
    enum outcome outcome = statement_query(work->db, "task_list", &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    page->tasks = arena_array(work->arena, struct task, rows.count + 1);
    page->count = rows.count;
    for (size_t at = 0; at < rows.count; at++)
        read_task(&rows, at, &page->tasks[at]);
    return OK;
}

enum outcome task_list(struct work *work, const struct task_query *query, struct task_page *ret_page)
{
    struct task_page page = {0};
    struct asked *asked;
    struct fitting *found = NULL;
    size_t total = 0;
    size_t count = ask_all(work, query, &asked);
    enum outcome outcome = count == 0 ? OK : find_tasks(work, query, asked, count, &found, &total);
    if (outcome == OK && total > 0 && query->most > 0)
        outcome = read_tasks(work, found, total < query->most ? total : query->most, &page);
    if (outcome != OK)
        return outcome;
    size_t most = query->most < query->count_most ? query->count_most : query->most;
    page.more = total > most;
    page.total = page.more ? most : total;
    *ret_page = page;
    return OK;
}
