/* The register of agreements through its pages: sources that disagree, what cannot be, what is signed, what an
   agreement opens and how that stops. */
#include "base/tests/testing.h"

#include <stdlib.h>

#include "agreements/agreements.h"
#include "app/features.h"
#include "app/profile.h"
#include "database/tests/place.h"
#include "grants/grants.h"
#include "identity/tests/fixture.h"
#include "system/clock.h"
#include "web/internal.h"

static struct fixture *mission;
static struct loopback *manager, *officer, *caseworker, *foreign;
static struct office *other;
static int32_t today;

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
    options.resources = features_api();
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    other = fixture_other_organisation(mission);
    (void)fixture_user_of(mission, TEXT("foreign"), ROLE_PROGRAMME_MANAGER, other);
    manager = fixture_role(mission, ROLE_PROGRAMME_MANAGER);
    officer = fixture_role(mission, ROLE_DATA_PROTECTION);
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    foreign = fixture_client(mission, TEXT("foreign"));
    today = zone_date(mission->application.zone, clock_now());
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    manager = loopback_close(manager);
    officer = loopback_close(officer);
    caseworker = loopback_close(caseworker);
    foreign = loopback_close(foreign);
    mission = fixture_close(mission);
    return 0;
}

/* ---- by hand ---- */

static int send(struct loopback *client, const char *shown, const char *sent, const char *answers)
{
    if (loopback_get(client, shown)->status != 200)
        return loopback_last(client)->status;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct text key = loopback_hidden(client, "_key");
    struct text version = loopback_hidden(client, "_version");
    struct text form = arena_format(arena, "_key=%.*s&_version=%.*s&%s", TEXT_ARG(key), TEXT_ARG(version), answers);
    return loopback_post(client, sent, form.at)->status;
}

static int add(struct loopback *client, const char *record, const char *answers)
{
    const char *list = arena_format(mission->arena, "/en/%s", record).at;
    return send(client, arena_format(mission->arena, "%s/new", list).at, list, answers);
}

static struct identifier made(struct loopback *client)
{
    struct identifier id;
    struct text location = loopback_last(client)->location;
    assert_int_equal(loopback_last(client)->status, 303);
    assert_int_equal(text_to_identifier(text_slice(location, location.length - IDENTIFIER_TEXT, location.length), &id),
                     OK);
    return id;
}

static const char *id_text(struct identifier id)
{
    struct text text = identifier_to_text(mission->arena, id);
    return arena_string(mission->arena, text);
}

static const char *path_of(const char *record, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "/en/%s/%s%s", record, id_text(id), behind).at;
}

static int step(struct loopback *client, const char *record, struct identifier id, const char *action,
                const char *answers)
{
    const char *address =
        path_of(record, id, arena_string(mission->arena, arena_format(mission->arena, "/steps/%s", action)));
    return send(client, address, address, answers);
}

static void *row_of(const struct record *record, struct identifier id)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, record, id, &row), OK);
    return row;
}

static struct agreement *agreement_row(struct identifier id) { return row_of(&agreement_record, id); }

static void assert_state(struct identifier id, const char *state)
{
    assert_true(text_is(agreement_row(id)->head.state, state));
}

static struct identifier new_agreement(const char *answers)
{
    assert_int_equal(add(manager, "agreements", answers), 303);
    return made(manager);
}

static int say(struct loopback *client, struct identifier agreement, const char *event, const char *day,
               const char *rest)
{
    const char *form =
        arena_format(mission->arena, "agreement=%s&event=%s&day=%s&source=Read+there&mark=verified&standing=%s",
                     id_text(agreement), event, day, rest)
            .at;
    return add(client, "agreement-dates", form);
}

static const char *on(int32_t day)
{
    struct calendar_day date = day_from_date(day);
    return arena_format(mission->arena, "%02d%%2F%02d%%2F%04d", (int)date.day, (int)date.month, (int)date.year).at;
}

static int party(struct loopback *client, struct identifier agreement, const char *name, const char *rest)
{
    return add(client, "agreement-parties",
               arena_format(mission->arena, "agreement=%s&name=%s&part=party%s", id_text(agreement), name, rest).at);
}

#define PROTOCOL \
    "kind=sharing_protocol&title_en=Protocol&data_categories=identity&data_categories=needs&data_purpose=Refer"

