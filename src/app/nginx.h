/* The configuration of nginx, derived from the table of routes: which address goes to which process, and how much it
   may send. */
#ifndef APP_NGINX_H
#define APP_NGINX_H

#include "web/application.h"

/* A whole nginx.conf for an instance of one's own on 127.0.0.1:port; its files lie in settings->run.  FAILED when the
   buffer is full or a path holds what a configuration cannot. */
enum outcome nginx_write(struct buffer *out, const struct application *application, int64_t port) MUST_CHECK;

#endif
