/* Serves requests in this process, without sockets, and writes down which statements and ciphers they cost: what the
   bare program then does again.

     note_statements [options of sanad serve] --out TRACE --kind reads|saves REQUESTS

   REQUESTS is what load.lua sends.  Saves are made in one transaction that is rolled back at the end, so that they can
   be made again on the same rows; what reads write (that they were read) stays. */
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/installation.h"
#include "system/file.h"
#include "system/random.h"
#include "trace.h"
#include "web/loopback.h"

enum { REQUESTS_MOST = 64 << 20, TRACE_MOST = 1 << 30, STATEMENTS_MOST = 512, ROOM = 256 << 20 };

/* Who asks and what he may do: a bare program does not look it up. */
static const char *const ASKER[] = {"session_read", "actor_of_token", "actor_assignments", "user_account",
                                    "user_by_id"};
/* The transaction of a batch: the bare program makes batches of its own. */
static const char *const BATCH[] = {"begin_writing", "commit", "rollback"};

struct noting {
    struct db db; /* first: what the product sees */
    struct db *inner;
    struct buffer out;
    struct arena *arena;
    char *known[STATEMENTS_MOST];
    uint32_t known_count;
    bool open; /* the request's own statements have begun */
    bool saves;
    bool began; /* the one transaction of all saves */
    size_t sent, changed;
};

/* The ciphers have no other way to find it. */
static struct noting *noting;

/* ---- statements ---- */

static uint32_t number_of(struct sql sql)
{
    uint32_t number = 0;
    while (number < noting->known_count && strcmp(noting->known[number], sql.text) != 0)
        number++;
    if (number < noting->known_count)
        return number;
    if (number == STATEMENTS_MOST)
        return 0;
    trace_put_text(&noting->out, text_from(sql.text));
    noting->known[noting->known_count++] = arena_string(noting->arena, text_from(sql.text));
    return number;
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}
#define IS_ONE_OF(name, list) is_one_of((name), (list), sizeof(list) / sizeof *(list))

/* What is asked about the asker comes first in a request; later the same statement may be part of the answer. */
static void note(struct sql sql, const struct value *bind, size_t count)
{
    bool begins = strcmp(sql.name, "savepoint") == 0;
    if (noting->saves && IS_ONE_OF(sql.name, BATCH))
        return;
    if (!noting->open && !begins) {
        if (IS_ONE_OF(sql.name, ASKER))
            return;
        noting->open = true;
    }
    uint32_t number = number_of(sql);
    trace_put_statement(&noting->out, number, bind, count);
}

static void enter(void)
{
    noting->inner->depth = noting->db.depth;
    noting->inner->wall = noting->db.wall; /* lent: close_inner() gives it back */
    noting->inner->deadline = 0;
    noting->inner->statements++;
}

static enum outcome run_inner(struct sql sql, const struct value *bind, size_t count, struct arena *arena,
                              struct rows *ret_rows, int64_t *ret_changed)
{
    return noting->inner->back_end->query(noting->inner, sql, bind, count, arena, ret_rows, ret_changed);
}

/* The first one begins it for all. */
static enum outcome keep_open(struct sql sql)
{
    bool begins = strcmp(sql.name, "begin_writing") == 0;
    if (strcmp(sql.name, "rollback") == 0)
        return FAILED;
    if (!begins || noting->began)
        return OK;
    noting->began = true;
    return run_inner(sql, NULL, 0, NULL, NULL, NULL);
}

static enum outcome note_query(struct db *db, struct sql sql, const struct value *bind, size_t count,
                               struct arena *arena, struct rows *ret_rows, int64_t *ret_changed)
{
    (void)db;
    enter();
    note(sql, bind, count);
    if (noting->saves && IS_ONE_OF(sql.name, BATCH))
        return keep_open(sql);
    return run_inner(sql, bind, count, arena, ret_rows, ret_changed);
}

static enum outcome note_each(struct db *db, struct sql sql, const struct value *bind, size_t count,
                              struct arena *arena, bool (*take)(void *context, const struct rows *one), void *context)
{
    (void)db;
    enter();
    note(sql, bind, count);
    return noting->inner->back_end->each(noting->inner, sql, bind, count, arena, take, context);
}

static enum outcome no_script(struct db *db, struct text statements)
{
    (void)db;
    (void)statements;
    return FAILED;
}

