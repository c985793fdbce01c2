/* Questionnaires built and published, rounds that fall due, interviews page by page, versions that change meanwhile,
   who sees what: through the program's door, on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "codec/json.h"
#include "monitoring/monitoring_store.h"
#include "returns/tests/mission.h"

static struct mission *mission;
static struct loopback *clients[ROLE_COUNT];

static int open_mission(void **state)
{
    (void)state;
    mission = mission_open_monitored();
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

static int get(struct loopback *client, const char *path) { return loopback_get(client, path)->status; }

static int post(struct loopback *client, const char *path, const char *form)
{
    const char *whole =
        arena_format(mission->arena, "_key=%.*s&_version=%.*s&%s", TEXT_ARG(loopback_hidden(client, "_key")),
                     TEXT_ARG(loopback_hidden(client, "_version")), form)
            .at;
    return loopback_post(client, path, whole)->status;
}

/* Opens a page and sends its form. */
static int submit(struct loopback *client, const char *path, const char *form)
{
    int status = get(client, path);
    return status == 200 ? post(client, path, form) : status;
}

#define SENT(client, path, form)                                                                \
    do {                                                                                        \
        int sent_status = submit(client, path, form);                                           \
        if (sent_status != 303)                                                                 \
            fail_msg("%s: %d\n%.*s", path, sent_status, TEXT_ARG(loopback_last(client)->body)); \
    } while (0)

static struct identifier led_to(struct loopback *client, const char *start)
{
    struct identifier id = {{0}};
    struct text location = loopback_last(client)->location;
    size_t from = strlen(start);
    assert_true(text_starts_with(location, text_from(start)));
    assert_int_equal(text_to_identifier(text_slice(location, from, from + IDENTIFIER_TEXT), &id), OK);
    return id;
}

static const struct questionnaire_version *version_of(struct identifier id)
{
    return mission_row(mission, &questionnaire_record, id);
}

/* ---- building ---- */

static struct identifier make_draft(const char *form)
{
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    assert_int_equal(get(manager, "/en/questionnaires/new"), 200);
    int status = post(manager, "/en/questionnaires", form);
    if (status != 303)
        fail_msg("%d %.*s", status, TEXT_ARG(loopback_last(manager)->body));
    return led_to(manager, "/en/questionnaires/");
}

static void publish(struct identifier id)
{
    SENT(as(ROLE_PROGRAMME_MANAGER), path_of("questionnaires", id, "/steps/publish"), "_confirm=yes");
    assert_text(version_of(id)->head.state, "published");
}

static void tables_are_sound(void **state)
{
    (void)state;
    size_t count;
    assert_int_equal(flow_check(&round_flow), OK);
    assert_int_equal(flow_check(&interview_flow), OK);
    assert_int_equal(flow_check(&questionnaire_flow), OK);
    (void)questionnaire_proposals(&count);
    assert_int_equal(count, 2);
}

static void who_may_build(void **state)
{
    (void)state;
    struct identifier id = make_draft("from=proposal&proposal=satisfaction");
    static const enum role READERS[] = {ROLE_CASEWORKER, ROLE_SUPERVISOR, ROLE_ANALYST};
    for (size_t i = 0; i < COUNT(READERS); i++) {
        assert_int_equal(get(as(READERS[i]), path_of("questionnaires", id, "")), 200);
        assert_false(loopback_shows(as(READERS[i]), "Add a question"));
        assert_int_equal(get(as(READERS[i]), path_of("questionnaires", id, "/text")), 403);
        assert_int_equal(get(as(READERS[i]), "/en/questionnaires/new"), 403);
        assert_int_equal(post(as(READERS[i]), path_of("questionnaires", id, "/blocks"), "change=remove"), 403);
    }
    assert_int_equal(get(as(ROLE_RECEPTION), path_of("questionnaires", id, "")), 403);
    assert_int_equal(get(as(ROLE_PROGRAMME_MANAGER), path_of("questionnaires", id, "")), 200);
    assert_true(loopback_shows(as(ROLE_PROGRAMME_MANAGER), "not an official score"));
    assert_true(loopback_shows(as(ROLE_PROGRAMME_MANAGER), "Add a question"));
}

