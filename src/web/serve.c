#include "web/serve.h"

#include <stdio.h>

#include "codec/cookie.h"
#include "codec/header.h"
#include "codec/multipart.h"
#include "record/kept_row.h"
#include "system/clock.h"
#include "web/api.h"
#include "web/internal.h"
#include "web/metrics.h"
#include "web/owed_reads.h"
#include "web/page.h"
#include "web/refusal.h"
#include "web/resume.h"
#include "web/router.h"
#include "web/secure.h"
#include "web/session.h"
#include "web/status.h"

enum { YEAR_SECONDS = 365 * 24 * 3600, LOG_LINE = 1024 };

/* --- the address -------------------------------------------------------------------------------------------------- */

static const struct language *preferred_language(const struct request *request)
{
    const struct language *language = language_for(request_cookie(request, TEXT("language")));
    return language != NULL ? language : language_accepted(request->header(request, "Accept-Language"));
}

static enum outcome read_address(struct request *request, struct response *response)
{
    struct text path;
    ptrdiff_t mark = text_find_byte(request->uri, '?');
    struct text raw = text_slice(request->uri, 0, mark < 0 ? request->uri.length : (size_t)mark);
    request->work.language = preferred_language(request);
    if (!method_from_name(request->method_name, &request->method))
        return respond_status(request, response, 405);
    if (url_path(request->work.arena, raw, &path) != OK)
        return respond_status(request, response, 400);
    if (mark >= 0)
        request->query_text = text_slice(request->uri, (size_t)mark + 1, request->uri.length);
    request->target = request->path = path;
    const struct language *language = path_language(path, &request->path);
    request->language_in_path = language != NULL;
    if (language != NULL)
        request->work.language = language;
    request->api = !request->language_in_path && path_is_api(path);
    if (request->head->ambiguous)
        return respond_status(request, response, 400);
    if (parameters_parse(&request->query, &request->work.problems, request->query_text) != OK)
        return respond_status(request, response, 400);
    return OK;
}

/* A page's address without language leads to the same with it. */
static enum outcome add_language(struct request *request, struct response *response)
{
    if (method_changes(request->method))
        return NOT_FOUND;
    enum outcome outcome = respond_redirect(request, response, request->uri);
    response->status = 302;
    return outcome;
}

static enum outcome find_route(struct request *request, struct response *response)
{
    bool other;
    request->route = route_find(request->application, request->method, request->path, request->parameters, &other);
    bool without_language = request->api || (request->route != NULL && request->route->without_language);
    if (request->language_in_path && (without_language || path_is_api(request->path)))
        request->route = NULL;
    if (request->route == NULL)
        return other && !request->language_in_path == without_language ? respond_status(request, response, 405)
                                                                       : NOT_FOUND;
    return request->language_in_path || without_language ? OK : add_language(request, response);
}

/* --- who and what ------------------------------------------------------------------------------------------------- */

static enum outcome read_session(struct request *request, struct response *response)
{
    (void)response;
    return session_read(request);
}

static enum outcome read_form(struct request *request, struct response *response)
{
    struct uploads uploads = {0};
    enum outcome outcome = OK;
    if (request->head->content_length > request->body.length)
        return TOO_LARGE;
    if (!method_changes(request->method) || request->api || request->body.length == 0)
        return OK;
    struct text kind = header_value(request->content_type);
    if (text_equal_ignoring_case(kind, TEXT("application/x-www-form-urlencoded")))
        outcome = parameters_parse(&request->form, &request->work.problems, request->body);
    else if (text_equal_ignoring_case(kind, TEXT("multipart/form-data")))
        outcome =
            multipart_parse(&request->work.problems, request->content_type, request->body, &request->form, &uploads);
    else
        return respond_status(request, response, 415);
    request->uploads = uploads.at;
    request->upload_count = uploads.count;
    request->redisplay = parameters_has(&request->form, TEXT("_language"));
    const struct language *wanted = language_for(parameters_get(&request->form, TEXT("_language")));
    if (wanted != NULL)
        request->work.language = wanted;
    request->resume = parameters_get(&request->form, TEXT("_resume"));
    return outcome == INVALID ? respond_status(request, response, 400) : outcome;
}

