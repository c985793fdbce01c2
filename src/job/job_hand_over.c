#include "job/job_hand_over.h"

#include "job/job_message.h"

enum { FIELDS_MOST = 5 };

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static enum outcome send(struct work *work, const char *action, const struct value *values, size_t count,
                         struct text *ret_answer)
{
    struct text message = job_message_write(work->arena, values, count);
    struct text answer = TEXT_NONE;
    enum outcome outcome = work->hand_over == NULL
                               ? job_perform(work, action, message, &answer)
                               : work->hand_over(work->hand_over_context, work, action, message, &answer);
    if (outcome == OK && ret_answer != NULL)
        *ret_answer = answer;
    return outcome;
}

static struct job_lease lease_of(const struct value *values)
{
    return (struct job_lease){values[0].identifier, values[1].text, values[2].integer};
}

static enum outcome take(struct work *work, const struct value *values, struct text *ret_answer)
{
    struct job_lease lease;
    struct job_wanted wanted = {0};
    struct text rest = values[3].text;
    if (values[2].integer < JOB_LANE_ALL || values[2].integer > JOB_LANE_LONG)
        return INVALID;
    wanted.lane = (enum job_lane)values[2].integer;
    for (size_t i = 0; i < JOB_LONG_KINDS && rest.length > 0; i++)
        (void)text_split(&rest, ' ', &wanted.long_kinds[i]);
    enum outcome outcome = job_take(work, values[0].text, values[1].integer, &wanted, &lease);
    if (outcome != OK)
        return outcome;
    const struct value answer[] = {value_id(lease.id), value_integer(lease.attempt)};
    *ret_answer = job_message_write(work->arena, answer, COUNT_OF(answer));
    return OK;
}

static enum outcome note(struct work *work, const struct value *values, struct text *ret_answer)
{
    struct job_lease lease = lease_of(values);
    (void)ret_answer;
    return job_note(work, &lease, values[3].integer, values[4].integer);
}

static enum outcome done(struct work *work, const struct value *values, struct text *ret_answer)
{
    struct job_lease lease = lease_of(values);
    (void)ret_answer;
    return job_done(work, &lease, values[3].text);
}

static enum outcome failed(struct work *work, const struct value *values, struct text *ret_answer)
{
    struct job_lease lease = lease_of(values);
    (void)ret_answer;
    return job_failed(work, &lease, values[3].text, values[4].integer != 0);
}

static enum outcome stopped(struct work *work, const struct value *values, struct text *ret_answer)
{
    struct job_lease lease = lease_of(values);
    (void)ret_answer;
    return job_stopped(work, &lease);
}

static enum outcome put_back(struct work *work, const struct value *values, struct text *ret_answer)
{
    struct job_lease lease = lease_of(values);
    (void)ret_answer;
    return job_put_back(work, &lease, values[3].integer);
}

static enum outcome give_back(struct work *work, const struct value *values, struct text *ret_answer)
{
    (void)ret_answer;
    return job_give_back(work, values[0].text);
}

static enum outcome schedule(struct work *work, const struct value *values, struct text *ret_answer)
{
    const struct job_order order = {
        .kind = arena_string(work->arena, values[0].text), .priority = JOB_IDLE, .once = values[1].text};
    (void)ret_answer;
    return job_add(work, &order, NULL);
}

static const struct action {
    const char *name;
    enum outcome (*perform)(struct work *work, const struct value *values, struct text *ret_answer);
    size_t count;
    enum value_kind kinds[FIELDS_MOST];
} ACTIONS[] = {
    {"job_take", take, 4, {VALUE_TEXT, VALUE_INTEGER, VALUE_INTEGER, VALUE_TEXT}},
    {"job_note", note, 5, {VALUE_IDENTIFIER, VALUE_TEXT, VALUE_INTEGER, VALUE_INTEGER, VALUE_INTEGER}},
    {"job_done", done, 4, {VALUE_IDENTIFIER, VALUE_TEXT, VALUE_INTEGER, VALUE_BYTES}},
    {"job_failed", failed, 5, {VALUE_IDENTIFIER, VALUE_TEXT, VALUE_INTEGER, VALUE_TEXT, VALUE_INTEGER}},
    {"job_stopped", stopped, 3, {VALUE_IDENTIFIER, VALUE_TEXT, VALUE_INTEGER}},
    {"job_put_back", put_back, 4, {VALUE_IDENTIFIER, VALUE_TEXT, VALUE_INTEGER, VALUE_INTEGER}},
    {"job_give_back", give_back, 1, {VALUE_TEXT}},
    {"job_schedule", schedule, 2, {VALUE_TEXT, VALUE_TEXT}},
};

