/* Two organisations and one person between them: what is sent, what is seen, and what is seen no more, through pages,
   API, export and search of the whole program. */
#include "base/tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreements/agreements.h"
#include "app/features.h"
#include "app/profile.h"
#include "directory/directory.h"
#include "flow/task.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "record/keys.h"
#include "record/list.h"
#include "referrals/referral_rules.h"
#include "referrals/referral_store.h"
#include "system/file.h"
#include "system/random.h"

enum { REFERRALS = 500, LISTS_EVERY = 50 };

static struct fixture *mission;
static struct office *other;
static struct identifier service, second_service, own_service, protocol;
static struct loopback *sender, *receiver, *guard_here, *guard_there, *outsider, *program;
static struct identifier the_receiver, the_guard_there;
static int32_t today;

/* ---- a world ---- */

/* Without its rules: here only what referrals ask counts. */
static void put(const struct record *record, void *row)
{
    struct record plain = *record;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    plain.check = NULL;
    plain.stored = NULL;
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    mission->system.problems = problems_open(mission->arena);
    enum outcome outcome = record_insert(&mission->system, &plain, row);
    for (const struct problem *problem = mission->system.problems.first; problem != NULL; problem = problem->next)
        (void)fprintf(stderr, "# %s: %s (%.*s)\n", record->name, problem->code, TEXT_ARG(problem->field));
    assert_int_equal(outcome, OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static struct identifier add_service(struct identifier organisation, const char *name, int64_t capacity)
{
    struct directory_site *site = record_new(mission->arena, &directory_site_record);
    struct directory_service *row = record_new(mission->arena, &directory_service_record);
    site->head.organisation = organisation;
    site->provider = organisation;
    site->name = text_from(name);
    site->city = TEXT("Rabat");
    put(&directory_site_record, site);
    row->head.organisation = organisation;
    row->head.state = TEXT("open");
    row->site = site->head.id;
    row->provider = organisation;
    row->name = text_from(name);
    row->category = TEXT("MOU2");
    row->capacity = capacity;
    row->cost = TEXT("free");
    row->channel = TEXT("account");
    put(&directory_service_record, row);
    return row->head.id;
}

static void add_party(struct identifier agreement, struct identifier organisation, const char *name)
{
    struct agreement_party *party = record_new(mission->arena, &agreement_party_record);
    party->head.organisation = mission->organisation->head.id;
    party->agreement = agreement;
    party->party = organisation;
    party->name = text_from(name);
    party->part = TEXT("party");
    put(&agreement_party_record, party);
}

static void add_protocol(void)
{
    struct agreement *row = record_new(mission->arena, &agreement_record);
    row->head.organisation = mission->organisation->head.id;
    row->head.state = TEXT("in_force");
    row->kind = TEXT("sharing_protocol");
    row->title_fr = TEXT("Protocole");
    row->data_categories = TEXT("identity,contact,household,documents,situation,needs,protection,follow_up");
    row->runs_from = today - 100;
    put(&agreement_record, row);
    protocol = row->head.id;
    add_party(protocol, mission->organisation->head.id, "Ours");
    add_party(protocol, other->head.organisation, "Theirs");
}

static int open_mission(void **state)
{
    size_t grant_count, route_count, action_count;
    struct text token;
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
    the_receiver = fixture_user_of(mission, TEXT("receiver"), ROLE_SUPERVISOR, other);
    the_guard_there = fixture_user_of(mission, TEXT("guard.there"), ROLE_PROTECTION, other);
    service = add_service(other->head.organisation, "Abri", INTEGER_NONE);
    second_service = add_service(other->head.organisation, "Repas", 1);
    own_service = add_service(mission->organisation->head.id, "Maison", INTEGER_NONE);
    add_protocol();
    sender = fixture_role(mission, ROLE_CASEWORKER);
    guard_here = fixture_role(mission, ROLE_PROTECTION);
    outsider = fixture_role(mission, ROLE_SUPERVISOR);
    receiver = fixture_client(mission, TEXT("receiver"));
    guard_there = fixture_client(mission, TEXT("guard.there"));
    program = fixture_visitor(mission);
    assert_int_equal(token_make(&mission->system, the_receiver, TEXT("t"), TEXT_NONE, DATE_NONE, &token), OK);
    loopback_set_header(program, "Authorization", arena_join(mission->arena, TEXT("Bearer "), token));
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    sender = loopback_close(sender);
    receiver = loopback_close(receiver);
    guard_here = loopback_close(guard_here);
    guard_there = loopback_close(guard_there);
    outsider = loopback_close(outsider);
    program = loopback_close(program);
    mission = fixture_close(mission);
    return 0;
}

/* ---- persons: nobody is real; each item has a mark that no page of the receiver holds by itself ---- */

struct mark {
    enum referral_item item;
    const char *text;
};
static const struct mark MARKS[] = {
    {ITEM_NAME, "MARKELNAME"},       {ITEM_NATIONALITY, "Guinea"},
    {ITEM_TELEPHONE, "612345987"},   {ITEM_ADDRESS, "MARKELADDRESS"},
    {ITEM_BIRTH, "1987-11-23"},      {ITEM_DOCUMENTS, "MARKELDOCUMENT"},
    {ITEM_REASONS, "MARKELREASONS"}, {ITEM_CONTACT, "MARKELHOURS"},
    {ITEM_NEEDS, "MARKELNEED"},      {ITEM_SERVICES_GIVEN, "Legal assistance"},
};

static void consent(const struct person *person, const char *purpose)
{
    struct person_consent *row = record_new(mission->arena, &person_consent_record);
    row->head.person = person->head.id;
    row->head.organisation = person->head.organisation;
    row->head.office = person->head.office;
    row->purpose = text_from(purpose);
    row->recipients = TEXT("own");
    row->means = TEXT("spoken");
    row->language = TEXT("fra");
    row->interpreter.is = FLAG_NO;
    row->explained.is = FLAG_YES;
    row->given_on = today - 10;
    put(&person_consent_record, row);
}

static struct person *add_person(void)
{
    struct person *person = record_new(mission->arena, &person_record);
    struct person_document *document = record_new(mission->arena, &person_document_record);
    person->head.organisation = mission->organisation->head.id;
    person->head.office = mission->offices[0]->head.id;
    person->family_name = TEXT("MARKELNAME");
    person->given_names = TEXT("Aminata");
    person->nationality = TEXT("GIN");
    person->languages = TEXT("fra");
    person->telephone = TEXT("+212612345987");
    person->address = TEXT("MARKELADDRESS 5");
    person->sex = TEXT("F");
    person->birth = (struct partial_date){date_from_day((struct calendar_day){1987, 11, 23}), PRECISION_DAY};
    put(&person_record, person);
    consent(person, "data");
    document->head.person = person->head.id;
    document->head.organisation = person->head.organisation;
    document->head.office = person->head.office;
    document->kind = TEXT("passport");
    document->document_number = TEXT("MARKELDOCUMENT");
    put(&person_document_record, document);
    return person;
}

/* ---- through the pages ---- */

static const char *path_of(const char *base, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "%s/%.*s%s", base, TEXT_ARG(identifier_to_text(mission->arena, id)), behind).at;
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

static struct text hidden(struct loopback *client, const char *name)
{
    return arena_text(mission->arena, loopback_hidden(client, name));
}

struct written {
    const char *base, *person_base;
    const struct person *person;
    struct identifier service;
    const char *more; /* "priority=urgent&…" */
};

/* A draft; its identifier, or zeros where it is refused. */
static struct identifier write_draft(struct loopback *client, const struct written *written, int *ret_status)
{
    const char *path = path_of("/en/persons", written->person->head.id,
                               arena_format(mission->arena, "/%s/new?service=%.*s", written->person_base,
                                            TEXT_ARG(identifier_to_text(mission->arena, written->service)))
                                   .at);
    const struct loopback_answer *answer = loopback_get(client, path);
    *ret_status = answer->status;
    if (answer->status != 200)
        return (struct identifier){{0}};
    struct text form = arena_format(
        mission->arena,
        "_key=%.*s&priority=normal&theme=accommodation&services=shelter&services=psychosocial"
        "&reasons=MARKELREASONS&services_given=legal&safe_channel=call&safe_time=MARKELHOURS"
        "&special_need=MARKELNEED%s%s",
        TEXT_ARG(hidden(client, "_key")), written->more == NULL ? "" : "&", written->more == NULL ? "" : written->more);
    answer = loopback_post(client, path, form.at);
    *ret_status = answer->status;
    return answer->status == 303 ? id_in(answer->location) : (struct identifier){{0}};
}

static int agree(struct loopback *client, const char *base, struct identifier id, referral_items items,
                 const char *then)
{
    const char *path = path_of(base, id, "/consent");
    assert_int_equal(loopback_get(client, path)->status, 200);
    AUTO_BUFFER struct buffer form = buffer_open(1 << 16);
    buffer_format(&form,
                  "_key=%.*s&_version=%.*s&_then=%s&consent_means=spoken&consent_language=fra&consent_interpreter=no"
                  "&consent_explained=yes&consent_on=%.*s&consent_items=",
                  TEXT_ARG(hidden(client, "_key")), TEXT_ARG(hidden(client, "_version")), then,
                  TEXT_ARG(date_to_text(mission->arena, today)));
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        if ((items >> item & 1) != 0)
            buffer_format(&form, "&consent_items=%s", referral_item_code((enum referral_item)item));
    return loopback_post(client, path, arena_text(mission->arena, buffer_text(&form)).at)->status;
}

static int step(struct loopback *client, const char *base, struct identifier id, const char *action, const char *form)
{
    const char *path = path_of(base, id, arena_format(mission->arena, "/steps/%s", action).at);
    int status = loopback_get(client, path)->status;
    if (status != 200)
        return status;
    return loopback_post(client, path,
                         arena_format(mission->arena, "_key=%.*s&_version=%.*s&_confirm=yes&%s",
                                      TEXT_ARG(hidden(client, "_key")), TEXT_ARG(hidden(client, "_version")), form)
                             .at)
        ->status;
}

static struct identifier received_for(struct identifier referral, const struct person *person, bool guarded)
{
    struct identifier id = {{0}};
    assert_int_equal(received_of(&mission->system, guarded, referral, person->head.id, &id), OK);
    return id;
}

static struct identifier send(const struct person *person, struct identifier to, referral_items items)
{
    struct written written = {"/en/referrals", "referrals", person, to, NULL};
    int status;
    struct identifier id = write_draft(sender, &written, &status);
    assert_int_equal(status, 303);
    assert_int_equal(agree(sender, "/en/referrals", id, items, "send"), 303);
    return id;
}

static struct text state_of(const struct record *record, struct identifier id)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, record, id, &row), OK);
    return record_head_of(row)->state;
}

