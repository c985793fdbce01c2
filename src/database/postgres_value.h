/* Values to and from PostgreSQL's wire: numbers as text, so that the server gives them the type that the statement
   wants; texts, bytes and identifiers as they are; results in binary. */
#ifndef DATABASE_POSTGRES_VALUE_H
#define DATABASE_POSTGRES_VALUE_H

#include "base/buffer.h"
#include "database/database.h"

struct pg_result;

struct postgres_parameters {
    const char **values;
    int *lengths, *formats;
    int count;
};

/* NULL, or what is wrong with a value. */
const char *postgres_bind(struct arena *arena, const struct value *bind, size_t count, struct postgres_parameters *ret);
/* Texts are copied into `arena`, or lie in the result when it is NULL.  False for a type that statements must not
   return (numeric: write CAST). */
bool postgres_read_cell(const struct pg_result *result, int row, int column, struct arena *arena, struct value *ret);

/* For COPY in its binary form: the lowest `bytes` bytes of a number, the highest first; a value with its length before
   it, in the form of a column of `type` (the server's number of it).  NULL, or what is wrong with the value. */
void postgres_put_number(struct buffer *out, uint64_t number, int bytes);
const char *postgres_put_value(struct buffer *out, const struct value *value, unsigned type);

#endif
