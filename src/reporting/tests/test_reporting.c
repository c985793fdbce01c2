/* Donors' reports: who writes, who reviews, what is frozen, what a correction replaces; figures of few persons. */
#include "reporting/report_content.h"
#include "reporting/report_rules.h"
#include "reporting/report_store.h"
#include "returns/tests/mission.h"
#include "web/record_parts.h"

static struct mission *mission;

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open();
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    mission = mission_close(mission);
    return 0;
}

static enum outcome store(enum role role, const struct record *record, void *row, struct text *ret_code)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    record_head(row)->organisation = mission->fixture->organisation->head.id;
    record_head(row)->office = mission->fixture->offices[0]->head.id;
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome =
        record == &donor_report_record ? donor_report_open(&work, row) : record_insert(&work, record, row);
    *ret_code = work.problems.first == NULL ? TEXT_NONE : text_from(work.problems.first->code);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

#define STORED(record, row)                                                             \
    do {                                                                                \
        struct text stored_code;                                                        \
        assert_int_equal(store(ROLE_PROGRAMME_MANAGER, record, row, &stored_code), OK); \
    } while (0)

static struct report_goal *add_goal(const char *level, const char *code)
{
    struct report_goal *goal = record_new(mission->arena, &report_goal_record);
    goal->donor_grant = mission->grant->head.id;
    goal->level = text_from(level);
    goal->code = text_from(code);
    goal->title = TEXT("Des retours sûrs");
    goal->title_english = TEXT("Safe returns");
    STORED(&report_goal_record, goal);
    return goal;
}

static struct report_indicator *add_indicator(const struct report_goal *goal, const char *code, const char *definition)
{
    struct report_indicator *indicator = record_new(mission->arena, &report_indicator_record);
    indicator->goal = goal->head.id;
    indicator->code = text_from(code);
    indicator->definition = text_from(definition);
    if (indicator->definition.length == 0) {
        indicator->title = TEXT("Personnes satisfaites");
        indicator->meaning = TEXT("Réponses d’au moins 4 sur 5.");
    }
    indicator->target = 40;
    indicator->source = TEXT("Convention");
    STORED(&report_indicator_record, indicator);
    return indicator;
}

static struct donor_report *add_report(void)
{
    struct donor_report *report = record_new(mission->arena, &donor_report_record);
    report->donor_grant = mission->grant->head.id;
    report->kind = TEXT("progress");
    report->period_from = mission->today - 100;
    report->period_to = mission->today;
    report->due_on = mission->today + 60;
    STORED(&donor_report_record, report);
    return report;
}

static enum outcome write_as(enum role role, const struct donor_report *report, const char *part, const char *language,
                             int64_t version, const char *body)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome =
        report_text_write(&work, report->head.id, text_from(part), text_from(language), version, text_from(body));
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void write_all(const struct donor_report *report)
{
    for (size_t i = 0; i < report_parts.count; i++)
        if (report_part_required(text_from(report_parts.choices[i].code)))
            assert_int_equal(
                write_as(ROLE_PROGRAMME_MANAGER, report, report_parts.choices[i].code, "fr", 0, "Voilà ce qui fut."),
                OK);
}

