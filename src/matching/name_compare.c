#include "matching/name_compare.h"

#include <string.h>

#include "matching/name_prices.h"

enum {
    COMPARED_MOST = 8, /* of a longer name the rarest words are compared */
    JOINTS_MOST = 6,   /* pairs of words tried as one */
    JOINT_LONGER = 4,  /* letters */
    JOINED_MOST = 2,   /* at once */
    MASKS = 1 << COMPARED_MOST,
    IMPOSSIBLE = NAME_WORD_NONE,
    NOBODY = COMPARED_MOST,
};

/* Some words of a name. */
struct side {
    const struct name_word *words[COMPARED_MOST];
    uint8_t place[COMPARED_MOST]; /* in the name */
    size_t count;
};

/* What two words say when they are set against each other. */
struct cell {
    int32_t weight;
    enum name_relation relation;
    uint32_t group;
};

/* Two words of one side against one of the other. */
struct joint {
    bool left; /* the two stand there */
    uint8_t first, second, other;
    int32_t weight;
};

struct table {
    struct side left, right;
    struct cell cells[COMPARED_MOST][COMPARED_MOST];
    struct joint joints[JOINTS_MOST];
    size_t joint_count;
};

/* Who stands against whom; NOBODY: nobody. */
struct assignment {
    int32_t total;
    uint8_t partner[COMPARED_MOST]; /* of the left words, as long as they stand in no joint */
    uint8_t joints[JOINED_MOST];
    size_t joint_count;
};

static bool bears(const struct name_word *word) { return word->token->kind == NAME_WORD; }

/* --- Two words --- */

static bool is_vowel(uint8_t letter) { return memchr("\x01\x05\x09\x0f\x15\x19", letter, 6) != NULL; }

/* Letters of an article that is written together with the word; 0 without. */
static size_t article_letters(const struct word *word)
{
    enum { A = 1, E = 5, L = 12, ALEF = 1, LAM = 23, LATIN_LEAST = 6, ARABIC_LEAST = 5 };
    const uint8_t *letters = word->letters;
    if (word->script == WORD_LATIN && word->count >= LATIN_LEAST && (letters[0] == A || letters[0] == E) &&
        letters[1] == L && !is_vowel(letters[2]))
        return 2;
    if (word->script == WORD_ARABIC && word->count >= ARABIC_LEAST && letters[0] == ALEF && letters[1] == LAM)
        return 2;
    return 0;
}

int32_t name_spelling(const struct name_token *a, const struct name_token *b)
{
    enum { ARTICLE = 150 };
    size_t article_a = article_letters(&a->word), article_b = article_letters(&b->word);
    int32_t weight = spelling_weight_above(&a->word, &b->word, NAME_SPELLING_LEAST);
    if (weight > 0 || (article_a == 0) == (article_b == 0))
        return weight < NAME_SPELLING_LEAST ? SPELLING_WORST : weight;
    struct word bare = article_a != 0 ? word_without(&a->word, article_a) : word_without(&b->word, article_b);
    const struct word *other = article_a != 0 ? &b->word : &a->word;
    int32_t without = spelling_weight_above(&bare, other, NAME_SPELLING_LEAST + ARTICLE) - ARTICLE;
    weight = without > weight ? without : weight;
    return weight < NAME_SPELLING_LEAST ? SPELLING_WORST : weight;
}

static int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }

/* Half of what both are rarer or commoner than the model of spellings expects of any word. */
static int32_t rarity_share(int32_t rarity_a, int32_t surprise_a, int32_t rarity_b, int32_t surprise_b)
{
    return ((rarity_a - surprise_a) + (rarity_b - surprise_b)) / 2 * name_prices[PRICE_RARITY] / 100;
}

static int32_t same_weight(const struct name_token *token)
{
    return token->rarity * name_prices[PRICE_SAME_RARITY] / 100 + name_prices[PRICE_SAME];
}

/* What the model of spellings says, as far as it counts. */
static int32_t spelling_share(int32_t spelling)
{
    int32_t some = smaller(spelling, NAME_SPELLING_PLENTY);
    return (some * name_prices[PRICE_SPELLING] + (spelling - some) * name_prices[PRICE_SPELLING_MORE]) / 100;
}

