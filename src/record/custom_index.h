/* The index of a mission's own fields.  Their values lie sealed in one column; of those that filter (fields.csv) a
   table holds each value once more, in the form its field's description asks for:

     plain   readable and in order: a code, a day, a whole number, an amount, yes or no; for what is not personal
     keyed   a keyed hash (system/keyring.h): found by equality alone, read by nobody

   Each save keeps it in its transaction; a field that begins to filter is filled by steps; erasing a key takes the
   values of its rows away. */
#ifndef RECORD_CUSTOM_INDEX_H
#define RECORD_CUSTOM_INDEX_H

#include "record/list.h"

/* Is it a mission's own field by which lists filter? */
static inline bool custom_filters(const struct field *field)
{
    const unsigned both = FIELD_CUSTOM | FIELD_FILTERED;
    return (field->flags & both) == both;
}

/* Of a row that was just stored; `before` is NULL for a new one. */
enum outcome custom_index_store(struct work *work, const struct record *record, const void *before,
                                const void *row) MUST_CHECK;
/* All values of a person and her files, or of one of them. */
enum outcome custom_index_erase_person(struct work *work, struct identifier person) MUST_CHECK;
enum outcome custom_index_erase_subject(struct work *work, struct identifier subject,
                                        struct identifier person) MUST_CHECK;

/* One step, in the caller's transaction, towards an index that holds what the profile asks for now: removes or adds the
   values of at most `most` rows.  *ret_rows: how many; *ret_more: whether something is left. Steps may be left off,
   begun again and taken while others save. */
enum outcome custom_index_step(struct work *work, const struct record *record, size_t most, size_t *ret_rows,
                               bool *ret_more) MUST_CHECK;
/* Does the index lack something that the profile asks for, or hold what it no longer asks for?  Reads only. */
enum outcome custom_index_is_due(struct work *work, const struct record *record, bool *ret_due) MUST_CHECK;
/* OK when the index holds this field of every row; NOT_FOUND until then. */
enum outcome custom_index_is_filled(struct work *work, const struct record *record,
                                    const struct field *field) MUST_CHECK;

/* What stands in an address for a text that is found by its keyed hash: the hash.  Empty: nothing was typed. */
struct text custom_index_mark(struct work *work, const struct record *record, const struct field *field,
                              struct text typed);
/* Is it such a mark? */
bool custom_index_is_mark(struct arena *arena, struct text value);

/* For list.c.  A filter that finds each row once is joined, so that its index gives the rows in their order; one that
   may find a row twice is asked in a condition. */
bool custom_index_joins(const struct list_filter *filter);
void custom_index_add_join(struct work *work, const struct record *record, const struct list_filter *filter, size_t at,
                           struct statement *statement);
void custom_index_add_condition(struct work *work, const struct record *record, const struct list_filter *filter,
                                struct statement *statement);

#endif
