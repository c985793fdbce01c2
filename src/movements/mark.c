/* The day of departure: marks of officers, made with or without a line, each kept as it was made.  The case follows the
   first that it can follow; marks that differ wait for somebody to choose. */
#include "database/wall.h"
#include "flow/task.h"
#include "movements/movement_rules.h"

enum { CLOCK_MINUTES = 10, LATE_DAYS = 7, LATE_SECONDS = 120 };

/* What the history says of a step that a mark took; shown translated. */
#define MARK_NOTE N_("Marked on the departure-day list.")
#define SETTLED_NOTE N_("Chosen among marks that differed.")

static int32_t today(const struct work *work) { return zone_date(work->zone, work->now); }

enum outcome mark_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    const struct movement_mark *mark = row;
    (void)work;
    if (before == NULL && record_head_of(row)->state.length == 0)
        record_head(row)->state = TEXT("kept");
    if (text_is(mark->outcome, "denied") && mark->reason.length == 0)
        (void)problem_add(problems, INVALID, "reason_missing", TEXT("reason"), N_("Say why the person was refused."));
    return OK;
}

enum outcome traveller_marks(struct work *work, const struct movement_traveller *traveller,
                             struct movement_mark ***ret_marks, size_t *ret_count)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = mark_ids(work, traveller->head.id, traveller->head.person, &ids, &count);
    if (outcome != OK)
        return outcome;
    struct movement_mark **marks = arena_array(work->arena, struct movement_mark *, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        outcome = record_get_unlimited(work, &mark_record, ids[i], &row);
        marks[i] = row;
    }
    *ret_marks = marks;
    *ret_count = count;
    return outcome;
}

/* ---- what the case does ---- */

/* The clock of a telephone may be wrong: what lies in the future or too far back is taken for now. */
static int64_t believed(const struct work *work, int64_t marked_at)
{
    bool future = marked_at > work->now + CLOCK_MINUTES * 60 * MICROSECONDS;
    bool old = marked_at < work->now - LATE_DAYS * DAY_MICROSECONDS;
    return marked_at == INSTANT_NONE || future || old ? work->now : marked_at;
}

static int32_t day_left(const struct work *work, const struct movement *movement, int64_t marked_at)
{
    const struct zone *zone = airport_zone(movement->departs_from);
    int32_t day = zone_date(zone == NULL ? work->zone : zone, marked_at);
    if (day > today(work))
        day = today(work);
    return movement->departs_on != DATE_NONE && day < movement->departs_on ? movement->departs_on : day;
}

static enum outcome take_step(struct work *work, const struct movement *movement,
                              const struct movement_traveller *traveller, const struct movement_mark *mark,
                              const struct return_case *file, const char *note)
{
    static const struct {
        const char *outcome, *action;
    } STEPS[] = {{"boarded", "depart"}, {"no_show", "no_show"}, {"denied", "deny_boarding"}, {"withdrew", "withdraw"}};
    struct return_case *input = record_copy(work->arena, &return_case_record, file);
    input->departed_on = day_left(work, movement, mark->marked_at);
    input->pocket_money = traveller->pocket_money;
    for (size_t i = 0; i < sizeof STEPS / sizeof *STEPS; i++) {
        if (!text_is(mark->outcome, STEPS[i].outcome))
            continue;
        /* a person withdraws at any moment until departure: nothing stands in the way, whoever hears it */
        if (text_is(mark->outcome, "withdrew"))
            return flow_move_forced(work, &return_flow, file->head.id, text_from(STEPS[i].action), text_from(note));
        return flow_move(work, &return_flow, file->head.id, file->head.version, text_from(STEPS[i].action), input,
                         text_from(note));
    }
    return INVALID;
}

/* The case as it stands, brought back to where the mark can be taken: only when marks are settled. */
static enum outcome bring_back(struct work *work, const struct movement *movement,
                               const struct movement_traveller *traveller, const char *note)
{
    struct movement_leg **legs;
    size_t count;
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, traveller->return_case, &row);
    if (outcome != OK)
        return outcome;
    const struct return_case *file = row;
    if (text_is(file->head.state, "departed") || text_is(file->head.state, "no_show"))
        return flow_move(work, &return_flow, file->head.id, file->head.version, TEXT("correct"), file, text_from(note));
    if (!text_is(file->head.state, "preparing"))
        return OK;
    outcome = movement_legs(work, movement->head.id, &legs, &count);
    if (outcome == OK)
        outcome = traveller_state_set(work, traveller->head.id, "booking", "book");
    if (outcome != OK || count == 0)
        return outcome == OK ? INVALID : outcome;
    struct return_case *input = record_copy(work->arena, &return_case_record, file);
    input->travel_on = movement->departs_on;
    input->carrier = legs[0]->carrier;
    input->flight = legs[0]->flight;
    input->departure_airport = choice_show(&airports, legs[0]->from_airport, work->language);
    return flow_move(work, &return_flow, file->head.id, file->head.version, TEXT("book"), input, text_from(note));
}

