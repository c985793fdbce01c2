#include "web/loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "web/answer.h"
#include "web/internal.h"
#include "web/router.h"

enum {
    ARENA_LIMIT = 256 << 20,
    CLIENT_LIMIT = 64 << 20,
    REQUEST_MOST = 64 << 20,
    JAR_MOST = 32,
    HEADERS_MOST = 32,
};

struct entry {
    struct text name, value;
};

struct exchange {
    struct arena *arena; /* one request and its answer */
    struct buffer bytes;
    struct request *request;
    struct response response;
};

struct loopback {
    const struct application *application;
    struct application reader; /* when loopback_read_with() was called */
    struct arena *arena;       /* cookies, headers, tokens */
    struct entry jar[JAR_MOST], headers[HEADERS_MOST];
    struct text csrf, last_csrf, path;
    struct exchange exchange;
    struct loopback_answer answer;
};

struct loopback *loopback_open(const struct application *application)
{
    struct arena *arena = arena_open(CLIENT_LIMIT);
    struct loopback *loopback = arena_new(arena, struct loopback);
    loopback->arena = arena;
    loopback->application = application;
    loopback->exchange = (struct exchange){
        .arena = arena_open(ARENA_LIMIT), .bytes = buffer_open(REQUEST_MOST), .response = response_open(RESPONSE_MOST)};
    loopback_set_header(loopback, "Origin", application->settings->address);
    return loopback;
}

struct loopback *loopback_close(struct loopback *loopback)
{
    if (loopback == NULL)
        return NULL;
    response_close(&loopback->exchange.response);
    buffer_close(&loopback->exchange.bytes);
    (void)arena_close(loopback->exchange.arena);
    (void)arena_close(loopback->arena);
    return NULL;
}

/* --- handing over, when readers only read ------------------------------------------------------------------------- */

static enum outcome hand_over_here(void *context, struct work *work, const char *action, struct text arguments,
                                   struct text *ret_answer)
{
    struct loopback *loopback = context;
    struct scgi_head head;
    size_t length;
    AUTO_ARENA struct arena *arena = arena_open(ARENA_LIMIT);
    AUTO_BUFFER struct buffer bytes = buffer_open(REQUEST_MOST);
    AUTO_BUFFER struct buffer answered = buffer_open(REQUEST_MOST);
    struct response response = response_open(RESPONSE_MOST);
    internal_request(loopback->application, work, action, arguments, &bytes);
    if (scgi_measure(buffer_text(&bytes), &length) != OK || scgi_decode(arena, buffer_text(&bytes), &head) != OK)
        return UNAVAILABLE;
    struct text body = text_slice(buffer_text(&bytes), length, bytes.length);
    struct request *request = request_open(loopback->application, arena, &head, body);
    web_serve(loopback->application, request, &response);
    answer_head(request, &response, &answered);
    buffer_add(&answered, answer_body(request, &response));
    response_close(&response);
    return internal_answer_read(work->arena, buffer_text(&answered), ret_answer);
}

void loopback_read_with(struct loopback *loopback, struct db *read_only)
{
    loopback->reader = *loopback->application;
    loopback->reader.db = read_only;
    loopback->reader.writes = false;
    loopback->reader.hand_over = hand_over_here;
    loopback->reader.hand_over_context = loopback;
}

/* --- cookies and headers ------------------------------------------------------------------------------------------ */

static void set_entry(struct loopback *loopback, struct entry *entries, size_t most, struct text name,
                      struct text value)
{
    struct entry *found = NULL;
    for (size_t i = 0; i < most; i++) {
        if (text_equal(entries[i].name, name)) {
            found = &entries[i];
            break;
        }
        if (found == NULL && text_is_empty(entries[i].name))
            found = &entries[i];
    }
    if (found == NULL) {
        (void)fputs("loopback: too many cookies or headers\n", stderr);
        abort();
    }
    *found = text_is_empty(value)
                 ? (struct entry){0}
                 : (struct entry){arena_text(loopback->arena, name), arena_text(loopback->arena, value)};
}

void loopback_set_header(struct loopback *loopback, const char *name, struct text value)
{
    set_entry(loopback, loopback->headers, HEADERS_MOST, text_from(name), value);
}

