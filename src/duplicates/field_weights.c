/* The estimate: the jobs process reads the newest persons of an organisation, opens them in memory, some at a time, and
   keeps words and numbers until it has learnt; the process that writes makes a proposal of it. */
#include "duplicates/field_weights.h"

#include <math.h>

#include "codec/json.h"
#include "duplicates/duplicates.h"
#include "flow/flow.h"
#include "matching/register_weights.h"

enum {
    READ_AT_ONCE = 200,
    ONE_ARENA = 64 << 20,
    WEIGHTS_MOST = 1 << 16,
    TIMEOUT = 3600,
    ATTEMPTS = 3,
};
static const size_t LEARN_ARENA = (size_t)1 << 30;
static const struct actor PROGRAM = {.system = true};

/* ---- ordered ---- */

static enum outcome has_enough(struct work *work)
{
    struct identifier persons[LEARN_LEAST];
    size_t count = 0;
    enum outcome outcome =
        field_weights_next(work, work->actor->organisation, (struct identifier){{0}}, LEARN_LEAST, persons, &count);
    if (outcome == OK && count < LEARN_LEAST)
        return problem_add_with(
            &work->problems, INVALID, "too_few_persons", TEXT_NONE,
            N_("{1} persons are needed: of fewer, the weights that came with the program know more."),
            language_number(work->arena, work->language, LEARN_LEAST), TEXT_NONE);
    return outcome;
}

enum outcome field_weights_order(struct work *work)
{
    bool under_way = false;
    enum outcome outcome = has_enough(work);
    if (outcome == OK)
        outcome = field_weights_under_way(work, &under_way);
    if (outcome != OK || under_way)
        return outcome;
    const struct job_order order = {.kind = duplicate_learn_job.name,
                                    .organisation = work->actor->organisation,
                                    .user = work->actor->user,
                                    .priority = JOB_IDLE,
                                    .attempt_limit = ATTEMPTS};
    return job_add(work, &order, NULL);
}

/* ---- learnt, in the jobs process ---- */

static enum outcome learn_some(struct work *work, const struct identifier *persons, size_t count,
                               struct register_learner *learner)
{
    AUTO_ARENA struct arena *arena = arena_open(ONE_ARENA);
    struct arena *outer = work->arena;
    struct candidate *candidates[READ_AT_ONCE];
    work->arena = arena;
    enum outcome outcome = person_candidates(work, persons, count, candidates);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (candidates[i] != NULL)
            register_learner_add(learner, candidates[i]);
    work->arena = outer;
    return outcome;
}

static enum outcome learn_all(struct job_context *context, struct register_learner *learner)
{
    struct work *work = context->work;
    struct identifier persons[READ_AT_ONCE], behind = {{0}};
    size_t count = READ_AT_ONCE;
    enum outcome outcome = OK;
    for (size_t read = 0; outcome == OK && count == READ_AT_ONCE && read < LEARN_PERSONS; read += count) {
        outcome = field_weights_next(work, context->job->organisation, behind, READ_AT_ONCE, persons, &count);
        if (outcome == OK && count > 0) {
            behind = persons[count - 1];
            outcome = learn_some(work, persons, count, learner);
        }
        if (outcome == OK)
            outcome = job_progress(context, (int64_t)(read + count), LEARN_PERSONS);
    }
    return outcome;
}

static enum outcome pass_on(struct work *work, struct text arguments, struct text *ret_answer)
{
    return work->hand_over != NULL
               ? work->hand_over(work->hand_over_context, work, "duplicates.learned", arguments, ret_answer)
               : field_weights_learned(work, arguments, ret_answer);
}

static void put(struct json_writer *writer, const char *name, int64_t number)
{
    json_key(writer, text_from(name));
    json_put_integer(writer, number);
}

static enum outcome tell(struct job_context *context, const struct register_learnt *learnt)
{
    struct work *work = context->work;
    AUTO_BUFFER struct buffer weights = buffer_open(WEIGHTS_MOST);
    AUTO_BUFFER struct buffer arguments = buffer_open(2 * WEIGHTS_MOST);
    struct json_writer writer = json_writer_open(&arguments);
    struct text answer;
    int64_t anchors = 0;
    match_weights_write(learnt->weights, &weights);
    for (size_t f = 0; f < MATCH_FIELDS; f++)
        anchors = learnt->anchors[f] > anchors ? learnt->anchors[f] : anchors;
    json_object_begin(&writer);
    json_key(&writer, TEXT("organisation"));
    json_put_text(&writer, identifier_to_text(work->arena, context->job->organisation));
    put(&writer, "version", match_weights_version(learnt->weights));
    put(&writer, "persons", learnt->persons);
    put(&writer, "same", llround(learnt->same));
    put(&writer, "anchors", anchors);
    json_key(&writer, TEXT("weights"));
    json_put_text(&writer, buffer_text(&weights));
    json_object_end(&writer);
    if (weights.full || !json_finish(&writer))
        return FAILED;
    return pass_on(work, buffer_text(&arguments), &answer);
}

static enum outcome run(struct job_context *context)
{
    AUTO_ARENA struct arena *arena = arena_open(LEARN_ARENA);
    struct register_learner *learner = register_learner_open(arena, LEARN_PERSONS, name_equivalents());
    struct register_learnt learnt = {0};
    enum outcome outcome = learn_all(context, learner);
    if (outcome == OK)
        learnt = register_learner_end(learner, context->work->now);
    register_learner_forget(learner);
    if (outcome == OK && learnt.persons >= LEARN_LEAST)
        outcome = tell(context, &learnt);
    context->result = arena_format(context->work->arena, "{\"persons\":%lld}", (long long)learnt.persons);
    return outcome;
}

const struct job_kind duplicate_learn_job = {
    "duplicates.learn", run, TIMEOUT, ATTEMPTS, N_("Estimate of what fields weigh"), NULL};

/* ---- kept, in the process that writes ---- */

/* What was decided, as both weights see it: what is kept of a comparison is which level each field had. */
static enum outcome measure(struct work *work, const struct match_weights *learnt, struct field_weights *row)
{
    struct calibration_said *said;
    size_t count = 0;
    enum outcome outcome = calibration_said_of(work, row->head.organisation, learnt, &said, &count);
    row->decisions = (int64_t)count;
    row->error_without = row->error_with = INTEGER_NONE;
    if (outcome == OK && count >= LEARN_DECISIONS)
        outcome = calibration_errors(work, said, count, &row->error_without, &row->error_with);
    return outcome;
}

enum outcome field_weights_learned(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    const struct match_weights *learnt;
    struct problems problems = problems_open(work->arena);
    struct field_weights *row = record_new(work->arena, &field_weights_record);
    const struct actor *actor = work->actor;
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(json, TEXT("organisation")), TEXT_NONE), &row->head.organisation) !=
            OK)
        return FAILED;
    row->head.state = text_from(field_weights_flow.states[0].name);
    row->learned = json_text_or(json_member(json, TEXT("weights")), TEXT_NONE);
    row->weights = json_integer_or(json_member(json, TEXT("version")), 0);
    row->persons = json_integer_or(json_member(json, TEXT("persons")), 0);
    row->same_expected = json_integer_or(json_member(json, TEXT("same")), 0);
    row->anchors = json_integer_or(json_member(json, TEXT("anchors")), 0);
    if (match_weights_read(work->arena, row->learned, &problems, &learnt) != OK)
        return FAILED;
    enum outcome outcome = measure(work, learnt, row);
    work->actor = &PROGRAM;
    if (outcome == OK)
        outcome = record_insert(work, &field_weights_record, row);
    work->actor = actor;
    return outcome;
}
