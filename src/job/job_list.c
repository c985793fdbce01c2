/* All jobs of the mission, page by page, and what a person does about one that ended. */
#include <string.h>

#include "job/job_row.h"

static struct identifier from_newest(struct identifier before)
{
    struct identifier last;
    memset(last.bytes, 0xff, sizeof last.bytes);
    return identifier_is_none(before) ? last : before;
}

static enum outcome page_of_state(struct work *work, enum job_state state, struct identifier before, size_t most,
                                  struct rows *ret_rows)
{
    const struct value bind[] = {value_text(text_from(job_state_name(state))), value_id(from_newest(before)),
                                 value_integer((int64_t)most)};
    return db_query(
        work->db,
        SQL("job_all_of_state", JOB_COLUMNS " FROM job WHERE state = $1 AND id < $2 ORDER BY id DESC LIMIT $3"), bind,
        3, work->arena, ret_rows);
}

static enum outcome page_of_others(struct work *work, struct identifier before, size_t most, struct rows *ret_rows)
{
    const struct value bind[] = {value_id(from_newest(before)), value_integer((int64_t)most)};
    return db_query(
        work->db,
        SQL("job_all_others", JOB_COLUMNS " FROM job WHERE id < $1 AND state <> 'failed' ORDER BY id DESC LIMIT $2"),
        bind, 2, work->arena, ret_rows);
}

/* The page that stands, and whether rows wait behind it: one more is asked for than shown. */
struct page {
    struct job *jobs;
    size_t count, most;
    bool more;
};

static void add_rows(struct page *page, const struct rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        if (page->count == page->most)
            page->more = true;
        else
            page->jobs[page->count++] = job_of_row(rows, i);
}

static enum outcome fill_any(struct work *work, struct job_query *at, struct page *page)
{
    struct rows rows;
    enum outcome outcome = OK;
    if (!at->past_failed) {
        outcome = page_of_state(work, JOB_FAILED, at->before, page->most + 1, &rows);
        if (outcome != OK)
            return outcome;
        add_rows(page, &rows);
        if (page->more)
            return OK;
        at->past_failed = true;
        at->before = (struct identifier){0};
    }
    outcome = page_of_others(work, at->before, page->most - page->count + 1, &rows);
    if (outcome == OK)
        add_rows(page, &rows);
    return outcome;
}

enum outcome job_all(struct work *work, const struct job_query *query, struct job **ret_jobs, size_t *ret_count,
                     struct job_query *ret_next)
{
    struct job_query next = *query;
    struct page page = {.jobs = arena_array(work->arena, struct job, query->most + 1), .most = query->most};
    struct rows rows;
    enum outcome outcome = OK;
    if (query->state == JOB_ANY_STATE) {
        outcome = fill_any(work, &next, &page);
    } else {
        outcome = page_of_state(work, (enum job_state)query->state, query->before, query->most + 1, &rows);
        if (outcome == OK)
            add_rows(&page, &rows);
    }
    if (outcome != OK)
        return outcome;
    const struct job *last = page.count == 0 ? NULL : &page.jobs[page.count - 1];
    /* A page that failed ones fill to its end goes on with the newest of the others. */
    bool from_others = next.past_failed && last != NULL && last->state == JOB_FAILED;
    next.before = last == NULL || from_others ? (struct identifier){0} : last->id;
    next.most = page.more ? query->most : 0;
    *ret_jobs = page.jobs;
    *ret_count = page.count;
    *ret_next = next;
    return OK;
}

/* --- what a person does about it -----------------------------------------------------------------------------------
 */

static enum outcome change_ended(struct work *work, struct sql sql, const struct value *bind, size_t count)
{
    struct job job;
    int64_t changed = 0;
    enum outcome outcome = job_get(work, bind[0].identifier, &job);
    if (outcome == OK)
        outcome = db_execute(work->db, sql, bind, count, &changed);
    if (outcome != OK)
        return outcome;
    return changed == 1 ? OK : CONFLICT;
}

/* Its number of attempts goes on: whoever once had it under a lower one has lost it for ever. */
enum outcome job_again(struct work *work, struct identifier id)
{
    const struct value bind[] = {value_id(id), value_instant(work->now)};
    return change_ended(work,
                        SQL("job_again", "UPDATE job SET state = 'queued', run_after = $2, finished_at = NULL,"
                                         " attempt_limit = attempts + 1, cancel_asked = 0, progress_done = 0,"
                                         " progress_total = 0 WHERE id = $1 AND state IN ('failed', 'cancelled')"),
                        bind, 2);
}

enum outcome job_let_go(struct work *work, struct identifier id)
{
    const struct value bind = value_id(id);
    return change_ended(
        work, SQL("job_let_go", "UPDATE job SET state = 'cancelled' WHERE id = $1 AND state = 'failed'"), &bind, 1);
}
