/* The coordination board, the indicators with the yearly report, and who is told that somebody else helps already: what
   is shown to whom, through the pages of the whole program. */
#include "base/tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreements/agreements.h"
#include "app/features.h"
#include "app/profile.h"
#include "directory/directory.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "referrals/referral_board.h"
#include "referrals/referral_elsewhere.h"
#include "referrals/referral_indicators.h"

enum { ROWS = 61, GUARDED = 7 };
#define HOUR INT64_C(3600000000)

static struct fixture *mission;
static struct office *other;
static struct identifier shelter, clinic, own_service, protocol_here, protocol_there;
static struct loopback *supervisor, *manager, *caseworker, *guard, *receiver;
static int32_t today;

/* ---- a world ---- */

/* `stored`: with what follows from it. */
static void put(const struct record *record, void *row, bool stored)
{
    struct record plain = *record;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    plain.check = NULL;
    if (!stored)
        plain.stored = NULL;
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    mission->system.problems = problems_open(mission->arena);
    enum outcome outcome = record_insert(&mission->system, &plain, row);
    for (const struct problem *problem = mission->system.problems.first; problem != NULL; problem = problem->next)
        (void)fprintf(stderr, "# %s: %s (%.*s)\n", record->name, problem->code, TEXT_ARG(problem->field));
    assert_int_equal(outcome, OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static struct identifier add_service(struct identifier organisation, const char *name, const char *city,
                                     int64_t capacity)
{
    struct directory_site *site = record_new(mission->arena, &directory_site_record);
    struct directory_service *row = record_new(mission->arena, &directory_service_record);
    site->head.organisation = organisation;
    site->provider = organisation;
    site->name = text_from(name);
    site->city = text_from(city);
    put(&directory_site_record, site, false);
    row->head.organisation = organisation;
    row->head.state = TEXT("open");
    row->site = site->head.id;
    row->provider = organisation;
    row->name = text_from(name);
    row->category = TEXT("MOU2");
    row->capacity = capacity;
    row->cost = TEXT("free");
    row->channel = TEXT("account");
    put(&directory_service_record, row, false);
    return row->head.id;
}

static void add_party(struct identifier owner, struct identifier agreement, struct identifier organisation)
{
    struct agreement_party *party = record_new(mission->arena, &agreement_party_record);
    party->head.organisation = owner;
    party->agreement = agreement;
    party->party = organisation;
    party->name = TEXT("Party");
    party->part = TEXT("party");
    put(&agreement_party_record, party, false);
}

static struct identifier add_agreement(struct identifier owner, struct identifier with, const char *kind)
{
    struct agreement *row = record_new(mission->arena, &agreement_record);
    row->head.organisation = owner;
    row->head.state = TEXT("in_force");
    row->kind = text_from(kind);
    row->title_fr = TEXT("Convention des deux");
    row->data_categories = TEXT("identity,contact,household,documents,situation,needs,follow_up");
    if (strcmp(kind, "memorandum") == 0)
        row->themes = TEXT("health,accommodation");
    row->runs_from = today - 100;
    put(&agreement_record, row, false);
    add_party(owner, row->head.id, owner);
    add_party(owner, row->head.id, with);
    return row->head.id;
}

static int open_mission(void **state)
{
    size_t grant_count, route_count, action_count;
    struct fixture_options options = {.writes_everywhere = true, .whole = true};
    (void)state;
    options.grants = features_grants(&grant_count);
    options.grant_list_count = grant_count;
    options.routes = features_routes(&route_count);
    options.route_list_count = route_count;
    options.actions = features_actions(&action_count);
    options.action_list_count = action_count;
    options.resources = features_api();
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    today = zone_date(mission->system.zone, mission->system.now);
    other = fixture_other_organisation(mission);
    (void)fixture_user_of(mission, TEXT("receiver"), ROLE_SUPERVISOR, other);
    shelter = add_service(other->head.organisation, "MARKSHELTER", "Tanger", 10);
    clinic = add_service(other->head.organisation, "MARKCLINIC", "Oujda", INTEGER_NONE);
    own_service = add_service(mission->organisation->head.id, "MARKOURS", "Rabat", 4);
    protocol_here = add_agreement(mission->organisation->head.id, other->head.organisation, "sharing_protocol");
    protocol_there = add_agreement(other->head.organisation, mission->organisation->head.id, "sharing_protocol");
    supervisor = fixture_role(mission, ROLE_SUPERVISOR);
    manager = fixture_role(mission, ROLE_PROGRAMME_MANAGER);
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    guard = fixture_role(mission, ROLE_PROTECTION);
    receiver = fixture_client(mission, TEXT("receiver"));
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    supervisor = loopback_close(supervisor);
    manager = loopback_close(manager);
    caseworker = loopback_close(caseworker);
    guard = loopback_close(guard);
    receiver = loopback_close(receiver);
    mission = fixture_close(mission);
    return 0;
}

/* Nobody is real. */
static struct person *add_person(struct identifier organisation, struct identifier office, const char *family,
                                 const char *consents_to)
{
    struct person *person = record_new(mission->arena, &person_record);
    struct person_consent *consent = record_new(mission->arena, &person_consent_record);
    person->head.organisation = organisation;
    person->head.office = office;
    person->family_name = text_from(family);
    person->given_names = TEXT("Aminata");
    person->nationality = TEXT("GIN");
    person->sex = TEXT("F");
    person->birth = (struct partial_date){date_from_day((struct calendar_day){1987, 11, 23}), PRECISION_DAY};
    put(&person_record, person, true);
    consent->head.person = person->head.id;
    consent->head.organisation = organisation;
    consent->head.office = office;
    consent->means = TEXT("spoken");
    consent->language = TEXT("fra");
    consent->interpreter.is = FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = today - 10;
    consent->purpose = TEXT("data");
    consent->recipients = TEXT("own");
    put(&person_consent_record, consent, false);
    if (consents_to != NULL) {
        struct person_consent *more = record_copy(mission->arena, &person_consent_record, consent);
        more->head.id = (struct identifier){{0}};
        more->purpose = TEXT("transfer");
        more->recipients = text_from(consents_to);
        put(&person_consent_record, more, false);
    }
    return person;
}

static struct person *ours(const char *family)
{
    return add_person(mission->organisation->head.id, mission->offices[0]->head.id, family, NULL);
}

struct making {
    const struct person *person;
    struct identifier service, receiver;
    const char *state, *theme, *services;
    int64_t sent_at;
    bool guarded, stored;
};

static struct referral *add_sent(const struct making *making)
{
    const struct record *record = referral_record_of(making->guarded);
    struct referral *row = record_new(mission->arena, record);
    bool accepted = strcmp(making->state, "accepted") == 0 || strcmp(making->state, "completed") == 0;
    row->head.person = making->person->head.id;
    row->head.organisation = making->person->head.organisation;
    row->head.office = making->person->head.office;
    row->head.state = text_from(making->state);
    row->service = making->service;
    row->receiver = making->receiver;
    row->service_name = TEXT("MARKSERVICE");
    row->addressee = TEXT("MARKADDRESSEE");
    row->city = TEXT("Tanger");
    row->theme = text_from(making->theme);
    row->priority = TEXT("normal");
    row->services = text_from(making->services);
    row->reasons = TEXT("MARKREASONS");
    row->sent_at = making->sent_at;
    if (making->sent_at != INSTANT_NONE) {
        row->due_at = making->sent_at + 24 * HOUR;
        row->due_on = zone_date(mission->system.zone, row->due_at);
    }
    row->guarded.is = making->guarded ? FLAG_YES : FLAG_NO;
    if (accepted) {
        row->acknowledged_at = row->answered_at = row->accepted_at = making->sent_at + 2 * HOUR;
        row->feedback_due_on = zone_date(mission->system.zone, row->accepted_at) + REFERRAL_FEEDBACK_DAYS;
    }
    if (strcmp(making->state, "completed") == 0)
        row->completed_at = making->sent_at + 100 * HOUR;
    if (strcmp(making->state, "refused") == 0) {
        row->acknowledged_at = row->answered_at = making->sent_at + 48 * HOUR; /* too late */
        row->refusal_reason = TEXT("capacity");
    }
    if (making->guarded)
        row->concern = TEXT("trafficking");
    put(record, row, making->stored);
    return row;
}

static void add_received(const struct person *person, const char *state, int64_t sent_at)
{
    struct referral_received *row = record_new(mission->arena, &referral_received_record);
    row->head.person = person->head.id;
    row->head.organisation = mission->organisation->head.id;
    row->head.state = text_from(state);
    row->service = own_service;
    row->sender = other->head.organisation;
    row->service_name = TEXT("MARKOURS");
    row->origin = TEXT("MARKORIGIN");
    row->city = TEXT("Rabat");
    row->theme = TEXT("health");
    row->priority = TEXT("urgent");
    row->services = TEXT("health");
    row->sent_number = TEXT("REF-MARKRECEIVED");
    row->sent_at = sent_at;
    row->due_at = sent_at + 72 * HOUR;
    row->due_on = zone_date(mission->system.zone, row->due_at);
    row->guarded.is = FLAG_NO;
    put(&referral_received_record, row, false);
}

static struct text body_of(struct loopback *client, const char *path)
{
    const struct loopback_answer *answer = loopback_get(client, path);
    if (answer->status != 200)
        fail_msg("%s: %d", path, answer->status);
    return answer->body;
}

static size_t times(struct text body, const char *mark)
{
    struct text word = text_from(mark);
    size_t count = 0;
    ptrdiff_t at;
    while ((at = text_find(body, word)) >= 0) {
        count++;
        body = text_slice(body, (size_t)at + word.length, body.length);
    }
    return count;
}

/* ---- the board ---- */

static struct text guarded_number;

/* Sixty-one sent, one received, seven about protection. */
static void fill_board(void)
{
    static const char *const STATES[] = {"sent", "acknowledged", "more_asked", "accepted"};
    struct person *person = ours("MARKELNAME");
    int64_t now = mission->system.now;
    for (int i = 0; i < ROWS; i++) {
        struct making making = {person,   shelter,   other->head.organisation,           STATES[i % 4],
                                "health", "shelter", now - (int64_t)(i % 9) * 20 * HOUR, false,
                                false};
        (void)add_sent(&making);
    }
    struct making done = {person, shelter, other->head.organisation, "completed", "health", "shelter", now - HOUR,
                          false,  false};
    (void)add_sent(&done);
    add_received(person, "sent", now - 80 * HOUR);
    for (int i = 0; i < GUARDED; i++) {
        struct making making = {
            person, clinic, other->head.organisation, "sent", "unaccompanied_minors", "safety", now - HOUR,
            true,   false};
        guarded_number = add_sent(&making)->head.number;
    }
}

static void test_the_board_is_for_who_coordinates(void **state)
{
    (void)state;
    fill_board();
    static const char *const PATHS[] = {"/en/referral-board", "/en/referral-board.csv", "/en/referral-board.xlsx",
                                        "/en/referral-indicators", "/en/referral-report.pdf"};
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        assert_int_equal(loopback_get(caseworker, PATHS[i])->status, 403);
        assert_int_equal(loopback_get(guard, PATHS[i])->status, 403);
    }
    struct text page = body_of(supervisor, "/en/referral-board?side=received");
    assert_true(times(page, "REF-MARKRECEIVED") == 1);
    assert_true(times(page, "/received-referrals/") >= 1);
    page = body_of(manager, "/en/referral-board?side=received");
    assert_true(times(page, "REF-MARKRECEIVED") == 1);
    assert_true(times(page, "/received-referrals/") == 0); /* who may not open it is given no link */
    /* nobody of another organisation sees them */
    page = body_of(receiver, "/en/referral-board");
    assert_true(times(page, "MARKADDRESSEE") == 0 && times(page, "REF-MARKRECEIVED") == 0);
}

static void test_the_board_tells_nothing_of_persons_and_protection(void **state)
{
    static const char *const PATHS[] = {"/en/referral-board",      "/en/referral-board?city=Oujda",
                                        "/en/referral-board.csv",  "/en/referral-board?theme=unaccompanied_minors",
                                        "/en/referral-indicators", "/en/referral-indicators.csv"};
    static const char *const SECRETS[] = {"MARKELNAME", "MARKREASONS", "MARKCLINIC"};
    (void)state;
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        struct text body = body_of(supervisor, PATHS[i]);
        for (size_t j = 0; j < COUNT(SECRETS); j++)
            if (text_find(body, text_from(SECRETS[j])) >= 0)
                fail_msg("%s tells %s", PATHS[i], SECRETS[j]);
        assert_true(text_find(body, guarded_number) < 0);
    }
    assert_true(loopback_get(supervisor, "/en/referral-board")->status == 200);
    assert_true(loopback_shows(supervisor, "at least 5 are under way"));
    (void)body_of(receiver, "/en/referral-board");
    assert_true(loopback_shows(receiver, "is told from five on"));
}

