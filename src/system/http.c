#include "system/http.h"

#include <curl/curl.h>

#include "base/buffer.h"

enum { CONNECT_SECONDS = 15, URL_MOST = 200, PATH_MOST = 300, PORT_MOST = 5 };

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_host(struct text host)
{
    for (size_t i = 0; i < host.length; i++)
        if (!is_letter_or_digit(host.at[i]) && host.at[i] != '.' && host.at[i] != '-')
            return false;
    return host.length > 0 && is_letter_or_digit(host.at[0]);
}

static bool is_port(struct text port)
{
    for (size_t i = 0; i < port.length; i++)
        if (port.at[i] < '0' || port.at[i] > '9')
            return false;
    return port.length > 0 && port.length <= PORT_MOST;
}

bool http_url_is_sound(struct text url)
{
    bool secure = text_starts_with(url, TEXT("https://"));
    struct text rest = text_slice(url, secure ? TEXT("https://").length : TEXT("http://").length, url.length);
    struct text host;
    if (url.length > URL_MOST || (!secure && !text_starts_with(url, TEXT("http://"))))
        return false;
    ptrdiff_t colon = text_find_byte(rest, ':');
    host = colon < 0 ? rest : text_slice(rest, 0, (size_t)colon);
    if (!is_host(host) || (colon >= 0 && !is_port(text_slice(rest, (size_t)colon + 1, rest.length))))
        return false;
    return secure || text_is(host, "127.0.0.1") || text_is(host, "localhost");
}

static bool is_path(struct text path)
{
    for (size_t i = 0; i < path.length; i++)
        if (!is_letter_or_digit(path.at[i]) && text_find_byte(TEXT("-/._"), path.at[i]) < 0)
            return false;
    return path.length > 0 && path.length <= PATH_MOST && path.at[0] == '/';
}

static size_t take_piece(char *bytes, size_t size, size_t count, void *context)
{
    struct buffer *answer = context;
    buffer_add(answer, (struct text){bytes, size * count});
    return answer->full ? 0 : size * count;
}

static CURLcode set_up(CURL *curl, struct arena *arena, const struct http_call *call, struct curl_slist *headers,
                       struct buffer *answer)
{
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_FOLLOWLOCATION, 0},
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS},
        {CURLOPT_TIMEOUT, (long)call->seconds},
    };
    CURLcode code = curl_easy_setopt(curl, CURLOPT_URL, arena_string(arena, arena_join(arena, call->url, call->path)));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && code == CURLE_OK; i++)
        code = curl_easy_setopt(curl, numbers[i].option, numbers[i].value);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https"); /* http only here: http_url_is_sound() */
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_piece);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (code == CURLE_OK && call->body.at != NULL)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)call->body.length);
    if (code == CURLE_OK && call->body.at != NULL)
        code = curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body.at);
    return code;
}

static struct curl_slist *add_header(struct curl_slist *list, struct arena *arena, const char *name, struct text value)
{
    if (value.length == 0 || list == NULL)
        return list;
    struct curl_slist *longer =
        curl_slist_append(list, arena_string(arena, arena_format(arena, "%s: %.*s", name, TEXT_ARG(value))));
    if (longer == NULL)
        curl_slist_free_all(list);
    return longer;
}

static enum outcome perform(CURL *curl, struct arena *arena, const struct http_call *call, struct buffer *answer,
                            struct http_answer *ret_answer)
{
    char *type = NULL;
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:"); /* the body goes at once */
    headers = add_header(headers, arena, "Content-Type", call->content_type);
    headers = add_header(headers, arena, "Authorization",
                         call->token.length == 0 ? TEXT_NONE : arena_join(arena, TEXT("Bearer "), call->token));
    if (headers == NULL)
        return UNAVAILABLE;
    CURLcode code = set_up(curl, arena, call, headers, answer);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    curl_slist_free_all(headers);
    if (answer->full)
        return TOO_LARGE;
    if (code != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &ret_answer->status) != CURLE_OK)
        return UNAVAILABLE;
    (void)curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    ret_answer->content_type = arena_text(arena, text_from(type));
    ret_answer->body = arena_text(arena, buffer_text(answer));
    return OK;
}

enum outcome http_call(struct arena *arena, const struct http_call *call, struct http_answer *ret_answer)
{
    AUTO_BUFFER struct buffer answer = buffer_open(call->answer_most);
    if (!http_url_is_sound(call->url) || !is_path(call->path) || !text_is_clean(call->token, false))
        return INVALID;
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return UNAVAILABLE;
    enum outcome outcome = perform(curl, arena, call, &answer, ret_answer);
    curl_easy_cleanup(curl);
    return outcome;
}
