#include "app/nginx.h"

#include <stdio.h>

#include "web/router.h"

static const char *const CLASSES[] = {[ROUTE_READ] = "read", [ROUTE_WRITE] = "write", [ROUTE_SLOW] = "slow"};

/* --- routes ------------------------------------------------------------------------------------------------------- */

struct table {
    const struct route **routes; /* the most particular first */
    size_t count;
};

static bool goes_first(const struct route *a, const struct route *b)
{
    return patterns_order(text_from(a->pattern), text_from(b->pattern)) < 0;
}

static void insert(struct table *table, const struct route *route)
{
    size_t at = table->count++;
    while (at > 0 && goes_first(route, table->routes[at - 1])) {
        table->routes[at] = table->routes[at - 1];
        at--;
    }
    table->routes[at] = route;
}

/* Readers are where everything goes that is not listed, so of theirs only those that another pattern would catch. */
static bool must_be_listed(const struct application *application, const struct route *route)
{
    if (route->class != ROUTE_READ)
        return true;
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++) {
            const struct route *other = &application->routes[i].routes[j];
            if (other->class != ROUTE_READ && other->method == route->method &&
                patterns_overlap(text_from(other->pattern), text_from(route->pattern)))
                return true;
        }
    return false;
}

static struct table listed(struct arena *arena, const struct application *application)
{
    struct table table = {0};
    size_t most = 0;
    for (size_t i = 0; i < application->route_list_count; i++)
        most += application->routes[i].count;
    table.routes = arena_array(arena, const struct route *, most + 1);
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++)
            if (must_be_listed(application, &application->routes[i].routes[j]))
                insert(&table, &application->routes[i].routes[j]);
    return table;
}

/* "^/(fr|ar|en)/persons/[^/]+/edit/?$" */
static void put_expression(struct buffer *out, const struct route *route)
{
    struct text rest = text_from(route->pattern);
    bool without_language = route->without_language || path_is_api(rest);
    if (!without_language)
        buffer_add(out, TEXT("/(fr|ar|en)"));
    for (size_t i = 0; i < rest.length; i++) {
        if (rest.at[i] == '{') {
            buffer_add(out, TEXT("[^/]+"));
            while (rest.at[i] != '}')
                i++;
        } else if (rest.at[i] == '.') {
            buffer_add(out, TEXT("\\."));
        } else if (rest.length > 1) {
            buffer_add_byte(out, rest.at[i]);
        }
    }
    buffer_add(out, TEXT("/?$"));
}

static void put_map(struct buffer *out, const struct table *table)
{
    buffer_add(out, TEXT("    map_hash_bucket_size 256;\n    # Which process answers: from the table of routes.\n"
                         "    map \"$request_method $uri\" $sanad_process {\n        default read;\n"));
    for (size_t i = 0; i < table->count; i++) {
        const struct route *route = table->routes[i];
        buffer_format(out, "        \"~^%s ", route->method == METHOD_GET ? "(GET|HEAD)" : method_name(route->method));
        put_expression(out, route);
        buffer_format(out, "\" %s;\n", CLASSES[route->class]);
    }
    buffer_add(out, TEXT("    }\n"
                         "    # Passwords are tried slowly from one address.\n"
                         "    map \"$request_method $uri\" $sanad_sign_in {\n        default \"\";\n"
                         "        \"~^POST /(fr|ar|en)(" WEB_SIGN_IN "|/outside$)\" $binary_remote_addr;\n    }\n"
                         "    # What is open to all is asked no faster than people and other directories ask.\n"
                         "    map $uri $sanad_public {\n        default \"\";\n"
                         "        \"~^/((fr|ar|en)/services|hsds)(/|$)\" $binary_remote_addr;\n    }\n"));
}

/* --- locations ---------------------------------------------------------------------------------------------------- */

static void put_scgi(struct buffer *out, const char *process)
{
    static const struct {
        const char *name, *value;
    } PARAMETERS[] = {{"SCGI", "1"},
                      {"REQUEST_METHOD", "$request_method"},
                      {"REQUEST_URI", "$request_uri"},
                      {"CONTENT_TYPE", "$content_type"},
                      {"REMOTE_ADDR", "$remote_addr"}};
    for (size_t i = 0; i < sizeof PARAMETERS / sizeof *PARAMETERS; i++)
        buffer_format(out, "            scgi_param %s %s;\n", PARAMETERS[i].name, PARAMETERS[i].value);
    buffer_format(out, "            scgi_pass %s;\n", process);
}

