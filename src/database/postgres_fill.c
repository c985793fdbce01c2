#include "database/postgres_fill.h"

#include <stdio.h>
#include <string.h>

#include <libpq-fe.h>

#include "database/postgres_value.h"

enum { CHUNK = 64 << 10, CHUNK_MOST = 1 << 30, ROOM = 64 << 10 };

/* The signature, no flags, no extension: https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format". */
static const char HEAD[] = "PGCOPY\n\377\r\n\0"
                           "\0\0\0\0"
                           "\0\0\0\0";

static void write_command(struct buffer *out, const char *table, const char *const *columns, size_t count)
{
    buffer_format(out, "COPY \"%s\" (", table);
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "%s\"%s\"", i == 0 ? "" : ", ", columns[i]);
    buffer_add(out, TEXT(") FROM STDIN (FORMAT binary)"));
    buffer_add_byte(out, '\0');
}

static void forget(struct postgres_fill *fill)
{
    buffer_close(&fill->chunk);
    (void)arena_close(fill->arena);
    *fill = (struct postgres_fill){0};
}

PGresult *postgres_fill_open(struct postgres_fill *fill, struct postgres_link *link, const char *table,
                             const char *const *columns, const PGresult *types)
{
    PGresult *refusal = NULL;
    *fill = (struct postgres_fill){.link = link, .arena = arena_open(ROOM), .count = (size_t)PQnfields(types)};
    fill->types = arena_array(fill->arena, unsigned, fill->count + 1);
    for (size_t i = 0; i < fill->count; i++)
        fill->types[i] = PQftype(types, (int)i);
    fill->chunk = buffer_open(CHUNK_MOST);
    write_command(&fill->chunk, table, columns, fill->count);
    if (!fill->chunk.full && PQexitPipelineMode(link->connection) == 1)
        refusal = PQexec(link->connection, fill->chunk.bytes);
    fill->open = PQresultStatus(refusal) == PGRES_COPY_IN;
    buffer_clear(&fill->chunk);
    buffer_add(&fill->chunk, (struct text){HEAD, sizeof HEAD - 1});
    if (fill->open) {
        PQclear(refusal);
        return NULL;
    }
    forget(fill);
    if (refusal == NULL || PQstatus(link->connection) != CONNECTION_OK || PQenterPipelineMode(link->connection) != 1)
        postgres_link_drop(link);
    return refusal;
}

/* Waits until the server took it, so that what is on its way stays small. */
static enum outcome send_chunk(struct postgres_fill *fill, int64_t until)
{
    int sent = PQputCopyData(fill->link->connection, fill->chunk.bytes, (int)fill->chunk.length);
    buffer_clear(&fill->chunk);
    if (sent == 1)
        return postgres_link_wait(fill->link, until);
    postgres_link_drop(fill->link);
    return UNAVAILABLE;
}

enum outcome postgres_fill_row(struct postgres_fill *fill, const struct value *values, int64_t until)
{
    const char *fault = NULL;
    enum outcome outcome = OK;
    postgres_put_number(&fill->chunk, fill->count, 2);
    for (size_t i = 0; i < fill->count && fault == NULL; i++)
        fault = postgres_put_value(&fill->chunk, &values[i], fill->types[i]);
    if (fault == NULL && fill->chunk.full)
        fault = "a row is too long";
    if (fault != NULL) {
        (void)fprintf(stderr, "sanad: database: fill: %s\n", fault);
        postgres_link_drop(fill->link);
        outcome = FAILED;
    } else if (fill->chunk.length >= CHUNK) {
        outcome = send_chunk(fill, until);
    }
    if (outcome != OK)
        forget(fill);
    return outcome;
}

/* The one result of a COPY, with the connection back in its pipeline. */
static PGresult *take_word(struct postgres_link *link, int64_t until)
{
    PGresult *word = NULL;
    while (postgres_link_wait(link, until) == OK) {
        PGresult *result = PQgetResult(link->connection);
        if (result == NULL && PQstatus(link->connection) == CONNECTION_OK && PQenterPipelineMode(link->connection) == 1)
            return word;
        if (result == NULL)
            break;
        PQclear(word);
        word = result;
    }
    PQclear(word);
    postgres_link_drop(link);
    return NULL;
}

PGresult *postgres_fill_close(struct postgres_fill *fill, int64_t until)
{
    struct postgres_link *link = fill->link;
    PGresult *word = NULL;
    postgres_put_number(&fill->chunk, UINT16_MAX, 2); /* no row follows */
    if (send_chunk(fill, until) == OK && PQputCopyEnd(link->connection, NULL) == 1)
        word = take_word(link, until);
    else
        postgres_link_drop(link);
    forget(fill);
    return word;
}

void postgres_fill_abandon(struct postgres_fill *fill)
{
    if (!fill->open)
        return;
    postgres_link_drop(fill->link);
    forget(fill);
}
