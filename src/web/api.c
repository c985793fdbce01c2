#include "web/api.h"

#include "base/number.h"
#include "codec/base64.h"
#include "codec/header.h"
#include "codec/json.h"
#include "codec/problem_json.h"
#include "web/router.h"
#include "web/signed.h"
#include "web/status.h"
#include "web/web_store.h"

enum { KEY_MOST = 200, ANSWER_MOST = 4 << 20 };

/* --- problems ----------------------------------------------------------------------------------------------------- */

static struct text translate(void *context, const struct problem *problem)
{
    const struct request *request = context;
    return tr_with(request->work.arena, request->work.language, problem->message, problem->arguments,
                   PROBLEM_ARGUMENTS);
}

enum outcome api_problem(struct request *request, struct response *response, int status)
{
    const struct status *entry = status_entry(status);
    const char *advice = request->advice != NULL ? request->advice : entry->advice;
    struct problem_document document = {
        .status = status,
        .type = arena_format(request->work.arena, "/problems/%s", entry->code),
        .title = text_from(tr(request->work.language, entry->title)),
        .detail = text_from(tr(request->work.language, advice)),
        .instance = text_is_empty(request->incident)
                        ? request->target
                        : arena_join(request->work.arena, TEXT("incident:"), request->incident),
        .problems = &request->work.problems,
        .translate = translate,
        .context = request,
        .of_query = !method_changes(request->method),
    };
    response->status = status;
    response->content_type = TEXT(PROBLEM_JSON_TYPE);
    buffer_clear(&response->body);
    if (status == 401)
        respond_header(request, response, "WWW-Authenticate", TEXT("Bearer"));
    return problem_json_write(&response->body, &document) ? OK : FAILED;
}

/* --- reads -------------------------------------------------------------------------------------------------------- */

/* If-None-Match: "7", "8" or *; weak marks are compared without their W/. */
static bool matches(struct text header, struct text etag)
{
    struct text one;
    while (text_split(&header, ',', &one)) {
        one = text_trim(one);
        if (text_starts_with(one, TEXT("W/")))
            one = text_slice(one, 2, one.length);
        if (text_equal(one, etag) || text_is(one, "*"))
            return true;
    }
    return false;
}

static enum outcome api_read(struct request *request, struct response *response)
{
    enum outcome outcome = request->route->handle(request, response);
    struct text header = request->header(request, "If-None-Match");
    if (outcome != OK || response->status != 200 || text_is_empty(response->etag) || text_is_empty(header) ||
        !matches(header, response->etag))
        return outcome;
    response->status = 304;
    response->stream = NULL;
    buffer_clear(&response->body);
    return OK;
}

/* --- writes ------------------------------------------------------------------------------------------------------- */

static struct seal_place place_of(const struct request *request)
{
    return (struct seal_place){TEXT("api_answer"), TEXT("answer_sealed"), request->actor.user};
}

static void put_member(struct json_writer *json, struct text name, struct text value)
{
    json_key(json, name);
    json_put_text(json, value);
}

static struct text digest_text(struct arena *arena, struct text bytes)
{
    unsigned char digest[DIGEST_BYTES];
    hash_bytes(bytes, digest);
    return arena_text(arena, (struct text){(const char *)digest, sizeof digest});
}

/* What makes it the same request: method, address and body. */
static struct text fingerprint_of(struct request *request)
{
    struct arena *arena = request->work.arena;
    struct text head = arena_format(arena, "%.*s %.*s\n", TEXT_ARG(request->method_name), TEXT_ARG(request->uri));
    return digest_text(arena, arena_join(arena, head, digest_text(arena, request->body)));
}

