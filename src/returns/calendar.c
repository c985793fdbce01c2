#include "returns/calendar.h"

#include <stdlib.h>

#include "codec/icalendar.h"
#include "record/list.h"
#include "returns/return_rules.h"

enum { ZONES_MOST = 16, CHANGES_MOST = 64 };

/* ---- what there is ---- */

static struct list_query query_of_days(const struct record *record, const char *field, int32_t from, int32_t until,
                                       bool mine)
{
    struct list_query query = {.size = CALENDAR_MOST, .assigned_to_me = mine, .count_most = 1};
    query.sort = record_field(record, text_from(field));
    query.filters[query.filter_count++] =
        (struct list_filter){.field = query.sort, .ranged = true, .from = from, .to = until};
    return query;
}

static enum outcome add_appointments(struct work *work, int32_t from, int32_t until, bool mine,
                                     struct calendar_entry *entries, size_t *count, bool *more)
{
    struct list_query query = query_of_days(&appointment_record, "held_on", from, until, mine);
    struct list_page page;
    enum outcome outcome = record_list(work, &appointment_record, &query, &page);
    if (outcome != OK)
        return outcome;
    *more = *more || page.next.length > 0;
    for (size_t i = 0; i < page.count; i++) {
        const struct appointment *row = page.rows[i];
        entries[(*count)++] = (struct calendar_entry){
            .id = row->head.id,
            .file = row->return_case,
            .person = row->head.person,
            .day = row->held_on,
            .seconds = appointment_seconds(row),
            .minutes = appointment_minutes(row),
            .zone = row->zone,
            .kind = choice_show(&appointment_kinds, row->kind, work->language),
            .place = row->place,
            .result = row->result,
            .version = row->head.version,
            .changed_at = row->head.changed_at,
            .flight = text_is(row->kind, "departure"),
        };
    }
    return OK;
}

/* A booking knows its day; where somebody recorded the hour as an appointment, that is told alone. */
static bool told(const struct calendar_entry *entries, size_t count, const struct return_case *file)
{
    for (size_t i = 0; i < count; i++)
        if (entries[i].flight && entries[i].day == file->travel_on && identifier_equal(entries[i].file, file->head.id))
            return true;
    return false;
}

static enum outcome add_flights(struct work *work, int32_t from, int32_t until, bool mine,
                                struct calendar_entry *entries, size_t *count, bool *more)
{
    static const struct text BOOKED = TEXT_CONSTANT("booked");
    struct list_query query = query_of_days(&return_case_record, "travel_on", from, until, mine);
    struct list_page page;
    size_t appointments = *count;
    query.filters[query.filter_count++] = (struct list_filter){.values = &BOOKED, .value_count = 1};
    struct field_set only = {{0}};
    field_set_add(&only, record_field_index(&return_case_record, query.sort));
    field_set_add(
        &only, record_field_index(&return_case_record, record_field(&return_case_record, TEXT("departure_airport"))));
    query.only = &only;
    enum outcome outcome = record_list(work, &return_case_record, &query, &page);
    if (outcome != OK)
        return outcome;
    *more = *more || page.next.length > 0;
    for (size_t i = 0; i < page.count; i++) {
        const struct return_case *file = page.rows[i];
        if (file->travel_on == DATE_NONE || told(entries, appointments, file))
            continue;
        entries[(*count)++] = (struct calendar_entry){
            .id = file->head.id,
            .file = file->head.id,
            .person = file->head.person,
            .day = file->travel_on,
            .seconds = CALENDAR_ALL_DAY,
            .kind = choice_show(&appointment_kinds, TEXT("departure"), work->language),
            .place = file->departure_airport,
            .version = file->head.version,
            .changed_at = file->head.changed_at,
            .flight = true,
        };
    }
    return OK;
}

static int by_time(const void *a, const void *b)
{
    const struct calendar_entry *one = a;
    const struct calendar_entry *other = b;
    if (one->day != other->day)
        return one->day < other->day ? -1 : 1;
    if (one->seconds != other->seconds)
        return one->seconds < other->seconds ? -1 : 1;
    return identifier_compare(one->id, other->id);
}

enum outcome calendar_entries(struct work *work, int32_t from, int32_t until, bool mine,
                              struct calendar_entry **ret_entries, size_t *ret_count, bool *ret_more)
{
    struct calendar_entry *entries =
        arena_array(work->arena, struct calendar_entry, (2 + companions_count()) * CALENDAR_MOST + 1);
    size_t count = 0;
    bool more = false;
    bool cases = actor_may(work->actor, &return_read); /* who has none may have others */
    enum outcome outcome = cases ? add_appointments(work, from, until, mine, entries, &count, &more) : OK;
    if (outcome == OK && cases)
        outcome = add_flights(work, from, until, mine, entries, &count, &more);
    if (outcome == OK)
        outcome = companions_calendar(work, from, until, mine, entries, &count, &more);
    if (outcome != OK)
        return outcome;
    qsort(entries, count, sizeof *entries, by_time);
    struct identifier *files = arena_array(work->arena, struct identifier, count + 1);
    struct text *numbers = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count; i++)
        files[i] = entries[i].base == NULL ? entries[i].file : (struct identifier){{0}};
    outcome = record_titles(work, &return_case_record, files, count, numbers);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (entries[i].base == NULL)
            entries[i].number = numbers[i];
    *ret_entries = entries;
    *ret_count = count;
    *ret_more = more;
    return outcome;
}

/* ---- zones ---- */

