/* Two records become one and two again: every table is compared, on both engines; what stands against it; two officers
   at once; a database that fails at any call. */
#include <stdlib.h>

#include "audit/audit.h"
#include "codec/hex.h"
#include "database/failing.h"
#include "document/attachment_parts.h"
#include "duplicates/duplicate_store.h"
#include "duplicates/tests/doubles.h"
#include "flow/flow.h"
#include "record/history.h"
#include "record/keys.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/internal.h"

enum { CALLS_MOST = 4000 };

static int open_all(void **state)
{
    (void)state;
    doubles_open();
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    doubles_close();
    return 0;
}

/* ---- doing it ---- */

static enum outcome try_merge_on(struct db *db, const struct merge_order *order, enum role role,
                                 struct identifier *ret_merge, struct text *ret_problem)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work work = fixture_work(mission->fixture, arena, mission->fixture->users[role]);
    if (db != NULL)
        work.db = db;
    enum outcome outcome = db_transaction_begin(work.db, true, &transaction);
    if (outcome == OK)
        outcome = merge_persons(&work, order, ret_merge);
    if (ret_problem != NULL)
        *ret_problem = work.problems.first == NULL ? TEXT_NONE : text_from(work.problems.first->code);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static struct merge_order order_of(const struct person *one, const struct person *other)
{
    return (struct merge_order){.kept = one->head.id,
                                .absorbed = other->head.id,
                                .kept_version = one->head.version,
                                .absorbed_version = other->head.version,
                                .reason = TEXT("Her card shows both names.")};
}

static struct identifier merge_both(void)
{
    struct identifier merge;
    struct merge_order order = order_of(kept, absorbed);
    struct text problem;
    enum outcome outcome = try_merge_on(NULL, &order, ROLE_SUPERVISOR, &merge, &problem);
    if (outcome != OK)
        fail_msg("merge: %d %.*s", outcome, TEXT_ARG(problem));
    return merge;
}

static enum outcome try_part(struct identifier merge)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work work = fixture_work(mission->fixture, arena, mission->fixture->users[ROLE_SUPERVISOR]);
    enum outcome outcome = db_transaction_begin(work.db, true, &transaction);
    if (outcome == OK)
        outcome = merge_undo(&work, merge, TEXT("They are cousins."));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static int64_t rows_of(const char *table, struct identifier person)
{
    struct value bind = value_id(person);
    struct sql sql = {"t_rows", arena_format(mission->arena, "SELECT COUNT(*) FROM %s WHERE person = $1", table).at};
    return fixture_count(mission->fixture, sql, &bind, 1);
}

/* ---- the tests ---- */

static void nothing_is_left_behind_and_all_can_be_read(void **state)
{
    struct db_table *tables;
    size_t count;
    (void)state;
    (void)merge_both();
    assert_int_equal(db_tables(mission->fixture->db, mission->arena, &tables, &count), OK);
    for (size_t t = 0; t < count; t++)
        for (size_t i = 0; i < tables[t].column_count; i++)
            if (strcmp(tables[t].columns[i].name, "person") == 0 && rows_of(tables[t].name, absorbed->head.id) != 0)
                fail_msg("%s still has rows of the absorbed record", tables[t].name);
    const struct person *now = mission_row(mission, &person_record, kept->head.id);
    assert_text(now->family_name, "Diallo");
    assert_text(now->sex, "F"); /* the kept record said nothing */
    const struct return_case *moved = mission_row(mission, &return_case_record, file->head.id);
    assert_true(identifier_equal(moved->head.person, kept->head.id));
    assert_int_equal(rows_of("person_relation", kept->head.id), 1);
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    unsigned purposes;
    assert_int_equal(person_consents(&work, kept->head.id, mission->today, &purposes), OK);
    assert_int_equal(purposes & (CONSENT_DATA | CONSENT_ASSISTANCE), CONSENT_DATA | CONSENT_ASSISTANCE);
}

