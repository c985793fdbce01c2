#include "codec/csv.h"

#include "base/arena.h"

static const struct text MARK = TEXT_CONSTANT("\xef\xbb\xbf"); /* byte order mark */

static struct text first_line(struct text text)
{
    bool quoted = false;
    size_t at = 0;
    while (at < text.length && (quoted || (text.at[at] != '\n' && text.at[at] != '\r')))
        if (text.at[at++] == '"')
            quoted = !quoted;
    return text_slice(text, 0, at);
}

static char detect_separator(struct text line)
{
    static const char separators[] = {',', ';', '\t'};
    size_t counts[sizeof separators] = {0};
    size_t best = 0;
    bool quoted = false;
    for (size_t at = 0; at < line.length; at++) {
        quoted ^= line.at[at] == '"';
        for (size_t i = 0; !quoted && i < sizeof separators; i++)
            counts[i] += line.at[at] == separators[i];
    }
    for (size_t i = 1; i < sizeof separators; i++)
        if (counts[i] > counts[best])
            best = i;
    return separators[best];
}

/* Takes a line end off the front: CRLF or LF. */
static bool take_line_end(struct text *rest)
{
    size_t length = text_starts_with(*rest, TEXT("\r\n")) ? 2 : text_starts_with(*rest, TEXT("\n")) ? 1 : 0;
    *rest = text_slice(*rest, length, rest->length);
    return length > 0;
}

struct csv_reader csv_open(struct text text, char separator)
{
    struct csv_reader reader = {.rest = text, .separator = separator, .line = 1};
    if (text_starts_with(reader.rest, MARK))
        reader.rest = text_slice(reader.rest, MARK.length, reader.rest.length);
    struct text line = first_line(reader.rest);
    if (line.length == 5 && text_starts_with(line, TEXT("sep="))) {
        if (separator == 0 && (line.at[4] == ',' || line.at[4] == ';' || line.at[4] == '\t'))
            reader.separator = line.at[4];
        reader.rest = text_slice(reader.rest, line.length, reader.rest.length);
        reader.line += take_line_end(&reader.rest);
        line = first_line(reader.rest);
    }
    if (reader.separator == 0)
        reader.separator = detect_separator(line);
    return reader;
}

/* A row being read; the reader moves only when it is whole. */
struct row {
    struct arena *arena;
    struct text rest;
    char separator;
    size_t line;
    const char *fault;
    struct text *cells;
    size_t count, capacity;
};

static bool fail(struct row *row, const char *fault)
{
    row->fault = fault;
    return false;
}

static bool ends_cell(const struct row *row, char c) { return c == row->separator || c == '\n' || c == '\r'; }

static bool plain_cell(struct row *row, struct text *ret_cell)
{
    size_t length = 0;
    while (length < row->rest.length && !ends_cell(row, row->rest.at[length])) {
        if (row->rest.at[length] == '"')
            return fail(row, N_("A quotation mark stands in a cell that does not begin with one."));
        length++;
    }
    *ret_cell = text_slice(row->rest, 0, length);
    row->rest = text_slice(row->rest, length, row->rest.length);
    return true;
}

/* Each "" within becomes ". */
static struct text without_doubled(struct arena *arena, struct text quoted, size_t doubled)
{
    if (doubled == 0)
        return quoted;
    char *at = arena_bytes(arena, quoted.length - doubled + 1);
    size_t length = 0;
    for (size_t i = 0; i < quoted.length; i++) {
        at[length++] = quoted.at[i];
        if (quoted.at[i] == '"')
            i++;
    }
    at[length] = '\0';
    return (struct text){at, length};
}

static bool quoted_cell(struct row *row, struct text *ret_cell)
{
    size_t doubled = 0;
    size_t lines = 0;
    struct text rest = row->rest;
    size_t at = 1;
    for (;; at++) {
        if (at >= rest.length)
            return fail(row, N_("A quoted cell is not closed."));
        if (rest.at[at] == '\n')
            lines++;
        if (rest.at[at] != '"')
            continue;
        if (at + 1 >= rest.length || rest.at[at + 1] != '"')
            break;
        doubled++;
        at++;
    }
    if (at > (size_t)CSV_CELL_MOST * 2)
        return fail(row, N_("A cell is too long."));
    *ret_cell = without_doubled(row->arena, text_slice(rest, 1, at), doubled);
    row->rest = text_slice(rest, at + 1, rest.length);
    row->line += lines;
    if (row->rest.length > 0 && !ends_cell(row, row->rest.at[0]))
        return fail(row, N_("Something stands behind the closing quotation mark of a cell."));
    return true;
}

static bool add_cell(struct row *row, struct text cell)
{
    if (row->count == CSV_COLUMNS_MOST)
        return fail(row, N_("A row has too many cells."));
    if (cell.length > CSV_CELL_MOST)
        return fail(row, N_("A cell is too long."));
    if (text_find_byte(cell, '\0') >= 0 || !text_is_utf8(cell))
        return fail(row, N_("A cell is not UTF-8 text. Save the file as \"CSV UTF-8\"."));
    if (row->count == row->capacity) {
        size_t capacity = row->capacity == 0 ? 16 : row->capacity * 2;
        struct text *cells = arena_array(row->arena, struct text, capacity);
        for (size_t i = 0; i < row->count; i++)
            cells[i] = row->cells[i];
        row->cells = cells;
        row->capacity = capacity;
    }
    row->cells[row->count++] = cell;
    return true;
}

static bool read_row(struct row *row)
{
    for (;;) {
        struct text cell;
        bool quoted = row->rest.length > 0 && row->rest.at[0] == '"';
        if (!(quoted ? quoted_cell(row, &cell) : plain_cell(row, &cell)) || !add_cell(row, cell))
            return false;
        if (row->rest.length == 0)
            return true;
        if (row->rest.at[0] != row->separator)
            break;
        row->rest = text_slice(row->rest, 1, row->rest.length);
    }
    if (!take_line_end(&row->rest))
        return fail(row, N_("A line ends with a carriage return alone. Save the file again as CSV."));
    row->line++;
    return true;
}

enum outcome csv_next(struct csv_reader *reader, struct arena *arena, struct csv_row *ret_row)
{
    while (take_line_end(&reader->rest))
        reader->line++;
    if (reader->rest.length == 0)
        return NOT_FOUND;
    struct row row = {.arena = arena, .rest = reader->rest, .separator = reader->separator, .line = reader->line};
    if (!read_row(&row)) {
        reader->fault = row.fault;
        reader->fault_line = row.line;
        return INVALID;
    }
    *ret_row = (struct csv_row){row.cells, row.count, reader->line};
    reader->rest = row.rest;
    reader->line = row.line;
    return OK;
}