static void is_in(const struct record *record, struct identifier id, const char *state)
{
    struct text now = state_of(record, id);
    if (!text_is(now, state))
        fail_msg("%.*s where %s was wanted", TEXT_ARG(now), state);
}

/* ---- the property ---- */

static referral_items least, most;

/* What the receiver sees, wherever it looks, are marks of these items alone. */
static void shows_only(struct text body, referral_items items, const char *where)
{
    for (size_t i = 0; i < COUNT(MARKS); i++)
        if ((items >> MARKS[i].item & 1) == 0 && text_find(body, text_from(MARKS[i].text)) >= 0)
            fail_msg("%s: %s was told without consent", where, MARKS[i].text);
}

static void shows_all(struct text body, referral_items items, const char *where)
{
    for (size_t i = 0; i < COUNT(MARKS); i++)
        if ((items >> MARKS[i].item & 1) != 0 && text_find(body, text_from(MARKS[i].text)) < 0)
            fail_msg("%s: %s was agreed to and is not told", where, MARKS[i].text);
}

static void look_as_receiver(struct identifier received, referral_items items, bool lists)
{
    const struct loopback_answer *answer = loopback_get(receiver, path_of("/en/received-referrals", received, ""));
    assert_int_equal(answer->status, 200);
    shows_only(answer->body, items, "page");
    shows_all(answer->body, items & ~((referral_items)1 << ITEM_BIRTH), "page");
    answer = loopback_send(program, "GET", path_of("/api/v1/received-referrals", received, ""), NULL, TEXT_NONE);
    assert_int_equal(answer->status, 200);
    shows_only(answer->body, items, "API");
    if (!lists)
        return;
    static const char *const LISTS[] = {"/en/received-referrals", "/en/received-referrals.csv", "/en/work"};
    shows_only(loopback_send(program, "GET", "/api/v1/received-referrals", NULL, TEXT_NONE)->body, items, "API list");
    for (size_t i = 0; i < COUNT(LISTS); i++)
        shows_only(loopback_get(receiver, LISTS[i])->body, items, LISTS[i]);
    const struct parameter words[] = {{TEXT("query"), TEXT("MARKELNAME")}};
    shows_only(loopback_post_parameters(receiver, "/en/search", words, 1)->body, (referral_items)1 << ITEM_NAME,
               "search");
}

