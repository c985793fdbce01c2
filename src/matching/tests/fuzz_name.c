/* Any bytes are read: the normal form of a normal form is itself, slices lie in what was written, comparing is
 * symmetric. */
#include <stdlib.h>

#include "matching/name_words.h"
#include "matching/skeleton.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_words(const struct name *name, struct text written)
{
    for (size_t i = 0; i < name->count; i++) {
        const struct name_word *word = &name->words[i];
        struct skeleton fine = skeleton_of(word->token->form, SKELETON_FINE);
        if (word->written.at < written.at || word->written.at + word->written.length > written.at + written.length ||
            word->written.length == 0 || word->token->form.length == 0 || fine.length == 0)
            abort();
    }
}

/* Two names: the same answer from both sides, and reasons that add up to it. */
static void compare(struct arena *arena, const struct name *left, const struct name *right)
{
    const struct name_comparer comparer = {0};
    struct name_reason reasons[2 * NAME_WORDS_MOST];
    struct name_match match;
    int32_t sum = 0;
    name_compare(&comparer, left, right, &match);
    for (size_t i = 0; i < match.count; i++)
        sum += match.evidence[i].weight;
    if (sum != match.weight || name_weight(&comparer, right, left) != sum ||
        (match.count > 0 && sum > name_weight_most(left)) ||
        name_reasons(arena, NULL, left, right, &match, reasons) != match.count)
        abort();
}

static struct name half(struct arena *arena, struct text written, size_t from, size_t to)
{
    const struct name_comparer comparer = {0};
    struct name name = {0};
    name_add(arena, &name, NAME_ANYWHERE, text_slice(written, from, to));
    name_weigh(arena, &comparer, &frequency_shipped, &name);
    return name;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct text written = {(const char *)data, size};
    struct name name = {0};
    name_add(arena, &name, NAME_ANYWHERE, written);
    check_words(&name, written);
    struct name left = half(arena, written, 0, size / 2), right = half(arena, written, size / 2, size);
    compare(arena, &left, &right);
    compare(arena, &left, &left);
    struct text normal = name_normal(arena, written);
    if (!text_equal(normal, name_normal(arena, normal)))
        abort();
    return 0;
}
