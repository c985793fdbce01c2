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

void postgres_put_number(struct buffer *out, uint64_t number, int bytes)
{
    char *room = buffer_room(out, (size_t)bytes);
    if (room == NULL)
        return;
    for (int i = 0; i < bytes; i++)
        room[i] = (char)(unsigned char)(number >> (8 * (bytes - 1 - i)) & 0xff);
    out->length += (size_t)bytes;
}

static void put_bytes(struct buffer *out, struct text bytes)
{
    postgres_put_number(out, bytes.length, 4);
    buffer_add(out, bytes);
}

/* Bytes of a whole number of this type; 0: it holds none. */
static int integer_bytes(unsigned type)
{
    return type == TYPE_INTEGER_8 ? 8 : type == TYPE_INTEGER_4 ? 4 : type == TYPE_INTEGER_2 ? 2 : 0;
}

static const char *put_integer(struct buffer *out, int64_t number, unsigned type)
{
    int bytes = integer_bytes(type);
    if (bytes == 0)
        return "a value is not of its column's type";
    int64_t past = bytes == 8 ? 0 : (int64_t)1 << (8 * bytes - 1);
    if (bytes < 8 && (number < -past || number >= past))
        return "a whole number does not fit its column";
    postgres_put_number(out, (uint64_t)bytes, 4);
    postgres_put_number(out, (uint64_t)number, bytes);
    return NULL;
}

static bool holds(unsigned type, const struct value *value)
{
    switch (value->kind) {
    case VALUE_REAL:
        return type == TYPE_REAL_8;
    case VALUE_TEXT:
        return type == TYPE_TEXT;
    case VALUE_BYTES:
        return type == TYPE_BYTES;
    case VALUE_IDENTIFIER:
        return type == TYPE_UUID;
    case VALUE_NULL:
    case VALUE_INTEGER:
        break;
    }
    return true;
}

const char *postgres_put_value(struct buffer *out, const struct value *value, unsigned type)
{
    const char *fault = check_value(value);
    uint64_t bits;
    if (fault != NULL || !holds(type, value))
        return fault != NULL ? fault : "a value is not of its column's type";
    switch (value->kind) {
    case VALUE_NULL:
        postgres_put_number(out, UINT32_MAX, 4);
        break;
    case VALUE_INTEGER:
        return put_integer(out, value->integer, type);
    case VALUE_REAL:
        memcpy(&bits, &value->real, sizeof bits);
        postgres_put_number(out, sizeof bits, 4);
        postgres_put_number(out, bits, sizeof bits);
        break;
    case VALUE_TEXT:
    case VALUE_BYTES:
        put_bytes(out, value->text);
        break;
    case VALUE_IDENTIFIER:
        put_bytes(out, (struct text){(const char *)value->identifier.bytes, sizeof value->identifier.bytes});
        break;
    }
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