static void built_block_by_block(void **state)
{
    (void)state;
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    assert_int_equal(get(manager, "/en/questionnaires/new"), 200);
    assert_int_equal(post(manager, "/en/questionnaires", "from=empty&name=Bad+Name&title=x"), 422);
    struct identifier id = make_draft("from=empty&name=followup&title=Follow-up");
    SENT(manager, path_of("questionnaires", id, "/sections/new"), "code=home&fr=Maison&ar=%D8%A8%D9%8A%D8%AA&en=Home");
    SENT(manager, path_of("questionnaires", id, "/lists/new"),
         "code=often&options=never+%7C+0+%7C+Jamais+%7C+%D8%A3%D8%A8%D8%AF%D8%A7+%7C+Never%0D%0A"
         "always+%7C+1+%7C+Toujours+%7C+%D8%AF%D8%A7%D8%A6%D9%85%D8%A7+%7C+Always");
    SENT(manager, path_of("questionnaires", id, "/questions/new?after=home"),
         "code=meals&kind=single&list=often&fr=A&ar=B&en=Say+%22meals%22&required=&required=yes&scored=&scored=yes");
    SENT(manager, path_of("questionnaires", id, "/questions/new?after=home"),
         "code=why&kind=text&fr=A&ar=B&en=C&when_1=meals&test_1=is&value_1=never");
    /* one that is not in the list, and a code twice: told, kept, nothing stored */
    assert_int_equal(submit(manager, path_of("questionnaires", id, "/questions/why"),
                            "kind=text&fr=A&ar=B&en=Kept+words&when_1=meals&test_1=is&value_1=seldom"),
                     422);
    assert_true(loopback_shows(manager, "seldom"));
    assert_true(loopback_shows(manager, "Kept words"));
    assert_int_equal(submit(manager, path_of("questionnaires", id, "/questions/new"), "code=why&kind=text&en=C"), 422);
    assert_int_equal(submit(manager, path_of("questionnaires", id, "/questions/new"), "code=New&kind=text&en=C"), 422);
    assert_int_equal(get(manager, path_of("questionnaires", id, "/questions/nobody")), 404);
    /* what a condition asks about cannot go */
    assert_int_equal(get(manager, path_of("questionnaires", id, "")), 200);
    assert_int_equal(post(manager, path_of("questionnaires", id, "/blocks"), "kind=question&code=meals&change=remove"),
                     422);
    assert_true(loopback_shows(manager, "Nothing was changed"));
    /* a title in one language is not enough to be published */
    assert_true(loopback_shows(manager, "lacks its text in French, Arabic or English"));
    assert_int_equal(submit(manager, path_of("questionnaires", id, "/steps/publish"), "_confirm=yes"), 422);
    SENT(manager, path_of("questionnaires", id, "/head"),
         "fr=Suivi&ar=B&en=Follow-up&status=proposed&occasions=month_3");
    publish(id);
    assert_true(text_find(version_of(id)->definition, TEXT("  when meals is never")) > 0);
    assert_true(text_find(version_of(id)->definition, TEXT("en \"Say \\\"meals\\\"\"")) > 0);
}

static void the_published_stays(void **state)
{
    (void)state;
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    struct identifier id = make_draft("from=proposal&proposal=satisfaction");
    publish(id);
    struct text before = version_of(id)->definition;
    assert_int_equal(get(manager, path_of("questionnaires", id, "/text")), 404);
    assert_int_equal(get(manager, path_of("questionnaires", id, "/questions/overall")), 404);
    assert_int_equal(post(manager, path_of("questionnaires", id, "/text"), "definition=questionnaire+x"), 404);
    assert_int_equal(get(manager, path_of("questionnaires", id, "")), 200);
    assert_int_equal(
        post(manager, path_of("questionnaires", id, "/blocks"), "kind=question&code=overall&change=remove"), 404);
    assert_true(text_equal(version_of(id)->definition, before));
    /* nor by the program itself */
    struct work work = mission->fixture->system;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    work.problems = problems_open(mission->arena);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    struct questionnaire_version *changed = record_copy(mission->arena, &questionnaire_record, version_of(id));
    changed->definition = TEXT("questionnaire satisfaction\n");
    assert_int_equal(record_update_by_step(&work, &questionnaire_record, version_of(id), changed, TEXT("update")),
                     INVALID);
    db_transaction_end(&transaction);
    /* the next version takes its place */
    assert_int_equal(get(manager, path_of("questionnaires", id, "")), 200);
    assert_int_equal(post(manager, path_of("questionnaires", id, "/versions"), ""), 303);
    struct identifier next = led_to(manager, "/en/questionnaires/");
    assert_int_equal(version_of(next)->edition, version_of(id)->edition + 1);
    publish(next);
    assert_text(version_of(id)->head.state, "retired");
}

