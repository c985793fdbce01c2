#include "matching/equivalents.h"

#include <stdlib.h>

#include "codec/csv.h"

/* Made by tools/embed_bytes. */
extern const unsigned char equivalents_bytes[];
extern const size_t equivalents_bytes_length;

enum { NAMES_MOST = 20000, CSV_MOST = 4 << 20 };

struct entry {
    struct text form;
    uint32_t group;
};

struct equivalents {
    struct entry *entries; /* by form, then by group */
    struct entry *grouped; /* the same by group, then by form */
    size_t count;
    struct equivalent_group *groups; /* number 1 is the first */
    size_t group_count;
};

static const char *const COLUMNS[] = {"group", "name", "state", "note"};
enum { COLUMN_GROUP, COLUMN_NAME, COLUMN_STATE, COLUMN_NOTE, COLUMNS_COUNT };

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    int order = text_compare(a->form, b->form);
    return order != 0 ? order : a->group < b->group ? -1 : a->group > b->group;
}

static int compare_groups(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;
    return a->group != b->group ? (a->group < b->group ? -1 : 1) : text_compare(a->form, b->form);
}

static enum outcome refuse(struct problems *problems, const char *code, const char *message, size_t line)
{
    struct text where = arena_format(problems->arena, "%zu", line);
    return problem_add_with(problems, INVALID, code, TEXT_NONE, message, where, TEXT_NONE);
}

static uint32_t group_named(const struct equivalents *list, struct text name)
{
    for (size_t i = 0; i < list->group_count; i++)
        if (text_equal(list->groups[i].name, name))
            return (uint32_t)(i + 1);
    return 0;
}

static enum outcome row_add(struct arena *arena, struct equivalents *list, const struct csv_row *row,
                            struct problems *problems)
{
    struct text group = row->cells[COLUMN_GROUP], state = row->cells[COLUMN_STATE];
    struct name name = {0};
    name_add(arena, &name, NAME_ANYWHERE, row->cells[COLUMN_NAME]);
    bool reviewed = text_is(state, "reviewed");
    if (!reviewed && !text_is(state, "proposed"))
        return refuse(problems, "equivalent_state", N_("Line {1}: the state is proposed or reviewed."), row->line);
    if (name.count != 1 || group.length == 0)
        return refuse(problems, "equivalent_name", N_("Line {1}: a group and a name of one word are wanted."),
                      row->line);
    if (list->count == NAMES_MOST)
        return refuse(problems, "equivalent_many", N_("Line {1}: there are too many names."), row->line);
    uint32_t number = group_named(list, group);
    if (number == 0) {
        list->groups[list->group_count++] =
            (struct equivalent_group){arena_text(arena, group), reviewed, arena_text(arena, row->cells[COLUMN_NOTE])};
        number = (uint32_t)list->group_count;
    }
    list->entries[list->count++] = (struct entry){name.words[0].token->form, number};
    return OK;
}

static bool is_head(const struct csv_row *row)
{
    if (row->count != COLUMNS_COUNT)
        return false;
    for (size_t i = 0; i < COLUMNS_COUNT; i++)
        if (!text_is(row->cells[i], COLUMNS[i]))
            return false;
    return true;
}

static enum outcome rows_read(struct arena *arena, struct csv_reader *reader, struct equivalents *list,
                              struct problems *problems)
{
    struct csv_row row;
    bool head = true;
    enum outcome outcome;
    while ((outcome = csv_next(reader, arena, &row)) == OK) {
        if (head && !is_head(&row))
            return refuse(problems, "equivalent_head", N_("Line {1}: the columns are group, name, state, note."),
                          row.line);
        if (!head && row.count != COLUMNS_COUNT)
            return refuse(problems, "equivalent_row", N_("Line {1}: four columns are wanted."), row.line);
        if (!head && row_add(arena, list, &row, problems) != OK)
            return INVALID;
        head = false;
    }
    if (outcome == INVALID)
        return refuse(problems, "equivalent_csv", reader->fault, reader->fault_line);
    return outcome == NOT_FOUND ? OK : outcome;
}

