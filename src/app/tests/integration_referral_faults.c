/* What goes wrong with referrals between two organisations: places that run out, services that close, persons who have
   left, several who answer at once.  And what is told of all of them in a year. */
#include "base/tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreements/agreements.h"
#include "app/features.h"
#include "app/profile.h"
#include "codec/csv.h"
#include "directory/directory.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "record/keys.h"
#include "referrals/conference.h"
#include "referrals/referral_rules.h"
#include "referrals/referral_store.h"
#include "returns/returns.h"
#include "system/file.h"

enum { PLACES = 3, FAMILY = 3 };

static struct fixture *mission;
static struct office *other;
static struct identifier service, small_service, protocol;
static struct loopback *sender, *receiver, *colleague;
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

static struct identifier add_service(const char *name, int64_t capacity)
{
    struct directory_site *site = record_new(mission->arena, &directory_site_record);
    struct directory_service *row = record_new(mission->arena, &directory_service_record);
    site->head.organisation = site->provider = other->head.organisation;
    site->name = row->name = text_from(name);
    site->city = TEXT("Rabat");
    site->province = TEXT("04.421");
    site->region = TEXT("04");
    put(&directory_site_record, site);
    row->head.organisation = row->provider = other->head.organisation;
    row->head.state = TEXT("open");
    row->site = site->head.id;
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
    (void)fixture_user_of(mission, TEXT("colleague"), ROLE_PARTNER, other);
    service = add_service("Abri", INTEGER_NONE);
    small_service = add_service("Repas", PLACES);
    add_protocol();
    sender = fixture_role(mission, ROLE_CASEWORKER);
    receiver = fixture_client(mission, TEXT("receiver"));
    colleague = fixture_client(mission, TEXT("colleague"));
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    sender = loopback_close(sender);
    receiver = loopback_close(receiver);
    colleague = loopback_close(colleague);
    mission = fixture_close(mission);
    return 0;
}

/* ---- persons: nobody is real ---- */

static void begin_row(struct record_head *head, struct identifier person)
{
    head->person = person;
    head->organisation = mission->organisation->head.id;
    head->office = mission->offices[0]->head.id;
}

static struct identifier add_person(const char *name)
{
    struct person *person = record_new(mission->arena, &person_record);
    struct person_consent *consent = record_new(mission->arena, &person_consent_record);
    begin_row(&person->head, (struct identifier){{0}});
    person->family_name = text_from(name);
    person->given_names = TEXT("Aminata");
    person->nationality = TEXT("GIN");
    person->birth = (struct partial_date){date_from_day((struct calendar_day){1990, 1, 1}), PRECISION_DAY};
    put(&person_record, person);
    begin_row(&consent->head, person->head.id);
    consent->purpose = TEXT("data");
    consent->recipients = TEXT("own");
    consent->means = TEXT("spoken");
    consent->language = TEXT("fra");
    consent->interpreter.is = FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = today - 10;
    put(&person_consent_record, consent);
    return person->head.id;
}

