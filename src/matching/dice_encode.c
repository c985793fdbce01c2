#include "matching/dice_encode.h"

#include <sodium.h>
#include <string.h>

#include "matching/name.h"
#include "matching/skeleton.h"

enum {
    WIDE_BITS = 2 * DICE_BITS,
    WORDS = 5,
    POSITION_BITS = 11,
    POSITIONS = 5,
    TELEPHONE_DIGITS = 8,
    NAME_FIELDS = 3,
    KNOWN_WORDS = 8192,
    SALTS = 2,
    SALT_YEARS = 6,
    WORD_MOST = 24
};

/* How many bits a feature sets: what tells people apart better weighs more. */
enum {
    BITS_FINE = 9,
    BITS_COARSE = 10,
    BITS_LETTERS = 4,
    BITS_DAY = 13,
    BITS_MONTH = 6,
    BITS_DAY_OF_YEAR = 12,
    BITS_YEAR = 12,
    BITS_NEAR_YEAR = 4,
    BITS_SEX = 9,
    BITS_NATIONALITY = 15,
    BITS_PLACE = 12,
    BITS_MOTHER = 14,
    BITS_TELEPHONE = 10,
    BITS_DOCUMENT = 20,
};

struct dice_word {
    char form[WORD_MOST];
    uint8_t length;
    struct skeleton fine, coarse;
};

/* ---- keys ---- */

void dice_project_open(struct arena *arena, const unsigned char key[DICE_KEY], bool salted,
                       struct dice_project *ret_project)
{
    ret_project->words = arena_array(arena, struct dice_word, KNOWN_WORDS);
    ret_project->salted = salted;
    for (size_t i = 0; i <= DICE_YEARS; i++) {
        unsigned char info[] = {'s', 'a', 'l', 't', (unsigned char)(salted ? i : 0)};
        (void)crypto_generichash(ret_project->salts[i], sizeof ret_project->salts[i], info, sizeof info, key, DICE_KEY);
    }
}

void dice_project_forget(struct dice_project *project)
{
    sodium_memzero(project->words, KNOWN_WORDS * sizeof *project->words);
    sodium_memzero(project, sizeof *project);
}

/* ---- how words sound ---- */

static const struct dice_word *sound_of(struct dice_project *project, struct text form, struct dice_word *scratch)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < form.length; i++)
        hash = (hash ^ (unsigned char)form.at[i]) * 16777619U;
    struct dice_word *word = form.length <= WORD_MOST ? &project->words[hash % KNOWN_WORDS] : scratch;
    if (word != scratch && word->length == form.length && form.length > 0 &&
        memcmp(word->form, form.at, form.length) == 0)
        return word;
    word->fine = skeleton_of(form, SKELETON_FINE);
    word->coarse = skeleton_of(form, SKELETON_COARSE);
    word->length = (uint8_t)(word == scratch ? 0 : form.length);
    if (word != scratch && form.length > 0)
        memcpy(word->form, form.at, form.length);
    return word;
}

/* ---- setting bits ---- */

struct encoding {
    struct dice_project *project;
    const unsigned char *salts[SALTS]; /* by turns: whose years lie a little apart shares one of them */
    uint64_t wide[2 * DICE_WORDS];
};

/* Positions are drawn from a keyed hash of the feature and a counter: each independent of the others. */
static void set_bits(struct encoding *encoding, char kind, struct text value, size_t bits)
{
    unsigned char message[64];
    size_t length = value.length < sizeof message - 2 ? value.length : sizeof message - 2;
    message[0] = (unsigned char)kind;
    message[1] = 0;
    if (length > 0)
        memcpy(message + 2, value.at, length);
    while (bits > 0) {
        uint64_t drawn;
        (void)crypto_shorthash((unsigned char *)&drawn, message, length + 2, encoding->salts[message[1] % SALTS]);
        for (size_t i = 0; i < POSITIONS && bits > 0; i++, bits--) {
            size_t position = (size_t)(drawn & (WIDE_BITS - 1));
            encoding->wide[position / 64] |= UINT64_C(1) << position % 64;
            drawn >>= POSITION_BITS;
        }
        message[1]++;
    }
}

static void set_digits(struct encoding *encoding, char kind, int32_t number, size_t bits)
{
    char digits[8];
    for (size_t i = 0; i < sizeof digits; i++, number /= 10)
        digits[i] = (char)('0' + number % 10);
    set_bits(encoding, kind, (struct text){digits, sizeof digits}, bits);
}

/* ---- features ---- */

/* A word sounds so: as a whole, more coarsely, and by its neighbouring consonants. */
static void add_word(struct encoding *encoding, struct text form)
{
    struct dice_word scratch;
    const struct dice_word *word = sound_of(encoding->project, form, &scratch);
    set_bits(encoding, 'n', skeleton_text(&word->fine), BITS_FINE);
    set_bits(encoding, 'c', skeleton_text(&word->coarse), BITS_COARSE);
    for (size_t i = 0; i + 1 < word->coarse.length; i++)
        set_bits(encoding, 'l', (struct text){word->coarse.letters + i, 2}, BITS_LETTERS);
}

static size_t add_names(struct encoding *encoding, struct arena *scratch, const struct candidate *person)
{
    size_t most = 0;
    for (size_t i = 0; i < CANDIDATE_NAMES; i++) {
        const struct name_word *bearing[NAME_WORDS_MOST];
        if (person->names[i].given.length + person->names[i].family.length == 0)
            continue;
        struct name name = name_read(scratch, person->names[i].given, person->names[i].family);
        size_t count = name_bearing(&name, bearing);
        for (size_t w = 0; w < count && w < WORDS; w++)
            add_word(encoding, bearing[w]->token->form);
        most = count > most ? count : most;
    }
    return most < NAME_FIELDS ? most : NAME_FIELDS;
}