/* One of the ways in which access ends. */
static void end(struct identifier referral, struct identifier received, uint64_t how)
{
    switch (how % 4) {
    case 0:
        assert_int_equal(step(sender, "/en/referrals", referral, "withdraw", ""), 303);
        break;
    case 1:
        assert_int_equal(step(sender, "/en/referrals", referral, "recall", "note=A+mistake."), 303);
        break;
    case 2:
        assert_int_equal(step(receiver, "/en/received-referrals", received, "refuse", "refusal_reason=capacity"), 303);
        break;
    default:
        assert_int_equal(step(receiver, "/en/received-referrals", received, "accept", ""), 303);
        assert_int_equal(step(receiver, "/en/received-referrals", received, "complete",
                              "outcome_shelter=provided&outcome_psychosocial=declined"),
                         303);
    }
}

static void test_no_output_holds_what_consent_did_not_name(void **state)
{
    uint64_t random = 4711;
    struct person *person = add_person();
    size_t told = 0;
    (void)state;
    referral_needs(TEXT("shelter,psychosocial"), today, &least, &most);
    for (int i = 0; i < REFERRALS; i++) {
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        referral_items asked = (referral_items)(random >> 33) & (((referral_items)1 << REFERRAL_ITEMS) - 1);
        referral_items expected = asked & most;
        if ((expected & ((referral_items)1 << ITEM_REASONS | (referral_items)1 << ITEM_NAME)) == 0)
            continue; /* something has to be there to tell */
        struct identifier referral = send(person, service, asked);
        struct identifier received = received_for(referral, person, false);
        look_as_receiver(received, expected, i % LISTS_EVERY == 0);
        told++;
        end(referral, received, random >> 20);
        look_as_receiver(received, 0, i % LISTS_EVERY == 0);
        struct key key;
        assert_int_equal(keys_get(&mission->system, received, person->head.id, other->head.organisation, &key),
                         NOT_FOUND);
        assert_int_equal(keys_get(&mission->system, received, person->head.id, mission->organisation->head.id, &key),
                         NOT_FOUND);
    }
    assert_true(told > REFERRALS / 2);
}

