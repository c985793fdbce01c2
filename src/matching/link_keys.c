#include "matching/link_keys.h"

#include "matching/name.h"
#include "matching/skeleton.h"

enum { WORDS = 4, FORMS = CANDIDATE_NAMES * WORDS, PAIR_LETTERS_LEAST = 3, TELEPHONE_DIGITS = 8, DOCUMENT_LEAST = 5 };

static const struct {
    enum link_grade grade;
    char mark;
    const char *label;
} KINDS[LINK_KEY_KINDS] = {
    [LINK_KEY_PAIR_DATE] = {LINK_CERTAIN, 'a', N_("two words of the name and the day of birth")},
    [LINK_KEY_TELEPHONE_WORD] = {LINK_CERTAIN, 'b', N_("the telephone and a word of the name")},
    [LINK_KEY_DOCUMENT] = {LINK_CERTAIN, 'c', N_("the number of a document")},
    [LINK_KEY_COARSE_DATE] = {LINK_POSSIBLE, 'd', N_("two words much like those of the name, and the day of birth")},
    [LINK_KEY_WORD_DATE] = {LINK_POSSIBLE, 'e', N_("one word of the name, the day of birth, sex and nationality")},
    [LINK_KEY_PAIR_YEAR] = {LINK_POSSIBLE, 'f', N_("two words of the name, the year of birth, sex and nationality")},
    [LINK_KEY_PAIR_MOTHER] = {LINK_POSSIBLE, 'g', N_("two words of the name and the mother's name")},
    [LINK_KEY_PAIR_PLACE] = {LINK_POSSIBLE, 'h', N_("two words of the name, a place, sex and nationality")},
};

enum link_grade link_key_grade(enum link_key_kind kind) { return KINDS[kind].grade; }
const char *link_key_label(enum link_key_kind kind) { return KINDS[kind].label; }

/* A change of how names are read makes other keys: it is another recipe. */
struct text link_keys_recipe(void)
{
    static const char RECIPE[] = {'l', 'i', 'n', 'k', ' ', '0' + LINK_KEYS_VERSION, ' ',
                                  'n', 'a', 'm', 'e', ' ', '0' + NAME_VERSION};
    return (struct text){RECIPE, sizeof RECIPE};
}

/* ---- words of a name ---- */

struct form { /* one way of writing the whole name */
    struct skeleton fine[WORDS], coarse[WORDS];
    size_t count;
};

static struct form form_of(struct arena *arena, const struct candidate_name *written)
{
    const struct name_word *bearing[NAME_WORDS_MOST];
    struct name name = name_read(arena, written->given, written->family);
    size_t count = name_bearing(&name, bearing);
    struct form form = {.count = 0};
    for (size_t i = 0; i < count && form.count < WORDS; i++) {
        struct skeleton fine = skeleton_of(bearing[i]->token->form, SKELETON_FINE);
        if (fine.length == 0)
            continue;
        form.fine[form.count] = fine;
        form.coarse[form.count++] = skeleton_of(bearing[i]->token->form, SKELETON_COARSE);
    }
    return form;
}

static struct text first_skeleton(struct arena *arena, struct text written)
{
    struct form form = form_of(arena, &(struct candidate_name){.given = written});
    return form.count == 0 ? TEXT_NONE : arena_text(arena, skeleton_text(&form.fine[0]));
}

/* ---- keys ---- */

struct making {
    struct arena *arena;
    const struct candidate *person;
    struct link_key *keys;
    size_t count;
    struct form forms[CANDIDATE_NAMES];
    size_t form_count;
    struct text day, year, sex, nationality, mother;
};

static void add(struct making *making, enum link_key_kind kind, struct text a, struct text b, struct text c)
{
    if (making->count == LINK_KEYS_MOST)
        return;
    struct text value = arena_format(making->arena, "%c|%.*s|%.*s|%.*s|%.*s", KINDS[kind].mark, TEXT_ARG(a),
                                     TEXT_ARG(b), TEXT_ARG(c), TEXT_ARG(making->sex));
    for (size_t i = 0; i < making->count; i++)
        if (text_equal(making->keys[i].value, value))
            return;
    making->keys[making->count++] = (struct link_key){kind, value};
}

/* Every two words, in the order of their letters; too short ones tell nobody from another. */
static void add_pairs(struct making *making, enum link_key_kind kind, enum skeleton_grade grade, struct text with,
                      struct text more)
{
    for (size_t f = 0; f < making->form_count; f++) {
        const struct form *form = &making->forms[f];
        const struct skeleton *words = grade == SKELETON_FINE ? form->fine : form->coarse;
        for (size_t i = 0; i < form->count; i++)
            for (size_t j = i + 1; j < form->count; j++) {
                struct text one = skeleton_text(&words[i]);
                struct text other = skeleton_text(&words[j]);
                bool in_order = text_compare(one, other) <= 0;
                if (one.length + other.length >= PAIR_LETTERS_LEAST)
                    add(making, kind,
                        arena_format(making->arena, "%.*s+%.*s", TEXT_ARG(in_order ? one : other),
                                     TEXT_ARG(in_order ? other : one)),
                        with, more);
            }
    }
}