/* Of a written name only its first word: of a mother, of a place. */
static size_t add_first_word(struct encoding *encoding, struct arena *scratch, char kind, struct text written,
                             size_t bits)
{
    const struct name_word *bearing[NAME_WORDS_MOST];
    struct name name = {0};
    if (written.length == 0)
        return 0;
    name_add(scratch, &name, NAME_ANYWHERE, written);
    if (name_bearing(&name, bearing) == 0)
        return 0;
    struct dice_word word_scratch;
    set_bits(encoding, kind, skeleton_text(&sound_of(encoding->project, bearing[0]->token->form, &word_scratch)->fine),
             bits);
    return 1;
}

static size_t add_birth(struct encoding *encoding, const struct birth *birth)
{
    if (birth->precision < BIRTH_YEAR)
        return 0;
    set_digits(encoding, 'y', birth->year, BITS_YEAR);
    for (int32_t year = birth->year - 1; year <= birth->year; year++) /* one year apart still says something */
        set_digits(encoding, 'z', year, BITS_NEAR_YEAR);
    if (birth->precision >= BIRTH_MONTH)
        set_digits(encoding, 'o', birth->year * 100 + birth->month, BITS_MONTH);
    if (birth->precision == BIRTH_DAY) {
        int32_t low = birth->day < birth->month ? birth->day : birth->month; /* day and month may be swapped */
        int32_t high = birth->day < birth->month ? birth->month : birth->day;
        set_digits(encoding, 'd', birth->year * 10000 + low * 100 + high, BITS_DAY);
        set_digits(encoding, 'w', low * 100 + high, BITS_DAY_OF_YEAR);
    }
    return birth->precision == BIRTH_DAY ? 2 : 1;
}

static size_t add_numbers(struct encoding *encoding, const struct candidate *person)
{
    size_t fields = 0;
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++) {
        char digits[TELEPHONE_DIGITS];
        size_t count = 0;
        for (size_t at = person->telephones[i].length; at > 0 && count < TELEPHONE_DIGITS; at--) {
            char c = person->telephones[i].at[at - 1];
            if (c >= '0' && c <= '9')
                digits[count++] = c;
        }
        if (count == TELEPHONE_DIGITS)
            set_bits(encoding, 't', (struct text){digits, count}, BITS_TELEPHONE);
        if (person->documents[i].length > 0)
            set_bits(encoding, 'i', person->documents[i], BITS_DOCUMENT);
        if (i == 0)
            fields += (size_t)(count == TELEPHONE_DIGITS) + (size_t)(person->documents[i].length > 0);
    }
    return fields;
}

/* The years of one salt lie together; those of the other begin in the middle of the first one's. */
static const unsigned char *salt_of(const struct dice_project *project, int32_t year, int32_t turn)
{
    if (!project->salted || year < 0)
        return project->salts[DICE_YEARS];
    return project->salts[(year + turn * SALT_YEARS / SALTS) / SALT_YEARS * SALTS + turn];
}

enum outcome dice_encode(struct dice_project *project, struct arena *scratch, const struct candidate *person,
                         struct dice_filter *ret_filter)
{
    int32_t year = person->birth.precision >= BIRTH_YEAR ? person->birth.year - DICE_YEARS_FIRST : -1;
    bool known = year >= 0 && year < DICE_YEARS;
    struct encoding encoding = {
        .project = project, .salts = {salt_of(project, known ? year : -1, 0), salt_of(project, known ? year : -1, 1)}};
    if (project->salted && !known)
        return INVALID;
    size_t names = add_names(&encoding, scratch, person);
    size_t fields = names + add_birth(&encoding, &person->birth) + add_numbers(&encoding, person);
    fields += add_first_word(&encoding, scratch, 'm', person->mother, BITS_MOTHER);
    size_t places = 0;
    for (size_t i = 0; i < CANDIDATE_PLACES; i++)
        places += add_first_word(&encoding, scratch, 'p', person->places[i], BITS_PLACE);
    fields += places > 0;
    for (size_t i = 0; i < CANDIDATE_NATIONALITIES; i++)
        if (person->nationalities[i].length > 0)
            set_bits(&encoding, 'g', person->nationalities[i], BITS_NATIONALITY);
    fields += person->nationalities[0].length > 0;
    if (person->sex.length > 0)
        set_bits(&encoding, 's', person->sex, BITS_SEX);
    fields += person->sex.length > 0;
    if (names == 0 || fields < DICE_FIELDS_LEAST)
        return INVALID;
    for (size_t w = 0; w < DICE_WORDS; w++)
        ret_filter->words[w] = encoding.wide[w] ^ encoding.wide[w + DICE_WORDS];
    return OK;
}

static const struct candidate *any_of(const struct candidate *persons, size_t count)
{
    return &persons[randombytes_uniform((uint32_t)count)];
}

struct candidate dice_fake(const struct candidate *persons, size_t count)
{
    struct candidate fake = {0};
    if (count == 0)
        return fake;
    fake.names[0].given = any_of(persons, count)->names[0].given;
    fake.names[0].family = any_of(persons, count)->names[0].family;
    fake.birth = any_of(persons, count)->birth;
    fake.sex = any_of(persons, count)->sex;
    fake.nationalities[0] = any_of(persons, count)->nationalities[0];
    fake.places[0] = any_of(persons, count)->places[0];
    fake.mother = any_of(persons, count)->mother;
    fake.telephones[0] = any_of(persons, count)->telephones[0];
    return fake;
}
