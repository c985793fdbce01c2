#include "persons/tests/world.h"

#include "identity/identity.h"
#include "record/keys.h"
#include "system/clock.h"

struct fixture *world;
struct loopback *caseworker;
bool case_is_open;
int withdrawals;
int pairs_said;
struct text file_number;

/* ---- a feature ---- */

static enum outcome find(struct work *work, struct text number, struct text *ret_path)
{
    (void)work;
    if (!text_equal(number, file_number))
        return NOT_FOUND;
    *ret_path = TEXT("/account");
    return OK;
}

static enum outcome withdrawn(struct work *work, struct identifier person)
{
    (void)work;
    (void)person;
    withdrawals++;
    return OK;
}

static enum outcome may_erase(struct work *work, struct identifier person, struct problems *problems)
{
    (void)work;
    (void)person;
    return case_is_open ? problem_add(problems, INVALID, "case_open", TEXT_NONE, N_("A case is open.")) : OK;
}

static enum outcome files(struct work *work, struct identifier person, struct person_file **ret_files,
                          size_t *ret_count)
{
    (void)person;
    struct person_file *list = arena_array(work->arena, struct person_file, 1);
    list[0] = (struct person_file){.number = TEXT("TST-1"), .path = TEXT("/tests/1"), .state = TEXT("Begun")};
    *ret_files = list;
    *ret_count = 1;
    return OK;
}

static enum outcome pair_said(struct work *work, struct identifier person, struct identifier other,
                              enum person_said said, const struct person_likeness *likeness)
{
    (void)work;
    (void)said;
    assert_false(identifier_equal(person, other));
    assert_true(likeness->per_mille >= 0 && likeness->per_mille <= 1000);
    pairs_said++;
    return OK;
}

static const struct person_feature FEATURE = {.label = N_("Tests"),
                                              .files = files,
                                              .find = find,
                                              .consent_withdrawn = withdrawn,
                                              .may_erase = may_erase,
                                              .pair_said = pair_said};
static const struct person_feature *const FEATURES[] = {&FEATURE};

/* ---- the mission ---- */

static const struct choice COUNTRIES[] = {{"GIN", NULL, {"Guinée", "غينيا", "Guinea"}},
                                          {"SEN", NULL, {"Sénégal", "السنغال", "Senegal"}},
                                          {"MLI", NULL, {"Mali", "مالي", "Mali"}}};
static const struct choice LANGUAGES[] = {{"fra", NULL, {"français", "الفرنسية", "French"}}};
static const struct choice REGIONS[] = {{"01", NULL, {"Tanger", "طنجة", "Tangier"}}};

int world_open(void **state)
{
    (void)state;
    static struct grant_list grants[2];
    static struct route_list routes[2];
    static const struct internal_action *const ACTIONS[] = {document_actions};
    grants[0] = (struct grant_list){person_grants, person_grant_count};
    grants[1] = (struct grant_list){document_grants, document_grant_count};
    routes[0] = (struct route_list){person_routes, person_route_count};
    routes[1] = (struct route_list){document_routes, document_route_count};
    struct fixture_options options = {.grants = grants,
                                      .grant_list_count = 2,
                                      .routes = routes,
                                      .route_list_count = 2,
                                      .actions = ACTIONS,
                                      .action_list_count = 1,
                                      .menu = person_menu,
                                      .menu_count = person_menu_count};
    countries.choices = COUNTRIES;
    countries.count = COUNT(COUNTRIES);
    spoken_languages.choices = LANGUAGES;
    spoken_languages.count = COUNT(LANGUAGES);
    regions.choices = REGIONS;
    regions.count = COUNT(REGIONS);
    persons_start(FEATURES, COUNT(FEATURES));
    documents_start(person_attachment_homes, person_attachment_home_count);
    world = fixture_open(&options);
    caseworker = fixture_role(world, ROLE_CASEWORKER);
    return 0;
}

int world_close(void **state)
{
    (void)state;
    caseworker = loopback_close(caseworker);
    world = fixture_close(world);
    return 0;
}

/* ---- persons ---- */

const struct loopback_answer *search(struct loopback *client, const char *typed)
{
    const struct parameter form[] = {{TEXT("query"), text_from(typed)}};
    return loopback_post_parameters(client, "/en/search", form, 1);
}

static struct text kept(struct text text) { return arena_text(world->arena, text); }

