/* Receivers without an account: what a link opens, to whom, how often, and what a guess is told. */
#include "base/tests/testing.h"

#include <stdio.h>
#include <string.h>

#include "app/tests/referral_world.h"
#include "codec/hex.h"
#include "record/keys.h"
#include "referrals/referral_appointment.h"
#include "referrals/referral_link.h"
#include "referrals/referral_package.h"
#include "system/file.h"
#include "system/process.h"
#include "system/tests/smtp_sink.h"

enum { PATIENCE = 5000, SOME = 20, TRIES_ALLOWED = LINK_ORIGIN_MOST };
#define ITEMS ((referral_items)1 << ITEM_NAME | (referral_items)1 << ITEM_REASONS)

static struct referral_world *world;

static int open_world(void **state)
{
    (void)state;
    world = world_open();
    return world == NULL ? -1 : 0;
}

static int close_world(void **state)
{
    (void)state;
    world = world_close(world);
    return 0;
}

/* Each test begins as an address that tried nothing. */
static int begin(void **state)
{
    (void)state;
    loopback_forget_cookies(world->stranger);
    assert_int_equal(db_execute(world->mission->db, SQL("t_tries", "DELETE FROM referral_link_try WHERE failures > 0"),
                                NULL, 0, NULL),
                     OK);
    return 0;
}

struct given {
    struct text token, code; /* as shown once */
};

static struct text post_link(struct identifier referral, const char *form)
{
    const char *path = world_path(world, "/en/referrals", referral, "/outside");
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    struct text whole =
        arena_format(world->mission->arena, "_key=%.*s&%s", TEXT_ARG(world_hidden(world, world->sender, "_key")), form);
    const struct loopback_answer *answer = loopback_post(world->sender, path, whole.at);
    if (answer->status != 200)
        fail_msg("%d", answer->status);
    return answer->body;
}

static struct given make_link(struct identifier referral)
{
    struct text body = post_link(referral, "channel=paper&days=3");
    struct given given = {.code = world_between(world, body, "id=\"link-code\">", "<")};
    given.token = world_between(world, body, "?link=", "<");
    return given;
}

static int try_link(struct loopback *who, struct text token, struct text code)
{
    const struct parameter form[] = {{TEXT("link"), token}, {TEXT("code"), code}};
    return loopback_post_parameters(who, "/en/outside", form, 2)->status;
}

static int answer_with(struct loopback *who, const char *form)
{
    return loopback_post(who, "/en/outside/referral", form)->status;
}

static struct identifier sent_one(struct person **ret_person, referral_items items)
{
    *ret_person = world_person(world);
    return world_send(world, *ret_person, items);
}

/* ---- the main path ---- */

static void test_a_link_opens_once_and_is_answered_there(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct identifier received = world_received(world, referral, person);
    struct given given = make_link(referral);
    struct loopback *second = fixture_visitor(world->mission);
    int64_t read = fixture_audited(world->mission, "referral.link_read");
    assert_int_equal(loopback_get(world->stranger, "/en/outside/referral")->status, 303);
    assert_int_equal(
        loopback_get(world->stranger,
                     arena_format(world->mission->arena, "/en/outside?link=%.*s", TEXT_ARG(given.token)).at)
            ->status,
        200);
    assert_true(text_equal(world_hidden(world, world->stranger, "link"), given.token));
    world_is_in(world, &referral_record, referral, "sent"); /* looking at the form opens nothing */
    assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
    world_is_in(world, &referral_record, referral, "acknowledged");
    const struct loopback_answer *answer = loopback_get(world->stranger, "/en/outside/referral");
    assert_int_equal(answer->status, 200);
    world_shows_only(answer->body, ITEMS, "page");
    world_shows_all(answer->body, ITEMS, "page");
    assert_int_equal(fixture_audited(world->mission, "referral.link_opened"), 1);
    assert_int_equal(fixture_audited(world->mission, "referral.link_read"), read + 1);
    /* the same link in another browser */
    assert_int_equal(try_link(second, given.token, given.code), 422);
    assert_int_equal(loopback_get(second, "/en/outside/referral")->status, 303);
    second = loopback_close(second);
    assert_int_equal(answer_with(world->stranger, "action=accept&answer=Come+on+Monday."), 303);
    world_is_in(world, &referral_record, referral, "accepted");
    world_is_in(world, &referral_received_record, received, "accepted");
    const struct referral *row = world_row(world, &referral_record, referral);
    assert_true(text_is(row->answered_how, "link"));
    assert_int_equal(row->on_time.is, FLAG_YES);
    assert_int_equal(answer_with(world->stranger, "action=accept"), 303); /* once */
    assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referrals", referral, ""))->status, 200);
    assert_true(loopback_shows(world->sender, "By the receiver, through a link"));
}

