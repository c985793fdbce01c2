/* A file in pieces, for the script of the form (assets/scripts/uploads.js): begin, one piece, how far it is.  Without
   the script the form sends the file whole. */
#include "base/number.h"
#include "codec/json.h"
#include "exchange/import_pages.h"
#include "exchange/upload.h"

enum { ANSWER_MOST = 1 << 10 };

static enum outcome answer(struct request *request, struct response *response, int status,
                           const struct upload_state *state)
{
    struct work *work = &request->work;
    struct json_writer json = json_writer_open(&response->body);
    const struct problem *problem = work->problems.first;
    json_object_begin(&json);
    if (state != NULL) {
        json_key(&json, TEXT("id"));
        json_put_text(&json, identifier_to_text(work->arena, state->id));
        json_key(&json, TEXT("received"));
        json_put_integer(&json, state->received);
        json_key(&json, TEXT("size"));
        json_put_integer(&json, state->size);
        json_key(&json, TEXT("chunk"));
        json_put_integer(&json, UPLOAD_CHUNK);
    }
    if (problem != NULL) {
        json_key(&json, TEXT("problem"));
        json_put_text(&json, problem_sentence(work->arena, work->language, problem));
    }
    json_object_end(&json);
    response->status = status;
    response->content_type = TEXT("application/json");
    return json_finish(&json) ? OK : FAILED;
}

static int status_for(enum outcome outcome)
{
    return outcome == OK ? 200 : outcome == TOO_LARGE ? 413 : outcome == CONFLICT ? 409 : 422;
}

/* Does the actor import anything at all?  What it is, the form says once the file is whole. */
static bool imports_something(const struct work *work)
{
    size_t count;
    const struct import_kind *const *kinds = exchange_kinds(&count);
    bool may = false;
    for (size_t i = 0; i < count; i++)
        may = may || import_may(work, kinds[i]);
    return may;
}

enum outcome upload_new(struct request *request, struct response *response)
{
    struct upload_state state;
    int64_t size = 0;
    struct text name = parameters_get(&request->form, TEXT("name"));
    struct text digest = parameters_get(&request->form, TEXT("digest"));
    if (!imports_something(&request->work))
        return FORBIDDEN;
    if (text_to_integer(parameters_get(&request->form, TEXT("size")), 1, INT64_MAX / 2, &size) != OK)
        size = 0;
    enum outcome outcome = upload_begin(&request->work, text_slice(name, 0, 400), size, digest,
                                        request->application->settings->upload_bytes, &state);
    if (outcome < 0)
        return outcome;
    return answer(request, response, status_for(outcome), outcome == OK ? &state : NULL);
}

enum outcome upload_show(struct request *request, struct response *response)
{
    struct upload_state state;
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = upload_get(&request->work, id, &state);
    return outcome == OK ? answer(request, response, 200, &state) : outcome;
}

enum outcome upload_take(struct request *request, struct response *response)
{
    struct upload_state state;
    struct identifier id;
    int64_t position;
    struct text bytes = TEXT_NONE;
    for (size_t i = 0; i < request->upload_count; i++)
        if (text_is(request->uploads[i].name, "piece"))
            bytes = request->uploads[i].bytes;
    if (text_to_integer(parameters_get(&request->form, TEXT("position")), 0, INT64_MAX / 2, &position) != OK)
        position = -1;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = upload_add(&request->work, id, position, bytes, &state);
    if (outcome < 0 || outcome == NOT_FOUND)
        return outcome;
    return answer(request, response, status_for(outcome), &state);
}
