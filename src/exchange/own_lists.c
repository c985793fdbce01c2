/* Codes that a mission adds to lists of the program: files of a version, put behind the program's own at the start. */
#include "codec/csv.h"
#include "exchange/own_fields.h"

/* Given once, at start, with what the source holds. */
static struct {
    const struct own_list *lists;
    size_t count;
    struct {
        const struct choice *choices;
        size_t count;
    } source[OWN_LISTS_MOST];
} given;

void own_lists_start(const struct own_list *lists, size_t count)
{
    given.lists = lists;
    given.count = count < OWN_LISTS_MOST ? count : OWN_LISTS_MOST;
    for (size_t i = 0; i < given.count; i++)
        if (given.source[i].choices == NULL) {
            given.source[i].choices = lists[i].list->choices;
            given.source[i].count = lists[i].list->count;
        }
}

const struct own_list *own_lists(size_t *ret_count)
{
    *ret_count = given.count;
    return given.lists;
}

struct choice_list own_list_of_source(const struct own_list *list)
{
    size_t at = (size_t)(list - given.lists);
    return (struct choice_list){list->list->name, NULL, given.source[at].choices, given.source[at].count};
}

struct text own_list_file(struct arena *arena, const struct own_list *list)
{
    return arena_format(arena, "list.%s.csv", list->list->name);
}

/* ---- what a version may bring ---- */

static bool is_code(struct text code)
{
    for (size_t i = 0; i < code.length; i++)
        if (!((code.at[i] >= 'a' && code.at[i] <= 'z') || (code.at[i] >= '0' && code.at[i] <= '9') ||
              code.at[i] == '_'))
            return false;
    return code.length > 0 && code.length <= CODE_MOST;
}

static const struct own_list *list_of_file(struct arena *arena, struct text file)
{
    for (size_t i = 0; i < given.count; i++)
        if (text_equal(own_list_file(arena, &given.lists[i]), file))
            return &given.lists[i];
    return NULL;
}

static void refuse(struct work *work, const char *message, struct text file, struct text code)
{
    (void)problem_add_with(&work->problems, INVALID, "list_unreadable", TEXT("choices"), message, file, code);
}

static void check_choices(struct work *work, struct text file, const struct choice_list *source,
                          const struct choice_list *own)
{
    for (size_t i = 0; i < own->count; i++) {
        const struct choice *choice = &own->choices[i];
        struct text code = text_from(choice->code);
        bool named = true;
        for (size_t l = 0; l < LANGUAGE_COUNT; l++)
            named = named && choice->names[l] != NULL && choice->names[l][0] != '\0' &&
                    text_is_clean(text_from(choice->names[l]), false);
        if (!is_code(code))
            refuse(work, N_("{1}: “{2}” is no code: small letters, digits and the underscore."), file, code);
        else if (choice_find(source, code) != NULL)
            refuse(work, N_("{1}: the code “{2}” is one of the program's own."), file, code);
        else if (choice_find(own, code) != choice)
            refuse(work, N_("{1}: the code “{2}” stands there twice."), file, code);
        else if (!named)
            refuse(work, N_("{1}: give “{2}” a name in French, Arabic and English."), file, code);
    }
}

void own_lists_check(struct work *work, const struct own_fields *fields)
{
    for (size_t i = 0; i < fields->file_count; i++) {
        struct text file = fields->files[i].name;
        struct choice_list own = {.name = ""};
        struct choice_fault fault;
        if (!text_starts_with(file, TEXT("list.")))
            continue;
        const struct own_list *list = list_of_file(work->arena, file);
        if (list == NULL) {
            refuse(work, N_("{1}: the program has no such list."), file, TEXT_NONE);
            continue;
        }
        if (choice_list_read(work->arena, fields->files[i].content, &own, &fault) != OK) {
            refuse(work, N_("{1}, line {2}:"), file, arena_format(work->arena, "%zu", fault.line));
            (void)problem_add(&work->problems, INVALID, "list_unreadable", TEXT("choices"), fault.what);
            continue;
        }
        struct choice_list source = own_list_of_source(list);
        check_choices(work, file, &source, &own);
    }
}

/* ---- what counts from the start of a process on ---- */

static const struct choice *join(struct arena *arena, const struct choice_list *source, const struct choice_list *own)
{
    struct choice *all = arena_array(arena, struct choice, source->count + own->count + 1);
    for (size_t i = 0; i < source->count; i++)
        all[i] = source->choices[i];
    for (size_t i = 0; i < own->count; i++)
        all[source->count + i] = own->choices[i];
    return all;
}

enum outcome own_lists_apply(struct arena *arena, struct own_fields *fields)
{
    for (size_t i = 0; i < given.count; i++) {
        struct choice_list source = own_list_of_source(&given.lists[i]);
        struct choice_list own = {.name = ""};
        struct choice_fault fault;
        const struct custom_file *file = own_fields_file(fields, own_list_file(arena, &given.lists[i]));
        if (file != NULL && choice_list_read(arena, file->content, &own, &fault) != OK)
            return INVALID;
        given.lists[i].list->choices = own.count == 0 ? source.choices : join(arena, &source, &own);
        given.lists[i].list->count = source.count + own.count;
    }
    return OK;
}