/* Signed and with both parties, from that day; not open yet. */
static struct identifier signed_protocol(int32_t from, const char *more)
{
    struct identifier id = new_agreement(arena_format(mission->arena, PROTOCOL "%s", more).at);
    assert_int_equal(
        party(manager, id, "We", arena_format(mission->arena, "&party=%s", id_text(mission->organisation->head.id)).at),
        303);
    assert_int_equal(party(manager, id, "They",
                           arena_format(mission->arena, "&code=ALLY&party=%s", id_text(other->head.organisation)).at),
                     303);
    assert_int_equal(say(manager, id, "signed", on(from - 5), "counts"), 303);
    assert_int_equal(say(manager, id, "in_force", on(from), "counts"), 303);
    assert_int_equal(step(manager, "agreements", id, "sign", ""), 303);
    assert_state(id, "signed");
    return id;
}

static enum outcome permits_as(struct identifier from, const struct agreement_side *to, const char *theme, int32_t day,
                               size_t *ret_count)
{
    struct agreement_sharing *sharing = NULL;
    *ret_count = 0;
    enum outcome outcome =
        agreement_permits_sharing(&mission->system, from, to, text_from(theme), day, &sharing, ret_count);
    if (outcome == OK) {
        assert_true(agreement_sharing_covers(sharing, *ret_count, TEXT("identity")));
        assert_false(agreement_sharing_covers(sharing, *ret_count, TEXT("health")));
        assert_false(agreement_sharing_covers(sharing, *ret_count, TEXT_NONE));
    }
    return outcome;
}

static bool permits(int32_t day)
{
    const struct agreement_side to = {.organisation = other->head.organisation};
    size_t count;
    enum outcome outcome = permits_as(mission->organisation->head.id, &to, "", day, &count);
    assert_true(outcome == OK || outcome == NOT_FOUND);
    return outcome == OK;
}

static void end(struct identifier id)
{
    assert_int_equal(step(manager, "agreements", id, "end",
                          arena_format(mission->arena, "ended_on=%s&note=Over&_confirm=yes", on(today)).at),
                     303);
    assert_state(id, "ended");
}

static void run_nightly(void)
{
    size_t kind_count;
    const struct job_kind *kinds = features_jobs(&kind_count);
    const struct job_order order = {.kind = "agreements.nightly"};
    struct work work = mission->system;
    work.now = clock_now();
    work.hand_over = internal_run_here;
    work.hand_over_context = &mission->application;
    assert_int_equal(job_add(&work, &order, NULL), OK);
    assert_int_equal(job_run_next(&work, kinds, kind_count, TEXT("test")), OK);
    assert_int_equal(fixture_count(mission,
                                   SQL("t_nights", "SELECT COUNT(*) FROM job WHERE kind = 'agreements.nightly' AND "
                                                   "state <> 'done'"),
                                   NULL, 0),
                     0);
}

static int64_t open_tasks(struct identifier subject)
{
    const struct value bind[] = {value_id(subject)};
    return fixture_count(mission, SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE done_at IS NULL AND subject = $1"),
                         bind, 1);
}

static int64_t told(const char *kind, struct identifier subject)
{
    const struct value bind[] = {value_text(text_from(kind)), value_id(subject)};
    return fixture_count(mission, SQL("t_told", "SELECT COUNT(*) FROM notice WHERE kind = $1 AND subject = $2"), bind,
                         2);
}

/* ---- the register ---- */

static void flows_are_sound(void **state)
{
    (void)state;
    assert_int_equal(flow_check(&agreement_flow), OK);
    assert_int_equal(flow_check(&agreement_obligation_flow), OK);
}

static void the_profile_is_taken_over_once(void **state)
{
    struct identifier id;
    (void)state;
    assert_int_equal(loopback_get(caseworker, "/en/agreement-overview")->status, 200);
    assert_false(loopback_shows(caseworker, "Take them over"));
    assert_int_equal(send(manager, "/en/agreement-overview", "/en/agreement-overview", ""), 303);
    int64_t count = fixture_count(mission, SQL("t_count", "SELECT COUNT(*) FROM agreement"), NULL, 0);
    assert_int_equal(count, 9);
    assert_int_equal(loopback_get(manager, "/en/agreement-overview")->status, 200);
    assert_false(loopback_shows(manager, "Take them over"));
    assert_true(loopback_shows(manager, "Memorandum of understanding between IOM and Caritas"));
    assert_int_equal(agreement_from_profile(&mission->system, mission->organisation->head.id, TEXT("caritas"), &id),
                     OK);
    struct agreement *caritas = agreement_row(id);
    assert_text(caritas->themes,
                "health,accommodation,unaccompanied_minors,psychosocial,return_reintegration,advocacy");
    assert_int_equal(caritas->signed_on.date, date_from_day((struct calendar_day){2017, 6, 2}));
    assert_text(caritas->head.state, "signed"); /* nobody says that it is in force */
    assert_int_equal(caritas->runs_from, DATE_NONE);
}

