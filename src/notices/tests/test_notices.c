/* What users are told: the list behind the bell, and mail that holds nobody's name, given to a small server of ours. */
#include "base/tests/testing.h"

#include "flow/task.h"
#include "identity/tests/fixture.h"
#include "notices/notices.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"
#include "system/tests/smtp_sink.h"
#include "web/internal.h"
#include "web/record_pages.h"

enum { PATIENCE = 5000, NOT_LONG = 50 };

static struct fixture *fixture;
static struct loopback *caseworker, *administrator, *supervisor;
static struct smtp_sink *sink;

static const struct notice_kind KINDS[] = {
    {.name = "test.case", .one = N_("Case {1} was given to you"), .path = "/return-cases", .icon = "case"},
    {.name = "test.many",
     .one = N_COUNT("A case was handed over to you", "{1} cases were handed over to you"),
     .path = "/account",
     .one_place = true,
     .gathers = true},
    {.name = "test.colleague",
     .one = N_("You take the place of {1} while they are away"),
     .path = "/account",
     .one_place = true,
     .colleague = true},
};

static int open_all(void **state)
{
    static struct grant_list grants;
    static struct route_list routes;
    static const struct internal_action *const actions[] = {notice_actions, record_actions};
    (void)state;
    grants = (struct grant_list){notice_grants, notice_grant_count};
    routes = (struct route_list){notice_routes, notice_route_count};
    const struct fixture_options options = {.grants = &grants,
                                            .grant_list_count = 1,
                                            .routes = &routes,
                                            .route_list_count = 1,
                                            .menu = notice_menu,
                                            .menu_count = notice_menu_count,
                                            .actions = actions,
                                            .action_list_count = 2};
    const struct notice_kind_list kinds = {KINDS, COUNT(KINDS)};
    fixture = fixture_open(&options);
    fixture->settings.address = TEXT("https://mission.example");
    notices_start(&fixture->settings, &kinds, 1);
    caseworker = fixture_role(fixture, ROLE_CASEWORKER);
    administrator = fixture_role(fixture, ROLE_ADMINISTRATOR);
    supervisor = fixture_role(fixture, ROLE_SUPERVISOR);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    caseworker = loopback_close(caseworker);
    administrator = loopback_close(administrator);
    supervisor = loopback_close(supervisor);
    fixture = fixture_close(fixture);
    return 0;
}

static void execute(struct sql sql, const struct value *bind, size_t count)
{
    assert_int_equal(db_execute(fixture->db, sql, bind, count, NULL), OK);
}

static struct work jobs_work(void)
{
    struct work work = fixture->system;
    work.hand_over = internal_run_here;
    work.hand_over_context = &fixture->application;
    work.now = clock_now();
    return work;
}

/* Nobody was told anything; mail goes to a server that answers so. */
static void begin_with(const char *answer)
{
    execute(SQL("t_notices", "DELETE FROM notice WHERE id = id"), NULL, 0);
    execute(SQL("t_wishes", "DELETE FROM notice_preference WHERE id = id"), NULL, 0);
    execute(SQL("t_jobs", "DELETE FROM job WHERE id = id"), NULL, 0);
    execute(SQL("t_tasks", "DELETE FROM task WHERE id = id"), NULL, 0);
    sink = smtp_sink_close(sink);
    sink = smtp_sink_open(answer, NULL, NULL);
    fixture->settings.smtp_url = smtp_sink_url(sink, fixture->arena);
    fixture->settings.smtp_from = TEXT("sanad@mission.example");
}

static int begin(void **state)
{
    (void)state;
    begin_with("250 ok");
    return 0;
}

static int end(void **state)
{
    (void)state;
    sink = smtp_sink_close(sink);
    fixture->settings.smtp_url = fixture->settings.smtp_from = TEXT_NONE;
    return 0;
}

static struct user_account *account_of(enum role role)
{
    void *row;
    assert_int_equal(record_get_unlimited(&fixture->system, &user_account_record, fixture->users[role], &row), OK);
    return row;
}