static void whoever_asks_for_the_old_record_finds_the_new_one(void **state)
{
    struct identifier now;
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    (void)state;
    assert_int_equal(merge_person_now(&work, absorbed->head.id, TEXT_NONE, &now), NOT_FOUND);
    (void)merge_both();
    assert_int_equal(merge_person_now(&work, absorbed->head.id, TEXT_NONE, &now), OK);
    assert_true(identifier_equal(now, kept->head.id));
    assert_int_equal(merge_person_now(&work, (struct identifier){{0}}, absorbed->head.number, &now), OK);
    assert_true(identifier_equal(now, kept->head.id));
    struct loopback *supervisor = fixture_role(mission->fixture, ROLE_SUPERVISOR);
    struct text path = arena_format(mission->arena, "/fr/persons/%.*s",
                                    TEXT_ARG(identifier_to_text(mission->arena, absorbed->head.id)));
    const struct loopback_answer *answer = loopback_get(supervisor, path.at);
    assert_int_equal(answer->status, 303);
    supervisor = loopback_close(supervisor);
}

static void apart_again_every_table_is_as_before(void **state)
{
    (void)state;
    const struct dump *before = dump_all();
    struct identifier merge = merge_both();
    assert_int_equal(try_part(merge), OK);
    assert_same(before, dump_all());
    assert_int_equal(try_part(merge), CONFLICT);
}

static void what_is_done_meanwhile_goes_where_it_belongs(void **state)
{
    (void)state;
    struct identifier merge = merge_both();
    struct return_case *moved = mission_row(mission, &return_case_record, file->head.id);
    mission_counselling(mission, moved, "risks");
    mission_passport(mission, kept->head.id, mission->today + 90);
    int64_t counselling = rows_of("return_counselling", kept->head.id);
    assert_true(counselling > 0);
    assert_int_equal(rows_of("person_document", kept->head.id), 2);
    assert_int_equal(try_part(merge), OK);
    assert_int_equal(rows_of("return_counselling", absorbed->head.id), counselling); /* with the case */
    assert_int_equal(rows_of("person_document", absorbed->head.id), 1);
    assert_int_equal(rows_of("person_document", kept->head.id), 1); /* recorded about the kept one */
    moved = mission_row(mission, &return_case_record, file->head.id);
    assert_true(identifier_equal(moved->head.person, absorbed->head.id));
}

static void a_chain_comes_apart_in_its_order(void **state)
{
    (void)state;
    const struct dump *before = dump_all();
    struct identifier first = merge_both(), second, now;
    struct text problem;
    const struct person *middle = mission_row(mission, &person_record, kept->head.id);
    struct person *last = mission_person(mission, "Jalloh");
    struct merge_order order = order_of(last, middle);
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    assert_int_equal(try_merge_on(NULL, &order, ROLE_SUPERVISOR, &second, &problem), OK);
    assert_int_equal(merge_person_now(&work, absorbed->head.id, TEXT_NONE, &now), OK);
    assert_true(identifier_equal(now, last->head.id));
    assert_int_equal(try_part(first), INVALID); /* the kept one is part of another one */
    assert_int_equal(try_part(second), OK);
    assert_int_equal(try_part(first), OK);
    struct dump *after = dump_all();
    size_t own = 0; /* rows of the third record were not there before */
    struct text id = hex_encode(mission->arena, (struct text){(const char *)last->head.id.bytes, 16});
    for (size_t i = 0; i < after->count; i++)
        if (text_find(text_from(after->lines[i]), id) < 0)
            after->lines[own++] = after->lines[i];
    after->count = own;
    assert_same(before, after);
}

static void of_two_officers_one_wins(void **state)
{
    struct identifier merge;
    struct merge_order order = order_of(kept, absorbed);
    struct merge_order other_way = order_of(absorbed, kept);
    (void)state;
    order.kept_version--;
    assert_int_equal(try_merge_on(NULL, &order, ROLE_SUPERVISOR, &merge, NULL), CONFLICT);
    (void)merge_both();
    order.kept_version++;
    assert_int_equal(try_merge_on(NULL, &order, ROLE_SUPERVISOR, &merge, NULL), CONFLICT);
    assert_int_equal(try_merge_on(NULL, &other_way, ROLE_SUPERVISOR, &merge, NULL), CONFLICT);
}

static void who_may_not_merge_does_not(void **state)
{
    struct identifier merge;
    struct merge_order order = order_of(kept, absorbed);
    (void)state;
    assert_int_equal(try_merge_on(NULL, &order, ROLE_CASEWORKER, &merge, NULL), FORBIDDEN);
    assert_int_equal(try_merge_on(NULL, &order, ROLE_ADMINISTRATOR, &merge, NULL), FORBIDDEN);
}

