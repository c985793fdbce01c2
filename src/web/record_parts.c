#include "web/record_parts.h"

#include <string.h>

const struct choice_list *flow_choices(struct arena *arena, const struct flow *flow)
{
    if (flow == NULL)
        return NULL;
    struct choice *choices = arena_array(arena, struct choice, flow->state_count + 1);
    struct choice_list *list = arena_new(arena, struct choice_list);
    for (size_t i = 0; i < flow->state_count; i++)
        choices[i] = (struct choice){.code = flow->states[i].name, .label = flow->states[i].label};
    *list = (struct choice_list){.name = flow->name, .choices = choices, .count = flow->state_count};
    return list;
}

const char *flow_tone(const void *flow, struct text state)
{
    static const char *const TONES[] = {[STATE_NOW] = "accent", [STATE_WAITING] = "warn", [STATE_ENDED] = "good"};
    const struct flow_state *found = flow == NULL ? NULL : flow_state(flow, state);
    if (found != NULL && found->kind == STATE_ENDED && !found->on_main_path)
        return "note"; /* an end, but not the one that was meant */
    return found == NULL ? NULL : TONES[found->kind];
}

static struct field_set both(struct field_set a, const struct field_set *b)
{
    for (size_t i = 0; i < sizeof a.words / sizeof *a.words; i++)
        a.words[i] &= b->words[i];
    return a;
}

/* The actor's own reading says what may be seen, also where a key is missing; what is stored is read whole, so that a
   save does not empty the fields that the actor cannot read. */
enum outcome record_target_find(struct request *request, const struct record *record, size_t index,
                                struct record_target *ret_target)
{
    struct record_target target = {0};
    enum outcome outcome = request_id(request, index, &target.id);
    if (outcome == OK)
        outcome = record_peek_whole(&request->work, record, target.id, &target.now, &target.readable);
    if (outcome != OK)
        return outcome;
    target.fields = both(record_form_fields(&request->work, record, target.now), &target.readable);
    *ret_target = target;
    return OK;
}

enum outcome record_form_insert(struct request *request, const struct record *record, const struct field_set *fields,
                                void *row)
{
    enum outcome outcome = record_form_read(&request->work, record, fields, &request->form, row);
    if (outcome == OK)
        outcome = record_insert(&request->work, record, row);
    if (outcome == INVALID)
        record_head(row)->version = 0; /* nothing of it was stored */
    return outcome;
}

void *record_row_new(struct request *request, const struct record *record, const struct flow *flow)
{
    void *row = record_new(request->work.arena, record);
    struct record_head *head = record_head(row);
    head->organisation = request->actor.organisation;
    head->office = request->actor.office;
    if (flow != NULL && flow->state_count > 0)
        head->state = text_from(flow->states[0].name);
    return row;
}

struct text record_path(struct arena *arena, const char *base, struct identifier id, const char *behind)
{
    return arena_format(arena, "%s/%.*s%s%s", base, TEXT_ARG(identifier_to_text(arena, id)),
                        behind[0] == '\0' ? "" : "/", behind);
}

struct text record_address(const struct request *request, const char *base, struct identifier id, const char *behind)
{
    return page_path(request, record_path(request->work.arena, base, id, behind));
}