static enum outcome check_origin(struct request *request, struct response *response)
{
    (void)response;
    if (!method_changes(request->method) || request->api)
        return OK;
    enum outcome outcome = secure_origin(request);
    if (outcome != OK)
        request->advice = N_("This was sent from another site. Open the page here and send it from there.");
    return outcome;
}

/* Somebody who first has to do something is led there, whatever they asked for. */
static enum outcome check_duty(struct request *request, struct response *response)
{
    struct text duty = request->actor.confined_to;
    if (text_is_empty(duty) || text_starts_with(request->path, duty))
        return OK;
    return request->api || method_changes(request->method) ? FORBIDDEN : respond_redirect(request, response, duty);
}

static enum outcome check_right(struct request *request, struct response *response)
{
    if (request->route->open_to_all)
        return OK;
    if (!request->session.open)
        return UNAUTHENTICATED;
    enum outcome outcome = check_duty(request, response);
    if (outcome != OK || response->status != 0)
        return outcome;
    return actor_may(&request->actor, request->route->right) ? OK : FORBIDDEN;
}

static enum outcome check_token(struct request *request, struct response *response)
{
    (void)response;
    if (!method_changes(request->method) || request->api || !request->session.open || request->route->no_csrf)
        return OK;
    enum outcome outcome = secure_token(request);
    if (outcome != OK) {
        request->advice =
            N_("This page was opened before you last signed in. Check who is signed in, then send it again.");
        request->may_send_again = secure_origin_is_known(request);
    }
    return outcome;
}

/* --- the handler -------------------------------------------------------------------------------------------------- */

static enum outcome check_writer(struct request *request, struct response *response)
{
    (void)response;
    if (request->writer_away)
        request->may_send_again = true;
    bool misled = request->route->class == ROUTE_WRITE && !request->application->writes;
    return request->writer_away || misled ? UNAVAILABLE : OK;
}

static int64_t deadline_of(const struct request *request)
{
    const struct application *application = request->application;
    int64_t allowed = application->settings->request_seconds * MICROSECONDS;
    if (request->in_transaction && application->handler_microseconds != 0)
        allowed = application->handler_microseconds;
    return clock_ticks() + allowed;
}

static enum outcome handle(struct request *request, struct response *response)
{
    return request->api ? api_handle(request, response) : request->route->handle(request, response);
}

/* With what was read kept, and the audit rows of it handed over together. */
static enum outcome handle_keeping(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    bool owes = request->route->class == ROUTE_READ && work->hand_over == owed_reads_take;
    work->kept = work->db->depth > 0 ? kept_rows_open(work) : NULL;
    if (owes)
        owed_reads_begin(request);
    enum outcome outcome = handle(request, response);
    work->kept = NULL;
    enum outcome settled = owes ? owed_reads_settle(request) : OK;
    if (settled != OK)
        response_clear(response); /* nothing is shown that was not audited */
    return settled == OK ? outcome : settled;
}

/* A reader sees one state of the database from its first statement to its last. */
static enum outcome run_handler(struct request *request, struct response *response)
{
    struct db *db = request->work.db;
    AUTO_TRANSACTION struct db_transaction snapshot = {0};
    db->deadline = deadline_of(request);
    if (request->route->class == ROUTE_READ && !request->application->writes && db->depth == 0) {
        enum outcome outcome = db_transaction_begin(db, false, &snapshot);
        if (outcome != OK)
            return outcome;
    }
    enum outcome outcome = handle_keeping(request, response);
    db->deadline = 0;
    bool answered = response->status != 0 && (response->stream == NULL || !request->in_transaction);
    if (outcome == OK && !answered) {
        (void)fprintf(stderr, "sanad: route %s: its handler gave no answer, or a stream in the writing worker\n",
                      request->route->pattern);
        return FAILED;
    }
    return outcome;
}

