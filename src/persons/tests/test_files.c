/* Files on a person's record: what is taken, who opens it, what lies on the disk. */
#include "persons/tests/world.h"

#include "codec/base64.h"
#include "codec/json.h"
#include "database/tests/place.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"

#define PNG                                                                                                       \
    "\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\x0bIDAT\x78\x9c\x63" \
    "\x60\0\x02\0\0\x05\0\x01\x7a\x5e\xab\x3f\0\0\0\0IEND\xae\x42\x60\x82"
#define BOUNDARY "----limit"

static int64_t files(void) { return fixture_count(world, SQL("t_files", "SELECT COUNT(*) FROM attachment"), NULL, 0); }
static int64_t chunks(void)
{
    return fixture_count(world, SQL("t_chunks", "SELECT COUNT(*) FROM attachment_chunk"), NULL, 0);
}

static void part(struct buffer *body, const char *name, struct text value)
{
    buffer_format(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buffer_add(body, value);
    buffer_add(body, TEXT("\r\n"));
}

static int send(struct loopback *client, struct identifier subject, const char *kind, const char *name,
                struct text bytes, const char *key)
{
    AUTO_BUFFER struct buffer body = buffer_open(40 << 20);
    (void)loopback_get(client, "/en/account");
    part(&body, "_csrf", loopback_hidden(client, "_csrf"));
    part(&body, "_key", text_from(key));
    part(&body, "record", TEXT("person"));
    part(&body, "subject", identifier_to_text(world->arena, subject));
    part(&body, "kind", text_from(kind));
    buffer_format(&body,
                  "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\n"
                  "Content-Type: image/png\r\n\r\n",
                  name);
    buffer_add(&body, bytes);
    buffer_add(&body, TEXT("\r\n--" BOUNDARY "--\r\n"));
    return loopback_send(client, "POST", "/en/attachments", "multipart/form-data; boundary=" BOUNDARY,
                         buffer_text(&body))
        ->status;
}

static struct identifier newest(struct identifier person)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    assert_int_equal(db_query(world->db,
                              SQL("t_newest", "SELECT id FROM attachment WHERE person = $1 ORDER BY id DESC LIMIT 1"),
                              bind, 1, world->arena, &rows),
                     OK);
    assert_int_equal(rows.count, 1);
    return cell_id(&rows, 0, 0);
}

static const char *file_url(struct identifier id, const char *behind)
{
    return arena_format(world->arena, "/en/attachments/%.*s%s", TEXT_ARG(identifier_to_text(world->arena, id)), behind)
        .at;
}

/* A PDF of so many bytes with a text that must not be found on the disk. */
static struct text pdf(size_t size)
{
    char *bytes = arena_bytes(world->arena, size);
    for (size_t i = 0; i < size; i++)
        bytes[i] = "narrative-of-the-journey "[i % 25];
    memcpy(bytes, "%PDF-1.7\n", 9);
    memcpy(bytes + size - 5, "%%EOF", 5);
    return (struct text){bytes, size};
}

static void a_large_file_comes_back_as_it_was(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Sanogo", "Fatim", "", "0611000001", "1990-01-01");
    struct text bytes = pdf(5 << 20);
    assert_int_equal(send(caseworker, id, "letter", "Lettre de Fatim.pdf", bytes, "f1"), 303);
    assert_true(text_ends_with(loopback_last(caseworker)->location, identifier_to_text(world->arena, id)));
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    assert_true(loopback_shows(caseworker, "Lettre de Fatim.pdf"));
    assert_true(loopback_shows(caseworker, "5.0 MB"));
    int64_t reads = fixture_audited(world, "read");
    assert_int_equal(loopback_get(caseworker, file_url(newest(id), ""))->status, 200);
    assert_true(text_equal(loopback_last(caseworker)->body, bytes));
    assert_int_equal(fixture_audited(world, "read"), reads + 1);
    assert_text(loopback_header(caseworker, "Content-Type"), "application/pdf");
    assert_text(loopback_header(caseworker, "Content-Length"), "5242880");
    assert_text(loopback_header(caseworker, "X-Content-Type-Options"), "nosniff");
    assert_true(text_starts_with(loopback_header(caseworker, "Content-Disposition"), TEXT("attachment")));
    assert_int_equal(loopback_get(caseworker, file_url(newest(id), "?show=1"))->status, 200);
    assert_true(text_starts_with(loopback_header(caseworker, "Content-Disposition"), TEXT("inline")));
    assert_true(text_find(loopback_last(caseworker)->headers, TEXT("Content-Security-Policy: sandbox;")) >= 0);
    assert_false(place_holds(world->database, "narrative-of"));
    assert_false(place_holds(world->database, "Lettre de"));
    assert_true(place_holds(world->database, "application/pdf")); /* the search itself works */
}

