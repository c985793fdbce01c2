/* Pages and API of a record of every kind, through the loopback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "codec/json.h"
#include "record/custom.h"
#include "record/custom_index.h"
#include "record/tests/toy.h"
#include "system/file.h"
#include "system/random.h"
#include "web/loopback.h"
#include "web/record_api.h"
#include "web/record_pages.h"
#include "web/session.h"

/* ---- an application of toys ---- */

static const struct flow_state STATES[] = {{"open", N_("Open"), STATE_NOW, true},
                                           {"closed", N_("Closed"), STATE_ENDED, true}};
static const struct step STEPS[] = {{.from = "open",
                                     .action = "close",
                                     .to = "closed",
                                     .label = N_("Close"),
                                     .right = &toy_update,
                                     .input = "pieces",
                                     .note_required = true}};
static const struct flow FLOW = {"toy", &toy_record, STATES, 2, STEPS, 1};

static const struct record_page_options OPTIONS = {.record = &toy_record, .base = "/toys", .flow = &FLOW};

#define PAGE(name)                                                                        \
    static enum outcome handle_##name(struct request *request, struct response *response) \
    {                                                                                     \
        return record_page_##name(request, response, &OPTIONS);                           \
    }
PAGE(list)
PAGE(filter)
PAGE(show)
PAGE(new)
PAGE(create)
PAGE(edit)
PAGE(save)
PAGE(history)
PAGE(csv)
PAGE(xlsx)
PAGE(view_add)
PAGE(view_remove)

static enum outcome handle_sign_in(struct request *request, struct response *response)
{
    struct identifier user = {{text_is(parameters_get(&request->query, TEXT("who")), "supervisor") ? 2 : 1}};
    enum outcome outcome = session_open(request, response, user);
    return outcome == OK ? respond_redirect(request, response, TEXT("/toys")) : outcome;
}

static const struct route PAGES[] = {
    {METHOD_GET, "/sign-in", ROUTE_WRITE, handle_sign_in, .open_to_all = true},
    {METHOD_GET, "/toys", ROUTE_READ, handle_list, .right = &toy_read},
    {METHOD_GET, "/toys.csv", ROUTE_SLOW, handle_csv, .right = &toy_read},
    {METHOD_GET, "/toys.xlsx", ROUTE_SLOW, handle_xlsx, .right = &toy_read},
    {METHOD_GET, "/toys/new", ROUTE_READ, handle_new, .right = &toy_create},
    {METHOD_POST, "/toys", ROUTE_WRITE, handle_create, .right = &toy_create},
    {METHOD_POST, "/toys/filters", ROUTE_READ, handle_filter, .right = &toy_read, .changes_nothing = true},
    {METHOD_GET, "/toys/filters", ROUTE_READ, handle_filter, .right = &toy_read},
    {METHOD_POST, "/toys/views", ROUTE_WRITE, handle_view_add, .right = &toy_read},
    {METHOD_POST, "/toys/views/{id}", ROUTE_WRITE, handle_view_remove, .right = &toy_read},
    {METHOD_GET, "/toys/{id}", ROUTE_READ, handle_show, .right = &toy_read},
    {METHOD_GET, "/toys/{id}/edit", ROUTE_READ, handle_edit, .right = &toy_update},
    {METHOD_POST, "/toys/{id}", ROUTE_WRITE, handle_save, .right = &toy_update},
    {METHOD_GET, "/toys/{id}/history", ROUTE_READ, handle_history, .right = &toy_read},
};

static const struct resource RESOURCES[] = {{.record = &toy_record, .flow = &FLOW}, {.record = &maker_record}};
static const struct resource_list RESOURCE_LIST = {RESOURCES, 2};

static enum outcome actor_of_user(struct work *work, struct identifier user, struct actor *ret_actor)
{
    struct assignment *held = arena_new(work->arena, struct assignment);
    *held =
        (struct assignment){world.organisation, world.office, user.bytes[0] == 2 ? ROLE_SUPERVISOR : ROLE_CASEWORKER};
    *ret_actor = (struct actor){.user = user,
                                .organisation = world.organisation,
                                .office = world.office,
                                .assignments = held,
                                .assignment_count = 1,
                                .name = TEXT("Somebody")};
    return OK;
}