/* Never more than the rarer of two words that are always found together would say. */
static int32_t spelled(int32_t spelling, const struct name_token *a, const struct name_token *b)
{
    if (spelling == SPELLING_WORST)
        return IMPOSSIBLE;
    int32_t weight = spelling_share(spelling) + name_prices[PRICE_MATCHED] +
                     rarity_share(a->rarity, a->word.surprise, b->rarity, b->word.surprise);
    return smaller(weight, smaller(a->rarity, b->rarity));
}

static struct cell initial_cell(const struct name_token *a, const struct name_token *b)
{
    bool fits = a->script == b->script && a->word.count > 0 && b->word.count > 0 &&
                a->word.letters[0] == b->word.letters[0] && a->kind != NAME_PARTICLE && b->kind != NAME_PARTICLE;
    return (struct cell){fits ? name_prices[PRICE_INITIAL] : IMPOSSIBLE, NAME_ABBREVIATED, 0};
}

static struct cell small_cell(const struct name_token *a, const struct name_token *b, bool same)
{
    if (a->kind != b->kind || (a->kind == NAME_NUMBER && !same))
        return (struct cell){IMPOSSIBLE, NAME_DIFFERENT, 0};
    return (struct cell){name_prices[PRICE_PARTICLE], same ? NAME_SAME : NAME_SPELLING, 0};
}

static struct cell cell_of(const struct name_comparer *comparer, const struct name_token *a, const struct name_token *b)
{
    bool same = a->id != 0 && b->id != 0 ? a->id == b->id : text_equal(a->form, b->form);
    if (a->kind == NAME_PARTICLE || b->kind == NAME_PARTICLE || a->kind == NAME_NUMBER || b->kind == NAME_NUMBER)
        return small_cell(a, b, same);
    if ((a->kind == NAME_INITIAL || b->kind == NAME_INITIAL))
        return initial_cell(a, b);
    if (same)
        return (struct cell){same_weight(a), NAME_SAME, 0};
    int32_t spelling = comparer->spelling != NULL ? comparer->spelling(comparer->context, a, b) : name_spelling(a, b);
    struct cell cell = {spelled(spelling, a, b), NAME_SPELLING, 0};
    uint32_t group = equivalents_common(a->groups, b->groups);
    int32_t rarity =
        smaller(a->rarity, b->rarity) * name_prices[PRICE_EQUIVALENT_RARITY] / 100 + name_prices[PRICE_EQUIVALENT];
    if (group != 0 && rarity > cell.weight && spelling < NAME_SPELLING_PLENTY) /* what is one spelling needs no table */
        cell = (struct cell){rarity, NAME_EQUIVALENT, group};
    return cell;
}

static int16_t short_of(int32_t weight) { return (int16_t)(weight > INT16_MAX ? INT16_MAX : weight); }

struct name_brief name_brief_of(const struct name_token *token)
{
    return (struct name_brief){short_of(token->rarity), token->word.surprise, (uint8_t)token->kind, token->word.script};
}

static bool is_small(struct name_brief word) { return word.kind == NAME_PARTICLE || word.kind == NAME_NUMBER; }

int32_t name_word_most(struct name_brief a, struct name_brief b, bool same, bool near, bool grouped)
{
    int32_t less = smaller(a.rarity, b.rarity);
    int32_t most = NAME_WORD_NONE;
    if (is_small(a) || is_small(b))
        return a.kind == b.kind ? name_prices[PRICE_PARTICLE] : NAME_WORD_NONE;
    if (a.kind == NAME_INITIAL || b.kind == NAME_INITIAL)
        return name_prices[PRICE_INITIAL];
    if (same)
        return a.rarity * name_prices[PRICE_SAME_RARITY] / 100 + name_prices[PRICE_SAME];
    if (near) /* a word is never likelier beside another than certain */
        most = smaller(less, spelling_share(a.surprise > b.surprise ? a.surprise : b.surprise) +
                                 name_prices[PRICE_MATCHED] + rarity_share(a.rarity, a.surprise, b.rarity, b.surprise));
    int32_t equivalent = less * name_prices[PRICE_EQUIVALENT_RARITY] / 100 + name_prices[PRICE_EQUIVALENT];
    return grouped && equivalent > most ? equivalent : most;
}

/* --- Two words as one --- */

