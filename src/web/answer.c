#include "web/answer.h"

#include "web/secure.h"
#include "web/status.h"

static bool has_no_body(const struct request *request, int status)
{
    return request->method == METHOD_HEAD || status == 204 || status == 304;
}

static void add_line(struct buffer *out, const char *name, struct text value)
{
    if (!text_is_empty(value))
        buffer_format(out, "%s: %.*s\r\n", name, TEXT_ARG(value));
}

/* A plain name for old programs, and the whole one (RFC 6266). */
static void add_disposition(struct buffer *out, struct text name)
{
    if (text_is_empty(name))
        return;
    buffer_add(out, TEXT("Content-Disposition: attachment; filename=\""));
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        bool plain = (unsigned char)c >= 0x20 && (unsigned char)c < 0x7f && c != '"' && c != '\\' && c != '%';
        buffer_add_byte(out, plain ? c : '_');
    }
    buffer_add(out, TEXT("\"; filename*=UTF-8''"));
    url_encode(out, name);
    buffer_add(out, TEXT("\r\n"));
}

void answer_head(const struct request *request, const struct response *response, struct buffer *out)
{
    buffer_format(out, "Status: %d %s\r\n", response->status, status_entry(response->status)->reason);
    if (!text_is_empty(response->content_type))
        add_line(out, "Content-Type", response->content_type);
    else
        add_line(out, "Content-Type", TEXT("text/plain; charset=utf-8"));
    add_line(out, "Location", response->location);
    add_line(out, "ETag", response->etag);
    add_line(out, "Cache-Control", response->no_store ? TEXT("no-store") : TEXT("private, no-cache"));
    add_disposition(out, response->download_name);
    buffer_add(out, secure_headers());
    buffer_add(out, response->headers);
    if (!answer_streams(request, response) && response->status != 304)
        buffer_format(out, "Content-Length: %zu\r\n", response->body.length);
    buffer_add(out, TEXT("\r\n"));
}

struct text answer_body(const struct request *request, const struct response *response)
{
    return has_no_body(request, response->status) ? TEXT_NONE : buffer_text(&response->body);
}

bool answer_streams(const struct request *request, const struct response *response)
{
    return response->stream != NULL && !has_no_body(request, response->status);
}
