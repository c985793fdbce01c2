#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "audit/tests/mission.h"
#include "base/number.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITHOUT_DATA_LIMIT
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITHOUT_DATA_LIMIT
#endif
#endif

/* In a child that may take 20 MiB beyond what it has: SQLite's cache takes 8 of them. */
static int verify_in_little_memory(struct mission *mission)
{
    struct audit_report report;
    AUTO_DB struct db *db = NULL;
    if (db_open(mission->scratch.address, true, &db) != OK)
        return 1;
#ifndef WITHOUT_DATA_LIMIT
    struct text status;
    int64_t kibibytes = 0;
    struct rlimit data;
    if (file_read(mission->scratch.arena, "/proc/self/status", 1 << 16, &status) != OK)
        return 2;
    struct text line = text_slice(status, (size_t)text_find(status, TEXT("VmData:")) + 7, status.length);
    line = text_trim(text_slice(line, 0, (size_t)text_find(line, TEXT(" kB"))));
    if (text_to_integer(line, 1, 1 << 30, &kibibytes) != OK || getrlimit(RLIMIT_DATA, &data) != 0)
        return 3;
    data.rlim_cur = (rlim_t)kibibytes * 1024 + (20 << 20);
    if (setrlimit(RLIMIT_DATA, &data) != 0)
        return 4;
#endif
    AUTO_ARENA struct arena *arena = arena_open(1 << 16);
    if (audit_verify(db, mission->keyring, NOW, NULL, arena, &report) != OK)
        return 5;
    return report.rows == 50000 && report.blocks == 50 && report.fault_count == 0 ? 0 : 6;
}

static void verification_takes_the_same_memory_for_any_length(void **state)
{
    struct mission *mission = *state;
    struct text details = {memset(arena_bytes(mission->scratch.arena, 600), 'x', 600), 600};
    {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
        for (int64_t n = 0; n < 50000; n++) {
            struct audit_event event = event_of(n);
            event.details = details;
            assert_int_equal(audit_add(mission->db, &event), OK);
        }
        assert_int_equal(db_transaction_commit(&transaction), OK);
    }
    assert_int_equal(seal_all(mission, NOW), 50);
    (void)fflush(NULL);
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(verify_in_little_memory(mission));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(verification_takes_the_same_memory_for_any_length, mission_open, mission_close),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