/* The head first; some do not travel anywhere. */
static void add_household(const struct identifier *persons, size_t count)
{
    struct household *household = record_new(mission->arena, &household_record);
    begin_row(&household->head, (struct identifier){{0}});
    household->head_person = persons[0];
    put(&household_record, household);
    for (size_t i = 0; i < count; i++) {
        struct household_member *member = record_new(mission->arena, &household_member_record);
        begin_row(&member->head, persons[i]);
        member->household = household->head.id;
        member->relation = i == 0 ? TEXT("head") : TEXT("child");
        member->travelling.is = i == 1 ? FLAG_NO : FLAG_YES;
        put(&household_member_record, member);
    }
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

static struct identifier write_draft(struct identifier person, struct identifier to, bool household)
{
    struct text behind =
        arena_format(mission->arena, "/referrals/new?service=%.*s", TEXT_ARG(identifier_to_text(mission->arena, to)));
    const char *path = path_of("/en/persons", person, behind.at);
    assert_int_equal(loopback_get(sender, path)->status, 200);
    struct text form = arena_format(
        mission->arena, "_key=%.*s&priority=normal&theme=accommodation&services=shelter&reasons=Needs+a+roof.%s",
        TEXT_ARG(hidden(sender, "_key")), household ? "&whole_household=yes" : "");
    const struct loopback_answer *answer = loopback_post(sender, path, form.at);
    assert_int_equal(answer->status, 303);
    return id_in(answer->location);
}

/* `members` NULL: the form asks for none. */
static int agree_and_send(struct identifier referral, const struct identifier *members, size_t count)
{
    const char *path = path_of("/en/referrals", referral, "/consent");
    AUTO_BUFFER struct buffer form = buffer_open(1 << 16);
    assert_int_equal(loopback_get(sender, path)->status, 200);
    buffer_format(&form,
                  "_key=%.*s&_version=%.*s&_then=send&consent_means=spoken&consent_language=fra&consent_interpreter=no"
                  "&consent_explained=yes&household_agreed=yes&consent_on=%.*s&consent_items=&consent_items=name"
                  "&consent_items=household",
                  TEXT_ARG(hidden(sender, "_key")), TEXT_ARG(hidden(sender, "_version")),
                  TEXT_ARG(date_to_text(mission->arena, today)));
    if (members != NULL)
        buffer_add(&form, TEXT("&members="));
    for (size_t i = 0; i < count; i++)
        buffer_format(&form, "&members=%.*s", TEXT_ARG(identifier_to_text(mission->arena, members[i])));
    return loopback_post(sender, path, arena_text(mission->arena, buffer_text(&form)).at)->status;
}

static struct identifier received_for(struct identifier referral, struct identifier person)
{
    struct identifier id = {{0}};
    assert_int_equal(received_of(&mission->system, false, referral, person, &id), OK);
    return id;
}

static struct identifier send_alone(const char *name, struct identifier to)
{
    struct identifier person = add_person(name);
    struct identifier referral = write_draft(person, to, false);
    assert_int_equal(agree_and_send(referral, NULL, 0), 303);
    return received_for(referral, person);
}

/* The form of a step as it lies open in a browser. */
static const char *open_form(struct loopback *client, struct identifier received, const char *action, const char *more,
                             const char **ret_path)
{
    *ret_path = path_of("/en/received-referrals", received, arena_format(mission->arena, "/steps/%s", action).at);
    assert_int_equal(loopback_get(client, *ret_path)->status, 200);
    return arena_format(mission->arena, "_key=%.*s&_version=%.*s&_confirm=yes%s", TEXT_ARG(hidden(client, "_key")),
                        TEXT_ARG(hidden(client, "_version")), more)
        .at;
}

static int accept(struct loopback *client, struct identifier received)
{
    const char *path;
    const char *form = open_form(client, received, "accept", "", &path);
    return loopback_post(client, path, form)->status;
}

static void is_in(const struct record *record, struct identifier id, const char *state)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, record, id, &row), OK);
    if (!text_is(record_head_of(row)->state, state))
        fail_msg("%.*s where %s was wanted", TEXT_ARG(record_head_of(row)->state), state);
}

static void set_state(struct identifier id, const char *state)
{
    struct value bind[] = {value_text(text_from(state)), value_id(id)};
    assert_int_equal(
        db_execute(mission->db, SQL("t_state", "UPDATE directory_service SET state = $1 WHERE id = $2"), bind, 2, NULL),
        OK);
}

static int64_t taken_of(struct identifier of)
{
    struct service_week week;
    assert_int_equal(service_week_get(&mission->system, of, today, &week), OK);
    return week.taken;
}

/* ---- households ---- */

