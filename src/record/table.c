#include "record/detail.h"
#include "record/table_parts.h"

#include <string.h>

struct field_set table_fields(const struct work *work, const struct record *record)
{
    struct field_set fields = {0};
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if ((field->flags & FIELD_HIDDEN) == 0 &&
            actor_may_field_somewhere(work->actor, record->read, field->read, field_purposes(record, field)))
            field_set_add(&fields, i);
    }
    return fields;
}

struct text table_path(struct work *work, const struct record *record, const struct list_query *query)
{
    return arena_format(work->arena, "?%.*s", TEXT_ARG(list_query_write(work->arena, record, query)));
}

static bool is_numeric(const struct field *field) { return field->kind == FIELD_INTEGER || field->kind == FIELD_MONEY; }

/* A head sorts by its column, upwards first; the one in force turns the order round. */
static void make_sortable(struct work *work, const struct record *record, const struct list_query *query, bool in_force,
                          const struct field *field, struct table_column *column)
{
    struct list_query sorted = *query;
    sorted.sort = field;
    sorted.by_title = field == NULL;
    sorted.descending = in_force && !query->descending;
    sorted.after = TEXT_NONE;
    column->sortable = true;
    column->sorted = !in_force ? "none" : query->descending ? "descending" : "ascending";
    column->icon = !in_force ? "sort" : query->descending ? "down" : "up";
    column->path = table_path(work, record, &sorted);
}

static void add_column(struct table_view *view, const struct field *field, struct text name, struct text label)
{
    view->columns[view->column_count++] = (struct table_column){
        .field = field,
        .name = name,
        .label = label,
        .numeric = field != NULL && is_numeric(field),
    };
}

static bool is_listed(const struct field *field)
{
    return (field->flags & FIELD_LISTED) != 0 && (field->flags & FIELD_HIDDEN) == 0 && field->kind != FIELD_LINES;
}

/* Does the reader see of anybody what they are called?  A column that is empty from top to bottom tells nothing. */
static bool shows_names(const struct work *work, const struct record *record)
{
    struct field_set may = table_fields(work, record);
    for (size_t i = 0; i < record->field_count; i++)
        if ((record->fields[i].flags & FIELD_NAMING) != 0 && field_set_has(&may, i))
            return true;
    return false;
}

/* Rows that are called by their numbers need no second column that says so. */
static bool numbers_are_titles(struct work *work, const struct record *record, const struct list_page *page)
{
    if (record->kind == NULL || page == NULL || page->count == 0)
        return false;
    for (size_t i = 0; i < page->count; i++)
        if (!text_equal(record_called(work, record, page->rows[i]), record_head_of(page->rows[i])->number))
            return false;
    return true;
}

/* Whose or what a row is, beside its number. */
static void add_name(struct work *work, const struct record *record, const struct list_query *query,
                     const struct list_page *page, struct table_view *view)
{
    bool named = record->about == NULL ? !numbers_are_titles(work, record, page) : shows_names(work, record->about);
    if (!named)
        return;
    if (record->about == NULL)
        add_column(view, NULL, TEXT("title"), table_say(work, record->label));
    else
        add_column(view, NULL, TEXT("person"), table_say(work, record->about->label));
    if (record->title != NULL || record->about != NULL)
        make_sortable(work, record, query, query->by_title, NULL, &view->columns[view->column_count - 1]);
}

static void make_columns(struct work *work, const struct record *record, const struct list_query *query,
                         const struct list_page *page, const struct table_options *options, struct table_view *view)
{
    struct field_set may = table_fields(work, record);
    view->columns = arena_array(work->arena, struct table_column, record->field_count + 3);
    if (record->kind != NULL)
        add_column(view, NULL, TEXT("number"), table_say(work, N_("Number")));
    add_name(work, record, query, page, view);
    if (options->states != NULL)
        add_column(view, NULL, TEXT("state"), table_say(work, N_("State")));
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        if (!is_listed(field) || !field_set_has(&may, i))
            continue;
        add_column(view, field, text_from(field->name), table_say(work, field->label));
        if ((field->flags & FIELD_SORTED) != 0 && (field->flags & FIELD_SEALED) == 0)
            make_sortable(work, record, query, query->sort == field && !query->by_title, field,
                          &view->columns[view->column_count - 1]);
    }
}

static struct table_cell head_cell(struct work *work, const struct record *record, const void *row,
                                   const struct table_options *options, struct text name)
{
    const struct record_head *head = record_head_of(row);
    struct table_cell cell = {0};
    if (text_is(name, "number")) {
        cell.number = true;
        cell.value = head->number;
    } else if (text_is(name, "title")) {
        cell.person = true;
        cell.value = record_called(work, record, row);
    } else {
        cell.state = true;
        cell.value = choice_show(options->states, head->state, work->language);
        cell.tone = options->tone != NULL ? options->tone(options->context, head->state) : NULL;
    }
    return cell;
}

static struct identifier link_of(const struct field *field, const void *row)
{
    return *(const struct identifier *)(const void *)((const char *)row + field->offset);
}

