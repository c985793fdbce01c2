/* The administrator's pages of jobs, through HTTP: what is shown to whom, in which words, and what the buttons do. */
#include "base/tests/testing.h"

#include "audit/audit.h"
#include "codec/csv.h"
#include "identity/tests/fixture.h"
#include "jobs/jobs.h"
#include "system/clock.h"
#include "system/random.h"
#include "web/record_pages.h"
#include "web/session.h"

static struct fixture *fixture;
static struct loopback *administrator, *auditor, *caseworker;

static bool explain(struct text problem, const char **ret_message, const char **ret_advice)
{
    *ret_message = "The disk is full.";
    *ret_advice = "Make room.";
    return text_is(problem, "no_room");
}

static const struct job_kind KINDS[] = {
    {"mail", NULL, 60, 3, N_("Backup of the mission"), explain},
    {"plain", NULL, 60, 3, NULL, NULL},
};

static int open_all(void **state)
{
    static struct grant_list grants;
    static struct route_list routes;
    static const struct internal_action *const actions[] = {record_actions};
    (void)state;
    grants = (struct grant_list){jobs_grants, jobs_grant_count};
    routes = (struct route_list){jobs_routes, jobs_route_count};
    const struct fixture_options options = {.grants = &grants,
                                            .grant_list_count = 1,
                                            .routes = &routes,
                                            .route_list_count = 1,
                                            .menu = jobs_menu,
                                            .menu_count = jobs_menu_count,
                                            .actions = actions,
                                            .action_list_count = 1};
    fixture = fixture_open(&options);
    jobs_start(KINDS, COUNT(KINDS));
    administrator = fixture_role(fixture, ROLE_ADMINISTRATOR);
    auditor = fixture_role(fixture, ROLE_AUDITOR);
    caseworker = fixture_role(fixture, ROLE_CASEWORKER);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    administrator = loopback_close(administrator);
    auditor = loopback_close(auditor);
    caseworker = loopback_close(caseworker);
    fixture = fixture_close(fixture);
    return 0;
}

/* --- jobs in each state --------------------------------------------------------------------------------------------
 */

static struct identifier add(const char *kind, bool asked)
{
    struct identifier id;
    const struct job_order order = {.kind = kind,
                                    .organisation = fixture->organisation->head.id,
                                    .user = asked ? fixture->users[ROLE_SUPERVISOR] : (struct identifier){0},
                                    .arguments = TEXT("secret of Aminata"),
                                    .attempt_limit = 1};
    fixture->system.now = clock_now();
    assert_int_equal(job_add(&fixture->system, &order, &id), OK);
    return id;
}

static struct job_lease take(void)
{
    struct job_lease lease;
    assert_int_equal(job_take(&fixture->system, TEXT("test"), 600, NULL, &lease), OK);
    return lease;
}

static struct identifier add_failed(const char *kind, const char *problem)
{
    struct identifier id = add(kind, true);
    struct job_lease lease = take();
    assert_true(identifier_equal(lease.id, id));
    assert_int_equal(job_failed(&fixture->system, &lease, text_from(problem), true), OK);
    return id;
}

static enum job_state state_of(struct identifier id)
{
    struct job job;
    assert_int_equal(job_get(&fixture->system, id, &job), OK);
    return job.state;
}

static const char *path_of(struct identifier id, const char *behind)
{
    return arena_format(fixture->arena, "/en/jobs/%.*s%s", TEXT_ARG(identifier_to_text(fixture->arena, id)), behind).at;
}

static int forget_all(void **state)
{
    (void)state;
    return db_execute(fixture->db, SQL("test_forget", "DELETE FROM job"), NULL, 0, NULL) == OK ? 0 : -1;
}

static int see(struct loopback *client, const char *path) { return loopback_get(client, path)->status; }
static int press(struct loopback *client, const char *path)
{
    int status = loopback_post(client, path, "")->status;
    return status == 303 ? loopback_follow(client)->status : status;
}

/* --- tests ---------------------------------------------------------------------------------------------------------
 */

