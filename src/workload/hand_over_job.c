/* A hand-over as it is done: the cases are chosen, then given a few at a time, each with its tasks, preparations and
   plan, its history and its audit rows.  What cannot be finished is taken back by the same rows: whoever looks when the
   job has ended finds all of it done or nothing. */
#include "codec/json.h"
#include "identity/identity.h"
#include "returns/returns.h"
#include "workload/share.h"
#include "workload/workload_store.h"

enum {
    PLANNED_AT_ONCE = 100,
    GIVEN_AT_ONCE = 3, /* a few milliseconds of the writing worker */
    RECEIVERS_MOST = 40,
    TIMEOUT = 3600,
    ATTEMPTS = 20,
    ANSWER_MOST = 1 << 20,
};

/* ---- who and which ---- */

struct receivers {
    struct identifier ids[RECEIVERS_MOST];
    size_t count;
};

static void read_receivers(const struct hand_over *order, struct receivers *ret)
{
    struct text rest = order->receivers;
    struct text id;
    ret->count = 0;
    while (ret->count < RECEIVERS_MOST && text_split(&rest, ',', &id))
        if (text_to_identifier(id, &ret->ids[ret->count]) == OK)
            ret->count++;
}

static void read_states(const struct hand_over *order, bool states[RETURN_OPEN_STATES])
{
    struct text rest = order->states;
    struct text name;
    for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
        states[i] = text_is_empty(order->states);
    while (text_split(&rest, ',', &name))
        for (size_t i = 0; i < RETURN_OPEN_STATES; i++)
            states[i] = states[i] || text_is(name, return_open_states[i]);
}

static enum outcome check_people(struct work *work, const struct hand_over *order)
{
    struct identifier *staff;
    struct receivers receivers;
    size_t count;
    read_receivers(order, &receivers);
    enum outcome outcome = return_staff(work, order->head.office, &staff, &count);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < receivers.count; i++) {
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known = known || identifier_equal(staff[j], receivers.ids[i]);
        if (!known)
            return problem_add(&work->problems, INVALID, "no_caseworker", TEXT("receivers"),
                               N_("Choose colleagues who follow cases in this office."));
        if (identifier_equal(receivers.ids[i], order->account))
            return problem_add(&work->problems, INVALID, "own_receiver", TEXT("receivers"),
                               N_("The cases go to others than whose they are."));
    }
    if (receivers.count == 0)
        return problem_add(&work->problems, INVALID, "no_receiver", TEXT("receivers"),
                           N_("Choose at least one colleague who takes the cases."));
    return OK;
}

static enum outcome add_job(struct work *work, struct hand_over *row, bool back)
{
    struct identifier job;
    const struct job_order order = {
        .kind = hand_over_job.name,
        .organisation = row->head.organisation,
        .user = work->actor->user,
        .priority = JOB_ORDINARY,
        .attempt_limit = ATTEMPTS,
        .arguments = arena_format(work->arena, "{\"hand_over\":\"%.*s\",\"back\":%s}",
                                  TEXT_ARG(identifier_to_text(work->arena, row->head.id)), back ? "true" : "false"),
    };
    enum outcome outcome = job_add(work, &order, &job);
    if (outcome == OK)
        row->job = identifier_to_text(work->arena, job);
    return outcome;
}

static enum outcome step_to(struct work *work, const struct hand_over *before, struct hand_over *after,
                            const char *progress)
{
    after->progress = text_from(progress);
    return record_update_by_step(work, &hand_over_record, before, after, text_from(progress));
}

enum outcome hand_over_begin(struct work *work, struct hand_over *row)
{
    enum outcome outcome = check_people(work, row);
    row->progress = TEXT("waiting");
    row->wanted = row->given = row->left_out = 0;
    if (outcome == OK)
        outcome = record_insert(work, &hand_over_record, row);
    if (outcome != OK)
        return outcome;
    struct hand_over *after = record_copy(work->arena, &hand_over_record, row);
    outcome = add_job(work, after, false);
    return outcome == OK ? step_to(work, row, after, "waiting") : outcome;
}

