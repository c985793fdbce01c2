/* The rows of a sheet, as its XML tells them: <row r="12"><c r="B12" s="3" t="s"><f>…</f><v>7</v></c></row> */
#include "codec/sheet_read.h"

#include <stdlib.h>

#include "base/number.h"
#include "codec/serial_day.h"
#include "codec/sheet_parts.h"

enum { ROW_ARENA = 64 << 20 };

struct reading {
    struct workbook *workbook;
    struct arena *arena; /* of the row */
    given_taker *take;
    void *context;
    struct given_cell cells[GIVEN_COLUMNS_MOST];
    size_t count;
    int64_t row, column; /* of the row and cell that are read; rows from 1, columns from 0 */
    struct text type;    /* of the cell: "s"; in the arena of the row */
    int64_t format;
    bool in_value, in_formula, has_formula, has_value, phonetic;
    struct buffer value;
    size_t formulas;
    bool stopped, too_wide, too_long;
};

static void start_row(struct reading *reading, const struct xml_element *element)
{
    int64_t row = 0;
    if (text_to_integer(xml_value(element, "r"), 1, SHEET_LINES_MOST, &row) != OK || row <= reading->row)
        row = reading->row + 1;
    reading->too_long = reading->too_long || row > SHEET_LINES_MOST;
    reading->row = row;
    reading->column = -1;
    reading->count = 0;
    arena_reset(reading->arena);
}

static void start_cell(struct reading *reading, const struct xml_element *element)
{
    int64_t row;
    int64_t column;
    if (!cell_place(xml_value(element, "r"), &row, &column) || column <= reading->column)
        column = reading->column + 1;
    reading->column = column;
    reading->type = arena_text(reading->arena, xml_value(element, "t"));
    if (text_to_integer(xml_value(element, "s"), 0, SHEET_FORMATS_MOST - 1, &reading->format) != OK)
        reading->format = 0;
    reading->has_formula = reading->has_value = false;
    buffer_clear(&reading->value);
    reading->value.full = false;
}

static void take_start(void *context, const struct xml_element *element)
{
    struct reading *reading = context;
    if (text_is(element->name, "row"))
        start_row(reading, element);
    else if (text_is(element->name, "c"))
        start_cell(reading, element);
    else if (text_is(element->name, "f"))
        reading->has_formula = true;
    else if (text_is(element->name, "rPh"))
        reading->phonetic = true;
    reading->in_value =
        (text_is(element->name, "v") || (text_is(element->name, "t") && !reading->phonetic)) && reading->column >= 0;
    reading->has_value = reading->has_value || reading->in_value;
}

static void take_text(void *context, struct text text)
{
    struct reading *reading = context;
    if (reading->in_value)
        buffer_add(&reading->value, text);
}

/* A carriage return that the program wrote as "_x000D_", or as itself, goes. */
static struct text clean_text(struct arena *arena, struct text text)
{
    struct text mark = TEXT("_x000D_");
    char *kept = arena_bytes(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        if (text_starts_with(text_slice(text, i, text.length), mark))
            i += mark.length - 1;
        else if (text.at[i] != '\r')
            kept[length++] = text.at[i];
    }
    kept[length] = '\0';
    return (struct text){kept, length};
}

/* Digits as people would write them: no exponent, no noise behind the fifteenth digit. */
static struct text plain_number(struct arena *arena, double number)
{
    bool whole = number > -1e15 && number < 1e15 && (double)(int64_t)number == number;
    struct text text = whole ? arena_format(arena, "%lld", (long long)number) : arena_format(arena, "%.15g", number);
    if (text_find_byte(text, 'e') < 0)
        return text;
    text = arena_format(arena, "%.12f", number);
    while (text_ends_with(text, TEXT("0")))
        text.length--;
    return text_ends_with(text, TEXT(".")) ? text_slice(text, 0, text.length - 1) : text;
}

static struct given_cell number_cell(const struct reading *reading, struct text value)
{
    char *end = NULL;
    char *string = arena_string(reading->arena, value);
    double number = strtod(string, &end);
    const struct workbook *workbook = reading->workbook;
    bool date = (size_t)reading->format < workbook->format_count && workbook->date_formats[reading->format];
    int32_t day;
    int32_t minute;
    if (value.length == 0 || *end != '\0' || !(number > -1e300 && number < 1e300))
        return (struct given_cell){CELL_ERROR, arena_text(reading->arena, value)};
    if (!date)
        return (struct given_cell){CELL_NUMBER, plain_number(reading->arena, number)};
    enum outcome outcome = serial_day(number, workbook->system_1904, &day, &minute);
    if (outcome == CONFLICT)
        return (struct given_cell){CELL_FALSE_DAY, TEXT("1900-02-29")};
    if (outcome != OK)
        return (struct given_cell){CELL_NUMBER, plain_number(reading->arena, number)};
    struct text text = date_to_text(reading->arena, day);
    if (minute > 0)
        text = arena_format(reading->arena, "%.*sT%02d:%02d", TEXT_ARG(text), minute / 60, minute % 60);
    return (struct given_cell){CELL_DATE, text};
}

