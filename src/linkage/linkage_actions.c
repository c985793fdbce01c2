/* What runs, keys and findings write: in the writing worker where another process wants it, else here and at once. */
#include <string.h>

#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "linkage/linkage_store.h"
#include "matching/link_keys.h"
#include "persons/persons.h"
#include "system/random.h"

enum { PART_BYTES = 256 << 10, HITS_AT_ONCE = 100, MESSAGE_MOST = 1 << 20, JOB_ATTEMPTS = 30 };

/* ---- messages ---- */

static void write_text(struct json_writer *json, const char *name, struct text value)
{
    json_key(json, text_from(name));
    json_put_text(json, value);
}

static void write_number(struct json_writer *json, const char *name, int64_t value)
{
    json_key(json, text_from(name));
    json_put_integer(json, value);
}

static struct text get_text(const struct json_value *object, const char *name)
{
    return json_text_or(json_member(object, text_from(name)), TEXT_NONE);
}

static int64_t get_number(const struct json_value *object, const char *name)
{
    return json_integer_or(json_member(object, text_from(name)), 0);
}

static void put_run(struct work *work, struct json_writer *json, const struct linkage_run *run)
{
    write_text(json, "id", identifier_to_text(work->arena, run->head.id));
    write_text(json, "organisation", identifier_to_text(work->arena, run->head.organisation));
    write_text(json, "partner", identifier_to_text(work->arena, run->partner));
    write_text(json, "side", run->side);
    write_text(json, "way", run->way);
    write_text(json, "progress", run->progress);
    write_text(json, "problem", run->problem);
    write_text(json, "exchange", run->exchange);
    write_text(json, "offered", run->offered);
    write_text(json, "answered", run->answered);
    write_text(json, "commitment", run->commitment);
    write_text(json, "size_sum", run->size_sum);
    write_number(json, "slots", run->slots);
    write_number(json, "entered", run->entered);
    write_number(json, "keys", run->keys);
    write_number(json, "certain", run->certain);
    write_number(json, "possible", run->possible);
}

static enum outcome get_run(struct work *work, struct text message, const struct json_value **ret_object,
                            struct linkage_run *ret)
{
    const struct json_value *object;
    if (json_parse(work->arena, message, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        text_to_identifier(get_text(object, "organisation"), &ret->head.organisation) != OK ||
        text_to_identifier(get_text(object, "partner"), &ret->partner) != OK ||
        text_to_identifier(get_text(object, "id"), &ret->head.id) != OK)
        return FAILED;
    ret->side = get_text(object, "side");
    ret->way = get_text(object, "way");
    ret->progress = get_text(object, "progress");
    ret->problem = get_text(object, "problem");
    ret->exchange = get_text(object, "exchange");
    ret->offered = get_text(object, "offered");
    ret->answered = get_text(object, "answered");
    ret->commitment = get_text(object, "commitment");
    ret->size_sum = get_text(object, "size_sum");
    ret->slots = get_number(object, "slots");
    ret->entered = get_number(object, "entered");
    ret->keys = get_number(object, "keys");
    ret->certain = get_number(object, "certain");
    ret->possible = get_number(object, "possible");
    *ret_object = object;
    return OK;
}

/* Of an organisation's own runs alone, whoever hands over. */
static bool is_at_home(const struct work *work, struct identifier organisation)
{
    return work->actor->system || identifier_equal(work->actor->organisation, organisation);
}

/* ---- the actions ---- */

/* Steps of an exchange are the program's own doing: whoever may begin one, or send a file for one, was asked before. */
static struct work of_system(const struct work *work)
{
    struct work own = work_of_system(work->db, work->keys, work->arena);
    own.now = work->now;
    own.zone = work->zone;
    own.language = work->language;
    return own;
}

static enum outcome add_job(struct work *work, const struct linkage_run *run)
{
    const struct job_order order = {.kind = linkage_step_job.name,
                                    .organisation = run->head.organisation,
                                    .attempt_limit = JOB_ATTEMPTS,
                                    .arguments = identifier_to_text(work->arena, run->head.id)};
    return job_add(work, &order, NULL);
}

static enum outcome key_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct identifier organisation;
    struct link_pair pair;
    if (text_to_identifier(arguments, &organisation) != OK)
        return FAILED;
    enum outcome outcome = linkage_key_read(work, organisation, &pair);
    if (outcome == NOT_FOUND) {
        link_pair_make(&pair);
        outcome = linkage_key_add(work, organisation, &pair);
        if (outcome == OK)
            outcome = linkage_key_read(work, organisation, &pair);
    }
    if (outcome == OK)
        *ret_answer = hex_encode(work->arena, (struct text){(const char *)pair.public, sizeof pair.public});
    memset(&pair, 0, sizeof pair);
    return outcome;
}

