#include "record/openapi.h"
#include "record/openapi_schema.h"

/* Every refusal of the API, once; operations refer to them. */
static const struct refusal {
    const char *status, *name, *description;
} REFUSALS[] = {
    {"401", "Unauthenticated", "No token, or one that is not known."},
    {"403", "Forbidden", "The token may not do this."},
    {"404", "NotFound", "There is no such record, or it lies outside what the token may see."},
    {"409", "Conflict", "Another change came first, or the step is not possible from the present state."},
    {"412", "PreconditionFailed", "The record changed since it was read: its version is not that of If-Match."},
    {"413", "TooLarge", "The body is too large."},
    {"422", "Invalid", "Something in the request cannot be: see `errors`."},
    {"428", "PreconditionRequired", "If-Match with the version that was read is missing."},
    {"429", "TooMany", "Too many requests."},
    {"503", "Unavailable", "Try again later; nothing was changed."},
    {"507", "DiskFull", "The disk of the server is full; nothing was changed. Tell its administrator."},
};
enum { REFUSAL_COUNT = sizeof REFUSALS / sizeof *REFUSALS };

static const char READING[] = "401 403 404 422 429 503 507";
static const char CREATING[] = "401 403 404 409 413 422 429 503 507";
static const char CHANGING[] = "401 403 404 409 412 413 422 428 429 503 507";

struct maker {
    struct json_writer *writer;
    struct arena *arena;
    const struct openapi_resource *resource;
    const char *type; /* "ReturnCase" */
};

static void put_reference(const struct maker *maker, const char *name, const char *kind, const char *target)
{
    struct json_writer *writer = maker->writer;
    if (name != NULL)
        json_key(writer, text_from(name));
    json_object_begin(writer);
    openapi_put_text(writer, "$ref", arena_format(maker->arena, "#/components/%s/%s", kind, target));
    json_object_end(writer);
}

static void put_content(const struct maker *maker, const char *type, const char *schema)
{
    struct json_writer *writer = maker->writer;
    openapi_open(writer, "content");
    openapi_open(writer, type);
    put_reference(maker, "schema", "schemas", schema);
    json_object_end(writer);
    json_object_end(writer);
}

static void put_refusals(const struct maker *maker, const char *statuses)
{
    struct text wanted = text_from(statuses), status = TEXT_NONE;
    while (text_split(&wanted, ' ', &status))
        for (size_t i = 0; i < REFUSAL_COUNT; i++)
            if (text_is(status, REFUSALS[i].status))
                put_reference(maker, REFUSALS[i].status, "responses", REFUSALS[i].name);
}

/* ---- operations ---- */

static const char *named(const struct maker *maker, const char *before, const char *after)
{
    return arena_format(maker->arena, "%s%s%s", before, maker->type, after).at;
}

static void begin_operation(const struct maker *maker, const char *method, const char *id, const char *summary,
                            const char *description)
{
    openapi_open(maker->writer, method);
    openapi_put(maker->writer, "operationId", id);
    openapi_put(maker->writer, "summary", summary);
    openapi_put(maker->writer, "description", description);
    json_key(maker->writer, TEXT("tags"));
    json_array_begin(maker->writer);
    json_put_text(maker->writer, text_from(maker->resource->record->path));
    json_array_end(maker->writer);
}

static void put_headers(const struct maker *maker, const char *const *names)
{
    struct json_writer *writer = maker->writer;
    openapi_open(writer, "headers");
    for (size_t i = 0; names[i] != NULL; i += 2)
        put_reference(maker, names[i], "headers", names[i + 1]);
    json_object_end(writer);
}

static void put_responses(const struct maker *maker, const char *status, const char *description, const char *schema,
                          const char *const *headers, const char *refusals)
{
    openapi_open(maker->writer, "responses");
    openapi_open(maker->writer, status);
    openapi_put(maker->writer, "description", description);
    put_headers(maker, headers);
    put_content(maker, "application/json", schema);
    json_object_end(maker->writer);
    put_refusals(maker, refusals);
    json_object_end(maker->writer);
}

static void put_body(const struct maker *maker, const char *type, const char *schema)
{
    openapi_open(maker->writer, "requestBody");
    openapi_put_boolean(maker->writer, "required", true);
    put_content(maker, type, schema);
    json_object_end(maker->writer);
}

static const char *const ONE_HEADERS[] = {"ETag", "Version", NULL};
static const char *const MADE_HEADERS[] = {"ETag", "Version", "Location", "Location", NULL};
static const char *const LIST_HEADERS[] = {"Link", "Next", NULL};

