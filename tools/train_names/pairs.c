#include "pairs.h"

#include <stdlib.h>

#include "files.h"
#include "matching/name.h"

/* Of a name with many spellings so many pairs are taken at most, its neighbours in the order of the alphabet. */
enum { FILE_MOST = 64 << 20, GROUP_PAIRS_MOST = 24 };

/* The one word of a text in its normal form; empty when it is none or several, or of the other alphabet. */
static struct text one_word(struct arena *arena, struct text written, enum name_script script)
{
    struct name name = {0};
    name_add(arena, &name, NAME_ANYWHERE, written);
    if (name.count != 1 || name.words[0].token->script != script || name.words[0].token->word.count < 2)
        return TEXT_NONE;
    return name.words[0].token->form;
}

static void written_add(struct written_pairs *pairs, struct written_pair pair)
{
    if (pairs->count == pairs->capacity) {
        pairs->capacity = pairs->capacity == 0 ? 4096 : 2 * pairs->capacity;
        pairs->at = reallocarray(pairs->at, pairs->capacity, sizeof *pairs->at);
        if (pairs->at == NULL)
            abort();
    }
    pairs->at[pairs->count++] = pair;
}

void pairs_read(struct arena *arena, const char *folder, const char *name, struct written_pairs *pairs)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(FILE_MOST);
    struct text rest = file_read(&bytes, folder, name), line, arabic, latin;
    while (text_split(&rest, '\n', &line)) {
        if (!text_split(&line, '\t', &arabic) || !text_split(&line, '\t', &latin))
            continue;
        struct written_pair pair = {one_word(arena, arabic, NAME_ARABIC), one_word(arena, latin, NAME_LATIN)};
        if (pair.arabic.length > 0 && pair.latin.length > 0)
            written_add(pairs, pair);
    }
}

void written_pairs_close(struct written_pairs *pairs)
{
    free(pairs->at);
    *pairs = (struct written_pairs){0};
}

bool pair_is_held_back(struct text arabic)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < arabic.length; i++)
        hash = (hash ^ (unsigned char)arabic.at[i]) * 16777619U;
    return (hash >> 8) % 10 == 0;
}

static void pairs_add(struct pairs *pairs, struct text source, struct text target, double share)
{
    if (pairs->count == pairs->capacity) {
        pairs->capacity = pairs->capacity == 0 ? 4096 : 2 * pairs->capacity;
        pairs->at = reallocarray(pairs->at, pairs->capacity, sizeof *pairs->at);
        if (pairs->at == NULL)
            abort();
    }
    pairs->at[pairs->count++] = (struct pair){word_of(source), word_of(target), share};
}

static int by_arabic(const void *left, const void *right)
{
    const struct written_pair *a = left, *b = right;
    int order = text_compare(a->arabic, b->arabic);
    return order != 0 ? order : text_compare(a->latin, b->latin);
}

static int by_latin(const void *left, const void *right)
{
    const struct written_pair *a = left, *b = right;
    int order = text_compare(a->latin, b->latin);
    return order != 0 ? order : text_compare(a->arabic, b->arabic);
}

/* All spellings of one name against one another, in both directions. */
static void group_pair(struct pairs *pairs, const struct written_pair *group, size_t count, bool latin)
{
    size_t most = count * (count - 1);
    double share = most == 0 ? 0 : (double)count / (double)most; /* as many as there are spellings */
    for (size_t i = 0, taken = 0; i < count && taken < GROUP_PAIRS_MOST; i++)
        for (size_t k = i + 1; k < count && taken < GROUP_PAIRS_MOST; k++, taken++) {
            struct text a = latin ? group[i].latin : group[i].arabic, b = latin ? group[k].latin : group[k].arabic;
            if (text_equal(a, b))
                continue;
            pairs_add(pairs, a, b, share);
            pairs_add(pairs, b, a, share);
        }
}

struct pairs pairs_of(struct arena *arena, const struct written_pairs *written, enum pair_kind kind)
{
    struct pairs pairs = {0};
    struct written_pair *kept = arena_array(arena, struct written_pair, written->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < written->count; i++)
        if (!pair_is_held_back(written->at[i].arabic))
            kept[count++] = written->at[i];
    qsort(kept, count, sizeof *kept, kind == ARABIC_ARABIC ? by_latin : by_arabic);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count; next++)
            if (kind == ARABIC_ARABIC ? !text_equal(kept[next].latin, kept[i].latin)
                                      : !text_equal(kept[next].arabic, kept[i].arabic))
                break;
        if (kind != LATIN_ARABIC)
            group_pair(&pairs, kept + i, next - i, kind == LATIN_LATIN);
        for (size_t k = i; k < next && kind == LATIN_ARABIC; k++)
            if (k == i || !text_equal(kept[k].latin, kept[k - 1].latin))
                pairs_add(&pairs, kept[k].latin, kept[k].arabic, 1);
    }
    return pairs;
}