static void test_a_refusal_destroys_what_was_told(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct given given = make_link(referral);
    assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
    assert_int_equal(answer_with(world->stranger, "action=refuse"), 422); /* a reason is wanted */
    assert_int_equal(answer_with(world->stranger, "action=refuse&refusal_reason=because"), 422);
    assert_int_equal(answer_with(world->stranger, "action=recall"), 422);
    world_is_in(world, &referral_record, referral, "acknowledged");
    assert_int_equal(answer_with(world->stranger, "action=refuse&refusal_reason=capacity&answer=Full."), 303);
    world_is_in(world, &referral_record, referral, "refused");
    const struct referral *row = world_row(world, &referral_record, referral);
    assert_true(text_is(row->refusal_reason, "capacity"));
    assert_true(text_is(row->answer, "Full."));
    const struct loopback_answer *answer = loopback_get(world->stranger, "/en/outside/referral");
    world_shows_only(answer->body, 0, "after a refusal");
    assert_true(text_find(answer->body, TEXT("nothing to read here any more")) > 0);
}

/* ---- who guesses ---- */

/* What a refusal says, without what differs between any two pages. */
static struct text refusal(struct loopback *who, struct text token, struct text code)
{
    assert_int_equal(try_link(who, token, code), 422);
    struct text body = loopback_last(who)->body;
    return world_between(world, body, "role=\"alert\"", "</div>");
}

static void test_wrong_used_ended_and_guessed_read_the_same(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct given old = make_link(referral); /* ended by the next */
    struct given given = make_link(referral);
    struct text guessed = refusal(world->stranger, TEXT("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), TEXT("12345678"));
    assert_true(text_equal(guessed, refusal(world->stranger, given.token, TEXT("00000000"))));
    assert_true(text_equal(guessed, refusal(world->stranger, old.token, old.code)));
    assert_true(text_equal(guessed, refusal(world->stranger, given.token, TEXT_NONE)));
    assert_true(text_equal(guessed, refusal(world->stranger, TEXT_NONE, given.code)));
    assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
    assert_true(text_equal(guessed, refusal(world->stranger, given.token, given.code)));
    loopback_forget_cookies(world->stranger);
    loopback_set_cookie(world->stranger, "outside", TEXT("forged"));
    assert_int_equal(loopback_get(world->stranger, "/en/outside/referral")->status, 303);
}

static void test_codes_are_not_tried_for_long(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct given given = make_link(referral);
    for (int i = 0; i < LINK_TRIES_MOST; i++)
        assert_int_equal(try_link(world->stranger, given.token, TEXT("1")), 422);
    assert_int_equal(try_link(world->stranger, given.token, given.code), 422); /* shut */
    assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referrals", referral, "/outside"))->status,
                     200);
    assert_true(loopback_shows(world->sender, "the code was typed wrong too often"));
    for (int i = LINK_TRIES_MOST + 1; i < TRIES_ALLOWED; i++)
        assert_int_equal(try_link(world->stranger, TEXT("nothing"), TEXT("1")), 422);
    struct given other = make_link(referral);
    assert_int_equal(try_link(world->stranger, other.token, other.code), 429); /* this address rests */
    (void)begin(state);
    assert_int_equal(try_link(world->stranger, other.token, other.code), 303);
}

/* ---- how it ends ---- */

static void test_recall_and_withdrawal_end_it_at_once(void **state)
{
    static const struct {
        const char *action, *form;
    } ENDS[] = {{"recall", "note=A+mistake."}, {"withdraw", ""}};
    (void)state;
    for (size_t i = 0; i < COUNT(ENDS); i++) {
        struct person *person;
        struct identifier referral = sent_one(&person, ITEMS);
        struct identifier unopened = sent_one(&person, ITEMS);
        struct given given = make_link(referral);
        struct given other = make_link(unopened);
        assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
        world_shows_all(loopback_get(world->stranger, "/en/outside/referral")->body, ITEMS, "before");
        assert_int_equal(world_step(world, world->sender, "/en/referrals", referral, ENDS[i].action, ENDS[i].form),
                         303);
        assert_int_equal(world_step(world, world->sender, "/en/referrals", unopened, ENDS[i].action, ENDS[i].form),
                         303);
        world_shows_only(loopback_get(world->stranger, "/en/outside/referral")->body, 0, ENDS[i].action);
        assert_int_equal(try_link(world->stranger, other.token, other.code), 422);
        assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referrals", referral, "/outside"))->status,
                         200);
        assert_false(loopback_shows(world->sender, "name=\"channel\""));
        assert_int_equal(loopback_post(world->sender, world_path(world, "/en/referrals", referral, "/outside"),
                                       "channel=paper&days=3")
                             ->status,
                         404);
    }
}

