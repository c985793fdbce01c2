/* The wall around protection, generated from the tables: every field of every record behind it holds a mark of its own,
   its number is one too; then every role that stands outside walks every route, list, export, search, history and
   error, and nothing that comes back, is logged or lies in the database may hold a mark.  That it can fail is shown
   twice: inside the wall the marks are found, and a right given to one role too many is seen. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

#include "app/features.h"
#include "app/profile.h"
#include "base/buffer.h"
#include "codec/archive_index.h"
#include "document/document.h"
#include "flow/task.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "protection/protection.h"
#include "record/history.h"
#include "record/keys.h"
#include "returns/returns.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"
#include "system/tests/smtp_sink.h"
#include "web/internal.h"

enum { GRANTS_MOST = 32, MARKS_MOST = 2000, ROWS_MOST = 12, FAULTS_MOST = 20, FIRST_DAY = 35600 /* in June 2067 */ };

/* A text that no answer outside may hold. */
struct mark {
    const char *what; /* "protection_screening.level" */
    struct text text;
};

static struct proof {
    struct fixture *fixture;
    struct arena *arena;
    struct mark marks[MARKS_MOST];
    size_t mark_count;
    struct identifier rows[ROWS_MOST]; /* behind the wall */
    const struct record *records[ROWS_MOST];
    size_t row_count;
    struct identifier person, file, attachment;
    int32_t day; /* the next date that marks a field */
    size_t faults, answers, found;
    bool quiet;
} wall;

static bool guards(const struct record *record) { return record->read == &protection_read; }

static void add_mark(const char *what, struct text text)
{
    assert_true(wall.mark_count < MARKS_MOST);
    wall.marks[wall.mark_count++] = (struct mark){what, text};
}

/* ---- rows full of marks ---- */

/* A day as pages, forms, files and the API write it. */
static int32_t mark_day(const char *what)
{
    int32_t date = FIRST_DAY + wall.day++;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        add_mark(what, language_date(wall.arena, language_at(i), date));
        add_mark(what, language_short_date(wall.arena, language_at(i), date));
    }
    add_mark(what, date_to_text(wall.arena, date));
    return date;
}

static struct identifier mark_id(const char *what)
{
    struct identifier id = identifier_new();
    add_mark(what, identifier_to_text(wall.arena, id));
    return id;
}

static void fill(const struct record *record, const struct field *field, const char *turn, void *row)
{
    void *at = (char *)row + field->offset;
    const char *what = arena_format(wall.arena, "%s.%s.%s", record->name, field->name, turn).at;
    struct text text = arena_format(wall.arena, "Markel-%s-%s-%s", record->name, field->name, turn);
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
    case FIELD_CHOICE:
    case FIELD_CHOICES: /* codes of no list are shown as they stand */
        *(struct text *)at = text;
        add_mark(what, text);
        break;
    case FIELD_DATE:
        *(int32_t *)at = mark_day(what);
        break;
    case FIELD_PARTIAL_DATE:
        *(struct partial_date *)at = (struct partial_date){mark_day(what), PRECISION_DAY};
        break;
    case FIELD_INSTANT:
        *(int64_t *)at = (int64_t)mark_day(what) * DAY_MICROSECONDS + DAY_MICROSECONDS / 2;
        break;
    case FIELD_INTEGER:
        *(int64_t *)at = 7;
        break;
    case FIELD_MONEY:
        *(struct money *)at = (struct money){123400, "MAD"};
        break;
    case FIELD_FLAG: /* yes and no are no marks: the matrix sees to them */
        ((struct flag *)at)->is = FLAG_YES;
        break;
    case FIELD_LINK:
        *(struct identifier *)at = mark_id(what);
        break;
    }
}

/* A link to what the row hangs on, which was made before it. */
static bool link_up(const struct field *field, void *row)
{
    struct identifier *at = (struct identifier *)(void *)((char *)row + field->offset);
    if (field->kind != FIELD_LINK || (field->flags & FIELD_SEALED) != 0)
        return false;
    if (field->target == &return_case_record)
        *at = wall.file;
    for (size_t i = 0; i < wall.row_count; i++)
        if (wall.records[i] == field->target)
            *at = wall.rows[i];
    return true;
}

static void put_head(void *row)
{
    struct record_head *head = record_head(row);
    head->organisation = wall.fixture->organisation->head.id;
    head->office = wall.fixture->offices[0]->head.id;
    head->assigned = wall.fixture->users[ROLE_CASEWORKER];
    head->person = wall.person;
}