static enum outcome move(enum role role, const struct donor_report *report, const char *action, struct text *ret_code)
{
    struct work work = mission_work(mission, role);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const struct donor_report *row = mission_row(mission, &donor_report_record, report->head.id);
    struct donor_report *input = record_copy(mission->arena, &donor_report_record, row);
    input->sent_on = mission->today;
    input->correction = TEXT("A number was wrong.");
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    enum outcome outcome = flow_move(&work, &donor_report_flow, report->head.id, row->head.version, text_from(action),
                                     input, TEXT("Because."));
    *ret_code = work.problems.first == NULL ? TEXT_NONE : text_from(work.problems.first->code);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

#define MOVED(role, report, action)                                    \
    do {                                                               \
        struct text moved_code;                                        \
        assert_int_equal(move(role, report, action, &moved_code), OK); \
    } while (0)
#define REFUSED(role, report, action, code)                                   \
    do {                                                                      \
        struct text refused_code;                                             \
        assert_int_equal(move(role, report, action, &refused_code), INVALID); \
        assert_text(refused_code, code);                                      \
    } while (0)

static const struct donor_report *stored(const struct donor_report *report)
{
    return mission_row(mission, &donor_report_record, report->head.id);
}

static struct report_content *content_of(const struct donor_report *report)
{
    struct work work = mission_work(mission, ROLE_PROGRAMME_MANAGER);
    struct report_content *content;
    assert_int_equal(report_content_get(&work, stored(report), &content), OK);
    return content;
}

static int64_t open_tasks(const struct donor_report *report)
{
    struct value bind[] = {value_id(report->head.id)};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL"), bind, 1);
}

/* ---- rules ---- */

static void test_the_table_is_sound(void **state)
{
    (void)state;
    assert_int_equal(flow_check(&donor_report_flow), OK);
    assert_true(report_parts.count >= 5);
    assert_true(report_definitions.count >= 10);
}

static void test_rows_are_refused(void **state)
{
    struct text code;
    (void)state;
    struct report_goal *goal = add_goal("goal", "9");
    struct report_indicator *indicator = record_new(mission->arena, &report_indicator_record);
    indicator->goal = goal->head.id;
    indicator->code = TEXT("9.9");
    assert_int_equal(store(ROLE_PROGRAMME_MANAGER, &report_indicator_record, indicator, &code), INVALID);
    assert_text(code, "indicator_unnamed");
    indicator->definition = TEXT("returned");
    indicator->target = 3;
    assert_int_equal(store(ROLE_PROGRAMME_MANAGER, &report_indicator_record, indicator, &code), INVALID);
    assert_text(code, "source_missing");
    struct donor_report *report = record_new(mission->arena, &donor_report_record);
    report->donor_grant = mission->grant->head.id;
    report->kind = TEXT("final");
    report->period_from = mission->today;
    report->period_to = mission->today - 1;
    report->due_on = mission->today - 2;
    assert_int_equal(store(ROLE_PROGRAMME_MANAGER, &donor_report_record, report, &code), INVALID);
    assert_int_equal(store(ROLE_CASEWORKER, &donor_report_record, report, &code), FORBIDDEN);
    assert_int_equal(
        store(ROLE_AUDITOR, &report_goal_record, record_copy(mission->arena, &report_goal_record, goal), &code),
        FORBIDDEN);
}

/* ---- one report from its plan to its correction ---- */

static void test_written_reviewed_frozen_corrected(void **state)
{
    (void)state;
    struct report_goal *goal = add_goal("output", "1.1");
    add_indicator(goal, "1.1.1", "returned");
    struct report_indicator *entered = add_indicator(goal, "1.1.2", "");
    struct donor_report *report = add_report();
    assert_int_equal(stored(report)->begin_by, mission->today + 60 - REPORT_BEGIN_DAYS);
    assert_int_equal(open_tasks(report), 1);
    MOVED(ROLE_PROGRAMME_MANAGER, report, "begin");
    REFUSED(ROLE_PROGRAMME_MANAGER, report, "submit", "parts_missing");
    write_all(report);
    REFUSED(ROLE_PROGRAMME_MANAGER, report, "submit", "values_missing");
    struct report_value *value = record_new(mission->arena, &report_value_record);
    struct text code;
    value->report = report->head.id;
    value->indicator = entered->head.id;
    value->value = 31;
    value->counted_on = mission->today;
    assert_int_equal(store(ROLE_PROGRAMME_MANAGER, &report_value_record, value, &code), INVALID); /* no source */
    value->source = TEXT("Enquête de novembre");
    STORED(&report_value_record, value);
    MOVED(ROLE_PROGRAMME_MANAGER, report, "submit");
    assert_int_equal(stored(report)->content_hash.length, 64);
    assert_int_equal(open_tasks(report), 1);
    /* nothing of it is changed under the reviewer's eyes */
    assert_int_equal(write_as(ROLE_PROGRAMME_MANAGER, report, "summary", "fr", 1, "Tout autre chose."), INVALID);
    REFUSED(ROLE_PROGRAMME_MANAGER, report, "approve", "own_report");
    assert_int_equal(move(ROLE_AUDITOR, report, "approve", &code), FORBIDDEN);
    MOVED(ROLE_FINANCE_RELEASER, report, "send_back");
    assert_int_equal(stored(report)->content_hash.length, 0);
    assert_int_equal(write_as(ROLE_PROGRAMME_MANAGER, report, "summary", "fr", 1, "Mieux dit."), OK);
    MOVED(ROLE_PROGRAMME_MANAGER, report, "submit");
    MOVED(ROLE_FINANCE_RELEASER, report, "approve");
    struct text seal = stored(report)->content_hash;
    MOVED(ROLE_PROGRAMME_MANAGER, report, "send");
    assert_text(stored(report)->head.state, "sent");
    assert_true(text_equal(stored(report)->content_hash, seal));
    assert_int_equal(open_tasks(report), 0);
    /* what happens to the data afterwards does not reach it */
    struct report_content *before = content_of(report);
    assert_text(before->parts[0].texts[0], "Mieux dit.");
    assert_int_equal(before->results[before->result_count - 1].figures[0].value, 0);
    goal = add_goal("output", "7");
    assert_int_equal(content_of(report)->result_count, before->result_count);
    /* a correction is another report */
    MOVED(ROLE_PROGRAMME_MANAGER, report, "correct");
    REFUSED(ROLE_PROGRAMME_MANAGER, report, "correct", "correction_open");
    struct work work = mission_work(mission, ROLE_PROGRAMME_MANAGER);
    struct identifier next;
    assert_int_equal(report_open_correction(&work, report->head.id, &next), OK);
    const struct donor_report *correction = mission_row(mission, &donor_report_record, next);
    assert_int_equal(correction->edition, 2);
    assert_true(identifier_equal(correction->replaces, report->head.id));
    assert_text(correction->correction, "A number was wrong.");
    assert_int_equal(stored(report)->correction.length, 0);
    MOVED(ROLE_PROGRAMME_MANAGER, correction, "submit");
    MOVED(ROLE_FINANCE_RELEASER, correction, "approve");
    MOVED(ROLE_PROGRAMME_MANAGER, correction, "send");
    assert_text(stored(report)->head.state, "replaced");
    assert_true(text_equal(content_of(correction)->replaces, stored(report)->head.number));
    assert_text(content_of(report)->parts[0].texts[0], "Mieux dit.");
}

/* Somebody with the database's password changes what was sent: it is not shown, and not sent. */
static void test_a_changed_content_is_noticed(void **state)
{
    (void)state;
    struct donor_report *report = add_report();
    struct report_content *content;
    MOVED(ROLE_PROGRAMME_MANAGER, report, "begin");
    write_all(report);
    struct report_value *value = record_new(mission->arena, &report_value_record);
    struct report_goal **goals;
    size_t count;
    struct work work = mission_work(mission, ROLE_PROGRAMME_MANAGER);
    assert_int_equal(report_goals(&work, mission->grant->head.id, &goals, &count), OK);
    for (size_t i = 0; i < count; i++) {
        struct report_indicator **indicators;
        size_t indicator_count;
        assert_int_equal(report_indicators(&work, goals[i]->head.id, &indicators, &indicator_count), OK);
        for (size_t f = 0; f < indicator_count; f++) {
            if (indicators[f]->definition.length > 0)
                continue;
            value = record_new(mission->arena, &report_value_record);
            value->report = report->head.id;
            value->indicator = indicators[f]->head.id;
            value->value = 1;
            value->counted_on = mission->today;
            value->source = TEXT("Liste");
            STORED(&report_value_record, value);
        }
    }
    MOVED(ROLE_PROGRAMME_MANAGER, report, "submit");
    MOVED(ROLE_FINANCE_RELEASER, report, "approve");
    struct value bind[] = {value_id(report->head.id)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_break", "UPDATE donor_report SET content_hash = 'ab' WHERE id = $1"), bind, 1,
                                NULL),
                     OK);
    assert_int_equal(report_content_get(&work, stored(report), &content), NOT_FOUND);
    REFUSED(ROLE_PROGRAMME_MANAGER, report, "send", "content_changed");
}

