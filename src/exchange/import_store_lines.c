/* Lines become rows, and rows are taken away again: some of them at a time, so that nobody waits for long. */
#include "exchange/import_parts.h"
#include "record/restore.h"

#include "system/clock.h"

enum { STORE_MICROSECONDS = 15000, UNDO_AT_ONCE = 50, FAULTS_MOST = 3 << 20 };

struct storing {
    struct work *work;
    struct import_run *run;
    struct import_plan plan;
    struct import_part part;
    struct buffer verdicts, faults; /* of the part, with what failed since it was checked */
    int64_t ends;                   /* clock_ticks() */
    bool broken;                    /* of all lines or none, one failed */
};

static bool is_wanted(const struct storing *storing, char verdict)
{
    return verdict == VERDICT_GOOD || verdict == VERDICT_RENEWED ||
           (verdict == VERDICT_ALIKE && storing->run->with_alike);
}

/* ---- one line, in a savepoint of its own ---- */

/* A row that somebody changed since the check began is not what its line was compared with. */
static enum outcome change_row(struct storing *storing, struct import_line *line, struct import_origin *origin)
{
    const struct record *record = storing->plan.kind->record;
    const struct record_head *before = record_head_of(line->before);
    if (before->changed_at >= storing->run->checked_at)
        return CONFLICT;
    enum outcome outcome = record_update(storing->work, record, line->before, line->row);
    origin->subject = before->id;
    origin->was = before->version;
    return outcome;
}

static enum outcome store_row(struct storing *storing, const struct given_row *row, const struct import_origin *keys,
                              struct line_faults *faults)
{
    struct work *work = storing->work;
    struct import_line line;
    struct import_origin origin = *keys;
    void *made;
    enum outcome outcome = plan_line(work, &storing->plan, row, false, &line, faults);
    if (outcome == OK && (faults->count > 0 || work->problems.count > 0))
        return INVALID;
    if (outcome == OK)
        outcome = line.before != NULL ? change_row(storing, &line, &origin)
                                      : storing->plan.kind->make(work, &line, &origin.subject);
    if (outcome == OK)
        outcome = record_get_unlimited(work, storing->plan.kind->record, origin.subject, &made);
    if (outcome != OK)
        return outcome;
    origin.kept = record_head_of(made)->version;
    return import_origin_add(work, storing->run, &origin);
}

static enum outcome store_apart(struct storing *storing, const struct given_row *row, const struct import_origin *keys,
                                struct line_faults *faults)
{
    AUTO_TRANSACTION struct db_transaction savepoint = {0};
    enum outcome outcome = db_transaction_begin(storing->work->db, true, &savepoint);
    if (outcome == OK)
        outcome = store_row(storing, row, keys, faults);
    return outcome == OK ? db_transaction_commit(&savepoint) : outcome;
}

/* What the check had not seen: somebody was quicker, a right was taken away. */
static void note_fault(struct storing *storing, const struct given_row *row, size_t at, enum outcome outcome,
                       struct line_faults *faults)
{
    faults_take(storing->work, &storing->plan, faults);
    if (faults->count == 0)
        fault_add(faults, -1,
                  outcome == FORBIDDEN ? N_("You may not make such a row there.")
                                       : N_("This line could not be stored: something changed since it was checked."),
                  TEXT_NONE, TEXT_NONE);
    faults_write(storing->work->arena, &storing->faults, row->line, faults);
    storing->verdicts.bytes[at] = VERDICT_BAD;
    storing->run->left_out++;
    storing->broken = storing->run->whole;
}

static enum outcome store_line(struct storing *storing, const struct given_row *row, size_t at)
{
    struct work *work = storing->work;
    struct import_origin origin = {.kind = storing->run->kind, .run = storing->run->id, .line = (int64_t)row->line};
    struct import_origin known;
    struct line_faults faults = {.count = 0};
    plan_keys(work, &storing->plan, row, &origin.reference, &origin.content);
    enum outcome outcome =
        import_origin_find(work, storing->run->organisation, storing->run->kind, origin.reference, &known);
    if (outcome == OK) { /* stored before, by this run or another */
        storing->run->left_out++;
        return OK;
    }
    if (outcome == NOT_FOUND)
        outcome = store_apart(storing, row, &origin, &faults);
    if (outcome == OK)
        storing->run->done++;
    else if (outcome > 0)
        note_fault(storing, row, at, outcome, &faults);
    return outcome < 0 ? outcome : OK;
}

/* ---- a part ---- */

static enum outcome store_lines(struct storing *storing)
{
    struct text content = storing->part.content;
    struct given_row row;
    struct import_run *run = storing->run;
    enum outcome outcome = given_row_read(storing->work->arena, &content, &row);
    for (int64_t at = 0; outcome == OK && !storing->broken; at++) {
        if (at >= run->next_line) {
            if (clock_ticks() >= storing->ends)
                return OK;
            if ((size_t)at < storing->verdicts.length && is_wanted(storing, storing->verdicts.bytes[at]))
                outcome = store_line(storing, &row, (size_t)at);
            else
                run->left_out++;
            run->next_line = at + 1;
        }
        if (outcome == OK)
            outcome = given_row_read(storing->work->arena, &content, &row);
    }
    return outcome == INVALID ? FAILED : outcome; /* NOT_FOUND: the part is through */
}

