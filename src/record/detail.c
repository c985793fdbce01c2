#include "record/detail.h"

#include <string.h>

static struct text say(const struct work *work, const char *message)
{
    return message == NULL ? TEXT_NONE : text_from(tr(work->language, message));
}

struct field_set record_shown(const struct record *record, const struct field_set *readable)
{
    struct field_set shown = {0};
    for (size_t i = 0; i < record->field_count; i++)
        if (field_set_has(readable, i) && (record->fields[i].flags & FIELD_HIDDEN) == 0)
            field_set_add(&shown, i);
    return shown;
}

struct text record_called(struct work *work, const struct record *record, const void *row)
{
    struct text title = record->title != NULL ? record->title(work, row) : TEXT_NONE;
    if (text_is_empty(title))
        title = record_head_of(row)->number;
    return text_is_empty(title) ? say(work, record->label) : title;
}

static bool is_left_to_right(enum field_kind kind)
{
    return kind == FIELD_INTEGER || kind == FIELD_MONEY || kind == FIELD_INSTANT;
}

/* Only a link that shows its title may be followed: the title is empty for what the actor may not see. */
static struct text path_of_link(struct work *work, const struct field *field, const void *row, struct text value)
{
    struct identifier id = *(const struct identifier *)(const void *)((const char *)row + field->offset);
    if (text_is_empty(value) || identifier_is_none(id) || field->target == NULL || field->target->path == NULL)
        return TEXT_NONE;
    if (field->target->page != NULL && !actor_may(work->actor, field->target->page))
        return TEXT_NONE;
    return arena_format(work->arena, "/%s/%s/%.*s", language_tag(work->language), field->target->path,
                        TEXT_ARG(identifier_to_text(work->arena, id)));
}

static struct detail_item item_of(struct work *work, const struct field *field, const void *row)
{
    struct detail_item item = {
        .field = field,
        .name = text_from(field->name),
        .label = say(work, field->label),
        .lines = field->kind == FIELD_LINES,
        .left_to_right = is_left_to_right(field->kind),
        .person = field->kind == FIELD_TEXT || field->kind == FIELD_LINES || field->kind == FIELD_LINK,
    };
    if (field_is_empty(field, row))
        return item;
    item.value = field_to_show(work, field, row);
    if (field->kind == FIELD_LINK)
        item.path = path_of_link(work, field, row, item.value);
    return item;
}

bool record_same_section(const struct field *a, const struct field *b)
{
    return a->section == b->section ||
           (a->section != NULL && b->section != NULL && strcmp(a->section, b->section) == 0);
}

static bool begins_section(const struct record *record, const struct field_set *set, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (field_set_has(set, i) && record_same_section(&record->fields[i], &record->fields[at]))
            return false;
    return true;
}

size_t record_by_section(const struct record *record, const struct field_set *set, size_t *ret_order)
{
    size_t count = 0;
    for (size_t first = 0; first < record->field_count; first++) {
        if (!field_set_has(set, first) || !begins_section(record, set, first))
            continue;
        for (size_t i = first; i < record->field_count; i++)
            if (field_set_has(set, i) && record_same_section(&record->fields[first], &record->fields[i]))
                ret_order[count++] = i;
    }
    return count;
}

static struct detail_section *open_section(struct work *work, struct detail_view *view, const struct field *field,
                                           struct detail_item *items)
{
    struct detail_section *section = &view->sections[view->section_count++];
    section->label = say(work, field->section);
    section->id = arena_format(work->arena, "section-%zu", view->section_count);
    section->items = items;
    return section;
}

struct detail_view record_detail_view(struct work *work, const struct record *record, const void *row,
                                      const struct field_set *readable)
{
    struct field_set shown = record_shown(record, readable);
    const struct record_head *head = record_head_of(row);
    struct detail_view view = {
        .title = record_called(work, record, row),
        .number = head->number,
        .number_label = say(work, N_("Number")),
        .sections = arena_array(work->arena, struct detail_section, record->field_count + 1),
        .created_at = head->created_at,
        .changed_at = head->changed_at,
        .version = head->version,
    };
    struct detail_item *items = arena_array(work->arena, struct detail_item, record->field_count + 1);
    size_t *order = arena_array(work->arena, size_t, record->field_count + 1);
    size_t count = record_by_section(record, &shown, order);
    struct detail_section *section = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &record->fields[order[i]];
        if (i == 0 || !record_same_section(field, &record->fields[order[i - 1]]))
            section = open_section(work, &view, field, &items[i]);
        items[i] = item_of(work, field, row);
        section->given += !text_is_empty(items[i].value);
        section->item_count++;
    }
    return view;
}

/* A stored value in the words of the reader; what no longer reads (a code that was dropped) is shown as it stands. */
static struct text show_stored(struct work *work, const struct field *field, struct text stored, void *scratch)
{
    if (text_is_empty(stored))
        return TEXT_NONE;
    field_clear(field, scratch);
    struct problems ignored = problems_open(work->arena);
    if (field_from_text(work, field, stored, scratch, &ignored) != OK)
        return stored;
    return field_to_show(work, field, scratch);
}

