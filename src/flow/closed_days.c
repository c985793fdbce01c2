#include "flow/closed_days.h"

#include <stdio.h>
#include <unistd.h>

#include "base/number.h"
#include "codec/csv.h"
#include "system/file.h"

enum { FILE_MOST = 1 << 20, DAYS_MOST = 2000, SEARCHED_DAYS = 31, YEAR_MOST = 9999 };
enum column { KIND, DAY, NAME, FROM, UNTIL, SOURCE, MARK, COLUMNS };
enum kind { WEEKLY, YEARLY, HIJRI, ONCE, KINDS };

struct closed {
    enum kind kind;
    int32_t day;         /* weekday; month × 100 + day; date */
    int64_t from, until; /* years of our calendar */
};

/* Set once, at start. */
static const struct closed *closed_list;
static size_t closed_count;

/* ---- reading ---- */

static bool read_weekday(struct text text, int32_t *ret)
{
    static const char *const NAMES[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
    for (int32_t i = 0; i < 7; i++)
        if (text_is(text, NAMES[i])) {
            *ret = i;
            return true;
        }
    return false;
}

/* "05-01"; a month of the Islamic calendar has at most 30 days. */
static bool read_month_day(struct text text, bool hijri, int32_t *ret)
{
    int64_t month, day;
    if (text.length != 5 || text.at[2] != '-' || text_to_integer(text_slice(text, 0, 2), 1, 12, &month) != OK ||
        text_to_integer(text_slice(text, 3, 5), 1, 31, &day) != OK)
        return false;
    if (day > (hijri ? 30 : calendar_days_in_month(2000, (int32_t)month)))
        return false;
    *ret = (int32_t)(month * 100 + day);
    return true;
}

static bool read_year(struct text text, int64_t otherwise, int64_t *ret)
{
    *ret = otherwise;
    return text_is_empty(text) || text_to_integer(text, 1, YEAR_MOST, ret) == OK;
}

static const char *read_row(const struct csv_row *row, struct closed *ret)
{
    static const char *const NAMES[KINDS] = {"weekly", "yearly", "hijri", "once"};
    static const char *const MARKS[] = {"verified", "from_memory", "estimated", "proposed"};
    bool marked = false;
    if (row->count != COLUMNS)
        return "seven columns are wanted";
    int kind = 0;
    while (kind < KINDS && !text_is(row->cells[KIND], NAMES[kind]))
        kind++;
    if (kind == KINDS)
        return "the kind is weekly, yearly, hijri or once";
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        marked = marked || text_is(row->cells[MARK], MARKS[i]);
    if (!marked)
        return "the mark is verified, from_memory, estimated or proposed";
    ret->kind = (enum kind)kind;
    struct text day = row->cells[DAY];
    bool read = kind == WEEKLY ? read_weekday(day, &ret->day)
                : kind == ONCE ? text_to_date(day, &ret->day) == OK
                               : read_month_day(day, kind == HIJRI, &ret->day);
    if (!read)
        return "there is no such day";
    if (!read_year(row->cells[FROM], 1, &ret->from) || !read_year(row->cells[UNTIL], YEAR_MOST, &ret->until) ||
        ret->until < ret->from)
        return "from and until are years";
    return NULL;
}

enum outcome closed_days_read(struct arena *arena, struct text content, size_t *ret_line, const char **ret_fault)
{
    struct closed *list = arena_array(arena, struct closed, DAYS_MOST);
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row;
    size_t count = 0;
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && (outcome = csv_next(&reader, arena, &row)) == OK) {
        const char *fault = count == DAYS_MOST ? "too many days" : read_row(&row, &list[count]);
        if (fault != NULL) {
            *ret_line = row.line;
            *ret_fault = fault;
            return INVALID;
        }
        count++;
    }
    if (outcome == INVALID) {
        *ret_line = reader.fault_line;
        *ret_fault = reader.fault;
        return INVALID;
    }
    if (outcome < 0)
        return outcome;
    closed_list = list;
    closed_count = count;
    return OK;
}

enum outcome closed_days_load(struct arena *arena, const char *directory)
{
    const char *path = arena_format(arena, "%s/closed_days.csv", directory).at;
    struct text content;
    size_t line = 0;
    const char *fault = "cannot be read";
    if (access(path, F_OK) != 0)
        return OK;
    enum outcome outcome = file_read(arena, path, FILE_MOST, &content);
    if (outcome == OK)
        outcome = closed_days_read(arena, content, &line, &fault);
    if (outcome == OK)
        return OK;
    (void)fprintf(stderr, "sanad: %s:%zu: %s\n", path, line, fault);
    return FAILED;
}

/* ---- asking ---- */

static bool is_hijri(int32_t date, int32_t month_day)
{
    int32_t year = (int32_t)(((int64_t)date + 492148) * 30 / 10631) + 1;
    for (int32_t near = year - 1; near <= year + 1; near++)
        if (date_from_hijri(near, month_day / 100, month_day % 100) == date)
            return true;
    return false;
}

static bool falls_on(const struct closed *closed, int32_t date, struct calendar_day day)
{
    if (day.year < closed->from || day.year > closed->until)
        return false;
    switch (closed->kind) {
    case WEEKLY:
        return date_weekday(date) == closed->day;
    case YEARLY:
        return day.month * 100 + day.day == closed->day;
    case HIJRI:
        return is_hijri(date, closed->day);
    case ONCE:
    case KINDS:
        break;
    }
    return date == closed->day;
}

bool day_is_closed(int32_t date)
{
    struct calendar_day day = day_from_date(date);
    for (size_t i = 0; i < closed_count; i++)
        if (falls_on(&closed_list[i], date, day))
            return true;
    return false;
}

bool day_is_holiday(int32_t date)
{
    struct calendar_day day = day_from_date(date);
    for (size_t i = 0; i < closed_count; i++)
        if (closed_list[i].kind != WEEKLY && falls_on(&closed_list[i], date, day))
            return true;
    return false;
}

int32_t day_next_open(int32_t date)
{
    for (int32_t later = 0; later <= SEARCHED_DAYS; later++)
        if (!day_is_closed(date + later))
            return date + later;
    return date;
}