/* ---- the life of one ---- */

static void test_a_referral_is_accepted_served_and_reported(void **state)
{
    struct person *person = add_person();
    void *row;
    (void)state;
    struct identifier referral =
        send(person, service, (referral_items)1 << ITEM_NAME | (referral_items)1 << ITEM_REASONS);
    struct identifier received = received_for(referral, person, false);
    is_in(&referral_record, referral, "sent");
    assert_int_equal(step(receiver, "/en/received-referrals", received, "acknowledge", ""), 303);
    is_in(&referral_record, referral, "acknowledged");
    assert_int_equal(step(receiver, "/en/received-referrals", received, "ask", "question=Since+when%3F"), 303);
    is_in(&referral_record, referral, "more_asked");
    assert_true(loopback_get(sender, path_of("/en/referrals", referral, ""))->status == 200);
    assert_true(loopback_shows(sender, "Since when?"));
    assert_int_equal(step(sender, "/en/referrals", referral, "reply", "reply=Since+May."), 303);
    assert_int_equal(loopback_get(receiver, path_of("/en/received-referrals", received, ""))->status, 200);
    assert_true(loopback_shows(receiver, "Since May."));
    assert_int_equal(step(receiver, "/en/received-referrals", received, "accept", ""), 303);
    is_in(&referral_record, referral, "accepted");
    assert_int_equal(step(receiver, "/en/received-referrals", received, "begin", ""), 303);
    assert_int_equal(step(receiver, "/en/received-referrals", received, "complete", "outcome_shelter=provided"), 422);
    assert_true(loopback_shows(receiver, "Choose what came of this service."));
    assert_true(loopback_shows(receiver, "href=\"#outcome_psychosocial\""));
    assert_int_equal(step(receiver, "/en/received-referrals", received, "complete",
                          "outcome_shelter=provided&outcome_psychosocial=nonsense&outcomes=shelter%3Dprovided"),
                     422);
    assert_int_equal(step(receiver, "/en/received-referrals", received, "complete",
                          "outcome_psychosocial=unavailable&outcome_shelter=provided&result_note=A+room."),
                     303);
    is_in(&referral_record, referral, "completed");
    assert_int_equal(record_get_unlimited(&mission->system, &referral_record, referral, &row), OK);
    const struct referral *stored = row;
    assert_true(text_is(stored->outcomes, "shelter=provided, psychosocial=unavailable"));
    assert_true(text_is(stored->result_note, "A room."));
    assert_int_equal(stored->on_time.is, FLAG_YES);
    assert_int_equal(step(sender, "/en/referrals", referral, "feedback", "feedback=Sleeps+well."), 303);
    is_in(&referral_record, referral, "closed");
}

