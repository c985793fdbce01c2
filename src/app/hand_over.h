/* How the other processes reach the writing worker. */
#ifndef APP_HAND_OVER_H
#define APP_HAND_OVER_H

#include "web/application.h"

/* A struct work's hand_over; `context` is a struct hand_over_place.  UNAVAILABLE when the writing worker is away or
   does not answer within ten seconds: then it may or may not have been done. */
struct hand_over_place {
    const struct application *application;
    const char *socket; /* path of the writing worker's */
};
hand_over hand_over_send;

/* Sockets by path, also where the path is longer than an address of a socket may be.  -1 on failure, errno set. */
int socket_listen(const char *path, int backlog);
int socket_connect(const char *path);

#endif