static enum outcome actor_of_token(struct work *work, struct text token, struct actor *ret_actor)
{
    struct identifier user = {{text_is(token, "supervisor") ? 2 : 1}};
    return actor_of_user(work, user, ret_actor);
}

static const struct internal_action *const ACTIONS[] = {session_actions, record_actions};
static struct route_list routes[2];
static struct settings settings;
static struct application application;
static struct loopback *loopback;
static struct db *reader; /* as in production: pages that read cannot write */

static int set_up(void **state)
{
    if (world_open(state) != 0)
        return -1;
    settings = (struct settings){.mission_name = TEXT("Toys"),
                                 .address = TEXT("http://127.0.0.1:8080"),
                                 .run = text_from(world.directory),
                                 .request_seconds = 20,
                                 .upload_bytes = 1 << 20,
                                 .session_idle_minutes = 30,
                                 .session_hours = 10};
    routes[0] = (struct route_list){PAGES, sizeof PAGES / sizeof *PAGES};
    resource_routes(world.arena, &RESOURCE_LIST, &routes[1]);
    application = (struct application){.settings = &settings,
                                       .keyring = world.keyring,
                                       .keys = world.keys,
                                       .db = world.db,
                                       .writes = true,
                                       .routes = routes,
                                       .route_list_count = 2,
                                       .actions = ACTIONS,
                                       .action_list_count = 2,
                                       .hooks = {actor_of_user, actor_of_token},
                                       .zone = zone_find(TEXT("Africa/Casablanca"))};
    random_bytes(application.internal_secret, sizeof application.internal_secret);
    return db_open(world.database, true, &reader) == OK && application_check(&application) == OK ? 0 : -1;
}

static int tear_down(void **state)
{
    reader = db_close(reader);
    return world_close(state);
}

static int open_browser(void **state)
{
    (void)state;
    loopback = loopback_open(&application);
    loopback_read_with(loopback, reader);
    (void)loopback_get(loopback, "/en/sign-in");
    return 0;
}

static int close_browser(void **state)
{
    (void)state;
    loopback = loopback_close(loopback);
    return 0;
}

/* ---- helpers ---- */

static const char *string(struct text text) { return arena_string(world.arena, text); }
static const char *address(const char *before, struct identifier id, const char *behind)
{
    return string(arena_format(world.arena, "%s%.*s%s", before, TEXT_ARG(identifier_to_text(world.arena, id)), behind));
}

static const struct loopback_answer *get(const char *path, int status)
{
    const struct loopback_answer *answer = loopback_get(loopback, path);
    assert_int_equal(answer->status, status);
    return answer;
}

static const struct loopback_answer *post(const char *path, const char *form, int status)
{
    const struct loopback_answer *answer = loopback_post(loopback, path, form);
    assert_int_equal(answer->status, status);
    return answer;
}

static const char *form_with(const char *rest)
{
    return string(arena_format(world.arena, "_key=%.*s&_version=%.*s&%s", TEXT_ARG(loopback_hidden(loopback, "_key")),
                               TEXT_ARG(loopback_hidden(loopback, "_version")), rest));
}

static int64_t count_of(struct sql sql)
{
    struct rows rows;
    assert_int_equal(db_query(world.db, sql, NULL, 0, world.arena, &rows), OK);
    return cell_integer(&rows, 0, 0);
}
/* Rows whose first column holds these bytes. */
static size_t rows_with(struct sql sql, const char *piece)
{
    struct rows rows;
    size_t found = 0;
    assert_int_equal(db_query(world.db, sql, NULL, 0, world.arena, &rows), OK);
    for (size_t i = 0; i < rows.count; i++)
        found += text_find(cell_text(&rows, i, 0), text_from(piece)) >= 0;
    return found;
}
static int64_t toys(void) { return count_of(SQL("toys", "SELECT count(*) FROM toy")); }

