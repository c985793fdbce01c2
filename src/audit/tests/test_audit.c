#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "audit/tests/mission.h"
#include "base/buffer.h"
#include "base/number.h"
#include "database/failing.h"

static void add_in_one(struct mission *mission, int64_t from, int64_t to)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    add(mission->db, from, to);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static struct audit_report verified(struct mission *mission, const struct audit_head *noted)
{
    struct audit_report report;
    assert_int_equal(audit_verify(mission->db, mission->keyring, NOW, noted, mission->scratch.arena, &report), OK);
    return report;
}

/* "changed 5/1 missing 0/2": kind, number of the row (0: of the block as a whole), block. */
static struct text faults_in(struct mission *mission, const struct audit_report *report)
{
    static const char *const names[] = {
        [AUDIT_ROW_CHANGED] = "row-changed",
        [AUDIT_ROW_MISSING] = "row-missing",
        [AUDIT_ROW_MOVED] = "row-moved",
        [AUDIT_ROW_ADDED] = "row-added",
        [AUDIT_ROW_OUTSIDE] = "row-outside",
        [AUDIT_BLOCK_MISSING] = "block-missing",
        [AUDIT_BLOCK_CHANGED] = "block-changed",
        [AUDIT_BLOCK_LIST] = "block-list",
        [AUDIT_BLOCK_UNCHAINED] = "block-unchained",
        [AUDIT_BLOCK_NOT_NOTED] = "block-not-noted",
    };
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 16);
    for (const struct audit_fault *fault = report->first; fault != NULL; fault = fault->next) {
        int64_t row = 0;
        while (!identifier_is_none(fault->row) && row < 5000 && !identifier_equal(row_id(row), fault->row))
            row++;
        buffer_format(&buffer, "%s%s %d/%lld", buffer.length > 0 ? ", " : "", names[fault->kind], (int)row,
                      (long long)fault->block);
        assert_non_null(audit_fault_message(fault->kind));
    }
    return arena_text(mission->scratch.arena, buffer_text(&buffer));
}

static void sealed_rows_verify(void **state)
{
    struct mission *mission = *state;
    assert_int_equal(seal_all(mission, NOW), 0);
    assert_int_equal(verified(mission, NULL).blocks, 0);
    add_in_one(mission, 1, 2051);
    assert_int_equal(seal_all(mission, NOW), 3);
    add(mission->db, 2051, 2052);
    assert_int_equal(seal_all(mission, NOW), 1);
    struct audit_report report = verified(mission, NULL);
    assert_int_equal(report.blocks, 4);
    assert_int_equal(report.rows, 2051);
    assert_int_equal(report.fault_count, 0);
    assert_null(report.first);
}

static void one_call_makes_few_blocks(void **state)
{
    struct mission *mission = *state;
    size_t blocks = 0;
    add_in_one(mission, 1, (AUDIT_SEAL_BLOCKS + 1) * AUDIT_BLOCK_ROWS + 1);
    assert_int_equal(audit_seal(mission->db, mission->keyring, NOW, &blocks), OK);
    assert_int_equal(blocks, AUDIT_SEAL_BLOCKS);
    assert_int_equal(audit_seal(mission->db, mission->keyring, NOW, &blocks), OK);
    assert_int_equal(blocks, 1);
    assert_int_equal(verified(mission, NULL).fault_count, 0);
}

/* Empty and absent, and where one column ends and the next begins, make a difference. */
static void events_without_this_or_that(void **state)
{
    struct mission *mission = *state;
    struct audit_event bare = {.at = BEGIN, .action = TEXT("sign_in.failed"), .origin = TEXT("::1")};
    assert_int_equal(audit_add(mission->db, &bare), OK);
    assert_int_equal(audit_add(mission->db, &bare), OK); /* each gets an id */
    size_t much = 100000;
    struct text large = {memset(arena_bytes(mission->scratch.arena, much), 'x', much), much};
    struct audit_event long_one = event_of(7);
    long_one.details = large;
    assert_int_equal(audit_add(mission->db, &long_one), OK);
    assert_int_equal(audit_add(mission->db, &long_one), CONFLICT);
    long_one.details.length = AUDIT_EVENT_MOST;
    assert_int_equal(audit_add(mission->db, &long_one), TOO_LARGE);
    assert_int_equal(seal_all(mission, NOW), 1);
    assert_int_equal(verified(mission, NULL).fault_count, 0);
}