static void set_expiry(struct identifier referral, int64_t at)
{
    struct value bind[] = {value_id(referral), value_instant(at)};
    assert_int_equal(db_execute(world->mission->db,
                                SQL("t_expiry", "UPDATE referral_link SET expires_at = $2 WHERE referral = $1"), bind,
                                2, NULL),
                     OK);
}

static void test_its_time_ends_and_its_sender_ends_it(void **state)
{
    struct person *person;
    int64_t ended;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct given given = make_link(referral);
    set_expiry(referral, world->mission->system.now - 1);
    assert_int_equal(try_link(world->stranger, given.token, given.code), 422);
    given = make_link(referral);
    assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
    set_expiry(referral, world->mission->system.now - 1);
    assert_int_equal(loopback_get(world->stranger, "/en/outside/referral")->status, 303);
    assert_int_equal(referral_links_tidy(&world->mission->system, &ended), OK);
    assert_true(ended >= 1);
    given = make_link(referral);
    const char *path = world_path(world, "/en/referrals", referral, "/outside");
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    assert_int_equal(
        loopback_post(
            world->sender, arena_format(world->mission->arena, "%s/end", path).at,
            arena_format(world->mission->arena, "_key=%.*s", TEXT_ARG(world_hidden(world, world->sender, "_key"))).at)
            ->status,
        303);
    assert_int_equal(try_link(world->stranger, given.token, given.code), 422);
}

static void test_consent_that_ended_since_tells_nothing(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct given given = make_link(referral);
    assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
    struct value bind[] = {value_id(referral), value_date(world->today - 1)};
    assert_int_equal(db_execute(world->mission->db,
                                SQL("t_ends", "UPDATE referral SET consent_on = $2, consent_until = $2 WHERE id = $1"),
                                bind, 2, NULL),
                     OK);
    world_shows_only(loopback_get(world->stranger, "/en/outside/referral")->body, 0, "after its consent ended");
    assert_int_equal(answer_with(world->stranger, "action=accept"), 200);
    world_is_in(world, &referral_record, referral, "acknowledged");
}

/* ---- typed in by the sender ---- */

static int type_in(struct identifier referral, const char *form)
{
    const char *path = world_path(world, "/en/referrals", referral, "/outside");
    int status = loopback_get(world->sender, path)->status;
    if (status != 200)
        return status;
    return loopback_post(world->sender, arena_format(world->mission->arena, "%s/answer", path).at,
                         arena_format(world->mission->arena, "_key=%.*s&%s",
                                      TEXT_ARG(world_hidden(world, world->sender, "_key")), form)
                             .at)
        ->status;
}

static void test_what_was_said_by_telephone_is_typed_in_and_marked(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    assert_int_equal(type_in(referral, "action=withdraw"), 422); /* not the receiver's */
    assert_int_equal(type_in(referral, "action=complete"), 422); /* not yet */
    assert_int_equal(type_in(referral, "action=refuse"), 422);
    assert_int_equal(type_in(referral, "action=accept&said=From+Monday."), 303);
    world_is_in(world, &referral_record, referral, "accepted");
    const struct referral *row = world_row(world, &referral_record, referral);
    assert_true(text_is(row->answered_how, "typed"));
    assert_int_equal(type_in(referral, "action=begin"), 303);
    assert_int_equal(type_in(referral, "action=complete&outcome_shelter=provided"), 422); /* each service */
    assert_int_equal(
        type_in(referral, "action=complete&outcome_shelter=provided&outcome_psychosocial=declined&said=A+room."), 303);
    world_is_in(world, &referral_record, referral, "completed");
    assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referrals", referral, ""))->status, 200);
    assert_true(loopback_shows(world->sender, "Typed in by the sender, as the receiver said it"));
}

/* ---- mail ---- */

static struct text mail_text(struct text mail)
{
    AUTO_BUFFER struct buffer plain = buffer_open(1 << 20);
    for (size_t i = 0; i < mail.length; i++) {
        if (mail.at[i] == '=' && i + 2 < mail.length && mail.at[i + 1] == '\r') {
            i += 2; /* a line that goes on */
        } else if (mail.at[i] == '=' && i + 2 < mail.length && mail.at[i + 1] == '3' && mail.at[i + 2] == 'D') {
            buffer_add_byte(&plain, '=');
            i += 2;
        } else {
            buffer_add_byte(&plain, mail.at[i]);
        }
    }
    return arena_text(world->mission->arena, buffer_text(&plain));
}