static void test_every_row_stands_on_one_page(void **state)
{
    const char *path = "/en/referral-board?side=sent";
    size_t rows = 0, pages = 0;
    (void)state;
    while (path != NULL && pages < 10) {
        struct text body = body_of(supervisor, path);
        rows += times(body, "MARKADDRESSEE");
        pages++;
        ptrdiff_t at = text_find(body, TEXT("Pages of referrals"));
        path = NULL;
        if (at >= 0 && text_find(body, TEXT("Next page")) >= 0) {
            struct text rest = text_slice(body, (size_t)at, body.length);
            struct text mark;
            rest = text_slice(rest, (size_t)text_find(rest, TEXT("after=")), rest.length);
            (void)text_split(&rest, '"', &mark);
            path = arena_format(mission->arena, "/en/referral-board?side=sent&%.*s", TEXT_ARG(mark)).at;
        }
    }
    assert_int_equal(pages, 3);
    /* whose reply is asked for waits for us: the others name the addressee */
    assert_int_equal(rows, ROWS - 15);
    struct text csv = body_of(supervisor, "/en/referral-board.csv");
    assert_int_equal(times(csv, "\r\n"), 1 + ROWS + 1);
    assert_int_equal(times(body_of(supervisor, "/en/referral-board.csv?waits=reply"), "\r\n"), 1 + 15);
    assert_int_equal(times(body_of(supervisor, "/en/referral-board.csv?city=Rabat"), "\r\n"), 1 + 1);
    assert_int_equal(times(body_of(supervisor, "/en/referral-board.csv?late=yes&side=received"), "\r\n"), 1 + 1);
    assert_true(times(body_of(supervisor, "/en/referral-board.xlsx"), "PK") > 0);
    assert_true(fixture_audited(mission, "export") >= 4);
}