static enum outcome begin_again(struct work *work, struct identifier id, bool back)
{
    void *row;
    struct job job;
    struct identifier last;
    enum outcome outcome = record_get_unlimited(work, &hand_over_record, id, &row);
    if (outcome != OK)
        return outcome;
    const struct hand_over *before = row;
    bool done = text_is(before->progress, "done");
    bool over = text_is(before->progress, "returned") || text_is(before->progress, "failed");
    if (over || (done && !back))
        return CONFLICT;
    outcome = text_to_identifier(before->job, &last) == OK ? job_get(work, last, &job) : NOT_FOUND;
    if (outcome == OK && (job.state == JOB_QUEUED || job.state == JOB_RUNNING))
        return CONFLICT; /* it goes on by itself */
    if (outcome != OK && outcome != NOT_FOUND)
        return outcome;
    struct hand_over *after = record_copy(work->arena, &hand_over_record, row);
    outcome = add_job(work, after, back);
    if (outcome != OK)
        return outcome;
    if (back)
        return step_to(work, before, after, "returning");
    return step_to(work, before, after, text_is(before->progress, "waiting") ? "waiting" : "giving");
}

enum outcome hand_over_take_back(struct work *work, struct identifier id) { return begin_again(work, id, true); }
enum outcome hand_over_go_on(struct work *work, struct identifier id) { return begin_again(work, id, false); }

/* ---- in the writing worker: a little at a time ---- */

static enum outcome read_order(struct work *work, struct text arguments, struct hand_over **ret)
{
    struct identifier id;
    void *row;
    if (text_to_identifier(arguments, &id) != OK)
        return FAILED;
    enum outcome outcome = record_get_unlimited(work, &hand_over_record, id, &row);
    if (outcome == OK)
        *ret = row;
    return outcome;
}

/* What each of them has now, with what this hand-over has planned for them. */
static enum outcome read_loads(struct work *work, const struct hand_over *order, const struct receivers *receivers,
                               int64_t *loads)
{
    struct case_load *cases;
    struct handed_sum *sums;
    size_t case_count;
    size_t sum_count;
    enum outcome outcome = return_load(work, &standing_standard, order->head.office, &cases, &case_count);
    if (outcome == OK)
        outcome = handed_sums(work, order->head.id, &sums, &sum_count);
    for (size_t i = 0; i < receivers->count && outcome == OK; i++) {
        loads[i] = 0;
        for (size_t j = 0; j < case_count; j++)
            loads[i] += identifier_equal(cases[j].assigned, receivers->ids[i]) ? cases[j].count : 0;
        for (size_t j = 0; j < sum_count; j++)
            loads[i] += identifier_equal(sums[j].receiver, receivers->ids[i]) ? sums[j].planned : 0;
    }
    return outcome;
}

static enum outcome plan_some(struct work *work, const struct hand_over *order, size_t *ret_count)
{
    bool states[RETURN_OPEN_STATES];
    int64_t loads[RECEIVERS_MOST] = {0};
    struct receivers receivers;
    struct followed_case *cases;
    struct identifier last;
    size_t count = 0;
    read_states(order, states);
    read_receivers(order, &receivers);
    if (receivers.count == 0)
        return INVALID;
    enum outcome outcome = handed_last(work, order->head.id, &last);
    if (outcome == OK)
        outcome =
            return_followed(work, order->head.office, order->account, states, last, PLANNED_AT_ONCE, &cases, &count);
    if (outcome == OK && count > 0)
        outcome = read_loads(work, order, &receivers, loads);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        const struct handed handed = {.person = cases[i].person,
                                      .return_case = cases[i].id,
                                      .receiver = receivers.ids[share_next(loads, receivers.count)]};
        outcome = handed_add(work, order, &handed);
    }
    *ret_count = count;
    return outcome;
}

/* The argument is the hand-over, the answer how many were planned now. */
static enum outcome run_plan(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct hand_over *order;
    size_t count = 0;
    enum outcome outcome = read_order(work, arguments, &order);
    if (outcome == OK && text_is(order->progress, "waiting"))
        outcome = plan_some(work, order, &count);
    if (outcome == OK && count == 0 && text_is(order->progress, "waiting")) {
        struct hand_over *after = record_copy(work->arena, &hand_over_record, order);
        outcome = step_to(work, order, after, "giving");
    }
    *ret_answer = arena_format(work->arena, "%zu", count);
    return outcome;
}

/* Who ordered it acts, with the rights they have now; in the demonstration somebody acts already. */
static enum outcome act_as(struct work *work, const struct hand_over *order, struct actor *ret_actor)
{
    if (!identifier_is_none(work->actor->user)) {
        *ret_actor = *work->actor;
        return OK;
    }
    *ret_actor = (struct actor){.origin = work->actor->origin};
    enum outcome outcome = identity_actor_of_user(work, order->head.created_by, ret_actor);
    return outcome == NOT_FOUND ? FORBIDDEN : outcome;
}

