/* That the comparison finds what is wrong: a database with each thing half there, and facts that are not so. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/tests/testing.h"
#include "database/migrate.h"
#include "database/tests/scratch.h"
#include "system/file.h"

enum { SAID_MOST = 64 * 1024 };

#define HEAD " (id, person, organisation, state, version, created_at, changed_at"
#define ORGANISATION "X'0000000000000000000000000000000f'"
#define ID(two) "X'000000000000000000000000000000" two "'"
#define ROW(table, id, state, version)                                                                                 \
    "INSERT INTO " table HEAD ") VALUES (" ID(id) ", " ID("a0") ", " ORGANISATION ", '" state "', " version ", 1000, " \
                                                                "1000);"
#define HISTORY(id, record, subject, version, action)                                                                 \
    "INSERT INTO history (id, person, record, subject, organisation, version, made_at, action, changes)"              \
    " VALUES (" ID(id) ", " ID("a0") ", '" record "', " ID(subject) ", " ORGANISATION ", " version ", 1000, '" action \
                                                                    "', X'00');"
#define AUDIT(id, record, subject, action)                                                                       \
    "INSERT INTO audit_event (id, made_at, role, action, record, subject, reason, details, origin) VALUES (" ID( \
        id) ", 1000, '', '" action "', '" record "', " ID(subject) ", '', '', '');"
#define ACCOUNT(id)                                                                                               \
    "INSERT INTO ledger_account (id, organisation, kind, currency, limited, debits_pending, debits_posted,"       \
    " credits_pending, credits_posted, opened_at) VALUES (" ID(id) ", " ORGANISATION ", 'spending', 'NOK', 0, 0," \
                                                                   " 0, 0, 0, 1);"
#define TRANSFER(id, state, pending, subject)                                                                          \
    "INSERT INTO ledger_transfer (id, state, debit_account, credit_account, amount, currency, pending_of, at, record," \
    " subject) VALUES (" ID(id) ", '" state "', " ID("e1") ", " ID("e2") ", 7, 'NOK', " pending ", 1000,"              \
                                                                         " 'return_item', " ID(subject) ");"

/* What is stored, and what must be found then. */
static const struct wrong {
    const char *statements;
    const char *found[4];
} WRONGS[] = {
    {ROW("return_case", "01", "inquiry", "1"),
     {"case_without_all_its_history ", "case_with_wrong_tasks ", "case_without_key "}},
    {ROW("return_item", "01", "committed", "1"),
     {"item_without_all_its_history ", "item_with_wrong_tasks ", "item_with_wrong_commitment "}},
    {ROW("return_item", "01", "paid", "1"), {"item_with_wrong_payment "}},
    {ROW("return_milestone", "01", "open", "1"), {"preparation_without_all_its_history "}},
    {HISTORY("01", "return_case", "02", "1", "create"), {"history_of_no_case ", "history_without_audit "}},
    {HISTORY("01", "return_item", "02", "1", "create"), {"history_of_no_item "}},
    {HISTORY("01", "return_case", "02", "1", "create") HISTORY("03", "return_case", "02", "1", "create"),
     {"history_twice "}},
    {AUDIT("01", "return_case", "02", "register"), {"audit_without_history "}},
    {"INSERT INTO data_key (subject, person, organisation, wrapped, made_at) VALUES (" ID("01") ", " ID(
         "a0") ", " ORGANISATION ", X'00', 1000);",
     {"key_of_no_file "}},
    {ROW("return_case", "01", "preparing", "1") HISTORY("02", "return_case", "01", "1", "approve"),
     {"approved_without_four_preparations "}},
    {ROW("return_case", "01", "closed", "1")
         ROW("return_milestone", "02", "open", "1") "UPDATE return_milestone SET return_case = " ID("01") ";",
     {"ended_with_open_preparations "}},
    {ACCOUNT("e1") ACCOUNT("e2") TRANSFER("01", "pending", "NULL", "02"),
     {"transfer_without_item ", "balance_differs "}},
    {ACCOUNT("e1") ACCOUNT("e2") ROW("return_item", "02", "cancelled", "1") TRANSFER("02", "pending", "NULL", "02"),
     {"item_with_wrong_release "}},
};

