/* Any bytes are read: the normal form of a normal form is itself, slices lie in what was written, comparing is
 * symmetric. */
#include <stdlib.h>

#include "matching/name.h"
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

static void compare(const struct name *name)
{
    for (size_t i = 0; i < name->count; i++)
        for (size_t k = 0; k < name->count; k++) {
            const struct word *a = &name->words[i].token->word, *b = &name->words[k].token->word;
            if (spelling_weight(a, b) != spelling_weight(b, a))
                abort();
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    struct text written = {(const char *)data, size};
    struct name name = {0};
    name_add(arena, &name, NAME_ANYWHERE, written);
    check_words(&name, written);
    compare(&name);
    struct text normal = name_normal(arena, written);
    if (!text_equal(normal, name_normal(arena, normal)))
        abort();
    return 0;
}
