#include "record/openapi_schema.h"
#include "record/list.h"

#include <string.h>

/* ---- small pieces ---- */

void openapi_put_text(struct json_writer *writer, const char *name, struct text value)
{
    json_key(writer, text_from(name));
    json_put_text(writer, value);
}

void openapi_put(struct json_writer *writer, const char *name, const char *value)
{
    openapi_put_text(writer, name, text_from(value));
}

void openapi_put_boolean(struct json_writer *writer, const char *name, bool value)
{
    json_key(writer, text_from(name));
    json_put_boolean(writer, value);
}

void openapi_put_integer(struct json_writer *writer, const char *name, int64_t value)
{
    json_key(writer, text_from(name));
    json_put_integer(writer, value);
}

void openapi_open(struct json_writer *writer, const char *name)
{
    json_key(writer, text_from(name));
    json_object_begin(writer);
}

void openapi_list(struct json_writer *writer, const char *name)
{
    json_key(writer, text_from(name));
    json_array_begin(writer);
}

struct text openapi_type_name(struct arena *arena, const char *name)
{
    struct text from = text_from(name);
    char *to = arena_string(arena, from);
    size_t length = 0;
    bool capital = true;
    for (size_t i = 0; i < from.length; i++) {
        char byte = from.at[i];
        if (byte == '_' || byte == '-') {
            capital = true;
            continue;
        }
        to[length++] = capital && byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte;
        capital = false;
    }
    to[length] = '\0';
    return (struct text){to, length};
}

static void put_type(struct json_writer *writer, const char *type, const char *format)
{
    openapi_put(writer, "type", type);
    if (format != NULL)
        openapi_put(writer, "format", format);
}

static void put_member(struct json_writer *writer, const char *name, const char *type, const char *format)
{
    openapi_open(writer, name);
    put_type(writer, type, format);
    json_object_end(writer);
}

static void put_required(struct json_writer *writer, const char *const *names)
{
    openapi_list(writer, "required");
    for (size_t i = 0; names[i] != NULL; i++)
        json_put_text(writer, text_from(names[i]));
    json_array_end(writer);
}

/* ---- codes ---- */

/* What all codes of a long list have in common: "^[A-Z]{3}$". */
static void put_pattern(struct json_writer *writer, struct arena *arena, const struct choice_list *list)
{
    static const char *const CLASSES[] = {"A-Z", "a-z", "0-9", "_.-"};
    bool used[4] = {false};
    size_t shortest = SIZE_MAX, longest = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct text code = text_from(list->choices[i].code);
        shortest = code.length < shortest ? code.length : shortest;
        longest = code.length > longest ? code.length : longest;
        for (size_t at = 0; at < code.length; at++) {
            char byte = code.at[at];
            used[byte >= 'A' && byte <= 'Z'   ? 0
                 : byte >= 'a' && byte <= 'z' ? 1
                 : byte >= '0' && byte <= '9' ? 2
                                              : 3] = true;
        }
    }
    openapi_put_text(writer, "pattern",
                     arena_format(arena, "^[%s%s%s%s]{%zu,%zu}$", used[0] ? CLASSES[0] : "", used[1] ? CLASSES[1] : "",
                                  used[2] ? CLASSES[2] : "", used[3] ? CLASSES[3] : "", shortest, longest));
}

static void put_codes(struct json_writer *writer, struct arena *arena, const struct choice_list *list)
{
    put_type(writer, "string", NULL);
    if (list == NULL || list->count == 0)
        return;
    if (list->count > OPENAPI_CODES_MOST) {
        put_pattern(writer, arena, list);
        return;
    }
    openapi_list(writer, "enum");
    for (size_t i = 0; i < list->count; i++)
        json_put_text(writer, text_from(list->choices[i].code));
    json_array_end(writer);
}

/* ---- the schema of a field ---- */

