/* The processes together, without nginx: a supervisor with the toy application, asked over its sockets, while its
   processes are killed, replaced and told to go. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/hand_over.h"
#include "app/supervisor.h"
#include "base/number.h"
#include "base/tests/testing.h"
#include "database/tests/place.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/process.h"
#include "web/tests/toy.h"

enum { CLIENTS = 6, ANSWER_MOST = 4 << 20, STATUS_NONE = 0 };

struct client {
    struct arena *arena;
    const char *address; /* NULL: 127.0.0.1 */
    struct text run, session, idle, csrf;
    struct buffer answer;
    int status;
};

struct place {
    struct toy *toy;
    pid_t supervisor;
};

/* --- asking ------------------------------------------------------------------------------------------------------- */

static struct text line_value(struct text head, const char *start)
{
    ptrdiff_t at = text_find(head, text_from(start));
    if (at < 0)
        return TEXT_NONE;
    struct text value = text_slice(head, (size_t)at + strlen(start), head.length);
    size_t length = 0;
    while (length < value.length && value.at[length] != '\r' && value.at[length] != ';' && value.at[length] != '"')
        length++;
    return text_slice(value, 0, length);
}

static void receive(struct client *client, int fd)
{
    for (;;) {
        struct pollfd wanted = {.fd = fd, .events = POLLIN};
        char *room = buffer_room(&client->answer, 65536);
        if (room == NULL || poll(&wanted, 1, 30000) <= 0)
            return;
        ssize_t got = read(fd, room, 65536);
        if (got <= 0)
            return;
        client->answer.length += (size_t)got;
    }
}

static bool send_all(int fd, struct text bytes)
{
    while (bytes.length > 0) {
        struct pollfd wanted = {.fd = fd, .events = POLLOUT};
        ssize_t put = poll(&wanted, 1, 30000) <= 0 ? -1 : send(fd, bytes.at, bytes.length, MSG_NOSIGNAL);
        if (put < 0 && errno != EAGAIN && errno != EINTR)
            return false;
        bytes = text_slice(bytes, put < 0 ? 0 : (size_t)put, bytes.length);
    }
    return true;
}

/* The socket on which the answer will come; -1 when nobody listens. */
static int begin(const struct client *client, const char *process, const char *method, const char *path,
                 struct text form, bool away)
{
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    AUTO_BUFFER struct buffer bytes = buffer_open(ANSWER_MOST);
    struct text cookies =
        arena_format(arena, "session=%.*s; idle=%.*s", TEXT_ARG(client->session), TEXT_ARG(client->idle));
    const struct scgi_header headers[] = {
        {TEXT("REQUEST_METHOD"), text_from(method)},
        {TEXT("REQUEST_URI"), text_from(path)},
        {TEXT("CONTENT_TYPE"), TEXT("application/x-www-form-urlencoded")},
        {TEXT("HTTP_ORIGIN"), TEXT("http://127.0.0.1:8080")},
        {TEXT("HTTP_COOKIE"), cookies},
        {TEXT("REMOTE_ADDR"), text_from(client->address == NULL ? "127.0.0.1" : client->address)},
        {TEXT("SANAD_AWAY"), TEXT("1")},
    };
    scgi_encode(&bytes, headers, away ? 7 : 6, form);
    int fd = socket_connect(arena_format(arena, "%.*s/%s.sock", TEXT_ARG(client->run), process).at);
    if (fd >= 0 && send_all(fd, buffer_text(&bytes)))
        return fd;
    if (fd >= 0)
        (void)close(fd);
    return -1;
}

/* The status of the answer; STATUS_NONE when there was none. */
static int hear(struct client *client, int fd)
{
    int64_t status = STATUS_NONE;
    buffer_clear(&client->answer);
    if (fd < 0)
        return STATUS_NONE;
    receive(client, fd);
    (void)close(fd);
    if (text_to_integer(text_slice(line_value(buffer_text(&client->answer), "Status: "), 0, 3), 100, 599, &status) !=
        OK)
        return STATUS_NONE;
    return client->status = (int)status;
}

static int ask(struct client *client, const char *process, const char *method, const char *path, struct text form,
               bool away)
{
    return hear(client, begin(client, process, method, path, form, away));
}