/* Entry into force of the headquarters agreement: 15 June 2006 in one document, July 2006 in another. */
static void sources_that_disagree_are_both_shown(void **state)
{
    struct identifier id;
    (void)state;
    assert_int_equal(
        agreement_from_profile(&mission->system, mission->organisation->head.id, TEXT("headquarters"), &id), OK);
    assert_int_equal(loopback_get(caseworker, path_of("agreements", id, ""))->status, 200);
    assert_true(loopback_shows(caseworker, "15 June 2006") || loopback_shows(caseworker, "15/06/2006"));
    assert_true(loopback_shows(caseworker, "July 2006") || loopback_shows(caseworker, "07/2006"));
    assert_true(loopback_shows(caseworker, "Sources disagree"));
    assert_true(loopback_shows(caseworker, "Document fondateur 004"));
    assert_int_equal(agreement_row(id)->runs_from, date_from_day((struct calendar_day){2006, 7, 31}));
    assert_int_equal(say(manager, id, "in_force", "15%2F06%2F2006", "settles"), 303);
    assert_int_equal(agreement_row(id)->disputed.is, FLAG_NO);
    assert_int_equal(agreement_row(id)->runs_from, date_from_day((struct calendar_day){2006, 6, 15}));
    assert_int_equal(say(manager, id, "in_force", "07%2F2006", "settles"), 422); /* one settles */
    assert_true(loopback_shows(manager, "settles this date already"));
}

static void who_may_what(void **state)
{
    (void)state;
    struct identifier id = new_agreement("kind=convention&title_fr=Convention+secr%C3%A8te");
    assert_int_equal(loopback_get(caseworker, path_of("agreements", id, ""))->status, 200);
    assert_int_equal(loopback_get(caseworker, "/en/agreements/new")->status, 403);
    assert_int_equal(loopback_get(officer, "/en/agreements/new")->status, 403); /* who opens protocols writes none */
    assert_int_equal(loopback_get(caseworker, path_of("agreements", id, "/edit"))->status, 403);
    assert_int_equal(loopback_get(foreign, path_of("agreements", id, ""))->status, 404);
    assert_int_equal(loopback_get(foreign, "/en/agreements.csv")->status, 200);
    assert_false(loopback_shows(foreign, "Convention"));
    assert_int_equal(loopback_get(foreign, "/en/agreement-overview")->status, 200);
    assert_false(loopback_shows(foreign, "Convention"));
    /* nobody hangs anything on an agreement of others */
    assert_int_equal(say(foreign, id, "signed", "01%2F02%2F2020", "counts"), 422);
    assert_int_equal(party(foreign, id, "Intruder", ""), 422);
    assert_int_equal(add(foreign, "agreement-obligations",
                         arena_format(mission->arena, "agreement=%s&what=Pay&due_on=01%%2F02%%2F2030", id_text(id)).at),
                     422);
    assert_int_equal(add(foreign, "agreements",
                         arena_format(mission->arena, "kind=convention&title_en=X&replaces=%s", id_text(id)).at),
                     422);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    assert_int_equal(add(manager, "agreements", "kind=convention"), 422); /* a title */
    assert_int_equal(add(manager, "agreements", "kind=amendment&title_en=A"), 422);
    assert_int_equal(add(manager, "agreements", "kind=convention&title_en=A&data_categories=health&data_purpose=P"),
                     422);
    assert_int_equal(add(manager, "agreements", "kind=sharing_protocol&title_en=A&data_categories=health"), 422);
    struct identifier id = new_agreement("kind=convention&title_en=Base");
    assert_int_equal(say(manager, id, "signed", on(today + 5), "counts"), 422);
    assert_int_equal(say(manager, id, "in_force", "10%2F01%2F2020", "counts"), 303);
    assert_int_equal(say(manager, id, "ends", "09%2F01%2F2020", "counts"), 422);
    assert_true(loopback_shows(manager, "The end lies before the beginning."));
    assert_int_equal(say(manager, id, "ends", "09%2F01%2F2020", "aside"), 303); /* kept as what a source says */
    /* in force before it was signed: asked once */
    assert_int_equal(say(manager, id, "signed", "11%2F01%2F2020", "counts"), 422);
    assert_true(loopback_shows(manager, "before it was signed"));
    assert_int_equal(say(manager, id, "signed", "11%2F01%2F2020", "counts&_warned=in_force_before_signed"), 303);
    /* the same party twice, by name, by code, by organisation */
    assert_int_equal(party(manager, id, "Ally", "&code=ally"), 303);
    assert_int_equal(party(manager, id, "ALLY", ""), 422);
    assert_int_equal(party(manager, id, "Another+name", "&code=ALLY"), 422);
    assert_int_equal(party(manager, id, "B", "&code=%D9%85"), 422);
}

