#include "matching/person_keys.h"

#include <string.h>

#include "matching/equivalents.h"
#include "matching/numbers.h"
#include "matching/skeleton.h"

enum { WORDS = 4, PLACES = 2, YEARS = 3, YEAR_TEXT = 5, OTHERS = 24, FORMS = 8 };

static const struct {
    const char *label; /* N_() */
    enum person_key_kind refines;
} kinds[PERSON_KEY_KINDS] = {
    [PERSON_KEY_TELEPHONE] = {N_("telephone"), PERSON_KEY_KINDS},
    [PERSON_KEY_DOCUMENT] = {N_("document"), PERSON_KEY_KINDS},
    [PERSON_KEY_DATE] = {N_("day of birth and sex"), PERSON_KEY_KINDS},
    [PERSON_KEY_PAIR] = {N_("two words of the name"), PERSON_KEY_KINDS},
    [PERSON_KEY_COARSE] = {N_("two words of the name, roughly, and sex"), PERSON_KEY_KINDS},
    [PERSON_KEY_TOKEN_YEAR] = {N_("a word of the name, year of birth and sex"), PERSON_KEY_KINDS},
    [PERSON_KEY_TOKEN_PLACE] = {N_("a word of the name and a place"), PERSON_KEY_KINDS},
    [PERSON_KEY_TOKEN_MOTHER] = {N_("a word of the name and of the mother's"), PERSON_KEY_KINDS},
    [PERSON_KEY_TELEPHONE_TOKEN] = {N_("telephone and a word of the name"), PERSON_KEY_TELEPHONE},
    [PERSON_KEY_DATE_NATIONALITY] = {N_("day of birth, sex and nationality"), PERSON_KEY_DATE},
    [PERSON_KEY_PAIR_YEAR] = {N_("two words of the name and year of birth"), PERSON_KEY_PAIR},
    [PERSON_KEY_PAIR_PLACE] = {N_("two words of the name and a place"), PERSON_KEY_PAIR},
    [PERSON_KEY_COARSE_YEAR] = {N_("two words of the name, roughly, and year of birth"), PERSON_KEY_COARSE},
    [PERSON_KEY_YEAR_NATIONALITY] = {N_("a word of the name, year of birth and nationality"), PERSON_KEY_TOKEN_YEAR},
    [PERSON_KEY_PLACE_YEAR] = {N_("a word of the name, a place and year of birth"), PERSON_KEY_TOKEN_PLACE},
};

enum person_key_kind person_key_refines(enum person_key_kind kind)
{
    return kind < PERSON_KEY_KINDS ? kinds[kind].refines : PERSON_KEY_KINDS;
}

const char *person_key_label(enum person_key_kind kind) { return kind < PERSON_KEY_KINDS ? kinds[kind].label : ""; }

/* What keys of a person are made of. */
struct parts {
    struct arena *arena;
    struct skeleton fine[WORDS], coarse[WORDS];
    size_t words;
    struct skeleton mother;
    struct text places[PLACES];
    size_t place_count;
    char years[YEARS][YEAR_TEXT];
    size_t year_count;
    struct text sex, nationalities[CANDIDATE_NATIONALITIES];
    struct person_key *keys;
    size_t count;
};

/* ---- parts ---- */

static void add_words(struct parts *parts, const struct candidate_name *written)
{
    const struct name_word *bearing[NAME_WORDS_MOST];
    struct name name = name_read(parts->arena, written->given, written->family);
    size_t count = name_bearing(&name, bearing);
    for (size_t i = 0; i < count && parts->words < WORDS; i++) {
        struct skeleton fine = skeleton_of(bearing[i]->token->form, SKELETON_FINE);
        bool known = fine.length == 0;
        for (size_t k = 0; k < parts->words; k++)
            known = known || text_equal(skeleton_text(&fine), skeleton_text(&parts->fine[k]));
        if (known)
            continue;
        parts->fine[parts->words] = fine;
        parts->coarse[parts->words++] = skeleton_of(bearing[i]->token->form, SKELETON_COARSE);
    }
}

