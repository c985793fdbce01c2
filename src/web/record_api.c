#include "web/record_api.h"

#include "record/json_row.h"
#include "record/list.h"
#include "record/openapi.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { BODY_MOST_JSON = 16 << 20, CHILDREN_MOST = OPENAPI_CHILDREN_MOST };

static const struct resource *resource_of(const struct request *request) { return request->route->context; }

/* ---- answers ---- */

static enum outcome send_json(struct request *request, struct response *response, int status,
                              const struct json_writer *writer)
{
    return json_finish(writer) ? respond_json(request, response, status, buffer_text(writer->buffer)) : FAILED;
}

/* What the actor could do next, with what each step still misses. */
static enum outcome put_steps(struct request *request, const struct resource *resource, const void *row,
                              struct json_writer *writer)
{
    struct step_offer *offers = NULL;
    size_t count = 0;
    enum outcome outcome = flow_offers(&request->work, resource->flow, row, &offers, &count);
    if (outcome != OK)
        return outcome;
    json_key(writer, TEXT("steps"));
    json_array_begin(writer);
    for (size_t i = 0; i < count; i++) {
        if (!offers[i].allowed)
            continue;
        json_object_begin(writer);
        json_key(writer, TEXT("action"));
        json_put_text(writer, text_from(offers[i].step->action));
        json_key(writer, TEXT("open"));
        json_put_boolean(writer, gate_is_open(&offers[i].gate));
        json_key(writer, TEXT("missing"));
        json_array_begin(writer);
        for (const struct gate_item *item = offers[i].gate.first; item != NULL; item = item->next)
            if (!item->met)
                json_put_text(writer, text_from(item->code));
        json_array_end(writer);
        json_object_end(writer);
    }
    json_array_end(writer);
    return OK;
}

