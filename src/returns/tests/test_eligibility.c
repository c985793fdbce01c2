/* Who may return: each rule of the Morocco profile on both sides, the gate, the signed answer, an override, suspensions
   at the approval and again at the departure; and the wall before what a screening tells. */
#include "returns/eligibility.h"
#include "returns/tests/mission.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "document/document.h"
#include "returns/return_figures.h"
#include "system/file.h"
#include "system/random.h"
#include "web/record_parts.h"

static struct mission *mission;
static struct loopback *clients[ROLE_COUNT];

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open();
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    for (int role = 0; role < ROLE_COUNT; role++)
        clients[role] = loopback_close(clients[role]);
    mission = mission_close(mission);
    return 0;
}

static struct loopback *as(enum role role)
{
    if (clients[role] == NULL)
        clients[role] = fixture_role(mission->fixture, role);
    return clients[role];
}

static const char *path_of(const char *base, struct identifier id, const char *behind)
{
    return arena_format(mission->arena, "/en/%s/%.*s%s", base, TEXT_ARG(identifier_to_text(mission->arena, id)), behind)
        .at;
}

static struct return_case *case_at(const char *name, const char *state)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, state);
    return file;
}

/* Changes the stored case as the program does. */
static void change(const struct return_case *file, void (*set)(struct return_case *row))
{
    struct work *work = &mission->fixture->system;
    const struct return_case *before = mission_row(mission, &return_case_record, file->head.id);
    struct return_case *row = record_copy(mission->arena, &return_case_record, before);
    set(row);
    assert_int_equal(record_update_by_step(work, &return_case_record, before, row, TEXT("test")), OK);
}

static void suspend(const char *country, const char *zone, int32_t from, int32_t until)
{
    struct suspended_place *place = record_new(mission->arena, &suspended_place_record);
    struct work work = mission_work(mission, ROLE_PROGRAMME_MANAGER);
    place->head.organisation = work.actor->organisation;
    place->country = text_from(country);
    place->zone = text_from(zone);
    place->from_on = from;
    place->until_on = until;
    place->reason = TEXT("Fighting");
    place->source = TEXT("A letter of the regional office");
    assert_int_equal(record_insert(&work, &suspended_place_record, place), OK);
}

static void lift_all(void)
{
    struct value bind[] = {value_date(mission->today - 1)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_lift", "UPDATE suspended_place SET from_on = $1, until_on = $1"), bind, 1, NULL),
                     OK);
}

static enum rule_value answer(const struct return_case *file, const char *moment, const char *code)
{
    struct eligibility answers;
    struct work *work = &mission->fixture->system;
    assert_int_equal(eligibility_ask(work, mission_row(mission, &return_case_record, file->head.id), moment, &answers),
                     OK);
    for (size_t i = 0; i < answers.count; i++)
        if (text_is(answers.answers[i].rule->code, code))
            return answers.answers[i].value;
    fail_msg("no rule %s at %s", code, moment);
    return RULE_UNKNOWN;
}

/* ---- each rule on its sides ---- */

static void forget(struct return_case *row)
{
    row->lacks_means.is = row->previously_assisted.is = row->capacity_doubt.is = row->asylum_claim.is = FLAG_UNKNOWN;
}
static void means(struct return_case *row) { row->lacks_means.is = FLAG_NO; }
static void spoken(struct return_case *row) { row->declaration_means = TEXT("spoken"); }
static void assisted(struct return_case *row) { row->previously_assisted.is = FLAG_YES; }
static void doubt(struct return_case *row) { row->capacity_doubt.is = FLAG_YES; }
static void confirmed(struct return_case *row)
{
    row->capacity_confirmed_on = mission->today;
    row->capacity_confirmed_by = TEXT("Dr. Benali, psychiatrist");
}
static void asylum(struct return_case *row) { row->asylum_claim.is = FLAG_YES; }
static void told(struct return_case *row) { row->unhcr_notified_on = mission->today; }
static void closed(struct return_case *row) { row->asylum_closed_on = mission->today; }
static void in_zone(struct return_case *row) { row->zone_suspended.is = FLAG_YES; }
static void beside_zone(struct return_case *row) { row->zone_suspended.is = FLAG_NO; }

