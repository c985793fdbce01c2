/* A request, its answer, and the table of routes.  scgi.c (nginx) and loopback.c (tests) both end in web_serve(). */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/buffer.h"
#include "codec/multipart.h"
#include "codec/url.h"
#include "record/work.h"
#include "view/output.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_PATCH, METHOD_DELETE };

struct application;
struct route;

enum { ROUTE_PARAMETERS = 3 };

struct session {
    bool open; /* somebody is signed in */
    struct identifier id, user;
    struct text csrf; /* token for this session's forms */
    bool by_token;    /* an API token, no cookie: no CSRF check */
};

struct request {
    enum method method;
    struct text path;   /* normalised, without language: "/persons/0190…" ; API: "/api/v1/persons" */
    struct text target; /* as asked, with language, without query: for links back */
    struct text query_text;
    struct parameters query; /* of the address */
    struct parameters form;  /* of the body: a form */
    const struct upload *uploads;
    size_t upload_count;
    struct text body, content_type;           /* raw, for the API */
    struct text parameters[ROUTE_PARAMETERS]; /* what stood for {id} … in the route's pattern, in order */
    struct text (*header)(const struct request *request, const char *name); /* "If-Match"; empty when absent */
    const void *header_context;
    const struct route *route;
    const struct application *application;
    struct session session;
    struct actor actor;
    struct work work; /* db, actor, arena, language, zone, now, problems of this request */
    bool api;
    /* The form is shown again with what was typed, nothing is stored: the language was changed, or the session had
       ended and the person signed in again. */
    bool redisplay;
    struct text redisplay_notice; /* N_() translated; empty */
};

struct response {
    int status;
    struct text content_type;
    struct buffer body;
    struct text location;      /* of a redirect */
    struct text headers;       /* further lines, each ended by CR LF; written by web/ only */
    struct text download_name; /* Content-Disposition: attachment */
    /* Instead of body: written piece by piece (exports).  Returns false at the end. */
    bool (*stream)(void *context, struct buffer *piece);
    void *stream_context;
    bool no_store; /* default true for pages of people */
};

typedef enum outcome page_handler(struct request *request, struct response *response);

/* Which process takes it (on SQLite): readers, the one writing worker, or the slow ones (password hashing, uploads,
   file parsing), which hand their writes over.  nginx's map of routes to sockets is made from this. */
enum route_class { ROUTE_READ, ROUTE_WRITE, ROUTE_SLOW };

struct route {
    enum method method;
    const char *pattern; /* "/persons/{id}/edit", without language; "/api/v1/persons/{id}" */
    enum route_class class;
    page_handler *handle;
    struct right *right; /* needed on some row; the handler's readers decide on the row */
    bool open_to_all;    /* the only other way in: sign-in pages, health, public face */
    bool no_csrf;        /* only with open_to_all */
    bool big_body;       /* up to the upload limit instead of 1 MiB */
    const char *purpose; /* one line for the list of routes (sanad serve --print-routes) */
};

struct route_list {
    const struct route *routes;
    size_t count;
};

/* A small write that another process hands over; runs in the writing worker's batch, in its own savepoint. */
struct internal_action {
    const char *name; /* "session.open" */
    enum outcome (*run)(struct work *work, struct text arguments /* JSON */, struct text *ret_answer);
};

/* The i-th {…} of the pattern as an identifier: NOT_FOUND when it is none. */
enum outcome request_id(const struct request *request, size_t index, struct identifier *ret_id) MUST_CHECK;

/* Answers. */
enum outcome respond_redirect(struct request *request, struct response *response,
                              struct text path); /* 303, in the request's language */
void respond_header(struct request *request, struct response *response, const char *name, struct text value);
/* One sentence shown at the top of the next page (a signed cookie). */
void respond_notice(struct request *request, struct response *response, const char *message);
enum outcome respond_json(struct request *request, struct response *response, int status, struct text json);
void respond_cookie(struct request *request, struct response *response, struct text name, struct text value,
                    int64_t seconds);

#endif
