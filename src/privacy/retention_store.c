/* Statements about what is kept how long, and what is left of somebody erased. */
#include "privacy/privacy_store.h"

/* ---- proposals ---- */

static enum outcome is_waiting(struct work *work, struct identifier person, bool *ret_waiting)
{
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("retention_waiting",
                     "SELECT 1 FROM retention_proposal WHERE person = $1 AND state IN ('proposed', 'agreed') "
                     "UNION ALL SELECT 1 FROM person_erasure WHERE person = $1 LIMIT 1"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        *ret_waiting = rows.count > 0;
    return outcome;
}

enum outcome retention_propose(struct work *work, struct identifier person, struct text reason, int32_t due_since)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what is kept too long, in any office");
    static const struct actor THE_SYSTEM = {.system = true};
    struct work own = *work;
    bool waiting;
    void *row;
    own.actor = &THE_SYSTEM;
    enum outcome outcome = is_waiting(&own, person, &waiting);
    if (outcome != OK || waiting)
        return outcome;
    outcome = record_get_unlimited(&own, &person_record, person, &row);
    if (outcome != OK)
        return outcome;
    const struct record_head *about = record_head_of(row);
    struct retention_proposal *proposal = record_new(own.arena, &retention_proposal_record);
    proposal->head.person = person;
    proposal->head.organisation = about->organisation;
    proposal->head.office = about->office;
    proposal->head.state = text_from(retention_flow.states[0].name);
    proposal->reason = reason;
    proposal->due_since = due_since;
    outcome = record_insert(&own, &retention_proposal_record, proposal);
    return outcome == OK ? flow_begin(&own, &retention_flow, proposal) : outcome;
}

/* ---- the schedule ---- */

static const struct privacy_term *term_of(const struct record *record)
{
    const struct privacy_term *term = privacy_term("retention", text_from(record->name));
    return term != NULL ? term : privacy_term("retention", TEXT("*"));
}

/* What says itself that data go or stay is no reason to keep them. */
static bool is_scheduled(const struct record *record)
{
    return record != &retention_proposal_record && record != &legal_hold_record;
}

static bool is_open(const struct record *record, struct text state)
{
    const struct flow *flow = privacy_flow_of(record);
    const struct flow_state *known = flow == NULL ? NULL : flow_state(flow, state);
    return known != NULL && known->kind != STATE_ENDED;
}

/* The last day that counts of these rows, and whether one of them is still open. */
static enum outcome last_of(struct work *work, const struct record *record, struct identifier person, int32_t *ret_last,
                            bool *ret_open)
{
    struct statement statement = statement_open(work->arena);
    struct rows rows;
    const struct privacy_term *term = term_of(record);
    statement_add(&statement, "SELECT t.state, max(t.state_since), max(t.changed_at) FROM ");
    statement_add_name(&statement, record->table);
    statement_add(&statement, " t WHERE t.person = ");
    statement_bind(&statement, value_id(person));
    statement_add(&statement, " GROUP BY t.state");
    enum outcome outcome = statement_query(work->db, record->name, &statement, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++) {
        int32_t changed = zone_date(work->zone, cell_instant(&rows, at, 2));
        int32_t ended = cell_is_null(&rows, at, 1) ? changed : cell_date(&rows, at, 1);
        int32_t day = term != NULL && text_is(text_from(term->event), "ended") ? ended : changed;
        *ret_open = *ret_open || is_open(record, cell_text(&rows, at, 0));
        *ret_last = *ret_last == DATE_NONE || day > *ret_last ? day : *ret_last;
    }
    return outcome;
}

enum outcome retention_due(struct work *work, struct identifier person, int32_t today, int32_t *ret_due)
{
    const struct record *record;
    int32_t due = DATE_NONE;
    bool stays = false;
    enum outcome outcome = OK;
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL && outcome == OK && !stays; i++) {
        const struct privacy_term *term = term_of(record);
        int32_t last = DATE_NONE;
        if (!is_scheduled(record))
            continue;
        outcome = last_of(work, record, person, &last, &stays);
        if (outcome != OK || last == DATE_NONE)
            continue;
        int32_t end = term == NULL ? DATE_NONE : privacy_term_end(term, last);
        stays = stays || term == NULL || end > today; /* nothing says how long: it stays */
        due = due == DATE_NONE || end > due ? end : due;
    }
    *ret_due = stays ? DATE_NONE : due;
    return outcome;
}

int64_t retention_made_before(struct work *work)
{
    const struct privacy_term *term;
    int32_t today = zone_date(work->zone, work->now);
    int32_t latest = DATE_NONE;
    for (size_t i = 0; (term = privacy_term_at("retention", i)) != NULL; i++) {
        int32_t days = privacy_term_end(term, today) - today;
        if (latest == DATE_NONE || today - days > latest)
            latest = today - days;
    }
    return latest == DATE_NONE ? INT64_MIN : zone_instant(work->zone, latest, 0);
}