/* Whose rows these are, in one question for the whole page. */
static struct text *persons_of(struct work *work, const struct record *record, const struct list_page *page)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, page->count + 1);
    struct text *titles = arena_array(work->arena, struct text, page->count + 1);
    for (size_t i = 0; i < page->count; i++)
        ids[i] = record_head_of(page->rows[i])->person;
    return record_titles(work, record->about, ids, page->count, titles) == OK ? titles : NULL;
}

/* What the links of a column lead to, in one question for the whole page; NULL for other columns and on failure. */
static struct text *titles_of(struct work *work, const struct field *field, const struct list_page *page)
{
    if (field == NULL || field->kind != FIELD_LINK || field->target == NULL || field->target->title == NULL)
        return NULL;
    struct identifier *ids = arena_array(work->arena, struct identifier, page->count + 1);
    struct text *titles = arena_array(work->arena, struct text, page->count + 1);
    for (size_t i = 0; i < page->count; i++)
        ids[i] = link_of(field, page->rows[i]);
    return record_titles(work, field->target, ids, page->count, titles) == OK ? titles : NULL;
}

static struct table_cell field_cell(struct work *work, const struct record *record, const struct field *field,
                                    const struct list_page *page, size_t at, const struct text *titles)
{
    const void *row = page->rows[at];
    bool whole = field->kind == FIELD_DATE || field->kind == FIELD_PARTIAL_DATE || field->kind == FIELD_MONEY;
    struct table_cell cell = {.person = field->kind == FIELD_TEXT || field->kind == FIELD_LINK, .whole = whole};
    if (!field_set_has(&page->readable[at], record_field_index(record, field)) || field_is_empty(field, row))
        return cell;
    if (field->kind == FIELD_LINK)
        cell.value = titles != NULL ? titles[at] : TEXT_NONE;
    else
        cell.value = field_to_show(work, field, row);
    return cell;
}

static void make_column(struct work *work, const struct record *record, const struct list_page *page,
                        const struct table_options *options, struct table_view *view, size_t at)
{
    const struct table_column *column = &view->columns[at];
    bool of_person = column->field == NULL && text_is(column->name, "person");
    const struct text *titles = of_person ? persons_of(work, record, page) : titles_of(work, column->field, page);
    for (size_t i = 0; i < page->count; i++) {
        struct table_cell *cell = &view->rows[i].cells[at];
        *cell = of_person ? (struct table_cell){.person = true, .value = titles == NULL ? TEXT_NONE : titles[i]}
                : column->field == NULL ? head_cell(work, record, page->rows[i], options, column->name)
                                        : field_cell(work, record, column->field, page, i, titles);
        cell->label = column->label;
        cell->numeric = column->numeric;
        cell->head = at == 0;
    }
}

static void make_rows(struct work *work, const struct record *record, const struct list_page *page,
                      const struct table_options *options, struct table_view *view)
{
    view->rows = arena_array(work->arena, struct table_row, page->count + 1);
    view->row_count = page->count;
    for (size_t i = 0; i < page->count; i++) {
        struct table_row *row = &view->rows[i];
        row->id = identifier_to_text(work->arena, record_head_of(page->rows[i])->id);
        row->path = arena_format(work->arena, "%.*s/%.*s", TEXT_ARG(options->base), TEXT_ARG(row->id));
        row->cells = arena_array(work->arena, struct table_cell, view->column_count + 1);
        row->cell_count = view->column_count;
    }
    for (size_t at = 0; at < view->column_count; at++)
        make_column(work, record, page, options, view, at);
}

static void make_pages(struct work *work, const struct record *record, const struct list_query *query,
                       const struct list_page *page, struct table_view *view)
{
    struct list_query clear = *query;
    clear.filter_count = 0;
    clear.assigned_to_me = false;
    clear.number = TEXT_NONE;
    clear.person = (struct identifier){0};
    clear.office = (struct identifier){0};
    view->clear = table_path(work, record, &clear);
    view->query = list_query_write(work->arena, record, query);
    view->first = table_path(work, record, query);
    view->first_page = text_is_empty(query->after);
    view->filtered = view->chip_count > 0;
    for (size_t i = 0; i < view->filter_count; i++)
        view->faulty = view->faulty || !text_is_empty(view->filters[i].error);
    if (page == NULL)
        return;
    view->total = page->total;
    view->more = page->more;
    if (!text_is_empty(page->next))
        view->next = arena_format(work->arena, "%.*s%safter=%.*s", TEXT_ARG(view->first),
                                  view->first.length > 1 ? "&" : "", TEXT_ARG(page->next));
}

struct table_view record_table_view(struct work *work, const struct record *record, const struct list_query *query,
                                    const struct parameters *typed, const struct list_page *page,
                                    const struct table_options *options)
{
    struct table_view view = {
        .label = table_say(work, record->plural),
        .sort = parameters_get(typed, TEXT("sort")),
        .size = parameters_get(typed, TEXT("size")),
    };
    table_make_filters(work, record, query, typed, options, &view);
    table_make_chips(work, record, query, typed, options, &view);
    make_columns(work, record, query, page, options, &view);
    make_pages(work, record, query, page, &view);
    if (page != NULL)
        make_rows(work, record, page, options, &view);
    return view;
}
