/* The program as the web sees it: what app/ puts together at start and nothing changes afterwards. */
#ifndef WEB_APPLICATION_H
#define WEB_APPLICATION_H

#include "record/keys.h"
#include "system/settings.h"
#include "web/page.h"

/* What lies above web/ (identity) and is called from it. */
struct application_hooks {
    /* Fills the actor of a session's user; NOT_FOUND when the account is closed. */
    enum outcome (*actor_of_user)(struct work *work, struct identifier user, struct actor *ret_actor);
    /* Fills the actor of an API token ("Bearer …"): NOT_FOUND when unknown or revoked. */
    enum outcome (*actor_of_token)(struct work *work, struct text token, struct actor *ret_actor);
};

/* Where a person signs in; identity/ has the route (open_to_all).  Its page carries request->resume and
   page_next(request) on as hidden fields `_resume` and `_next`. */
#define WEB_SIGN_IN "/sign-in"
/* Where it is said why a glass was broken; privacy/ has the route. */
#define WEB_BROKEN_GLASS "/broken-glass"

enum { BODY_MOST = 1 << 20, INTERNAL_BODY_MOST = 4 << 20, RESUME_MOST = 256 << 10, RESUME_MINUTES = 120 };
/* What monitors ask for, on this host only. */
#define METRICS_PATH "/metrics"
enum { BATCH_MOST = 64 };

struct application {
    const struct settings *settings;
    struct keyring *keyring;
    struct keys *keys;
    struct db *db; /* of this process: read-only in readers, writing in the writing worker */
    bool writes;   /* this process may write itself */
    const struct route_list *routes;
    size_t route_list_count;
    const struct internal_action *const *actions; /* NULL-ended lists ended by an entry without name */
    size_t action_list_count;
    const struct menu_entry *menu;
    size_t menu_count;
    struct application_hooks hooks;
    const struct zone *zone;
    struct text style, style_right_to_left, script, icons, favicon; /* from the assets' manifest, as in struct page */
    hand_over *hand_over;                                           /* to the writing worker; NULL where `writes` */
    void *hand_over_context;
    /* Tests put hostile texts in place of all that pages write from data: see view/output.h. */
    struct text (*substitute)(struct text text, void *context);
    void *substitute_context;
    struct metrics *metrics;           /* counters that all processes share; NULL: nothing is counted */
    unsigned char internal_secret[32]; /* known to the processes of this supervisor only */
    int64_t handler_microseconds;      /* what a handler may take within a batch; 0: settings->request_seconds */
    int64_t batch_microseconds;        /* after which a batch takes no other request; 0: it takes BATCH_MOST */
};

/* Refuses (FAILED, and says on stderr which) a route without right and without open_to_all, two routes that match the
   same path, a state-changing route that is ROUTE_READ, a pattern that is not made of path segments. */
enum outcome application_check(const struct application *application) MUST_CHECK;

/* Serves requests: one, or a batch in one transaction (the writing worker): each in its own savepoint, one commit, then
   all answers.  When the commit fails every answer becomes 503 or 507.  Never fails: the responses say what happened.
 */
void web_serve(const struct application *application, struct request *request, struct response *response);
void web_serve_batch(const struct application *application, struct request **requests, struct response **responses,
                     size_t count);
/* The same for as many of the first as make one batch: at most BATCH_MOST, and no new one after batch_microseconds, so
   that nobody's answer waits long for others.  How many were served: at least one. */
size_t web_serve_some(const struct application *application, struct request **requests, struct response **responses,
                      size_t count);
/* How many bytes of body are read for this address; more is answered with 413. */
size_t web_body_most(const struct application *application, struct arena *arena, const struct scgi_head *head);
/* Runs an internal action, or one of the queue of jobs, in the caller's transaction. */
enum outcome web_internal(const struct application *application, struct work *work, struct text action,
                          struct text arguments, struct text *ret_answer) MUST_CHECK;

#endif