static const struct toy *stored(struct identifier id)
{
    void *row;
    assert_int_equal(record_get_unlimited(&world.system, &toy_record, id, &row), OK);
    return row;
}

#define GOOD "name=Ball&country=SEN&colour=red&born=31%2F03%2F2022&pieces=3&price=12%2C50&price_currency=MAD"

/* ---- pages ---- */

static void an_empty_list_offers_what_makes_sense(void **state)
{
    (void)state;
    assert_int_equal(toys(), 0); /* the first test */
    (void)get("/en/toys", 200);
    assert_true(loopback_shows(loopback, "There is nothing here yet"));
    assert_true(loopback_shows(loopback, "href=\"/en/toys/new\""));
    assert_false(loopback_shows(loopback, "toys.csv"));
    assert_false(loopback_shows(loopback, "class=\"filters\""));
    (void)get("/en/toys?country=SEN", 200); /* what hides rows can be taken away again */
    assert_true(loopback_shows(loopback, "Nothing matches these filters"));
    assert_true(loopback_shows(loopback, "class=\"filters\""));
    assert_false(loopback_shows(loopback, "toys.csv"));
}

static void a_toy_is_made_shown_and_changed(void **state)
{
    (void)state;
    int64_t before = toys();
    (void)get("/en/toys/new", 200);
    assert_false(loopback_shows(loopback, "oken\""));
    assert_false(loopback_shows(loopback, "secret\""));
    const char *form = form_with(GOOD);
    const struct loopback_answer *answer = post("/en/toys", form, 303);
    struct text location = arena_text(world.arena, answer->location);
    assert_int_equal(toys(), before + 1);
    answer = post("/en/toys", form, 303); /* the same form a second time finds what the first made */
    assert_int_equal(toys(), before + 1);
    assert_true(text_equal(answer->location, location));
    (void)loopback_follow(loopback);
    assert_true(loopback_shows(loopback, "Senegal"));
    assert_true(loopback_shows(loopback, "March 31, 2022") || loopback_shows(loopback, "31 March 2022"));
    assert_true(loopback_shows(loopback, "Saved."));
    struct text path = text_slice(location, (size_t)text_find(location, TEXT("/en/")), location.length);
    (void)get(string(arena_join(world.arena, path, TEXT("/edit"))), 200);
    assert_true(loopback_shows(loopback, "value=\"31/03/2022\""));
    (void)post(string(path), form_with("name=Ball&pieces=4"), 303);
    (void)get(string(arena_join(world.arena, path, TEXT("/history"))), 200);
    assert_true(loopback_shows(loopback, ">3<") || loopback_shows(loopback, "3</bdi>"));
}

static void what_was_typed_survives_a_refusal(void **state)
{
    (void)state;
    int64_t before = toys();
    (void)get("/en/toys/new", 200);
    (void)post("/en/toys", form_with("name=%3Cb%3E%22x&country=&born=31%2F02%2F2022&pieces=many"), 422);
    assert_int_equal(toys(), before);
    assert_true(loopback_shows(loopback, "value=\"&lt;b&gt;&quot;x\""));
    assert_true(loopback_shows(loopback, "value=\"31/02/2022\""));
    assert_true(loopback_shows(loopback, "value=\"many\""));
    assert_true(loopback_shows(loopback, "href=\"#field-born\""));
    assert_true(loopback_shows(loopback, "id=\"field-born-error\""));
    assert_true(loopback_shows(loopback, "3 things to correct"));
}

static void another_language_keeps_what_was_typed(void **state)
{
    (void)state;
    int64_t before = toys();
    (void)get("/en/toys/new", 200);
    (void)post("/ar/toys", form_with("name=half&pieces=&_language=ar"), 200);
    assert_int_equal(toys(), before);
    assert_true(loopback_shows(loopback, "value=\"half\""));
    assert_true(loopback_shows(loopback, "dir=\"rtl\""));
}

