#include "record/merge.h"
#include "base/number.h"
#include "record/history.h"

/* More saves than that since the form was opened, and every difference is asked about. */
enum { ENTRIES_MOST = 200 };

struct merger {
    struct work *work;
    const struct record *record;
    const struct parameters *typed;
    const struct history_entry *entries; /* newest first; those since the form was opened */
    size_t entry_count;
    bool all_known;
    bool chosen; /* the person was asked about just this version */
};

/* What the field said when the form was opened.  False: nobody changed it since. */
static bool changed_since(const struct merger *merger, const struct field *field, struct text *ret_before)
{
    bool changed = false;
    for (size_t i = 0; i < merger->entry_count; i++)
        for (size_t c = 0; c < merger->entries[i].change_count; c++)
            if (merger->entries[i].changes[c].field == field) {
                *ret_before = merger->entries[i].changes[c].before;
                changed = true;
            }
    return changed || !merger->all_known;
}

static struct text choice(const struct merger *merger, const struct field *field)
{
    return parameters_get(merger->typed, arena_format(merger->work->arena, "_keep_%s", field->name));
}

static void add_conflict(const struct merger *merger, const struct field *field, const void *now, const void *row,
                         struct merge *merge)
{
    struct work *work = merger->work;
    merge->fields[merge->field_count++] = (struct merge_field){
        .field = field,
        .name = text_from(field->name),
        .label = text_from(tr(work->language, field->label)),
        .id = arena_format(work->arena, "conflict-%s", field->name),
        .mine = field_to_show(work, field, row),
        .theirs = field_to_show(work, field, now),
        .choice_name = arena_format(work->arena, "_keep_%s", field->name),
        .lines = field->kind == FIELD_LINES,
        .person = field->kind == FIELD_TEXT || field->kind == FIELD_LINES,
        .theirs_chosen = text_is(choice(merger, field), "theirs"),
    };
}

static void merge_field(const struct merger *merger, const struct field *field, const void *now, void *row,
                        struct merge *merge)
{
    struct arena *arena = merger->work->arena;
    struct text before = TEXT_NONE;
    if (field_equal(field, now, row))
        return;
    struct text keep = merger->chosen ? choice(merger, field) : TEXT_NONE;
    if (text_is(keep, "theirs"))
        field_copy(field, now, row);
    else if (text_is(keep, "mine") || !changed_since(merger, field, &before))
        return;
    else if (merger->all_known && text_equal(field_to_text(arena, field, row), before))
        field_copy(field, now, row);
    else
        add_conflict(merger, field, now, row, merge);
}

/* All that was typed, without what the form itself adds. */
static void keep_typed(struct work *work, const struct parameters *typed, struct merge *merge)
{
    struct parameter *kept = arena_array(work->arena, struct parameter, typed->count + 1);
    for (size_t i = 0; i < typed->count; i++)
        if (!text_starts_with(typed->at[i].name, TEXT("_")))
            kept[merge->typed_count++] = typed->at[i];
    merge->typed = kept;
}

static enum outcome name_other(struct work *work, const struct merger *merger, const struct record *users,
                               struct merge *merge)
{
    if (merger->entry_count == 0)
        return OK;
    merge->at = merger->entries[0].at;
    if (users == NULL || identifier_is_none(merger->entries[0].user))
        return OK;
    return record_titles(work, users, &merger->entries[0].user, 1, &merge->who);
}

enum outcome record_merge(struct work *work, const struct record *record, const struct field_set *fields, int64_t seen,
                          const void *now, const struct parameters *typed, const struct record *users, void *row,
                          struct merge *ret_merge)
{
    struct merger merger = {.work = work, .record = record, .typed = typed};
    struct history_entry *entries = NULL;
    size_t count = 0;
    enum outcome outcome =
        history_list(work, record, now, fields, (struct identifier){0}, ENTRIES_MOST, &entries, &count);
    if (outcome != OK)
        return outcome;
    merger.entries = entries;
    while (merger.entry_count < count && entries[merger.entry_count].version > seen)
        merger.entry_count++;
    merger.all_known = record_head_of(now)->version - seen == (int64_t)merger.entry_count;
    int64_t merged = 0;
    merger.chosen = text_to_integer(parameters_get(typed, TEXT("_merged")), 1, INT64_MAX, &merged) == OK &&
                    merged == record_head_of(now)->version;
    struct merge merge = {.seen = seen,
                          .at = INSTANT_NONE,
                          .version = record_head_of(now)->version,
                          .fields = arena_array(work->arena, struct merge_field, record->field_count + 1)};
    for (size_t i = 0; i < record->field_count; i++)
        if (field_set_has(fields, i))
            merge_field(&merger, &record->fields[i], now, row, &merge);
    keep_typed(work, typed, &merge);
    outcome = name_other(work, &merger, users, &merge);
    if (outcome == OK)
        *ret_merge = merge;
    return outcome;
}
