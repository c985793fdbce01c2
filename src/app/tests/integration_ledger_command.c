/* `sanad ledger verify` as people call it: its status and what it says, on books that are whole and on books in which
   somebody has changed one thing. */
#include "base/tests/testing.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands/commands.h"
#include "base/calendar.h"
#include "database/tests/scratch.h"
#include "ledger/ledger.h"
#include "system/clock.h"
#include "system/file.h"
#include "system/random.h"

enum { SAID_MOST = 1 << 20, ARGUMENTS_MOST = 16 };

struct place {
    struct scratch scratch;
    struct text said; /* by the command that ran last, on both streams */
    struct db *db;
    struct work work;
    struct identifier donor, line, spending, paid;
};

/* --- commands ------------------------------------------------------------------------------------------------------
 */

static void become(const struct command *command, int count, const char **arguments, const char *said)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)64 << 20);
    struct command_line line;
    int file = open(said, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0 || dup2(file, STDERR_FILENO) < 0)
        _exit(99);
    enum outcome outcome = command_read(arena, command, count, (char **)(uintptr_t)arguments, &line);
    int status = outcome == NOT_FOUND ? EXIT_DONE : outcome != OK ? EXIT_WRONG_USE : command->run(&line);
    (void)fflush(NULL);
    _exit(status);
}

/* In a process of its own, as main() would; its status. */
static int run(struct place *place, const struct command *command, const char *first, const char *second)
{
    struct arena *arena = place->scratch.arena;
    const char *directory = place->scratch.directory;
    const char *arguments[ARGUMENTS_MOST] = {"--data",     arena_format(arena, "%s/data", directory).at,
                                             "--keys",     arena_format(arena, "%s/keys", directory).at,
                                             "--profile",  getenv("TEST_PROFILE"),
                                             "--messages", getenv("TEST_PROGRAM_MESSAGES"),
                                             "--database", arena_string(arena, place->scratch.address)};
    int count = 10;
    int status = 0;
    if (first != NULL)
        arguments[count++] = first;
    if (second != NULL)
        arguments[count++] = second;
    const char *said = arena_format(arena, "%s/said", directory).at;
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        become(command, count, arguments, said);
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(file_read(arena, said, SAID_MOST, &place->said), OK);
    return WEXITSTATUS(status);
}

static int verify(struct place *place) { return run(place, &ledger_command, "verify", NULL); }

static bool says(const struct place *place, const char *what, const struct identifier *id)
{
    struct text wanted = text_from(what);
    if (id != NULL)
        wanted =
            arena_format(place->scratch.arena, "%s%.*s", what, TEXT_ARG(identifier_to_text(place->scratch.arena, *id)));
    return text_find(place->said, wanted) >= 0;
}

/* --- a mission with a donor's line, of which something is paid and something committed -----------------------------
 */

static struct identifier account(struct place *place, enum ledger_kind kind, bool limited)
{
    struct ledger_account account = {.organisation = {{1}}, .kind = kind, .limited = limited, .currency = "MAD"};
    assert_int_equal(ledger_open_account(&place->work, &account), OK);
    return account.id;
}

static struct ledger_transfer order(struct identifier debit, struct identifier credit, int64_t minor)
{
    return (struct ledger_transfer){
        .id = identifier_new(), .debit = debit, .credit = credit, .amount = {minor, "MAD"}, .record = TEXT("test")};
}

static void fill(struct place *place)
{
    place->donor = account(place, LEDGER_DONOR, false);
    place->line = account(place, LEDGER_BUDGET_LINE, true);
    place->spending = account(place, LEDGER_SPENDING, false);
    const struct ledger_transfer fund = order(place->donor, place->line, 100000);
    const struct ledger_transfer first = order(place->line, place->spending, 60000);
    const struct ledger_transfer second = order(place->line, place->spending, 10000);
    place->paid = identifier_new();
    assert_int_equal(ledger_fund(&place->work, &fund), OK);
    assert_int_equal(ledger_commit(&place->work, &first), OK);
    assert_int_equal(ledger_commit(&place->work, &second), OK);
    assert_int_equal(ledger_post(&place->work, place->paid, first.id, (struct money){45000, "MAD"}, TEXT_NONE), OK);
}

static int place_make(void **state)
{
    static struct place place;
    place = (struct place){.scratch = scratch_open()};
    if (run(&place, &init_command, NULL, NULL) != EXIT_DONE)
        fail_msg("%.*s", TEXT_ARG(place.said));
    assert_int_equal(db_open(place.scratch.address, false, &place.db), OK);
    place.work = (struct work){.db = place.db,
                               .arena = place.scratch.arena,
                               .now = clock_now(),
                               .problems = problems_open(place.scratch.arena)};
    fill(&place);
    *state = &place;
    return 0;
}

