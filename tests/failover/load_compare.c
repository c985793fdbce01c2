/* Compares a database with what was acknowledged: load_compare DATABASE FACTS
   FACTS is what load.mjs writes, a line each, its parts separated by tabs:
     since MICROSECONDS                when the load began; what is older is left aside
     step RECORD ID VERSION ACTION     acknowledged: this save is in the history once, and the row is at least there
     cases PERSON LEAST MOST           so many return cases of this person were made since
     items DAY LEAST MOST              so many items are due on this day
   Besides, nothing may be half there, whether it was acknowledged or not.  Prints a line for each fault; exit status 0
   when there is none, 1 when there is one, 2 when it could not look. */
#include <stdio.h>

#include "base/number.h"
#include "database/database.h"
#include "ledger/ledger.h"
#include "system/file.h"

enum { FACTS_MOST = 512 << 20, PARTS = 5, FAULTS_SHOWN = 50 };

struct comparison {
    struct db *db;
    struct arena *arena;
    int64_t since;
    const char *fault; /* of the statement that runs */
    size_t facts, faults;
};

static void report(struct comparison *comparison, const char *fault, struct text what)
{
    if (comparison->faults++ < FAULTS_SHOWN)
        (void)printf("%s %.*s\n", fault, TEXT_ARG(what));
}

/* --- nothing is half there ---------------------------------------------------------------------------------------- */

/* Each selects the ids of what is wrong; $1 is when the load began. */
static const struct half {
    const char *fault;
    struct sql sql;
} HALVES[] = {
    {"case_without_all_its_history",
     {"half_case_history", "SELECT r.id FROM return_case r WHERE r.changed_at >= $1 AND r.version <> (SELECT count(*)"
                           " FROM history h WHERE h.subject = r.id AND h.record = 'return_case')"}},
    {"item_without_all_its_history",
     {"half_item_history", "SELECT r.id FROM return_item r WHERE r.changed_at >= $1 AND r.version <> (SELECT count(*)"
                           " FROM history h WHERE h.subject = r.id AND h.record = 'return_item')"}},
    {"preparation_without_all_its_history",
     {"half_milestone_history",
      "SELECT r.id FROM return_milestone r WHERE r.changed_at >= $1 AND r.version <> (SELECT count(*)"
      " FROM history h WHERE h.subject = r.id AND h.record = 'return_milestone')"}},
    {"history_twice",
     {"half_history_twice", "SELECT h.subject FROM history h WHERE h.made_at >= $1 GROUP BY h.subject, h.record,"
                            " h.version HAVING count(*) > 1"}},
    {"history_of_no_case",
     {"half_history_case",
      "SELECT h.id FROM history h WHERE h.made_at >= $1 AND h.record = 'return_case' AND NOT EXISTS"
      " (SELECT r.id FROM return_case r WHERE r.id = h.subject AND r.version >= h.version)"}},
    {"history_of_no_item",
     {"half_history_item",
      "SELECT h.id FROM history h WHERE h.made_at >= $1 AND h.record = 'return_item' AND NOT EXISTS"
      " (SELECT r.id FROM return_item r WHERE r.id = h.subject AND r.version >= h.version)"}},
    {"history_without_audit",
     {"half_history_audit",
      "SELECT h.id FROM history h WHERE h.made_at >= $1 AND NOT EXISTS (SELECT a.id FROM"
      " audit_event a WHERE a.subject = h.subject AND a.record = h.record AND a.made_at = h.made_at"
      " AND (a.action = h.action OR (a.action = 'update' AND h.action <> 'create' AND h.record IN"
      " ('protection_screening', 'protection_safety', 'protection_child',"
      " 'protection_determination'))))"}}, /* whose steps are not named */
    {"audit_without_history",
     {"half_audit_history",
      "SELECT a.id FROM audit_event a WHERE a.made_at >= $1 AND a.record IN ('return_case', 'return_item',"
      " 'return_milestone') AND a.action NOT IN ('read', 'request.refused') AND NOT EXISTS (SELECT h.id FROM history h"
      " WHERE h.subject = a.subject AND h.record = a.record AND h.action = a.action AND h.made_at = a.made_at)"}},
    {"case_with_wrong_tasks",
     {"half_case_tasks",
      "SELECT r.id FROM return_case r WHERE r.changed_at >= $1 AND (SELECT count(*) FROM task t WHERE t.subject = r.id"
      " AND t.done_at IS NULL) <> CASE WHEN r.state IN ('closed', 'withdrawn') THEN 0 ELSE 1 END"}},
    {"item_with_wrong_tasks",
     {"half_item_tasks",
      "SELECT r.id FROM return_item r WHERE r.changed_at >= $1 AND (SELECT count(*) FROM task t WHERE"
      " t.subject = r.id AND t.done_at IS NULL) <> CASE WHEN r.state IN ('committed', 'prepared',"
      " 'released', 'paid') THEN 1 ELSE 0 END"}},
    {"case_without_key",
     {"half_case_key", "SELECT r.id FROM return_case r WHERE r.created_at >= $1 AND NOT EXISTS (SELECT k.subject FROM"
                       " data_key k WHERE k.subject = r.id)"}},
    {"key_of_no_file",
     {"half_key_case", "SELECT k.subject FROM data_key k WHERE k.made_at >= $1 AND k.subject <> k.person AND NOT EXISTS"
                       " (SELECT r.id FROM return_case r WHERE r.id = k.subject) AND NOT EXISTS (SELECT s.id FROM"
                       " protection_screening s WHERE s.id = k.subject) AND NOT EXISTS (SELECT c.id FROM"
                       " protection_child c WHERE c.id = k.subject) AND NOT EXISTS (SELECT a.id FROM"
                       " protection_safety a WHERE a.id = k.subject) AND NOT EXISTS (SELECT v.id FROM"
                       " movement_arrival v WHERE v.id = k.subject) AND NOT EXISTS (SELECT w.id FROM"
                       " movement_assessment w WHERE w.id = k.subject)"}},
    {"approved_without_four_preparations",
     {"half_case_milestones",
      "SELECT r.id FROM return_case r WHERE r.created_at >= $1 AND (SELECT count(*) FROM return_milestone m WHERE"
      " m.return_case = r.id) <> CASE WHEN EXISTS (SELECT h.id FROM history h WHERE h.subject = r.id AND"
      " h.action = 'approve') THEN 4 ELSE 0 END"}},
    {"ended_with_open_preparations",
     {"half_ended_milestones",
      "SELECT m.id FROM return_milestone m JOIN return_case r ON r.id = m.return_case WHERE r.created_at >= $1 AND"
      " r.state IN ('closed', 'withdrawn') AND m.state IN ('open', 'requested', 'refused')"}},
    {"item_with_wrong_commitment",
     {"half_item_pending",
      "SELECT r.id FROM return_item r WHERE r.created_at >= $1 AND r.state <> 'cancelled' AND (SELECT count(*) FROM"
      " ledger_transfer t WHERE t.subject = r.id AND t.state = 'pending' AND t.amount = r.line_amount) <>"
      " CASE WHEN r.state = 'proposed' THEN 0 ELSE 1 END"}},
    {"item_with_wrong_payment",
     {"half_item_posted",
      "SELECT r.id FROM return_item r WHERE r.created_at >= $1 AND (SELECT count(*) FROM ledger_transfer t WHERE"
      " t.subject = r.id AND t.state = 'posted') <> CASE WHEN r.state IN ('paid', 'justified') THEN 1 ELSE 0 END"}},
    {"item_with_wrong_release",
     {"half_item_voided",
      "SELECT r.id FROM return_item r WHERE r.created_at >= $1 AND (SELECT count(*) FROM ledger_transfer t WHERE"
      " t.subject = r.id AND t.state = 'voided') <> CASE WHEN r.state = 'cancelled' THEN (SELECT count(*) FROM"
      " ledger_transfer p WHERE p.subject = r.id AND p.state = 'pending') ELSE 0 END"}},
    {"transfer_without_item",
     {"half_transfer_item", "SELECT t.id FROM ledger_transfer t WHERE t.at >= $1 AND t.record = 'return_item' AND"
                            " NOT EXISTS (SELECT r.id FROM return_item r WHERE r.id = t.subject)"}},
};

