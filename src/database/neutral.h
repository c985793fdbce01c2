/* Migrations are written in neutral column types (database.h); here they become those of an engine. */
#ifndef DATABASE_NEUTRAL_H
#define DATABASE_NEUTRAL_H

#include "base/problem.h"

/* Only the type of a column, in CREATE TABLE and ALTER TABLE … ADD COLUMN, is changed; comments, texts and names stay.
   FAILED, with a line naming `where`, for a type that is not neutral. */
enum outcome neutral_expand(struct arena *arena, const char *engine, const char *where, struct text statements,
                            struct text *ret) MUST_CHECK;

#endif