static void add_mother(struct parts *parts, struct text mother)
{
    const struct name_word *bearing[NAME_WORDS_MOST];
    struct name name = name_read(parts->arena, mother, TEXT_NONE);
    if (name_bearing(&name, bearing) > 0)
        parts->mother = skeleton_of(bearing[0]->token->form, SKELETON_FINE);
}

static void add_place(struct parts *parts, struct text written)
{
    struct text rest = name_normal(parts->arena, written);
    struct text word;
    struct text sounds = TEXT_NONE;
    while (text_split(&rest, ' ', &word)) {
        struct skeleton skeleton = skeleton_of(word, SKELETON_FINE);
        sounds = arena_join(parts->arena, sounds, arena_text(parts->arena, skeleton_text(&skeleton)));
    }
    for (size_t i = 0; i < parts->place_count; i++)
        if (text_equal(parts->places[i], sounds))
            return;
    if (sounds.length > 0 && parts->place_count < PLACES)
        parts->places[parts->place_count++] = sounds;
}

static void add_year(struct parts *parts, int32_t year)
{
    char *digits = parts->years[parts->year_count];
    if (parts->year_count == YEARS || year < 1 || year > 9999)
        return;
    for (size_t i = YEAR_TEXT - 1; i-- > 0; year /= 10)
        digits[i] = (char)('0' + year % 10);
    parts->year_count++;
}

/* A range of years is stored under its middle; who asks, asks for the years around. */
static void add_years(struct parts *parts, const struct birth *birth, bool asking)
{
    if (birth->precision == BIRTH_UNKNOWN)
        return;
    add_year(parts, birth->year);
    if (!asking)
        return;
    add_year(parts, birth->year - 1);
    add_year(parts, birth->year + 1);
}

static struct parts parts_of(struct arena *arena, const struct candidate *person, bool asking)
{
    struct parts parts = {.arena = arena, .sex = person->sex};
    for (size_t i = 0; i < CANDIDATE_NAMES; i++)
        add_words(&parts, &person->names[i]);
    add_mother(&parts, person->mother);
    for (size_t i = 0; i < CANDIDATE_PLACES; i++)
        add_place(&parts, person->places[i]);
    add_years(&parts, &person->birth, asking);
    for (size_t i = 0; i < CANDIDATE_NATIONALITIES; i++)
        parts.nationalities[i] = person->nationalities[i];
    return parts;
}

/* ---- keys ---- */

static struct text pair_text(struct arena *arena, struct text a, struct text b)
{
    bool in_order = text_compare(a, b) <= 0;
    return arena_format(arena, "%.*s.%.*s", TEXT_ARG(in_order ? a : b), TEXT_ARG(in_order ? b : a));
}

static void put(struct parts *parts, enum person_key_kind kind, struct text a, struct text b, struct text c)
{
    if (parts->count == PERSON_KEYS_MOST)
        return;
    struct text value = arena_format(parts->arena, "%.*s|%.*s|%.*s", TEXT_ARG(a), TEXT_ARG(b), TEXT_ARG(c));
    for (size_t i = 0; i < parts->count; i++)
        if (parts->keys[i].kind == kind && text_equal(parts->keys[i].value, value))
            return;
    parts->keys[parts->count++] = (struct person_key){kind, value};
}

static struct text year_at(const struct parts *parts, size_t at)
{
    return (struct text){parts->years[at], YEAR_TEXT - 1};
}

static void put_numbers(struct parts *parts, const struct candidate *person)
{
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++) {
        uint64_t telephone = telephone_pack(person->telephones[i]);
        uint64_t document = document_pack(person->documents[i]);
        struct text digits = arena_format(parts->arena, "%08u", telephone_last(telephone));
        if (document != 0)
            put(parts, PERSON_KEY_DOCUMENT, arena_format(parts->arena, "%llx", (unsigned long long)document), TEXT_NONE,
                TEXT_NONE);
        if (telephone == 0)
            continue;
        put(parts, PERSON_KEY_TELEPHONE, digits, TEXT_NONE, TEXT_NONE);
        for (size_t w = 0; w < parts->words; w++)
            put(parts, PERSON_KEY_TELEPHONE_TOKEN, digits, skeleton_text(&parts->coarse[w]), TEXT_NONE);
    }
}

