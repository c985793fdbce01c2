/* Rows of records that were read in this unit of work already, so that the page, its rules and its parts do not each
   ask the database for the same one.  They are kept as the database gave them: what an actor may see of them is decided
   anew at each reading, as is whether they are audited.

   A row is kept for one actor, within one transaction whose statements all see one state, and until anything is
   written: there the same statement would give the same again.  What was read through one wall is given through the
   same or a wider one. */
#ifndef RECORD_KEPT_ROW_H
#define RECORD_KEPT_ROW_H

#include "record/record.h"

/* One row: whole, or with what the actor may not read left out.  NULL: not opened so yet. */
struct kept_row {
    struct kept_row *next;
    const struct record *record;
    struct identifier id;
    enum wall_state wall;
    struct rows rows;
    void *opened[2];
    struct field_set readable[2];
};

/* For a work that begins now, in the arena of the request; only in a transaction that sees one state. */
struct kept_rows *kept_rows_open(const struct work *work);
/* NULL: it was not kept. */
struct kept_row *kept_row_find(const struct work *work, const struct record *record, struct identifier id);
/* Without a place to keep it, it lives as long as the arena, for its caller alone. */
struct kept_row *kept_row_add(const struct work *work, const struct record *record, struct identifier id,
                              const struct rows *rows);

#endif
