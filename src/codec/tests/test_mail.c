/* A mail as servers and readers take it apart again. */
#include "base/tests/testing.h"

#include "base/calendar.h"
#include "codec/base64.h"
#include "codec/mail.h"

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_open(1 << 22);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena = arena_close(arena);
    return 0;
}

static struct mail usual(void)
{
    return (struct mail){.from = TEXT("sanad@mission.example"),
                         .from_name = TEXT("Mission"),
                         .to = TEXT("a.b+c@office.mission.example"),
                         .subject = TEXT("3 things are due"),
                         .body = TEXT("Good day,\n\nbye\n"),
                         .language = TEXT("en"),
                         .id = TEXT("0190-1"),
                         .settings = TEXT("https://mission.example/en/account/notifications"),
                         .at = INT64_C(1793264461) * MICROSECONDS};
}

static struct text written(const struct mail *mail)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    assert_int_equal(mail_write(arena, &buffer, mail), OK);
    return arena_text(arena, buffer_text(&buffer));
}

static bool refused(const struct mail *mail)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    return mail_write(arena, &buffer, mail) == INVALID && buffer.length == 0;
}

/* ---- reading it again ---- */

static struct text header_of(struct text message, const char *name)
{
    struct text start = arena_format(arena, "\r\n%s: ", name);
    struct text whole = arena_join(arena, TEXT("\r\n"), message);
    ptrdiff_t at = text_find(whole, start);
    assert_true(at >= 0);
    size_t from = (size_t)at + start.length;
    size_t to = from;
    while (whole.at[to] != '\r' || whole.at[to + 2] == ' ') /* folded lines belong to it */
        to++;
    return text_slice(whole, from, to);
}

/* Encoded words put together; what stands between two of them is white space. */
static struct text decoded(struct text header)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 16);
    ptrdiff_t at;
    while ((at = text_find(header, TEXT("=?UTF-8?B?"))) >= 0) {
        header = text_slice(header, (size_t)at + 10, header.length);
        ptrdiff_t end = text_find(header, TEXT("?="));
        struct text word;
        assert_true(end >= 0);
        assert_int_equal(base64_decode(arena, text_slice(header, 0, (size_t)end), BASE64_STANDARD, &word), OK);
        assert_true(text_is_utf8(word)); /* no letter is cut */
        buffer_add(&buffer, word);
        header = text_slice(header, (size_t)end + 2, header.length);
    }
    return arena_text(arena, buffer_text(&buffer));
}

static int hex(char c) { return c <= '9' ? c - '0' : c - 'A' + 10; }

static struct text body_of(struct text message)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    size_t at = (size_t)text_find(message, TEXT("\r\n\r\n")) + 4;
    for (; at < message.length; at++) {
        if (message.at[at] == '=' && message.at[at + 1] == '\r')
            at += 2;
        else if (message.at[at] == '=') {
            buffer_add_byte(&buffer, (char)(hex(message.at[at + 1]) * 16 + hex(message.at[at + 2])));
            at += 2;
        } else if (message.at[at] != '\r')
            buffer_add_byte(&buffer, message.at[at]);
    }
    return arena_text(arena, buffer_text(&buffer));
}

static size_t longest_line(struct text message)
{
    size_t longest = 0;
    struct text line;
    while (text_split(&message, '\n', &line))
        longest = line.length > longest ? line.length : longest;
    return longest - 1; /* its CR */
}

/* ---- tests ---- */

static void plain_english(void **state)
{
    struct mail mail = usual();
    struct text message = written(&mail);
    (void)state;
    assert_text(header_of(message, "From"), "\"Mission\"\r\n <sanad@mission.example>");
    assert_text(header_of(message, "To"), "<a.b+c@office.mission.example>");
    assert_text(header_of(message, "Subject"), "3 things are due");
    assert_text(header_of(message, "Message-ID"), "<0190-1@mission.example>");
    assert_text(header_of(message, "Date"), "Thu, 29 Oct 2026 09:01:01 +0000");
    assert_text(header_of(message, "Auto-Submitted"), "auto-generated");
    assert_text(header_of(message, "List-Unsubscribe"), "<https://mission.example/en/account/notifications>");
    assert_text(body_of(message), "Good day,\n\nbye\n");
}