void loopback_set_cookie(struct loopback *loopback, const char *name, struct text value)
{
    set_entry(loopback, loopback->jar, JAR_MOST, text_from(name), value);
}

struct text loopback_cookie(const struct loopback *loopback, const char *name)
{
    for (size_t i = 0; i < JAR_MOST; i++)
        if (text_is(loopback->jar[i].name, name))
            return loopback->jar[i].value;
    return TEXT_NONE;
}

void loopback_forget_cookies(struct loopback *loopback) { memset(loopback->jar, 0, sizeof loopback->jar); }

void loopback_set_csrf(struct loopback *loopback, struct text token)
{
    loopback->csrf = token.at == NULL ? TEXT_NONE : arena_text(loopback->arena, token);
}

/* --- asking ------------------------------------------------------------------------------------------------------- */

static struct text header_name(struct arena *arena, struct text name)
{
    char *upper = arena_string(arena, name);
    for (size_t i = 0; i < name.length; i++)
        if (upper[i] == '-')
            upper[i] = '_';
        else if (upper[i] >= 'a' && upper[i] <= 'z')
            upper[i] = (char)(upper[i] - 'a' + 'A');
    return arena_join(arena, TEXT("HTTP_"), (struct text){upper, name.length});
}

static struct text cookie_header(const struct loopback *loopback, struct arena *arena)
{
    struct text all = TEXT_NONE;
    for (size_t i = 0; i < JAR_MOST; i++)
        if (!text_is_empty(loopback->jar[i].name))
            all = arena_format(arena, "%.*s%s%.*s=%.*s", TEXT_ARG(all), all.length > 0 ? "; " : "",
                               TEXT_ARG(loopback->jar[i].name), TEXT_ARG(loopback->jar[i].value));
    return all;
}

static size_t fill_headers(const struct loopback *loopback, struct arena *arena, struct scgi_header *headers)
{
    size_t count = 0;
    for (size_t i = 0; i < HEADERS_MOST; i++)
        if (!text_is_empty(loopback->headers[i].name))
            headers[count++] =
                (struct scgi_header){header_name(arena, loopback->headers[i].name), loopback->headers[i].value};
    struct text cookies = cookie_header(loopback, arena);
    if (!text_is_empty(cookies))
        headers[count++] = (struct scgi_header){TEXT("HTTP_COOKIE"), cookies};
    return count;
}

static void prepare(struct loopback *loopback, const char *method, const char *path, const char *content_type,
                    struct text body)
{
    struct exchange *exchange = &loopback->exchange;
    struct scgi_header headers[HEADERS_MOST + 8];
    struct scgi_head *head;
    size_t length;
    struct text kept_body = arena_text(loopback->arena, body); /* it may be a piece of the last answer */
    struct text kept_path = arena_text(loopback->arena, text_from(path));
    response_clear(&exchange->response); /* before the arena, in which a stream's context may lie */
    arena_reset(exchange->arena);
    buffer_clear(&exchange->bytes);
    size_t count = fill_headers(loopback, exchange->arena, headers);
    headers[count++] = (struct scgi_header){TEXT("REQUEST_METHOD"), text_from(method)};
    headers[count++] = (struct scgi_header){TEXT("REQUEST_URI"), kept_path};
    headers[count++] = (struct scgi_header){TEXT("REMOTE_ADDR"), TEXT("127.0.0.1")};
    headers[count++] = (struct scgi_header){TEXT("CONTENT_TYPE"), text_from(content_type)};
    scgi_encode(&exchange->bytes, headers, count, kept_body);
    struct text bytes = buffer_text(&exchange->bytes);
    head = arena_new(exchange->arena, struct scgi_head);
    if (exchange->bytes.full || scgi_measure(bytes, &length) != OK || scgi_decode(exchange->arena, bytes, head) != OK) {
        (void)fprintf(stderr, "loopback: %s %s: the request is malformed\n", method, path);
        abort();
    }
    size_t most = web_body_most(loopback->application, exchange->arena, head);
    struct text sent = text_slice(bytes, length, bytes.length);
    if (sent.length > most)
        sent = text_slice(sent, 0, 0);
    exchange->request = request_open(loopback->application, exchange->arena, head, sent);
}

