#include "view/output.h"

#include <inttypes.h>
#include <string.h>

#include "system/zone.h"
#include "view/language.h"

/* Where a text is written: the places differ in what must be escaped and in how a text is isolated. */
enum place { BETWEEN_TAGS, IN_ATTRIBUTE, IN_FIELD };

static const struct {
    struct text open, close;
} ISOLATES[] = {[BETWEEN_TAGS] = {TEXT_CONSTANT("<bdi>"), TEXT_CONSTANT("</bdi>")},
                [IN_ATTRIBUTE] = {TEXT_CONSTANT("\u2068"), TEXT_CONSTANT("\u2069")},
                [IN_FIELD] = {TEXT_CONSTANT(""), TEXT_CONSTANT("")}};
enum { ISOLATE = 0x2068, ISOLATE_END = 0x2069, ISOLATES_DEEP = 8 };

static struct text substituted(const struct output *out, struct text text)
{
    return out->substitute == NULL ? text : out->substitute(text, out->substitute_context);
}

/* ---- Escaping ---- */

static const char *entity_for(char byte, enum place place)
{
    static const struct {
        const char *entity;
        char byte;
        enum place place; /* from here on */
    } ENTITIES[] = {{"&amp;", '&', BETWEEN_TAGS},
                    {"&lt;", '<', BETWEEN_TAGS},
                    {"&gt;", '>', BETWEEN_TAGS},
                    {"&quot;", '"', IN_ATTRIBUTE},
                    {"&#39;", '\'', IN_ATTRIBUTE}};
    for (size_t i = 0; i < sizeof ENTITIES / sizeof *ENTITIES; i++)
        if (ENTITIES[i].byte == byte && place >= ENTITIES[i].place)
            return ENTITIES[i].entity;
    return NULL;
}

static bool is_dropped(int32_t c)
{
    return (c >= 0 && c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069);
}

/* Does each mark of isolation have its other?  One alone would swallow what stands behind the text, and marks that
   stand for another direction (U+2066, U+2067) are nobody's here. */
static bool isolates_are_closed(struct text text)
{
    size_t depth = 0;
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next_code_point(text, &at);
        if (c == 0x2066 || c == 0x2067 || (c == ISOLATE_END && depth == 0) || depth > ISOLATES_DEEP)
            return false;
        depth += c == ISOLATE ? 1 : c == ISOLATE_END ? (size_t)-1 : 0;
    }
    return depth == 0;
}

/* What replaces the code point, or NULL when it is written as it is. */
static const char *replacement_for(int32_t c, enum place place)
{
    if (c < 0)
        return "\uFFFD";
    if (is_dropped(c))
        return "";
    return c < 0x80 ? entity_for((char)c, place) : NULL;
}

/* Bytes that are written as they are in every place: most of a page, so they are passed over quickly. */
static const bool PLAIN[256] = {
    ['\t'] = true,        ['\n'] = true, [' '] = true,         ['!'] = true,         ['#' ... '%'] = true,
    ['(' ... ';'] = true, ['='] = true,  ['?' ... 'Z'] = true, ['[' ... '~'] = true,
};

static void escape(struct output *out, struct text text, enum place place)
{
    size_t written = 0;
    enum { UNKNOWN, KEPT, DROPPED } isolates = UNKNOWN;
    for (size_t at = 0; at < text.length;) {
        if (PLAIN[(unsigned char)text.at[at]]) {
            at++;
            continue;
        }
        size_t start = at;
        int32_t c = text_next_code_point(text, &at);
        const char *replacement = replacement_for(c, place);
        if (replacement == NULL)
            continue;
        if (c == ISOLATE || c == ISOLATE_END) {
            if (isolates == UNKNOWN)
                isolates = isolates_are_closed(text) ? KEPT : DROPPED;
            if (isolates == KEPT)
                replacement = c == ISOLATE ? ISOLATES[place].open.at : ISOLATES[place].close.at;
        }
        buffer_add(out->buffer, text_slice(text, written, start));
        buffer_add(out->buffer, text_from(replacement));
        written = at;
    }
    buffer_add(out->buffer, text_slice(text, written, text.length));
}