/* Whose it is: nobody of a third organisation, and of the receiver's nobody without the right. */
static void test_nobody_else_finds_it(void **state)
{
    struct person *person = add_person();
    (void)state;
    struct identifier referral = send(person, service, (referral_items)1 << ITEM_NAME);
    struct identifier received = received_for(referral, person, false);
    assert_int_equal(loopback_get(receiver, path_of("/en/referrals", referral, ""))->status, 404);
    assert_int_equal(loopback_get(receiver, path_of("/en/persons", person->head.id, ""))->status, 404);
    assert_int_equal(loopback_get(sender, path_of("/en/received-referrals", received, ""))->status, 404);
    assert_int_equal(loopback_get(guard_there, path_of("/en/received-referrals", received, ""))->status, 403);
    assert_int_equal(step(receiver, "/en/received-referrals", received, "recall", "note=x"), 403);
    assert_int_equal(step(sender, "/en/referrals", referral, "accept", ""), 403);
}

/* ---- protection ---- */

static void test_protection_referrals_are_seen_by_two_alone(void **state)
{
    struct person *person = add_person();
    struct written open = {"/en/referrals", "referrals", person, service, "concern=trafficking"};
    struct written closed = {"/en/guarded-referrals", "guarded-referrals", person, service, "concern=trafficking"};
    int status;
    (void)state;
    (void)write_draft(outsider, &closed, &status);
    assert_int_equal(status, 403);
    (void)open;
    struct identifier referral = write_draft(guard_here, &closed, &status);
    assert_int_equal(status, 303);
    assert_int_equal(agree(guard_here, "/en/guarded-referrals", referral, ~(referral_items)0, "send"), 303);
    struct identifier received = received_for(referral, person, true);
    assert_int_equal(loopback_get(guard_there, path_of("/en/guarded-received", received, ""))->status, 200);
    assert_true(loopback_shows(guard_there, "Trafficking in persons"));
    assert_true(loopback_shows(guard_there, "MARKELREASONS"));
    struct loopback *const BLIND[] = {receiver, sender, outsider};
    static const char *const PATHS[] = {
        "/en/received-referrals", "/en/referrals", "/en/referrals.csv", "/en/work", "/en/notices", "/en/coordination"};
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &guarded_referral_record, referral, &row), OK);
    struct text number = record_head_of(row)->number;
    for (size_t i = 0; i < COUNT(BLIND); i++) {
        assert_int_equal(loopback_get(BLIND[i], path_of("/en/guarded-received", received, ""))->status, 403);
        assert_int_equal(loopback_get(BLIND[i], path_of("/en/guarded-referrals", referral, ""))->status, 403);
        for (size_t j = 0; j < COUNT(PATHS); j++)
            assert_true(text_find(loopback_get(BLIND[i], PATHS[j])->body, number) < 0);
        assert_int_equal(loopback_get(BLIND[i], path_of("/en/persons", person->head.id, ""))->status,
                         BLIND[i] == receiver ? 404 : 200);
        assert_true(text_find(loopback_last(BLIND[i])->body, number) < 0);
    }
    assert_int_equal(step(guard_there, "/en/guarded-received", received, "accept", ""), 303);
    is_in(&guarded_referral_record, referral, "accepted");
}

/* ---- bad input ---- */

static void refused(struct identifier referral, const char *base, const char *words)
{
    assert_int_equal(agree(sender, base, referral, (referral_items)1 << ITEM_NAME, "send"), 422);
    if (!loopback_shows(sender, words))
        fail_msg("“%s” is not said", words);
}

static void set_state(const char *table, struct identifier id, const char *state)
{
    struct text change = arena_format(mission->arena, "UPDATE %s SET state = $1 WHERE id = $2", table);
    struct value bind[] = {value_text(text_from(state)), value_id(id)};
    assert_int_equal(db_execute(mission->db, (struct sql){"t_state", change.at}, bind, 2, NULL), OK);
}

