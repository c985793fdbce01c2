#include "web/request.h"

#include "base/number.h"
#include "codec/cookie.h"
#include "system/clock.h"
#include "web/application.h"
#include "web/secure.h"

/* "If-Match" is HTTP_IF_MATCH. */
static bool is_header(struct text name, const char *wanted)
{
    static const struct text PREFIX = TEXT_CONSTANT("HTTP_");
    struct text asked = text_from(wanted);
    if (text_equal_ignoring_case(asked, TEXT("Content-Type")))
        return text_is(name, "CONTENT_TYPE");
    if (name.length != PREFIX.length + asked.length || !text_starts_with(name, PREFIX))
        return false;
    for (size_t i = 0; i < asked.length; i++) {
        char c = asked.at[i];
        if (c == '-')
            c = '_';
        else if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (name.at[PREFIX.length + i] != c)
            return false;
    }
    return true;
}

static struct text header_of(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->head->count; i++)
        if (is_header(request->head->headers[i].name, name))
            return request->head->headers[i].value;
    return TEXT_NONE;
}

struct request *request_open(const struct application *application, struct arena *arena, const struct scgi_head *head,
                             struct text body)
{
    struct request *request = arena_new(arena, struct request);
    request->head = head;
    request->header = header_of;
    request->application = application;
    request->started = clock_ticks();
    request->method_name = scgi_header(head, TEXT("REQUEST_METHOD"));
    request->uri = scgi_header(head, TEXT("REQUEST_URI"));
    request->address = scgi_header(head, TEXT("REMOTE_ADDR"));
    request->content_type = scgi_header(head, TEXT("CONTENT_TYPE"));
    request->writer_away = !text_is_empty(scgi_header(head, TEXT("SANAD_AWAY")));
    request->internal = !text_is_empty(scgi_header(head, TEXT("SANAD_ACTION")));
    request->body = body;
    request->work.arena = arena;
    return request;
}

enum outcome request_id(const struct request *request, size_t index, struct identifier *ret_id)
{
    if (index >= ROUTE_PARAMETERS || text_to_identifier(request->parameters[index], ret_id) != OK)
        return NOT_FOUND;
    return OK;
}

struct text request_cookie(const struct request *request, struct text name)
{
    return cookie_get(request->header(request, "Cookie"),
                      secure_cookie_name(request->application, request->work.arena, name));
}

enum outcome request_version(const struct request *request, int64_t *ret_version)
{
    struct text header = request->header(request, "If-Match");
    if (text_is_empty(header))
        return PRECONDITION_MISSING;
    if (header.length < 3 || header.at[0] != '"' || header.at[header.length - 1] != '"' ||
        text_to_integer(text_slice(header, 1, header.length - 1), 1, INT64_MAX, ret_version) != OK)
        return PRECONDITION;
    return OK;
}