static void write_observance(struct work *work, struct buffer *out, int64_t instant, int32_t before, int32_t after)
{
    struct arena *arena = work->arena;
    const char *kind = after > before ? "DAYLIGHT" : "STANDARD";
    int64_t wall = instant / MICROSECONDS + before;
    int32_t day = (int32_t)(wall / 86400 - (wall % 86400 < 0 ? 1 : 0));
    icalendar_line(out, "BEGIN", text_from(kind));
    icalendar_line(out, "DTSTART", icalendar_time(arena, day, (int32_t)(wall - (int64_t)day * 86400), false));
    icalendar_line(out, "TZOFFSETFROM", icalendar_offset(arena, before));
    icalendar_line(out, "TZOFFSETTO", icalendar_offset(arena, after));
    icalendar_line(out, "END", text_from(kind));
}

/* The clock of a zone over these days: one observance from the first on, one for each change.  Morocco's Ramadan fits
   no rule, so each change is told by its day. */
static void write_zone(struct work *work, struct buffer *out, struct text name, int32_t from, int32_t until)
{
    const struct zone *zone = zone_find(name);
    int64_t at = (int64_t)(from - 1) * DAY_MICROSECONDS;
    int64_t end = (int64_t)(until + 2) * DAY_MICROSECONDS;
    if (zone == NULL)
        return;
    int32_t offset = zone_offset(zone, at);
    icalendar_line(out, "BEGIN", TEXT("VTIMEZONE"));
    icalendar_line(out, "TZID", name);
    write_observance(work, out, at, offset, offset);
    for (size_t i = 0; i < CHANGES_MOST; i++) {
        at = zone_next_change(zone, at);
        if (at == INSTANT_NONE || at > end)
            break;
        int32_t after = zone_offset(zone, at);
        write_observance(work, out, at, offset, after);
        offset = after;
    }
    icalendar_line(out, "END", TEXT("VTIMEZONE"));
}

static void write_zones(struct work *work, const struct calendar_entry *entries, size_t count, struct buffer *out)
{
    struct text written[ZONES_MOST];
    size_t written_count = 0;
    for (size_t i = 0; i < count && written_count < ZONES_MOST; i++) {
        bool known = entries[i].seconds == CALENDAR_ALL_DAY || text_is(entries[i].zone, "UTC");
        for (size_t j = 0; j < written_count && !known; j++)
            known = text_equal(written[j], entries[i].zone);
        if (known)
            continue;
        written[written_count++] = entries[i].zone;
        write_zone(work, out, entries[i].zone, entries[0].day, entries[count - 1].day);
    }
}

/* ---- events ---- */

static struct text utc(struct arena *arena, int64_t instant)
{
    int64_t second = instant / MICROSECONDS;
    return icalendar_time(arena, (int32_t)(second / 86400), (int32_t)(second % 86400), true);
}

static void write_start(struct work *work, const struct calendar_entry *entry, struct buffer *out)
{
    struct arena *arena = work->arena;
    if (entry->seconds == CALENDAR_ALL_DAY) {
        struct text day = text_slice(icalendar_time(arena, entry->day, 0, false), 0, 8);
        icalendar_line(out, "DTSTART;VALUE=DATE", day);
        return;
    }
    bool universal = text_is(entry->zone, "UTC") || zone_find(entry->zone) == NULL;
    const char *name = universal ? "DTSTART" : arena_format(arena, "DTSTART;TZID=%.*s", TEXT_ARG(entry->zone)).at;
    icalendar_line(out, name, icalendar_time(arena, entry->day, entry->seconds, universal));
    icalendar_line(out, "DURATION", arena_format(arena, "PT%dM", (int)entry->minutes));
}

static void write_event(struct work *work, const struct calendar_entry *entry, struct buffer *out)
{
    struct arena *arena = work->arena;
    struct text id = identifier_to_text(arena, entry->id);
    bool off = text_is(entry->result, "cancelled");
    icalendar_line(out, "BEGIN", TEXT("VEVENT"));
    icalendar_line(out, "UID", arena_format(arena, "%.*s@sanad", TEXT_ARG(id)));
    icalendar_line(out, "DTSTAMP", utc(arena, entry->changed_at));
    icalendar_line(out, "SEQUENCE", arena_format(arena, "%d", (int)(entry->version - 1)));
    write_start(work, entry, out);
    icalendar_text(out, "SUMMARY", arena_format(arena, "%.*s · %.*s", TEXT_ARG(entry->number), TEXT_ARG(entry->kind)));
    if (entry->place.length > 0)
        icalendar_text(out, "LOCATION", entry->place);
    icalendar_line(out, "STATUS", text_from(off ? "CANCELLED" : "CONFIRMED"));
    icalendar_line(out, "CLASS", TEXT("PRIVATE"));
    icalendar_line(out, "END", TEXT("VEVENT"));
}

void calendar_write(struct work *work, const struct calendar_entry *entries, size_t count, struct buffer *out)
{
    icalendar_line(out, "BEGIN", TEXT("VCALENDAR"));
    icalendar_line(out, "VERSION", TEXT("2.0"));
    icalendar_line(out, "PRODID", TEXT("-//Sanad//Appointments//EN"));
    icalendar_line(out, "CALSCALE", TEXT("GREGORIAN"));
    icalendar_line(out, "METHOD", TEXT("PUBLISH"));
    icalendar_text(out, "NAME", text_from(tr(work->language, N_("Sanad: appointments"))));
    icalendar_line(out, "REFRESH-INTERVAL;VALUE=DURATION", TEXT("PT6H"));
    write_zones(work, entries, count, out);
    for (size_t i = 0; i < count; i++)
        write_event(work, &entries[i], out);
    icalendar_line(out, "END", TEXT("VCALENDAR"));
}