static void what_is_not_what_it_looks_like_is_refused(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Cissé", "Hawa", "", "0611000002", "1990-01-01");
    static const struct {
        struct text bytes;
        const char *says;
    } CASES[] = {
        {TEXT_CONSTANT("\x89PNG\r\n\x1a\n<script>alert(1)</script>         "), "damaged or is not what it looks like"},
        {TEXT_CONSTANT("\xff\xd8\xff no picture"), "damaged or is not what it looks like"},
        {TEXT_CONSTANT("MZ\x90\0\x03\0\0\0program"), "Only photographs"},
        {TEXT_CONSTANT("\0\0\0\x18"
                       "ftypheic\0\0\0\0mif1heic"),
         "Send it as JPEG"},
        {TEXT_CONSTANT(""), "not empty"},
    };
    int64_t before = files();
    int64_t pieces = chunks();
    for (size_t i = 0; i < COUNT(CASES); i++) {
        assert_int_equal(send(caseworker, id, "letter", "carte.png", CASES[i].bytes, ""), 422);
        if (!loopback_shows(caseworker, CASES[i].says))
            fail_msg("not said: %s", CASES[i].says);
    }
    assert_int_equal(send(caseworker, id, "nonsense", "a.txt", TEXT("text"), ""), 422);
    static const char *const LIES[] = {"text.png", "text.PDF", "a.b.jpeg", "list.xlsx", "png.docx "};
    for (size_t i = 0; i < COUNT(LIES); i++) {
        assert_int_equal(send(caseworker, id, "letter", LIES[i], TEXT("only text"), ""), 422);
        assert_true(loopback_shows(caseworker, "but its content is txt"));
    }
    assert_int_equal(send(caseworker, id, "letter", "letter.txt", pdf(2000), ""), 422);
    assert_int_equal(files(), before);
    assert_int_equal(chunks(), pieces);
}

static void too_large_is_refused_before_anything_is_kept(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Koné", "Adama", "", "0611000003", "1990-01-01");
    int64_t most = world->settings.upload_bytes;
    int64_t pieces = chunks();
    world->settings.upload_bytes = 1 << 20;
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf((1 << 20) + 1), ""), 413);
    assert_true(loopback_shows(caseworker, "larger than what is kept"));
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(30 << 20), ""), 413); /* more than is read at all */
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(1 << 20), ""), 303);
    world->settings.upload_bytes = most;
    assert_int_equal(chunks(), pieces + 5);
}

