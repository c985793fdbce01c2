/* The three languages of the pages.  Messages are English in the source, marked N_(), and translated by the compiled
   catalogues of po/ (GNU gettext's .mo files, read here: glibc chooses a catalogue for the whole process, a server
   needs one per request). */
#ifndef VIEW_LANGUAGE_H
#define VIEW_LANGUAGE_H

#include "base/calendar.h"
#include "base/money.h"
#include "base/problem.h"

enum { LANGUAGE_COUNT = 3 };

struct language;

/* Reads `directory`/{fr,ar}.mo; English needs none.  FAILED names the faulty file on stderr.  Call once, at start. */
enum outcome languages_load(const char *directory) MUST_CHECK;
void languages_unload(void);
/* "fr", "ar", "en"; NULL for any other tag. */
const struct language *language_for(struct text tag);
const struct language *language_at(size_t index); /* 0 French (the default), 1 Arabic, 2 English */
/* The best of ours for an Accept-Language header; French when none fits. */
const struct language *language_accepted(struct text accept_language);

const char *language_tag(const struct language *language);  /* "fr" */
const char *language_name(const struct language *language); /* in itself: "Français" */
bool language_right_to_left(const struct language *language);

/* A message that no catalogue has, with its translations: the names of a mission's own fields.  At start. */
void language_add(const char *message, const char *const names[LANGUAGE_COUNT]);
/* The translation, or the message itself when there is none. */
const char *tr(const struct language *language, const char *message);
const char *tr_in(const struct language *language, const char *context, const char *message); /* msgctxt */
const char *tr_count(const struct language *language, const char *one, const char *many, int64_t count);
/* Would this text change the order of the words around it?  In a line from left to right only right-to-left letters do;
   in the other direction all but its own letters and spaces may. */
bool language_disturbs(const struct language *language, struct text text);
/* The text between the marks of isolation where it would (U+2068, U+2069): for places that no element can stand in. */
struct text language_isolate(struct arena *arena, const struct language *language, struct text text);
/* tr() with {1}…{3} replaced, isolated where they would disturb. */
struct text tr_with(struct arena *arena, const struct language *language, const char *message,
                    const struct text *arguments, size_t count);

/* For people: Western digits, the language's separators and names of months (ICU). */
struct text language_date(struct arena *arena, const struct language *language, int32_t date);       /* 31 mars 2022 */
struct text language_short_date(struct arena *arena, const struct language *language, int32_t date); /* 31/03/2022 */
struct text language_month(struct arena *arena, const struct language *language, int32_t date);      /* mars 2022 */
/* "31 mars 2022, 14:05": a time on the wall. */
struct text language_date_time(struct arena *arena, const struct language *language, int32_t date,
                               int32_t second_of_day);
struct text language_number(struct arena *arena, const struct language *language, int64_t number);
struct text language_decimal(struct arena *arena, const struct language *language, int64_t scaled, int decimals);
struct text language_money(struct arena *arena, const struct language *language, struct money money);
/* <0, 0, >0 in the order of the language's dictionary. */
int language_compare(const struct language *language, struct text a, struct text b);

#endif