static void set_account(enum role role, const char *email, const char *language)
{
    struct user_account *before = account_of(role);
    struct user_account *after = record_copy(fixture->arena, &user_account_record, before);
    after->email = text_from(email);
    after->language = text_from(language);
    assert_int_equal(record_update_by_step(&fixture->system, &user_account_record, before, after, TEXT("test")), OK);
}

static void tell(size_t kind, enum role role, const char *number, int64_t count)
{
    struct work work = fixture->system;
    work.now = clock_now();
    const struct notice notice = {.organisation = fixture->organisation->head.id,
                                  .account = fixture->users[role],
                                  .subject = kind == 2 ? fixture->users[ROLE_SUPERVISOR] : fixture->users[ROLE_AUDITOR],
                                  .number = text_from(number),
                                  .count = count};
    assert_int_equal(notice_add(&work, &KINDS[kind], &notice), OK);
}

static int64_t jobs(void)
{
    return fixture_count(fixture, SQL("t_count", "SELECT COUNT(*) FROM job WHERE kind = 'notices.mail'"), NULL, 0);
}

/* Everything is due; runs what waits.  How many jobs there were. */
static int run_jobs(void)
{
    int count = 0;
    const struct job_kind kinds[] = {notice_mail_job, notice_digest_job, notice_clean_up_job};
    execute(SQL("t_due", "UPDATE job SET run_after = 0 WHERE state = 'queued'"), NULL, 0);
    struct work work = jobs_work();
    while (job_run_next(&work, kinds, COUNT(kinds), TEXT("test")) == OK && count < 50) {
        count++;
        execute(SQL("t_due", "UPDATE job SET run_after = 0 WHERE state = 'queued'"), NULL, 0);
        work = jobs_work();
    }
    return count;
}

static void leave_task(enum role role, int32_t days)
{
    const struct task task = {
        .person = identifier_new(),
        .organisation = fixture->organisation->head.id,
        .office = fixture->offices[0]->head.id,
        .assigned = fixture->users[role],
        .record = TEXT("return_case"),
        .subject = identifier_new(),
        .number = TEXT("RET-26-SECRET"),
        .label = TEXT("Counsel Aminata"),
        .right = text_from(own_account.name),
        .due = zone_date(fixture->system.zone, clock_now()) + days,
    };
    struct work work = fixture->system;
    assert_int_equal(task_open(&work, &task), OK);
}

static void wish(struct loopback *client, const char *wish)
{
    struct text form = arena_format(fixture->arena, "wish=%s", wish);
    assert_int_equal(loopback_post(client, "/en/account/notifications", arena_string(fixture->arena, form))->status,
                     303);
}

/* ---- the list ---- */

static void the_bell_counts(void **state)
{
    (void)state;
    assert_int_equal(loopback_get(caseworker, "/en/notifications")->status, 200);
    assert_true(loopback_shows(caseworker, "You have read everything"));
    assert_false(loopback_shows(caseworker, "bar-count"));
    tell(0, ROLE_CASEWORKER, "RET-26-4K7QW2M-5", 1);
    tell(2, ROLE_CASEWORKER, "", 1);
    assert_int_equal(loopback_get(caseworker, "/en/account")->status, 200);
    assert_true(loopback_shows(caseworker, "<span class=\"bar-count\">2"));
    assert_int_equal(loopback_get(caseworker, "/en/notifications")->status, 200);
    assert_true(loopback_shows(caseworker, "Case RET-26-4K7QW2M-5 was given to you"));
    assert_true(loopback_shows(caseworker, "You take the place of"));
    assert_int_equal(loopback_post(caseworker, "/en/notifications", "")->status, 303);
    assert_int_equal(loopback_get(caseworker, "/en/notifications")->status, 200);
    assert_false(loopback_shows(caseworker, "bar-count"));
    assert_true(loopback_shows(caseworker, "Case RET-26-4K7QW2M-5 was given to you")); /* among those read */
}

static struct text first_notice(enum role role)
{
    struct rows rows;
    struct value bind = value_id(fixture->users[role]);
    assert_int_equal(db_query(fixture->db, SQL("t_first", "SELECT id FROM notice WHERE account = $1 ORDER BY id"),
                              &bind, 1, fixture->arena, &rows),
                     OK);
    assert_true(rows.count > 0);
    return identifier_to_text(fixture->arena, cell_id(&rows, 0, 0));
}

