#include "record/restore.h"

#include "record/history.h"

static enum outcome put_back(struct work *work, const struct history_entry *entry, void *row)
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < entry->change_count && outcome == OK; i++) {
        const struct history_change *change = &entry->changes[i];
        if ((change->field->flags & FIELD_COMPUTED) != 0) /* follows from the others */
            continue;
        field_clear(change->field, row);
        if (change->before.length > 0)
            outcome = field_from_text(work, change->field, change->before, row, &work->problems);
    }
    return outcome;
}

enum outcome record_restore(struct work *work, const struct record *record, struct identifier id, int64_t version)
{
    static const struct field_set ALL = {.words = {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX}};
    struct history_entry *entries;
    struct field_set readable;
    size_t count = 0;
    void *before;
    enum outcome outcome = record_peek_whole(work, record, id, &before, &readable);
    if (outcome != OK)
        return outcome == NOT_FOUND ? CONFLICT : outcome;
    if (record_head_of(before)->version != version)
        return CONFLICT;
    outcome = history_list(work, record, before, &ALL, (struct identifier){{0}}, 1, &entries, &count);
    if (outcome != OK)
        return outcome;
    if (count == 0 || entries[0].version != version || !text_is(entries[0].action, "update"))
        return CONFLICT;
    void *row = record_copy(work->arena, record, before);
    outcome = put_back(work, &entries[0], row);
    return outcome == OK ? record_update(work, record, before, row) : outcome;
}
