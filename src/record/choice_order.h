/* Long lists of names (countries) in the order in which each language is read, not in that of their file. */
#ifndef RECORD_CHOICE_ORDER_H
#define RECORD_CHOICE_ORDER_H

#include "record/choice.h"

/* Orders one loaded list by its names.  At start, after the languages; the orders live in the arena, which must live as
 * long as the process.  One list at most: another replaces it. */
void choice_order_make(struct arena *arena, const struct choice_list *list);
/* The choice at `place`, from 0, as a reader of this language expects them; lists that were not ordered are read as
 * they stand. */
const struct choice *choice_at(const struct choice_list *list, const struct language *language, size_t place);

#endif
