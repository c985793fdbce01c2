/* The configuration that `sanad serve --print-nginx` prints, in a real nginx before the toy application. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/hand_over.h"
#include "app/nginx.h"
#include "app/supervisor.h"
#include "base/number.h"
#include "base/tests/testing.h"
#include "system/file.h"
#include "system/process.h"
#include "web/tests/toy.h"

static const char NGINX[] = "/usr/sbin/nginx";

struct place {
    struct toy *toy;
    int port;
    pid_t supervisor, nginx;
    const char *from; /* the address requests come from; NULL: 127.0.0.1 */
    struct text session, idle, csrf;
    struct buffer answer;
    int status;
};

/* `from`: an address of this host; NULL: any. */
static int connect_from(const char *from, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in source = {.sin_family = AF_INET};
    if (from != NULL) {
        assert_int_equal(inet_pton(AF_INET, from, &source.sin_addr), 1);
        assert_int_equal(bind(fd, (struct sockaddr *)&source, sizeof source), 0);
    }
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    (void)close(fd);
    return -1;
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    (void)close(fd);
    return ntohs(address.sin_port);
}

/* The value of a header or attribute behind `start`, in the last answer. */
static struct text after(struct place *place, const char *start)
{
    struct text answer = buffer_text(&place->answer);
    ptrdiff_t at = text_find(answer, text_from(start));
    if (at < 0)
        return TEXT_NONE;
    struct text value = text_slice(answer, (size_t)at + strlen(start), answer.length);
    size_t length = 0;
    while (length < value.length && value.at[length] != '\r' && value.at[length] != ';' && value.at[length] != '"')
        length++;
    return arena_text(place->toy->arena, text_slice(value, 0, length));
}

static int ask(struct place *place, const char *method, const char *path, struct text form, const char *host)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    int64_t status = 0;
    struct text address = arena_format(arena, "127.0.0.1:%d", place->port);
    struct text head = arena_format(
        arena,
        "%s %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%.*s\r\nConnection: close\r\nCookie: session=%.*s; idle=%.*s\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
        method, path, host == NULL ? address.at : host, TEXT_ARG(address), TEXT_ARG(place->session),
        TEXT_ARG(place->idle), form.length);
    struct text bytes = arena_join(arena, head, form);
    buffer_clear(&place->answer);
    int fd = connect_from(place->from, place->port);
    if (fd < 0)
        return 0;
    (void)send(fd, bytes.at, bytes.length, MSG_NOSIGNAL);
    for (char *room; (room = buffer_room(&place->answer, 65536)) != NULL;) {
        struct pollfd wanted = {.fd = fd, .events = POLLIN};
        ssize_t got = poll(&wanted, 1, 30000) <= 0 ? 0 : read(fd, room, 65536);
        if (got <= 0)
            break;
        place->answer.length += (size_t)got;
    }
    (void)close(fd);
    if (text_to_integer(text_slice(after(place, "HTTP/1.1 "), 0, 3), 100, 599, &status) != OK)
        status = 0;
    return place->status = (int)status;
}

static pid_t start_supervisor(struct toy *toy)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    process_end_with_parent();
    struct service *service = arena_new(toy->arena, struct service);
    *service = (struct service){.application = toy->application, .settings = toy->settings, .confine = true};
    service->application.db = NULL;
    service->application.settings = &service->settings;
    (void)dup2(open("/dev/null", O_WRONLY), 2);
    _exit(supervisor_run(service));
}

static pid_t start_nginx(struct toy *toy, int port)
{
    AUTO_BUFFER struct buffer configuration = buffer_open(1 << 20);
    char *path = arena_string(toy->arena, arena_format(toy->arena, "%s/nginx.conf", toy->directory));
    assert_int_equal(nginx_write(&configuration, &toy->application, port), OK);
    assert_int_equal(file_write(path, buffer_text(&configuration), 0600), OK);
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    process_end_with_parent();
    /* As root nginx would become another user, who may not enter the test's directory. */
    const char *globals =
        geteuid() == 0 ? "daemon off; user root; error_log /dev/null;" : "daemon off; error_log /dev/null;";
    (void)execl(NGINX, NGINX, "-e", "/dev/null", "-p", toy->directory, "-c", path, "-g", globals, (char *)NULL);
    _exit(1);
}

static int close_place(void **state)
{
    struct place *place = *state;
    const pid_t pids[] = {place->nginx, place->supervisor};
    for (size_t i = 0; i < COUNT(pids); i++) {
        (void)kill(pids[i], SIGTERM);
        (void)waitpid(pids[i], NULL, 0);
    }
    buffer_close(&place->answer);
    (void)toy_close(place->toy);
    return 0;
}