static void two_builders(void **state)
{
    (void)state;
    struct identifier id = make_draft("from=proposal&proposal=satisfaction");
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    (void)fixture_user(mission->fixture, TEXT("builder"), ROLE_PROGRAMME_MANAGER, 0);
    struct loopback *other = fixture_client(mission->fixture, TEXT("builder"));
    const char *path = path_of("questionnaires", id, "/sections/help");
    assert_int_equal(get(manager, path), 200);
    SENT(other, path, "fr=Un&ar=B&en=One");
    assert_int_equal(post(manager, path, "fr=Deux&ar=B&en=Two"), 422);
    assert_true(loopback_shows(manager, "Deux"));
    assert_int_equal(post(manager, path, "fr=Deux&ar=B&en=Two"), 303); /* sent again, with the version it now shows */
    other = loopback_close(other);
}

static void files_and_weights(void **state)
{
    (void)state;
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    struct identifier id = make_draft("from=proposal&proposal=reintegration");
    assert_int_equal(get(manager, path_of("questionnaires", id, "/file")), 200);
    struct text file = arena_text(mission->arena, loopback_last(manager)->body);
    assert_true(text_equal(file, version_of(id)->definition));
    assert_int_equal(version_of(id)->weighted.is, FLAG_NO);
    /* a fault says its line and column */
    assert_int_equal(get(manager, "/en/questionnaires/new"), 200);
    assert_int_equal(post(manager, "/en/questionnaires",
                          "from=file&definition=questionnaire+reintegration%0Asection+s%0Aquestion+a%0A++kind+slider"),
                     422);
    assert_true(loopback_shows(manager, "4:8"));
    /* weights without a source are refused, with one they make the next version */
    const char *question = "question+a%0A++kind+yes-no%0A++scored%0A++weight+0.5%0A";
    assert_int_equal(get(manager, "/en/questionnaires/new"), 200);
    assert_int_equal(post(manager, "/en/questionnaires",
                          arena_format(mission->arena,
                                       "from=file&definition=questionnaire+reintegration%%0Asection+s%%0A%s", question)
                              .at),
                     422);
    assert_true(loopback_shows(manager, "weights_source"));
    struct identifier weighted =
        make_draft(arena_format(mission->arena,
                                "from=file&definition=questionnaire+reintegration%%0Aweights_source+%%22A+table%%22%%0A"
                                "section+s%%0A%s",
                                question)
                       .at);
    assert_int_equal(version_of(weighted)->edition, version_of(id)->edition + 1);
    assert_int_equal(version_of(weighted)->weighted.is, FLAG_YES);
    assert_false(text_equal(version_of(weighted)->scoring, version_of(id)->scoring));
}

static void previewed(void **state)
{
    (void)state;
    struct identifier id = make_draft("from=proposal&proposal=reintegration");
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    const char *path = path_of("questionnaires", id, "/preview");
    assert_int_equal(get(caseworker, path), 200);
    assert_false(loopback_shows(caseworker, "q-why_look"));
    assert_int_equal(post(caseworker, path, "looks_for_work=yes&works=no&owns=yes&could_borrow=%3Frefused"), 200);
    assert_true(loopback_shows(caseworker, "q-why_look"));
    assert_true(loopback_shows(caseworker, "Too few answers"));
    assert_int_equal(
        fixture_count(mission->fixture, SQL("t_interviews", "SELECT COUNT(*) FROM monitoring_interview"), NULL, 0), 0);
}

/* ---- rounds ---- */

/* Somebody who has arrived, followed by the caseworker of the fixture. */
static struct return_case *arrived(const char *name)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 300);
    struct return_case *file = mission_case(mission, person->head.id);
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(return_assign_to(&work, mission_row(mission, &return_case_record, file->head.id),
                                      mission->fixture->users[ROLE_CASEWORKER]),
                     OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    mission_bring(mission, file, "arrived");
    return mission_row(mission, &return_case_record, file->head.id);
}

static struct identifier round_at(const struct return_case *file, size_t place)
{
    struct identifier *ids;
    size_t count;
    struct work work = mission->fixture->system;
    assert_int_equal(rounds_of_case(&work, file->head.id, file->head.person, &ids, &count), OK);
    assert_int_equal(count, ROUND_COUNT);
    return ids[place];
}

static const struct monitoring_round *round_of(struct identifier id) { return mission_row(mission, &round_record, id); }

static int64_t tasks_of(struct identifier subject)
{
    struct value bind[] = {value_id(subject)};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL"), bind, 1);
}