static void test_rules_of_the_approval(void **state)
{
    (void)state;
    struct return_case *file = case_at("DIALLO", "consented");
    static const char *const CODES[] = {"wants_and_lacks_means", "consent_stands",  "declaration_signed",
                                        "destination_open",      "child_protected", "capacity_confirmed",
                                        "asylum_told",           "first_return",    "funds_match"};
    for (size_t i = 0; i < COUNT(CODES); i++)
        assert_int_equal(answer(file, "approval", CODES[i]), RULE_YES);
    change(file, forget);
    assert_int_equal(answer(file, "approval", "wants_and_lacks_means"), RULE_UNKNOWN);
    assert_int_equal(answer(file, "approval", "first_return"), RULE_UNKNOWN);
    assert_int_equal(answer(file, "approval", "capacity_confirmed"), RULE_UNKNOWN);
    change(file, means);
    assert_int_equal(answer(file, "approval", "wants_and_lacks_means"), RULE_NO);
    change(file, spoken);
    assert_int_equal(answer(file, "approval", "declaration_signed"), RULE_NO);
    change(file, assisted);
    assert_int_equal(answer(file, "approval", "first_return"), RULE_NO);
    change(file, doubt);
    assert_int_equal(answer(file, "approval", "capacity_confirmed"), RULE_UNKNOWN);
    change(file, confirmed);
    assert_int_equal(answer(file, "approval", "capacity_confirmed"), RULE_YES);
    change(file, asylum);
    assert_int_equal(answer(file, "approval", "asylum_told"), RULE_NO);
    mission_counselling(mission, file, "voluntary," ASYLUM_TOPIC);
    assert_int_equal(answer(file, "approval", "asylum_told"), RULE_UNKNOWN);
    change(file, told);
    assert_int_equal(answer(file, "approval", "asylum_told"), RULE_YES);
    assert_int_equal(answer(file, "departure", "asylum_closed"), RULE_UNKNOWN);
    change(file, closed);
    assert_int_equal(answer(file, "departure", "asylum_closed"), RULE_YES);
    assert_int_equal(answer(file, "departure", "fit_to_travel"), RULE_UNKNOWN);
}

static int32_t best_until;
static enum outcome best_interests(struct work *work, const struct return_case *file, int32_t *ret_until)
{
    (void)work, (void)file;
    *ret_until = best_until;
    return best_until == DATE_NONE ? NOT_FOUND : OK;
}

static enum outcome alone(struct work *work, const struct return_case *file, int32_t day, bool *ret_alone)
{
    (void)work, (void)file, (void)day;
    *ret_alone = true;
    return OK;
}

static void test_a_child_alone_needs_a_decision(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "BARRY");
    mission_consents_of(mission, person->head.id, day_from_date(mission->today).year - 12);
    struct return_case *file = mission_case(mission, person->head.id);
    assert_int_equal(answer(file, "approval", "child_protected"), RULE_UNKNOWN); /* not screened yet */
    return_child_alone = alone;
    assert_int_equal(answer(file, "approval", "child_protected"), RULE_NO); /* without guardian */
    struct person_relation *relation = record_new(mission->arena, &person_relation_record);
    relation->head = person->head;
    relation->head.id = (struct identifier){{0}};
    relation->head.number = TEXT_NONE;
    relation->head.state = TEXT_NONE;
    relation->other = mission_person(mission, "SOW")->head.id;
    relation->kind = TEXT("guardian");
    assert_int_equal(record_insert(&mission->fixture->system, &person_relation_record, relation), OK);
    assert_int_equal(answer(file, "approval", "child_protected"), RULE_UNKNOWN);
    return_best_interests = best_interests;
    best_until = DATE_NONE;
    assert_int_equal(answer(file, "approval", "child_protected"), RULE_NO);
    best_until = mission->today - 1;
    assert_int_equal(answer(file, "departure", "child_protected"), RULE_NO);
    best_until = mission->today;
    assert_int_equal(answer(file, "departure", "child_protected"), RULE_YES);
    return_best_interests = NULL;
    /* The screening is the protection officer's; what it led to is shown, what it rests on is not. */
    assert_int_equal(loopback_get(as(ROLE_CASEWORKER), path_of("return-cases", file->head.id, ""))->status, 200);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "A child alone has a guardian"));
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "is known to protection officers"));
    assert_false(loopback_shows(as(ROLE_CASEWORKER), "Unaccompanied or separated child"));
    assert_int_equal(loopback_get(as(ROLE_OPERATIONS), path_of("return-cases", file->head.id, ""))->status, 200);
    assert_false(loopback_shows(as(ROLE_OPERATIONS), "A child alone has a guardian"));
    return_child_alone = NULL;
}

