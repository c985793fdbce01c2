#include "web/tests/toy.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "database/tests/place.h"
#include "record/keys.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/form.h"
#include "web/health.h"
#include "web/metrics.h"
#include "web/refusal.h"
#include "web/resume.h"
#include "web/session.h"

static struct right use = {"toy.use", N_("Use"), 0};
static struct right ask = {"toy.ask", N_("Ask"), 0};
static struct right secret = {"toy.secret", N_("Secret"), 0};
static const struct grant GRANTS[] = {{ROLE_CASEWORKER, &use, SCOPE_MISSION},
                                      {ROLE_CASEWORKER, &ask, SCOPE_MISSION},
                                      {ROLE_AUDITOR, &secret, SCOPE_MISSION}};

static const struct assignment ASSIGNMENT = {.role = ROLE_CASEWORKER};
static const struct {
    const char *login;
    struct identifier id;
} USERS[] = {{"amal", {{1, 1}}}, {"badr", {{2, 2}}}};

static enum outcome actor_of_user(struct work *work, struct identifier user, struct actor *ret_actor)
{
    (void)work;
    for (size_t i = 0; i < sizeof USERS / sizeof *USERS; i++)
        if (identifier_equal(USERS[i].id, user)) {
            *ret_actor = (struct actor){.user = user,
                                        .login = text_from(USERS[i].login),
                                        .name = text_from(USERS[i].login),
                                        .assignments = &ASSIGNMENT,
                                        .assignment_count = 1};
            return OK;
        }
    return NOT_FOUND;
}

static enum outcome actor_of_token(struct work *work, struct text token, struct actor *ret_actor)
{
    if (text_is(token, "narrow-token-of-amal")) {
        struct right_set *narrow = arena_new(work->arena, struct right_set);
        right_set_add(narrow, &use);
        enum outcome outcome = actor_of_user(work, USERS[0].id, ret_actor);
        ret_actor->narrow = narrow;
        return outcome;
    }
    return text_is(token, "token-of-amal") ? actor_of_user(work, USERS[0].id, ret_actor) : NOT_FOUND;
}

/* --- handlers ----------------------------------------------------------------------------------------------------- */

static enum outcome say(struct request *request, struct response *response, int status, struct text text)
{
    buffer_add(&response->body, text);
    return page_send(request, response, status);
}

static enum outcome show_form(struct request *request, struct response *response, int status)
{
    struct output out = page_output(request, response);
    buffer_format(&response->body,
                  "<form lang=\"%s\"><input name=\"_csrf\" value=\"%.*s\"><input name=\"_key\" value=\"",
                  language_tag(request->work.language), TEXT_ARG(request->session.csrf));
    put_attribute(&out, form_key_new(request));
    buffer_add(&response->body, TEXT("\"><input name=\"text\" value=\""));
    put_attribute(&out, parameters_get(&request->form, TEXT("text")));
    buffer_format(&response->body, "\"><p>%.*s</p>", TEXT_ARG(request->redisplay_notice));
    return page_send(request, response, status);
}

static enum outcome handle_home(struct request *request, struct response *response)
{
    struct page *page = page_open(request, N_("My work"));
    return say(
        request, response, 200,
        arena_format(request->work.arena, "hello %.*s notice=%.*s", TEXT_ARG(page->user_name), TEXT_ARG(page->notice)));
}

static enum outcome handle_new(struct request *request, struct response *response)
{
    return show_form(request, response, 200);
}

static enum outcome store_note(struct work *work, struct identifier id, struct text text)
{
    struct value bind[] = {value_id(id), value_text(text)};
    return db_execute(work->db, SQL("toy_add", "INSERT INTO toy_note (id, written) VALUES ($1, $2)"), bind, 2, NULL);
}

/* What a note's text makes its handler return, after it was stored. */
static const struct {
    const char *text;
    enum outcome outcome;
} OUTCOMES[] = {{"conflict", CONFLICT}, {"fault", FAILED}, {"forbidden", FORBIDDEN}, {"away", UNAVAILABLE}};