static void put_date(struct parts *parts, const struct birth *birth)
{
    if (birth->precision != BIRTH_DAY)
        return;
    struct text date = arena_format(parts->arena, "%04d%02d%02d", birth->year, birth->month, birth->day);
    put(parts, PERSON_KEY_DATE, date, parts->sex, TEXT_NONE);
    for (size_t n = 0; n < CANDIDATE_NATIONALITIES; n++)
        if (!text_is_empty(parts->nationalities[n]))
            put(parts, PERSON_KEY_DATE_NATIONALITY, date, parts->sex, parts->nationalities[n]);
}

static void put_pair(struct parts *parts, const struct skeleton *one, const struct skeleton *other, bool coarse)
{
    struct text a = skeleton_text(one);
    struct text b = skeleton_text(other);
    struct text pair = pair_text(parts->arena, a, b);
    if (coarse && text_equal(a, b))
        return;
    put(parts, coarse ? PERSON_KEY_COARSE : PERSON_KEY_PAIR, pair, coarse ? parts->sex : TEXT_NONE, TEXT_NONE);
    for (size_t y = 0; y < parts->year_count; y++)
        put(parts, coarse ? PERSON_KEY_COARSE_YEAR : PERSON_KEY_PAIR_YEAR, pair, coarse ? parts->sex : TEXT_NONE,
            year_at(parts, y));
    for (size_t p = 0; p < parts->place_count && !coarse; p++)
        put(parts, PERSON_KEY_PAIR_PLACE, pair, parts->places[p], TEXT_NONE);
}

static void put_token(struct parts *parts, const struct skeleton *word)
{
    struct text token = skeleton_text(word);
    for (size_t y = 0; y < parts->year_count; y++) {
        struct text sex_and_year =
            arena_format(parts->arena, "%.*s%.*s", TEXT_ARG(year_at(parts, y)), TEXT_ARG(parts->sex));
        put(parts, PERSON_KEY_TOKEN_YEAR, token, sex_and_year, TEXT_NONE);
        for (size_t n = 0; n < CANDIDATE_NATIONALITIES; n++)
            if (!text_is_empty(parts->nationalities[n]))
                put(parts, PERSON_KEY_YEAR_NATIONALITY, token, sex_and_year, parts->nationalities[n]);
    }
    for (size_t p = 0; p < parts->place_count; p++) {
        put(parts, PERSON_KEY_TOKEN_PLACE, token, parts->places[p], TEXT_NONE);
        for (size_t y = 0; y < parts->year_count; y++)
            put(parts, PERSON_KEY_PLACE_YEAR, token, parts->places[p], year_at(parts, y));
    }
    if (parts->mother.length > 0)
        put(parts, PERSON_KEY_TOKEN_MOTHER, token, skeleton_text(&parts->mother), TEXT_NONE);
}

static size_t keys_of(struct arena *arena, const struct candidate *person, bool asking,
                      struct person_key ret[PERSON_KEYS_MOST])
{
    struct parts parts = parts_of(arena, person, asking);
    parts.keys = ret;
    put_numbers(&parts, person);
    put_date(&parts, &person->birth);
    for (size_t i = 0; i < parts.words; i++)
        for (size_t k = i + 1; k < parts.words; k++) {
            put_pair(&parts, &parts.fine[i], &parts.fine[k], false);
            put_pair(&parts, &parts.coarse[i], &parts.coarse[k], true);
        }
    for (size_t i = 0; i < parts.words; i++)
        put_token(&parts, &parts.fine[i]);
    return parts.count;
}