static enum outcome open_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct work own = of_system(work);
    const struct json_value *object;
    struct identifier known;
    struct linkage_run *run = record_new(work->arena, &linkage_run_record);
    enum outcome outcome = get_run(work, arguments, &object, run);
    if (outcome == OK && !is_at_home(work, run->head.organisation))
        outcome = FORBIDDEN;
    if (outcome == OK)
        outcome = linkage_find_run(work, run->head.organisation, run->exchange, &known);
    if (outcome != NOT_FOUND)
        return outcome == OK ? CONFLICT : outcome;
    bool next = get_number(object, "next") == 1;
    run->head.id = (struct identifier){{0}};
    if (work->actor->system || identifier_is_none(work->actor->user))
        outcome = record_insert(&own, &linkage_run_record, run);
    else { /* named in the log: who began it, or by whose access it came */
        struct actor actor = *work->actor;
        actor.system = true;
        actor.narrow = NULL;
        own.actor = &actor;
        outcome = record_insert(&own, &linkage_run_record, run);
    }
    if (outcome == OK && next)
        outcome = add_job(work, run);
    *ret_answer = identifier_to_text(work->arena, run->head.id);
    return outcome;
}

static enum outcome stored_run(struct work *work, struct identifier id, struct linkage_run **ret_run)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &linkage_run_record, id, &row);
    if (outcome == OK && !is_at_home(work, record_head_of(row)->organisation))
        outcome = NOT_FOUND;
    if (outcome == OK)
        *ret_run = row;
    return outcome;
}

static enum outcome advance_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct work own = of_system(work);
    const struct json_value *object;
    struct linkage_run told = {.head = {.id = {{0}}}};
    struct linkage_run *before;
    *ret_answer = TEXT_NONE;
    enum outcome outcome = get_run(work, arguments, &object, &told);
    if (outcome == OK)
        outcome = stored_run(work, told.head.id, &before);
    if (outcome == OK && !text_equal(before->progress, get_text(object, "from")))
        outcome = CONFLICT;
    if (outcome != OK)
        return outcome;
    struct linkage_run *run = record_copy(work->arena, &linkage_run_record, before);
    bool over = text_is(told.progress, "finished") || text_is(told.progress, "refused");
    run->progress = told.progress;
    run->problem = told.problem;
    run->offered = told.offered;
    run->answered = told.answered;
    run->commitment = told.commitment;
    run->size_sum = told.size_sum;
    run->entered = told.entered;
    run->keys = told.keys;
    run->certain = told.certain;
    run->possible = told.possible;
    run->finished_at = over ? work->now : run->finished_at;
    outcome = record_update_by_step(&own, &linkage_run_record, before, run, told.progress);
    if (outcome == OK)
        outcome = linkage_tell(&own, run);
    return outcome == OK && get_number(object, "next") == 1 ? add_job(work, run) : outcome;
}

static enum outcome part_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct identifier id;
    struct linkage_run *run;
    struct text bytes;
    *ret_answer = TEXT_NONE;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        text_to_identifier(get_text(object, "run"), &id) != OK ||
        base64_decode(work->arena, get_text(object, "bytes"), BASE64_STANDARD, &bytes) != OK)
        return FAILED;
    enum outcome outcome = stored_run(work, id, &run);
    return outcome == OK ? linkage_part_add(work, run->head.organisation, id, get_text(object, "kind"),
                                            get_number(object, "part"), bytes)
                         : outcome;
}

static enum outcome forget_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct text id_text;
    struct identifier id;
    struct linkage_run *run;
    *ret_answer = TEXT_NONE;
    if (!text_split(&arguments, ' ', &id_text) || text_to_identifier(id_text, &id) != OK)
        return FAILED;
    enum outcome outcome = stored_run(work, id, &run);
    return outcome == OK ? linkage_parts_remove(work, id, arguments) : outcome;
}

/* ---- what was found ---- */

static struct text reasons_of(struct arena *arena, uint32_t reasons)
{
    struct text joined = TEXT_NONE;
    for (size_t i = 0; i < linkage_reasons.count; i++)
        if ((reasons >> i & 1) != 0)
            joined = arena_format(arena, "%.*s%s%s", TEXT_ARG(joined), joined.length > 0 ? "," : "",
                                  linkage_reasons.choices[i].code);
    return joined;
}

