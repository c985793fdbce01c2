#include "codec/json_table.h"

#include "codec/json.h"

enum { VALUES_MOST = 2000000, BYTES_MOST = 64 << 20, CELL_ROOM = GIVEN_CELL_MOST, DEPTH_MOST = 8 };

struct table {
    struct arena *arena;
    struct text *headings;
    size_t count;
    bool full;
    /* of the row under way */
    struct buffer cells[GIVEN_COLUMNS_MOST];
    bool filled[GIVEN_COLUMNS_MOST];
};

bool json_table_is(struct text bytes)
{
    if (text_starts_with(bytes, TEXT("\xef\xbb\xbf")))
        bytes = text_slice(bytes, 3, bytes.length);
    struct text start = text_trim(bytes);
    if (start.length < 2 || (start.at[0] != '{' && start.at[0] != '['))
        return false;
    struct text rest = text_trim(text_slice(start, 1, start.length));
    return rest.length > 0 && (rest.at[0] == '"' || rest.at[0] == '{' || rest.at[0] == '}' || rest.at[0] == ']');
}

/* ---- one row ---- */

static size_t column_of(struct table *table, struct text path)
{
    for (size_t i = 0; i < table->count; i++)
        if (text_equal(table->headings[i], path))
            return i;
    if (table->count == GIVEN_COLUMNS_MOST) {
        table->full = true;
        return GIVEN_COLUMNS_MOST;
    }
    table->headings[table->count] = arena_text(table->arena, path);
    return table->count++;
}

static struct text text_of(const struct json_value *value)
{
    if (value->kind == JSON_KIND_BOOLEAN)
        return value->boolean ? TEXT("yes") : TEXT("no");
    return value->text;
}

static void put_value(struct table *table, struct text path, const struct json_value *value, bool write)
{
    size_t column = column_of(table, path);
    struct text text = text_of(value);
    if (column == GIVEN_COLUMNS_MOST || !write || text.length == 0)
        return;
    if (table->filled[column])
        buffer_add(&table->cells[column], TEXT(","));
    table->filled[column] = true;
    buffer_add(&table->cells[column], text);
}

static void walk(struct table *table, struct text path, const struct json_value *value, int depth, bool write)
{
    if (value->kind == JSON_KIND_NULL || depth > DEPTH_MOST || table->full)
        return;
    if (value->kind != JSON_KIND_OBJECT && value->kind != JSON_KIND_ARRAY) {
        put_value(table, path, value, write);
        return;
    }
    for (size_t i = 0; i < value->count; i++) {
        const struct json_value *item = &value->items[i];
        struct text below = path;
        if (value->kind == JSON_KIND_OBJECT)
            below = path.length == 0 ? item->name
                                     : arena_format(table->arena, "%.*s.%.*s", TEXT_ARG(path), TEXT_ARG(item->name));
        walk(table, below, item, depth + 1, write);
    }
}

static enum outcome pass(const struct table *table, size_t line, const struct text *texts, given_taker *take,
                         void *context)
{
    struct given_cell *cells = arena_array(table->arena, struct given_cell, table->count + 1);
    for (size_t i = 0; i < table->count; i++) {
        if (texts[i].length > GIVEN_CELL_MOST)
            return TOO_LARGE;
        cells[i] = (struct given_cell){texts[i].length == 0 ? CELL_EMPTY : CELL_TEXT, texts[i]};
    }
    const struct given_row row = {line, cells, table->count};
    return take(context, &row) ? OK : CONFLICT;
}

static enum outcome pass_object(struct table *table, const struct json_value *object, size_t line, given_taker *take,
                                void *context)
{
    struct text *texts = arena_array(table->arena, struct text, table->count + 1);
    bool full = false;
    for (size_t i = 0; i < table->count; i++) {
        buffer_clear(&table->cells[i]);
        table->filled[i] = false;
    }
    walk(table, TEXT_NONE, object, 0, true);
    for (size_t i = 0; i < table->count; i++) {
        texts[i] = buffer_text(&table->cells[i]);
        full = full || table->cells[i].full;
    }
    return full ? TOO_LARGE : pass(table, line, texts, take, context);
}