size_t person_keys(struct arena *arena, const struct candidate *person, struct person_key ret[PERSON_KEYS_MOST])
{
    return keys_of(arena, person, false, ret);
}

size_t person_query_keys(struct arena *arena, const struct candidate *person, struct person_key ret[PERSON_KEYS_MOST])
{
    return keys_of(arena, person, true, ret);
}

/* ---- by custom ---- */

/* How one word may sound: its own way first, then those of names that are one with it by custom. */
struct customs {
    struct skeleton at[FORMS];
    size_t count;
};

static void add_custom(struct customs *customs, struct text form)
{
    struct skeleton skeleton = skeleton_of(form, SKELETON_FINE);
    bool known = skeleton.length == 0 || customs->count == FORMS;
    for (size_t i = 0; i < customs->count && !known; i++)
        known = text_equal(skeleton_text(&skeleton), skeleton_text(&customs->at[i]));
    if (!known)
        customs->at[customs->count++] = skeleton;
}

static struct customs customs_of(const struct equivalents *equivalents, struct text form)
{
    struct text others[OTHERS];
    struct customs customs = {.count = 0};
    size_t count = equivalents_others(equivalents, form, others, OTHERS);
    add_custom(&customs, form);
    for (size_t i = 0; i < count; i++)
        add_custom(&customs, others[i]);
    return customs;
}

struct custom_keys {
    struct arena *arena;
    int32_t year; /* 0: not known */
    struct person_key *keys;
    size_t count;
};

static void put_custom(struct custom_keys *keys, enum person_key_kind kind, struct text value)
{
    for (size_t i = 0; i < keys->count; i++)
        if (keys->keys[i].kind == kind && text_equal(keys->keys[i].value, value))
            return;
    if (keys->count < PERSON_CUSTOM_KEYS_MOST)
        keys->keys[keys->count++] = (struct person_key){kind, value};
}

/* `replaced`: so many of the two words are put for others. */
static void put_customs(struct custom_keys *keys, const struct customs *one, const struct customs *other, int replaced)
{
    for (size_t i = 0; i < one->count; i++)
        for (size_t k = 0; k < other->count; k++) {
            struct text a = skeleton_text(&one->at[i]);
            struct text b = skeleton_text(&other->at[k]);
            if ((i > 0) + (k > 0) != replaced)
                continue;
            struct text pair = pair_text(keys->arena, a, b);
            put_custom(keys, PERSON_KEY_PAIR, arena_format(keys->arena, "%.*s||", TEXT_ARG(pair)));
            if (keys->year > 0)
                put_custom(keys, PERSON_KEY_PAIR_YEAR,
                           arena_format(keys->arena, "%.*s||%04d", TEXT_ARG(pair), keys->year));
        }
}

size_t person_custom_keys(struct arena *arena, const struct candidate *person, const struct equivalents *equivalents,
                          struct person_key ret[PERSON_CUSTOM_KEYS_MOST])
{
    struct custom_keys keys = {.arena = arena, .keys = ret};
    const struct birth *birth = &person->birth;
    keys.year = birth->precision != BIRTH_UNKNOWN && birth->year >= 1 && birth->year <= 9999 ? birth->year : 0;
    for (int replaced = 1; replaced <= 2 && equivalents != NULL; replaced++)
        for (size_t n = 0; n < CANDIDATE_NAMES; n++) {
            const struct name_word *bearing[NAME_WORDS_MOST];
            struct customs customs[WORDS];
            struct name name = name_read(arena, person->names[n].given, person->names[n].family);
            size_t count = name_bearing(&name, bearing);
            count = count < WORDS ? count : WORDS;
            for (size_t i = 0; i < count; i++)
                customs[i] = customs_of(equivalents, bearing[i]->token->form);
            for (size_t i = 0; i < count; i++)
                for (size_t k = i + 1; k < count; k++)
                    put_customs(&keys, &customs[i], &customs[k], replaced);
        }
    return keys.count;
}