enum outcome retention_candidates(struct work *work, struct identifier after, int64_t made_before, size_t most,
                                  struct identifier **ret_persons, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(after), value_integer(made_before), value_date(zone_date(work->zone, work->now)),
                           value_integer((int64_t)most)};
    enum outcome outcome = db_query(
        work->db,
        SQL("retention_candidates",
            "SELECT p.id FROM person p WHERE p.id > $1 AND p.created_at < $2 "
            "AND NOT EXISTS (SELECT 1 FROM person_erasure e WHERE e.person = p.person) "
            "AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.person = p.person AND h.state = 'held') "
            "AND NOT EXISTS (SELECT 1 FROM retention_proposal r WHERE r.person = p.person AND (r.state IN ('proposed', "
            "'agreed') OR r.kept_until > $3)) ORDER BY p.id LIMIT $4"),
        bind, 4, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_persons = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_persons)[at] = cell_id(&rows, at, 0);
    *ret_count = rows.count;
    return OK;
}

enum outcome retention_look_read(struct work *work, struct identifier *ret_after)
{
    struct rows rows;
    enum outcome outcome = db_query(work->db, SQL("retention_look", "SELECT after FROM retention_look WHERE id = 1"),
                                    NULL, 0, work->arena, &rows);
    if (outcome == OK)
        *ret_after = rows.count == 0 ? (struct identifier){{0}} : cell_id(&rows, 0, 0);
    return outcome;
}

enum outcome retention_look_note(struct work *work, struct identifier after)
{
    struct value bind[] = {value_id(after)};
    return db_execute(work->db,
                      SQL("retention_look_note", "INSERT INTO retention_look (id, after) VALUES (1, $1) "
                                                 "ON CONFLICT (id) DO UPDATE SET after = excluded.after"),
                      bind, 1, NULL);
}

enum outcome retention_held(struct work *work, struct identifier person, struct text *ret_basis)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a hold stops a destruction wherever it lies");
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db, SQL("retention_held", "SELECT basis FROM legal_hold WHERE person = $1 AND state = 'held'"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_basis = cell_text(&rows, 0, 0);
    return OK;
}

enum outcome copies_over(struct work *work, int32_t until, struct copy_left **ret_copies, size_t *ret_count)
{
    enum { MONTH = 31 };
    struct rows rows;
    struct value bind[] = {value_date(until - MONTH), value_date(until)};
    enum outcome outcome = db_query(
        work->db,
        SQL("copies_over", "SELECT r.id, r.person FROM data_request r WHERE r.state <> 'received' AND r.state_since "
                           "BETWEEN $1 AND $2 AND EXISTS (SELECT 1 FROM attachment a WHERE a.subject = r.id AND "
                           "a.person = r.person AND a.kind = 'copy') ORDER BY r.id"),
        bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_copies = arena_array(work->arena, struct copy_left, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        (*ret_copies)[at] = (struct copy_left){cell_id(&rows, at, 0), cell_id(&rows, at, 1)};
    *ret_count = rows.count;
    return OK;
}

/* ---- what is left of somebody erased ---- */

/* Rows sealed with the organisation's key outlive the person's: their sealed columns are emptied.  Returns how many
   rows still hold one. */
static enum outcome empty_sealed(struct work *work, const struct record *record, struct identifier person)
{
    for (size_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        struct statement statement = statement_open(work->arena);
        if ((field->flags & FIELD_SEALED) == 0 || (field->flags & FIELD_CUSTOM) != 0)
            continue;
        statement_add(&statement, "UPDATE ");
        statement_add_name(&statement, record->table);
        statement_add(&statement, " SET ");
        statement_add_name(&statement, field->name);
        statement_add(&statement, " = NULL WHERE person = ");
        statement_bind(&statement, value_id(person));
        enum outcome outcome = statement_execute(work->db, record->name, &statement, NULL);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

enum outcome privacy_erased(struct work *work, struct identifier person)
{
    struct value bind[] = {value_id(person)};
    const struct record *record;
    struct rows rows;
    enum outcome outcome =
        db_execute(work->db, SQL("erase_openings", "DELETE FROM access_opening WHERE about = $1"), bind, 1, NULL);
    for (size_t i = 0; outcome == OK && (record = privacy_record_at(i)) != NULL; i++)
        if (record->seal_with == SEAL_ORGANISATION)
            outcome = empty_sealed(work, record, person);
    if (outcome == OK)
        outcome = db_query(work->db, SQL("prove_openings", "SELECT count(*) FROM access_opening WHERE about = $1"),
                           bind, 1, work->arena, &rows);
    return outcome == OK ? person_erasure_found(work, person, TEXT("openings"), cell_integer(&rows, 0, 0)) : outcome;
}