static int open_place(void **state)
{
    struct toy *toy = toy_open();
    struct place *place = arena_new(toy->arena, struct place);
    if (access(NGINX, X_OK) != 0)
        skip();
    place->toy = toy;
    place->port = free_port();
    place->answer = buffer_open((size_t)8 << 20);
    toy->settings.run = arena_format(toy->arena, "%s/run", toy->directory);
    toy->settings.data = toy->settings.profile = toy->settings.messages = text_from(toy->directory);
    toy->settings.assets = arena_format(toy->arena, "%s/assets", toy->directory);
    toy->settings.address = arena_format(toy->arena, "http://127.0.0.1:%d", place->port);
    toy->settings.database = toy->database;
    toy->settings.workers = toy->settings.slow_workers = 1;
    toy->settings.upload_bytes = 20 << 20; /* as it comes */
    assert_int_equal(directory_make(arena_string(toy->arena, toy->settings.run), 0755), OK);
    assert_int_equal(directory_make(arena_string(toy->arena, toy->settings.assets), 0755), OK);
    assert_int_equal(file_write(arena_format(toy->arena, "%.*s/app.0123456789.css", TEXT_ARG(toy->settings.assets)).at,
                                TEXT("a{}"), 0644),
                     OK);
    (void)fflush(NULL);
    place->supervisor = start_supervisor(toy);
    place->nginx = start_nginx(toy, place->port);
    for (int i = 0; i < 1000 && ask(place, "GET", "/health", TEXT_NONE, NULL) != 200; i++)
        (void)poll(NULL, 0, 10);
    *state = place;
    if (place->status == 200)
        return 0;
    (void)close_place(state);
    return -1;
}

static void sign_in(struct place *place)
{
    assert_int_equal(ask(place, "POST", "/fr/sign-in", TEXT("login=amal"), NULL), 303);
    place->session = after(place, "Set-Cookie: session=");
    place->idle = after(place, "Set-Cookie: idle=");
    assert_int_equal(ask(place, "GET", "/fr/notes/new", TEXT_NONE, NULL), 200);
    place->csrf = after(place, "name=\"_csrf\" value=\"");
}

static struct text form_of(struct place *place, const char *text)
{
    return arena_format(place->toy->arena, "text=%s&_key=k1&_csrf=%.*s", text, TEXT_ARG(place->csrf));
}

static void each_request_reaches_its_process(void **state)
{
    struct place *place = *state;
    sign_in(place); /* slow, which hands over; then read */
    assert_int_equal(ask(place, "POST", "/fr/notes", form_of(place, "one"), NULL), 303);
    struct text location = after(place, "Location: ");
    assert_true(text_starts_with(location, TEXT("/fr/notes/")));
    assert_int_equal(ask(place, "GET", arena_string(place->toy->arena, location), TEXT_NONE, NULL), 200);
    assert_int_equal(ask(place, "POST", "/fr/notes/", form_of(place, "one"), NULL), 303);
    assert_int_equal(toy_count(place->toy), 1);
    assert_int_equal(ask(place, "HEAD", "/health", TEXT_NONE, NULL), 200);
    assert_true(text_ends_with(buffer_text(&place->answer), TEXT("\r\n\r\n")));
    assert_int_equal(ask(place, "GET", "/fr/export", TEXT_NONE, NULL), 200);
    assert_true(text_find(buffer_text(&place->answer), TEXT("line 1\n")) > 0);
    assert_int_equal(ask(place, "GET", "/fr/%00", TEXT_NONE, NULL), 400);
}

static void nginx_answers_for_itself(void **state)
{
    struct place *place = *state;
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 << 20);
    assert_int_equal(ask(place, "GET", "/assets/app.0123456789.css", TEXT_NONE, NULL), 200);
    assert_true(text_find(buffer_text(&place->answer), TEXT("immutable")) > 0);
    assert_int_equal(ask(place, "GET", "/assets/../toy.db", TEXT_NONE, NULL), 400);
    assert_int_equal(ask(place, "GET", "/assets/manifest.txt", TEXT_NONE, NULL), 404);
    assert_int_equal(ask(place, "GET", "/fr/?a=b", TEXT_NONE, "evil.example"), 308);
    assert_true(text_find(buffer_text(&place->answer), place->toy->settings.address) > 0);
    struct text large = {arena_zeroed(arena, 1, BODY_MOST + 1), BODY_MOST + 1};
    assert_int_equal(ask(place, "POST", "/fr/notes", large, NULL), 413);
    assert_true(text_find(buffer_text(&place->answer), TEXT("Ce fichier est trop grand")) > 0);
}

/* ---- far more than is taken ---- */

enum { FAR_TOO_MUCH = 200 << 20, PIECE_BYTES = 64 << 10 };