/* Both halves are heard in the whole, and nothing else is. */
static bool may_join(const struct name_word *first, const struct name_word *second, const struct name_word *other)
{
    const struct word *a = &first->token->word, *b = &second->token->word, *whole = &other->token->word;
    int letters = a->count + b->count, more = letters - whole->count;
    unsigned halves = (unsigned)a->sounds | b->sounds;
    return first->token->kind <= NAME_TITLE && second->token->kind <= NAME_TITLE && bears(other) &&
           a->script == b->script && a->script != WORD_OTHER && whole->script != WORD_OTHER && a->count > 1 &&
           b->count > 1 && letters <= WORD_LETTERS_MOST && more <= JOINT_LONGER && -more <= JOINT_LONGER &&
           __builtin_popcount(halves ^ whole->sounds) <= 1;
}

/* Never more than the word would say, nor than its halves would. */
static int32_t joint_weight(const struct name_word *first, const struct name_word *second,
                            const struct name_word *other)
{
    const struct name_token *token = other->token;
    struct word joined = word_joined(&first->token->word, &second->token->word);
    const int32_t most = smaller(token->rarity, first->token->rarity + second->token->rarity);
    if (joined.count == token->word.count && memcmp(joined.letters, token->word.letters, joined.count) == 0 &&
        joined.script == token->word.script)
        return smaller(same_weight(token) + name_prices[PRICE_JOINED], most);
    int32_t spelling = spelling_weight_above(&joined, &token->word, 0);
    if (spelling == SPELLING_WORST)
        return IMPOSSIBLE;
    int32_t weight = spelling_share(spelling) + name_prices[PRICE_JOINED] +
                     rarity_share(token->rarity, token->word.surprise, token->rarity, token->word.surprise);
    return smaller(weight, most);
}

int32_t name_joint_most(int32_t first, int32_t second, struct name_brief whole)
{
    int32_t same = whole.rarity * name_prices[PRICE_SAME_RARITY] / 100 + name_prices[PRICE_SAME];
    int32_t spelled =
        spelling_share(whole.surprise) + rarity_share(whole.rarity, whole.surprise, whole.rarity, whole.surprise);
    return smaller(smaller(whole.rarity, first + second),
                   (same > spelled ? same : spelled) + name_prices[PRICE_JOINED]);
}

/* Keeps the weightiest. */
static void joint_keep(struct table *table, struct joint joint)
{
    size_t at = table->joint_count;
    while (at > 0 && table->joints[at - 1].weight < joint.weight)
        at--;
    if (at == JOINTS_MOST)
        return;
    if (table->joint_count < JOINTS_MOST)
        table->joint_count++;
    for (size_t i = table->joint_count - 1; i > at; i--)
        table->joints[i] = table->joints[i - 1];
    table->joints[at] = joint;
}

/* Two words are worth trying as one where one of them stands alone so far, and the other side's word too, or with one
   of the two. */
struct standing {
    uint8_t two[COMPARED_MOST], one[COMPARED_MOST]; /* partners of the words of either side */
};

static struct standing standing_of(const struct assignment *assignment, size_t lefts, bool left)
{
    struct standing standing;
    memset(&standing, NOBODY, sizeof standing);
    for (size_t i = 0; i < lefts; i++) {
        uint8_t j = assignment->partner[i];
        (left ? standing.two : standing.one)[i] = j;
        if (j != NOBODY)
            (left ? standing.one : standing.two)[j] = (uint8_t)i;
    }
    return standing;
}

static bool stands_free(const struct standing *standing, size_t i, size_t k, size_t j)
{
    return (standing->two[i] == NOBODY || standing->two[k] == NOBODY) &&
           (standing->one[j] == NOBODY || standing->one[j] == i || standing->one[j] == k);
}

static void joints_find(const struct name_comparer *comparer, const struct assignment *assignment, struct table *table,
                        bool left)
{
    const struct side *two = left ? &table->left : &table->right, *one = left ? &table->right : &table->left;
    const struct standing standing = standing_of(assignment, table->left.count, left);
    for (size_t i = 0; i < two->count; i++)
        for (size_t k = 0; k < two->count; k++)
            for (size_t j = 0; j < one->count && i != k; j++) {
                if (!stands_free(&standing, i, k, j) || !may_join(two->words[i], two->words[k], one->words[j]))
                    continue;
                if (comparer->joinable != NULL && !comparer->joinable(comparer->context, two->words[i]->token,
                                                                      two->words[k]->token, one->words[j]->token))
                    continue;
                int32_t weight = joint_weight(two->words[i], two->words[k], one->words[j]);
                if (weight > 0)
                    joint_keep(table, (struct joint){left, (uint8_t)i, (uint8_t)k, (uint8_t)j, weight});
            }
}