static void one_is_opened_by_whose_it_is(void **state)
{
    (void)state;
    tell(0, ROLE_CASEWORKER, "RET-1", 1);
    const char *path =
        arena_format(fixture->arena, "/en/notifications/%.*s/open", TEXT_ARG(first_notice(ROLE_CASEWORKER))).at;
    assert_int_equal(loopback_post(supervisor, path, "")->status, 404);
    const struct loopback_answer *answer = loopback_post(caseworker, path, "");
    assert_int_equal(answer->status, 303);
    assert_true(text_starts_with(answer->location, TEXT("/en/return-cases/")));
    assert_int_equal(loopback_get(caseworker, "/en/notifications")->status, 200);
    assert_false(loopback_shows(caseworker, "bar-count"));
}

static void what_gathers_is_one(void **state)
{
    (void)state;
    tell(1, ROLE_CASEWORKER, "", 2);
    tell(1, ROLE_CASEWORKER, "", 5);
    assert_int_equal(loopback_get(caseworker, "/en/notifications")->status, 200);
    assert_true(loopback_shows(caseworker, "5 cases were handed over to you"));
    assert_false(loopback_shows(caseworker, "2 cases were handed over to you"));
}

static void nobody_is_told_what_they_did(void **state)
{
    (void)state;
    struct work work = fixture_work(fixture, fixture->arena, fixture->users[ROLE_CASEWORKER]);
    const struct notice notice = {fixture->organisation->head.id, fixture->users[ROLE_CASEWORKER],
                                  fixture->users[ROLE_AUDITOR], TEXT("RET-1"), 1};
    const struct notice_kind unknown = {.name = "test.unknown", .one = "x"};
    assert_int_equal(notice_add(&work, &KINDS[0], &notice), OK);
    assert_int_equal(fixture_count(fixture, SQL("t_none", "SELECT COUNT(*) FROM notice"), NULL, 0), 0);
    assert_int_equal(notice_add(&fixture->system, &unknown, &notice), FAILED);
}

/* ---- mail ---- */

static void at_once_in_one_mail(void **state)
{
    (void)state;
    set_account(ROLE_CASEWORKER, "case.worker@mission.example", "fr");
    tell(0, ROLE_CASEWORKER, "RET-1", 1); /* who wants it in the morning */
    assert_int_equal(jobs(), 0);
    wish(caseworker, "at_once");
    assert_int_equal(fixture_audited(fixture, "notification.preference"), 1);
    tell(0, ROLE_CASEWORKER, "RET-26-SECRET", 1);
    tell(0, ROLE_CASEWORKER, "RET-26-SECRET", 1);
    assert_in_range(jobs(), 1, 2); /* two where five minutes end between them */
    assert_true(run_jobs() >= 1);
    struct text mail = smtp_sink_next(sink, fixture->arena, PATIENCE);
    assert_true(text_starts_with(mail, TEXT("sanad@mission.example case.worker@mission.example\n")));
    assert_true(text_find(mail, TEXT("https://mission.example/fr/sign-in")) > 0);
    assert_true(text_find(mail, TEXT("List-Unsubscribe: <https://mission.example/fr/account/notifications>")) > 0);
    assert_true(text_find(mail, TEXT("Content-Language: fr")) > 0);
    assert_true(text_find(mail, TEXT("SECRET")) < 0);
    assert_true(text_find(mail, TEXT("RET-")) < 0);
    assert_true(fixture_audited(fixture, "mail.sent") >= 1);
}