static enum outcome outcome_for(struct text text)
{
    for (size_t i = 0; i < sizeof OUTCOMES / sizeof *OUTCOMES; i++)
        if (text_is(text, OUTCOMES[i].text))
            return OUTCOMES[i].outcome;
    return OK;
}

#define ENDLESS "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 100000000)"

/* Takes longer than any handler may; the whole transaction is rolled back when a write is interrupted. */
static enum outcome write_for_ever(struct work *work)
{
    struct sql sql =
        SQL("toy_long", ENDLESS " INSERT INTO toy_note (id, written) SELECT CAST(x AS BLOB), 'long' FROM n");
    if (place_is_shared())
        sql = SQL("toy_long", ENDLESS " INSERT INTO toy_note (id, written) SELECT gen_random_uuid(), 'long' FROM n");
    return db_execute(work->db, sql, NULL, 0, NULL);
}

static enum outcome handle_add(struct request *request, struct response *response)
{
    struct text location;
    struct text text = parameters_get(&request->form, TEXT("text"));
    if (text_is(text, "seen")) { /* as a sensitive record is, when its form is shown */
        enum outcome outcome = request_hand_over(request, "audit.seen", TEXT("{}"), &location);
        if (outcome != OK)
            return outcome;
    }
    if (request->redisplay)
        return show_form(request, response, 200);
    if (text_is_empty(text) || text_is(text, "seen"))
        return show_form(request, response, 422);
    enum outcome outcome = form_key_seen(request, &location);
    if (outcome == OK)
        return respond_redirect(request, response, location);
    if (outcome != NOT_FOUND)
        return outcome;
    struct identifier id = identifier_new();
    location = arena_join(request->work.arena, TEXT("/notes/"), identifier_to_text(request->work.arena, id));
    outcome = store_note(&request->work, id, text);
    if (outcome == OK)
        outcome = form_key_keep(request, location);
    if (outcome == OK && text_is(text, "crash"))
        _exit(3);
    if (outcome == OK && text_is(text, "slow"))
        (void)usleep(60 * 1000); /* longer than a batch may last */
    if (outcome == OK && text_is(text, "long"))
        outcome = write_for_ever(&request->work);
    if (outcome == OK)
        outcome = outcome_for(text);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("Stored."));
    return respond_redirect(request, response, location);
}

static enum outcome read_note(struct request *request, struct text *ret_text)
{
    struct rows rows;
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome != OK)
        return outcome;
    struct value bind[] = {value_id(id)};
    outcome = db_query(request->work.db, SQL("toy_read", "SELECT written FROM toy_note WHERE id = $1"), bind, 1,
                       request->work.arena, &rows);
    if (outcome != OK || rows.count == 0)
        return outcome != OK ? outcome : NOT_FOUND;
    *ret_text = cell_text(&rows, 0, 0);
    return OK;
}

static enum outcome handle_show(struct request *request, struct response *response)
{
    struct text text;
    enum outcome outcome = read_note(request, &text);
    if (outcome != OK)
        return outcome;
    struct output out = page_output(request, response);
    put_text(&out, text);
    return page_send(request, response, 200);
}

static enum outcome handle_sign_in_page(struct request *request, struct response *response)
{
    buffer_format(&response->body,
                  "sign in please <input name=\"_resume\" value=\"%.*s\"><input name=\"_next\" value=\"%.*s\">",
                  TEXT_ARG(request->resume), TEXT_ARG(page_next(request)));
    return page_send(request, response, 200);
}

static enum outcome handle_sign_in(struct request *request, struct response *response)
{
    struct text login = parameters_get(&request->form, TEXT("login"));
    for (size_t i = 0; i < sizeof USERS / sizeof *USERS; i++) {
        if (!text_is(login, USERS[i].login))
            continue;
        enum outcome outcome = session_open(request, response, USERS[i].id);
        if (outcome != OK)
            return outcome;
        outcome = web_resume(request, response);
        return outcome == NOT_FOUND ? respond_redirect(request, response, page_next(request)) : outcome;
    }
    return say(request, response, 422, TEXT("nobody of that name"));
}

