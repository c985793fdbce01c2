#include "web/resume.h"

#include "codec/base64.h"
#include "codec/json.h"
#include "web/router.h"
#include "web/serve.h"
#include "web/signed.h"

static const struct seal_place PLACE = {.table = TEXT_CONSTANT("resume"), .field = TEXT_CONSTANT("form")};

static void put_member(struct json_writer *json, struct text name, struct text value)
{
    json_key(json, name);
    json_put_text(json, value);
}

/* What the person typed; not the tokens of the session that ended. */
static void encode_form(struct buffer *buffer, const struct parameters *form)
{
    for (size_t i = 0; i < form->count; i++)
        if (!text_is(form->at[i].name, "_csrf") && !text_is(form->at[i].name, "_language"))
            url_encode_parameter(buffer, buffer->length == 0, form->at[i].name, form->at[i].value);
}

struct text resume_seal(struct request *request)
{
    struct arena *arena = request->work.arena;
    AUTO_BUFFER struct buffer form = buffer_open(RESUME_MOST);
    AUTO_BUFFER struct buffer written = buffer_open(RESUME_MOST * 2);
    struct json_writer json = json_writer_open(&written);
    encode_form(&form, &request->form);
    json_object_begin(&json);
    put_member(&json, TEXT("path"), request->path);
    put_member(&json, TEXT("form"), buffer_text(&form));
    if (request->session.ended)
        put_member(&json, TEXT("user"), identifier_to_text(arena, request->session.user));
    json_key(&json, TEXT("time"));
    json_put_integer(&json, request->work.now);
    json_object_end(&json);
    if (form.full || !json_finish(&json))
        return TEXT_NONE;
    struct key key = web_key(request->application, TEXT("resume"));
    struct text sealed = seal(arena, &key, PLACE, buffer_text(&written));
    key_forget(&key);
    return base64_encode(arena, sealed, BASE64_URL);
}

static enum outcome resume_open(struct request *request, const struct json_value **ret_json)
{
    struct text sealed;
    struct text plain;
    struct text given = parameters_get(&request->form, TEXT("_resume"));
    if (text_is_empty(given) || base64_decode(request->work.arena, given, BASE64_URL, &sealed) != OK)
        return NOT_FOUND;
    enum outcome outcome = web_unseal(request->application, request->work.arena, TEXT("resume"), PLACE, sealed, &plain);
    if (outcome != OK || json_parse(request->work.arena, plain, JSON_LIMITS_REQUEST, ret_json, NULL) != OK)
        return NOT_FOUND;
    return OK;
}

static bool is_for(const struct request *request, const struct json_value *json)
{
    struct identifier user;
    struct text whose = json_text_or(json_member(json, TEXT("user")), TEXT_NONE);
    int64_t age = request->work.now - json_integer_or(json_member(json, TEXT("time")), 0);
    if (age < 0 || age > RESUME_MINUTES * 60 * MICROSECONDS)
        return false;
    return text_is_empty(whose) ||
           (text_to_identifier(whose, &user) == OK && identifier_equal(user, request->session.user));
}

enum outcome web_resume(struct request *request, struct response *response)
{
    const struct json_value *json;
    struct parameters form = {0};
    if (!request->session.open || resume_open(request, &json) != OK || !is_for(request, json))
        return NOT_FOUND;
    struct text path = json_text_or(json_member(json, TEXT("path")), TEXT_NONE);
    struct text encoded = json_text_or(json_member(json, TEXT("form")), TEXT_NONE);
    if (parameters_parse(&form, &request->work.problems, encoded) != OK)
        return NOT_FOUND;
    return serve_again(request, response, path, form,
                       N_("You are signed in again. Check what you had typed, then send it."));
}

struct text page_next(const struct request *request)
{
    struct text next = parameters_get(&request->form, TEXT("_next"));
    if (text_is_empty(next))
        next = parameters_get(&request->query, TEXT("_next"));
    if (next.length == 0 || next.at[0] != '/' || !text_is_clean(next, false) || text_find_byte(next, '\\') >= 0 ||
        text_starts_with(next, TEXT("//")))
        return TEXT("/");
    ptrdiff_t mark = text_find_byte(next, '?');
    struct text path = text_slice(next, 0, mark < 0 ? next.length : (size_t)mark);
    if (path_language(path, &path) == NULL)
        return next;
    return arena_join(request->work.arena, path, text_slice(next, mark < 0 ? next.length : (size_t)mark, next.length));
}
