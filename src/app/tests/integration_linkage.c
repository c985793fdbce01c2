/* Two organisations look for the persons whom both know: by files through their pages, over the network, and against
   somebody who does not keep to the rules. */
#include "base/tests/testing.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app/features.h"
#include "app/profile.h"
#include "base/number.h"
#include "database/tests/place.h"
#include "identity/tests/fixture.h"
#include "linkage/linkage_store.h"
#include "persons/persons.h"
#include "record/list.h"
#include "system/random.h"
#include "web/internal.h"

#define BOUNDARY "sanad-linkage-boundary"

enum { SLOTS = 512 };

/* One side of an exchange. */
struct agency {
    struct identifier organisation, office, partner;
    struct text key;
    struct loopback *officer, *manager; /* who agrees; who searches */
};
static struct fixture *mission;
static struct agency here, there;

/* ---- persons: nobody is real ---- */

static struct identifier add_consent(const struct agency *agency, struct identifier person, const char *purpose,
                                     const char *recipients)
{
    struct person_consent *consent = record_new(mission->arena, &person_consent_record);
    consent->head.person = person;
    consent->head.organisation = agency->organisation;
    consent->head.office = agency->office;
    consent->purpose = text_from(purpose);
    consent->recipients = text_from(recipients);
    consent->means = TEXT("spoken");
    consent->language = TEXT("fra");
    consent->interpreter.is = FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = zone_date(mission->system.zone, mission->system.now) - 10;
    assert_int_equal(record_insert(&mission->system, &person_consent_record, consent), OK);
    return consent->head.id;
}

struct told {
    const char *given, *family, *telephone;
    int32_t year, month, day;
    const char *recipients; /* of the consent to be compared; NULL: none */
};

static struct person *add_person(const struct agency *agency, const struct told *told)
{
    struct key key;
    struct identifier id = identifier_new();
    struct person *person = record_new(mission->arena, &person_record);
    assert_int_equal(keys_make(&mission->system, id, id, agency->organisation, &key), OK);
    add_consent(agency, id, "data", "own");
    person->head.id = person->head.person = id;
    person->head.organisation = agency->organisation;
    person->head.office = agency->office;
    person->given_names = text_from(told->given);
    person->family_name = text_from(told->family);
    person->nationality = TEXT("GIN");
    person->sex = TEXT("F");
    person->telephone = text_from(told->telephone);
    person->birth =
        (struct partial_date){date_from_day((struct calendar_day){told->year, told->month, told->day}), PRECISION_DAY};
    assert_int_equal(record_insert(&mission->system, &person_record, person), OK);
    if (told->recipients != NULL)
        add_consent(agency, id, "linkage", told->recipients);
    return person;
}

/* ---- the two ---- */

static void run_jobs(void)
{
    size_t count;
    const struct job_kind *kinds = features_jobs(&count);
    enum outcome outcome = OK;
    while (outcome == OK) {
        AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
        struct work work = work_of_system(mission->db, mission->keys, arena);
        work.zone = mission->system.zone;
        work.hand_over = internal_run_here;
        work.hand_over_context = &mission->application;
        outcome = job_run_next(&work, kinds, count, TEXT("test"));
    }
    assert_int_equal(outcome, NOT_FOUND);
}

static struct identifier id_in(struct text location)
{
    struct identifier id = {{0}};
    for (size_t at = 0; at + IDENTIFIER_TEXT <= location.length; at++)
        if (text_to_identifier(text_slice(location, at, at + IDENTIFIER_TEXT), &id) == OK)
            return id;
    fail_msg("no identifier in %.*s", TEXT_ARG(location));
    return id;
}

static const char *path_of(const char *base, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "/en/%s/%.*s%s", base, TEXT_ARG(identifier_to_text(mission->arena, id)), behind)
        .at;
}