static enum outcome handle_sign_out(struct request *request, struct response *response)
{
    enum outcome outcome = session_end(request, response);
    return outcome != OK ? outcome : respond_redirect(request, response, TEXT("/sign-in"));
}

static enum outcome handle_secret(struct request *request, struct response *response)
{
    return say(request, response, 200, TEXT("secret"));
}

static enum outcome handle_spin(struct request *request, struct response *response)
{
    for (volatile bool endless = true; endless;)
        ;
    return handle_home(request, response);
}

void (*toy_between)(void);

static enum outcome count_notes(struct request *request, int64_t *ret_count)
{
    struct rows rows;
    struct work *work = &request->work;
    enum outcome outcome =
        db_query(work->db, SQL("toy_twice", "SELECT count(*) FROM toy_note"), NULL, 0, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

/* A page of several statements: "3 3" when nobody stored anything while it was read.  With ?seen it is audited between
   them, as a sensitive one is. */
static enum outcome handle_twice(struct request *request, struct response *response)
{
    int64_t first;
    int64_t second;
    struct text answer;
    enum outcome outcome = count_notes(request, &first);
    if (outcome == OK && parameters_has(&request->query, TEXT("seen")))
        outcome = request_hand_over(request, "audit.seen", TEXT("{}"), &answer);
    if (outcome == OK && toy_between != NULL)
        toy_between();
    if (outcome == OK)
        outcome = count_notes(request, &second);
    if (outcome != OK)
        return outcome;
    return say(request, response, 200,
               arena_format(request->work.arena, "%lld %lld", (long long)first, (long long)second));
}

/* A reader that writes, as none should. */
static enum outcome handle_wrong(struct request *request, struct response *response)
{
    enum outcome outcome = store_note(&request->work, identifier_new(), TEXT("wrong"));
    return outcome != OK ? outcome : say(request, response, 200, TEXT("written"));
}

static bool next_piece(void *context, struct buffer *piece)
{
    int *left = context;
    buffer_format(piece, "line %d\n", *left);
    return --*left > 0;
}

static enum outcome handle_export(struct request *request, struct response *response)
{
    int *left = arena_new(request->work.arena, int);
    *left = 3;
    response->status = 200;
    response->content_type = TEXT("text/csv; charset=utf-8");
    response->download_name = TEXT("notes \"é\".csv");
    response->stream = next_piece;
    response->stream_context = left;
    return OK;
}

static enum outcome handle_api_show(struct request *request, struct response *response)
{
    struct text text;
    enum outcome outcome = read_note(request, &text);
    if (outcome != OK)
        return outcome;
    respond_version(request, response, 7);
    return respond_json(request, response, 200,
                        arena_format(request->work.arena, "{\"text\":\"%.*s\"}", TEXT_ARG(text)));
}

static enum outcome handle_api_add(struct request *request, struct response *response)
{
    if (text_find(request->body, TEXT("bad")) >= 0)
        return problem_add(&request->work.problems, INVALID, "bad_text", TEXT("text"), N_("Not this text"));
    struct identifier id = identifier_new();
    enum outcome outcome = store_note(&request->work, id, TEXT("from a program"));
    if (outcome != OK)
        return outcome;
    struct text name = identifier_to_text(request->work.arena, id);
    response->location = arena_join(request->work.arena, TEXT("/api/v1/notes/"), name);
    return respond_json(request, response, 201, arena_format(request->work.arena, "{\"id\":\"%.*s\"}", TEXT_ARG(name)));
}

/* What the writing worker thinks of who asks. */
static enum outcome run_ask(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    return actor_may(work->actor, &ask) ? OK : FORBIDDEN;
}

bool toy_refuses_reads;

/* Leaves a note of each time something was handed over. */
static enum outcome run_read(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = TEXT_NONE;
    return toy_refuses_reads ? UNAVAILABLE : store_note(work, identifier_new(), arguments);
}
static const struct internal_action toy_actions[] = {
    {"toy.ask", run_ask}, {"audit.read", run_read}, {"audit.reads", run_read}, {NULL, NULL}};

/* Reads so many sensitive things; at the end it refuses, if that is wanted. */
static enum outcome handle_reads(struct request *request, struct response *response)
{
    struct text answer;
    enum outcome outcome = OK;
    for (size_t i = 0; i < parameters_get(&request->query, TEXT("n")).length && outcome == OK; i++)
        outcome = request_hand_over(request, "audit.read", TEXT("{}"), &answer);
    if (outcome == OK && parameters_has(&request->query, TEXT("refuse")))
        return NOT_FOUND;
    int status = parameters_has(&request->query, TEXT("wrong")) ? 422 : 200;
    return outcome == OK ? say(request, response, status, TEXT("shown")) : outcome;
}

static enum outcome handle_api_ask(struct request *request, struct response *response)
{
    struct text answer;
    enum outcome outcome = request_hand_over(request, "toy.ask", TEXT("{}"), &answer);
    return outcome == OK ? respond_json(request, response, 200, answer) : outcome;
}

static enum outcome handle_file(struct request *request, struct response *response)
{
    return say(request, response, 200, arena_format(request->work.arena, "%zu bytes", request->body.length));
}

static const struct route ROUTES[] = {
    {METHOD_GET, "/", ROUTE_READ, handle_home, .right = &use},
    {METHOD_GET, "/notes/new", ROUTE_READ, handle_new, .right = &use},
    {METHOD_GET, "/notes/{id}", ROUTE_READ, handle_show, .right = &use},
    {METHOD_GET, "/export", ROUTE_READ, handle_export, .right = &use},
    {METHOD_GET, "/spin", ROUTE_READ, handle_spin, .right = &use},
    {METHOD_GET, "/twice", ROUTE_READ, handle_twice, .right = &use},
    {METHOD_GET, "/reads", ROUTE_READ, handle_reads, .right = &use},
    {METHOD_GET, "/wrong", ROUTE_READ, handle_wrong, .right = &use},
    {METHOD_POST, "/notes", ROUTE_WRITE, handle_add, .right = &use},
    {METHOD_POST, "/files", ROUTE_SLOW, handle_file, .right = &use, .no_csrf = true, .big_body = true},
    {METHOD_GET, "/secret", ROUTE_READ, handle_secret, .right = &secret},
    {METHOD_POST, "/secret", ROUTE_WRITE, handle_secret, .right = &secret},
    {METHOD_GET, "/sign-in", ROUTE_READ, handle_sign_in_page, .open_to_all = true},
    {METHOD_POST, "/sign-in", ROUTE_SLOW, handle_sign_in, .open_to_all = true, .no_csrf = true},
    {METHOD_POST, "/sign-out", ROUTE_WRITE, handle_sign_out, .open_to_all = true},
    {METHOD_GET, "/api/v1/notes/{id}", ROUTE_READ, handle_api_show, .right = &use},
    {METHOD_POST, "/api/v1/ask", ROUTE_SLOW, handle_api_ask, .right = &use},
    {METHOD_POST, "/api/v1/notes", ROUTE_WRITE, handle_api_add, .right = &use},
};
static enum outcome run_seen(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = arguments;
    return store_note(work, identifier_new(), TEXT("was seen"));
}

static const struct internal_action TOY_ACTIONS[] = {{"audit.seen", run_seen}, {NULL, NULL}};
static const struct internal_action *const ACTIONS[] = {session_actions, refusal_actions, toy_actions, TOY_ACTIONS};
static const struct menu_entry MENU[] = {{N_("My work"), "/", &use, "work"},
                                         {N_("Secret"), "/secret", &secret, "lock"}};

void toy_start(void)
{
    static const struct grant_list GRANT_LISTS[] = {{GRANTS, sizeof GRANTS / sizeof *GRANTS}};
    random_start();
    access_start(GRANT_LISTS, 1);
}

void toy_describe(struct application *application)
{
    static struct route_list lists[3] = {{ROUTES, sizeof ROUTES / sizeof *ROUTES}};
    lists[1] = (struct route_list){health_routes, health_route_count};
    lists[2] = (struct route_list){metrics_routes, metrics_route_count};
    application->routes = lists;
    application->route_list_count = 3;
    application->actions = ACTIONS;
    application->action_list_count = sizeof ACTIONS / sizeof *ACTIONS;
    application->menu = MENU;
    application->menu_count = 2;
    application->hooks.actor_of_user = actor_of_user;
    application->hooks.actor_of_token = actor_of_token;
}

enum outcome toy_tables(struct db *db)
{
    enum outcome outcome = migrate(db, migrations, migration_count);
    if (outcome != OK)
        return outcome;
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    return place_tables(db, arena, "CREATE TABLE toy_note (id id PRIMARY KEY, written text NOT NULL);");
}

static _Noreturn void give_up(const char *what)
{
    (void)fprintf(stderr, "toy: %s failed\n", what);
    abort();
}

struct toy *toy_open(void)
{
    struct arena *arena = arena_open((size_t)64 << 20);
    struct toy *toy = arena_new(arena, struct toy);
    toy_start();
    toy->arena = arena;
    toy->directory = arena_string(arena, TEXT("/tmp/sanad_toy_XXXXXX"));
    if (mkdtemp(toy->directory) == NULL)
        give_up("mkdtemp");
    toy->database = place_open(arena, toy->directory, "toy.db");
    toy->settings = (struct settings){.mission_name = TEXT("Toy mission"),
                                      .address = TEXT("http://127.0.0.1:8080"),
                                      .request_seconds = 20,
                                      .upload_bytes = 1 << 20,
                                      .session_idle_minutes = 30,
                                      .session_hours = 10};
    struct application *application = &toy->application;
    toy_describe(application);
    application->settings = &toy->settings;
    application->writes = true;
    application->zone = zone_find(TEXT("Africa/Casablanca"));
    random_bytes(application->internal_secret, sizeof application->internal_secret);
    char *keys = arena_string(arena, arena_format(arena, "%s/keys", toy->directory));
    if (keyring_make(keys, TEXT_NONE) != OK || keyring_open(keys, TEXT_NONE, &application->keyring) != OK)
        give_up("the keyring");
    application->keys = keys_open(application->keyring);
    if (db_open(toy->database, false, &toy->db) != OK || toy_tables(toy->db) != OK ||
        db_open(toy->database, true, &toy->reader) != OK)
        give_up("the database");
    application->db = toy->db;
    return toy;
}

static void remove_tree(struct arena *arena, const char *path)
{
    DIR *entries = opendir(path);
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        char *below = arena_string(arena, arena_format(arena, "%s/%s", path, entry->d_name));
        if (entry->d_type == DT_DIR)
            remove_tree(arena, below);
        else
            (void)unlink(below);
    }
    if (entries != NULL)
        (void)closedir(entries);
    (void)rmdir(path);
}

struct toy *toy_close(struct toy *toy)
{
    (void)db_close(toy->reader);
    (void)db_close(toy->db);
    (void)keys_close(toy->application.keys);
    (void)keyring_close(toy->application.keyring);
    clock_set(INSTANT_NONE);
    remove_tree(toy->arena, toy->directory);
    place_close(toy->arena, toy->database);
    (void)arena_close(toy->arena);
    return NULL;
}

static int64_t count(struct toy *toy, struct sql sql)
{
    struct rows rows;
    return db_query(toy->reader, sql, NULL, 0, toy->arena, &rows) == OK ? cell_integer(&rows, 0, 0) : -1;
}

int64_t toy_count(struct toy *toy) { return count(toy, SQL("toy_count", "SELECT count(*) FROM toy_note")); }
int64_t toy_refusals(struct toy *toy)
{
    return count(toy, SQL("toy_refusals", "SELECT count(*) FROM audit_event WHERE action = 'request.refused'"));
}
