#include "record/export.h"
#include "codec/csv.h"
#include "record/table_parts.h"

#include <string.h>

enum { FLUSH_AT = 64 << 10, CSV_ROW_MOST = 16 << 20, TITLE_SLOTS = 512, TITLES_MOST = 4 << 20 };

/* ---- columns ---- */

struct column_list {
    struct work *work;
    struct export_column *at;
    size_t count;
};

static void add(struct column_list *list, enum export_part part, const struct field *field, struct text label,
                struct text hxl)
{
    list->at[list->count++] = (struct export_column){part, field, label, hxl};
}

static struct text with_tail(struct work *work, const char *message, struct text label)
{
    return tr_with(work->arena, work->language, message, &label, 1);
}

/* A field's own tag may name the code already: "#country+origin+code". */
static struct text tag(struct work *work, const struct field *field, const char *attribute)
{
    struct text hxl = text_from(field->hxl);
    if (field->hxl == NULL || text_ends_with(hxl, text_from(attribute)))
        return hxl;
    if (text_ends_with(hxl, TEXT("+code")))
        hxl = text_slice(hxl, 0, hxl.length - 5);
    return arena_format(work->arena, "%.*s%s", TEXT_ARG(hxl), attribute);
}

/* A code, an id or an amount has a second column beside it: what people read, or the currency. */
static void add_field(struct column_list *list, const struct field *field)
{
    struct work *work = list->work;
    struct text label = table_say(work, field->label);
    bool coded = field->kind == FIELD_CHOICE || field->kind == FIELD_CHOICES;
    if (coded || field->kind == FIELD_LINK) {
        struct text code = with_tail(work, coded ? N_("{1} (code)") : N_("{1} (id)"), label);
        add(list, EXPORT_VALUE, field, code, tag(work, field, coded ? "+code" : "+id"));
        add(list, EXPORT_NAME, field, label, tag(work, field, "+name"));
        return;
    }
    add(list, EXPORT_VALUE, field, label, tag(work, field, ""));
    if (field->kind == FIELD_MONEY)
        add(list, EXPORT_CURRENCY, field, with_tail(work, N_("{1} (currency)"), label), tag(work, field, "+currency"));
}

size_t export_columns(struct work *work, const struct record *record, const struct export_options *options,
                      const struct export_column **ret_columns)
{
    struct column_list list = {work, arena_array(work->arena, struct export_column, record->field_count * 2 + 5), 0};
    struct field_set may = table_fields(work, record);
    if (record->kind != NULL)
        add(&list, EXPORT_NUMBER, NULL, table_say(work, N_("Number")), TEXT("#meta+id"));
    if (record->about != NULL)
        add(&list, EXPORT_PERSON, NULL, table_say(work, record->about->label), TEXT("#affected+name"));
    if (options->states != NULL) {
        struct text state = table_say(work, N_("State"));
        add(&list, EXPORT_STATE, NULL, with_tail(work, N_("{1} (code)"), state), TEXT("#status+code"));
        add(&list, EXPORT_STATE_NAME, NULL, state, TEXT("#status+name"));
    }
    for (size_t i = 0; i < record->field_count; i++)
        if (field_set_has(&may, i))
            add_field(&list, &record->fields[i]);
    *ret_columns = list.at;
    return list.count;
}

/* ---- one cell, for both formats ---- */

struct cell {
    enum { CELL_EMPTY, CELL_TEXT, CELL_INTEGER, CELL_DECIMAL, CELL_DATE, CELL_INSTANT } kind;
    struct text text;
    int64_t number;
    int decimals;
};

struct title_slot {
    struct identifier id;
    const struct record *target;
    struct text title;
};

struct export
{
    const struct record *record;
    const struct export_options *options;
    const struct export_column *columns;
    size_t column_count;
    int64_t rows;
    enum outcome outcome;
    /* Titles of linked rows met before: many rows lead to few offices, donors, officers. */
    struct title_slot slots[TITLE_SLOTS];
    struct arena *titles;
    const struct text *persons; /* of the rows in hand; NULL: nobody is asked for */
    size_t at;
    /* CSV */
    struct buffer buffer;
    struct csv_writer csv;
    export_sink *sink;
    void *context;
    /* XLSX */
    struct sheet *sheet;
};

static struct cell text_cell(struct text text)
{
    return (struct cell){.kind = text_is_empty(text) ? CELL_EMPTY : CELL_TEXT, .text = text};
}

static struct text title_of(struct export *export, struct work *work, const struct field *field, const void *row)
{
    struct identifier id = *(const struct identifier *)(const void *)((const char *)row + field->offset);
    struct title_slot *slot = &export->slots[(id.bytes[15] | id.bytes[14] << 8) % TITLE_SLOTS];
    if (slot->target == field->target && identifier_equal(slot->id, id))
        return slot->title;
    struct text title = TEXT_NONE;
    if (identifier_is_none(id) || field->target == NULL || record_titles(work, field->target, &id, 1, &title) != OK)
        return TEXT_NONE;
    if (arena_used(export->titles) > TITLES_MOST / 2) {
        arena_reset(export->titles);
        memset(export->slots, 0, sizeof export->slots);
    }
    if (title.length < TITLES_MOST / 4)
        *slot = (struct title_slot){id, field->target, arena_text(export->titles, title)};
    return title;
}