typedef enum outcome stage(struct request *request, struct response *response);
static stage *const STAGES[] = {read_address, read_session, find_route,   read_form,  check_origin,
                                check_right,  check_token,  check_writer, run_handler};
enum { STAGE_COUNT = sizeof STAGES / sizeof *STAGES };

/* --- answers ------------------------------------------------------------------------------------------------------ */

/* The sign-in page in place of the form; it carries the form along. */
static bool ask_to_sign_in(struct request *request, struct response *response)
{
    bool other;
    struct arena *arena = request->work.arena;
    if (request->api || text_is(request->path, WEB_SIGN_IN))
        return false;
    const struct route *route =
        route_find(request->application, METHOD_GET, TEXT(WEB_SIGN_IN), request->parameters, &other);
    if (route == NULL || !route->open_to_all)
        return false;
    if (!method_changes(request->method)) {
        AUTO_BUFFER struct buffer path = buffer_open(request->uri.length * 4 + ROUTE_PATTERN_MOST);
        buffer_add(&path, TEXT(WEB_SIGN_IN "?_next="));
        struct text query =
            text_is_empty(request->query_text) ? TEXT_NONE : arena_join(arena, TEXT("?"), request->query_text);
        url_encode(&path, arena_join(arena, request->path, query));
        return respond_redirect(request, response, buffer_text(&path)) == OK;
    }
    request->resume = resume_seal(request);
    request->path = TEXT(WEB_SIGN_IN);
    request->route = route;
    bool shown = route->handle(request, response) == OK;
    response->status = 401;
    return shown;
}

/* A form that was right and could not be stored is offered again; passwords are not put into a page. */
static bool form_may_wait(const struct request *request, enum outcome outcome)
{
    const struct route *route = request->route;
    return outcome == DISK_FULL && request->session.open && route != NULL &&
           (route->class == ROUTE_WRITE || route->changes_nothing);
}

void serve_answer(struct request *request, struct response *response, enum outcome outcome)
{
    if (request->internal) {
        internal_answer(request, response, outcome, TEXT_NONE);
        return;
    }
    if (outcome != OK && response->status < 400) {
        response_clear(response);
        request->may_send_again = request->may_send_again || form_may_wait(request, outcome);
        if (outcome != UNAUTHENTICATED || !ask_to_sign_in(request, response))
            (void)respond_problem(request, response, outcome);
    }
    if (response->body.full) {
        (void)fprintf(stderr, "sanad: route %s: its answer is too large\n",
                      request->route == NULL ? "-" : request->route->pattern);
        response_clear(response);
        (void)respond_problem(request, response, FAILED);
    }
}

static enum outcome run_here(void *context, struct work *work, const char *action, struct text arguments,
                             struct text *ret_answer)
{
    struct request *request = context;
    if (text_starts_with(text_from(action), TEXT("audit."))) {
        struct audited *audited = arena_new(work->arena, struct audited);
        *audited = (struct audited){action, arena_text(work->arena, arguments), request->audited};
        request->audited = audited;
        if (request->in_page) /* of the page's own transaction: what cannot be audited is not shown */
            return web_internal(request->application, work, text_from(action), arguments, ret_answer);
    }
    return internal_run_here((void *)(uintptr_t)request->application, work, action, arguments, ret_answer);
}

enum outcome serve_audit_again(struct request *request)
{
    enum outcome outcome = OK;
    struct text answer;
    for (const struct audited *audited = request->audited; audited != NULL && outcome == OK; audited = audited->next)
        outcome = internal_run_here((void *)(uintptr_t)request->application, &request->work, audited->action,
                                    audited->arguments, &answer);
    request->audited = NULL;
    return outcome;
}

