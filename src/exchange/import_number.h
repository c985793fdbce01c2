/* Numbers and amounts as people write them: 1 250,50 · 1.250,50 · 1,250.50.  Within exchange/. */
#ifndef EXCHANGE_IMPORT_NUMBER_H
#define EXCHANGE_IMPORT_NUMBER_H

#include "base/problem.h"

enum decimal_mark { MARK_OPEN, MARK_COMMA, MARK_POINT };

enum number_shape {
    NUMBER_NONE,
    NUMBER_PLAIN,  /* no mark, or marks that leave one reading */
    NUMBER_COMMA,  /* one reading, with a comma before the decimals */
    NUMBER_POINT,  /* one reading, with a point before them */
    NUMBER_EITHER, /* two readings: 1,250 */
};
/* `currency`, which may be NULL, gets three capital letters that stand before or behind it ("MAD"), else nothing. */
enum number_shape number_shape_of(struct arena *arena, struct text text, struct text *ret_currency);

/* "1250.50".  INVALID: no number; CONFLICT: two readings, and the mark does not say. */
enum outcome number_write(struct arena *arena, struct text text, enum decimal_mark mark, struct text *ret_number,
                          struct text *ret_currency) MUST_CHECK;

#endif
