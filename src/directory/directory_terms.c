/* Numbers of the mission: after how many months a service is out of date, and Ramadan as it was announced. */
#include "directory/directory_store.h"

#include <stdio.h>

#include "base/number.h"
#include "codec/csv.h"
#include "system/file.h"

enum { FILE_MOST = 1 << 16, COLUMNS = 5, ANNOUNCED_MOST = 100, MONTHS_MOST = 120, RAMADAN_DAYS = 30, RAMADAN = 9 };

static int64_t months = 6;
static struct announced {
    int32_t from, until;
} announced[ANNOUNCED_MOST];
static size_t announced_count;

int64_t directory_months(void) { return months; }

int32_t service_verify_by(int32_t verified_on) { return date_add_months(verified_on, (int32_t)months); }

bool day_is_ramadan(int32_t day)
{
    for (size_t i = 0; i < announced_count; i++) {
        if (day >= announced[i].from && day <= announced[i].until)
            return true;
        if (day > announced[i].from - RAMADAN_DAYS && day < announced[i].until + RAMADAN_DAYS)
            return false; /* of the year that was announced; the calendar may be a day beside it */
    }
    return date_hijri_month(day) == RAMADAN;
}

static const char *read_row(const struct csv_row *row)
{
    struct announced *one = &announced[announced_count];
    if (row->count != COLUMNS)
        return "five columns are wanted: kind, value, until, source, mark";
    if (text_is(row->cells[0], "verification"))
        return text_to_integer(row->cells[1], 1, MONTHS_MOST, &months) == OK ? NULL : "months are 1 to 120";
    if (!text_is(row->cells[0], "ramadan"))
        return "the kind is verification or ramadan";
    if (announced_count == ANNOUNCED_MOST || text_to_date(row->cells[1], &one->from) != OK ||
        text_to_date(row->cells[2], &one->until) != OK || one->until < one->from ||
        one->until > one->from + RAMADAN_DAYS)
        return "Ramadan has its first and last day: 2026-02-19, 2026-03-20";
    announced_count++;
    return NULL;
}

enum outcome directory_load(struct arena *arena, const char *directory)
{
    const char *path = arena_string(arena, arena_format(arena, "%s/directory.csv", directory));
    struct text content;
    struct csv_row row;
    announced_count = 0;
    months = 6;
    enum outcome outcome = file_read(arena, path, FILE_MOST, &content);
    if (outcome == NOT_FOUND)
        return OK;
    struct csv_reader reader = csv_open(outcome == OK ? content : TEXT_NONE, ',');
    if (outcome == OK)
        outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        const char *fault = read_row(&row);
        if (fault == NULL)
            continue;
        (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path, row.line, fault);
        return FAILED;
    }
    if (outcome == NOT_FOUND)
        return OK;
    (void)fprintf(stderr, "sanad: %s:%zu: cannot be read\n", path, reader.line);
    return FAILED;
}
