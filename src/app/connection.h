/* One SCGI connection of a worker: the request as it comes in, the answer as it goes out.  The socket never blocks;
   who waits for it is the caller's choice. */
#ifndef APP_CONNECTION_H
#define APP_CONNECTION_H

#include "web/application.h"

enum { CONNECTION_ARENA = 48 << 20, CONNECTION_SECONDS = 10 };

enum connection_state {
    CONNECTION_WAITS, /* for more bytes, or for room to write */
    CONNECTION_DONE,  /* the whole request is there; the whole answer is sent */
    CONNECTION_BROKEN,
};

struct connection {
    int fd; /* -1: free */
    const struct application *application;
    struct arena *arena;
    struct buffer in, out;
    size_t head_length; /* 0: not yet known */
    size_t body_most, received;
    struct scgi_head head;
    struct request *request;
    struct response response;
    size_t sent;
    int64_t deadline; /* clock_ticks() by which the request must be there, then the answer taken */
};

/* A connection without socket, to be used again and again. */
struct connection connection_make(const struct application *application);
void connection_free(struct connection *connection); /* its arena is NULL then */

void connection_open(struct connection *connection, int fd);
void connection_close(struct connection *connection);
/* Reads what is there.  DONE: connection->request is ready for web_serve(); a body that is too long was read and
   dropped, and the request says so. */
enum connection_state connection_read(struct connection *connection);
/* Puts the answer's bytes (all but a stream's) in line. */
void connection_answer(struct connection *connection);
enum connection_state connection_write(struct connection *connection);

#endif
