/* Each person is compared with those found under the keys that the index of search has of her, never everybody with
   everybody: a bucket that is too full is not read, and it is said so.  Every night those changed since the last look,
   on demand all.  The jobs process reads and compares; what is found is noted in the writing worker, some at a time. */
#include "duplicates/look.h"

#include <string.h>

#include "base/number.h"
#include "codec/json.h"
#include "duplicates/calibrations.h"
#include "duplicates/duplicate_store.h"
#include "duplicates/field_weights.h"

enum {
    PERSONS_AT_ONCE = 50,
    NOTED_AT_ONCE = 20,
    ONE_ARENA = 64 << 20, /* of the candidates of one person */
    LIST_MOST = 1 << 20,
    TIMEOUT = 6 * 3600,
    ATTEMPTS = 5,
    POISONED = 100, /* so many persons under keys that are too full: somebody has to look at what came in */
};

struct looking {
    struct job_context *context;
    struct identifier organisation; /* zeros: all */
    int64_t since;                  /* who changed after this instant */
    int64_t looked, found, full, total;
    struct buffer list; /* of pairs to note */
    size_t listed;
};

/* ---- in the writing worker ---- */

static enum outcome note_one(struct work *work, const struct json_value *json)
{
    struct pair_found found = {.by = PAIR_BY_WHOLE_REGISTER};
    if (text_to_identifier(json_text_or(json_element(json, 0), TEXT_NONE), &found.a) != OK ||
        text_to_identifier(json_text_or(json_element(json, 1), TEXT_NONE), &found.b) != OK)
        return FAILED;
    found.probability = (double)json_integer_or(json_element(json, 2), 0) / 1000;
    found.bits = (double)json_integer_or(json_element(json, 3), 0) / 10;
    found.weights = json_integer_or(json_element(json, 4), 0);
    found.conflict = json_text_or(json_element(json, 5), TEXT_NONE);
    found.reasons = json_text_or(json_element(json, 6), TEXT_NONE);
    enum outcome outcome = pair_note(work, &found, NULL);
    return outcome == NOT_FOUND ? OK : outcome; /* one of them went meanwhile */
}

static enum outcome run_note(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    enum outcome outcome = OK;
    for (size_t i = 0; i < json->count && outcome == OK; i++)
        outcome = note_one(work, &json->items[i]);
    *ret_answer = TEXT("{}");
    return outcome;
}

/* Pairs that wait, weighed as it is done now: their ids, joined by commas. */
static enum outcome run_weigh(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct text rest = arguments, one;
    enum outcome outcome = OK;
    while (outcome == OK && text_split(&rest, ',', &one)) {
        struct identifier pair;
        if (text_to_identifier(one, &pair) != OK)
            return FAILED;
        outcome = pair_weigh_again(work, pair);
    }
    *ret_answer = TEXT("{}");
    return outcome;
}

const struct internal_action duplicate_actions[] = {{"duplicates.note", run_note},
                                                    {"duplicates.weigh", run_weigh},
                                                    {"duplicates.learned", field_weights_learned},
                                                    {NULL, NULL}};

/* ---- in the jobs process ---- */

static enum outcome pass_on(struct work *work, const struct internal_action *action, struct text arguments,
                            struct text *ret_answer)
{
    return work->hand_over != NULL ? work->hand_over(work->hand_over_context, work, action->name, arguments, ret_answer)
                                   : action->run(work, arguments, ret_answer);
}

static enum outcome send_list(struct looking *looking)
{
    struct work *work = looking->context->work;
    struct text answer;
    if (looking->listed == 0)
        return OK;
    buffer_format(&looking->list, "]");
    if (looking->list.full)
        return FAILED;
    enum outcome outcome = pass_on(work, &duplicate_actions[0], buffer_text(&looking->list), &answer);
    buffer_clear(&looking->list);
    looking->listed = 0;
    return outcome;
}

static enum outcome list_pair(struct looking *looking, struct identifier person, const struct person_alike *alike)
{
    AUTO_BUFFER struct buffer one = buffer_open(LIST_MOST);
    struct json_writer writer = json_writer_open(&one);
    struct arena *arena = looking->context->work->arena;
    json_array_begin(&writer);
    json_put_text(&writer, identifier_to_text(arena, person));
    json_put_text(&writer, identifier_to_text(arena, alike->person));
    json_put_integer(&writer, alike->likeness.per_mille);
    json_put_integer(&writer, (int64_t)(alike->likeness.bits * 10));
    json_put_integer(&writer, alike->likeness.weights);
    json_put_text(&writer, pair_conflict_code(alike->conflict));
    json_put_text(&writer, alike->likeness.reasons);
    json_array_end(&writer);
    if (!json_finish(&writer))
        return FAILED;
    struct text text = buffer_text(&one);
    buffer_format(&looking->list, "%s%.*s", looking->listed == 0 ? "[" : ",", TEXT_ARG(text));
    looking->found++;
    return ++looking->listed < NOTED_AT_ONCE ? OK : send_list(looking);
}