static void chains_do_not_close(void **state)
{
    (void)state;
    struct identifier a = new_agreement("kind=convention&title_en=A");
    struct identifier b =
        new_agreement(arena_format(mission->arena, "kind=convention&title_en=B&replaces=%s", id_text(a)).at);
    struct identifier c =
        new_agreement(arena_format(mission->arena, "kind=convention&title_en=C&replaces=%s", id_text(b)).at);
    const char *form = arena_format(mission->arena, "kind=convention&title_en=A&replaces=%s", id_text(c)).at;
    assert_int_equal(send(manager, path_of("agreements", a, "/edit"), path_of("agreements", a, ""), form), 422);
    assert_true(loopback_shows(manager, "back to its start"));
    form = arena_format(mission->arena, "kind=convention&title_en=A&replaces=%s", id_text(a)).at;
    assert_int_equal(send(manager, path_of("agreements", a, "/edit"), path_of("agreements", a, ""), form), 422);
    assert_true(loopback_shows(manager, "neither amend nor replace itself"));
    /* both ways */
    assert_int_equal(loopback_get(manager, path_of("agreements", b, ""))->status, 200);
    assert_true(loopback_shows(manager, "It replaces"));
    assert_true(loopback_shows(manager, "Replaced by"));
    const char *amendment =
        arena_format(mission->arena, "kind=amendment&title_en=N1&amends=%s&amendment_number=1", id_text(a)).at;
    struct identifier first = new_agreement(amendment);
    assert_int_equal(add(manager, "agreements", amendment), 422);
    assert_true(loopback_shows(manager, "has this number"));
    assert_int_equal(
        add(manager, "agreements",
            arena_format(mission->arena, "kind=amendment&title_en=N&amends=%s&amendment_number=1", id_text(first)).at),
        422);
}

/* ---- what an agreement opens ---- */

static void sharing_is_opened_by_the_officer_and_stops(void **state)
{
    (void)state;
    struct identifier id = signed_protocol(today - 30, "");
    assert_false(permits(today));
    assert_int_equal(step(manager, "agreements", id, "open", ""), 403);
    assert_int_equal(step(manager, "agreements", id, "enter", ""), 422); /* it is opened apart */
    assert_state(id, "signed");
    assert_int_equal(step(officer, "agreements", id, "open", ""), 303);
    assert_state(id, "in_force");
    assert_true(permits(today));
    assert_true(permits(today - 30));
    assert_false(permits(today - 31));
    /* the other side of it, by its code, and nobody else; their own register says nothing */
    size_t count;
    const struct agreement_side ally = {.code = TEXT("ally")}, nobody = {.code = TEXT("NOBODY")}, empty = {{{0}}, {0}};
    const struct agreement_side us = {.organisation = mission->organisation->head.id};
    struct identifier here = mission->organisation->head.id;
    assert_int_equal(permits_as(here, &ally, "", today, &count), OK);
    assert_int_equal(permits_as(here, &nobody, "", today, &count), NOT_FOUND);
    assert_int_equal(permits_as(here, &empty, "", today, &count), NOT_FOUND);
    assert_int_equal(permits_as(here, &us, "", today, &count), INVALID);
    assert_int_equal(permits_as(other->head.organisation, &us, "", today, &count), NOT_FOUND);
    /* what was signed stays, its parties and dates too */
    assert_int_equal(send(manager, path_of("agreements", id, "/edit"), path_of("agreements", id, ""),
                          PROTOCOL "&data_categories=health"),
                     303);
    assert_text(agreement_row(id)->data_categories, "identity,needs");
    assert_int_equal(party(manager, id, "Third", "&code=THIRD"), 422);
    assert_int_equal(say(manager, id, "ends", on(today + 900), "counts"), 422);
    /* suspended at once by either, taken up again by the officer alone */
    assert_int_equal(step(manager, "agreements", id, "suspend", "note=Incident&_confirm=yes"), 303);
    assert_false(permits(today));
    assert_int_equal(step(manager, "agreements", id, "resume", "note=Solved"), 422);
    assert_state(id, "suspended");
    assert_int_equal(step(officer, "agreements", id, "resume", "note=Solved"), 303);
    assert_true(permits(today));
    end(id);
    assert_false(permits(today));
    assert_true(permits(today - 1)); /* it was in force then */
}

