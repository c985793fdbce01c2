/* Two records field by field, with who wrote what and when. */
#include "duplicates/duplicate_pages.h"
#include "identity/identity.h"
#include "persons/persons.h"
#include "web/record_parts.h"

enum { ENTRIES_MOST = 200, FACTS_MOST = 40 };

struct comparing {
    struct request *request;
    struct work *work;
    struct person *persons[2];
    struct field_set readable[2];
    struct history_entry *entries[2]; /* newest first */
    size_t entry_count[2];
    struct history_names names;
};

static enum outcome find_one(struct comparing *comparing, struct identifier id, size_t side)
{
    struct work *work = comparing->work;
    void *row;
    enum outcome outcome = record_get(work, &person_record, id, &row, &comparing->readable[side]);
    if (outcome != OK)
        return outcome;
    comparing->persons[side] = row;
    return history_list(work, &person_record, row, &comparing->readable[side], (struct identifier){{0}}, ENTRIES_MOST,
                        &comparing->entries[side], &comparing->entry_count[side]);
}

/* The newest entry that touched this field. */
static const struct history_entry *written(const struct comparing *comparing, size_t side, const struct field *field)
{
    for (size_t i = 0; i < comparing->entry_count[side]; i++) {
        const struct history_entry *entry = &comparing->entries[side][i];
        for (size_t c = 0; c < entry->change_count; c++)
            if (entry->changes[c].field == field)
                return entry;
    }
    return NULL;
}

static struct text name_of(struct comparing *comparing, struct identifier user)
{
    struct history_names *names = &comparing->names;
    struct text name = TEXT_NONE;
    for (size_t i = 0; i < names->count; i++)
        if (identifier_equal(names->ids[i], user))
            return names->titles[i];
    if (identifier_is_none(user) || names->count == HISTORY_NAMES ||
        record_titles(comparing->work, &colleague_record, &user, 1, &name) != OK)
        return TEXT_NONE;
    names->ids[names->count] = user;
    names->titles[names->count++] = name;
    return name;
}

static struct pair_value value_of(struct comparing *comparing, size_t side, const struct field *field)
{
    struct pair_value value = {.at = INSTANT_NONE};
    if (field_is_empty(field, comparing->persons[side]))
        return value;
    value.shown = field_to_show(comparing->work, field, comparing->persons[side]);
    const struct history_entry *entry = written(comparing, side, field);
    if (entry == NULL)
        return value;
    value.at = entry->at;
    value.who = name_of(comparing, entry->user);
    return value;
}

static bool is_compared(const struct comparing *comparing, size_t index)
{
    const struct field *field = &person_record.fields[index];
    return field_set_has(&comparing->readable[0], index) && field_set_has(&comparing->readable[1], index) &&
           (field->flags & (FIELD_COMPUTED | FIELD_HIDDEN)) == 0 &&
           !(field_is_empty(field, comparing->persons[0]) && field_is_empty(field, comparing->persons[1]));
}

static void fill_lines(struct comparing *comparing, struct pair_view *view)
{
    struct work *work = comparing->work;
    size_t *order = arena_array(work->arena, size_t, person_record.field_count + 1);
    struct field_set all = {0};
    const struct field *before = NULL;
    for (size_t i = 0; i < person_record.field_count; i++)
        if (is_compared(comparing, i))
            field_set_add(&all, i);
    size_t count = record_by_section(&person_record, &all, order);
    view->lines = arena_array(work->arena, struct pair_line, count + 1);
    view->line_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct field *field = &person_record.fields[order[i]];
        view->lines[i] = (struct pair_line){
            .name = text_from(field->name),
            .label = text_from(tr(work->language, field->label)),
            .section = field->section == NULL ? TEXT_NONE : text_from(tr(work->language, field->section)),
            .begins_section = before == NULL || !record_same_section(before, field),
            .one = value_of(comparing, 0, field),
            .other = value_of(comparing, 1, field),
            .differs = !field_equal(field, comparing->persons[0], comparing->persons[1]),
            .alone = field_is_empty(field, comparing->persons[0]) || field_is_empty(field, comparing->persons[1]),
            .lines = field->kind == FIELD_LINES,
            .take_other = field_is_empty(field, comparing->persons[0]),
        };
        before = field;
    }
}

static enum outcome fill_side(struct comparing *comparing, size_t at, struct pair_side *side)
{
    struct work *work = comparing->work;
    const struct person *person = comparing->persons[at];
    struct person_file *files;
    size_t count = 0;
    struct text path = record_path(work->arena, "/persons", person->head.id, "");
    *side = (struct pair_side){.title = record_called(work, &person_record, person),
                               .number = person->head.number,
                               .path = page_path(comparing->request, path),
                               .received_at = person->head.created_at,
                               .version = person->head.version,
                               .code = identifier_to_text(work->arena, person->head.id)};
    enum outcome outcome = record_titles(work, &office_record, &person->head.office, 1, &side->office);
    if (outcome == OK)
        outcome = person_files(work, person->head.person, &files, &count);
    if (outcome != OK)
        return outcome;
    side->facts = arena_array(work->arena, struct pair_fact, count + 1);
    for (size_t i = 0; i < count && i < FACTS_MOST; i++)
        side->facts[side->fact_count++] = (struct pair_fact){
            files[i].number, page_path(comparing->request, files[i].path), files[i].state, files[i].tone};
    return OK;
}

enum outcome pair_compare_view(struct request *request, struct identifier one, struct identifier other,
                               struct pair_view *view, struct person *ret_persons[2])
{
    struct comparing *comparing = arena_new(request->work.arena, struct comparing);
    comparing->request = request;
    comparing->work = &request->work;
    enum outcome outcome = find_one(comparing, one, 0);
    if (outcome == OK)
        outcome = find_one(comparing, other, 1);
    for (size_t i = 0; i < 2 && outcome == OK; i++)
        outcome = fill_side(comparing, i, &view->sides[i]);
    if (outcome != OK)
        return outcome;
    fill_lines(comparing, view);
    ret_persons[0] = comparing->persons[0];
    ret_persons[1] = comparing->persons[1];
    return OK;
}