static void a_database_that_fails_at_any_call_leaves_all_as_it_was(void **state)
{
    const struct dump *before = dump_all();
    enum outcome outcome = UNAVAILABLE;
    uint64_t at = 0;
    (void)state;
    while (outcome != OK && at < CALLS_MOST) {
        struct identifier merge;
        struct merge_order order = order_of(kept, absorbed);
        AUTO_DB struct db *failing = db_failing(mission->fixture->db, ++at, UNAVAILABLE);
        wall_open_for_system(failing);
        outcome = try_merge_on(failing, &order, ROLE_SUPERVISOR, &merge, NULL);
        if (outcome != OK && at % 16 == 0)
            assert_same(before, dump_all());
        if (outcome == OK)
            assert_int_equal(try_part(merge), OK);
    }
    assert_true(at > 40 && at < CALLS_MOST);
    assert_same(before, dump_all());
}

static void expect_stop(const char *code)
{
    struct identifier merge;
    struct text problem = TEXT_NONE;
    struct merge_order order = order_of(kept, absorbed);
    assert_int_equal(try_merge_on(NULL, &order, ROLE_SUPERVISOR, &merge, &problem), INVALID);
    if (!text_is(problem, code))
        fail_msg("%.*s instead of %s", TEXT_ARG(problem), code);
}

static void two_open_cases_are_not_joined(void **state)
{
    (void)state;
    mission_consents(mission, kept->head.id);
    (void)mission_case(mission, kept->head.id);
    kept = row_kept(kept->head.id);
    expect_stop("two_open_cases");
}

static void relatives_are_two_persons(void **state)
{
    (void)state;
    relate(kept, absorbed);
    expect_stop("relatives");
}

static void say(enum pair_standing what)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct identifier pair;
    struct pair_found found = {
        .a = kept->head.id, .b = absorbed->head.id, .probability = 0.95, .bits = 12, .by = PAIR_BY_REGISTERING};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(pair_say(&work, &found, what, TEXT("I know both."), &pair), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void what_somebody_said_is_remembered(void **state)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct identifier pair;
    enum pair_standing standing;
    struct pair_found found = {
        .a = absorbed->head.id, .b = kept->head.id, .probability = 0.99, .by = PAIR_BY_WHOLE_REGISTER};
    (void)state;
    assert_int_equal(pair_standing(&work, kept->head.id, absorbed->head.id, &standing), OK);
    assert_int_equal(standing, PAIR_UNKNOWN);
    say(PAIR_DIFFERENT);
    assert_int_equal(pair_standing(&work, absorbed->head.id, kept->head.id, &standing), OK);
    assert_int_equal(standing, PAIR_DIFFERENT);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(pair_note(&work, &found, &pair), OK); /* found again, the other way round */
    assert_int_equal(pair_say(&work, &found, PAIR_SAME, TEXT_NONE, &pair), CONFLICT);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    const struct person_pair *row = mission_row(mission, &person_pair_record, pair);
    assert_text(row->head.state, "different");
    assert_int_equal(row->probability, 950);
    expect_stop("said_different");
}

static void who_is_different_from_a_part_is_different_from_the_whole(void **state)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct identifier pair;
    enum pair_standing standing;
    struct pair_found found = {.a = absorbed->head.id, .b = relative->head.id, .probability = 0.5};
    (void)state;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(pair_say(&work, &found, PAIR_DIFFERENT, TEXT("Sisters."), &pair), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    (void)merge_both();
    assert_int_equal(pair_standing(&work, relative->head.id, kept->head.id, &standing), OK);
    assert_int_equal(standing, PAIR_DIFFERENT);
    found.a = kept->head.id;
    struct work again = mission_work(mission, ROLE_SUPERVISOR);
    AUTO_TRANSACTION struct db_transaction other = {0};
    assert_int_equal(db_transaction_begin(again.db, true, &other), OK);
    assert_int_equal(pair_note(&again, &found, &pair), OK);
    assert_true(identifier_is_none(pair)); /* it is known already */
    assert_int_equal(db_transaction_commit(&other), OK);
}

static void erased_means_both(void **state)
{
    struct work work = mission->fixture->system;
    struct value bind = value_id(kept->head.id);
    struct identifier merge = merge_both();
    (void)state;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(person_erase_now(&work, kept->head.id, TEXT("mistake")), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(rows_of("data_key", kept->head.id), 0);
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_kept", "SELECT COUNT(*) FROM person_merge_kept WHERE "
                                                 "id IN (SELECT id FROM person_merge WHERE "
                                                 "kept_person = $1)"),
                                   &bind, 1),
                     0);
    struct value whom = value_id(absorbed->head.id);
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_listed", "SELECT COUNT(*) FROM erasure WHERE person = $1 AND "
                                                   "whole_person = 1"),
                                   &whom, 1),
                     1);
    assert_int_equal(try_part(merge), INVALID);
}