static void a_save_keeps_what_the_caseworker_cannot_read(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    (void)get(address("/en/toys/", id, "/edit"), 200);
    assert_false(loopback_shows(loopback, TOY_SECRET));
    (void)post(address("/en/toys/", id, ""), form_with("name=New&secret=stolen&token=stolen&total=9&code=other"), 303);
    const struct toy *toy = stored(id);
    assert_string_equal(string(toy->name), "New");
    assert_string_equal(string(toy->secret), TOY_SECRET);
    assert_string_equal(string(toy->token), TOY_TOKEN);
    assert_string_equal(string(toy->code), "C-1");
    assert_int_equal(toy->total, 7);
}

static void two_at_once_are_joined_or_asked(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    const char *path = address("/en/toys/", id, "");
    (void)get(address("/en/toys/", id, "/edit"), 200);
    const char *first = form_with("name=First&note=&colour=red");
    (void)get(address("/en/toys/", id, "/edit"), 200);
    const char *second = form_with("name=Second&pieces=9&colour=green"); /* colour as it was */
    (void)post(path, first, 303);
    (void)post(path, second, 409);
    assert_string_equal(string(stored(id)->name), "First"); /* nothing was stored */
    assert_true(loopback_shows(loopback, "name=\"_keep_name\""));
    assert_false(loopback_shows(loopback, "name=\"_keep_colour\""));
    assert_true(loopback_shows(loopback, "name=\"pieces\" value=\"9\""));
    const char *choice = string(arena_format(world.arena, "_merged=%.*s&_keep_name=theirs&%s",
                                             TEXT_ARG(loopback_hidden(loopback, "_merged")), second));
    (void)post(path, choice, 303);
    const struct toy *toy = stored(id);
    assert_string_equal(string(toy->name), "First");
    assert_string_equal(string(toy->colour), "red"); /* theirs: the second had not touched it */
    assert_int_equal(toy->pieces, 9);
    assert_int_equal(toy->head.version, 3);
}

static void a_form_without_its_version_stores_nothing(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    (void)get(address("/en/toys/", id, "/edit"), 200);
    (void)post(address("/en/toys/", id, ""), "name=X", 428);
    assert_int_equal(stored(id)->head.version, 1);
}

static void unreadable_fields_are_on_no_page(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    const char *const paths[] = {"/en/toys", "/en/toys.csv", address("/en/toys/", id, ""),
                                 address("/en/toys/", id, "/edit"), address("/en/toys/", id, "/history")};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        (void)get(paths[i], 200);
        assert_false(loopback_shows(loopback, TOY_SECRET));
        assert_false(loopback_shows(loopback, TOY_TOKEN));
        assert_false(loopback_shows(loopback, "oken"));
    }
    (void)loopback_get(loopback, "/en/sign-in?who=supervisor");
    (void)get(paths[2], 200);
    assert_true(loopback_shows(loopback, TOY_SECRET));
}

static void exports_say_how_many_rows_and_are_audited(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    int64_t before = count_of(SQL("exports", "SELECT count(*) FROM audit_event WHERE action = 'export'"));
    const struct loopback_answer *answer = get("/en/toys.csv?country=SEN&hxl=1", 200);
    assert_true(text_starts_with(answer->body, TEXT("\xef\xbb\xbf")));
    assert_true(text_find(answer->body, stored(id)->head.number) > 0);
    assert_true(text_find(answer->body, TEXT("#country+code")) > 0);
    assert_true(text_starts_with(loopback_header(loopback, "Content-Digest"), TEXT("sha-256=:")));
    assert_true(loopback_header(loopback, "Row-Count").length > 0);
    answer = get("/en/toys.xlsx", 200);
    assert_true(text_starts_with(answer->body, TEXT("PK")));
    assert_int_equal(count_of(SQL("exports", "SELECT count(*) FROM audit_event WHERE action = 'export'")), before + 2);
}

