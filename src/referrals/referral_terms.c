/* Clocks of priorities, and what each service needs to know: versioned lines of the profile, each with its source. */
#include <stdio.h>

#include "base/number.h"
#include "codec/csv.h"
#include "referrals/referral_rules.h"
#include "system/file.h"

enum { LINES_MOST = 1000, FILE_MOST = 1 << 20, HOURS_MOST = 24 * 366 };

struct clock_line {
    const char *priority;
    int64_t hours;
    int32_t since, until; /* until: the first day on which it counts no more; DATE_NONE: it counts still */
};
struct need_line {
    const char *service;
    enum referral_item item;
    bool least;
    int32_t since, until;
};

/* Read once, at start. */
static const struct clock_line *clocks;
static size_t clock_count;
static const struct need_line *needs;
static size_t need_count;

enum clock_column { CLOCK_PRIORITY, CLOCK_HOURS, CLOCK_SINCE, CLOCK_UNTIL, CLOCK_SOURCE, CLOCK_MARK, CLOCK_COLUMNS };
enum need_column { NEED_SERVICE, NEED_ITEM, NEED_NEED, NEED_SINCE, NEED_UNTIL, NEED_SOURCE, NEED_MARK, NEED_COLUMNS };

static const char *read_days(struct text since, struct text until, int32_t *ret_since, int32_t *ret_until)
{
    *ret_until = DATE_NONE;
    if (text_to_date(since, ret_since) != OK || (until.length > 0 && text_to_date(until, ret_until) != OK))
        return "since and until are days as 2026-11-01; until may be empty";
    return *ret_until != DATE_NONE && *ret_until <= *ret_since ? "until comes after since" : NULL;
}

static const char *check_origin(struct text source, struct text mark)
{
    if (source.length == 0)
        return "a source is wanted";
    return text_is(mark, "verified") || text_is(mark, "from_memory") || text_is(mark, "proposed")
               ? NULL
               : "the mark is verified, from_memory or proposed";
}

static const char *read_clock(struct arena *arena, const struct csv_row *row, struct clock_line *ret_line)
{
    const struct text *cells = row->cells;
    if (row->count != CLOCK_COLUMNS)
        return "six columns are wanted: priority, hours, since, until, source, mark";
    if (choice_find(&referral_priorities, cells[CLOCK_PRIORITY]) == NULL)
        return "the priority is normal, urgent or emergency";
    if (text_to_integer(cells[CLOCK_HOURS], 1, HOURS_MOST, &ret_line->hours) != OK)
        return "hours are a whole number";
    ret_line->priority = arena_string(arena, cells[CLOCK_PRIORITY]);
    const char *fault = read_days(cells[CLOCK_SINCE], cells[CLOCK_UNTIL], &ret_line->since, &ret_line->until);
    return fault != NULL ? fault : check_origin(cells[CLOCK_SOURCE], cells[CLOCK_MARK]);
}

static const char *read_need(struct arena *arena, const struct csv_row *row, struct need_line *ret_line)
{
    const struct text *cells = row->cells;
    if (row->count != NEED_COLUMNS)
        return "seven columns are wanted: service, item, need, since, until, source, mark";
    if (!text_is(cells[NEED_SERVICE], "*") && choice_find(&referral_services, cells[NEED_SERVICE]) == NULL)
        return "the service is one of the referral form, or * for all";
    ret_line->service = arena_string(arena, cells[NEED_SERVICE]);
    ret_line->item = referral_item_named(cells[NEED_ITEM]);
    if (ret_line->item == REFERRAL_ITEMS)
        return "there is no such item";
    ret_line->least = text_is(cells[NEED_NEED], "least");
    if (!ret_line->least && !text_is(cells[NEED_NEED], "useful"))
        return "the need is least or useful";
    const char *fault = read_days(cells[NEED_SINCE], cells[NEED_UNTIL], &ret_line->since, &ret_line->until);
    return fault != NULL ? fault : check_origin(cells[NEED_SOURCE], cells[NEED_MARK]);
}

