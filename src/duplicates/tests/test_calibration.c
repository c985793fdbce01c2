/* What people decided about pairs bends probabilities: from enough decisions on, once somebody says so, for one
   organisation, and until it is taken back. */
#include <math.h>

#include "duplicates/calibrations.h"
#include "duplicates/duplicate_store.h"
#include "duplicates/field_weights.h"
#include "duplicates/tests/doubles.h"
#include "flow/flow.h"
#include "matching/register_weights.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/internal.h"

enum { STEPS = 10, OF_EACH = 45 };
static const double PRIOR = -12.29; /* of a register of 1,000 */
static const double TOO_SURE = 3;   /* bits by which the shipped weights are too sure in this test */

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

static void add_decided(double odds, bool same, const char *found_by)
{
    struct value bind[] = {value_id(identifier_new()),
                           value_id(mission->fixture->organisation->head.id),
                           value_text(same ? TEXT("same") : TEXT("different")),
                           value_instant(clock_now()),
                           value_id(identifier_new()),
                           value_id(identifier_new()),
                           value_integer(llround(1000 / (1 + exp2(-odds)))),
                           value_integer(llround((odds - PRIOR) * 10)),
                           value_text(text_from(found_by))};
    assert_int_equal(
        db_execute(mission->fixture->db,
                   SQL("t_decided",
                       "INSERT INTO person_pair (id, organisation, state, version, created_at, changed_at, "
                       "first_person, second_person, probability, bits, weights, harm, urgency, found_by) "
                       "VALUES ($1, $2, $3, 2, $4, $4, $5, $6, $7, $8, 1, 'none', 0, $9)"),
                   bind, 9, NULL),
        OK);
}

/* `from` to `to` of the decisions of a register in which the weights are too sure. */
static void add_decisions(size_t from, size_t to)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(mission->fixture->db, true, &transaction), OK);
    for (size_t i = from; i < to; i++) {
        double odds = (double)(i % STEPS) - 1;
        double share = 1 / (1 + exp2(-(odds - TOO_SURE)));
        add_decided(odds, (double)(i / STEPS * 7 % OF_EACH) < share * OF_EACH, "whole_register");
    }
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static int64_t in_force(struct identifier organisation)
{
    struct work work = mission_work(mission, ROLE_ADMINISTRATOR);
    const struct match_weights *weights;
    assert_int_equal(calibration_in_force(&work, organisation, &weights), OK);
    return match_weights_version(weights);
}

static int64_t version_of_ours(void) { return in_force(mission->fixture->organisation->head.id); }

static int post_proposal(struct loopback *client)
{
    assert_int_equal(loopback_get(client, "/en/person-pairs/figures")->status, 200);
    const struct parameter form[] = {{TEXT("_key"), arena_text(mission->arena, loopback_hidden(client, "_key"))}};
    return loopback_post_parameters(client, "/en/person-calibrations", form, 1)->status;
}

static struct identifier newest(void)
{
    struct rows rows;
    assert_int_equal(db_query(mission->fixture->db,
                              SQL("t_newest", "SELECT id FROM person_calibration ORDER BY id DESC LIMIT 1"), NULL, 0,
                              mission->arena, &rows),
                     OK);
    assert_int_equal(rows.count, 1);
    return cell_id(&rows, 0, 0);
}