static struct record plain_record(const struct record *record)
{
    struct record plain = *record;
    struct field *fields = arena_array(wall.arena, struct field, record->field_count);
    memcpy(fields, record->fields, record->field_count * sizeof *fields);
    for (size_t i = 0; i < record->field_count; i++)
        fields[i].flags &= ~(unsigned)(FIELD_REQUIRED | FIELD_PAST);
    plain.fields = fields;
    plain.check = NULL;
    plain.stored = NULL;
    return plain;
}

static void add_row(const struct record *record)
{
    struct record plain = plain_record(record);
    struct work work = wall.fixture->system;
    void *row = record_new(wall.arena, record);
    put_head(row);
    record_head(row)->state = TEXT("draft");
    for (size_t i = 0; i < record->field_count; i++)
        if (!link_up(&record->fields[i], row))
            fill(record, &record->fields[i], "before", row);
    assert_int_equal(record_insert(&work, &plain, row), OK);
    if (record_head(row)->number.length > 0)
        add_mark(record->name, record_head(row)->number);
    /* once more, so that its history holds what was there before, and what somebody wrote with a step */
    void *next = record_copy(wall.arena, record, row);
    for (size_t i = 0; i < record->field_count; i++)
        if (!link_up(&record->fields[i], next))
            fill(record, &record->fields[i], "after", next);
    work.reason = arena_format(wall.arena, "Markel-%s-note", record->name);
    add_mark("note", work.reason);
    assert_int_equal(record_update_by_step(&work, &plain, row, next, TEXT("sign")), OK);
    wall.records[wall.row_count] = record;
    wall.rows[wall.row_count++] = record_head(row)->id;
}

static void add_person_and_case(void)
{
    struct work work = wall.fixture->system;
    struct record plain = plain_record(&person_record);
    struct person *person = record_new(wall.arena, &person_record);
    put_head(person);
    person->head.person = (struct identifier){{0}};
    person->family_name = TEXT("MURAILLE");
    person->given_names = TEXT("Awa");
    person->nationality = TEXT("GIN");
    person->sex = TEXT("F");
    person->birth = (struct partial_date){date_from_day((struct calendar_day){2012, 5, 17}), PRECISION_DAY};
    plain.stored = person_record.stored; /* found by the search */
    assert_int_equal(record_insert(&work, &plain, person), OK);
    wall.person = person->head.id;
    struct return_case *file = record_new(wall.arena, &return_case_record);
    plain = plain_record(&return_case_record);
    put_head(file);
    file->head.state = TEXT("registered");
    file->received_on = zone_date(work.zone, work.now);
    file->country_of_return = TEXT("GIN");
    file->channel = TEXT("in_person");
    assert_int_equal(record_insert(&work, &plain, file), OK);
    wall.file = file->head.id;
    assert_int_equal(return_screening_says(&work, wall.file, TEXT("continue")), OK);
}

/* A file of evidence, as the pages take it. */
static void add_evidence(void)
{
    static const char BOUNDARY[] = "markel";
    struct loopback *browser = fixture_role(wall.fixture, ROLE_PROTECTION);
    struct text subject = identifier_to_text(wall.arena, wall.rows[0]);
    const char *form =
        arena_format(wall.arena, "/fr/attachments/new?record=protection_screening&subject=%.*s", TEXT_ARG(subject)).at;
    assert_int_equal(loopback_get(browser, form)->status, 200);
    struct text csrf = loopback_hidden(browser, "_csrf");
    struct text key = loopback_hidden(browser, "_key");
    struct text body =
        arena_format(wall.arena,
                     "--%s\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%.*s\r\n"
                     "--%s\r\nContent-Disposition: form-data; name=\"_key\"\r\n\r\n%.*s\r\n"
                     "--%s\r\nContent-Disposition: form-data; name=\"record\"\r\n\r\nprotection_screening\r\n"
                     "--%s\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\n%.*s\r\n"
                     "--%s\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nevidence\r\n"
                     "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"Markel-file.pdf\"\r\n"
                     "Content-Type: application/pdf\r\n\r\n%%PDF-1.4\n%% Markel-content\n%%%%EOF\n\r\n--%s--\r\n",
                     BOUNDARY, TEXT_ARG(csrf), BOUNDARY, TEXT_ARG(key), BOUNDARY, BOUNDARY, TEXT_ARG(subject), BOUNDARY,
                     BOUNDARY, BOUNDARY);
    int status = loopback_send(browser, "POST", "/fr/attachments",
                               arena_format(wall.arena, "multipart/form-data; boundary=%s", BOUNDARY).at, body)
                     ->status;
    assert_int_equal(status, 303);
    struct rows rows;
    assert_int_equal(db_query(wall.fixture->db, SQL("t_evidence", "SELECT id FROM attachment ORDER BY id DESC"), NULL,
                              0, wall.arena, &rows),
                     OK);
    assert_int_equal(rows.count, 1);
    wall.attachment = cell_id(&rows, 0, 0);
    add_mark("evidence.name", TEXT("Markel-file"));
    add_mark("evidence.content", TEXT("Markel-content"));
    (void)loopback_close(browser);
}

