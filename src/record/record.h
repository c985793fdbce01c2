/* The descriptor of a record: one table of fields beside a C struct.  From it derive checks, forms, detail pages,
   lists, history, sealing, JSON, OpenAPI and exports (the other headers of this folder).  It is a library that features
   call.

   A record's table has the columns of struct record_head (organisation, office, assigned, number, state, state_since,
   …) and one column per field, named like the member: text, lines, choice, choices  text        date  date partial_date
   date and NAME_precision integer  integer              flag  integer                  link  id      instant  instant
     money  NAME integer and NAME_currency text
   A sealed field is one column of bytes, whatever its kind. */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include "access/actor.h"
#include "base/calendar.h"
#include "base/money.h"
#include "record/choice.h"
#include "record/work.h"

enum field_kind {
    FIELD_TEXT,
    FIELD_LINES,
    FIELD_CHOICE,  /* one code of a list */
    FIELD_CHOICES, /* codes, joined by commas, in the order of the list */
    FIELD_DATE,
    FIELD_PARTIAL_DATE, /* a day, a month or a year */
    FIELD_INSTANT,
    FIELD_INTEGER,
    FIELD_MONEY,
    FIELD_FLAG, /* yes, no, not said */
    FIELD_LINK, /* another record */
};

enum precision { PRECISION_NONE, PRECISION_DAY, PRECISION_MONTH, PRECISION_YEAR };
struct partial_date {
    int32_t date; /* its first day; DATE_NONE when nothing is known */
    enum precision precision;
};
#define INTEGER_NONE INT64_MIN
enum { FLAG_UNKNOWN = 0, FLAG_YES = 1, FLAG_NO = 2 };
struct flag {
    int8_t is; /* FLAG_… */
};

enum {
    FIELD_REQUIRED = 1 << 0,
    FIELD_SEALED = 1 << 1,   /* personal: stored encrypted, never in an address or a log */
    FIELD_COMPUTED = 1 << 2, /* set by the feature's rules: shown, never in a form */
    FIELD_LISTED = 1 << 3,   /* a column of lists */
    FIELD_FILTERED = 1 << 4, /* a filter of lists; needs an unsealed column, or an index of own fields */
    FIELD_SORTED = 1 << 5,   /* lists may sort by it; needs an unsealed column */
    FIELD_PAST = 1 << 6,     /* a date that cannot lie in the future */
    FIELD_ONCE = 1 << 7,     /* given when the record is made, not changed afterwards */
    FIELD_HIDDEN = 1 << 8,   /* for the program: in no form, page, API or export */
    FIELD_CUSTOM = 1 << 9,   /* a mission's own field, stored in the column `custom` */
    FIELD_NAMING = 1 << 10,  /* all that the record's title() may read; none marked: it may read any */
    FIELD_KEYED = 1 << 11,   /* a mission's own field that filters by a keyed hash of its value (custom_index.h) */
    FIELD_UNKNOWN = 1 << 12, /* its filter also finds the rows in which it is not given (LIST_NONE) */
};

struct record;
struct field {
    const char *name;                   /* of the member, the column, the parameter and the JSON member */
    const char *label, *help, *section; /* N_() */
    const char *every;                  /* N_(): no filter by it, "All nationalities"; NULL: "All" */
    const char *hxl;
    enum field_kind kind;
    unsigned flags;
    unsigned purposes;          /* 0: those of the record */
    struct right *read, *write; /* NULL: those of the record */
    size_t offset;
    int32_t longest;           /* characters of a text; 0: 200, 4000 for lines */
    int64_t smallest, largest; /* of an integer; both 0: 0 to 10^12 */
    struct choice_list *choices;
    const struct record *target; /* of a link */
};

/* A field of `type`; a kind that disagrees with its C member does not compile. */
#define FIELD(type, member, kind_, ...)                                                                            \
    {                                                                                                              \
        .name = #member, .kind = kind_,                                                                            \
        .offset = offsetof(type, member) + 0 * sizeof(char[FIELD_FITS(type, member, kind_) ? 1 : -1]), __VA_ARGS__ \
    }