static struct client client_open(const struct toy *toy)
{
    return (struct client){.arena = arena_open(1 << 20), .run = toy->settings.run, .answer = buffer_open(ANSWER_MOST)};
}

static void client_close(struct client *client)
{
    buffer_close(&client->answer);
    client->arena = arena_close(client->arena);
}
#define AUTO_CLIENT __attribute__((cleanup(client_close)))

static bool sign_in(struct client *client)
{
    if (ask(client, "slow", "POST", "/fr/sign-in", TEXT("login=amal"), false) != 303)
        return false;
    client->session = arena_text(client->arena, line_value(buffer_text(&client->answer), "Set-Cookie: session="));
    client->idle = arena_text(client->arena, line_value(buffer_text(&client->answer), "Set-Cookie: idle="));
    if (ask(client, "read", "GET", "/fr/notes/new", TEXT_NONE, false) != 200)
        return false;
    client->csrf = arena_text(client->arena, line_value(buffer_text(&client->answer), "name=\"_csrf\" value=\""));
    return client->csrf.length > 0;
}

static struct text note_form(const struct client *client, struct arena *arena, const char *text)
{
    return arena_format(arena, "text=%s&_csrf=%.*s", text, TEXT_ARG(client->csrf));
}

static int add_note(struct client *client, const char *text)
{
    AUTO_ARENA struct arena *arena = arena_open(4096);
    return ask(client, "write", "POST", "/fr/notes", note_form(client, arena, text), false);
}

/* --- the service -------------------------------------------------------------------------------------------------- */

static struct service *describe(const struct toy *toy)
{
    struct service *service = arena_new(toy->arena, struct service);
    *service = (struct service){.application = toy->application, .settings = toy->settings, .confine = true};
    service->application.db = NULL;
    service->application.settings = &service->settings;
    return service;
}

static void wait_until_it_answers(const struct toy *toy)
{
    AUTO_CLIENT struct client client = client_open(toy);
    for (int i = 0; i < 1000; i++) {
        if (ask(&client, "read", "GET", "/health", TEXT_NONE, false) == 200 &&
            ask(&client, "slow", "GET", "/health", TEXT_NONE, false) == 200 &&
            ask(&client, "write", "GET", "/health", TEXT_NONE, false) == 200)
            return;
        (void)poll(NULL, 0, 10);
    }
    fail_msg("the service does not answer");
}

static char *log_path(const struct toy *toy)
{
    return arena_string(toy->arena, arena_format(toy->arena, "%s/log", toy->directory));
}

static int open_place(void **state)
{
    struct toy *toy = toy_open();
    struct place *place = arena_new(toy->arena, struct place);
    toy->settings.run = arena_format(toy->arena, "%s/run", toy->directory);
    toy->settings.data = toy->settings.profile = toy->settings.messages = toy->settings.assets =
        text_from(toy->directory);
    toy->settings.database = toy->database;
    toy->settings.workers = 2;
    toy->settings.slow_workers = 1;
    toy->settings.request_seconds = 1;
    place->toy = toy;
    (void)fflush(NULL);
    place->supervisor = fork();
    if (place->supervisor == 0) {
        process_end_with_parent();
        (void)dup2(open(log_path(toy), O_WRONLY | O_CREAT | O_APPEND, 0600), 2);
        _exit(supervisor_run(describe(toy)));
    }
    wait_until_it_answers(toy);
    *state = place;
    return 0;
}

static int stop(struct place *place)
{
    int status = -1;
    if (place->supervisor > 0) {
        (void)kill(place->supervisor, SIGTERM);
        (void)waitpid(place->supervisor, &status, 0);
    }
    place->supervisor = 0;
    return status;
}

static int close_place(void **state)
{
    struct place *place = *state;
    (void)stop(place);
    (void)toy_close(place->toy);
    return 0;
}

/* Calls take() for each process of the supervisor, with its name. */
static int each_process(pid_t supervisor, const char *wanted, int signal_number)
{
    int count = 0;
    DIR *entries = opendir("/proc");
    AUTO_ARENA struct arena *arena = arena_open((size_t)16 << 20);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        int64_t pid;
        struct text status;
        if (text_to_integer(text_from(entry->d_name), 1, INT32_MAX, &pid) != OK)
            continue;
        char *path = arena_string(arena, arena_format(arena, "/proc/%d/status", (int)pid));
        if (file_read(arena, path, 65536, &status) != OK ||
            text_find(status, arena_format(arena, "PPid:\t%d\n", (int)supervisor)) < 0 ||
            text_find(status, arena_format(arena, "Name:\tsanad %s", wanted)) < 0)
            continue;
        count++;
        if (signal_number != 0)
            (void)kill((pid_t)pid, signal_number);
    }
    if (entries != NULL)
        (void)closedir(entries);
    return count;
}