/* The partner of `agency` is the other; through the page, as an officer does it. */
static void agree(struct agency *agency, struct text their_key, const char *quota, const char *address,
                  const char *token)
{
    struct text form = arena_format(mission->arena,
                                    "name=Partner&agreement=Agreed&recipient=partner&partner_key=%.*s&slots=%d&quota=%s"
                                    "&address=%s&token=%s&active=yes",
                                    TEXT_ARG(their_key), SLOTS, quota, address, token);
    (void)loopback_get(agency->officer, "/en/linkage-partners/new");
    const struct loopback_answer *answer =
        loopback_post(agency->officer, "/en/linkage-partners",
                      arena_format(mission->arena, "%.*s&_key=%.*s", TEXT_ARG(form),
                                   TEXT_ARG(loopback_hidden(agency->officer, "_key")))
                          .at);
    if (answer->status != 303)
        fail_msg("%d %.*s", answer->status, TEXT_ARG(answer->body));
    agency->partner = id_in(answer->location);
}

static struct identifier search(const struct agency *agency, const char *way)
{
    (void)loopback_get(agency->manager, path_of("linkage-partners", agency->partner, ""));
    const struct loopback_answer *answer = loopback_post(
        agency->manager, path_of("linkage-partners", agency->partner, "/search"),
        arena_format(mission->arena, "way=%s&_key=%.*s", way, TEXT_ARG(loopback_hidden(agency->manager, "_key"))).at);
    if (answer->status != 303)
        fail_msg("%d %.*s", answer->status, TEXT_ARG(answer->body));
    struct identifier run = id_in(answer->location);
    run_jobs();
    return run;
}

static struct text file_of(const struct agency *agency, struct identifier run)
{
    const struct loopback_answer *answer = loopback_get(agency->manager, path_of("linkage-runs", run, "/file"));
    assert_int_equal(answer->status, 200);
    return arena_text(mission->arena, answer->body);
}

static int bring(const struct agency *agency, struct text file)
{
    AUTO_BUFFER struct buffer body = buffer_open(40 << 20);
    (void)loopback_get(agency->manager, "/en/linkage-runs/files");
    buffer_format(&body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"_csrf\"\r\n\r\n%.*s\r\n",
                  TEXT_ARG(loopback_hidden(agency->manager, "_csrf")));
    buffer_add(&body, TEXT("--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.link\"\r\n"
                           "Content-Type: application/octet-stream\r\n\r\n"));
    buffer_add(&body, file);
    buffer_add(&body, TEXT("\r\n--" BOUNDARY "--\r\n"));
    int status = loopback_send(agency->manager, "POST", "/en/linkage-runs/files",
                               "multipart/form-data; boundary=" BOUNDARY, buffer_text(&body))
                     ->status;
    if (status == 303)
        run_jobs();
    return status;
}

static const struct linkage_run *run_of(struct identifier id)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &linkage_run_record, id, &row), OK);
    return row;
}

/* The run of the side that answered the last one. */
static struct identifier sent_run(const struct agency *agency)
{
    return id_in(loopback_last(agency->manager)->location);
}

static const struct linkage_match *match_of(struct identifier person, const struct agency *agency)
{
    struct identifier id;
    void *row;
    if (linkage_match_known(&mission->system, person, agency->partner, &id) != OK)
        return NULL;
    assert_int_equal(record_get_unlimited(&mission->system, &linkage_match_record, id, &row), OK);
    return row;
}

static const struct told BOTH_HERE = {"Fatoumata", "Diallo", "+212 600 112 233", 1996, 5, 14, "partner"};
static const struct told BOTH_THERE = {"ديالو", "فاطوماتا", "0600112233", 1996, 5, 14, "own,partner"};
static const struct told ONLY_HERE = {"Grace", "Okafor", "+212 600 998 877", 1988, 11, 2, "partner"};
static const struct told SILENT_HERE = {"Mariama", "Bah", "+212 600 445 566", 1990, 3, 21, NULL};
static const struct told SILENT_THERE = {"Mariama", "Bah", "+212 600 445 566", 1990, 3, 21, "partner"};
static const struct told OTHERS_HERE = {"Aissatou", "Sow", "+212 600 777 888", 1993, 7, 9, "unhcr"};
static const struct told OTHERS_THERE = {"Aissatou", "Sow", "+212 600 777 888", 1993, 7, 9, "partner"};
static struct person *both_here, *both_there, *only_here, *silent_here, *silent_there, *others_here, *others_there;

