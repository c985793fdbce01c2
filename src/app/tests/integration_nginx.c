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
    struct text session, idle, csrf;
    struct buffer answer;
    int status;
};

static int connect_to(int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
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
    int fd = connect_to(place->port);
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
        TEST(a_crash_of_the_writer_offers_the_form_again),
        TEST(without_any_process_it_says_so),
        TEST(many_sign_ins_are_slowed_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