static bool take_half(void *context, const struct rows *one)
{
    struct comparison *comparison = context;
    report(comparison, comparison->fault, identifier_to_text(comparison->arena, cell_id(one, 0, 0)));
    return true;
}

static enum outcome find_halves(struct comparison *comparison)
{
    struct value bind[] = {value_instant(comparison->since)};
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < sizeof HALVES / sizeof *HALVES; i++) {
        comparison->fault = HALVES[i].fault;
        outcome = db_each(comparison->db, HALVES[i].sql, bind, 1, comparison->arena, take_half, comparison);
    }
    return outcome;
}

static void take_ledger(void *context, const char *fault, struct identifier id)
{
    struct comparison *comparison = context;
    report(comparison, fault, identifier_to_text(comparison->arena, id));
}

static enum outcome check_ledger(struct comparison *comparison)
{
    struct work work = work_of_system(comparison->db, NULL, comparison->arena);
    size_t faults;
    return ledger_verify(&work, take_ledger, comparison, &faults);
}

/* --- all that was acknowledged is there, once --------------------------------------------------------------------- */

static enum outcome compare_count(struct comparison *comparison, const char *fault, const struct text *parts,
                                  struct sql sql, const struct value *bind, size_t bind_count)
{
    struct rows rows;
    int64_t least;
    int64_t most;
    if (text_to_integer(parts[2], 0, INT32_MAX, &least) != OK || text_to_integer(parts[3], 0, INT32_MAX, &most) != OK)
        return INVALID;
    enum outcome outcome = db_query(comparison->db, sql, bind, bind_count, comparison->arena, &rows);
    if (outcome != OK)
        return outcome;
    int64_t count = cell_integer(&rows, 0, 0);
    if (count < least || count > most)
        report(comparison, fault,
               arena_format(comparison->arena, "%.*s: %lld instead of %lld to %lld", TEXT_ARG(parts[1]),
                            (long long)count, (long long)least, (long long)most));
    return OK;
}