static void open_agency(struct agency *agency, const struct office *office, const char *officer, const char *manager)
{
    agency->organisation = office->head.organisation;
    agency->office = office->head.id;
    (void)fixture_user_of(mission, text_from(officer), ROLE_DATA_PROTECTION, office);
    (void)fixture_user_of(mission, text_from(manager), ROLE_SUPERVISOR, office);
    agency->officer = fixture_client(mission, text_from(officer));
    agency->manager = fixture_client(mission, text_from(manager));
    assert_int_equal(linkage_own_key(&mission->system, agency->organisation, &agency->key), OK);
    agency->key = arena_text(mission->arena, agency->key);
}

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
    open_agency(&here, mission->offices[0], "officer.here", "manager.here");
    open_agency(&there, fixture_other_organisation(mission), "officer.there", "manager.there");
    both_here = add_person(&here, &BOTH_HERE);
    both_there = add_person(&there, &BOTH_THERE);
    only_here = add_person(&here, &ONLY_HERE);
    silent_here = add_person(&here, &SILENT_HERE);
    silent_there = add_person(&there, &SILENT_THERE);
    others_here = add_person(&here, &OTHERS_HERE);
    others_there = add_person(&there, &OTHERS_THERE);
    agree(&here, there.key, "31", "", "");
    agree(&there, here.key, "31", "", "");
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    (void)loopback_close(here.officer);
    (void)loopback_close(here.manager);
    (void)loopback_close(there.officer);
    (void)loopback_close(there.manager);
    mission = fixture_close(mission);
    return 0;
}

/* ---- by files ---- */

static void both_learn_what_is_common_and_nothing_else(void **state)
{
    (void)state;
    struct identifier run = search(&here, "file");
    assert_true(text_is(run_of(run)->progress, "offered"));
    assert_int_equal(run_of(run)->entered, 2); /* who said nothing, or named others, is not among them */
    struct text offer = file_of(&here, run);
    assert_int_equal(bring(&there, offer), 303);
    struct identifier other = sent_run(&there);
    assert_true(text_is(run_of(other)->progress, "answered"));
    assert_int_equal(run_of(other)->entered, 3);
    assert_int_equal(bring(&here, file_of(&there, other)), 303);
    assert_true(text_is(run_of(run)->progress, "finished"));
    struct value bind[] = {value_id(run)};
    assert_true(fixture_count(mission,
                              SQL("t_told", "SELECT COUNT(*) FROM notice WHERE subject = $1 AND "
                                            "kind = 'linkage.finished'"),
                              bind, 1) > 0);
    assert_true(fixture_count(mission,
                              SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND "
                                             "done_at IS NULL"),
                              bind, 1) > 0);
    assert_int_equal(run_of(run)->certain, 1);
    assert_int_equal(run_of(run)->possible, 0);
    assert_int_equal(bring(&there, file_of(&here, run)), 303);
    assert_true(text_is(run_of(other)->progress, "finished"));
    assert_int_equal(run_of(other)->certain, 1);
    const struct linkage_match *match = match_of(both_here->head.id, &here);
    assert_non_null(match);
    assert_true(text_is(match->grade, "certain"));
    assert_true(text_equal(match->case_number, both_here->head.number));
    assert_true(text_find(match->reasons, TEXT("pair_date")) >= 0);
    assert_true(text_find(match->reasons, TEXT("telephone")) >= 0);
    assert_non_null(match_of(both_there->head.id, &there));
    assert_null(match_of(only_here->head.id, &here));
    assert_null(match_of(silent_here->head.id, &here));
    assert_null(match_of(silent_there->head.id, &there));
    assert_null(match_of(others_there->head.id, &there));
    assert_null(match_of(others_here->head.id, &here));
    /* Nothing of the exchange is left but what was found. */
    assert_int_equal(
        fixture_count(mission, SQL("parts", "SELECT COUNT(*) FROM linkage_part WHERE kind <> 'closing'"), NULL, 0), 0);
}

