/* Rows about one person that go over to another person of the same organisation, and back: two records of one human
   being become one (docs/decisions/0030).  A row keeps all that it says; it is taken out and put in again under
   the other person, because rows are spread by person, and what the one person's key seals is sealed with the other's.
   In the caller's transaction; no right is asked, no version raised, no history written: that is the caller's. */
#ifndef RECORD_CARRY_H
#define RECORD_CARRY_H

#include "database/schema.h"
#include "record/record.h"

/* A row as it is stored, while it goes over. */
struct carry_values {
    const struct db_table *table;
    struct value *at; /* in the order of the columns */
};
/* NULL when the table has no such column. */
struct value *carry_value(const struct carry_values *values, const char *column);
struct identifier carry_id(const struct carry_values *values, const char *column);

/* A table with a column `person` that no record describes. */
enum carry_way {
    CARRY_BY_PERSON, /* found by its person; has a column `id` */
    CARRY_BY_LINK,   /* found by the row it belongs to */
    CARRY_NEVER,     /* says what was done to this very person, or is made anew */
};
struct carry;
struct carry_kind {
    const char *table;
    enum carry_way way;
    const char *link; /* the column that names the row it belongs to */
    bool renames;     /* where that is the person herself, it names the other one afterwards; the table has `id` */
    bool large;       /* its rows are read one by one */
    /* Seals anew what stands under the one person's key; NULL: nothing does. */
    enum outcome (*reseal)(const struct carry *carry, struct arena *arena, struct carry_values *values);
};

/* All tables, as the engine tells them when it is first asked: {0} for a whole merge, as long as its arena. */
struct carry_tables {
    const struct db_table *at;
    size_t count;
};

struct carry {
    struct work *work;
    struct carry_tables *tables;
    struct identifier from, to;
    struct key from_key, to_key;
    const struct record *const *records; /* all whose rows are about persons, that of persons too */
    size_t record_count;
    const struct carry_kind *kinds;
    size_t kind_count;
    /* Called for each row with a column `id` that was found by its person, and for each that was renamed. */
    enum outcome (*went)(void *context, const char *table, struct identifier id, struct identifier assigned,
                         bool renamed);
    void *context;
    int64_t count; /* of rows that went over */
    /* Persons whose own history and keys lie under `from` too. */
    const struct identifier *also;
    size_t also_count;
};

/* One value of a row: opened with the one key, sealed with the other; NULL stays. */
enum outcome carry_reseal(const struct carry *carry, struct arena *arena, struct seal_place place,
                          struct value *value) MUST_CHECK;
/* Is what stands around a row of this record sealed with a person's key?  FAILED: nobody knows that record. */
enum outcome carry_is_persons(const struct carry *carry, struct text record, bool *ret_is) MUST_CHECK;

/* For the table `history`: each entry is sealed as the rows of its record are. */
enum outcome carry_history(const struct carry *carry, struct arena *arena, struct carry_values *values) MUST_CHECK;

/* All rows about `from` but that of the person herself.  FAILED for a table that neither records nor kinds describe. */
enum outcome carry_all(struct carry *carry) MUST_CHECK;
/* Of the rows about `from`: those with these ids, and all that belong to one of them however indirectly, rows made
   since included.  `renamed`: those whose link names `from` herself and is to name `to` again. */
struct carry_wanted {
    const struct identifier *ids, *renamed;
    size_t id_count, renamed_count;
};
enum outcome carry_some(struct carry *carry, const struct carry_wanted *wanted) MUST_CHECK;

/* A row taken out of its table: all its columns, as they are stored.  NOT_FOUND. */
enum outcome carry_lift(struct work *work, struct carry_tables *tables, const char *table, struct identifier id,
                        struct identifier person, struct text *ret_kept) MUST_CHECK;
/* … and put back.  CONFLICT: there is one with its key.  FAILED: these are no columns of that table. */
enum outcome carry_put_back(struct work *work, struct carry_tables *tables, const char *table,
                            struct text kept) MUST_CHECK;

#endif