static void a_row_of_an_undone_savepoint_is_none(void **state)
{
    struct mission *mission = *state;
    {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
        add(mission->db, 1, 2);
    }
    add(mission->db, 2, 3);
    assert_int_equal(seal_all(mission, NOW), 1);
    struct audit_report report = verified(mission, NULL);
    assert_int_equal(report.rows, 1);
    assert_int_equal(report.fault_count, 0);
}

static void sealing_nothing_does_not_ask_for_the_lock(void **state)
{
    struct mission *mission = *state;
    AUTO_DB struct db *other = NULL;
    size_t blocks = 7;
    assert_int_equal(db_open(mission->scratch.address, false, &other), OK);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(other, true, &transaction), OK);
    assert_int_equal(audit_seal(mission->db, mission->keyring, NOW, &blocks), OK);
    assert_int_equal(blocks, 0);
}

/* Takes the wall of triggers down. */
static void unlock(struct mission *mission)
{
    static const char *const walls[][2] = {
        {"audit_event_insert", "audit_event"}, {"audit_event_update", "audit_event"},
        {"audit_event_delete", "audit_event"}, {"audit_block_update", "audit_block"},
        {"audit_block_delete", "audit_block"},
    };
    AUTO_BUFFER struct buffer script = buffer_open(1 << 12);
    for (size_t i = 0; i < sizeof walls / sizeof *walls; i++)
        buffer_format(&script, "DROP TRIGGER %s%s%s;", walls[i][0], place_is_shared() ? " ON " : "",
                      place_is_shared() ? walls[i][1] : "");
    assert_int_equal(mission->db->back_end->script(mission->db, buffer_text(&script)), OK);
}

/* What stands for a literal that the engines write each in its own way: $5 the id of row 5, #5 five bytes of zero. */
static void add_literal(struct buffer *buffer, char mark, int64_t number)
{
    bool shared = place_is_shared();
    if (mark == '#') {
        buffer_format(buffer, shared ? "decode(repeat('00', %lld), 'hex')" : "zeroblob(%lld)", (long long)number);
        return;
    }
    struct identifier id = row_id(number);
    buffer_add(buffer, shared ? TEXT("CAST('") : TEXT("X'"));
    for (size_t byte = 0; byte < sizeof id.bytes; byte++)
        buffer_format(buffer, "%02x", id.bytes[byte]);
    buffer_add(buffer, shared ? TEXT("' AS uuid)") : TEXT("'"));
}

static struct text with_literals(struct arena *arena, const char *script)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 16);
    struct text rest = text_from(script);
    for (size_t i = 0; i < rest.length; i++) {
        size_t end = i + 1;
        int64_t number = 0;
        while ((rest.at[i] == '$' || rest.at[i] == '#') && end < rest.length && rest.at[end] >= '0' &&
               rest.at[end] <= '9')
            end++;
        if (end == i + 1) {
            buffer_add_byte(&buffer, rest.at[i]);
            continue;
        }
        assert_int_equal(text_to_integer(text_slice(rest, i + 1, end), 0, 100000000, &number), OK);
        add_literal(&buffer, rest.at[i], number);
        i = end - 1;
    }
    return arena_text(arena, buffer_text(&buffer));
}

/* Three blocks: rows 1 to 1000, 1001 to 2000, 2001 to 2050.  A star: these faults first, then more of the kind.
   `typed`: the same where columns have a length and a kind of their own, empty where it cannot be done at all. */
