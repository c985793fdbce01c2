/* A mission in which people return, with duplicates: pages, jobs, what they say to a payment; two records of one woman;
   and every table of it, opened, as lines that can be compared. */
#ifndef DUPLICATES_TESTS_DOUBLES_H
#define DUPLICATES_TESTS_DOUBLES_H

#include "duplicates/duplicates.h"
#include "record/carry.h"
#include "returns/tests/mission.h"

extern struct mission *mission;
extern struct person *kept, *absorbed, *relative;
extern struct return_case *file; /* of the absorbed one */

void doubles_open(void);
void doubles_close(void);
/* Makes the records above anew: for the setup of a test. */
int two_records(void **state);
void relate(const struct person *of, const struct person *other);
/* A row as it is stored, which outlives the next request. */
struct person *row_kept(struct identifier id);

/* All rows but those of merges and of logs; of the kept record without what a save always changes. */
enum { DUMP_ROWS = 20000 };
struct dump {
    char *lines[DUMP_ROWS];
    size_t count;
    struct carry_values values;
};
struct dump *dump_all(void);
void assert_same(const struct dump *before, const struct dump *after);

#endif