static void put_money(struct json_writer *writer)
{
    static const char *const BOTH[] = {"amount", "currency", NULL};
    put_type(writer, "object", NULL);
    put_required(writer, BOTH);
    openapi_open(writer, "properties");
    openapi_open(writer, "amount");
    put_type(writer, "string", NULL);
    openapi_put(writer, "pattern", "^[0-9]{1,15}(\\.[0-9]{1,3})?$");
    json_object_end(writer);
    openapi_open(writer, "currency");
    put_type(writer, "string", NULL);
    openapi_list(writer, "enum");
    for (size_t i = 0; i < money_currency_count(); i++)
        json_put_text(writer, text_from(money_currency(i)));
    json_array_end(writer);
    json_object_end(writer);
    json_object_end(writer);
}

static void put_partial_date(struct json_writer *writer)
{
    static const char *const BOTH[] = {"date", "precision", NULL};
    static const char *const PRECISIONS[] = {"day", "month", "year"};
    put_type(writer, "object", NULL);
    put_required(writer, BOTH);
    openapi_open(writer, "properties");
    put_member(writer, "date", "string", "date");
    openapi_open(writer, "precision");
    put_type(writer, "string", NULL);
    openapi_list(writer, "enum");
    for (size_t i = 0; i < 3; i++)
        json_put_text(writer, text_from(PRECISIONS[i]));
    json_array_end(writer);
    json_object_end(writer);
    json_object_end(writer);
}

static void put_integer(struct json_writer *writer, const struct field *field)
{
    bool bounded = field->smallest != 0 || field->largest != 0;
    put_type(writer, "integer", "int64");
    openapi_put_integer(writer, "minimum", bounded ? field->smallest : 0);
    openapi_put_integer(writer, "maximum", bounded ? field->largest : INT64_C(1000000000000));
}

static void put_string(struct json_writer *writer, const struct field *field)
{
    put_type(writer, "string", NULL);
    openapi_put_integer(writer, "maxLength",
                        field->longest > 0           ? field->longest
                        : field->kind == FIELD_LINES ? 4000
                                                     : 200);
}

static void put_codes_list(struct json_writer *writer, struct arena *arena, const struct field *field)
{
    put_type(writer, "array", NULL);
    openapi_open(writer, "items");
    put_codes(writer, arena, field->choices);
    json_object_end(writer);
    openapi_put_boolean(writer, "uniqueItems", true);
}

static void put_kind(struct json_writer *writer, struct arena *arena, const struct field *field)
{
    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_LINES:
        put_string(writer, field);
        return;
    case FIELD_CHOICE:
        put_codes(writer, arena, field->choices);
        return;
    case FIELD_CHOICES:
        put_codes_list(writer, arena, field);
        return;
    case FIELD_DATE:
        put_type(writer, "string", "date");
        return;
    case FIELD_PARTIAL_DATE:
        put_partial_date(writer);
        return;
    case FIELD_INSTANT:
        put_type(writer, "string", "date-time");
        return;
    case FIELD_INTEGER:
        put_integer(writer, field);
        return;
    case FIELD_MONEY:
        put_money(writer);
        return;
    case FIELD_FLAG:
        put_type(writer, "boolean", NULL);
        return;
    case FIELD_LINK:
        put_type(writer, "string", "uuid");
        return;
    }
}

static void put_field(struct json_writer *writer, struct arena *arena, const struct field *field, bool may_be_null)
{
    openapi_open(writer, field->name);
    openapi_put(writer, "title", field->label);
    if (field->help != NULL)
        openapi_put(writer, "description", field->help);
    if ((field->flags & FIELD_COMPUTED) != 0)
        openapi_put_boolean(writer, "readOnly", true);
    if (!may_be_null) {
        put_kind(writer, arena, field);
        json_object_end(writer);
        return;
    }
    openapi_list(writer, "anyOf");
    json_object_begin(writer);
    put_kind(writer, arena, field);
    json_object_end(writer);
    json_object_begin(writer);
    put_type(writer, "null", NULL);
    json_object_end(writer);
    json_array_end(writer);
    json_object_end(writer);
}

