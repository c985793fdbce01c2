/* Who applies in 2022: the published distribution, scaled, as families with their days. */
#include "app/demonstration/parts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/number.h"
#include "codec/csv.h"
#include "system/file.h"

enum { FILE_MOST = 64 * 1024, CELLS = 4, CELLS_MOST = COUNTRIES_MOST * CELLS };
enum { MEN, WOMEN, MINORS, NOT_RETURNED };

/* Persons by country and fate. */
struct table {
    int64_t cells[CELLS_MOST];
    size_t count;
};

static enum outcome read_row(const struct csv_row *row, int64_t cells[CELLS])
{
    static const size_t COLUMNS[CELLS] = {2, 3, 4, 5};
    if (row->count < 7)
        return INVALID;
    for (size_t i = 0; i < CELLS; i++)
        if (text_to_integer(row->cells[COLUMNS[i]], 0, 1000000, &cells[i]) != OK)
            return INVALID;
    return OK;
}

static enum outcome read_table(struct making *making, struct year *year, struct table *table)
{
    struct arena *arena = making->kept;
    struct text content;
    struct csv_row row;
    struct text path = arena_format(arena, "%.*s/avrr2022.csv", TEXT_ARG(making->options->profile));
    if (file_read(arena, path.at, FILE_MOST, &content) != OK) {
        (void)fprintf(stderr, "sanad: %s: cannot be read\n", path.at);
        return FAILED;
    }
    struct csv_reader reader = csv_open(content, ',');
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        if (year->country_count == COUNTRIES_MOST || read_row(&row, &table->cells[table->count]) != OK) {
            (void)fprintf(stderr, "sanad: %s:%zu: not a row of nationality and counts\n", path.at, row.line);
            return FAILED;
        }
        year->countries[year->country_count++] = row.cells[0];
        table->count += CELLS;
    }
    return outcome == NOT_FOUND && table->count > 0 ? OK : FAILED;
}

/* To `persons` in all, by the largest remainders: with as many persons as the table holds, the table itself. */
static void scale_table(struct table *table, int64_t persons)
{
    int64_t total = 0;
    int64_t given = 0;
    int64_t rest[CELLS_MOST];
    for (size_t i = 0; i < table->count; i++)
        total += table->cells[i];
    for (size_t i = 0; i < table->count; i++) {
        rest[i] = table->cells[i] * persons % total;
        table->cells[i] = table->cells[i] * persons / total;
        given += table->cells[i];
    }
    for (; given < persons; given++) {
        size_t largest = 0;
        for (size_t i = 1; i < table->count; i++)
            if (rest[i] > rest[largest])
                largest = i;
        rest[largest] = -1;
        table->cells[largest]++;
    }
}

/* ---- families ---- */

static struct family *add_family(struct year *year, size_t country, enum group first, bool returned)
{
    struct family *family = &year->families[year->family_count];
    *family = (struct family){.country = (unsigned char)country,
                              .first = first,
                              .returned = returned,
                              .departed = DATE_NONE,
                              .order = (int32_t)year->family_count};
    year->family_count++;
    return family;
}

/* A child goes with a woman more often than with a man. */
static void add_child(struct year *year, size_t from, int64_t men, int64_t women, size_t country, bool returned)
{
    bool with_woman = women > 0 && (men == 0 || chance_of(80));
    if (men + women == 0)
        (void)add_family(year, country, GROUP_MINORS, returned);
    else if (with_woman)
        year->families[from + (size_t)men + chance((uint32_t)women)].children++;
    else
        year->families[from + chance((uint32_t)men)].children++;
}

static void add_families(struct year *year, size_t country, int64_t men, int64_t women, int64_t minors, bool returned)
{
    size_t from = year->family_count;
    for (int64_t i = 0; i < men; i++)
        (void)add_family(year, country, GROUP_MEN, returned);
    for (int64_t i = 0; i < women; i++)
        (void)add_family(year, country, GROUP_WOMEN, returned);
    for (int64_t i = 0; i < minors; i++)
        add_child(year, from, men, women, country, returned);
}

/* Sex and age of those who did not return are not published: spread like those who did. */
static void add_not_returned(struct year *year, size_t country, int64_t count)
{
    int64_t women = count * 25 / 100;
    int64_t minors = count * 14 / 100;
    add_families(year, country, count - women - minors, women, minors, false);
}

/* ---- days ---- */

static int32_t day_of_2022(int32_t month, int32_t day)
{
    return date_from_day((struct calendar_day){2022, month, day});
}

/* Offices are closed on Saturday and Sunday. */
static int32_t workday(int32_t date)
{
    int32_t weekday = date_weekday(date);
    return weekday > 4 ? date - (weekday - 4) : date;
}

static void set_days(struct family *family)
{
    static const uint32_t MONTHS[] = {170, 180, 215, 190, 205, 225, 185, 175, 235, 240, 225, 212, 0};
    static const uint32_t OFFICE[] = {34, 24, 15, 13, 8, 6, 0};
    int32_t opened = day_of_2022(1, 3);
    family->office = (unsigned char)chance_weighted(OFFICE);
    if (!family->returned) {
        family->received = workday(opened + (int32_t)chance(361));
        return;
    }
    int32_t month = (int32_t)chance_weighted(MONTHS) + 1;
    int32_t first = day_of_2022(month, 1);
    family->departed = first + (int32_t)chance((uint32_t)(calendar_days_in_month(2022, month)));
    if (family->departed < opened + 18)
        family->departed = opened + 18 + (int32_t)chance(10);
    int32_t most = family->departed - opened - 14;
    int32_t lead = 14 + (int32_t)chance((uint32_t)(most > 63 ? 64 : most + 1));
    family->received = workday(family->departed - lead);
}

static int by_day(const void *left, const void *right)
{
    const struct family *a = left;
    const struct family *b = right;
    if (a->received != b->received)
        return a->received < b->received ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

enum outcome plan_year(struct making *making, struct year *ret_year)
{
    struct year year = {0};
    struct table *table = arena_new(making->kept, struct table);
    enum outcome outcome = read_table(making, &year, table);
    if (outcome != OK)
        return outcome;
    scale_table(table, making->options->persons);
    year.families = arena_array(making->kept, struct family, (size_t)making->options->persons + 1);
    for (size_t i = 0; i < year.country_count; i++) {
        const int64_t *cells = &table->cells[i * CELLS];
        add_families(&year, i, cells[MEN], cells[WOMEN], cells[MINORS], true);
        add_not_returned(&year, i, cells[NOT_RETURNED]);
    }
    for (size_t i = 0; i < year.family_count; i++)
        set_days(&year.families[i]);
    qsort(year.families, year.family_count, sizeof *year.families, by_day);
    *ret_year = year;
    return OK;
}