static bool is_over(const struct return_case *file)
{
    return text_is(file->head.state, "closed") || text_is(file->head.state, "withdrawn");
}

static enum outcome give_one(struct work *work, const struct hand_over *order, const struct handed *handed)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, handed->return_case, &row);
    if (outcome == NOT_FOUND)
        return handed_left_out(work, handed, "gone");
    if (outcome != OK)
        return outcome;
    const struct return_case *file = row;
    if (is_over(file))
        return handed_left_out(work, handed, "ended");
    if (!identifier_equal(file->head.assigned, order->account) ||
        !identifier_equal(file->head.office, order->head.office))
        return handed_left_out(work, handed, "moved_on");
    outcome = return_assign_to(work, file, handed->receiver);
    return outcome == OK ? handed_given(work, handed) : outcome;
}

/* Back to whose it was; to nobody where they follow no cases there any more. */
static enum outcome return_one(struct work *work, const struct hand_over *order, const struct handed *handed)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &return_case_record, handed->return_case, &row);
    if (outcome == NOT_FOUND)
        return handed_left_out(work, handed, "gone");
    if (outcome != OK)
        return outcome;
    const struct return_case *file = row;
    if (is_over(file) || !identifier_equal(file->head.assigned, handed->receiver))
        return handed_left_out(work, handed, "moved_on");
    outcome = return_assign_to(work, file, order->account);
    if (outcome == INVALID)
        outcome = return_assign_to(work, file, (struct identifier){{0}});
    return outcome == OK ? handed_back(work, handed) : outcome;
}

/* The answer: how many were left before these, "3"; "0" when there is nothing more. */
static enum outcome give_some(struct work *work, const struct hand_over *order, bool back, struct text *ret_answer)
{
    struct handed *handed;
    size_t count = 0;
    enum outcome outcome = handed_next(work, order->head.id, back, GIVEN_AT_ONCE, &handed, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = back ? return_one(work, order, &handed[i]) : give_one(work, order, &handed[i]);
    *ret_answer = arena_format(work->arena, "%zu", count);
    return outcome;
}

static enum outcome run_give(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct actor *system = work->actor;
    struct hand_over *order;
    struct actor actor;
    enum outcome outcome = read_order(work, arguments, &order);
    if (outcome == OK)
        outcome = act_as(work, order, &actor);
    if (outcome != OK)
        return outcome;
    work->actor = &actor;
    outcome = give_some(work, order, false, ret_answer);
    work->actor = system;
    return outcome;
}

/* By the system, for who ordered it may have lost the right meanwhile. */
static enum outcome run_back(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct hand_over *order;
    enum outcome outcome = read_order(work, arguments, &order);
    return outcome == OK ? give_some(work, order, true, ret_answer) : outcome;
}

/* ---- the end: counted, noted, told ---- */

static enum outcome tell(struct work *work, const struct hand_over *order, size_t kind, struct identifier account,
                         int64_t count)
{
    const struct notice notice = {
        .organisation = order->head.organisation, .account = account, .subject = order->head.id, .count = count};
    return count == 0 ? OK : notice_add(work, &workload_notices[kind], &notice);
}
enum { GIVEN, GONE, FAILED_NOTICE = 5 };

static enum outcome tell_all(struct work *work, const struct hand_over *order, const struct handed_sum *sums,
                             size_t count, bool back)
{
    enum outcome outcome = OK;
    int64_t all = 0;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        int64_t cases = back ? sums[i].back : sums[i].given;
        all += cases;
        outcome = tell(work, order, back ? GONE : GIVEN, sums[i].receiver, cases);
    }
    return outcome == OK ? tell(work, order, back ? GIVEN : GONE, order->account, all) : outcome;
}