static void close_inner(struct db *db)
{
    (void)db;
    static const struct sql ROLLBACK = {"rollback", "ROLLBACK"};
    noting->inner->depth = 1;
    if (noting->began && run_inner(ROLLBACK, NULL, 0, NULL, NULL, NULL) != OK)
        (void)fputs("note_statements: the saves were not rolled back\n", stderr);
    noting->inner->depth = 0;
    noting->inner->wall = (struct wall){0};
    noting->inner = db_close(noting->inner);
}

/* Closing the result closes `inner`. */
static struct db *note_statements_of(struct db *inner, struct arena *arena, bool saves)
{
    struct db_back_end *back_end = arena_new(arena, struct db_back_end);
    *back_end = *inner->back_end;
    back_end->query = note_query;
    back_end->later = NULL;
    back_end->turn = NULL;
    back_end->bulk = NULL;
    back_end->each = note_each;
    back_end->script = no_script;
    back_end->close = close_inner;
    noting = arena_new(arena, struct noting);
    *noting = (struct noting){.db = {.back_end = back_end, .read_only = inner->read_only},
                              .inner = inner,
                              .out = buffer_open(TRACE_MOST),
                              .arena = arena,
                              .saves = saves};
    return &noting->db;
}

/* ---- ciphers: the linker leads the product's calls here (bench/meson.build) ---- */

static void note_cipher(enum cipher cipher, size_t length)
{
    if (noting != NULL && noting->open)
        trace_put_cipher(&noting->out, cipher, length);
}

struct text __real_seal(struct arena *arena, const struct key *key, struct seal_place place, struct text plain);
struct text __wrap_seal(struct arena *arena, const struct key *key, struct seal_place place, struct text plain);
enum outcome __real_unseal(struct arena *arena, const struct key *key, struct seal_place place, struct text sealed,
                           struct text *ret_plain);
enum outcome __wrap_unseal(struct arena *arena, const struct key *key, struct seal_place place, struct text sealed,
                           struct text *ret_plain);
struct text __real_key_wrap(struct arena *arena, const struct key *under, struct seal_place place,
                            const struct key *key);
struct text __wrap_key_wrap(struct arena *arena, const struct key *under, struct seal_place place,
                            const struct key *key);
enum outcome __real_key_unwrap(const struct key *under, struct seal_place place, struct text wrapped, struct key *ret);
enum outcome __wrap_key_unwrap(const struct key *under, struct seal_place place, struct text wrapped, struct key *ret);
void __real_audit_digest(const struct keyring *keyring, struct text value, unsigned char ret[DIGEST_BYTES]);
void __wrap_audit_digest(const struct keyring *keyring, struct text value, unsigned char ret[DIGEST_BYTES]);

struct text __wrap_seal(struct arena *arena, const struct key *key, struct seal_place place, struct text plain)
{
    note_cipher(CIPHER_SEAL, plain.length);
    return __real_seal(arena, key, place, plain);
}

enum outcome __wrap_unseal(struct arena *arena, const struct key *key, struct seal_place place, struct text sealed,
                           struct text *ret_plain)
{
    note_cipher(CIPHER_UNSEAL, sealed.length < SEAL_OVERHEAD ? 0 : sealed.length - SEAL_OVERHEAD);
    return __real_unseal(arena, key, place, sealed, ret_plain);
}

struct text __wrap_key_wrap(struct arena *arena, const struct key *under, struct seal_place place,
                            const struct key *key)
{
    note_cipher(CIPHER_WRAP, KEY_BYTES);
    return __real_key_wrap(arena, under, place, key);
}

enum outcome __wrap_key_unwrap(const struct key *under, struct seal_place place, struct text wrapped, struct key *ret)
{
    note_cipher(CIPHER_UNWRAP, KEY_BYTES);
    return __real_key_unwrap(under, place, wrapped, ret);
}

void __wrap_audit_digest(const struct keyring *keyring, struct text value, unsigned char ret[DIGEST_BYTES])
{
    note_cipher(CIPHER_DIGEST, value.length);
    __real_audit_digest(keyring, value, ret);
}

/* ---- requests ---- */

static struct text next_cell(struct text *line)
{
    struct text cell;
    return text_split(line, '\t', &cell) ? cell : TEXT_NONE;
}

/* In the jar of the client, where an answer may replace them. */
static void take_cookies(struct loopback *client, struct arena *arena, struct text cookies)
{
    struct text cookie;
    struct text name;
    while (text_split(&cookies, ';', &cookie))
        if (text_split(&cookie, '=', &name))
            loopback_set_cookie(client, arena_string(arena, text_trim(name)), cookie);
}

