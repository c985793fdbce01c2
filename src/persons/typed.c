#include "persons/typed.h"

#include "base/number.h"
#include "matching/name_compare.h"
#include "persons/person_index.h"

enum {
    TELEPHONE_DIGITS = 8, /* its last ones, of which matching/ makes a key */
    DOCUMENT_LEAST = 5,
    DIGITS_MOST = 24,
    BORN_LEAST = 1900,
    BEGINNING_LEAST = 2,             /* letters of a word that is not whole */
    LETTER = 2 * WEIGHT_BIT,         /* what a letter of such a beginning says */
    SPELLING_LEAST = 4 * WEIGHT_BIT, /* less alike is another word */
    CUSTOM_SAYS = 2,                 /* by custom a word says one part of so many of what it would say itself */
    MISSED = -5 * WEIGHT_BIT,
    NUMBER_AGREES = 20 * WEIGHT_BIT,
    YEAR_AGREES = 5 * WEIGHT_BIT,
    YEAR_NEAR = 2 * WEIGHT_BIT,
    YEAR_DIFFERS = -6 * WEIGHT_BIT,
};

/* ---- reading ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct signs {
    size_t digits, letters, others; /* others: all but the signs of telephones and dates */
    bool dated;
};

static struct signs signs_of(struct text word)
{
    struct signs signs = {0};
    for (size_t i = 0; i < word.length; i++) {
        char c = word.at[i];
        signs.digits += is_digit(c);
        signs.letters += is_letter(c);
        signs.dated = signs.dated || c == '/';
        signs.others += !is_digit(c) && !is_letter(c) && text_find_byte(TEXT("+-().,/"), c) < 0;
    }
    return signs;
}

struct reading {
    struct arena *arena;
    struct typed *typed;
    int32_t today;
    struct buffer names, digits;
    size_t digit_words;
};

static bool take_year(struct reading *reading, struct text word)
{
    int64_t year = 0;
    int64_t last = day_from_date(reading->today).year;
    return text_to_integer(word, BORN_LEAST, last, &year) == OK &&
           birth_from_parts((int32_t)year, 0, 0, false, &reading->typed->candidate.birth) == OK;
}

static void take_word(struct reading *reading, struct text word)
{
    struct signs signs = signs_of(word);
    struct candidate *candidate = &reading->typed->candidate;
    if (signs.digits > 0 && signs.letters + signs.others == 0) {
        if (signs.dated && birth_read(word, reading->today, &candidate->birth) == OK)
            return;
        buffer_add(&reading->digits, word);
        reading->digit_words++;
    } else if (signs.digits > 0 && signs.others == 0 && word.length >= DOCUMENT_LEAST) {
        candidate->documents[0] = word;
    } else {
        buffer_add(&reading->names, word);
        buffer_add_byte(&reading->names, ' ');
    }
}

static struct text digits_of(struct arena *arena, struct text text)
{
    char *digits = arena_bytes(arena, text.length + 1);
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        if (is_digit(text.at[i]))
            digits[count++] = text.at[i];
    return (struct text){digits, count};
}

/* Digits in one or more words: a year of birth, if they are one; otherwise a telephone, a document, or both. */
static void take_digits(struct reading *reading)
{
    struct text all = arena_text(reading->arena, buffer_text(&reading->digits));
    struct text digits = digits_of(reading->arena, all);
    struct candidate *candidate = &reading->typed->candidate;
    if (digits.length == 0 || digits.length > DIGITS_MOST || (reading->digit_words == 1 && take_year(reading, digits)))
        return;
    if (digits.length >= TYPED_TELEPHONE_LEAST)
        candidate->telephones[0] = all;
    if (digits.length >= DOCUMENT_LEAST && candidate->documents[0].length == 0)
        candidate->documents[0] = digits;
}

void typed_read(struct arena *arena, struct text text, int32_t today, struct typed *ret_typed)
{
    struct text ascii = digits_to_ascii(arena, text);
    struct text rest = text_trim(ascii), word;
    struct reading reading = {arena, ret_typed, today, buffer_open(ascii.length + 2), buffer_open(ascii.length + 2), 0};
    *ret_typed = (struct typed){.word_count = 0};
    while (rest.length > 0 && text_split(&rest, ' ', &word))
        if (word.length > 0)
            take_word(&reading, word);
    take_digits(&reading);
    struct candidate *candidate = &ret_typed->candidate;
    candidate->names[0].given = text_trim(arena_text(arena, buffer_text(&reading.names)));
    buffer_close(&reading.names);
    buffer_close(&reading.digits);
    ret_typed->name = name_read(arena, candidate->names[0].given, TEXT_NONE);
    name_weigh(arena, &(struct name_comparer){.equivalents = name_equivalents()}, &frequency_shipped, &ret_typed->name);
    ret_typed->word_count = name_bearing(&ret_typed->name, ret_typed->words);
    bool more = candidate->telephones[0].length > 0 || candidate->documents[0].length > 0 ||
                candidate->birth.precision != BIRTH_UNKNOWN;
    ret_typed->common_alone = !more && ret_typed->word_count == 1 && index_word_is_common(ret_typed->words[0]->token);
}

bool typed_asks(const struct typed *typed)
{
    return typed->word_count > 0 || typed->candidate.telephones[0].length > 0 ||
           typed->candidate.documents[0].length > 0;
}

struct text typed_digits(struct arena *arena, struct text text)
{
    return digits_of(arena, digits_to_ascii(arena, text));
}

