#include "web/owed_reads.h"

enum { OWED_BYTES_MOST = 1 << 20 };

static enum outcome hand_on(struct request *request, struct work *work, const char *action, struct text arguments,
                            struct text *ret_answer)
{
    const struct application *application = request->application;
    return application->hand_over(application->hand_over_context, work, action, arguments, ret_answer);
}

enum outcome owed_reads_take(void *context, struct work *work, const char *action, struct text arguments,
                             struct text *ret_answer)
{
    struct request *request = context;
    bool own = work->actor == &request->actor && text_is_empty(work->reason) && text_is_empty(request->work.reason);
    if (!request->owes_reads || !own || !text_is(text_from(action), "audit.read"))
        return hand_on(request, work, action, arguments, ret_answer);
    struct audited *owed = arena_new(request->work.arena, struct audited);
    *owed = (struct audited){action, arena_text(request->work.arena, arguments), NULL};
    *request->owed_end = owed;
    request->owed_end = &owed->next;
    *ret_answer = TEXT_NONE;
    return OK;
}

void owed_reads_begin(struct request *request)
{
    request->owed = NULL;
    request->owed_end = &request->owed;
    request->owes_reads = true;
}

enum outcome owed_reads_settle(struct request *request)
{
    struct text answer;
    const struct audited *owed = request->owed;
    request->owes_reads = false;
    request->owed = NULL;
    if (owed == NULL)
        return OK;
    if (owed->next == NULL)
        return hand_on(request, &request->work, owed->action, owed->arguments, &answer);
    AUTO_BUFFER struct buffer lines = buffer_open(OWED_BYTES_MOST); /* JSON holds no line feed of its own */
    for (; owed != NULL; owed = owed->next) {
        buffer_add(&lines, owed->arguments);
        buffer_add_byte(&lines, '\n');
    }
    return lines.full ? TOO_LARGE : hand_on(request, &request->work, "audit.reads", buffer_text(&lines), &answer);
}
