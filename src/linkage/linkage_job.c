/* The jobs: the next steps of an exchange, over the network too, and exchanges that nobody ended. */
#include <time.h>

#include "codec/json.h"
#include "linkage/linkage_store.h"
#include "system/http.h"

enum {
    TIMEOUT = 4 * 3600,
    ATTEMPTS = 30,
    CALL_SECONDS = 300,
    STEP_ARENA = 1 << 30,
    LOOKS = 6,
    PAUSE_MILLISECONDS = 500
};

#define EXCHANGE_PATH "/api/v1/linkage-exchange"

struct running {
    struct job_context *context;
    struct work work;
    struct identifier id;
    struct linkage_run *run;
    const struct linkage_partner *partner;
};

static enum outcome note(void *context, int64_t done, int64_t total) { return job_progress(context, done, total); }

static enum outcome read_run(struct running *running)
{
    void *row;
    enum outcome outcome = record_get_unlimited(&running->work, &linkage_run_record, running->id, &row);
    if (outcome != OK)
        return outcome;
    running->run = row;
    outcome = record_get_unlimited(&running->work, &linkage_partner_record, running->run->partner, &row);
    running->partner = row;
    return outcome;
}

/* ---- the partner's Sanad ---- */

static enum outcome call(struct running *running, struct text path, struct text body, struct http_answer *ret_answer)
{
    const struct http_call wanted = {.url = running->partner->address,
                                     .path = path,
                                     .token = running->partner->token,
                                     .body = body,
                                     .content_type = body.at == NULL ? TEXT_NONE : TEXT("application/octet-stream"),
                                     .seconds = CALL_SECONDS,
                                     .answer_most = LINK_MESSAGE_MOST};
    enum outcome outcome = http_call(running->work.arena, &wanted, ret_answer);
    if (outcome == OK && (ret_answer->status >= 500 || ret_answer->status == 429 || ret_answer->status == 408))
        return UNAVAILABLE;
    return outcome;
}

/* Taken now, or had before an answer of theirs was lost. */
static enum outcome send_file(struct running *running)
{
    struct text file;
    struct http_answer answer;
    enum outcome outcome = linkage_file(&running->work, running->run, &file);
    if (outcome == OK)
        outcome = call(running, TEXT(EXCHANGE_PATH), file, &answer);
    if (outcome != OK || answer.status == 202 || answer.status == 409)
        return outcome;
    running->context->problem = answer.status == 401 || answer.status == 403 ? TEXT("linkage_token")
                                : answer.status == 413                       ? TEXT("linkage_size")
                                                                             : TEXT("linkage_refused");
    return INVALID;
}

static void pause_a_little(void)
{
    const struct timespec pause = {0, PAUSE_MILLISECONDS * 1000000L};
    (void)nanosleep(&pause, NULL);
}

static enum outcome fetch_answer(struct running *running)
{
    struct http_answer answer = {.status = 202};
    struct identifier ignored;
    struct text path = arena_format(running->work.arena, EXCHANGE_PATH "/%.*s", TEXT_ARG(running->run->exchange));
    enum outcome outcome = OK;
    for (int look = 0; look < LOOKS && outcome == OK && answer.status == 202; look++) {
        if (look > 0)
            pause_a_little();
        outcome = call(running, path, TEXT_NONE, &answer);
        if (outcome == OK)
            outcome = job_progress(running->context, look, LOOKS);
    }
    if (outcome == OK && answer.status == 202)
        return UNAVAILABLE; /* asked again later, and less and less often */
    if (outcome == OK && answer.status != 200) {
        running->context->problem = TEXT("linkage_refused");
        return INVALID;
    }
    return outcome == OK ? linkage_receive(&running->work, running->run->head.organisation, answer.body,
                                           TEXT("network"), false, &ignored)
                         : outcome;
}

static enum outcome over_the_network(struct running *running)
{
    const struct linkage_run *run = running->run;
    bool ours = text_is(run->way, "network") && text_is(run->side, "offer") && running->partner->address.length > 0;
    struct text file;
    if (ours && text_is(run->progress, "offered")) {
        enum outcome outcome = send_file(running);
        return outcome == OK ? fetch_answer(running) : outcome;
    }
    if (!ours || !text_is(run->progress, "finished") || linkage_file(&running->work, run, &file) != OK)
        return CONFLICT;
    enum outcome outcome = send_file(running);
    if (outcome == OK)
        outcome = linkage_forget(&running->work, run, "closing");
    return outcome == OK ? CONFLICT : outcome; /* nothing is left to do */
}

/* ---- the job ---- */

/* One step in an arena of its own, then the next, until there is none. */
static enum outcome go_on(struct job_context *context, struct identifier id)
{
    AUTO_ARENA struct arena *arena = arena_open(STEP_ARENA);
    enum outcome outcome = OK;
    while (outcome == OK) {
        struct running running = {.context = context, .work = *context->work, .id = id};
        running.work.arena = arena;
        running.work.problems = problems_open(arena);
        outcome = linkage_step(&running.work, id, note, context);
        if (outcome == CONFLICT) {
            outcome = read_run(&running);
            if (outcome == OK)
                outcome = over_the_network(&running);
        }
        arena_reset(arena);
    }
    return outcome == CONFLICT ? OK : outcome;
}

static enum outcome run_step(struct job_context *context)
{
    struct identifier id;
    if (text_to_identifier(context->job->arguments, &id) != OK)
        return FAILED;
    enum outcome outcome = go_on(context, id);
    if (outcome > 0 && context->problem.length == 0 && !context->stopped && !context->ended)
        context->problem = TEXT("linkage_stopped");
    return outcome;
}

static bool explain(struct text problem, const char **ret_message, const char **ret_advice)
{
    static const struct {
        const char *problem, *message, *advice;
    } PROBLEMS[] = {
        {"linkage_token", N_("The partner's Sanad does not accept the access token."),
         N_("Ask the partner for a new token and enter it on the partner's page.")},
        {"linkage_size", N_("The partner's Sanad does not take files of this size."),
         N_("Agree on a smaller size, or exchange files by mail.")},
        {"linkage_refused", N_("The partner's Sanad refused the file."),
         N_("Compare keys, size and quota with the partner.")},
        {"linkage_stopped", N_("The search for common cases was stopped."),
         N_("Open the search's own page: it says why.")},
    };
    for (size_t i = 0; i < sizeof PROBLEMS / sizeof *PROBLEMS; i++)
        if (text_is(problem, PROBLEMS[i].problem)) {
            *ret_message = PROBLEMS[i].message;
            *ret_advice = PROBLEMS[i].advice;
            return true;
        }
    return false;
}

const struct job_kind linkage_step_job = {
    "linkage.step", run_step, TIMEOUT, ATTEMPTS, N_("Search for common cases with a partner"), explain};

static enum outcome run_clean_up(struct job_context *context)
{
    struct text answer = TEXT("more");
    enum outcome outcome = OK;
    while (outcome == OK && text_is(answer, "more"))
        outcome = linkage_hand_over(context->work, "linkage.clean_up", TEXT("{}"), &answer);
    return outcome;
}

const struct job_kind linkage_clean_up_job = {
    "linkage.clean_up", run_clean_up, 60, 3, N_("Clean-up of searches for common cases that nobody ended"), NULL};