static void test_few_persons_are_not_told(void **state)
{
    (void)state;
    struct person *person = mission_person(mission, "DIALLO");
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "departed");
    struct donor_report *report = add_report();
    struct report_content *content = content_of(report);
    size_t few = 0;
    for (size_t i = 0; i < content->result_count; i++)
        for (size_t f = 0; f < content->results[i].figure_count; f++) {
            const struct report_figure *figure = &content->results[i].figures[f];
            if (figure->known == FIGURE_FEW)
                assert_int_equal(figure->value, INTEGER_NONE);
            few += figure->known == FIGURE_FEW;
        }
    assert_true(few > 0);
    struct text json;
    assert_int_equal(report_content_write(mission->arena, content, &json), OK);
    struct report_content *again;
    assert_int_equal(report_content_read(mission->arena, json, &again), OK);
    assert_int_equal(again->result_count, content->result_count);
    assert_int_equal(again->period_to, content->period_to);
    assert_text(again->grant_title, "Way home");
    struct text twice;
    assert_int_equal(report_content_write(mission->arena, again, &twice), OK);
    assert_true(text_equal(json, twice));
    assert_int_equal(report_content_read(mission->arena, TEXT("{\"format\":2}"), &again), INVALID);
    assert_int_equal(report_content_read(mission->arena, TEXT("[]"), &again), INVALID);
}