bool typed_is_telephone(struct arena *arena, struct text text)
{
    struct text ascii = digits_to_ascii(arena, text);
    for (size_t i = 0; i < ascii.length; i++)
        if (!is_digit(ascii.at[i]) && text_find_byte(TEXT("+-()./ \t"), ascii.at[i]) < 0)
            return false;
    return digits_of(arena, ascii).length >= TYPED_TELEPHONE_LEAST;
}

/* ---- comparing ---- */

enum { KNOWN_MOST = CANDIDATE_NAMES * NAME_WORDS_MOST };
struct known {
    const struct name_word *words[KNOWN_MOST];
    bool used[KNOWN_MOST];
    size_t count;
};

static int32_t lesser(int32_t a, int32_t b) { return a < b ? a : b; }

struct answer {
    int32_t weight; /* 0: none */
    bool whole, literal, custom;
};

/* How well a word of hers answers one that was typed. */
static struct answer answer_of(const struct name_token *typed, const struct name_token *known)
{
    bool begins = text_starts_with(known->form, typed->form);
    size_t letters = text_code_points(typed->form);
    if (text_equal(typed->form, known->form))
        return (struct answer){known->rarity, .whole = true, .literal = true};
    int32_t weight = spelling_weight_above(&typed->word, &known->word, SPELLING_LEAST);
    if (weight >= SPELLING_LEAST)
        return (struct answer){lesser(weight, known->rarity), .whole = true, .literal = begins};
    if (equivalents_common(typed->groups, known->groups) != 0)
        return (struct answer){lesser(typed->rarity, known->rarity) / CUSTOM_SAYS, .custom = true};
    if (letters >= BEGINNING_LEAST && begins)
        return (struct answer){lesser((int32_t)letters * LETTER, known->rarity), .literal = true};
    return (struct answer){0};
}

static void gather_known(struct arena *arena, const struct candidate *person, struct known *ret)
{
    ret->count = 0;
    for (size_t i = 0; i < CANDIDATE_NAMES; i++) {
        const struct name_word *words[NAME_WORDS_MOST];
        struct name *name = arena_new(arena, struct name);
        *name = name_read(arena, person->names[i].given, person->names[i].family);
        name_weigh(arena, &(struct name_comparer){.equivalents = name_equivalents()}, &frequency_shipped, name);
        size_t count = name_bearing(name, words);
        for (size_t j = 0; j < count; j++) {
            ret->used[ret->count] = false;
            ret->words[ret->count++] = words[j];
        }
    }
}

/* The words typed, the rarest of hers first to each: one word answers one. */
static void compare_words(const struct typed *typed, struct known *known, struct typed_score *score)
{
    for (size_t i = 0; i < typed->word_count; i++) {
        struct answer best = {0};
        size_t best_at = 0;
        for (size_t j = 0; j < known->count; j++) {
            struct answer one = {0};
            if (!known->used[j])
                one = answer_of(typed->words[i]->token, known->words[j]->token);
            if (one.weight > best.weight) {
                best = one;
                best_at = j;
            }
        }
        if (best.weight == 0) {
            score->missed++;
            score->weight += MISSED;
            continue;
        }
        known->used[best_at] = true;
        score->weight += best.weight;
        score->whole = score->whole && best.whole;
        score->literal = score->literal && best.literal;
        if (best.custom) {
            score->why = TYPED_BY_CUSTOM;
            score->custom = typed->words[i]->written;
        }
    }
}

/* The last digits of a telephone. */
static struct text ending(struct arena *arena, struct text telephone)
{
    struct text digits = typed_digits(arena, telephone);
    return digits.length > TELEPHONE_DIGITS ? text_slice(digits, digits.length - TELEPHONE_DIGITS, digits.length)
                                            : digits;
}

static void compare_telephone(struct arena *arena, const struct typed *typed, const struct candidate *person,
                              struct typed_score *score)
{
    struct text wanted = ending(arena, typed->candidate.telephones[0]);
    bool agrees = false;
    if (wanted.length == 0)
        return;
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++)
        agrees = agrees || text_equal(wanted, ending(arena, person->telephones[i]));
    if (agrees) {
        score->weight += NUMBER_AGREES;
        score->why = TYPED_BY_TELEPHONE;
    } else if (typed->candidate.documents[0].length == 0 || typed->word_count > 0) {
        score->contradicts = score->other_telephone = true;
    }
}

static void compare_birth(const struct typed *typed, const struct candidate *person, struct typed_score *score)
{
    const struct birth *wanted = &typed->candidate.birth;
    if (wanted->precision == BIRTH_UNKNOWN || person->birth.precision == BIRTH_UNKNOWN)
        return;
    enum birth_level level = birth_compare(wanted, &person->birth);
    if (level < BIRTH_ONE_YEAR)
        score->weight += YEAR_AGREES;
    else if (level <= BIRTH_TWO_YEARS)
        score->weight += YEAR_NEAR;
    else {
        score->weight += YEAR_DIFFERS;
        score->contradicts = true;
    }
}

void typed_compare(struct arena *arena, const struct typed *typed, const struct candidate *person,
                   struct typed_score *ret_score)
{
    struct known *known = arena_new(arena, struct known);
    struct typed_score score = {.whole = true, .literal = true, .why = TYPED_BY_NAME};
    if (typed->word_count > 0)
        gather_known(arena, person, known);
    compare_words(typed, known, &score);
    compare_telephone(arena, typed, person, &score);
    compare_birth(typed, person, &score);
    *ret_score = score;
}
