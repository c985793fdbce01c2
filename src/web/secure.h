/* What keeps other sites out: names of cookies, origins, the fixed headers of every answer. */
#ifndef WEB_SECURE_H
#define WEB_SECURE_H

#include "web/application.h"

/* "__Host-session" where cookies are secure, "session" on plain http at home. */
struct text secure_cookie_name(const struct application *application, struct arena *arena, struct text name);
/* A form comes from our own pages: Sec-Fetch-Site, Origin and Referer, as far as they are there, say so.  FORBIDDEN. */
enum outcome secure_origin(const struct request *request) MUST_CHECK;
/* Origin was there and is ours: a page of ours sent this. */
bool secure_origin_is_known(const struct request *request);
/* The form carries this session's token.  FORBIDDEN. */
enum outcome secure_token(const struct request *request) MUST_CHECK;
/* This request came from a process of ours. */
bool secure_internal(const struct request *request);
struct text secure_internal_text(const struct application *application, struct arena *arena);
/* Content-Security-Policy and the others, lines ended by CR LF. */
struct text secure_headers(void);

#endif