/* Every message is of one size, whoever takes part. */
static void a_size_tells_nothing(void **state)
{
    (void)state;
    struct identifier run = search(&there, "file");
    struct text offer = file_of(&there, run);
    assert_int_equal(offer.length, link_message_size(LINK_OFFER, SLOTS));
    assert_int_equal(bring(&here, offer), 303);
    assert_int_equal(file_of(&here, sent_run(&here)).length, link_message_size(LINK_ANSWER, SLOTS));
}

static void what_was_changed_or_came_before_is_refused(void **state)
{
    (void)state;
    struct identifier run = search(&here, "file");
    struct text offer = file_of(&here, run);
    struct text bad = arena_text(mission->arena, offer);
    for (size_t at = 0; at < offer.length; at += 1237) {
        ((char *)(uintptr_t)bad.at)[at] ^= 4;
        assert_int_equal(bring(&there, bad), 422);
        ((char *)(uintptr_t)bad.at)[at] ^= 4;
    }
    assert_int_equal(bring(&there, text_slice(offer, 0, offer.length - 1)), 422);
    assert_int_equal(bring(&there, TEXT("")), 422);
    assert_int_equal(bring(&here, offer), 422); /* not for ourselves */
    assert_int_equal(bring(&there, offer), 303);
    struct identifier other = sent_run(&there);
    assert_int_equal(bring(&there, offer), 409);
    struct text answer = file_of(&there, other);
    assert_int_equal(bring(&here, answer), 303);
    assert_int_equal(bring(&here, answer), 409);
    struct text closing = file_of(&here, run);
    assert_int_equal(bring(&there, closing), 303);
    assert_int_equal(bring(&there, closing), 409);
}

/* ---- a partner who signs well and cheats ---- */

static struct link_pair pair_of(const struct agency *agency)
{
    struct link_pair pair;
    assert_int_equal(linkage_key_read(&mission->system, agency->organisation, &pair), OK);
    return pair;
}

static struct text signed_again(const struct link_message *message, const struct agency *agency)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(LINK_MESSAGE_MOST);
    struct link_pair pair = pair_of(agency);
    assert_true(link_message_write(&buffer, message, pair.secret));
    return arena_text(mission->arena, buffer_text(&buffer));
}

static void refused_with(struct identifier run, enum link_fault fault)
{
    const struct linkage_run *row = run_of(run);
    assert_true(text_is(row->progress, "refused"));
    assert_int_equal(row->problem.at[0] - '0', fault);
    assert_int_equal(fixture_count(mission, SQL("left", "SELECT COUNT(*) FROM linkage_part WHERE id = $1"),
                                   (struct value[]){value_id(run)}, 1),
                     0);
}

static void offers_that_do_not_keep_to_the_terms(void **state)
{
    (void)state;
    struct link_message message;
    struct psi_point points[SLOTS];
    struct text offer = file_of(&here, search(&here, "file"));
    assert_int_equal(link_message_read(offer, SLOTS, &message), OK);
    struct link_message cheat = message;
    cheat.terms[0] ^= 1;
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 422);
    cheat = message;
    memset(cheat.previous, 1, LINK_DIGEST);
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 422);
    cheat = message;
    cheat.made_at -= INT64_C(40) * 86400 * 1000000;
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 422);
    /* A point twice, a point that is none: found before anything is sent back. */
    memcpy(points, message.points, sizeof points);
    points[7] = points[8];
    cheat = message;
    cheat.points = points;
    cheat.run[3] ^= 1;
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 303);
    refused_with(sent_run(&there), LINK_REPEATED);
    memset(&points[7], 0, sizeof points[7]);
    cheat.run[3] ^= 2;
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 303);
    refused_with(sent_run(&there), LINK_NO_POINT);
}

