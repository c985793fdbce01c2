/* A request, its answer, and the table of routes.  scgi.c (nginx) and loopback.c (tests) both end in web_serve(). */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/buffer.h"
#include "codec/multipart.h"
#include "codec/url.h"
#include "record/work.h"
#include "view/output.h"
#include "web/scgi.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_PATCH, METHOD_DELETE };

struct application;
struct route;

enum { ROUTE_PARAMETERS = 3 };

struct session {
    bool open; /* somebody is signed in */
    struct identifier id, user;
    struct text csrf;        /* token for this session's forms */
    struct text csrf_before; /* the same under the key before, of a form shown then; may be empty */
    bool by_token;           /* an API token, no cookie: no CSRF check */
    /* Nobody is signed in, but the cookie is that of a session which ended; `user` is whose it was. */
    bool ended;
    int64_t seen_at; /* when its idle cookie was last issued */
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

    /* Of web/ itself. */
    const struct scgi_head *head;
    int64_t started; /* clock_ticks() */
    bool language_in_path;
    bool internal;                /* a hand-over of another process of ours, not of a person */
    const char *advice;           /* N_(): what the problem page says instead of the usual sentence */
    bool may_send_again;          /* the problem page offers the form's data again */
    struct text method_name, uri; /* as they came */
    struct text address;          /* of the client */
    struct text incident;         /* number of a fault of ours, shown to the person and in the log */
    struct text resume;           /* the sealed form of a lost session: hidden field _resume of the sign-in page */
    /* What was audited in this request ("audit.…"): it stays, even when all else is rolled back, because the person
       saw what was read. */
    struct audited {
        const char *action;
        struct text arguments;
        struct audited *next;
    } * audited;
    struct audited *owed, **owed_end; /* owed_reads.h */
    bool owes_reads;
    bool in_transaction; /* a writing transaction is open around this request */
    bool in_page;        /* in the transaction of a page: its audit rows are of it */
    bool writer_away;    /* nginx could not reach the writing worker and asks a reader to say so */
    bool notice_shown;   /* the notice's cookie is to be deleted */
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
    void (*stream_end)(void *context); /* closes files; may be NULL; called by response_clear() and response_close(), so
          these come before the arena is emptied */
    bool no_store;                     /* default true for pages of people */
    struct text etag;                  /* strong, with its quotes: answers If-None-Match on API reads */
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
    bool
        changes_nothing; /* a POST that only reads (search: what was typed stays out of addresses): may be ROUTE_READ */
    bool without_language; /* its address has no /fr: health, documents for programs */
    const void *context;   /* of handlers that serve many records: the struct resource of web/record_api.h */
    const char *purpose;   /* one line for the list of routes (sanad serve --print-routes) */
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

/* A request of a decoded head and its body, both borrowed, in an arena of its own; nothing is judged yet. */
struct request *request_open(const struct application *application, struct arena *arena, const struct scgi_head *head,
                             struct text body);
/* An answer without anything in it; `body` may grow to `ceiling` bytes. */
enum { RESPONSE_MOST = 32 << 20 };
struct response response_open(size_t ceiling);
void response_close(struct response *response);
void response_clear(struct response *response); /* as opened */

/* The version an API write was made from (If-Match: "7"): PRECONDITION_MISSING when absent, PRECONDITION when it is no
   version of ours. */
enum outcome request_version(const struct request *request, int64_t *ret_version) MUST_CHECK;
/* ETag: "7" */
void respond_version(struct request *request, struct response *response, int64_t version);

/* The i-th {…} of the pattern as an identifier: NOT_FOUND when it is none. */
enum outcome request_id(const struct request *request, size_t index, struct identifier *ret_id) MUST_CHECK;

/* Hands a small write to the writing worker and waits for its commit; where this process writes itself it is done at
   once, in a savepoint of the open transaction or in a transaction of its own. */
enum outcome request_hand_over(struct request *request, const char *action, struct text arguments,
                               struct text *ret_answer) MUST_CHECK;

/* The value of one of our cookies (its name without the __Host- prefix that it has where cookies are secure). */
struct text request_cookie(const struct request *request, struct text name);

/* Answers. */
enum outcome respond_redirect(struct request *request, struct response *response,
                              struct text path); /* 303, in the request's language */
void respond_header(struct request *request, struct response *response, const char *name, struct text value);
/* One sentence shown at the top of the next page (a signed cookie). */
void respond_notice(struct request *request, struct response *response, const char *message);
/* The notice that the last answer left, in the language of this page; empty when there is none. */
struct text request_notice(struct request *request);
enum outcome respond_json(struct request *request, struct response *response, int status, struct text json);
/* A cookie of ours: HttpOnly, SameSite=Lax, Secure by the settings.  `seconds` 0 deletes it, COOKIE_SESSION keeps it as
   long as the browser stays open. */
void respond_cookie(struct request *request, struct response *response, struct text name, struct text value,
                    int64_t seconds);

#endif