#define FIELD_FITS(type, member, kind)                                                                             \
    _Generic(((type *)0)->member, struct text                                                                      \
             : (kind) == FIELD_TEXT || (kind) == FIELD_LINES || (kind) == FIELD_CHOICE || (kind) == FIELD_CHOICES, \
               int32_t                                                                                             \
             : (kind) == FIELD_DATE, struct partial_date                                                           \
             : (kind) == FIELD_PARTIAL_DATE, int64_t                                                               \
             : (kind) == FIELD_INTEGER || (kind) == FIELD_INSTANT, struct money                                    \
             : (kind) == FIELD_MONEY, struct flag                                                                  \
             : (kind) == FIELD_FLAG, struct identifier                                                             \
             : (kind) == FIELD_LINK)

/* What every record begins with. */
struct record_head {
    struct identifier id;
    struct identifier person; /* whom it is about; zeros in records that are about nobody */
    struct identifier organisation, office, assigned;
    struct text number;  /* "RET-26-4K7QW2M-5"; empty in records without numbers */
    struct text state;   /* of its flow; empty without one */
    int32_t state_since; /* the day it came into this state */
    int64_t version;     /* 1 when made, raised by each save */
    int64_t created_at, changed_at;
    struct identifier created_by, changed_by;
    struct text custom; /* JSON of the mission's own fields; used by record/ only */
};

/* Whose key seals a record's fields. */
enum seal_with {
    SEAL_PERSON,       /* the data key of the person it is about */
    SEAL_FILE,         /* a data key of its own */
    SEAL_ORGANISATION, /* the organisation's key: staff and reference data */
};

struct record {
    const char *name; /* "person": history, audit, JSON */
    const char *path; /* "persons": addresses and API */
    const char *table;
    const char *label, *plural; /* N_() */
    const char *kind;           /* of its numbers: "PER"; NULL: none */
    size_t size;                /* of the struct, which begins with struct record_head */
    const struct field *fields;
    size_t field_count;
    bool about_person;
    enum seal_with seal_with;
    unsigned purposes;
    struct right *read, *create, *update;
    struct right *page; /* who may open the page of a row that they read; NULL: everybody who reads it */
    /* The record of persons, when lists should say whose row it is in place of a title of its own; NULL. */
    const struct record *about;
    bool sensitive;    /* reading one is audited before it is shown */
    bool confidential; /* the audit log says that a row was changed, neither which of its fields nor their values */
    /* Rules over several fields, on a row about to be stored; `before` is NULL for a new one.  May set computed fields.
     */
    enum outcome (*check)(struct work *work, const void *before, void *row, struct problems *problems);
    /* What people call a row: never longer than a line.  Only of fields that were read. */
    struct text (*title)(struct work *work, const void *row);
    /* Called in the transaction that stored it (search keys, counters). */
    enum outcome (*stored)(struct work *work, const void *before, const void *row);
};

struct field_set {
    uint64_t words[4];
};
static inline bool field_set_has(const struct field_set *set, size_t field)
{
    return (set->words[field / 64] >> field % 64 & 1) != 0;
}
static inline void field_set_add(struct field_set *set, size_t field)
{
    set->words[field / 64] |= UINT64_C(1) << field % 64;
}

/* A new, empty row in the arena: every field says "none". */
void *record_new(struct arena *arena, const struct record *record);
/* A copy with all its fields: a mission may have added some behind those of the C struct. */
void *record_copy(struct arena *arena, const struct record *record, const void *row);
static inline struct record_head *record_head(void *row) { return row; }
static inline const struct record_head *record_head_of(const void *row) { return row; }
struct subject record_subject(const void *row);
/* NULL when there is none of that name. */
const struct field *record_field(const struct record *record, struct text name);
size_t record_field_index(const struct record *record, const struct field *field);
void field_clear(const struct field *field, void *row);
void field_copy(const struct field *field, const void *from, void *row);
bool field_is_empty(const struct field *field, const void *row);
bool field_equal(const struct field *field, const void *a, const void *b);
/* The value as machines write it ("2022-03-31", "1250.50 MAD", codes, "yes"): forms, JSON, history, sealing. */
struct text field_to_text(struct arena *arena, const struct field *field, const void *row);
/* The value as the row of a reader's language shows it; links through record_titles(). */
struct text field_to_show(struct work *work, const struct field *field, const void *row);
/* Reads a typed value into the row; adds a problem beside the field and leaves the row as it was. */
enum outcome field_from_text(struct work *work, const struct field *field, struct text typed, void *row,
                             struct problems *problems);

/* What a field was collected for; all bits when neither it nor its record says. */
unsigned field_purposes(const struct record *record, const struct field *field);
/* Which fields of this row the actor may read, or write. */
struct field_set record_readable(const struct work *work, const struct record *record, const void *row);
struct field_set record_writable(const struct work *work, const struct record *record, const void *row);