/* ---- through the pages ---- */

static struct identifier note_pair(double probability)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct identifier pair;
    struct pair_found found = {.a = kept->head.id, .b = absorbed->head.id, .probability = probability};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(pair_note(&work, &found, &pair), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return pair;
}

static const char *path_of(const char *base, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "%s/%.*s%s", base, TEXT_ARG(identifier_to_text(mission->arena, id)), behind).at;
}

/* What the form of the last page would send. */
static const char *merge_form(struct loopback *browser, const char *reason)
{
    return arena_format(mission->arena, "_key=%.*s&keep=%.*s&kept_version=%.*s&absorbed_version=%.*s&reason=%s",
                        TEXT_ARG(loopback_hidden(browser, "_key")), TEXT_ARG(loopback_hidden(browser, "keep")),
                        TEXT_ARG(loopback_hidden(browser, "kept_version")),
                        TEXT_ARG(loopback_hidden(browser, "absorbed_version")), reason)
        .at;
}

static void a_supervisor_merges_and_parts_on_pages(void **state)
{
    struct identifier pair = note_pair(0.97);
    struct loopback *supervisor = fixture_role(mission->fixture, ROLE_SUPERVISOR);
    struct loopback *caseworker = fixture_role(mission->fixture, ROLE_CASEWORKER);
    const char *form = path_of("/en/person-pairs", pair, "/merge");
    (void)state;
    assert_int_equal(loopback_get(caseworker, "/en/person-pairs")->status, 403);
    assert_int_equal(loopback_get(caseworker, path_of("/en/person-pairs", pair, ""))->status, 403);
    assert_int_equal(loopback_get(supervisor, "/en/person-pairs")->status, 200);
    const struct person_pair *row = mission_row(mission, &person_pair_record, pair);
    assert_true(loopback_shows(supervisor, arena_string(mission->arena, row->head.number)));
    assert_int_equal(loopback_get(supervisor, path_of("/en/person-pairs", pair, ""))->status, 200);
    assert_true(loopback_shows(supervisor, "Jallow"));
    assert_int_equal(loopback_get(supervisor, form)->status, 200);
    assert_int_equal(loopback_post(supervisor, form, merge_form(supervisor, ""))->status, 422);
    assert_int_equal(loopback_post(supervisor, form, merge_form(supervisor, "Her+card."))->status, 303);
    assert_int_equal(loopback_follow(supervisor)->status, 200);
    assert_true(loopback_shows(supervisor, arena_string(mission->arena, absorbed->head.number)));
    assert_true(loopback_shows(supervisor, "Diallo")); /* what the merged record said: who has a case is kept */
    row = mission_row(mission, &person_pair_record, pair);
    assert_text(row->head.state, "same");
    assert_int_equal(loopback_get(supervisor, path_of("/en/person-pairs", pair, ""))->status, 200);
    assert_int_equal(loopback_get(supervisor, path_of("/en/persons", absorbed->head.id, "/duplicates"))->status, 200);
    assert_int_equal(loopback_get(supervisor, "/en/person-pairs/figures")->status, 200);
    supervisor = loopback_close(supervisor);
    caseworker = loopback_close(caseworker);
}

static void two_officers_press_the_button_at_once(void **state)
{
    struct identifier pair = note_pair(0.97);
    struct loopback *clients[2] = {fixture_role(mission->fixture, ROLE_SUPERVISOR),
                                   fixture_role(mission->fixture, ROLE_DATA_PROTECTION)};
    const char *form = path_of("/en/person-pairs", pair, "/merge");
    const char *paths[2] = {form, form};
    const char *forms[2];
    struct value bind = value_id(kept->head.id); /* the other one has a case */
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(loopback_get(clients[i], form)->status, 200);
        forms[i] = merge_form(clients[i], "Seen+together.");
    }
    assert_int_equal(loopback_post_together(clients, paths, forms, 2), 1); /* one batch */
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(loopback_last(clients[i])->status, 303); /* one merged, the other is led to what was merged */
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_merges", "SELECT COUNT(*) FROM person_merge WHERE absorbed_person = $1"),
                                   &bind, 1),
                     1);
    for (size_t i = 0; i < 2; i++)
        clients[i] = loopback_close(clients[i]);
}

