/* What a partner's Sanad asks of this one: it brings files and fetches the answer.

     POST /api/v1/linkage-exchange          a file: 202; 422 with what is wrong; 409: it was received before
     GET  /api/v1/linkage-exchange/{run}    the answer: 200 application/octet-stream; 202: not yet made

   Whose file it is says its signature; the token says only that its holder may bring files. */
#include "codec/json.h"
#include "linkage/linkage_pages.h"

static enum outcome say_progress(struct request *request, struct response *response, const struct linkage_run *run)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1024);
    struct json_writer json = json_writer_open(&buffer);
    json_object_begin(&json);
    json_key(&json, TEXT("exchange"));
    json_put_text(&json, run->exchange);
    json_key(&json, TEXT("progress"));
    json_put_text(&json, run->progress);
    json_object_end(&json);
    return json_finish(&json) ? respond_json(request, response, 202, buffer_text(&buffer)) : FAILED;
}

/* As the program itself: who brings files sees nothing of runs. */
static enum outcome read_run(struct request *request, struct identifier id, struct linkage_run **ret_run)
{
    void *row;
    enum outcome outcome = record_get_unlimited(&request->work, &linkage_run_record, id, &row);
    if (outcome == OK)
        *ret_run = row;
    return outcome;
}

enum outcome linkage_api_take(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct linkage_run *run;
    enum outcome outcome = linkage_receive(work, work->actor->organisation, request->body, TEXT("network"), true, &id);
    if (outcome == OK)
        outcome = read_run(request, id, &run);
    return outcome == OK ? say_progress(request, response, run) : outcome;
}

enum outcome linkage_api_give(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier id;
    struct linkage_run *run;
    struct text file;
    enum outcome outcome = linkage_find_run(work, work->actor->organisation, request->parameters[0], &id);
    if (outcome == OK)
        outcome = read_run(request, id, &run);
    if (outcome != OK || !text_is(run->side, "answer") || !text_is(run->way, "network"))
        return outcome == OK ? NOT_FOUND : outcome;
    if (text_is(run->progress, "receiving") || text_is(run->progress, "received"))
        return say_progress(request, response, run);
    outcome = linkage_file(work, run, &file);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("application/octet-stream");
    buffer_clear(&response->body);
    buffer_add(&response->body, file);
    return response->body.full ? TOO_LARGE : OK;
}