/* As request_open() left it, but for the memory used. */
static void begin(struct request *request)
{
    const struct application *application = request->application;
    struct arena *arena = request->work.arena;
    bool in_transaction = request->in_transaction;
    bool in_page = request->in_page;
    int64_t started = request->started;
    struct request *fresh = request_open(application, arena, request->head, request->body);
    *request = *fresh;
    request->started = started;
    request->in_transaction = in_transaction;
    request->in_page = in_page;
    request->work = (struct work){.db = application->db,
                                  .keys = application->keys,
                                  .actor = &request->actor,
                                  .arena = arena,
                                  .language = language_at(0),
                                  .zone = application->zone,
                                  .now = clock_now(),
                                  .problems = problems_open(arena)};
    bool hands_over = !application->writes && application->hand_over != NULL;
    request->work.hand_over = application->writes ? run_here : hands_over ? owed_reads_take : NULL;
    request->work.hand_over_context = request;
    request->actor.origin = request->address;
    wall_close(application->db); /* until it is known who asks */
}

static enum outcome run_stages(struct request *request, struct response *response, size_t count)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK && response->status == 0; i++)
        outcome = STAGES[i](request, response);
    request->work.db->deadline = 0;
    return outcome;
}

enum outcome serve_one(struct request *request, struct response *response)
{
    begin(request);
    response_clear(response);
    if (request->internal)
        return internal_serve(request, response);
    enum outcome outcome = run_stages(request, response, STAGE_COUNT);
    if (outcome == OK && response->status < 400 && !response->body.full)
        return request->redisplay ? INVALID : OK;
    serve_answer(request, response, outcome);
    return outcome == OK ? INVALID : outcome;
}

void serve_unavailable(struct request *request, struct response *response, enum outcome why)
{
    enum outcome outcome = why == DISK_FULL ? DISK_FULL : UNAVAILABLE;
    response_clear(response);
    if (request->work.db == NULL) { /* it never began: find out in which language to answer, and what was typed */
        begin(request);
        if (!request->internal)
            (void)run_stages(request, response, STAGE_COUNT - 1);
        response_clear(response);
    }
    request->may_send_again = request->session.open;
    request->work.problems = problems_open(request->work.arena); /* of an answer that nobody will see */
    if (request->internal)
        internal_answer(request, response, outcome, TEXT_NONE);
    else
        (void)respond_problem(request, response, outcome);
}

/* --- from outside ------------------------------------------------------------------------------------------------- */

/* Before anything of the request was read: where its address leads. */
static const struct route *route_expected(const struct application *application, struct arena *arena,
                                          const struct scgi_head *head)
{
    enum method method;
    struct text parameters[ROUTE_PARAMETERS];
    bool other;
    struct text path = scgi_header(head, TEXT("REQUEST_URI"));
    ptrdiff_t mark = text_find_byte(path, '?');
    path = text_slice(path, 0, mark < 0 ? path.length : (size_t)mark);
    if (!method_from_name(scgi_header(head, TEXT("REQUEST_METHOD")), &method) || url_path(arena, path, &path) != OK)
        return NULL;
    (void)path_language(path, &path);
    return route_find(application, method, path, parameters, &other);
}

size_t web_body_most(const struct application *application, struct arena *arena, const struct scgi_head *head)
{
    if (!text_is_empty(scgi_header(head, TEXT("SANAD_ACTION"))))
        return INTERNAL_BODY_MOST;
    const struct route *route = route_expected(application, arena, head);
    return route != NULL && route->big_body ? (size_t)application->settings->upload_bytes + BODY_MOST : BODY_MOST;
}

