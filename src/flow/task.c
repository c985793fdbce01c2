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

/* How far they are counted. */
static size_t most_of(const struct task_query *query)
{
    return query->most < query->count_most ? query->count_most : query->most;
}

/* What is being asked, in one statement.  On SQLite for one stretch of days.  PostgreSQL begins each branch anew, and
   behind the wall reads it first, which costs more than what it finds: there one statement asks for all stretches, and
   one branch for all rights, which it looks up one after the other all the same. */
struct finding {
    struct statement statement;
    struct work *work;
    const struct task_query *query;
    const struct task_stretch *stretches;
    size_t stretch_count, most;
    bool at_once;
};

static void begin_finding(struct finding *finding)
{
    struct statement *statement = &finding->statement;
    for (size_t i = 0; finding->at_once && i < finding->stretch_count; i++) {
        statement_add_text(statement,
                           i == 0 ? "WITH w (number, first, last) AS (SELECT CAST(" : " UNION ALL SELECT CAST(");
        statement_bind(statement, value_integer((int64_t)i));
        statement_add(statement, " AS BIGINT), CAST(");
        statement_bind(statement, value_integer(finding->stretches[i].from));
        statement_add(statement, " AS BIGINT), CAST(");
        statement_bind(statement, value_integer(finding->stretches[i].until));
        statement_add(statement, " AS BIGINT)");
    }
    statement_add_text(statement, finding->at_once ? ") " : "");
}

/* `rights`, where a branch is asked for each of them by itself: their names, with commas between. */
static void begin_branch(struct finding *finding, struct text rights)
{
    struct statement *statement = &finding->statement;
    if (finding->at_once) {
        statement_add(statement, "SELECT b.id, b.day, w.number FROM w");
        if (!text_is_empty(rights)) {
            statement_add_postgres(statement, " CROSS JOIN unnest(string_to_array(");
            statement_bind(statement, value_text(rights));
            statement_add_postgres(statement, ", ',')) AS r (needed)");
        }
        statement_add_postgres(statement, " CROSS JOIN LATERAL (SELECT t.id, ");
    } else {
        statement_add(statement, "SELECT b.id, b.day FROM (SELECT t.id, ");
    }
    statement_add(statement, DUE " AS day FROM task t WHERE t.done_at IS NULL AND ");
}

static void end_branch(struct finding *finding)
{
    struct statement *statement = &finding->statement;
    statement_add(statement, " AND " DUE " BETWEEN ");
    if (finding->at_once) {
        statement_add(statement, "w.first AND w.last");
    } else {
        statement_bind(statement, value_integer(finding->stretches->from));
        statement_add(statement, " AND ");
        statement_bind(statement, value_integer(finding->stretches->until));
    }
    statement_add(statement, " ORDER BY " DUE ", t.id LIMIT ");
    statement_add_count(statement, finding->most);
    statement_add(statement, ") b");
}

static void add_branch_of(struct finding *finding, const struct asked *asked, size_t count, struct identifier user)
{
    struct statement *statement = &finding->statement;
    begin_branch(finding, TEXT_NONE);
    statement_add(statement, "t.assigned = ");
    statement_bind(statement, value_id(user));
    for (size_t i = 0; i < count; i++) {
        statement_add_text(statement, i > 0 ? " OR (" : " AND ((");
        add_asked(statement, finding->work, &asked[i]);
        statement_add(statement, ")");
    }
    statement_add(statement, ")");
    end_branch(finding);
}

/* What is nobody's in an office: its rows are few, and one index has them in their order. */
static void add_free_of_office(struct finding *finding, const struct asked *asked)
{
    statement_add(&finding->statement, " UNION ALL ");
    begin_branch(finding, TEXT_NONE);
    statement_add(&finding->statement, "t.assigned IS NULL AND ");
    add_asked(&finding->statement, finding->work, asked);
    end_branch(finding);
}

static void end_free(struct finding *finding, const struct asked *asked)
{
    if (asked->scope != SCOPE_MISSION) {
        statement_add(&finding->statement, " AND ");
        add_place(&finding->statement, finding->work, asked);
    }
    end_branch(finding);
}

