#include "codec/csv.h"

struct csv_writer csv_writer_open(struct buffer *buffer, char separator)
{
    return (struct csv_writer){.buffer = buffer, .separator = separator};
}

void csv_byte_order_mark(struct csv_writer *writer) { buffer_add(writer->buffer, TEXT("\xef\xbb\xbf")); }

static void next_column(struct csv_writer *writer, bool empty)
{
    if (writer->column > 0)
        buffer_add_byte(writer->buffer, writer->separator);
    writer->single_empty = writer->column == 0 && empty;
    writer->column++;
}

/* Would a spreadsheet run it?  Also the full-width forms, which some take for the plain ones. */
static bool is_formula(struct text text)
{
    static const struct text starts[] = {
        TEXT_CONSTANT("="),      TEXT_CONSTANT("+"),      TEXT_CONSTANT("-"),      TEXT_CONSTANT("@"),
        TEXT_CONSTANT("\t"),     TEXT_CONSTANT("\r"),     TEXT_CONSTANT("\n"),     TEXT_CONSTANT("\uff1d"),
        TEXT_CONSTANT("\uff0b"), TEXT_CONSTANT("\uff0d"), TEXT_CONSTANT("\uff20"),
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (text_starts_with(text, starts[i]))
            return true;
    return false;
}

static bool needs_quotes(const struct csv_writer *writer, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (c == writer->separator || c == '"' || c == '\r' || c == '\n')
            return true;
    }
    return text.length > 0 && (text.at[0] == ' ' || text.at[text.length - 1] == ' ');
}

void csv_text(struct csv_writer *writer, struct text text)
{
    next_column(writer, text.length == 0);
    bool formula = is_formula(text);
    bool quotes = needs_quotes(writer, text);
    if (quotes)
        buffer_add_byte(writer->buffer, '"');
    if (formula)
        buffer_add_byte(writer->buffer, '\'');
    struct text part;
    bool first = true;
    while (text_split(&text, '"', &part)) {
        if (!first)
            buffer_add(writer->buffer, TEXT("\"\""));
        buffer_add(writer->buffer, part);
        first = false;
    }
    if (quotes)
        buffer_add_byte(writer->buffer, '"');
}

void csv_integer(struct csv_writer *writer, int64_t number)
{
    next_column(writer, false);
    buffer_format(writer->buffer, "%lld", (long long)number);
}

void csv_decimal(struct csv_writer *writer, int64_t scaled, int decimals)
{
    next_column(writer, false);
    buffer_add_decimal(writer->buffer, scaled, decimals);
}

void csv_row_end(struct csv_writer *writer)
{
    if (writer->single_empty) /* a blank line would be no row */
        buffer_add(writer->buffer, TEXT("\"\""));
    buffer_add(writer->buffer, TEXT("\r\n"));
    writer->column = 0;
    writer->single_empty = false;
}