/* Found again: what is known anew is noted on the row that is there, with what was decided. */
static enum outcome store_again(struct work *work, struct identifier id, const struct linkage_match *found)
{
    void *before;
    enum outcome outcome = record_get_unlimited(work, &linkage_match_record, id, &before);
    if (outcome != OK)
        return outcome;
    struct linkage_match *row = record_copy(work->arena, &linkage_match_record, before);
    row->run = found->run;
    row->grade = found->grade;
    row->reasons = found->reasons;
    return record_update_by_step(work, &linkage_match_record, before, row, TEXT("found"));
}

static enum outcome store_hit(struct work *work, const struct linkage_run *run, struct text recipient,
                              const struct linkage_hit *hit, bool *ret_stored)
{
    bool consents = false;
    void *row;
    struct identifier known;
    enum outcome outcome = linkage_consents(work, run->head.organisation, hit->person, recipient, &consents);
    *ret_stored = false;
    if (outcome != OK || !consents) /* withdrawn since the keys were made: it is as if she had not entered */
        return outcome;
    outcome = record_get_unlimited(work, &person_record, hit->person, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct record_head *person = record_head_of(row);
    struct linkage_match *match = record_new(work->arena, &linkage_match_record);
    match->head.person = hit->person;
    match->head.organisation = person->organisation;
    match->head.office = person->office;
    match->run = run->head.id;
    match->partner = run->partner;
    match->case_number = person->number;
    match->grade = text_from(hit->grade == LINK_CERTAIN ? "certain" : "possible");
    match->reasons = reasons_of(work->arena, hit->reasons);
    *ret_stored = true;
    outcome = linkage_match_known(work, hit->person, run->partner, &known);
    if (outcome == OK)
        return store_again(work, known, match);
    return outcome == NOT_FOUND ? record_insert(work, &linkage_match_record, match) : outcome;
}

static enum outcome hits_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct work own = of_system(work);
    const struct json_value *object;
    struct identifier id;
    struct linkage_run *run;
    void *partner;
    int64_t stored = 0;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        text_to_identifier(get_text(object, "run"), &id) != OK)
        return FAILED;
    enum outcome outcome = stored_run(work, id, &run);
    if (outcome == OK)
        outcome = record_get_unlimited(&own, &linkage_partner_record, run->partner, &partner);
    const struct json_value *list = outcome == OK ? json_member(object, TEXT("hits")) : NULL;
    for (size_t i = 0; list != NULL && i < list->count && outcome == OK; i++) {
        bool kept;
        struct linkage_hit hit = {.grade = get_number(&list->items[i], "certain") == 1 ? LINK_CERTAIN : LINK_POSSIBLE,
                                  .reasons = (uint32_t)get_number(&list->items[i], "reasons")};
        if (text_to_identifier(get_text(&list->items[i], "person"), &hit.person) != OK)
            return FAILED;
        outcome = store_hit(&own, run, ((const struct linkage_partner *)partner)->recipient, &hit, &kept);
        stored += kept;
    }
    *ret_answer = arena_format(work->arena, "%lld", (long long)stored);
    return outcome;
}

/* ---- clean-up ---- */

enum { OLD_AT_ONCE = 20 };
static const int64_t DAY = INT64_C(86400) * 1000000;

static enum outcome clean_up_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct work own = of_system(work);
    struct identifier runs[OLD_AT_ONCE];
    size_t count;
    (void)arguments;
    enum outcome outcome = linkage_unfinished(work, work->now - LINK_DAYS * DAY, runs, OLD_AT_ONCE, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *before;
        outcome = record_get_unlimited(&own, &linkage_run_record, runs[i], &before);
        if (outcome != OK)
            break;
        struct linkage_run *run = record_copy(work->arena, &linkage_run_record, before);
        run->progress = TEXT("expired");
        outcome = record_update_by_step(&own, &linkage_run_record, before, run, TEXT("expired"));
        if (outcome == OK)
            outcome = linkage_parts_remove(work, runs[i], TEXT_NONE);
        if (outcome == OK)
            outcome = linkage_tasks_end(&own, runs[i]);
    }
    *ret_answer = outcome == OK && count == OLD_AT_ONCE ? TEXT("more") : TEXT("done");
    return outcome;
}

const struct internal_action linkage_actions[] = {
    {"linkage.key", key_action},           {"linkage.open", open_action},
    {"linkage.advance", advance_action},   {"linkage.part", part_action},
    {"linkage.forget", forget_action},     {"linkage.hits", hits_action},
    {"linkage.clean_up", clean_up_action}, {0},
};

/* ---- handing over ---- */