static void test_those_chosen_go_along_and_take_their_places(void **state)
{
    struct identifier family[FAMILY];
    static const char *const NAMES[FAMILY] = {"MARKELHEAD", "MARKELSTAYS", "MARKELGOES"};
    struct identifier to = add_service("Maison", PLACES);
    (void)state;
    for (size_t i = 0; i < FAMILY; i++)
        family[i] = add_person(NAMES[i]);
    add_household(family, FAMILY);
    struct identifier referral = write_draft(family[0], to, true);
    assert_int_equal(loopback_get(sender, path_of("/en/referrals", referral, "/consent"))->status, 200);
    assert_true(loopback_shows(sender, "MARKELSTAYS"));
    assert_int_equal(agree_and_send(referral, family, 0), 422); /* nobody was ticked */
    assert_true(loopback_shows(sender, "Tick who goes along"));
    assert_true(loopback_shows(sender, "id=\"members-error\""));
    assert_int_equal(agree_and_send(referral, &family[2], 1), 303);
    struct identifier received = received_for(referral, family[0]);
    assert_int_equal(loopback_get(receiver, path_of("/en/received-referrals", received, ""))->status, 200);
    assert_true(loopback_shows(receiver, "MARKELGOES"));
    assert_false(loopback_shows(receiver, "MARKELSTAYS"));
    assert_int_equal(accept(receiver, received), 303);
    assert_int_equal(taken_of(to), 2);
    set_state(to, "open");
}

/* Somebody who does not live there cannot be ticked. */
static void test_a_stranger_does_not_go_along(void **state)
{
    struct identifier family[] = {add_person("MARKELHEAD"), add_person("MARKELCHILD")};
    struct identifier stranger = add_person("MARKELSTRANGER");
    (void)state;
    add_household(family, 2);
    struct identifier referral = write_draft(family[0], service, true);
    assert_int_equal(agree_and_send(referral, &stranger, 1), 422);
    struct identifier both[] = {family[1], stranger};
    assert_int_equal(agree_and_send(referral, both, 2), 303);
    struct identifier received = received_for(referral, family[0]);
    assert_int_equal(loopback_get(receiver, path_of("/en/received-referrals", received, ""))->status, 200);
    assert_true(loopback_shows(receiver, "MARKELCHILD"));
    assert_false(loopback_shows(receiver, "MARKELSTRANGER"));
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &referral_received_record, received, &row), OK);
    assert_int_equal(((const struct referral_received *)row)->places, 2);
}

static struct identifier send_two(struct identifier to)
{
    struct identifier family[] = {add_person("MARKELHEAD"), add_person("MARKELCHILD")};
    add_household(family, 2);
    struct identifier referral = write_draft(family[0], to, true);
    assert_int_equal(agree_and_send(referral, &family[1], 1), 303);
    return received_for(referral, family[0]);
}

static void test_two_families_in_one_instant_do_not_get_the_same_places(void **state)
{
    (void)state;
    struct identifier first = send_two(small_service), second = send_two(small_service);
    struct loopback *const CLIENTS[] = {receiver, colleague};
    const char *paths[2];
    const char *const FORMS[] = {open_form(receiver, first, "accept", "", &paths[0]),
                                 open_form(colleague, second, "accept", "", &paths[1])};
    (void)loopback_post_together(CLIENTS, paths, FORMS, 2);
    int here = loopback_last(receiver)->status;
    int there = loopback_last(colleague)->status;
    assert_true((here == 303 && there == 422) || (here == 422 && there == 303));
    assert_int_equal(taken_of(small_service), 2);
    struct loopback *refused = here == 422 ? receiver : colleague;
    assert_true(loopback_shows(refused, "2 places are asked, and 1 are left this week."));
    is_in(&referral_received_record, here == 422 ? first : second, "sent");
    is_in(&referral_received_record, here == 422 ? second : first, "accepted");
}

/* ---- who and what is there no more ---- */

static void test_a_service_that_closed_meanwhile_is_not_promised(void **state)
{
    struct identifier received = send_alone("MARKELNAME", service);
    const char *path;
    (void)state;
    const char *form = open_form(receiver, received, "accept", "", &path);
    set_state(service, "closed");
    assert_int_equal(loopback_post(receiver, path, form)->status, 422);
    assert_true(loopback_shows(receiver, "The service is open"));
    is_in(&referral_received_record, received, "sent");
    set_state(service, "open");
}

