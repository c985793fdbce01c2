/* Words that are known by their form: particles, titles, and those that are one name with the word behind them. */
#ifndef MATCHING_NAME_KINDS_H
#define MATCHING_NAME_KINDS_H

#include "matching/name.h"

struct name_kind_entry {
    const char *form;
    enum name_kind kind;
};

/* Of a normal form: by its length, its digits, or the table. */
enum name_kind name_kind_of(struct text form);
/* The table, for the tests. */
const struct name_kind_entry *name_kinds(size_t *ret_count);
/* abd, abdel, abdoul, عبد */
bool name_is_servant(struct text form);
/* el, er, ech, ال */
bool name_is_article(struct text form);
/* abou before bakr */
bool name_is_father_of(struct text form, struct text next);

#endif