static void test_what_is_typed_into_addresses_does_no_harm(void **state)
{
    static const char *const PATHS[] = {
        "/en/referral-board?after=x",
        "/en/referral-board?after=1.2",
        "/en/referral-board?after=-5.",
        "/en/referral-board?after=99999999999999999999.00000000-0000-0000-0000-000000000000",
        "/en/referral-board?services=999999&waits=zz&side=zz&priority=%27&theme=%00",
        "/en/referral-board?city=%27%3B%20DROP%20TABLE%20referral%3B--",
        "/en/referral-board?city=%3Cscript%3E",
        "/ar/referral-board?late=yes&late=no",
        "/fr/referral-board?services=-1",
        "/en/referral-indicators?theme=zz"};
    (void)state;
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        int status = loopback_get(supervisor, PATHS[i])->status;
        if (status != 200 && status != 400)
            fail_msg("%s: %d", PATHS[i], status);
        assert_true(text_find(loopback_last(supervisor)->body, TEXT("<script>")) < 0);
    }
    assert_int_equal(loopback_get(supervisor, "/en/referral-indicators?from=2026-02-31")->status, 422);
    assert_int_equal(loopback_get(supervisor, "/en/referral-indicators?from=31/12/2026&to=01/01/2026")->status, 422);
    assert_int_equal(loopback_get(supervisor, "/en/referral-report.pdf?year=0")->status, 404);
    assert_int_equal(loopback_get(supervisor, "/en/referral-report.pdf?agreement=x")->status, 404);
}

