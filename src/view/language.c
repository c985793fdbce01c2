#include "view/language.h"

#include <stdio.h>
#include <string.h>

#include "system/file.h"
#include "view/language_data.h"

enum { CATALOGUE_MOST = 8 << 20, MEMORY_MOST = 64 << 20, HEADER_LONGEST = 1000, OWN_MOST = 2000 };

static struct language languages[LANGUAGE_COUNT] = {
    {.tag = "fr",
     .name = "Français",
     .locale = "fr@numbers=latn;calendar=gregorian",
     .first_day = TEXT_CONSTANT("1er"),
     .before_time = TEXT_CONSTANT(", ")},
    {.tag = "ar",
     .name = "العربية",
     .locale = "ar_MA@numbers=latn;calendar=gregorian",
     .right_to_left = true,
     .before_time = TEXT_CONSTANT("، "),
     .dirham = TEXT_CONSTANT("درهم")},
    {.tag = "en",
     .name = "English",
     .locale = "en_GB@numbers=latn;calendar=gregorian",
     .before_time = TEXT_CONSTANT(", ")},
};
static struct arena *memory;

/* ---- At start and end ---- */

static enum outcome catalogue_load(const char *directory, struct language *language)
{
    const char *path = arena_string(memory, arena_format(memory, "%s/%s.mo", directory, language->tag));
    struct text bytes;
    const char *fault = "cannot be read";
    enum outcome outcome = file_read(memory, path, CATALOGUE_MOST, &bytes);
    if (outcome == OK)
        outcome = catalogue_read(memory, bytes, &language->catalogue, &fault);
    if (outcome != OK)
        (void)fprintf(stderr, "sanad: %s: %s\n", path, fault);
    return outcome == OK ? OK : FAILED;
}

static enum outcome language_load(const char *directory, struct language *language)
{
    UErrorCode status = U_ZERO_ERROR;
    language->collator = ucol_open(language->locale, &status);
    if (U_FAILURE(status) || language_signs_read(memory, language->locale, &language->signs) != OK) {
        (void)fprintf(stderr, "sanad: ICU has no data for %s\n", language->locale);
        return FAILED;
    }
    return strcmp(language->tag, "en") == 0 ? OK : catalogue_load(directory, language);
}

enum outcome languages_load(const char *directory)
{
    enum outcome outcome = OK;
    languages_unload();
    memory = arena_open(MEMORY_MOST);
    for (size_t i = 0; i < LANGUAGE_COUNT && outcome == OK; i++)
        outcome = language_load(directory, &languages[i]);
    if (outcome != OK)
        languages_unload();
    return outcome;
}

void languages_unload(void)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        if (languages[i].collator != NULL)
            ucol_close(languages[i].collator);
        languages[i].collator = NULL;
        languages[i].catalogue = NULL;
        languages[i].signs = (struct language_signs){0};
        languages[i].own = (struct map){0};
    }
    memory = arena_close(memory);
}

/* ---- Which one ---- */

const struct language *language_at(size_t index) { return &languages[index < LANGUAGE_COUNT ? index : 0]; }

const struct language *language_for(struct text tag)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (text_is(tag, languages[i].tag))
            return &languages[i];
    return NULL;
}

/* The weight behind ";q=", in thousandths; 1000 when none is given, 0 when it makes no sense. */
static int weight_of(struct text parameters)
{
    struct text parameter;
    while (text_split(&parameters, ';', &parameter)) {
        parameter = text_trim(parameter);
        if (!text_starts_with(parameter, TEXT("q=")))
            continue;
        int weight = 0;
        int digit_value = 1000;
        for (size_t i = 2; i < parameter.length; i++) {
            char byte = parameter.at[i];
            if (i == 3 ? byte != '.' : byte < '0' || byte > '9')
                return 0;
            weight += i == 3 ? 0 : (byte - '0') * digit_value;
            digit_value = i == 3 ? digit_value : digit_value / 10;
        }
        return weight > 1000 ? 0 : weight;
    }
    return 1000;
}