/* --- load --------------------------------------------------------------------------------------------------------- */

enum { NOTES_MOST = 20000 };

struct tally {
    bool stop;
    int answered[CLIENTS], refused[CLIENTS], lost[CLIENTS];
    struct identifier stored[CLIENTS][NOTES_MOST]; /* as the answers said */
};

static void note_answer(struct client *client, struct tally *tally, int self, int wanted)
{
    struct text location = line_value(buffer_text(&client->answer), "Location: /fr/notes/");
    if (client->status == STATUS_NONE)
        tally->lost[self]++;
    else if (client->status != wanted)
        tally->refused[self]++;
    else if (wanted == 200 || text_to_identifier(location, &tally->stored[self][tally->answered[self]]) == OK)
        tally->answered[self]++;
}

static _Noreturn void load(const struct toy *toy, struct tally *tally, int self, bool writes)
{
    AUTO_CLIENT struct client client = client_open(toy);
    if (!sign_in(&client))
        _exit(1);
    while (!__atomic_load_n(&tally->stop, __ATOMIC_ACQUIRE) && tally->answered[self] < NOTES_MOST) {
        client.status = STATUS_NONE;
        if (writes)
            (void)add_note(&client, "under+load");
        else
            (void)ask(&client, "read", "GET", "/fr/notes/new", TEXT_NONE, false);
        note_answer(&client, tally, self, writes ? 303 : 200);
    }
    _exit(0);
}

static struct tally *load_begin(const struct toy *toy, pid_t *pids, bool writes)
{
    struct tally *tally = mmap(NULL, sizeof *tally, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(tally != MAP_FAILED);
    (void)fflush(NULL);
    for (int i = 0; i < CLIENTS; i++) {
        pids[i] = fork();
        if (pids[i] == 0)
            process_end_with_parent();
        if (pids[i] == 0)
            load(toy, tally, i, writes);
    }
    (void)poll(NULL, 0, 300);
    return tally;
}

static void load_end(struct tally *tally, const pid_t *pids)
{
    __atomic_store_n(&tally->stop, true, __ATOMIC_RELEASE);
    for (int i = 0; i < CLIENTS; i++) {
        int status;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(status, 0);
    }
}

static int sum(const int *numbers)
{
    int total = 0;
    for (int i = 0; i < CLIENTS; i++)
        total += numbers[i];
    return total;
}

static void assert_all_stored(struct toy *toy, const struct tally *tally)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
    for (int i = 0; i < CLIENTS; i++)
        for (int j = 0; j < tally->answered[i]; j++) {
            struct rows rows;
            struct value bind[] = {value_id(tally->stored[i][j])};
            assert_int_equal(db_query(toy->reader, SQL("toy_there", "SELECT written FROM toy_note WHERE id = $1"), bind,
                                      1, arena, &rows),
                             OK);
            if (rows.count != 1)
                fail_msg("client %d: note %d was acknowledged and is not there", i, j);
        }
}

/* Until so many more were answered: on a machine that is short of processors that may take long. */
static void until_answered(const struct tally *tally, int more)
{
    int wanted = sum(tally->answered) + more;
    for (int i = 0; i < 6000 && sum(tally->answered) < wanted; i++)
        (void)poll(NULL, 0, 10);
    assert_true(sum(tally->answered) >= wanted);
}

/* Those of this name; who ends often is started again more slowly. */
static void kill_processes(pid_t supervisor, const char *name)
{
    int count = 0;
    for (int i = 0; i < 3000 && (count = each_process(supervisor, name, SIGKILL)) == 0; i++)
        (void)poll(NULL, 0, 10);
    assert_true(count > 0);
}

/* A process bears its name a moment after it was begun, and an old one is there until what it has is done. */
static void assert_processes(pid_t supervisor, const char *name, int wanted)
{
    int count = 0;
    for (int i = 0; i < 3000 && (count = each_process(supervisor, name, 0)) != wanted; i++)
        (void)poll(NULL, 0, 10);
    assert_int_equal(count, wanted);
}