static const struct {
    const char *change, *faults, *typed;
} cases[] = {
    {"", ""},
    {"UPDATE audit_event SET made_at = made_at + 1 WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET organisation = $4000 WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET organisation = NULL WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET made_by = #1 WHERE id = $1000;", "row-changed 1000/1",
     "UPDATE audit_event SET made_by = $4000 WHERE id = $1000;"},
    {"UPDATE audit_event SET role = 'Caseworker' WHERE id = $1001;", "row-changed 1001/2"},
    {"UPDATE audit_event SET role = '', action = 'caseworkerreturn.move' WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET action = 'return.movf' WHERE id = $2050;", "row-changed 2050/3"},
    {"UPDATE audit_event SET record = 'return_casf' WHERE id = $1;", "row-changed 1/1"},
    {"UPDATE audit_event SET subject = NULL WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET reason = reason || ' ' WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET details = '{}' WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET details = CAST(#9000 AS TEXT) WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET origin = '192.0.2.8' WHERE id = $5;", "row-changed 5/1"},
    {"UPDATE audit_event SET origin = '192.0.2.8' WHERE id IN ($5, $1500);", "row-changed 5/1, row-changed 1500/2"},
    {"UPDATE audit_event SET id = $3000 WHERE id = $5;", "row-added 3000/1, row-missing 5/1"},
    {"UPDATE audit_event SET id = #1 WHERE id = $5;", "row-added 0/1, row-missing 5/1", ""},
    {"UPDATE audit_event SET block = NULL WHERE id = $5;", "row-moved 5/1, row-outside 5/0"},
    {"UPDATE audit_event SET block = 2 WHERE id = $5;", "row-moved 5/1, row-added 5/2"},
    {"UPDATE audit_event SET block = 9 WHERE id = $5;", "row-moved 5/1, block-missing 0/9"},
    {"UPDATE audit_event SET block = -9223372036854775808 WHERE id = $5;",
     "row-moved 5/1, block-missing 0/-9223372036854775808"},
    {"DELETE FROM audit_event WHERE id = $1;", "row-missing 1/1"},
    {"DELETE FROM audit_event WHERE id = $2050;", "row-missing 2050/3"},
    {"DELETE FROM audit_event WHERE id IN ($5, $6, $2001);", "row-missing 5/1, row-missing 6/1, row-missing 2001/3"},
    /* Two rows change places. */
    {"UPDATE audit_event SET id = $4000 WHERE id = $5; UPDATE audit_event SET id = $5 WHERE id = $6;"
     "UPDATE audit_event SET id = $6 WHERE id = $4000;",
     "row-changed 5/1, row-changed 6/1"},
    {"UPDATE audit_event SET block = CASE block WHEN 1 THEN 2 ELSE 1 END WHERE id IN ($5, $1500);",
     "row-added 1500/1, row-moved 5/1, row-added 5/2, row-moved 1500/2"},
    {"INSERT INTO audit_event SELECT $3000, made_at, organisation, made_by, role, action, record, subject, reason,"
     " details, origin, block FROM audit_event WHERE id = $5;",
     "row-added 3000/1"},
    {"DELETE FROM audit_block WHERE number = 3;", "block-missing 0/3"},
    {"DELETE FROM audit_block WHERE number = 1;", "block-missing 0/1"},
    {"DELETE FROM audit_block WHERE number = 2;", "block-missing 0/2"},
    {"DELETE FROM audit_block WHERE number = 2; DELETE FROM audit_event WHERE block = 2;", "block-missing 0/2"},
    {"DELETE FROM audit_block WHERE number = 2; DELETE FROM audit_event WHERE block = 2;"
     "UPDATE audit_event SET block = 2 WHERE block = 3;"
     "UPDATE audit_block SET number = 2 WHERE number = 3;",
     "block-changed 0/2"},
    {"DELETE FROM audit_block;", "block-missing 0/1, block-missing 0/2, block-missing 0/3"},
    {"UPDATE audit_block SET signature = #64 WHERE number = 2;", "block-changed 0/2"},
    {"UPDATE audit_block SET signature = #0 WHERE number = 3;", "block-changed 0/3"},
    {"UPDATE audit_block SET made_at = made_at - 1 WHERE number = 1;", "block-changed 0/1"},
    {"UPDATE audit_block SET first_row = $2 WHERE number = 1;", "block-changed 0/1"},
    {"UPDATE audit_block SET last_row = #0 WHERE number = 1;", "block-changed 0/1",
     "UPDATE audit_block SET last_row = $2 WHERE number = 1;"},
    {"UPDATE audit_block SET row_count = 999 WHERE number = 1;", "block-changed 0/1"},
    {"UPDATE audit_block SET rows_hash = #32 WHERE number = 1;", "block-changed 0/1"},
    {"UPDATE audit_block SET before_hash = #32 WHERE number = 3;", "block-changed 0/3"},
    {"UPDATE audit_block SET row_list = CAST(row_list || #1 AS BLOB) WHERE number = 3;",
     "*block-list 0/3, row-added 2001/3", "UPDATE audit_block SET row_list = row_list || #1 WHERE number = 3;"},
    {"UPDATE audit_block SET row_list = #100000000 WHERE number = 3;", "*block-list 0/3, row-added 2001/3"},
    {"UPDATE audit_block SET row_list = CAST(substr(row_list, 1, 2399) || #1 AS BLOB) WHERE number = 3;",
     "block-list 0/3, row-changed 2050/3",
     "UPDATE audit_block SET row_list = substr(row_list, 1, 2399) || #1 WHERE number = 3;"},
    {"UPDATE audit_block SET number = 9223372036854775807 WHERE number = 3;",
     "*block-missing 0/3, block-changed 0/9223372036854775807"},
};

