/* The OpenAPI document of a list of resources. */
#include "record/openapi.h"
#include "web/record_api.h"

#include <string.h>

enum { DOCUMENT_MOST = 16 << 20 };

static const char *const *states_of(struct arena *arena, const struct flow *flow)
{
    const char **states = arena_array(arena, const char *, flow->state_count + 1);
    for (size_t i = 0; i < flow->state_count; i++)
        states[i] = flow->states[i].name;
    return (const char *const *)states;
}

static bool listed(const struct openapi_step *steps, size_t count, const char *action)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(steps[i].action, action) == 0)
            return true;
    return false;
}

/* An action that leaves several states is one operation: the fields of the first such step stand for all. */
static void add_steps(struct arena *arena, const struct flow *flow, struct openapi_resource *ret)
{
    struct openapi_step *steps = arena_array(arena, struct openapi_step, flow->step_count + 1);
    for (size_t i = 0; i < flow->step_count; i++) {
        const struct step *step = &flow->steps[i];
        if (!listed(steps, ret->step_count, step->action))
            steps[ret->step_count++] = (struct openapi_step){step->action, step->label, step->description,
                                                             step_fields(flow, step), step->note_required};
    }
    ret->steps = steps;
}

static void add_children(struct arena *arena, const struct resource *resource, struct openapi_resource *ret)
{
    struct openapi_child *children = arena_array(arena, struct openapi_child, resource->child_count + 1);
    for (size_t i = 0; i < resource->child_count; i++)
        children[i] = (struct openapi_child){resource->children[i].resource->record, resource->children[i].link};
    ret->children = children;
    ret->child_count = resource->child_count;
}

struct text resource_openapi(struct arena *arena, const struct resource_list *list, struct text address)
{
    struct openapi_resource *resources = arena_array(arena, struct openapi_resource, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        const struct resource *resource = &list->resources[i];
        resources[i].record = resource->record;
        resources[i].creates = resource_creates(resource);
        resources[i].changes = resource_changes(resource);
        add_children(arena, resource, &resources[i]);
        if (resource->flow == NULL)
            continue;
        resources[i].states = states_of(arena, resource->flow);
        resources[i].state_count = resource->flow->state_count;
        add_steps(arena, resource->flow, &resources[i]);
    }
    struct openapi_document document = {.title = TEXT("Sanad"),
                                        .version = TEXT(SANAD_VERSION),
                                        .address = address,
                                        .resources = resources,
                                        .resource_count = list->count};
    AUTO_BUFFER struct buffer buffer = buffer_open(DOCUMENT_MOST);
    return openapi_write(&buffer, arena, &document) ? arena_text(arena, buffer_text(&buffer)) : TEXT_NONE;
}
