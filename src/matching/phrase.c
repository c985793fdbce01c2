#include "matching/phrase.h"

#include <string.h>

#include "matching/digest.h"
#include "matching/name.h"
#include "matching/skeleton.h"

enum { NO_SOUND_SHORTER = 3 };

/* Words of digits sound like themselves only. */
static bool is_number(struct text word)
{
    for (size_t i = 0; i < word.length; i++)
        if (word.at[i] >= '0' && word.at[i] <= '9')
            return true;
    return false;
}

static uint64_t sound_of(struct text normal)
{
    uint64_t sound = 0;
    size_t letters = 0;
    struct text rest = normal;
    struct text word;
    while (text_split(&rest, ' ', &word)) {
        if (text_is_empty(word))
            continue;
        struct skeleton skeleton = skeleton_of(word, SKELETON_FINE);
        struct text heard = is_number(word) ? word : skeleton_text(&skeleton);
        sound = digest_mix(sound, digest_of(heard));
        letters += heard.length;
    }
    return letters < NO_SOUND_SHORTER ? 0 : sound;
}

struct phrase phrase_of(struct arena *arena, struct text written)
{
    struct phrase phrase = {0};
    struct text normal = name_normal(arena, written);
    for (size_t at = 0; at < normal.length && phrase.count < PHRASE_LETTERS_MOST;) {
        int32_t code_point = text_next_code_point(normal, &at);
        phrase.letters[phrase.count++] = (uint8_t)(code_point < 128 ? code_point : 128 | (code_point & 127));
    }
    if (phrase.count > 0)
        phrase.sound = sound_of(normal);
    return phrase;
}

/* Hyyrö's bit-parallel form: a column of the table of distances in the bits of a word. */
unsigned phrase_distance(const struct phrase *a, const struct phrase *b)
{
    static const uint64_t NONE[256];
    uint64_t places[256];
    if (a->count == 0)
        return b->count;
    memcpy(places, NONE, sizeof places);
    for (unsigned i = 0; i < a->count; i++)
        places[a->letters[i]] |= UINT64_C(1) << i;
    uint64_t positive = ~UINT64_C(0);
    uint64_t negative = 0;
    uint64_t zero = 0;
    uint64_t before = 0;
    const uint64_t last = UINT64_C(1) << (a->count - 1);
    unsigned distance = a->count;
    for (unsigned i = 0; i < b->count; i++) {
        uint64_t here = places[b->letters[i]];
        uint64_t swapped = ((~zero & here) << 1) & before;
        zero = (((here & positive) + positive) ^ positive) | here | negative | swapped;
        uint64_t up = negative | ~(zero | positive);
        uint64_t down = zero & positive;
        distance += (up & last) != 0;
        distance -= (down & last) != 0;
        up = up << 1 | 1;
        down <<= 1;
        positive = down | ~(zero | up);
        negative = up & zero;
        before = here;
    }
    return distance;
}

static bool has_word(const struct phrase *phrase, const uint8_t *word, size_t length)
{
    for (size_t at = 0; at + length <= phrase->count; at++) {
        bool begins = at == 0 || phrase->letters[at - 1] == ' ';
        bool ends = at + length == phrase->count || phrase->letters[at + length] == ' ';
        if (begins && ends && memcmp(phrase->letters + at, word, length) == 0)
            return true;
    }
    return false;
}

static bool word_in_common(const struct phrase *a, const struct phrase *b)
{
    size_t from = 0;
    for (size_t at = 0; at <= a->count; at++) {
        if (at < a->count && a->letters[at] != ' ')
            continue;
        if (at - from >= 3 && has_word(b, a->letters + from, at - from))
            return true;
        from = at + 1;
    }
    return false;
}

enum text_level phrase_compare(const struct phrase *a, const struct phrase *b)
{
    unsigned longer = a->count > b->count ? a->count : b->count;
    unsigned shorter = a->count > b->count ? b->count : a->count;
    if (a->count == b->count && memcmp(a->letters, b->letters, a->count) == 0)
        return TEXT_SAME;
    if (a->sound != 0 && a->sound == b->sound)
        return TEXT_SOUND;
    unsigned distance = phrase_distance(a, b);
    if (distance == 1)
        return TEXT_ONE_EDIT;
    if (distance * 5 <= longer)
        return TEXT_NEAR;
    if (distance * 5 <= longer * 2 || (shorter >= 4 && memcmp(a->letters, b->letters, shorter) == 0))
        return TEXT_PARTLY;
    return word_in_common(a, b) ? TEXT_WORD : TEXT_DIFFERENT;
}
