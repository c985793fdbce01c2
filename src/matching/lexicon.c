#include "matching/lexicon.h"

#include <math.h>
#include <string.h>

#include "matching/digest.h"

enum { FIRST_ROOM = 256, SCRATCH_MOST = 1 << 24, GROUP_WORDS = 200 };

static uint32_t *places_of(struct arena *arena, uint32_t room, uint32_t *ret_mask)
{
    uint32_t size = room * 2;
    *ret_mask = size - 1;
    return arena_array(arena, uint32_t, size);
}

static void *grown(struct arena *arena, const void *old, size_t size, uint32_t room)
{
    char *fresh = arena_zeroed(arena, (size_t)room * 2, size);
    memcpy(fresh, old, size * room);
    return fresh;
}

struct lexicon *lexicon_open(struct arena *arena, struct arena *scratch)
{
    struct lexicon *lexicon = arena_new(arena, struct lexicon);
    *lexicon =
        (struct lexicon){.arena = arena, .scratch = scratch, .lexeme_count = 1, .token_count = 1, .phrase_count = 1};
    lexicon->lexeme_room = lexicon->token_room = lexicon->phrase_room = lexicon->group_room = FIRST_ROOM;
    lexicon->lexemes = arena_array(arena, struct lexeme, FIRST_ROOM);
    lexicon->tokens = arena_array(arena, struct name_token, FIRST_ROOM);
    lexicon->token_groups = arena_array(arena, uint32_t, FIRST_ROOM);
    lexicon->token_counts = arena_array(arena, uint32_t, FIRST_ROOM);
    lexicon->probes = arena_array(arena, struct lexicon_probe, FIRST_ROOM);
    lexicon->phrases = arena_array(arena, struct lexicon_phrase, FIRST_ROOM);
    lexicon->group_words = arena_array(arena, uint64_t, FIRST_ROOM);
    lexicon->lexeme_places = places_of(arena, FIRST_ROOM, &lexicon->lexeme_mask);
    lexicon->token_places = places_of(arena, FIRST_ROOM, &lexicon->token_mask);
    lexicon->phrase_places = places_of(arena, FIRST_ROOM, &lexicon->phrase_mask);
    return lexicon;
}

struct arena *lexicon_scratch(struct lexicon *lexicon)
{
    if (lexicon->scratch == NULL)
        return lexicon->arena;
    arena_reset(lexicon->scratch);
    return lexicon->scratch;
}

/* ---- lexemes ---- */

static uint32_t folded(uint64_t digest)
{
    uint32_t half = (uint32_t)(digest ^ digest >> 32);
    return half == 0 ? 1 : half;
}

static uint32_t skeleton_digest(struct text form, enum skeleton_grade grade, struct skeleton *ret)
{
    *ret = skeleton_of(form, grade);
    return ret->length == 0 ? 0 : folded(digest_of(skeleton_text(ret)));
}

static void lexeme_make(struct lexicon *lexicon, struct lexeme *lexeme, const struct name_token *token)
{
    struct skeleton skeleton;
    lexeme->form = arena_text(lexicon->arena, token->form);
    lexeme->fine = skeleton_digest(lexeme->form, SKELETON_FINE, &skeleton);
    lexeme->coarse = skeleton_digest(lexeme->form, SKELETON_COARSE, &skeleton);
    lexeme->bears = token->kind == NAME_WORD || token->kind == NAME_TITLE;
    lexeme->consonants = skeleton.length;
    memcpy(lexeme->skeleton, skeleton.letters, SKELETON_MOST);
    for (size_t i = 0; i < skeleton.length; i++)
        lexeme->sounds |= UINT32_C(1) << (skeleton.letters[i] & 31);
}

static void lexemes_grow(struct lexicon *lexicon)
{
    lexicon->lexemes = grown(lexicon->arena, lexicon->lexemes, sizeof *lexicon->lexemes, lexicon->lexeme_room);
    lexicon->lexeme_room *= 2;
    lexicon->lexeme_places = places_of(lexicon->arena, lexicon->lexeme_room, &lexicon->lexeme_mask);
    for (uint32_t i = 1; i < lexicon->lexeme_count; i++) {
        uint64_t at = digest_of(lexicon->lexemes[i].form);
        while (lexicon->lexeme_places[at & lexicon->lexeme_mask] != 0)
            at++;
        lexicon->lexeme_places[at & lexicon->lexeme_mask] = i;
    }
}