static void test_who_has_left_is_not_referred(void **state)
{
    struct identifier person = add_person("MARKELNAME");
    struct return_case *before = record_new(mission->arena, &return_case_record);
    struct return_case *again = record_new(mission->arena, &return_case_record);
    (void)state;
    struct identifier referral = write_draft(person, service, false);
    begin_row(&before->head, person);
    before->head.state = TEXT("closed");
    before->channel = again->channel = TEXT("in_person");
    before->country_of_return = again->country_of_return = TEXT("GIN");
    before->received_on = today - 100;
    before->departed_on = today - 50;
    put(&return_case_record, before);
    assert_int_equal(agree_and_send(referral, NULL, 0), 422);
    assert_true(loopback_shows(sender, "no return case ended with her departure"));
    is_in(&referral_record, referral, "draft");
    begin_row(&again->head, person); /* came back, and asks again */
    again->head.state = TEXT("registered");
    again->received_on = today - 2;
    put(&return_case_record, again);
    assert_int_equal(agree_and_send(referral, NULL, 0), 303);
}

static void test_of_two_colleagues_one_answers(void **state)
{
    struct identifier received = send_alone("MARKELNAME", service);
    struct loopback *const CLIENTS[] = {receiver, colleague};
    const char *paths[2];
    (void)state;
    const char *const FORMS[] = {open_form(receiver, received, "accept", "", &paths[0]),
                                 open_form(colleague, received, "refuse", "&refusal_reason=capacity", &paths[1])};
    int64_t before = taken_of(service);
    (void)loopback_post_together(CLIENTS, paths, FORMS, 2);
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &referral_received_record, received, &row), OK);
    const struct referral_received *stored = row;
    bool accepted = text_is(stored->head.state, "accepted");
    assert_true(accepted || text_is(stored->head.state, "refused"));
    is_in(&referral_record, stored->referral, accepted ? "accepted" : "refused");
    assert_int_equal(taken_of(service), before + (accepted ? 1 : 0));
    assert_int_equal(stored->head.version, 2); /* one step, not two */
}

/* ---- who does what where ---- */

static struct text cell_of(struct text table, const char *row_of, size_t column)
{
    struct csv_reader reader = csv_open(table, ',');
    struct csv_row row;
    while (csv_next(&reader, mission->arena, &row) == OK)
        if (text_is(row.cells[5], row_of))
            return row.cells[column];
    return TEXT("no such row");
}

static struct text three_w(bool hxl)
{
    struct buffer csv = buffer_open(1 << 20);
    int64_t rows;
    assert_int_equal(referral_three_w(&mission->system, day_from_date(today).year, hxl, &csv, &rows), OK);
    struct text table = arena_text(mission->arena, buffer_text(&csv));
    buffer_close(&csv);
    return table;
}

static void serve(struct identifier received)
{
    const char *path;
    assert_int_equal(accept(receiver, received), 303);
    const char *form = open_form(receiver, received, "complete", "&outcome_shelter=provided", &path);
    assert_int_equal(loopback_post(receiver, path, form)->status, 303);
}

static void publish(int64_t yes)
{
    struct value bind[] = {value_integer(yes), value_id(other->head.organisation)};
    assert_int_equal(db_execute(mission->db, SQL("t_publish", "UPDATE organisation SET published = $1 WHERE id = $2"),
                                bind, 2, NULL),
                     OK);
}