/* "#Name: value" stands for all requests. */
static void take_header(struct loopback *client, struct arena *arena, struct text line, struct text *content_type)
{
    struct text name;
    (void)text_split(&line, ':', &name);
    name = text_slice(name, 1, name.length);
    if (text_equal_ignoring_case(name, TEXT("Content-Type")))
        *content_type = text_trim(line);
    else if (text_equal_ignoring_case(name, TEXT("Once")))
        return;
    else if (text_equal_ignoring_case(name, TEXT("Cookie")))
        take_cookies(client, arena, line);
    else
        loopback_set_header(client, arena_string(arena, name), text_trim(line));
}

/* A save of what a job of the mission has changed since its version was read is no save: a few of many. */
static bool may_be_changed(int status)
{
    enum { STATUS_CHANGED = 412, FEW = 50 };
    noting->sent++;
    noting->changed += status == STATUS_CHANGED ? 1 : 0;
    return noting->saves && status == STATUS_CHANGED && (noting->changed - 1) * FEW <= noting->sent;
}

static bool send_line(struct loopback *client, struct arena *arena, struct text line, const char *content_type)
{
    char *method = arena_string(arena, next_cell(&line));
    char *path = arena_string(arena, next_cell(&line));
    struct text version = next_cell(&line);
    struct text body = line;
    if (!text_is_empty(version))
        loopback_set_header(client, "If-Match", arena_format(arena, "\"%.*s\"", TEXT_ARG(version)));
    trace_put_request(&noting->out);
    noting->open = false;
    const struct loopback_answer *answer = loopback_send(client, method, path, content_type, body);
    if (may_be_changed(answer->status) || answer->status == 200 || answer->status == 201)
        return true;
    (void)fprintf(stderr, "note_statements: %s %s: %d\n%.*s\n", method, path, answer->status, TEXT_ARG(answer->body));
    return false;
}

static int serve_all(const struct command_line *line, const struct application *application, struct db *reader)
{
    struct text rest;
    struct text request;
    struct text content_type = TEXT_NONE;
    struct arena *arena = line->arena;
    struct loopback *client = loopback_open(application);
    bool good = file_read(arena, line->operands[0], REQUESTS_MOST, &rest) == OK;
    if (reader != NULL)
        loopback_read_with(client, reader);
    while (good && text_split(&rest, '\n', &request)) {
        if (text_starts_with(request, TEXT("#")))
            take_header(client, arena, request, &content_type);
        else if (!text_is_empty(request))
            good = send_line(client, arena, request, arena_string(arena, content_type));
    }
    (void)loopback_close(client);
    char *out = arena_string(arena, command_value(line, "--out"));
    good = good && !noting->out.full && file_write(out, buffer_text(&noting->out), 0600) == OK;
    return good ? EXIT_DONE : EXIT_REFUSED;
}

static int run(struct command_line *line)
{
    struct application application;
    struct db *reader = NULL;
    bool saves = text_is(command_value(line, "--kind"), "saves");
    if (line->operand_count != 1 || text_is_empty(command_value(line, "--out")))
        return EXIT_WRONG_USE;
    if (installation_open(line->arena, &line->settings, &application) != OK ||
        installation_database(&application, false) != OK)
        return EXIT_REFUSED;
    random_bytes(application.internal_secret, sizeof application.internal_secret);
    if (saves)
        application.db = note_statements_of(application.db, line->arena, true);
    else if (db_open(line->settings.database, true, &reader) == OK)
        reader = note_statements_of(reader, line->arena, false);
    int status = saves || reader != NULL ? serve_all(line, &application, reader) : EXIT_REFUSED;
    (void)db_close(reader);
    installation_close(&application);
    return status;
}

static const struct option OPTIONS[] = {
    {"--out", "TRACE", "the file to write"},
    {"--kind", "KIND", "reads or saves"},
};
static const struct command COMMAND = {
    .name = "note_statements",
    .summary = "serves requests and notes their statements",
    .operands = "REQUESTS",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};

int main(int count, char **arguments)
{
    struct arena *arena = arena_open(ROOM);
    struct command_line line;
    int status = command_read(arena, &COMMAND, count - 1, arguments + 1, &line) == OK ? run(&line) : EXIT_WRONG_USE;
    (void)arena_close(arena);
    return status;
}
