#include "codec/serial_day.h"

enum { FALSE_DAY = 60, MINUTES = 24 * 60 };
#define SERIAL_MOST 2958465.0 /* 31 December 9999 */

bool format_number_is_date(int64_t number)
{
    return (number >= 14 && number <= 22) || (number >= 27 && number <= 36) || (number >= 45 && number <= 47) ||
           (number >= 50 && number <= 58);
}

/* What stands between brackets is a colour or a condition, or the time that has passed: [h], [mm], [ss]. */
static bool bracket_is_time(struct text inside)
{
    for (size_t i = 0; i < inside.length; i++)
        if (inside.at[i] != 'h' && inside.at[i] != 'm' && inside.at[i] != 's')
            return false;
    return inside.length > 0;
}

static size_t end_of(struct text format, size_t from, char end)
{
    while (from < format.length && format.at[from] != end)
        from++;
    return from;
}

/* Only the part for positive numbers counts, up to the first semicolon; letters after a backslash and between quotes
   are shown as they are. */
bool format_is_date(struct text format)
{
    for (size_t i = 0; i < format.length && format.at[i] != ';'; i++) {
        char c = (char)(format.at[i] | 0x20);
        if (format.at[i] == '\\' || format.at[i] == '_' || format.at[i] == '*') {
            i++;
        } else if (format.at[i] == '"') {
            i = end_of(format, i + 1, '"');
        } else if (format.at[i] == '[') {
            size_t end = end_of(format, i, ']');
            if (bracket_is_time(text_slice(format, i + 1, end)))
                return true;
            i = end;
        } else if (c == 'd' || c == 'y' || c == 'm' || c == 'h') {
            return true;
        }
    }
    return false;
}

enum outcome serial_day(double serial, bool system_1904, int32_t *ret_date, int32_t *ret_minute)
{
    if (!(serial >= (system_1904 ? 0.0 : 1.0)) || serial > SERIAL_MOST)
        return INVALID;
    int32_t day = (int32_t)serial;
    int32_t minute = (int32_t)((serial - (double)day) * MINUTES + 0.5);
    if (minute >= MINUTES) { /* a second before midnight */
        day++;
        minute = 0;
    }
    if (!system_1904 && day == FALSE_DAY)
        return CONFLICT;
    struct calendar_day origin = system_1904 ? (struct calendar_day){1904, 1, 1} : (struct calendar_day){1899, 12, 31};
    *ret_date = date_from_day(origin) + day - (!system_1904 && day > FALSE_DAY);
    *ret_minute = minute;
    return OK;
}
