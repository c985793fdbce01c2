/* What a mission's reports are made of: their parts and the definitions of indicators, of the profile. */
#include <stdio.h>

#include "codec/csv.h"
#include "reporting/report_rules.h"
#include "system/file.h"

enum { DEFINITIONS_MOST = 200, FILE_MOST = 1 << 20, COLUMNS = 14 };

struct choice_list report_parts = {.name = "report_parts", .file = "report_parts.csv"};
struct choice_list report_definitions = {.name = "report_definitions"};
static struct report_definition definitions[DEFINITIONS_MOST];
static struct choice choices[DEFINITIONS_MOST];

const struct report_definition *report_definition(struct text code)
{
    for (size_t i = 0; i < report_definitions.count; i++)
        if (text_equal(code, definitions[i].code))
            return &definitions[i];
    return NULL;
}

bool report_part_required(struct text part)
{
    const struct choice *choice = choice_find(&report_parts, part);
    return choice != NULL && choice->usual;
}

/* ---- indicators.csv: code, measure, sex, age_group, of_grant, unit, names, meanings, source ---- */

static bool read_age_group(struct text typed, int *ret_group)
{
    static const char *const GROUPS[] = {"0-4", "5-11", "12-17", "18-59", "60+"};
    *ret_group = -1;
    for (int i = 0; i < 5; i++)
        if (text_is(typed, GROUPS[i]))
            *ret_group = i;
    return typed.length == 0 || *ret_group >= 0;
}

static bool read_flag(struct text typed, bool *ret_flag)
{
    *ret_flag = text_is(typed, "yes");
    return *ret_flag || text_is(typed, "no");
}

static const char *read_definition(struct arena *arena, const struct csv_row *row, struct report_definition *ret)
{
    const struct text *cells = row->cells;
    if (row->count < COLUMNS)
        return "fourteen columns are wanted: "
               "code,measure,sex,age_group,of_grant,per_cent,fr,ar,en,meaning_fr,meaning_ar,"
               "meaning_en,since,source";
    if (cells[0].length == 0 || report_definition(cells[0]) != NULL)
        return "a code is missing or there twice";
    if (programme_measure_read(cells[1], &ret->measure) != OK)
        return "no such measure";
    if (cells[2].length > 0 && !text_is(cells[2], "F") && !text_is(cells[2], "M"))
        return "sex is F, M or empty";
    if (!read_age_group(cells[3], &ret->age_group))
        return "age_group is 0-4, 5-11, 12-17, 18-59, 60+ or empty";
    if (!programme_measure_splits(ret->measure) && (cells[2].length > 0 || cells[3].length > 0))
        return "this measure knows neither sex nor age_group";
    if (!read_flag(cells[4], &ret->of_grant) || !read_flag(cells[5], &ret->per_cent))
        return "of_grant and per_cent are yes or no";
    for (size_t i = 6; i < COLUMNS; i++)
        if (cells[i].length == 0)
            return "names, meanings, day and source are wanted";
    ret->code = text_from(arena_string(arena, cells[0]));
    ret->sex = cells[2].length == 0 ? TEXT_NONE : text_from(arena_string(arena, cells[2]));
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        ret->meaning[i] = arena_string(arena, cells[9 + i]);
    ret->source = arena_format(arena, "%.*s (%.*s)", TEXT_ARG(cells[13]), TEXT_ARG(cells[12]));
    return NULL;
}

static enum outcome load_definitions(struct arena *arena, const char *directory)
{
    const char *path = arena_string(arena, arena_format(arena, "%s/indicators.csv", directory));
    struct text content;
    struct csv_row row;
    report_definitions.count = 0;
    report_definitions.choices = choices;
    if (file_read(arena, path, FILE_MOST, &content) != OK) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path);
        return FAILED;
    }
    struct csv_reader reader = csv_open(content, ',');
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        size_t at = report_definitions.count;
        struct report_definition definition = {.age_group = -1};
        const char *fault = at == DEFINITIONS_MOST ? "too many" : read_definition(arena, &row, &definition);
        if (fault != NULL) {
            (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path, row.line, fault);
            return FAILED;
        }
        definitions[at] = definition;
        choices[at] = (struct choice){.code = definition.code.at};
        for (size_t i = 0; i < LANGUAGE_COUNT; i++)
            choices[at].names[i] = arena_string(arena, row.cells[6 + i]);
        report_definitions.count++;
    }
    if (outcome == INVALID)
        (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path, reader.fault_line, reader.fault);
    return outcome == NOT_FOUND ? OK : FAILED;
}

enum outcome reporting_load(struct arena *arena, const char *directory)
{
    enum outcome outcome = choice_list_load(arena, directory, &report_parts);
    return outcome == OK ? load_definitions(arena, directory) : outcome;
}