static uint32_t lexeme_of(struct lexicon *lexicon, const struct name_token *token)
{
    if (lexicon->lexeme_count == lexicon->lexeme_room)
        lexemes_grow(lexicon);
    uint64_t at = digest_of(token->form);
    for (;; at++) {
        uint32_t *place = &lexicon->lexeme_places[at & lexicon->lexeme_mask];
        if (*place == 0) {
            *place = lexicon->lexeme_count++;
            lexeme_make(lexicon, &lexicon->lexemes[*place], token);
            return *place;
        }
        if (text_equal(lexicon->lexemes[*place].form, token->form))
            return *place;
    }
}

/* ---- tokens ---- */

static uint64_t token_digest(uint32_t lexeme, uint32_t group) { return digest_spread((uint64_t)lexeme << 32 | group); }

static void tokens_grow(struct lexicon *lexicon)
{
    uint32_t room = lexicon->token_room;
    lexicon->tokens = grown(lexicon->arena, lexicon->tokens, sizeof *lexicon->tokens, room);
    lexicon->token_groups = grown(lexicon->arena, lexicon->token_groups, sizeof *lexicon->token_groups, room);
    lexicon->token_counts = grown(lexicon->arena, lexicon->token_counts, sizeof *lexicon->token_counts, room);
    lexicon->probes = grown(lexicon->arena, lexicon->probes, sizeof *lexicon->probes, room);
    lexicon->token_room *= 2;
    lexicon->token_places = places_of(lexicon->arena, lexicon->token_room, &lexicon->token_mask);
    for (uint32_t i = 1; i < lexicon->token_count; i++) {
        uint64_t at = token_digest(lexicon->tokens[i].id, lexicon->token_groups[i]);
        while (lexicon->token_places[at & lexicon->token_mask] != 0)
            at++;
        lexicon->token_places[at & lexicon->token_mask] = i;
    }
}

static void count_group(struct lexicon *lexicon, uint32_t group)
{
    while (group >= lexicon->group_room) {
        lexicon->group_words =
            grown(lexicon->arena, lexicon->group_words, sizeof *lexicon->group_words, lexicon->group_room);
        lexicon->group_room *= 2;
    }
    lexicon->group_words[group]++;
    if (group >= lexicon->group_count)
        lexicon->group_count = group + 1;
}

uint32_t lexicon_token(struct lexicon *lexicon, const struct name_token *token, uint32_t group)
{
    if (lexicon->token_count == lexicon->token_room)
        tokens_grow(lexicon);
    uint32_t lexeme = lexeme_of(lexicon, token);
    lexicon->lexemes[lexeme].count++;
    lexicon->words++;
    count_group(lexicon, group);
    for (uint64_t at = token_digest(lexeme, group);; at++) {
        uint32_t *place = &lexicon->token_places[at & lexicon->token_mask];
        if (*place == 0) {
            *place = lexicon->token_count++;
            struct name_token *fresh = &lexicon->tokens[*place];
            *fresh = *token;
            fresh->form = lexicon->lexemes[lexeme].form;
            fresh->id = lexeme;
            lexicon->token_groups[*place] = group;
        } else if (lexicon->tokens[*place].id != lexeme || lexicon->token_groups[*place] != group) {
            continue;
        }
        lexicon->token_counts[*place]++;
        return *place;
    }
}

/* ---- phrases ---- */

static uint64_t phrase_digest(uint32_t column, struct text normal) { return digest_mix(column, digest_of(normal)); }

static void phrases_grow(struct lexicon *lexicon)
{
    lexicon->phrases = grown(lexicon->arena, lexicon->phrases, sizeof *lexicon->phrases, lexicon->phrase_room);
    lexicon->phrase_room *= 2;
    lexicon->phrase_places = places_of(lexicon->arena, lexicon->phrase_room, &lexicon->phrase_mask);
    for (uint32_t i = 1; i < lexicon->phrase_count; i++) {
        uint64_t at = phrase_digest(lexicon->phrases[i].column, lexicon->phrases[i].normal);
        while (lexicon->phrase_places[at & lexicon->phrase_mask] != 0)
            at++;
        lexicon->phrase_places[at & lexicon->phrase_mask] = i;
    }
}