/* --- tests -------------------------------------------------------------------------------------------------------- */

static void requests_go_their_ways(void **state)
{
    struct place *place = *state;
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client)); /* a slow worker handed the session over */
    assert_int_equal(add_note(&client, "one"), 303);
    char *path = arena_string(client.arena, line_value(buffer_text(&client.answer), "Location: "));
    assert_int_equal(ask(&client, "read", "GET", path, TEXT_NONE, false), 200);
    assert_int_equal(add_note(&client, "conflict"), 409);
    assert_int_equal(ask(&client, "read", "GET", "/fr/secret", TEXT_NONE, false), 403);
    assert_int_equal(toy_refusals(place->toy), 1); /* a reader handed the audit row over */
    if (place_is_shared())                         /* every process writes there */
        return;
    assert_int_equal(ask(&client, "read", "GET", "/fr/wrong", TEXT_NONE, false), 500);
    assert_int_equal(toy_count(place->toy), 1);
}

static void the_log_tells_no_secrets(void **state)
{
    struct place *place = *state;
    struct text log;
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    assert_int_equal(add_note(&client, "Aminata"), 303);
    assert_int_equal(add_note(&client, "fault"), 500);
    assert_int_equal(ask(&client, "read", "GET", "/fr/notes/new?query=Aminata", TEXT_NONE, false), 200);
    assert_int_equal(file_read(arena, log_path(place->toy), 1 << 20, &log), OK);
    assert_true(text_find(log, TEXT(" POST /notes 303 ")) > 0);
    assert_true(place_is_shared() || text_find(log, TEXT(" hand-over session.open 200 ")) > 0);
    assert_true(text_find(log, TEXT(" incident=INC-")) > 0);
    assert_int_equal(text_find(log, TEXT("Aminata")), -1);
    assert_int_equal(text_find(log, client.session), -1);
    assert_int_equal(text_find(log, client.csrf), -1);
    assert_int_equal(text_find(log, TEXT("Landlock")), -1); /* this machine confines */
}

static void strangers_cannot_hand_over(void **state)
{
    struct place *place = *state;
    struct text answer;
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 20);
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    struct work work = work_of_system(place->toy->reader, NULL, arena);
    struct hand_over_place there = {&place->toy->application,
                                    service_socket(arena, &place->toy->settings, "write")}; /* another secret */
    struct hand_over_place nowhere = {&place->toy->application, service_socket(arena, &place->toy->settings, "none")};
    struct hand_over_place reader = {&place->toy->application, service_socket(arena, &place->toy->settings, "read")};
    assert_int_equal(hand_over_send(&there, &work, "web.clean_up", TEXT("{}"), &answer), FORBIDDEN);
    assert_int_equal(hand_over_send(&reader, &work, "web.clean_up", TEXT("{}"), &answer), FORBIDDEN);
    assert_int_equal(hand_over_send(&nowhere, &work, "web.clean_up", TEXT("{}"), &answer), UNAVAILABLE);
}

static void a_request_without_end_is_ended(void **state)
{
    struct place *place = *state;
    struct text log;
    AUTO_ARENA struct arena *arena = arena_open((size_t)8 << 20);
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    assert_int_equal(ask(&client, "read", "GET", "/fr/spin", TEXT_NONE, false), STATUS_NONE);
    assert_int_equal(ask(&client, "read", "GET", "/fr/notes/new", TEXT_NONE, false), 200);
    bool told = false;
    for (int i = 0; i < 500 && !told; i++) {
        assert_int_equal(file_read(arena, log_path(place->toy), 1 << 14, &log), OK);
        told = text_find(log, TEXT("the read process was ended by signal 14")) > 0;
        (void)poll(NULL, 0, 10);
    }
    assert_true(told);
}