/* What the nightly job hands over for a day. */
static int64_t fall_due(int32_t until)
{
    struct work work = mission->fixture->system;
    struct text answer;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    work.problems = problems_open(mission->arena);
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(monitoring_actions[0].run(&work, date_to_text(mission->arena, until), &answer), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return answer.at[0] - '0';
}

static void rounds_follow_the_calendar(void **state)
{
    (void)state;
    struct return_case *file = arrived("ROUNDS");
    static const int32_t MONTHS[] = {1, 3, 6, 12};
    for (size_t i = 0; i < ROUND_COUNT; i++) {
        const struct monitoring_round *round = round_of(round_at(file, i));
        assert_int_equal(round->due_on, date_add_months(file->arrived_on, MONTHS[i]));
        assert_text(round->head.state, "planned");
        assert_true(identifier_equal(round->head.assigned, mission->fixture->users[ROLE_CASEWORKER]));
        assert_int_equal(tasks_of(round->head.id), 0);
    }
    struct identifier first = round_at(file, 0);
    int32_t due = round_of(first)->due_on;
    assert_int_equal(fall_due(due - 1), 0);
    assert_int_equal(fall_due(due), 1);
    assert_int_equal(fall_due(due), 0); /* twice is once */
    assert_text(round_of(first)->head.state, "due");
    assert_int_equal(tasks_of(first), 1);
    /* the end of January, one calendar month later */
    assert_int_equal(date_add_months(date_from_day((struct calendar_day){2027, 1, 31}), 1),
                     date_from_day((struct calendar_day){2027, 2, 28}));
}

static void close_case(const struct return_case *file, const char *reason)
{
    const char *form = arena_format(mission->arena, "closure_reason=%s&note=End&_confirm=yes", reason).at;
    SENT(as(ROLE_SUPERVISOR), path_of("return-cases", file->head.id, "/steps/close_early"), form);
}

/* As a mission has it that is upgraded: arrived before there were rounds. */
static struct return_case *arrived_before(const char *name, int32_t arrived_on)
{
    struct return_case *file = arrived(name);
    struct value bind[] = {value_id(file->head.id), value_date(arrived_on)};
    assert_int_equal(db_execute(mission->fixture->db,
                                SQL("t_forget", "DELETE FROM monitoring_round WHERE return_case = $1"), bind, 1, NULL),
                     OK);
    assert_int_equal(
        db_execute(mission->fixture->db,
                   SQL("t_earlier", "UPDATE return_case SET arrived_on = $2, departed_on = $2 WHERE id = $1"), bind, 2,
                   NULL),
        OK);
    return file;
}

static int64_t rounds_of(const struct return_case *file)
{
    struct value bind[] = {value_id(file->head.id)};
    return fixture_count(mission->fixture,
                         SQL("t_rounds", "SELECT COUNT(*) FROM monitoring_round WHERE return_case = $1"), bind, 1);
}

/* What the nightly job hands over for each case that it finds, a few at a time. */
static size_t plan_missing(void)
{
    struct identifier after = {{0}};
    size_t found = 0;
    for (size_t count = 1; count > 0; found += count) {
        struct identifier *ids;
        struct text answer;
        struct work work = mission->fixture->system;
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        work.problems = problems_open(mission->arena);
        assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
        assert_int_equal(cases_without_rounds(&work, date_add_months(mission->today, -12), after, 1, &ids, &count), OK);
        if (count == 0)
            break;
        after = ids[0];
        assert_int_equal(monitoring_actions[1].run(&work, identifier_to_text(mission->arena, after), &answer), OK);
        assert_int_equal(db_transaction_commit(&transaction), OK);
    }
    return found;
}

static void who_arrived_before_there_were_rounds_gets_those_to_come(void **state)
{
    (void)state;
    struct return_case *lately = arrived_before("LATELY", date_add_months(mission->today, -4));
    struct return_case *yesterday = arrived_before("YESTERDAY", mission->today - 1);
    struct return_case *long_ago = arrived_before("LONGAGO", date_add_months(mission->today, -13));
    struct return_case *ended = arrived_before("ENDED", mission->today - 1);
    close_case(ended, "no_access");
    assert_int_equal(plan_missing(), 2);
    assert_int_equal(rounds_of(lately), 2); /* after six and twelve months: nobody asks in month 4 for month 1 */
    assert_int_equal(rounds_of(yesterday), ROUND_COUNT);
    assert_int_equal(rounds_of(long_ago), 0);
    assert_int_equal(rounds_of(ended), 0);
    assert_int_equal(plan_missing(), 0); /* the next night: once */
    struct return_case *soon = arrived("SOON");
    assert_int_equal(plan_missing(), 0);
    assert_int_equal(rounds_of(soon), ROUND_COUNT);
    struct work work = mission->fixture->system;
    struct text answer;
    assert_int_equal(monitoring_actions[1].run(&work, TEXT("no case"), &answer), INVALID);
}

static void attempts_count(void **state)
{
    (void)state;
    struct return_case *file = arrived("ATTEMPTS");
    struct identifier id = round_at(file, 0);
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    SENT(caseworker, path_of("monitoring-rounds", id, "/steps/begin_early"), "");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get(caseworker, path_of("monitoring-rounds", id, "")), 200);
        assert_false(loopback_shows(caseworker, "Give up: not reached"));
        assert_int_equal(submit(caseworker, path_of("monitoring-rounds", id, "/steps/give_up"), ""), 422);
        assert_int_equal(submit(caseworker, path_of("monitoring-rounds", id, "/steps/not_reached"), "attempted_on="),
                         422);
        struct calendar_day today = day_from_date(mission->today);
        SENT(caseworker, path_of("monitoring-rounds", id, "/steps/not_reached"),
             arena_format(mission->arena, "attempted_on=%02d/%02d/%04d&attempt_mode=telephone&attempt_note=Nobody",
                          today.day, today.month, today.year)
                 .at);
    }
    assert_int_equal(round_of(id)->attempts, 3);
    assert_int_equal(tasks_of(id), 1);
    SENT(caseworker, path_of("monitoring-rounds", id, "/steps/give_up"), "");
    assert_text(round_of(id)->head.state, "unreachable");
    assert_int_equal(tasks_of(id), 0);
    SENT(caseworker, path_of("monitoring-rounds", id, "/steps/take_up"), "note=Called+back");
    assert_text(round_of(id)->head.state, "due");
    assert_int_equal(tasks_of(id), 1);
}

