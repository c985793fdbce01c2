#include "questionnaires/reading.h"

#include "base/number.h"

enum outcome reading_fault(struct reading *reading, size_t word, const char *message)
{
    bool there = word < reading->line.count;
    *reading->fault = (struct questionnaire_fault){
        .line = reading->line.line == 0 ? 1 : reading->line.line, /* of nothing at all */
        .column = there ? reading->words[word].column : reading->line.end_column,
        .message = message,
        .found = there ? reading->words[word].text : TEXT_NONE,
    };
    return INVALID;
}

enum outcome reading_line(struct reading *reading)
{
    static const char *const MESSAGES[] = {
        [WORD_LINE_UNREADABLE] = N_("This line holds a tab, or characters that cannot be read."),
        [WORD_LINE_TOO_MANY] = N_("There are too many words on one line."),
        [WORD_LINE_STRAY] = N_("This character stands in no word; texts stand between quotation marks."),
        [WORD_LINE_OPEN_STRING] = N_("A quotation mark is not closed on this line."),
    };
    enum word_line_fault fault;
    size_t column;
    enum outcome outcome = word_line_next(&reading->line, &fault, &column);
    if (outcome == INVALID)
        *reading->fault =
            (struct questionnaire_fault){.line = reading->line.line, .column = column, .message = MESSAGES[fault]};
    return outcome;
}

bool reading_says(const struct reading *reading, size_t word, const char *expected)
{
    return word_line_says(&reading->line, word, expected);
}

enum outcome reading_stops(struct reading *reading, size_t word)
{
    return word < reading->line.count ? reading_fault(reading, word, N_("The line should end before “{1}”.")) : OK;
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
    if (word >= reading->line.count || reading->words[word].string ||
        !questionnaire_code_is_sound(reading->words[word].text))
        return reading_fault(reading, word,
                             N_("A code is expected here: small letters a to z, digits and _, a letter first."));
    *ret = reading->words[word].text;
    return OK;
}

enum outcome reading_string(struct reading *reading, size_t word, struct text *ret)
{
    if (word >= reading->line.count || !reading->words[word].string)
        return reading_fault(reading, word, N_("A text between quotation marks is expected here."));
    struct text text = reading->words[word].text;
    if (text_is_empty(text_trim(text)) || text_code_points(text) > QUESTIONNAIRE_WORDING_MOST)
        return reading_fault(reading, word, N_("This text is empty or too long."));
    *ret = text;
    return reading_stops(reading, word + 1);
}

enum outcome reading_number(struct reading *reading, size_t word, int64_t smallest, int64_t largest, int64_t *ret)
{
    if (word >= reading->line.count || text_to_integer(reading->words[word].text, smallest, largest, ret) != OK)
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
    if (word >= reading->line.count || reading->words[word].string ||
        decimal_of(reading->words[word].text, decimals, largest, ret) != OK)
        return reading_fault(reading, word, N_("A number like 0.75 is expected here, and not too large a one."));
    return OK;
}