static void test_a_mail_waits_for_its_server_and_names_nobody(void **state)
{
    struct person *person;
    struct fixture *mission = world->mission;
    struct smtp_sink *sink = smtp_sink_open("250 ok", NULL, NULL);
    struct text url = arena_text(mission->arena, smtp_sink_url(sink, mission->arena));
    (void)state;
    mission->settings.smtp_from = TEXT("sanad@mission.example");
    mission->settings.smtp_url = url;
    sink = smtp_sink_close(sink); /* away */
    struct identifier referral = sent_one(&person, ~(referral_items)0);
    (void)world_run_jobs(world);
    struct text body = post_link(referral, "channel=mail&days=7&address=accueil%40abri.example");
    struct text code = world_between(world, body, "id=\"link-code\">", "<");
    assert_true(text_find(body, TEXT("?link=")) < 0);
    assert_true(world_run_jobs(world) >= 2);
    const char *path = world_path(world, "/en/referrals", referral, "/outside");
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    assert_true(loopback_shows(world->sender, "Its mail has not left yet"));
    assert_true(loopback_shows(world->sender, "The mail server does not answer."));
    /* it is there again: what waited leaves */
    sink = smtp_sink_open("250 ok", NULL, NULL);
    mission->settings.smtp_url = smtp_sink_url(sink, mission->arena);
    struct value bind[] = {value_text(TEXT("referrals.mail"))};
    assert_int_equal(db_execute(mission->db,
                                SQL("t_again", "UPDATE job SET state = 'queued', attempts = 0 WHERE kind = $1"), bind,
                                1, NULL),
                     OK);
    assert_int_equal(world_run_jobs(world), 1);
    struct text mail = smtp_sink_next(sink, mission->arena, PATIENCE);
    assert_true(text_starts_with(mail, TEXT("sanad@mission.example accueil@abri.example\n")));
    world_shows_only(mail, 0, "mail");
    assert_true(text_find(mail, code) < 0);
    struct text token = world_between(world, mail_text(mail), "?link=", "\r");
    assert_int_equal(try_link(world->stranger, token, code), 303);
    assert_int_equal(loopback_get(world->stranger, "/en/outside/referral")->status, 200);
    sink = smtp_sink_close(sink);
    mission->settings.smtp_url = mission->settings.smtp_from = TEXT_NONE;
    assert_int_equal(fixture_audited(mission, "referral.link_mailed"), 1);
}

/* ---- the property ---- */

static void test_no_link_tells_what_consent_did_not_name(void **state)
{
    uint64_t random = 20170602;
    size_t told = 0;
    referral_items least;
    referral_items most;
    (void)state;
    referral_needs(TEXT("shelter,psychosocial"), world->today, &least, &most);
    struct person *person = world_person(world);
    while (told < SOME) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        referral_items asked = (referral_items)(random >> 33) & (((referral_items)1 << REFERRAL_ITEMS) - 1);
        if ((asked & most & ITEMS) == 0)
            continue;
        (void)begin(state);
        struct identifier referral = world_send(world, person, asked);
        struct given given = make_link(referral);
        assert_int_equal(try_link(world->stranger, given.token, given.code), 303);
        struct text body = loopback_get(world->stranger, "/en/outside/referral")->body;
        world_shows_only(body, asked & most, "link");
        world_shows_all(body, asked & most, "link");
        assert_int_equal(world_step(world, world->sender, "/en/referrals", referral, "withdraw", ""), 303);
        world_shows_only(loopback_get(world->stranger, "/en/outside/referral")->body, 0, "after");
        told++;
    }
}

/* ---- packages ---- */

static struct text make_package(struct identifier referral, const char *form, struct text *ret_code)
{
    struct arena *arena = world->mission->arena;
    const char *path = world_path(world, "/en/referrals", referral, "/outside");
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    const struct loopback_answer *answer =
        loopback_post(world->sender, arena_format(arena, "%s/packages", path).at, form);
    if (answer->status != 200)
        fail_msg("%d: %s", answer->status, form);
    struct text body = arena_text(arena, answer->body);
    if (ret_code != NULL)
        *ret_code = world_between(world, body, "id=\"package-code\">", "<");
    struct text file = world_between(world, body, "/outside/packages/", "\"");
    return arena_format(arena, "%s/packages/%.*s", path, TEXT_ARG(file));
}

static struct text fetch(struct text path)
{
    const struct loopback_answer *answer = loopback_get(world->sender, path.at);
    assert_int_equal(answer->status, 200);
    return arena_text(world->mission->arena, answer->body);
}

static struct text signer_of(void)
{
    struct key public;
    keyring_public(world->mission->keyring, &public);
    return package_fingerprint(world->mission->arena, &public);
}

static struct text opened(struct text bytes, const struct package_opener *opener)
{
    struct text json;
    enum package_fault fault;
    struct package_content content;
    if (package_read(world->mission->arena, bytes, opener, &json, &fault) != OK)
        fail_msg("%s", package_fault_said(fault));
    assert_int_equal(package_content_read(world->mission->arena, json, &content), OK);
    return json;
}

