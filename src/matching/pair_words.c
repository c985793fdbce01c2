#include "matching/pair_words.h"

#include "matching/digest.h"

enum { MEMO_UNKNOWN = INT16_MIN, MEMO_NONE = INT16_MIN };

/* Could they be one name at all?  Words whose consonants differ in more than one place (two of long ones) are not worth
   the model. */
static bool sounds_near(const struct lexicon_probe *a, const struct lexicon_probe *b)
{
    if (a->coarse == b->coarse)
        return true;
    uint32_t apart = a->sounds ^ b->sounds;
    apart &= apart - 1;
    apart &= apart - 1;
    if ((apart & (apart - 1)) != 0)
        return false;
    unsigned shorter = a->consonants < b->consonants ? a->consonants : b->consonants;
    unsigned start = 0;
    unsigned end = 0;
    while (start < shorter && a->skeleton[start] == b->skeleton[start])
        start++;
    while (end < shorter - start && a->skeleton[a->consonants - 1 - end] == b->skeleton[b->consonants - 1 - end])
        end++;
    unsigned most = shorter >= 4 ? 2 : 1;
    return start + end > 0 && a->consonants - start - end <= most && b->consonants - start - end <= most;
}

/* ---- the name that is asked about ---- */

struct pair_memo *pair_memos_open(struct arena *arena, const struct match_schema *schema)
{
    struct pair_memo *memos = arena_array(arena, struct pair_memo, MEMO_SLOTS);
    size_t count = 0;
    for (size_t c = 0; c < schema->count; c++)
        for (size_t s = 0; s < schema->columns[c].slots && schema->columns[c].kind == MATCH_KIND_NAME; s++)
            if (count < MEMO_SLOTS)
                memos[count++].slot = schema->columns[c].first + s;
    while (count < MEMO_SLOTS)
        memos[count++].slot = SIZE_MAX;
    return memos;
}

/* NULL: a name of too many words, or one of too many names. */
static struct pair_memo *memo_of(struct pair_engine *engine, const struct pair_rows *rows, size_t slot, uint64_t left)
{
    struct pair_memo *memo = engine->memos;
    while (memo->slot != slot)
        if (++memo == engine->memos + MEMO_SLOTS)
            return NULL;
    if (name_value_count(left) > MEMO_WORDS)
        return NULL;
    if (memo->table != rows->left || memo->value != left || memo->tokens != engine->lexicon->tokens) {
        memo->table = rows->left;
        memo->tokens = engine->lexicon->tokens;
        memo->value = left;
        memo->stamp++;
        table_name(rows->left, left, &memo->name);
        for (size_t i = 0; i < memo->name.count; i++)
            memo->probes[i] = &engine->lexicon->probes[memo->name.words[i].token - memo->tokens];
    }
    return memo;
}

/* ---- what words could weigh ---- */

static int32_t could_weigh(const struct lexicon_probe *one, const struct lexicon_probe *other)
{
    bool same = one->lexeme == other->lexeme;
    return name_word_most(one->brief, other->brief, same, !same && sounds_near(one, other),
                          one->grouped && other->grouped);
}

/* What two words could weigh as one word of the other name; 0 where they cannot be it. */
static int32_t joint_could(const struct lexicon_probe *one, const struct lexicon_probe *two,
                           const struct lexicon_probe *whole)
{
    unsigned together = (unsigned)one->consonants + two->consonants;
    uint32_t apart = (one->sounds | two->sounds) ^ whole->sounds;
    if ((apart & (apart - 1)) != 0 || together > whole->consonants + 2U || whole->consonants > together + 1U ||
        one->brief.kind > NAME_TITLE || two->brief.kind > NAME_TITLE || whole->brief.kind != NAME_WORD)
        return 0;
    int32_t most = name_joint_most(one->brief.rarity, two->brief.rarity, whole->brief);
    return most > 0 ? most : 0;
}

static struct memo_word *memo_word(struct pair_engine *engine, struct pair_memo *memo, uint32_t token)
{
    struct memo_word *word = &memo->places[token % MEMO_PLACES];
    if (word->token == token && word->stamp == memo->stamp)
        return word;
    const struct lexicon_probe *probe = &engine->lexicon->probes[token];
    word->token = token;
    word->stamp = memo->stamp;
    word->bears = probe->brief.kind == NAME_WORD;
    word->joint = 0;
    for (size_t i = 0; i < memo->name.count; i++) {
        int32_t could = could_weigh(memo->probes[i], probe);
        word->could[i] = (int16_t)(could == NAME_WORD_NONE ? MEMO_NONE : could);
        word->spellings[i] = MEMO_UNKNOWN;
        for (size_t k = i + 1; k < memo->name.count; k++) {
            int32_t joint = joint_could(memo->probes[i], memo->probes[k], probe);
            word->joint = joint > word->joint ? (int16_t)joint : word->joint;
        }
    }
    return word;
}

/* Whichever words meet, or are one. */
static int32_t could_at_all(uint64_t left, uint64_t right)
{
    int32_t one = name_value_most(left);
    int32_t other = name_value_most(right);
    return one < other ? one : other;
}

