#include "record/list.h"

#include <stdlib.h>

#include "base/number.h"
#include "codec/base64.h"
#include "record/custom_index.h"
#include "record/row.h"

enum { EACH_CHUNK = 200 };
/* A value that no field has: below all of them, and on PostgreSQL a literal of the columns' own kind. */
static const char NO_VALUE[] = "-9223372036854775807";
#define LEAST_VALUE (INT64_MIN + 2)

/* ---- to SQL ---- */

void list_add_place(struct work *work, const struct reach *reach, enum scope scope, struct statement *statement)
{
    switch (scope) {
    case SCOPE_NONE:
        statement_add(statement, "1 = 0");
        break;
    case SCOPE_OWN:
        statement_add(statement, "t.assigned = ");
        statement_bind(statement, value_id(work->actor->user));
        break;
    case SCOPE_OFFICE:
        statement_add(statement, "t.office = ");
        statement_bind(statement, value_id(reach->office));
        break;
    case SCOPE_ORGANISATION:
        statement_add(statement, "t.organisation = ");
        statement_bind(statement, value_id(reach->organisation));
        break;
    case SCOPE_MISSION:
        statement_add(statement, "1 = 1");
        break;
    }
}

static bool same_place(const struct reach *a, const struct reach *b)
{
    if (a->scope != b->scope)
        return false;
    return (a->scope != SCOPE_OFFICE || identifier_equal(a->office, b->office)) &&
           (a->scope != SCOPE_ORGANISATION || identifier_equal(a->organisation, b->organisation));
}

/* Is reach[i] said already, or within one that holds all? */
static bool says_nothing_new(const struct reach *reach, size_t count, size_t i)
{
    for (size_t j = 0; j < count; j++)
        if ((j < i && same_place(&reach[i], &reach[j])) ||
            (reach[j].scope == SCOPE_MISSION && reach[i].scope != SCOPE_MISSION))
            return true;
    return false;
}

/* No more than is needed: a condition that is always false, or one said twice, keeps SQLite from its indexes. */
void list_add_reach(struct work *work, const struct right *right, struct statement *statement)
{
    const struct reach *reach;
    bool any = false;
    size_t count = actor_reach(work->arena, work->actor, right, &reach);
    statement_add(statement, "(");
    for (size_t i = 0; i < count; i++) {
        if (says_nothing_new(reach, count, i))
            continue;
        statement_add_text(statement, any ? " OR " : "");
        list_add_place(work, &reach[i], reach[i].scope, statement);
        any = true;
    }
    statement_add_text(statement, any ? ")" : "1 = 0)");
}

static bool shown_everywhere(const struct work *work, const struct record *record, const struct field *field)
{
    return actor_may_field_everywhere(work->actor, record->read, field->read, field_purposes(record, field));
}

/* " OR (t.person = … AND t.organisation = …)": the rows of persons whose glass the actor broke. */
static void add_opened(struct work *work, const struct record *record, const struct field *field,
                       struct statement *statement)
{
    const struct opening *const *openings;
    size_t count = !record->about_person
                       ? 0
                       : actor_opened(work->arena, work->actor, record->read, field == NULL ? NULL : field->read,
                                      field == NULL ? ~0U : field_purposes(record, field), &openings);
    for (size_t i = 0; i < count; i++) {
        statement_add(statement, " OR (t.person = ");
        statement_bind(statement, value_id(openings[i]->person));
        statement_add(statement, " AND t.organisation = ");
        statement_bind(statement, value_id(openings[i]->organisation));
        statement_add(statement, ")");
    }
}

/* The rows of the record that the actor may read. */
static void add_reach(struct work *work, const struct record *record, struct statement *statement)
{
    bool opened = work->actor->opening_count > 0;
    statement_add_text(statement, opened ? "(" : "");
    list_add_reach(work, record->read, statement);
    if (opened)
        add_opened(work, record, NULL, statement);
    statement_add_text(statement, opened ? ")" : "");
}

