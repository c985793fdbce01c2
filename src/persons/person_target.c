#include "persons/person_pages.h"

struct text person_path_to(struct arena *arena, struct identifier person, const char *behind)
{
    return arena_format(arena, "/persons/%.*s%s", TEXT_ARG(identifier_to_text(arena, person)), behind);
}

struct text person_address(const struct request *request, struct identifier person, const char *behind)
{
    return page_path(request, person_path_to(request->work.arena, person, behind));
}

static enum outcome read_target(struct request *request, bool audited, struct person_target *ret_target)
{
    struct identifier id;
    struct field_set readable;
    void *row;
    struct work *work = &request->work;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = audited ? record_get(work, &person_record, id, &row, &readable)
                          : record_peek(work, &person_record, id, &row, &readable);
    if (outcome != OK)
        return outcome;
    *ret_target = (struct person_target){
        .person = row,
        .readable = readable,
        .title = record_called(work, &person_record, row),
        .path = person_path_to(work->arena, id, ""),
    };
    return OK;
}

enum outcome person_target_read(struct request *request, struct person_target *ret_target)
{
    return read_target(request, true, ret_target);
}

enum outcome person_target_find(struct request *request, struct person_target *ret_target)
{
    return read_target(request, false, ret_target);
}

enum outcome person_links(void *context, struct work *work, const struct field *field, const void *row,
                          const struct form_choice **ret_choices, size_t *ret_count)
{
    (void)context;
    (void)work;
    (void)row;
    (void)ret_choices;
    (void)ret_count;
    return field->target == &person_record || field->target == &household_record ? TOO_LARGE : NOT_FOUND;
}