static void themes_narrow_what_is_shared_and_are_counted_under(void **state)
{
    size_t count;
    (void)state;
    const struct agreement_side to = {.organisation = other->head.organisation};
    struct identifier here = mission->organisation->head.id;
    struct identifier id = signed_protocol(today - 3, "&themes=health");
    assert_int_equal(step(officer, "agreements", id, "open", ""), 303);
    assert_int_equal(permits_as(here, &to, "health", today, &count), OK);
    assert_int_equal(permits_as(here, &to, "accommodation", today, &count), NOT_FOUND);
    assert_int_equal(permits_as(here, &to, "", today, &count), OK);
    end(id);
    struct agreement_reference reference;
    assert_int_equal(agreement_of_theme(&mission->system, here, &to, TEXT("advocacy"), today, &reference), NOT_FOUND);
    struct identifier memorandum = new_agreement("kind=memorandum&title_en=M&themes=advocacy&themes=health");
    assert_int_equal(party(manager, memorandum, "We", arena_format(mission->arena, "&party=%s", id_text(here)).at),
                     303);
    assert_int_equal(party(manager, memorandum, "They", "&code=ALLY"), 303);
    assert_int_equal(say(manager, memorandum, "signed", on(today - 2), "counts"), 303);
    const struct agreement_side ally = {.code = TEXT("ALLY")};
    assert_int_equal(agreement_of_theme(&mission->system, here, &ally, TEXT("advocacy"), today, &reference), NOT_FOUND);
    assert_int_equal(step(manager, "agreements", memorandum, "sign", ""), 303);
    assert_int_equal(agreement_of_theme(&mission->system, here, &ally, TEXT("advocacy"), today, &reference), OK);
    assert_true(identifier_equal(reference.agreement, memorandum));
    assert_false(reference.in_force);
    assert_int_equal(agreement_of_theme(&mission->system, here, &ally, TEXT("advocacy"), today - 3, &reference),
                     NOT_FOUND);
    assert_int_equal(agreement_of_theme(&mission->system, here, &ally, TEXT("accommodation"), today, &reference),
                     NOT_FOUND);
    assert_int_equal(permits_as(here, &ally, "", today, &count), NOT_FOUND); /* a memorandum shares nothing */
}

static void amendments_add_data_and_prolong(void **state)
{
    (void)state;
    struct identifier id = signed_protocol(today - 20, "");
    assert_int_equal(say(officer, id, "ends", on(today + 5), "counts"), 303); /* signed: the officer alone */
    struct identifier amendment = new_agreement(
        arena_format(mission->arena,
                     "kind=amendment&title_en=More&amends=%s&amendment_number=1&data_categories=contact&data_purpose=P",
                     id_text(id))
            .at);
    assert_int_equal(step(officer, "agreements", id, "open", ""), 303);
    assert_int_equal(say(manager, amendment, "signed", on(today - 1), "counts"), 303);
    assert_int_equal(say(manager, amendment, "in_force", on(today), "counts"), 303);
    assert_int_equal(say(manager, amendment, "ends", on(today + 400), "counts"), 303);
    assert_int_equal(step(manager, "agreements", amendment, "sign", ""), 303);
    assert_int_equal(step(officer, "agreements", amendment, "open", ""), 303);
    assert_int_equal(agreement_row(id)->runs_until, today + 400);
    const struct agreement_side to = {.organisation = other->head.organisation};
    struct agreement_sharing *sharing;
    size_t count;
    assert_int_equal(agreement_permits_sharing(&mission->system, mission->organisation->head.id, &to, TEXT_NONE, today,
                                               &sharing, &count),
                     OK);
    assert_int_equal(count, 2);
    assert_true(agreement_sharing_covers(sharing, count, TEXT("contact")));
    assert_int_equal(sharing[0].until, today + 400);
    end(id); /* and what amends it permits nothing more */
    assert_false(permits(today));
    assert_state(amendment, "in_force");
}

