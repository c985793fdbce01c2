/* Clocks: both sides are told what is late, and what consent or protocol no longer permits ends. */
#include "database/wall.h"
#include "flow/task.h"
#include "referrals/referral_rules.h"
#include "referrals/referral_store.h"

enum { LATE_MOST = 200 };

static enum outcome open_task(struct work *work, const struct record *record, const struct record_head *head,
                              const struct right *right, const char *label)
{
    struct task task = {.person = head->person,
                        .organisation = head->organisation,
                        .office = head->office,
                        .record = text_from(record->name),
                        .subject = head->id,
                        .number = head->number,
                        .label = text_from(label),
                        .right = text_from(right->name),
                        .due = zone_date(work->zone, work->now)};
    return task_open(work, &task);
}

/* A task for those who follow, on both sides; once a day. */
static enum outcome tell_both(struct work *work, const struct referral_mark *mark)
{
    const struct record *record = received_record_of(mark->guarded);
    const struct record *sent = referral_record_of(mark->guarded);
    const struct right *right = mark->guarded ? &guarded_referral_write : &referral_follow;
    void *before;
    void *referral;
    enum outcome outcome = record_get_unlimited(work, record, mark->id, &before);
    if (outcome != OK)
        return outcome;
    struct referral_received *row = record_copy(work->arena, record, before);
    bool first = row->told_late_on == DATE_NONE;
    bool unanswered = text_is(row->head.state, "sent");
    row->told_late_on = zone_date(work->zone, work->now);
    outcome = record_update_by_step(work, record, before, row, TEXT("told_late"));
    if (outcome != OK || !first)
        return outcome;
    outcome = record_get_unlimited(work, sent, row->referral, &referral);
    if (outcome == OK)
        outcome = open_task(work, record, &row->head, right,
                            unanswered ? N_("A referral was not acknowledged in time: answer it")
                                       : N_("The outcome of a referral is late: report it"));
    if (outcome == OK)
        outcome = open_task(work, sent, record_head_of(referral), right,
                            unanswered ? N_("A referral was not acknowledged in time: ask the receiver")
                                       : N_("The outcome of a referral is late: ask the receiver"));
    return outcome;
}

static enum outcome look(struct work *work, bool guarded, int64_t *count)
{
    struct referral_mark *marks;
    size_t found = 0;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = received_late(work, guarded, today, work->now, LATE_MOST, &marks, &found);
    for (size_t i = 0; i < found && outcome == OK; i++)
        outcome = tell_both(work, &marks[i]);
    *count += (int64_t)found;
    if (outcome == OK)
        outcome = received_past_access(work, guarded, today, LATE_MOST, &marks, &found);
    for (size_t i = 0; i < found && outcome == OK; i++)
        outcome = flow_move_forced(work, referral_flow_of(guarded), marks[i].id, TEXT("expire"), TEXT_NONE);
    *count += outcome == OK ? (int64_t)found : 0;
    return outcome;
}

enum outcome referral_look_at_clocks(struct work *work, int64_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "both sides are told");
    struct work program = *work;
    int64_t count = 0;
    program.actor = &referral_system;
    enum outcome outcome = look(&program, false, &count);
    if (outcome == OK)
        outcome = look(&program, true, &count);
    work->problems = program.problems;
    *ret_count = count;
    return outcome;
}