/* ---- pages ---- */

static struct text address(const struct donor_report *report, const char *behind)
{
    return arena_format(mission->arena, "/en/donor-reports/%.*s%s",
                        TEXT_ARG(identifier_to_text(mission->arena, report->head.id)), behind);
}

static void test_pages(void **state)
{
    (void)state;
    struct loopback *manager = fixture_role(mission->fixture, ROLE_PROGRAMME_MANAGER);
    struct loopback *caseworker = fixture_role(mission->fixture, ROLE_CASEWORKER);
    struct donor_report *report = add_report();
    assert_int_equal(loopback_get(manager, "/fr/donor-reports")->status, 200);
    assert_int_equal(loopback_get(caseworker, "/fr/donor-reports")->status, 403);
    assert_int_equal(loopback_get(caseworker, address(report, "").at)->status, 403);
    assert_int_equal(loopback_get(caseworker, address(report, "/report.pdf?in=fr").at)->status, 403);
    assert_int_equal(loopback_get(manager, address(report, "").at)->status, 200);
    assert_true(loopback_shows(manager, "Results and indicators"));
    const char *texts = address(report, "/texts").at;
    assert_int_equal(
        loopback_post(manager, texts, "part=summary&language=en&_version=0&body=%3Cb%3EAll+went+well.%3C%2Fb%3E")
            ->status,
        303);
    assert_int_equal(loopback_get(manager, address(report, "?in=en").at)->status, 200);
    assert_true(loopback_shows(manager, "&lt;b&gt;All went well.&lt;/b&gt;"));
    /* two who write at once: neither loses a word */
    assert_int_equal(loopback_post(manager, texts, "part=summary&language=en&_version=0&body=Mine")->status, 409);
    assert_true(loopback_shows(manager, "Mine"));
    assert_true(loopback_shows(manager, "All went well."));
    assert_int_equal(loopback_post(manager, texts, "part=nothing&language=en&_version=0&body=x")->status, 404);
    assert_int_equal(loopback_post(manager, texts, "part=summary&language=xx&_version=0&body=x")->status, 404);
    static const char *const PRINTS[] = {"/report.pdf?in=fr", "/report.pdf?in=ar", "/report.pdf?in=en",
                                         "/report.xlsx?in=ar", "/report.xlsx?in=en"};
    for (size_t i = 0; i < COUNT(PRINTS); i++)
        assert_int_equal(loopback_get(manager, address(report, PRINTS[i]).at)->status, 200);
    assert_int_equal(loopback_get(manager, "/en/donor-reports/schedule")->status, 200);
    assert_int_equal(loopback_get(manager, "/en/report-goals")->status, 200);
    assert_int_equal(loopback_get(manager, "/en/report-indicators/new")->status, 200);
    loopback_close(manager);
    loopback_close(caseworker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_is_sound),
        cmocka_unit_test(test_rows_are_refused),
        cmocka_unit_test(test_written_reviewed_frozen_corrected),
        cmocka_unit_test(test_a_changed_content_is_noticed),
        cmocka_unit_test(test_few_persons_are_not_told),
        cmocka_unit_test(test_pages),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