uint32_t lexicon_phrase(struct lexicon *lexicon, uint32_t column, struct text written)
{
    if (lexicon->phrase_count == lexicon->phrase_room)
        phrases_grow(lexicon);
    struct arena *scratch = lexicon_scratch(lexicon);
    struct text normal = name_normal(scratch, written);
    if (text_is_empty(normal))
        return 0;
    for (uint64_t at = phrase_digest(column, normal);; at++) {
        uint32_t *place = &lexicon->phrase_places[at & lexicon->phrase_mask];
        struct lexicon_phrase *phrase = &lexicon->phrases[*place];
        if (*place == 0) {
            *place = lexicon->phrase_count++;
            phrase = &lexicon->phrases[*place];
            phrase->phrase = phrase_of(scratch, written);
            phrase->normal = arena_text(lexicon->arena, normal);
            phrase->column = column;
        } else if (phrase->column != column || !text_equal(phrase->normal, normal)) {
            continue;
        }
        phrase->count++;
        return *place;
    }
}

/* ---- how common ---- */

void lexicon_probe(struct lexicon *lexicon, uint32_t number)
{
    const struct name_token *token = &lexicon->tokens[number];
    const struct lexeme *lexeme = &lexicon->lexemes[token->id];
    struct lexicon_probe *probe = &lexicon->probes[number];
    *probe = (struct lexicon_probe){token->id,          lexeme->coarse,
                                    lexeme->sounds,     name_brief_of(token),
                                    lexeme->consonants, .grouped = token->groups[0] != 0};
    memcpy(probe->skeleton, lexeme->skeleton, SKELETON_MOST);
}

static void weigh_tokens(struct lexicon *lexicon, const struct equivalents *equivalents)
{
    const struct name_comparer comparer = {.equivalents = equivalents};
    for (uint32_t i = 1; i < lexicon->token_count; i++) {
        struct name_token *token = &lexicon->tokens[i];
        const struct lexeme *lexeme = &lexicon->lexemes[token->id];
        name_token_weigh(&comparer, &frequency_shipped, token);
        int32_t everywhere = frequency_rarity(token, lexeme->count, lexicon->words);
        double share = exp2(-(double)everywhere / WEIGHT_BIT);
        uint64_t words = lexicon->group_words[lexicon->token_groups[i]];
        double here = ((double)lexicon->token_counts[i] + share * GROUP_WORDS) / ((double)words + GROUP_WORDS);
        token->rarity = lexicon->token_groups[i] == 0 ? everywhere : (int32_t)lrint(-log2(here) * WEIGHT_BIT);
        lexicon_probe(lexicon, i);
    }
}

static void weigh_phrases(struct lexicon *lexicon)
{
    uint32_t mask;
    uint32_t room = 1;
    while (room < lexicon->phrase_count)
        room *= 2;
    struct arena *scratch = arena_open((size_t)room * 16 + SCRATCH_MOST);
    uint32_t *firsts = places_of(scratch, room, &mask);
    for (uint32_t pass = 0; pass < 2; pass++)
        for (uint32_t i = 1; i < lexicon->phrase_count; i++) {
            struct lexicon_phrase *phrase = &lexicon->phrases[i];
            if (phrase->phrase.sound == 0) {
                phrase->sound_count = phrase->count;
                continue;
            }
            uint64_t at = digest_mix(phrase->column, phrase->phrase.sound);
            struct lexicon_phrase *first = NULL;
            for (;; at++) {
                if (firsts[at & mask] == 0)
                    firsts[at & mask] = i;
                first = &lexicon->phrases[firsts[at & mask]];
                if (first->column == phrase->column && first->phrase.sound == phrase->phrase.sound)
                    break;
            }
            if (pass == 0)
                first->sound_count += phrase->count;
            else
                phrase->sound_count = first->sound_count;
        }
    (void)arena_close(scratch);
}

void lexicon_weigh(struct lexicon *lexicon, const struct equivalents *equivalents)
{
    weigh_tokens(lexicon, equivalents);
    weigh_phrases(lexicon);
}
