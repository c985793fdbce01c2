#include "app/keys_job.h"

#include <stdio.h>

#include "base/number.h"
#include "persons/persons.h"
#include "record/keys.h"

enum {
    PERSONS_AT_ONCE = 40,
    FILLED_AT_ONCE = 200,
    WRAPS_AT_ONCE = 500,
    TIMEOUT = 12 * 3600,
    ATTEMPTS = 5,
    STEP_ARENA = 8 << 20
};

/* ---- in the process that writes ---- */

/* The answer: how many persons were looked at so far, and whether some are left: "400 1". */
static enum outcome take_index_step(struct work *work, struct text arguments, struct text *ret_answer)
{
    int64_t done = 0;
    bool more = false;
    (void)arguments;
    enum outcome outcome = person_index_step(work, PERSONS_AT_ONCE, &done, &more);
    if (outcome == OK)
        *ret_answer = arena_format(work->arena, "%lld %d", (long long)done, more);
    return outcome;
}

/* The answer: whether some are left, "1" or "0". */
static enum outcome take_sweep_step(struct work *work, struct text arguments, struct text *ret_answer)
{
    bool more = false;
    (void)arguments;
    enum outcome outcome = person_index_sweep_step(work, PERSONS_AT_ONCE, &more);
    if (outcome == OK)
        *ret_answer = more ? TEXT("1") : TEXT("0");
    return outcome;
}

static bool read_identifier(struct text *rest, struct identifier *ret)
{
    struct text part;
    return text_split(rest, ' ', &part) && text_to_identifier(part, ret) == OK;
}

/* Argument and answer: subject, person and organisation of the last key seen; how many were seen and changed in this
   step, and whether some are left. */
static enum outcome take_wrap_step(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct keys_walk walk = {.more = true};
    struct text rest = arguments;
    if (!read_identifier(&rest, &walk.subject) || !read_identifier(&rest, &walk.person) ||
        text_to_identifier(rest, &walk.organisation) != OK)
        return INVALID;
    enum outcome outcome = keys_rewrap_step(work, &walk, WRAPS_AT_ONCE);
    if (outcome == OK)
        *ret_answer = arena_format(
            work->arena, "%.*s %.*s %.*s %zu %zu %d", TEXT_ARG(identifier_to_text(work->arena, walk.subject)),
            TEXT_ARG(identifier_to_text(work->arena, walk.person)),
            TEXT_ARG(identifier_to_text(work->arena, walk.organisation)), walk.seen, walk.changed, walk.more);
    return outcome;
}

static enum outcome take_wrap_end(struct work *work, struct text arguments, struct text *ret_answer)
{
    int64_t since = 0;
    *ret_answer = TEXT_NONE;
    if (text_to_integer(arguments, 0, INT64_MAX, &since) != OK)
        return INVALID;
    return keys_rewrapped(work, since);
}

static enum outcome take_count(struct work *work, struct text arguments, struct text *ret_answer)
{
    int64_t persons = 0;
    *ret_answer = TEXT_NONE;
    if (text_to_integer(arguments, 0, INT64_MAX, &persons) != OK)
        return INVALID;
    return person_index_counted(work, persons);
}

static enum outcome add_job(struct work *work, struct text arguments, struct text *ret_answer)
{
    bool index = text_is(arguments, keys_index_job.name);
    const struct job_order order = {.kind = index ? keys_index_job.name : keys_wrap_job.name,
                                    .priority = index ? JOB_ORDINARY : JOB_IDLE};
    *ret_answer = TEXT_NONE;
    return job_add(work, &order, NULL);
}

const struct internal_action keys_actions[] = {{"keys.index_step", take_index_step},
                                               {"keys.sweep_step", take_sweep_step},
                                               {"keys.wrap_step", take_wrap_step},
                                               {"keys.wrap_end", take_wrap_end},
                                               {"keys.job", add_job},
                                               {"keys.count", take_count},
                                               {NULL, NULL}};

static enum outcome pass_on(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
    for (const struct internal_action *own = keys_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, ret_answer);
    return FAILED;
}

/* ---- the jobs ---- */

static enum outcome index_step(struct work *work, int64_t *ret_done, bool *ret_more)
{
    struct text answer, done;
    enum outcome outcome = pass_on(work, "keys.index_step", TEXT_NONE, &answer);
    if (outcome != OK)
        return outcome;
    if (!text_split(&answer, ' ', &done) || text_to_integer(done, 0, INT64_MAX, ret_done) != OK)
        return FAILED;
    *ret_more = text_is(answer, "1");
    return OK;
}

static enum outcome sweep_step(struct work *work, int64_t *ret_done, bool *ret_more)
{
    struct text answer;
    enum outcome outcome = pass_on(work, "keys.sweep_step", TEXT_NONE, &answer);
    if (outcome != OK)
        return outcome;
    *ret_done += PERSONS_AT_ONCE;
    *ret_more = text_is(answer, "1");
    return OK;
}