static void the_right_to_the_row_is_the_right_to_the_file(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Diarra", "Sira", "", "0611000004", "1990-01-01");
    struct identifier far = store_person(1, "Diarra", "Kany", "", "0611000005", "1990-01-01");
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(1000), "r1"), 303);
    const char *path = file_url(newest(id), "");
    struct office *others = fixture_other_organisation(world);
    (void)fixture_user(world, TEXT("far"), ROLE_CASEWORKER, 1);
    (void)fixture_user_of(world, TEXT("stranger"), ROLE_SUPERVISOR, others);
    struct loopback *outside[] = {fixture_client(world, TEXT("far")), fixture_client(world, TEXT("stranger")),
                                  fixture_role(world, ROLE_FINANCE_PREPARER), fixture_role(world, ROLE_ANALYST)};
    static const int STATUS[] = {404, 404, 404, 403};
    for (size_t i = 0; i < COUNT(outside); i++) {
        assert_int_equal(loopback_get(outside[i], path)->status, STATUS[i]);
        assert_int_equal(send(outside[i], id, "letter", "b.pdf", pdf(1000), ""), STATUS[i]);
        outside[i] = loopback_close(outside[i]);
    }
    assert_int_equal(send(caseworker, far, "letter", "b.pdf", pdf(1000), ""), 404);
    assert_int_equal(loopback_get(caseworker, path)->status, 200);
    struct loopback *officer = fixture_role(world, ROLE_DATA_PROTECTION); /* reads, and changes nothing */
    assert_int_equal(loopback_get(officer, path)->status, 200);
    assert_int_equal(send(officer, id, "letter", "b.pdf", pdf(1000), ""), 403);
    officer = loopback_close(officer);
}

static void a_photograph_needs_its_consent_and_goes_with_it(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Touré", "Rokia", "", "0611000006", "1990-01-01");
    assert_int_equal(send(caseworker, id, "photo", "p.png", TEXT(PNG), ""), 422);
    assert_true(loopback_shows(caseworker, "only with the person's consent"));
    assert_int_equal(consent(caseworker, id, "photo", "signed"), 303);
    assert_int_equal(send(caseworker, id, "photo", "p.pdf", pdf(1000), ""), 422);
    assert_int_equal(send(caseworker, id, "photo", "p.png", TEXT(PNG), "p1"), 303);
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    assert_true(loopback_shows(caseworker, "<img"));
    struct rows rows;
    struct value bind[] = {value_id(id), value_text(TEXT("photo"))};
    assert_int_equal(db_query(world->db,
                              SQL("t_consent", "SELECT id FROM person_consent WHERE person = $1 AND purpose = $2"),
                              bind, 2, world->arena, &rows),
                     OK);
    const char *path = arena_format(world->arena, "/en/person-consents/%.*s/withdraw",
                                    TEXT_ARG(identifier_to_text(world->arena, cell_id(&rows, 0, 0))))
                           .at;
    const struct parameter form[] = {
        {TEXT("_version"), TEXT("1")}, {TEXT("_key"), TEXT("p2")}, {TEXT("withdrawn_on"), today_text()}};
    int64_t before = files();
    assert_int_equal(loopback_post_parameters(caseworker, path, form, COUNT(form))->status, 303);
    assert_int_equal(files(), before - 1);
    assert_int_equal(rows_of(SQL("t_pieces", "SELECT COUNT(*) FROM attachment_chunk WHERE person = $1"), id), 0);
}

static void a_form_sent_twice_keeps_one_file(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Sidibé", "Astou", "", "0611000007", "1990-01-01");
    int64_t before = files();
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(1000), "same"), 303);
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(1000), "same"), 303);
    assert_int_equal(files(), before + 1);
    assert_int_equal(loopback_post(caseworker, file_url(newest(id), "/remove"), "")->status, 303);
    assert_int_equal(files(), before);
    assert_int_equal(rows_of(SQL("t_pieces", "SELECT COUNT(*) FROM attachment_chunk WHERE person = $1"), id), 0);
}

