#include "base/tests/testing.h"

#include "base/calendar.h"
#include "codec/icalendar.h"

/* What a reader makes of folded lines: the line feeds and the space behind them go (RFC 5545, 3.1). */
static struct text unfold(struct arena *arena, struct text folded)
{
    char *plain = arena_string(arena, folded);
    size_t length = 0;
    for (size_t at = 0; at < folded.length; at++) {
        if (at + 2 < folded.length && folded.at[at] == '\r' && folded.at[at + 1] == '\n' && folded.at[at + 2] == ' ') {
            at += 2;
            continue;
        }
        plain[length++] = folded.at[at];
    }
    return (struct text){plain, length};
}

static void no_line_is_too_long(struct text written)
{
    size_t from = 0;
    for (size_t at = 0; at + 1 < written.length; at++)
        if (written.at[at] == '\r' && written.at[at + 1] == '\n') {
            struct text line = text_slice(written, from, at);
            assert_true(line.length <= ICALENDAR_LINE);
            assert_true(text_is_utf8(line)); /* no character is parted */
            from = at + 2;
        }
    assert_int_equal(from, written.length); /* the last line ends too */
}

static void folds_at_75_octets(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(1 << 20);
    for (size_t letters = 60; letters < 80; letters++) {
        AUTO_BUFFER struct buffer out = buffer_open(10000);
        AUTO_BUFFER struct buffer value = buffer_open(10000);
        for (size_t i = 0; i < letters; i++)
            buffer_add_byte(&value, 'x');
        buffer_add(&value, TEXT("موعد في القنصلية, قاعة 3 — 😀😀😀"));
        icalendar_text(&out, "LOCATION", buffer_text(&value));
        no_line_is_too_long(buffer_text(&out));
        struct text plain = unfold(arena, buffer_text(&out));
        assert_true(text_starts_with(plain, TEXT("LOCATION:xxx")));
        assert_true(text_ends_with(plain, TEXT("موعد في القنصلية\\, قاعة 3 — 😀😀😀\r\n")));
    }
}

static void exactly_75_octets_are_one_line(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    static const char SEVENTY[] = "1234567890123456789012345678901234567890123456789012345678901234567890";
    icalendar_line(&out, "NAME", (struct text){SEVENTY, 70});
    assert_int_equal(out.length, 75 + 2);
    buffer_clear(&out);
    icalendar_line(&out, "NAMES", (struct text){SEVENTY, 70});
    assert_int_equal(out.length, 76 + 3 + 2);
}

static void escapes_what_people_type(void **state)
{
    (void)state;
    AUTO_BUFFER struct buffer out = buffer_open(1000);
    icalendar_text(&out, "SUMMARY", TEXT("a\\b;c,d\ne\rf\x01g\x7f\xff"));
    assert_text(buffer_text(&out), "SUMMARY:a\\\\b\\;c\\,d\\nefg\xef\xbf\xbd\r\n");
    buffer_clear(&out);
    icalendar_text(&out, "SUMMARY", TEXT("x\r\nBEGIN:VALARM\r\n")); /* nobody adds a line of their own */
    assert_text(buffer_text(&out), "SUMMARY:x\\nBEGIN:VALARM\\n\r\n");
    buffer_clear(&out);
    icalendar_line(&out, "UID", TEXT("a\r\nb\xc3\xa9"));
    assert_text(buffer_text(&out), "UID:ab\r\n");
}

static void times_and_offsets(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(10000);
    int32_t date = date_from_day((struct calendar_day){2026, 3, 8});
    assert_text(icalendar_time(arena, date, 9 * 3600 + 5 * 60, false), "20260308T090500");
    assert_text(icalendar_time(arena, date, 0, true), "20260308T000000Z");
    assert_text(icalendar_offset(arena, 3600), "+0100");
    assert_text(icalendar_offset(arena, 0), "+0000");
    assert_text(icalendar_offset(arena, -12600), "-0330");
    assert_text(icalendar_offset(arena, -1820), "-003020");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folds_at_75_octets),
        cmocka_unit_test(exactly_75_octets_are_one_line),
        cmocka_unit_test(escapes_what_people_type),
        cmocka_unit_test(times_and_offsets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