const struct language *language_accepted(struct text accept_language)
{
    const struct language *best = NULL;
    int best_weight = 0;
    struct text rest = text_slice(accept_language, 0, HEADER_LONGEST);
    for (struct text range; text_split(&rest, ',', &range);) {
        struct text tag;
        struct text parameters = range;
        (void)text_split(&parameters, ';', &tag);
        int weight = weight_of(parameters);
        struct text whole = text_trim(tag);
        (void)text_split(&whole, '-', &tag);
        const struct language *found = text_is(tag, "*") ? language_at(0) : NULL;
        for (size_t i = 0; i < LANGUAGE_COUNT && found == NULL; i++)
            if (text_equal_ignoring_case(tag, text_from(languages[i].tag)))
                found = &languages[i];
        if (found != NULL && weight > best_weight) {
            best = found;
            best_weight = weight;
        }
    }
    return best == NULL ? language_at(0) : best;
}

const char *language_tag(const struct language *language) { return language->tag; }
const char *language_name(const struct language *language) { return language->name; }
bool language_right_to_left(const struct language *language) { return language->right_to_left; }

/* ---- Messages ---- */

const char *tr(const struct language *language, const char *message) { return tr_in(language, NULL, message); }

const char *tr_in(const struct language *language, const char *context, const char *message)
{
    const char *found = language->catalogue == NULL ? NULL : catalogue_find(language->catalogue, context, message);
    if (found == NULL && context == NULL && language->own.count > 0)
        found = map_get(&language->own, text_from(message));
    return found == NULL ? message : found;
}

void language_add(const char *message, const char *const names[LANGUAGE_COUNT])
{
    if (memory == NULL)
        memory = arena_open(MEMORY_MOST);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++) {
        struct language *language = &languages[i];
        const char *name = names[i] != NULL ? names[i] : names[0];
        if (language->own.entries == NULL)
            language->own = map_open(memory, OWN_MOST);
        if (name != NULL)
            (void)map_add(&language->own, arena_text(memory, text_from(message)),
                          arena_string(memory, text_from(name)));
    }
}

const char *tr_count(const struct language *language, const char *one, const char *many, int64_t count)
{
    uint64_t size = count < 0 ? 0 - (uint64_t)count : (uint64_t)count;
    const char *found = language->catalogue == NULL ? NULL : catalogue_find_count(language->catalogue, one, size);
    if (found != NULL)
        return found;
    return size == 1 ? one : many;
}

static bool is_right_to_left(int32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfefc) ||
           (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

bool language_disturbs(const struct language *language, struct text text)
{
    bool right_to_left = language_right_to_left(language);
    for (size_t at = 0; at < text.length;) {
        int32_t c = text_next_code_point(text, &at);
        if (is_right_to_left(c) != right_to_left && !(right_to_left && c == ' '))
            return true;
    }
    return false;
}

struct text language_isolate(struct arena *arena, const struct language *language, struct text text)
{
    return language_disturbs(language, text) ? arena_format(arena, "\u2068%.*s\u2069", TEXT_ARG(text)) : text;
}

struct text tr_with(struct arena *arena, const struct language *language, const char *message,
                    const struct text *arguments, size_t count)
{
    struct text rest = text_from(tr(language, message));
    struct text whole = TEXT_NONE;
    for (ptrdiff_t at = text_find_byte(rest, '{'); at >= 0; at = text_find_byte(rest, '{')) {
        size_t start = (size_t)at;
        size_t number =
            start + 2 < rest.length && rest.at[start + 2] == '}' ? (size_t)(rest.at[start + 1] - '1') : count;
        whole = arena_join(arena, whole, text_slice(rest, 0, number < count ? start : start + 1));
        if (number < count)
            whole = arena_join(arena, whole, language_isolate(arena, language, arguments[number]));
        rest = text_slice(rest, number < count ? start + 3 : start + 1, rest.length);
    }
    return arena_join(arena, whole, rest);
}

/* ---- Order ---- */

int language_compare(const struct language *language, struct text a, struct text b)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollationResult order = UCOL_EQUAL;
    if (language->collator != NULL && a.length <= INT32_MAX && b.length <= INT32_MAX)
        order = ucol_strcollUTF8(language->collator, a.at == NULL ? "" : a.at, (int32_t)a.length,
                                 b.at == NULL ? "" : b.at, (int32_t)b.length, &status);
    return U_FAILURE(status) || order == UCOL_EQUAL ? text_compare(a, b) : (int)order;
}