/* ---- where objects begin ---- */

/* The line on which each element of the list begins: JSON that was read is sound, so that quotes and brackets pair. */
static void find_lines(struct text bytes, int level, size_t *lines, size_t count)
{
    size_t line = 1, found = 0;
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < bytes.length && found < count; i++) {
        char c = bytes.at[i];
        line += c == '\n';
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (depth++ == level && c == '{')
                lines[found++] = line;
        } else if (c == '}' || c == ']') {
            depth--;
        }
    }
}

/* Within an object there may be other objects at the same level: those before the list are none of it. */
static struct text list_bytes(struct text bytes)
{
    ptrdiff_t at = text_find(bytes, TEXT("\"contents\""));
    return at < 0 ? bytes : text_slice(bytes, (size_t)at, bytes.length);
}

static size_t lines_before(struct text bytes, struct text part)
{
    size_t lines = 0;
    for (const char *at = bytes.at; at < part.at; at++)
        lines += *at == '\n';
    return lines;
}

/* ---- the document ---- */

static enum outcome take_list(struct table *table, const struct json_value *list, const size_t *lines,
                              given_taker *take, void *context, const char **ret_fault, int64_t *ret_line)
{
    for (size_t i = 0; i < list->count; i++) {
        *ret_line = (int64_t)lines[i];
        if (list->items[i].kind != JSON_KIND_OBJECT) {
            *ret_fault = N_("This JSON is no list of objects.");
            return INVALID;
        }
        walk(table, TEXT_NONE, &list->items[i], 0, false);
    }
    if (table->full) {
        *ret_fault = N_("The sheet has more columns, more lines or longer texts than are taken: 300 columns, a million "
                        "lines, 32,000 characters.");
        return TOO_LARGE;
    }
    for (size_t i = 0; i < table->count; i++)
        table->cells[i] = buffer_open(CELL_ROOM);
    enum outcome outcome = pass(table, 1, table->headings, take, context);
    for (size_t i = 0; i < list->count && outcome == OK; i++) {
        *ret_line = (int64_t)lines[i];
        outcome = pass_object(table, &list->items[i], lines[i], take, context);
    }
    for (size_t i = 0; i < table->count; i++)
        buffer_close(&table->cells[i]);
    return outcome;
}

enum outcome json_table_read(struct arena *arena, struct text bytes, given_taker *take, void *context,
                             const char **ret_fault, int64_t *ret_line)
{
    static const struct json_limits LIMITS = {BYTES_MOST, VALUES_MOST};
    const struct json_value *document;
    struct json_value alone = {.kind = JSON_KIND_ARRAY, .count = 1};
    struct json_fault fault = {0};
    if (text_starts_with(bytes, TEXT("\xef\xbb\xbf")))
        bytes = text_slice(bytes, 3, bytes.length);
    enum outcome outcome = json_parse(arena, bytes, LIMITS, &document, &fault);
    if (outcome != OK) {
        *ret_fault = fault.message;
        *ret_line = (int64_t)fault.line;
        return outcome;
    }
    struct text part = bytes;
    const struct json_value *contents = json_member(document, TEXT("contents")), *list = document;
    if (contents != NULL && contents->kind == JSON_KIND_ARRAY) {
        list = contents;
        part = list_bytes(bytes);
    } else if (document->kind == JSON_KIND_OBJECT) {
        alone.items = document;
        list = &alone;
    }
    if (list->kind != JSON_KIND_ARRAY || list->count == 0) {
        *ret_fault = N_("This JSON is no list of objects.");
        *ret_line = 1;
        return INVALID;
    }
    struct table table = {.arena = arena, .headings = arena_array(arena, struct text, GIVEN_COLUMNS_MOST)};
    size_t *lines = arena_array(arena, size_t, list->count);
    find_lines(part, list == document || list == contents ? 1 : 0, lines, list->count);
    size_t before = lines_before(bytes, part);
    for (size_t i = 0; i < list->count; i++)
        lines[i] = (lines[i] == 0 ? 1 : lines[i]) + before;
    return take_list(&table, list, lines, take, context, ret_fault, ret_line);
}