/* The rows in which the actor may read the field. */
static void add_field_reach(struct work *work, const struct record *record, const struct field *field,
                            struct statement *statement)
{
    const struct reach *reach;
    size_t count =
        actor_reach_field(work->arena, work->actor, record->read, field->read, field_purposes(record, field), &reach);
    statement_add(statement, "(1 = 0");
    for (size_t i = 0; i < count; i++) {
        statement_add(statement, " OR (");
        list_add_place(work, &reach[i], reach[i].scope, statement);
        statement_add(statement, " AND ");
        list_add_place(work, &reach[i], reach[i].also, statement);
        statement_add(statement, ")");
    }
    add_opened(work, record, field, statement);
    statement_add(statement, ")");
}

static struct value filter_value(const struct field *field, struct text value)
{
    struct identifier id = {0};
    if (field != NULL && field->kind == FIELD_FLAG)
        return value_integer(text_is(value, "yes") ? FLAG_YES : FLAG_NO);
    if (field != NULL && field->kind == FIELD_LINK)
        return value_id(text_to_identifier(value, &id) == OK ? id : (struct identifier){0});
    return value_text(value);
}

static bool sorts_as_text(const struct field *field)
{
    return field->kind == FIELD_TEXT || field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES;
}

/* A field as indexes have it that lists are sorted by: never NULL.  Not COALESCE, of which PostgreSQL does not know
 * that it tells nothing: behind the wall it is asked of every row, after the policy, and no index helps. */
static void add_key(struct statement *statement, const struct field *field)
{
    statement_add(statement, "CASE WHEN t.");
    statement_add_name(statement, field->name);
    statement_add(statement, " IS NULL THEN ");
    statement_add_text(statement, sorts_as_text(field) ? "''" : NO_VALUE);
    statement_add(statement, " ELSE t.");
    statement_add_name(statement, field->name);
    statement_add(statement, " END");
}

/* An open end compares with nothing, but NULL lies in no range. */
static void add_bound(struct statement *statement, const char *name, const char *comparison, int64_t bound,
                      int64_t open)
{
    statement_add(statement, "t.");
    statement_add_name(statement, name);
    statement_add_text(statement, bound == open ? " IS NOT NULL" : comparison);
    if (bound != open)
        statement_bind(statement, value_integer(bound));
}

/* Is the code one of those that stand in the column with commas between?  LIKE would take its _ for any letter, and on
   SQLite a capital for a small one. */
static void add_choice(struct statement *statement, const char *name, struct text code)
{
    statement_add(statement, "replace(',' || t.");
    statement_add_name(statement, name);
    statement_add(statement, " || ',', ',' || ");
    statement_bind(statement, value_text(code));
    statement_add(statement, " || ',', '') <> ',' || t.");
    statement_add_name(statement, name);
    statement_add(statement, " || ','");
}

/* What can be sorted by is narrowed by the expression of the order, so that the same index serves. */
static void add_range(struct statement *statement, const struct list_filter *filter)
{
    const struct field *field = filter->field;
    if (filter->none || (field->flags & FIELD_SORTED) != 0)
        add_key(statement, field);
    if (filter->none) {
        statement_add(statement, " = ");
        statement_add_text(statement, NO_VALUE);
    } else if ((field->flags & FIELD_SORTED) != 0) {
        statement_add(statement, " BETWEEN ");
        statement_bind(statement, value_integer(filter->from < LEAST_VALUE ? LEAST_VALUE : filter->from));
        statement_add(statement, " AND ");
        statement_bind(statement, value_integer(filter->to));
    } else {
        add_bound(statement, field->name, " >= ", filter->from, INT64_MIN);
        statement_add(statement, " AND ");
        add_bound(statement, field->name, " <= ", filter->to, INT64_MAX);
    }
}

static bool is_own(const struct list_filter *filter) { return filter->field != NULL && custom_filters(filter->field); }

static bool asks_for_none(const struct list_filter *filter)
{
    for (size_t i = 0; filter->field != NULL && list_finds_none(filter->field) && i < filter->value_count; i++)
        if (text_is(filter->values[i], LIST_NONE))
            return true;
    return false;
}

/* "t.state IN ($1, $2)": both engines look each up in an index, which PostgreSQL does not do where there is an OR. What
   is not given is no IS NULL, which holds of most rows of some columns, so that SQLite would rather read all of them.
 */
