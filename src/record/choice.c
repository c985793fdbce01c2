#include "record/choice.h"

#include <stdio.h>

#include "codec/csv.h"
#include "system/file.h"

enum { CHOICE_FILE_MOST = 1 << 20, CHOICES_MOST = 2000 };

static const char *cell(struct arena *arena, const struct csv_row *row, size_t column)
{
    return column < row->count && row->cells[column].length > 0 ? arena_string(arena, row->cells[column]) : NULL;
}

static enum outcome fault_at(struct choice_fault *fault, size_t line, const char *what)
{
    *fault = (struct choice_fault){line, what};
    return INVALID;
}

enum outcome choice_list_read(struct arena *arena, struct text content, struct choice_list *list,
                              struct choice_fault *ret_fault)
{
    struct choice *choices = arena_array(arena, struct choice, CHOICES_MOST);
    size_t count = 0;
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head: code,fr,ar,en[,usual] */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        if (row.count < 4 || row.cells[0].length == 0 || count == CHOICES_MOST)
            return fault_at(ret_fault, row.line, N_("four columns are wanted: code, fr, ar, en"));
        choices[count] = (struct choice){.code = cell(arena, &row, 0)};
        for (size_t i = 0; i < LANGUAGE_COUNT; i++)
            choices[count].names[i] = cell(arena, &row, i + 1);
        choices[count].usual = row.count > 4 && text_is(text_trim(row.cells[4]), "yes");
        count++;
    }
    if (outcome == INVALID)
        return fault_at(ret_fault, reader.fault_line, reader.fault);
    list->choices = choices;
    list->count = count;
    return OK;
}

enum outcome choice_list_load(struct arena *arena, const char *directory, struct choice_list *list)
{
    struct text path = arena_format(arena, "%s/%s", directory, list->file);
    struct text content;
    struct choice_fault fault;
    if (file_read(arena, path.at, CHOICE_FILE_MOST, &content) != OK) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path.at);
        return FAILED;
    }
    if (choice_list_read(arena, content, list, &fault) == OK)
        return OK;
    (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path.at, fault.line, fault.what);
    return FAILED;
}

const struct choice *choice_find(const struct choice_list *list, struct text code)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_is(code, list->choices[i].code))
            return &list->choices[i];
    return NULL;
}

struct text choice_name(const struct choice *choice, const struct language *language)
{
    if (choice->label != NULL)
        return text_from(tr(language, choice->label));
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == language && choice->names[i] != NULL)
            return text_from(choice->names[i]);
    return text_from(choice->names[0] != NULL ? choice->names[0] : choice->code);
}

struct text choice_show(const struct choice_list *list, struct text code, const struct language *language)
{
    const struct choice *choice = choice_find(list, code);
    return choice == NULL ? code : choice_name(choice, language);
}