enum outcome job_perform(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    for (size_t i = 0; i < COUNT_OF(ACTIONS); i++) {
        struct value values[FIELDS_MOST];
        if (!text_is(text_from(action), ACTIONS[i].name))
            continue;
        if (job_message_read(arguments, ACTIONS[i].kinds, ACTIONS[i].count, values) != OK)
            return INVALID;
        return ACTIONS[i].perform(work, values, ret_answer);
    }
    return NOT_FOUND;
}

enum outcome hand_over_take(struct work *work, struct text holder, int64_t seconds, const struct job_wanted *wanted,
                            struct job_lease *ret_lease)
{
    static const enum value_kind KINDS[] = {VALUE_IDENTIFIER, VALUE_INTEGER};
    struct text long_kinds = TEXT_NONE;
    for (size_t i = 0; i < JOB_LONG_KINDS && wanted->long_kinds[i].length > 0; i++)
        long_kinds = arena_format(work->arena, "%.*s%s%.*s", TEXT_ARG(long_kinds), i == 0 ? "" : " ",
                                  TEXT_ARG(wanted->long_kinds[i]));
    const struct value values[] = {value_text(holder), value_integer(seconds), value_integer((int64_t)wanted->lane),
                                   value_text(long_kinds)};
    struct value taken[COUNT_OF(KINDS)];
    struct text answer;
    enum outcome outcome = send(work, "job_take", values, COUNT_OF(values), &answer);
    if (outcome != OK)
        return outcome;
    if (job_message_read(answer, KINDS, COUNT_OF(KINDS), taken) != OK)
        return FAILED;
    *ret_lease = (struct job_lease){taken[0].identifier, holder, taken[1].integer};
    return OK;
}

enum outcome hand_over_note(struct work *work, const struct job_lease *lease, int64_t done_now, int64_t total)
{
    const struct value values[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                   value_integer(done_now), value_integer(total)};
    return send(work, "job_note", values, COUNT_OF(values), NULL);
}

enum outcome hand_over_done(struct work *work, const struct job_lease *lease, struct text result)
{
    const struct value values[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                   value_bytes(result)};
    return send(work, "job_done", values, COUNT_OF(values), NULL);
}

enum outcome hand_over_failed(struct work *work, const struct job_lease *lease, struct text problem, bool final)
{
    const struct value values[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                   value_text(problem), value_integer(final ? 1 : 0)};
    return send(work, "job_failed", values, COUNT_OF(values), NULL);
}

enum outcome hand_over_stopped(struct work *work, const struct job_lease *lease)
{
    const struct value values[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt)};
    return send(work, "job_stopped", values, COUNT_OF(values), NULL);
}

enum outcome hand_over_put_back(struct work *work, const struct job_lease *lease, int64_t seconds)
{
    const struct value values[] = {value_id(lease->id), value_text(lease->holder), value_integer(lease->attempt),
                                   value_integer(seconds)};
    return send(work, "job_put_back", values, COUNT_OF(values), NULL);
}

enum outcome hand_over_give_back(struct work *work, struct text holder)
{
    const struct value values[] = {value_text(holder)};
    return send(work, "job_give_back", values, COUNT_OF(values), NULL);
}

enum outcome hand_over_schedule(struct work *work, struct text kind, struct text once)
{
    const struct value values[] = {value_text(kind), value_text(once)};
    return send(work, "job_schedule", values, COUNT_OF(values), NULL);
}