static void each_change_is_named(void **state)
{
    struct mission *mission = *state;
    add_in_one(mission, 1, 2051);
    assert_int_equal(seal_all(mission, NOW), 3);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
        bool typed = place_is_shared() && cases[i].typed != NULL;
        struct text script = with_literals(mission->scratch.arena, typed ? cases[i].typed : cases[i].change);
        if (text_is_empty(script) && typed)
            continue;
        unlock(mission);
        assert_int_equal(mission->db->back_end->script(mission->db, script), OK);
        struct audit_report report = verified(mission, NULL);
        struct text found = faults_in(mission, &report);
        struct text wanted = text_from(cases[i].faults);
        if (text_starts_with(wanted, TEXT("*"))) {
            assert_true(report.fault_count >= 50);
            wanted = text_slice(wanted, 1, wanted.length);
            found = text_slice(found, 0, wanted.length);
        }
        if (!text_equal(found, wanted))
            print_error("%s\n  gives %.*s\n", cases[i].change, TEXT_ARG(found));
        assert_true(text_equal(found, wanted));
    }
    assert_int_equal(verified(mission, NULL).fault_count, 0);
}

static void what_is_written_is_not_written_again(void **state)
{
    struct mission *mission = *state;
    static const char *const changes[] = {
        "UPDATE audit_event SET origin = '' WHERE id = $1",
        "UPDATE audit_event SET block = NULL WHERE id = $1",
        "UPDATE audit_event SET block = 2 WHERE id = $1",
        "UPDATE audit_event SET origin = '' WHERE id = $2",
        "UPDATE audit_event SET origin = '', block = 2 WHERE id = $2",
        "DELETE FROM audit_event WHERE id = $1",
        "DELETE FROM audit_event WHERE id = $2",
        ("INSERT INTO audit_event SELECT $9, made_at, organisation, made_by, role, action, record, subject, reason,"
         " details, origin, 1 FROM audit_event WHERE id = $1"),
        "UPDATE audit_block SET made_at = 0",
        "DELETE FROM audit_block",
    };
    add(mission->db, 1, 2);
    assert_int_equal(seal_all(mission, NOW), 1);
    add(mission->db, 2, 3); /* not sealed yet */
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct text script = with_literals(mission->scratch.arena, changes[i]);
        assert_int_equal(mission->db->back_end->script(mission->db, script), FAILED);
    }
    assert_int_equal(seal_all(mission, NOW), 1);
    assert_int_equal(verified(mission, NULL).fault_count, 0);
}