void put_markup(struct output *out, struct text literal) { buffer_add(out->buffer, literal); }
void put_html(struct output *out, struct html html) { buffer_add(out->buffer, html.markup); }
void put_text(struct output *out, struct text text) { escape(out, substituted(out, text), BETWEEN_TAGS); }
void put_attribute(struct output *out, struct text text) { escape(out, substituted(out, text), IN_ATTRIBUTE); }

void put_field(struct output *out, struct text text) { escape(out, substituted(out, text), IN_FIELD); }

void put_paragraphs(struct output *out, struct text text)
{
    struct text rest = substituted(out, text);
    bool first = true;
    for (struct text line; text_split(&rest, '\n', &line); first = false) {
        if (!first)
            buffer_add(out->buffer, TEXT("<br>"));
        escape(out, line, BETWEEN_TAGS);
    }
}

/* ---- Addresses ---- */

static bool starts_with_scheme(struct text url)
{
    static const char *const SCHEMES[] = {"http://", "https://", "mailto:", "tel:"};
    for (size_t i = 0; i < sizeof SCHEMES / sizeof *SCHEMES; i++) {
        size_t length = strlen(SCHEMES[i]);
        if (url.length > length && text_equal_ignoring_case(text_slice(url, 0, length), text_from(SCHEMES[i])))
            return true;
    }
    return false;
}

static bool is_safe_link(struct text url)
{
    static const char *const STARTS[] = {"/", "?", "#", "./", "../"};
    for (size_t i = 0; i < url.length; i++) {
        unsigned char byte = (unsigned char)url.at[i];
        if (byte <= ' ' || byte == 0x7f || byte == '\\')
            return false;
    }
    if (!text_is_utf8(url) || text_starts_with(url, TEXT("//")))
        return false;
    for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
        if (text_starts_with(url, text_from(STARTS[i])))
            return true;
    return starts_with_scheme(url);
}

void put_link(struct output *out, struct text url)
{
    url = substituted(out, url);
    escape(out, is_safe_link(url) ? url : TEXT("#"), IN_ATTRIBUTE);
}