/* The members of the row as the actor may see it now; read again, so that a write answers what a read would. */
static enum outcome put_row(struct request *request, struct response *response, struct identifier id,
                            struct json_writer *writer)
{
    const struct resource *resource = resource_of(request);
    struct field_set readable;
    void *row;
    enum outcome outcome = record_get(&request->work, resource->record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    record_json_members(writer, &request->work, resource->record, row, &readable);
    if (resource->flow != NULL)
        outcome = put_steps(request, resource, row, writer);
    if (outcome == OK)
        respond_version(request, response, record_head_of(row)->version);
    return outcome;
}

static enum outcome send_row(struct request *request, struct response *response, struct identifier id, int status)
{
    AUTO_BUFFER struct buffer body = buffer_open(BODY_MOST_JSON);
    struct json_writer writer = json_writer_open(&body);
    json_object_begin(&writer);
    enum outcome outcome = put_row(request, response, id, &writer);
    json_object_end(&writer);
    return outcome == OK ? send_json(request, response, status, &writer) : outcome;
}

/* ---- reads ---- */

static void put_page(struct request *request, const struct resource *resource, const struct list_page *page,
                     struct json_writer *writer)
{
    json_object_begin(writer);
    json_key(writer, TEXT("items"));
    json_array_begin(writer);
    for (size_t i = 0; i < page->count; i++)
        record_json_write(writer, &request->work, resource->record, page->rows[i], &page->readable[i]);
    json_array_end(writer);
    json_key(writer, TEXT("total"));
    json_put_integer(writer, page->total);
    json_key(writer, TEXT("more"));
    json_put_boolean(writer, page->more);
    json_object_end(writer);
}

static void put_next_link(struct request *request, struct response *response, const struct resource *resource,
                          const struct list_query *query, const struct list_page *page)
{
    struct arena *arena = request->work.arena;
    struct text address = list_query_write(arena, resource->record, query);
    if (text_is_empty(page->next))
        return;
    respond_header(request, response, "Link",
                   arena_format(arena, "</api/v1/%s?%.*s%safter=%.*s>; rel=\"next\"", resource->record->path,
                                TEXT_ARG(address), text_is_empty(address) ? "" : "&", TEXT_ARG(page->next)));
}

static enum outcome check_query(struct request *request, const struct resource *resource)
{
    const struct flow *flow = resource->flow;
    size_t count = flow == NULL ? 0 : flow->state_count;
    const char **states = arena_array(request->work.arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++)
        states[i] = flow->states[i].name;
    return list_query_check(&request->work, resource->record, (const char *const *)states, count, &request->query);
}

static enum outcome api_list(struct request *request, struct response *response)
{
    const struct resource *resource = resource_of(request);
    struct list_query query;
    struct list_page page;
    enum outcome outcome = check_query(request, resource);
    if (outcome == OK)
        outcome = list_query_read(&request->work, resource->record, &request->query, &query);
    if (outcome == OK)
        outcome = record_list(&request->work, resource->record, &query, &page);
    if (outcome == OK) /* a page of the API holds every field of its rows */
        outcome = record_audit_reads(&request->work, resource->record, page.rows, page.count);
    if (outcome != OK)
        return outcome;
    AUTO_BUFFER struct buffer body = buffer_open(BODY_MOST_JSON);
    struct json_writer writer = json_writer_open(&body);
    put_page(request, resource, &page, &writer);
    put_next_link(request, response, resource, &query, &page);
    return send_json(request, response, 200, &writer);
}

static enum outcome api_get(struct request *request, struct response *response)
{
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    return outcome == OK ? send_row(request, response, id, 200) : outcome;
}

/* ---- writes ---- */

static enum outcome read_body(struct request *request, const struct json_value **ret_object)
{
    struct json_fault fault = {0};
    struct arena *arena = request->work.arena;
    enum outcome outcome = json_parse(arena, request->body, JSON_LIMITS_REQUEST, ret_object, &fault);
    if (outcome == INVALID)
        return problem_add_with(
            &request->work.problems, INVALID, "not_json", TEXT_NONE, N_("This is not JSON: {1} (line {2})."),
            text_from(tr(request->work.language, fault.message)), arena_format(arena, "%zu", fault.line));
    return outcome;
}

/* The row of an object of the body, stored. */
static enum outcome create_row(struct request *request, const struct resource *resource,
                               const struct json_value *object, struct identifier *ret_id)
{
    const struct record *record = resource->record;
    struct work *work = &request->work;
    void *row = record_row_new(request, record, resource->flow);
    enum outcome outcome = resource->prepare != NULL ? resource->prepare(request, object, row) : OK;
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(row);
    if (!actor_may_on(&request->actor, record->create, &subject))
        return FORBIDDEN;
    struct field_set fields = record_form_fields(work, record, row);
    /* What was prepared from the body may be said by it: the case that a session hangs on. */
    struct field_set prepared = resource->prepare != NULL ? record_readable(work, record, row) : (struct field_set){0};
    outcome = record_json_read(work, record, &fields, &prepared, object, row);
    if (outcome == OK)
        outcome = resource->create != NULL ? resource->create(work, row) : record_insert(work, record, row);
    if (outcome == OK)
        *ret_id = record_head_of(row)->id;
    return outcome;
}

/* ---- a new row with its children ---- */

static bool names_child(const struct resource *resource, struct text name)
{
    for (size_t i = 0; i < resource->child_count; i++)
        if (text_equal(name, text_from(resource->children[i].resource->record->path)))
            return true;
    return false;
}

/* The object without its children. */
static const struct json_value *without_children(struct arena *arena, const struct resource *resource,
                                                 const struct json_value *object)
{
    if (object->kind != JSON_KIND_OBJECT || resource->child_count == 0)
        return object;
    struct json_value *own = arena_new(arena, struct json_value), *items;
    items = arena_array(arena, struct json_value, object->count + 1);
    *own = *object;
    own->items = items;
    own->count = 0;
    for (size_t i = 0; i < object->count; i++)
        if (!names_child(resource, object->items[i].name))
            items[own->count++] = object->items[i];
    return own;
}

/* The child with its link to the row that was made. */
static const struct json_value *linked(struct arena *arena, const struct json_value *child, const char *link,
                                       struct identifier parent)
{
    if (child->kind != JSON_KIND_OBJECT || json_member(child, text_from(link)) != NULL)
        return child;
    struct json_value *whole = arena_new(arena, struct json_value), *items;
    items = arena_array(arena, struct json_value, child->count + 1);
    for (size_t i = 0; i < child->count; i++)
        items[i] = child->items[i];
    items[child->count] =
        (struct json_value){.kind = JSON_KIND_TEXT, .name = text_from(link), .text = identifier_to_text(arena, parent)};
    *whole = *child;
    whole->items = items;
    whole->count = child->count + 1;
    return whole;
}

/* What is said of a child from `from` on stands beside its place in the body: "return-counselling/1/held_on". */
static void point_into(struct request *request, struct problem *from, const char *path, size_t at)
{
    struct problem *problem = from == NULL ? request->work.problems.first : from->next;
    for (; problem != NULL; problem = problem->next)
        problem->field = arena_format(request->work.arena, "%s/%zu%s%.*s", path, at,
                                      text_is_empty(problem->field) ? "" : "/", TEXT_ARG(problem->field));
}

static enum outcome create_children(struct request *request, const struct resource_child *child,
                                    const struct json_value *list, struct identifier parent,
                                    struct identifier ret_ids[CHILDREN_MOST])
{
    const char *path = child->resource->record->path;
    struct problems *problems = &request->work.problems;
    if (list->kind != JSON_KIND_ARRAY || list->count > CHILDREN_MOST)
        return problem_add_with(problems, INVALID, "children", text_from(path),
                                N_("Give a JSON array of at most {1} objects."),
                                arena_format(request->work.arena, "%d", CHILDREN_MOST), TEXT_NONE);
    for (size_t i = 0; i < list->count; i++) {
        struct problem *last = problems->last;
        const struct json_value *object = linked(request->work.arena, &list->items[i], child->link, parent);
        enum outcome outcome = create_row(request, child->resource, object, &ret_ids[i]);
        point_into(request, last, path, i);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

/* All children that the body brings; their ids are written behind the members of the row. */
static enum outcome create_all_children(struct request *request, const struct resource *resource,
                                        const struct json_value *object, struct identifier parent,
                                        struct json_writer *made)
{
    struct identifier ids[CHILDREN_MOST];
    for (size_t i = 0; i < resource->child_count; i++) {
        struct text path = text_from(resource->children[i].resource->record->path);
        const struct json_value *list = json_member(object, path);
        if (json_is_nothing(list))
            continue;
        enum outcome outcome = create_children(request, &resource->children[i], list, parent, ids);
        if (outcome != OK)
            return outcome;
        json_key(made, path);
        json_array_begin(made);
        for (size_t k = 0; k < list->count; k++)
            json_put_text(made, identifier_to_text(request->work.arena, ids[k]));
        json_array_end(made);
    }
    return OK;
}

static enum outcome api_create(struct request *request, struct response *response)
{
    const struct resource *resource = resource_of(request);
    struct work *work = &request->work;
    const struct json_value *object = NULL;
    struct identifier id;
    enum outcome outcome = read_body(request, &object);
    if (outcome == OK)
        outcome = create_row(request, resource, without_children(work->arena, resource, object), &id);
    if (outcome != OK)
        return outcome;
    AUTO_BUFFER struct buffer body = buffer_open(BODY_MOST_JSON);
    struct json_writer writer = json_writer_open(&body);
    json_object_begin(&writer);
    /* Before the row is read: what a child does to it shows. */
    outcome = create_all_children(request, resource, object, id, &writer);
    if (outcome == OK)
        outcome = put_row(request, response, id, &writer);
    json_object_end(&writer);
    if (outcome == OK)
        outcome = send_json(request, response, 201, &writer);
    if (outcome == OK)
        response->location = arena_format(work->arena, "/api/v1/%s/%.*s", resource->record->path,
                                          TEXT_ARG(identifier_to_text(work->arena, id)));
    return outcome;
}

/* The row that the client read: PRECONDITION when it moved since. */
static enum outcome open_for_write(struct request *request, const struct resource *resource,
                                   struct record_target *ret_target)
{
    int64_t version = 0;
    enum outcome outcome = record_target_find(request, resource->record, 0, ret_target);
    if (outcome == OK)
        outcome = request_version(request, &version);
    if (outcome != OK)
        return outcome;
    return version == record_head_of(ret_target->now)->version ? OK : PRECONDITION;
}

static enum outcome api_change(struct request *request, struct response *response)
{
    const struct resource *resource = resource_of(request);
    struct work *work = &request->work;
    const struct json_value *object = NULL;
    struct record_target target;
    enum outcome outcome = open_for_write(request, resource, &target);
    if (outcome == OK)
        outcome = read_body(request, &object);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(target.now);
    if (!actor_may_on(&request->actor, resource->record->update, &subject))
        return FORBIDDEN;
    void *row = record_copy(work->arena, resource->record, target.now);
    outcome = record_json_read(work, resource->record, &target.fields, &target.readable, object, row);
    if (outcome == OK)
        outcome = resource->update != NULL ? resource->update(work, target.now, row)
                                           : record_update(work, resource->record, target.now, row);
    if (outcome == CONFLICT) /* somebody was faster between our read and our write */
        outcome = PRECONDITION;
    return outcome == OK ? send_row(request, response, target.id, 200) : outcome;
}

/* Takes the note out of the object: the rest are fields. */
static enum outcome read_note(struct request *request, const struct json_value *object, struct json_value *ret_fields,
                              struct text *ret_note)
{
    const struct json_value *note = json_member(object, TEXT("note"));
    struct json_value *items = arena_array(request->work.arena, struct json_value, object->count + 1);
    *ret_fields = *object;
    ret_fields->items = items;
    ret_fields->count = 0;
    for (size_t i = 0; i < object->count; i++)
        if (!text_is(object->items[i].name, "note"))
            items[ret_fields->count++] = object->items[i];
    *ret_note = json_text_or(note, TEXT_NONE);
    bool bad = !json_is_nothing(note) && (note->kind != JSON_KIND_TEXT || !text_is_clean(note->text, true));
    return bad ? problem_add(&request->work.problems, INVALID, "type_wrong", TEXT("note"), N_("Give a JSON string."))
               : OK;
}

static enum outcome read_step(struct request *request, const struct resource *resource,
                              const struct record_target *target, const struct step *step, void *row,
                              struct text *ret_note)
{
    const struct json_value *object = NULL;
    struct json_value rest = {.kind = JSON_KIND_OBJECT};
    struct field_set fields = step_fields(resource->flow, step);
    if (text_is_empty(text_trim(request->body)))
        return OK;
    enum outcome outcome = read_body(request, &object);
    if (outcome == OK && object->kind == JSON_KIND_OBJECT)
        outcome = read_note(request, object, &rest, ret_note);
    else if (outcome == OK)
        outcome = problem_add(&request->work.problems, INVALID, "not_an_object", TEXT_NONE, N_("Give a JSON object."));
    return outcome == OK ? record_json_read(&request->work, resource->record, &fields, &target->readable, &rest, row)
                         : outcome;
}

static bool names_action(struct text names, const char *action)
{
    struct text name;
    while (text_split(&names, ',', &name))
        if (text_is(text_trim(name), action))
            return true;
    return false;
}

/* "screen, withdraw": the steps of the flow, from this state or (an empty one) from any. */
static struct text step_names(struct arena *arena, const struct flow *flow, struct text state)
{
    struct text names = TEXT_NONE;
    for (size_t i = 0; i < flow->step_count; i++) {
        struct text action = text_from(flow->steps[i].action);
        bool listed = text_is_empty(state) || flow_step(flow, state, action) != NULL;
        if (listed && !names_action(names, flow->steps[i].action))
            names = arena_format(arena, "%.*s%s%.*s", TEXT_ARG(names), names.length > 0 ? ", " : "", TEXT_ARG(action));
    }
    return names;
}

/* CONFLICT: it exists, but not from the row's state; the client may have read it before it moved. */
static enum outcome refuse_step(struct request *request, const struct flow *flow, struct text state)
{
    struct arena *arena = request->work.arena;
    struct text action = request->parameters[1];
    struct text all = step_names(arena, flow, TEXT_NONE);
    if (!names_action(all, arena_string(arena, action)))
        return problem_add_with(&request->work.problems, NOT_FOUND, "step_unknown", TEXT("action"),
                                N_("There is no step “{1}” here. There are: {2}."), action, all);
    return problem_add_with(&request->work.problems, CONFLICT, "step_not_now", TEXT("action"),
                            N_("In the state “{1}” this step is not possible. Possible are: {2}."), state,
                            step_names(arena, flow, state));
}

/* Only the fields the step asks for are taken from `row`: flow_move() copies just these. */
static enum outcome api_step(struct request *request, struct response *response)
{
    const struct resource *resource = resource_of(request);
    struct record_target target;
    struct text note = TEXT_NONE;
    enum outcome outcome = open_for_write(request, resource, &target);
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(target.now);
    const struct step *step = flow_step(resource->flow, head->state, request->parameters[1]);
    if (step == NULL)
        return refuse_step(request, resource->flow, head->state);
    struct subject subject = record_subject(target.now);
    if (!actor_may_on(&request->actor, step->right, &subject))
        return FORBIDDEN;
    void *row = record_copy(request->work.arena, resource->record, target.now);
    outcome = read_step(request, resource, &target, step, row, &note);
    if (outcome == OK)
        outcome = flow_move(&request->work, resource->flow, target.id, head->version, request->parameters[1],
                            step->input == NULL ? NULL : row, note);
    if (outcome == CONFLICT && request->work.problems.count == 0)
        outcome = PRECONDITION;
    return outcome == OK ? send_row(request, response, target.id, 200) : outcome;
}

/* ---- the document ---- */

static enum outcome api_document(struct request *request, struct response *response)
{
    const struct resource_list *list = request->route->context;
    response->no_store = false;
    struct text document = resource_openapi(request->work.arena, list, request->application->settings->address);
    return text_is_empty(document) ? FAILED : respond_json(request, response, 200, document);
}

/* ---- routes ---- */

static void add_route(struct route *routes, size_t *count, struct route route) { routes[(*count)++] = route; }

bool resource_creates(const struct resource *resource)
{
    return !resource->read_only && !resource->not_created && resource->record->create != NULL;
}
bool resource_changes(const struct resource *resource)
{
    return !resource->read_only && resource->record->update != NULL;
}

static const char *pattern_of(struct arena *arena, const struct resource *resource, const char *behind)
{
    return arena_string(arena, arena_format(arena, "/api/v1/%s%s", resource->record->path, behind));
}

static void add_reads(struct arena *arena, const struct resource *resource, struct route *routes, size_t *count)
{
    add_route(routes, count,
              (struct route){.method = METHOD_GET,
                             .pattern = pattern_of(arena, resource, ""),
                             .class = ROUTE_READ,
                             .handle = api_list,
                             .right = resource->record->read,
                             .context = resource,
                             .purpose = "a page of records"});
    add_route(routes, count,
              (struct route){.method = METHOD_GET,
                             .pattern = pattern_of(arena, resource, "/{id}"),
                             .class = ROUTE_READ,
                             .handle = api_get,
                             .right = resource->record->read,
                             .context = resource,
                             .purpose = "one record"});
}

static void add_writes(struct arena *arena, const struct resource *resource, struct route *routes, size_t *count)
{
    if (resource_creates(resource))
        add_route(routes, count,
                  (struct route){.method = METHOD_POST,
                                 .pattern = pattern_of(arena, resource, ""),
                                 .class = ROUTE_WRITE,
                                 .handle = api_create,
                                 .right = resource->record->create,
                                 .context = resource,
                                 .purpose = "a new record"});
    if (resource_changes(resource))
        add_route(routes, count,
                  (struct route){.method = METHOD_PATCH,
                                 .pattern = pattern_of(arena, resource, "/{id}"),
                                 .class = ROUTE_WRITE,
                                 .handle = api_change,
                                 .right = resource->record->update,
                                 .context = resource,
                                 .purpose = "changes of a record"});
    /* Whoever may read may try; the step's own right is asked on the row. */
    if (resource->flow != NULL)
        add_route(routes, count,
                  (struct route){.method = METHOD_POST,
                                 .pattern = pattern_of(arena, resource, "/{id}/steps/{action}"),
                                 .class = ROUTE_WRITE,
                                 .handle = api_step,
                                 .right = resource->record->read,
                                 .context = resource,
                                 .purpose = "a step of a record's life"});
}

void resource_routes(struct arena *arena, const struct resource_list *list, struct route_list *ret_routes)
{
    struct route *routes = arena_array(arena, struct route, list->count * 5 + 1);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        add_reads(arena, &list->resources[i], routes, &count);
        add_writes(arena, &list->resources[i], routes, &count);
    }
    add_route(routes, &count,
              (struct route){.method = METHOD_GET,
                             .pattern = "/api/v1/openapi.json",
                             .class = ROUTE_READ,
                             .handle = api_document,
                             .open_to_all = true,
                             .context = list,
                             .purpose = "what the API offers"});
    *ret_routes = (struct route_list){routes, count};
}
