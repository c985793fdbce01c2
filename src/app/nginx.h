/* The configuration of nginx, derived from the table of routes: which address goes to which process, and how much it
   may send. */
#ifndef APP_NGINX_H
#define APP_NGINX_H

#include "web/application.h"

enum { NGINX_PUBLIC = 0 };

/* A whole nginx.conf; its files lie in settings->run.  For an instance of one's own on 127.0.0.1:port, or, with
   NGINX_PUBLIC, for a host that people reach under settings->address: TLS when that is https, with the certificate that
   packaging/sanad-web.service hands over, and the log in the journal.  FAILED when the buffer is full or a path holds
   what a configuration cannot. */
enum outcome nginx_write(struct buffer *out, const struct application *application, int64_t port) MUST_CHECK;

#endif
