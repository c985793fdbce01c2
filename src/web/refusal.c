#include "web/refusal.h"

#include <stdio.h>

#include "audit/audit.h"
#include "codec/json.h"
#include "system/random.h"
#include "web/router.h"

static enum outcome add_row(struct work *work, struct text details, struct identifier subject)
{
    struct audit_event event = {.id = identifier_new(),
                                .at = work->now,
                                .organisation = work->actor->organisation,
                                .user = work->actor->user,
                                .action = TEXT("request.refused"),
                                .record = TEXT("request"),
                                .subject = subject,
                                .details = details,
                                .origin = work->actor->origin};
    return audit_add(work->db, &event);
}

/* {"route": "POST /persons/{id}", "subject": "0190…"}, which is also what the row keeps. */
static enum outcome run_refused(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct identifier subject = {0};
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &json, NULL) != OK)
        return FAILED;
    if (text_to_identifier(json_text_or(json_member(json, TEXT("subject")), TEXT_NONE), &subject) != OK)
        subject = (struct identifier){0};
    *ret_answer = TEXT("{}");
    return add_row(work, arguments, subject);
}

const struct internal_action refusal_actions[] = {{"web.refused", run_refused}, {NULL, NULL}};

void refusal_audit(struct request *request)
{
    struct text answer;
    struct identifier subject = {0};
    if (request->route == NULL || identifier_is_none(request->actor.user))
        return;
    if (request_id(request, 0, &subject) != OK)
        subject = (struct identifier){0};
    struct text arguments =
        arena_format(request->work.arena, "{\"route\":\"%s %s\",\"subject\":\"%.*s\"}", method_name(request->method),
                     request->route->pattern, TEXT_ARG(identifier_to_text(request->work.arena, subject)));
    if (request_hand_over(request, "web.refused", arguments, &answer) != OK)
        (void)fputs("sanad: the audit row of a refusal could not be written\n", stderr);
}
