/* What can come of a call, and what to tell the person about it. */
#ifndef BASE_PROBLEM_H
#define BASE_PROBLEM_H

#include "base/arena.h"

/* Negative: unexpected, pass it on unchanged.  Positive: documented at the function, the caller must handle it.
   web/ maps each to one HTTP status (see web/status.c, the one table). */
enum outcome {
    OK = 0,
    FAILED = -1,          /* a fault of ours or of the machine: 500 with an incident number */
    UNAVAILABLE = -2,     /* the database or the writing worker is away: 503, try again */
    DISK_FULL = -3,       /* of the server: 507; trying again does not help until somebody makes room */
    INVALID = 1,          /* 422, with problems beside their fields */
    UNAUTHENTICATED,      /* 401 */
    FORBIDDEN,            /* 403 */
    NOT_FOUND,            /* 404; also for what lies outside the actor's scope */
    CONFLICT,             /* 409 */
    PRECONDITION,         /* 412: the record changed since it was read */
    PRECONDITION_MISSING, /* 428 */
    TOO_LARGE,            /* 413 */
    TOO_MANY,             /* 429 */
    OUTCOME_LEAST = DISK_FULL,
};

/* Marks a message for the translators (po/); the text is English and goes through tr() when shown. */
#define N_(message) message
/* The same for one and for {1} of them, which tr_count() chooses between: two arguments, or two members in a row. */
#define N_COUNT(one, many) one, many

enum { PROBLEM_ARGUMENTS = 3 };

struct problem {
    enum outcome outcome;
    const char *code;    /* stable, for the API: "date_in_future" */
    struct text field;   /* name of the field it stands beside; empty: the whole form */
    const char *message; /* N_(): may hold {1}, {2}, {3} */
    struct text arguments[PROBLEM_ARGUMENTS];
    struct problem *next;
};

/* Problems in the order in which they were found, in the arena of the request. */
struct problems {
    struct arena *arena;
    struct problem *first, *last;
    size_t count;
};

struct problems problems_open(struct arena *arena);
/* Adds a problem and returns its outcome, so that a rule can `return problem_add(…)`.  The arguments are copied. */
enum outcome problem_add(struct problems *problems, enum outcome outcome, const char *code, struct text field,
                         const char *message);
enum outcome problem_add_with(struct problems *problems, enum outcome outcome, const char *code, struct text field,
                              const char *message, struct text argument1, struct text argument2);
const struct problem *problem_for(const struct problems *problems, struct text field);

#endif
