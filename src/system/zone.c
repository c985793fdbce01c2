#include "system/zone.h"

#include <string.h>

#include "system/file.h"

enum {
    NAME_MOST = 64,
    FILE_MOST = 256 * 1024,
    HEADER = 44,
    TYPE = 6, /* bytes of one local time type: offset, daylight, name */
    TYPES_MOST = 256,
    OFFSET_MOST = 26 * 3600, /* seconds; RFC 8536 allows -24:59:59 to 25:59:59 */
    CACHE_ROOM = 16 << 20,
    DAY = 86400,
    FOOTER_TURNS = 8,
};

#define ZONE_DIRECTORY "/usr/share/zoneinfo/"

/* When summer time begins or ends in every year to come: the footer of the file, in the syntax of POSIX's TZ. */
enum rule_kind { RULE_MONTH, RULE_JULIAN, RULE_DAY };
struct rule {
    enum rule_kind kind;
    int32_t month, week, day;
    int32_t time; /* seconds after midnight, -167 to 167 hours */
};
struct footer {
    bool present, daylight;
    int32_t standard_offset, daylight_offset;
    struct rule start, end;
};

struct zone {
    const struct zone *next;
    const char *name;
    size_t count; /* of transitions */
    int64_t *at;  /* seconds UTC, ascending */
    int32_t *to;  /* the offset that holds from then on */
    int32_t first;
    struct footer footer;
};

/* Filled at the first use of each zone, then only read. */
static struct arena *cache;
static const struct zone *cached;

/* --- the file ---------------------------------------------------------------------------------------------------- */

static uint32_t read_32(const char *at)
{
    const unsigned char *byte = (const unsigned char *)at;
    return (uint32_t)byte[0] << 24 | (uint32_t)byte[1] << 16 | (uint32_t)byte[2] << 8 | byte[3];
}

static int64_t read_64(const char *at) { return (int64_t)((uint64_t)read_32(at) << 32 | read_32(at + 4)); }

struct counts {
    size_t utc, standard, leaps, transitions, types, characters;
};

static bool read_header(struct text bytes, size_t from, struct counts *ret)
{
    if (bytes.length < from + HEADER || memcmp(bytes.at + from, "TZif", 4) != 0 || bytes.at[from + 4] < '2')
        return false;
    const char *at = bytes.at + from + 20;
    *ret = (struct counts){
        .utc = read_32(at),
        .standard = read_32(at + 4),
        .leaps = read_32(at + 8),
        .transitions = read_32(at + 12),
        .types = read_32(at + 16),
        .characters = read_32(at + 20),
    };
    /* 32-bit counts: no sum of these overflows. */
    return true;
}

static size_t block_size(const struct counts *counts, size_t time_size)
{
    return counts->transitions * (time_size + 1) + counts->types * TYPE + counts->characters +
           counts->leaps * (time_size + 4) + counts->standard + counts->utc;
}

static bool read_offset(const char *type, int32_t *ret)
{
    int32_t offset = (int32_t)read_32(type);
    if (offset <= -OFFSET_MOST || offset >= OFFSET_MOST)
        return false;
    *ret = offset;
    return true;
}

static bool read_block(struct arena *arena, const struct counts *counts, const char *block, struct zone *zone)
{
    const char *index = block + counts->transitions * 8;
    const char *types = index + counts->transitions;
    if (counts->types == 0 || counts->types > TYPES_MOST || !read_offset(types, &zone->first))
        return false;
    zone->count = counts->transitions;
    zone->at = arena_array(arena, int64_t, zone->count);
    zone->to = arena_array(arena, int32_t, zone->count);
    for (size_t i = 0; i < zone->count; i++) {
        size_t type = (unsigned char)index[i];
        zone->at[i] = read_64(block + i * 8);
        if (type >= counts->types || !read_offset(types + type * TYPE, &zone->to[i]) ||
            (i > 0 && zone->at[i] <= zone->at[i - 1]))
            return false;
    }
    return true;
}

/* --- the footer -------------------------------------------------------------------------------------------------- */

static char peek(const struct text *rest) { return rest->length == 0 ? '\0' : rest->at[0]; }

static bool take(struct text *rest, char wanted)
{
    if (peek(rest) != wanted)
        return false;
    *rest = text_slice(*rest, 1, rest->length);
    return true;
}

static bool take_number(struct text *rest, int32_t smallest, int32_t largest, int32_t *ret)
{
    int32_t number = 0;
    size_t digits = 0;
    for (; digits < 4 && peek(rest) >= '0' && peek(rest) <= '9'; digits++) {
        number = number * 10 + (peek(rest) - '0');
        *rest = text_slice(*rest, 1, rest->length);
    }
    *ret = number;
    return digits > 0 && number >= smallest && number <= largest;
}

