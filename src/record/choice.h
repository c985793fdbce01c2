/* Lists of codes with their names in three languages: small ones in the source with messages, large ones (countries,
   languages, provinces) read from the mission's profile at start. */
#ifndef RECORD_CHOICE_H
#define RECORD_CHOICE_H

#include "base/map.h"
#include "base/problem.h"
#include "view/language.h"

struct choice {
    const char *code;
    const char *label;                 /* N_(); NULL when names are given */
    const char *names[LANGUAGE_COUNT]; /* French, Arabic, English, in the order of language_at() */
    bool usual;                        /* of a long list: shown at once */
    bool past;                         /* not offered any more: shown where a row holds it */
};

struct choice_list {
    const char *name;
    const char *file; /* in the profile's directory; NULL when the choices stand in the source */
    const struct choice *choices;
    size_t count;
};

/* Reads `directory`/`list->file` (CSV: code, fr, ar, en and, where it matters, usual: yes).  FAILED names the faulty
 * line on stderr.  At start. */
enum outcome choice_list_load(struct arena *arena, const char *directory, struct choice_list *list) MUST_CHECK;
/* The same from its text.  INVALID, with the line and what is wrong there (N_()). */
struct choice_fault {
    size_t line;
    const char *what;
};
enum outcome choice_list_read(struct arena *arena, struct text content, struct choice_list *list,
                              struct choice_fault *ret_fault) MUST_CHECK;
const struct choice *choice_find(const struct choice_list *list, struct text code); /* NULL when it has none */
struct text choice_name(const struct choice *choice, const struct language *language);
/* The name of a code, or the code itself when the list does not have it. */
struct text choice_show(const struct choice_list *list, struct text code, const struct language *language);

#endif