static void put_parameter_references(const struct maker *maker, const char *const *names)
{
    struct json_writer *writer = maker->writer;
    openapi_list(writer, "parameters");
    for (size_t i = 0; names[i] != NULL; i++)
        put_reference(maker, NULL, "parameters", names[i]);
    json_array_end(writer);
}

static void put_list(const struct maker *maker)
{
    static const char *const PAGING[] = {"office", "after", "size", "mine", NULL};
    struct json_writer *writer = maker->writer;
    begin_operation(maker, "get", named(maker, "list", ""),
                    arena_format(maker->arena, "List: %s", maker->resource->record->plural).at,
                    "Rows that the token may read, a page at a time; the address of the next page stands in Link.");
    openapi_list(writer, "parameters");
    openapi_put_filters(writer, maker->arena, maker->resource);
    for (size_t i = 0; PAGING[i] != NULL; i++)
        put_reference(maker, NULL, "parameters", PAGING[i]);
    json_array_end(writer);
    put_responses(maker, "200", "A page of rows.", named(maker, "", "List"), LIST_HEADERS, READING);
    json_object_end(writer);
}

static void put_create(const struct maker *maker)
{
    static const char *const KEY[] = {"Idempotency-Key", NULL};
    begin_operation(maker, "post", named(maker, "create", ""),
                    arena_format(maker->arena, "Create: %s", maker->resource->record->label).at,
                    "Stores a new record.  With Idempotency-Key a repeated request finds what the first one made.");
    put_parameter_references(maker, KEY);
    put_body(maker, "application/json", named(maker, "", "New"));
    put_responses(maker, "201", "It was made; Location says where.", maker->type, MADE_HEADERS, CREATING);
    json_object_end(maker->writer);
}

static void put_one(const struct maker *maker)
{
    begin_operation(maker, "get", named(maker, "get", ""),
                    arena_format(maker->arena, "Read: %s", maker->resource->record->label).at,
                    "One record: the fields that the token may read.  Its ETag is its version.");
    put_responses(maker, "200", "The record.", maker->type, ONE_HEADERS, READING);
    json_object_end(maker->writer);
}

static void put_change(const struct maker *maker)
{
    static const char *const MATCH[] = {"If-Match", NULL};
    begin_operation(maker, "patch", named(maker, "update", ""),
                    arena_format(maker->arena, "Change: %s", maker->resource->record->label).at,
                    "Changes the fields that are given (RFC 7396); null empties a field.");
    put_parameter_references(maker, MATCH);
    put_body(maker, "application/merge-patch+json", named(maker, "", "Change"));
    put_responses(maker, "200", "The record as it is now.", maker->type, ONE_HEADERS, CHANGING);
    json_object_end(maker->writer);
}

static struct text step_type(const struct maker *maker, const struct openapi_step *step)
{
    return arena_format(maker->arena, "%s%.*sStep", maker->type,
                        TEXT_ARG(openapi_type_name(maker->arena, step->action)));
}

static void put_id(const struct maker *maker)
{
    static const char *const ID[] = {"id", NULL};
    put_parameter_references(maker, ID);
}

static void put_step(const struct maker *maker, const struct openapi_step *step)
{
    static const char *const MATCH[] = {"If-Match", NULL};
    struct arena *arena = maker->arena;
    openapi_open(maker->writer,
                 arena_format(arena, "/api/v1/%s/{id}/steps/%s", maker->resource->record->path, step->action).at);
    put_id(maker);
    struct text action = openapi_type_name(arena, step->action);
    begin_operation(maker, "post", arena_format(arena, "step%s%.*s", maker->type, TEXT_ARG(action)).at, step->label,
                    step->description != NULL ? step->description : step->label);
    put_parameter_references(maker, MATCH);
    put_body(maker, "application/json", step_type(maker, step).at);
    put_responses(maker, "200", "The record in its new state.", maker->type, ONE_HEADERS, CHANGING);
    json_object_end(maker->writer);
    json_object_end(maker->writer);
}

static void put_paths(const struct maker *maker)
{
    const struct openapi_resource *resource = maker->resource;
    struct json_writer *writer = maker->writer;
    openapi_open(writer, arena_format(maker->arena, "/api/v1/%s", resource->record->path).at);
    put_list(maker);
    if (resource->creates)
        put_create(maker);
    json_object_end(writer);
    openapi_open(writer, arena_format(maker->arena, "/api/v1/%s/{id}", resource->record->path).at);
    put_id(maker);
    put_one(maker);
    if (resource->changes)
        put_change(maker);
    json_object_end(writer);
    for (size_t i = 0; i < resource->step_count; i++)
        put_step(maker, &resource->steps[i]);
}

/* ---- components ---- */