/* [+-]h[:m[:s]] */
static bool take_time(struct text *rest, int32_t hours_most, int32_t *ret)
{
    int32_t hours = 0;
    int32_t minutes = 0;
    int32_t seconds = 0;
    bool negative = take(rest, '-');
    if (!negative)
        (void)take(rest, '+');
    if (!take_number(rest, 0, hours_most, &hours))
        return false;
    if (take(rest, ':')) {
        if (!take_number(rest, 0, 59, &minutes) || (take(rest, ':') && !take_number(rest, 0, 59, &seconds)))
            return false;
    }
    int32_t time = hours * 3600 + minutes * 60 + seconds;
    *ret = negative ? -time : time;
    return true;
}

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/* "CET" or "<+01>" */
static bool take_name(struct text *rest)
{
    bool quoted = take(rest, '<');
    size_t length = 0;
    for (; quoted ? peek(rest) != '>' : is_letter(peek(rest)); length++) {
        if (rest->length == 0)
            return false;
        *rest = text_slice(*rest, 1, rest->length);
    }
    return length >= 3 && (!quoted || take(rest, '>'));
}

static bool take_rule(struct text *rest, struct rule *ret)
{
    struct rule rule = {.time = 2 * 3600};
    bool read;
    if (take(rest, 'M')) {
        rule.kind = RULE_MONTH;
        read = take_number(rest, 1, 12, &rule.month) && take(rest, '.') && take_number(rest, 1, 5, &rule.week) &&
               take(rest, '.') && take_number(rest, 0, 6, &rule.day);
    } else if (take(rest, 'J')) {
        rule.kind = RULE_JULIAN;
        read = take_number(rest, 1, 365, &rule.day);
    } else {
        rule.kind = RULE_DAY;
        read = take_number(rest, 0, 365, &rule.day);
    }
    if (!read || (take(rest, '/') && !take_time(rest, 167, &rule.time)))
        return false;
    *ret = rule;
    return true;
}

static bool read_footer(struct text rest, struct footer *ret)
{
    struct footer footer = {.present = rest.length > 0};
    int32_t west = 0;
    if (footer.present) {
        if (!take_name(&rest) || !take_time(&rest, 24, &west))
            return false;
        footer.standard_offset = -west;
        footer.daylight = rest.length > 0;
    }
    if (footer.daylight) {
        if (!take_name(&rest))
            return false;
        west -= 3600;
        if (peek(&rest) != ',' && !take_time(&rest, 24, &west))
            return false;
        footer.daylight_offset = -west;
        if (!take(&rest, ',') || !take_rule(&rest, &footer.start) || !take(&rest, ',') ||
            !take_rule(&rest, &footer.end))
            return false;
    }
    if (rest.length > 0)
        return false;
    *ret = footer;
    return true;
}

enum outcome zone_read(struct arena *arena, struct text name, struct text bytes, struct zone **ret)
{
    struct counts counts;
    struct zone *zone = arena_new(arena, struct zone);
    if (!read_header(bytes, 0, &counts))
        return INVALID;
    size_t second = HEADER + block_size(&counts, 4);
    if (!read_header(bytes, second, &counts) || counts.leaps > 0)
        return INVALID;
    size_t block = second + HEADER;
    size_t size = block_size(&counts, 8);
    if (bytes.length - block < size + 2 || !read_block(arena, &counts, bytes.at + block, zone))
        return INVALID;
    struct text footer = text_slice(bytes, block + size, bytes.length);
    if (!take(&footer, '\n') || footer.at[footer.length - 1] != '\n' ||
        !read_footer(text_slice(footer, 0, footer.length - 1), &zone->footer))
        return INVALID;
    zone->name = arena_string(arena, name);
    *ret = zone;
    return OK;
}

/* --- finding ----------------------------------------------------------------------------------------------------- */

/* No dot is allowed, and with it no way out of the directory. */
static bool name_is_allowed(struct text name)
{
    if (name.length == 0 || name.length > NAME_MOST || name.at[0] == '/' || name.at[name.length - 1] == '/')
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '_' && c != '+' && c != '-' && c != '/')
            return false;
    }
    return true;
}

const struct zone *zone_find(struct text name)
{
    struct zone *zone = NULL;
    struct text bytes;
    if (!name_is_allowed(name))
        return NULL;
    for (const struct zone *known = cached; known != NULL; known = known->next)
        if (text_is(name, known->name))
            return known;
    AUTO_ARENA struct arena *arena = arena_open(FILE_MOST + NAME_MOST * 16);
    const char *path = arena_format(arena, ZONE_DIRECTORY "%.*s", TEXT_ARG(name)).at;
    if (file_read(arena, path, FILE_MOST, &bytes) != OK)
        return NULL;
    if (cache == NULL)
        cache = arena_open(CACHE_ROOM);
    if (zone_read(cache, name, bytes, &zone) != OK)
        return NULL;
    zone->next = cached;
    cached = zone;
    return zone;
}

const char *zone_name(const struct zone *zone) { return zone->name; }

/* --- what the clock on the wall reads ---------------------------------------------------------------------------- */

