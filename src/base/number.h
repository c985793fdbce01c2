/* Whole numbers read and written without the locale of the process. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/problem.h"

/* The whole text as a decimal number between smallest and largest: INVALID otherwise (also on white space or '+'). */
enum outcome text_to_integer(struct text text, int64_t smallest, int64_t largest, int64_t *ret_number) MUST_CHECK;
/* Western, Arabic-Indic and Persian digits become ASCII digits; all else is kept. */
struct text digits_to_ascii(struct arena *arena, struct text text);

#endif
