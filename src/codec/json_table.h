/* A list of objects in JSON as the rows of a table: one heading for each path that leads to a value ("name",
   "languages.code"), one row for each object.  What an object holds several times stands in one cell, parted by commas.
 */
#ifndef CODEC_JSON_TABLE_H
#define CODEC_JSON_TABLE_H

#include "codec/given_row.h"
#include "codec/json.h"

/* The list is the document itself, its member "contents", or the one object that it is.  The first row given to `take`
   holds the headings, the others have the line on which their object begins.  INVALID with *ret_fault (N_()) and
   *ret_line: no JSON, no list of objects, or one that is no object; TOO_LARGE; CONFLICT: `take` ended it. */
enum outcome json_table_read(struct arena *arena, struct text bytes, given_taker *take, void *context,
                             const char **ret_fault, int64_t *ret_line) MUST_CHECK;
/* Does it begin as JSON does?  A table as CSV never begins so. */
bool json_table_is(struct text bytes);

#endif
