#include "prices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "codec/csv.h"
#include "files.h"
#include "matching/name_compare.h"
#include "matching/name_prices.h"
#include "matching/skeleton.h"

enum { ROWS_MOST = 100000, PAIRS_MOST = 2000000, BUCKET_MOST = 60, ROUNDS = 12, FILE_MOST = 64 << 20 };

/* What a pair of names shows; the last one is always 1 and takes up how rare matches are among the pairs. */
enum feature {
    F_SPELLING, /* in bits, up to NAME_SPELLING_PLENTY */
    F_SPELLING_MORE,
    F_RARITY,
    F_SPELLED,
    F_SAME,
    F_SAME_RARITY,
    F_EQUIVALENT,
    F_EQUIVALENT_RARITY,
    F_JOINED,
    F_INITIAL,
    F_INITIAL_MISSING,
    F_DIFFERENT,
    F_EXTRA,
    F_TITLE_MISSING,
    F_PARTICLE,
    F_PARTICLE_MISSING,
    F_ONE,
    FEATURES
};

struct row {
    struct name name;
    long person;
};

struct sample {
    float at[FEATURES];
    bool match, held_back; /* of a person with an odd number */
    int32_t weight;        /* as name_compare() has it now */
};

struct counted {
    struct text form;
    uint64_t count;
};

struct data {
    struct arena *arena;
    struct row *a, *b;
    size_t a_count, b_count;
    struct counted *forms;
    size_t form_count;
    uint64_t total;
    struct name_comparer comparer;
    struct sample *samples;
    size_t sample_count;
};

static long person_of(struct text cell)
{
    long person = 0;
    for (size_t i = 0; i < cell.length; i++)
        person = 10 * person + (cell.at[i] - '0');
    return person;
}

static size_t rows_read(struct data *data, const char *folder, const char *name, struct row *rows)
{
    struct buffer bytes AUTO_BUFFER = buffer_open(FILE_MOST);
    struct csv_reader reader = csv_open(file_read(&bytes, folder, name), ',');
    struct csv_row row;
    size_t count = 0, columns[3] = {0};
    static const char *const WANTED[] = {"given", "family", "person"};
    for (size_t line = 0; csv_next(&reader, data->arena, &row) == OK && count < ROWS_MOST; line++) {
        for (size_t i = 0; i < row.count && line == 0; i++)
            for (size_t k = 0; k < 3; k++)
                columns[k] = text_is(row.cells[i], WANTED[k]) ? i : columns[k];
        if (line == 0)
            continue;
        rows[count].name = name_read(data->arena, arena_text(data->arena, row.cells[columns[0]]),
                                     arena_text(data->arena, row.cells[columns[1]]));
        rows[count++].person = person_of(row.cells[columns[2]]);
    }
    return count;
}

static int by_form(const void *left, const void *right)
{
    return text_compare(((const struct counted *)left)->form, ((const struct counted *)right)->form);
}

static void count_forms(struct data *data)
{
    data->forms = arena_array(data->arena, struct counted, (data->a_count + data->b_count) * NAME_WORDS_MOST);
    const struct row *sides[] = {data->a, data->b};
    const size_t counts[] = {data->a_count, data->b_count};
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < counts[side]; i++)
            for (size_t k = 0; k < sides[side][i].name.count; k++)
                data->forms[data->total++] = (struct counted){sides[side][i].name.words[k].token->form, 1};
    qsort(data->forms, data->total, sizeof *data->forms, by_form);
    for (size_t i = 0; i < data->total; i++)
        if (data->form_count > 0 && text_equal(data->forms[data->form_count - 1].form, data->forms[i].form))
            data->forms[data->form_count - 1].count++;
        else
            data->forms[data->form_count++] = data->forms[i];
}

static int32_t rarity_of(void *context, const struct name_token *token)
{
    const struct data *data = context;
    struct counted wanted = {token->form, 0};
    const struct counted *found = bsearch(&wanted, data->forms, data->form_count, sizeof wanted, by_form);
    return frequency_rarity(token, found != NULL ? found->count : 0, data->total);
}

/* --- What a pair shows --- */

static double bits(int32_t weight) { return (double)weight / WEIGHT_BIT; }

