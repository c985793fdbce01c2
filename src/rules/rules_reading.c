/* Lines and words of a text of rules. */
#include "rules/rules_reading.h"

#include "base/number.h"

enum outcome reading_refuse(struct reading *reading, size_t token, const char *message)
{
    bool there = token < reading->words.count;
    *reading->fault = (struct rules_fault){
        .line = reading->words.line,
        .column = there ? reading->tokens[token].column : reading->words.end_column,
        .message = message,
        .found = there ? reading->tokens[token].text : TEXT_NONE,
    };
    return INVALID;
}

enum outcome reading_next(struct reading *reading)
{
    static const char *const MESSAGES[] = {
        [WORD_LINE_UNREADABLE] = "This line holds a tab, or characters that cannot be read.",
        [WORD_LINE_TOO_MANY] = "Too many words on one line.",
        [WORD_LINE_STRAY] = "A character that stands in no word; texts stand between quotation marks.",
        [WORD_LINE_OPEN_STRING] = "A quotation mark is not closed on this line.",
    };
    enum word_line_fault fault;
    size_t column;
    enum outcome outcome = word_line_next(&reading->words, &fault, &column);
    if (outcome == INVALID)
        *reading->fault =
            (struct rules_fault){.line = reading->words.line, .column = column, .message = MESSAGES[fault]};
    return outcome;
}

bool reading_is(const struct reading *reading, size_t token, const char *word)
{
    return word_line_says(&reading->words, token, word);
}

enum outcome reading_word(struct reading *reading, size_t token, struct text *ret)
{
    if (token >= reading->words.count || reading->tokens[token].string || reading_is(reading, token, ","))
        return reading_refuse(reading, token, "A name is expected here: letters, digits, _ . -");
    if (reading->tokens[token].text.length > 64)
        return reading_refuse(reading, token, "This name is too long.");
    *ret = reading->tokens[token].text;
    return OK;
}

enum outcome reading_date(struct reading *reading, size_t token, int32_t *ret)
{
    if (token >= reading->words.count || text_to_date(reading->tokens[token].text, ret) != OK)
        return reading_refuse(reading, token, "A day is expected here, like 2026-03-31.");
    return OK;
}

enum outcome reading_end(struct reading *reading, size_t token)
{
    return token < reading->words.count ? reading_refuse(reading, token, "The line should end before “{1}”.") : OK;
}

enum outcome reading_codes(struct reading *reading, size_t token, const struct text **ret, size_t *ret_count)
{
    struct text *codes = arena_array(reading->arena, struct text, (reading->words.count - token) / 2 + 2);
    size_t count = 0;
    for (;; token += 2) {
        if (count == RULES_CODES_MOST)
            return reading_refuse(reading, token, "This list is too long.");
        enum outcome outcome = reading_word(reading, token, &codes[count]);
        if (outcome != OK)
            return outcome;
        count++;
        if (token + 1 >= reading->words.count)
            break;
        if (!reading_is(reading, token + 1, ","))
            return reading_refuse(reading, token + 1, "A comma is expected before “{1}”.");
    }
    *ret = codes;
    *ret_count = count;
    return OK;
}