static void add_rows(void)
{
    for (size_t i = 0; i < protection_resource_count; i++)
        if (guards(protection_resources[i].record))
            add_row(protection_resources[i].record);
    assert_int_equal(wall.row_count, 7); /* a new record behind the wall comes in by itself; nobody drops out unseen */
    add_evidence();
}

/* `breach`: a right too many, to see it seen. */
static void build(const struct grant_list *breach)
{
    size_t grant_count;
    size_t route_count;
    size_t action_count;
    struct grant_list grants[GRANTS_MOST];
    struct fixture_options options = {.writes_everywhere = true, .whole = true};
    const struct grant_list *own = features_grants(&grant_count);
    assert_true(grant_count < GRANTS_MOST);
    for (size_t i = 0; i < grant_count; i++)
        grants[i] = own[i];
    if (breach != NULL)
        grants[grant_count++] = *breach;
    options.grants = grants;
    options.grant_list_count = grant_count;
    options.routes = features_routes(&route_count);
    options.route_list_count = route_count;
    options.actions = features_actions(&action_count);
    options.action_list_count = action_count;
    options.menu = features_menu(&options.menu_count);
    memset(&wall, 0, sizeof wall);
    wall.fixture = fixture_open(&options);
    wall.arena = wall.fixture->arena;
    if (text_starts_with(wall.fixture->database, TEXT("sqlite:"))) /* nobody waits for this disk */
        assert_int_equal(wall.fixture->db->back_end->script(wall.fixture->db, TEXT("PRAGMA synchronous = OFF")), OK);
    features_start(&wall.fixture->settings);
    assert_int_equal(profile_load(wall.arena, getenv("TEST_PROFILE")), OK);
    add_person_and_case();
    add_rows();
}

static void tear_down(void) { wall.fixture = fixture_close(wall.fixture); }

/* ---- looking ---- */

static bool holds(struct text body, struct text part)
{
    return part.length > 0 && memmem(body.at, body.length, part.at, part.length) != NULL;
}

static void look(const char *who, struct text where, struct text bytes)
{
    wall.answers++;
    for (size_t i = 0; i < wall.mark_count; i++) {
        if (!holds(bytes, wall.marks[i].text))
            continue;
        wall.found++;
        if (wall.faults++ < FAULTS_MOST && !wall.quiet)
            print_error("%s: %.*s shows %s\n", who, TEXT_ARG(where), wall.marks[i].what);
        return;
    }
}

struct unpacking {
    const char *who;
    struct text where;
};