static void add_values(struct statement *statement, const struct list_filter *filter, const char *name)
{
    bool none = asks_for_none(filter);
    if (filter->value_count == 0)
        return;
    if (none) {
        add_key(statement, filter->field);
    } else {
        statement_add(statement, "t.");
        statement_add_name(statement, name);
    }
    for (size_t i = 0; i < filter->value_count; i++) {
        statement_add_text(statement, i == 0 ? " IN (" : ", ");
        statement_bind(statement, filter_value(filter->field, filter->values[i]));
    }
    statement_add_text(statement, none ? ", '')" : ")");
}

static void add_choices(struct statement *statement, const struct list_filter *filter, const char *name)
{
    for (size_t i = 0; i < filter->value_count; i++) {
        statement_add_text(statement, i == 0 ? "" : " OR ");
        add_choice(statement, name, filter->values[i]);
    }
}

static void add_filter(struct statement *statement, const struct list_filter *filter)
{
    const char *name = filter->field == NULL ? "state" : filter->field->name;
    statement_add(statement, " AND (");
    if (filter->ranged)
        add_range(statement, filter);
    else if (filter->field != NULL && filter->field->kind == FIELD_CHOICES)
        add_choices(statement, filter, name);
    else
        add_values(statement, filter, name);
    statement_add(statement, ")");
}

/* "FROM table t JOIN … WHERE …": the rows that match. */
static void add_found(struct work *work, const struct record *record, const struct list_query *query,
                      struct statement *statement)
{
    statement_add(statement, " FROM ");
    statement_add_name(statement, record->table);
    statement_add(statement, " t");
    for (size_t i = 0; i < query->filter_count; i++)
        if (custom_index_joins(&query->filters[i]))
            custom_index_add_join(work, record, &query->filters[i], i, statement);
    statement_add(statement, " WHERE ");
    add_reach(work, record, statement);
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct field *field = query->filters[i].field;
        if (is_own(&query->filters[i]))
            custom_index_add_condition(work, record, &query->filters[i], statement);
        else
            add_filter(statement, &query->filters[i]);
        if (field != NULL && field != &list_since && !shown_everywhere(work, record, field)) {
            statement_add(statement, " AND ");
            add_field_reach(work, record, field, statement);
        }
    }
    if (query->assigned_to_me) {
        statement_add(statement, " AND t.assigned = ");
        statement_bind(statement, value_id(work->actor->user));
    }
    if (query->number.length > 0) {
        statement_add(statement, " AND t.number = ");
        statement_bind(statement, value_text(query->number));
    }
    if (!identifier_is_none(query->person)) {
        statement_add(statement, " AND t.person = ");
        statement_bind(statement, value_id(query->person));
    }
    if (!identifier_is_none(query->office)) {
        statement_add(statement, " AND t.office = ");
        statement_bind(statement, value_id(query->office));
    }
}

/* The expression a list is ordered by: never NULL, the same on both databases; a value that the row does not show
   counts as none. */
static void add_sort_key(struct work *work, const struct record *record, struct statement *statement,
                         const struct field *field)
{
    const char *none = sorts_as_text(field) ? "''" : NO_VALUE;
    bool everywhere = shown_everywhere(work, record, field);
    if (!everywhere) {
        statement_add(statement, "CASE WHEN ");
        add_field_reach(work, record, field, statement);
        statement_add(statement, " THEN ");
    }
    add_key(statement, field);
    if (!everywhere) {
        statement_add(statement, " ELSE ");
        statement_add_text(statement, none);
        statement_add(statement, " END");
    }
}

/* The mark of a row: its sort value and id, so that a page begins behind it whatever was added since. */
static struct text mark_of(struct arena *arena, const struct list_query *query, const void *row)
{
    struct text value = TEXT_NONE;
    if (query->sort != NULL) {
        const void *at = (const char *)row + query->sort->offset;
        if (sorts_as_text(query->sort))
            value = *(const struct text *)at;
        else if (field_is_empty(query->sort, row))
            value = text_from(NO_VALUE);
        else if (query->sort->kind == FIELD_DATE || query->sort->kind == FIELD_PARTIAL_DATE)
            value = arena_format(arena, "%d", *(const int32_t *)at);
        else
            value = arena_format(arena, "%lld", (long long)*(const int64_t *)at);
    }
    struct text plain =
        arena_format(arena, "%.*s|%.*s", TEXT_ARG(identifier_to_text(arena, record_head_of(row)->id)), TEXT_ARG(value));
    return base64_encode(arena, plain, BASE64_URL);
}