static void without_the_writer_the_form_is_offered_again(void **state)
{
    struct place *place = *state;
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    struct text form = arena_format(client.arena, "text=d%%C3%%A9part&_key=k&_csrf=%.*s", TEXT_ARG(client.csrf));
    assert_int_equal(ask(&client, "read", "POST", "/fr/notes", form, true), 503);
    struct text answer = buffer_text(&client.answer);
    assert_true(text_find(answer, TEXT("name=\"text\" value=\"départ\"")) > 0);
    assert_true(text_find(answer, TEXT("name=\"_key\" value=\"k\"")) > 0);
    assert_true(text_find(answer, TEXT("action=\"/fr/notes\"")) > 0);
    assert_true(text_find(answer, TEXT("Retry-After: ")) > 0);
    assert_int_equal(ask(&client, "read", "POST", "/fr/notes", form, false), 503); /* misled */
    assert_int_equal(toy_count(place->toy), 0);
}

static void broken_requests_harm_nobody(void **state)
{
    struct place *place = *state;
    static const char *const BYTES[] = {"GET / HTTP/1.0\r\n\r\n", "99999999:", "5:abc", "", "24:CONTENT_LENGTH"};
    AUTO_CLIENT struct client client = client_open(place->toy);
    int open_ones[COUNT(BYTES) * 2];
    for (size_t i = 0; i < COUNT(open_ones); i++) {
        const char *name = i % 2 == 0 ? "write" : "slow";
        open_ones[i] = socket_connect(arena_format(client.arena, "%.*s/%s.sock", TEXT_ARG(client.run), name).at);
        assert_true(open_ones[i] >= 0);
        if (i % 2 == 0) /* the one slow worker waits ten seconds for each that says nothing */
            (void)send(open_ones[i], BYTES[i / 2], strlen(BYTES[i / 2]), MSG_NOSIGNAL);
        else
            (void)close(open_ones[i]);
    }
    assert_true(sign_in(&client));
    for (int i = 0; i < 20; i++)
        assert_int_equal(add_note(&client, "one"), 303);
    for (size_t i = 0; i < COUNT(open_ones); i += 2)
        (void)close(open_ones[i]);
}

static void a_killed_writer_loses_nothing_acknowledged(void **state)
{
    struct place *place = *state;
    pid_t pids[CLIENTS];
    struct tally *tally = load_begin(place->toy, pids, true);
    for (int i = 0; i < 5; i++) {
        kill_processes(place->supervisor, "write");
        until_answered(tally, 12);
    }
    load_end(tally, pids);
    assert_true(sum(tally->answered) > 50);
    assert_int_equal(sum(tally->refused), 0);
    assert_all_stored(place->toy, tally);
    assert_true(toy_count(place->toy) >= sum(tally->answered));
    assert_true(toy_count(place->toy) <= sum(tally->answered) + sum(tally->lost));
    (void)munmap(tally, sizeof *tally);
}

/* From the blow to the first answer of the next one. */
static void a_killed_writer_is_replaced_at_once(void **state)
{
    enum { TIMES = 3, ALLOWED_MILLISECONDS = 3000 }; /* wanted: 100; this machine may be busy with others */
    struct place *place = *state;
    int64_t shortest = INT64_MAX;
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    for (int i = 0; i < TIMES; i++) {
        assert_int_equal(add_note(&client, "before"), 303);
        (void)poll(NULL, 0, 1100); /* who ends within a second of its start is started again more slowly */
        int64_t began = clock_ticks();
        kill_processes(place->supervisor, "write");
        while (add_note(&client, "after") != 303 && clock_ticks() - began < 10 * MICROSECONDS)
            (void)poll(NULL, 0, 1);
        int64_t took = clock_ticks() - began;
        shortest = took < shortest ? took : shortest;
        print_message("# the writing worker was replaced in %.1f ms\n", (double)took / 1000);
    }
    assert_true(shortest < ALLOWED_MILLISECONDS * 1000);
    assert_int_equal(toy_count(place->toy), TIMES * 2);
}