/* ---- records ---- */

static void put_nullable(struct json_writer *writer, const char *name, const char *format)
{
    openapi_open(writer, name);
    openapi_list(writer, "type");
    json_put_text(writer, TEXT("string"));
    json_put_text(writer, TEXT("null"));
    json_array_end(writer);
    if (format != NULL)
        openapi_put(writer, "format", format);
    json_object_end(writer);
}

static void put_state(struct json_writer *writer, const struct openapi_resource *resource)
{
    if (resource->state_count == 0) {
        put_nullable(writer, "state", NULL);
        return;
    }
    openapi_open(writer, "state");
    put_type(writer, "string", NULL);
    openapi_list(writer, "enum");
    for (size_t i = 0; i < resource->state_count; i++)
        json_put_text(writer, text_from(resource->states[i]));
    json_array_end(writer);
    json_object_end(writer);
}

static void put_head(struct json_writer *writer, const struct openapi_resource *resource)
{
    put_member(writer, "id", "string", "uuid");
    if (resource->record->kind != NULL)
        put_nullable(writer, "number", NULL);
    put_state(writer, resource);
    put_member(writer, "version", "integer", "int64");
    if (resource->record->about_person)
        put_nullable(writer, "person", "uuid");
    put_nullable(writer, "organisation", "uuid");
    put_nullable(writer, "office", "uuid");
    put_nullable(writer, "assigned", "uuid");
    put_member(writer, "created_at", "string", "date-time");
    put_member(writer, "changed_at", "string", "date-time");
}

static void put_list_schema(struct json_writer *writer, struct arena *arena, const char *name)
{
    static const char *const ALL[] = {"items", "total", "more", NULL};
    openapi_open(writer, arena_format(arena, "%sList", name).at);
    put_type(writer, "object", NULL);
    put_required(writer, ALL);
    openapi_open(writer, "properties");
    openapi_open(writer, "items");
    put_type(writer, "array", NULL);
    openapi_open(writer, "items");
    openapi_put_text(writer, "$ref", arena_format(arena, "#/components/schemas/%s", name));
    json_object_end(writer);
    json_object_end(writer);
    put_member(writer, "total", "integer", "int64");
    openapi_open(writer, "more");
    put_type(writer, "boolean", NULL);
    openapi_put(writer, "description", "There are more than `total`; they were not counted to the end.");
    json_object_end(writer);
    json_object_end(writer);
    json_object_end(writer);
}

static void put_child_ids(struct json_writer *writer, const struct openapi_resource *resource)
{
    for (size_t i = 0; i < resource->child_count; i++) {
        openapi_open(writer, resource->children[i].record->path);
        put_type(writer, "array", NULL);
        openapi_put(writer, "description", "Only in the answer to a new one that came with such rows: their ids.");
        openapi_open(writer, "items");
        put_type(writer, "string", "uuid");
        json_object_end(writer);
        json_object_end(writer);
    }
}

void openapi_put_record(struct json_writer *writer, struct arena *arena, const char *name,
                        const struct openapi_resource *resource)
{
    static const char *const ALWAYS[] = {"id", "version", "created_at", "changed_at", NULL};
    const struct record *record = resource->record;
    openapi_open(writer, name);
    put_type(writer, "object", NULL);
    openapi_put(writer, "title", record->label);
    openapi_put(writer, "description", "Fields that the token may not read are left out; empty ones are null.");
    put_required(writer, ALWAYS);
    openapi_open(writer, "properties");
    put_head(writer, resource);
    for (size_t i = 0; i < record->field_count; i++)
        if ((record->fields[i].flags & FIELD_HIDDEN) == 0)
            put_field(writer, arena, &record->fields[i], true);
    put_child_ids(writer, resource);
    json_object_end(writer);
    json_object_end(writer);
    put_list_schema(writer, arena, name);
}