static enum outcome compare_since(struct comparison *comparison, const struct text *parts)
{
    return text_to_integer(parts[1], 0, INT64_MAX, &comparison->since);
}

static enum outcome compare_cases(struct comparison *comparison, const struct text *parts)
{
    struct identifier person;
    if (text_to_identifier(parts[1], &person) != OK)
        return INVALID;
    struct value bind[] = {value_id(person), value_instant(comparison->since)};
    return compare_count(
        comparison, "cases_of_person", parts,
        SQL("compare_cases", "SELECT count(*) FROM return_case WHERE person = $1 AND created_at >= $2"), bind, 2);
}

static enum outcome compare_items(struct comparison *comparison, const struct text *parts)
{
    int32_t day;
    if (text_to_date(parts[1], &day) != OK)
        return INVALID;
    struct value bind[] = {value_date(day), value_instant(comparison->since)};
    return compare_count(comparison, "items_of_day", parts,
                         SQL("compare_items", "SELECT count(*) FROM return_item WHERE due = $1 AND created_at >= $2"),
                         bind, 2);
}

static enum outcome compare_step(struct comparison *comparison, const struct text *parts)
{
    struct identifier id;
    int64_t version;
    struct rows rows;
    if (text_to_identifier(parts[2], &id) != OK || text_to_integer(parts[3], 1, INT32_MAX, &version) != OK)
        return INVALID;
    struct value bind[] = {value_id(id), value_text(parts[1]), value_integer(version), value_text(parts[4])};
    enum outcome outcome =
        db_query(comparison->db,
                 SQL("compare_step", "SELECT count(*) FROM history WHERE subject = $1 AND record = $2"
                                     " AND version = $3 AND action = $4"),
                 bind, 4, comparison->arena, &rows);
    if (outcome == OK && cell_integer(&rows, 0, 0) != 1)
        report(comparison, "acknowledged_and_not_there_once",
               arena_format(comparison->arena, "%.*s %.*s version %.*s %.*s: %lld times", TEXT_ARG(parts[1]),
                            TEXT_ARG(parts[2]), TEXT_ARG(parts[3]), TEXT_ARG(parts[4]),
                            (long long)cell_integer(&rows, 0, 0)));
    return outcome;
}

static const struct {
    const char *name;
    size_t parts;
    enum outcome (*compare)(struct comparison *comparison, const struct text *parts);
} FACTS[] = {
    {"since", 2, compare_since}, {"step", 5, compare_step}, {"cases", 4, compare_cases}, {"items", 4, compare_items}};

static enum outcome compare_line(struct comparison *comparison, struct text line)
{
    struct text parts[PARTS];
    size_t count = 0;
    while (count < PARTS && text_split(&line, '\t', &parts[count]))
        count++;
    for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++)
        if (count == FACTS[i].parts && line.length == 0 && text_is(parts[0], FACTS[i].name))
            return FACTS[i].compare(comparison, parts);
    return INVALID;
}

static enum outcome compare_facts(struct comparison *comparison, struct text facts)
{
    struct text line;
    enum outcome outcome = OK;
    for (int64_t number = 1; outcome == OK && text_split(&facts, '\n', &line); number++) {
        outcome = line.length == 0 ? OK : compare_line(comparison, line);
        comparison->facts += line.length > 0;
        if (outcome != OK)
            (void)fprintf(stderr, "load_compare: line %lld of the facts could not be compared (%d)\n",
                          (long long)number, (int)outcome);
    }
    return outcome;
}

/* In one transaction: all is compared with the same moment. */
static enum outcome compare_all(struct comparison *comparison, struct text facts)
{
    AUTO_TRANSACTION struct db_transaction moment = {0};
    enum outcome outcome = db_transaction_begin(comparison->db, false, &moment);
    if (outcome == OK)
        outcome = compare_facts(comparison, facts);
    if (outcome == OK)
        outcome = find_halves(comparison);
    return outcome == OK ? check_ledger(comparison) : outcome;
}

int main(int count, char **arguments)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)FACTS_MOST * 4);
    struct comparison comparison = {.arena = arena};
    struct text facts;
    if (count != 3) {
        (void)fputs("usage: load_compare DATABASE FACTS\n", stderr);
        return 2;
    }
    if (file_read(arena, arguments[2], FACTS_MOST, &facts) != OK ||
        db_open(text_from(arguments[1]), true, &comparison.db) != OK) {
        (void)fputs("load_compare: the facts or the database cannot be read\n", stderr);
        return 2;
    }
    enum outcome outcome = compare_all(&comparison, facts);
    comparison.db = db_close(comparison.db);
    if (outcome != OK)
        return 2;
    (void)printf("%zu facts, %zu faults\n", comparison.facts, comparison.faults);
    return comparison.faults == 0 ? 0 : 1;
}