static void test_the_year_is_told_with_tags_and_without_the_few(void **state)
{
    enum { TARGETED = 13, REACHED = 14, SENT = 11, SERVED = 5 };
    static const char TAGS[] = "#org+impl+name,#org+prog+name,#org+funding+name,#sector+cluster+name,#subsector,"
                               "#activity+name,#adm1+code+v_pcodes,#adm1+code+v_hcp,#adm2+code+v_pcodes,"
                               "#adm2+code+v_hcp,#status,#date+start,#date+end,#targeted+ind,#reached+ind\r\n";
    struct identifier few = add_service("Few", INTEGER_NONE), many = add_service("Many", INTEGER_NONE);
    struct identifier hidden_one = add_service("Secret", INTEGER_NONE);
    (void)state;
    publish(FLAG_NO);
    assert_true(text_is(cell_of(three_w(true), "Few", TARGETED), "no such row"));
    publish(FLAG_YES);
    struct value bind[] = {value_id(hidden_one)};
    assert_int_equal(
        db_execute(mission->db, SQL("t_hide", "UPDATE directory_service SET hidden = 1 WHERE id = $1"), bind, 1, NULL),
        OK);
    struct text table = three_w(true);
    assert_true(text_find(table, text_from(TAGS)) > 0);
    assert_true(text_find(table, TEXT("Secret")) < 0);
    assert_true(text_find(three_w(false), TEXT("#org")) < 0);
    assert_true(text_is(cell_of(table, "Few", TARGETED), "0"));
    for (int i = 0; i < 4; i++)
        serve(send_alone("MARKELNAME", few));
    for (int i = 0; i < SENT; i++) {
        struct identifier received = send_alone("MARKELNAME", many);
        if (i < SERVED)
            serve(received);
    }
    table = three_w(true);
    assert_true(text_is(cell_of(table, "Few", TARGETED), ""));
    assert_true(text_is(cell_of(table, "Few", REACHED), ""));
    assert_true(text_is(cell_of(table, "Many", TARGETED), "11"));
    assert_true(text_is(cell_of(table, "Many", REACHED), "5"));
    serve(send_alone("MARKELNAME", many));
    serve(send_alone("MARKELNAME", many));
    assert_true(text_is(cell_of(three_w(true), "Many", REACHED), "7"));
    /* four who were not reached would be told by the difference */
    assert_int_equal(three_w_told(9, 13), INTEGER_NONE);
    assert_int_equal(three_w_told(4, 13), INTEGER_NONE);
    assert_int_equal(three_w_told(13, 13), 13);
    assert_int_equal(three_w_told(0, 13), 0);
}

/* ---- case conferences ---- */

static struct identifier prepare_conference(struct identifier person)
{
    const char *path = path_of("/en/persons", person, "/conferences/new");
    assert_int_equal(loopback_get(sender, path)->status, 200);
    struct text far = date_to_text(mission->arena, today + CONFERENCE_DAYS_MOST + 1);
    struct text late = date_to_text(mission->arena, today + 10);
    struct text held = date_to_text(mission->arena, today + 2);
    struct text begin = arena_format(mission->arena, "_key=%.*s&subject=MARKELSUBJECT&held_on=%.*s&ends_on=",
                                     TEXT_ARG(hidden(sender, "_key")), TEXT_ARG(held));
    assert_int_equal(loopback_post(sender, path, arena_join(mission->arena, begin, far).at)->status, 422);
    assert_true(loopback_shows(sender, "At most sixty days from today."));
    const struct loopback_answer *answer = loopback_post(sender, path, arena_join(mission->arena, begin, late).at);
    assert_int_equal(answer->status, 303);
    return id_in(answer->location);
}

static int invite(struct identifier conference, const char *more)
{
    const char *path = path_of("/en/conferences", conference, "/guests");
    assert_int_equal(loopback_get(sender, path)->status, 200);
    struct text form = arena_format(
        mission->arena,
        "_key=%.*s&_version=%.*s&_then=invite&consent_means=spoken&consent_language=fra&consent_interpreter=no"
        "&consent_explained=yes&consent_on=%.*s&guest_ids=&items=%s",
        TEXT_ARG(hidden(sender, "_key")), TEXT_ARG(hidden(sender, "_version")),
        TEXT_ARG(date_to_text(mission->arena, today)), more);
    return loopback_post(sender, path, form.at)->status;
}

