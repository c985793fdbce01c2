#include <stdio.h>

#include "codec/cookie.h"
#include "web/page.h"
#include "web/secure.h"
#include "web/signed.h"
#include "web/status.h"

struct response response_open(size_t ceiling)
{
    return (struct response){.body = buffer_open(ceiling), .no_store = true};
}

static void end_stream(struct response *response)
{
    if (response->stream_end != NULL)
        response->stream_end(response->stream_context);
    response->stream_end = NULL;
}

void response_close(struct response *response)
{
    end_stream(response);
    buffer_close(&response->body);
}

void response_clear(struct response *response)
{
    end_stream(response);
    struct buffer body = response->body;
    buffer_clear(&body);
    *response = (struct response){.body = body, .no_store = true};
}

/* A line feed in a value would begin a header of somebody else's choice. */
static bool is_header_value(struct text value)
{
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.at[i] < 0x20 || value.at[i] == 0x7f)
            return false;
    return true;
}

void respond_header(struct request *request, struct response *response, const char *name, struct text value)
{
    struct arena *arena = request->work.arena;
    if (!is_header_value(value)) {
        (void)fprintf(stderr, "sanad: header %s: left out, its value holds control characters\n", name);
        return;
    }
    struct text line = arena_format(arena, "%s: %.*s\r\n", name, TEXT_ARG(value));
    response->headers = arena_join(arena, response->headers, line);
}

void respond_cookie(struct request *request, struct response *response, struct text name, struct text value,
                    int64_t seconds)
{
    struct cookie cookie = {.name = secure_cookie_name(request->application, request->work.arena, name),
                            .value = value,
                            .max_age = seconds,
                            .same_site = COOKIE_LAX,
                            .insecure = !request->application->settings->secure_cookies};
    AUTO_BUFFER struct buffer written = buffer_open(2 * COOKIE_MOST);
    if (cookie_write(&written, &cookie) != OK)
        (void)fprintf(stderr, "sanad: cookie %.*s: left out, it cannot be written\n", TEXT_ARG(name));
    else
        respond_header(request, response, "Set-Cookie", buffer_text(&written));
}

/* Bytes that may stand in a path and its query as they are. */
static bool is_address_byte(char c)
{
    static const struct text ALLOWED = TEXT_CONSTANT("/?#&=%-._~!$'()*+,;:@");
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           text_find_byte(ALLOWED, c) >= 0;
}

static struct text address_text(struct arena *arena, struct text path)
{
    AUTO_BUFFER struct buffer written = buffer_open(path.length * 3);
    for (size_t i = 0; i < path.length; i++)
        if (is_address_byte(path.at[i]))
            buffer_add_byte(&written, path.at[i]);
        else
            buffer_format(&written, "%%%02X", (unsigned)(unsigned char)path.at[i]);
    return arena_text(arena, buffer_text(&written));
}

enum outcome respond_redirect(struct request *request, struct response *response, struct text path)
{
    response->status = 303;
    response->location = address_text(request->work.arena, page_path(request, path));
    return OK;
}

static struct text notice_place(const struct request *request)
{
    return identifier_to_text(request->work.arena, request->session.id);
}

void respond_notice(struct request *request, struct response *response, const char *message)
{
    struct arena *arena = request->work.arena;
    struct text value = arena_format(arena, "%.*s %s", TEXT_ARG(notice_place(request)), message);
    respond_cookie(request, response, TEXT("notice"), signed_write(request->application, arena, TEXT("notice"), value),
                   COOKIE_SESSION);
}

struct text request_notice(struct request *request)
{
    struct text value;
    struct text place;
    struct text written = request_cookie(request, TEXT("notice"));
    if (text_is_empty(written))
        return TEXT_NONE;
    request->notice_shown = true;
    if (signed_read(request->application, request->work.arena, TEXT("notice"), written, &value) != OK ||
        !text_split(&value, ' ', &place) || !text_equal(place, notice_place(request)))
        return TEXT_NONE;
    return text_from(tr(request->work.language, arena_string(request->work.arena, value)));
}

enum outcome respond_json(struct request *request, struct response *response, int status, struct text json)
{
    (void)request;
    response->status = status;
    response->content_type = TEXT("application/json");
    buffer_clear(&response->body);
    buffer_add(&response->body, json);
    return OK;
}

void respond_version(struct request *request, struct response *response, int64_t version)
{
    response->etag = arena_format(request->work.arena, "\"%lld\"", (long long)version);
}