static enum outcome look_at(struct looking *looking, struct identifier person)
{
    struct work *work = looking->context->work;
    struct person_alike *alike;
    size_t count = 0;
    bool full = false;
    enum outcome outcome = person_alike(work, person, &alike, &count, &full);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = list_pair(looking, person, &alike[i]);
    looking->full += full;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome look_at_some(struct looking *looking, const struct identifier *persons, size_t count)
{
    AUTO_ARENA struct arena *arena = arena_open(ONE_ARENA);
    struct work *work = looking->context->work;
    struct arena *outer = work->arena;
    enum outcome outcome = OK;
    for (size_t i = 0; i < count && outcome == OK; i++) {
        arena_reset(arena);
        work->arena = arena;
        outcome = look_at(looking, persons[i]);
        work->arena = outer;
        looking->looked++;
    }
    return outcome;
}

static enum outcome look_at_all(struct looking *looking)
{
    struct identifier persons[PERSONS_AT_ONCE];
    struct identifier after = {{0}};
    struct work *work = looking->context->work;
    size_t count = 0;
    struct person_index_standing standing;
    enum outcome outcome = person_index_standing(work, &standing);
    if (outcome == OK && looking->since == 0 && identifier_is_none(looking->organisation))
        looking->total = standing.total; /* of fewer it is not known how many they are */
    while (outcome == OK) {
        outcome = look_next(work, looking->organisation, looking->since, after, PERSONS_AT_ONCE, persons, &count);
        if (outcome != OK || count == 0)
            break;
        after = persons[count - 1];
        outcome = look_at_some(looking, persons, count);
        if (outcome == OK)
            outcome = job_progress(looking->context, looking->looked, looking->total);
    }
    return outcome == OK ? send_list(looking) : outcome;
}

/* What waits in an organisation and was weighed otherwise than one weighs now: after a calibration began or ended. */
static enum outcome weigh_waiting_of(struct looking *looking, struct identifier organisation)
{
    struct work *work = looking->context->work;
    const struct match_weights *weights;
    struct identifier pairs[NOTED_AT_ONCE], after = {{0}};
    size_t count = NOTED_AT_ONCE;
    enum outcome outcome = calibration_in_force(work, organisation, &weights);
    while (outcome == OK && count == NOTED_AT_ONCE) {
        AUTO_BUFFER struct buffer list = buffer_open(LIST_MOST);
        struct text answer;
        outcome = calibration_stale_pairs(work, organisation, match_weights_version(weights), after, NOTED_AT_ONCE,
                                          pairs, &count);
        for (size_t i = 0; outcome == OK && i < count; i++)
            buffer_format(&list, "%s%.*s", i == 0 ? "" : ",", TEXT_ARG(identifier_to_text(work->arena, pairs[i])));
        if (outcome == OK && count > 0) {
            after = pairs[count - 1];
            outcome = pass_on(work, &duplicate_actions[1], buffer_text(&list), &answer);
        }
    }
    return outcome;
}

static enum outcome weigh_waiting(struct looking *looking)
{
    struct identifier *organisations;
    size_t count = 0;
    if (!identifier_is_none(looking->organisation))
        return weigh_waiting_of(looking, looking->organisation);
    enum outcome outcome = look_organisations(looking->context->work, &organisations, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = weigh_waiting_of(looking, organisations[i]);
    return outcome;
}

static enum outcome run(struct job_context *context)
{
    struct looking looking = {.context = context, .list = buffer_open(LIST_MOST)};
    struct work *work = context->work;
    const struct json_value *json = NULL;
    struct look_past past = {0};
    enum outcome outcome = OK;
    looking.organisation = context->job->organisation;
    if (context->job->arguments.length > 0 &&
        json_parse(work->arena, context->job->arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    if (!json_boolean_or(json_member(json, TEXT("all")), false))
        outcome = look_past(work, &past);
    looking.since = past.began_at;
    if (outcome == OK)
        outcome = weigh_waiting(&looking);
    if (outcome == OK)
        outcome = look_at_all(&looking);
    buffer_close(&looking.list);
    context->result = arena_format(work->arena, "{\"looked\":%lld,\"found\":%lld,\"full\":%lld}",
                                   (long long)looking.looked, (long long)looking.found, (long long)looking.full);
    return outcome;
}

const struct job_kind duplicate_look_job = {
    "duplicates.look", run, TIMEOUT, ATTEMPTS, N_("Comparison of the whole register"), NULL};

/* ---- on demand ---- */

enum outcome look_begin(struct work *work)
{
    struct look_past past;
    enum outcome outcome = look_past(work, &past);
    if (outcome != OK || past.under_way)
        return outcome;
    const struct job_order order = {.kind = duplicate_look_job.name,
                                    .organisation = work->actor->organisation,
                                    .user = work->actor->user,
                                    .priority = JOB_IDLE,
                                    .attempt_limit = ATTEMPTS,
                                    .arguments = TEXT("{\"all\":true}")};
    return job_add(work, &order, NULL);
}

enum outcome look_last(struct work *work, bool *ret_under_way, struct text *ret_said)
{
    const struct json_value *json = NULL;
    struct look_past past;
    enum outcome outcome = look_past(work, &past);
    if (outcome != OK)
        return outcome;
    *ret_under_way = past.under_way;
    *ret_said = TEXT_NONE;
    if (past.began_at == INSTANT_NONE || past.began_at == 0 ||
        json_parse(work->arena, past.result, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return OK;
    int64_t full = json_integer_or(json_member(json, TEXT("full")), 0);
    struct text said[] = {
        language_short_date(work->arena, work->language, zone_date(work->zone, past.began_at)),
        language_number(work->arena, work->language, json_integer_or(json_member(json, TEXT("looked")), 0)),
        language_number(work->arena, work->language, full)};
    *ret_said = tr_with(work->arena, work->language,
                        full >= POISONED
                            ? N_("Last compared on {1}: {2} records. {3} of them share their keys with so many others "
                                 "that not all were looked at: has a list been imported that is not of persons?")
                            : N_("Last compared on {1}: {2} records."),
                        said, full >= POISONED ? 3 : 2);
    return OK;
}