static enum outcome take(struct identifier id, enum role role, const char *action)
{
    struct work work = mission_work(mission, role);
    const struct person_calibration *row = mission_row(mission, &person_calibration_record, id);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = flow_move(&work, &calibration_flow, id, row->head.version, text_from(action), NULL,
                                     TEXT("The figures are clear."));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void look_now(void)
{
    struct work jobs = mission->fixture->system;
    jobs.hand_over = internal_run_here;
    jobs.hand_over_context = &mission->fixture->application;
    jobs.now = clock_now();
    assert_int_equal(job_run_next(&jobs, &duplicate_look_job, 1, TEXT("test")), OK);
}

/* ---- the tests ---- */

static void few_decisions_propose_nothing(void **state)
{
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    (void)state;
    add_decisions(0, DECISIONS_LEAST - 10);
    for (size_t i = 0; i < 50; i++)
        add_decided(-2, true, "colleague"); /* chosen for being the same: they say nothing */
    assert_int_equal(loopback_get(administrator, "/en/person-pairs/figures")->status, 200);
    assert_true(loopback_shows(administrator, "Those that came with the program"));
    assert_false(loopback_shows(administrator, "Propose a calibration"));
    assert_int_equal(post_proposal(administrator), 422);
    assert_true(loopback_shows(administrator, "400 decisions are needed"));
    assert_int_equal(fixture_count(mission->fixture, SQL("t_none", "SELECT COUNT(*) FROM person_calibration"), NULL, 0),
                     0);
    administrator = loopback_close(administrator);
}

static void nothing_counts_before_somebody_says_so(void **state)
{
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    struct loopback *supervisor = fixture_role(mission->fixture, ROLE_SUPERVISOR);
    (void)state;
    add_decisions(DECISIONS_LEAST - 10, STEPS * OF_EACH);
    int64_t shipped = version_of_ours();
    assert_int_equal(post_proposal(supervisor), 403);
    assert_int_equal(post_proposal(administrator), 303);
    assert_int_equal(loopback_follow(administrator)->status, 200);
    assert_true(loopback_shows(administrator, "What was 500 of 1,000 becomes"));
    assert_int_equal(version_of_ours(), shipped);
    const struct person_calibration *row = mission_row(mission, &person_calibration_record, newest());
    assert_int_equal(row->decisions, STEPS * OF_EACH); /* without those that a colleague named */
    assert_true(row->error_with < 60 && row->error_without > 150);
    assert_in_range(row->from_500, 70, 180); /* three bits less: 111 */
    assert_int_equal(take(newest(), ROLE_SUPERVISOR, "use"), FORBIDDEN);
    assert_int_equal(loopback_get(supervisor, "/en/person-calibrations")->status, 200);
    administrator = loopback_close(administrator);
    supervisor = loopback_close(supervisor);
}

/* The register, the list of pairs and the pair itself say the same. */
static void what_somebody_used_counts_everywhere(void **state)
{
    struct identifier calibration = newest(), pair;
    struct person *one = mission_person(mission, "Tchoumbala"), *other = mission_person(mission, "Tchoumballa");
    struct work work = mission->fixture->system;
    struct pair_found found = {.by = PAIR_BY_WHOLE_REGISTER};
    (void)state;
    mission_consents(mission, one->head.id);
    mission_consents(mission, other->head.id);
    one = record_copy(mission->arena, &person_record, mission_row(mission, &person_record, one->head.id));
    other = record_copy(mission->arena, &person_record, mission_row(mission, &person_record, other->head.id));
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(pair_weigh(&work, one, other, &found), OK);
    assert_int_equal(pair_note(&work, &found, &pair), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    assert_int_equal(take(calibration, ROLE_ADMINISTRATOR, "use"), OK);
    const struct person_calibration *used = mission_row(mission, &person_calibration_record, calibration);
    assert_true(identifier_equal(used->decided_by, mission->fixture->users[ROLE_ADMINISTRATOR]));
    assert_int_equal(version_of_ours(), used->weights);
    assert_int_not_equal(in_force(identifier_new()), used->weights); /* of another organisation */
    look_now();
    const struct person_pair *row = mission_row(mission, &person_pair_record, pair);
    assert_int_equal(row->weights, used->weights);
    assert_true(row->probability < llround(found.probability * 1000));
    struct person_alike *alike;
    size_t count = 0;
    bool full;
    assert_int_equal(person_alike(&work, one->head.id, &alike, &count, &full), OK);
    assert_true(count > 0 && alike[0].likeness.weights == used->weights);
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    assert_int_equal(loopback_get(administrator, "/en/person-pairs/figures")->status, 200);
    assert_true(loopback_shows(administrator, "A calibration is in force since"));
    administrator = loopback_close(administrator);
    assert_true(fixture_audited(mission->fixture, "use") > 0);
}

static void one_counts_at_a_time_and_none_when_it_is_taken_back(void **state)
{
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    struct identifier first = newest();
    (void)state;
    clock_set(clock_now() + INT64_C(1000000));
    assert_int_equal(post_proposal(administrator), 303);
    struct identifier second = newest();
    assert_int_equal(take(second, ROLE_DATA_PROTECTION, "use"), OK);
    assert_text(mission_state(mission, &calibration_flow, first), "ended");
    assert_text(mission_state(mission, &calibration_flow, second), "in_force");
    assert_int_equal(take(second, ROLE_ADMINISTRATOR, "stop"), OK);
    assert_int_equal(version_of_ours(), match_weights_version(match_weights_shipped));
    administrator = loopback_close(administrator);
    clock_set(INSTANT_NONE);
}

static void what_people_decided_against_all_likelihood_is_not_used(void **state)
{
    struct work work = mission_work(mission, ROLE_ADMINISTRATOR);
    struct person_calibration *row = record_new(mission->arena, &person_calibration_record);
    (void)state;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    for (size_t i = 0; i < DECISIONS_READ; i++)
        add_decided((double)(i % STEPS) - 1, i % STEPS < 3, "import");
    assert_int_equal(calibration_propose(&work, row), INVALID);
    assert_text(text_from(work.problems.first->code), "no_calibration");
}

/* ---- weights of fields, from the register itself ---- */

static int order_estimate(struct loopback *client)
{
    assert_int_equal(loopback_get(client, "/en/person-pairs/figures")->status, 200);
    const struct parameter form[] = {{TEXT("_key"), arena_text(mission->arena, loopback_hidden(client, "_key"))}};
    return loopback_post_parameters(client, "/en/field-weights", form, 1)->status;
}

static enum outcome take_weights(struct identifier id, enum role role, const char *action)
{
    struct work work = mission_work(mission, role);
    const struct field_weights *row = mission_row(mission, &field_weights_record, id);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = flow_move(&work, &field_weights_flow, id, row->head.version, text_from(action), NULL,
                                     TEXT("The figures are clear."));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void everybody_of_one_country(size_t count)
{
    static const char *const SYLLABLES[] = {"zan", "kor", "bil", "dem", "fod", "gar", "lom", "niv", "pud", "ruk"};
    for (size_t i = 0; i < count; i++)
        (void)mission_person(mission, arena_format(mission->arena, "%s%s%s", SYLLABLES[i % 10], SYLLABLES[i / 10 % 10],
                                                   SYLLABLES[i / 100 % 10])
                                          .at);
}

static void few_persons_teach_no_weights(void **state)
{
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    struct loopback *supervisor = fixture_role(mission->fixture, ROLE_SUPERVISOR);
    (void)state;
    assert_int_equal(order_estimate(administrator), 422);
    assert_true(loopback_shows(administrator, "1000 persons are needed"));
    assert_int_equal(order_estimate(supervisor), 403);
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_jobs", "SELECT COUNT(*) FROM job WHERE kind = 'duplicates.learn'"), NULL, 0),
                     0);
    administrator = loopback_close(administrator);
    supervisor = loopback_close(supervisor);
}

static void the_register_shows_what_its_fields_weigh(void **state)
{
    struct loopback *administrator = fixture_role(mission->fixture, ROLE_ADMINISTRATOR);
    struct work jobs = mission->fixture->system;
    struct rows rows;
    (void)state;
    everybody_of_one_country(LEARN_LEAST);
    assert_int_equal(order_estimate(administrator), 303);
    assert_int_equal(order_estimate(administrator), 303); /* one is under way: no second one */
    jobs.hand_over = internal_run_here;
    jobs.hand_over_context = &mission->fixture->application;
    jobs.now = clock_now();
    for (size_t turn = 0; turn < 4; turn++) /* comparisons that wait are left to others */
        assert_true(job_run_next(&jobs, &duplicate_learn_job, 1, TEXT("test")) >= OK);
    assert_int_equal(
        db_query(mission->fixture->db, SQL("t_learnt", "SELECT id FROM field_weights"), NULL, 0, mission->arena, &rows),
        OK);
    assert_int_equal(rows.count, 1);
    struct identifier id = cell_id(&rows, 0, 0);
    const struct field_weights *row = mission_row(mission, &field_weights_record, id);
    assert_true(row->persons >= LEARN_LEAST);
    assert_int_equal(version_of_ours(), match_weights_version(match_weights_shipped)); /* nothing counts yet */
    assert_int_equal(
        loopback_get(
            administrator,
            arena_format(mission->arena, "/en/field-weights/%.*s", TEXT_ARG(identifier_to_text(mission->arena, id))).at)
            ->status,
        200);
    assert_true(loopback_shows(administrator, "What each field weighs"));
    assert_int_equal(take_weights(id, ROLE_SUPERVISOR, "use"), FORBIDDEN);
    /* a calibration that was proposed before is of other weights */
    assert_int_equal(post_proposal(administrator), 303);
    struct identifier calibration = newest();
    assert_int_equal(take(calibration, ROLE_ADMINISTRATOR, "use"), OK);
    clock_set(clock_now() + INT64_C(1000000));
    assert_int_equal(post_proposal(administrator), 303);
    struct identifier late = newest();
    assert_int_equal(take_weights(id, ROLE_DATA_PROTECTION, "use"), OK);
    assert_text(mission_state(mission, &calibration_flow, calibration), "ended");
    assert_int_equal(take(late, ROLE_ADMINISTRATOR, "use"), INVALID);
    assert_int_equal(version_of_ours(), row->weights);
    assert_int_equal(in_force(identifier_new()), match_weights_version(match_weights_shipped));
    assert_int_equal(post_proposal(administrator), 422); /* nobody decided anything by these yet */
    struct work work = mission_work(mission, ROLE_ADMINISTRATOR);
    const struct match_weights *weights;
    assert_int_equal(calibration_in_force(&work, mission->fixture->organisation->head.id, &weights), OK);
    assert_true(match_level_bits(weights, MATCH_NATIONALITY, 0) < 1); /* all are of one country */
    assert_int_equal(loopback_get(administrator, "/en/person-pairs/figures")->status, 200);
    assert_true(loopback_shows(administrator, "An estimate from this register is in force since"));
    assert_int_equal(take_weights(id, ROLE_ADMINISTRATOR, "stop"), OK);
    assert_int_equal(version_of_ours(), match_weights_version(match_weights_shipped));
    administrator = loopback_close(administrator);
    clock_set(INSTANT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_decisions_propose_nothing),
        cmocka_unit_test(nothing_counts_before_somebody_says_so),
        cmocka_unit_test(what_somebody_used_counts_everywhere),
        cmocka_unit_test(one_counts_at_a_time_and_none_when_it_is_taken_back),
        cmocka_unit_test(few_persons_teach_no_weights),
        cmocka_unit_test(the_register_shows_what_its_fields_weigh),
        cmocka_unit_test(what_people_decided_against_all_likelihood_is_not_used),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