static void put_large_locations(struct buffer *out, const struct application *application)
{
    for (size_t i = 0; i < application->route_list_count; i++)
        for (size_t j = 0; j < application->routes[i].count; j++) {
            const struct route *route = &application->routes[i].routes[j];
            if (!route->big_body)
                continue;
            buffer_add(out, TEXT("        location ~ \"^"));
            put_expression(out, route);
            buffer_format(out, "\" {\n            client_max_body_size %lld;\n",
                          (long long)(application->settings->upload_bytes + BODY_MOST));
            put_scgi(out, "$sanad_process");
            buffer_add(out, TEXT("        }\n"));
        }
}

/* What nginx says by itself: short, without style, the same in each language. */
static const struct {
    const char *location;
    int status;
    const char *french, *arabic, *english;
} PAGES[] = {
    {"@nobody", 503,
     "Le service reprend dans un instant. Revenez en arrière : ce que vous avez saisi est resté dans la page. Envoyez "
     "de "
     "nouveau dans une minute.",
     "سيعود النظام بعد لحظات. ارجع إلى الصفحة السابقة: ما كتبته ما زال فيها. أعد الإرسال بعد دقيقة.",
     "The service will be back in a moment. Go back: what you typed is still in the page. Send it again in a minute."},
    {"@large", 413, "Ce fichier est trop grand. Revenez en arrière et envoyez-en un plus petit.",
     "هذا الملف كبير جدًا. ارجع إلى الصفحة السابقة وأرسل ملفًا أصغر.",
     "This file is too large. Go back and send a smaller one."},
    {"@many", 429, "Trop de tentatives. Attendez une minute, puis réessayez.",
     "محاولات كثيرة جدًا. انتظر دقيقة ثم أعد المحاولة.", "Too many attempts. Wait a minute, then try again."},
};

static void put_page(struct buffer *out, size_t i)
{
    buffer_format(
        out,
        "        location %s {\n            default_type \"text/html; charset=utf-8\";\n"
        "            add_header Retry-After 5 always;\n            add_header Cache-Control no-store always;\n"
        "            return %d \"<!DOCTYPE html><html lang=fr><meta charset=utf-8><meta name=viewport "
        "content='width=device-width'><title>Sanad</title><p lang=fr>%s<p lang=ar dir=rtl>%s<p lang=en>%s\";\n"
        "        }\n",
        PAGES[i].location, PAGES[i].status, PAGES[i].french, PAGES[i].arabic, PAGES[i].english);
}

/* Monitors on this host ask by the host's own name; from elsewhere there is nothing. */
static void put_metrics(struct buffer *out)
{
    buffer_add(out, TEXT("        location = " METRICS_PATH " {\n            allow 127.0.0.1;\n            allow ::1;\n"
                         "            deny all;\n"));
    put_scgi(out, "read");
    buffer_add(out, TEXT("        }\n"));
}

static void put_locations(struct buffer *out, const struct application *application)
{
    buffer_format(out,
                  "        location /assets/ {\n"
                  "            alias \"%.*s/\";\n"
                  "            add_header Cache-Control \"public, max-age=31536000, immutable\" always;\n"
                  "            add_header X-Content-Type-Options nosniff always;\n"
                  "            gzip on;\n            gzip_vary on;\n            gzip_min_length 1000;\n"
                  "            gzip_types text/css text/javascript application/javascript image/svg+xml;\n"
                  "        }\n        location = /assets/manifest.txt { return 404; }\n",
                  TEXT_ARG(application->settings->assets));
    buffer_add(out, TEXT("        location / {\n"));
    put_scgi(out, "$sanad_process");
    buffer_add(out, TEXT("        }\n"));
    put_metrics(out);
    put_large_locations(out, application);
    buffer_add(out,
               TEXT("        # A process that is away: a reader says so, with the form in hand.\n"
                    "        recursive_error_pages on;\n        error_page 502 504 = @away;\n        location @away {\n"
                    "            scgi_param SANAD_AWAY 1;\n"
                    "            error_page 502 504 = @nobody;\n"));
    put_scgi(out, "read");
    buffer_add(out, TEXT("        }\n        error_page 413 @large;\n        error_page 429 @many;\n"));
    for (size_t i = 0; i < sizeof PAGES / sizeof *PAGES; i++)
        put_page(out, i);
}

/* --- the rest ----------------------------------------------------------------------------------------------------- */

