#include "database/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 16, FIRST_CAPACITY = 512 };

struct statement statement_open(struct arena *arena)
{
    char *bytes = arena_bytes(arena, FIRST_CAPACITY);
    *bytes = '\0';
    return (struct statement){.arena = arena, .text = {bytes, 0}, .bytes = bytes, .capacity = FIRST_CAPACITY};
}

static void add(struct statement *statement, struct text piece)
{
    size_t length = statement->text.length + piece.length;
    if (length >= statement->capacity) {
        size_t capacity = statement->capacity * 2 > length ? statement->capacity * 2 : length + 1;
        char *bytes = arena_bytes(statement->arena, capacity);
        memcpy(bytes, statement->bytes, statement->text.length);
        statement->bytes = bytes;
        statement->capacity = capacity;
    }
    memcpy(statement->bytes + statement->text.length, piece.at, piece.length);
    statement->bytes[length] = '\0';
    statement->text = (struct text){statement->bytes, length};
}

void statement_add_text(struct statement *statement, const char *literal_or_name)
{
    add(statement, text_from(literal_or_name));
}

static bool is_sound(const char *name)
{
    const char *at = name;
    while ((*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9') || *at == '_')
        at++;
    return at != name && *at == '\0';
}

void statement_add_name(struct statement *statement, const char *name)
{
    if (!is_sound(name)) {
        (void)fputs("sanad: database: a name in a statement is not made of a-z, 0-9 and _\n", stderr);
        abort();
    }
    statement_add_text(statement, name);
}

/* "$12", or "12" */
static void add_number(struct statement *statement, const char *sign, size_t number)
{
    char digits[24];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    if (*sign != '\0')
        digits[--at] = *sign;
    add(statement, (struct text){digits + at, sizeof digits - at});
}

void statement_bind(struct statement *statement, struct value value)
{
    if (statement->count == statement->room) {
        size_t room = statement->room == 0 ? FIRST_ROOM : statement->room * 2;
        struct value *bind = arena_array(statement->arena, struct value, room);
        if (statement->count > 0)
            memcpy(bind, statement->bind, statement->count * sizeof *bind);
        statement->bind = bind;
        statement->room = room;
    }
    statement->bind[statement->count++] = value;
    add_number(statement, "$", statement->count);
}

void statement_add_count(struct statement *statement, size_t count) { add_number(statement, "", count); }

enum outcome statement_query(struct db *db, const char *name, const struct statement *statement, struct arena *arena,
                             struct rows *ret_rows)
{
    struct sql sql = {name, statement->text.at};
    return db_query(db, sql, statement->bind, statement->count, arena, ret_rows);
}

enum outcome statement_each(struct db *db, const char *name, const struct statement *statement, struct arena *arena,
                            bool (*take)(void *context, const struct rows *one), void *context)
{
    struct sql sql = {name, statement->text.at};
    return db_each(db, sql, statement->bind, statement->count, arena, take, context);
}

enum outcome statement_execute(struct db *db, const char *name, const struct statement *statement, int64_t *ret_changed)
{
    struct sql sql = {name, statement->text.at};
    return db_execute(db, sql, statement->bind, statement->count, ret_changed);
}