enum outcome equivalents_read(struct arena *arena, struct text csv, const struct equivalents *below,
                              struct problems *problems, const struct equivalents **ret_equivalents)
{
    struct equivalents *list = arena_new(arena, struct equivalents);
    size_t lines = 1;
    if (csv.length > CSV_MOST)
        return refuse(problems, "equivalent_many", N_("Line {1}: there are too many names."), 1);
    for (size_t i = 0; i < csv.length; i++)
        lines += csv.at[i] == '\n';
    size_t room = lines + (below != NULL ? below->count : 0) + 1;
    list->entries = arena_array(arena, struct entry, room);
    list->groups = arena_array(arena, struct equivalent_group, room);
    for (size_t i = 0; below != NULL && i < below->count; i++)
        list->entries[list->count++] = below->entries[i];
    for (size_t i = 0; below != NULL && i < below->group_count; i++)
        list->groups[list->group_count++] = below->groups[i];
    struct csv_reader reader = csv_open(csv, ',');
    enum outcome outcome = rows_read(arena, &reader, list, problems);
    if (outcome != OK)
        return outcome;
    list->grouped = arena_array(arena, struct entry, list->count + 1);
    for (size_t i = 0; i < list->count; i++)
        list->grouped[i] = list->entries[i];
    qsort(list->entries, list->count, sizeof *list->entries, compare_entries);
    qsort(list->grouped, list->count, sizeof *list->grouped, compare_groups);
    *ret_equivalents = list;
    return OK;
}

struct text equivalents_shipped(void)
{
    return (struct text){(const char *)equivalents_bytes, equivalents_bytes_length};
}

void equivalents_groups(const struct equivalents *equivalents, struct text form, uint32_t ret_groups[NAME_GROUPS_MOST])
{
    size_t from = 0, to = equivalents != NULL ? equivalents->count : 0, found = 0;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (text_compare(equivalents->entries[middle].form, form) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    for (size_t i = 0; i < NAME_GROUPS_MOST; i++)
        ret_groups[i] = 0;
    for (size_t i = from; equivalents != NULL && i < equivalents->count && found < NAME_GROUPS_MOST &&
                          text_equal(equivalents->entries[i].form, form);
         i++)
        if (found == 0 || ret_groups[found - 1] != equivalents->entries[i].group)
            ret_groups[found++] = equivalents->entries[i].group;
}

/* The first entry of a group. */
static size_t group_begin(const struct equivalents *equivalents, uint32_t group)
{
    size_t from = 0, to = equivalents->count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (equivalents->grouped[middle].group < group)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

size_t equivalents_others(const struct equivalents *equivalents, struct text form, struct text ret_others[],
                          size_t most)
{
    uint32_t groups[NAME_GROUPS_MOST];
    size_t count = 0;
    equivalents_groups(equivalents, form, groups);
    for (size_t g = 0; g < NAME_GROUPS_MOST && groups[g] != 0; g++)
        for (size_t i = group_begin(equivalents, groups[g]); i < equivalents->count && count < most; i++) {
            const struct entry *entry = &equivalents->grouped[i];
            if (entry->group != groups[g])
                break;
            if (!text_equal(entry->form, form))
                ret_others[count++] = entry->form;
        }
    return count;
}

const struct equivalent_group *equivalents_group(const struct equivalents *equivalents, uint32_t number)
{
    return equivalents != NULL && number > 0 && number <= equivalents->group_count ? &equivalents->groups[number - 1]
                                                                                   : NULL;
}

uint32_t equivalents_common(const uint32_t a[NAME_GROUPS_MOST], const uint32_t b[NAME_GROUPS_MOST])
{
    for (size_t i = 0; i < NAME_GROUPS_MOST && a[i] != 0; i++)
        for (size_t k = 0; k < NAME_GROUPS_MOST && b[k] != 0; k++)
            if (a[i] == b[k])
                return a[i];
    return 0;
}
