#include "matching/skeleton.h"

#include <string.h>

#include "matching/letters.h"

/* What is read as one sound, the longest first where one begins another; "" is not heard.  A letter that is in no line
   is not heard either: vowels, h, w, y. */
struct sound {
    const char *letters;
    const char *signs;
};

static const struct sound LATIN[] = {
    {"tsch", "C"}, {"sch", "C"}, {"tch", "C"}, {"tsh", "C"}, {"dsh", "J"}, {"dch", "J"}, {"dzh", "J"}, {"sh", "C"},
    {"ch", "C"},   {"dj", "J"},  {"zh", "J"},  {"kh", "K"},  {"gh", "G"},  {"rh", "R"},  {"dh", "D"},  {"th", "T"},
    {"ph", "F"},   {"ck", "K"},  {"cq", "K"},  {"ce", "S"},  {"ci", "S"},  {"cy", "S"},  {"ge", "J"},  {"gi", "J"},
    {"gy", "J"},   {"x", "KS"},  {"b", "B"},   {"c", "K"},   {"d", "D"},   {"f", "F"},   {"g", "G"},   {"j", "J"},
    {"k", "K"},    {"l", "L"},   {"m", "M"},   {"n", "N"},   {"p", "B"},   {"q", "K"},   {"r", "R"},   {"s", "S"},
    {"t", "T"},    {"v", "F"},   {"z", "Z"},
};

static const struct sound ARABIC[] = {
    {"تش", "C"}, {"دج", "J"}, {"كس", "KS"}, {"ب", "B"}, {"ت", "T"}, {"ث", "T"}, {"ج", "J"}, {"خ", "K"}, {"د", "D"},
    {"ذ", "D"},  {"ر", "R"},  {"ز", "Z"},   {"س", "S"}, {"ش", "C"}, {"ص", "S"}, {"ض", "D"}, {"ط", "T"}, {"ظ", "Z"},
    {"غ", "G"},  {"ف", "F"},  {"ق", "K"},   {"ك", "K"}, {"ل", "L"}, {"م", "M"}, {"ن", "N"},
};

/* Fine signs and the coarse ones that take their place. */
static const char COARSE[][2] = {{'J', 'K'}, {'G', 'K'}, {'C', 'S'}, {'Z', 'S'}, {'D', 'T'}, {'F', 'B'}};

static char coarse(char sign)
{
    for (size_t i = 0; i < sizeof COARSE / sizeof *COARSE; i++)
        if (COARSE[i][0] == sign)
            return COARSE[i][1];
    return sign;
}

/* A sound twice in a row is heard once. */
static void add_sign(struct skeleton *skeleton, enum skeleton_grade grade, char sign)
{
    if (grade == SKELETON_COARSE)
        sign = coarse(sign);
    if (skeleton->length == SKELETON_MOST || (skeleton->length > 0 && skeleton->letters[skeleton->length - 1] == sign))
        return;
    skeleton->letters[skeleton->length++] = sign;
}

static const struct sound *sound_at(const struct sound *sounds, size_t count, struct text rest)
{
    for (size_t i = 0; i < count; i++) {
        const char *letters = sounds[i].letters;
        bool begins = letters[0] == rest.at[0] && (letters[1] == '\0' || rest.length < 2 || letters[1] == rest.at[1]);
        if (begins && text_starts_with(rest, text_from(letters)))
            return &sounds[i];
    }
    return NULL;
}

static bool is_vowel(char c) { return memchr("aeiouy", c, 6) != NULL; }

/* The word behind an article that is written together with it: el- or al- before a consonant, ال. */
static struct text bare(struct text form)
{
    enum { LATIN_LEAST = 6, ARABIC_LEAST = 5 };
    if (form.length >= LATIN_LEAST && (form.at[0] == 'a' || form.at[0] == 'e') && form.at[1] == 'l' &&
        !is_vowel(form.at[2]))
        return text_slice(form, 2, form.length);
    struct text article = TEXT("ال");
    if (text_starts_with(form, article) && form.length >= 2 * ARABIC_LEAST &&
        !text_starts_with(text_slice(form, article.length, form.length), TEXT("ي")))
        return text_slice(form, article.length, form.length);
    return form;
}

/* Alphabets without sounds here, and figures: what stands there, so that equal ones meet. */
static void add_digest(struct skeleton *skeleton, struct text form)
{
    uint64_t digest = 14695981039346656037U;
    for (size_t i = 0; i < form.length; i++)
        digest = (digest ^ (unsigned char)form.at[i]) * 1099511628211U;
    skeleton->length = 0;
    skeleton->letters[skeleton->length++] = '0';
    while (skeleton->length < SKELETON_MOST) {
        skeleton->letters[skeleton->length++] = (char)('a' + digest % 26);
        digest /= 26;
    }
}

/* A word that begins with a vowel keeps that: without it Ali and Leah would be one, and a name of vowels nothing. */
static bool begins_open(struct text form, bool arabic)
{
    if (arabic)
        return text_starts_with(form, TEXT("ا")) || text_starts_with(form, TEXT("ع"));
    bool glide = form.at[0] == 'y' || (text_starts_with(form, TEXT("ou")) && form.length > 2 && is_vowel(form.at[2]));
    return is_vowel(form.at[0]) && !glide;
}

struct skeleton skeleton_of(struct text form, enum skeleton_grade grade)
{
    struct skeleton skeleton = {.length = 0};
    size_t position = 0;
    int32_t first = form.length > 0 ? text_next_code_point(form, &position) : 0;
    bool arabic = arabic_number(first) != 0;
    struct text rest = bare(form);
    if (form.length == 0)
        return skeleton;
    if (!arabic && (first < 'a' || first > 'z')) {
        add_digest(&skeleton, form);
        return skeleton;
    }
    if (begins_open(rest, arabic))
        add_sign(&skeleton, grade, 'A');
    while (rest.length > 0) {
        const struct sound *sound = arabic ? sound_at(ARABIC, sizeof ARABIC / sizeof *ARABIC, rest)
                                           : sound_at(LATIN, sizeof LATIN / sizeof *LATIN, rest);
        size_t taken = 0;
        if (sound == NULL)
            (void)text_next_code_point(rest, &taken);
        else
            taken = text_from(sound->letters).length;
        for (const char *sign = sound != NULL ? sound->signs : ""; *sign != '\0'; sign++)
            add_sign(&skeleton, grade, *sign);
        rest = text_slice(rest, taken, rest.length);
    }
    if (skeleton.length == 0) /* of h, w and y alone */
        add_sign(&skeleton, grade, 'A');
    return skeleton;
}