static void rounds_end_with_the_contact(void **state)
{
    (void)state;
    struct return_case *lost = arrived("LOST");
    struct return_case *helped = arrived("HELPED");
    (void)fall_due(round_of(round_at(lost, 0))->due_on);
    close_case(lost, "no_access");
    close_case(helped, "support_ended");
    assert_text(round_of(round_at(lost, 0))->head.state, "cancelled");
    assert_text(round_of(round_at(lost, 3))->head.state, "cancelled");
    assert_int_equal(tasks_of(round_at(lost, 0)), 0);
    assert_text(round_of(round_at(helped, 3))->head.state, "planned");
}

/* ---- interviews ---- */

static struct identifier reintegration(void)
{
    struct questionnaire_version **versions;
    size_t count;
    struct work work = mission->fixture->system;
    assert_int_equal(questionnaires_published(&work, mission->fixture->organisation->head.id, &versions, &count), OK);
    for (size_t i = 0; i < count; i++)
        if (text_is(versions[i]->name, "reintegration"))
            return versions[i]->head.id;
    struct identifier id = make_draft("from=proposal&proposal=reintegration");
    publish(id);
    return id;
}

static struct identifier begin(struct identifier round, struct identifier questionnaire)
{
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    if (!text_is(round_of(round)->head.state, "due"))
        SENT(caseworker, path_of("monitoring-rounds", round, "/steps/begin_early"), "");
    struct text asked = identifier_to_text(mission->arena, questionnaire);
    const char *behind = arena_format(mission->arena, "/interviews/new?questionnaire=%.*s", TEXT_ARG(asked)).at;
    SENT(caseworker, path_of("monitoring-rounds", round, behind), "mode=telephone&language=fr&interpreter=no");
    return led_to(caseworker, "/en/monitoring-interviews/");
}

static const struct monitoring_interview *interview_of(struct identifier id)
{
    return mission_row(mission, &interview_record, id);
}

static const char *ECONOMY = "situation=satisfied&meals_cut=never&could_borrow=yes&borrows=%3Funknown&"
                             "debt_or_spending=no_debt&opportunities=fair&works=yes&owns=no&looks_for_work=no";
static const char *SERVICES =
    "housing_access=good&housing_quality=good&education_access=good&has_children=no&justice=fair&identity_document=yes&"
    "documents_access=good&water=good&health_access=fair&health_quality=fair&public_services=fair";
static const char *PEOPLE = "activities=often&support=good&belongs=rather&safe=often&family_tension=never&"
                            "discrimination=rarely&distress=rarely&"
                            "wants_psychologist=no&can_stay=yes&what_matters=ROSEWATER-MARK";

static void answer_all(struct identifier id)
{
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/economy"), ECONOMY);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/services"), SERVICES);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/people"), PEOPLE);
    assert_text(interview_of(id)->head.state, "done");
}

static int64_t scores_of(struct identifier interview)
{
    struct value bind[] = {value_id(interview)};
    return fixture_count(mission->fixture,
                         SQL("t_scores", "SELECT COUNT(*) FROM monitoring_score WHERE interview = $1"), bind, 1);
}