/* Streams a head and so many bytes behind it; whoever refuses early may close.  The status; 0 without an answer. */
static int64_t stream(struct place *place, int fd, struct text head, size_t bytes, const char *before)
{
    static char piece[PIECE_BYTES];
    int64_t status = 0;
    memset(piece, 'a', sizeof piece);
    bool taken = send(fd, head.at, head.length, MSG_NOSIGNAL) == (ssize_t)head.length;
    for (size_t sent = 0; sent < bytes && taken;) {
        ssize_t put = send(fd, piece, bytes - sent < sizeof piece ? bytes - sent : sizeof piece, MSG_NOSIGNAL);
        taken = put > 0;
        sent += put > 0 ? (size_t)put : 0;
    }
    buffer_clear(&place->answer);
    for (char *room; (room = buffer_room(&place->answer, 65536)) != NULL;) {
        struct pollfd wanted = {.fd = fd, .events = POLLIN};
        ssize_t got = poll(&wanted, 1, 30000) <= 0 ? 0 : read(fd, room, 65536);
        if (got <= 0)
            break;
        place->answer.length += (size_t)got;
    }
    (void)close(fd);
    return text_to_integer(text_slice(after(place, before), 0, 3), 100, 599, &status) == OK ? status : 0;
}

static int64_t stream_to_nginx(struct place *place, const char *path, size_t bytes)
{
    struct text head =
        arena_format(place->toy->arena,
                     "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\n"
                     "Connection: close\r\nCookie: session=%.*s; idle=%.*s\r\n"
                     "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n",
                     path, place->port, place->port, TEXT_ARG(place->session), TEXT_ARG(place->idle), bytes);
    return stream(place, connect_from(NULL, place->port), head, bytes, "HTTP/1.1 ");
}

static int64_t stream_to_worker(struct place *place, const char *process, const char *path, size_t bytes)
{
    struct arena *arena = place->toy->arena;
    AUTO_BUFFER struct buffer head = buffer_open(SCGI_HEAD_MOST);
    AUTO_BUFFER struct buffer pairs = buffer_open(SCGI_HEAD_MOST);
    const struct text values[] = {
        TEXT("CONTENT_LENGTH"),
        arena_format(arena, "%zu", bytes),
        TEXT("SCGI"),
        TEXT("1"),
        TEXT("REQUEST_METHOD"),
        TEXT("POST"),
        TEXT("REQUEST_URI"),
        text_from(path),
        TEXT("CONTENT_TYPE"),
        TEXT("application/x-www-form-urlencoded"),
        TEXT("HTTP_ORIGIN"),
        arena_format(arena, "http://127.0.0.1:%d", place->port),
        TEXT("HTTP_COOKIE"),
        arena_format(arena, "session=%.*s; idle=%.*s", TEXT_ARG(place->session), TEXT_ARG(place->idle)),
    };
    for (size_t i = 0; i < COUNT(values); i++) {
        buffer_add(&pairs, values[i]);
        buffer_add_byte(&pairs, '\0');
    }
    buffer_format(&head, "%zu:", pairs.length);
    buffer_add(&head, buffer_text(&pairs));
    buffer_add_byte(&head, ',');
    int fd = socket_connect(arena_format(arena, "%.*s/%s.sock", TEXT_ARG(place->toy->settings.run), process).at);
    assert_int_equal(fcntl(fd, F_SETFL, 0), 0); /* it waits where it cannot send */
    return stream(place, fd, buffer_text(&head), bytes, "Status: ");
}

/* Kilobytes that the processes of the service have held at most, all together. */
static int64_t most_held(const struct place *place)
{
    struct arena *arena = place->toy->arena;
    struct text children, child, held;
    int64_t sum = 0;
    int pid = (int)place->supervisor;
    assert_int_equal(file_read(arena, arena_format(arena, "/proc/%d/task/%d/children", pid, pid).at, 65536, &children),
                     OK);
    while (text_split(&children, ' ', &child)) {
        int64_t kilobytes = 0;
        struct text path = arena_format(arena, "/proc/%.*s/status", TEXT_ARG(child));
        if (text_is_empty(child) || file_read(arena, path.at, 65536, &held) != OK)
            continue;
        held = text_slice(held, (size_t)text_find(held, TEXT("VmHWM:")) + 6, held.length);
        held = text_trim(text_slice(held, 0, (size_t)text_find(held, TEXT(" kB"))));
        assert_int_equal(text_to_integer(held, 0, INT64_MAX, &kilobytes), OK);
        sum += kilobytes;
    }
    return sum;
}

