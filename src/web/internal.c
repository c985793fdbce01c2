#include "web/internal.h"
#include "system/clock.h"

#include <stdio.h>

#include "access/wall_of_actor.h"
#include "base/number.h"
#include "codec/base64.h"
#include "job/job.h"
#include "system/clock.h"
#include "web/secure.h"

#define OUTCOME_HEADER "Sanad-Outcome"

/* --- who hands over ----------------------------------------------------------------------------------------------- */

static struct text actor_text(const struct work *work)
{
    if (work->actor == NULL || (!work->actor->system && identifier_is_none(work->actor->user)))
        return TEXT_NONE;
    return work->actor->system ? TEXT("system") : identifier_to_text(work->arena, work->actor->user);
}

/* "=person.read,person.search" of an API token that was narrowed to these; empty: not narrowed. */
static struct text scopes_text(const struct work *work)
{
    const struct right_set *narrow = work->actor == NULL ? NULL : work->actor->narrow;
    struct text scopes = TEXT("=");
    if (narrow == NULL)
        return TEXT_NONE;
    for (size_t i = 0; i < access_right_count(); i++)
        if (right_set_has(narrow, access_right(i)))
            scopes = arena_format(work->arena, "%.*s%s%s", TEXT_ARG(scopes), scopes.length > 1 ? "," : "",
                                  access_right(i)->name);
    return scopes;
}

void internal_request(const struct application *application, const struct work *work, const char *action,
                      struct text arguments, struct buffer *bytes)
{
    struct text origin = work->actor == NULL ? TEXT_NONE : work->actor->origin;
    const struct scgi_header headers[] = {
        {TEXT("REQUEST_METHOD"), TEXT("POST")},
        {TEXT("SANAD_INTERNAL"), secure_internal_text(application, work->arena)},
        {TEXT("SANAD_ACTION"), text_from(action)},
        {TEXT("SANAD_ACTOR"), actor_text(work)},
        {TEXT("SANAD_SCOPES"), scopes_text(work)},
        {TEXT("SANAD_REASON"), base64_encode(work->arena, work->reason, BASE64_URL)},
        {TEXT("SANAD_LANGUAGE"), text_from(work->language == NULL ? "" : language_tag(work->language))},
        {TEXT("REMOTE_ADDR"), origin},
    };
    scgi_encode(bytes, headers, sizeof headers / sizeof *headers, arguments);
}

enum outcome internal_answer_read(struct arena *arena, struct text bytes, struct text *ret_answer)
{
    static const struct text MARK = TEXT_CONSTANT("\r\n" OUTCOME_HEADER ": ");
    ptrdiff_t end = text_find(bytes, TEXT("\r\n\r\n"));
    struct text head = text_slice(bytes, 0, end < 0 ? 0 : (size_t)end);
    ptrdiff_t at = text_find(head, MARK);
    if (at < 0)
        return UNAVAILABLE;
    struct text value = text_slice(head, (size_t)at + MARK.length, head.length);
    ptrdiff_t line = text_find_byte(value, '\r');
    int64_t outcome;
    if (text_to_integer(text_slice(value, 0, line < 0 ? value.length : (size_t)line), OUTCOME_LEAST, TOO_MANY,
                        &outcome) != OK)
        return UNAVAILABLE;
    if (outcome == OK)
        *ret_answer = arena_text(arena, text_slice(bytes, (size_t)end + 4, bytes.length));
    return (enum outcome)outcome;
}

/* --- who writes --------------------------------------------------------------------------------------------------- */

/* Who handed over has no more rights here than there. */
static void narrow_actor(struct request *request)
{
    struct actor *actor = &request->actor;
    struct text scopes = scgi_header(request->head, TEXT("SANAD_SCOPES"));
    struct text name;
    if (text_is_empty(scopes) || actor->system)
        return;
    struct right_set *set = arena_new(request->work.arena, struct right_set);
    scopes = text_slice(scopes, 1, scopes.length);
    while (scopes.length > 0 && text_split(&scopes, ',', &name)) {
        const struct right *right = access_right_named(name);
        if (right != NULL && (actor->narrow == NULL || right_set_has(actor->narrow, right)))
            right_set_add(set, right);
    }
    actor->narrow = set;
}