/* The rows' id as the index of the first own field has it, when one leads to them: there it stands in order. */
static void add_id(struct work *work, const struct list_query *query, struct statement *statement)
{
    for (size_t i = 0; i < query->filter_count; i++)
        if (custom_index_joins(&query->filters[i])) {
            statement_add_name(statement, arena_format(work->arena, "c%zu", i).at);
            statement_add(statement, ".subject");
            return;
        }
    statement_add(statement, "t.id");
}

static enum outcome add_after(struct work *work, const struct record *record, const struct list_query *query,
                              struct statement *statement)
{
    struct text plain;
    struct identifier id;
    int64_t number = 0;
    if (query->after.length == 0)
        return OK;
    if (base64_decode(work->arena, query->after, BASE64_URL, &plain) != OK || plain.length < IDENTIFIER_TEXT + 1 ||
        text_to_identifier(text_slice(plain, 0, IDENTIFIER_TEXT), &id) != OK)
        return problem_add(&work->problems, INVALID, "page_mark_unreadable", TEXT("after"),
                           N_("This page of the list can no longer be found. Start again from the first page."));
    struct text value = text_slice(plain, IDENTIFIER_TEXT + 1, plain.length);
    if (query->sort == NULL) {
        statement_add(statement, " AND ");
        add_id(work, query, statement);
        statement_add_text(statement, query->descending ? " < " : " > ");
        statement_bind(statement, value_id(id));
        return OK;
    }
    bool as_text = sorts_as_text(query->sort);
    if (!as_text && text_to_integer(value, INT64_MIN, INT64_MAX, &number) != OK)
        return problem_add(&work->problems, INVALID, "page_mark_unreadable", TEXT("after"),
                           N_("This page of the list can no longer be found. Start again from the first page."));
    struct value key = as_text ? value_text(value) : value_integer(number);
    /* The first condition says nothing new, but an index begins there. */
    statement_add(statement, " AND ");
    add_sort_key(work, record, statement, query->sort);
    statement_add_text(statement, query->descending ? " <= " : " >= ");
    statement_bind(statement, key);
    statement_add(statement, " AND (");
    add_sort_key(work, record, statement, query->sort);
    statement_add_text(statement, query->descending ? " < " : " > ");
    statement_bind(statement, key);
    statement_add_text(statement, query->descending ? " OR t.id < " : " OR t.id > ");
    statement_bind(statement, value_id(id));
    statement_add(statement, ")");
    return OK;
}

/* `within`: where the rows are found. */
static void add_order(struct work *work, const struct record *record, const struct list_query *query, bool within,
                      struct statement *statement)
{
    const char *direction = query->descending ? " DESC" : "";
    statement_add(statement, " ORDER BY ");
    if (query->sort != NULL) {
        add_sort_key(work, record, statement, query->sort);
        statement_add_text(statement, direction);
        statement_add(statement, ", ");
    }
    if (within && query->sort == NULL)
        add_id(work, query, statement);
    else
        statement_add(statement, "t.id");
    statement_add_text(statement, direction);
}

/* The rows of a page, in order: found and sorted by what the indexes hold, before any of them is read as a whole. */
static enum outcome select_page(struct work *work, const struct record *record, const struct list_query *query,
                                size_t most, struct statement *statement)
{
    row_select(work, record, query->only, statement);
    statement_add(statement, " WHERE t.id IN (SELECT t.id");
    add_found(work, record, query, statement);
    enum outcome outcome = add_after(work, record, query, statement);
    if (outcome != OK)
        return outcome;
    add_order(work, record, query, true, statement);
    statement_add(statement, " LIMIT ");
    statement_add_count(statement, most);
    statement_add(statement, ")");
    add_order(work, record, query, false, statement);
    return OK;
}