static enum outcome decide(struct identifier pair, enum role role, const char *action)
{
    struct work work = mission_work(mission, role);
    const struct person_pair *row = mission_row(mission, &person_pair_record, pair);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = flow_move(&work, &pair_flow, pair, row->head.version, text_from(action), NULL, TEXT("Why."));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void who_asks_for_a_second_opinion_does_not_give_it(void **state)
{
    struct identifier pair = note_pair(0.6);
    (void)state;
    assert_int_equal(decide(pair, ROLE_CASEWORKER, "different"), NOT_FOUND);
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "ask"), OK);
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "same"), INVALID);
    assert_int_equal(decide(pair, ROLE_DATA_PROTECTION, "different"), OK);
    const struct person_pair *row = mission_row(mission, &person_pair_record, pair);
    assert_true(identifier_equal(row->decided_by, mission->fixture->users[ROLE_DATA_PROTECTION]));
}

/* ---- money ---- */

static void an_instalment_is_not_paid_under_both(void **state)
{
    struct return_item *items[2];
    const struct person *persons[2] = {kept, absorbed};
    (void)state;
    mission_consents(mission, kept->head.id);
    mission_passport(mission, kept->head.id, mission->today + 400);
    for (size_t i = 0; i < 2; i++) {
        struct return_case *own = i == 1 ? file : mission_case(mission, persons[i]->head.id);
        mission_bring(mission, own, "preparing");
        items[i] = mission_item(mission, own, 1, 100000);
        mission_bring(mission, own, "planned");
    }
    struct identifier pair = note_pair(0.95);
    const struct person_pair *row = mission_row(mission, &person_pair_record, pair);
    assert_text(row->harm, "payment");
    for (size_t i = 0; i < 2; i++) /* nobody decided: it may be prepared, and not released */
        assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[i]->head.id, "prepare"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), INVALID);
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "same"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), INVALID);
    kept = row_kept(kept->head.id);
    absorbed = row_kept(absorbed->head.id);
    expect_stop("two_open_cases");
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "reopen"), OK);
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "different"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), OK);
}

static struct return_item *item_of(struct return_case *of, const char *modality)
{
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct return_item *item = mission_item(mission, of, 1, 100000);
    struct return_item *changed = record_copy(mission->arena, &return_item_record, item);
    changed->modality = text_from(modality);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(record_update(&work, &return_item_record, item, changed), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return item;
}

/* Both have the same instalment, given so; the first is prepared. */
static void same_instalments(const char *modality, struct return_item *items[2])
{
    const struct person *persons[2] = {kept, absorbed};
    mission_consents(mission, kept->head.id);
    mission_passport(mission, kept->head.id, mission->today + 400);
    for (size_t i = 0; i < 2; i++) {
        struct return_case *own = i == 1 ? file : mission_case(mission, persons[i]->head.id);
        mission_bring(mission, own, "preparing");
        items[i] = item_of(own, modality);
        mission_bring(mission, own, "planned");
    }
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[0]->head.id, "prepare"), OK);
}

static void a_page_does_not_release_what_is_doubtful(void **state)
{
    struct return_item *items[2];
    struct loopback *releaser = fixture_role(mission->fixture, ROLE_FINANCE_RELEASER);
    (void)state;
    same_instalments("in_kind", items);
    struct identifier pair = note_pair(0.95);
    const char *path = path_of("/en/return-items", items[0]->head.id, "/steps/release");
    assert_int_equal(loopback_get(releaser, path)->status, 200);
    assert_true(loopback_shows(releaser, "Somebody has decided whether another record"));
    const char *form =
        arena_format(mission->arena, "_key=%.*s&_version=%.*s&_confirm=yes",
                     TEXT_ARG(loopback_hidden(releaser, "_key")), TEXT_ARG(loopback_hidden(releaser, "_version")))
            .at;
    assert_int_not_equal(loopback_post(releaser, path, form)->status, 303);
    assert_text(mission_state(mission, &item_flow, items[0]->head.id), "prepared");
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "unsure"), OK); /* a doubt holds it as well */
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), INVALID);
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "ask"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), INVALID);
    assert_int_equal(decide(pair, ROLE_DATA_PROTECTION, "different"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), OK);
    releaser = loopback_close(releaser);
}