static enum outcome end_order(struct work *work, struct text arguments, const char *progress)
{
    struct hand_over *before;
    struct handed_sum *sums;
    size_t count = 0;
    bool back = !text_is(text_from(progress), "done");
    enum outcome outcome = read_order(work, arguments, &before);
    if (outcome != OK || text_is(before->progress, progress))
        return outcome; /* the job runs a second time */
    outcome = handed_sums(work, before->head.id, &sums, &count);
    if (outcome != OK)
        return outcome;
    struct hand_over *after = record_copy(work->arena, &hand_over_record, before);
    after->wanted = after->given = after->left_out = 0;
    for (size_t i = 0; i < count; i++) {
        after->wanted += sums[i].planned;
        after->given += sums[i].given;
        after->left_out += sums[i].left_out;
    }
    outcome = step_to(work, before, after, progress);
    if (outcome == OK)
        outcome = tell_all(work, before, sums, count, back);
    if (outcome == OK && text_is(text_from(progress), "failed"))
        outcome = tell(work, before, FAILED_NOTICE, before->head.created_by, 1);
    return outcome;
}

static enum outcome run_done(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = TEXT("0");
    return end_order(work, arguments, "done");
}

static enum outcome run_returned(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = TEXT("0");
    return end_order(work, arguments, "returned");
}

static enum outcome run_failed(struct work *work, struct text arguments, struct text *ret_answer)
{
    *ret_answer = TEXT("0");
    return end_order(work, arguments, "failed");
}

/* ---- in the jobs process ---- */

static enum outcome pass_on(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
    for (const struct internal_action *own = workload_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, ret_answer);
    return FAILED;
}

struct doing {
    struct job_context *context;
    struct text order; /* its identifier */
    int64_t done;
    bool heedless; /* nobody's wish stops it any more */
};

/* One action after the other until there is nothing more, each with memory of its own. */
static enum outcome repeat(struct doing *doing, const char *action)
{
    AUTO_ARENA struct arena *arena = arena_open(ANSWER_MOST);
    struct work *work = doing->context->work;
    struct arena *outer = work->arena;
    struct text answer = TEXT_NONE;
    enum outcome outcome;
    bool more;
    do {
        arena_reset(arena);
        work->arena = arena;
        outcome = pass_on(work, action, doing->order, &answer);
        work->arena = outer;
        more = outcome == OK && !text_is(answer, "0");
        doing->done += more;
        if (more && !doing->heedless)
            outcome = job_progress(doing->context, doing->done, 0);
    } while (outcome == OK && more);
    return outcome;
}

static enum outcome end_with(struct doing *doing, const char *action)
{
    struct text answer;
    return pass_on(doing->context->work, action, doing->order, &answer);
}

/* What was given goes back, whatever made that necessary; the job ends as it would have. */
static enum outcome undo(struct doing *doing, enum outcome why)
{
    doing->heedless = true;
    enum outcome outcome = repeat(doing, "workload.back");
    if (outcome == OK)
        outcome = end_with(doing, "workload.failed");
    doing->context->problem = TEXT("undone");
    return outcome == OK ? why : outcome;
}

static enum outcome give_all(struct doing *doing)
{
    enum outcome outcome = repeat(doing, "workload.plan");
    if (outcome == OK)
        outcome = repeat(doing, "workload.give");
    if (outcome == OK)
        return end_with(doing, "workload.done");
    if (doing->context->ended || (outcome < 0 && !doing->context->stopped))
        return outcome; /* it goes on where it was, in another process or at the next attempt */
    return undo(doing, outcome);
}

static enum outcome run(struct job_context *context)
{
    const struct json_value *json;
    struct doing doing = {.context = context};
    if (json_parse(context->work->arena, context->job->arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    doing.order = json_text_or(json_member(json, TEXT("hand_over")), TEXT_NONE);
    if (!json_boolean_or(json_member(json, TEXT("back")), false))
        return give_all(&doing);
    doing.heedless = true;
    enum outcome outcome = repeat(&doing, "workload.back");
    return outcome == OK ? end_with(&doing, "workload.returned") : outcome;
}

static bool explain(struct text problem, const char **ret_message, const char **ret_advice)
{
    if (!text_is(problem, "undone"))
        return false;
    *ret_message = N_("It could not be finished, and every case is where it was before.");
    *ret_advice = N_("Look at who follows cases in the office, and order it anew.");
    return true;
}

const struct job_kind hand_over_job = {"workload.hand_over", run, TIMEOUT, ATTEMPTS, N_("Hand-over of cases"), explain};

const struct internal_action workload_actions[] = {{"workload.plan", run_plan},         {"workload.give", run_give},
                                                   {"workload.back", run_back},         {"workload.done", run_done},
                                                   {"workload.returned", run_returned}, {"workload.failed", run_failed},
                                                   {"workload.tell", standing_tell},    {NULL, NULL}};
