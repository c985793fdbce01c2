/* How well words of names are found across scripts, on those that the model was never trained on:
     name_words LISTS [QUERIES]
   LISTS is what tools/train_names was given.  Prints a table; exit status 1 when less than 85 % are found at once. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../tools/train_names/pairs.h"
#include "matching/name_compare.h"
#include "matching/skeleton.h"

enum { QUERIES = 1000, STRANGERS = 20, RANKS = 3 };
static const size_t RANK_LIMITS[RANKS] = {1, 5, 20};
static const double FOUND_LEAST = 0.85;

struct words {
    struct text *forms;
    struct word *words;
    size_t count;
};

struct scores {
    int32_t *at;
    size_t count;
};

/* What the queries of one kind gave. */
struct result {
    size_t queries, found[RANKS];
    struct scores same, other; /* weights of pairs of one name, of a name and a stranger */
    uint64_t pairs;
    double seconds;
};

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static uint32_t drawn(uint32_t below)
{
    static uint32_t state = 12345;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static int by_text(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

/* Each form once. */
static struct words words_of(struct arena *arena, struct text *forms, size_t count)
{
    struct words words = {.forms = forms};
    qsort(forms, count, sizeof *forms, by_text);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_text(&forms[i], &forms[words.count - 1]) != 0)
            forms[words.count++] = forms[i];
    words.words = arena_array(arena, struct word, words.count + 1);
    for (size_t i = 0; i < words.count; i++)
        words.words[i] = word_of(forms[i]);
    return words;
}

static void score_add(struct arena *arena, struct scores *scores, int32_t weight)
{
    enum { SCORES_MOST = 1 << 20 };
    if (scores->at == NULL)
        scores->at = arena_bytes(arena, SCORES_MOST * sizeof *scores->at);
    if (scores->count < SCORES_MOST)
        scores->at[scores->count++] = weight;
}

/* Against all candidates: the best rank of those that are the query's name; `skip` is no candidate. */
static void query_run(struct arena *arena, const struct word *query, const struct text *gold, size_t gold_count,
                      struct text skip, const struct words *words, int32_t *weights, struct result *result)
{
    int32_t best = INT32_MIN;
    size_t rank = 0;
    double began = processor_seconds();
    for (size_t i = 0; i < words->count; i++) /* as whole names are compared: what is unlike is given up */
        weights[i] = spelling_weight_above(query, &words->words[i], NAME_SPELLING_LEAST);
    result->seconds += processor_seconds() - began;
    result->pairs += words->count;
    for (size_t i = 0; i < words->count; i++)
        weights[i] = spelling_weight(query, &words->words[i]);
    for (size_t i = 0; i < gold_count; i++) {
        const struct text *found = bsearch(&gold[i], words->forms, words->count, sizeof *gold, by_text);
        int32_t weight = weights[found - words->forms];
        best = weight > best ? weight : best;
        score_add(arena, &result->same, weight);
    }
    for (size_t i = 0; i < words->count; i++)
        rank += weights[i] > best && !text_equal(words->forms[i], skip);
    for (size_t i = 0; i < STRANGERS; i++)
        score_add(arena, &result->other, weights[drawn((uint32_t)words->count)]);
    for (size_t i = 0; i < RANKS; i++)
        result->found[i] += rank < RANK_LIMITS[i];
    result->queries++;
}

static int descending(const void *left, const void *right)
{
    int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;
    return a < b ? 1 : a > b ? -1 : 0;
}

/* How often a pair of one name weighs more than one of strangers. */
static double area_under(const struct result *result)
{
    double area = 0;
    size_t above = 0;
    for (size_t i = 0; i < result->same.count; i++) {
        while (above < result->other.count && result->other.at[above] > result->same.at[i])
            above++;
        size_t equal = above;
        while (equal < result->other.count && result->other.at[equal] == result->same.at[i])
            equal++;
        area += (double)(result->other.count - equal) + (double)(equal - above) / 2;
    }
    return area / (double)result->same.count / (double)result->other.count;
}

static void result_print(const char *what, struct result *result)
{
    qsort(result->same.at, result->same.count, sizeof *result->same.at, descending);
    qsort(result->other.at, result->other.count, sizeof *result->other.at, descending);
    int32_t cut = result->other.at[result->other.count / 1000];
    size_t kept = 0;
    while (kept < result->same.count && result->same.at[kept] > cut)
        kept++;
    double queries = (double)result->queries;
    printf(
        "%-22s R@1 %.3f  R@5 %.3f  R@20 %.3f  AUC %.4f  recall at 0.1 %% false %.3f  %.0f ns a pair  (%zu queries)\n",
        what, (double)result->found[0] / queries, (double)result->found[1] / queries,
        (double)result->found[2] / queries, area_under(result), (double)kept / (double)result->same.count,
        result->seconds / (double)result->pairs * 1e9, result->queries);
}

static int by_arabic(const void *left, const void *right)
{
    const struct written_pair *a = left, *b = right;
    int order = text_compare(a->arabic, b->arabic);
    return order != 0 ? order : text_compare(a->latin, b->latin);
}

/* Held-back lines, and the Latin forms of those of one Arabic word beside one another. */
static size_t keep_held_back(struct written_pairs *written)
{
    size_t kept = 0;
    for (size_t i = 0; i < written->count; i++)
        if (pair_is_held_back(written->at[i].arabic))
            written->at[kept++] = written->at[i];
    qsort(written->at, kept, sizeof *written->at, by_arabic);
    return kept;
}

static bool skeletons_meet(struct text a, struct text b, enum skeleton_grade grade)
{
    struct skeleton left = skeleton_of(a, grade), right = skeleton_of(b, grade);
    return text_equal(skeleton_text(&left), skeleton_text(&right));
}

static void skeletons_print(const struct written_pairs *written, size_t count, const struct words *latin)
{
    enum { DRAWS = 1000000 };
    for (enum skeleton_grade grade = SKELETON_FINE; grade <= SKELETON_COARSE; grade++) {
        size_t met = 0, strangers = 0;
        for (size_t i = 0; i < count; i++)
            met += skeletons_meet(written->at[i].arabic, written->at[i].latin, grade);
        for (size_t i = 0; i < DRAWS; i++)
            strangers += skeletons_meet(latin->forms[drawn((uint32_t)latin->count)],
                                        latin->forms[drawn((uint32_t)latin->count)], grade);
        printf("skeleton, %-6s Arabic and Latin meet %.3f, two strangers %.1e\n",
               grade == SKELETON_FINE ? "fine:" : "coarse:", (double)met / (double)count, (double)strangers / DRAWS);
    }
}

int main(int count, char **arguments)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 30);
    struct written_pairs written = {0};
    struct result across = {0}, latin = {0};
    size_t most = count > 2 ? (size_t)strtoul(arguments[2], NULL, 10) : QUERIES;
    if (count < 2) {
        fprintf(stderr, "name_words LISTS [QUERIES]\n");
        return 2;
    }
    pairs_read(arena, arguments[1], "wd_arabic_dev.tsv", &written);
    pairs_read(arena, arguments[1], "google_ar2en_dev.tsv", &written);
    struct text *forms = arena_array(arena, struct text, written.count + 1);
    for (size_t i = 0; i < written.count; i++)
        forms[i] = written.at[i].latin;
    struct words words = words_of(arena, forms, written.count);
    int32_t *weights = arena_array(arena, int32_t, words.count + 1);
    size_t kept = keep_held_back(&written), groups = 0;
    struct text *gold = arena_array(arena, struct text, kept + 1);
    for (size_t i = 0, next; i < kept; i = next) {
        size_t golds = 0;
        for (next = i; next < kept && text_equal(written.at[next].arabic, written.at[i].arabic); next++)
            gold[golds++] = written.at[next].latin;
        struct word query = word_of(written.at[i].arabic);
        if (groups++ % 3 == 0 && across.queries < most)
            query_run(arena, &query, gold, golds, TEXT_NONE, &words, weights, &across);
        query = word_of(gold[0]);
        if (golds > 1 && !text_equal(gold[0], gold[1]) && latin.queries < most / 2)
            query_run(arena, &query, gold + 1, golds - 1, gold[0], &words, weights, &latin);
    }
    printf("%zu Latin words; %zu pairs of %zu Arabic words were never trained on\n", words.count, kept, groups);
    result_print("Arabic to Latin", &across);
    result_print("Latin to Latin", &latin);
    skeletons_print(&written, kept, &words);
    written_pairs_close(&written);
    return (double)across.found[0] / (double)across.queries < FOUND_LEAST;
}