/* Reads one row.  NOT_FOUND when there is none or it lies outside the actor's reach.  Fields that the actor may not
   read are empty.  A record that is `sensitive` is audited first. */
enum outcome record_get(struct work *work, const struct record *record, struct identifier id, void **ret_row,
                        struct field_set *ret_readable) MUST_CHECK;
/* The same without the audit row of a sensitive read: for callers that audit what they show as a whole (a search). */
enum outcome record_peek(struct work *work, const struct record *record, struct identifier id, void **ret_row,
                         struct field_set *ret_readable) MUST_CHECK;
/* The same with all that is stored, for the program itself, and which of it the actor may read. */
enum outcome record_peek_whole(struct work *work, const struct record *record, struct identifier id, void **ret_row,
                               struct field_set *ret_readable) MUST_CHECK;
/* Many of them by one statement, each at the place of its identifier, in the same way; NULL where there is none.  With
   `only`, of the fields only these are read, and the head. */
enum outcome record_peek_all(struct work *work, const struct record *record, const struct identifier *ids, size_t count,
                             const struct field_set *only, void **ret_rows) MUST_CHECK;
/* The same without the actor's limits, for rules of the program itself; what it returns is shown to nobody as it is. */
enum outcome record_get_all_unlimited(struct work *work, const struct record *record, const struct identifier *ids,
                                      size_t count, const struct field_set *only, void **ret_rows) MUST_CHECK;
/* The fields that title() may read, where the record marks them (FIELD_NAMING); false, and untouched, where not. */
bool record_naming(const struct record *record, struct field_set *ret_fields);
/* Audits that rows of record_list() are shown whole, where the record is `sensitive`: before they are shown. */
enum outcome record_audit_reads(struct work *work, const struct record *record, void *const *rows,
                                size_t count) MUST_CHECK;
/* The same by number, and without the actor's limits, for rules of the program itself. */
enum outcome record_find(struct work *work, const struct record *record, struct text number,
                         struct identifier *ret_id) MUST_CHECK;
/* The same by a number as somebody typed it, however 0 and O, 1, I and L are confused in it. */
enum outcome record_find_typed(struct work *work, const struct record *record, struct text typed,
                               struct identifier *ret_id) MUST_CHECK;
/* The reading of what was typed that is a number of this record; INVALID when there is none. */
enum outcome record_number(struct arena *arena, const struct record *record, struct text typed,
                           struct text *ret_number) MUST_CHECK;
enum outcome record_get_unlimited(struct work *work, const struct record *record, struct identifier id,
                                  void **ret_row) MUST_CHECK;

/* Stores a new row: sets id, number, version and dates, runs the checks, seals, writes history and audit, in the
   caller's transaction.  INVALID with problems; FORBIDDEN when the actor may not create it there. */
enum outcome record_insert(struct work *work, const struct record *record, void *row) MUST_CHECK;
/* A row that comes with a past (another system's, the demonstration's): `past` tells what it was after each entry, the
   last one is the row as it is stored, with the checks of record_insert; the first becomes "create".  Entries have
   instants that differ by a millisecond at least; their heads are completed here.  The audit log, which says what was
   done in this installation, gets one row. */
struct record_past {
    void *row;
    struct text action, note;
    int64_t at;
    const struct actor *actor;
};
enum outcome record_insert_past(struct work *work, const struct record *record, const struct record_past *past,
                                size_t count) MUST_CHECK;
/* Stores changed fields.  CONFLICT when the version of `before` is no longer the stored one.  OK without a new version
   when nothing changed. */
enum outcome record_update(struct work *work, const struct record *record, const void *before, void *row) MUST_CHECK;
/* The same without asking for the update right: the effect of a step that was itself allowed. */
enum outcome record_update_by_step(struct work *work, const struct record *record, const void *before, void *row,
                                   struct text action) MUST_CHECK;
/* All checks of the descriptor and of record->check. */
enum outcome record_check(struct work *work, const struct record *record, const void *before, void *row) MUST_CHECK;

/* Titles of many rows at once, in the order of the ids; an empty title for what the actor may not see. */
enum outcome record_titles(struct work *work, const struct record *record, const struct identifier *ids, size_t count,
                           struct text *ret_titles) MUST_CHECK;

#endif
