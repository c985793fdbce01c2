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

/* Consonants that no spelling of a name leaves out and that are never taken for others: those of one bit are.  What is
   read in several ways (c, j, x, ch) has none. */
enum sound {
    SOUND_K = 1,
    SOUND_S = 2,
    SOUND_T = 4,
    SOUND_B = 8,
    SOUND_F = 16,
    SOUND_L = 32,
    SOUND_M = 64,
    SOUND_N = 128,
    SOUND_R = 256
};

static const uint16_t LATIN_SOUNDS[LATIN_LETTERS + 1] = {
    ['b' - 'a' + 1] = SOUND_B, ['d' - 'a' + 1] = SOUND_T, ['f' - 'a' + 1] = SOUND_F, ['k' - 'a' + 1] = SOUND_K,
    ['l' - 'a' + 1] = SOUND_L, ['m' - 'a' + 1] = SOUND_M, ['n' - 'a' + 1] = SOUND_N, ['q' - 'a' + 1] = SOUND_K,
    ['r' - 'a' + 1] = SOUND_R, ['s' - 'a' + 1] = SOUND_S, ['t' - 'a' + 1] = SOUND_T, ['z' - 'a' + 1] = SOUND_S,
};

/* By their places in the alphabet (letters.h). */
static const uint16_t ARABIC_SOUNDS[ARABIC_LETTERS + 1] = {
    [2] = SOUND_B,  [3] = SOUND_T,  [7] = SOUND_K,  [8] = SOUND_T,  [10] = SOUND_R, [11] = SOUND_S,
    [12] = SOUND_S, [14] = SOUND_S, [15] = SOUND_T, [16] = SOUND_T, [20] = SOUND_F, [21] = SOUND_K,
    [22] = SOUND_K, [23] = SOUND_L, [24] = SOUND_M, [25] = SOUND_N,
};

static uint16_t sounds_of(const struct word *word)
{
    enum { C = 3, D = 4, F = 6, H = 8, I = 9, J = 10, P = 16, T = 20, V = 22 };
    uint16_t sounds = 0;
    for (size_t i = 0; i < word->count; i++) {
        uint8_t letter = word->letters[i], next = i + 1 < word->count ? word->letters[i + 1] : 0;
        if (word->script == WORD_ARABIC)
            sounds |= ARABIC_SOUNDS[letter];
        else if (letter == P)
            sounds |= next == H ? SOUND_F : SOUND_B;
        else if (!((letter == D || letter == T) && (next == J || next == C || next == I || next == H)))
            sounds |= LATIN_SOUNDS[letter];
    }
    return sounds;
}

static void word_finish(struct word *word)
{
    word->surprise = (int16_t)spelling_surprise(word);
    word->sounds = sounds_of(word);
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
    word_finish(&word);
    return word;
}

struct word word_without(const struct word *word, size_t letters)
{
    struct word rest = {.script = word->script, .count = (uint8_t)(word->count - letters)};
    memcpy(rest.letters, word->letters + letters, rest.count);
    word_finish(&rest);
    return rest;
}

struct word word_joined(const struct word *first, const struct word *second)
{
    struct word word = *first;
    if (first->script != second->script || first->script == WORD_OTHER)
        return (struct word){.script = WORD_OTHER};
    for (size_t i = 0; i < second->count && word.count < WORD_LETTERS_MOST; i++)
        word.letters[word.count++] = second->letters[i];
    word_finish(&word);
    return word;
}