static enum outcome read_actor(struct request *request)
{
    struct identifier user;
    struct text reason;
    struct text named = scgi_header(request->head, TEXT("SANAD_ACTOR"));
    const struct language *language = language_for(scgi_header(request->head, TEXT("SANAD_LANGUAGE")));
    if (language != NULL)
        request->work.language = language;
    if (base64_decode(request->work.arena, scgi_header(request->head, TEXT("SANAD_REASON")), BASE64_URL, &reason) == OK)
        request->work.reason = reason;
    enum outcome outcome = OK;
    if (text_is(named, "system"))
        request->actor.system = true;
    else if (!text_is_empty(named))
        outcome = text_to_identifier(named, &user) != OK || request->application->hooks.actor_of_user == NULL
                      ? FORBIDDEN
                      : request->application->hooks.actor_of_user(&request->work, user, &request->actor);
    narrow_actor(request);
    request->actor.origin = request->address;
    if (outcome == OK)
        wall_set_actor(request->work.db, request->work.arena, &request->actor);
    return outcome == NOT_FOUND ? FORBIDDEN : outcome;
}

void internal_answer(struct request *request, struct response *response, enum outcome outcome, struct text answer)
{
    response->status = 200;
    response->content_type = TEXT("application/json");
    respond_header(request, response, OUTCOME_HEADER, arena_format(request->work.arena, "%d", (int)outcome));
    buffer_clear(&response->body);
    buffer_add(&response->body, answer);
}

/* The queue of jobs puts things right even when it then has nothing to give: that stays. */
static bool is_kept(struct text action, enum outcome outcome)
{
    return outcome > 0 && text_starts_with(action, TEXT("job_"));
}

enum outcome internal_serve(struct request *request, struct response *response)
{
    struct text answer = TEXT_NONE;
    enum outcome outcome = FORBIDDEN;
    if (request->application->writes && secure_internal(request) &&
        request->head->content_length == request->body.length)
        outcome = read_actor(request);
    if (outcome == OK)
        outcome = web_internal(request->application, &request->work, scgi_header(request->head, TEXT("SANAD_ACTION")),
                               request->body, &answer);
    internal_answer(request, response, outcome, answer);
    return is_kept(scgi_header(request->head, TEXT("SANAD_ACTION")), outcome) ? OK : outcome;
}

static const struct internal_action *find_action(const struct application *application, struct text name)
{
    for (size_t i = 0; i < application->action_list_count; i++)
        for (const struct internal_action *action = application->actions[i]; action->name != NULL; action++)
            if (text_is(name, action->name))
                return action;
    return NULL;
}

enum outcome web_internal(const struct application *application, struct work *work, struct text action,
                          struct text arguments, struct text *ret_answer)
{
    const struct internal_action *found = find_action(application, action);
    *ret_answer = TEXT_NONE;
    if (found != NULL)
        return found->run(work, arguments, ret_answer);
    if (text_starts_with(action, TEXT("job_")))
        return job_perform(work, arena_string(work->arena, action), arguments, ret_answer);
    (void)fprintf(stderr, "sanad: no internal action is called %.*s\n", TEXT_ARG(action));
    return FAILED;
}

static enum outcome run_once(const struct application *application, struct work *work, const char *action,
                             struct text arguments, struct text *ret_answer)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    bool queue = text_starts_with(text_from(action), TEXT("job_"));
    enum outcome outcome =
        queue ? db_transaction_begin_queue(work->db, &transaction) : db_transaction_begin(work->db, true, &transaction);
    if (outcome == OK)
        outcome = web_internal(application, work, text_from(action), arguments, ret_answer);
    if (outcome != OK && !is_kept(text_from(action), outcome))
        return outcome;
    enum outcome committed = db_transaction_commit(&transaction);
    return committed == OK ? outcome : committed;
}

enum outcome internal_run_here(void *context, struct work *work, const char *action, struct text arguments,
                               struct text *ret_answer)
{
    struct db *db = work->db;
    int64_t ends = clock_ticks() + RACE_MICROSECONDS;
    enum outcome outcome = run_once(context, work, action, arguments, ret_answer);
    while (outcome != OK && db->depth == 0 && db->raced && clock_ticks() < ends) {
        bool turn = db_turn_take(db) == OK;
        outcome = run_once(context, work, action, arguments, ret_answer);
        if (turn)
            db_turn_give(db);
    }
    return outcome;
}

enum outcome request_hand_over(struct request *request, const char *action, struct text arguments,
                               struct text *ret_answer)
{
    struct work *work = &request->work;
    return work->hand_over(work->hand_over_context, work, action, arguments, ret_answer);
}