static bool is_input(const struct field *field, enum openapi_input input)
{
    unsigned never = FIELD_HIDDEN | FIELD_COMPUTED;
    return (field->flags & never) == 0 && !(input == OPENAPI_CHANGE && (field->flags & FIELD_ONCE) != 0);
}

/* `without`: the name of a field that is none, or NULL. */
static struct field_set inputs_of(const struct record *record, enum openapi_input input, const char *without)
{
    struct field_set set = {0};
    for (size_t i = 0; i < record->field_count; i++)
        if (is_input(&record->fields[i], input) && (without == NULL || strcmp(record->fields[i].name, without) != 0))
            field_set_add(&set, i);
    return set;
}

static void put_input_required(struct json_writer *writer, const struct record *record, const struct field_set *set,
                               bool note)
{
    openapi_list(writer, "required");
    for (size_t i = 0; i < record->field_count; i++)
        if (field_set_has(set, i) && (record->fields[i].flags & FIELD_REQUIRED) != 0)
            json_put_text(writer, text_from(record->fields[i].name));
    if (note)
        json_put_text(writer, TEXT("note"));
    json_array_end(writer);
}

static void put_input_fields(struct json_writer *writer, struct arena *arena, const struct record *record,
                             const struct field_set *set)
{
    for (size_t i = 0; i < record->field_count; i++)
        if (field_set_has(set, i))
            put_field(writer, arena, &record->fields[i], (record->fields[i].flags & FIELD_REQUIRED) == 0);
}

/* Rows that come with a new one: what a request for one of them alone holds, without the link. */
static void put_children(struct json_writer *writer, struct arena *arena, const struct openapi_resource *resource)
{
    for (size_t i = 0; i < resource->child_count; i++) {
        const struct openapi_child *child = &resource->children[i];
        struct field_set set = inputs_of(child->record, OPENAPI_NEW, child->link);
        openapi_open(writer, child->record->path);
        put_type(writer, "array", NULL);
        openapi_put(writer, "description", "Stored together with it, all or nothing; the answer has their ids here.");
        openapi_put_integer(writer, "maxItems", OPENAPI_CHILDREN_MOST);
        openapi_open(writer, "items");
        put_type(writer, "object", NULL);
        put_input_required(writer, child->record, &set, false);
        openapi_open(writer, "properties");
        put_input_fields(writer, arena, child->record, &set);
        json_object_end(writer);
        json_object_end(writer);
        json_object_end(writer);
    }
}

void openapi_put_input(struct json_writer *writer, struct arena *arena, const char *name,
                       const struct openapi_resource *resource, enum openapi_input input)
{
    const struct record *record = resource->record;
    struct field_set set = inputs_of(record, input, NULL);
    openapi_open(writer, name);
    put_type(writer, "object", NULL);
    openapi_put(writer, "title", record->label);
    if (input == OPENAPI_NEW)
        put_input_required(writer, record, &set, false);
    openapi_open(writer, "properties");
    put_input_fields(writer, arena, record, &set);
    if (input == OPENAPI_NEW)
        put_children(writer, arena, resource);
    json_object_end(writer);
    json_object_end(writer);
}

void openapi_put_step(struct json_writer *writer, struct arena *arena, const char *name, const struct record *record,
                      const struct openapi_step *step)
{
    openapi_open(writer, name);
    put_type(writer, "object", NULL);
    openapi_put(writer, "title", step->label);
    put_input_required(writer, record, &step->input, step->note_required);
    openapi_open(writer, "properties");
    openapi_open(writer, "note");
    put_type(writer, "string", NULL);
    openapi_put(writer, "description", "What is said with the step; kept in the history.");
    json_object_end(writer);
    put_input_fields(writer, arena, record, &step->input);
    json_object_end(writer);
    json_object_end(writer);
}

/* ---- what all share ---- */

