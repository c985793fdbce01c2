#include "base/tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agreements/agreements.h"
#include "app/features.h"
#include "app/profile.h"
#include "app/tests/referral_world.h"
#include "directory/directory.h"
#include "referrals/referral_store.h"
#include "web/internal.h"

static const struct {
    enum referral_item item;
    const char *text;
} MARKS[] = {
    {ITEM_NAME, "MARKELNAME"},       {ITEM_NATIONALITY, "Guinea"},
    {ITEM_TELEPHONE, "612345987"},   {ITEM_ADDRESS, "MARKELADDRESS"},
    {ITEM_BIRTH, "1987-11-23"},      {ITEM_DOCUMENTS, "MARKELDOCUMENT"},
    {ITEM_REASONS, "MARKELREASONS"}, {ITEM_CONTACT, "MARKELHOURS"},
    {ITEM_NEEDS, "MARKELNEED"},      {ITEM_SERVICES_GIVEN, "Legal assistance"},
};

void world_put(struct referral_world *world, const struct record *record, void *row)
{
    struct fixture *mission = world->mission;
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

static void add_service(struct referral_world *world)
{
    struct arena *arena = world->mission->arena;
    struct directory_site *site = record_new(arena, &directory_site_record);
    struct directory_service *row = record_new(arena, &directory_service_record);
    site->head.organisation = site->provider = world->other->head.organisation;
    site->name = TEXT("Abri");
    site->city = TEXT("Rabat");
    world_put(world, &directory_site_record, site);
    row->head.organisation = row->provider = world->other->head.organisation;
    row->head.state = TEXT("open");
    row->site = site->head.id;
    row->name = TEXT("Abri");
    row->category = TEXT("MOU2");
    row->cost = TEXT("free");
    row->channel = TEXT("mail");
    row->channel_address = TEXT("accueil@abri.example");
    world_put(world, &directory_service_record, row);
    world->service = row->head.id;
}

static void add_party(struct referral_world *world, struct identifier agreement, struct identifier organisation)
{
    struct agreement_party *party = record_new(world->mission->arena, &agreement_party_record);
    party->head.organisation = world->mission->organisation->head.id;
    party->agreement = agreement;
    party->party = organisation;
    party->name = TEXT("Party");
    party->part = TEXT("party");
    world_put(world, &agreement_party_record, party);
}

static void add_protocol(struct referral_world *world)
{
    struct agreement *row = record_new(world->mission->arena, &agreement_record);
    row->head.organisation = world->mission->organisation->head.id;
    row->head.state = TEXT("in_force");
    row->kind = TEXT("sharing_protocol");
    row->title_fr = TEXT("Protocole");
    row->data_categories = TEXT("identity,contact,household,documents,situation,needs,protection,follow_up");
    row->runs_from = world->today - 100;
    world_put(world, &agreement_record, row);
    add_party(world, row->head.id, world->mission->organisation->head.id);
    add_party(world, row->head.id, world->other->head.organisation);
}

struct referral_world *world_open(void)
{
    struct fixture_options options = {.writes_everywhere = false, .whole = true};
    struct referral_world *world = calloc(1, sizeof *world);
    if (world == NULL)
        return NULL;
    options.grants = features_grants(&options.grant_list_count);
    options.routes = features_routes(&options.route_list_count);
    options.actions = features_actions(&options.action_list_count);
    options.resources = features_api();
    world->mission = fixture_open(&options);
    features_start(&world->mission->settings);
    if (profile_load(world->mission->arena, getenv("TEST_PROFILE")) != OK) {
        free(world);
        return NULL;
    }
    world->today = zone_date(world->mission->system.zone, world->mission->system.now);
    world->other = fixture_other_organisation(world->mission);
    add_service(world);
    add_protocol(world);
    world->sender = fixture_role(world->mission, ROLE_CASEWORKER);
    world->stranger = fixture_visitor(world->mission);
    return world;
}

struct referral_world *world_close(struct referral_world *world)
{
    if (world == NULL)
        return NULL;
    world->sender = loopback_close(world->sender);
    world->stranger = loopback_close(world->stranger);
    world->mission = fixture_close(world->mission);
    free(world);
    return NULL;
}

/* ---- persons ---- */

static void consent(struct referral_world *world, const struct person *person)
{
    struct person_consent *row = record_new(world->mission->arena, &person_consent_record);
    row->head.person = person->head.id;
    row->head.organisation = person->head.organisation;
    row->head.office = person->head.office;
    row->purpose = TEXT("data");
    row->recipients = TEXT("own");
    row->means = TEXT("spoken");
    row->language = TEXT("fra");
    row->interpreter.is = FLAG_NO;
    row->explained.is = FLAG_YES;
    row->given_on = world->today - 10;
    world_put(world, &person_consent_record, row);
}

struct person *world_person(struct referral_world *world)
{
    struct arena *arena = world->mission->arena;
    struct person *person = record_new(arena, &person_record);
    struct person_document *document = record_new(arena, &person_document_record);
    person->head.organisation = world->mission->organisation->head.id;
    person->head.office = world->mission->offices[0]->head.id;
    person->family_name = TEXT("MARKELNAME");
    person->given_names = TEXT("Aminata");
    person->nationality = TEXT("GIN");
    person->languages = TEXT("fra");
    person->telephone = TEXT("+212612345987");
    person->address = TEXT("MARKELADDRESS 5");
    person->sex = TEXT("F");
    person->birth = (struct partial_date){date_from_day((struct calendar_day){1987, 11, 23}), PRECISION_DAY};
    world_put(world, &person_record, person);
    consent(world, person);
    document->head.person = person->head.id;
    document->head.organisation = person->head.organisation;
    document->head.office = person->head.office;
    document->kind = TEXT("passport");
    document->document_number = TEXT("MARKELDOCUMENT");
    world_put(world, &person_document_record, document);
    return person;
}

/* ---- through the pages ---- */

const char *world_path(struct referral_world *world, const char *base, struct identifier id, const char *behind)
{
    struct arena *arena = world->mission->arena;
    return arena_format(arena, "%s/%.*s%s", base, TEXT_ARG(identifier_to_text(arena, id)), behind).at;
}

struct text world_hidden(struct referral_world *world, struct loopback *client, const char *name)
{
    return arena_text(world->mission->arena, loopback_hidden(client, name));
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

static struct identifier write_draft(struct referral_world *world, const struct person *person)
{
    struct arena *arena = world->mission->arena;
    struct text service = identifier_to_text(arena, world->service);
    const char *path = world_path(world, "/en/persons", person->head.id,
                                  arena_format(arena, "/referrals/new?service=%.*s", TEXT_ARG(service)).at);
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    struct text key = world_hidden(world, world->sender, "_key");
    struct text form = arena_format(arena,
                                    "_key=%.*s&priority=normal&theme=accommodation&services=shelter"
                                    "&services=psychosocial&reasons=MARKELREASONS&services_given=legal"
                                    "&safe_channel=call&safe_time=MARKELHOURS&special_need=MARKELNEED",
                                    TEXT_ARG(key));
    const struct loopback_answer *answer = loopback_post(world->sender, path, form.at);
    assert_int_equal(answer->status, 303);
    return id_in(answer->location);
}

struct identifier world_send(struct referral_world *world, const struct person *person, referral_items items)
{
    struct identifier id = write_draft(world, person);
    const char *path = world_path(world, "/en/referrals", id, "/consent");
    AUTO_BUFFER struct buffer form = buffer_open(1 << 16);
    assert_int_equal(loopback_get(world->sender, path)->status, 200);
    buffer_format(&form,
                  "_key=%.*s&_version=%.*s&_then=send&consent_means=spoken&consent_language=fra"
                  "&consent_interpreter=no&consent_explained=yes&consent_on=%.*s&consent_items=",
                  TEXT_ARG(world_hidden(world, world->sender, "_key")),
                  TEXT_ARG(world_hidden(world, world->sender, "_version")),
                  TEXT_ARG(date_to_text(world->mission->arena, world->today)));
    for (size_t item = 0; item < REFERRAL_ITEMS; item++)
        if ((items >> item & 1) != 0)
            buffer_format(&form, "&consent_items=%s", referral_item_code((enum referral_item)item));
    buffer_add_byte(&form, '\0');
    assert_int_equal(loopback_post(world->sender, path, form.bytes)->status, 303);
    return id;
}

int world_step(struct referral_world *world, struct loopback *client, const char *base, struct identifier id,
               const char *action, const char *form)
{
    struct arena *arena = world->mission->arena;
    const char *path = world_path(world, base, id, arena_format(arena, "/steps/%s", action).at);
    int status = loopback_get(client, path)->status;
    if (status != 200)
        return status;
    return loopback_post(client, path,
                         arena_format(arena, "_key=%.*s&_version=%.*s&_confirm=yes&%s",
                                      TEXT_ARG(world_hidden(world, client, "_key")),
                                      TEXT_ARG(world_hidden(world, client, "_version")), form)
                             .at)
        ->status;
}

struct identifier world_received(struct referral_world *world, struct identifier referral, const struct person *person)
{
    struct identifier id = {{0}};
    assert_int_equal(received_of(&world->mission->system, false, referral, person->head.id, &id), OK);
    return id;
}

void *world_row(struct referral_world *world, const struct record *record, struct identifier id)
{
    void *row = NULL;
    assert_int_equal(record_get_unlimited(&world->mission->system, record, id, &row), OK);
    return row;
}

void world_is_in(struct referral_world *world, const struct record *record, struct identifier id, const char *state)
{
    struct text now = record_head_of(world_row(world, record, id))->state;
    if (!text_is(now, state))
        fail_msg("%.*s where %s was wanted", TEXT_ARG(now), state);
}

struct text world_between(struct referral_world *world, struct text body, const char *before, const char *after)
{
    ptrdiff_t from = text_find(body, text_from(before));
    if (from < 0)
        fail_msg("%s is not there", before);
    struct text rest = text_slice(body, (size_t)from + strlen(before), body.length);
    ptrdiff_t to = text_find(rest, text_from(after));
    if (to < 0)
        fail_msg("%s is not behind %s", after, before);
    return arena_text(world->mission->arena, text_slice(rest, 0, (size_t)to));
}

void world_shows_only(struct text body, referral_items items, const char *where)
{
    for (size_t i = 0; i < COUNT(MARKS); i++)
        if ((items >> MARKS[i].item & 1) == 0 && text_find(body, text_from(MARKS[i].text)) >= 0)
            fail_msg("%s: %s was told without consent", where, MARKS[i].text);
}

void world_shows_all(struct text body, referral_items items, const char *where)
{
    for (size_t i = 0; i < COUNT(MARKS); i++)
        if (MARKS[i].item != ITEM_BIRTH && (items >> MARKS[i].item & 1) != 0 &&
            text_find(body, text_from(MARKS[i].text)) < 0)
            fail_msg("%s: %s was agreed to and is not told", where, MARKS[i].text);
}

size_t world_run_jobs(struct referral_world *world)
{
    struct fixture *mission = world->mission;
    struct value now[] = {value_instant(mission->system.now)};
    size_t count;
    size_t ran = 0;
    const struct job_kind *kinds = features_jobs(&count);
    enum outcome outcome = OK;
    while (outcome == OK) {
        AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
        struct work work = work_of_system(mission->db, mission->keys, arena);
        work.zone = mission->system.zone;
        work.hand_over = internal_run_here;
        work.hand_over_context = &mission->application;
        assert_int_equal(
            db_execute(mission->db, SQL("t_now", "UPDATE job SET run_after = $1 WHERE state = 'queued'"), now, 1, NULL),
            OK);
        outcome = job_run_next(&work, kinds, count, TEXT("test"));
        ran += outcome == OK ? 1 : 0;
    }
    assert_int_equal(outcome, NOT_FOUND);
    return ran;
}
