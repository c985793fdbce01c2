#include "matching/name_words.h"

#include <string.h>

#include "base/buffer.h"
#include "matching/letters.h"

enum { WORDS_MOST = 4096, COMMON_MOST = 8 * WEIGHT_BIT };

/* Between these, letters of the other direction do not move their neighbours. */
static const char FIRST_STRONG[] = "\xe2\x81\xa8", POP[] = "\xe2\x81\xa9";

/* --- Letters --- */

static void add_letters(struct buffer *text, const struct word *word, size_t from, size_t count)
{
    buffer_add(text, text_from(FIRST_STRONG));
    for (size_t i = from; i < from + count; i++)
        if (word->script == WORD_ARABIC)
            buffer_add(text, text_from(arabic_letter(word->letters[i])));
        else
            buffer_add_byte(text, (char)('a' + word->letters[i] - 1));
    buffer_add(text, text_from(POP));
}

/* Steps that belong together: letters that nothing stands for are shown with those before them. */
static struct spelling_step step_grown(const struct spelling_alignment *alignment, size_t *at)
{
    struct spelling_step step = alignment->steps[(*at)++];
    while (*at < alignment->count) {
        const struct spelling_step *next = &alignment->steps[*at];
        bool whole = step.left_count > 0 && step.right_count > 0;
        if (whole && next->left_count > 0 && next->right_count > 0)
            break;
        step.left_count = (uint8_t)(step.left_count + next->left_count);
        step.right_count = (uint8_t)(step.right_count + next->right_count);
        (*at)++;
    }
    return step;
}

static bool is_same_letters(const struct word *a, const struct word *b, const struct spelling_step *step)
{
    return a->script == b->script && step->left_count == step->right_count &&
           memcmp(a->letters + step->left_from, b->letters + step->right_from, step->left_count) == 0;
}

struct text spelling_words(struct arena *arena, const struct word *a, const struct word *b)
{
    struct spelling_alignment alignment;
    struct buffer text AUTO_BUFFER = buffer_open(WORDS_MOST);
    spelling_align(a, b, &alignment);
    for (size_t at = 0; at < alignment.count;) {
        struct spelling_step step = step_grown(&alignment, &at);
        if (is_same_letters(a, b, &step))
            continue;
        if (text.length > 0)
            buffer_add(&text, TEXT(", "));
        add_letters(&text, a, step.left_from, step.left_count);
        buffer_add(&text, TEXT(" = "));
        add_letters(&text, b, step.right_from, step.right_count);
    }
    return arena_text(arena, buffer_text(&text));
}

/* --- Reasons --- */

static struct text shown(struct arena *arena, const struct name *name, uint8_t first, uint8_t second)
{
    struct text a = name->words[first].written, b = name->words[second].written;
    return first == second ? arena_format(arena, "%s%.*s%s", FIRST_STRONG, TEXT_ARG(a), POP)
                           : arena_format(arena, "%s%.*s %.*s%s", FIRST_STRONG, TEXT_ARG(a), TEXT_ARG(b), POP);
}

static const char *message_of(const struct equivalents *equivalents, const struct name *left, const struct name *right,
                              const struct name_evidence *evidence)
{
    const struct name_word *a = &left->words[evidence->left], *b = &right->words[evidence->right];
    const struct equivalent_group *group = equivalents_group(equivalents, evidence->group);
    switch (evidence->relation) {
    case NAME_SAME:
        return a->token->rarity < COMMON_MOST ? N_("{1} stands in both names; it is common and says little")
                                              : N_("{1} stands in both names");
    case NAME_SPELLING:
        return a->token->script == b->token->script ? N_("{1} and {2} are spellings of one name: {3}")
                                                    : N_("{1} and {2} are one name in two scripts: {3}");
    case NAME_EQUIVALENT:
        return group != NULL && group->reviewed
                   ? N_("{1} and {2} are forms of one name by the list of equivalents")
                   : N_("{1} and {2} are forms of one name by the list of equivalents, which nobody has reviewed yet");
    case NAME_JOINED:
        return N_("{1} and {2} are one name, once in two words");
    case NAME_ABBREVIATED:
        return N_("{1} and {2}: one may be short for the other");
    case NAME_DIFFERENT:
        return N_("{1} and {2} are not alike");
    case NAME_MISSING:
        break;
    }
    return N_("{1} stands in one name only");
}

static struct name_reason reason_of(struct arena *arena, const struct equivalents *equivalents, const struct name *left,
                                    const struct name *right, const struct name_evidence *evidence)
{
    struct name_reason reason = {.message = message_of(equivalents, left, right, evidence), .weight = evidence->weight};
    size_t count = 0;
    if (evidence->left_count > 0)
        reason.arguments[count++] = shown(arena, left, evidence->left, evidence->left_second);
    if (evidence->right_count > 0)
        reason.arguments[count++] = shown(arena, right, evidence->right, evidence->right_second);
    if (evidence->relation == NAME_SPELLING)
        reason.arguments[count++] =
            spelling_words(arena, &left->words[evidence->left].token->word, &right->words[evidence->right].token->word);
    return reason;
}

static bool goes_before(const struct name_reason *a, const struct name_reason *b)
{
    if ((a->weight < 0) != (b->weight < 0))
        return a->weight < 0;
    return a->weight < 0 ? a->weight < b->weight : a->weight > b->weight;
}

size_t name_reasons(struct arena *arena, const struct equivalents *equivalents, const struct name *left,
                    const struct name *right, const struct name_match *match,
                    struct name_reason ret_reasons[2 * NAME_WORDS_MOST])
{
    for (size_t i = 0; i < match->count; i++) {
        struct name_reason reason = reason_of(arena, equivalents, left, right, &match->evidence[i]);
        size_t at = i;
        for (; at > 0 && goes_before(&reason, &ret_reasons[at - 1]); at--)
            ret_reasons[at] = ret_reasons[at - 1];
        ret_reasons[at] = reason;
    }
    return match->count;
}