static void answers_and_closings_that_cheat(void **state)
{
    (void)state;
    struct link_message message;
    struct link_message cheat;
    struct psi_point points[SLOTS];
    struct identifier run = search(&here, "file");
    assert_int_equal(bring(&there, file_of(&here, run)), 303);
    struct identifier other = sent_run(&there);
    assert_int_equal(link_message_read(file_of(&there, other), SLOTS, &message), OK);
    cheat = message;
    memset(cheat.previous, 9, LINK_DIGEST); /* an answer to something else */
    assert_int_equal(bring(&here, signed_again(&cheat, &there)), 422);
    assert_true(text_is(run_of(run)->progress, "offered"));
    for (size_t i = 0; i < SLOTS; i++) /* the order is turned round */
        points[i] = message.raised[SLOTS - 1 - i];
    cheat = message;
    cheat.raised = points;
    assert_int_equal(bring(&here, signed_again(&cheat, &there)), 303);
    refused_with(run, LINK_NOT_AS_COMMITTED);
    /* And who offered, in the closing. */
    run = search(&here, "file");
    assert_int_equal(bring(&there, file_of(&here, run)), 303);
    other = sent_run(&there);
    assert_int_equal(bring(&here, file_of(&there, other)), 303);
    assert_int_equal(link_message_read(file_of(&here, run), SLOTS, &message), OK);
    cheat = message;
    cheat.commitment.bytes[0] ^= 2; /* not the exponent of the offer */
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 422);
    for (size_t i = 0; i < SLOTS; i++)
        points[i] = message.raised[(i + 1) % SLOTS];
    cheat = message;
    cheat.raised = points;
    assert_int_equal(bring(&there, signed_again(&cheat, &here)), 303);
    refused_with(other, LINK_NOT_AS_COMMITTED);
}

static void strangers_and_quotas(void **state)
{
    (void)state;
    struct link_pair stranger;
    struct link_message message;
    AUTO_BUFFER struct buffer buffer = buffer_open(LINK_MESSAGE_MOST);
    struct text offer = file_of(&here, search(&here, "file"));
    assert_int_equal(link_message_read(offer, SLOTS, &message), OK);
    link_pair_make(&stranger);
    memcpy(message.sender, stranger.public, LINK_KEY);
    assert_true(link_message_write(&buffer, &message, stranger.secret));
    assert_int_equal(bring(&there, buffer_text(&buffer)), 422);
    assert_true(loopback_shows(there.manager, "signed by nobody you agreed with"));
    /* The quota counts what either side began. */
    struct agency few = there;
    int64_t used = fixture_count(mission, SQL("used", "SELECT COUNT(*) FROM linkage_run WHERE partner = $1"),
                                 (struct value[]){value_id(few.partner)}, 1);
    assert_true(used > 2);
    void *before;
    assert_int_equal(record_get_unlimited(&mission->system, &linkage_partner_record, few.partner, &before), OK);
    struct linkage_partner *partner = record_copy(mission->arena, &linkage_partner_record, before);
    partner->quota = used;
    assert_int_equal(record_update(&mission->system, &linkage_partner_record, before, partner), OK);
    assert_int_equal(bring(&there, offer), 422);
    assert_true(loopback_shows(there.manager, "used up"));
    assert_int_equal(record_get_unlimited(&mission->system, &linkage_partner_record, few.partner, &before), OK);
    partner = record_copy(mission->arena, &linkage_partner_record, before);
    partner->quota = 31;
    assert_int_equal(record_update(&mission->system, &linkage_partner_record, before, partner), OK);
}

/* ---- consent ---- */