static void add_evidence(const struct name *left, const struct name *right, const struct name_evidence *evidence,
                         double at[FEATURES])
{
    const struct name_token *a = evidence->left_count > 0 ? left->words[evidence->left].token : NULL;
    const struct name_token *b = evidence->right_count > 0 ? right->words[evidence->right].token : NULL;
    enum name_kind alone = a != NULL ? a->kind : b->kind;
    double share = a != NULL && b != NULL ? bits(a->rarity - a->word.surprise + b->rarity - b->word.surprise) / 2 : 0;
    int32_t spelling = evidence->relation == NAME_SPELLING ? name_spelling(a, b) : 0;
    switch (evidence->relation) {
    case NAME_SAME:
        at[a->kind == NAME_PARTICLE ? F_PARTICLE : F_SAME] += 1;
        at[F_SAME_RARITY] += a->kind == NAME_PARTICLE ? 0 : bits(a->rarity);
        break;
    case NAME_SPELLING:
        at[a->kind == NAME_PARTICLE ? F_PARTICLE : F_SPELLED] += 1;
        if (a->kind == NAME_PARTICLE)
            break;
        at[F_SPELLING] += bits(spelling < NAME_SPELLING_PLENTY ? spelling : NAME_SPELLING_PLENTY);
        at[F_SPELLING_MORE] += bits(spelling > NAME_SPELLING_PLENTY ? spelling - NAME_SPELLING_PLENTY : 0);
        at[F_RARITY] += share;
        break;
    case NAME_EQUIVALENT:
        at[F_EQUIVALENT] += 1;
        at[F_EQUIVALENT_RARITY] += bits(a->rarity < b->rarity ? a->rarity : b->rarity);
        break;
    case NAME_JOINED: /* its spelling keeps its price */
        at[F_JOINED] += 1;
        break;
    case NAME_ABBREVIATED:
        at[F_INITIAL] += 1;
        break;
    case NAME_DIFFERENT:
        at[F_DIFFERENT] += 1;
        break;
    case NAME_MISSING:
        at[alone == NAME_WORD       ? F_EXTRA
           : alone == NAME_TITLE    ? F_TITLE_MISSING
           : alone == NAME_PARTICLE ? F_PARTICLE_MISSING
                                    : F_INITIAL_MISSING] += 1;
        break;
    }
}

static void sample_fill(const struct data *data, const struct row *a, const struct row *b, struct sample *sample)
{
    struct name_match match;
    double at[FEATURES] = {[F_ONE] = 1};
    name_compare(&data->comparer, &a->name, &b->name, &match);
    for (size_t i = 0; i < match.count; i++)
        add_evidence(&a->name, &b->name, &match.evidence[i], at);
    for (size_t i = 0; i < FEATURES; i++)
        sample->at[i] = (float)at[i];
    sample->match = a->person == b->person;
    sample->held_back = a->person % 2 != 0;
    sample->weight = match.weight;
}

/* --- Which pairs --- */

struct key {
    char letters[SKELETON_MOST + 1];
    uint32_t row;
    bool b;
};

static int by_letters(const void *left, const void *right)
{
    const struct key *a = left, *b = right;
    int order = strcmp(a->letters, b->letters);
    return order != 0 ? order : a->b != b->b ? a->b - b->b : a->row < b->row ? -1 : a->row > b->row;
}

static size_t keys_add(const struct row *rows, size_t count, bool b, struct key *keys, size_t at)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < rows[i].name.count; k++) {
            struct skeleton skeleton = skeleton_of(rows[i].name.words[k].token->form, SKELETON_COARSE);
            keys[at].row = (uint32_t)i;
            keys[at].b = b;
            memcpy(keys[at++].letters, skeleton.letters, sizeof skeleton.letters);
        }
    return at;
}

/* Every pair of persons of one half whose names share a coarse skeleton that is not too common, and every match.
 */
static void pairs_choose(struct data *data)
{
    struct key *keys = calloc((data->a_count + data->b_count) * NAME_WORDS_MOST, sizeof *keys);
    if (keys == NULL)
        abort();
    size_t count = keys_add(data->b, data->b_count, true, keys, keys_add(data->a, data->a_count, false, keys, 0));
    qsort(keys, count, sizeof *keys, by_letters);
    for (size_t i = 0, next; i < count; i = next) {
        for (next = i + 1; next < count && strcmp(keys[next].letters, keys[i].letters) == 0; next++)
            ;
        for (size_t a = i; a < next && next - i <= BUCKET_MOST; a++)
            for (size_t b = a + 1; b < next && data->sample_count < PAIRS_MOST; b++)
                if (!keys[a].b && keys[b].b && data->a[keys[a].row].person % 2 == data->b[keys[b].row].person % 2)
                    sample_fill(data, &data->a[keys[a].row], &data->b[keys[b].row],
                                &data->samples[data->sample_count++]);
    }
    free(keys);
}

/* --- Logistic regression by Newton's steps --- */

static void solve(double matrix[FEATURES][FEATURES + 1])
{
    for (size_t i = 0; i < FEATURES; i++) {
        for (size_t k = 0; k < FEATURES; k++) {
            double factor = k == i ? 0 : matrix[k][i] / matrix[i][i];
            for (size_t j = i; j <= FEATURES; j++)
                matrix[k][j] -= factor * matrix[i][j];
        }
    }
    for (size_t i = 0; i < FEATURES; i++)
        matrix[i][FEATURES] /= matrix[i][i];
}