static void a_list_filters_and_keeps_views(void **state)
{
    (void)state;
    (void)toy_store();
    (void)get("/en/toys?country=SEN&state=open", 200);
    assert_true(loopback_shows(loopback, "class=\"chip\""));
    (void)get("/en/toys?country=GAB", 200);
    assert_true(loopback_shows(loopback, "Nothing matches these filters"));
    (void)get("/en/toys?born.from=32%2F01%2F2022", 422);
    (void)get("/en/toys?country=SEN", 200);
    const char *view = "_key=once&name=%3CSenegal%3E&query=country%3DSEN";
    const char *kept = string(post("/en/toys/views", view, 303)->location);
    assert_int_equal(rows_with(SQL("form_keys", "SELECT form_key FROM form_key"), "once"), 1);
    assert_int_equal(rows_with(SQL("plain_keys", "SELECT location FROM form_key"), "SEN"), 0);
    assert_string_equal(string(post("/en/toys/views", view, 303)->location), kept);
    (void)loopback_follow(loopback);
    assert_true(loopback_shows(loopback, "&lt;Senegal&gt;"));
    assert_int_equal(rows_with(SQL("views", "SELECT name FROM saved_view"), ""), 1);
    assert_int_equal(rows_with(SQL("open_views", "SELECT name FROM saved_view"), "Senegal"), 0);
    (void)post("/en/toys/views", "name=&query=", 422);
    (void)loopback_get(loopback, "/en/sign-in?who=supervisor");
    (void)get("/en/toys", 200);
    assert_false(loopback_shows(loopback, "&lt;Senegal&gt;")); /* each person's own */
}

/* A mission's own field that filters by a text: the last test, since it stays in the record. */
static void a_typed_filter_stays_out_of_addresses(void **state)
{
    (void)state;
    struct record *const records[] = {&toy_record};
    struct toy *toy;
    bool more = true;
    size_t done;
    struct text path = arena_format(world.arena, "%s/fields.csv", world.directory);
    assert_int_equal(file_write(path.at, TEXT("head\ntoy,card,text,Carte,,,,,,,,keyed\n"), 0600), OK);
    assert_int_equal(custom_load(world.arena, world.directory, records, 1), OK);
    while (more)
        assert_int_equal(custom_index_step(&world.system, &toy_record, 1000, &done, &more), OK);
    toy = record_new(world.arena, &toy_record);
    memcpy(toy, toy_full(&world.system), sizeof *toy);
    assert_int_equal(field_from_text(&world.system, record_field(&toy_record, TEXT("card")), TEXT("Secret 12-77"), toy,
                                     &world.system.problems),
                     OK);
    assert_int_equal(record_insert(&world.system, &toy_record, toy), OK);
    (void)get("/en/toys", 200);
    assert_true(loopback_shows(loopback, "<form method=\"post\" action=\"/en/toys/filters\">"));
    struct text location = post("/en/toys/filters", "card=secret+12-77&country=SEN", 303)->location;
    assert_true(text_find(location, TEXT("card=~")) > 0);
    assert_true(text_find(location, TEXT("secret")) < 0);
    (void)loopback_follow(loopback);
    assert_true(loopback_shows(loopback, "as typed"));
    assert_true(loopback_shows(loopback, string(toy->head.number)));
    assert_false(loopback_shows(loopback, "secret"));
    assert_true(loopback_shows(loopback, "/en/toys.csv?"));
    (void)post("/en/toys/filters", "card=secret+12-78", 303);
    (void)loopback_follow(loopback);
    assert_true(loopback_shows(loopback, "Nothing matches these filters"));
    (void)post("/en/toys/filters", "card=%E2%80%8E&country=SEN", 422);
    (void)get("/en/toys/filters?country=SEN", 303);
}

/* ---- API ---- */

static const struct loopback_answer *send(const char *method, const char *path, const char *body, int status)
{
    const struct loopback_answer *answer =
        loopback_send(loopback, method, path, body[0] == '\0' ? "" : "application/json", text_from(body));
    assert_int_equal(answer->status, status);
    return answer;
}

