/* Who waits for the writing worker, and in which order: of each client one request in turn, so that a thousand of one
   delay one of another by no more than one of each client who waits. */
#ifndef APP_QUEUE_H
#define APP_QUEUE_H

#include "base/text.h"

enum { QUEUE_MOST = 1024, QUEUE_CLIENTS = 512 };

struct connection;

/* Zeros: empty. */
struct queue {
    struct {
        struct connection *connection;
        uint64_t turn;
    } waiting[QUEUE_MOST]; /* by turn, and within a turn as they came */
    size_t count;
    uint64_t now;                 /* the turn that is served */
    uint64_t last[QUEUE_CLIENTS]; /* the turn of a client's last request; clients are told apart by a hash */
};

/* At most QUEUE_MOST.  `client`: an address; empty: our own processes, each of which waits for one answer at a time:
   they come with the turn that is served. */
void queue_add(struct queue *queue, struct connection *connection, struct text client);
/* The next but `i`; i < queue->count. */
struct connection *queue_at(const struct queue *queue, size_t i);
/* The first `count` were served. */
void queue_remove(struct queue *queue, size_t count);

#endif