static struct cell value_cell(struct work *work, const struct field *field, const void *row)
{
    const void *at = (const char *)row + field->offset;
    const struct money *money = at;
    if (field_is_empty(field, row))
        return (struct cell){CELL_EMPTY};
    switch (field->kind) {
    case FIELD_INTEGER:
        return (struct cell){.kind = CELL_INTEGER, .number = *(const int64_t *)at};
    case FIELD_MONEY:
        return (struct cell){
            .kind = CELL_DECIMAL, .number = money->minor, .decimals = money_decimals(text_from(money->currency))};
    case FIELD_DATE:
        return (struct cell){.kind = CELL_DATE, .number = *(const int32_t *)at};
    case FIELD_PARTIAL_DATE:
        if (((const struct partial_date *)at)->precision == PRECISION_DAY)
            return (struct cell){.kind = CELL_DATE, .number = ((const struct partial_date *)at)->date};
        break;
    case FIELD_INSTANT:
        return (struct cell){.kind = CELL_INSTANT, .number = *(const int64_t *)at};
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES:
    case FIELD_FLAG:
    case FIELD_LINK:
        break;
    }
    return text_cell(field_to_text(work->arena, field, row));
}

static struct cell cell_of(struct export *export, struct work *work, const struct export_column *column,
                           const void *row, const struct field_set *readable)
{
    const struct record_head *head = record_head_of(row);
    const struct field *field = column->field;
    if (field != NULL &&
        (!field_set_has(readable, record_field_index(export->record, field)) || (field->flags & FIELD_HIDDEN) != 0))
        return (struct cell){CELL_EMPTY};
    switch (column->part) {
    case EXPORT_NUMBER:
        return text_cell(head->number);
    case EXPORT_PERSON:
        return text_cell(export->persons == NULL ? TEXT_NONE : export->persons[export->at]);
    case EXPORT_STATE:
        return text_cell(head->state);
    case EXPORT_STATE_NAME:
        return text_cell(choice_show(export->options->states, head->state, work->language));
    case EXPORT_VALUE:
        return value_cell(work, field, row);
    case EXPORT_NAME:
        return text_cell(field->kind == FIELD_LINK ? title_of(export, work, field, row)
                                                   : field_to_show(work, field, row));
    case EXPORT_CURRENCY:
        return text_cell(
            text_from(((const struct money *)(const void *)((const char *)row + field->offset))->currency));
    }
    return (struct cell){CELL_EMPTY};
}

/* In one question for all of them. */
static enum outcome read_persons(struct export *export, struct work *work, const struct list_page *page)
{
    struct text *names = arena_array(work->arena, struct text, page->count + 1);
    struct identifier *ids = arena_array(work->arena, struct identifier, page->count + 1);
    export->persons = NULL;
    if (export->record->about == NULL)
        return OK;
    for (size_t i = 0; i < page->count; i++)
        ids[i] = record_head_of(page->rows[i])->person;
    export->persons = names;
    return record_titles(work, export->record->about, ids, page->count, names);
}

/* False ends the export, because the last of the rows is reached or because of export->outcome. */
static bool take_rows(struct export *export, struct work *work, const struct list_page *page, record_taker *take)
{
    bool more = true;
    export->outcome = read_persons(export, work, page);
    for (export->at = 0; more && export->outcome == OK && export->at < page->count; export->at++)
        more = take(export, work, page->rows[export->at], &page->readable[export->at]);
    return more && export->outcome == OK;
}

static void begin(struct export *export, struct work *work)
{
    export->column_count = export_columns(work, export->record, export->options, &export->columns);
    export->titles = arena_open(TITLES_MOST);
}

/* ---- CSV ---- */

static void put_csv(struct export *export, struct work *work, struct cell cell)
{
    struct csv_writer *csv = &export->csv;
    switch (cell.kind) {
    case CELL_INTEGER:
        csv_integer(csv, cell.number);
        return;
    case CELL_DECIMAL:
        csv_decimal(csv, cell.number, cell.decimals);
        return;
    case CELL_DATE:
        csv_text(csv, date_to_text(work->arena, (int32_t)cell.number));
        return;
    case CELL_INSTANT:
        csv_text(csv, instant_to_text(work->arena, cell.number));
        return;
    case CELL_EMPTY:
    case CELL_TEXT:
        break;
    }
    csv_text(csv, cell.text);
}