static void ten_seconds_outside_a_block(void **state)
{
    struct mission *mission = *state;
    struct audit_event event = event_of(1);
    event.at = NOW - 10 * MICROSECONDS;
    assert_int_equal(audit_add(mission->db, &event), OK);
    struct audit_report report = verified(mission, NULL);
    assert_int_equal(report.fault_count, 0);
    event = event_of(2);
    event.at = NOW - 10 * MICROSECONDS - 1;
    assert_int_equal(audit_add(mission->db, &event), OK);
    report = verified(mission, NULL);
    assert_string_equal(faults_in(mission, &report).at, "row-outside 2/0");
    assert_int_equal(seal_all(mission, NOW), 1);
    assert_int_equal(verified(mission, NULL).fault_count, 0);
}

static void the_end_cut_off_shows_against_a_noted_head(void **state)
{
    struct mission *mission = *state;
    struct audit_head head;
    assert_int_equal(audit_head(mission->db, &head), NOT_FOUND);
    add(mission->db, 1, 3);
    assert_int_equal(seal_all(mission, NOW), 1);
    add(mission->db, 3, 5);
    assert_int_equal(seal_all(mission, NOW), 1);
    assert_int_equal(audit_head(mission->db, &head), OK);
    assert_int_equal(head.block, 2);
    assert_int_equal(verified(mission, &head).fault_count, 0);
    unlock(mission);
    assert_int_equal(mission->db->back_end->script(mission->db, TEXT("DELETE FROM audit_block WHERE number = 2;"
                                                                     "DELETE FROM audit_event WHERE block = 2")),
                     OK);
    struct audit_report report = verified(mission, &head);
    assert_string_equal(faults_in(mission, &report).at, "block-missing 0/2");
    /* The log goes on as if nothing had been: another block 2. */
    add(mission->db, 6, 7);
    assert_int_equal(seal_all(mission, NOW), 1);
    assert_int_equal(verified(mission, NULL).fault_count, 0);
    report = verified(mission, &head);
    assert_string_equal(faults_in(mission, &report).at, "block-not-noted 0/2");
}

/* The sealer neither stands still nor covers for rows whose block was dropped. */
static void sealing_goes_on_after_a_dropped_block(void **state)
{
    struct mission *mission = *state;
    add(mission->db, 1, 3);
    assert_int_equal(seal_all(mission, NOW), 1);
    unlock(mission);
    assert_int_equal(mission->db->back_end->script(mission->db, TEXT("DELETE FROM audit_block;")), OK);
    add(mission->db, 3, 4);
    assert_int_equal(seal_all(mission, NOW), 1);
    struct audit_report report = verified(mission, NULL);
    assert_string_equal(faults_in(mission, &report).at, "row-added 1/1, row-added 2/1");
}

static void another_mission_s_key_proves_nothing(void **state)
{
    struct mission *mission = *state;
    struct mission other;
    mission_begin(&other, NULL);
    add(mission->db, 1, 3);
    assert_int_equal(seal_all(mission, NOW), 1);
    struct audit_report report;
    assert_int_equal(audit_verify(mission->db, other.keyring, NOW, NULL, mission->scratch.arena, &report), OK);
    assert_string_equal(faults_in(mission, &report).at, "block-changed 0/1");
    void *other_state = &other;
    assert_int_equal(mission_close(&other_state), 0);
}