/* ---- suspended places ---- */

static void test_suspensions_by_day_and_zone(void **state)
{
    (void)state;
    struct return_case *file = case_at("BAH", "consented");
    suspend("GIN", "", mission->today + 1, DATE_NONE);
    suspend("GIN", "", mission->today - 30, mission->today - 1);
    suspend("SEN", "", mission->today - 30, DATE_NONE);
    assert_int_equal(answer(file, "approval", "destination_open"), RULE_YES);
    suspend("GIN", "Nzérékoré", mission->today - 30, DATE_NONE);
    assert_int_equal(answer(file, "approval", "destination_open"), RULE_UNKNOWN);
    change(file, in_zone);
    assert_int_equal(answer(file, "approval", "destination_open"), RULE_NO);
    change(file, beside_zone);
    assert_int_equal(answer(file, "approval", "destination_open"), RULE_YES);
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "approve"), OK);
    mission_bring(mission, file, "booked");
    suspend("GIN", "", mission->today, mission->today);
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "depart"), INVALID);
    lift_all();
    assert_int_equal(mission_step(mission, ROLE_OPERATIONS, &return_flow, file->head.id, "depart"), OK);
}

static void test_who_keeps_the_list(void **state)
{
    (void)state;
    static const char FORM[] = "country=SEN&zone=Casamance&from_on=01%2F02%2F2026&reason=R&source=S";
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    assert_int_equal(loopback_get(as(ROLE_CASEWORKER), "/en/suspended-places")->status, 200);
    assert_int_equal(loopback_get(as(ROLE_CASEWORKER), "/en/suspended-places/new")->status, 403);
    assert_int_equal(loopback_get(as(ROLE_TRAINER), "/en/suspended-places")->status, 403);
    assert_int_equal(loopback_get(as(ROLE_ADMINISTRATOR), "/en/suspended-places/new")->status, 200);
    assert_int_equal(loopback_get(manager, "/en/suspended-places/new")->status, 200);
    struct text key = loopback_hidden(manager, "_key");
    const char *form = arena_format(mission->arena, "_key=%.*s&%s", TEXT_ARG(key), FORM).at;
    assert_int_equal(loopback_post(manager, "/en/suspended-places", form)->status, 303);
    assert_int_equal(loopback_get(as(ROLE_OPERATIONS), "/en/suspended-places")->status, 200);
    assert_true(loopback_shows(as(ROLE_OPERATIONS), "Casamance"));
    assert_int_equal(loopback_get(as(ROLE_AUDITOR), "/en/suspended-places.csv")->status, 200);
    lift_all();
}

/* ---- deciding ---- */

/* As an upload leaves it. */
static void attach_declaration(const struct return_case *file)
{
    struct value bind[] = {value_id(identifier_new()),
                           value_id(file->head.person),
                           value_id(file->head.id),
                           value_id(file->head.organisation),
                           value_instant(mission->fixture->system.now),
                           value_bytes(TEXT("x"))};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_attach", "INSERT INTO attachment (id, person, record, subject, organisation, "
                                                "kind, file_name, media_type, size, chunks, made_at, digest) VALUES "
                                                "($1, $2, 'return_case', $3, $4, 'declaration', $6, 'image/png', 1, 1, "
                                                "$5, '')"),
                                bind, 6, NULL),
                     OK);
}

static const struct return_decision *last_decision(const struct return_case *file)
{
    struct rows rows;
    struct value bind[] = {value_id(file->head.id)};
    assert_int_equal(
        db_query(mission->fixture->db,
                 SQL("t_decision", "SELECT id FROM return_decision WHERE return_case = $1 ORDER BY id DESC LIMIT 1"),
                 bind, 1, mission->arena, &rows),
        OK);
    return rows.count == 0 ? NULL : mission_row(mission, &return_decision_record, cell_id(&rows, 0, 0));
}