/* --- The best assignment --- */

/* What a word that stands alone costs, apart from the words that bear the name. */
static int32_t alone_cost(const struct name_word *word)
{
    switch (word->token->kind) {
    case NAME_TITLE:
        return name_prices[PRICE_TITLE_MISSING];
    case NAME_INITIAL:
        return name_prices[PRICE_INITIAL_MISSING];
    case NAME_PARTICLE:
        return name_prices[PRICE_PARTICLE_MISSING];
    case NAME_WORD:
    case NAME_NUMBER:
        break;
    }
    return 0;
}

/* What is gained when two words stand together instead of each alone. */
static int32_t gain(const struct table *table, size_t i, size_t j)
{
    const struct name_word *a = table->left.words[i], *b = table->right.words[j];
    int32_t weight = table->cells[i][j].weight;
    if (weight == IMPOSSIBLE)
        return 0;
    if (bears(a) && bears(b))
        return weight - name_prices[PRICE_DIFFERENT];
    return weight - alone_cost(a) - alone_cost(b);
}

enum { FEW = 4, FEW_MASKS = 1 << FEW };

/* The best of the words from one on, by which words of the right are taken: room for it is the caller's. */
struct choosing {
    const struct table *table;
    unsigned left, right; /* taken already */
    size_t masks;         /* of the right words */
    int32_t *best;        /* [words + 1][masks] */
    uint8_t *choice;      /* [words][masks] */
};

static void choose_partner(const struct choosing *choosing, size_t i, const int32_t gains[COMPARED_MOST])
{
    const int32_t *after = choosing->best + (i + 1) * choosing->masks;
    for (size_t mask = 0; mask < choosing->masks; mask++) {
        int32_t best = after[mask];
        uint8_t chosen = NOBODY;
        for (size_t j = 0; j < choosing->table->right.count; j++)
            if ((mask >> j & 1) == 0 && gains[j] > 0 && gains[j] + after[mask | (size_t)1 << j] > best) {
                best = gains[j] + after[mask | (size_t)1 << j];
                chosen = (uint8_t)j;
            }
        choosing->best[i * choosing->masks + mask] = best;
        choosing->choice[i * choosing->masks + mask] = chosen;
    }
}

static void choose_partners(const struct choosing *choosing, struct assignment *assignment)
{
    const size_t n = choosing->table->left.count;
    for (size_t mask = 0; mask < choosing->masks; mask++)
        choosing->best[n * choosing->masks + mask] = 0;
    for (size_t i = n; i-- > 0;) {
        int32_t gains[COMPARED_MOST] = {0};
        for (size_t j = 0; j < choosing->table->right.count && (choosing->left >> i & 1) == 0; j++)
            gains[j] = (choosing->right >> j & 1) == 0 ? gain(choosing->table, i, j) : 0;
        choose_partner(choosing, i, gains);
    }
    for (size_t i = 0, mask = 0; i < n; i++) {
        uint8_t chosen = choosing->choice[i * choosing->masks + mask];
        assignment->partner[i] = chosen;
        if (chosen != NOBODY)
            mask |= (size_t)1 << chosen;
    }
}

static void partners_choose_many(struct choosing choosing, struct assignment *assignment)
{
    int32_t best[(COMPARED_MOST + 1) * MASKS];
    uint8_t choice[COMPARED_MOST * MASKS];
    choosing.best = best;
    choosing.choice = choice;
    choose_partners(&choosing, assignment);
}

/* Chooses partners for the words that are free; bits of `left` and `right` are taken already.  Nearly all names are
   short, and large rooms cost more to make ready than to use. */
static void partners_choose(const struct table *table, unsigned left, unsigned right, struct assignment *assignment)
{
    int32_t best[(FEW + 1) * FEW_MASKS];
    uint8_t choice[FEW * FEW_MASKS];
    struct choosing choosing = {table, left, right, (size_t)1 << table->right.count, best, choice};
    if (table->left.count > FEW || table->right.count > FEW)
        partners_choose_many(choosing, assignment);
    else
        choose_partners(&choosing, assignment);
}