/* What is written on paper, decompressed. */
static struct text words_of(struct text pdf)
{
    enum { PDF_SECONDS = 20 };
    struct fixture *mission = world->mission;
    struct text path = arena_format(mission->arena, "%s/cover.pdf", mission->directory);
    struct text words;
    assert_int_equal(file_write(path.at, pdf, 0600), OK);
    const char *const command[] = {"pdftotext", "-layout", path.at, "-", NULL};
    assert_int_equal(process_output(mission->arena, command, PDF_SECONDS, &words), OK);
    return words;
}

static void test_a_package_opens_for_its_receiver_and_ends_with_its_referral(void **state)
{
    struct person *person;
    struct arena *arena = world->mission->arena;
    struct text code;
    struct package_opener opener = {.signer = signer_of()};
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct text path = make_package(referral, "sealed_with=code", &code);
    struct text bytes = fetch(path);
    assert_int_equal(package_code_read(arena, code, &opener.code), OK);
    struct text json = opened(bytes, &opener);
    world_shows_only(json, ITEMS, "package");
    world_shows_all(json, ITEMS, "package");
    world_shows_only(bytes, 0, "sealed package");
    char *copy = arena_string(arena, bytes);
    copy[bytes.length / 2] = (char)(copy[bytes.length / 2] ^ 1);
    enum package_fault fault;
    assert_int_equal(package_read(arena, (struct text){copy, bytes.length}, &opener, &json, &fault), INVALID);
    /* to a key, which is then known */
    struct key secret;
    struct key public;
    package_keys_new(&secret, &public);
    struct text digits = hex_encode(arena, (struct text){(const char *)public.bytes, KEY_BYTES});
    const struct package_opener with_key = {.secret = &secret, .signer = opener.signer};
    path = make_package(referral, arena_format(arena, "sealed_with=key&public_key=%.*s", TEXT_ARG(digits)).at, NULL);
    (void)opened(fetch(path), &with_key);
    path = make_package(referral, "sealed_with=key", NULL);
    (void)opened(fetch(path), &with_key);
    assert_true(loopback_get(world->sender, arena_format(arena, "%.*s/cover.pdf?in=ar", TEXT_ARG(path)).at)->status ==
                200);
    /* recalled: nothing of it is left here, and its holder is to be asked */
    assert_int_equal(world_step(world, world->sender, "/en/referrals", referral, "recall", "note=A+mistake."), 303);
    assert_int_equal(loopback_get(world->sender, path.at)->status, 404);
    const char *outside = world_path(world, "/en/referrals", referral, "/outside");
    assert_int_equal(loopback_get(world->sender, outside)->status, 200);
    assert_true(loopback_shows(world->sender, "Called back on"));
    struct value bind[] = {value_id(referral)};
    assert_int_equal(fixture_count(world->mission,
                                   SQL("t_back", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL"),
                                   bind, 1),
                     1);
    assert_int_equal(
        loopback_post(world->sender, arena_format(arena, "%s/destroyed", outside).at,
                      arena_format(arena, "_key=%.*s", TEXT_ARG(world_hidden(world, world->sender, "_key"))).at)
            ->status,
        303);
    assert_int_equal(loopback_get(world->sender, outside)->status, 200);
    assert_true(loopback_shows(world->sender, "Destroyed, as its holder said on"));
}

static void test_a_key_that_is_none_is_refused(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    const char *path = world_path(world, "/en/referrals", referral, "/outside/packages");
    static const char *const FORMS[] = {
        "sealed_with=key&public_key=zz",
        "sealed_with=key&public_key=0000000000000000000000000000000000000000000000000000000000000000"};
    for (size_t i = 0; i < COUNT(FORMS); i++) {
        assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referrals", referral, "/outside"))->status,
                         200);
        assert_int_equal(loopback_post(world->sender, path, FORMS[i])->status, 422);
    }
}

static void test_no_package_print_or_mail_holds_what_consent_did_not_name(void **state)
{
    uint64_t random = 52;
    struct arena *arena = world->mission->arena;
    struct person *person = world_person(world);
    struct key secret;
    struct key public;
    referral_items least;
    referral_items most;
    (void)state;
    referral_needs(TEXT("shelter,psychosocial"), world->today, &least, &most);
    package_keys_new(&secret, &public);
    const struct package_opener opener = {.secret = &secret, .signer = signer_of()};
    struct text digits = hex_encode(arena, (struct text){(const char *)public.bytes, KEY_BYTES});
    for (size_t told = 0; told < SOME;) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        referral_items asked = (referral_items)(random >> 33) & (((referral_items)1 << REFERRAL_ITEMS) - 1);
        if ((asked & most & ITEMS) == 0)
            continue;
        struct identifier referral = world_send(world, person, asked);
        struct text path =
            make_package(referral, arena_format(arena, "sealed_with=key&public_key=%.*s", TEXT_ARG(digits)).at, NULL);
        struct text json = opened(fetch(path), &opener);
        world_shows_only(json, asked & most, "package");
        world_shows_all(json, asked & most, "package");
        struct text cover = words_of(fetch(arena_format(arena, "%.*s/cover.pdf?in=en", TEXT_ARG(path))));
        assert_true(text_find(cover, TEXT("Copy of the person")) > 0);
        world_shows_only(cover, 0, "cover");
        assert_int_equal(world_step(world, world->sender, "/en/referrals", referral, "recall", "note=x"), 303);
        told++;
    }
}