static double sum_of(const struct sample *sample, const double price[FEATURES])
{
    double sum = 0;
    for (size_t i = 0; i < FEATURES; i++)
        sum += price[i] * (double)sample->at[i];
    return sum;
}

static double newton(const struct data *data, double price[FEATURES])
{
    double matrix[FEATURES][FEATURES + 1] = {{0}}, loss = 0;
    for (size_t s = 0; s < data->sample_count; s++) {
        const struct sample *sample = &data->samples[s];
        if (sample->held_back)
            continue;
        double sum = sum_of(sample, price);
        double chance = 1 / (1 + exp(-sum)), weight = chance * (1 - chance);
        loss -= log2(sample->match ? chance + 1e-12 : 1 - chance + 1e-12);
        for (size_t i = 0; i < FEATURES; i++) {
            matrix[i][FEATURES] += ((sample->match ? 1 : 0) - chance) * (double)sample->at[i];
            for (size_t k = 0; k < FEATURES; k++)
                matrix[i][k] += weight * (double)sample->at[i] * (double)sample->at[k];
        }
    }
    for (size_t i = 0; i < FEATURES; i++) {
        matrix[i][i] += 1;
        matrix[i][FEATURES] -= price[i];
    }
    solve(matrix);
    for (size_t i = 0; i < FEATURES; i++)
        price[i] += matrix[i][FEATURES];
    return loss;
}

/* --- How good that is --- */

struct scored {
    double score;
    bool match;
};

static int by_score(const void *left, const void *right)
{
    const struct scored *a = left, *b = right;
    return a->score < b->score ? 1 : a->score > b->score ? -1 : a->match - b->match;
}

/* The best F1 of names alone on the half that was not learned from, among the chosen pairs. */
static double best_f1(const struct data *data, const double *price)
{
    struct scored *scored = calloc(data->sample_count + 1, sizeof *scored);
    size_t count = 0, matches = 0, found = 0;
    double best = 0;
    if (scored == NULL)
        abort();
    for (size_t i = 0; i < data->sample_count; i++)
        if (data->samples[i].held_back) {
            const struct sample *sample = &data->samples[i];
            scored[count++] = (struct scored){price != NULL ? sum_of(sample, price) : sample->weight, sample->match};
            matches += sample->match;
        }
    qsort(scored, count, sizeof *scored, by_score);
    for (size_t i = 0; i < count; i++) {
        found += scored[i].match;
        double f1 = 2 * (double)found / (double)(matches + i + 1);
        best = f1 > best ? f1 : best;
    }
    free(scored);
    return best;
}

void prices_train(const char *folder)
{
    static const char *const NAMES[FEATURES] = {"SPELLING", "SPELLING_MORE", "RARITY",          "MATCHED",
                                                "SAME",     "SAME_RARITY",   "EQUIVALENT",      "EQUIVALENT_RARITY",
                                                "JOINED",   "INITIAL",       "INITIAL_MISSING", "DIFFERENT",
                                                "EXTRA",    "TITLE_MISSING", "PARTICLE",        "PARTICLE_MISSING",
                                                "(one)"};
    AUTO_ARENA struct arena *arena = arena_open((size_t)2 << 30);
    struct data data = {.arena = arena};
    struct problems problems = problems_open(arena);
    double price[FEATURES] = {0};
    struct name_frequency frequency = {rarity_of, &data};
    data.a = arena_array(arena, struct row, ROWS_MOST);
    data.b = arena_array(arena, struct row, ROWS_MOST);
    data.samples = arena_array(arena, struct sample, PAIRS_MOST);
    data.a_count = rows_read(&data, folder, "A.csv", data.a);
    data.b_count = rows_read(&data, folder, "B.csv", data.b);
    count_forms(&data);
    if (equivalents_read(arena, equivalents_shipped(), NULL, &problems, &data.comparer.equivalents) != OK)
        abort();
    for (size_t i = 0; i < data.a_count; i++)
        name_weigh(arena, &data.comparer, &frequency, &data.a[i].name);
    for (size_t i = 0; i < data.b_count; i++)
        name_weigh(arena, &data.comparer, &frequency, &data.b[i].name);
    pairs_choose(&data);
    double loss = 0;
    for (size_t round = 0; round < ROUNDS; round++)
        loss = newton(&data, price);
    printf("%zu pairs, %.5f bits a pair\n", data.sample_count, loss / (double)data.sample_count);
    printf("names alone, other half: best F1 %.4f, with the prices of today %.4f\n", best_f1(&data, price),
           best_f1(&data, NULL));
    for (size_t i = 0; i < FEATURES; i++)
        printf("    [PRICE_%s] = %.0f,\n", NAMES[i], price[i] / log(2) * WEIGHT_BIT);
}