static struct given_cell cell_of(const struct reading *reading)
{
    struct arena *arena = reading->arena;
    struct text value = buffer_text(&reading->value);
    int64_t index = 0;
    if (reading->has_formula && !reading->has_value)
        return (struct given_cell){CELL_NO_VALUE, TEXT_NONE};
    if (text_is(reading->type, "s")) {
        if (text_to_integer(value, 0, INT32_MAX, &index) != OK)
            index = -1;
        return (struct given_cell){CELL_TEXT, clean_text(arena, sheet_parts_text(reading->workbook, index))};
    }
    if (text_is(reading->type, "inlineStr") || text_is(reading->type, "str"))
        return (struct given_cell){CELL_TEXT, clean_text(arena, value)};
    if (text_is(reading->type, "b"))
        return (struct given_cell){CELL_FLAG, text_is(value, "1") ? TEXT("yes") : TEXT("no")};
    if (text_is(reading->type, "e"))
        return (struct given_cell){CELL_ERROR, arena_text(arena, value)};
    if (text_is(reading->type, "d"))
        return (struct given_cell){CELL_DATE, arena_text(arena, text_slice(value, 0, 16))};
    return value.length == 0 ? (struct given_cell){CELL_EMPTY, TEXT_NONE} : number_cell(reading, value);
}

static void end_cell(struct reading *reading)
{
    struct given_cell cell = cell_of(reading);
    if (reading->value.full || cell.text.length > GIVEN_CELL_MOST)
        reading->too_wide = true;
    if (cell.kind == CELL_TEXT && text_trim(cell.text).length == 0)
        cell.kind = CELL_EMPTY;
    if (cell.kind == CELL_EMPTY)
        return;
    reading->formulas += reading->has_formula;
    if (reading->column >= GIVEN_COLUMNS_MOST) {
        reading->too_wide = true;
        return;
    }
    while (reading->count <= (size_t)reading->column)
        reading->cells[reading->count++] = (struct given_cell){CELL_EMPTY, TEXT_NONE};
    reading->cells[reading->column] = cell;
}

/* Of joined cells the file holds the value in the first alone. */
static void mark_merged(struct reading *reading)
{
    const struct workbook *workbook = reading->workbook;
    for (size_t i = 0; i < workbook->merge_count; i++) {
        const struct merged_range *range = &workbook->merges[i];
        if (reading->row < range->first_row || reading->row > range->last_row)
            continue;
        int64_t last = range->last_column < GIVEN_COLUMNS_MOST ? range->last_column : GIVEN_COLUMNS_MOST - 1;
        for (int64_t column = range->first_column; column <= last; column++) {
            if (reading->row == range->first_row && column == range->first_column)
                continue;
            while (reading->count <= (size_t)column)
                reading->cells[reading->count++] = (struct given_cell){CELL_EMPTY, TEXT_NONE};
            reading->cells[column] = (struct given_cell){CELL_MERGED, TEXT_NONE};
        }
    }
}

static void end_row(struct reading *reading)
{
    bool any = false;
    for (size_t i = 0; i < reading->count; i++)
        any = any || reading->cells[i].kind != CELL_EMPTY;
    reading->column = -1;
    if (!any || reading->stopped || reading->too_wide || reading->too_long)
        return;
    mark_merged(reading);
    const struct given_row row = {(size_t)reading->row, reading->cells, reading->count};
    reading->stopped = !reading->take(reading->context, &row);
}

static void take_end(void *context, struct text name)
{
    struct reading *reading = context;
    reading->in_value = false;
    if (text_is(name, "rPh"))
        reading->phonetic = false;
    if (text_is(name, "c"))
        end_cell(reading);
    if (text_is(name, "row"))
        end_row(reading);
}

static enum outcome read_rows(struct workbook *workbook, struct reading *reading, const char **ret_fault)
{
    static const struct xml_events EVENTS = {take_start, take_text, take_end};
    reading->value = buffer_open(GIVEN_CELL_MOST + 1);
    reading->arena = arena_open(ROW_ARENA);
    reading->column = -1;
    enum outcome outcome =
        sheet_parts_parse(workbook, sheet_parts_part(workbook, workbook->sheet_path), &EVENTS, reading);
    buffer_close(&reading->value);
    reading->arena = arena_close(reading->arena);
    if (outcome == INVALID)
        *ret_fault = N_("The sheet is damaged. Open it, save it again and send it once more.");
    else if (outcome == OK && (reading->too_wide || reading->too_long))
        outcome = TOO_LARGE;
    if (outcome == TOO_LARGE)
        *ret_fault = N_("The sheet has more columns, more lines or longer texts than are taken: 300 columns, a million "
                        "lines, 32,000 characters.");
    return outcome;
}

enum outcome sheet_read(struct arena *arena, struct text bytes, struct text wanted, given_taker *take, void *context,
                        struct sheet_found *ret_found, const char **ret_fault)
{
    struct workbook workbook;
    struct reading *reading = arena_new(arena, struct reading);
    *reading = (struct reading){.workbook = &workbook, .take = take, .context = context};
    enum outcome outcome = sheet_parts_open(arena, bytes, wanted, &workbook, ret_fault);
    if (outcome == OK)
        outcome = read_rows(&workbook, reading, ret_fault);
    sheet_parts_close(&workbook);
    if (outcome == OK)
        *ret_found =
            (struct sheet_found){workbook.sheet_name, workbook.visible, reading->formulas, workbook.system_1904};
    return outcome;
}