static void put_problem_errors(struct json_writer *writer)
{
    openapi_open(writer, "errors");
    put_type(writer, "array", NULL);
    openapi_open(writer, "items");
    put_type(writer, "object", NULL);
    openapi_open(writer, "properties");
    put_member(writer, "detail", "string", NULL);
    openapi_open(writer, "pointer");
    put_type(writer, "string", NULL);
    openapi_put(writer, "description", "A JSON pointer into the request as a fragment: \"#/birth_date\".");
    json_object_end(writer);
    openapi_open(writer, "parameter");
    put_type(writer, "string", NULL);
    openapi_put(writer, "description", "Instead of a pointer: the name of a parameter of the query.");
    json_object_end(writer);
    openapi_open(writer, "code");
    put_type(writer, "string", NULL);
    openapi_put(writer, "description", "Stable, for programs: \"required\".");
    json_object_end(writer);
    json_object_end(writer);
    json_object_end(writer);
    json_object_end(writer);
}

void openapi_put_common(struct json_writer *writer)
{
    static const char *const ALWAYS[] = {"type", "title", "status", NULL};
    openapi_open(writer, "Problem");
    put_type(writer, "object", NULL);
    openapi_put(writer, "title", "Problem (RFC 9457)");
    put_required(writer, ALWAYS);
    openapi_open(writer, "properties");
    put_member(writer, "type", "string", "uri-reference");
    put_member(writer, "title", "string", NULL);
    put_member(writer, "status", "integer", NULL);
    put_member(writer, "detail", "string", NULL);
    put_member(writer, "instance", "string", "uri-reference");
    put_problem_errors(writer);
    json_object_end(writer);
    json_object_end(writer);
}

static void begin_parameter(struct json_writer *writer, struct text name, const char *in, const char *description,
                            bool required)
{
    openapi_put_text(writer, "name", name);
    openapi_put(writer, "in", in);
    openapi_put(writer, "description", description);
    openapi_put_boolean(writer, "required", required);
}

static void put_query(struct json_writer *writer, struct text name, const char *description, const char *format)
{
    json_object_begin(writer);
    begin_parameter(writer, name, "query", description, false);
    openapi_open(writer, "schema");
    put_type(writer, "string", format);
    json_object_end(writer);
    json_object_end(writer);
}

static bool is_day(const struct field *field)
{
    return field->kind == FIELD_DATE || field->kind == FIELD_PARTIAL_DATE || field->kind == FIELD_INSTANT;
}

static void put_filter(struct json_writer *writer, struct arena *arena, const struct field *field)
{
    bool ranged = is_day(field) || field->kind == FIELD_INTEGER || field->kind == FIELD_MONEY;
    if (list_is_typed(field)) {
        put_query(writer, text_from(field->name),
                  arena_format(arena, "%s: the whole text, in capital or small letters.", field->label).at, NULL);
        return;
    }
    if (!ranged) {
        put_query(writer, text_from(field->name),
                  arena_format(arena, "%s: one value, or several joined by commas.%s", field->label,
                               list_finds_none(field) ? "  A hyphen: not given." : "")
                      .at,
                  NULL);
        return;
    }
    const char *format = is_day(field) ? "date" : NULL;
    put_query(writer, arena_format(arena, "%s.from", field->name),
              arena_format(arena, "%s: from here on.", field->label).at, format);
    put_query(writer, arena_format(arena, "%s.to", field->name),
              arena_format(arena, "%s: up to and with this.", field->label).at, format);
    if (list_finds_none(field))
        put_query(writer, text_from(field->name), arena_format(arena, "%s: a hyphen: not given.", field->label).at,
                  NULL);
}

static bool is_sorted(const struct field *field)
{
    return (field->flags & FIELD_SORTED) != 0 && (field->flags & (FIELD_SEALED | FIELD_HIDDEN)) == 0;
}