/* A block signed by us, but made behind another one. */
static void a_block_of_another_chain_does_not_fit(void **state)
{
    struct mission *mission = *state;
    struct mission other;
    mission_begin(&other, mission->scratch.directory);
    add(mission->db, 1, 2);
    assert_int_equal(seal_all(mission, NOW), 1);
    add(mission->db, 2, 3);
    assert_int_equal(seal_all(mission, NOW), 1);
    add(other.db, 7, 8);
    assert_int_equal(seal_all(&other, NOW), 1);
    add(other.db, 8, 9);
    assert_int_equal(seal_all(&other, NOW), 1);
    struct rows rows;
    assert_int_equal(db_query(other.db,
                              SQL("block", "SELECT number, first_row, last_row, row_count, rows_hash, before_hash,"
                                           " made_at, signature, row_list FROM audit_block WHERE number = 2"),
                              NULL, 0, mission->scratch.arena, &rows),
                     OK);
    unlock(mission);
    assert_int_equal(mission->db->back_end->script(mission->db, TEXT("DELETE FROM audit_block WHERE number = 2;"
                                                                     "DELETE FROM audit_event WHERE block = 2;")),
                     OK);
    assert_int_equal(db_execute(mission->db,
                                SQL("copy", "INSERT INTO audit_block VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
                                rows.cells, 9, NULL),
                     OK);
    struct audit_event event = event_of(8);
    assert_int_equal(audit_add(mission->db, &event), OK);
    assert_int_equal(mission->db->back_end->script(mission->db, TEXT("UPDATE audit_event SET block = 2"
                                                                     " WHERE block IS NULL")),
                     OK);
    struct audit_report report = verified(mission, NULL);
    assert_string_equal(faults_in(mission, &report).at, "block-unchained 0/2");
    void *other_state = &other;
    assert_int_equal(mission_close(&other_state), 0);
}

static void a_failing_database_leaves_no_half_block(void **state)
{
    struct mission *mission = *state;
    uint64_t fail_at = 0;
    enum outcome outcome;
    add_in_one(mission, 1, 1202);
    do {
        size_t blocks = 0;
        AUTO_DB struct db *failing = db_failing(mission->db, ++fail_at, UNAVAILABLE);
        outcome = audit_seal(failing, mission->keyring, NOW, &blocks);
        assert_true(outcome == OK || outcome == UNAVAILABLE);
    } while (outcome != OK && fail_at < 100);
    assert_in_range(fail_at, 8, 99);
    seal_all(mission, NOW);
    struct audit_report report = verified(mission, NULL);
    assert_int_equal(report.fault_count, 0);
    assert_int_equal(report.rows, 1201);
}

static void only_the_first_faults_are_kept(void **state)
{
    struct mission *mission = *state;
    add_in_one(mission, 1, 501);
    assert_int_equal(seal_all(mission, NOW), 1);
    unlock(mission);
    assert_int_equal(mission->db->back_end->script(mission->db, TEXT("UPDATE audit_event SET origin = 'nowhere';")),
                     OK);
    struct audit_report report = verified(mission, NULL);
    int64_t kept = 0;
    for (const struct audit_fault *fault = report.first; fault != NULL; fault = fault->next)
        kept++;
    assert_int_equal(report.fault_count, 500);
    assert_int_equal(kept, AUDIT_FAULTS_KEPT);
}

#define IN_A_MISSION(test) cmocka_unit_test_setup_teardown(test, mission_open, mission_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_A_MISSION(sealed_rows_verify),
        IN_A_MISSION(one_call_makes_few_blocks),
        IN_A_MISSION(events_without_this_or_that),
        IN_A_MISSION(a_row_of_an_undone_savepoint_is_none),
        IN_A_MISSION(sealing_nothing_does_not_ask_for_the_lock),
        IN_A_MISSION(each_change_is_named),
        IN_A_MISSION(what_is_written_is_not_written_again),
        IN_A_MISSION(ten_seconds_outside_a_block),
        IN_A_MISSION(the_end_cut_off_shows_against_a_noted_head),
        IN_A_MISSION(sealing_goes_on_after_a_dropped_block),
        IN_A_MISSION(another_mission_s_key_proves_nothing),
        IN_A_MISSION(a_block_of_another_chain_does_not_fit),
        IN_A_MISSION(a_failing_database_leaves_no_half_block),
        IN_A_MISSION(only_the_first_faults_are_kept),
    };
    random_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