/* Words that nobody is set against. */
struct alone {
    size_t left, right; /* that bear the name */
    int32_t cost;       /* of the others */
};

static void count_alone(const struct side *side, unsigned taken, size_t *ret_bearing, int32_t *cost)
{
    *ret_bearing = 0;
    for (size_t i = 0; i < side->count; i++) {
        if ((taken >> i & 1) != 0)
            continue;
        *cost += alone_cost(side->words[i]);
        *ret_bearing += bears(side->words[i]);
    }
}

static void joints_taken(const struct table *table, const struct assignment *assignment, unsigned *ret_left,
                         unsigned *ret_right)
{
    *ret_left = *ret_right = 0;
    for (size_t i = 0; i < assignment->joint_count; i++) {
        const struct joint *joint = &table->joints[assignment->joints[i]];
        unsigned two = 1U << joint->first | 1U << joint->second, one = 1U << joint->other;
        *ret_left |= joint->left ? two : one;
        *ret_right |= joint->left ? one : two;
    }
}

static struct alone alone_in(const struct table *table, const struct assignment *assignment)
{
    struct alone alone = {0};
    unsigned left, right;
    joints_taken(table, assignment, &left, &right);
    for (size_t i = 0; i < table->left.count; i++)
        if (assignment->partner[i] != NOBODY) {
            left |= 1U << i;
            right |= 1U << assignment->partner[i];
        }
    count_alone(&table->left, left, &alone.left, &alone.cost);
    count_alone(&table->right, right, &alone.right, &alone.cost);
    return alone;
}

static int32_t alone_weight(const struct alone *alone)
{
    size_t less = alone->left < alone->right ? alone->left : alone->right;
    size_t more = alone->left < alone->right ? alone->right : alone->left;
    return alone->cost + (int32_t)less * name_prices[PRICE_DIFFERENT] +
           (int32_t)(more - less) * name_prices[PRICE_EXTRA];
}

int32_t name_alone_least(size_t left, size_t lefts, size_t right, size_t rights)
{
    ptrdiff_t more = (ptrdiff_t)lefts - (ptrdiff_t)rights; /* so many more stay alone on the left, whoever meets whom */
    ptrdiff_t alone = (ptrdiff_t)right + more > (ptrdiff_t)left ? (ptrdiff_t)right + more : (ptrdiff_t)left;
    struct alone least = {.left = (size_t)alone, .right = (size_t)(alone - more)};
    return alone_weight(&least);
}

/* Fills in partners around the joints that are set, and the sum. */
static void assignment_complete(const struct table *table, struct assignment *assignment)
{
    unsigned left, right;
    joints_taken(table, assignment, &left, &right);
    partners_choose(table, left, right, assignment);
    assignment->total = 0;
    for (size_t i = 0; i < table->left.count; i++)
        if (assignment->partner[i] != NOBODY)
            assignment->total += table->cells[i][assignment->partner[i]].weight;
    for (size_t i = 0; i < assignment->joint_count; i++)
        assignment->total += table->joints[assignment->joints[i]].weight;
    struct alone alone = alone_in(table, assignment);
    assignment->total += alone_weight(&alone);
}

static bool joints_meet(const struct joint *a, const struct joint *b)
{
    unsigned a_two = 1U << a->first | 1U << a->second, b_two = 1U << b->first | 1U << b->second;
    unsigned a_left = a->left ? a_two : 1U << a->other, a_right = a->left ? 1U << a->other : a_two;
    unsigned b_left = b->left ? b_two : 1U << b->other, b_right = b->left ? 1U << b->other : b_two;
    return (a_left & b_left) != 0 || (a_right & b_right) != 0;
}

static void try_joints(const struct table *table, struct assignment *best)
{
    for (size_t i = 0; i < table->joint_count; i++) {
        struct assignment with = {.joints = {(uint8_t)i}, .joint_count = 1};
        assignment_complete(table, &with);
        if (with.total > best->total)
            *best = with;
        for (size_t k = i + 1; k < table->joint_count; k++) {
            if (joints_meet(&table->joints[i], &table->joints[k]))
                continue;
            struct assignment both = {.joints = {(uint8_t)i, (uint8_t)k}, .joint_count = 2};
            assignment_complete(table, &both);
            if (both.total > best->total)
                *best = both;
        }
    }
}