static void answered_page_by_page(void **state)
{
    (void)state;
    struct return_case *file = arrived("PAGES");
    struct identifier round = round_at(file, 0);
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    struct identifier id = begin(round, reintegration());
    const char *economy = path_of("monitoring-interviews", id, "/pages/economy");
    /* what is missing is asked for again, what was said is kept */
    SENT(caseworker, economy, "situation=satisfied&looks_for_work=yes");
    assert_true(text_ends_with(loopback_last(caseworker)->location, TEXT("/pages/economy?look=yes")));
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    assert_true(loopback_shows(caseworker, "Give an answer, or say that there is none."));
    assert_true(loopback_shows(caseworker, "q-why_look")); /* its condition holds now */
    assert_text(interview_of(id)->section, "economy");
    assert_true(text_find(interview_of(id)->answers, TEXT("\"situation\":\"satisfied\"")) > 0);
    /* an option that is none is refused, and another page cannot be skipped to the end */
    SENT(caseworker, economy, "situation=gorgeous&meals_cut=never&works=yes");
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    assert_true(loopback_shows(caseworker, "Choose from the list."));
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/people"), PEOPLE);
    assert_text(interview_of(id)->head.state, "draft");
    assert_true(text_ends_with(loopback_last(caseworker)->location, TEXT("/pages/economy?look=yes")));
    /* leaving and coming back */
    SENT(caseworker, economy, arena_format(mission->arena, "%s&go=leave", ECONOMY).at);
    assert_int_equal(get(caseworker, path_of("monitoring-interviews", id, "/pages/next")), 303);
    assert_true(text_ends_with(loopback_last(caseworker)->location, TEXT("/pages/services")));
    assert_int_equal(get(caseworker, path_of("monitoring-interviews", id, "/pages/nowhere")), 404);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/services"), SERVICES);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/people"), PEOPLE);
    assert_text(interview_of(id)->head.state, "done");
    assert_text(round_of(round)->head.state, "done"); /* nothing else is asked in it */
    assert_int_equal(tasks_of(round), 0);
    assert_int_equal(scores_of(id), 4);
    /* economy: 0.75, 1, 1, –, 1, 0.5, 1, 0, 1 = 6.25 / 8 */
    struct value bind[] = {value_id(id)};
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_economic", "SELECT value FROM monitoring_score WHERE interview = $1 AND "
                                                     "dimension = 'economic'"),
                                   bind, 1),
                     781);
    assert_int_equal(get(caseworker, path_of("monitoring-interviews", id, "")), 200);
    assert_true(loopback_shows(caseworker, "78.1"));
    assert_true(loopback_shows(caseworker, "Does not know"));
    assert_true(loopback_shows(caseworker, "not an official score"));
    assert_int_equal(get(caseworker, path_of("return-cases", file->head.id, "/monitoring")), 200);
    assert_true(loopback_shows(caseworker, "<polyline"));
    /* corrected: out of the figures, and in again */
    SENT(caseworker, path_of("monitoring-interviews", id, "/steps/reopen"), "note=A+mistake");
    assert_int_equal(scores_of(id), 0);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/economy"), ECONOMY);
    SENT(caseworker, path_of("monitoring-interviews", id, "/steps/finish"), "");
    assert_int_equal(scores_of(id), 4);
}

static void two_write_at_once(void **state)
{
    (void)state;
    struct return_case *file = arrived("TWICE");
    struct identifier id = begin(round_at(file, 0), reintegration());
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    const char *path = path_of("monitoring-interviews", id, "/pages/economy");
    assert_int_equal(get(caseworker, path), 200);
    SENT(as(ROLE_SUPERVISOR), path, "situation=dissatisfied&go=leave");
    assert_int_equal(post(caseworker, path, "situation=very_satisfied&go=leave"), 409);
    assert_true(loopback_shows(caseworker, "What you typed is kept"));
    assert_true(text_find(interview_of(id)->answers, TEXT("\"dissatisfied\"")) > 0);
    assert_int_equal(post(caseworker, path, "situation=very_satisfied&go=leave"), 303);
    assert_true(text_find(interview_of(id)->answers, TEXT("\"very_satisfied\"")) > 0);
}

/* ---- a questionnaire that changes while interviews run ---- */