static enum outcome store_part(struct storing *storing)
{
    struct work *work = storing->work;
    struct import_run *run = storing->run;
    enum outcome outcome = import_part_read(work, run, run->next_part, &storing->part);
    if (outcome != OK)
        return outcome == NOT_FOUND ? FAILED : outcome;
    int64_t failed = run->left_out;
    storing->verdicts = buffer_open(storing->part.verdicts.length + 1);
    storing->faults = buffer_open(FAULTS_MOST);
    buffer_add(&storing->verdicts, storing->part.verdicts);
    buffer_add(&storing->faults, storing->part.faults);
    outcome = store_lines(storing);
    bool through = outcome == NOT_FOUND;
    if (through || outcome == OK) {
        struct import_part changed = {.part = run->next_part,
                                      .verdicts = arena_text(work->arena, buffer_text(&storing->verdicts)),
                                      .faults = arena_text(work->arena, buffer_text(&storing->faults))};
        outcome = run->left_out != failed && storing->faults.length != storing->part.faults.length
                      ? import_part_check(work, run, &changed)
                      : OK;
    }
    buffer_close(&storing->verdicts);
    buffer_close(&storing->faults);
    if (outcome == OK && through)
        outcome = import_part_empty(work, run, run->next_part);
    if (outcome == OK && through) {
        run->next_part++;
        run->next_line = 0;
    }
    return outcome;
}

enum outcome import_store_some(struct work *work, struct identifier id, bool *ret_more)
{
    struct import_run run;
    struct storing storing = {.work = work, .run = &run, .ends = clock_ticks() + STORE_MICROSECONDS};
    enum outcome outcome = import_run(work, id, &run);
    if (outcome == OK && run.state != RUN_STORING)
        outcome = CONFLICT;
    if (outcome == OK)
        outcome = plan_open(work, &run, &storing.plan);
    work->reason = outcome == OK ? tr_with(work->arena, work->language, N_("Import {1}"), &run.number, 1) : TEXT_NONE;
    while (outcome == OK && run.next_part < run.parts && !storing.broken && clock_ticks() < storing.ends)
        outcome = store_part(&storing);
    if (outcome != OK)
        return outcome;
    if (storing.broken) { /* all or nothing: what was stored goes again */
        run.state = RUN_UNDOING;
        run.next_line = INT32_MAX;
    } else if (run.next_part == run.parts) {
        run.state = RUN_STORED;
        run.finished_at = work->now;
    }
    *ret_more = run.state == RUN_STORING;
    return import_run_save(work, &run);
}

/* ---- undo ---- */

static enum outcome undo_one(struct work *work, const struct import_kind *kind, const struct import_run *run,
                             const struct import_origin *origin)
{
    AUTO_TRANSACTION struct db_transaction savepoint = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &savepoint);
    if (outcome == OK)
        outcome = origin->was > 0 ? record_restore(work, kind->record, origin->subject, origin->kept)
                                  : kind->unmake(work, origin->subject, origin->kept);
    if (outcome == OK)
        outcome = import_origin_remove(work, run, origin);
    return outcome == OK ? db_transaction_commit(&savepoint) : outcome;
}

static enum outcome undo_lines(struct work *work, struct import_run *run, const struct import_kind *kind,
                               const struct import_origin *origins, size_t count)
{
    int64_t ends = clock_ticks() + STORE_MICROSECONDS;
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK && clock_ticks() < ends; i++) {
        outcome = undo_one(work, kind, run, &origins[i]);
        if (outcome == OK)
            run->done--;
        else if (outcome > 0)
            run->left_out++;
        run->next_line = origins[i].line;
        outcome = outcome > 0 ? OK : outcome;
    }
    return outcome;
}

enum outcome import_undo_some(struct work *work, struct identifier id, bool *ret_more)
{
    struct import_run run;
    struct import_origin *origins;
    size_t count = 0;
    enum outcome outcome = import_run(work, id, &run);
    const struct import_kind *kind = outcome == OK ? import_kind_named(run.kind) : NULL;
    if (outcome == OK && (run.state != RUN_UNDOING || kind == NULL || kind->unmake == NULL))
        outcome = CONFLICT;
    if (outcome == OK)
        outcome = import_origin_last(work, id, run.next_line, UNDO_AT_ONCE, &origins, &count);
    work->reason =
        outcome == OK ? tr_with(work->arena, work->language, N_("Import {1} undone"), &run.number, 1) : TEXT_NONE;
    if (outcome == OK)
        outcome = undo_lines(work, &run, kind, origins, count);
    if (outcome != OK)
        return outcome;
    if (count == 0) {
        run.state = RUN_UNDONE;
        run.finished_at = work->now;
    }
    *ret_more = count > 0;
    return import_run_save(work, &run);
}
