/* The second wall: which rows PostgreSQL lets the serving role see and write at all, whatever a statement asks for
   (docs/decisions/0009-a-second-wall.md).  Its policies read one setting that lives as long as a transaction; it is
   sent together with the first statement that needs it.  SQLite has no such wall.

   A wall is written as its parts, in the order of the policies (migration 0110), with ';' before each: the identifiers
   of organisations and offices as "{id,id}", nothing where there are none.  "*" lets everything through.  A connection
   begins closed: no row at all. */
#ifndef DATABASE_WALL_H
#define DATABASE_WALL_H

#include "base/buffer.h"

struct db;

enum wall_state {
    WALL_CLOSED,
    WALL_NARROW, /* what the rights of the actor reach */
    WALL_WIDE,   /* the organisations of the actor */
    WALL_OPEN,
};

struct wall {
    enum wall_state state;
    struct buffer narrow, wide;
};

/* For the actor of a request, from now on; both are copied. */
void wall_set(struct db *db, struct text narrow, struct text wide);
/* Nobody is known yet: no row. */
void wall_close(struct db *db);
/* A process that serves nobody (jobs, sealing, commands of the host) reaches everything as long as it runs. */
void wall_open_for_system(struct db *db);

/* Until the end of a block: rules of the program that count rows whoever asks.  `why` is for who reads the source; the
   test `wall` counts these places, docs/operations/scaling.md says what they are.
     AUTO_WALL struct wall_hold hold = wall_widen(work->db, "…");
   wall_widen() reaches the organisations of the actor, and nobody's while nobody is known; wall_open() everything. */
struct wall_hold {
    struct db *db;
    enum wall_state before;
};
struct wall_hold wall_widen(struct db *db, const char *why);
struct wall_hold wall_open(struct db *db, const char *why);
void wall_hold_end(struct wall_hold *hold);
#define AUTO_WALL __attribute__((cleanup(wall_hold_end), unused))

/* What the policies are to read now; empty while closed. */
struct text wall_text(const struct db *db);
/* For db_close(). */
void wall_free(struct wall *wall);

#endif
