#include "codec/json.h"

#include <jansson.h>

#include "base/number.h"
#include "codec/json_plain.h"

const struct json_limits JSON_LIMITS_REQUEST = {.bytes = (size_t)4 << 20, .values = 50000};

/* What one look over the bytes finds before jansson sees them: how deep, how many values at most, and where the
   numbers stand, since jansson keeps none as it was written. */
struct survey {
    struct text *numbers;
    size_t number_count, values;
    bool too_deep;
};

static bool in_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* The position behind the string that opens at `at`. */
static size_t behind_string(struct text text, size_t at)
{
    for (at++; at < text.length && text.at[at] != '"'; at++)
        if (text.at[at] == '\\')
            at++;
    return at + 1;
}

/* Counts right for every document that is JSON; for one that is not, jansson refuses it afterwards.  Without
   `numbers`, only counts. */
static void survey_text(struct text text, struct survey *survey)
{
    size_t depth = 0;
    survey->values = 1;
    survey->number_count = 0;
    for (size_t at = 0; at < text.length;) {
        char c = text.at[at];
        size_t from = at++;
        if (c == '"') {
            at = behind_string(text, from);
        } else if (c == '{' || c == '[') {
            survey->too_deep |= ++depth > JSON_DEPTH_MOST;
            survey->values++;
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        } else if (c == ',') {
            survey->values++;
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            while (at < text.length && in_number(text.at[at]))
                at++;
            if (survey->numbers != NULL)
                survey->numbers[survey->number_count] = text_slice(text, from, at);
            survey->number_count++;
        }
    }
}

struct copy {
    struct arena *arena;
    const struct text *numbers; /* of those not yet copied, in the order of the document */
};

static void copy_value(struct copy *copy, json_t *from, struct json_value *to);

static void copy_number(struct copy *copy, struct json_value *to)
{
    to->text = arena_text(copy->arena, *copy->numbers++);
    to->kind =
        text_to_integer(to->text, INT64_MIN, INT64_MAX, &to->integer) == OK ? JSON_KIND_INTEGER : JSON_KIND_NUMBER;
}

static void copy_array(struct copy *copy, json_t *from, struct json_value *to)
{
    size_t count = json_array_size(from);
    struct json_value *items = arena_array(copy->arena, struct json_value, count);
    to->kind = JSON_KIND_ARRAY;
    to->items = items;
    to->count = count;
    for (size_t i = 0; i < count; i++)
        copy_value(copy, json_array_get(from, i), &items[i]);
}

/* jansson keeps members in their order, so the numbers come in theirs. */
static void copy_object(struct copy *copy, json_t *from, struct json_value *to)
{
    size_t count = json_object_size(from);
    struct json_value *items = arena_array(copy->arena, struct json_value, count);
    to->kind = JSON_KIND_OBJECT;
    to->items = items;
    to->count = count;
    for (void *member = json_object_iter(from); member != NULL; member = json_object_iter_next(from, member)) {
        copy_value(copy, json_object_iter_value(member), items);
        items->name = arena_text(copy->arena, text_from(json_object_iter_key(member)));
        items++;
    }
}

/* Recursion: at most JSON_DEPTH_MOST deep, by the survey. */
static void copy_value(struct copy *copy, json_t *from, struct json_value *to)
{
    switch (json_typeof(from)) {
    case JSON_OBJECT:
        copy_object(copy, from, to);
        break;
    case JSON_ARRAY:
        copy_array(copy, from, to);
        break;
    case JSON_STRING:
        to->kind = JSON_KIND_TEXT;
        to->text = arena_text(copy->arena, (struct text){json_string_value(from), json_string_length(from)});
        break;
    case JSON_INTEGER:
    case JSON_REAL:
        copy_number(copy, to);
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        to->kind = JSON_KIND_BOOLEAN;
        to->boolean = json_is_true(from);
        break;
    case JSON_NULL:
        to->kind = JSON_KIND_NULL;
        break;
    }
}

static const char *fault_message(enum json_error_code code)
{
    static const char *const messages[] = {
        [json_error_invalid_utf8] = N_("The document is not valid UTF-8."),
        [json_error_premature_end_of_input] = N_("The document ends too early."),
        [json_error_null_character] = N_("The document holds a NUL character."),
        [json_error_null_byte_in_key] = N_("The document holds a NUL character."),
        [json_error_duplicate_key] = N_("A name stands twice in one object."),
        [json_error_numeric_overflow] = N_("A number is too large."),
    };
    const char *message = (size_t)code < sizeof messages / sizeof *messages ? messages[code] : NULL;
    return message != NULL ? message : N_("This is not valid JSON.");
}

static enum outcome refuse(enum outcome outcome, const char *message, struct json_fault *ret_fault)
{
    if (ret_fault != NULL)
        *ret_fault = (struct json_fault){.message = message};
    return outcome;
}

static size_t positive(int number) { return number > 0 ? (size_t)number : 0; }

enum outcome json_parse(struct arena *arena, struct text text, struct json_limits limits,
                        const struct json_value **ret_value, struct json_fault *ret_fault)
{
    struct survey survey = {0};
    if (text.length > limits.bytes)
        return refuse(TOO_LARGE, N_("The document is too large."), ret_fault);
    if (json_read_plain(arena, text, limits.values, ret_value))
        return OK;
    if (text_find_byte(text, '\0') >= 0) /* jansson takes it for the end and does not look behind it */
        return refuse(INVALID, N_("The document holds a NUL character."), ret_fault);
    survey_text(text, &survey);
    if (survey.too_deep)
        return refuse(INVALID, N_("The document is nested too deep."), ret_fault);
    if (survey.values > limits.values)
        return refuse(TOO_LARGE, N_("The document holds too many values."), ret_fault);
    json_error_t error;
    /* As reals, so that a whole number past an int64_t is no error; the numbers are read from the survey anyway. */
    json_t *root = json_loadb(text.length == 0 ? "" : text.at, text.length,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
    if (root == NULL) {
        (void)refuse(INVALID, fault_message(json_error_code(&error)), ret_fault);
        if (ret_fault != NULL) {
            ret_fault->line = positive(error.line);
            ret_fault->column = positive(error.column);
        }
        return INVALID;
    }
    survey.numbers = arena_array(arena, struct text, survey.number_count);
    survey_text(text, &survey);
    struct copy copy = {arena, survey.numbers};
    struct json_value *value = arena_new(arena, struct json_value);
    copy_value(&copy, root, value);
    json_decref(root);
    *ret_value = value;
    return OK;
}

const struct json_value *json_member(const struct json_value *object, struct text name)
{
    if (object == NULL || object->kind != JSON_KIND_OBJECT)
        return NULL;
    for (size_t i = 0; i < object->count; i++)
        if (text_equal(object->items[i].name, name))
            return &object->items[i];
    return NULL;
}

const struct json_value *json_element(const struct json_value *array, size_t at)
{
    return array != NULL && array->kind == JSON_KIND_ARRAY && at < array->count ? &array->items[at] : NULL;
}

struct text json_text_or(const struct json_value *value, struct text otherwise)
{
    return value != NULL && value->kind == JSON_KIND_TEXT ? value->text : otherwise;
}

int64_t json_integer_or(const struct json_value *value, int64_t otherwise)
{
    return value != NULL && value->kind == JSON_KIND_INTEGER ? value->integer : otherwise;
}

bool json_boolean_or(const struct json_value *value, bool otherwise)
{
    return value != NULL && value->kind == JSON_KIND_BOOLEAN ? value->boolean : otherwise;
}

bool json_is_nothing(const struct json_value *value) { return value == NULL || value->kind == JSON_KIND_NULL; }