/* Through nginx and past it, with the default limits: refused, said, and never held. */
static void what_is_far_too_large_is_refused_and_not_held(void **state)
{
    struct place *place = *state;
    static const char *const PROCESSES[] = {"slow", "write", "read"};
    sign_in(place);
    assert_int_equal(stream_to_nginx(place, "/fr/files", 19 << 20), 400); /* taken, and read: it is no form */
    int64_t before = most_held(place);
    assert_int_equal(stream_to_nginx(place, "/fr/files", FAR_TOO_MUCH), 413);
    assert_true(text_find(buffer_text(&place->answer), TEXT("Ce fichier est trop grand")) > 0);
    assert_int_equal(stream_to_nginx(place, "/fr/notes", FAR_TOO_MUCH), 413);
    for (size_t i = 0; i < COUNT(PROCESSES); i++)
        assert_int_equal(stream_to_worker(place, PROCESSES[i], "/fr/files", FAR_TOO_MUCH), 413);
    assert_int_equal(stream_to_worker(place, "write", "/fr/notes", FAR_TOO_MUCH), 413);
    assert_true(most_held(place) - before < (64 << 10));
    assert_int_equal(ask(place, "GET", "/fr/", TEXT_NONE, NULL), 200);
}

static void a_crash_of_the_writer_offers_the_form_again(void **state)
{
    struct place *place = *state;
    sign_in(place);
    assert_int_equal(ask(place, "POST", "/fr/notes", form_of(place, "crash"), NULL), 503);
    struct text answer = buffer_text(&place->answer);
    assert_true(text_find(answer, TEXT("name=\"text\" value=\"crash\"")) > 0);
    assert_true(text_find(answer, TEXT("name=\"_key\" value=\"k1\"")) > 0);
    assert_int_equal(ask(place, "POST", "/fr/notes", form_of(place, "one"), NULL), 303); /* there is another already */
    assert_int_equal(toy_count(place->toy), 1);
}

static void without_any_process_it_says_so(void **state)
{
    struct place *place = *state;
    (void)kill(place->supervisor, SIGTERM);
    (void)waitpid(place->supervisor, NULL, 0);
    assert_int_equal(ask(place, "GET", "/fr/", TEXT_NONE, NULL), 503);
    assert_true(text_find(buffer_text(&place->answer), TEXT("lang=ar dir=rtl")) > 0);
    assert_true(text_find(buffer_text(&place->answer), TEXT("Retry-After: 5")) > 0);
    place->supervisor = start_supervisor(place->toy);
}

static void counters_are_for_this_host(void **state)
{
    struct place *place = *state;
    assert_int_equal(ask(place, "GET", "/metrics", TEXT_NONE, NULL), 200);
    assert_true(text_find(buffer_text(&place->answer), TEXT("\nsanad_requests_total{")) > 0);
    assert_int_equal(ask(place, "GET", "/metrics", TEXT_NONE, "localhost:1"), 200);
    assert_int_equal(ask(place, "GET", "/health", TEXT_NONE, "localhost:1"), 308); /* nothing else by that name */
    assert_int_equal(ask(place, "GET", "/metrics", TEXT_NONE, "mission.example"), 308);
    place->from = "127.0.0.2";
    assert_int_equal(ask(place, "GET", "/metrics", TEXT_NONE, NULL), 403);
    assert_int_equal(ask(place, "GET", "/health", TEXT_NONE, NULL), 200);
}

/* The same behind an address of the public: whoever is before us on this host asks by that name. */
static void counters_are_not_public(void **state)
{
    struct place *place = *state;
    struct application application = place->toy->application;
    struct settings settings = place->toy->settings;
    AUTO_BUFFER struct buffer configuration = buffer_open(1 << 20);
    settings.address = TEXT("https://mission.example");
    application.settings = &settings;
    assert_int_equal(nginx_write(&configuration, &application, place->port), OK);
    assert_true(text_find(buffer_text(&configuration), TEXT("\"mission.example\" ours;")) > 0);
    assert_true(text_find(buffer_text(&configuration), TEXT("deny all;")) > 0);
}

static void many_sign_ins_are_slowed_down(void **state)
{
    struct place *place = *state;
    bool slowed = false;
    for (int i = 0; i < 100 && !slowed; i++)
        slowed = ask(place, "POST", "/fr/sign-in", TEXT("login=nobody"), NULL) == 429;
    assert_true(slowed);
    assert_int_equal(ask(place, "GET", "/fr/sign-in", TEXT_NONE, NULL), 200);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_request_reaches_its_process),
        TEST(nginx_answers_for_itself),
        TEST(what_is_far_too_large_is_refused_and_not_held),
        TEST(a_crash_of_the_writer_offers_the_form_again),
        TEST(without_any_process_it_says_so),
        TEST(counters_are_for_this_host),
        TEST(counters_are_not_public),
        TEST(many_sign_ins_are_slowed_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
