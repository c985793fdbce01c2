/* Rows as JSON: what the API reads and writes. */
#ifndef RECORD_JSON_ROW_H
#define RECORD_JSON_ROW_H

#include "codec/json.h"
#include "record/record.h"

/* One object: the head ("id", "number", "state", "version" …) and every field that is readable and not hidden, null
   when empty.  Links are ids, choices arrays of codes, flags booleans, money {"amount": "12.50", "currency": "MAD"},
   partial dates {"date": "2022-03-01", "precision": "month"}, instants "2022-03-31T14:05:00Z". */
void record_json_write(struct json_writer *writer, struct work *work, const struct record *record, const void *row,
                       const struct field_set *readable);
/* The same without the braces, for an object that holds more. */
void record_json_members(struct json_writer *writer, struct work *work, const struct record *record, const void *row,
                         const struct field_set *readable);
void field_json_write(struct json_writer *writer, struct arena *arena, const struct field *field, const void *row);

/* Reads the members of an object into the row; null clears a field, what is absent stays (RFC 7396).  A member that is
   not in `writable` must say what the row says already.  INVALID at the end, with problems whose `field` is the JSON
   pointer without its first slash. */
enum outcome record_json_read(struct work *work, const struct record *record, const struct field_set *writable,
                              const struct field_set *readable, const struct json_value *object, void *row) MUST_CHECK;

#endif
