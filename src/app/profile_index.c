#include "app/profile_index.h"

#include "app/profile.h"
#include "base/number.h"
#include "record/custom_index.h"

enum { ROWS_AT_ONCE = 50, TIMEOUT = 6 * 3600, ATTEMPTS = 5, NUMBER_MOST = 1 << 20 };

static struct record *record_named(struct text name)
{
    size_t count;
    struct record *const *records = profile_records(&count);
    for (size_t i = 0; i < count; i++)
        if (text_is(name, records[i]->name))
            return records[i];
    return NULL;
}

/* The argument is a record's name; the answer, how many rows were done and whether something is left: "50 1". */
static enum outcome take_step(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct record *record = record_named(arguments);
    size_t rows = 0;
    bool more = false;
    if (record == NULL)
        return NOT_FOUND;
    enum outcome outcome = custom_index_step(work, record, ROWS_AT_ONCE, &rows, &more);
    if (outcome == OK)
        *ret_answer = arena_format(work->arena, "%zu %d", rows, more);
    return outcome;
}

static enum outcome add_job(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct job_order order = {.kind = profile_index_job.name, .priority = JOB_IDLE};
    (void)arguments;
    *ret_answer = TEXT_NONE;
    return job_add(work, &order, NULL);
}

static enum outcome pass_on(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
    for (const struct internal_action *own = profile_index_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, ret_answer);
    return FAILED;
}

static enum outcome step(struct job_context *context, const struct record *record, int64_t *done, bool *ret_more)
{
    struct text answer, rows;
    int64_t count = 0;
    enum outcome outcome = pass_on(context->work, "profile.index_step", text_from(record->name), &answer);
    if (outcome != OK)
        return outcome;
    if (!text_split(&answer, ' ', &rows) || text_to_integer(rows, 0, NUMBER_MOST, &count) != OK)
        return FAILED;
    *done += count;
    *ret_more = text_is(answer, "1");
    return OK;
}

static enum outcome follow(struct job_context *context, const struct record *record, int64_t *done)
{
    bool more = false;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    struct arena *outer = context->work->arena;
    enum outcome outcome = custom_index_is_due(context->work, record, &more);
    while (outcome == OK && more) {
        context->work->arena = arena;
        outcome = step(context, record, done, &more);
        context->work->arena = outer;
        arena_reset(arena);
        if (outcome == OK)
            outcome = job_progress(context, *done, 0);
    }
    return outcome;
}

static enum outcome run(struct job_context *context)
{
    size_t count;
    struct record *const *records = profile_records(&count);
    int64_t done = 0;
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = follow(context, records[i], &done);
    return outcome;
}

enum outcome profile_index_is_due(struct work *work, bool *ret_due)
{
    size_t count;
    struct record *const *records = profile_records(&count);
    enum outcome outcome = OK;
    *ret_due = false;
    for (size_t i = 0; i < count && outcome == OK && !*ret_due; i++)
        outcome = custom_index_is_due(work, records[i], ret_due);
    return outcome;
}

enum outcome profile_index_start(struct work *work)
{
    struct text answer;
    bool due = false;
    enum outcome outcome = profile_index_is_due(work, &due);
    return outcome == OK && due ? pass_on(work, "profile.index_begin", TEXT_NONE, &answer) : outcome;
}

enum outcome profile_index_fill(struct work *work)
{
    size_t count, rows;
    struct record *const *records = profile_records(&count);
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++)
        for (bool more = true; more && outcome == OK;)
            outcome = custom_index_step(work, records[i], ROWS_AT_ONCE, &rows, &more);
    return outcome;
}

const struct internal_action profile_index_actions[] = {
    {"profile.index_step", take_step}, {"profile.index_begin", add_job}, {NULL, NULL}};
const struct job_kind profile_index_job = {
    "profile.index", run, TIMEOUT, ATTEMPTS, N_("Index of the mission's own fields"), NULL};
