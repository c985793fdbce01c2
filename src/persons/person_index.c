/* What a person is stored and asked for under, and who shares it. */
#include "persons/person_index.h"

#include <stdlib.h>
#include <string.h>

#include "matching/skeleton.h"
#include "record/keys.h"

enum {
    BEGINNING = 2,       /* letters of a skeleton that a word typed must have at least */
    YEARS_OFF = 1,       /* of a year that somebody types */
    BEGINNINGS_MOST = 8, /* different ones of a person, in all her names */
};

/* ---- codes ---- */

int64_t index_form(const struct work *work)
{
    int64_t rules = (INDEX_RULES * 100 + PERSON_KEYS_VERSION) * 100 + NAME_VERSION;
    return rules * 100 + (int64_t)search_generation(keys_ring(work->keys));
}

static int64_t code_of(struct work *work, size_t generation, int kind, struct text value)
{
    unsigned char hash[SEARCH_KEY_BYTES];
    char name[] = {'p', 'e', 'r', 's', 'o', 'n', (char)kind};
    uint64_t code = 0;
    (void)search_key_at(keys_ring(work->keys), generation, (struct text){name, sizeof name}, value, hash);
    for (int i = 0; i < 8; i++)
        code = code << 8 | hash[i];
    return (int64_t)code;
}

/* `kind`: as what it is noted, if it is there. */
static void add_code_as(struct index_codes *codes, int64_t code, int kind)
{
    if (codes->count == INDEX_CODES_MOST)
        return;
    for (size_t i = 0; i < codes->count; i++)
        if (codes->at[i].code == code)
            return;
    codes->at[codes->count++] = (struct index_code){code, kind};
}

static void add_code(struct work *work, struct index_codes *codes, size_t generation, int kind, struct text value)
{
    add_code_as(codes, code_of(work, generation, kind, value), kind);
}

/* ---- what is typed before a name is whole ---- */

struct beginnings {
    char at[BEGINNINGS_MOST][BEGINNING + 1];
    size_t count;
};

static void add_beginning(struct beginnings *list, const struct skeleton *skeleton)
{
    char beginning[BEGINNING + 1] = {0};
    memcpy(beginning, skeleton->letters, skeleton->length < BEGINNING ? skeleton->length : BEGINNING);
    if (skeleton->length == 0 || list->count == BEGINNINGS_MOST)
        return;
    size_t at = 0;
    while (at < list->count && strcmp(list->at[at], beginning) < 0)
        at++;
    if (at < list->count && strcmp(list->at[at], beginning) == 0)
        return;
    memmove(list->at[at + 1], list->at[at], (list->count - at) * sizeof *list->at);
    memcpy(list->at[at], beginning, sizeof beginning);
    list->count++;
}

static void add_pairs(struct work *work, struct index_codes *codes, size_t generation, const struct beginnings *list)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = i + 1; j < list->count; j++) {
            struct text pair = arena_format(work->arena, "%s %s", list->at[i], list->at[j]);
            add_code(work, codes, generation, INDEX_TYPED_PAIR, pair);
        }
}

/* `years`: how far the year asked for may be off. */
static void add_word(struct work *work, struct index_codes *codes, size_t generation, const struct name_token *token,
                     const struct birth *birth, int years)
{
    struct skeleton skeleton = skeleton_of(token->form, SKELETON_FINE);
    if (skeleton.length >= BEGINNING && !index_word_is_common(token))
        add_code(work, codes, generation, INDEX_TYPED_WORD, skeleton_text(&skeleton));
    for (int off = -years; off <= years && birth->year > 0; off++) {
        struct text value = arena_format(work->arena, "%s %d", skeleton.letters, birth->year + off);
        add_code(work, codes, generation, INDEX_TYPED_YEAR, value);
    }
}

/* The words of all names: two by two, and each with the year of birth, or by itself unless very many bear it. */
static void add_typed(struct work *work, struct index_codes *codes, size_t generation, const struct candidate *person,
                      int years)
{
    struct beginnings list = {.count = 0};
    for (size_t i = 0; i < CANDIDATE_NAMES; i++) {
        const struct name_word *words[NAME_WORDS_MOST];
        struct name name = name_read(work->arena, person->names[i].given, person->names[i].family);
        size_t count = name_bearing(&name, words);
        for (size_t j = 0; j < count; j++) {
            struct skeleton skeleton = skeleton_of(words[j]->token->form, SKELETON_FINE);
            add_beginning(&list, &skeleton);
            add_word(work, codes, generation, words[j]->token, &person->birth, years);
        }
    }
    add_pairs(work, codes, generation, &list);
}

/* ---- stored and asked ---- */

void index_of_candidate(struct work *work, const struct candidate *person, struct index_codes *ret_codes)
{
    struct person_key keys[PERSON_KEYS_MOST];
    size_t count = person_keys(work->arena, person, keys);
    ret_codes->count = 0;
    add_typed(work, ret_codes, 0, person, 0);
    for (size_t i = 0; i < count; i++)
        add_code(work, ret_codes, 0, (int)keys[i].kind, keys[i].value);
}

/* Persons are stored under their names as written; who asks, asks for what these may be by custom too: so a mission's
   own list counts from the moment when it is there. */