/* ---- indicators ---- */

static void test_indicators_count_what_came_of_it(void **state)
{
    struct person *person = ours("SECOND");
    int64_t now = mission->system.now;
    (void)state;
    for (int i = 0; i < 6; i++) {
        struct making making = {person,
                                shelter,
                                other->head.organisation,
                                i < 4 ? "completed" : "refused",
                                "accommodation",
                                "shelter",
                                now - 200 * HOUR,
                                false,
                                false};
        (void)add_sent(&making);
    }
    int32_t from = zone_date(mission->system.zone, now - 200 * HOUR);
    const char *path =
        arena_format(mission->arena, "/en/referral-indicators.csv?theme=accommodation&from=%.*s&to=%.*s",
                     TEXT_ARG(date_to_text(mission->arena, from)), TEXT_ARG(date_to_text(mission->arena, today)))
            .at;
    struct text csv = body_of(supervisor, path);
    /* sent, clock over, on time, answered, accepted, completed, reported, silent, medians */
    assert_int_equal(times(csv, "theme,accommodation,6,6,4,6,4,4,4,0,0.0,4.0"), 1);
    assert_int_equal(times(csv, "city,Tanger,6,6,4,6,4,4,4,0,0.0,4.0"), 1);
    struct text page = body_of(supervisor, arena_format(mission->arena,
                                                        "/en/referral-indicators?theme=accommodation&from=%.*s&to=%.*s",
                                                        TEXT_ARG(date_to_text(mission->arena, from)),
                                                        TEXT_ARG(date_to_text(mission->arena, today)))
                                               .at);
    assert_true(times(page, "67 %") >= 1 || times(page, "67\xc2\xa0%") >= 1);
    assert_true(loopback_shows(supervisor, "No place left"));
}

