#include "codec/mail.h"

#include "base/calendar.h"
#include "codec/base64.h"

enum {
    LOCAL_MOST = 64,
    LABEL_MOST = 63,
    LINE_MOST = 76,     /* of quoted-printable, and of a line that holds encoded words */
    WORD_BYTES = 36,    /* in one encoded word: with "=?UTF-8?B??=" and "List-Unsubscribe: " still a short line */
    PLAIN_SUBJECT = 60, /* bytes of ASCII on the line of the subject */
    MAIL_SETTINGS_MOST = 400,
};

/* ---- addresses ---- */

static bool is_letter_or_digit(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

/* What stands between the dots of what comes before the @. */
static bool local_part_is_sound(struct text part)
{
    static const struct text OTHERS = TEXT_CONSTANT("!#$%&'*+-/=?^_`{|}~");
    for (size_t i = 0; i < part.length; i++)
        if (!is_letter_or_digit(part.at[i]) && text_find_byte(OTHERS, part.at[i]) < 0)
            return false;
    return part.length > 0;
}

static bool label_is_sound(struct text part)
{
    for (size_t i = 0; i < part.length; i++)
        if (!is_letter_or_digit(part.at[i]) && part.at[i] != '-')
            return false;
    return part.length > 0 && part.length <= LABEL_MOST && part.at[0] != '-' && part.at[part.length - 1] != '-';
}

static bool parts_are_sound(struct text text, bool (*is_sound)(struct text part), size_t *ret_count)
{
    bool sound = text.length > 0 && text.at[text.length - 1] != '.';
    struct text part;
    *ret_count = 0;
    while (sound && text_split(&text, '.', &part)) {
        sound = is_sound(part);
        ++*ret_count;
    }
    return sound;
}

bool mail_address_is_sound(struct text address)
{
    ptrdiff_t at = text_find_byte(address, '@');
    size_t count;
    if (at <= 0 || at > LOCAL_MOST || address.length > MAIL_ADDRESS_MOST)
        return false;
    return parts_are_sound(text_slice(address, 0, (size_t)at), local_part_is_sound, &count) &&
           parts_are_sound(text_slice(address, (size_t)at + 1, address.length), label_is_sound, &count) && count >= 2;
}

/* ---- words beyond ASCII ---- */

static bool is_plain(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] < ' ' || text.at[i] > '~')
            return false;
    return text_find(text, TEXT("=?")) < 0 && text.length <= PLAIN_SUBJECT;
}

/* Encoded words, one a line behind the first; none cuts a letter in two. */
static void put_words(struct arena *arena, struct buffer *buffer, struct text text)
{
    size_t from = 0;
    while (from < text.length) {
        size_t to = from;
        size_t next = from;
        while (next < text.length && next - from <= WORD_BYTES) {
            to = next;
            (void)text_next_code_point(text, &next);
        }
        if (next - from <= WORD_BYTES)
            to = next;
        struct text word = base64_encode(arena, text_slice(text, from, to), BASE64_STANDARD);
        buffer_format(buffer, "%s=?UTF-8?B?%.*s?=", from == 0 ? "" : "\r\n ", TEXT_ARG(word));
        from = to;
    }
}

static void put_phrase(struct arena *arena, struct buffer *buffer, struct text text)
{
    if (is_plain(text))
        buffer_add(buffer, text);
    else
        put_words(arena, buffer, text);
}

/* The name of the sender: within quotes where it is ASCII. */
static void put_from(struct arena *arena, struct buffer *buffer, const struct mail *mail)
{
    buffer_add(buffer, TEXT("From: "));
    bool quotable = is_plain(mail->from_name) && text_find_byte(mail->from_name, '"') < 0 &&
                    text_find_byte(mail->from_name, '\\') < 0;
    if (mail->from_name.length > 0 && quotable)
        buffer_format(buffer, "\"%.*s\"\r\n ", TEXT_ARG(mail->from_name));
    else if (mail->from_name.length > 0) {
        put_words(arena, buffer, mail->from_name);
        buffer_add(buffer, TEXT("\r\n "));
    }
    buffer_format(buffer, "<%.*s>\r\n", TEXT_ARG(mail->from));
}