/* Some send half of a request, some take nothing of a long answer: who blocks for one of them waits ten seconds. */
static void the_slow_delay_nobody(void **state)
{
    enum { SLOW = 40, TEXT_LENGTH = 900 * 1000 };
    struct place *place = *state;
    int open_ones[SLOW];
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    char *long_text = arena_zeroed(arena, 1, TEXT_LENGTH + 1);
    memset(long_text, 'x', TEXT_LENGTH);
    struct text again = arena_format(arena, "_language=ar&text=%s&_csrf=%.*s", long_text, TEXT_ARG(client.csrf));
    const char *path = arena_format(arena, "%.*s/write.sock", TEXT_ARG(client.run)).at;
    for (size_t i = 0; i < SLOW; i++) {
        open_ones[i] = socket_connect(path);
        assert_true(open_ones[i] >= 0);
        if (i % 2 == 0)
            assert_true(send(open_ones[i], "70:CONTENT_LENGTH", 17, MSG_NOSIGNAL) == 17);
    }
    int deaf = begin(&client, "write", "POST", "/fr/notes", again, false);
    int64_t began = clock_ticks();
    for (int i = 0; i < 20; i++)
        assert_int_equal(add_note(&client, "quick"), 303);
    assert_true(clock_ticks() - began < 8 * MICROSECONDS);
    assert_int_equal(hear(&client, deaf), 200); /* it was only waiting to be read */
    assert_true(client.answer.length > TEXT_LENGTH);
    for (size_t i = 0; i < SLOW; i++)
        (void)close(open_ones[i]);
}

/* A thousand requests of one client stand before the one of another when the writing worker begins: it is among the
   first to be answered. */
static void a_flood_delays_others_little(void **state)
{
    enum { FLOOD = 1000 };
    struct place *place = *state;
    static int flood[FLOOD];
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 20);
    AUTO_CLIENT struct client many = client_open(place->toy);
    AUTO_CLIENT struct client other = client_open(place->toy);
    struct rlimit limit = {FLOOD + 200, FLOOD + 200};
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
        skip();
    many.address = "10.0.0.1";
    other.address = "10.0.0.2";
    assert_true(sign_in(&many) && sign_in(&other));
    assert_int_equal(each_process(place->supervisor, "write", SIGSTOP), 1);
    for (int i = 0; i < FLOOD; i++) {
        flood[i] = begin(&many, "write", "POST", "/fr/notes", note_form(&many, arena, "flood"), false);
        assert_true(flood[i] >= 0);
    }
    int one = begin(&other, "write", "POST", "/fr/notes", note_form(&other, arena, "other"), false);
    assert_int_equal(each_process(place->supervisor, "write", SIGCONT), 1);
    assert_int_equal(hear(&other, one), 303);
    int64_t stored = toy_count(place->toy);
    print_message("# answered after %lld of %d others\n", (long long)stored - 1, FLOOD);
    assert_true(stored < FLOOD / 2);
    for (int i = 0; i < 3; i++)
        assert_int_equal(add_note(&other, "again"), 303);
    for (int i = 0; i < FLOOD; i++)
        assert_int_equal(hear(&many, flood[i]), 303);
    assert_int_equal(toy_count(place->toy), FLOOD + 4);
}

/* What the counter of this line says; -1 when there is no such line. */
static int64_t counted(struct client *client, const char *line)
{
    AUTO_ARENA struct arena *arena = arena_open(4096);
    int64_t number = -1;
    assert_int_equal(ask(client, "read", "GET", "/metrics", TEXT_NONE, false), 200);
    struct text value = line_value(buffer_text(&client->answer), arena_format(arena, "\n%s ", line).at);
    ptrdiff_t end = text_find_byte(value, '\n');
    return end > 0 && text_to_integer(text_slice(value, 0, (size_t)end), 0, INT64_MAX, &number) == OK ? number : -1;
}

/* All processes add to the same counters, and those outlive them. */
static void what_all_did_is_counted(void **state)
{
    enum { NOTES = 10 };
    struct place *place = *state;
    AUTO_CLIENT struct client client = client_open(place->toy);
    assert_true(sign_in(&client));
    for (int i = 0; i < NOTES; i++)
        assert_int_equal(add_note(&client, "one"), 303);
    kill_processes(place->supervisor, "write");
    while (add_note(&client, "one") != 303)
        (void)poll(NULL, 0, 10);
    assert_int_equal(counted(&client, "sanad_requests_total{class=\"write\",status=\"303\"}"), NOTES + 1);
    assert_int_equal(counted(&client, "sanad_requests_total{class=\"slow\",status=\"303\"}"), 1);
    assert_true(counted(&client, "sanad_requests_total{class=\"read\",status=\"200\"}") > 1);
    assert_int_equal(counted(&client, "sanad_process_restarts_total{process=\"write\"}"), 1);
    assert_int_equal(counted(&client, "sanad_process_restarts_total{process=\"slow\"}"), 0);
    assert_true(counted(&client, "sanad_batch_requests_count") > NOTES);
    assert_true(counted(&client, "sanad_database_bytes") > 4096);
    client.address = "10.0.0.9";
    assert_int_equal(ask(&client, "read", "GET", "/metrics", TEXT_NONE, false), 404);
}