struct identifier receive(struct loopback *client, const char *family_name, const char *given_names,
                          const char *telephone)
{
    struct identifier id;
    assert_int_equal(search(client, "zzyzx nobody")->status, 200);
    const struct parameter proof[] = {{TEXT("_proof"), kept(loopback_hidden(client, "_proof"))}};
    assert_true(proof[0].value.length > 0);
    assert_int_equal(loopback_post_parameters(client, "/en/persons/new", proof, 1)->status, 200);
    const struct parameter form[] = {{TEXT("_proof"), kept(loopback_hidden(client, "_proof"))},
                                     {TEXT("_key"), kept(loopback_hidden(client, "_key"))},
                                     {TEXT("family_name"), text_from(family_name)},
                                     {TEXT("given_names"), text_from(given_names)},
                                     {TEXT("nationality"), TEXT("GIN")},
                                     {TEXT("telephone"), text_from(telephone)}};
    const struct loopback_answer *answer = loopback_post_parameters(client, "/en/persons", form, COUNT(form));
    assert_int_equal(answer->status, 303);
    struct text place = answer->location; /* /en/persons/ID/consents/new */
    assert_true(text_ends_with(place, TEXT("/consents/new")));
    assert_int_equal(text_to_identifier(text_slice(place, 12, 12 + IDENTIFIER_TEXT), &id), OK);
    return id;
}

struct text today_text(void) { return date_to_text(world->arena, zone_date(world->application.zone, clock_now())); }

int consent(struct loopback *client, struct identifier person, const char *purpose, const char *means)
{
    (void)loopback_get(client, person_url(person, "/consents/new"));
    const struct parameter form[] = {{TEXT("_key"), kept(loopback_hidden(client, "_key"))},
                                     {TEXT("purpose"), text_from(purpose)},
                                     {TEXT("recipients"), TEXT("own")},
                                     {TEXT("means"), text_from(means)},
                                     {TEXT("language"), TEXT("fra")},
                                     {TEXT("interpreter"), TEXT("no")},
                                     {TEXT("explained"), TEXT("yes")},
                                     {TEXT("given_on"), today_text()}};
    return loopback_post_parameters(client, person_url(person, "/consents"), form, COUNT(form))->status;
}

const char *person_url(struct identifier person, const char *behind)
{
    return arena_format(world->arena, "/en/persons/%.*s%s", TEXT_ARG(identifier_to_text(world->arena, person)), behind)
        .at;
}

struct text number_of(struct identifier person)
{
    void *row;
    assert_int_equal(record_get_unlimited(&world->system, &person_record, person, &row), OK);
    return record_head_of(row)->number;
}

static void store_consent(const struct person *person)
{
    struct work *work = &world->system;
    struct person_consent *consent = record_new(work->arena, &person_consent_record);
    consent->head.person = person->head.person;
    consent->head.organisation = person->head.organisation;
    consent->head.office = person->head.office;
    consent->purpose = TEXT("data");
    consent->recipients = TEXT("own");
    consent->means = TEXT("signed");
    consent->language = TEXT("fra");
    consent->interpreter.is = FLAG_NO;
    consent->explained.is = FLAG_YES;
    consent->given_on = zone_date(work->zone, work->now);
    assert_int_equal(record_insert(work, &person_consent_record, consent), OK);
}

static struct person *new_person(const struct office *office, const char *family_name, const char *given_names,
                                 const char *telephone)
{
    struct person *person = record_new(world->arena, &person_record);
    person->head.organisation = office->head.organisation;
    person->head.office = office->head.id;
    person->family_name = text_from(family_name);
    person->given_names = text_from(given_names);
    person->telephone = text_from(telephone);
    person->nationality = TEXT("SEN");
    return person;
}

struct identifier store_person_of(const struct office *office, const char *family_name, const char *given_names,
                                  const char *telephone)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct person *person = new_person(office, family_name, given_names, telephone);
    assert_int_equal(db_transaction_begin(world->db, true, &transaction), OK);
    assert_int_equal(record_insert(&world->system, &person_record, person), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return person->head.id;
}

struct identifier store_person(size_t office, const char *family_name, const char *given_names, const char *arabic,
                               const char *telephone, const char *born)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work *work = &world->system;
    struct person *person = new_person(world->offices[office], family_name, given_names, telephone);
    person->family_name_arabic = text_from(arabic);
    assert_int_equal(db_transaction_begin(world->db, true, &transaction), OK);
    assert_int_equal(record_insert(work, &person_record, person), OK);
    store_consent(person);
    struct person *changed = record_new(world->arena, &person_record);
    *changed = *person;
    changed->sex = TEXT("F");
    changed->mother_name = TEXT("Mariama Condé");
    assert_int_equal(text_to_date(text_from(born), &changed->birth.date), OK);
    changed->birth.precision = PRECISION_DAY;
    assert_int_equal(record_update(work, &person_record, person, changed), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return person->head.id;
}

size_t count_in(struct text body, const char *part)
{
    size_t count = 0;
    struct text wanted = text_from(part);
    for (ptrdiff_t at; (at = text_find(body, wanted)) >= 0; count++)
        body = text_slice(body, (size_t)at + wanted.length, body.length);
    return count;
}

int64_t rows_of(struct sql sql, struct identifier person)
{
    struct value bind[] = {value_id(person)};
    return fixture_count(world, sql, bind, 1);
}
