#include "codec/icalendar.h"

#include "base/calendar.h"

/* One line while it is written: octets of it that stand in this physical line. */
struct line {
    struct buffer *out;
    size_t octets;
};

/* A character is never parted. */
static void put(struct line *line, const char *bytes, size_t count)
{
    if (line->octets + count > ICALENDAR_LINE) {
        buffer_add(line->out, TEXT("\r\n "));
        line->octets = 1;
    }
    buffer_add(line->out, (struct text){bytes, count});
    line->octets += count;
}

static struct line begin(struct buffer *out, const char *name)
{
    struct line line = {.out = out};
    for (size_t i = 0; name[i] != '\0'; i++)
        put(&line, name + i, 1);
    put(&line, ":", 1);
    return line;
}

void icalendar_line(struct buffer *out, const char *name, struct text value)
{
    struct line line = begin(out, name);
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.at[i] >= 0x20 && (unsigned char)value.at[i] < 0x7f)
            put(&line, value.at + i, 1);
    buffer_add(out, TEXT("\r\n"));
}

void icalendar_text(struct buffer *out, const char *name, struct text value)
{
    struct line line = begin(out, name);
    size_t position = 0;
    while (position < value.length) {
        size_t from = position;
        int32_t point = text_next_code_point(value, &position);
        if (point < 0)
            put(&line, "\xef\xbf\xbd", 3);
        else if (point == '\n')
            put(&line, "\\n", 2);
        else if (point == '\\' || point == ';' || point == ',')
            put(&line, (const char[]){'\\', (char)point}, 2);
        else if (point >= 0x20 && (point < 0x7f || point > 0x9f))
            put(&line, value.at + from, position - from);
    }
    buffer_add(out, TEXT("\r\n"));
}

struct text icalendar_time(struct arena *arena, int32_t date, int32_t seconds, bool utc)
{
    struct calendar_day day = day_from_date(date);
    return arena_format(arena, "%04d%02d%02dT%02d%02d%02d%s", (int)day.year, (int)day.month, (int)day.day,
                        (int)(seconds / 3600), (int)(seconds / 60 % 60), (int)(seconds % 60), utc ? "Z" : "");
}

struct text icalendar_offset(struct arena *arena, int32_t seconds)
{
    char sign = seconds < 0 ? '-' : '+';
    int rest = seconds < 0 ? -seconds : seconds;
    struct text offset = arena_format(arena, "%c%02d%02d", sign, rest / 3600, rest / 60 % 60);
    return rest % 60 == 0 ? offset : arena_format(arena, "%.*s%02d", TEXT_ARG(offset), rest % 60);
}