/* The pair is found when the order to pay is given already. */
static void cash_is_held_until_it_is_handed_over(void **state)
{
    struct return_item *items[2];
    (void)state;
    same_instalments("cash", items);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), OK);
    struct identifier pair = note_pair(0.95);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[0]->head.id, "pay"), INVALID);
    assert_int_equal(decide(pair, ROLE_SUPERVISOR, "different"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[0]->head.id, "pay"), OK);
}

static void a_transfer_that_was_made_is_recorded(void **state)
{
    struct return_item *items[2];
    (void)state;
    same_instalments("in_kind", items);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), OK);
    (void)note_pair(0.95);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[0]->head.id, "pay"), OK);
    /* and the other one of the two is not prepared once they are one person, nor released before somebody looked */
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[1]->head.id, "prepare"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[1]->head.id, "release"), INVALID);
}

static void a_faint_likeness_holds_nobody(void **state)
{
    struct return_item *items[2];
    (void)state;
    same_instalments("cash", items);
    (void)note_pair(0.6);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_RELEASER, &item_flow, items[0]->head.id, "release"), OK);
    assert_int_equal(mission_step(mission, ROLE_FINANCE_PREPARER, &item_flow, items[0]->head.id, "pay"), OK);
}

/* ---- the whole register ---- */

static void the_whole_register_is_compared_once(void **state)
{
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    struct work work = mission->fixture->system;
    struct person *twin = mission_person(mission, "Jallow");
    struct identifier pair;
    struct value bind = value_id(twin->head.id);
    (void)state;
    twin = row_kept(twin->head.id);
    mission_consents(mission, twin->head.id); /* born on the same day, of the same name */
    for (int round = 0; round < 2; round++) {
        assert_int_equal(loopback_get(administrator, "/en/person-pairs/figures")->status, 200);
        const char *form =
            arena_format(mission->arena, "_key=%.*s", TEXT_ARG(loopback_hidden(administrator, "_key"))).at;
        assert_int_equal(loopback_post(administrator, "/en/person-pairs/figures", form)->status, 303);
        struct work jobs = mission->fixture->system;
        jobs.hand_over = internal_run_here;
        jobs.hand_over_context = &mission->fixture->application;
        jobs.now = clock_now();
        assert_int_equal(job_run_next(&jobs, &duplicate_look_job, 1, TEXT("test")), OK);
    }
    assert_int_equal(pair_between(&work, twin->head.id, absorbed->head.id, &pair), OK);
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_pairs", "SELECT COUNT(*) FROM person_pair WHERE first_person = $1 OR "
                                                  "second_person = $1"),
                                   &bind, 1) > 0,
                     1);
    assert_int_equal(loopback_get(administrator, "/en/person-pairs/figures")->status, 200);
    assert_true(loopback_shows(administrator, "Last compared on"));
    administrator = loopback_close(administrator);
}

#define WITH_TWO(test) cmocka_unit_test_setup(test, two_records)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TWO(nothing_is_left_behind_and_all_can_be_read),
        WITH_TWO(whoever_asks_for_the_old_record_finds_the_new_one),
        WITH_TWO(apart_again_every_table_is_as_before),
        WITH_TWO(what_is_done_meanwhile_goes_where_it_belongs),
        WITH_TWO(a_chain_comes_apart_in_its_order),
        WITH_TWO(of_two_officers_one_wins),
        WITH_TWO(who_may_not_merge_does_not),
        WITH_TWO(a_database_that_fails_at_any_call_leaves_all_as_it_was),
        WITH_TWO(two_open_cases_are_not_joined),
        WITH_TWO(relatives_are_two_persons),
        WITH_TWO(what_somebody_said_is_remembered),
        WITH_TWO(who_is_different_from_a_part_is_different_from_the_whole),
        WITH_TWO(erased_means_both),
        WITH_TWO(a_supervisor_merges_and_parts_on_pages),
        WITH_TWO(two_officers_press_the_button_at_once),
        WITH_TWO(who_asks_for_a_second_opinion_does_not_give_it),
        WITH_TWO(an_instalment_is_not_paid_under_both),
        WITH_TWO(a_page_does_not_release_what_is_doubtful),
        WITH_TWO(cash_is_held_until_it_is_handed_over),
        WITH_TWO(a_transfer_that_was_made_is_recorded),
        WITH_TWO(a_faint_likeness_holds_nobody),
        WITH_TWO(the_whole_register_is_compared_once),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