/* Numbers and patterns only: what people typed or looked for is not for logs. */
static void log_request(const struct request *request, const struct response *response)
{
    AUTO_BUFFER struct buffer line = buffer_open(LOG_LINE);
    struct arena *arena = request->work.arena;
    struct text what = request->internal ? scgi_header(request->head, TEXT("SANAD_ACTION"))
                                         : text_from(request->route == NULL ? "-" : request->route->pattern);
    buffer_format(&line, "%.*s %s %.*s %d %lldus", TEXT_ARG(instant_to_text(arena, request->work.now)),
                  request->internal ? "hand-over" : method_name(request->method), TEXT_ARG(what), response->status,
                  (long long)(clock_ticks() - request->started));
    if (!identifier_is_none(request->actor.user))
        buffer_format(&line, " user=%.*s", TEXT_ARG(identifier_to_text(arena, request->actor.user)));
    if (!text_is_empty(request->incident))
        buffer_format(&line, " incident=%.*s", TEXT_ARG(request->incident));
    buffer_add_byte(&line, '\n');
    (void)fwrite(line.bytes, 1, line.length, stderr);
}

static void remember_language(struct request *request, struct response *response)
{
    struct text tag = text_from(language_tag(request->work.language));
    if (request->language_in_path && response->status < 400 &&
        !text_equal(request_cookie(request, TEXT("language")), tag))
        respond_cookie(request, response, TEXT("language"), tag, YEAR_SECONDS);
}

void serve_conclude(struct request *request, struct response *response)
{
    if (!request->api && !request->internal) {
        session_refresh(request, response);
        remember_language(request, response);
        if (request->notice_shown)
            respond_cookie(request, response, TEXT("notice"), TEXT_NONE, 0);
    }
    log_request(request, response);
    metrics_count_request(request->application->metrics, request, response->status, clock_ticks() - request->started);
}

enum outcome serve_again(struct request *request, struct response *response, struct text path, struct parameters form,
                         const char *notice)
{
    bool other;
    request->form = form;
    request->uploads = NULL;
    request->upload_count = 0;
    request->method = METHOD_POST;
    request->path = path;
    request->target = page_path(request, path);
    request->redisplay = true;
    request->redisplay_notice = text_from(tr(request->work.language, notice));
    request->route = route_find(request->application, METHOD_POST, path, request->parameters, &other);
    if (request->route == NULL)
        return NOT_FOUND;
    enum outcome outcome = check_right(request, response);
    if (outcome != OK || response->status != 0)
        return outcome;
    AUTO_TRANSACTION struct db_transaction never_kept = {0}; /* whatever the handler does */
    outcome = db_transaction_begin(request->work.db, request->application->writes, &never_kept);
    if (outcome != OK)
        return outcome;
    outcome = request->route->handle(request, response);
    db_transaction_end(&never_kept);
    enum outcome audited = serve_audit_again(request);
    return audited == OK ? outcome : audited;
}

/* A page on an engine where every process writes: one transaction, which its audit rows are of, over before the answer
   leaves.  What the handler refused was audited none the less. */
static enum outcome serve_page(struct request *request, struct response *response)
{
    AUTO_TRANSACTION struct db_transaction page = {0};
    struct db *db = request->application->db;
    enum outcome outcome = db_transaction_begin_page(db, &page);
    if (outcome != OK) {
        serve_unavailable(request, response, outcome);
        return outcome;
    }
    request->in_page = true;
    outcome = serve_one(request, response);
    request->in_page = false;
    enum outcome committed = db_transaction_commit(&page);
    if (committed == OK)
        return outcome;
    db_transaction_end(&page);
    if (outcome == OK) { /* nothing that was not audited is shown */
        serve_unavailable(request, response, committed);
        return committed;
    }
    if (serve_audit_again(request) != OK)
        serve_unavailable(request, response, committed);
    return outcome;
}

void web_serve(const struct application *application, struct request *request, struct response *response)
{
    request->application = application;
    const struct route *route = route_expected(application, request->work.arena, request->head);
    bool page = route != NULL && route->class == ROUTE_READ && !request->internal;
    if (application->writes && (request->internal || (route != NULL && route->class == ROUTE_WRITE))) {
        web_serve_batch(application, &request, &response, 1);
        return;
    }
    enum outcome outcome = page && application->writes && application->db->back_end->many_writers
                               ? serve_page(request, response)
                               : serve_one(request, response);
    if (outcome == FORBIDDEN)
        refusal_audit(request);
    serve_conclude(request, response);
}