static int open_program(void **state)
{
    (void)state;
    loopback = loopback_open(&application);
    loopback_read_with(loopback, reader);
    loopback_set_header(loopback, "Authorization", TEXT("Bearer caseworker"));
    return 0;
}

static void match(struct text etag) { loopback_set_header(loopback, "If-Match", arena_text(world.arena, etag)); }

static void a_program_creates_reads_and_changes(void **state)
{
    (void)state;
    const struct loopback_answer *answer =
        send("POST", "/api/v1/toys", "{\"name\": \"Kite\", \"country\": \"MLI\", \"pieces\": 2}", 201);
    const char *path = string(answer->location);
    assert_non_null(path);
    path += text_find(text_from(path), TEXT("/api/"));
    answer = send("GET", path, "", 200);
    assert_true(loopback_shows(loopback, "\"name\":\"Kite\""));
    assert_true(loopback_shows(loopback, "\"action\":\"close\""));
    assert_false(loopback_shows(loopback, "secret"));
    struct text etag = arena_text(world.arena, loopback_header(loopback, "ETag"));
    assert_string_equal(string(etag), "\"1\"");
    (void)send("PATCH", path, "{\"pieces\": 5}", 428);
    match(etag);
    (void)send("PATCH", path, "{\"pieces\": 5, \"colour\": null}", 200);
    assert_true(loopback_shows(loopback, "\"pieces\":5"));
    assert_string_equal(string(loopback_header(loopback, "ETag")), "\"2\"");
    (void)send("PATCH", path, "{\"pieces\": 6}", 412);
    match(TEXT("\"2\""));
    (void)send("PATCH", path, "{\"pieces\": 1000, \"secret\": \"x\"}", 422);
    assert_true(loopback_shows(loopback, "\"pointer\":\"#/pieces\""));
    assert_true(loopback_shows(loopback, "\"code\":\"field_unknown\""));
    (void)send("PATCH", path, "{\"pieces\": ", 422);
    (void)send("POST", "/api/v1/toys", "{\"pieces\": 2}", 422);
    assert_true(loopback_shows(loopback, "\"pointer\":\"#/name\""));
}

static void a_program_takes_steps(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    const char *close = address("/api/v1/toys/", id, "/steps/close");
    match(TEXT("\"1\""));
    (void)send("POST", address("/api/v1/toys/", id, "/steps/fly"), "{}", 404);
    assert_true(loopback_shows(loopback, "\"code\":\"step_unknown\""));
    assert_true(loopback_shows(loopback, "There are: close"));
    (void)send("POST", close, "{\"note\": \"done\", \"country\": \"GAB\"}", 422); /* not asked for */
    (void)send("POST", close, "{\"note\": \"done\", \"pieces\": 8}", 200);
    assert_true(loopback_shows(loopback, "\"state\":\"closed\""));
    assert_int_equal(stored(id)->pieces, 8);
    assert_string_equal(string(stored(id)->secret), TOY_SECRET);
    (void)send("POST", close, "{\"note\": \"again\"}", 412);
}

