/* Names for the persons of the demonstration: common given and family names of each country, put together by chance.
   Nobody is meant; every person who bears one is marked as generated. */
#ifndef APP_DEMONSTRATION_NAMES_H
#define APP_DEMONSTRATION_NAMES_H

#include "base/text.h"

/* Lists are separated by commas; where people write their names in Arabic too, the nth Arabic name is the nth Latin
 * one. */
struct country_names {
    const char *country;
    const char *family, *men, *women;
    const char *family_arabic, *men_arabic, *women_arabic; /* NULL: not usual there */
    const char *towns;
    const char *languages; /* codes of the profile's list */
    const char *currency;  /* in which the receiving office pays */
};
/* The names of a country; those of the first for one that is not in the list. */
const struct country_names *country_names(struct text country);
size_t names_count(const char *list);
struct text names_at(const char *list, size_t index);

#endif