static enum outcome count_all(struct work *work, const struct record *record, const struct list_query *query,
                              struct list_page *page)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    size_t most = query->count_most == 0 ? LIST_COUNT_MOST : query->count_most;
    statement_add(&statement, "SELECT COUNT(*) FROM (SELECT 1");
    add_found(work, record, query, &statement);
    statement_add(&statement, " LIMIT ");
    statement_add_count(&statement, most + 1);
    statement_add(&statement, ") c");
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    page->total = cell_integer(&rows, 0, 0);
    page->more = page->total > (int64_t)most;
    page->total = page->more ? (int64_t)most : page->total;
    return OK;
}

static enum outcome read_page(struct work *work, const struct record *record, const struct field_set *only,
                              const struct rows *rows, size_t most, struct list_page *page)
{
    size_t count = rows->count < most ? rows->count : most;
    page->rows = arena_array(work->arena, void *, count + 1);
    page->readable = arena_array(work->arena, struct field_set, count + 1);
    for (size_t at = 0; at < count; at++) {
        enum outcome outcome = row_read(work, record, only, rows, at, false, &page->rows[at], &page->readable[at]);
        if (outcome != OK)
            return outcome;
    }
    page->count = count;
    return OK;
}

/* ---- by name: opened, then ordered by ICU ---- */

struct named {
    void *row;
    struct field_set readable;
    struct text title;
    const struct language *language;
};

static int compare_names(const void *a, const void *b)
{
    const struct named *left = a;
    const struct named *right = b;
    int order = language_compare(left->language, left->title, right->title);
    return order != 0 ? order : identifier_compare(record_head_of(left->row)->id, record_head_of(right->row)->id);
}

enum { TITLES_AT_ONCE = 512 };

/* What the rows are put in order by: their own title, or the name of whom they are about. */
static enum outcome read_titles(struct work *work, const struct record *record, const struct list_page *page,
                                struct text **ret_titles)
{
    struct text *titles = arena_array(work->arena, struct text, page->count + 1);
    struct identifier *ids = arena_array(work->arena, struct identifier, page->count + 1);
    enum outcome outcome = OK;
    for (size_t i = 0; i < page->count; i++) {
        ids[i] = record_head_of(page->rows[i])->person;
        if (record->about == NULL)
            titles[i] = record->title(work, page->rows[i]);
    }
    for (size_t i = 0; record->about != NULL && i < page->count && outcome == OK; i += TITLES_AT_ONCE) {
        size_t count = page->count - i < TITLES_AT_ONCE ? page->count - i : TITLES_AT_ONCE;
        outcome = record_titles(work, record->about, ids + i, count, titles + i);
    }
    *ret_titles = titles;
    return outcome;
}

static enum outcome list_by_name(struct work *work, const struct record *record, const struct list_query *query,
                                 struct list_page *ret_page)
{
    struct statement statement = statement_open(work->arena);
    struct list_page counted = {0};
    struct list_page *page = &counted;
    struct rows rows;
    int64_t from = 0;
    struct list_query whole = *query;
    whole.count_most = LIST_BY_NAME_MOST + 1;
    enum outcome outcome = count_all(work, record, &whole, page);
    if (outcome != OK)
        return outcome;
    if (page->total > LIST_BY_NAME_MOST)
        return problem_add(
            &work->problems, INVALID, "too_many_to_sort_by_name", TEXT("sort"),
            N_("There are too many rows to put in order of names. Narrow the list with a filter first."));
    if (query->after.length > 0 && text_to_integer(query->after, 0, LIST_BY_NAME_MOST, &from) != OK)
        from = 0;
    row_select(work, record, query->only, &statement);
    statement_add(&statement, " WHERE t.id IN (SELECT t.id");
    add_found(work, record, query, &statement);
    statement_add(&statement, ")");
    outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    if (outcome == OK)
        outcome = read_page(work, record, query->only, &rows, rows.count, page);
    if (outcome != OK)
        return outcome;
    struct text *titles;
    outcome = read_titles(work, record, page, &titles);
    if (outcome != OK)
        return outcome;
    struct named *named = arena_array(work->arena, struct named, page->count + 1);
    for (size_t i = 0; i < page->count; i++)
        named[i] = (struct named){page->rows[i], page->readable[i], titles[i], work->language};
    qsort(named, page->count, sizeof *named, compare_names);
    size_t all = page->count;
    page->count = 0;
    for (size_t i = (size_t)from; i < all && page->count < query->size; i++) {
        const struct named *one = &named[query->descending ? all - 1 - i : i];
        page->rows[page->count] = one->row;
        page->readable[page->count++] = one->readable;
    }
    if ((size_t)from + page->count < all)
        page->next = arena_format(work->arena, "%zu", (size_t)from + page->count);
    *ret_page = *page;
    return OK;
}