struct attempt {
    const struct movement *movement;
    const struct movement_traveller *traveller;
    const struct movement_mark *mark;
    bool settles;
};

static enum outcome try_step(struct work *work, const struct attempt *attempt)
{
    const char *note = attempt->settles ? SETTLED_NOTE : MARK_NOTE;
    void *file;
    enum outcome outcome = OK;
    if (attempt->settles)
        outcome = bring_back(work, attempt->movement, attempt->traveller, note);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &return_case_record, attempt->traveller->return_case, &file);
    return outcome == OK ? take_step(work, attempt->movement, attempt->traveller, attempt->mark, file, note) : outcome;
}

/* In a savepoint of its own: a case that does not follow leaves the mark standing. */
static enum outcome attempt_step(struct work *work, const struct attempt *attempt, bool *ret_taken)
{
    AUTO_TRANSACTION struct db_transaction savepoint = {0};
    struct problems before = work->problems;
    *ret_taken = false;
    enum outcome outcome = db_transaction_begin(work->db, true, &savepoint);
    if (outcome != OK)
        return outcome;
    outcome = try_step(work, attempt);
    if (outcome < 0)
        return outcome;
    if (outcome == OK) {
        *ret_taken = true;
        return db_transaction_commit(&savepoint);
    }
    if (before.last != NULL)
        before.last->next = NULL;
    work->problems = before;
    return OK;
}

static const char *why_refused(struct work *work, const struct movement_traveller *traveller)
{
    void *file;
    if (record_get_unlimited(work, &return_case_record, traveller->return_case, &file) != OK)
        return "refused";
    struct text state = record_head_of(file)->state;
    return text_is(state, "withdrawn") ? "withdrawn" : text_is(state, "closed") ? "ended" : "refused";
}

/* ---- the traveller ---- */

static enum outcome keep_boarding(struct work *work, const struct movement_mark *mark, bool disputed)
{
    void *before;
    enum outcome outcome = record_get_unlimited(work, &traveller_record, mark->traveller, &before);
    if (outcome != OK)
        return outcome;
    struct movement_traveller *row = record_copy(work->arena, &traveller_record, before);
    if (mark->applied.is == FLAG_YES) {
        row->boarding = mark->outcome;
        row->boarding_at = mark->marked_at;
        row->boarding_by = mark->marked_by;
    }
    row->disputed.is = disputed ? FLAG_YES : row->disputed.is == FLAG_YES ? FLAG_NO : row->disputed.is;
    outcome = record_update_by_step(work, &traveller_record, before, row, TEXT("mark"));
    if (outcome == OK && disputed)
        outcome = traveller_task(work, row, N_("Settle marks of the departure-day list that differ"));
    return outcome;
}

static enum outcome read_order(struct work *work, const struct mark_order *order, struct movement_mark *mark)
{
    const struct field *outcome_field = record_field(&mark_record, TEXT("outcome"));
    const struct field *reason_field = record_field(&mark_record, TEXT("reason"));
    enum outcome outcome = field_from_text(work, outcome_field, order->outcome, mark, &work->problems);
    if (outcome == OK)
        outcome = field_from_text(work, reason_field, order->reason, mark, &work->problems);
    if (outcome == OK && mark->outcome.length == 0)
        return problem_add(&work->problems, INVALID, "outcome_missing", TEXT("outcome"), N_("Say what happened."));
    if (!text_is(mark->outcome, "denied"))
        mark->reason = TEXT_NONE;
    return outcome;
}

/* Does this mark count beside what was marked before?  NULL: it may be tried. */
static const char *stands_against(const struct movement *movement, const struct movement_traveller *traveller,
                                  const struct movement_mark *mark)
{
    if (traveller->boarding.length > 0)
        return text_equal(traveller->boarding, mark->outcome) ? "agrees" : "differs";
    return text_is(movement->head.state, "booked") || text_is(movement->head.state, "departed") ? NULL : "not_booked";
}

static struct movement_mark *new_mark(struct work *work, const struct movement *movement,
                                      const struct movement_traveller *traveller, const struct mark_order *order)
{
    struct movement_mark *mark = record_new(work->arena, &mark_record);
    mark->head.person = traveller->head.person;
    mark->head.organisation = traveller->head.organisation;
    mark->head.office = traveller->head.office;
    mark->movement = movement->head.id;
    mark->traveller = traveller->head.id;
    mark->marked_at = believed(work, order->marked_at);
    mark->marked_by = work->actor->user;
    mark->late.is = work->now - mark->marked_at > LATE_SECONDS * MICROSECONDS ? FLAG_YES : FLAG_NO;
    return mark;
}