static void put_date(struct buffer *buffer, int64_t at)
{
    static const char *const DAYS[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const MONTHS[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int64_t days = at / DAY_MICROSECONDS - (at % DAY_MICROSECONDS < 0);
    int second = (int)((at - days * DAY_MICROSECONDS) / MICROSECONDS);
    struct calendar_day day = day_from_date((int32_t)days);
    buffer_format(buffer, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", DAYS[date_weekday((int32_t)days)],
                  (int)day.day, MONTHS[day.month - 1], (int)day.year, second / 3600, second / 60 % 60, second % 60);
}

/* ---- the body ---- */

/* Quoted-printable.  A space or tab is written out where a line ends behind it. */
static void put_body(struct buffer *buffer, struct text body)
{
    size_t column = 0;
    for (size_t i = 0; i < body.length; i++) {
        unsigned char byte = (unsigned char)body.at[i];
        if (byte == '\n') {
            buffer_add(buffer, TEXT("\r\n"));
            column = 0;
            continue;
        }
        bool last = i + 1 == body.length || body.at[i + 1] == '\n';
        bool blank = byte == ' ' || byte == '\t';
        bool plain = (byte > ' ' && byte <= '~' && byte != '=') || (blank && !last);
        size_t wide = plain ? 1 : 3;
        if (column + wide > LINE_MOST - 1) { /* the last place is for the '=' of a line that goes on */
            buffer_add(buffer, TEXT("=\r\n"));
            column = 0;
        }
        if (plain)
            buffer_add_byte(buffer, (char)byte);
        else
            buffer_format(buffer, "=%02X", byte);
        column += wide;
    }
    if (column > 0)
        buffer_add(buffer, TEXT("\r\n"));
}

/* ---- the whole ---- */

static bool id_is_sound(struct text id)
{
    for (size_t i = 0; i < id.length; i++)
        if (!is_letter_or_digit(id.at[i]) && id.at[i] != '-' && id.at[i] != '.')
            return false;
    return id.length > 0 && id.length <= LOCAL_MOST;
}

static bool settings_are_sound(struct text settings)
{
    for (size_t i = 0; i < settings.length; i++)
        if (settings.at[i] <= ' ' || settings.at[i] > '~' || settings.at[i] == '<' || settings.at[i] == '>')
            return false;
    return settings.length <= MAIL_SETTINGS_MOST;
}

static bool is_sound(const struct mail *mail)
{
    return mail_address_is_sound(mail->from) && mail_address_is_sound(mail->to) &&
           text_is_clean(mail->from_name, false) && mail->from_name.length <= MAIL_SUBJECT_MOST &&
           text_is_clean(mail->subject, false) && mail->subject.length <= MAIL_SUBJECT_MOST &&
           text_is_utf8(mail->body) && mail->body.length <= MAIL_BODY_MOST && text_find_byte(mail->body, '\r') < 0 &&
           text_find_byte(mail->body, '\0') < 0 && id_is_sound(mail->id) &&
           (text_is_empty(mail->language) || label_is_sound(mail->language)) && settings_are_sound(mail->settings);
}

enum outcome mail_write(struct arena *arena, struct buffer *buffer, const struct mail *mail)
{
    if (!is_sound(mail))
        return INVALID;
    size_t host = (size_t)text_find_byte(mail->from, '@') + 1;
    put_date(buffer, mail->at);
    put_from(arena, buffer, mail);
    buffer_format(buffer, "To: <%.*s>\r\nSubject: ", TEXT_ARG(mail->to));
    put_phrase(arena, buffer, mail->subject);
    buffer_format(buffer, "\r\nMessage-ID: <%.*s@%.*s>\r\n", TEXT_ARG(mail->id),
                  TEXT_ARG(text_slice(mail->from, host, mail->from.length)));
    if (!text_is_empty(mail->settings))
        buffer_format(buffer, "List-Unsubscribe: <%.*s>\r\n", TEXT_ARG(mail->settings));
    if (!text_is_empty(mail->language))
        buffer_format(buffer, "Content-Language: %.*s\r\n", TEXT_ARG(mail->language));
    buffer_add(buffer, TEXT("Auto-Submitted: auto-generated\r\n"
                            "MIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=UTF-8\r\n"
                            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"));
    put_body(buffer, mail->body);
    return buffer->full ? INVALID : OK;
}