static int place_end(void **state)
{
    static const char *const FILES[] = {"keys/master.key", "keys/signature.key", "keys/signature.public",
                                        "data/sanad.conf"};
    struct place *place = *state;
    place->db = db_close(place->db);
    for (size_t i = 0; i < COUNT(FILES); i++)
        (void)unlink(arena_format(place->scratch.arena, "%s/%s", place->scratch.directory, FILES[i]).at);
    (void)rmdir(arena_format(place->scratch.arena, "%s/keys", place->scratch.directory).at);
    (void)rmdir(arena_format(place->scratch.arena, "%s/data", place->scratch.directory).at);
    scratch_close(&place->scratch);
    return 0;
}

static void change(struct place *place, struct sql sql, struct identifier id)
{
    const struct value bind = value_id(id);
    int64_t changed = 0;
    assert_int_equal(db_execute(place->db, sql, &bind, 1, &changed), OK);
    assert_int_equal(changed, 1);
}

/* --- tests ---------------------------------------------------------------------------------------------------------
 */

static void whole_books_are_whole(void **state)
{
    struct place *place = *state;
    assert_int_equal(verify(place), EXIT_DONE);
    assert_true(says(place, "3 accounts, 4 transfers, 0 faults\n", NULL));
}

/* One changed value each, put back afterwards: the account or the transfer is named. */
static void names_what_was_changed(void **state)
{
    struct place *place = *state;
    const struct {
        struct sql change, back;
        const struct identifier *what; /* is changed */
        const char *said;
        const struct identifier *named;
    } CASES[] = {
        {{"b1", "UPDATE ledger_transfer SET amount = amount + 1 WHERE id = $1"},
         {"b2", "UPDATE ledger_transfer SET amount = amount - 1 WHERE id = $1"},
         &place->paid,
         "The balance of account ",
         &place->line},
        {{"b3", "UPDATE ledger_transfer SET amount = 60001 WHERE id = $1"},
         {"b4", "UPDATE ledger_transfer SET amount = 45000 WHERE id = $1"},
         &place->paid,
         "does not fit the commitment that it pays or releases",
         NULL},
        {{"b5", "UPDATE ledger_transfer SET currency = 'MAE' WHERE id = $1"},
         {"b6", "UPDATE ledger_transfer SET currency = 'MAD' WHERE id = $1"},
         &place->paid,
         "is in another currency than its accounts",
         NULL},
        {{"b7", "UPDATE ledger_account SET credits_posted = credits_posted + 1 WHERE id = $1"},
         {"b8", "UPDATE ledger_account SET credits_posted = credits_posted - 1 WHERE id = $1"},
         &place->spending,
         "The balance of account ",
         &place->spending},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        change(place, CASES[i].change, *CASES[i].what);
        assert_int_equal(verify(place), EXIT_REFUSED);
        if (!says(place, CASES[i].said, CASES[i].named))
            fail_msg("case %zu: %.*s", i, TEXT_ARG(place->said));
        assert_true(CASES[i].named != NULL || says(place, "Transfer ", &place->paid));
        assert_false(says(place, " 0 faults\n", NULL));
        change(place, CASES[i].back, *CASES[i].what);
    }
    assert_int_equal(verify(place), EXIT_DONE);
}

static void tells_wrong_use_and_helps(void **state)
{
    struct place *place = *state;
    assert_int_equal(run(place, &ledger_command, NULL, NULL), EXIT_WRONG_USE);
    assert_int_equal(run(place, &ledger_command, "mend", NULL), EXIT_WRONG_USE);
    assert_int_equal(run(place, &ledger_command, "verify", "twice"), EXIT_WRONG_USE);
    assert_int_equal(run(place, &ledger_command, "verify", "--thrice"), EXIT_WRONG_USE);
    assert_int_equal(run(place, &ledger_command, "--help", NULL), EXIT_DONE);
    assert_true(says(place, "usage: sanad ledger [options] verify\n", NULL));
    place->scratch.address = arena_join(place->scratch.arena, place->scratch.address, TEXT("_none"));
    assert_int_equal(verify(place), EXIT_REFUSED);
    assert_true(says(place, "there is no mission here", NULL));
    place->scratch.address.length -= strlen("_none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_books_are_whole),
        cmocka_unit_test(names_what_was_changed),
        cmocka_unit_test(tells_wrong_use_and_helps),
    };
    random_start();
    return cmocka_run_group_tests(tests, place_make, place_end);
}
