#include "system/smtp.h"

#include <curl/curl.h>
#include <string.h>

enum { CONNECT_SECONDS = 15, URL_MOST = 300, PORT_DIGITS = 5, STRINGS = 1 << 16 };

/* ---- addresses of servers ---- */

static bool is_host_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '.' || byte == '-';
}

/* The host and what stands behind its colon.  False for what is no such address. */
static bool split_url(struct text url, struct text *ret_host, struct text *ret_port)
{
    static const struct text SCHEMES[] = {TEXT_CONSTANT("smtp://"), TEXT_CONSTANT("smtps://")};
    struct text rest = TEXT_NONE;
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++)
        if (text_starts_with(url, SCHEMES[i]))
            rest = text_slice(url, SCHEMES[i].length, url.length);
    if (text_starts_with(rest, TEXT("["))) { /* an address of IPv6 */
        ptrdiff_t end = text_find_byte(rest, ']');
        *ret_host = end < 0 ? TEXT_NONE : text_slice(rest, 1, (size_t)end);
        rest = end < 0 ? TEXT_NONE : text_slice(rest, (size_t)end + 1, rest.length);
    } else {
        ptrdiff_t end = text_find_byte(rest, ':');
        *ret_host = end < 0 ? rest : text_slice(rest, 0, (size_t)end);
        rest = end < 0 ? TEXT_NONE : text_slice(rest, (size_t)end, rest.length);
    }
    *ret_port = rest.length > 0 ? text_slice(rest, 1, rest.length) : TEXT_NONE;
    return ret_host->length > 0 && (rest.length == 0 || (rest.at[0] == ':' && rest.length > 1));
}

bool smtp_url_is_sound(struct text url)
{
    struct text host;
    struct text port;
    if (url.length > URL_MOST || !split_url(url, &host, &port))
        return false;
    bool six = text_find_byte(host, ':') >= 0;
    for (size_t i = 0; i < host.length; i++)
        if (!is_host_byte(host.at[i]) && !(six && host.at[i] == ':'))
            return false;
    for (size_t i = 0; i < port.length; i++)
        if (port.at[i] < '0' || port.at[i] > '9')
            return false;
    return port.length <= PORT_DIGITS;
}

bool smtp_url_is_here(struct text url)
{
    struct text host;
    struct text port;
    if (!smtp_url_is_sound(url) || !split_url(url, &host, &port))
        return false;
    bool number = text_starts_with(host, TEXT("127."));
    for (size_t i = 0; number && i < host.length; i++)
        number = host.at[i] == '.' || (host.at[i] >= '0' && host.at[i] <= '9');
    return number || text_is(host, "localhost") || text_is(host, "::1");
}

/* ---- sending ---- */

struct reading {
    struct text rest;
};

static size_t read_message(char *bytes, size_t size, size_t count, void *context)
{
    struct reading *reading = context;
    size_t room = size * count;
    size_t taken = reading->rest.length < room ? reading->rest.length : room;
    if (taken > 0)
        memcpy(bytes, reading->rest.at, taken);
    reading->rest = text_slice(reading->rest, taken, reading->rest.length);
    return taken;
}

static enum smtp_answer answer_of(CURLcode code, long said)
{
    switch ((int)code) {
    case CURLE_OK:
        return SMTP_TAKEN;
    case CURLE_LOGIN_DENIED:
        return SMTP_SIGN_IN;
    case CURLE_USE_SSL_FAILED:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
        return SMTP_NO_TLS;
    default:
        break;
    }
    if (said >= 500 && said < 600)
        return SMTP_REFUSED;
    return said >= 400 && said < 500 ? SMTP_LATER : SMTP_AWAY;
}

/* What the library is told, each string copied by it. */
static CURLcode set_up(CURL *curl, struct arena *arena, const struct smtp *smtp)
{
    bool here = smtp_url_is_here(smtp->url);
    const struct {
        CURLoption option;
        struct text value;
    } strings[] = {
        {CURLOPT_URL, smtp->url},
        {CURLOPT_MAIL_FROM, arena_format(arena, "<%.*s>", TEXT_ARG(smtp->from))},
        {CURLOPT_PROTOCOLS_STR, TEXT("smtp,smtps")},
        {CURLOPT_USERNAME, smtp->user},
        {CURLOPT_PASSWORD, smtp->password},
    };
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_USE_SSL, here ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
        {CURLOPT_UPLOAD, 1},
        {CURLOPT_NOSIGNAL, 1},
        {CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS},
        {CURLOPT_TIMEOUT, (long)smtp->seconds},
    };
    CURLcode code = CURLE_OK;
    for (size_t i = 0; i < sizeof strings / sizeof *strings && code == CURLE_OK; i++)
        if (!text_is_empty(strings[i].value))
            code = curl_easy_setopt(curl, strings[i].option, arena_string(arena, strings[i].value));
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && code == CURLE_OK; i++)
        code = curl_easy_setopt(curl, numbers[i].option, numbers[i].value);
    return code == CURLE_OK ? curl_easy_setopt(curl, CURLOPT_PROXY, "") : code; /* none of the environment */
}

static CURLcode perform(CURL *curl, struct arena *arena, const struct smtp *smtp, struct reading *reading)
{
    struct curl_slist *receivers =
        curl_slist_append(NULL, arena_string(arena, arena_format(arena, "<%.*s>", TEXT_ARG(smtp->to))));
    CURLcode code = receivers == NULL ? CURLE_OUT_OF_MEMORY : set_up(curl, arena, smtp);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, receivers);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    if (code == CURLE_OK)
        code = curl_easy_setopt(curl, CURLOPT_READDATA, reading);
    if (code == CURLE_OK)
        code = curl_easy_perform(curl);
    curl_slist_free_all(receivers);
    return code;
}

enum smtp_answer smtp_send(const struct smtp *smtp)
{
    AUTO_ARENA struct arena *arena = arena_open(STRINGS);
    struct reading reading = {smtp->message};
    long said = 0;
    if (!smtp_url_is_sound(smtp->url))
        return SMTP_AWAY;
    CURL *curl = curl_easy_init();
    if (curl == NULL)
        return SMTP_AWAY;
    CURLcode code = perform(curl, arena, smtp, &reading);
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &said);
    curl_easy_cleanup(curl);
    return answer_of(code, said);
}