void index_to_ask(struct work *work, const struct candidate *person, struct index_codes *ret_codes)
{
    struct person_key keys[PERSON_KEYS_MOST];
    struct person_key customs[PERSON_CUSTOM_KEYS_MOST];
    size_t count = person_query_keys(work->arena, person, keys);
    size_t custom_count = person_custom_keys(work->arena, person, name_equivalents(), customs);
    ret_codes->count = 0;
    for (size_t generation = 0; generation <= search_read(keys_ring(work->keys)); generation++) {
        for (size_t i = 0; i < count; i++)
            add_code(work, ret_codes, generation, (int)keys[i].kind, keys[i].value);
        for (size_t i = 0; i < custom_count; i++)
            add_code_as(ret_codes, code_of(work, generation, (int)customs[i].kind, customs[i].value), INDEX_BY_CUSTOM);
    }
}

void index_to_ask_typed(struct work *work, const struct candidate *typed, struct index_codes *ret_codes)
{
    index_to_ask(work, typed, ret_codes);
    for (size_t generation = 0; generation <= search_read(keys_ring(work->keys)); generation++)
        add_typed(work, ret_codes, generation, typed, YEARS_OFF);
}

/* ---- who shares them ---- */

static int compare_rows(const void *left, const void *right)
{
    const struct index_row *a = left;
    const struct index_row *b = right;
    int order = identifier_compare(a->person, b->person);
    return order != 0 ? order : a->code < b->code ? -1 : a->code > b->code;
}

/* What sharing a key is worth for the order in which persons are opened. */
static int32_t worth_of(int kind)
{
    switch (kind) {
    case PERSON_KEY_TELEPHONE:
    case PERSON_KEY_DOCUMENT:
    case PERSON_KEY_TELEPHONE_TOKEN:
        return 8;
    case PERSON_KEY_DATE:
    case PERSON_KEY_DATE_NATIONALITY:
    case PERSON_KEY_TOKEN_MOTHER:
        return 4;
    case INDEX_TYPED_PAIR:
    case INDEX_TYPED_YEAR:
    case INDEX_BY_CUSTOM:
        return 1;
    default:
        return 2;
    }
}

static int compare_hits(const void *left, const void *right)
{
    const struct index_hit *a = left;
    const struct index_hit *b = right;
    if (a->codes != b->codes)
        return a->codes > b->codes ? -1 : 1;
    return -identifier_compare(a->person, b->person); /* the newest first */
}

/* A bucket that is too full says little by itself: its persons count only where they share a refined key, or nothing
   better is known. */
static bool is_full(const size_t *sizes, size_t at) { return sizes[at] > INDEX_BUCKET; }

static void gather(struct arena *arena, const struct index_codes *codes, struct index_row *rows, size_t count,
                   struct index_answer *ret)
{
    size_t *sizes = arena_array(arena, size_t, codes->count + 1);
    for (size_t i = 0; i < count; i++)
        sizes[rows[i].code]++;
    qsort(rows, count, sizeof *rows, compare_rows);
    struct index_answer answer = {.hits = arena_array(arena, struct index_hit, count + 1), .sizes = sizes};
    for (size_t i = 0; i < count; i++) {
        struct index_hit *last = answer.count == 0 ? NULL : &answer.hits[answer.count - 1];
        int kind = codes->at[rows[i].code].kind;
        if (last == NULL || !identifier_equal(last->person, rows[i].person))
            *(last = &answer.hits[answer.count++]) = (struct index_hit){.person = rows[i].person};
        last->kinds |= index_kind_bit(kind);
        last->pairs += kind == PERSON_KEY_PAIR ? 1 : 0;
        last->codes += is_full(sizes, rows[i].code) ? 1 : 2 * worth_of(kind);
        answer.full = answer.full || is_full(sizes, rows[i].code);
    }
    qsort(answer.hits, answer.count, sizeof *answer.hits, compare_hits);
    *ret = answer;
}

enum outcome index_ask(struct work *work, struct identifier organisation, const struct index_codes *codes,
                       struct index_answer *ret_answer)
{
    struct index_row *rows = NULL;
    size_t count = 0;
    *ret_answer = (struct index_answer){0};
    if (codes->count == 0)
        return OK;
    enum outcome outcome = index_read(work, organisation, codes, INDEX_BUCKET + 1, &rows, &count);
    if (outcome == OK)
        gather(work->arena, codes, rows, count, ret_answer);
    return outcome;
}

int64_t index_namesakes(const struct index_answer *answer, size_t hit, struct identifier asking)
{
    int64_t count = 0;
    int32_t pairs = answer->hits[hit].pairs;
    for (size_t i = 0; i < answer->count && pairs > 0; i++)
        count += answer->hits[i].pairs >= pairs && !identifier_equal(answer->hits[i].person, asking);
    return count;
}

int64_t index_holders(struct work *work, const struct index_codes *codes, const struct index_answer *answer,
                      struct text telephone)
{
    struct index_codes *own = arena_new(work->arena, struct index_codes);
    const struct candidate only = {.telephones = {telephone}};
    size_t most = 0;
    index_to_ask(work, &only, own);
    for (size_t i = 0; i < own->count && answer->sizes != NULL; i++)
        for (size_t k = 0; k < codes->count; k++)
            if (codes->at[k].code == own->at[i].code && answer->sizes[k] > most)
                most = answer->sizes[k];
    return (int64_t)most;
}