static void test_what_was_signed_stays_as_it_was(void **state)
{
    (void)state;
    struct return_case *file = case_at("KEITA", "consented");
    attach_declaration(file);
    mission_bring(mission, file, "preparing");
    const struct return_decision *decision = last_decision(file);
    assert_non_null(decision);
    assert_text(decision->answer, "met");
    assert_text(decision->rule_set, "return_eligibility");
    assert_int_equal(decision->rule_set_version, 1);
    assert_int_equal(decision->rule_set_hash.length, 64);
    assert_true(text_find(decision->facts, TEXT("\"lacks_means\":true")) > 0);
    change(file, means); /* what is learnt later does not reach what was signed */
    const char *path = path_of("return-decisions", decision->head.id, "");
    assert_int_equal(loopback_get(as(ROLE_SUPERVISOR), path)->status, 200);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "Lacks the means to return alone: Yes"));
    assert_false(loopback_shows(as(ROLE_SUPERVISOR), "badge-bad"));
    assert_int_equal(loopback_get(as(ROLE_OPERATIONS), path)->status, 404);
    assert_int_equal(loopback_get(as(ROLE_FINANCE_PREPARER), path)->status, 404);
}

static enum outcome take(enum role role, const struct return_case *file, const char *action,
                         void (*change_input)(struct return_case *input), struct text *ret_code)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct return_case *row = mission_row(mission, &return_case_record, file->head.id);
    struct return_case *input = record_copy(mission->arena, &return_case_record, row);
    mission_answers(mission, &return_flow, input);
    if (change_input != NULL)
        change_input(input);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome =
        flow_move(&work, &return_flow, file->head.id, row->head.version, text_from(action), input, TEXT_NONE);
    *ret_code = work.problems.first == NULL ? TEXT_NONE : text_from(work.problems.first->code);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void no_reason(struct return_case *input) { input->override_reason = TEXT_NONE; }
static void no_note(struct return_case *input) { input->decision_note = TEXT_NONE; }

static void test_despite_a_rule(void **state)
{
    (void)state;
    struct text code;
    struct return_case *file = case_at("CAMARA", "consented");
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve_despite", NULL, &code), INVALID);
    assert_text(code, "no_rule_stops");
    change(file, means);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve", NULL, &code), INVALID);
    assert_text(code, "rule_stops");
    assert_int_equal(take(ROLE_CASEWORKER, file, "approve_despite", NULL, &code), FORBIDDEN);
    assert_int_equal(take(ROLE_OPERATIONS, file, "approve_despite", NULL, &code), FORBIDDEN);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve_despite", no_reason, &code), INVALID);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve_despite", no_note, &code), INVALID);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve_despite", NULL, &code), OK);
    const struct return_decision *decision = last_decision(file);
    assert_text(decision->answer, "overridden");
    assert_text(decision->override_reason, "urgent");
    assert_text(decision->note, "Her sister is ill.");
    struct value bind[] = {value_id(file->head.id)};
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_audit", "SELECT COUNT(*) FROM audit_event WHERE subject = $1 "
                                                  "AND action = 'approve_despite'"),
                                   bind, 1),
                     1);
    struct figure_query query = {.from = mission->today,
                                 .to = mission->today,
                                 .by = {FIGURE_OVERRIDE_REASON},
                                 .by_count = 1,
                                 .measures = {FIGURE_OVERRIDES},
                                 .measure_count = 1};
    struct figure_table table;
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    assert_int_equal(figures_get(&work, &query, &table), OK);
    assert_int_equal(table.totals[0], 1);
    assert_text(table.rows[0].keys[0].code, "urgent");
    assert_int_equal(loopback_get(as(ROLE_SUPERVISOR), "/en/figures")->status, 200);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "Waiting would harm the person"));
}

/* A consent withdrawn is passed by by nobody; withdrawing it ends the case, so it is taken away behind its back. */
static void test_nobody_passes_a_consent_by(void **state)
{
    (void)state;
    struct text code;
    struct return_case *file = case_at("SYLLA", "consented");
    struct value bind[] = {value_id(file->head.person)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_no_consent", "DELETE FROM person_consent WHERE person = $1 "
                                                    "AND purpose = 'assistance'"),
                                bind, 1, NULL),
                     OK);
    change(file, means);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve_despite", NULL, &code), INVALID);
}

