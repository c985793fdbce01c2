#include "questionnaires/reading.h"

#include "base/number.h"

enum outcome reading_fault(struct reading *reading, size_t word, const char *message)
{
    bool there = word < reading->count;
    *reading->fault = (struct questionnaire_fault){
        .line = reading->line == 0 ? 1 : reading->line, /* of nothing at all */
        .column = there ? reading->words[word].column : reading->end_column,
        .message = message,
        .found = there ? reading->words[word].text : TEXT_NONE,
    };
    return INVALID;
}

static enum outcome fault_at(struct reading *reading, size_t column, const char *message)
{
    *reading->fault = (struct questionnaire_fault){.line = reading->line, .column = column, .message = message};
    return INVALID;
}

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.' || byte == '-';
}

/* Within a string \" is a quotation mark and \\ a backslash. */
static enum outcome take_string(struct reading *reading, struct text line, size_t *at, struct word *word)
{
    char *bytes = arena_bytes(reading->arena, line.length + 1);
    size_t length = 0;
    for (++*at; *at < line.length && line.at[*at] != '"'; ++*at) {
        bool escapes =
            line.at[*at] == '\\' && *at + 1 < line.length && (line.at[*at + 1] == '"' || line.at[*at + 1] == '\\');
        *at += escapes;
        bytes[length++] = line.at[*at];
    }
    if (*at >= line.length)
        return fault_at(reading, word->column, N_("A quotation mark is not closed on this line."));
    word->string = true;
    word->text = (struct text){bytes, length};
    ++*at;
    return OK;
}

static enum outcome take_word(struct reading *reading, struct text line, size_t *at)
{
    size_t column = text_code_points(text_slice(line, 0, *at)) + 1;
    struct word *word = &reading->words[reading->count];
    if (reading->count == WORDS_MOST)
        return fault_at(reading, column, N_("There are too many words on one line."));
    *word = (struct word){.column = column};
    size_t begin = *at;
    enum outcome outcome = OK;
    if (line.at[begin] == '"')
        outcome = take_string(reading, line, at, word);
    else if (line.at[begin] == ',')
        word->text = text_slice(line, begin, ++*at);
    else if (!is_word_byte(line.at[begin]))
        outcome =
            fault_at(reading, column, N_("This character stands in no word; texts stand between quotation marks."));
    else {
        while (*at < line.length && is_word_byte(line.at[*at]))
            ++*at;
        word->text = text_slice(line, begin, *at);
    }
    reading->count += outcome == OK;
    return outcome;
}

static enum outcome take_line(struct reading *reading, struct text line)
{
    size_t at = 0;
    reading->count = 0;
    if (!text_is_clean(line, false))
        return fault_at(reading, 1, N_("This line holds a tab, or characters that cannot be read."));
    while (at < line.length && line.at[at] == ' ')
        at++;
    reading->indent = at;
    while (at < line.length && line.at[at] != '#') {
        if (line.at[at] == ' ') {
            at++;
            continue;
        }
        enum outcome outcome = take_word(reading, line, &at);
        if (outcome != OK)
            return outcome;
    }
    reading->end_column = text_code_points(text_slice(line, 0, at)) + 1;
    return OK;
}

enum outcome reading_line(struct reading *reading)
{
    struct text line;
    reading->count = 0;
    while (reading->count == 0) {
        if (!text_split(&reading->rest, '\n', &line)) {
            reading->ended = true;
            reading->indent = 0;
            reading->end_column = 1;
            return OK;
        }
        reading->line++;
        if (line.length > 0 && line.at[line.length - 1] == '\r')
            line.length--;
        enum outcome outcome = take_line(reading, line);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

bool reading_says(const struct reading *reading, size_t word, const char *expected)
{
    return word < reading->count && !reading->words[word].string && text_is(reading->words[word].text, expected);
}

enum outcome reading_stops(struct reading *reading, size_t word)
{
    return word < reading->count ? reading_fault(reading, word, N_("The line should end before “{1}”.")) : OK;
}

bool questionnaire_code_is_sound(struct text code)
{
    if (code.length == 0 || code.length > QUESTIONNAIRE_CODE_MOST || code.at[0] < 'a' || code.at[0] > 'z')
        return false;
    for (size_t i = 1; i < code.length; i++)
        if (!(code.at[i] >= 'a' && code.at[i] <= 'z') && !(code.at[i] >= '0' && code.at[i] <= '9') && code.at[i] != '_')
            return false;
    return true;
}

enum outcome reading_code(struct reading *reading, size_t word, struct text *ret)
{
    if (word >= reading->count || reading->words[word].string ||
        !questionnaire_code_is_sound(reading->words[word].text))
        return reading_fault(reading, word,
                             N_("A code is expected here: small letters a to z, digits and _, a letter first."));
    *ret = reading->words[word].text;
    return OK;
}

enum outcome reading_string(struct reading *reading, size_t word, struct text *ret)
{
    if (word >= reading->count || !reading->words[word].string)
        return reading_fault(reading, word, N_("A text between quotation marks is expected here."));
    struct text text = reading->words[word].text;
    if (text_is_empty(text_trim(text)) || text_code_points(text) > QUESTIONNAIRE_WORDING_MOST)
        return reading_fault(reading, word, N_("This text is empty or too long."));
    *ret = text;
    return reading_stops(reading, word + 1);
}

enum outcome reading_number(struct reading *reading, size_t word, int64_t smallest, int64_t largest, int64_t *ret)
{
    if (word >= reading->count || text_to_integer(reading->words[word].text, smallest, largest, ret) != OK)
        return reading_fault(reading, word, N_("A whole number is expected here, and not too large a one."));
    return OK;
}

/* "0.75" with three decimals is 750. */
static enum outcome decimal_of(struct text text, int decimals, int64_t largest, int64_t *ret)
{
    struct text rest = text;
    struct text whole, part = TEXT_NONE;
    int64_t units, behind = 0;
    int64_t scale = 1;
    for (int i = 0; i < decimals; i++)
        scale *= 10;
    if (!text_split(&rest, '.', &whole) || text_to_integer(whole, 0, 1000, &units) != OK)
        return INVALID;
    bool pointed = whole.length < text.length;
    if (pointed)
        part = text_slice(text, whole.length + 1, text.length);
    if (pointed && (part.length == 0 || part.length > (size_t)decimals ||
                    text_to_integer(part, 0, INT32_MAX, &behind) != OK || part.at[0] == '-'))
        return INVALID;
    for (size_t i = part.length; pointed && i < (size_t)decimals; i++)
        behind *= 10;
    if (units * scale + behind > largest)
        return INVALID;
    *ret = units * scale + behind;
    return OK;
}

enum outcome reading_decimal(struct reading *reading, size_t word, int decimals, int64_t largest, int64_t *ret)
{
    if (word >= reading->count || reading->words[word].string ||
        decimal_of(reading->words[word].text, decimals, largest, ret) != OK)
        return reading_fault(reading, word, N_("A number like 0.75 is expected here, and not too large a one."));
    return OK;
}
