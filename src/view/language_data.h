/* What view/ knows of a language; for language.c and language_format.c alone. */
#ifndef VIEW_LANGUAGE_DATA_H
#define VIEW_LANGUAGE_DATA_H

#include <unicode/ucol.h>

#include "base/map.h"
#include "view/catalogue.h"
#include "view/language.h"

/* Read from ICU once, when the languages are loaded: opening one of its formatters costs more than a page. */
struct language_signs {
    struct text months[12];
    struct text group, decimal, minus;
};

struct language {
    struct map own; /* a mission's own messages: language_add() */
    const char *tag, *name;
    const char *locale; /* ICU's */
    bool right_to_left;
    struct text first_day;   /* of a month, where it is not plainly 1 */
    struct text before_time; /* between a date and its time */
    struct text dirham;      /* what MAD is called in a sum */
    const struct catalogue *catalogue;
    struct language_signs signs;
    UCollator *collator;
};

/* FAILED when ICU lacks the locale. */
enum outcome language_signs_read(struct arena *arena, const char *locale, struct language_signs *ret) MUST_CHECK;

#endif