/* Late and due today; of nobody else's, nothing of what it is about. */
static void in_the_morning_how_much_is_due(void **state)
{
    (void)state;
    set_account(ROLE_CASEWORKER, "case.worker@mission.example", "ar");
    leave_task(ROLE_CASEWORKER, -3);
    leave_task(ROLE_CASEWORKER, 0);
    leave_task(ROLE_CASEWORKER, 4);
    leave_task(ROLE_SUPERVISOR, -3);
    struct work work = jobs_work();
    int32_t monday = zone_date(work.zone, clock_now());
    monday += (7 - date_weekday(monday)) % 7;
    clock_set(zone_instant(work.zone, monday, 7 * 3600 + 60));
    execute(SQL("t_jobs", "DELETE FROM job WHERE id = id"), NULL, 0);
    const struct job_schedule schedule = {"notices.digest", 7, "Africa/Casablanca", 0};
    work.now = clock_now();
    assert_int_equal(job_schedule_due(&work, &schedule, 1), OK);
    assert_int_equal(run_jobs(), 2);
    struct text mail = smtp_sink_next(sink, fixture->arena, PATIENCE);
    clock_set(INSTANT_NONE);
    assert_true(text_find(mail, TEXT("Content-Language: ar")) > 0);
    assert_true(text_find(mail, TEXT("Aminata")) < 0);
    assert_true(text_find(mail, TEXT("Subject: =?UTF-8?B?")) > 0 || text_find(mail, TEXT("things are due")) > 0);
    assert_int_equal(smtp_sink_next(sink, fixture->arena, NOT_LONG).length, 0); /* nobody else has an address */
}

static void never_is_never(void **state)
{
    (void)state;
    set_account(ROLE_CASEWORKER, "case.worker@mission.example", "en");
    wish(caseworker, "never");
    tell(0, ROLE_CASEWORKER, "RET-1", 1);
    const struct job_order order = {.kind = "notices.digest"};
    struct work work = jobs_work();
    assert_int_equal(job_add(&work, &order, NULL), OK);
    (void)run_jobs();
    assert_int_equal(jobs(), 0);
    assert_int_equal(loopback_post(caseworker, "/en/account/notifications", "wish=often")->status, 422);
}

static struct text problem_of_last(void)
{
    struct rows rows;
    assert_int_equal(db_query(fixture->db, SQL("t_last", "SELECT state, problem FROM job WHERE kind = 'notices.mail'"),
                              NULL, 0, fixture->arena, &rows),
                     OK);
    assert_int_equal(rows.count, 1);
    return arena_format(fixture->arena, "%.*s %.*s", TEXT_ARG(cell_text(&rows, 0, 0)),
                        TEXT_ARG(cell_text(&rows, 0, 1)));
}

/* What the server refuses for good is final; what it puts off is tried again, but not for ever. */
static void what_fails_is_on_the_page_of_jobs(void **state)
{
    (void)state;
    set_account(ROLE_ADMINISTRATOR, "admin@mission.example", "en");
    begin_with("550 nobody of that name");
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    assert_int_equal(run_jobs(), 1);
    assert_text(problem_of_last(), "failed mail_refused");
    begin_with("451 come again");
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    assert_int_equal(run_jobs(), 6);
    assert_text(problem_of_last(), "failed mail_later");
    begin_with("250 ok");
    sink = smtp_sink_close(sink);
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    assert_int_equal(run_jobs(), 6);
    assert_text(problem_of_last(), "failed mail_away");
}

static void an_address_that_is_none(void **state)
{
    (void)state;
    set_account(ROLE_ADMINISTRATOR, "admin@mission.example, all@evil.example", "en");
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    assert_int_equal(run_jobs(), 1);
    assert_text(problem_of_last(), "failed mail_address");
    assert_int_equal(smtp_sink_next(sink, fixture->arena, NOT_LONG).length, 0);
    set_account(ROLE_ADMINISTRATOR, "admin@mission.example", "en");
}

static void tried_by_an_administrator(void **state)
{
    (void)state;
    set_account(ROLE_ADMINISTRATOR, "admin@mission.example", "en");
    assert_int_equal(loopback_get(administrator, "/en/mail")->status, 200);
    assert_true(loopback_shows(administrator, "Send me a mail to try it"));
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    assert_int_equal(run_jobs(), 1);
    assert_true(text_find(smtp_sink_next(sink, fixture->arena, PATIENCE), TEXT("Subject: A mail to try it")) > 0);
    assert_int_equal(loopback_get(caseworker, "/en/mail")->status, 403);
    assert_int_equal(loopback_post(caseworker, "/en/mail", "")->status, 403);
}