static bool is_unreserved(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

static void percent_encode(struct output *out, struct text part, struct text kept)
{
    for (size_t i = 0; i < part.length; i++) {
        char byte = part.at[i];
        if (is_unreserved(byte) || text_find_byte(kept, byte) >= 0)
            buffer_add_byte(out->buffer, byte);
        else
            buffer_format(out->buffer, "%%%02X", (unsigned)(unsigned char)byte);
    }
}

void put_link_part(struct output *out, struct text part) { percent_encode(out, substituted(out, part), TEXT_NONE); }
void put_link_address(struct output *out, struct text address)
{
    percent_encode(out, substituted(out, address), TEXT("@+"));
}
void put_link_first(struct output *out, struct text part)
{
    part = substituted(out, part);
    percent_encode(out, part.length == 0 ? TEXT("-") : part, TEXT_NONE);
}

/* ---- Values ---- */

struct text output_integer(struct output *out, int64_t number) { return arena_format(out->arena, "%" PRId64, number); }

void put_integer(struct output *out, int64_t number) { buffer_format(out->buffer, "%" PRId64, number); }

static void isolate(struct output *out, struct text text, enum place place)
{
    buffer_add(out->buffer, ISOLATES[place].open);
    escape(out, text, place);
    buffer_add(out->buffer, ISOLATES[place].close);
}

/* A value made of digits and names of months or currencies: beside Arabic letters its parts would change places. */
static void put_value(struct output *out, struct text value)
{
    if (language_right_to_left(out->language) && value.length > 0)
        isolate(out, value, BETWEEN_TAGS);
    else
        escape(out, value, BETWEEN_TAGS);
}

struct text output_instant(struct output *out, int64_t instant)
{
    if (instant == INSTANT_NONE)
        return TEXT_NONE;
    if (out->zone != NULL)
        return language_date_time(out->arena, out->language, zone_date(out->zone, instant),
                                  zone_second_of_day(out->zone, instant));
    int64_t day = instant / DAY_MICROSECONDS - (instant % DAY_MICROSECONDS < 0);
    int64_t second = (instant - day * DAY_MICROSECONDS) / MICROSECONDS;
    struct text text = language_date_time(out->arena, out->language, (int32_t)day, (int32_t)second);
    return arena_join(out->arena, text, TEXT(" UTC"));
}

void put_number(struct output *out, int64_t number)
{
    put_value(out, language_number(out->arena, out->language, number));
}

void put_decimal(struct output *out, int64_t scaled, int decimals)
{
    put_value(out, language_decimal(out->arena, out->language, scaled, decimals));
}

void put_date(struct output *out, int32_t date) { put_value(out, language_date(out->arena, out->language, date)); }
void put_month(struct output *out, int32_t date) { put_value(out, language_month(out->arena, out->language, date)); }
void put_instant(struct output *out, int64_t instant) { put_value(out, output_instant(out, instant)); }

void put_short_date(struct output *out, int32_t date)
{
    put_value(out, language_short_date(out->arena, out->language, date));
}

void put_money(struct output *out, struct money money)
{
    put_value(out, language_money(out->arena, out->language, money));
}

void put_isolated(struct output *out, struct text text) { isolate(out, substituted(out, text), BETWEEN_TAGS); }
void put_attribute_isolated(struct output *out, struct text text)
{
    isolate(out, substituted(out, text), IN_ATTRIBUTE);
}

/* ---- Messages ---- */

static void put_argument(struct output *out, struct text argument, enum place place)
{
    argument = substituted(out, argument);
    if (language_disturbs(out->language, argument))
        isolate(out, argument, place);
    else
        escape(out, argument, place);
}

/* The translation with {1}, {2}… put in; one without its argument stays as it is. */
static void put_filled(struct output *out, const char *translation, const struct text *arguments, size_t count,
                       enum place place)
{
    struct text rest = text_from(translation);
    for (ptrdiff_t at = text_find_byte(rest, '{'); at >= 0; at = text_find_byte(rest, '{')) {
        size_t start = (size_t)at;
        size_t number =
            start + 2 < rest.length && rest.at[start + 2] == '}' ? (size_t)(rest.at[start + 1] - '1') : count;
        escape(out, text_slice(rest, 0, number < count ? start : start + 1), place);
        if (number < count)
            put_argument(out, arguments[number], place);
        rest = text_slice(rest, number < count ? start + 3 : start + 1, rest.length);
    }
    escape(out, rest, place);
}

static void put_counted(struct output *out, const char *translation, int64_t count, const struct text *arguments,
                        size_t argument_count, enum place place)
{
    struct text all[1 + PROBLEM_ARGUMENTS] = {language_number(out->arena, out->language, count)};
    size_t most = argument_count < PROBLEM_ARGUMENTS ? argument_count : PROBLEM_ARGUMENTS;
    for (size_t i = 0; i < most; i++)
        all[1 + i] = arguments[i];
    put_filled(out, translation, all, 1 + most, place);
}

void put_message(struct output *out, const char *message, const struct text *arguments, size_t count)
{
    put_filled(out, tr(out->language, message), arguments, count, BETWEEN_TAGS);
}

void put_attribute_message(struct output *out, const char *message, const struct text *arguments, size_t count)
{
    put_filled(out, tr(out->language, message), arguments, count, IN_ATTRIBUTE);
}

void put_message_in(struct output *out, const char *context, const char *message)
{
    put_filled(out, tr_in(out->language, context, message), NULL, 0, BETWEEN_TAGS);
}

void put_attribute_message_in(struct output *out, const char *context, const char *message)
{
    put_filled(out, tr_in(out->language, context, message), NULL, 0, IN_ATTRIBUTE);
}

void put_message_count(struct output *out, const char *one, const char *many, int64_t count,
                       const struct text *arguments, size_t argument_count)
{
    put_counted(out, tr_count(out->language, one, many, count), count, arguments, argument_count, BETWEEN_TAGS);
}

void put_attribute_message_count(struct output *out, const char *one, const char *many, int64_t count,
                                 const struct text *arguments, size_t argument_count)
{
    put_counted(out, tr_count(out->language, one, many, count), count, arguments, argument_count, IN_ATTRIBUTE);
}

void put_problem(struct output *out, const struct problem *problem)
{
    put_message(out, problem->message, problem->arguments, PROBLEM_ARGUMENTS);
}
