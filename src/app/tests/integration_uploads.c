/* A file that comes in pieces: pieces lost, repeated and out of order, another's, changed on the way, too many,
 * forgotten. */
#include "base/tests/testing.h"

#include <sodium.h>
#include <stdlib.h>

#include "app/features.h"
#include "app/profile.h"
#include "exchange/upload.h"
#include "identity/tests/fixture.h"
#include "web/internal.h"

#define BOUNDARY "sanad-upload-boundary"
enum { PIECE = 1000, DAY = 86400 };

static struct fixture *mission;
static struct loopback *supervisor, *second, *finance, *caseworker;

static int open_mission(void **state)
{
    size_t count;
    struct fixture_options options = {.whole = true};
    (void)state;
    options.grants = features_grants(&count);
    options.grant_list_count = count;
    options.routes = features_routes(&count);
    options.route_list_count = count;
    options.actions = features_actions(&count);
    options.action_list_count = count;
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    (void)fixture_user(mission, TEXT("supervisor.second"), ROLE_SUPERVISOR, 0);
    supervisor = fixture_role(mission, ROLE_SUPERVISOR);
    second = fixture_client(mission, TEXT("supervisor.second"));
    finance = fixture_role(mission, ROLE_FINANCE_PREPARER);
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    (void)loopback_close(supervisor);
    (void)loopback_close(second);
    (void)loopback_close(finance);
    (void)loopback_close(caseworker);
    mission = fixture_close(mission);
    return 0;
}

/* ---- what the script does ---- */

/* Persons whose names no other file of the test holds. */
static struct text big_file(const char *name)
{
    AUTO_BUFFER struct buffer file = buffer_open(1 << 20);
    buffer_add(&file, TEXT("Nom;Nationalité\n"));
    for (int i = 0; i < 200; i++)
        buffer_format(&file, "%s%c%c;GIN\n", name, 'A' + i / 26, 'A' + i % 26);
    return arena_text(mission->arena, buffer_text(&file));
}

static const char *digest_of(struct text bytes)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    char *shown = arena_bytes(mission->arena, UPLOAD_DIGEST + 1);
    (void)crypto_hash_sha256(sum, (const unsigned char *)bytes.at, bytes.length);
    return sodium_bin2hex(shown, UPLOAD_DIGEST + 1, sum, sizeof sum);
}

static int begin(struct loopback *client, size_t size, const char *digest)
{
    (void)loopback_get(client, "/en/account");
    return loopback_post(client, "/en/imports/uploads",
                         arena_format(mission->arena, "name=list.csv&size=%zu&digest=%s", size, digest).at)
        ->status;
}

/* The number behind "NAME": of the last answer. */
static int64_t said(struct loopback *client, const char *name)
{
    struct text body = loopback_last(client)->body;
    struct text mark = arena_format(mission->arena, "\"%s\":", name);
    ptrdiff_t at = text_find(body, mark);
    assert_true(at >= 0);
    return strtoll(arena_string(mission->arena, text_slice(body, (size_t)at + mark.length, body.length)), NULL, 10);
}

static const char *upload_path(struct loopback *client)
{
    struct text body = loopback_last(client)->body;
    ptrdiff_t at = text_find(body, TEXT("\"id\":\""));
    assert_true(at >= 0);
    struct text id = text_slice(body, (size_t)at + 6, (size_t)at + 6 + IDENTIFIER_TEXT);
    return arena_format(mission->arena, "/en/imports/uploads/%.*s", TEXT_ARG(id)).at;
}

