#include <string.h>

#include "matching/letters.h"
#include "matching/spelling.h"

/* What is in no alphabet of the model is only equal or not: a digest stands for it. */
static struct word word_other(struct text form)
{
    struct word word = {.count = 8, .script = WORD_OTHER};
    uint64_t digest = 14695981039346656037U;
    for (size_t i = 0; i < form.length; i++)
        digest = (digest ^ (unsigned char)form.at[i]) * 1099511628211U;
    for (size_t i = 0; i < word.count; i++)
        word.letters[i] = (uint8_t)(digest >> (8 * i));
    return word;
}

static uint8_t letter_number(int32_t c, uint8_t script)
{
    if (script == WORD_ARABIC)
        return arabic_number(c);
    return c >= 'a' && c <= 'z' ? (uint8_t)(c - 'a' + 1) : 0;
}

/* The alphabet of the first letter that has one here. */
static uint8_t script_of(struct text form)
{
    for (size_t at = 0; at < form.length;) {
        int32_t c = text_next_code_point(form, &at);
        if (c >= 'a' && c <= 'z')
            return WORD_LATIN;
        if (c < '0' || c > '9')
            return arabic_number(c) != 0 ? WORD_ARABIC : WORD_OTHER;
    }
    return WORD_OTHER;
}

struct word word_of(struct text form)
{
    struct word word = {.script = script_of(form)};
    if (form.length == 0)
        return word;
    if (word.script == WORD_OTHER)
        return word_other(form);
    for (size_t at = 0; at < form.length && word.count < WORD_LETTERS_MOST;) {
        uint8_t letter = letter_number(text_next_code_point(form, &at), word.script);
        if (letter != 0)
            word.letters[word.count++] = letter;
    }
    word.surprise = (int16_t)spelling_surprise(&word);
    return word;
}

struct word word_joined(const struct word *first, const struct word *second)
{
    struct word word = *first;
    if (first->script != second->script || first->script == WORD_OTHER)
        return (struct word){.script = WORD_OTHER};
    for (size_t i = 0; i < second->count && word.count < WORD_LETTERS_MOST; i++)
        word.letters[word.count++] = second->letters[i];
    word.surprise = (int16_t)spelling_surprise(&word);
    return word;
}