/* --- Whole names --- */

/* Which of two words is compared rather, where there are too many. */
static bool goes_before(const struct name_word *a, const struct name_word *b)
{
    if (a->token->kind != b->token->kind)
        return a->token->kind == NAME_WORD || (b->token->kind != NAME_WORD && a->token->kind < b->token->kind);
    if (a->token->rarity != b->token->rarity)
        return a->token->rarity > b->token->rarity;
    return text_compare(a->token->form, b->token->form) < 0;
}

static void side_fill(const struct name *name, struct side *side)
{
    side->count = 0;
    for (size_t i = 0; i < name->count; i++) {
        size_t before = 0;
        for (size_t k = 0; k < name->count && name->count > COMPARED_MOST; k++)
            before += k != i && (goes_before(&name->words[k], &name->words[i]) ||
                                 (k < i && !goes_before(&name->words[i], &name->words[k])));
        if (before >= COMPARED_MOST)
            continue;
        side->words[side->count] = &name->words[i];
        side->place[side->count++] = (uint8_t)i;
    }
}

static void compare(const struct name_comparer *comparer, const struct name *left, const struct name *right,
                    struct table *table, struct assignment *assignment)
{
    side_fill(left, &table->left);
    side_fill(right, &table->right);
    table->joint_count = 0;
    for (size_t i = 0; i < table->left.count; i++)
        for (size_t j = 0; j < table->right.count; j++)
            table->cells[i][j] = cell_of(comparer, table->left.words[i]->token, table->right.words[j]->token);
    assignment->joint_count = 0;
    assignment_complete(table, assignment);
    struct alone alone = alone_in(table, assignment);
    if (alone.left + alone.right == 0) /* nothing left that could be half a word */
        return;
    joints_find(comparer, assignment, table, true);
    joints_find(comparer, assignment, table, false);
    try_joints(table, assignment);
}

int32_t name_weight(const struct name_comparer *comparer, const struct name *left, const struct name *right)
{
    struct table table;
    struct assignment assignment;
    if (left->count == 0 || right->count == 0)
        return 0;
    compare(comparer, left, right, &table, &assignment);
    return assignment.total;
}

int32_t name_weight_most(const struct name *name)
{
    int32_t most = 0;
    for (size_t i = 0; i < name->count; i++)
        most += bears(&name->words[i]) || name->words[i].token->kind == NAME_TITLE ? name->words[i].token->rarity
                                                                                   : name_prices[PRICE_INITIAL];
    return most;
}

/* --- Evidence --- */

static void add_evidence(struct name_match *match, struct name_evidence evidence)
{
    if (match->count < sizeof match->evidence / sizeof *match->evidence)
        match->evidence[match->count++] = evidence;
}

static void add_joints(const struct table *table, const struct assignment *assignment, struct name_match *match)
{
    for (size_t i = 0; i < assignment->joint_count; i++) {
        const struct joint *joint = &table->joints[assignment->joints[i]];
        const struct side *two = joint->left ? &table->left : &table->right;
        const struct side *one = joint->left ? &table->right : &table->left;
        uint8_t first = two->place[joint->first], second = two->place[joint->second], other = one->place[joint->other];
        struct name_evidence evidence = {.relation = NAME_JOINED, .weight = joint->weight};
        evidence.left = joint->left ? first : other;
        evidence.left_second = joint->left ? second : other;
        evidence.right = joint->left ? other : first;
        evidence.right_second = joint->left ? other : second;
        evidence.left_count = joint->left ? 2 : 1;
        evidence.right_count = joint->left ? 1 : 2;
        add_evidence(match, evidence);
    }
}

static void add_partners(const struct table *table, const struct assignment *assignment, struct name_match *match)
{
    for (size_t i = 0; i < table->left.count; i++) {
        uint8_t j = assignment->partner[i];
        if (j == NOBODY)
            continue;
        const struct cell *cell = &table->cells[i][j];
        uint8_t left = table->left.place[i], right = table->right.place[j];
        add_evidence(match,
                     (struct name_evidence){cell->relation, left, left, 1, right, right, 1, cell->weight, cell->group});
    }
}