static void who_withdraws_meanwhile_is_not_found(void **state)
{
    (void)state;
    static const struct told HERE = {"Kadiatou", "Camara", "+212 600 313 131", 1985, 9, 30, NULL};
    static const struct told THERE = {"Kadiatou", "Camara", "+212 600 313 131", 1985, 9, 30, "partner"};
    struct person *one = add_person(&here, &HERE);
    struct person *same = add_person(&there, &THERE);
    struct identifier consent = add_consent(&here, one->head.id, "linkage", "partner");
    void *before;
    struct identifier run = search(&here, "file");
    assert_int_equal(bring(&there, file_of(&here, run)), 303);
    struct identifier other = sent_run(&there);
    assert_int_equal(record_get_unlimited(&mission->system, &person_consent_record, consent, &before), OK);
    struct person_consent *row = record_copy(mission->arena, &person_consent_record, before);
    row->withdrawn_on = zone_date(mission->system.zone, mission->system.now);
    assert_int_equal(record_update(&mission->system, &person_consent_record, before, row), OK);
    assert_int_equal(bring(&here, file_of(&there, other)), 303);
    assert_null(match_of(one->head.id, &here));
    assert_int_equal(bring(&there, file_of(&here, run)), 303);
    assert_non_null(match_of(same->head.id, &there)); /* the other side had been told before */
}

/* ---- pages ---- */

static void pages_show_numbers_and_no_names(void **state)
{
    (void)state;
    assert_int_equal(loopback_get(here.manager, "/en/linkage-matches")->status, 200);
    assert_true(loopback_shows(here.manager, text_from(arena_string(mission->arena, both_here->head.number)).at));
    assert_false(loopback_shows(here.manager, "Fatoumata"));
    assert_false(loopback_shows(here.manager, "Diallo"));
    const struct linkage_match *match = match_of(both_here->head.id, &here);
    assert_int_equal(loopback_get(here.manager, path_of("linkage-matches", match->head.id, ""))->status, 200);
    assert_false(loopback_shows(here.manager, "Fatoumata"));
    assert_true(loopback_shows(here.manager, "two words of the name and the day of birth"));
    /* The other organisation sees nothing of ours. */
    assert_int_equal(loopback_get(there.manager, path_of("linkage-matches", match->head.id, ""))->status, 404);
    assert_int_equal(loopback_get(there.manager, path_of("linkage-partners", here.partner, ""))->status, 404);
    assert_int_equal(
        loopback_post(there.manager, path_of("linkage-partners", here.partner, "/search"), "way=file")->status, 404);
    /* Who agrees does not search, who searches does not agree. */
    assert_int_equal(
        loopback_post(here.officer, path_of("linkage-partners", here.partner, "/search"), "way=file")->status, 403);
    assert_int_equal(loopback_get(here.manager, "/en/linkage-partners/new")->status, 403);
    /* A key that is none. */
    (void)loopback_get(here.officer, "/en/linkage-partners/new");
    assert_int_equal(loopback_post(here.officer, "/en/linkage-partners",
                                   "name=X&agreement=X&recipient=partner&partner_key=xyz&slots=512&quota=1&active=yes")
                         ->status,
                     422);
}

static void what_was_decided_is_kept(void **state)
{
    (void)state;
    const struct linkage_match *match = match_of(both_here->head.id, &here);
    const char *path = path_of("linkage-matches", match->head.id, "");
    (void)loopback_get(here.manager, path_of("linkage-matches", match->head.id, "/edit"));
    assert_int_equal(
        loopback_post(here.manager, path,
                      arena_format(mission->arena, "decision=asked&note=Called&_version=%lld&_key=%.*s",
                                   (long long)match->head.version, TEXT_ARG(loopback_hidden(here.manager, "_key")))
                          .at)
            ->status,
        303);
    struct identifier run = search(&here, "file");
    assert_int_equal(bring(&there, file_of(&here, run)), 303);
    assert_int_equal(bring(&here, file_of(&there, sent_run(&there))), 303);
    match = match_of(both_here->head.id, &here); /* found once more: the same row, with what was decided */
    assert_true(text_is(match->decision, "asked"));
    assert_true(identifier_equal(match->run, run));
}

/* ---- over the network: a server of our own before the program's own door ---- */

struct server {
    int listening;
    struct loopback *client;
    pthread_t thread;
};

