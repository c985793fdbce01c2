/* What a page shows of one row, and of what became of it: only fields that the actor may read. */
#ifndef RECORD_DETAIL_H
#define RECORD_DETAIL_H

#include "record/history.h"

struct detail_item {
    const struct field *field;
    struct text name, label;
    struct text value; /* as people read it; empty: not given */
    struct text path;  /* of the row a link leads to; empty: none, or it may not be seen */
    bool lines;        /* many lines */
    bool left_to_right;
    bool person; /* a text somebody typed: shown in its own direction */
};

struct detail_section {
    struct text label, id; /* label may be empty */
    struct detail_item *items;
    size_t item_count;
    size_t given; /* how many have a value */
};

struct detail_view {
    struct text title, number, number_label;
    struct detail_section *sections;
    size_t section_count;
    int64_t created_at, changed_at, version;
};

/* Fields that may stand on a page, in JSON or in an export: readable and not hidden. */
struct field_set record_shown(const struct record *record, const struct field_set *readable);

/* Indices of the fields of a set, those of one section together: sections in the order in which they first appear,
   fields in the order of the table.  `ret_order` has room for all fields. */
size_t record_by_section(const struct record *record, const struct field_set *set, size_t *ret_order);
bool record_same_section(const struct field *a, const struct field *b);

struct detail_view record_detail_view(struct work *work, const struct record *record, const void *row,
                                      const struct field_set *readable);

/* What a row is called: its title, else its number, else the name of its record. */
struct text record_called(struct work *work, const struct record *record, const void *row);

struct history_line {
    struct text label, before, after; /* empty: nothing was there */
    bool lines, person;
};
struct history_item {
    struct text id;
    int64_t at, version;
    struct text who; /* empty: not known to the actor */
    bool by_program, created;
    struct text action; /* translated, or the name of a step */
    struct text note;
    struct history_line *lines;
    size_t line_count;
};
struct history_view {
    struct history_item *items;
    size_t item_count;
    struct text older; /* id of the last entry, when there are more */
};
enum { HISTORY_PAGE = 50 };

/* What a page knows of the words in a history. */
/* Names asked for already, for histories that are shown together. */
enum { HISTORY_NAMES = 32 };
struct history_names {
    struct identifier ids[HISTORY_NAMES];
    struct text titles[HISTORY_NAMES];
    size_t count;
};

struct history_words {
    const struct record *users; /* whose titles name who did it; NULL: nobody is named */
    struct text (*action)(const void *context, struct work *work, struct text action); /* the label of a step; may be
                                                                                          NULL */
    const void *context;
    bool without_making;         /* how the row came to be is told elsewhere */
    struct history_names *names; /* may be NULL */
};
enum outcome record_history_view(struct work *work, const struct record *record, const void *row,
                                 const struct field_set *readable, struct identifier before,
                                 const struct history_words *words, struct history_view *ret_view) MUST_CHECK;

#endif