/* Calls `take` for each line behind the head; it says what is wrong, or NULL. */
typedef const char *line_reader(void *context, struct arena *arena, const struct csv_row *row);
static enum outcome read_lines(struct arena *arena, struct text content, line_reader *take, void *context,
                               struct choice_fault *ret_fault)
{
    struct csv_reader reader = csv_open(content, ',');
    struct csv_row row = {.line = 1};
    const char *fault = NULL;
    enum outcome outcome = csv_next(&reader, arena, &row); /* the head */
    while (outcome == OK && fault == NULL && (outcome = csv_next(&reader, arena, &row)) == OK)
        fault = take(context, arena, &row);
    if (outcome == INVALID)
        *ret_fault = (struct choice_fault){reader.fault_line, reader.fault};
    if (outcome < 0 || outcome == INVALID)
        return outcome;
    if (fault == NULL)
        return OK;
    *ret_fault = (struct choice_fault){row.line, fault};
    return INVALID;
}

struct reading {
    struct clock_line *clocks;
    struct need_line *needs;
    size_t count;
};

static const char *take_clock(void *context, struct arena *arena, const struct csv_row *row)
{
    struct reading *reading = context;
    if (reading->count == LINES_MOST)
        return "there are too many";
    return read_clock(arena, row, &reading->clocks[reading->count++]);
}

static const char *take_need(void *context, struct arena *arena, const struct csv_row *row)
{
    struct reading *reading = context;
    if (reading->count == LINES_MOST)
        return "there are too many";
    return read_need(arena, row, &reading->needs[reading->count++]);
}

enum outcome referral_clocks_read(struct arena *arena, struct text content, struct choice_fault *ret_fault)
{
    struct reading reading = {.clocks = arena_array(arena, struct clock_line, LINES_MOST)};
    enum outcome outcome = read_lines(arena, content, take_clock, &reading, ret_fault);
    if (outcome != OK)
        return outcome;
    clocks = reading.clocks;
    clock_count = reading.count;
    return OK;
}

enum outcome referral_needs_read(struct arena *arena, struct text content, struct choice_fault *ret_fault)
{
    struct reading reading = {.needs = arena_array(arena, struct need_line, LINES_MOST)};
    enum outcome outcome = read_lines(arena, content, take_need, &reading, ret_fault);
    if (outcome != OK)
        return outcome;
    needs = reading.needs;
    need_count = reading.count;
    return OK;
}

static enum outcome load(struct arena *arena, const char *directory, const char *name,
                         enum outcome (*read)(struct arena *, struct text, struct choice_fault *))
{
    struct text path = arena_format(arena, "%s/%s", directory, name);
    struct text content;
    struct choice_fault fault = {0, "cannot be read"};
    enum outcome outcome = file_read(arena, path.at, FILE_MOST, &content);
    if (outcome == OK)
        outcome = read(arena, content, &fault);
    if (outcome != OK)
        (void)fprintf(stderr, "sanad: %.*s:%zu: %s\n", TEXT_ARG(path), fault.line, fault.what);
    return outcome == OK ? OK : FAILED;
}

enum outcome referral_terms_load(struct arena *arena, const char *directory)
{
    enum outcome outcome = load(arena, directory, "referral_clocks.csv", referral_clocks_read);
    return outcome == OK ? load(arena, directory, "referral_needs.csv", referral_needs_read) : outcome;
}

static bool counts_on(int32_t since, int32_t until, int32_t day)
{
    return since <= day && (until == DATE_NONE || day < until);
}

enum outcome referral_clock(struct text priority, int32_t day, int64_t *ret_hours, int32_t *ret_since)
{
    const struct clock_line *found = NULL;
    for (size_t i = 0; i < clock_count; i++)
        if (text_is(priority, clocks[i].priority) && counts_on(clocks[i].since, clocks[i].until, day) &&
            (found == NULL || clocks[i].since > found->since))
            found = &clocks[i];
    if (found == NULL)
        return NOT_FOUND;
    *ret_hours = found->hours;
    *ret_since = found->since;
    return OK;
}

static bool among(const char *service, struct text services)
{
    struct text one;
    if (service[0] == '*')
        return services.length > 0;
    while (text_split(&services, ',', &one))
        if (text_is(one, service))
            return true;
    return false;
}

void referral_needs(struct text services, int32_t day, referral_items *ret_least, referral_items *ret_most)
{
    *ret_least = *ret_most = 0;
    for (size_t i = 0; i < need_count; i++) {
        if (!counts_on(needs[i].since, needs[i].until, day) || !among(needs[i].service, services))
            continue;
        *ret_most |= (referral_items)1 << needs[i].item;
        if (needs[i].least)
            *ret_least |= (referral_items)1 << needs[i].item;
    }
}