/* The signed copy is attached, or the supervisor writes why it is not. */
static void test_the_signed_copy(void **state)
{
    (void)state;
    struct text code;
    struct return_case *file = case_at("DRAME", "consented");
    assert_int_equal(answer(file, "approval", "declaration_on_file"), RULE_NO);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve", no_note, &code), INVALID);
    assert_text(code, "reasons_missing");
    attach_declaration(file);
    assert_int_equal(answer(file, "approval", "declaration_on_file"), RULE_YES);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve", no_note, &code), OK);
}

/* Helped before: nothing is held up, but the supervisor writes why. */
static void test_a_reasoned_decision(void **state)
{
    (void)state;
    struct text code;
    struct return_case *file = case_at("SOUMAH", "consented");
    attach_declaration(file);
    change(file, assisted);
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve", no_note, &code), INVALID);
    assert_text(code, "reasons_missing");
    assert_int_equal(take(ROLE_SUPERVISOR, file, "approve", NULL, &code), OK);
    assert_text(last_decision(file)->answer, "considered");
}

/* The declaration waits for the warning, UNHCR and a professional where they are due. */
static void test_gates_of_the_declaration(void **state)
{
    (void)state;
    struct text code;
    struct return_case *file = case_at("TOURE", "counselled");
    change(file, asylum);
    assert_int_equal(take(ROLE_CASEWORKER, file, "consent", NULL, &code), INVALID);
    assert_text(code, "asylum_not_warned");
    assert_int_equal(
        loopback_get(as(ROLE_CASEWORKER), path_of("return-cases", file->head.id, "/counselling/new"))->status, 200);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "the protection ends, and UNHCR is told"));
    mission_counselling(mission, file, ASYLUM_TOPIC);
    assert_int_equal(take(ROLE_CASEWORKER, file, "consent", NULL, &code), INVALID);
    assert_text(code, "unhcr_not_told");
    change(file, told);
    change(file, doubt);
    assert_int_equal(take(ROLE_CASEWORKER, file, "consent", NULL, &code), INVALID);
    assert_text(code, "capacity_not_confirmed");
    change(file, confirmed);
    assert_int_equal(take(ROLE_CASEWORKER, file, "consent", NULL, &code), OK);
}

/* Who comes back is counselled anew. */
static void test_old_sessions_do_not_count(void **state)
{
    (void)state;
    struct text code;
    struct return_case *file = case_at("FOFANA", "screened");
    mission_counselling(mission, file, "voluntary");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "withdraw"), OK);
    struct value bind[] = {value_id(file->head.id), value_date(mission->today - 10)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_old", "UPDATE return_counselling SET held_on = $2 WHERE return_case = $1"), bind,
                                2, NULL),
                     OK);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "reopen"), OK);
    mission_screen(mission, file->head.id, "continue");
    assert_int_equal(take(ROLE_CASEWORKER, file, "counsel", NULL, &code), INVALID);
    assert_text(code, "counselling_missing");
}

/* ---- the files ---- */

static void put_rules(const char *directory, int version, struct text text)
{
    struct text folder = arena_format(mission->arena, "%s/rules", directory);
    assert_int_equal(directory_make(folder.at, 0700), OK);
    struct text path = arena_format(mission->arena, "%s/return_eligibility_%d.rules", folder.at, version);
    assert_int_equal(file_write(path.at, text, 0600), OK);
}

static struct text replaced(struct text text, const char *from, const char *to)
{
    ptrdiff_t at = text_find(text, text_from(from));
    assert_true(at >= 0);
    return arena_format(mission->arena, "%.*s%s%.*s", (int)at, text.at, to,
                        (int)(text.length - (size_t)at - strlen(from)), text.at + at + strlen(from));
}