/* --- being answered ----------------------------------------------------------------------------------------------- */

static struct text header_in(struct text headers, const char *name)
{
    struct text line;
    while (text_split(&headers, '\n', &line)) {
        ptrdiff_t colon = text_find_byte(line, ':');
        if (colon > 0 && text_equal_ignoring_case(text_slice(line, 0, (size_t)colon), text_from(name)))
            return text_trim(text_slice(line, (size_t)colon + 1, line.length));
    }
    return TEXT_NONE;
}

static void take_cookies(struct loopback *loopback, struct text headers)
{
    struct text line;
    while (text_split(&headers, '\n', &line)) {
        if (!text_starts_with(line, TEXT("Set-Cookie: ")))
            continue;
        struct text cookie = text_slice(line, 12, line.length);
        struct text pair;
        struct text name;
        bool deleted = text_find(cookie, TEXT("Max-Age=0")) >= 0;
        if (!text_split(&cookie, ';', &pair) || !text_split(&pair, '=', &name))
            continue;
        set_entry(loopback, loopback->jar, JAR_MOST, text_trim(name), deleted ? TEXT_NONE : text_trim(pair));
    }
}

static void take_answer(struct loopback *loopback)
{
    struct exchange *exchange = &loopback->exchange;
    AUTO_BUFFER struct buffer head = buffer_open(ANSWER_HEAD_MOST);
    AUTO_BUFFER struct buffer streamed = buffer_open(ARENA_LIMIT / 2);
    int64_t status = 0;
    answer_head(exchange->request, &exchange->response, &head);
    struct text headers = arena_text(exchange->arena, buffer_text(&head));
    struct text body = answer_body(exchange->request, &exchange->response);
    if (answer_streams(exchange->request, &exchange->response)) {
        while (exchange->response.stream(exchange->response.stream_context, &streamed))
            ;
        body = arena_text(exchange->arena, buffer_text(&streamed));
    }
    if (text_to_integer(text_slice(header_in(headers, "Status"), 0, 3), 100, 599, &status) != OK)
        status = 0;
    loopback->answer = (struct loopback_answer){.status = (int)status,
                                                .content_type = header_in(headers, "Content-Type"),
                                                .location = header_in(headers, "Location"),
                                                .headers = headers,
                                                .body = body};
    take_cookies(loopback, headers);
    struct text csrf = loopback_hidden(loopback, "_csrf");
    if (!text_is_empty(csrf))
        loopback->last_csrf = arena_text(loopback->arena, csrf);
}

static const struct application *application_for(const struct loopback *loopback, const struct request *request)
{
    enum method method;
    struct text parameters[ROUTE_PARAMETERS];
    bool other;
    struct text path = request->uri;
    ptrdiff_t mark = text_find_byte(path, '?');
    path = text_slice(path, 0, mark < 0 ? path.length : (size_t)mark);
    (void)path_language(path, &path);
    if (loopback->reader.db == NULL || !method_from_name(request->method_name, &method))
        return loopback->application;
    const struct route *route = route_find(loopback->application, method, path, parameters, &other);
    return route != NULL && route->class == ROUTE_WRITE ? loopback->application : &loopback->reader;
}

const struct loopback_answer *loopback_send(struct loopback *loopback, const char *method, const char *path,
                                            const char *content_type, struct text body)
{
    prepare(loopback, method, path, content_type, body);
    const struct application *application = application_for(loopback, loopback->exchange.request);
    web_serve(application, loopback->exchange.request, &loopback->exchange.response);
    take_answer(loopback);
    return &loopback->answer;
}

const struct loopback_answer *loopback_get(struct loopback *loopback, const char *path)
{
    return loopback_send(loopback, "GET", path, "", TEXT_NONE);
}

static const char FORM_TYPE[] = "application/x-www-form-urlencoded";

/* The form with its token, unless it brings one of its own. */
static struct text with_token(struct loopback *loopback, struct text form)
{
    struct text token = loopback->csrf.at != NULL ? loopback->csrf : loopback->last_csrf;
    if (text_find(form, TEXT("_csrf=")) >= 0 || text_is_empty(token))
        return form;
    return arena_format(loopback->arena, "%.*s%s_csrf=%.*s", TEXT_ARG(form), form.length > 0 ? "&" : "",
                        TEXT_ARG(token));
}