static enum outcome run_here(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    enum outcome outcome = db_transaction_begin(work->db, true, &transaction);
    for (const struct internal_action *own = linkage_actions; own->name != NULL && outcome == OK; own++)
        if (text_is(text_from(own->name), action))
            outcome = own->run(work, arguments, ret_answer);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome linkage_hand_over(struct work *work, const char *action, struct text arguments, struct text *ret_answer)
{
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
    return run_here(work, action, arguments, ret_answer);
}

enum outcome linkage_own_key(struct work *work, struct identifier organisation, struct text *ret_key)
{
    return linkage_hand_over(work, "linkage.key", identifier_to_text(work->arena, organisation), ret_key);
}

static enum outcome send_run(struct work *work, const char *action, const struct linkage_run *run, const char *from,
                             bool next, struct text *ret_answer)
{
    AUTO_BUFFER struct buffer message = buffer_open(MESSAGE_MOST);
    struct json_writer json = json_writer_open(&message);
    json_object_begin(&json);
    put_run(work, &json, run);
    if (from != NULL)
        write_text(&json, "from", text_from(from));
    write_number(&json, "next", next);
    json_object_end(&json);
    return json_finish(&json) ? linkage_hand_over(work, action, buffer_text(&message), ret_answer) : FAILED;
}

enum outcome linkage_open(struct work *work, const struct linkage_run *run, bool next, struct identifier *ret_run)
{
    struct text answer;
    enum outcome outcome = send_run(work, "linkage.open", run, NULL, next, &answer);
    return outcome != OK ? outcome : text_to_identifier(answer, ret_run) == OK ? OK : FAILED;
}

enum outcome linkage_advance(struct work *work, const struct linkage_run *run, const char *from, bool next)
{
    struct text answer;
    return send_run(work, "linkage.advance", run, from, next, &answer);
}

static enum outcome keep_part(struct work *work, struct arena *arena, const struct linkage_run *run, const char *kind,
                              int64_t part, struct text bytes)
{
    AUTO_BUFFER struct buffer message = buffer_open(MESSAGE_MOST);
    struct json_writer json = json_writer_open(&message);
    struct work own = *work;
    struct text answer;
    own.arena = arena;
    json_object_begin(&json);
    write_text(&json, "run", identifier_to_text(arena, run->head.id));
    write_text(&json, "kind", text_from(kind));
    write_number(&json, "part", part);
    write_text(&json, "bytes", base64_encode(arena, bytes, BASE64_STANDARD));
    json_object_end(&json);
    return json_finish(&json) ? linkage_hand_over(&own, "linkage.part", buffer_text(&message), &answer) : FAILED;
}

enum outcome linkage_keep(struct work *work, const struct linkage_run *run, const char *kind, struct text bytes)
{
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    enum outcome outcome = linkage_forget(work, run, kind); /* a step that is done again may have less to keep */
    int64_t part = 0;
    for (size_t at = 0; at < bytes.length && outcome == OK; at += PART_BYTES, part++) {
        size_t left = bytes.length - at;
        struct text piece = text_slice(bytes, at, at + (left < PART_BYTES ? left : PART_BYTES));
        outcome = keep_part(work, arena, run, kind, part, piece);
        arena_reset(arena);
    }
    return outcome;
}

enum outcome linkage_forget(struct work *work, const struct linkage_run *run, const char *kind)
{
    struct text answer;
    struct text arguments =
        arena_format(work->arena, "%.*s %s", TEXT_ARG(identifier_to_text(work->arena, run->head.id)), kind);
    return linkage_hand_over(work, "linkage.forget", arguments, &answer);
}

static enum outcome send_hits(struct work *work, struct arena *arena, const struct linkage_run *run,
                              const struct linkage_hit *hits, size_t count)
{
    AUTO_BUFFER struct buffer message = buffer_open(MESSAGE_MOST);
    struct json_writer json = json_writer_open(&message);
    struct work own = *work;
    struct text answer;
    own.arena = arena;
    json_object_begin(&json);
    write_text(&json, "run", identifier_to_text(arena, run->head.id));
    json_key(&json, TEXT("hits"));
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(&json);
        write_text(&json, "person", identifier_to_text(arena, hits[i].person));
        write_number(&json, "certain", hits[i].grade == LINK_CERTAIN);
        write_number(&json, "reasons", hits[i].reasons);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    return json_finish(&json) ? linkage_hand_over(&own, "linkage.hits", buffer_text(&message), &answer) : FAILED;
}

enum outcome linkage_store_hits(struct work *work, const struct linkage_run *run, const struct linkage_hit *hits,
                                size_t count)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    enum outcome outcome = OK;
    for (size_t at = 0; at < count && outcome == OK; at += HITS_AT_ONCE) {
        size_t left = count - at;
        outcome = send_hits(work, arena, run, hits + at, left < HITS_AT_ONCE ? left : HITS_AT_ONCE);
        arena_reset(arena);
    }
    return outcome;
}