static void add_words(struct making *making, enum link_key_kind kind, struct text with, struct text more)
{
    for (size_t f = 0; f < making->form_count; f++)
        for (size_t i = 0; i < making->forms[f].count; i++)
            add(making, kind, skeleton_text(&making->forms[f].coarse[i]), with, more);
}

static struct text digits_at_end(struct arena *arena, struct text telephone)
{
    char *digits = arena_bytes(arena, telephone.length + 1);
    size_t count = 0;
    for (size_t at = 0; at < telephone.length;) {
        int32_t c = text_next_code_point(telephone, &at);
        int32_t digit = c >= 0x0660 && c <= 0x0669 ? c - 0x0660 : c >= 0x06F0 && c <= 0x06F9 ? c - 0x06F0 : c - '0';
        if (digit >= 0 && digit <= 9)
            digits[count++] = (char)('0' + digit);
    }
    return count < TELEPHONE_DIGITS ? TEXT_NONE : (struct text){digits + count - TELEPHONE_DIGITS, TELEPHONE_DIGITS};
}

static struct text letters_and_digits(struct arena *arena, struct text document)
{
    char *signs = arena_bytes(arena, document.length + 1);
    size_t count = 0;
    for (size_t i = 0; i < document.length; i++) {
        char c = document.at[i];
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
            signs[count++] = c;
    }
    return count < DOCUMENT_LEAST ? TEXT_NONE : (struct text){signs, count};
}

static void read_facts(struct making *making)
{
    const struct candidate *person = making->person;
    const struct birth *birth = &person->birth;
    if (birth->precision == BIRTH_DAY)
        making->day = arena_format(making->arena, "%04d%02d%02d", birth->year, birth->month, birth->day);
    if (birth->precision >= BIRTH_YEAR)
        making->year = arena_format(making->arena, "%04d", birth->year);
    making->nationality = person->nationalities[0];
    making->mother = first_skeleton(making->arena, person->mother);
    for (size_t i = 0; i < CANDIDATE_NAMES; i++) {
        struct form form = form_of(making->arena, &person->names[i]);
        if (form.count > 0)
            making->forms[making->form_count++] = form;
    }
}

static void add_numbers(struct making *making)
{
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++) {
        struct text telephone = digits_at_end(making->arena, making->person->telephones[i]);
        if (telephone.length > 0)
            add_words(making, LINK_KEY_TELEPHONE_WORD, telephone, TEXT_NONE);
    }
    for (size_t i = 0; i < CANDIDATE_NUMBERS; i++) {
        struct text document = letters_and_digits(making->arena, making->person->documents[i]);
        if (document.length > 0)
            add(making, LINK_KEY_DOCUMENT, document, TEXT_NONE, TEXT_NONE);
    }
}

static void add_with_facts(struct making *making)
{
    struct arena *arena = making->arena;
    if (making->day.length > 0)
        add_words(making, LINK_KEY_WORD_DATE, making->day, making->nationality);
    if (making->year.length > 0)
        add_pairs(making, LINK_KEY_PAIR_YEAR, SKELETON_FINE, making->year, making->nationality);
    if (making->mother.length > 0)
        add_pairs(making, LINK_KEY_PAIR_MOTHER, SKELETON_FINE, making->mother, TEXT_NONE);
    for (size_t i = 0; i < CANDIDATE_PLACES; i++) {
        struct text place = first_skeleton(arena, making->person->places[i]);
        if (place.length > 0)
            add_pairs(making, LINK_KEY_PAIR_PLACE, SKELETON_FINE, place, making->nationality);
    }
}

size_t link_keys(struct arena *arena, const struct candidate *person, struct link_key ret[LINK_KEYS_MOST])
{
    struct making making = {.arena = arena, .person = person, .keys = ret};
    read_facts(&making);
    /* What is the surest needs no sex: it may be noted wrongly. */
    if (making.day.length > 0)
        add_pairs(&making, LINK_KEY_PAIR_DATE, SKELETON_FINE, making.day, TEXT_NONE);
    add_numbers(&making);
    if (making.day.length > 0)
        add_pairs(&making, LINK_KEY_COARSE_DATE, SKELETON_COARSE, making.day, TEXT_NONE);
    making.sex = person->sex;
    add_with_facts(&making);
    return making.count;
}