/* ---- who may make one ---- */

static void test_a_link_is_made_by_who_refers_alone(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, ITEMS);
    struct loopback *reception = fixture_role(world->mission, ROLE_RECEPTION);
    const char *path = world_path(world, "/en/referrals", referral, "/outside");
    assert_int_equal(loopback_get(reception, path)->status, 403);
    assert_int_equal(loopback_post(reception, path, "channel=paper&days=3")->status, 403);
    reception = loopback_close(reception);
    assert_int_equal(loopback_get(world->stranger, path)->status, 303);
    /* neither token nor code stands in the database */
    struct given given = make_link(referral);
    struct rows rows;
    struct value bind[] = {value_id(referral)};
    assert_int_equal(db_query(world->mission->db,
                              SQL("t_stored", "SELECT token, code FROM referral_link WHERE referral = $1"), bind, 1,
                              world->mission->arena, &rows),
                     OK);
    for (size_t i = 0; i < rows.count; i++) {
        assert_true(text_find(cell_text(&rows, i, 0), given.token) < 0);
        assert_true(text_find(cell_text(&rows, i, 1), given.code) < 0);
    }
}

/* ---- appointments ---- */

static struct identifier appointment_of(struct identifier file)
{
    struct identifier id = {{0}};
    struct rows rows;
    struct value bind[] = {value_id(file)};
    assert_int_equal(db_query(world->mission->db,
                              SQL("t_appointment", "SELECT id FROM referral_appointment WHERE file = $1 ORDER BY id"),
                              bind, 1, world->mission->arena, &rows),
                     OK);
    assert_true(rows.count > 0);
    id = cell_id(&rows, rows.count - 1, 0);
    return id;
}

static int make_appointment(struct loopback *who, const char *path, const char *when)
{
    int status = loopback_get(who, path)->status;
    if (status != 200)
        return status;
    return loopback_post(who, path,
                         arena_format(world->mission->arena,
                                      "_key=%.*s&held_on=%s&zone=Africa%%2FCasablanca&place=Rue+5&begins=9h30",
                                      TEXT_ARG(world_hidden(world, who, "_key")), when)
                             .at)
        ->status;
}

/* A row whose key is gone holds up neither reminders nor the other side. */
static void the_erased_are_left_alone(const char *path, struct identifier referral, struct identifier received)
{
    struct work *system = &world->mission->system;
    int64_t count = 0;
    assert_int_equal(make_appointment(world->sender, path, date_to_text(world->mission->arena, world->today + 1).at),
                     303);
    struct identifier ours = appointment_of(referral);
    struct identifier theirs = appointment_of(received);
    assert_int_equal(keys_erase(system, theirs, TEXT("test")), OK);
    world->mission->settings.smtp_from = TEXT("sanad@mission.example");
    world->mission->settings.smtp_url = TEXT("smtp://127.0.0.1:9");
    assert_int_equal(referral_appointments_remind(system, &count), OK);
    assert_int_equal(count, 2);
    assert_int_equal(referral_appointments_remind(system, &count), OK);
    assert_int_equal(count, 0);
    world->mission->settings.smtp_url = world->mission->settings.smtp_from = TEXT_NONE;
    const struct referral_appointment *before = world_row(world, &referral_appointment_record, ours);
    struct referral_appointment *row = record_copy(world->mission->arena, &referral_appointment_record, before);
    row->held_on = world->today + 2;
    assert_int_equal(referral_appointment_change(system, before, row), OK);
    row = world_row(world, &referral_appointment_record, ours);
    assert_true(row->held_on == world->today + 2 && row->reminded_on == DATE_NONE);
}