static void french_and_arabic(void **state)
{
    static const char *const SUBJECTS[] = {
        "3 tâches arrivent à échéance",
        "ثلاث مهام تنتظرك اليوم وأخرى تأخرت عن موعدها منذ أسبوع كامل ولم ينظر فيها أحد بعد",
        "Échéances dépassées : une étape après l’autre, d’ici à la fin de la semaine prochaine, à Fès",
        "𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈𐍈",
        "looks like =?UTF-8?B?SGVsbG8=?= one",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(SUBJECTS); i++) {
        struct mail mail = usual();
        mail.subject = text_from(SUBJECTS[i]);
        mail.from_name = text_from(SUBJECTS[i]);
        mail.body = arena_format(arena, "%s =\n%s %s %s\n", SUBJECTS[i], SUBJECTS[i], SUBJECTS[i], SUBJECTS[i]);
        struct text message = written(&mail);
        assert_true(text_is(decoded(header_of(message, "Subject")), SUBJECTS[i]));
        assert_true(text_is(decoded(header_of(message, "From")), SUBJECTS[i]));
        assert_true(text_equal(body_of(message), mail.body));
        assert_true(longest_line(message) <= 78);
    }
}

static void what_lines_end_with_is_kept(void **state)
{
    struct mail mail = usual();
    (void)state;
    mail.body = TEXT("a \nb\t\n \n.\nFrom here\n=3D\nlast without an end");
    struct text message = written(&mail);
    assert_text(body_of(message), "a \nb\t\n \n.\nFrom here\n=3D\nlast without an end\n");
    assert_true(text_find(message, TEXT(" \r\n")) < 0);
    mail.body = TEXT("");
    assert_text(body_of(written(&mail)), "");
}

static void nothing_becomes_a_header(void **state)
{
    static const char *const HOSTILE[] = {
        "x\r\nBcc: all@evil.example", "x\nBcc: all@evil.example", "x\rBcc: y", "x\x7f", "x\xff", "\xe2\x80\xaextfel"};
    (void)state;
    for (size_t i = 0; i < COUNT(HOSTILE); i++) {
        struct text hostile = text_from(HOSTILE[i]);
        struct mail mail = usual();
        mail.subject = hostile;
        assert_true(refused(&mail));
        mail = usual();
        mail.from_name = hostile;
        assert_true(refused(&mail));
        mail = usual();
        mail.to = hostile;
        assert_true(refused(&mail));
        mail = usual();
        mail.id = hostile;
        assert_true(refused(&mail));
        mail = usual();
        mail.settings = hostile;
        assert_true(refused(&mail));
        mail = usual();
        mail.language = hostile;
        assert_true(refused(&mail));
    }
    struct mail mail = usual();
    mail.body = TEXT("a\r\nb");
    assert_true(refused(&mail)); /* its lines end with LF alone */
}

static void addresses(void **state)
{
    static const char *const SOUND[] = {"a@b.example", "first.last+tag@sub.domain-1.example", "o'neil@b.example"};
    static const char *const NONE[] = {"",
                                       "a",
                                       "@b.example",
                                       "a@",
                                       "a@b",
                                       "a@b.example.",
                                       "a@.example",
                                       "a..b@c.example",
                                       ".a@b.example",
                                       "a.@b.example",
                                       "a b@c.example",
                                       "a@b@c.example",
                                       "<a@b.example>",
                                       "a@b.example, c@d.example",
                                       "a@-b.example",
                                       "\"a\"@b.example",
                                       "a@b.example\r\nRCPT TO:<x@y.example>",
                                       "é@b.example",
                                       "a@مثال.example"};
    (void)state;
    for (size_t i = 0; i < COUNT(SOUND); i++)
        assert_true(mail_address_is_sound(text_from(SOUND[i])));
    for (size_t i = 0; i < COUNT(NONE); i++)
        assert_false(mail_address_is_sound(text_from(NONE[i])));
    char *long_one = arena_bytes(arena, 300);
    memset(long_one, 'a', 300);
    memcpy(long_one + 280, "@b.example", 10);
    assert_false(mail_address_is_sound((struct text){long_one, 290}));
    assert_false(mail_address_is_sound((struct text){"a@b.example\0c", 13}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_english),
        cmocka_unit_test(french_and_arabic),
        cmocka_unit_test(what_lines_end_with_is_kept),
        cmocka_unit_test(nothing_becomes_a_header),
        cmocka_unit_test(addresses),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
