#include "job/job_row.h"

#include "system/random.h"

enum { ATTEMPTS_USUAL = 5, PAUSE_FIRST = 30, PAUSE_LONGEST = 3600 };

static const char *const STATE_NAMES[] = {"queued", "running", "done", "failed", "cancelled"};

const char *job_state_name(enum job_state state) { return STATE_NAMES[state]; }

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static struct value text_value(const char *text) { return value_text(text_from(text)); }

/* One UPDATE that must meet its row. */
static enum outcome change_one(struct work *work, struct sql sql, const struct value *bind, size_t count)
{
    int64_t changed = 0;
    enum outcome outcome = db_execute(work->db, sql, bind, count, &changed);
    if (outcome != OK)
        return outcome;
    return changed == 1 ? OK : CONFLICT;
}

static enum outcome find_once(struct work *work, struct text once, struct identifier *ret_id)
{
    struct rows rows;
    const struct value bind = value_text(once);
    enum outcome outcome =
        db_query(work->db, SQL("job_once", "SELECT id FROM job WHERE once_key = $1"), &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_id = cell_id(&rows, 0, 0);
    return OK;
}

enum outcome job_add(struct work *work, const struct job_order *order, struct identifier *ret_id)
{
    struct identifier id = identifier_is_none(order->id) ? identifier_new() : order->id;
    const struct value bind[] = {
        value_id(id),
        text_value(order->kind),
        value_id_or_null(order->organisation),
        value_id_or_null(order->user),
        value_integer(order->priority),
        value_instant(order->run_after == 0 ? work->now : order->run_after),
        value_integer(order->attempt_limit == 0 ? ATTEMPTS_USUAL : order->attempt_limit),
        value_bytes(order->arguments),
        value_text_or_null(order->once),
        value_instant(work->now),
    };
    int64_t changed = 0;
    enum outcome outcome = db_execute(
        work->db,
        SQL("job_add", "INSERT INTO job (id, kind, organisation, user_id, state, priority, run_after, attempts,"
                       " attempt_limit, progress_done, progress_total, arguments, cancel_asked, once_key, created_at)"
                       " VALUES ($1, $2, $3, $4, 'queued', $5, $6, 0, $7, 0, 0, $8, 0, $9, $10)"
                       " ON CONFLICT (once_key) DO NOTHING"),
        bind, COUNT_OF(bind), &changed);
    if (outcome == OK && changed == 0)
        outcome = find_once(work, order->once, &id);
    if (outcome == NOT_FOUND) /* added and cleaned away in the same moment */
        outcome = UNAVAILABLE;
    if (outcome == OK && ret_id != NULL)
        *ret_id = id;
    return outcome;
}

static enum job_state read_state(struct text name)
{
    for (size_t i = 0; i < COUNT_OF(STATE_NAMES); i++)
        if (text_is(name, STATE_NAMES[i]))
            return (enum job_state)i;
    return JOB_FAILED;
}

struct job job_of_row(const struct rows *rows, size_t row)
{
    return (struct job){
        .id = cell_id(rows, row, 0),
        .kind = cell_text(rows, row, 1),
        .organisation = cell_id(rows, row, 2),
        .user = cell_id(rows, row, 3),
        .state = read_state(cell_text(rows, row, 4)),
        .priority = cell_integer(rows, row, 5),
        .run_after = cell_instant(rows, row, 6),
        .attempts = cell_integer(rows, row, 7),
        .attempt_limit = cell_integer(rows, row, 8),
        .progress_done = cell_integer(rows, row, 9),
        .progress_total = cell_integer(rows, row, 10),
        .problem = cell_text(rows, row, 11),
        .created_at = cell_instant(rows, row, 12),
        .finished_at = cell_instant(rows, row, 13),
        .stopping = read_state(cell_text(rows, row, 4)) == JOB_RUNNING && cell_integer(rows, row, 14) != 0,
    };
}

enum outcome job_get(struct work *work, struct identifier id, struct job *ret_job)
{
    struct rows rows;
    const struct value bind = value_id(id);
    enum outcome outcome = db_query(work->db, SQL("job_get", JOB_COLUMNS ", arguments, result FROM job WHERE id = $1"),
                                    &bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_job = job_of_row(&rows, 0);
    ret_job->arguments = cell_text(&rows, 0, JOB_COLUMN_COUNT);
    ret_job->result = cell_text(&rows, 0, JOB_COLUMN_COUNT + 1);
    return OK;
}

/* Four statements, so that each walks an index. */
static struct sql list_statement(bool of_user, bool from_newest)
{
    if (of_user)
        return from_newest ? SQL("job_list_user", JOB_COLUMNS " FROM job WHERE organisation = $1 AND user_id = $3"
                                                              " ORDER BY id DESC LIMIT $2")
                           : SQL("job_list_user_after",
                                 JOB_COLUMNS " FROM job WHERE organisation = $1 AND user_id = $3 AND id < $4"
                                             " ORDER BY id DESC LIMIT $2");
    return from_newest ? SQL("job_list", JOB_COLUMNS " FROM job WHERE organisation = $1 ORDER BY id DESC LIMIT $2")
                       : SQL("job_list_after",
                             JOB_COLUMNS " FROM job WHERE organisation = $1 AND id < $3 ORDER BY id DESC LIMIT $2");
}

enum outcome job_list(struct work *work, struct identifier organisation, struct identifier user,
                      struct identifier before, size_t most, struct job **ret_jobs, size_t *ret_count)
{
    struct rows rows;
    struct value bind[4] = {value_id(organisation), value_integer((int64_t)most)};
    size_t count = 2;
    if (!identifier_is_none(user))
        bind[count++] = value_id(user);
    if (!identifier_is_none(before))
        bind[count++] = value_id(before);
    enum outcome outcome = db_query(work->db, list_statement(!identifier_is_none(user), identifier_is_none(before)),
                                    bind, count, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct job *jobs = arena_array(work->arena, struct job, rows.count);
    for (size_t i = 0; i < rows.count; i++)
        jobs[i] = job_of_row(&rows, i);
    *ret_jobs = jobs;
    *ret_count = rows.count;
    return OK;
}

enum outcome job_cancel(struct work *work, struct identifier id)
{
    const struct value bind[] = {value_id(id), value_instant(work->now)};
    struct job job;
    enum outcome outcome = job_get(work, id, &job);
    if (outcome != OK)
        return outcome;
    outcome = change_one(work,
                         SQL("job_cancel", "UPDATE job SET state = 'cancelled', cancel_asked = 1, finished_at = $2"
                                           " WHERE id = $1 AND state = 'queued'"),
                         bind, 2);
    if (outcome == CONFLICT)
        outcome = change_one(
            work, SQL("job_cancel_running", "UPDATE job SET cancel_asked = 1 WHERE id = $1 AND state = 'running'"),
            bind, 1);
    return outcome;
}

/* --- what is due ---------------------------------------------------------------------------------------------------
 */

struct job_wanted job_wanted_of(const struct job_kind *kinds, size_t count, enum job_lane lane)
{
    struct job_wanted wanted = {.lane = lane};
    size_t known = 0;
    for (size_t i = 0; i < count && known < JOB_LONG_KINDS; i++)
        if (job_kind_is_long(&kinds[i]))
            wanted.long_kinds[known++] = text_from(kinds[i].name);
    return wanted;
}

enum { WANTED_FIRST = 3, WANTED_MOST = WANTED_FIRST + JOB_LONG_KINDS };

/* Adds the long kinds behind the first values, unless all are wanted; the lane. */
static enum job_lane bind_wanted(const struct job_wanted *wanted, struct value *bind, size_t *count)
{
    if (wanted == NULL || wanted->lane == JOB_LANE_ALL)
        return JOB_LANE_ALL;
    for (size_t i = 0; i < JOB_LONG_KINDS; i++)
        bind[(*count)++] = value_text(wanted->long_kinds[i]);
    return wanted->lane;
}

#define DUE_BEGIN "SELECT count(*) FROM (SELECT 1 FROM job WHERE state = 'queued' AND run_after <= $1"
#define DUE_END " UNION ALL SELECT 1 FROM job WHERE state = 'running' AND lease_until <= $1 LIMIT 1) AS due"

enum outcome job_is_due(struct work *work, const struct job_wanted *wanted, bool *ret_due)
{
    static const struct sql DUE[] = {
        [JOB_LANE_ALL] = SQL("job_is_due", DUE_BEGIN DUE_END),
        [JOB_LANE_SHORT] =
            SQL("job_is_due_short", DUE_BEGIN " AND kind NOT IN ($2, $3, $4, $5, $6, $7, $8, $9)" DUE_END),
        [JOB_LANE_LONG] = SQL("job_is_due_long", DUE_BEGIN " AND kind IN ($2, $3, $4, $5, $6, $7, $8, $9)" DUE_END),
    };
    struct rows rows;
    struct value bind[WANTED_MOST] = {value_instant(work->now)};
    size_t count = 1;
    enum job_lane lane = bind_wanted(wanted, bind, &count);
    enum outcome outcome = db_query(work->db, DUE[lane], bind, count, work->arena, &rows);
    if (outcome == OK)
        *ret_due = cell_integer(&rows, 0, 0) > 0;
    return outcome;
}

/* Literals, so that the partial indexes serve. */
enum outcome job_count(struct work *work, enum job_state state, int64_t *ret_count)
{
    static const struct sql COUNTS[] = {
        [JOB_QUEUED] = SQL("job_count_queued", "SELECT count(*) FROM job WHERE state = 'queued'"),
        [JOB_RUNNING] = SQL("job_count_running", "SELECT count(*) FROM job WHERE state = 'running'"),
        [JOB_DONE] = SQL("job_count_done", "SELECT count(*) FROM job WHERE state = 'done' AND finished_at IS NOT NULL"),
        [JOB_FAILED] =
            SQL("job_count_failed", "SELECT count(*) FROM job WHERE state = 'failed' AND finished_at IS NOT NULL"),
        [JOB_CANCELLED] = SQL("job_count_cancelled",
                              "SELECT count(*) FROM job WHERE state = 'cancelled' AND finished_at IS NOT NULL"),
    };
    struct rows rows;
    enum outcome outcome = db_query(work->db, COUNTS[state], NULL, 0, work->arena, &rows);
    if (outcome == OK)
        *ret_count = cell_integer(&rows, 0, 0);
    return outcome;
}

/* Jobs whose holder let the lease run out: cancelled if that was asked, failed after the last attempt, else queued. */
static enum outcome recover(struct work *work)
{
    const struct value bind = value_instant(work->now);
    return db_execute(work->db,
                      SQL("job_recover", "UPDATE job SET lease_holder = NULL, lease_until = NULL, problem = 'lost',"
                                         " state = CASE WHEN cancel_asked = 1 THEN 'cancelled'"
                                         " WHEN attempts >= attempt_limit THEN 'failed' ELSE 'queued' END,"
                                         " finished_at = CASE WHEN cancel_asked = 1 OR attempts >= attempt_limit"
                                         " THEN CAST($1 AS BIGINT) ELSE NULL END"
                                         " WHERE state = 'running' AND lease_until <= $1"),
                      &bind, 1, NULL);
}

#define TAKE_BEGIN                                                                              \
    "UPDATE job SET state = 'running', attempts = attempts + 1, lease_holder = $2, lease_until" \
    " = $3 WHERE state = 'queued' AND id = (SELECT id FROM job WHERE state = 'queued' AND run_after <= $1"
#define TAKE_ORDER " ORDER BY priority, run_after, id LIMIT 1"
#define TAKE_END ") RETURNING id, attempts"

#define TAKE_SHORT " AND kind NOT IN ($4, $5, $6, $7, $8, $9, $10, $11)"
#define TAKE_LONG " AND kind IN ($4, $5, $6, $7, $8, $9, $10, $11)"
#define SKIP " FOR UPDATE SKIP LOCKED"

/* Where many take at once, nobody waits for a job that another is taking. */
static const struct sql TAKE[] = {
    [JOB_LANE_ALL] = SQL("job_take", TAKE_BEGIN TAKE_ORDER TAKE_END),
    [JOB_LANE_SHORT] = SQL("job_take_short", TAKE_BEGIN TAKE_SHORT TAKE_ORDER TAKE_END),
    [JOB_LANE_LONG] = SQL("job_take_long", TAKE_BEGIN TAKE_LONG TAKE_ORDER TAKE_END),
};
static const struct sql TAKE_OF_MANY[] = {
    [JOB_LANE_ALL] = SQL("job_take_postgres", TAKE_BEGIN TAKE_ORDER SKIP TAKE_END),
    [JOB_LANE_SHORT] = SQL("job_take_short_postgres", TAKE_BEGIN TAKE_SHORT TAKE_ORDER SKIP TAKE_END),
    [JOB_LANE_LONG] = SQL("job_take_long_postgres", TAKE_BEGIN TAKE_LONG TAKE_ORDER SKIP TAKE_END),
};

enum outcome job_take(struct work *work, struct text holder, int64_t seconds, const struct job_wanted *wanted,
                      struct job_lease *ret_lease)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct value bind[WANTED_MOST] = {
        value_instant(work->now),
        value_text(holder),
        value_instant(work->now + seconds * MICROSECONDS),
    };
    struct rows rows;
    size_t count = WANTED_FIRST;
    enum job_lane lane = bind_wanted(wanted, bind, &count);
    const struct sql *take = work->db->back_end->many_writers ? TAKE_OF_MANY : TAKE;
    enum outcome outcome = db_transaction_begin_queue(work->db, &transaction);
    if (outcome == OK)
        outcome = recover(work);
    if (outcome == OK)
        outcome = db_query(work->db, take[lane], bind, count, work->arena, &rows);
    if (outcome == OK)
        outcome = db_transaction_commit(&transaction);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_lease = (struct job_lease){cell_id(&rows, 0, 0), holder, cell_integer(&rows, 0, 1)};
    return OK;
}

#define HELD " WHERE id = $1 AND lease_holder = $2 AND attempts = $3 AND state = 'running'"

enum outcome job_check(struct work *work, const struct job_lease *lease)
{
    struct rows rows;
    const struct value bind[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt)};
    enum outcome outcome = db_query(work->db, SQL("job_check", "SELECT id FROM job" HELD " AND cancel_asked = 0"), bind,
                                    3, work->arena, &rows);
    if (outcome == OK && rows.count == 0)
        return CONFLICT;
    return outcome;
}

enum outcome job_note(struct work *work, const struct job_lease *lease, int64_t done, int64_t total)
{
    const struct value bind[] = {
        value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
        value_integer(done), value_integer(total),      value_instant(work->now + JOB_RENEWED_SECONDS * MICROSECONDS)};
    return change_one(work,
                      SQL("job_note", "UPDATE job SET progress_done = $4, progress_total = $5, lease_until ="
                                      " CASE WHEN lease_until < $6 THEN CAST($6 AS BIGINT) ELSE lease_until END" HELD
                                      " AND cancel_asked = 0"),
                      bind, 6);
}

#define ENDED ", lease_holder = NULL, lease_until = NULL, finished_at = $4"

enum outcome job_done(struct work *work, const struct job_lease *lease, struct text result)
{
    const struct value bind[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                 value_instant(work->now), value_bytes(result)};
    return change_one(work, SQL("job_done", "UPDATE job SET state = 'done', result = $5, problem = NULL" ENDED HELD),
                      bind, 5);
}

enum outcome job_stopped(struct work *work, const struct job_lease *lease)
{
    const struct value bind[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                 value_instant(work->now)};
    return change_one(work, SQL("job_stopped", "UPDATE job SET state = 'cancelled'" ENDED HELD), bind, 4);
}

static int64_t pause_after(int64_t attempt)
{
    int64_t pause = PAUSE_FIRST;
    while (--attempt > 0 && pause < PAUSE_LONGEST)
        pause *= 2;
    return (pause > PAUSE_LONGEST ? PAUSE_LONGEST : pause) * MICROSECONDS;
}

/* Puts it back for another attempt; CONFLICT when there is none left or it was asked to stop. */
static enum outcome retry(struct work *work, const struct job_lease *lease, struct text problem)
{
    const struct value bind[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                 value_instant(work->now + pause_after(lease->attempt)), value_text(problem)};
    return change_one(work,
                      SQL("job_retry", "UPDATE job SET state = 'queued', run_after = $4, problem = $5,"
                                       " lease_holder = NULL, lease_until = NULL" HELD
                                       " AND attempts < attempt_limit AND cancel_asked = 0"),
                      bind, 5);
}

enum outcome job_failed(struct work *work, const struct job_lease *lease, struct text problem, bool final)
{
    const struct value bind[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                 value_instant(work->now), value_text(problem)};
    enum outcome outcome = final ? CONFLICT : retry(work, lease, problem);
    if (outcome != CONFLICT)
        return outcome;
    return change_one(work, SQL("job_failed", "UPDATE job SET state = 'failed', problem = $5" ENDED HELD), bind, 5);
}

enum outcome job_put_back(struct work *work, const struct job_lease *lease, int64_t seconds)
{
    const struct value bind[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                 value_instant(work->now + seconds * MICROSECONDS), value_instant(work->now)};
    return change_one(work,
                      SQL("job_put_back", "UPDATE job SET lease_holder = NULL, lease_until = NULL,"
                                          " attempt_limit = attempt_limit + 1, run_after = $4,"
                                          " state = CASE WHEN cancel_asked = 1 THEN 'cancelled' ELSE 'queued' END,"
                                          " finished_at = CASE WHEN cancel_asked = 1 THEN CAST($5 AS BIGINT)"
                                          " ELSE NULL END" HELD),
                      bind, 5);
}

enum outcome job_give_back(struct work *work, struct text holder)
{
    const struct value bind = value_text(holder);
    return db_execute(work->db,
                      SQL("job_give_back", "UPDATE job SET lease_until = 0 WHERE state = 'running'"
                                           " AND lease_holder = $1"),
                      &bind, 1, NULL);
}

enum outcome job_clean(struct work *work, int64_t before, int64_t most, int64_t *ret_count)
{
    const struct value bind[] = {value_instant(before), value_integer(most)};
    return db_execute(work->db,
                      SQL("job_clean", "DELETE FROM job WHERE id IN (SELECT id FROM job WHERE finished_at < $1"
                                       " ORDER BY finished_at, id LIMIT $2)"),
                      bind, 2, ret_count);
}