static void shown_to_whom_it_concerns(void **state)
{
    (void)state;
    struct identifier id = add_failed("mail", "no_room");
    assert_int_equal(see(administrator, "/en/jobs"), 200);
    assert_int_equal(see(auditor, "/en/jobs"), 200);
    assert_int_equal(see(auditor, path_of(id, "")), 200);
    assert_false(loopback_shows(auditor, "Run it again"));
    assert_int_equal(press(auditor, path_of(id, "/again")), 403);
    assert_int_equal(press(auditor, path_of(id, "/let-go")), 403);
    assert_int_equal(press(auditor, path_of(id, "/cancel")), 403);
    assert_int_equal(see(caseworker, "/en/jobs"), 403);
    assert_int_equal(see(caseworker, "/en/jobs.csv"), 403);
    assert_int_equal(see(caseworker, path_of(id, "")), 403);
    assert_int_equal(state_of(id), JOB_FAILED);
    assert_int_equal(see(administrator, path_of(identifier_new(), "")), 404);
    assert_int_equal(see(administrator, "/en/jobs?state=broken"), 404);
    assert_int_equal(see(administrator, "/en/jobs?after=o123"), 404);
}

static void says_in_words_what_happened(void **state)
{
    (void)state;
    struct identifier known = add_failed("mail", "no_room");
    struct identifier lost = add_failed("plain", "lost");
    struct identifier strange = add_failed("of_another_version", "unheard_of");
    assert_int_equal(see(administrator, "/en/jobs"), 200);
    assert_true(loopback_shows(administrator, "Backup of the mission"));
    assert_true(loopback_shows(administrator, "The disk is full."));
    assert_true(loopback_shows(administrator, "The process that did it was ended before it was done."));
    assert_true(loopback_shows(administrator, "of_another_version"));
    assert_true(loopback_shows(administrator, "3 jobs have failed for good."));
    assert_true(loopback_shows(administrator, "badge-bad\">3<span")); /* in the menu */
    assert_false(loopback_shows(administrator, "Aminata"));           /* arguments stay inside */
    assert_int_equal(see(administrator, path_of(known, "")), 200);
    assert_true(loopback_shows(administrator, "Make room."));
    assert_false(loopback_shows(administrator, "Aminata"));
    assert_int_equal(see(administrator, path_of(lost, "")), 200);
    assert_int_equal(see(administrator, path_of(strange, "")), 200);
    assert_true(loopback_shows(administrator, "It could not be done."));
    assert_int_equal(see(administrator, "/fr/jobs"), 200);
    assert_int_equal(see(administrator, "/ar/jobs?state=failed"), 200);
}

static void a_person_acts(void **state)
{
    (void)state;
    struct identifier again = add_failed("mail", "no_room");
    struct identifier settled = add_failed("mail", "no_room");
    struct identifier waiting = add("mail", false);
    int64_t audited = fixture_audited(fixture, "job.run_again");
    assert_int_equal(press(administrator, path_of(again, "/again")), 200);
    assert_true(loopback_shows(administrator, "It runs again in a moment."));
    assert_int_equal(state_of(again), JOB_QUEUED);
    assert_int_equal(press(administrator, path_of(again, "/again")), 200); /* pressed twice */
    assert_true(loopback_shows(administrator, "nothing was done"));
    assert_int_equal(fixture_audited(fixture, "job.run_again"), audited + 1);
    assert_int_equal(press(administrator, path_of(settled, "/let-go")), 200);
    assert_int_equal(state_of(settled), JOB_CANCELLED);
    assert_int_equal(fixture_audited(fixture, "job.let_go"), 1);
    assert_int_equal(press(administrator, path_of(waiting, "/cancel")), 200);
    assert_int_equal(state_of(waiting), JOB_CANCELLED);
    assert_int_equal(press(administrator, path_of(waiting, "/cancel")), 200);
    assert_int_equal(fixture_audited(fixture, "job.cancelled"), 1);
    assert_int_equal(press(administrator, path_of(identifier_new(), "/again")), 404);
    assert_int_equal(see(administrator, "/en/jobs"), 200);
    assert_false(loopback_shows(administrator, "failed for good.</strong>"));
    assert_false(loopback_shows(administrator, "badge-bad"));
}