static void part(struct buffer *body, const char *name, struct text value)
{
    buffer_format(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buffer_add(body, value);
    buffer_add(body, TEXT("\r\n"));
}

static int send_piece(struct loopback *client, const char *path, int64_t position, struct text bytes)
{
    AUTO_BUFFER struct buffer body = buffer_open(2 << 20);
    (void)loopback_get(client, "/en/account");
    part(&body, "_csrf", loopback_hidden(client, "_csrf"));
    part(&body, "position", arena_format(mission->arena, "%lld", (long long)position));
    buffer_add(&body, TEXT("--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"piece\"; filename=\"piece\"\r\n"
                           "Content-Type: application/octet-stream\r\n\r\n"));
    buffer_add(&body, bytes);
    buffer_add(&body, TEXT("\r\n--" BOUNDARY "--\r\n"));
    return loopback_send(client, "POST", path, "multipart/form-data; boundary=" BOUNDARY, buffer_text(&body))->status;
}

static int import_it(struct loopback *client, const char *path)
{
    AUTO_BUFFER struct buffer body = buffer_open(1 << 20);
    (void)loopback_get(client, "/en/account");
    part(&body, "_csrf", loopback_hidden(client, "_csrf"));
    part(&body, "kind", TEXT("persons"));
    part(&body, "upload", text_from(path + sizeof "/en/imports/uploads/" - 1));
    buffer_add(&body, TEXT("--" BOUNDARY "--\r\n"));
    return loopback_send(client, "POST", "/en/imports", "multipart/form-data; boundary=" BOUNDARY, buffer_text(&body))
        ->status;
}

static int64_t counted(const char *statement)
{
    return fixture_count(mission, (struct sql){"t_counted", statement}, NULL, 0);
}

static struct text piece_of(struct text file, int64_t position)
{
    return text_slice(file, (size_t)position, (size_t)position + PIECE);
}

/* All of it, as a line lets it through: from where the server says. */
static const char *send_all(struct loopback *client, struct text file)
{
    assert_int_equal(begin(client, file.length, digest_of(file)), 200);
    const char *path = upload_path(client);
    for (int64_t at = said(client, "received"); at < (int64_t)file.length; at = said(client, "received"))
        assert_int_equal(send_piece(client, path, at, piece_of(file, at)), 200);
    return path;
}

static void test_a_cut_line_costs_a_piece(void **state)
{
    struct text file = big_file("COUPE");
    (void)state;
    assert_int_equal(begin(supervisor, file.length, digest_of(file)), 200);
    const char *path = upload_path(supervisor);
    assert_int_equal(said(supervisor, "received"), 0);
    assert_int_equal(send_piece(supervisor, path, 0, piece_of(file, 0)), 200);
    assert_int_equal(said(supervisor, "received"), PIECE);
    /* its answer was lost and it comes again; a later one comes first; something before the beginning */
    assert_int_equal(send_piece(supervisor, path, 0, piece_of(file, 0)), 409);
    assert_int_equal(said(supervisor, "received"), PIECE);
    assert_int_equal(send_piece(supervisor, path, 2L * PIECE, piece_of(file, 2L * PIECE)), 409);
    assert_int_equal(send_piece(supervisor, path, -1, piece_of(file, 0)), 409);
    assert_int_equal(import_it(supervisor, path), 422); /* not whole */
    assert_true(loopback_shows(supervisor, "did not arrive whole"));
    /* the page was closed: the same file is chosen again, and goes on where it was */
    assert_int_equal(begin(supervisor, file.length, digest_of(file)), 200);
    assert_string_equal(upload_path(supervisor), path);
    assert_int_equal(said(supervisor, "received"), PIECE);
    assert_int_equal(loopback_get(supervisor, path)->status, 200);
    assert_int_equal(said(supervisor, "received"), PIECE);
    assert_string_equal(send_all(supervisor, file), path);
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_upload"), 1);
    assert_int_equal(import_it(supervisor, path), 303);
    assert_int_equal(counted("SELECT lines FROM exchange_run ORDER BY id DESC LIMIT 1"), 200);
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_upload"), 0); /* nothing of it is kept but its lines */
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_chunk"), 0);
    assert_int_equal(import_it(supervisor, path), 422);
}

static void test_pieces_that_are_refused(void **state)
{
    struct text file = big_file("REFUS");
    struct text large = text_from(arena_bytes(mission->arena, UPLOAD_CHUNK_MOST + 2));
    (void)state;
    large = (struct text){large.at, UPLOAD_CHUNK_MOST + 1};
    assert_int_equal(begin(supervisor, 0, digest_of(file)), 422);
    assert_int_equal(begin(supervisor, file.length, ""), 422);
    assert_int_equal(begin(supervisor, file.length, "no digest"), 422);
    assert_int_equal(begin(supervisor, (size_t)mission->settings.upload_bytes + 1, digest_of(file)), 413);
    assert_int_equal(begin(supervisor, file.length, digest_of(file)), 200);
    const char *path = upload_path(supervisor);
    assert_int_equal(send_piece(supervisor, path, 0, TEXT_NONE), 422);
    assert_int_equal(send_piece(supervisor, path, 0, large), 422);
    for (int64_t at = 0; at + PIECE < (int64_t)file.length; at += PIECE)
        assert_int_equal(send_piece(supervisor, path, at, piece_of(file, at)), 200);
    assert_int_equal(send_piece(supervisor, path, said(supervisor, "received"), file), 422); /* beyond its size */
    assert_int_equal(loopback_get(supervisor, path)->status, 200);
    /* the last piece is another: the sum tells it */
    int64_t rest = (int64_t)file.length - said(supervisor, "received");
    struct text wrong = text_slice(file, 0, (size_t)rest);
    assert_int_equal(send_piece(supervisor, path, (int64_t)file.length - rest, wrong), 200);
    assert_int_equal(import_it(supervisor, path), 422);
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_part"),
                     counted("SELECT CAST(SUM(parts) AS BIGINT) FROM exchange_run"));
}

