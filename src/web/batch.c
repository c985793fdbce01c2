/* Several requests in one transaction: one commit, and so one wait for the disk, for all of them. */
#include "system/clock.h"
#include "web/internal.h"
#include "web/metrics.h"
#include "web/refusal.h"
#include "web/serve.h"

enum { ATTEMPTS = 4 };

struct batch {
    const struct application *application;
    struct request **requests;
    struct response **responses;
    size_t count;
    int64_t ends_at;  /* clock_ticks() after which no other request is begun; 0: never */
    uint64_t settled; /* bit i: its answer stands, it takes no part any more */
};
_Static_assert(BATCH_MOST <= 64, "a bit for each request");

static bool is_settled(const struct batch *batch, size_t i) { return (batch->settled >> i & 1) != 0; }

static enum outcome serve_in_savepoint(struct request *request, struct response *response)
{
    AUTO_TRANSACTION struct db_transaction savepoint = {0};
    enum outcome outcome = db_transaction_begin(request->application->db, true, &savepoint);
    if (outcome != OK) {
        serve_unavailable(request, response, outcome);
        return outcome;
    }
    outcome = serve_one(request, response);
    if (outcome != OK)
        return outcome;
    outcome = db_transaction_commit(&savepoint);
    if (outcome != OK)
        serve_answer(request, response, outcome);
    return outcome;
}

/* Some errors (the disk is full, a statement was interrupted) end the whole transaction, not only the savepoint. */
static bool transaction_stands(struct db *db)
{
    AUTO_TRANSACTION struct db_transaction probe = {0};
    return db_transaction_begin(db, true, &probe) == OK;
}

/* The rest waits for the next batch: after a while, but not before one was served. */
static bool is_long_enough(struct batch *batch, size_t served)
{
    if (served == 0 || batch->ends_at == 0 || batch->settled != 0 || clock_ticks() < batch->ends_at)
        return false;
    batch->count = served;
    return true;
}

static void refuse_all(struct batch *batch, enum outcome why)
{
    for (size_t i = 0; i < batch->count; i++)
        if (!is_settled(batch, i))
            serve_unavailable(batch->requests[i], batch->responses[i], why);
    batch->settled = UINT64_MAX;
}

/* Not OK when request *ret_culprit ended the transaction for all: with what. */
static enum outcome serve_all(struct batch *batch, size_t *ret_culprit)
{
    for (size_t i = 0; i < batch->count; i++) {
        if (is_settled(batch, i))
            continue;
        if (is_long_enough(batch, i))
            break;
        struct request *request = batch->requests[i];
        request->in_transaction = true;
        enum outcome outcome = serve_in_savepoint(request, batch->responses[i]);
        if (outcome < 0 && !transaction_stands(batch->application->db)) {
            *ret_culprit = i;
            return outcome;
        }
        enum outcome audited = outcome == OK ? OK : serve_audit_again(request);
        if (audited != OK)
            serve_unavailable(request, batch->responses[i], audited);
        if (outcome == FORBIDDEN)
            refusal_audit(request);
    }
    return OK;
}

/* One transaction.  False: begin again without the one who broke it. */
static bool try_batch(struct batch *batch)
{
    size_t culprit = 0;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(batch->application->db, true, &transaction);
    if (outcome != OK) {
        refuse_all(batch, outcome);
        return true;
    }
    outcome = serve_all(batch, &culprit);
    if (outcome != OK && !batch->application->db->raced) {
        serve_unavailable(batch->requests[culprit], batch->responses[culprit], outcome);
        batch->settled |= UINT64_C(1) << culprit;
    }
    if (outcome != OK)
        return false;
    outcome = db_transaction_commit(&transaction);
    if (outcome != OK && batch->application->db->raced)
        return false;
    if (outcome != OK)
        refuse_all(batch, outcome);
    return true;
}

/* Who lost a race runs again in turn with the others who did. */
static bool try_in_turn(struct batch *batch)
{
    struct db *db = batch->application->db;
    if (!db->raced || db_turn_take(db) != OK)
        return try_batch(batch);
    bool whole = try_batch(batch);
    db_turn_give(db);
    return whole;
}

/* Without those who broke it, a few times; after a race was lost, for a while. */
static bool try_until_settled(struct batch *batch)
{
    const struct db *db = batch->application->db;
    int64_t ends = clock_ticks() + RACE_MICROSECONDS;
    bool whole = try_batch(batch);
    for (int attempt = 1; !whole && attempt < ATTEMPTS; attempt += db->raced ? 0 : 1) {
        if (db->raced && clock_ticks() > ends)
            break;
        whole = try_in_turn(batch);
    }
    return whole;
}

size_t web_serve_some(const struct application *application, struct request **requests, struct response **responses,
                      size_t count)
{
    struct batch batch = {
        .application = application,
        .requests = requests,
        .responses = responses,
        .count = count < BATCH_MOST ? count : BATCH_MOST,
        .ends_at = application->batch_microseconds == 0 ? 0 : clock_ticks() + application->batch_microseconds};
    if (!try_until_settled(&batch))
        refuse_all(&batch, UNAVAILABLE);
    metrics_count_batch(application->metrics, batch.count);
    for (size_t i = 0; i < batch.count; i++)
        serve_conclude(requests[i], responses[i]);
    return batch.count;
}

void web_serve_batch(const struct application *application, struct request **requests, struct response **responses,
                     size_t count)
{
    for (size_t from = 0; from < count;)
        from += web_serve_some(application, requests + from, responses + from, count - from);
}
