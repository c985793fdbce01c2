/* Lines and words of a text of rules. */
#include "rules/rules_reading.h"

#include "base/number.h"

enum outcome reading_refuse(struct reading *reading, size_t token, const char *message)
{
    bool there = token < reading->count;
    *reading->fault = (struct rules_fault){
        .line = reading->line,
        .column = there ? reading->tokens[token].column : reading->end_column,
        .message = message,
        .found = there ? reading->tokens[token].text : TEXT_NONE,
    };
    return INVALID;
}

static enum outcome refuse_at(struct reading *reading, size_t column, const char *message)
{
    *reading->fault = (struct rules_fault){.line = reading->line, .column = column, .message = message};
    return INVALID;
}

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.' || byte == '-';
}

static enum outcome take_string(struct reading *reading, struct text line, size_t *at, struct token *token)
{
    size_t begin = ++*at;
    while (*at < line.length && line.at[*at] != '"')
        ++*at;
    if (*at == line.length)
        return refuse_at(reading, token->column, "A quotation mark is not closed on this line.");
    token->string = true;
    token->text = text_slice(line, begin, *at);
    ++*at;
    return OK;
}

static enum outcome take_token(struct reading *reading, struct text line, size_t *at)
{
    size_t column = text_code_points(text_slice(line, 0, *at)) + 1;
    struct token *token = &reading->tokens[reading->count];
    if (reading->count == TOKENS_MOST)
        return refuse_at(reading, column, "Too many words on one line.");
    *token = (struct token){.column = column};
    enum outcome outcome = OK;
    if (line.at[*at] == '"') {
        outcome = take_string(reading, line, at, token);
    } else if (line.at[*at] == ',') {
        token->text = text_slice(line, *at, *at + 1);
        ++*at;
    } else if (is_word_byte(line.at[*at])) {
        size_t begin = *at;
        while (*at < line.length && is_word_byte(line.at[*at]))
            ++*at;
        token->text = text_slice(line, begin, *at);
    } else {
        outcome =
            refuse_at(reading, column, "A character that stands in no word; texts stand between quotation marks.");
    }
    reading->count += outcome == OK;
    return outcome;
}

static enum outcome take_line(struct reading *reading, struct text line)
{
    size_t at = 0;
    reading->count = 0;
    if (!text_is_clean(line, false))
        return refuse_at(reading, 1, "This line holds a tab, or characters that cannot be read.");
    while (at < line.length && line.at[at] == ' ')
        at++;
    reading->indent = at;
    while (at < line.length && line.at[at] != '#') {
        if (line.at[at] == ' ') {
            at++;
            continue;
        }
        enum outcome outcome = take_token(reading, line, &at);
        if (outcome != OK)
            return outcome;
    }
    reading->end_column = text_code_points(text_slice(line, 0, at)) + 1;
    return OK;
}

enum outcome reading_next(struct reading *reading)
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

bool reading_is(const struct reading *reading, size_t token, const char *word)
{
    return token < reading->count && !reading->tokens[token].string && text_is(reading->tokens[token].text, word);
}

enum outcome reading_word(struct reading *reading, size_t token, struct text *ret)
{
    if (token >= reading->count || reading->tokens[token].string || reading_is(reading, token, ","))
        return reading_refuse(reading, token, "A name is expected here: letters, digits, _ . -");
    if (reading->tokens[token].text.length > 64)
        return reading_refuse(reading, token, "This name is too long.");
    *ret = reading->tokens[token].text;
    return OK;
}

enum outcome reading_date(struct reading *reading, size_t token, int32_t *ret)
{
    if (token >= reading->count || text_to_date(reading->tokens[token].text, ret) != OK)
        return reading_refuse(reading, token, "A day is expected here, like 2026-03-31.");
    return OK;
}

enum outcome reading_end(struct reading *reading, size_t token)
{
    return token < reading->count ? reading_refuse(reading, token, "The line should end before “{1}”.") : OK;
}

enum outcome reading_codes(struct reading *reading, size_t token, const struct text **ret, size_t *ret_count)
{
    struct text *codes = arena_array(reading->arena, struct text, (reading->count - token) / 2 + 2);
    size_t count = 0;
    for (;; token += 2) {
        if (count == RULES_CODES_MOST)
            return reading_refuse(reading, token, "This list is too long.");
        enum outcome outcome = reading_word(reading, token, &codes[count]);
        if (outcome != OK)
            return outcome;
        count++;
        if (token + 1 >= reading->count)
            break;
        if (!reading_is(reading, token + 1, ","))
            return reading_refuse(reading, token + 1, "A comma is expected before “{1}”.");
    }
    *ret = codes;
    *ret_count = count;
    return OK;
}