/* Runs the program that lies beside this one; its exit status. */
static int compare(const struct scratch *scratch, const char *facts, char *said)
{
    char *path = arena_string(scratch->arena, arena_format(scratch->arena, "%s/facts", scratch->directory));
    char *address = arena_string(scratch->arena, scratch->address);
    char *program = arena_zeroed(scratch->arena, 1, 4096);
    int ends[2];
    int status;
    assert_true(readlink("/proc/self/exe", program, 4000) > 0);
    memcpy(strrchr(program, '/') + 1, "load_compare", sizeof "load_compare");
    assert_int_equal(file_write(path, text_from(facts), 0600), OK);
    assert_int_equal(pipe(ends), 0);
    (void)fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        (void)dup2(ends[1], 1);
        (void)close(ends[0]);
        (void)execl(program, program, address, path, (char *)NULL);
        _exit(99);
    }
    (void)close(ends[1]);
    size_t length = 0;
    for (ssize_t got; length < SAID_MOST - 1 && (got = read(ends[0], said + length, SAID_MOST - 1 - length)) > 0;)
        length += (size_t)got;
    said[length] = '\0';
    (void)close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WEXITSTATUS(status);
}

static void prepare(const struct scratch *scratch, const char *statements)
{
    AUTO_DB struct db *db = NULL;
    assert_int_equal(db_open(scratch->address, false, &db), OK);
    assert_int_equal(migrate(db, migrations, migration_count), OK);
    assert_int_equal(db->back_end->script(db, text_from(statements)), OK);
}

static void a_sound_database_has_no_faults(void **state)
{
    static char said[SAID_MOST];
    AUTO_SCRATCH struct scratch scratch = scratch_open_in_memory();
    (void)state;
    prepare(&scratch, "");
    assert_int_equal(compare(&scratch, "since\t1\n", said), 0);
    assert_string_equal(said, "1 facts, 0 faults\n");
}

static void what_is_half_there_is_found(void **state)
{
    static char said[SAID_MOST];
    (void)state;
    for (size_t i = 0; i < COUNT(WRONGS); i++) {
        AUTO_SCRATCH struct scratch scratch = scratch_open_in_memory();
        prepare(&scratch, WRONGS[i].statements);
        assert_int_equal(compare(&scratch, "since\t1\n", said), 1);
        for (size_t j = 0; j < COUNT(WRONGS[i].found) && WRONGS[i].found[j] != NULL; j++)
            if (strstr(said, WRONGS[i].found[j]) == NULL)
                fail_msg("%zu: no \"%s\" in:\n%s", i, WRONGS[i].found[j], said);
    }
}

#define UUID(two) "00000000-0000-0000-0000-0000000000" two

static void what_was_acknowledged_and_is_not_there_is_found(void **state)
{
    static char said[SAID_MOST];
    static const struct {
        const char *fact;
        int status;
    } FACTS[] = {
        {"step\treturn_case\t" UUID("01") "\t1\tcreate\n", 0},
        {"step\treturn_case\t" UUID("01") "\t2\tregister\n", 1},
        {"step\treturn_case\t" UUID("09") "\t1\tcreate\n", 1},
        {"step\treturn_case\t" UUID("01") "\t1\tscreen\n", 1},
        {"step\treturn_item\t" UUID("01") "\t1\tcreate\n", 1},
        {"cases\t" UUID("a0") "\t1\t1\n", 0},
        {"cases\t" UUID("a0") "\t2\t3\n", 1},
        {"cases\t" UUID("a0") "\t0\t0\n", 1},
        {"items\t2030-01-01\t0\t1\n", 0},
        {"items\t2030-01-01\t1\t1\n", 1},
        {"nonsense\t1\n", 2},
        {"step\treturn_case\n", 2},
    };
    AUTO_SCRATCH struct scratch scratch = scratch_open_in_memory();
    (void)state;
    prepare(&scratch, ROW("return_case", "01", "closed", "1") HISTORY("02", "return_case", "01", "1", "create")
                          AUDIT("03", "return_case", "01",
                                "create") "INSERT INTO data_key (subject, person, organisation, wrapped, made_at) "
                                          "VALUES (" ID("01") ", " ID("a0") ", " ORGANISATION ", X'00', 1000);");
    for (size_t i = 0; i < COUNT(FACTS); i++) {
        char *facts = arena_string(scratch.arena, arena_format(scratch.arena, "since\t1\n%s", FACTS[i].fact));
        int status = compare(&scratch, facts, said);
        if (status != FACTS[i].status)
            fail_msg("%s%d instead of %d\n%s", FACTS[i].fact, status, FACTS[i].status, said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_SQLITE(a_sound_database_has_no_faults),
        ON_SQLITE(what_is_half_there_is_found),
        ON_SQLITE(what_was_acknowledged_and_is_not_there_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