static void test_an_appointment_stands_on_both_sides_and_is_reminded_of(void **state)
{
    struct person *person;
    struct fixture *mission = world->mission;
    struct arena *arena = mission->arena;
    int64_t ordered = 0;
    (void)state;
    struct identifier referral = sent_one(&person, ~(referral_items)0);
    struct identifier received = world_received(world, referral, person);
    const char *path = world_path(world, "/en/referrals", referral, "/appointments/new");
    struct text tomorrow = date_to_text(arena, world->today + 1);
    assert_int_equal(make_appointment(world->sender, path, "soon"), 422);
    assert_int_equal(make_appointment(world->sender, path, tomorrow.at), 303);
    struct identifier ours = appointment_of(referral);
    struct identifier theirs = appointment_of(received);
    const struct referral_appointment *row = world_row(world, &referral_appointment_record, theirs);
    assert_true(text_is(row->begins, "09:30"));
    assert_true(identifier_equal(row->head.organisation, world->other->head.organisation));
    assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referral-appointments", ours, ""))->status,
                     200);
    assert_true(loopback_shows(world->sender, "Rue 5"));
    assert_int_equal(loopback_get(world->sender, world_path(world, "/en/referral-appointments", theirs, ""))->status,
                     404);
    /* in other calendars: number, hour and place */
    assert_int_equal(loopback_get(world->sender, "/en/appointments/calendar")->status, 200);
    struct text made =
        loopback_post(world->sender, "/en/appointments/calendar",
                      arena_format(arena, "_key=%.*s", TEXT_ARG(world_hidden(world, world->sender, "_key"))).at)
            ->body;
    struct text key = world_between(world, made, "appointments.ics?key=", "<");
    struct text feed = arena_text(
        arena,
        loopback_get(world->stranger, arena_format(arena, "/en/appointments.ics?key=%.*s", TEXT_ARG(key)).at)->body);
    const struct referral *stored = world_row(world, &referral_record, referral);
    assert_true(text_find(feed, stored->head.number) > 0);
    assert_true(text_find(feed, TEXT("T093000")) > 0);
    world_shows_only(feed, 0, "calendar");
    /* reminders wait for the server, and name nobody */
    mission->settings.smtp_from = TEXT("sanad@mission.example");
    mission->settings.smtp_url = TEXT("smtp://127.0.0.1:9");
    (void)world_run_jobs(world);
    assert_int_equal(referral_appointments_remind(&mission->system, &ordered), OK);
    assert_int_equal(ordered, 2);
    assert_int_equal(referral_appointments_remind(&mission->system, &ordered), OK);
    assert_int_equal(ordered, 0); /* once */
    assert_true(world_run_jobs(world) >= 2);
    row = world_row(world, &referral_appointment_record, theirs);
    assert_true(row->mailed_at == INSTANT_NONE || row->mailed_at == INTEGER_NONE);
    struct smtp_sink *sink = smtp_sink_open("250 ok", NULL, NULL);
    mission->settings.smtp_url = smtp_sink_url(sink, arena);
    struct value bind[] = {value_text(TEXT("referrals.mail"))};
    assert_int_equal(db_execute(mission->db,
                                SQL("t_again", "UPDATE job SET state = 'queued', attempts = 0 WHERE kind = $1 "
                                               "AND state = 'failed'"),
                                bind, 1, NULL),
                     OK);
    assert_true(world_run_jobs(world) >= 1);
    struct text mail = smtp_sink_next(sink, arena, PATIENCE);
    assert_true(text_find(mail, TEXT("accueil@abri.example")) > 0);
    assert_true(text_find(mail, stored->head.number) > 0);
    world_shows_only(mail, 0, "reminder");
    sink = smtp_sink_close(sink);
    mission->settings.smtp_url = mission->settings.smtp_from = TEXT_NONE;
    row = world_row(world, &referral_appointment_record, theirs);
    assert_true(row->mailed_at > 0);
    the_erased_are_left_alone(path, referral, received);
    /* what is to come is called off with its referral; the receiver's row opens no more */
    assert_int_equal(world_step(world, world->sender, "/en/referrals", referral, "recall", "note=x"), 303);
    row = world_row(world, &referral_appointment_record, ours);
    assert_true(text_is(row->result, "cancelled"));
    row = world_row(world, &referral_appointment_record, theirs);
    assert_true(text_is_empty(row->place));
    assert_int_equal(loopback_get(world->sender, path)->status, 404);
}

/* ---- messages; from here on somebody signs in there ---- */

static int write_message(struct loopback *who, const char *path, const char *body)
{
    int status = loopback_get(who, path)->status;
    if (status != 200)
        return status;
    return loopback_post(who, path,
                         arena_format(world->mission->arena, "_key=%.*s&body=%s",
                                      TEXT_ARG(world_hidden(world, who, "_key")), body)
                             .at)
        ->status;
}

static int64_t notices_of(struct identifier account)
{
    struct value bind[] = {value_id(account)};
    return fixture_count(world->mission, SQL("t_notices", "SELECT COUNT(*) FROM notice WHERE account = $1"), bind, 1);
}