static enum outcome run_steps(struct job_context *context, int64_t total,
                              enum outcome (*step)(struct work *work, int64_t *ret_done, bool *ret_more))
{
    int64_t done = 0;
    bool more = true;
    enum outcome outcome = OK;
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    struct arena *outer = context->work->arena;
    while (outcome == OK && more) {
        context->work->arena = arena;
        outcome = step(context->work, &done, &more);
        context->work->arena = outer;
        arena_reset(arena);
        if (outcome == OK)
            outcome = job_progress(context, done < total ? done : total, total);
    }
    return outcome;
}

static enum outcome run_index(struct job_context *context)
{
    struct person_index_standing standing;
    bool sweep = false;
    enum outcome outcome = person_index_standing(context->work, &standing);
    if (outcome == OK && standing.due)
        outcome = run_steps(context, standing.total, index_step);
    if (outcome == OK)
        outcome = person_index_sweep_is_due(context->work, &sweep);
    return outcome == OK && sweep ? run_steps(context, standing.total, sweep_step) : outcome;
}

struct wrapping {
    struct identifier at[3];
    int64_t seen, changed;
    bool more;
};

static enum outcome wrap_step(struct work *work, struct wrapping *wrapping)
{
    struct text answer, part;
    int64_t numbers[2] = {0};
    struct text asked =
        arena_format(work->arena, "%.*s %.*s %.*s", TEXT_ARG(identifier_to_text(work->arena, wrapping->at[0])),
                     TEXT_ARG(identifier_to_text(work->arena, wrapping->at[1])),
                     TEXT_ARG(identifier_to_text(work->arena, wrapping->at[2])));
    enum outcome outcome = pass_on(work, "keys.wrap_step", asked, &answer);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < 3; i++)
        if (!read_identifier(&answer, &wrapping->at[i]))
            return FAILED;
    for (size_t i = 0; i < 2; i++)
        if (!text_split(&answer, ' ', &part) || text_to_integer(part, 0, WRAPS_AT_ONCE, &numbers[i]) != OK)
            return FAILED;
    wrapping->seen += numbers[0];
    wrapping->changed += numbers[1];
    wrapping->more = text_is(answer, "1");
    return OK;
}

/* Once over all data keys; *ret_changed: how many were under a key before. */
static enum outcome wrap_all(struct job_context *context, int64_t total, int64_t *ret_changed)
{
    struct wrapping wrapping = {.more = true};
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    struct arena *outer = context->work->arena;
    enum outcome outcome = OK;
    while (outcome == OK && wrapping.more) {
        context->work->arena = arena;
        outcome = wrap_step(context->work, &wrapping);
        context->work->arena = outer;
        arena_reset(arena);
        if (outcome == OK)
            outcome = job_progress(context, wrapping.seen, total);
    }
    *ret_changed = wrapping.changed;
    return outcome;
}

/* Until a whole walk finds nothing: a process that had not read the new key yet may have used the one before. */
static enum outcome run_wrap(struct job_context *context)
{
    struct keys_standing standing;
    struct text answer;
    int64_t changed = 1;
    struct text since = arena_format(context->work->arena, "%lld", (long long)context->work->now);
    enum outcome outcome = keys_count(context->work, &standing);
    while (outcome == OK && standing.due > 0 && changed > 0)
        outcome = wrap_all(context, standing.data_keys, &changed);
    return outcome == OK && standing.due > 0 ? pass_on(context->work, "keys.wrap_end", since, &answer) : outcome;
}

enum outcome keys_jobs_start(struct work *work)
{
    struct text answer;
    bool index = false;
    bool wrap = false;
    int64_t persons = 0;
    enum outcome outcome = person_index_count(work, &persons);
    if (outcome == OK)
        outcome = pass_on(work, "keys.count", arena_format(work->arena, "%lld", (long long)persons), &answer);
    if (outcome == OK)
        outcome = person_index_is_due(work, &index);
    if (outcome == OK && !index)
        outcome = person_index_sweep_is_due(work, &index);
    if (outcome == OK)
        outcome = keys_are_due(work, &wrap);
    if (outcome == OK && index)
        outcome = pass_on(work, "keys.job", text_from(keys_index_job.name), &answer);
    if (outcome == OK && wrap)
        outcome = pass_on(work, "keys.job", text_from(keys_wrap_job.name), &answer);
    return outcome;
}

static enum outcome fill_step(struct work *work, int64_t *ret_done, bool *ret_more)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = person_index_step(work, FILLED_AT_ONCE, ret_done, ret_more);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome keys_index_fill(struct work *work)
{
    enum { TOLD_EVERY = 20000 };
    int64_t done = 0;
    int64_t told = 0;
    bool more = true;
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    struct work step = *work;
    enum outcome outcome = OK;
    step.arena = arena;
    while (outcome == OK && more) {
        outcome = fill_step(&step, &done, &more);
        arena_reset(arena);
        if (done - told >= TOLD_EVERY) {
            (void)fprintf(stderr, "sanad: %lld persons in the index of search\n", (long long)done);
            told = done;
        }
    }
    return outcome;
}

const struct job_kind keys_index_job = {"keys.index", run_index, TIMEOUT, ATTEMPTS, N_("Index of search, made anew"),
                                        NULL};
const struct job_kind keys_wrap_job = {
    "keys.wrap", run_wrap, TIMEOUT, ATTEMPTS, N_("Keys of persons and files, wrapped anew"), NULL};