/* ---- the night ---- */

static void the_night_warns_ends_and_replaces(void **state)
{
    (void)state;
    struct identifier ending = new_agreement(arena_format(mission->arena, "kind=convention&title_en=Ending&owner=%s",
                                                          id_text(mission->users[ROLE_SUPERVISOR]))
                                                 .at);
    assert_int_equal(party(manager, ending, "A", ""), 303);
    assert_int_equal(party(manager, ending, "B", ""), 303);
    assert_int_equal(say(manager, ending, "signed", on(today - 9), "counts"), 303);
    assert_int_equal(say(manager, ending, "in_force", on(today - 9), "counts"), 303);
    assert_int_equal(say(manager, ending, "ends", on(today + 30), "counts"), 303);
    assert_int_equal(say(manager, ending, "review", on(today + 3), "counts"), 303);
    assert_int_equal(step(manager, "agreements", ending, "sign", ""), 303);
    assert_int_equal(step(manager, "agreements", ending, "enter", ""), 303);
    run_nightly();
    assert_int_equal(told("agreement.ending", ending), 1);
    assert_int_equal(told("agreement.review", ending), 1);
    assert_int_equal(open_tasks(ending), 2);
    run_nightly();
    assert_int_equal(open_tasks(ending), 2); /* told once */
    assert_int_equal(loopback_get(manager, path_of("agreements", ending, ""))->status, 200);
    assert_true(loopback_shows(manager, "what it permits stops then"));
    bool runs;
    assert_int_equal(agreement_runs(&mission->system, ending, today + 30, &runs), OK);
    assert_true(runs);
    assert_int_equal(agreement_runs(&mission->system, ending, today + 31, &runs), OK);
    assert_false(runs); /* whether or not the night has come by */
    clock_set(clock_now() + INT64_C(31) * DAY_MICROSECONDS);
    run_nightly();
    clock_set(INSTANT_NONE);
    assert_state(ending, "ended");
    assert_int_equal(told("agreement.over", ending), 1);
    assert_int_equal(open_tasks(ending), 0);
}

static void what_is_replaced_ends(void **state)
{
    (void)state;
    struct identifier before = signed_protocol(today - 40, "");
    assert_int_equal(step(officer, "agreements", before, "open", ""), 303);
    assert_true(permits(today));
    struct identifier after = signed_protocol(today, arena_format(mission->arena, "&replaces=%s", id_text(before)).at);
    assert_int_equal(step(officer, "agreements", after, "open", ""), 303);
    assert_state(before, "replaced");
    assert_int_equal(agreement_row(before)->runs_until, today - 1);
    assert_true(permits(today));
    assert_true(permits(today - 1));
    end(after);
    assert_false(permits(today));
}

