/* Lists of records: filters, order, keyset pages, from what stands in an address. */
#ifndef RECORD_LIST_H
#define RECORD_LIST_H

#include "codec/url.h"
#include "record/record.h"

enum { LIST_PAGE = 25, LIST_PAGE_MOST = 200, LIST_FILTERS = 12, LIST_BY_NAME_MOST = 5000, LIST_COUNT_MOST = 10000 };

/* One filter: codes for a choice, a flag or a link (any of them), a range for dates, integers and amounts, or the keyed
   hash of a text. */
struct list_filter {
    const struct field *field; /* NULL: the state */
    const struct text *values;
    size_t value_count;
    bool ranged, none;                /* none: rows that hold nothing there */
    int64_t from, to;                 /* INT64_MIN, INT64_MAX: open */
    struct text typed_from, typed_to; /* as they stood in an address: a day of the mission's zone, an amount */
};

/* The day a row came into its state: narrows every list, as "state_since.from" and "state_since.to". */
extern const struct field list_since;
/* As a value of a filter: nothing was given. */
#define LIST_NONE "-"

struct list_query {
    struct list_filter filters[LIST_FILTERS];
    size_t filter_count;
    const struct field *sort; /* NULL: newest first by number of making (id) */
    bool by_title;            /* order of names, ICU; at most LIST_BY_NAME_MOST rows */
    bool descending;
    size_t size;
    size_t count_most; /* rows are counted up to here; 0: LIST_COUNT_MOST */
    struct text after; /* opaque mark of the row before the page; empty: the first page */
    bool assigned_to_me;
    struct text number;           /* in its form; empty: all */
    struct identifier person;     /* zeros: everybody */
    struct identifier office;     /* zeros: every office */
    const struct field_set *only; /* of the fields, these alone are read: what it is sorted by among them; NULL: all */
};

/* Reads "state=…&nationality=GIN,SEN&opened.from=2022-01-01&office=ID&sort=-opened&after=…&size=50".  Unknown names
   are ignored; a value that cannot be read adds a problem (INVALID).  "nationality=-": rows in which it is not given.
 */
enum outcome list_query_read(struct work *work, const struct record *record, const struct parameters *parameters,
                             struct list_query *ret_query) MUST_CHECK;
/* For programs, who must hear what a page leaves aside: a parameter that this list does not know, a state, a choice, an
   order or a size that is none.  Each adds a problem beside the parameter's name, saying what is possible (INVALID).
   `states`: of the record's flow, none when it has none. */
enum outcome list_query_check(struct work *work, const struct record *record, const char *const *states,
                              size_t state_count, const struct parameters *parameters) MUST_CHECK;
/* May the actor narrow or order the list by this field?  Ranged: by a lower and an upper bound. */
bool list_filters_by(const struct work *work, const struct record *record, const struct field *field);
bool list_sorts_by(const struct work *work, const struct record *record, const struct field *field);
bool list_is_ranged(const struct field *field);
bool list_finds_none(const struct field *field); /* LIST_NONE is a value of its filter */
/* By a text that people type: personal, so that only its keyed hash stands in an address. */
bool list_is_typed(const struct field *field);
/* What a list is narrowed to a stretch of and can be sorted by, if anything: in that order one index gives the rows of
   the stretch as they are wanted, and in any other all of them are sorted for each page. */
const struct field *list_stretched_by(const struct list_query *query);
/* The address form of a query, without its mark. */
struct text list_query_write(struct arena *arena, const struct record *record, const struct list_query *query);

struct list_page {
    void **rows;
    struct field_set *readable; /* one per row */
    size_t count;
    struct text next; /* mark for the next page; empty on the last */
    int64_t total;    /* all rows that match, counted up to count_most; past it count_most and `more` */
    bool more;
};
/* Rows that the actor may read.  INVALID when sorted by name and too many. */
enum outcome record_list(struct work *work, const struct record *record, const struct list_query *query,
                         struct list_page *ret_page) MUST_CHECK;
/* One of its conditions: the rows of the table called t within this scope of the place of `reach`. */
void list_add_place(struct work *work, const struct reach *reach, enum scope scope, struct statement *statement);
/* "(…)": the rows of the table called t that this right reaches, for statements that record/ does not make. */
void list_add_reach(struct work *work, const struct right *right, struct statement *statement);
/* Every row of the query in order of making, in constant memory: `take` returns false to stop. */
typedef bool record_taker(void *context, struct work *work, void *row, const struct field_set *readable);
enum outcome record_each(struct work *work, const struct record *record, const struct list_query *query,
                         record_taker *take, void *context) MUST_CHECK;
/* The same some rows at a time, for what is asked of many at once. */
typedef bool record_page_taker(void *context, struct work *work, const struct list_page *page);
enum outcome record_each_page(struct work *work, const struct record *record, const struct list_query *query,
                              record_page_taker *take, void *context) MUST_CHECK;

#endif
