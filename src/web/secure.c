#include "web/secure.h"

#include "codec/hex.h"

struct text secure_cookie_name(const struct application *application, struct arena *arena, struct text name)
{
    return application->settings->secure_cookies ? arena_join(arena, TEXT("__Host-"), name) : name;
}

/* "https://sanad.example" of "https://sanad.example/": scheme, host and port. */
static struct text origin_of(struct text address)
{
    ptrdiff_t scheme = text_find(address, TEXT("://"));
    if (scheme < 0)
        return TEXT_NONE;
    ptrdiff_t end = text_find_byte(text_slice(address, (size_t)scheme + 3, address.length), '/');
    return end < 0 ? address : text_slice(address, 0, (size_t)scheme + 3 + (size_t)end);
}

bool secure_origin_is_known(const struct request *request)
{
    struct text origin = request->header(request, "Origin");
    struct text ours = origin_of(request->application->settings->address);
    return !text_is_empty(origin) && text_equal(origin, ours);
}

enum outcome secure_origin(const struct request *request)
{
    struct text ours = origin_of(request->application->settings->address);
    struct text site = request->header(request, "Sec-Fetch-Site");
    struct text origin = request->header(request, "Origin");
    struct text referer = request->header(request, "Referer");
    if (!text_is_empty(site) && !text_is(site, "same-origin") && !text_is(site, "none"))
        return FORBIDDEN;
    if (!text_is_empty(origin))
        return text_equal(origin, ours) ? OK : FORBIDDEN;
    if (!text_is_empty(referer))
        return text_equal(origin_of(referer), ours) ? OK : FORBIDDEN;
    return OK;
}

static bool is_token(struct text given, struct text wanted)
{
    return wanted.length > 0 && given.length == wanted.length &&
           bytes_equal_constant_time(given.at, wanted.at, wanted.length);
}

enum outcome secure_token(const struct request *request)
{
    struct text given = parameters_get(&request->form, TEXT("_csrf"));
    const struct session *session = &request->session;
    return is_token(given, session->csrf) || is_token(given, session->csrf_before) ? OK : FORBIDDEN;
}

struct text secure_internal_text(const struct application *application, struct arena *arena)
{
    struct text secret = {(const char *)application->internal_secret, sizeof application->internal_secret};
    return hex_encode(arena, secret);
}

bool secure_internal(const struct request *request)
{
    static const unsigned char NONE[sizeof request->application->internal_secret];
    struct text given = scgi_header(request->head, TEXT("SANAD_INTERNAL"));
    struct text wanted = secure_internal_text(request->application, request->work.arena);
    if (bytes_equal_constant_time(request->application->internal_secret, NONE, sizeof NONE))
        return false; /* nobody set one */
    return given.length == wanted.length && bytes_equal_constant_time(given.at, wanted.at, wanted.length);
}

struct text secure_headers(void)
{
    return TEXT("Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
                "img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
                "base-uri 'none'\r\n"
                "X-Content-Type-Options: nosniff\r\n"
                "Referrer-Policy: same-origin\r\n"
                "Cross-Origin-Opener-Policy: same-origin\r\n"
                "Cross-Origin-Resource-Policy: same-origin\r\n"
                "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n");
}