/* The words of one side that are in no evidence so far. */
static size_t left_over(const struct side *side, bool left, const struct name_match *match,
                        uint8_t ret_words[COMPARED_MOST], bool bearing)
{
    size_t count = 0;
    for (size_t i = 0; i < side->count; i++) {
        bool found = bears(side->words[i]) != bearing;
        for (size_t k = 0; k < match->count && !found; k++) {
            const struct name_evidence *evidence = &match->evidence[k];
            uint8_t here = side->place[i];
            found = left ? evidence->left_count > 0 && (evidence->left == here || evidence->left_second == here)
                         : evidence->right_count > 0 && (evidence->right == here || evidence->right_second == here);
        }
        if (!found)
            ret_words[count++] = (uint8_t)i;
    }
    return count;
}

static void add_alone(const struct side *side, bool left, uint8_t at, int32_t weight, struct name_match *match)
{
    uint8_t place = side->place[at];
    add_evidence(match, left ? (struct name_evidence){NAME_MISSING, place, place, 1, 0, 0, 0, weight, 0}
                             : (struct name_evidence){NAME_MISSING, 0, 0, 0, place, place, 1, weight, 0});
}

/* Words without a partner: those that bear the name against one another as far as they go, then one by one. */
static void add_rest(const struct table *table, struct name_match *match)
{
    uint8_t left[COMPARED_MOST], right[COMPARED_MOST];
    size_t lefts = left_over(&table->left, true, match, left, true);
    size_t rights = left_over(&table->right, false, match, right, true);
    for (size_t i = 0; i < lefts && i < rights; i++) {
        uint8_t a = table->left.place[left[i]], b = table->right.place[right[i]];
        add_evidence(match, (struct name_evidence){NAME_DIFFERENT, a, a, 1, b, b, 1, name_prices[PRICE_DIFFERENT], 0});
    }
    for (size_t i = rights; i < lefts; i++)
        add_alone(&table->left, true, left[i], name_prices[PRICE_EXTRA], match);
    for (size_t i = lefts; i < rights; i++)
        add_alone(&table->right, false, right[i], name_prices[PRICE_EXTRA], match);
    lefts = left_over(&table->left, true, match, left, false);
    rights = left_over(&table->right, false, match, right, false);
    for (size_t i = 0; i < lefts; i++)
        add_alone(&table->left, true, left[i], alone_cost(table->left.words[left[i]]), match);
    for (size_t i = 0; i < rights; i++)
        add_alone(&table->right, false, right[i], alone_cost(table->right.words[right[i]]), match);
}

static bool evidence_before(const struct name_evidence *a, const struct name_evidence *b)
{
    unsigned left_a = a->left_count > 0 ? a->left : 255U, left_b = b->left_count > 0 ? b->left : 255U;
    return left_a != left_b ? left_a < left_b : a->right < b->right;
}

static void evidence_sort(struct name_match *match)
{
    for (size_t i = 1; i < match->count; i++)
        for (size_t k = i; k > 0 && evidence_before(&match->evidence[k], &match->evidence[k - 1]); k--) {
            struct name_evidence moved = match->evidence[k];
            match->evidence[k] = match->evidence[k - 1];
            match->evidence[k - 1] = moved;
        }
}

void name_compare(const struct name_comparer *comparer, const struct name *left, const struct name *right,
                  struct name_match *ret_match)
{
    struct table table;
    struct assignment assignment;
    *ret_match = (struct name_match){0};
    if (left->count == 0 || right->count == 0)
        return;
    compare(comparer, left, right, &table, &assignment);
    ret_match->weight = assignment.total;
    add_joints(&table, &assignment, ret_match);
    add_partners(&table, &assignment, ret_match);
    add_rest(&table, ret_match);
    evidence_sort(ret_match);
}

void name_token_weigh(const struct name_comparer *comparer, const struct name_frequency *frequency,
                      struct name_token *token)
{
    token->rarity = frequency->rarity(frequency->context, token);
    equivalents_groups(comparer->equivalents, token->form, token->groups);
}

void name_weigh(struct arena *arena, const struct name_comparer *comparer, const struct name_frequency *frequency,
                struct name *name)
{
    for (size_t i = 0; i < name->count; i++) {
        struct name_token *token = arena_new(arena, struct name_token);
        *token = *name->words[i].token;
        name_token_weigh(comparer, frequency, token);
        name->words[i].token = token;
    }
}
