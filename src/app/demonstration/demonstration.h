/* The demonstration mission: organisations, offices, one account for each role, the RAISE grant of Norway, and the year
   2022 with as many generated persons as the published figures count (profile: avrr2022.csv).  The same options make
   the same data, but for keys and nonces. */
#ifndef APP_DEMONSTRATION_DEMONSTRATION_H
#define APP_DEMONSTRATION_DEMONSTRATION_H

#include "record/keys.h"

enum { DEMONSTRATION_PERSONS = 3552, DEMONSTRATION_PERSONS_MOST = 1000000 };

struct demonstration {
    int64_t persons;     /* who apply in 2022; the published distribution is scaled to them */
    int32_t today;       /* recent cases lie within the four months before this day; 2023-07-01 or later */
    struct text profile; /* directory that holds avrr2022.csv */
    /* Gets every name of a person before it is sealed; may be NULL. */
    void (*named)(void *context, struct text name);
    void *named_context;
};

struct demonstration_counts {
    int64_t persons, cases, plans;
};

/* Fills a migrated, empty database within transactions of its own, and seals the audit log.  Sets clock and random seed
   while it works, and resets them.  What is wrong is said on stderr. */
enum outcome demonstration_make(struct db *db, struct keys *keys, const struct demonstration *demonstration,
                                struct demonstration_counts *ret_counts) MUST_CHECK;

/* The lines of accounts.txt: "ACCOUNT role login password"; the first of a role is the one in Rabat. */
struct text demonstration_accounts(struct arena *arena);

#endif