enum outcome departure_mark_take(struct work *work, const struct movement *movement, struct identifier traveller,
                                 const struct mark_order *order, struct movement_mark **ret)
{
    struct field_set readable;
    void *row;
    bool taken = false;
    enum outcome outcome = record_peek_whole(work, &traveller_record, traveller, &row, &readable);
    if (outcome == OK && !identifier_equal(((const struct movement_traveller *)row)->movement, movement->head.id))
        outcome = NOT_FOUND;
    if (outcome != OK)
        return outcome;
    struct movement_mark *mark = new_mark(work, movement, row, order);
    outcome = read_order(work, order, mark);
    if (outcome == OK)
        outcome = mark_check(work, NULL, mark, &work->problems);
    if (outcome != OK || work->problems.count > 0)
        return outcome == OK ? INVALID : outcome;
    const char *why = stands_against(movement, row, mark);
    if (why == NULL)
        outcome = attempt_step(work, &(struct attempt){movement, row, mark, false}, &taken);
    if (outcome == OK && why == NULL && !taken)
        why = why_refused(work, row);
    mark->applied.is = taken ? FLAG_YES : FLAG_NO;
    mark->why_not = text_from(why);
    if (outcome == OK)
        outcome = record_insert(work, &mark_record, mark);
    bool agrees = why != NULL && text_is(mark->why_not, "agrees");
    if (outcome == OK && !agrees)
        outcome = keep_boarding(work, mark, !taken);
    *ret = mark;
    return outcome;
}

/* ---- marks that differ ---- */

static enum outcome put_applied(struct work *work, const struct movement_mark *mark, bool applied, const char *why)
{
    struct movement_mark *row = record_copy(work->arena, &mark_record, mark);
    row->applied.is = applied ? FLAG_YES : FLAG_NO;
    row->why_not = text_from(why);
    return record_update_by_step(work, &mark_record, mark, row, TEXT("settle"));
}

static enum outcome settle_others(struct work *work, const struct movement_traveller *traveller,
                                  const struct movement_mark *chosen)
{
    struct movement_mark **marks;
    size_t count;
    enum outcome outcome = traveller_marks(work, traveller, &marks, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (!identifier_equal(marks[i]->head.id, chosen->head.id) && marks[i]->applied.is == FLAG_YES)
            outcome = put_applied(work, marks[i], false, "replaced");
    return outcome;
}

static enum outcome find_mark(struct work *work, const struct movement_traveller *traveller, struct identifier id,
                              struct movement_mark **ret)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &mark_record, id, &row);
    if (outcome != OK)
        return outcome;
    *ret = row;
    return identifier_equal((*ret)->traveller, traveller->head.id) ? OK : NOT_FOUND;
}

enum outcome departure_mark_settle(struct work *work, const struct movement *movement, struct identifier traveller,
                                   struct identifier mark_id, struct text note)
{
    struct field_set readable;
    struct movement_mark *mark;
    void *row;
    bool taken = true;
    enum outcome outcome = record_peek_whole(work, &traveller_record, traveller, &row, &readable);
    if (outcome == OK)
        outcome = find_mark(work, row, mark_id, &mark);
    if (outcome != OK)
        return outcome;
    if (text_is_empty(note))
        return problem_add(&work->problems, INVALID, "note_required", TEXT("note"),
                           N_("Say why: it stays in the file's history."));
    struct text reason = work->reason;
    work->reason = note;
    bool stands = mark->applied.is == FLAG_YES || text_is(mark->why_not, "agrees");
    if (!stands)
        outcome = attempt_step(work, &(struct attempt){movement, row, mark, true}, &taken);
    if (outcome == OK && !taken)
        outcome = problem_add(&work->problems, INVALID, "case_cannot_follow", TEXT("mark"),
                              N_("The case can no longer follow this mark. If the person left nevertheless, find out "
                                 "where they are and note it in the case; then keep what stands."));
    if (outcome == OK && !stands)
        outcome = settle_others(work, row, mark);
    if (outcome == OK && !stands)
        outcome = put_applied(work, mark, true, "");
    if (outcome == OK)
        outcome = record_get_unlimited(work, &mark_record, mark_id, &row);
    if (outcome == OK)
        outcome = keep_boarding(work, row, false);
    if (outcome == OK)
        outcome = task_close_all(work, text_from(traveller_record.name), traveller,
                                 ((const struct movement_mark *)row)->head.person);
    work->reason = reason;
    return outcome;
}
