/* A small application for the tests of web/ and app/: notes that two people write, and one page that neither may see.
 */
#ifndef WEB_TESTS_TOY_H
#define WEB_TESTS_TOY_H

#include "database/migrate.h"
#include "web/application.h"

struct toy {
    struct arena *arena;
    char *directory;
    struct text database; /* its address */
    struct settings settings;
    struct db *db, *reader;
    struct application application;
};

/* Without database and keyring: what a supervisor's children fill themselves. */
void toy_describe(struct application *application);
void toy_start(void); /* rights, languages, randomness: once in a process */

struct toy *toy_open(void);
struct toy *toy_close(struct toy *toy);
extern void (*toy_between)(void);   /* called by GET /twice between its two statements */
extern bool toy_refuses_reads;      /* GET /reads?n=xx hands over as many reads as x are there */
int64_t toy_count(struct toy *toy); /* notes stored */
int64_t toy_refusals(struct toy *toy);
enum outcome toy_tables(struct db *db);

#endif