static void shows_how_far_it_is(void **state)
{
    (void)state;
    struct identifier id = add("mail", true);
    assert_int_equal(see(administrator, path_of(id, "")), 200);
    assert_true(loopback_shows(administrator, "It begins as soon as those before it are done."));
    struct job_lease lease = take();
    assert_int_equal(see(administrator, path_of(id, "")), 200);
    assert_true(loopback_shows(administrator, "It does not say yet how much there is to do."));
    assert_true(text_is_empty(loopback_header(administrator, "Refresh"))); /* not unless it is wanted */
    assert_int_equal(job_note(&fixture->system, &lease, 40, 160), OK);
    assert_int_equal(see(administrator, path_of(id, "?follow=1")), 200);
    assert_true(loopback_shows(administrator, "max=\"100\" value=\"25\""));
    assert_text(loopback_header(administrator, "Refresh"), "5");
    assert_int_equal(press(administrator, path_of(id, "/cancel")), 200);
    assert_true(loopback_shows(administrator, "It was asked to stop"));
    assert_false(loopback_shows(administrator, "Stop it"));
    assert_int_equal(job_note(&fixture->system, &lease, 41, 160), CONFLICT); /* so it learns of it */
    assert_int_equal(job_stopped(&fixture->system, &lease), OK);
    assert_int_equal(see(administrator, path_of(id, "?follow=1")), 200);
    assert_true(text_is_empty(loopback_header(administrator, "Refresh"))); /* it has ended */
    assert_true(loopback_shows(administrator, "Cancelled"));
}

/* Follows "Next" from page to page; how many jobs were listed. */
static size_t walk(const char *path, size_t *ret_pages)
{
    size_t rows = 0;
    for (*ret_pages = 1;; (*ret_pages)++) {
        assert_int_equal(see(administrator, path), 200);
        struct text body = loopback_last(administrator)->body;
        struct text rest = body;
        for (ptrdiff_t at; (at = text_find(rest, TEXT("<th scope=\"row\">"))) >= 0; rows++)
            rest = text_slice(rest, (size_t)at + 5, rest.length);
        ptrdiff_t next = text_find(body, TEXT("rel=\"next\" href=\""));
        if (next < 0)
            return rows;
        rest = text_slice(body, (size_t)next + strlen("rel=\"next\" href=\""), body.length);
        struct text address;
        assert_true(text_split(&rest, '"', &address));
        ptrdiff_t amp = text_find(address, TEXT("amp;"));
        if (amp >= 0)
            address = arena_join(fixture->arena, text_slice(address, 0, (size_t)amp),
                                 text_slice(address, (size_t)amp + strlen("amp;"), address.length));
        path = arena_string(fixture->arena, address);
        assert_true(*ret_pages < 10);
    }
}

static void many_are_listed_page_by_page(void **state)
{
    (void)state;
    size_t pages;
    for (int i = 0; i < 60; i++)
        (void)add_failed("mail", "no_room");
    for (int i = 0; i < 70; i++)
        (void)add("plain", false);
    assert_int_equal(walk("/en/jobs", &pages), 130);
    assert_int_equal(pages, 3);
    assert_int_equal(walk("/en/jobs?state=failed", &pages), 60);
    assert_int_equal(pages, 2);
    assert_int_equal(walk("/en/jobs?state=done", &pages), 0);
    assert_true(loopback_shows(administrator, "There is no such job"));
}

static void the_list_is_a_file_too(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 24);
    struct csv_row row;
    size_t rows = 0;
    (void)add_failed("mail", "no_room");
    for (int i = 0; i < 600; i++)
        (void)add("=plain", false);
    assert_int_equal(see(auditor, "/en/jobs.csv"), 200);
    struct csv_reader csv = csv_open(loopback_last(auditor)->body, ',');
    assert_int_equal(csv_next(&csv, arena, &row), OK);
    assert_int_equal(row.count, 14);
    assert_int_equal(csv_next(&csv, arena, &row), OK);
    assert_text(row.cells[1], "mail");
    assert_text(row.cells[3], "failed");
    assert_text(row.cells[12], "no_room");
    assert_text(row.cells[13], "The disk is full.");
    for (rows = 1; csv_next(&csv, arena, &row) == OK; rows++)
        assert_text(row.cells[1], "'=plain"); /* no spreadsheet runs it */
    assert_int_equal(rows, 601);
    assert_int_equal(fixture_audited(fixture, "export"), 1);
    assert_int_equal(see(auditor, "/en/jobs.csv?state=done"), 200);
    assert_int_equal(fixture_audited(fixture, "export"), 2);
    assert_int_equal(see(auditor, "/en/jobs.csv?state=none"), 404);
}

#define TEST(name) cmocka_unit_test_setup(name, forget_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shown_to_whom_it_concerns), TEST(says_in_words_what_happened),  TEST(a_person_acts),
        TEST(shows_how_far_it_is),       TEST(many_are_listed_page_by_page), TEST(the_list_is_a_file_too),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
