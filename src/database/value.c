#include "database/database.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"

static const char *const KIND_NAMES[] = {"null", "integer", "real", "text", "bytes", "identifier"};

struct value value_text_or_null(struct text text) { return text_is_empty(text) ? value_null() : value_text(text); }

struct value value_id_or_null(struct identifier id) { return identifier_is_none(id) ? value_null() : value_id(id); }

struct value value_date(int32_t date) { return date == DATE_NONE ? value_null() : value_integer(date); }

struct value value_instant(int64_t instant) { return instant == INSTANT_NONE ? value_null() : value_integer(instant); }

/* A statement and the code that reads it disagree: a mistake of ours that must not go on as a zero. */
static _Noreturn void refuse_cell(const struct value *cell, size_t column, const char *wanted)
{
    (void)fprintf(stderr, "sanad: database: column %zu holds %s where %s is read\n", column, KIND_NAMES[cell->kind],
                  wanted);
    abort();
}

static const struct value *find_cell(const struct rows *rows, size_t row, size_t column)
{
    if (row >= rows->count || column >= rows->columns) {
        (void)fprintf(stderr, "sanad: database: cell %zu, %zu of %zu rows of %zu columns\n", row, column, rows->count,
                      rows->columns);
        abort();
    }
    return rows_at(rows, row, column);
}

bool cell_is_null(const struct rows *rows, size_t row, size_t column)
{
    return find_cell(rows, row, column)->kind == VALUE_NULL;
}

int64_t cell_integer(const struct rows *rows, size_t row, size_t column)
{
    const struct value *cell = find_cell(rows, row, column);
    if (cell->kind == VALUE_NULL)
        return 0;
    if (cell->kind != VALUE_INTEGER)
        refuse_cell(cell, column, "an integer");
    return cell->integer;
}

double cell_real(const struct rows *rows, size_t row, size_t column)
{
    const struct value *cell = find_cell(rows, row, column);
    if (cell->kind == VALUE_NULL)
        return 0;
    if (cell->kind == VALUE_INTEGER)
        return (double)cell->integer;
    if (cell->kind != VALUE_REAL)
        refuse_cell(cell, column, "a real number");
    return cell->real;
}

struct text cell_text(const struct rows *rows, size_t row, size_t column)
{
    const struct value *cell = find_cell(rows, row, column);
    if (cell->kind == VALUE_NULL)
        return TEXT_NONE;
    if (cell->kind == VALUE_IDENTIFIER)
        return (struct text){(const char *)cell->identifier.bytes, sizeof cell->identifier.bytes};
    if (cell->kind != VALUE_TEXT && cell->kind != VALUE_BYTES)
        refuse_cell(cell, column, "text");
    return cell->text;
}

struct identifier cell_id(const struct rows *rows, size_t row, size_t column)
{
    const struct value *cell = find_cell(rows, row, column);
    struct identifier id = {0};
    if (cell->kind == VALUE_NULL)
        return id;
    if (cell->kind == VALUE_IDENTIFIER)
        return cell->identifier;
    if (cell->kind != VALUE_BYTES || cell->text.length != sizeof id.bytes)
        refuse_cell(cell, column, "an identifier");
    for (size_t i = 0; i < sizeof id.bytes; i++)
        id.bytes[i] = (unsigned char)cell->text.at[i];
    return id;
}

int32_t cell_date(const struct rows *rows, size_t row, size_t column)
{
    const struct value *cell = find_cell(rows, row, column);
    if (cell->kind == VALUE_NULL)
        return DATE_NONE;
    if (cell->kind != VALUE_INTEGER || cell->integer <= INT32_MIN || cell->integer > INT32_MAX)
        refuse_cell(cell, column, "a date");
    return (int32_t)cell->integer;
}

int64_t cell_instant(const struct rows *rows, size_t row, size_t column)
{
    const struct value *cell = find_cell(rows, row, column);
    if (cell->kind == VALUE_NULL)
        return INSTANT_NONE;
    if (cell->kind != VALUE_INTEGER)
        refuse_cell(cell, column, "an instant");
    return cell->integer;
}