static void test_what_must_not_be_sent_is_not(void **state)
{
    struct person *person = add_person();
    struct written written = {"/en/referrals", "referrals", person, service, NULL};
    int status;
    (void)state;
    struct identifier draft = write_draft(sender, &written, &status);
    assert_int_equal(status, 303);
    set_state("directory_service", service, "closed");
    refused(draft, "/en/referrals", "The service is open");
    set_state("directory_service", service, "open");
    set_state("agreement", protocol, "suspended");
    refused(draft, "/en/referrals", "A data-sharing protocol with that organisation is in force");
    set_state("agreement", protocol, "in_force");
    assert_int_equal(agree(sender, "/en/referrals", draft, 0, "send"), 422); /* agreed to nothing */
    /* who withdrew a minute ago */
    struct value bind[] = {value_id(person->head.id), value_date(today)};
    assert_int_equal(db_execute(mission->db,
                                SQL("t_withdraw", "UPDATE person_consent SET withdrawn_on = $2 WHERE person = $1"),
                                bind, 2, NULL),
                     OK);
    refused(draft, "/en/referrals", "consent that data are kept stands");
    assert_int_equal(db_execute(mission->db,
                                SQL("t_agree", "UPDATE person_consent SET withdrawn_on = NULL WHERE person = $1"), bind,
                                1, NULL),
                     OK);
    assert_int_equal(agree(sender, "/en/referrals", draft, (referral_items)1 << ITEM_NAME, "send"), 303);
    /* twice the same */
    struct identifier again = write_draft(sender, &written, &status);
    assert_int_equal(status, 303);
    refused(again, "/en/referrals", "No other referral of this person to this service is under way");
    /* to oneself */
    written.service = own_service;
    struct identifier own = write_draft(sender, &written, &status);
    assert_int_equal(status, 303);
    refused(own, "/en/referrals", "within one");
    is_in(&referral_record, own, "draft");
}

static void test_of_two_who_answer_one_counts(void **state)
{
    struct person *person = add_person();
    (void)state;
    struct identifier referral = send(person, service, (referral_items)1 << ITEM_NAME);
    struct identifier received = received_for(referral, person, false);
    const char *accept = path_of("/en/received-referrals", received, "/steps/accept");
    const char *recall = path_of("/en/referrals", referral, "/steps/recall");
    assert_int_equal(loopback_get(receiver, accept)->status, 200);
    struct text first = arena_format(mission->arena, "_key=%.*s&_version=%.*s", TEXT_ARG(hidden(receiver, "_key")),
                                     TEXT_ARG(hidden(receiver, "_version")));
    assert_int_equal(loopback_get(sender, recall)->status, 200);
    struct text second = arena_format(mission->arena, "_key=%.*s&_version=%.*s&_confirm=yes&note=No",
                                      TEXT_ARG(hidden(sender, "_key")), TEXT_ARG(hidden(sender, "_version")));
    struct loopback *const CLIENTS[] = {receiver, sender};
    const char *const PATHS[] = {accept, recall};
    const char *const FORMS[] = {first.at, second.at};
    (void)loopback_post_together(CLIENTS, PATHS, FORMS, 2);
    /* whoever came second is led to what became of it */
    assert_true(text_equal(state_of(&referral_record, referral), state_of(&referral_received_record, received)));
    struct text now = state_of(&referral_record, referral);
    assert_true(text_is(now, "accepted") || text_is(now, "recalled"));
    assert_int_equal(step(sender, "/en/referrals", referral, "recall", "note=Late."),
                     text_is(now, "accepted") ? 303 : 404);
    assert_true(text_equal(state_of(&referral_record, referral), now));
}

static void test_the_last_place_is_taken_once(void **state)
{
    struct person *one = add_person();
    struct person *two = add_person();
    (void)state;
    struct identifier first = received_for(send(one, second_service, (referral_items)1 << ITEM_NAME), one, false);
    struct identifier second_referral = send(two, second_service, (referral_items)1 << ITEM_NAME);
    struct identifier second = received_for(second_referral, two, false);
    assert_int_equal(step(receiver, "/en/received-referrals", first, "accept", ""), 303);
    assert_int_equal(step(receiver, "/en/received-referrals", second, "accept", ""), 422);
    assert_true(loopback_shows(receiver, "Another one took the last place of this week."));
    is_in(&referral_received_record, second, "sent");
    is_in(&referral_record, second_referral, "sent");
}

/* ---- withdrawal in the person's record; clocks ---- */

