#include "codec/word_line.h"

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_' || byte == '.' || byte == '-';
}

static bool escapes_next(const struct word_line *words, struct text line, size_t at)
{
    return words->escapes && line.at[at] == '\\' && at + 1 < line.length &&
           (line.at[at + 1] == '"' || line.at[at + 1] == '\\');
}

/* False: it is not closed. */
static bool take_string(const struct word_line *words, struct text line, size_t *at, struct word *word)
{
    char *bytes = arena_bytes(words->arena, line.length + 1);
    size_t length = 0;
    for (++*at; *at < line.length && line.at[*at] != '"'; ++*at) {
        *at += escapes_next(words, line, *at);
        bytes[length++] = line.at[*at];
    }
    if (*at >= line.length)
        return false;
    word->string = true;
    word->text = (struct text){bytes, length};
    ++*at;
    return true;
}

static enum outcome take_word(struct word_line *words, struct text line, size_t *at, enum word_line_fault *ret_fault)
{
    if (words->count == words->most) {
        *ret_fault = WORD_LINE_TOO_MANY;
        return INVALID;
    }
    struct word *word = &words->at[words->count];
    size_t begin = *at;
    *word = (struct word){.column = text_code_points(text_slice(line, 0, begin)) + 1};
    if (line.at[begin] == '"') {
        *ret_fault = WORD_LINE_OPEN_STRING;
        if (!take_string(words, line, at, word))
            return INVALID;
    } else if (line.at[begin] == ',') {
        word->text = text_slice(line, begin, ++*at);
    } else if (is_word_byte(line.at[begin])) {
        while (*at < line.length && is_word_byte(line.at[*at]))
            ++*at;
        word->text = text_slice(line, begin, *at);
    } else {
        *ret_fault = WORD_LINE_STRAY;
        return INVALID;
    }
    words->count++;
    return OK;
}

static enum outcome take_line(struct word_line *words, struct text line, enum word_line_fault *ret_fault,
                              size_t *ret_column)
{
    size_t at = 0;
    *ret_column = 1;
    if (!text_is_clean(line, false)) {
        *ret_fault = WORD_LINE_UNREADABLE;
        return INVALID;
    }
    while (at < line.length && line.at[at] == ' ')
        at++;
    words->indent = at;
    while (at < line.length && line.at[at] != '#') {
        if (line.at[at] == ' ') {
            at++;
            continue;
        }
        *ret_column = text_code_points(text_slice(line, 0, at)) + 1;
        enum outcome outcome = take_word(words, line, &at, ret_fault);
        if (outcome != OK)
            return outcome;
    }
    words->end_column = text_code_points(text_slice(line, 0, at)) + 1;
    return OK;
}

enum outcome word_line_next(struct word_line *words, enum word_line_fault *ret_fault, size_t *ret_column)
{
    struct text line;
    words->count = 0;
    while (words->count == 0) {
        if (!text_split(&words->rest, '\n', &line)) {
            words->ended = true;
            words->indent = 0;
            words->end_column = 1;
            return OK;
        }
        words->line++;
        if (line.length > 0 && line.at[line.length - 1] == '\r')
            line.length--;
        enum outcome outcome = take_line(words, line, ret_fault, ret_column);
        if (outcome != OK)
            return outcome;
    }
    return OK;
}

bool word_line_says(const struct word_line *words, size_t word, const char *expected)
{
    return word < words->count && !words->at[word].string && text_is(words->at[word].text, expected);
}