static void test_the_yearly_report_is_made_in_three_languages(void **state)
{
    static const char *const LANGUAGES[] = {"fr", "ar", "en"};
    struct identifier memorandum =
        add_agreement(mission->organisation->head.id, other->head.organisation, "memorandum");
    struct text id = identifier_to_text(mission->arena, memorandum);
    (void)state;
    for (size_t i = 0; i < COUNT(LANGUAGES); i++) {
        const char *pdf = arena_format(mission->arena, "/%s/referral-report.pdf?agreement=%.*s&in=%s", LANGUAGES[i],
                                       TEXT_ARG(id), LANGUAGES[i])
                              .at;
        const char *sheet = arena_format(mission->arena, "/%s/referral-report.xlsx?agreement=%.*s&in=%s", LANGUAGES[i],
                                         TEXT_ARG(id), LANGUAGES[i])
                                .at;
        assert_true(text_starts_with(body_of(manager, pdf), TEXT("%PDF")));
        assert_true(text_starts_with(body_of(manager, sheet), TEXT("PK")));
    }
    /* the register of the other organisation is not ours */
    assert_int_equal(
        loopback_get(receiver, arena_format(mission->arena, "/en/referral-report.pdf?agreement=%.*s", TEXT_ARG(id)).at)
            ->status,
        404);
    assert_true(times(body_of(manager, "/en/referral-indicators"), "Convention des deux") == 1);
}

/* ---- already helped elsewhere ---- */

static const char *consent_path(const struct referral *draft)
{
    return arena_format(mission->arena, "/en/referrals/%.*s/consent",
                        TEXT_ARG(identifier_to_text(mission->arena, draft->head.id)))
        .at;
}

static struct referral *draft_for(const struct person *person, const char *services)
{
    struct making making = {person, shelter, other->head.organisation, "draft", "accommodation", services, INSTANT_NONE,
                            false,  false};
    return add_sent(&making);
}

/* The other organisation sent her to us or to a third service, where she is. */
static struct referral *helped_there(const char *family, const char *consents_to, const char *services,
                                     struct identifier helper, struct identifier at, bool guarded)
{
    struct person *person = add_person(other->head.organisation, other->head.id, family, consents_to);
    struct making making = {
        person, at, helper, "accepted", "accommodation", services, mission->system.now - 50 * HOUR, guarded, true};
    return add_sent(&making);
}

enum { NOTHING, CONTACT, TOLD };
static void is_said(const char *family, const char *services, int expected)
{
    const struct person *person = ours(family);
    const struct referral *draft = draft_for(person, services);
    struct text page = body_of(caseworker, consent_path(draft));
    bool contact = text_find(page, TEXT("contact the coordination desk")) >= 0;
    bool told = text_find(page, TEXT("gives this to the person")) >= 0;
    if (contact != (expected == CONTACT) || told != (expected == TOLD))
        fail_msg("%s, %s: contact %d, told %d", family, services, contact, told);
    if (expected != TOLD)
        assert_true(text_find(page, TEXT("MARKTHIRD")) < 0);
}

static void rename_organisation(struct identifier id, const char *name, const char *code)
{
    struct value bind[] = {value_id(id), value_text(text_from(name)), value_text(text_from(code))};
    assert_int_equal(db_execute(mission->db,
                                SQL("t_rename", "UPDATE organisation SET name = $2, code = $3 WHERE id = $1"), bind, 3,
                                NULL),
                     OK);
}

static struct identifier third_organisation(void)
{
    rename_organisation(other->head.organisation, "Second", "SECOND");
    struct identifier third = fixture_other_organisation(mission)->head.organisation;
    rename_organisation(third, "MARKTHIRD", "THIRD");
    return third;
}

static void set_state(const char *table, struct identifier id, const char *state)
{
    struct text change = arena_format(mission->arena, "UPDATE %s SET state = $1 WHERE id = $2", table);
    struct value bind[] = {value_text(text_from(state)), value_id(id)};
    assert_int_equal(db_execute(mission->db, (struct sql){"t_state", change.at}, bind, 2, NULL), OK);
}