static struct text seal_answer(struct request *request, const struct response *response)
{
    struct arena *arena = request->work.arena;
    AUTO_BUFFER struct buffer written = buffer_open(ANSWER_MOST * 2);
    struct json_writer json = json_writer_open(&written);
    json_object_begin(&json);
    json_key(&json, TEXT("status"));
    json_put_integer(&json, response->status);
    put_member(&json, TEXT("type"), response->content_type);
    put_member(&json, TEXT("location"), response->location);
    put_member(&json, TEXT("etag"), response->etag);
    put_member(&json, TEXT("body"), base64_encode(arena, buffer_text(&response->body), BASE64_STANDARD));
    json_object_end(&json);
    if (!json_finish(&json))
        return TEXT_NONE;
    struct key key = web_key(request->application, TEXT("api_answer"));
    struct text sealed = seal(arena, &key, place_of(request), buffer_text(&written));
    key_forget(&key);
    return sealed;
}

static enum outcome replay(struct request *request, struct response *response, struct text sealed)
{
    struct text plain;
    struct text body;
    const struct json_value *json;
    const struct json_limits limits = {ANSWER_MOST * 2, 100};
    enum outcome outcome =
        web_unseal(request->application, request->work.arena, TEXT("api_answer"), place_of(request), sealed, &plain);
    if (outcome != OK || json_parse(request->work.arena, plain, limits, &json, NULL) != OK ||
        base64_decode(request->work.arena, json_text_or(json_member(json, TEXT("body")), TEXT_NONE), BASE64_STANDARD,
                      &body) != OK)
        return FAILED;
    response->status = (int)json_integer_or(json_member(json, TEXT("status")), 500);
    response->content_type = json_text_or(json_member(json, TEXT("type")), TEXT_NONE);
    response->location = json_text_or(json_member(json, TEXT("location")), TEXT_NONE);
    response->etag = json_text_or(json_member(json, TEXT("etag")), TEXT_NONE);
    buffer_clear(&response->body);
    buffer_add(&response->body, body);
    return OK;
}

/* The answer is kept in the transaction of the write: both are there, or neither. */
static enum outcome keep(struct request *request, const struct response *response, struct api_answer_row *row)
{
    if (response->body.length > ANSWER_MOST || response->stream != NULL)
        return api_answer_row_drop(&request->work, row);
    row->sealed = seal_answer(request, response);
    return text_is_empty(row->sealed) ? FAILED : api_answer_row_fill(&request->work, row);
}

static enum outcome api_write_once(struct request *request, struct response *response, struct text key)
{
    struct text fingerprint = fingerprint_of(request);
    struct api_answer_row row = {
        .key_hash = digest_text(request->work.arena, key), .user = request->actor.user, .fingerprint = fingerprint};
    enum outcome outcome = api_answer_row_claim(&request->work, &row);
    if (outcome == OK && !text_equal(row.fingerprint, fingerprint))
        return problem_add(&request->work.problems, INVALID, "idempotency_key_reused", TEXT_NONE,
                           N_("This Idempotency-Key was used for another request"));
    if (outcome == OK)
        return replay(request, response, row.sealed);
    if (outcome != NOT_FOUND)
        return outcome;
    outcome = request->route->handle(request, response);
    if (outcome != OK || response->status >= 400)
        return outcome;
    return keep(request, response, &row);
}

static bool is_json(struct text content_type)
{
    struct text kind = header_value(content_type);
    return text_equal_ignoring_case(kind, TEXT("application/json")) ||
           text_equal_ignoring_case(kind, TEXT("application/merge-patch+json"));
}

static enum outcome api_write(struct request *request, struct response *response)
{
    struct text key = request->header(request, "Idempotency-Key");
    if (request->body.length > 0 && !request->route->big_body && !is_json(request->content_type))
        return respond_status(request, response, 415);
    if (key.length > KEY_MOST)
        return respond_status(request, response, 400);
    if (text_is_empty(key) || request->method != METHOD_POST || !request->in_transaction)
        return request->route->handle(request, response);
    return api_write_once(request, response, key);
}

enum outcome api_handle(struct request *request, struct response *response)
{
    return method_changes(request->method) ? api_write(request, response) : api_read(request, response);
}