static void put_sort(struct json_writer *writer, struct arena *arena, const struct record *record)
{
    json_object_begin(writer);
    begin_parameter(writer, TEXT("sort"), "query", "By this, upwards; with a hyphen before it, downwards.", false);
    openapi_open(writer, "schema");
    put_type(writer, "string", NULL);
    openapi_list(writer, "enum");
    json_put_text(writer, TEXT("title"));
    json_put_text(writer, TEXT("-title"));
    for (size_t i = 0; i < record->field_count; i++) {
        struct text name = text_from(record->fields[i].name);
        if (!is_sorted(&record->fields[i]))
            continue;
        json_put_text(writer, name);
        json_put_text(writer, arena_format(arena, "-%.*s", TEXT_ARG(name)));
    }
    json_array_end(writer);
    json_object_end(writer);
    json_object_end(writer);
}

void openapi_put_filters(struct json_writer *writer, struct arena *arena, const struct openapi_resource *resource)
{
    const struct record *record = resource->record;
    if (resource->state_count > 0)
        put_query(writer, TEXT("state"), "State: one, or several joined by commas.", NULL);
    if (resource->state_count > 0)
        put_filter(writer, arena, &list_since);
    if (record->kind != NULL)
        put_query(writer, TEXT("number"), "Number, as it was typed: 0 and O, 1, I and L may be confused.", NULL);
    for (size_t i = 0; i < record->field_count; i++) {
        unsigned flags = record->fields[i].flags;
        if ((flags & FIELD_FILTERED) != 0 && (flags & (FIELD_SEALED | FIELD_HIDDEN)) == 0)
            put_filter(writer, arena, &record->fields[i]);
    }
    put_sort(writer, arena, record);
}

static const struct shared_parameter {
    const char *name, *in, *description, *type, *format;
    bool required;
    int kind; /* 0: always, 1: where something is created, 2: where something is changed or moved */
} SHARED[] = {
    {"id", "path", "The record's id.", "string", "uuid", true, 0},
    {"after", "query", "The mark of a page: taken from Link, never made up.", "string", NULL, false, 0},
    {"size", "query", "Rows of a page.", "integer", NULL, false, 0},
    {"office", "query", "The id of an office: only its rows.", "string", "uuid", false, 0},
    {"mine", "query", "1: only what is assigned to the token's owner.", "string", NULL, false, 0},
    {"Idempotency-Key", "header", "A key of the client's own, the same when a request is sent again.", "string", NULL,
     false, 1},
    {"If-Match", "header", "The ETag that was read: \"3\" in quotes.", "string", NULL, true, 2},
};

static bool is_used(const struct shared_parameter *shared, const struct openapi_document *document)
{
    for (size_t i = 0; i < document->resource_count; i++) {
        const struct openapi_resource *resource = &document->resources[i];
        if (shared->kind == 0 || (shared->kind == 1 && resource->creates) ||
            (shared->kind == 2 && (resource->changes || resource->step_count > 0)))
            return true;
    }
    return false;
}

void openapi_put_parameters(struct json_writer *writer, const struct openapi_document *document)
{
    openapi_open(writer, "parameters");
    for (size_t i = 0; i < sizeof SHARED / sizeof *SHARED; i++) {
        const struct shared_parameter *shared = &SHARED[i];
        if (!is_used(shared, document))
            continue;
        openapi_open(writer, shared->name);
        begin_parameter(writer, text_from(shared->name), shared->in, shared->description, shared->required);
        openapi_open(writer, "schema");
        put_type(writer, shared->type, shared->format);
        json_object_end(writer);
        json_object_end(writer);
    }
    json_object_end(writer);
}

void openapi_put_headers(struct json_writer *writer)
{
    static const char *const HEADERS[][2] = {
        {"Version", "The version of the record, for If-Match."},
        {"Location", "The address of what was made."},
        {"Next", "The address of the next page as rel=\"next\"; absent on the last."},
    };
    openapi_open(writer, "headers");
    for (size_t i = 0; i < sizeof HEADERS / sizeof *HEADERS; i++) {
        openapi_open(writer, HEADERS[i][0]);
        openapi_put(writer, "description", HEADERS[i][1]);
        openapi_open(writer, "schema");
        put_type(writer, "string", NULL);
        json_object_end(writer);
        json_object_end(writer);
    }
    json_object_end(writer);
}
