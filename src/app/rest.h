/* When a process gives back memory.  Nine processes that each keep what their largest page once took are most of what a
   small host has. */
#ifndef APP_REST_H
#define APP_REST_H

#include <stdbool.h>
#include <stdint.h>

struct db;

enum { REST_MILLISECONDS = 1000 };

/* Of one process; all zero at first. */
struct rest {
    int64_t given_at; /* clock_ticks(): when memory was given back last */
    bool rests;       /* nothing was done since */
};

/* How long to wait for work: a second, and without end once the process rests. */
int rest_patience(const struct rest *rest);

/* After a piece of work whose memory is free again: gives back at most once a second. */
void rest_after_work(struct rest *rest);

/* Nothing came for a second: the connection gives back its pages too, once. */
void rest_when_idle(struct rest *rest, struct db *db);

#endif