static size_t header_number(struct text head, const char *name)
{
    int64_t number = 0;
    ptrdiff_t at = text_find(head, text_from(name));
    for (size_t i = at < 0 ? head.length : (size_t)at + strlen(name); i < head.length && head.at[i] != '\r'; i++)
        number = head.at[i] >= '0' && head.at[i] <= '9' ? number * 10 + (head.at[i] - '0') : number;
    return (size_t)number;
}

static void serve_one(struct server *server, int connection)
{
    AUTO_BUFFER struct buffer request = buffer_open(8 << 20);
    AUTO_BUFFER struct buffer answer = buffer_open(8 << 20);
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    char bytes[4096];
    ptrdiff_t end = -1;
    size_t wanted = SIZE_MAX;
    while (request.length < wanted) {
        ssize_t got = read(connection, bytes, sizeof bytes);
        if (got <= 0)
            return;
        buffer_add(&request, (struct text){bytes, (size_t)got});
        end = text_find(buffer_text(&request), TEXT("\r\n\r\n"));
        if (end >= 0)
            wanted =
                (size_t)end + 4 + header_number(text_slice(buffer_text(&request), 0, (size_t)end), "Content-Length: ");
    }
    struct text rest = buffer_text(&request);
    struct text method;
    struct text path;
    (void)text_split(&rest, ' ', &method);
    (void)text_split(&rest, ' ', &path);
    ptrdiff_t token = text_find(buffer_text(&request), TEXT("Authorization: "));
    struct text value = text_slice(buffer_text(&request), (size_t)token + 15, request.length);
    (void)text_split(&value, '\r', &rest);
    loopback_set_header(server->client, "Authorization", arena_text(arena, rest));
    struct text body = text_slice(buffer_text(&request), (size_t)end + 4, request.length);
    const struct loopback_answer *said =
        loopback_send(server->client, arena_string(arena, method), arena_string(arena, path),
                      body.length > 0 ? "application/octet-stream" : NULL, body);
    buffer_format(&answer, "HTTP/1.1 %d X\r\nContent-Type: %.*s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n",
                  said->status, TEXT_ARG(said->content_type), said->body.length);
    buffer_add(&answer, said->body);
    for (size_t at = 0; at < answer.length;) {
        ssize_t put = write(connection, answer.bytes + at, answer.length - at);
        if (put <= 0)
            return;
        at += (size_t)put;
    }
}

/* The thread of the test waits for the answer meanwhile: only one of the two is ever in the program. */
static void *serve(void *context)
{
    struct server *server = context;
    int connection;
    while ((connection = accept(server->listening, NULL, NULL)) >= 0) {
        serve_one(server, connection);
        (void)close(connection);
    }
    return NULL;
}

static int open_server(struct server *server)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    server->listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(server->listening, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(server->listening, 4), 0);
    assert_int_equal(getsockname(server->listening, (struct sockaddr *)&address, &size), 0);
    server->client = loopback_open(&mission->application);
    loopback_set_header(server->client, "Origin", TEXT_NONE);
    assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
    return ntohs(address.sin_port);
}

static void close_server(struct server *server)
{
    (void)shutdown(server->listening, SHUT_RDWR);
    (void)pthread_join(server->thread, NULL);
    (void)close(server->listening);
    (void)loopback_close(server->client);
}

static void set_address(const struct agency *agency, struct text address, struct text token)
{
    void *before;
    assert_int_equal(record_get_unlimited(&mission->system, &linkage_partner_record, agency->partner, &before), OK);
    struct linkage_partner *partner = record_copy(mission->arena, &linkage_partner_record, before);
    partner->address = address;
    partner->token = token;
    assert_int_equal(record_update(&mission->system, &linkage_partner_record, before, partner), OK);
}

