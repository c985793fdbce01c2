#include "job/job_hand_over.h"

static enum outcome is_added(struct work *work, struct text once, bool *ret)
{
    struct rows rows;
    const struct value bind = value_text(once);
    enum outcome outcome = db_query(work->db, SQL("job_scheduled", "SELECT id FROM job WHERE once_key = $1"), &bind, 1,
                                    work->arena, &rows);
    if (outcome == OK)
        *ret = rows.count > 0;
    return outcome;
}

static enum outcome add_if_due(struct work *work, const struct job_schedule *schedule)
{
    const struct zone *zone = zone_find(text_from(schedule->zone));
    bool added = false;
    if (zone == NULL)
        return FAILED;
    int hours = zone_second_of_day(zone, work->now) / 3600 - schedule->hour;
    if (hours < 0)
        return OK;
    struct text day = date_to_text(work->arena, zone_date(zone, work->now));
    struct text once = arena_format(work->arena, "%s/%.*s", schedule->kind, TEXT_ARG(day));
    if (schedule->every > 0)
        once = arena_format(work->arena, "%.*s/%d", TEXT_ARG(once), hours / schedule->every);
    enum outcome outcome = is_added(work, once, &added); /* reading costs no write */
    if (outcome != OK || added)
        return outcome;
    return hand_over_schedule(work, text_from(schedule->kind), once);
}

enum outcome job_schedule_due(struct work *work, const struct job_schedule *schedules, size_t count)
{
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && i < count; i++)
        outcome = add_if_due(work, &schedules[i]);
    return outcome;
}