static void test_messages_stay_in_the_file_of_both_sides(void **state)
{
    struct person *person;
    struct fixture *mission = world->mission;
    (void)state;
    struct identifier there = fixture_user_of(mission, TEXT("there"), ROLE_SUPERVISOR, world->other);
    struct loopback *receiver = fixture_client(mission, TEXT("there"));
    struct loopback *outsider = fixture_role(mission, ROLE_RECEPTION);
    struct identifier referral = sent_one(&person, ITEMS);
    struct identifier received = world_received(world, referral, person);
    const char *ours = world_path(world, "/en/referrals", referral, "/messages");
    const char *theirs = world_path(world, "/en/received-referrals", received, "/messages");
    int64_t told = notices_of(there);
    assert_int_equal(write_message(world->sender, ours, ""), 422);
    assert_int_equal(write_message(world->sender, ours, "MARKELMESSAGE+to+you"), 303);
    assert_int_equal(notices_of(there), told + 1);
    assert_int_equal(loopback_get(receiver, theirs)->status, 200);
    assert_true(loopback_shows(receiver, "MARKELMESSAGE to you"));
    assert_int_equal(write_message(receiver, theirs, "MARKELREPLY+to+us"), 303);
    assert_int_equal(loopback_get(world->sender, ours)->status, 200);
    assert_true(loopback_shows(world->sender, "MARKELREPLY to us"));
    assert_int_equal(notices_of(mission->users[ROLE_CASEWORKER]) > 0, 1);
    assert_int_equal(fixture_audited(mission, "referral.message_written"), 2);
    /* whom it tells, and whom not */
    assert_int_equal(loopback_get(receiver, "/en/notifications")->status, 200);
    world_shows_only(loopback_last(receiver)->body, 0, "notices");
    assert_int_equal(loopback_get(outsider, ours)->status, 403);
    assert_int_equal(loopback_get(receiver, ours)->status, 404);
    assert_int_equal(loopback_get(world->sender, theirs)->status, 404);
    /* nothing of it is readable in the database */
    struct rows rows;
    struct value bind[] = {value_id(referral), value_id(received)};
    assert_int_equal(db_query(mission->db, SQL("t_bodies", "SELECT body FROM referral_message WHERE file IN ($1, $2)"),
                              bind, 2, mission->arena, &rows),
                     OK);
    assert_int_equal(rows.count, 4);
    for (size_t i = 0; i < rows.count; i++)
        assert_true(text_find(cell_text(&rows, i, 0), TEXT("MARKEL")) < 0);
    /* the receiver's copy ends with its access, the sender's stays */
    assert_int_equal(world_step(world, world->sender, "/en/referrals", referral, "withdraw", ""), 303);
    assert_int_equal(loopback_get(receiver, theirs)->status, 200);
    assert_false(loopback_shows(receiver, "MARKEL"));
    assert_true(loopback_shows(receiver, "what was written is destroyed"));
    assert_int_equal(loopback_get(world->sender, ours)->status, 200);
    assert_true(loopback_shows(world->sender, "MARKELREPLY to us"));
    assert_int_equal(loopback_post(world->sender, ours, "body=Late")->status, 409);
    receiver = loopback_close(receiver);
    outsider = loopback_close(outsider);
}

static void test_nothing_is_written_where_reasons_are_not_told(void **state)
{
    struct person *person;
    (void)state;
    struct identifier referral = sent_one(&person, (referral_items)1 << ITEM_NAME);
    const char *path = world_path(world, "/en/referrals", referral, "/messages");
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    assert_int_equal(loopback_post(world->sender, path, "body=Because")->status, 422);
    assert_true(loopback_shows(world->sender, "did not agree that reasons are told"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_a_link_opens_once_and_is_answered_there, begin),
        cmocka_unit_test_setup(test_a_refusal_destroys_what_was_told, begin),
        cmocka_unit_test_setup(test_wrong_used_ended_and_guessed_read_the_same, begin),
        cmocka_unit_test_setup(test_codes_are_not_tried_for_long, begin),
        cmocka_unit_test_setup(test_recall_and_withdrawal_end_it_at_once, begin),
        cmocka_unit_test_setup(test_its_time_ends_and_its_sender_ends_it, begin),
        cmocka_unit_test_setup(test_consent_that_ended_since_tells_nothing, begin),
        cmocka_unit_test_setup(test_what_was_said_by_telephone_is_typed_in_and_marked, begin),
        cmocka_unit_test_setup(test_a_mail_waits_for_its_server_and_names_nobody, begin),
        cmocka_unit_test_setup(test_no_link_tells_what_consent_did_not_name, begin),
        cmocka_unit_test_setup(test_a_package_opens_for_its_receiver_and_ends_with_its_referral, begin),
        cmocka_unit_test_setup(test_a_key_that_is_none_is_refused, begin),
        cmocka_unit_test_setup(test_no_package_print_or_mail_holds_what_consent_did_not_name, begin),
        cmocka_unit_test_setup(test_a_link_is_made_by_who_refers_alone, begin),
        cmocka_unit_test_setup(test_an_appointment_stands_on_both_sides_and_is_reminded_of, begin),
        cmocka_unit_test_setup(test_messages_stay_in_the_file_of_both_sides, begin),
        cmocka_unit_test_setup(test_nothing_is_written_where_reasons_are_not_told, begin),
    };
    return cmocka_run_group_tests(tests, open_world, close_world);
}