static void add_lines(struct work *work, const struct record *record, const struct history_entry *entry,
                      const struct field_set *shown, void *scratch, struct history_item *item)
{
    item->lines = arena_array(work->arena, struct history_line, entry->change_count + 1);
    for (size_t i = 0; i < entry->change_count; i++) {
        const struct history_change *change = &entry->changes[i];
        if (!field_set_has(shown, record_field_index(record, change->field)))
            continue;
        item->lines[item->line_count++] = (struct history_line){
            .label = say(work, change->field->label),
            .before = show_stored(work, change->field, change->before, scratch),
            .after = show_stored(work, change->field, change->after, scratch),
            .lines = change->field->kind == FIELD_LINES,
            .person = change->field->kind == FIELD_TEXT || change->field->kind == FIELD_LINES,
        };
    }
}

static struct text action_shown(struct work *work, const struct history_words *words, struct text action)
{
    if (text_is(action, "create"))
        return say(work, N_("Created"));
    if (text_is(action, "update"))
        return say(work, N_("Changed"));
    struct text label =
        words != NULL && words->action != NULL ? words->action(words->context, work, action) : TEXT_NONE;
    return text_is_empty(label) ? say(work, N_("Changed")) : label;
}

static struct text name_known(const struct history_names *names, struct identifier id, bool *ret_known)
{
    *ret_known = identifier_is_none(id);
    for (size_t i = 0; i < names->count && !*ret_known; i++)
        if (identifier_equal(names->ids[i], id)) {
            *ret_known = true;
            return names->titles[i];
        }
    return TEXT_NONE;
}

/* Those not known yet, each once. */
static size_t unknown_users(const struct history_names *names, const struct history_entry *entries, size_t count,
                            struct identifier *ret_ids)
{
    size_t unknown = 0;
    for (size_t i = 0; i < count; i++) {
        bool known;
        (void)name_known(names, entries[i].user, &known);
        for (size_t j = 0; j < unknown && !known; j++)
            known = identifier_equal(ret_ids[j], entries[i].user);
        if (!known)
            ret_ids[unknown++] = entries[i].user;
    }
    return unknown;
}

/* All names in one question. */
static enum outcome name_users(struct work *work, const struct history_words *words,
                               const struct history_entry *entries, size_t count, struct history_item *items)
{
    struct history_names none = {.count = 0};
    if (words == NULL || words->users == NULL || count == 0)
        return OK;
    struct history_names *names = words->names != NULL ? words->names : &none;
    struct identifier *ids = arena_array(work->arena, struct identifier, count);
    struct text *titles = arena_array(work->arena, struct text, count);
    size_t asked = unknown_users(names, entries, count, ids);
    enum outcome outcome = record_titles(work, words->users, ids, asked, titles);
    for (size_t i = 0; outcome == OK && i < count; i++) {
        bool known;
        items[i].who = name_known(names, entries[i].user, &known);
        for (size_t j = 0; j < asked && !known; j++)
            if (identifier_equal(ids[j], entries[i].user))
                items[i].who = titles[j];
    }
    for (size_t i = 0; outcome == OK && i < asked && names->count < HISTORY_NAMES; i++) {
        names->ids[names->count] = ids[i];
        names->titles[names->count++] = titles[i];
    }
    return outcome;
}

enum outcome record_history_view(struct work *work, const struct record *record, const void *row,
                                 const struct field_set *readable, struct identifier before,
                                 const struct history_words *words, struct history_view *ret_view)
{
    struct field_set shown = record_shown(record, readable);
    struct history_entry *entries = NULL;
    size_t count = 0;
    enum outcome outcome = history_list(work, record, row, &shown, before, HISTORY_PAGE + 1, &entries, &count);
    if (outcome != OK)
        return outcome;
    if (words != NULL && words->without_making && count > 0 && count <= HISTORY_PAGE && entries[count - 1].version == 1)
        count--;
    void *scratch = record_new(work->arena, record); /* each stored value is read into it, then shown */
    struct history_view view = {.items = arena_array(work->arena, struct history_item, count + 1)};
    view.item_count = count > HISTORY_PAGE ? HISTORY_PAGE : count;
    for (size_t i = 0; i < view.item_count; i++) {
        struct history_item *item = &view.items[i];
        item->id = identifier_to_text(work->arena, entries[i].id);
        item->at = entries[i].at;
        item->version = entries[i].version;
        item->note = entries[i].note; /* the program's own notes are messages */
        if (item->note.length > 0)
            item->note = text_from(tr(work->language, arena_string(work->arena, item->note)));
        item->by_program = identifier_is_none(entries[i].user);
        item->created = text_is(entries[i].action, "create");
        item->action = action_shown(work, words, entries[i].action);
        add_lines(work, record, &entries[i], &shown, scratch, item);
    }
    if (count > HISTORY_PAGE)
        view.older = view.items[HISTORY_PAGE - 1].id;
    if ((outcome = name_users(work, words, entries, view.item_count, view.items)) == OK)
        *ret_view = view;
    return outcome;
}