static void a_program_turns_pages(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++)
        (void)toy_store();
    (void)send("GET", "/api/v1/toys?size=2&sort=pieces", "", 200);
    struct text link = loopback_header(loopback, "Link");
    assert_true(text_starts_with(link, TEXT("</api/v1/toys?sort=pieces&size=2&after=")));
    (void)send("GET", string(text_slice(link, 1, (size_t)text_find_byte(link, '>'))), "", 200);
    static const struct {
        const char *query, *parameter, *allowed;
    } WRONG[] = {{"country=ZZZ", "country", "Possible are: "},
                 {"colours=red", "colours", "country"},
                 {"state=nope", "state", "closed"},
                 {"state=closed,nope", "state", "closed"},
                 {"sort=secret", "sort", "title"},
                 {"size=201", "size", "1–200"},
                 {"mine=yes", "mine", "0, 1"},
                 {"office=Rabat", "office", "Choose from the list."},
                 {"secret=x", "secret", "There are: "},
                 {"country.from=2020", "country.from", "state"},
                 {"pieces=2", "pieces", "pieces.from"}};
    for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        (void)send("GET", string(arena_format(world.arena, "/api/v1/toys?%s", WRONG[i].query)), "", 422);
        assert_true(
            loopback_shows(loopback, string(arena_format(world.arena, "\"parameter\":\"%s\"", WRONG[i].parameter))));
        assert_true(loopback_shows(loopback, WRONG[i].allowed));
    }
    struct text number =
        stored(toy_store())->head.number; /* "TOY-26-XXXXXXX-C": the O of its kind as a zero, small letters */
    char *typed = arena_string(world.arena, number);
    for (char *at = typed; *at != '\0'; at++)
        *at = *at == 'O' ? '0' : *at == '0' ? 'o' : *at == '1' ? 'l' : *at;
    const struct loopback_answer *one =
        send("GET", string(arena_format(world.arena, "/api/v1/toys?number=%s", typed)), "", 200);
    assert_true(text_find(one->body, number) > 0);
    assert_true(text_find(one->body, TEXT("\"total\":1")) > 0);
    (void)send("GET", "/api/v1/toys?number=TOY-26-0000000-A", "", 422);
    (void)send("GET", "/api/v1/makers?number=TOY-26-0000000-A", "", 422);
    (void)send("GET", "/api/v1/toys?state=closed&mine=0&size=200&sort=-pieces&pieces.from=1&country=", "", 200);
    (void)send("GET", "/api/v1/toys/01900000-0000-7000-8000-000000000000", "", 404);
    (void)send("GET", "/api/v1/makers", "", 200);
    loopback_set_header(loopback, "Authorization", TEXT_NONE);
    (void)send("GET", "/api/v1/toys", "", 401);
    const struct loopback_answer *answer = send("GET", "/api/v1/openapi.json", "", 200);
    assert_true(text_find(answer->body, TEXT("/api/v1/toys/{id}/steps/close")) > 0);
}

static int64_t reads(void)
{
    return count_of(SQL("reads", "SELECT count(*) FROM audit_event WHERE action = 'read' AND role = 'caseworker'"
                                 " AND subject IN (SELECT id FROM toy)"));
}

/* However a program asks for sensitive rows, each one it is given stands in the audit log. */
static void a_program_reads_nothing_sensitive_unseen(void **state)
{
    (void)state;
    struct identifier id = toy_store();
    (void)toy_store();
    toy_record.sensitive = true;
    int64_t before = reads();
    (void)send("GET", "/api/v1/toys?size=2", "", 200);
    assert_int_equal(reads(), before + 2);
    (void)send("GET", address("/api/v1/toys/", id, ""), "", 200);
    assert_int_equal(reads(), before + 3);
    toy_record.sensitive = false;
    (void)send("GET", "/api/v1/toys?size=2", "", 200);
    assert_int_equal(reads(), before + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_empty_list_offers_what_makes_sense, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(a_toy_is_made_shown_and_changed, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(what_was_typed_survives_a_refusal, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(another_language_keeps_what_was_typed, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(a_save_keeps_what_the_caseworker_cannot_read, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(two_at_once_are_joined_or_asked, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(a_form_without_its_version_stores_nothing, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(unreadable_fields_are_on_no_page, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(exports_say_how_many_rows_and_are_audited, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(a_list_filters_and_keeps_views, open_browser, close_browser),
        cmocka_unit_test_setup_teardown(a_program_creates_reads_and_changes, open_program, close_browser),
        cmocka_unit_test_setup_teardown(a_program_takes_steps, open_program, close_browser),
        cmocka_unit_test_setup_teardown(a_program_turns_pages, open_program, close_browser),
        cmocka_unit_test_setup_teardown(a_program_reads_nothing_sensitive_unseen, open_program, close_browser),
        cmocka_unit_test_setup_teardown(a_typed_filter_stays_out_of_addresses, open_browser, close_browser),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
