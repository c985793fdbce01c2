#include "database/postgres_value.h"

#include <math.h>
#include <string.h>

#include <libpq-fe.h>

/* The object identifiers of types are fixed in PostgreSQL's catalogue (pg_type.dat). */
enum {
    TYPE_BOOLEAN = 16,
    TYPE_BYTES = 17,
    TYPE_NAME = 19,
    TYPE_INTEGER_8 = 20,
    TYPE_INTEGER_2 = 21,
    TYPE_INTEGER_4 = 23,
    TYPE_TEXT = 25,
    TYPE_UNKNOWN = 705,
    TYPE_REAL_8 = 701,
    TYPE_TEXT_LIMITED = 1043,
    TYPE_UUID = 2950,
};

enum { PARAMETERS_MOST = 65535 }; /* of the protocol */

static const char *check_value(const struct value *value)
{
    if (value->kind == VALUE_REAL && !isfinite(value->real))
        return "a number is not finite";
    if (value->kind == VALUE_TEXT && value->text.length > 0 &&
        (memchr(value->text.at, '\0', value->text.length) != NULL || !text_is_utf8(value->text)))
        return "a text is not UTF-8, or holds a NUL";
    if ((value->kind == VALUE_TEXT || value->kind == VALUE_BYTES) && value->text.length > INT32_MAX / 2)
        return "a value is too long";
    return NULL;
}

static void bind_one(struct arena *arena, const struct value *value, struct postgres_parameters *parameters, size_t i)
{
    struct text text = TEXT_NONE;
    parameters->formats[i] = 1;
    switch (value->kind) {
    case VALUE_NULL:
        return; /* a null pointer */
    case VALUE_INTEGER:
    case VALUE_REAL:
        text = value->kind == VALUE_INTEGER ? arena_format(arena, "%lld", (long long)value->integer)
                                            : arena_format(arena, "%.17g", value->real);
        parameters->formats[i] = 0;
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        text = value->text;
        break;
    case VALUE_IDENTIFIER:
        text = (struct text){(const char *)value->identifier.bytes, sizeof value->identifier.bytes};
        break;
    }
    parameters->values[i] = text.length == 0 ? "" : text.at;
    parameters->lengths[i] = (int)text.length;
}

const char *postgres_bind(struct arena *arena, const struct value *bind, size_t count, struct postgres_parameters *ret)
{
    struct postgres_parameters parameters = {.values = arena_array(arena, const char *, count),
                                             .lengths = arena_array(arena, int, count),
                                             .formats = arena_array(arena, int, count),
                                             .count = (int)count};
    if (count > PARAMETERS_MOST)
        return "too many values";
    for (size_t i = 0; i < count; i++) {
        const char *fault = check_value(&bind[i]);
        if (fault != NULL)
            return fault;
        bind_one(arena, &bind[i], &parameters, i);
    }
    *ret = parameters;
    return NULL;
}

static uint64_t read_big_endian(struct text bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes.length; i++)
        number = number << 8 | (unsigned char)bytes.at[i];
    return number;
}

static struct value read_real(struct text bytes)
{
    uint64_t bits = read_big_endian(bytes);
    double real;
    memcpy(&real, &bits, sizeof real);
    return value_real(real);
}

bool postgres_read_cell(const struct pg_result *result, int row, int column, struct arena *arena, struct value *ret)
{
    *ret = value_null();
    if (PQgetisnull(result, row, column) != 0)
        return true;
    struct text bytes = {PQgetvalue(result, row, column), (size_t)PQgetlength(result, row, column)};
    switch (PQftype(result, column)) {
    case TYPE_INTEGER_2:
        *ret = value_integer((int16_t)read_big_endian(bytes));
        return true;
    case TYPE_INTEGER_4:
        *ret = value_integer((int32_t)read_big_endian(bytes));
        return true;
    case TYPE_INTEGER_8:
    case TYPE_BOOLEAN:
        *ret = value_integer((int64_t)read_big_endian(bytes));
        return true;
    case TYPE_REAL_8:
        *ret = read_real(bytes);
        return true;
    case TYPE_BYTES:
    case TYPE_UUID:
        *ret = value_bytes(arena == NULL ? bytes : arena_text(arena, bytes));
        return true;
    case TYPE_TEXT:
    case TYPE_TEXT_LIMITED:
    case TYPE_NAME:
    case TYPE_UNKNOWN:
        *ret = value_text(arena == NULL ? bytes : arena_text(arena, bytes));
        return true;
    default:
        return false;
    }
}