/* As the writing worker runs what another process hands over. */
static enum outcome hand_over_of(struct work *work, const char *action, struct text arguments)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct text answer;
    enum outcome outcome = db_transaction_begin(world->db, true, &transaction);
    if (outcome == OK)
        outcome = web_internal(&world->application, work, text_from(action), arguments, &answer);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void a_half_stored_file_is_none_and_is_swept_up(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Bamba", "Nana", "", "0611000008", "1990-01-01");
    assert_int_equal(send(caseworker, id, "letter", "whole.pdf", pdf(1000), "h1"), 303);
    struct identifier half = identifier_new();
    struct work work = fixture_work(world, world->arena, world->users[ROLE_CASEWORKER]);
    struct text arguments =
        arena_format(world->arena, "{\"attachment\":\"%.*s\",\"person\":\"%.*s\",\"first\":0,\"chunks\":[\"AAAA\"]}",
                     TEXT_ARG(identifier_to_text(world->arena, half)), TEXT_ARG(identifier_to_text(world->arena, id)));
    assert_int_equal(hand_over_of(&work, "attachment.chunks", arguments), OK);
    assert_int_equal(loopback_get(caseworker, file_url(half, ""))->status, 404);
    int64_t before = chunks();
    assert_int_equal(attachment_clean_up(&world->system), OK);
    assert_int_equal(chunks(), before); /* it may still be on its way */
    struct work later = world->system;
    later.now += 25 * INT64_C(3600) * MICROSECONDS;
    assert_int_equal(attachment_clean_up(&later), OK);
    assert_int_equal(chunks(), before - 1);
    assert_int_equal(loopback_get(caseworker, file_url(newest(id), ""))->status, 200);
    /* a head that names more chunks than came is not kept */
    struct text head = arena_format(
        world->arena,
        "{\"id\":\"%.*s\",\"record\":\"person\",\"subject\":\"%.*s\",\"kind\":\"letter\",\"file_name\":\"AAAA\","
        "\"media_type\":\"application/pdf\",\"size\":9,\"chunks\":2,\"digest\":\"00\",\"key\":\"\",\"location\":\"\"}",
        TEXT_ARG(identifier_to_text(world->arena, half)), TEXT_ARG(identifier_to_text(world->arena, id)));
    assert_int_equal(hand_over_of(&work, "attachment.keep", head), FAILED);
}

static void pieces_that_were_moved_do_not_open(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Sissoko", "Mah", "", "0611000009", "1990-01-01");
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(600000), "m1"), 303);
    struct identifier file = newest(id);
    struct value bind[] = {value_id(file)};
    assert_int_equal(db_execute(world->db,
                                SQL("t_move", "UPDATE attachment_chunk SET number = number + 10 WHERE attachment = $1"),
                                bind, 1, NULL),
                     OK);
    assert_int_equal(db_execute(world->db,
                                SQL("t_swap", "UPDATE attachment_chunk SET number = 12 - number WHERE attachment = $1"),
                                bind, 1, NULL),
                     OK);
    (void)loopback_get(caseworker, file_url(file, ""));
    assert_true(loopback_last(caseworker)->body.length < 600000);
    assert_true(text_find(loopback_last(caseworker)->body, TEXT("%%EOF")) < 0);
}

static void erasing_a_person_destroys_her_files(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Doucouré", "Penda", "", "0611000010", "1990-01-01");
    assert_int_equal(send(caseworker, id, "letter", "a.pdf", pdf(1000), "e1"), 303);
    const char *path = file_url(newest(id), "");
    struct loopback *officer = fixture_role(world, ROLE_DATA_PROTECTION);
    const struct parameter form[] = {{TEXT("reason"), TEXT("mistake")}, {TEXT("number"), number_of(id)}};
    assert_int_equal(loopback_post_parameters(officer, person_url(id, "/erase"), form, 2)->status, 303);
    assert_int_equal(loopback_get(caseworker, path)->status, 404);
    assert_int_equal(rows_of(SQL("t_pieces", "SELECT COUNT(*) FROM attachment_chunk WHERE person = $1"), id), 0);
    officer = loopback_close(officer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_file_comes_back_as_it_was),
        cmocka_unit_test(what_is_not_what_it_looks_like_is_refused),
        cmocka_unit_test(too_large_is_refused_before_anything_is_kept),
        cmocka_unit_test(the_right_to_the_row_is_the_right_to_the_file),
        cmocka_unit_test(a_photograph_needs_its_consent_and_goes_with_it),
        cmocka_unit_test(a_form_sent_twice_keeps_one_file),
        cmocka_unit_test(a_half_stored_file_is_none_and_is_swept_up),
        cmocka_unit_test(pieces_that_were_moved_do_not_open),
        cmocka_unit_test(erasing_a_person_destroys_her_files),
    };
    return cmocka_run_group_tests_name("persons_files", tests, world_open, world_close);
}