static void versions_change_meanwhile(void **state)
{
    (void)state;
    struct loopback *manager = as(ROLE_PROGRAMME_MANAGER);
    struct loopback *caseworker = as(ROLE_CASEWORKER);
    struct return_case *file = arrived("VERSIONS");
    struct identifier old = reintegration();
    struct identifier id = begin(round_at(file, 0), old);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/economy"), ECONOMY);
    /* a new version: a page more, and one question less */
    assert_int_equal(get(manager, path_of("questionnaires", old, "")), 200);
    assert_int_equal(post(manager, path_of("questionnaires", old, "/versions"), ""), 303);
    struct identifier next = led_to(manager, "/en/questionnaires/");
    SENT(manager, path_of("questionnaires", next, "/sections/new"), "code=extra&fr=A&ar=B&en=Extra");
    SENT(manager, path_of("questionnaires", next, "/questions/new?after=extra"),
         "code=added&kind=yes-no&scored=&scored=yes&required=&required=yes&fr=A&ar=B&en=Added+later");
    assert_int_equal(get(manager, path_of("questionnaires", next, "")), 200);
    assert_int_equal(
        post(manager, path_of("questionnaires", next, "/blocks"), "kind=question&code=borrows&change=remove"), 303);
    publish(next);
    /* the one that was begun ends as it began */
    assert_int_equal(get(caseworker, path_of("monitoring-interviews", id, "")), 200);
    assert_true(loopback_shows(caseworker, "ends on the version on which it was begun"));
    assert_int_equal(get(caseworker, path_of("monitoring-interviews", id, "/pages/extra")), 404);
    assert_int_equal(get(caseworker, path_of("monitoring-interviews", id, "/pages/economy")), 200);
    assert_true(loopback_shows(caseworker, "q-borrows"));
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/services"), SERVICES);
    SENT(caseworker, path_of("monitoring-interviews", id, "/pages/people"), PEOPLE);
    assert_text(interview_of(id)->head.state, "done");
    assert_true(identifier_equal(interview_of(id)->questionnaire, old));
    assert_text(round_of(round_at(file, 0))->head.state, "done"); /* the new version is not asked in it too */
    /* the next round asks the new one, and its scores stand in a series of their own */
    struct identifier second = round_at(file, 1);
    assert_int_equal(get(caseworker, path_of("monitoring-rounds", second, "")), 200);
    struct identifier later = begin(second, next);
    SENT(caseworker, path_of("monitoring-interviews", later, "/pages/economy"), ECONOMY);
    SENT(caseworker, path_of("monitoring-interviews", later, "/pages/services"), SERVICES);
    SENT(caseworker, path_of("monitoring-interviews", later, "/pages/people"), PEOPLE);
    assert_text(interview_of(later)->head.state, "draft");
    SENT(caseworker, path_of("monitoring-interviews", later, "/pages/extra"), "added=yes");
    assert_text(interview_of(later)->head.state, "done");
    assert_int_equal(get(caseworker, path_of("return-cases", file->head.id, "/monitoring")), 200);
    assert_true(loopback_shows(caseworker, "scores cannot be compared"));
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_families", "SELECT COUNT(DISTINCT scoring) FROM monitoring_score WHERE "
                                                     "questionnaire = 'reintegration'"),
                                   NULL, 0),
                     2);
}

/* ---- who sees what ---- */

static bool is_stored_readable(struct identifier id, const char *mark)
{
    struct rows rows;
    struct value bind[] = {value_id(id)};
    assert_int_equal(db_query(mission->fixture->db,
                              SQL("t_sealed", "SELECT answers FROM monitoring_interview WHERE id = $1"), bind, 1,
                              mission->arena, &rows),
                     OK);
    return text_find(cell_text(&rows, 0, 0), text_from(mark)) >= 0;
}

static void answers_are_the_caseworkers(void **state)
{
    (void)state;
    struct return_case *file = arrived("SEALED");
    struct identifier id = begin(round_at(file, 0), reintegration());
    answer_all(id);
    assert_false(is_stored_readable(id, "ROSEWATER"));
    const char *path = path_of("monitoring-interviews", id, "");
    assert_int_equal(get(as(ROLE_CASEWORKER), path), 200);
    assert_true(loopback_shows(as(ROLE_CASEWORKER), "ROSEWATER-MARK"));
    assert_int_equal(get(as(ROLE_SUPERVISOR), path), 200);
    assert_true(loopback_shows(as(ROLE_SUPERVISOR), "ROSEWATER-MARK"));
    /* a colleague of the same office sees that it took place */
    (void)fixture_user(mission->fixture, TEXT("colleague"), ROLE_CASEWORKER, 0);
    struct loopback *colleague = fixture_client(mission->fixture, TEXT("colleague"));
    assert_int_equal(get(colleague, path), 200);
    assert_false(loopback_shows(colleague, "ROSEWATER-MARK"));
    assert_false(loopback_shows(colleague, "78.1"));
    assert_int_equal(get(colleague, path_of("monitoring-interviews", id, "/pages/economy")), 403);
    assert_int_equal(get(colleague, path_of("return-cases", file->head.id, "/monitoring")), 200);
    assert_false(loopback_shows(colleague, "<polyline"));
    assert_int_equal(get(colleague, path_of("monitoring-interviews", id, "/history")), 200);
    assert_false(loopback_shows(colleague, "ROSEWATER-MARK"));
    colleague = loopback_close(colleague);
    /* so does the programme's manager, and another office nothing at all */
    assert_int_equal(get(as(ROLE_PROGRAMME_MANAGER), path), 200);
    assert_false(loopback_shows(as(ROLE_PROGRAMME_MANAGER), "ROSEWATER-MARK"));
    (void)fixture_user(mission->fixture, TEXT("elsewhere"), ROLE_CASEWORKER, 1);
    struct loopback *elsewhere = fixture_client(mission->fixture, TEXT("elsewhere"));
    assert_int_equal(get(elsewhere, path), 404);
    assert_int_equal(get(elsewhere, path_of("monitoring-rounds", round_at(file, 0), "")), 404);
    elsewhere = loopback_close(elsewhere);
    assert_int_equal(get(as(ROLE_ANALYST), path), 403);
    assert_int_equal(get(as(ROLE_ANALYST), "/en/monitoring-figures"), 200);
    assert_int_equal(get(as(ROLE_FINANCE_PREPARER), path), 403);
}

