/* A compiled message catalogue (GNU gettext's .mo), read from memory and checked whole before it is used. */
#ifndef VIEW_CATALOGUE_H
#define VIEW_CATALOGUE_H

#include "base/problem.h"

struct catalogue;

/* `bytes` must outlive the catalogue.  INVALID, with what is wrong in *ret_fault, for anything but a well-formed .mo of
   this machine's byte order: strings within the file, ended by NUL, UTF-8, keys sorted, a plural expression we know. */
enum outcome catalogue_read(struct arena *arena, struct text bytes, const struct catalogue **ret,
                            const char **ret_fault) MUST_CHECK;
/* The translation, or NULL; `context` may be NULL. */
const char *catalogue_find(const struct catalogue *catalogue, const char *context, const char *message);
/* The form of the translation for a count, or NULL. */
const char *catalogue_find_count(const struct catalogue *catalogue, const char *one, uint64_t count);
size_t catalogue_count(const struct catalogue *catalogue);

#endif