static bool flush(struct export *export)
{
    bool well = !export->buffer.full && export->sink(export->context, buffer_text(&export->buffer));
    buffer_clear(&export->buffer);
    if (!well)
        export->outcome = FAILED;
    return well;
}

static bool take_csv(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct export *export = context;
    for (size_t i = 0; i < export->column_count; i++)
        put_csv(export, work, cell_of(export, work, &export->columns[i], row, readable));
    csv_row_end(&export->csv);
    export->rows++;
    return export->buffer.length < FLUSH_AT || flush(export);
}

static bool take_csv_rows(void *context, struct work *work, const struct list_page *page)
{
    return take_rows(context, work, page, take_csv);
}

static void put_csv_heads(struct export *export)
{
    csv_byte_order_mark(&export->csv);
    for (size_t i = 0; i < export->column_count; i++)
        csv_text(&export->csv, export->columns[i].label);
    csv_row_end(&export->csv);
    for (size_t i = 0; export->options->hxl && i < export->column_count; i++)
        csv_text(&export->csv, export->columns[i].hxl);
    if (export->options->hxl)
        csv_row_end(&export->csv);
}

enum outcome export_csv(struct work *work, const struct record *record, const struct list_query *query,
                        const struct export_options *options, export_sink *sink, void *context, int64_t *ret_rows)
{
    struct export *export = arena_new(work->arena, struct export);
    *export = (struct export){.record = record,
                              .options = options,
                              .sink = sink,
                              .context = context,
                              .buffer = buffer_open(FLUSH_AT + CSV_ROW_MOST)};
    begin(export, work);
    export->csv = csv_writer_open(&export->buffer, ',');
    put_csv_heads(export);
    enum outcome outcome = record_each_page(work, record, query, take_csv_rows, export);
    if (outcome == OK)
        outcome = export->outcome;
    if (outcome == OK && !flush(export))
        outcome = FAILED;
    buffer_close(&export->buffer);
    arena_close(export->titles);
    if (outcome == OK)
        *ret_rows = export->rows;
    return outcome;
}

/* ---- XLSX ---- */

static void put_sheet(struct export *export, const struct work *work, struct cell cell)
{
    struct sheet *sheet = export->sheet;
    switch (cell.kind) {
    case CELL_EMPTY:
        sheet_empty(sheet);
        return;
    case CELL_INTEGER:
        sheet_integer(sheet, cell.number);
        return;
    case CELL_DECIMAL:
        sheet_decimal(sheet, cell.number, cell.decimals);
        return;
    case CELL_DATE:
        sheet_date(sheet, (int32_t)cell.number);
        return;
    case CELL_INSTANT:
        sheet_local_time(sheet, cell.number + zone_offset(work->zone, cell.number) * MICROSECONDS);
        return;
    case CELL_TEXT:
        break;
    }
    sheet_text(sheet, cell.text);
}

static bool take_sheet(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct export *export = context;
    int64_t heads = export->options->hxl ? 2 : 1;
    if (export->rows + heads >= SHEET_ROWS_MOST) {
        export->outcome = TOO_LARGE;
        return false;
    }
    for (size_t i = 0; i < export->column_count; i++)
        put_sheet(export, work, cell_of(export, work, &export->columns[i], row, readable));
    sheet_row_end(export->sheet);
    export->rows++;
    return true;
}

static bool take_sheet_rows(void *context, struct work *work, const struct list_page *page)
{
    return take_rows(context, work, page, take_sheet);
}

static void put_sheet_heads(struct export *export, struct arena *arena)
{
    struct text *labels = arena_array(arena, struct text, export->column_count + 1);
    for (size_t i = 0; i < export->column_count; i++)
        labels[i] = export->columns[i].label;
    sheet_header(export->sheet, labels, export->column_count);
    for (size_t i = 0; export->options->hxl && i < export->column_count; i++)
        sheet_text(export->sheet, export->columns[i].hxl);
    if (export->options->hxl)
        sheet_row_end(export->sheet);
}

static enum outcome end_sheet(struct export *export, enum outcome outcome)
{
    if (outcome == OK)
        return sheet_close(export->sheet);
    sheet_discard(export->sheet);
    return outcome;
}

enum outcome export_xlsx(struct work *work, const struct record *record, const struct list_query *query,
                         const struct export_options *options, int descriptor, const char *directory, int64_t *ret_rows)
{
    struct export *export = arena_new(work->arena, struct export);
    *export = (struct export){.record = record, .options = options};
    begin(export, work);
    enum outcome outcome = sheet_open_descriptor(descriptor, directory, table_say(work, record->plural),
                                                 language_right_to_left(work->language), &export->sheet);
    if (outcome == OK) {
        put_sheet_heads(export, work->arena);
        outcome = record_each_page(work, record, query, take_sheet_rows, export);
        outcome = end_sheet(export, outcome == OK ? export->outcome : outcome);
    }
    arena_close(export->titles);
    if (outcome == OK)
        *ret_rows = export->rows;
    return outcome;
}
