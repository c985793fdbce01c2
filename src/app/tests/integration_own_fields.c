/* The mission's own fields through their pages: added, changed, retired, never lost; a whole profile out and in; and
   what a process that starts then has. */
#include "base/tests/testing.h"

#include <stdlib.h>

#include "app/features.h"
#include "app/profile.h"
#include "database/tests/place.h"
#include "exchange/own_fields.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "returns/returns.h"

static struct fixture *mission;
static struct loopback *administrator, *supervisor;

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
    administrator = fixture_role(mission, ROLE_ADMINISTRATOR);
    supervisor = fixture_role(mission, ROLE_SUPERVISOR);
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    (void)loopback_close(administrator);
    (void)loopback_close(supervisor);
    mission = fixture_close(mission);
    return 0;
}

static int64_t version(void)
{
    int64_t number = -1;
    assert_int_equal(own_version_number(mission->db, mission->arena, &number), OK);
    return number;
}

static int post(const char *path, const char *form)
{
    (void)loopback_get(administrator, "/en/own-fields");
    return loopback_post(administrator, path,
                         arena_format(mission->arena, "_version=%lld&%s", (long long)version(), form).at)
        ->status;
}

#define NEW_FIELD(name, kind) "record=person&name=" name "&kind=" kind "&fr=Quartier&ar=x&en=District&filter="

static struct own_fields *newest(void)
{
    struct own_version now;
    struct own_fields *fields = arena_new(mission->arena, struct own_fields);
    assert_int_equal(own_version_newest(&mission->system, &now), OK);
    assert_int_equal(own_fields_read(&mission->system, now.content, fields), OK);
    return fields;
}

static void test_a_field_is_added_and_changed(void **state)
{
    (void)state;
    size_t before = newest()->count; /* of the profile's files */
    assert_true(before > 0);
    assert_int_equal(loopback_get(administrator, "/en/own-fields/form")->status, 200);
    assert_int_equal(post("/en/own-fields", NEW_FIELD("district", "text")), 303);
    assert_int_equal(version(), 1);
    assert_int_equal(newest()->count, before + 1);
    assert_int_equal(post("/en/own-fields",
                          "_edit=1&record=person&name=district&fr=Le+quartier&ar=x&en=Area&filter=keyed&"
                          "required=yes"),
                     303);
    const struct own_line *line = own_fields_find(newest(), TEXT("person"), TEXT("district"));
    assert_text(line->cells[OWN_FR], "Le quartier");
    assert_text(line->cells[OWN_KIND], "text"); /* it never changes */
    assert_text(line->cells[OWN_REQUIRED], "yes");
    assert_true(fixture_audited(mission, "own_fields.change") >= 2);
}

static void test_what_cannot_be(void **state)
{
    (void)state;
    int64_t before = version();
    assert_int_equal(post("/en/own-fields", NEW_FIELD("Not+A+Name", "text")), 422);
    assert_int_equal(post("/en/own-fields", NEW_FIELD("family_name", "text")), 422); /* of the program */
    assert_int_equal(post("/en/own-fields", NEW_FIELD("worth", "number")), 422);
    assert_int_equal(post("/en/own-fields", NEW_FIELD("worth", "text") "plain"), 422); /* a text is personal */
    assert_int_equal(post("/en/own-fields", NEW_FIELD("worth", "choice")), 422);       /* without a list */
    assert_int_equal(post("/en/own-fields", "record=person&name=bare&kind=text&fr=&ar=&en="), 422);
    assert_int_equal(version(), before);
    /* from a page that is older than the newest version */
    assert_int_equal(loopback_post(administrator, "/en/own-fields", "_version=0&" NEW_FIELD("late", "text"))->status,
                     422);
    assert_int_equal(version(), before);
}

static void test_codes_stay(void **state)
{
    (void)state;
    assert_int_equal(post("/en/own-fields", NEW_FIELD("origin", "choice") "&choices=a,A,A,A%0Ab,B,B,B"), 303);
    assert_int_equal(post("/en/own-fields", "_edit=1&record=person&name=origin&fr=O&ar=o&en=O&choices=a,Alpha,A,A"),
                     422);
    assert_true(loopback_shows(administrator, "is gone from the list"));
    assert_int_equal(post("/en/own-fields",
                          "_edit=1&record=person&name=origin&fr=O&ar=o&en=O&choices=a,Alpha,A,A%0Ab,B,B,B%0Ac,C,C,C"),
                     303);
}