static void two_sanads_do_it_by_themselves(void **state)
{
    (void)state;
    struct server server;
    struct text token;
    struct office *office = NULL;
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &office_record, there.office, &row), OK);
    office = row;
    struct identifier program = fixture_user_of(mission, TEXT("program.of.partner"), ROLE_PARTNER, office);
    assert_int_equal(
        token_make(&mission->system, program, TEXT("linkage"), TEXT("linkage.exchange"), DATE_NONE, &token), OK);
    int port = open_server(&server);
    struct text address = arena_format(mission->arena, "http://127.0.0.1:%d", port);
    set_address(&here, address, token);
    struct identifier run = search(&here, "network");
    /* The job of this side sends, then asks; that of the other answers in between. */
    for (int i = 0; i < 3 && !text_is(run_of(run)->progress, "finished"); i++) {
        assert_int_equal(
            db_execute(mission->db, SQL("hurry", "UPDATE job SET run_after = 0 WHERE state = 'queued'"), NULL, 0, NULL),
            OK);
        run_jobs();
    }
    close_server(&server);
    assert_true(text_is(run_of(run)->progress, "finished"));
    assert_int_equal(run_of(run)->certain, 1);
    struct identifier other;
    assert_int_equal(linkage_find_run(&mission->system, there.organisation, run_of(run)->exchange, &other), OK);
    assert_true(text_is(run_of(other)->progress, "finished"));
    assert_true(text_is(run_of(other)->way, "network"));
    set_address(&here, TEXT_NONE, TEXT_NONE);
}

static void the_door_is_for_who_holds_a_token_of_it(void **state)
{
    (void)state;
    struct text token;
    struct loopback *client = loopback_open(&mission->application);
    struct text offer = file_of(&here, search(&here, "file"));
    assert_int_equal(
        loopback_send(client, "POST", "/api/v1/linkage-exchange", "application/octet-stream", offer)->status, 401);
    assert_int_equal(
        token_make(&mission->system, mission->users[ROLE_CASEWORKER], TEXT("t"), TEXT_NONE, DATE_NONE, &token), OK);
    loopback_set_header(client, "Authorization", arena_join(mission->arena, TEXT("Bearer "), token));
    assert_int_equal(
        loopback_send(client, "POST", "/api/v1/linkage-exchange", "application/octet-stream", offer)->status, 403);
    assert_int_equal(
        token_make(&mission->system, mission->users[ROLE_PARTNER], TEXT("t"), TEXT_NONE, DATE_NONE, &token), OK);
    loopback_set_header(client, "Authorization", arena_join(mission->arena, TEXT("Bearer "), token));
    /* Our own organisation's door: an offer of ours is not for us. */
    assert_int_equal(
        loopback_send(client, "POST", "/api/v1/linkage-exchange", "application/octet-stream", offer)->status, 422);
    assert_int_equal(loopback_send(client, "GET", "/api/v1/linkage-exchange/0", NULL, TEXT_NONE)->status, 404);
    (void)loopback_close(client);
}

static void what_nobody_ends_is_given_up(void **state)
{
    (void)state;
    struct identifier run = search(&here, "file");
    struct text answer;
    struct work much_later = mission->system;
    much_later.now += INT64_C(31) * 86400 * 1000000;
    much_later.hand_over = NULL;
    assert_int_equal(linkage_hand_over(&much_later, "linkage.clean_up", TEXT("{}"), &answer), OK);
    assert_true(text_is(run_of(run)->progress, "expired"));
    assert_int_equal(fixture_count(mission, SQL("left", "SELECT COUNT(*) FROM linkage_part WHERE id = $1"),
                                   (struct value[]){value_id(run)}, 1),
                     0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_learn_what_is_common_and_nothing_else),
        cmocka_unit_test(a_size_tells_nothing),
        cmocka_unit_test(what_was_changed_or_came_before_is_refused),
        cmocka_unit_test(offers_that_do_not_keep_to_the_terms),
        cmocka_unit_test(answers_and_closings_that_cheat),
        cmocka_unit_test(strangers_and_quotas),
        cmocka_unit_test(who_withdraws_meanwhile_is_not_found),
        cmocka_unit_test(pages_show_numbers_and_no_names),
        cmocka_unit_test(what_was_decided_is_kept),
        cmocka_unit_test(the_door_is_for_who_holds_a_token_of_it),
        cmocka_unit_test(two_sanads_do_it_by_themselves),
        cmocka_unit_test(what_nobody_ends_is_given_up),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