/* A filter that finds only some of the rows would be taken for an answer. */
static enum outcome filters_are_ready(struct work *work, const struct record *record, const struct list_query *query)
{
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct list_filter *filter = &query->filters[i];
        enum outcome outcome = is_own(filter) ? custom_index_is_filled(work, record, filter->field) : OK;
        if (outcome == NOT_FOUND)
            return problem_add(&work->problems, INVALID, "filter_not_ready", text_from(filter->field->name),
                               N_("This filter is still being prepared. Try again in a few minutes."));
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome record_list(struct work *work, const struct record *record, const struct list_query *query,
                         struct list_page *ret_page)
{
    struct list_page page = {0};
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    enum outcome outcome = filters_are_ready(work, record, query);
    if (outcome != OK)
        return outcome;
    if (query->by_title)
        return list_by_name(work, record, query, ret_page);
    outcome = select_page(work, record, query, query->size + 1, &statement);
    if (outcome == OK)
        outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    if (outcome == OK)
        outcome = read_page(work, record, query->only, &rows, query->size, &page);
    if (outcome != OK)
        return outcome;
    page.total = (int64_t)page.count;
    if (rows.count > query->size)
        page.next = mark_of(work->arena, query, page.rows[page.count - 1]);
    if (rows.count > query->size || query->after.length > 0) /* otherwise the page holds them all */
        outcome = count_all(work, record, query, &page);
    if (outcome == OK)
        *ret_page = page;
    return outcome;
}

enum outcome record_each_page(struct work *work, const struct record *record, const struct list_query *query,
                              record_page_taker *take, void *context)
{
    struct list_query chunk = *query;
    struct arena *outer = work->arena;
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    AUTO_ARENA struct arena *kept = arena_open(1 << 20);
    enum outcome outcome = filters_are_ready(work, record, query);
    chunk.sort = list_stretched_by(query);
    chunk.by_title = false;
    chunk.descending = false;
    chunk.size = EACH_CHUNK;
    chunk.after = TEXT_NONE;
    for (bool more = true; more && outcome == OK;) {
        struct list_page page = {0};
        struct statement statement = statement_open(arena);
        struct rows rows;
        work->arena = arena;
        outcome = select_page(work, record, &chunk, EACH_CHUNK, &statement);
        if (outcome == OK)
            outcome = statement_query(work->db, record->name, &statement, arena, &rows);
        if (outcome == OK)
            outcome = read_page(work, record, chunk.only, &rows, EACH_CHUNK, &page);
        more = outcome == OK && take(context, work, &page) && page.count == EACH_CHUNK;
        if (outcome == OK && more) {
            struct text mark = mark_of(arena, &chunk, page.rows[page.count - 1]);
            arena_reset(kept);
            chunk.after = arena_text(kept, mark);
        }
        arena_reset(arena);
    }
    work->arena = outer;
    return outcome;
}

struct one_by_one {
    record_taker *take;
    void *context;
};

static bool take_each(void *context, struct work *work, const struct list_page *page)
{
    const struct one_by_one *one_by_one = context;
    for (size_t i = 0; i < page->count; i++)
        if (!one_by_one->take(one_by_one->context, work, page->rows[i], &page->readable[i]))
            return false;
    return true;
}

enum outcome record_each(struct work *work, const struct record *record, const struct list_query *query,
                         record_taker *take, void *context)
{
    struct one_by_one one_by_one = {take, context};
    return record_each_page(work, record, query, take_each, &one_by_one);
}
