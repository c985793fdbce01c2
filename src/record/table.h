/* A list as a page shows it: filter bar, chips of what is filtered, sortable heads, rows, pages. */
#ifndef RECORD_TABLE_H
#define RECORD_TABLE_H

#include "record/form.h"
#include "record/list.h"

enum table_filter_control { FILTER_CHOICES, FILTER_SELECT, FILTER_RANGE, FILTER_TEXT };

struct table_filter {
    struct text name, id, label;
    struct text every; /* of a FILTER_SELECT: no choice made */
    enum table_filter_control control;
    const struct form_choice *choices;
    size_t choice_count;
    struct text from_name, to_name, from, to, from_id, to_id; /* of a range, as people type it */
    struct text typed, mark; /* of a text: the keyed hash of what is in force; of a range: LIST_NONE when that is */
    bool numeric;            /* a range of numbers, else of days */
    struct text error;
    bool in_use, many; /* many: several codes are chosen */
};

/* One filter in force, with the address without it. */
struct table_chip {
    struct text label, value;
    struct text remove; /* "?…" */
};

struct table_column {
    const struct field *field; /* NULL: number, title or state */
    struct text name, label;
    bool numeric, sortable;
    const char *sorted, *icon; /* "ascending", "descending", "none"; of sortable ones */
    struct text path;          /* "?…" that sorts by it, or the other way round */
};

struct table_cell {
    struct text label, value; /* label of the column, for cards */
    bool head;                /* of its row: leads to it */
    bool numeric, person, number, state;
    bool whole;       /* a date, an amount: not broken into lines */
    const char *tone; /* of a state: "accent", "warn", "good", "bad", "note"; NULL */
};

struct table_row {
    struct text path; /* of the row */
    struct text id;
    struct table_cell *cells; /* one per column */
    size_t cell_count;
};

struct table_view {
    struct text label; /* of the records: "Persons" */
    const char *begin; /* N_(): how the first row comes to be, said where there is none; may be NULL */
    struct table_filter *filters;
    size_t filter_count;
    struct table_chip *chips;
    size_t chip_count;
    struct table_column *columns;
    size_t column_count;
    struct table_row *rows;
    size_t row_count;
    int64_t total;
    bool more, filtered, first_page;
    bool faulty;                  /* a filter could not be read */
    struct text clear;            /* "?": without filters, keeping the order */
    struct text query;            /* address form of what is shown, without its mark; no "?" */
    struct text next, first;      /* "?…"; next is empty on the last page */
    struct text sort;             /* value of "sort", to keep in the filter form; may be empty */
    struct text size;             /* the same of "size" */
    bool typed;                   /* a filter takes a text: the form is sent where none of it stands in an address */
    struct text typed_path, csrf; /* set by the page, for that form */
};

/* What a page knows beyond the record. */
struct table_options {
    const struct choice_list *states;                            /* names of the states; NULL: records without a flow */
    const char *(*tone)(const void *context, struct text state); /* how a state is coloured; may be NULL */
    const void *context;
    struct text base;                  /* "/fr/persons": rows lead to base/id */
    const struct form_choice *offices; /* whose rows the reader may see: a filter when they are several */
    size_t office_count;
};

/* `typed` are the parameters of the address.  `page` may be NULL when the query could not be read or run: the filter
 * bar is shown with its problems and no rows. */
struct table_view record_table_view(struct work *work, const struct record *record, const struct list_query *query,
                                    const struct parameters *typed, const struct list_page *page,
                                    const struct table_options *options);

#endif