static void test_pieces_of_another_are_not_found(void **state)
{
    struct text file = big_file("AUTRUI");
    (void)state;
    assert_int_equal(begin(supervisor, file.length, digest_of(file)), 200);
    const char *path = upload_path(supervisor);
    assert_int_equal(send_piece(supervisor, path, 0, piece_of(file, 0)), 200);
    /* of the same office and with the same right; without the right to import persons; without any */
    assert_int_equal(loopback_get(second, path)->status, 404);
    assert_int_equal(send_piece(second, path, PIECE, piece_of(file, PIECE)), 404);
    assert_int_equal(import_it(second, path), 422);
    assert_int_equal(loopback_get(finance, path)->status, 404);
    assert_int_equal(loopback_get(caseworker, path)->status, 403);
    assert_int_equal(begin(caseworker, file.length, digest_of(file)), 403);
    /* the same file of two people is two uploads */
    assert_int_equal(begin(second, file.length, digest_of(file)), 200);
    assert_true(strcmp(upload_path(second), path) != 0);
    assert_int_equal(said(second, "received"), 0);
    /* it lies sealed */
    struct rows rows;
    assert_int_equal(
        db_query(mission->db, SQL("t_chunks", "SELECT content FROM exchange_chunk"), NULL, 0, mission->arena, &rows),
        OK);
    assert_true(rows.count > 0);
    for (size_t i = 0; i < rows.count; i++)
        assert_true(text_find(cell_text(&rows, i, 0), TEXT("AUTRUI")) < 0);
}

static void test_room_and_leftovers(void **state)
{
    (void)state;
    struct text file = big_file("PLACE");
    /* a fourth of the same person takes the place of the oldest */
    for (int i = 0; i < 5; i++) {
        struct text other = big_file(arena_format(mission->arena, "PLACE%c", 'A' + i).at);
        assert_int_equal(begin(supervisor, other.length, digest_of(other)), 200);
    }
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_upload WHERE received >= 0") -
                         counted("SELECT COUNT(DISTINCT created_by) FROM exchange_upload") + 1,
                     UPLOADS_OF_A_USER);
    /* an organisation's files under way have a room */
    int64_t before = mission->settings.upload_bytes;
    mission->settings.upload_bytes = (int64_t)file.length;
    assert_int_equal(begin(second, file.length, digest_of(file)), 200);
    mission->settings.upload_bytes = (int64_t)file.length / 2;
    assert_int_equal(begin(finance, file.length / 2, digest_of(file)), 409);
    assert_true(loopback_shows(finance, "on their way already"));
    mission->settings.upload_bytes = before;
    /* what nobody goes on with is forgotten after a day, by the job */
    size_t count;
    bool found = false;
    const struct job_kind *kinds = features_jobs(&count);
    struct work work = mission->system;
    work.now += (int64_t)2 * DAY * 1000000;
    work.arena = mission->arena;
    work.hand_over = NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(kinds[i].name, "exchange.clean_up") == 0) {
            struct job_context context = {.work = &work};
            found = true;
            assert_int_equal(kinds[i].run(&context), OK);
        }
    assert_true(found);
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_upload"), 0);
    assert_int_equal(counted("SELECT COUNT(*) FROM exchange_chunk"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_cut_line_costs_a_piece),
        cmocka_unit_test(test_pieces_that_are_refused),
        cmocka_unit_test(test_pieces_of_another_are_not_found),
        cmocka_unit_test(test_room_and_leftovers),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