const struct loopback_answer *loopback_post(struct loopback *loopback, const char *path, const char *form)
{
    return loopback_send(loopback, "POST", path, FORM_TYPE, with_token(loopback, text_from(form)));
}

const struct loopback_answer *loopback_post_parameters(struct loopback *loopback, const char *path,
                                                       const struct parameter *parameters, size_t count)
{
    AUTO_BUFFER struct buffer form = buffer_open(REQUEST_MOST);
    for (size_t i = 0; i < count; i++)
        url_encode_parameter(&form, i == 0, parameters[i].name, parameters[i].value);
    return loopback_send(loopback, "POST", path, FORM_TYPE, with_token(loopback, buffer_text(&form)));
}

const struct loopback_answer *loopback_follow(struct loopback *loopback)
{
    return loopback_get(loopback, arena_string(loopback->arena, loopback->answer.location));
}

size_t loopback_post_together(struct loopback *const *clients, const char *const *paths, const char *const *forms,
                              size_t count)
{
    size_t batches = 0;
    AUTO_ARENA struct arena *arena = arena_open(CLIENT_LIMIT);
    struct request **requests = arena_array(arena, struct request *, count);
    struct response **responses = arena_array(arena, struct response *, count);
    for (size_t i = 0; i < count; i++) {
        prepare(clients[i], "POST", paths[i], FORM_TYPE, with_token(clients[i], text_from(forms[i])));
        requests[i] = clients[i]->exchange.request;
        responses[i] = &clients[i]->exchange.response;
    }
    for (size_t from = 0; from < count; batches++)
        from += web_serve_some(clients[0]->application, requests + from, responses + from, count - from);
    for (size_t i = 0; i < count; i++)
        take_answer(clients[i]);
    return batches;
}

/* --- looking ------------------------------------------------------------------------------------------------------ */

const struct loopback_answer *loopback_last(const struct loopback *loopback) { return &loopback->answer; }

struct text loopback_header(const struct loopback *loopback, const char *name)
{
    return header_in(loopback->answer.headers, name);
}

static struct text resolve(struct arena *arena, struct text value)
{
    static const struct {
        struct text entity;
        char byte;
    } ENTITIES[] = {{TEXT_CONSTANT("&amp;"), '&'},  {TEXT_CONSTANT("&lt;"), '<'},  {TEXT_CONSTANT("&gt;"), '>'},
                    {TEXT_CONSTANT("&quot;"), '"'}, {TEXT_CONSTANT("&#34;"), '"'}, {TEXT_CONSTANT("&#39;"), '\''}};
    AUTO_BUFFER struct buffer plain = buffer_open(value.length + 1);
    for (size_t i = 0; i < value.length;) {
        size_t taken = 1;
        char byte = value.at[i];
        for (size_t j = 0; byte == '&' && j < sizeof ENTITIES / sizeof *ENTITIES; j++)
            if (text_starts_with(text_slice(value, i, value.length), ENTITIES[j].entity)) {
                byte = ENTITIES[j].byte;
                taken = ENTITIES[j].entity.length;
                break;
            }
        buffer_add_byte(&plain, byte);
        i += taken;
    }
    return arena_text(arena, buffer_text(&plain));
}

struct text loopback_hidden(const struct loopback *loopback, const char *name)
{
    struct arena *arena = loopback->exchange.arena;
    struct text wanted = arena_format(arena, "name=\"%s\" value=\"", name);
    ptrdiff_t at = text_find(loopback->answer.body, wanted);
    if (at < 0)
        return TEXT_NONE;
    struct text value = text_slice(loopback->answer.body, (size_t)at + wanted.length, loopback->answer.body.length);
    ptrdiff_t end = text_find_byte(value, '"');
    return end < 0 ? TEXT_NONE : resolve(arena, text_slice(value, 0, (size_t)end));
}

bool loopback_shows(const struct loopback *loopback, const char *text)
{
    return text_find(loopback->answer.body, text_from(text)) >= 0;
}