static int64_t divide_down(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

/* Seconds between 1970 and midnight of the rule's day plus its time, on the wall. */
static int64_t rule_in_year(const struct rule *rule, int32_t year)
{
    int32_t date = date_from_day((struct calendar_day){year, 1, 1});
    if (rule->kind == RULE_MONTH) {
        date = date_from_day((struct calendar_day){year, rule->month, 1});
        int32_t weekday = (date_weekday(date) + 1) % 7; /* 0 Sunday */
        int32_t day = (rule->day - weekday + 7) % 7 + (rule->week - 1) * 7;
        date += day < calendar_days_in_month(year, rule->month) ? day : day - 7;
    } else if (rule->kind == RULE_JULIAN) {
        date += rule->day - 1 + (calendar_is_leap(year) && rule->day >= 60 ? 1 : 0);
    } else {
        date += rule->day;
    }
    return (int64_t)date * DAY + rule->time;
}

/* A time with one offset: from `from` to before `to`, in seconds UTC. */
struct stretch {
    int64_t from, to;
    int32_t offset;
};

/* A rule may reach into the years beside its own. */
static struct stretch stretch_by_footer(const struct footer *footer, int64_t second)
{
    struct stretch stretch = {INT64_MIN, INT64_MAX, footer->standard_offset};
    if (!footer->daylight)
        return stretch;
    int32_t year = day_from_date((int32_t)divide_down(second + footer->standard_offset, DAY)).year;
    for (int32_t y = year - 2; y <= year + 2; y++) {
        struct stretch changes[2] = {
            {.from = rule_in_year(&footer->end, y) - footer->daylight_offset, .offset = footer->standard_offset},
            {.from = rule_in_year(&footer->start, y) - footer->standard_offset, .offset = footer->daylight_offset},
        };
        for (size_t i = 0; i < 2; i++) {
            if (changes[i].from > second && changes[i].from < stretch.to)
                stretch.to = changes[i].from;
            if (changes[i].from <= second && changes[i].from >= stretch.from) {
                stretch.from = changes[i].from;
                stretch.offset = changes[i].offset;
            }
        }
    }
    return stretch;
}

static struct stretch stretch_at(const struct zone *zone, int64_t second)
{
    size_t low = 0; /* the number of transitions at or before `second` */
    size_t high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= second)
            low = middle + 1;
        else
            high = middle;
    }
    int64_t from = low == 0 ? INT64_MIN : zone->at[low - 1];
    if (low == zone->count && zone->footer.present) {
        struct stretch stretch = stretch_by_footer(&zone->footer, second);
        if (stretch.from < from)
            stretch.from = from;
        return stretch;
    }
    return (struct stretch){
        .from = from,
        .to = low == zone->count ? INT64_MAX : zone->at[low],
        .offset = low == 0 ? zone->first : zone->to[low - 1],
    };
}

int32_t zone_offset(const struct zone *zone, int64_t instant)
{
    return stretch_at(zone, divide_down(instant, MICROSECONDS)).offset;
}

static int64_t wall_second(const struct zone *zone, int64_t instant)
{
    return divide_down(instant, MICROSECONDS) + zone_offset(zone, instant);
}

int32_t zone_date(const struct zone *zone, int64_t instant)
{
    return instant == INSTANT_NONE ? DATE_NONE : (int32_t)divide_down(wall_second(zone, instant), DAY);
}

int32_t zone_second_of_day(const struct zone *zone, int64_t instant)
{
    int64_t second = instant == INSTANT_NONE ? 0 : wall_second(zone, instant);
    return (int32_t)(second - divide_down(second, DAY) * DAY);
}

int64_t zone_instant(const struct zone *zone, int32_t date, int32_t second_of_day)
{
    const int64_t most = INT64_MAX / MICROSECONDS - 2 * OFFSET_MOST;
    int64_t wall = (int64_t)date * DAY + second_of_day;
    if (date == DATE_NONE || wall > most || wall < -most)
        return INSTANT_NONE;
    /* The first stretch in which the wall clock has come this far; each turn goes one stretch on. */
    struct stretch stretch = stretch_at(zone, wall - OFFSET_MOST);
    while (wall - stretch.offset >= stretch.to)
        stretch = stretch_at(zone, stretch.to);
    int64_t second = wall - stretch.offset;
    return (second < stretch.from ? stretch.from : second) * MICROSECONDS;
}

int64_t zone_next_change(const struct zone *zone, int64_t instant)
{
    const int64_t most = INT64_MAX / MICROSECONDS;
    struct stretch stretch = stretch_at(zone, divide_down(instant, MICROSECONDS));
    int32_t offset = stretch.offset;
    /* tables tell changes of a zone's name too, which change no offset, and a footer may tell of nothing else for ever
     */
    for (size_t turn = 0; turn < zone->count + FOOTER_TURNS && stretch.to < most; turn++) {
        int64_t at = stretch.to;
        stretch = stretch_at(zone, at);
        if (stretch.offset != offset)
            return at * MICROSECONDS;
    }
    return INSTANT_NONE;
}