static int step_of(struct loopback *client, const char *base, struct identifier id, const char *action,
                   const char *more)
{
    const char *path = path_of(base, id, arena_format(mission->arena, "/steps/%s", action).at);
    int status = loopback_get(client, path)->status;
    if (status != 200)
        return status;
    return loopback_post(client, path,
                         arena_format(mission->arena, "_key=%.*s&_version=%.*s&_confirm=yes%s",
                                      TEXT_ARG(hidden(client, "_key")), TEXT_ARG(hidden(client, "_version")), more)
                             .at)
        ->status;
}

static struct identifier guest_row(struct identifier conference, struct identifier person)
{
    struct identifier *ids;
    size_t count;
    assert_int_equal(conference_guests_of(&mission->system, conference, person, &ids, &count), OK);
    assert_int_equal(count, 1);
    return ids[0];
}

static struct identifier hold_conference(struct identifier person, struct identifier *ret_guest)
{
    struct identifier conference = prepare_conference(person);
    struct text id = identifier_to_text(mission->arena, other->head.organisation);
    assert_int_equal(invite(conference, arena_format(mission->arena, "&guest_ids=%.*s&items=name", TEXT_ARG(id)).at),
                     303);
    *ret_guest = guest_row(conference, person);
    return conference;
}

static void guest_sees(struct identifier guest, const char *words, bool sees)
{
    assert_int_equal(loopback_get(receiver, path_of("/en/conference-invitations", guest, ""))->status, 200);
    if (loopback_shows(receiver, words) != sees)
        fail_msg("%s is %s", words, sees ? "not told" : "told");
}

static void end_days(int32_t days)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    int64_t count;
    int64_t before = mission->system.now;
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    mission->system.now += days * DAY_MICROSECONDS;
    assert_int_equal(conference_look_at_days(&mission->system, &count), OK);
    mission->system.now = before;
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void test_a_conference_tells_what_was_agreed_and_ends_by_itself(void **state)
{
    struct identifier person = add_person("MARKELNAME");
    struct identifier guest;
    struct key key;
    (void)state;
    struct identifier conference = prepare_conference(person);
    struct text id = identifier_to_text(mission->arena, other->head.organisation);
    assert_int_equal(invite(conference, "&items=name"), 422); /* nobody is invited */
    assert_true(loopback_shows(sender, "At least one organisation is invited"));
    const char *none = arena_format(mission->arena, "&guest_ids=%.*s", TEXT_ARG(id)).at;
    assert_int_equal(invite(conference, none), 422); /* agreed to nothing */
    assert_int_equal(invite(conference, arena_format(mission->arena, "%s&items=name", none).at), 303);
    guest = guest_row(conference, person);
    guest_sees(guest, "MARKELNAME", true);
    guest_sees(guest, "MARKELSUBJECT", true);
    guest_sees(guest, "1990", false);
    assert_int_equal(loopback_get(receiver, path_of("/en/conferences", conference, ""))->status, 404);
    assert_int_equal(loopback_get(receiver, path_of("/en/persons", person, ""))->status, 404);
    assert_int_equal(step_of(sender, "/en/conferences", conference, "minutes", "&minutes=MARKELMINUTES"), 303);
    guest_sees(guest, "MARKELMINUTES", true);
    end_days(10); /* its last day */
    guest_sees(guest, "MARKELNAME", true);
    end_days(11);
    is_in(&conference_record, conference, "closed");
    guest_sees(guest, "MARKELNAME", false);
    guest_sees(guest, "MARKELSUBJECT", false);
    guest_sees(guest, "MARKELMINUTES", false);
    assert_int_equal(keys_get(&mission->system, guest, person, other->head.organisation, &key), NOT_FOUND);
}

static void test_a_withdrawn_consent_ends_a_conference(void **state)
{
    struct identifier person = add_person("MARKELNAME");
    struct identifier guest;
    (void)state;
    struct identifier conference = hold_conference(person, &guest);
    assert_int_equal(step_of(receiver, "/en/conferences", conference, "close", ""), 404);
    assert_int_equal(step_of(sender, "/en/conferences", conference, "withdraw", ""), 303);
    guest_sees(guest, "MARKELNAME", false);
}

