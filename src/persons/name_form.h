/* The form in which names are compared by search: small letters, no accents, Arabic letters that are written in several
   ways as one.  What a person wrote is always kept beside it. */
#ifndef PERSONS_NAME_FORM_H
#define PERSONS_NAME_FORM_H

#include "base/arena.h"

enum { NAME_FORM_VERSION = 1 };

/* The words of a name in their compared form, separated by one space. */
struct text name_form(struct arena *arena, struct text name);
/* The last nine digits of a telephone number, in ASCII; empty when there are fewer than six. */
struct text telephone_form(struct arena *arena, struct text telephone);
/* Digits enough for a telephone number, and nothing else but signs. */
bool is_telephone(struct arena *arena, struct text typed);

#endif