static void grants_hang_on_agreements(void **state)
{
    struct line_figures *lines;
    size_t count;
    (void)state;
    struct identifier id = new_agreement("kind=grant_agreement&title_en=Grant");
    assert_int_equal(party(manager, id, "Donor", ""), 303);
    assert_int_equal(party(manager, id, "We", ""), 303);
    assert_int_equal(say(manager, id, "signed", on(today - 9), "counts"), 303);
    assert_int_equal(say(manager, id, "ends", on(today + 10), "counts"), 303);
    assert_int_equal(step(manager, "agreements", id, "sign", ""), 303);
    assert_int_equal(
        add(manager, "grants",
            arena_format(mission->arena, "title=Gift&donor=Donor&amount=1000&amount_currency=EUR&agreement=%s",
                         id_text(id))
                .at),
        303);
    struct identifier grant = made(manager);
    const char *new_line = path_of("grants", grant, "/lines/new");
    assert_int_equal(send(manager, new_line, new_line, "code=1&title=Line&amount=500&amount_currency=EUR"), 303);
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_PROGRAMME_MANAGER]);
    assert_int_equal(budget_lines_within_reach(&work, today, &lines, &count), OK);
    assert_int_equal(count, 1);
    assert_int_equal(budget_lines_within_reach(&work, today + 11, &lines, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(budget_lines_running(&work, mission->organisation->head.id, today + 11, &lines, &count), OK);
    assert_int_equal(count, 0);
    struct line_serves person = {{0}, {0}, {0}};
    bool any, open;
    assert_int_equal(budget_lines_open(&work, mission->organisation->head.id, today + 11, &person, &any, &open), OK);
    assert_true(any && !open);
    assert_int_equal(loopback_get(manager, path_of("agreements", id, ""))->status, 200);
    assert_true(loopback_shows(manager, "Gift"));
    end(id);
    assert_int_equal(budget_lines_within_reach(&work, today, &lines, &count), OK);
    assert_int_equal(count, 0);
    assert_int_equal(budget_lines_within_reach(&work, DATE_NONE, &lines, &count), OK);
    assert_int_equal(count, 1);
}

/* ---- obligations ---- */

static void obligations_are_tasks_and_come_back(void **state)
{
    (void)state;
    struct identifier id = new_agreement("kind=convention&title_en=Owing");
    const char *form = arena_format(mission->arena, "agreement=%s&what=Report&due_on=%s&every=month&owner=%s",
                                    id_text(id), on(today + 3), id_text(mission->users[ROLE_CASEWORKER]))
                           .at;
    assert_int_equal(add(manager, "agreement-obligations", form), 303);
    struct identifier owed = made(manager);
    assert_int_equal(open_tasks(owed), 1);
    run_nightly();
    assert_int_equal(told("agreement.owed", owed), 1);
    struct loopback *health = fixture_role(mission, ROLE_HEALTH);
    assert_int_equal(
        step(health, "agreement-obligations", owed, "meet", arena_format(mission->arena, "done_on=%s", on(today)).at),
        403);
    health = loopback_close(health);
    assert_int_equal(step(caseworker, "agreement-obligations", owed, "meet",
                          arena_format(mission->arena, "done_on=%s", on(today + 1)).at),
                     422);
    assert_int_equal(step(caseworker, "agreement-obligations", owed, "meet",
                          arena_format(mission->arena, "done_on=%s&proof=Shelf", on(today)).at),
                     303);
    struct agreement_obligation *met = row_of(&agreement_obligation_record, owed);
    assert_text(met->head.state, "done");
    assert_true(identifier_equal(met->done_by, mission->users[ROLE_CASEWORKER]));
    assert_int_equal(open_tasks(owed), 0);
    const struct value bind[] = {value_id(id), value_date(date_add_months(today + 3, 1))};
    assert_int_equal(fixture_count(mission,
                                   SQL("t_next", "SELECT COUNT(*) FROM agreement_obligation WHERE agreement = $1 AND "
                                                 "due_on = $2 AND state = 'open'"),
                                   bind, 2),
                     1);
    /* due after the end: asked once */
    assert_int_equal(say(manager, id, "ends", on(today + 50), "counts"), 303);
    form = arena_format(mission->arena, "agreement=%s&what=Late&due_on=%s", id_text(id), on(today + 90)).at;
    assert_int_equal(add(manager, "agreement-obligations", form), 422);
    assert_true(loopback_shows(manager, "A last report or account"));
    assert_int_equal(
        add(manager, "agreement-obligations", arena_format(mission->arena, "%s&_warned=due_after_end", form).at), 303);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_are_sound),
        cmocka_unit_test(the_profile_is_taken_over_once),
        cmocka_unit_test(sources_that_disagree_are_both_shown),
        cmocka_unit_test(who_may_what),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(chains_do_not_close),
        cmocka_unit_test(sharing_is_opened_by_the_officer_and_stops),
        cmocka_unit_test(themes_narrow_what_is_shared_and_are_counted_under),
        cmocka_unit_test(amendments_add_data_and_prolong),
        cmocka_unit_test(the_night_warns_ends_and_replaces),
        cmocka_unit_test(what_is_replaced_ends),
        cmocka_unit_test(grants_hang_on_agreements),
        cmocka_unit_test(obligations_are_tasks_and_come_back),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