/* What is nobody's in an organisation or the mission: what is waiting there for others is not read through, so each
   right is looked up by itself. */
static void add_free_of_right(struct finding *finding, const struct asked *asked, size_t right)
{
    statement_add(&finding->statement, " UNION ALL ");
    begin_branch(finding, TEXT_NONE);
    statement_add(&finding->statement, "t.assigned IS NULL AND t.needed_right = ");
    statement_bind(&finding->statement, value_text(text_from(asked->rights[right]->name)));
    end_free(finding, asked);
}

static void add_free_of_rights(struct finding *finding, const struct asked *asked)
{
    struct text names = text_from(asked->rights[0]->name);
    for (size_t i = 1; i < asked->count; i++)
        names = arena_format(finding->work->arena, "%.*s,%s", TEXT_ARG(names), asked->rights[i]->name);
    statement_add(&finding->statement, " UNION ALL ");
    begin_branch(finding, names);
    statement_add(&finding->statement, "t.assigned IS NULL AND t.needed_right = r.needed");
    end_free(finding, asked);
}

/* The identifiers of those that fit, and their days: `most` of what is assigned to the actor, of what is assigned to
   each colleague whose place they take, and of what is nobody's in each place.  One that lies in two places comes
   twice. */
static void add_branches(struct finding *finding, const struct asked *asked, size_t count)
{
    const struct task_query *query = finding->query;
    add_branch_of(finding, asked, count, finding->work->actor->user);
    for (size_t i = 0; i < query->covered_count; i++) {
        statement_add(&finding->statement, " UNION ALL ");
        add_branch_of(finding, asked, count, query->covered[i]);
    }
    for (size_t i = 0; i < count; i++) {
        if (asked[i].scope == SCOPE_OFFICE)
            add_free_of_office(finding, &asked[i]);
        else if (asked[i].scope > SCOPE_OFFICE && finding->at_once)
            add_free_of_rights(finding, &asked[i]);
        for (size_t right = 0; asked[i].scope > SCOPE_OFFICE && !finding->at_once && right < asked[i].count; right++)
            add_free_of_right(finding, &asked[i], right);
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

/* Of one stretch. */
struct found {
    struct fitting *fitting;
    size_t count, room;
};

static void take_fitting(struct arena *arena, struct found *found, struct fitting fitting)
{
    enum { FIRST_ROOM = 32 };
    if (found->count == found->room) {
        size_t room = found->room == 0 ? FIRST_ROOM : found->room * 2;
        struct fitting *more = arena_array(arena, struct fitting, room);
        for (size_t i = 0; i < found->count; i++)
            more[i] = found->fitting[i];
        found->fitting = more;
        found->room = room;
    }
    found->fitting[found->count++] = fitting;
}

/* In their order, each once. */
static void put_in_order(struct found *found)
{
    size_t kept = 0;
    if (found->count > 0)
        qsort(found->fitting, found->count, sizeof *found->fitting, compare_fitting);
    for (size_t at = 0; at < found->count; at++)
        if (kept == 0 || !identifier_equal(found->fitting[at].id, found->fitting[kept - 1].id))
            found->fitting[kept++] = found->fitting[at];
    found->count = kept;
}

/* One more than are counted at most: so `more` is known. */
static enum outcome find_some(struct finding *finding, const struct asked *asked, size_t count, struct found *ret_found)
{
    struct work *work = finding->work;
    const char *name = finding->at_once ? "task_find_once_postgres" : "task_find";
    struct rows rows;
    finding->statement = statement_open(work->arena);
    begin_finding(finding);
    add_branches(finding, asked, count);
    enum outcome outcome = statement_query(work->db, name, &finding->statement, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++)
        take_fitting(work->arena, &ret_found[finding->at_once ? (size_t)cell_integer(&rows, at, 2) : 0],
                     (struct fitting){cell_id(&rows, at, 0), cell_integer(&rows, at, 1)});
    for (size_t i = 0; outcome == OK && i < finding->stretch_count; i++)
        put_in_order(&ret_found[i]);
    return outcome;
}

static enum outcome find_tasks(struct work *work, const struct task_query *query, const struct task_stretch *stretches,
                               size_t stretch_count, struct found *ret_found)
{
    struct asked *asked;
    enum outcome outcome = OK;
    size_t count = ask_all(work, query, &asked);
    bool at_once = work->db->back_end->many_writers;
    for (size_t i = 0; i < stretch_count; i++)
        ret_found[i] = (struct found){0};
    for (size_t i = 0; count > 0 && i < stretch_count && outcome == OK; i += at_once ? stretch_count : 1) {
        struct finding finding = {.work = work,
                                  .query = query,
                                  .stretches = &stretches[i],
                                  .stretch_count = at_once ? stretch_count : 1,
                                  .most = most_of(query) + 1,
                                  .at_once = at_once};
        outcome = find_some(&finding, asked, count, &ret_found[i]);
    }
    return outcome;
}

/* How many of it are shown. */
static size_t shown_of(const struct task_query *query, const struct found *found)
{
    return found->count < query->most ? found->count : query->most;
}

/* "$1, $2 …)": texts of few lengths, so that few are prepared. */
static size_t add_shown(struct statement *statement, const struct task_query *query, const struct found *found,
                        size_t stretch_count)
{
    size_t count = 0;
    size_t room = 1;
    struct identifier last = {0};
    for (size_t i = 0; i < stretch_count; i++)
        for (size_t at = 0; at < shown_of(query, &found[i]); at++) {
            last = found[i].fitting[at].id;
            statement_add_text(statement, count++ > 0 ? ", " : "");
            statement_bind(statement, value_id(last));
        }
    while (room < count)
        room *= 2;
    for (size_t i = count; count > 0 && i < room; i++) {
        statement_add(statement, ", ");
        statement_bind(statement, value_id(last));
    }
    return count;
}

/* The rows of one stretch, in its order; one that is gone by now is left out. */
static void take_page(struct arena *arena, const struct rows *rows, const struct found *found, size_t shown,
                      struct task_page *page)
{
    size_t next = 0;
    page->tasks = arena_array(arena, struct task, shown + 1);
    for (size_t i = 0; i < shown; i++)
        for (size_t tried = 0; tried < rows->count; tried++) {
            size_t at = (next + tried) % rows->count; /* they come in this order: nearly always the first */
            if (!identifier_equal(cell_id(rows, at, 0), found->fitting[i].id))
                continue;
            read_task(rows, at, &page->tasks[page->count++]);
            next = at + 1;
            break;
        }
}

/* The rows of those that are shown, of all stretches. */
static enum outcome read_tasks(struct work *work, const struct task_query *query, const struct found *found,
                               size_t stretch_count, struct task_page *pages)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    statement_add(&statement, "SELECT t.id, t.person, t.organisation, t.office, t.assigned, t.record, t.subject, "
                              "t.number, t.label, t.needed_right, t.due, t.created_at FROM task t WHERE t.id IN (");
    if (add_shown(&statement, query, found, stretch_count) == 0)
        return OK;
    statement_add(&statement, ") ORDER BY " DUE ", t.id");
    enum outcome outcome = statement_query(work->db, "task_list", &statement, work->arena, &rows);
    for (size_t i = 0; outcome == OK && i < stretch_count; i++)
        take_page(work->arena, &rows, &found[i], shown_of(query, &found[i]), &pages[i]);
    return outcome;
}

enum outcome task_lists(struct work *work, const struct task_query *query, const struct task_stretch *stretches,
                        size_t count, struct task_page *ret_pages)
{
    struct task_page pages[TASK_STRETCHES_MOST] = {0};
    struct found found[TASK_STRETCHES_MOST];
    if (count > TASK_STRETCHES_MOST)
        return FAILED;
    enum outcome outcome = find_tasks(work, query, stretches, count, found);
    if (outcome == OK)
        outcome = read_tasks(work, query, found, count, pages);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < count; i++) {
        pages[i].more = found[i].count > most_of(query);
        pages[i].total = pages[i].more ? most_of(query) : found[i].count;
        ret_pages[i] = pages[i];
    }
    return OK;
}

enum outcome task_list(struct work *work, const struct task_query *query, struct task_page *ret_page)
{
    const struct task_stretch stretch = {query->from, query->until};
    return task_lists(work, query, &stretch, 1, ret_page);
}