static void put_resource_schemas(const struct maker *maker)
{
    const struct openapi_resource *resource = maker->resource;
    openapi_put_record(maker->writer, maker->arena, maker->type, resource);
    if (resource->creates)
        openapi_put_input(maker->writer, maker->arena, named(maker, "", "New"), resource, OPENAPI_NEW);
    if (resource->changes)
        openapi_put_input(maker->writer, maker->arena, named(maker, "", "Change"), resource, OPENAPI_CHANGE);
    for (size_t i = 0; i < resource->step_count; i++)
        openapi_put_step(maker->writer, maker->arena, step_type(maker, &resource->steps[i]).at, resource->record,
                         &resource->steps[i]);
}

static void put_responses_component(const struct maker *maker)
{
    struct json_writer *writer = maker->writer;
    openapi_open(writer, "responses");
    for (size_t i = 0; i < REFUSAL_COUNT; i++) {
        openapi_open(writer, REFUSALS[i].name);
        openapi_put(writer, "description", REFUSALS[i].description);
        put_content(maker, "application/problem+json", "Problem");
        json_object_end(writer);
    }
    json_object_end(writer);
}

static void put_security(struct json_writer *writer)
{
    openapi_open(writer, "securitySchemes");
    openapi_open(writer, "bearer");
    openapi_put(writer, "type", "http");
    openapi_put(writer, "scheme", "bearer");
    openapi_put(writer, "description",
                "An API token, made in one's account; it may do what its scopes and its owner may.");
    json_object_end(writer);
    json_object_end(writer);
}

static struct maker maker_of(struct json_writer *writer, struct arena *arena, const struct openapi_resource *resource)
{
    return (struct maker){writer, arena, resource, openapi_type_name(arena, resource->record->name).at};
}

static void put_components(struct json_writer *writer, struct arena *arena, const struct openapi_document *document)
{
    openapi_open(writer, "components");
    put_security(writer);
    openapi_open(writer, "schemas");
    openapi_put_common(writer);
    for (size_t i = 0; i < document->resource_count; i++) {
        struct maker maker = maker_of(writer, arena, &document->resources[i]);
        put_resource_schemas(&maker);
    }
    json_object_end(writer);
    openapi_put_parameters(writer, document);
    openapi_put_headers(writer);
    struct maker shared = {.writer = writer, .arena = arena};
    put_responses_component(&shared);
    json_object_end(writer);
}

/* ---- the document ---- */

static void put_info(struct json_writer *writer, const struct openapi_document *document)
{
    openapi_open(writer, "info");
    openapi_put_text(writer, "title", document->title);
    openapi_put_text(writer, "version", document->version);
    openapi_put(
        writer, "description",
        "Records of the mission, with the rights of the token's owner: what a page shows, this shows, and nothing "
        "more.  Every write needs the version that was read, and leaves its trace in history and audit log.");
    openapi_open(writer, "license");
    openapi_put(writer, "name", "Apache License 2.0");
    openapi_put(writer, "url", "https://www.apache.org/licenses/LICENSE-2.0");
    json_object_end(writer);
    openapi_open(writer, "contact");
    openapi_put_text(writer, "name", document->title);
    openapi_put_text(writer, "url", document->address);
    json_object_end(writer);
    json_object_end(writer);
}

static void put_tags(struct json_writer *writer, const struct openapi_document *document)
{
    openapi_list(writer, "tags");
    for (size_t i = 0; i < document->resource_count; i++) {
        json_object_begin(writer);
        openapi_put(writer, "name", document->resources[i].record->path);
        openapi_put(writer, "description", document->resources[i].record->plural);
        json_object_end(writer);
    }
    json_array_end(writer);
}

static void put_heads(struct json_writer *writer, const struct openapi_document *document)
{
    openapi_put(writer, "openapi", "3.1.0");
    put_info(writer, document);
    openapi_list(writer, "servers");
    json_object_begin(writer);
    openapi_put_text(writer, "url", document->address);
    json_object_end(writer);
    json_array_end(writer);
    openapi_list(writer, "security");
    json_object_begin(writer);
    openapi_list(writer, "bearer");
    json_array_end(writer);
    json_object_end(writer);
    json_array_end(writer);
    put_tags(writer, document);
}

bool openapi_write(struct buffer *buffer, struct arena *arena, const struct openapi_document *document)
{
    struct json_writer writer = json_writer_open(buffer);
    json_object_begin(&writer);
    put_heads(&writer, document);
    openapi_open(&writer, "paths");
    for (size_t i = 0; i < document->resource_count; i++) {
        struct maker maker = maker_of(&writer, arena, &document->resources[i]);
        put_paths(&maker);
    }
    json_object_end(&writer);
    put_components(&writer, arena, document);
    json_object_end(&writer);
    return json_finish(&writer);
}
