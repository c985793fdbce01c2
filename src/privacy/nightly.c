/* What is over closes; whose data are due is proposed.  The jobs process looks, the writing worker writes each find. */
#include "codec/json.h"
#include "document/document.h"
#include "privacy/privacy_store.h"
#include "system/clock.h"

enum { SECONDS = 110, ATTEMPTS = 3, LOOK_EACH = 200, LOOK_MOST = 20000, MARGIN_SECONDS = 20, LOOK_ARENA = 16 << 20 };

/* Copies that were made for somebody go some time after the answer. */
static enum outcome remove_copies(struct work *work)
{
    const struct privacy_term *term = privacy_term("copy", TEXT("days"));
    struct copy_left *copies;
    size_t count;
    int32_t today = zone_date(work->zone, work->now);
    int32_t until = today - (privacy_term_end(term, today) - today);
    enum outcome outcome = copies_over(work, until, &copies, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = attachment_remove_all(work, &data_request_record, copies[i].request, copies[i].person, TEXT("copy"));
    return outcome;
}

/* What stood open and is over waits for its review as what was closed by hand. */
static enum outcome close_over(struct work *work, struct text arguments, struct text *ret_answer)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "what is over closes at night, whoever opened it");
    struct identifier *ids;
    size_t count;
    (void)arguments;
    *ret_answer = TEXT("{}");
    enum outcome outcome = glass_over(work, &ids, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        outcome = flow_move_forced(work, &broken_glass_flow, ids[i], TEXT("end"), TEXT_NONE);
        if (outcome == NOT_FOUND || outcome == CONFLICT)
            outcome = OK;
    }
    return outcome == OK ? remove_copies(work) : outcome;
}

/* {"person": "0190…", "since": 20000} */
static enum outcome propose(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object = NULL;
    struct identifier person;
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(object, TEXT("person")), TEXT_NONE), &person) != OK)
        return FAILED;
    int64_t since = json_integer_or(json_member(object, TEXT("since")), DATE_NONE);
    return retention_propose(work, person, TEXT("no_longer_needed"), (int32_t)since);
}

/* {"after": "0190…"}: how far the look has come. */
static enum outcome note_look(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object = NULL;
    struct identifier after;
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        text_to_identifier(json_text_or(json_member(object, TEXT("after")), TEXT_NONE), &after) != OK)
        return FAILED;
    return retention_look_note(work, after);
}

const struct internal_action privacy_actions[] = {
    {"privacy.close_over", close_over}, {"privacy.propose", propose}, {"privacy.look", note_look}, {NULL, NULL}};

static enum outcome pass_on(struct work *work, const char *action, struct text arguments)
{
    struct text answer;
    if (work->hand_over != NULL)
        return work->hand_over(work->hand_over_context, work, action, arguments, &answer);
    for (const struct internal_action *own = privacy_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, &answer);
    return FAILED;
}

static enum outcome look_at(struct work *work, struct identifier person)
{
    int32_t due;
    enum outcome outcome = retention_due(work, person, zone_date(work->zone, work->now), &due);
    if (outcome != OK || due == DATE_NONE)
        return outcome;
    return pass_on(work, "privacy.propose",
                   arena_format(work->arena, "{\"person\":\"%.*s\",\"since\":%d}",
                                TEXT_ARG(identifier_to_text(work->arena, person)), due));
}

/* The next of everybody; *after are zeros when all were seen. */
static enum outcome look_on(struct work *work, int64_t made_before, struct identifier *after, size_t *ret_count)
{
    struct identifier *persons;
    enum outcome outcome = retention_candidates(work, *after, made_before, LOOK_EACH, &persons, ret_count);
    for (size_t i = 0; i < *ret_count && outcome == OK; i++)
        outcome = look_at(work, persons[i]);
    if (outcome == OK)
        *after = *ret_count < LOOK_EACH ? (struct identifier){{0}} : persons[*ret_count - 1];
    return outcome;
}

static enum outcome look(struct job_context *context)
{
    struct work *work = context->work;
    struct arena *outer = work->arena;
    AUTO_ARENA struct arena *arena = arena_open(LOOK_ARENA);
    struct identifier after;
    size_t count = LOOK_EACH, seen = 0;
    int64_t made_before = retention_made_before(work);
    enum outcome outcome = retention_look_read(work, &after);
    while (outcome == OK && count == LOOK_EACH && seen < LOOK_MOST &&
           clock_ticks() + MARGIN_SECONDS * MICROSECONDS < context->deadline) {
        work->arena = arena;
        outcome = look_on(work, made_before, &after, &count);
        work->arena = outer;
        arena_reset(arena);
        seen += count;
        if (outcome == OK)
            outcome = job_progress(context, (int64_t)seen, 0);
    }
    struct text where = identifier_to_text(work->arena, after);
    return outcome == OK
               ? pass_on(work, "privacy.look", arena_format(work->arena, "{\"after\":\"%.*s\"}", TEXT_ARG(where)))
               : outcome;
}

static enum outcome run(struct job_context *context)
{
    enum outcome outcome = pass_on(context->work, "privacy.close_over", TEXT("{}"));
    return outcome == OK ? look(context) : outcome;
}

const struct job_kind privacy_nightly_job = {
    "privacy.nightly", run, SECONDS, ATTEMPTS, N_("Data protection: what is over or due"), NULL};