static void put_head(struct buffer *out, struct text run, bool public)
{
    buffer_format(out,
                  "# Written by `sanad serve --print-nginx`: change the settings or the routes, not this file.\n"
                  "worker_processes auto;\npid \"%.*s/nginx.pid\";\nerror_log stderr warn;\n"
                  "worker_rlimit_nofile 8192;\nevents { worker_connections 2048; }\nhttp {\n",
                  TEXT_ARG(run));
    static const char *const TEMPORARY[] = {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"};
    for (size_t i = 0; i < sizeof TEMPORARY / sizeof *TEMPORARY; i++)
        buffer_format(out, "    %s_temp_path \"%.*s/nginx_%s\";\n", TEMPORARY[i], TEXT_ARG(run), TEMPORARY[i]);
    buffer_add(out,
               TEXT("    # What people look for or type is not for logs: no arguments, no bodies.\n"
                    "    log_format sanad '$remote_addr $time_iso8601 $request_method $uri $status $body_bytes_sent "
                    "$request_time';\n"));
    if (public)
        buffer_add(out, TEXT("    access_log syslog:server=unix:/dev/log,nohostname,tag=sanad_web sanad;\n"));
    else
        buffer_format(out, "    access_log \"%.*s/access.log\" sanad;\n", TEXT_ARG(run));
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        buffer_format(out, "    upstream %s { server \"unix:%.*s/%s.sock\" fail_timeout=0; }\n", CLASSES[i],
                      TEXT_ARG(run), CLASSES[i]);
}

static void put_types(struct buffer *out)
{
    buffer_add(out, TEXT("    types {\n        text/css css;\n        text/javascript js mjs;\n"
                         "        image/svg+xml svg;\n        font/woff2 woff2;\n        image/png png;\n    }\n"
                         "    default_type application/octet-stream;\n"));
}

/* "127.0.0.1:8080" of "http://127.0.0.1:8080" */
static struct text host_of(struct text address)
{
    ptrdiff_t scheme = text_find(address, TEXT("://"));
    return scheme < 0 ? address : text_slice(address, (size_t)scheme + 3, address.length);
}

/* One name only, because a form is taken only from the address of the settings; but for what monitors ask on this
   host. */
static void put_names(struct buffer *out, struct text address)
{
    buffer_format(out,
                  "    map $http_host $sanad_name {\n        default other;\n        "
                  "\"%.*s\" ours;\n"
                  "        \"~^(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?$\" host;\n    }\n"
                  "    map \"$sanad_name $uri\" $sanad_elsewhere {\n        default 1;\n        \"~^ours \" 0;\n"
                  "        \"host " METRICS_PATH "\" 0;\n    }\n",
                  TEXT_ARG(host_of(address)));
}

/* Certificate and key are read by root and handed over (LoadCredential of sanad-web.service). */
#define CREDENTIALS "/run/credentials/sanad-web.service/"

/* "443" of "https://mission.example" */
static struct text port_of(struct text address)
{
    struct text host = host_of(address);
    for (size_t i = host.length; i > 0 && host.at[i - 1] != ']'; i--)
        if (host.at[i - 1] == ':')
            return text_slice(host, i, host.length);
    return text_starts_with(address, TEXT("https:")) ? TEXT("443") : TEXT("80");
}

static void put_listen_public(struct buffer *out, struct text address)
{
    struct text port = port_of(address);
    bool safe = text_starts_with(address, TEXT("https:"));
    const char *how = safe ? " ssl http2" : "";
    buffer_format(out, "        listen %.*s%s;\n        listen [::]:%.*s%s;\n", TEXT_ARG(port), how, TEXT_ARG(port),
                  how);
    if (safe)
        buffer_add(out, TEXT("        ssl_certificate \"" CREDENTIALS "certificate\";\n"
                             "        ssl_certificate_key \"" CREDENTIALS "key\";\n"
                             "        ssl_protocols TLSv1.2 TLSv1.3;\n        ssl_session_tickets off;\n"
                             "        add_header Strict-Transport-Security \"max-age=31536000\" always;\n"));
    buffer_add(out, TEXT("        # What a host adds for itself.\n        include /etc/sanad/nginx.d/*.conf;\n"));
}

/* Who types the name alone comes by http first; whoever renews the certificate is asked there too. */
static void put_redirection(struct buffer *out, struct text address)
{
    if (!text_starts_with(address, TEXT("https:")) || !text_is(port_of(address), "443"))
        return;
    buffer_format(out,
                  "    server {\n        listen 80;\n        listen [::]:80;\n"
                  "        location /.well-known/acme-challenge/ { root /var/www/html; }\n"
                  "        location / { return 308 %.*s$request_uri; }\n    }\n",
                  TEXT_ARG(address));
}

static bool is_of_network(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '.' || c == ':' || c == '/';
}

/* INVALID: what is no address would end up in the configuration as it is. */
static enum outcome put_front(struct buffer *out, struct text front)
{
    struct text network;
    bool any = false;
    while (text_split(&front, ' ', &network)) {
        for (size_t i = 0; i < network.length; i++)
            if (!is_of_network(network.at[i])) {
                (void)fprintf(stderr, "sanad: front: %.*s is no address and no network\n", TEXT_ARG(network));
                return INVALID;
            }
        if (network.length > 0)
            buffer_format(out, "    set_real_ip_from %.*s;\n", TEXT_ARG(network));
        any = any || network.length > 0;
    }
    if (any)
        buffer_add(out, TEXT("    real_ip_header X-Forwarded-For;\n    real_ip_recursive on;\n"));
    return OK;
}

static void put_server(struct buffer *out, const struct application *application, int64_t port)
{
    buffer_format(
        out,
        "    server_tokens off;\n    sendfile on;\n    tcp_nodelay on;\n    etag off;\n"
        "    # Pages carry tokens: compressed together with what a visitor chooses they would leak (BREACH).\n"
        "    gzip off;\n"
        "    client_max_body_size %lld;\n    client_body_timeout 15s;\n    client_header_timeout 15s;\n"
        "    # Who sends far too much over a slow line reads the refusal, not that the connection was cut.\n"
        "    lingering_time 300s;\n    lingering_timeout 15s;\n"
        "    send_timeout 30s;\n    keepalive_timeout 60s;\n    reset_timedout_connection on;\n"
        "    limit_req_zone $sanad_sign_in zone=sign_in:2m rate=60r/m;\n"
        "    limit_req_zone $sanad_public zone=public:2m rate=10r/s;\n    limit_req_status 429;\n"
        "    # Who asks for all at once leaves room for others.\n"
        "    limit_conn_zone $binary_remote_addr zone=requests:2m;\n    limit_conn_status 429;\n"
        "    scgi_buffers 16 16k;\n    scgi_buffer_size 16k;\n    scgi_busy_buffers_size 64k;\n"
        "    scgi_connect_timeout 5s;\n    scgi_send_timeout 30s;\n    scgi_read_timeout %llds;\n"
        "    scgi_next_upstream off;\n    scgi_pass_request_headers on;\n"
        "    scgi_ignore_headers X-Accel-Redirect X-Accel-Expires X-Accel-Limit-Rate X-Accel-Buffering"
        " X-Accel-Charset;\n",
        (long long)BODY_MOST, (long long)(application->settings->request_seconds + 10));
    if (port == NGINX_PUBLIC)
        put_redirection(out, application->settings->address);
    buffer_add(out, TEXT("    server {\n"));
    if (port == NGINX_PUBLIC)
        put_listen_public(out, application->settings->address);
    else
        buffer_format(out, "        listen 127.0.0.1:%lld;\n", (long long)port);
    buffer_format(out,
                  "        limit_req zone=sign_in burst=60 nodelay;\n"
                  "        limit_req zone=public burst=100 nodelay;\n        limit_conn requests 256;\n"
                  "        if ($sanad_elsewhere) { return 308 %.*s$request_uri; }\n",
                  TEXT_ARG(application->settings->address));
    put_locations(out, application);
    buffer_add(out, TEXT("    }\n}\n"));
}

static bool fits(struct text path)
{
    for (size_t i = 0; i < path.length; i++)
        if (text_find_byte(TEXT("\"'$;{}\\\n"), path.at[i]) >= 0) {
            (void)fprintf(stderr, "sanad: %.*s: this path cannot stand in nginx's configuration\n", TEXT_ARG(path));
            return false;
        }
    return true;
}

enum outcome nginx_write(struct buffer *out, const struct application *application, int64_t port)
{
    AUTO_ARENA struct arena *arena = arena_open(4 << 20);
    struct table table = listed(arena, application);
    if (!fits(application->settings->run) || !fits(application->settings->assets))
        return FAILED;
    put_head(out, application->settings->run, port == NGINX_PUBLIC);
    put_types(out);
    put_map(out, &table);
    put_names(out, application->settings->address);
    enum outcome outcome = put_front(out, application->settings->front);
    put_server(out, application, port);
    return out->full ? FAILED : outcome;
}