static void test_versions_do_not_change(void **state)
{
    (void)state;
    char directory[] = "/tmp/sanad.rules.XXXXXX";
    struct text text;
    struct text code;
    assert_non_null(mkdtemp(directory));
    struct text path = arena_format(mission->arena, "%s/rules/return_eligibility_1.rules", getenv("TEST_PROFILE"));
    assert_int_equal(file_read(mission->arena, path.at, RULES_TEXT_MOST, &text), OK);
    struct return_case *file = case_at("BANGOURA", "preparing"); /* version 1 was used by now */
    /* the same version with another text: nothing can be signed by it */
    put_rules(directory, 1, replaced(text, "# Who may return", "# who may return"));
    assert_int_equal(return_rules_load(mission->arena, directory), OK);
    assert_int_equal(return_rules_check(&mission->fixture->system), FAILED);
    struct return_case *other = case_at("CONDE", "consented");
    assert_int_equal(take(ROLE_SUPERVISOR, other, "approve", NULL, &code), INVALID);
    assert_text(code, "rules_changed");
    /* a new version is taken from its day on, and the old decision still shows the old text */
    put_rules(directory, 1, text);
    struct text second = replaced(replaced(text, "version 1", "version 2"),
                                  "rule first_return\n  source once\n  at approval\n  effect decision",
                                  "rule first_return\n  source once\n  at approval\n  effect stop");
    put_rules(directory, 2, second);
    assert_int_equal(return_rules_load(mission->arena, directory), OK);
    assert_int_equal(return_rules_check(&mission->fixture->system), OK);
    change(other, assisted);
    assert_int_equal(take(ROLE_SUPERVISOR, other, "approve", NULL, &code), INVALID);
    assert_text(code, "rule_stops");
    const char *page = path_of("return-decisions", last_decision(file)->head.id, "");
    assert_int_equal(loopback_get(as(ROLE_SUPERVISOR), page)->status, 200);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "Conditions of assisted voluntary return, version 1"));
    /* what the program cannot answer is refused at start */
    static const char *const WRONG[][2] = {{"fact age\n", "fact shoe_size\n"},
                                           {"effect decision", "effect guess"},
                                           {"at approval\n", "at breakfast\n"},
                                           {"kind number", "kind code"},
                                           {"version 1", "version 3"}};
    for (size_t i = 0; i < COUNT(WRONG); i++) {
        put_rules(directory, 1, replaced(text, WRONG[i][0], WRONG[i][1]));
        assert_int_equal(return_rules_load(mission->arena, directory), FAILED);
    }
    assert_int_equal(return_rules_load(mission->arena, getenv("TEST_PROFILE")), OK);
    struct text folder = arena_format(mission->arena, "%s/rules", directory);
    for (int version = 1; version <= 2; version++)
        (void)unlink(arena_format(mission->arena, "%s/return_eligibility_%d.rules", folder.at, version).at);
    (void)rmdir(folder.at);
    (void)rmdir(directory);
}

/* Somebody was helped to return, comes back and gives another name: their card gets it, keeps the one of that time, and
   the return of that time counts whatever is said in the new request. */
static void test_assisted_before_under_another_name(void **state)
{
    (void)state;
    struct return_case *earlier = case_at("KABA", "arrived");
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, earlier->head.id, "close_early"), OK);
    const struct person *before = mission_row(mission, &person_record, earlier->head.person);
    struct person *renamed = record_copy(mission->arena, &person_record, before);
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    renamed->family_name = TEXT("TRAORE");
    renamed->other_names = before->family_name;
    assert_int_equal(record_update(&work, &person_record, before, renamed), OK);
    struct return_case *file = mission_case(mission, earlier->head.person);
    mission_bring(mission, file, "consented");
    const struct return_case *now = mission_row(mission, &return_case_record, file->head.id);
    assert_int_equal(now->previously_assisted.is, FLAG_NO); /* as the person said */
    assert_int_equal(answer(file, "approval", "first_return"), RULE_NO);
    /* it holds nothing up, and nobody passes it by without writing why */
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, file->head.id, "approve"), OK);
    now = mission_row(mission, &return_case_record, file->head.id);
    assert_true(text_is(now->head.state, "preparing"));
    /* somebody of that name who never returned is asked nothing */
    assert_int_equal(answer(case_at("KABA", "consented"), "approval", "first_return"), RULE_YES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_of_the_approval),
        cmocka_unit_test(test_a_child_alone_needs_a_decision),
        cmocka_unit_test(test_suspensions_by_day_and_zone),
        cmocka_unit_test(test_who_keeps_the_list),
        cmocka_unit_test(test_what_was_signed_stays_as_it_was),
        cmocka_unit_test(test_despite_a_rule),
        cmocka_unit_test(test_nobody_passes_a_consent_by),
        cmocka_unit_test(test_a_reasoned_decision),
        cmocka_unit_test(test_the_signed_copy),
        cmocka_unit_test(test_gates_of_the_declaration),
        cmocka_unit_test(test_old_sessions_do_not_count),
        cmocka_unit_test(test_versions_do_not_change),
        cmocka_unit_test(test_assisted_before_under_another_name),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
