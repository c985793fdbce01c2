#include "codec/problem_json.h"

#include "codec/json.h"
#include "codec/url.h"

/* "#/" and the field, which is a pointer without its first slash (RFC 6901), escaped for the fragment. */
static void put_pointer(struct json_writer *json, struct text field)
{
    AUTO_BUFFER struct buffer pointer = buffer_open(field.length * 6 + 2);
    buffer_add(&pointer, TEXT("#/"));
    for (size_t i = 0; i < field.length; i++) {
        if (field.at[i] == '/')
            buffer_add_byte(&pointer, '/');
        else
            url_encode(&pointer, text_slice(field, i, i + 1));
    }
    json_put_text(json, buffer_text(&pointer));
}

/* The English of a message with {1}, {2}, {3} put in. */
static void put_message(struct json_writer *json, const struct problem *problem)
{
    struct text message = text_from(problem->message);
    size_t most = message.length;
    for (size_t i = 0; i < PROBLEM_ARGUMENTS; i++)
        most += problem->arguments[i].length * (message.length / 3 + 1);
    AUTO_BUFFER struct buffer whole = buffer_open(most);
    for (size_t i = 0; i < message.length; i++) {
        char digit = i + 2 < message.length && message.at[i] == '{' && message.at[i + 2] == '}' ? message.at[i + 1] : 0;
        if (digit >= '1' && digit < '1' + PROBLEM_ARGUMENTS) {
            buffer_add(&whole, problem->arguments[digit - '1']);
            i += 2;
        } else {
            buffer_add_byte(&whole, message.at[i]);
        }
    }
    json_put_text(json, buffer_text(&whole));
}

static void put_optional(struct json_writer *json, struct text key, struct text value)
{
    if (text_is_empty(value))
        return;
    json_key(json, key);
    json_put_text(json, value);
}

static void put_problem(struct json_writer *json, const struct problem_document *document,
                        const struct problem *problem)
{
    json_object_begin(json);
    json_key(json, TEXT("detail"));
    if (document->translate != NULL)
        json_put_text(json, document->translate(document->context, problem));
    else
        put_message(json, problem);
    if (document->of_query) {
        put_optional(json, TEXT("parameter"), problem->field);
    } else if (!text_is_empty(problem->field)) {
        json_key(json, TEXT("pointer"));
        put_pointer(json, problem->field);
    }
    json_key(json, TEXT("code"));
    json_put_text(json, text_from(problem->code));
    json_object_end(json);
}

bool problem_json_write(struct buffer *buffer, const struct problem_document *document)
{
    struct json_writer json = json_writer_open(buffer);
    json_object_begin(&json);
    json_key(&json, TEXT("type"));
    json_put_text(&json, text_is_empty(document->type) ? TEXT("about:blank") : document->type);
    json_key(&json, TEXT("title"));
    json_put_text(&json, document->title);
    json_key(&json, TEXT("status"));
    json_put_integer(&json, document->status);
    put_optional(&json, TEXT("detail"), document->detail);
    put_optional(&json, TEXT("instance"), document->instance);
    if (document->problems != NULL && document->problems->count > 0) {
        json_key(&json, TEXT("errors"));
        json_array_begin(&json);
        for (const struct problem *problem = document->problems->first; problem != NULL; problem = problem->next)
            put_problem(&json, document, problem);
        json_array_end(&json);
    }
    json_object_end(&json);
    return json_finish(&json);
}
