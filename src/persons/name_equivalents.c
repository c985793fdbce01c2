#include <stdio.h>
#include <string.h>

#include "matching/equivalents.h"
#include "persons/persons.h"
#include "system/file.h"

enum { FILE_MOST = 4 << 20 };

/* Read once, at start. */
static const struct equivalents *loaded;

static enum outcome refuse(struct text where, const struct problems *problems)
{
    const struct problem *problem = problems->first;
    struct text line = problem != NULL ? problem->arguments[0] : TEXT("0");
    const char *what = problem != NULL ? strstr(problem->message, ": ") : NULL; /* behind "Line {1}" */
    (void)fprintf(stderr, "sanad: %.*s:%.*s: %s\n", TEXT_ARG(where), TEXT_ARG(line),
                  what != NULL ? what + 2 : "cannot be read");
    return FAILED;
}

enum outcome name_equivalents_load(struct arena *arena, const char *directory)
{
    struct problems problems = problems_open(arena);
    struct text path = arena_format(arena, "%s/name_equivalents.csv", directory);
    const struct equivalents *shipped, *own;
    struct text csv;
    if (equivalents_read(arena, equivalents_shipped(), NULL, &problems, &shipped) != OK)
        return refuse(TEXT("name_equivalents.csv (built in)"), &problems);
    own = shipped;
    if (file_exists(path.at) && (file_read(arena, path.at, FILE_MOST, &csv) != OK ||
                                 equivalents_read(arena, csv, shipped, &problems, &own) != OK))
        return refuse(path, &problems);
    loaded = own;
    return OK;
}

const struct equivalents *name_equivalents(void) { return loaded; }