/* Within a workbook, too. */
static void look_into(void *context, const struct archive_entry *entry)
{
    const struct unpacking *unpacking = context;
    unsigned char *room = malloc((size_t)entry->size + 1);
    unsigned char *packed = malloc(entry->bytes.length + 1);
    assert_true(room != NULL && packed != NULL);
    memcpy(packed, entry->bytes.at, entry->bytes.length);
    z_stream stream = {
        .next_in = packed, .avail_in = (unsigned)entry->bytes.length, .next_out = room, .avail_out = entry->size + 1};
    assert_int_equal(inflateInit2(&stream, -MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
    assert_int_equal(inflateEnd(&stream), Z_OK);
    look(unpacking->who, unpacking->where, (struct text){(const char *)room, entry->size});
    free(packed);
    free(room);
}

static void look_at_answer(const char *who, struct text where, const struct loopback_answer *answer)
{
    struct unpacking unpacking = {who, where};
    look(who, where, answer->headers);
    look(who, where, answer->body);
    if (text_starts_with(answer->body, TEXT("PK\003\004")))
        assert_int_equal(archive_index_read(answer->body, look_into, &unpacking), OK);
    if (answer->status >= 500 && !wall.quiet) {
        print_error("%s: %.*s fails with %d\n", who, TEXT_ARG(where), answer->status);
        wall.faults++;
    }
}

/* ---- walking ---- */

struct walker {
    enum role role;
    const char *name;
    struct loopback *browser;
    struct text token;
};

static struct walker walker_of(enum role role)
{
    struct walker walker = {role, role_entry(role)->name, fixture_role(wall.fixture, role), TEXT_NONE};
    assert_int_equal(
        token_make(&wall.fixture->system, wall.fixture->users[role], TEXT("wall"), TEXT_NONE, DATE_NONE, &walker.token),
        OK);
    return walker;
}

static void ask(struct walker *walker, const char *method, const char *path, struct text body)
{
    const struct loopback_answer *answer;
    if (text_starts_with(text_from(path), TEXT("/api/"))) {
        loopback_set_header(walker->browser, "Authorization", arena_join(wall.arena, TEXT("Bearer "), walker->token));
        answer = loopback_send(walker->browser, method, path, strcmp(method, "GET") == 0 ? NULL : "application/json",
                               strcmp(method, "GET") == 0 ? TEXT_NONE : body);
        look_at_answer(walker->name, text_from(path), answer);
        loopback_set_header(walker->browser, "Authorization", TEXT_NONE);
        return;
    }
    answer = strcmp(method, "GET") == 0 ? loopback_get(walker->browser, path)
                                        : loopback_post(walker->browser, path, arena_string(wall.arena, body));
    look_at_answer(walker->name, text_from(path), answer);
    if (answer->status == 303) /* what a notice says */
        look_at_answer(walker->name, text_from(path), loopback_follow(walker->browser));
}

/* The address of a route for a row and a word: "/screenings/0190…/steps/sign". */
static const char *address(const char *pattern, struct identifier id, const char *word)
{
    struct text rest = text_from(pattern);
    struct text whole = text_starts_with(rest, TEXT("/api/")) ? TEXT_NONE : TEXT("/fr");
    bool first = true;
    for (ptrdiff_t at = text_find_byte(rest, '{'); at >= 0; at = text_find_byte(rest, '{')) {
        ptrdiff_t end = text_find_byte(rest, '}');
        whole = arena_join(wall.arena, whole, text_slice(rest, 0, (size_t)at));
        whole = arena_join(wall.arena, whole, first ? identifier_to_text(wall.arena, id) : text_from(word));
        rest = text_slice(rest, (size_t)end + 1, rest.length);
        first = false;
    }
    return arena_string(wall.arena, arena_join(wall.arena, whole, rest));
}

static const char *const WORDS[] = {"sign",      "agree",    "settle",    "reopen",        "finish",
                                    "request",   "approve",  "interview", "vulnerability", "trafficking",
                                    "situation", "decision", "screen",    "consent",       "book"};

static bool has_two(const char *pattern)
{
    const char *first = strchr(pattern, '{');
    return first != NULL && strchr(first + 1, '{') != NULL;
}

static void walk_route(struct walker *walker, const struct route *route)
{
    const char *method = route->method == METHOD_GET     ? "GET"
                         : route->method == METHOD_POST  ? "POST"
                         : route->method == METHOD_PATCH ? "PATCH"
                                                         : "DELETE";
    bool get = route->method == METHOD_GET;
    struct text form = arena_format(wall.arena, "_key=%.*s&_version=2", TEXT_ARG(token_new(wall.arena, 16)));
    struct text body = text_starts_with(text_from(route->pattern), TEXT("/api/")) ? TEXT("{\"note\":1}") : form;
    if (text_ends_with(text_from(route->pattern), TEXT("/sign-out")))
        return;
    if (strchr(route->pattern, '{') == NULL) {
        ask(walker, method, address(route->pattern, wall.person, ""), body);
        return;
    }
    struct identifier ids[ROWS_MOST + 3] = {wall.file, wall.attachment, wall.person};
    bool ours[ROWS_MOST + 3] = {true, false, false};
    for (size_t i = 0; i < wall.row_count; i++) {
        ids[3 + i] = wall.rows[i];
        ours[3 + i] = strstr(route->pattern, wall.records[i]->path) != NULL;
    }
    /* every row by every address; with every word, and as something to be done, where the address is its own */
    for (size_t i = 0; i < 3 + wall.row_count; i++)
        for (size_t w = 0; w < sizeof WORDS / sizeof *WORDS; w++) {
            if (w > 0 && !(has_two(route->pattern) && ours[i]))
                break;
            if (get || ours[i])
                ask(walker, method, address(route->pattern, ids[i], WORDS[w]), body);
        }
}

/* Lists narrowed and sorted by what stands behind the wall, and addresses that are wrong. */
static void walk_lists(struct walker *walker)
{
    static const char *const BEHIND[] = {"",          "?state=decided", "?sort=level",   "?decision=PRESUMED",
                                         "?mine=1",   "?level=x,y",     "?sort=-number", "?after=wrong",
                                         "?size=200", "/wrong"};
    static const char *const BASES[] = {
        "/fr/return-cases",        "/fr/return-cases.csv", "/fr/return-cases.xlsx", "/fr/persons.csv",
        "/fr/persons.xlsx",        "/fr/screenings",       "/fr/child-files",       "/fr/determinations",
        "/api/v1/return-cases",    "/api/v1/screenings",   "/api/v1/child-files",   "/api/v1/determinations",
        "/api/v1/safety-actions",  "/fr/screenings.csv",   "/fr/screenings.xlsx",   "/api/v1/panel-members",
        "/api/v1/tracing-actions", "/ar/screenings",       "/en/screenings"};
    for (size_t i = 0; i < sizeof BASES / sizeof *BASES; i++)
        for (size_t j = 0; j < sizeof BEHIND / sizeof *BEHIND; j++)
            ask(walker, "GET", arena_format(wall.arena, "%s%s", BASES[i], BEHIND[j]).at, TEXT_NONE);
}

/* Numbers lead to what they name, names to persons; a mark typed comes back in nobody's answer but as typed. */
static void walk_search(struct walker *walker)
{
    static const char *const TYPED[] = {"MURAILLE", "Muraille Awa"};
    for (size_t i = 0; i < sizeof TYPED / sizeof *TYPED; i++)
        ask(walker, "POST", "/fr/search", arena_format(wall.arena, "query=%s", TYPED[i]));
    size_t faults = wall.faults;
    for (size_t i = 0; i < wall.mark_count; i++) {
        if (strchr(wall.marks[i].what, '.') != NULL)
            continue; /* numbers are called after their record alone */
        const struct loopback_answer *answer = loopback_post(
            walker->browser, "/fr/search", arena_format(wall.arena, "query=%.*s", TEXT_ARG(wall.marks[i].text)).at);
        if (answer->status == 303 && !holds(answer->location, TEXT("/search"))) {
            if (wall.faults++ < FAULTS_MOST && !wall.quiet)
                print_error("%s: the search leads to %s\n", walker->name, wall.marks[i].what);
        }
    }
    wall.found += wall.faults - faults;
}

static void walk(enum role role)
{
    size_t count;
    struct walker walker = walker_of(role);
    const struct route_list *lists = features_routes(&count);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < lists[i].count; j++)
            walk_route(&walker, &lists[i].routes[j]);
    walk_lists(&walker);
    walk_search(&walker);
    (void)loopback_close(walker.browser);
}

static bool stands_inside(enum role role) { return access_scope_of(role, &protection_read) != SCOPE_NONE; }

/* ---- the log ---- */

static int log_file = -1;
static int standard_error = -1;

static void keep_log(void)
{
    char path[] = "wall-log-XXXXXX";
    log_file = mkstemp(path);
    assert_true(log_file >= 0);
    (void)unlink(path);
    (void)fflush(stderr);
    standard_error = dup(STDERR_FILENO);
    assert_true(dup2(log_file, STDERR_FILENO) >= 0);
}

static struct text end_log(struct buffer *bytes)
{
    char piece[4096];
    (void)fflush(stderr);
    assert_true(dup2(standard_error, STDERR_FILENO) >= 0);
    (void)close(standard_error);
    assert_true(lseek(log_file, 0, SEEK_SET) == 0);
    for (ssize_t got = read(log_file, piece, sizeof piece); got > 0; got = read(log_file, piece, sizeof piece))
        buffer_add(bytes, (struct text){piece, (size_t)got});
    (void)close(log_file);
    return buffer_text(bytes);
}

/* ---- the tests ---- */

static void test_nothing_passes_the_wall(void **state)
{
    struct buffer log = buffer_open(512 << 20);
    (void)state;
    build(NULL);
    keep_log();
    size_t outside = 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (!stands_inside((enum role)role)) {
            walk((enum role)role);
            outside++;
        }
    struct text logged = end_log(&log);
    assert_true(logged.length > 100000);
    look("log", TEXT("standard error"), logged);
    print_message("# %zu marks, %zu roles, %zu answers\n", wall.mark_count, outside, wall.answers);
    assert_true(outside == ROLE_COUNT - 2);
    assert_true(wall.answers > 10000);
    assert_int_equal(wall.faults, 0);
    buffer_close(&log);
}

/* What an auditor, an administrator of the database or a thief of its file reads of it. */
static void test_nothing_lies_open(void **state)
{
    struct rows rows;
    (void)state;
    assert_int_equal(
        db_query(wall.fixture->db,
                 SQL("t_events", "SELECT COALESCE(details, ''), action, COALESCE(reason, '') FROM audit_event "
                                 "ORDER BY id"),
                 NULL, 0, wall.arena, &rows),
        OK);
    size_t faults = wall.faults;
    for (size_t at = 0; at < rows.count; at++)
        for (size_t i = 0; i < 3; i++)
            look("audit log", TEXT("audit_event"), cell_text(&rows, at, i));
    assert_true(rows.count > 100);
    assert_int_equal(db_query(wall.fixture->db, SQL("t_labels", "SELECT label, needed_right FROM task ORDER BY id"),
                              NULL, 0, wall.arena, &rows),
                     OK);
    for (size_t at = 0; at < rows.count; at++)
        look("tasks", TEXT("task"), cell_text(&rows, at, 0));
    assert_int_equal(wall.faults, faults);
    static const char *const FILES[] = {"", "-wal"};
    struct text path = text_slice(wall.fixture->database, strlen("sqlite:"), wall.fixture->database.length);
    if (!text_starts_with(wall.fixture->database, TEXT("sqlite:")))
        return;
    for (size_t i = 0; i < 2; i++) {
        struct text bytes = TEXT_NONE;
        AUTO_ARENA struct arena *arena = arena_open(1 << 30);
        if (file_read(arena, arena_format(arena, "%.*s%s", TEXT_ARG(path), FILES[i]).at, 512 << 20, &bytes) != OK)
            continue;
        assert_true(holds(bytes, wall.fixture->organisation->head.number) || bytes.length > 0);
        for (size_t m = 0; m < wall.mark_count; m++) /* numbers are readable: they name a row, not what it says */
            if (strchr(wall.marks[m].what, '.') != NULL && holds(bytes, wall.marks[m].text))
                fail_msg("the database file holds %s", wall.marks[m].what);
    }
}

#define IMPORT_BOUNDARY "markel-import"

/* ---- what is made beside the pages ---- */

static int32_t next_monday(void)
{
    int32_t today = zone_date(wall.fixture->system.zone, clock_now());
    return today + 7 - date_weekday(today) % 7;
}

/* Everybody outside has an address for mail, and something that is due today. */
static void leave_work(void)
{
    struct work *system = &wall.fixture->system;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(system->db, true, &transaction), OK);
    for (int role = 0; role < ROLE_COUNT; role++) {
        void *row;
        if (stands_inside((enum role)role))
            continue;
        assert_int_equal(record_get_unlimited(system, &user_account_record, wall.fixture->users[role], &row), OK);
        struct user_account *account = record_copy(wall.arena, &user_account_record, row);
        account->email = arena_format(wall.arena, "%s@mission.example", role_entry((enum role)role)->name);
        assert_int_equal(record_update_by_step(system, &user_account_record, row, account, TEXT("test")), OK);
        struct task task = {.person = wall.person,
                            .organisation = wall.fixture->organisation->head.id,
                            .office = wall.fixture->offices[0]->head.id,
                            .assigned = wall.fixture->users[role],
                            .record = TEXT("return_case"),
                            .subject = wall.file,
                            .label = TEXT("Screen the person"),
                            .right = text_from(return_read.name),
                            .due = zone_date(system->zone, system->now)};
        assert_int_equal(task_open(system, &task), OK);
    }
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

/* Whatever the jobs process does by day and by night, once. */
static void run_every_job(void)
{
    size_t count, schedule_count;
    const struct job_kind *kinds = features_jobs(&count);
    const struct job_schedule *schedules = features_schedules(&schedule_count);
    enum outcome outcome = OK;
    for (size_t i = 0; i < schedule_count; i++) {
        const struct job_order order = {.id = identifier_new(), .kind = schedules[i].kind};
        if (!text_is(text_from(schedules[i].kind), "backup.make"))
            assert_int_equal(job_add(&wall.fixture->system, &order, NULL), OK);
    }
    while (outcome == OK) {
        AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
        struct work work = work_of_system(wall.fixture->db, wall.fixture->keys, arena);
        work.zone = wall.fixture->system.zone;
        work.hand_over = internal_run_here;
        work.hand_over_context = &wall.fixture->application;
        outcome = job_run_next(&work, kinds, count, TEXT("wall"));
    }
    assert_int_equal(outcome, NOT_FOUND);
}

/* The calendar under its secret key, of everybody and of all whose appointments one may see. */
static size_t look_at_calendar(struct walker *walker)
{
    static const char *const WHOSE[] = {"", "&whose=all"};
    const char *form = arena_format(wall.arena, "_key=%.*s", TEXT_ARG(token_new(wall.arena, 16))).at;
    const struct loopback_answer *answer = loopback_post(walker->browser, "/fr/appointments/calendar", form);
    ptrdiff_t at = text_find(answer->body, TEXT("/fr/appointments.ics?key="));
    if (at < 0)
        return 0;
    size_t end = (size_t)at;
    while (end < answer->body.length && strchr("\"<& \n", answer->body.at[end]) == NULL)
        end++;
    struct text feed = arena_text(wall.arena, text_slice(answer->body, (size_t)at, end));
    for (size_t i = 0; i < sizeof WHOSE / sizeof *WHOSE; i++) {
        answer = loopback_get(walker->browser, arena_format(wall.arena, "%.*s%s", TEXT_ARG(feed), WHOSE[i]).at);
        assert_int_equal(answer->status, 200);
        look_at_answer(walker->name, TEXT("calendar"), answer);
    }
    return 1;
}

/* Lines about the very person: the page, and the file of what was found in them. */
static size_t look_at_import(struct walker *walker)
{
    static const char PART[] = "--" IMPORT_BOUNDARY "\r\nContent-Disposition: form-data; name=\"";
    struct text token = (loopback_get(walker->browser, "/fr/account"), loopback_hidden(walker->browser, "_csrf"));
    struct text body =
        arena_format(wall.arena,
                     "%s_csrf\"\r\n\r\n%.*s\r\n%skind\"\r\n\r\npersons\r\n%sfile\"; filename=\"l.csv\"\r\n"
                     "Content-Type: text/csv\r\n\r\nNom;Prénom;Nationalité\nMURAILLE;Awa;GIN\n;;XXX\n\r\n"
                     "--" IMPORT_BOUNDARY "--\r\n",
                     PART, TEXT_ARG(token), PART, PART);
    const struct loopback_answer *answer =
        loopback_send(walker->browser, "POST", "/fr/imports", "multipart/form-data; boundary=" IMPORT_BOUNDARY, body);
    look_at_answer(walker->name, TEXT("import"), answer);
    if (answer->status != 303)
        return 0;
    const char *run = arena_string(wall.arena, answer->location);
    answer = loopback_post(walker->browser, arena_format(wall.arena, "%s/columns", run).at,
                           "to.0=family_name&to.1=given_names&to.2=nationality");
    assert_int_equal(answer->status, 303);
    run_every_job();
    look_at_answer(walker->name, TEXT("import"), loopback_get(walker->browser, run));
    answer = loopback_get(walker->browser, arena_format(wall.arena, "%s/faults.csv", run).at);
    assert_true(holds(answer->body, TEXT("XXX")));
    look_at_answer(walker->name, TEXT("import"), answer);
    return 1;
}

/* Mail, the bell, my work, calendars, error files of imports: after every job has run. */
static void test_nothing_is_told_beside_the_pages(void **state)
{
    (void)state;
    struct smtp_sink *sink = smtp_sink_open("250 ok", NULL, NULL);
    size_t faults = wall.faults, calendars = 0, imports = 0, mails = 0;
    wall.fixture->settings.smtp_url = smtp_sink_url(sink, wall.arena);
    wall.fixture->settings.smtp_from = TEXT("sanad@mission.example");
    wall.fixture->settings.address = TEXT("https://mission.example");
    clock_set(zone_instant(wall.fixture->system.zone, next_monday(), 7 * 3600)); /* when mail says what is due */
    wall.fixture->system.now = clock_now();
    leave_work();
    run_every_job();
    clock_set(INSTANT_NONE);
    wall.fixture->system.now = clock_now();
    for (struct text mail = smtp_sink_next(sink, wall.arena, 2000); mail.length > 0;
         mail = smtp_sink_next(sink, wall.arena, 200)) {
        look("mail", TEXT("mail"), mail);
        mails++;
    }
    for (int role = 0; role < ROLE_COUNT; role++) {
        if (stands_inside((enum role)role))
            continue;
        struct walker walker = walker_of((enum role)role);
        look_at_answer(walker.name, TEXT("my work"), loopback_get(walker.browser, "/fr/"));
        look_at_answer(walker.name, TEXT("notifications"), loopback_get(walker.browser, "/fr/notifications"));
        calendars += look_at_calendar(&walker);
        imports += look_at_import(&walker);
        (void)loopback_close(walker.browser);
    }
    sink = smtp_sink_close(sink);
    wall.fixture->settings.smtp_url = wall.fixture->settings.smtp_from = TEXT_NONE;
    print_message("# %zu mails, %zu calendars, %zu imports\n", mails, calendars, imports);
    assert_true(mails > 0 && calendars > 0 && imports > 0);
    assert_int_equal(wall.faults, faults);
}

/* The marks are there to be found: whoever stands inside sees all that is text. */
static void test_inside_they_are_seen(void **state)
{
    (void)state;
    static bool seen[MARKS_MOST];
    struct walker walker = walker_of(ROLE_PROTECTION);
    AUTO_BUFFER struct buffer all = buffer_open(64 << 20);
    for (size_t i = 0; i < wall.row_count; i++) {
        const char *base = wall.records[i]->path;
        struct text id = identifier_to_text(wall.arena, wall.rows[i]);
        loopback_set_header(walker.browser, "Authorization", arena_join(wall.arena, TEXT("Bearer "), walker.token));
        buffer_add(&all,
                   loopback_send(walker.browser, "GET",
                                 arena_format(wall.arena, "/api/v1/%s/%.*s", base, TEXT_ARG(id)).at, NULL, TEXT_NONE)
                       ->body);
        loopback_set_header(walker.browser, "Authorization", TEXT_NONE);
        buffer_add(&all,
                   loopback_get(walker.browser, arena_format(wall.arena, "/fr/%s/%.*s", base, TEXT_ARG(id)).at)->body);
        buffer_add(
            &all,
            loopback_get(walker.browser, arena_format(wall.arena, "/fr/%s/%.*s/history", base, TEXT_ARG(id)).at)->body);
    }
    size_t unseen = 0;
    for (size_t i = 0; i < wall.mark_count; i++) {
        bool after = strstr(wall.marks[i].what, ".after") != NULL;
        bool text = text_starts_with(wall.marks[i].text, TEXT("Markel-protection"));
        seen[i] = holds(buffer_text(&all), wall.marks[i].text);
        if (after && text && !seen[i]) {
            print_error("inside, nobody sees %s\n", wall.marks[i].what);
            unseen++;
        }
    }
    assert_int_equal(unseen, 0);
    (void)loopback_close(walker.browser);
    tear_down();
}

/* One grant too many, and the walk is red: tried in a process of its own, since rights are given out once. */
static void test_a_breach_is_seen(void **state)
{
    static const struct grant BREACH[] = {{ROLE_SUPERVISOR, &protection_read, SCOPE_ORGANISATION}};
    const struct grant_list list = {BREACH, 1};
    int status = 0;
    (void)state;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct buffer log = buffer_open(512 << 20);
        build(&list);
        wall.quiet = true;
        keep_log();
        walk(ROLE_SUPERVISOR);
        (void)end_log(&log);
        size_t faults = wall.faults;
        tear_down();
        _exit(faults > 0 ? 42 : 0);
    }
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_breach_is_seen),     cmocka_unit_test(test_nothing_passes_the_wall),
        cmocka_unit_test(test_nothing_lies_open),    cmocka_unit_test(test_nothing_is_told_beside_the_pages),
        cmocka_unit_test(test_inside_they_are_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