static void a_killed_reader_costs_only_its_own_requests(void **state)
{
    struct place *place = *state;
    pid_t pids[CLIENTS];
    struct tally *tally = load_begin(place->toy, pids, false);
    for (int i = 0; i < 4; i++) {
        kill_processes(place->supervisor, "read");
        until_answered(tally, 15);
    }
    load_end(tally, pids);
    assert_int_equal(sum(tally->refused), 0);
    assert_true(sum(tally->lost) <= 4 * 2);
    assert_true(sum(tally->answered) > 50);
    (void)munmap(tally, sizeof *tally);
}

static void a_reload_loses_no_request(void **state)
{
    struct place *place = *state;
    for (int writes = 0; writes < 2; writes++) {
        pid_t pids[CLIENTS];
        struct tally *tally = load_begin(place->toy, pids, writes != 0);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(kill(place->supervisor, SIGHUP), 0);
            until_answered(tally, 20);
            (void)poll(NULL, 0, 400);
        }
        load_end(tally, pids);
        assert_int_equal(sum(tally->lost), 0);
        assert_int_equal(sum(tally->refused), 0);
        assert_true(sum(tally->answered) > 50);
        assert_all_stored(place->toy, writes != 0 ? tally : &(struct tally){0});
        (void)munmap(tally, sizeof *tally);
    }
    assert_processes(place->supervisor, "read", 2);
    assert_processes(place->supervisor, "write", place_is_shared() ? 2 : 1);
}

static void it_ends_in_order(void **state)
{
    struct place *place = *state;
    pid_t supervisor = place->supervisor;
    int status;
    assert_int_equal(supervisor_run(describe(place->toy)), 1); /* one is enough for a directory */
    (void)fflush(NULL);
    assert_int_equal(stop(place), 0);
    assert_int_equal(each_process(supervisor, "", 0), 0);
    assert_int_equal(
        socket_connect(arena_format(place->toy->arena, "%.*s/read.sock", TEXT_ARG(place->toy->settings.run)).at), -1);
    (void)waitpid(-1, &status, WNOHANG);
}

static void nobody_outlives_a_killed_supervisor(void **state)
{
    struct place *place = *state;
    AUTO_CLIENT struct client client = client_open(place->toy);
    int status;
    assert_processes(place->supervisor, "", place_is_shared() ? 6 : 4);
    (void)kill(place->supervisor, SIGKILL);
    (void)waitpid(place->supervisor, &status, 0);
    place->supervisor = 0;
    for (int i = 0; i < 500 && ask(&client, "read", "GET", "/health", TEXT_NONE, false) != STATUS_NONE; i++)
        (void)poll(NULL, 0, 10);
    assert_int_equal(ask(&client, "read", "GET", "/health", TEXT_NONE, false), STATUS_NONE);
    assert_int_equal(ask(&client, "write", "GET", "/health", TEXT_NONE, false), STATUS_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_place, close_place)
/* About the one process that writes there. */
#define TEST_OF_THE_WRITER(name)                                                                            \
    {                                                                                                       \
        place_is_shared() ? #name " # SKIP for SQLite" : #name, place_is_shared() ? place_nothing : (name), \
            place_is_shared() ? NULL : open_place, place_is_shared() ? NULL : close_place, NULL             \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(requests_go_their_ways),
        TEST(the_log_tells_no_secrets),
        TEST(strangers_cannot_hand_over),
        TEST(a_request_without_end_is_ended),
        TEST_OF_THE_WRITER(without_the_writer_the_form_is_offered_again),
        TEST(broken_requests_harm_nobody),
        TEST(a_killed_writer_loses_nothing_acknowledged),
        TEST(a_killed_writer_is_replaced_at_once),
        TEST_OF_THE_WRITER(the_slow_delay_nobody),
        TEST_OF_THE_WRITER(a_flood_delays_others_little),
        TEST_OF_THE_WRITER(what_all_did_is_counted),
        TEST(a_killed_reader_costs_only_its_own_requests),
        TEST(a_reload_loses_no_request),
        TEST(it_ends_in_order),
        TEST(nobody_outlives_a_killed_supervisor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