static void test_retired_and_never_lost(void **state)
{
    struct text profile;
    (void)state;
    assert_int_equal(post("/en/own-fields/retire", "name=person.district"), 303);
    assert_text(own_fields_find(newest(), TEXT("person"), TEXT("district"))->cells[OWN_STATE], "retired");
    /* a whole profile comes out and goes in again; without one of its fields, or with another kind, it does not */
    assert_int_equal(loopback_get(administrator, "/en/own-fields/profile.txt")->status, 200);
    profile = arena_text(mission->arena, loopback_last(administrator)->body);
    (void)loopback_get(administrator, "/en/own-fields");
    struct text number = arena_format(mission->arena, "%lld", (long long)version());
    const struct parameter whole[] = {{TEXT("_version"), number}, {TEXT("profile"), profile}};
    assert_int_equal(loopback_post_parameters(administrator, "/en/own-fields/profile", whole, COUNT(whole))->status,
                     303);
    (void)loopback_get(administrator, "/en/own-fields");
    number = arena_format(mission->arena, "%lld", (long long)version());
    ptrdiff_t at = text_find(profile, TEXT("person,district"));
    assert_true(at > 0);
    char *changed = arena_string(mission->arena, profile);
    changed[at + 7] = 'x'; /* another name: the old one is gone */
    const struct parameter lost[] = {{TEXT("_version"), number}, {TEXT("profile"), {changed, profile.length}}};
    assert_int_equal(loopback_post_parameters(administrator, "/en/own-fields/profile", lost, COUNT(lost))->status, 422);
    assert_true(loopback_shows(administrator, "is retired, never taken away"));
    assert_int_equal(loopback_get(supervisor, "/en/own-fields")->status, 403);
}

/* What a process has that starts now: and pages go on, with the field on them. */
static void test_a_process_that_starts_has_them(void **state)
{
    (void)state;
    assert_int_equal(post("/en/own-fields", NEW_FIELD("shelter", "flag")), 303);
    assert_null(record_field(&person_record, TEXT("shelter")));
    assert_int_equal(profile_apply(mission->db), OK);
    const struct field *field = record_field(&person_record, TEXT("shelter"));
    assert_non_null(field);
    assert_int_equal(field->flags, FIELD_CUSTOM);
    assert_string_equal(tr(language_for(TEXT("en")), field->label), "District");
    field = record_field(&person_record, TEXT("district"));
    assert_non_null(field);
    assert_true((field->flags & FIELD_COMPUTED) != 0); /* retired: shown, and asked no more */
    assert_true((field->flags & FIELD_REQUIRED) == 0);
    assert_int_equal(record_field(&person_record, TEXT("origin"))->choices->count, 3);
    assert_int_equal(loopback_get(supervisor, "/en/persons")->status, 200);
    assert_int_equal(profile_apply(mission->db), OK); /* once more: no field twice */
    assert_int_equal(record_field_index(&person_record, record_field(&person_record, TEXT("shelter"))),
                     person_record.field_count - 1);
}

/* ---- codes of the mission in lists of the program ---- */

static void test_a_list_is_lengthened(void **state)
{
    (void)state;
    int64_t before = version();
    size_t own = item_categories.count;
    assert_int_equal(loopback_get(administrator, "/en/own-fields/list?name=item_categories")->status, 200);
    assert_int_equal(loopback_get(administrator, "/en/own-fields/list?name=flow_states")->status, 404);
    assert_int_equal(loopback_get(supervisor, "/en/own-fields/list?name=item_categories")->status, 403);
    const char *code = item_categories.choices[0].code;
    assert_int_equal(
        post("/en/own-fields/list", arena_format(mission->arena, "list=item_categories&choices=%s,A,A,A", code).at),
        422);
    assert_true(loopback_shows(administrator, "is one of the program"));
    assert_int_equal(post("/en/own-fields/list", "list=item_categories&choices=Solar+Kit,A,A,A"), 422);
    assert_int_equal(post("/en/own-fields/list", "list=item_categories&choices=solar,A,,A"), 422);
    assert_int_equal(post("/en/own-fields/list", "list=item_categories&choices=solar,A,A,A%0Asolar,B,B,B"), 422);
    assert_int_equal(post("/en/own-fields/list", "list=item_categories&choices=solar,%22A,A,A"), 422);
    assert_int_equal(post("/en/own-fields/list", "list=nothing&choices=solar,A,A,A"), 404);
    assert_int_equal(version(), before);
    assert_int_equal(post("/en/own-fields/list", "list=item_categories&choices=solar,Solaire,Shams,Solar+kit"), 303);
    assert_int_equal(version(), before + 1);
    /* a code of it stays, and the whole goes out with the profile */
    assert_int_equal(post("/en/own-fields/list", "list=item_categories&choices=lamp,Lampe,Misbah,Lamp"), 422);
    assert_true(loopback_shows(administrator, "is gone from the list"));
    assert_int_equal(loopback_get(administrator, "/en/own-fields/profile.txt")->status, 200);
    assert_true(loopback_shows(administrator, "== list.item_categories.csv =="));
    assert_true(loopback_shows(administrator, "solar,Solaire,Shams,Solar kit"));
    /* what a process has that starts now, once and again */
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(profile_apply(mission->db), OK);
        assert_int_equal(item_categories.count, own + 1);
    }
    assert_text(choice_show(&item_categories, TEXT("solar"), language_for(TEXT("en"))), "Solar kit");
    assert_non_null(choice_find(&item_categories, text_from(code)));
    assert_int_equal(loopback_get(administrator, "/en/own-fields")->status, 200);
    assert_true(loopback_shows(administrator, "one code of your own"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_field_is_added_and_changed),
        cmocka_unit_test(test_what_cannot_be),
        cmocka_unit_test(test_codes_stay),
        cmocka_unit_test(test_retired_and_never_lost),
        cmocka_unit_test(test_a_process_that_starts_has_them),
        cmocka_unit_test(test_a_list_is_lengthened),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