static void test_a_withdrawn_consent_ends_it_at_once(void **state)
{
    struct person *person = add_person();
    void *row;
    (void)state;
    struct identifier referral = send(person, service, (referral_items)1 << ITEM_NAME);
    struct identifier received = received_for(referral, person, false);
    assert_int_equal(record_get_unlimited(&mission->system, &referral_record, referral, &row), OK);
    const char *path = path_of("/en/person-consents", ((const struct referral *)row)->consent, "/withdraw");
    assert_int_equal(loopback_get(sender, path)->status, 200);
    assert_int_equal(loopback_post(sender, path,
                                   arena_format(mission->arena, "_key=%.*s&_version=%.*s&withdrawn_on=%.*s",
                                                TEXT_ARG(hidden(sender, "_key")), TEXT_ARG(hidden(sender, "_version")),
                                                TEXT_ARG(date_to_text(mission->arena, today)))
                                       .at)
                         ->status,
                     303);
    is_in(&referral_record, referral, "withdrawn");
    is_in(&referral_received_record, received, "withdrawn");
    look_as_receiver(received, 0, false);
}

static int64_t tasks_of(struct identifier subject)
{
    struct value bind[] = {value_id(subject)};
    return fixture_count(mission, SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL"),
                         bind, 1);
}

static void look_at_clocks(void)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    int64_t count;
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    assert_int_equal(referral_look_at_clocks(&mission->system, &count), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void test_both_sides_are_told_what_is_late(void **state)
{
    struct person *person = add_person();
    struct written written = {"/en/referrals", "referrals", person, service, "priority=emergency"};
    int status;
    void *row;
    (void)state;
    struct identifier referral = write_draft(sender, &written, &status);
    assert_int_equal(agree(sender, "/en/referrals", referral, (referral_items)1 << ITEM_NAME, "send"), 303);
    struct identifier received = received_for(referral, person, false);
    assert_int_equal(record_get_unlimited(&mission->system, &referral_received_record, received, &row), OK);
    const struct referral_received *stored = row;
    look_at_clocks();
    int64_t here = tasks_of(referral);
    int64_t there = tasks_of(received);
    int64_t before = mission->system.now;
    mission->system.now = stored->due_at + 1;
    look_at_clocks();
    look_at_clocks(); /* once a day */
    mission->system.now = before;
    assert_int_equal(tasks_of(referral), here + 1);
    assert_int_equal(tasks_of(received), there + 1);
}

/* ---- tables ---- */

static void test_tables_are_sound_and_drawn(void **state)
{
    static const struct flow *const FLOWS[] = {&referral_flow, &referral_received_flow};
    static const struct flow *const ALIKE[] = {&guarded_referral_flow, &guarded_received_flow};
    struct text readme;
    (void)state;
    struct text path = arena_format(mission->arena, "%s/src/referrals/README.md", getenv("TEST_TREE"));
    assert_int_equal(file_read(mission->arena, path.at, 1 << 20, &readme), OK);
    for (size_t i = 0; i < COUNT(FLOWS); i++) {
        assert_int_equal(flow_check(FLOWS[i]), OK);
        assert_int_equal(flow_check(ALIKE[i]), OK);
        assert_int_equal(FLOWS[i]->step_count, ALIKE[i]->step_count);
        struct text drawing = flow_drawing(mission->arena, FLOWS[i]);
        if (getenv("SANAD_DRAW") != NULL)
            (void)printf("```dot\n%.*s```\n\n", TEXT_ARG(drawing));
        else if (text_find(readme, drawing) < 0)
            fail_msg("src/referrals/README.md: the drawing of %s is not that of its table", FLOWS[i]->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sound_and_drawn),
        cmocka_unit_test(test_no_output_holds_what_consent_did_not_name), /* lists hold nothing else yet */
        cmocka_unit_test(test_a_referral_is_accepted_served_and_reported),
        cmocka_unit_test(test_nobody_else_finds_it),
        cmocka_unit_test(test_protection_referrals_are_seen_by_two_alone),
        cmocka_unit_test(test_what_must_not_be_sent_is_not),
        cmocka_unit_test(test_of_two_who_answer_one_counts),
        cmocka_unit_test(test_the_last_place_is_taken_once),
        cmocka_unit_test(test_a_withdrawn_consent_ends_it_at_once),
        cmocka_unit_test(test_both_sides_are_told_what_is_late),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