static void the_case_takes_them_along(void **state)
{
    (void)state;
    struct return_case *file = arrived("HANDED");
    struct identifier id = begin(round_at(file, 0), reintegration());
    answer_all(id);
    struct identifier user = fixture_user(mission->fixture, TEXT("successor"), ROLE_CASEWORKER, 0);
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(return_assign_to(&work, mission_row(mission, &return_case_record, file->head.id), user), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    struct loopback *successor = fixture_client(mission->fixture, TEXT("successor"));
    assert_int_equal(get(successor, path_of("monitoring-interviews", id, "")), 200);
    assert_true(loopback_shows(successor, "ROSEWATER-MARK"));
    assert_int_equal(get(as(ROLE_CASEWORKER), path_of("monitoring-interviews", id, "")), 200);
    assert_false(loopback_shows(as(ROLE_CASEWORKER), "ROSEWATER-MARK"));
    successor = loopback_close(successor);
}

/* ---- figures ---- */

static void figures_of_few_are_not_told(void **state)
{
    (void)state;
    struct loopback *analyst = as(ROLE_ANALYST);
    struct loopback *supervisor = as(ROLE_SUPERVISOR);
    (void)reintegration();
    struct return_case *file = arrived("FIGURES");
    answer_all(begin(round_at(file, 3), reintegration()));
    assert_int_equal(get(supervisor, "/en/monitoring-figures?by=country"), 200);
    assert_true(loopback_shows(supervisor, "Guinea"));
    assert_false(loopback_shows(supervisor, "These figures are protected"));
    assert_int_equal(get(analyst, "/en/monitoring-figures?by=country"), 200);
    assert_true(loopback_shows(analyst, "These figures are protected"));
    assert_true(loopback_shows(analyst, "too few"));
    assert_false(loopback_shows(analyst, "Guinea"));
    assert_int_equal(get(supervisor, "/en/monitoring-figures.csv?by=sex&dimension=economic"), 200);
    assert_true(loopback_shows(supervisor, "group,months,persons,mean,low_95,high_95,score"));
    assert_true(loopback_shows(supervisor, "F,12,1,78.1,,,"));
    assert_int_equal(get(analyst, "/en/monitoring-figures.csv?by=sex&dimension=economic"), 200);
    assert_false(loopback_shows(analyst, "F,12"));
    assert_int_equal(get(supervisor, "/en/monitoring-figures.xlsx"), 200);
    assert_int_equal(get(as(ROLE_RECEPTION), "/en/monitoring-figures"), 403);
    assert_int_equal(get(supervisor, "/en/monitoring-figures?family=nothing.at.all&by=planet&dimension=%3Cb%3E"), 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_sound),
        cmocka_unit_test(who_may_build),
        cmocka_unit_test(built_block_by_block),
        cmocka_unit_test(the_published_stays),
        cmocka_unit_test(two_builders),
        cmocka_unit_test(files_and_weights),
        cmocka_unit_test(previewed),
        cmocka_unit_test(rounds_follow_the_calendar),
        cmocka_unit_test(who_arrived_before_there_were_rounds_gets_those_to_come),
        cmocka_unit_test(attempts_count),
        cmocka_unit_test(rounds_end_with_the_contact),
        cmocka_unit_test(answered_page_by_page),
        cmocka_unit_test(two_write_at_once),
        cmocka_unit_test(answers_are_the_caseworkers),
        cmocka_unit_test(the_case_takes_them_along),
        cmocka_unit_test(figures_of_few_are_not_told),
        cmocka_unit_test(versions_change_meanwhile),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