/* What words of the left name could weigh, each as two of the right one. */
static int32_t joints_could(const struct pair_engine *engine, const struct pair_memo *memo, const uint32_t *theirs,
                            unsigned count)
{
    const struct lexicon_probe *probes = engine->lexicon->probes;
    int32_t sum = 0;
    for (size_t i = 0; i < memo->name.count && count > 1; i++) {
        int32_t most = 0;
        for (unsigned j = 0; j < count; j++)
            for (unsigned k = j + 1; k < count; k++) {
                int32_t could =
                    joint_could(&probes[word_token(theirs[j])], &probes[word_token(theirs[k])], memo->probes[i]);
                most = could > most ? could : most;
            }
        sum += most;
    }
    return sum;
}

int32_t pair_words_could(struct pair_engine *engine, const struct pair_rows *rows, size_t slot, uint64_t left,
                         uint64_t right)
{
    struct pair_memo *memo = memo_of(engine, rows, slot, left);
    const unsigned count = name_value_count(right);
    if (memo == NULL || count > MEMO_WORDS)
        return could_at_all(left, right);
    const uint32_t *theirs = rows->right->words + name_value_start(right);
    int16_t best[MEMO_WORDS];
    size_t bearing[2] = {0};
    size_t alone[2] = {0};
    int32_t joints = 0;
    bool mixed = false; /* a title may stand against a word that bears the name */
    int32_t sum = 0;
    for (size_t i = 0; i < MEMO_WORDS; i++)
        best[i] = MEMO_NONE;
    for (unsigned k = 0; k < count; k++) {
        const struct memo_word *word = memo_word(engine, memo, word_token(theirs[k]));
        bool met = false;
        for (size_t i = 0; i < memo->name.count; i++) {
            best[i] = word->could[i] > best[i] ? word->could[i] : best[i];
            met = met || word->could[i] != MEMO_NONE;
        }
        joints += word->joint;
        bearing[1] += word->bears;
        mixed = mixed || !word->bears;
        alone[1] += word->bears && !met;
    }
    for (size_t i = 0; i < memo->name.count; i++) {
        bool bears = memo->probes[i]->brief.kind == NAME_WORD;
        bearing[0] += bears;
        mixed = mixed || !bears;
        alone[0] += bears && best[i] == MEMO_NONE;
        sum += best[i] > 0 ? best[i] : 0;
    }
    joints += joints_could(engine, memo, theirs, count);
    if (joints > 0) /* words that are one there leave nobody alone */
        return sum + joints;
    if (mixed) {
        bearing[0] = alone[0];
        bearing[1] = alone[1];
    }
    return sum + name_alone_least(alone[0], bearing[0], alone[1], bearing[1]);
}

const struct name *pair_words_left(struct pair_engine *engine, const struct pair_rows *rows, size_t slot, uint64_t left,
                                   struct name *room)
{
    engine->memo = memo_of(engine, rows, slot, left);
    if (engine->memo != NULL)
        return &engine->memo->name;
    table_name(rows->left, left, room);
    return room;
}

/* ---- spellings ---- */

static int32_t cached_spelling(struct pair_engine *engine, const struct name_token *a, const struct name_token *b)
{
    const struct name_token *tokens = engine->lexicon->tokens;
    const struct lexicon_probe *probes = engine->lexicon->probes;
    if (!sounds_near(&probes[a - tokens], &probes[b - tokens]))
        return SPELLING_WORST;
    if (a->id > b->id) {
        const struct name_token *other = a;
        a = b;
        b = other;
    }
    struct spelling_entry *entry =
        &engine->cache.spellings[digest_spread((uint64_t)a->id << 32 | b->id) & engine->cache.spelling_mask];
    if (entry->a != a->id || entry->b != b->id)
        *entry = (struct spelling_entry){a->id, b->id, name_spelling(a, b)};
    return entry->weight;
}

/* Where the memo keeps what these two words say; NULL: it does not. */
static int16_t *memo_spelling(struct pair_engine *engine, const struct name_token *a, const struct name_token *b)
{
    struct pair_memo *memo = engine->memo;
    if (memo == NULL)
        return NULL;
    for (size_t i = 0; i < memo->name.count; i++)
        if (memo->name.words[i].token == a)
            return &memo_word(engine, memo, (uint32_t)(b - engine->lexicon->tokens))->spellings[i];
    return NULL;
}

int32_t pair_spelling(void *context, const struct name_token *a, const struct name_token *b)
{
    struct pair_engine *engine = context;
    if (a->id == 0 || b->id == 0)
        return name_spelling(a, b);
    int16_t *kept = memo_spelling(engine, a, b);
    if (kept == NULL)
        return cached_spelling(engine, a, b);
    if (*kept == MEMO_UNKNOWN)
        *kept = (int16_t)cached_spelling(engine, a, b);
    return *kept;
}

bool pair_joinable(void *context, const struct name_token *first, const struct name_token *second,
                   const struct name_token *other)
{
    const struct lexeme *lexemes = ((struct pair_engine *)context)->lexicon->lexemes;
    const struct lexeme *whole = &lexemes[other->id];
    const struct lexeme *one = &lexemes[first->id];
    const struct lexeme *two = &lexemes[second->id];
    unsigned together = (unsigned)one->consonants + two->consonants;
    uint32_t apart = (one->sounds | two->sounds) ^ whole->sounds;
    return (apart & (apart - 1)) == 0 && together <= whole->consonants + 2U && whole->consonants <= together + 1U;
}