static void test_who_helps_elsewhere_is_told_by_consent_and_protocol(void **state)
{
    struct identifier third = third_organisation();
    struct identifier there = add_service(third, "MARKTHIRDPLACE", "Tanger", 5);
    int64_t told_before = fixture_audited(mission, "referral.elsewhere_told");
    int64_t hinted_before = fixture_audited(mission, "referral.elsewhere_hinted");
    (void)state;
    is_said("NOBODYHELPS", "shelter", NOTHING);
    (void)helped_there("AGREEDFULLY", "partner", "shelter,cash", third, there, false);
    is_said("AGREEDFULLY", "shelter", TOLD);
    is_said("AGREEDFULLY", "legal", NOTHING); /* something else is asked */
    (void)helped_there("AGREEDNOTHING", NULL, "shelter", third, there, false);
    is_said("AGREEDNOTHING", "shelter", CONTACT);
    (void)helped_there("AGREEDOTHERS", "unhcr", "shelter", third, there, false);
    is_said("AGREEDOTHERS", "shelter", CONTACT);
    /* no protocol of theirs with us: ours with them does not count */
    set_state("agreement", protocol_there, "suspended");
    is_said("AGREEDFULLY", "shelter", CONTACT);
    set_state("agreement", protocol_there, "in_force");
    set_state("agreement", protocol_here, "suspended");
    is_said("AGREEDFULLY", "shelter", TOLD);
    set_state("agreement", protocol_here, "in_force");
    assert_int_equal(fixture_audited(mission, "referral.elsewhere_told"), told_before + 2);
    assert_int_equal(fixture_audited(mission, "referral.elsewhere_hinted"), hinted_before + 3);
}

static void test_protection_is_never_found_nor_asked_about(void **state)
{
    struct making guarded = {ours("ASKEDGUARDED"),
                             shelter,
                             other->head.organisation,
                             "draft",
                             "unaccompanied_minors",
                             "shelter",
                             INSTANT_NONE,
                             true,
                             false};
    struct elsewhere found;
    (void)state;
    (void)helped_there("GUARDEDTHERE", "partner", "shelter", mission->organisation->head.id, own_service, true);
    is_said("GUARDEDTHERE", "shelter", NOTHING);
    assert_int_equal(fixture_count(mission,
                                   SQL("t_help", "SELECT COUNT(*) FROM referral_help h JOIN protection_referral p ON "
                                                 "p.id = h.referral"),
                                   NULL, 0),
                     0);
    (void)helped_there("ASKEDGUARDED", "partner", "shelter", mission->organisation->head.id, own_service, false);
    const struct referral *draft = add_sent(&guarded);
    assert_int_equal(elsewhere_find(&mission->system, draft, &found), OK);
    assert_int_equal(found.count, 0);
}

/* What is over, and who has another name or another birthday, is not found; nothing in the register names anybody. */
static void test_the_register_follows_the_service(void **state)
{
    struct identifier helper = mission->organisation->head.id;
    (void)state;
    struct referral *there = helped_there("COMESANDGOES", NULL, "shelter", helper, own_service, false);
    struct value bind[] = {value_id(there->head.id)};
    struct sql count = SQL("t_rows", "SELECT COUNT(*) FROM referral_help WHERE referral = $1");
    assert_true(fixture_count(mission, count, bind, 1) > 0);
    is_said("COMESANDGOES", "shelter", TOLD); /* we ourselves give it, and know so */
    is_said("COMESANDGOESNOT", "shelter", NOTHING);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    struct referral *over = record_copy(mission->arena, &referral_record, there);
    over->head.state = TEXT("withdrawn");
    assert_int_equal(elsewhere_follow(&mission->system, there, over), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(fixture_count(mission, count, bind, 1), 0);
    is_said("COMESANDGOES", "shelter", NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_board_is_for_who_coordinates),
        cmocka_unit_test(test_the_board_tells_nothing_of_persons_and_protection),
        cmocka_unit_test(test_every_row_stands_on_one_page),
        cmocka_unit_test(test_what_is_typed_into_addresses_does_no_harm),
        cmocka_unit_test(test_indicators_count_what_came_of_it),
        cmocka_unit_test(test_the_yearly_report_is_made_in_three_languages),
        cmocka_unit_test(test_who_helps_elsewhere_is_told_by_consent_and_protocol),
        cmocka_unit_test(test_protection_is_never_found_nor_asked_about),
        cmocka_unit_test(test_the_register_follows_the_service),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