static void without_a_server_nothing_is_sent(void **state)
{
    (void)state;
    fixture->settings.smtp_url = TEXT_NONE;
    wish(caseworker, "at_once");
    tell(0, ROLE_CASEWORKER, "RET-1", 1);
    assert_int_equal(jobs(), 0);
    const struct job_order order = {.kind = "notices.digest"};
    struct work work = jobs_work();
    assert_int_equal(job_add(&work, &order, NULL), OK);
    assert_int_equal(run_jobs(), 1);
    assert_int_equal(jobs(), 0);
    assert_int_equal(loopback_get(administrator, "/en/mail")->status, 200);
    assert_true(loopback_shows(administrator, "No mail is sent."));
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 409);
    assert_int_equal(loopback_get(caseworker, "/en/account/notifications")->status, 200);
    assert_true(loopback_shows(caseworker, "This mission sends no mail yet"));
}

/* The server wants a password: it lies beside the keys. */
static void the_password_lies_with_the_keys(void **state)
{
    struct text path = arena_format(fixture->arena, "%s/" MAIL_PASSWORD_FILE, fixture->directory);
    (void)state;
    set_account(ROLE_ADMINISTRATOR, "admin@mission.example", "en");
    sink = smtp_sink_close(sink);
    sink = smtp_sink_open("250 ok", "mission", "mot de passe");
    fixture->settings.smtp_url = smtp_sink_url(sink, fixture->arena);
    fixture->settings.smtp_user = TEXT("mission");
    fixture->settings.keys = text_from(fixture->directory);
    assert_int_equal(file_write(path.at, TEXT("mot de passe\n"), 0600), OK);
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    assert_int_equal(run_jobs(), 1);
    assert_true(smtp_sink_next(sink, fixture->arena, PATIENCE).length > 0);
    assert_int_equal(file_write(path.at, TEXT("another\n"), 0600), OK);
    execute(SQL("t_jobs", "DELETE FROM job WHERE id = id"), NULL, 0);
    assert_int_equal(loopback_post(administrator, "/en/mail", "")->status, 303);
    (void)run_jobs();
    assert_text(problem_of_last(), "failed mail_sign_in");
    fixture->settings.smtp_user = TEXT_NONE;
}

/* What was read a month ago, and what nobody read for half a year. */
static void old_ones_are_forgotten(void **state)
{
    (void)state;
    const struct job_order order = {.kind = "notices.clean_up"};
    struct work work = jobs_work();
    for (int i = 0; i < 4; i++)
        tell(0, ROLE_CASEWORKER, "RET-1", 1);
    struct value bind[] = {value_text(first_notice(ROLE_CASEWORKER)), value_instant(work.now - 31 * DAY_MICROSECONDS),
                           value_instant(work.now)};
    execute(SQL("t_old", "UPDATE notice SET made_at = $2, seen_at = $3 WHERE CAST($1 AS TEXT) <> '' AND id IN "
                         "(SELECT n.id FROM notice n ORDER BY n.id LIMIT 1)"),
            bind, 3);
    bind[1] = value_instant(work.now - 181 * DAY_MICROSECONDS);
    execute(SQL("t_older", "UPDATE notice SET made_at = $1 WHERE id IN "
                           "(SELECT n.id FROM notice n WHERE n.seen_at IS NULL ORDER BY n.id LIMIT 1)"),
            &bind[1], 1);
    assert_int_equal(job_add(&work, &order, NULL), OK);
    assert_int_equal(run_jobs(), 1);
    assert_int_equal(fixture_count(fixture, SQL("t_left", "SELECT COUNT(*) FROM notice"), NULL, 0), 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_bell_counts),
        TEST(one_is_opened_by_whose_it_is),
        TEST(what_gathers_is_one),
        TEST(nobody_is_told_what_they_did),
        TEST(at_once_in_one_mail),
        TEST(in_the_morning_how_much_is_due),
        TEST(never_is_never),
        TEST(what_fails_is_on_the_page_of_jobs),
        TEST(an_address_that_is_none),
        TEST(tried_by_an_administrator),
        TEST(without_a_server_nothing_is_sent),
        TEST(the_password_lies_with_the_keys),
        TEST(old_ones_are_forgotten),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
