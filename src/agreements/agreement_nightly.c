/* Every night: what is over is ended, what another one replaces is replaced, and who looks after what ends, is to be
   reviewed or is owed soon is told.  The jobs process looks, the writing worker writes each find. */
#include "agreements/agreement_store.h"
#include "codec/json.h"
#include "flow/task.h"

enum { SECONDS = 110, ATTEMPTS = 3, WARNING_DAYS = 30, OWED_DAYS = 7 };

enum { TOLD_ENDING, TOLD_OVER, TOLD_REPLACED, TOLD_REVIEW, TOLD_OWED };
const struct notice_kind agreement_notices[] = {
    [TOLD_ENDING] = {.name = "agreement.ending",
                     .one = N_("Agreement {1} ends in 30 days or less, and what it permits with it"),
                     .path = "/agreements",
                     .gathers_one = true,
                     .icon = "alert"},
    [TOLD_OVER] = {.name = "agreement.over",
                   .one = N_("Agreement {1} has ended: what it permitted has stopped"),
                   .path = "/agreements",
                   .gathers_one = true,
                   .icon = "stop"},
    [TOLD_REPLACED] = {.name = "agreement.replaced",
                       .one = N_("Agreement {1} was replaced by another one"),
                       .path = "/agreements",
                       .gathers_one = true,
                       .icon = "next"},
    [TOLD_REVIEW] = {.name = "agreement.review",
                     .one = N_("Agreement {1} is to be reviewed"),
                     .path = "/agreements",
                     .gathers_one = true,
                     .icon = "clock"},
    [TOLD_OWED] = {.name = "agreement.owed",
                   .one = N_("Obligation {1} is due in a week or less"),
                   .path = "/agreement-obligations",
                   .gathers_one = true,
                   .icon = "clock"},
};
const size_t agreement_notice_count = sizeof agreement_notices / sizeof *agreement_notices;

static const struct night {
    enum agreement_news news;
    int notice;
    int32_t days;       /* ahead of today */
    const char *action; /* a step that is taken; NULL */
    const char *task;   /* N_(): one that is opened; NULL */
} NIGHTS[] = {
    {AGREEMENT_OVER, TOLD_OVER, 0, "expire", NULL},
    {AGREEMENT_REPLACED, TOLD_REPLACED, 0, "replaced", NULL},
    {AGREEMENT_ENDING, TOLD_ENDING, WARNING_DAYS, NULL, N_("Renew an agreement, or let it end")},
    {AGREEMENT_REVIEW, TOLD_REVIEW, WARNING_DAYS, NULL, N_("Review an agreement")},
    {OBLIGATION_DUE, TOLD_OWED, OWED_DAYS, NULL, NULL},
};

/* ---- in the writing worker ---- */

static enum outcome open_task(struct work *work, const struct night *night, const struct agreement_find *event)
{
    struct task task = {
        .organisation = event->organisation,
        .office = event->office,
        .for_assigned = true,
        .record = text_from(agreement_record.name),
        .subject = event->id,
        .number = event->number,
        .label = text_from(night->task),
        .right = text_from(agreement_keep.name),
        .due = event->day,
        .created_at = work->now,
        .done_at = INSTANT_NONE,
    };
    if (event->owned)
        task.assigned = event->owner;
    return task_open(work, &task);
}

static enum outcome tell(struct work *work, const struct night *night, const struct agreement_find *event)
{
    struct notice notice = {
        .organisation = event->organisation, .account = event->owner, .subject = event->id, .number = event->number};
    enum outcome outcome = OK;
    if (night->action != NULL)
        outcome = flow_move_forced(work, &agreement_flow, event->id, text_from(night->action), TEXT_NONE);
    if (outcome == NOT_FOUND || outcome == CONFLICT)
        return OK; /* somebody was faster */
    if (outcome == OK && night->task != NULL)
        outcome = open_task(work, night, event);
    if (outcome == OK && night->action == NULL)
        outcome = agreement_told(work, night->news, event->id, event->day);
    return outcome != OK || identifier_is_none(event->owner)
               ? outcome
               : notice_add(work, &agreement_notices[night->notice], &notice);
}

/* {"night": 2, "id": "0190…", "organisation": …, "office": …, "owner": …, "owned": true, "number": "AGR-…", "day":
 * 20000} */
static enum outcome tell_one(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object = NULL;
    struct agreement_find event = {0};
    struct {
        const char *name;
        struct identifier *to;
    } const IDS[] = {
        {"id", &event.id}, {"organisation", &event.organisation}, {"office", &event.office}, {"owner", &event.owner}};
    *ret_answer = TEXT("{}");
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK)
        return FAILED;
    for (size_t i = 0; i < sizeof IDS / sizeof *IDS; i++)
        if (text_to_identifier(json_text_or(json_member(object, text_from(IDS[i].name)), TEXT_NONE), IDS[i].to) != OK)
            return FAILED;
    int64_t night = json_integer_or(json_member(object, TEXT("night")), -1);
    event.owned = json_boolean_or(json_member(object, TEXT("owned")), false);
    event.number = json_text_or(json_member(object, TEXT("number")), TEXT_NONE);
    event.day = (int32_t)json_integer_or(json_member(object, TEXT("day")), DATE_NONE);
    return night < 0 || (size_t)night >= sizeof NIGHTS / sizeof *NIGHTS ? FAILED : tell(work, &NIGHTS[night], &event);
}

const struct internal_action agreement_actions[] = {{"agreements.tell", tell_one}, {NULL, NULL}};

/* ---- in the jobs process ---- */

static enum outcome pass_on(struct work *work, size_t night, const struct agreement_find *event)
{
    struct text answer;
    if (work->hand_over == NULL)
        return tell(work, &NIGHTS[night], event);
    struct arena *arena = work->arena;
    struct text arguments = arena_format(
        arena,
        "{\"night\":%zu,\"id\":\"%.*s\",\"organisation\":\"%.*s\",\"office\":\"%.*s\",\"owner\":\"%.*s\","
        "\"owned\":%s,\"number\":\"%.*s\",\"day\":%d}",
        night, TEXT_ARG(identifier_to_text(arena, event->id)), TEXT_ARG(identifier_to_text(arena, event->organisation)),
        TEXT_ARG(identifier_to_text(arena, event->office)), TEXT_ARG(identifier_to_text(arena, event->owner)),
        event->owned ? "true" : "false", TEXT_ARG(event->number), event->day);
    return work->hand_over(work->hand_over_context, work, "agreements.tell", arguments, &answer);
}

static enum outcome run(struct job_context *context)
{
    struct work *work = context->work;
    int32_t today = zone_date(work->zone, work->now);
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof NIGHTS / sizeof *NIGHTS && outcome == OK; i++) {
        struct agreement_find *events;
        size_t count = 0;
        outcome = agreement_finds(work, NIGHTS[i].news, today + NIGHTS[i].days, &events, &count);
        for (size_t j = 0; j < count && outcome == OK; j++)
            outcome = pass_on(work, i, &events[j]);
        if (outcome == OK)
            outcome = job_progress(context, (int64_t)i + 1, (int64_t)(sizeof NIGHTS / sizeof *NIGHTS));
    }
    return outcome;
}

const struct job_kind agreement_nightly_job = {
    "agreements.nightly", run, SECONDS, ATTEMPTS, N_("Agreements: what is over, ends or is owed"), NULL};