static int64_t tasks_of(struct identifier subject)
{
    struct value bind[] = {value_id(subject)};
    return fixture_count(mission, SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL"),
                         bind, 1);
}

static void test_decisions_become_tasks_of_who_does_them(void **state)
{
    struct identifier person = add_person("MARKELNAME");
    struct identifier guest;
    struct identifier *ids;
    size_t count;
    (void)state;
    struct identifier conference = hold_conference(person, &guest);
    const char *path = path_of("/en/conferences", conference, "/decisions/new");
    assert_int_equal(loopback_get(receiver, path)->status, 404);
    assert_int_equal(loopback_get(sender, path)->status, 200);
    struct text begin =
        arena_format(mission->arena, "_key=%.*s&what=MARKELDECISION&due_on=%.*s", TEXT_ARG(hidden(sender, "_key")),
                     TEXT_ARG(date_to_text(mission->arena, today + 3)));
    assert_int_equal(loopback_post(sender, path, begin.at)->status, 422);
    assert_true(loopback_shows(sender, "Choose who does it."));
    /* an organisation that was not there */
    struct text stranger = arena_format(mission->arena, "%.*s&charged_to=%.*s", TEXT_ARG(begin),
                                        TEXT_ARG(identifier_to_text(mission->arena, person)));
    assert_int_equal(loopback_post(sender, path, stranger.at)->status, 422);
    struct text theirs = arena_format(mission->arena, "%.*s&charged_to=%.*s", TEXT_ARG(begin),
                                      TEXT_ARG(identifier_to_text(mission->arena, other->head.organisation)));
    assert_int_equal(loopback_post(sender, path, theirs.at)->status, 303);
    assert_int_equal(conference_decisions_of(&mission->system, conference, person, &ids, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(tasks_of(ids[0]), 1);
    guest_sees(guest, "MARKELDECISION", true);
    assert_int_equal(loopback_get(sender, path_of("/en/conferences", conference, ""))->status, 200);
    assert_true(loopback_shows(sender, "MARKELDECISION"));
    assert_int_equal(loopback_get(sender, path_of("/en/conference-decisions", ids[0], ""))->status, 404);
    assert_int_equal(step_of(sender, "/en/conferences", conference, "close", ""), 303);
    guest_sees(guest, "MARKELNAME", false);
    /* what was decided stays */
    assert_int_equal(step_of(receiver, "/en/conference-decisions", ids[0], "do", "&done_note=Done."), 303);
    is_in(&conference_decision_record, ids[0], "done");
    assert_int_equal(tasks_of(ids[0]), 0);
}

static void test_tables_of_conferences_are_sound(void **state)
{
    (void)state;
    assert_int_equal(flow_check(&conference_flow), OK);
    assert_int_equal(flow_check(&conference_guest_flow), OK);
    assert_int_equal(flow_check(&conference_decision_flow), OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_those_chosen_go_along_and_take_their_places),
        cmocka_unit_test(test_a_stranger_does_not_go_along),
        cmocka_unit_test(test_two_families_in_one_instant_do_not_get_the_same_places),
        cmocka_unit_test(test_a_service_that_closed_meanwhile_is_not_promised),
        cmocka_unit_test(test_who_has_left_is_not_referred),
        cmocka_unit_test(test_of_two_colleagues_one_answers),
        cmocka_unit_test(test_the_year_is_told_with_tags_and_without_the_few),
        cmocka_unit_test(test_tables_of_conferences_are_sound),
        cmocka_unit_test(test_a_conference_tells_what_was_agreed_and_ends_by_itself),
        cmocka_unit_test(test_a_withdrawn_consent_ends_a_conference),
        cmocka_unit_test(test_decisions_become_tasks_of_who_does_them),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
