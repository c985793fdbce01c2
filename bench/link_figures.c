/* ./dev bench link: what private linkage costs and finds.
     link_figures dice          pairs a second of each kernel, beside a plain loop measured in the same run
     link_figures psi           elements a second, beside the bare loop of hash-to-group and multiplication
     link_figures quality DIR   keys and filters on A.csv and B.csv (rec_id, given, family, sex, dob, nat, town, phone,
                                mother, person): precision, recall, F1, filters a second
   Each line: what, value, unit. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/number.h"
#include "codec/csv.h"
#include "matching/dice_encode.h"
#include "matching/link_filters.h"
#include "matching/link_keys.h"
#include "system/file.h"
#include "system/random.h"

enum { ROUNDS = 5, LISTS = 4096, PSI_COUNT = 4000, FILE_MOST = 64 << 20 };

static double cpu(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int by_value(const void *a, const void *b)
{
    double one = *(const double *)a;
    double other = *(const double *)b;
    return one < other ? -1 : one > other;
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, by_value);
    return values[count / 2];
}

static void say(const char *name, double value, const char *unit)
{
    (void)printf("%-34s %12.2f %s\n", name, value, unit);
    (void)fflush(stdout);
}

/* ---- Dice ---- */

/* Filters as full as those of persons: about a quarter of the bits. */
static struct dice_filter *random_filters(struct arena *arena, size_t count)
{
    struct dice_filter *filters = arena_bytes(arena, (count + 1) * sizeof *filters);
    struct dice_filter *other = arena_bytes(arena, (count + 1) * sizeof *filters);
    randombytes_buf(filters, count * sizeof *filters);
    randombytes_buf(other, count * sizeof *other);
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; w < DICE_WORDS; w++)
            filters[i].words[w] &= other[i].words[w];
    return filters;
}

/* What the public C++ implementation (anonlink 0.15, popcnt) and a loop like the reference below made on a quiet
   machine of the same kind, in M pairs/s/core, 20,000 by 20,000 filters of 1,024 bits at 0.7. */
static const double RECORDED_PUBLIC = 226, RECORDED_REFERENCE = 308;

/* The reference: row after row, every 64-bit word of every pair, with the processor's instruction for counting bits. */
#define COMMON(w) (uint64_t) __builtin_popcountll(one[w] & other[w])
__attribute__((target("popcnt"), noinline)) static uint64_t plain_rows(const struct dice_set *a,
                                                                       const struct dice_set *b, uint64_t threshold)
{
    uint64_t found = 0;
    for (size_t i = 0; i < a->count; i++) {
        const uint64_t *one = a->filters[i].words;
        for (size_t j = 0; j < b->count; j++) {
            const uint64_t *other = b->filters[j].words;
            uint64_t first =
                COMMON(0) + COMMON(1) + COMMON(2) + COMMON(3) + COMMON(4) + COMMON(5) + COMMON(6) + COMMON(7);
            uint64_t second =
                COMMON(8) + COMMON(9) + COMMON(10) + COMMON(11) + COMMON(12) + COMMON(13) + COMMON(14) + COMMON(15);
            found += 2 * DICE_SCALE * (first + second) >= threshold * (a->counts[i] + b->counts[j]);
        }
    }
    return found;
}

static bool count_pair(void *context, size_t a, size_t b, uint32_t common)
{
    (void)a;
    (void)b;
    (void)common;
    ++*(uint64_t *)context;
    return true;
}

static int bench_dice(size_t count)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 32);
    struct dice_set a = dice_set_of(arena, random_filters(arena, count), count);
    struct dice_set b = dice_set_of(arena, random_filters(arena, count), count);
    const uint32_t threshold = dice_threshold(0.7);
    double times[DICE_KERNELS + 1][ROUNDS];
    uint64_t found[DICE_KERNELS + 1] = {0};
    /* The reference meets a part of a, it is slow; the order of kernels changes within a round. */
    struct dice_set part = {a.filters, a.counts, count / 8};
    for (size_t round = 0; round < ROUNDS; round++) {
        double from = cpu();
        found[DICE_KERNELS] = plain_rows(&part, &b, threshold);
        times[DICE_KERNELS][round] = cpu() - from;
        for (enum dice_kernel kernel = DICE_PORTABLE; kernel < DICE_KERNELS; kernel++) {
            const struct dice_set *all = kernel < DICE_AVX2 ? &part : &a;
            if (!dice_kernel_runs(kernel))
                continue;
            found[kernel] = 0;
            from = cpu();
            dice_pairs(kernel, all, &b, threshold, count_pair, &found[kernel]);
            times[kernel][round] = cpu() - from;
        }
    }
    double small = (double)part.count * (double)count / 1e6;
    double whole = (double)count * (double)count / 1e6;
    double reference = small / median(times[DICE_KERNELS], ROUNDS);
    say("dice.public_as_recorded", RECORDED_PUBLIC, "M pairs/s/core, where the reference made 308");
    say("dice.public_scaled", RECORDED_PUBLIC * reference / RECORDED_REFERENCE, "M pairs/s/core");
    say("dice.reference", small / median(times[DICE_KERNELS], ROUNDS), "M pairs/s/core");
    for (enum dice_kernel kernel = DICE_PORTABLE; kernel < DICE_KERNELS; kernel++) {
        char name[40];
        (void)snprintf(name, sizeof name, "dice.%s", dice_kernel_name(kernel));
        if (!dice_kernel_runs(kernel))
            continue;
        double rate = (kernel < DICE_AVX2 ? small : whole) / median(times[kernel], ROUNDS);
        say(name, rate, "M pairs/s/core");
        (void)snprintf(name, sizeof name, "dice.%s.times", dice_kernel_name(kernel));
        say(name, rate / (RECORDED_PUBLIC * reference / RECORDED_REFERENCE), "times the public one, scaled");
    }
    return found[DICE_PORTABLE] == found[DICE_KERNELS] ? 0 : 1;
}

/* ---- PSI ---- */

static int bench_psi(void)
{
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    const size_t slots = PSI_COUNT + PSI_CHECKS;
    struct psi_hash *hashes = arena_bytes(arena, PSI_COUNT * sizeof *hashes);
    struct psi_point *points = arena_bytes(arena, slots * sizeof *points);
    struct psi_point *again = arena_bytes(arena, slots * sizeof *again);
    uint32_t *owners = arena_array(arena, uint32_t, slots);
    unsigned char context[PSI_CONTEXT] = {1};
    struct psi_secret secret;
    double bare[ROUNDS];
    double blind[ROUNDS];
    double raise[ROUNDS];
    double multiply[ROUNDS];
    psi_secret_make(&secret);
    for (size_t round = 0; round < ROUNDS; round++) {
        double from = cpu();
        for (size_t i = 0; i < PSI_COUNT; i++) {
            unsigned char point[PSI_POINT];
            randombytes_buf_deterministic(hashes[i].bytes, PSI_HASH, secret.seed);
            (void)crypto_core_ristretto255_from_hash(point, hashes[i].bytes);
            if (crypto_scalarmult_ristretto255(points[i].bytes, secret.exponent, point) != 0)
                return 1;
        }
        bare[round] = (cpu() - from) / PSI_COUNT;
        from = cpu();
        for (size_t i = 0; i < PSI_COUNT; i++)
            psi_element(context, arena_format(arena, "a|KTB+DJL|%zu||", i), &hashes[i]);
        if (psi_blind(&secret, hashes, PSI_COUNT, slots, points, owners) != OK)
            return 1;
        blind[round] = (cpu() - from) / PSI_COUNT; /* the slots of nobody are of the elements' cost */
        from = cpu();
        for (size_t i = 0; i < PSI_COUNT; i++)
            if (crypto_scalarmult_ristretto255(again[i].bytes, secret.exponent, points[i].bytes) != 0)
                return 1;
        multiply[round] = (cpu() - from) / PSI_COUNT;
        from = cpu();
        if (!psi_are_distinct(arena, points, slots) || psi_raise(&secret, points, slots, again) != OK)
            return 1;
        raise[round] = (cpu() - from) / (double)slots;
    }
    say("psi.bare", 1 / median(bare, ROUNDS), "elements/s/core");
    say("psi.blind", 1 / median(blind, ROUNDS), "elements/s/core");
    say("psi.blind.share", 100 * median(bare, ROUNDS) / median(blind, ROUNDS), "% of the bare loop");
    say("psi.multiply", 1 / median(multiply, ROUNDS), "points/s/core");
    say("psi.raise", 1 / median(raise, ROUNDS), "points/s/core");
    say("psi.raise.share", 100 * median(multiply, ROUNDS) / median(raise, ROUNDS), "% of the bare loop");
    return 0;
}

/* ---- lists ---- */

enum { COLUMNS = 11, LIST_MOST = 300000 };
enum column { REC_ID, GIVEN, FAMILY, SEX, DOB, NAT, TOWN, PHONE, MOTHER, PERSON };

struct list {
    struct candidate *people;
    int64_t *truth;
    size_t count;
};

static void read_list(struct arena *arena, const char *directory, const char *name, struct list *ret_list)
{
    struct text file;
    struct text path = arena_format(arena, "%s/%s", directory, name);
    if (file_read(arena, arena_string(arena, path), FILE_MOST, &file) != OK) {
        (void)fprintf(stderr, "link_figures: %.*s cannot be read\n", TEXT_ARG(path));
        exit(2);
    }
    struct text line;
    (void)text_split(&file, '\n', &line);
    ret_list->people = arena_array(arena, struct candidate, LIST_MOST);
    ret_list->truth = arena_array(arena, int64_t, LIST_MOST);
    ret_list->count = 0;
    while (ret_list->count < LIST_MOST && text_split(&file, '\n', &line)) {
        struct text cells[COLUMNS] = {{0}};
        for (size_t i = 0; i < COLUMNS && text_split(&line, ',', &cells[i]); i++)
            ;
        if (cells[REC_ID].length == 0)
            continue;
        struct candidate *one = &ret_list->people[ret_list->count];
        *one = (struct candidate){.names = {{cells[GIVEN], cells[FAMILY]}},
                                  .mother = cells[MOTHER],
                                  .sex = cells[SEX],
                                  .nationalities = {cells[NAT]},
                                  .telephones = {cells[PHONE]},
                                  .places = {cells[TOWN]}};
        if (birth_read(cells[DOB], 20000, &one->birth) != OK)
            one->birth = (struct birth){0};
        int64_t person = -1;
        for (size_t i = 0; i < cells[PERSON].length; i++)
            person = (i == 0 ? 0 : person) * 10 + (cells[PERSON].at[i] - '0');
        ret_list->truth[ret_list->count++] = person;
    }
}

static int64_t common_truth(struct arena *arena, const struct list *a, const struct list *b)
{
    const int64_t most = 1 << 24;
    unsigned char *seen = arena_zeroed(arena, (size_t)most, 1);
    int64_t common = 0;
    for (size_t i = 0; i < a->count; i++)
        if (a->truth[i] >= 0 && a->truth[i] < most)
            seen[a->truth[i]] = 1;
    for (size_t i = 0; i < b->count; i++)
        if (b->truth[i] >= 0 && b->truth[i] < most && seen[b->truth[i]] == 1) {
            seen[b->truth[i]] = 2;
            common++;
        }
    return common;
}

static void say_quality(const char *name, int64_t right, int64_t found, int64_t truth)
{
    double precision = found == 0 ? 1 : (double)right / (double)found;
    double recall = (double)right / (double)truth;
    (void)printf("%-34s P %.3f R %.3f F1 %.3f (%lld found)\n", name, precision, recall,
                 precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0.0, (long long)found);
}

/* ---- quality of keys ---- */

struct keyed {
    uint64_t hash;
    uint32_t record;
    uint8_t kind;
};

static int by_hash(const void *a, const void *b)
{
    const struct keyed *one = a;
    const struct keyed *other = b;
    if (one->hash != other->hash)
        return one->hash < other->hash ? -1 : 1;
    return one->record < other->record ? -1 : one->record > other->record;
}

static struct keyed *keys_of(struct arena *arena, const struct list *list, size_t *ret_count)
{
    AUTO_ARENA struct arena *scratch = arena_open(16 << 20);
    struct keyed *keyed = arena_array(arena, struct keyed, list->count * LINK_KEYS_MOST);
    unsigned char salt[crypto_shorthash_KEYBYTES] = {7};
    *ret_count = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct link_key keys[LINK_KEYS_MOST];
        size_t count = link_keys(scratch, &list->people[i], keys);
        for (size_t k = 0; k < count; k++) {
            struct keyed *one = &keyed[(*ret_count)++];
            (void)crypto_shorthash((unsigned char *)&one->hash, (const unsigned char *)keys[k].value.at,
                                   keys[k].value.length, salt);
            one->record = (uint32_t)i;
            one->kind = (uint8_t)keys[k].kind;
        }
        arena_reset(scratch);
    }
    qsort(keyed, *ret_count, sizeof *keyed, by_hash);
    return keyed;
}

struct common {
    uint32_t a, b;
    uint32_t kinds;
};
static int by_pair(const void *one, const void *other)
{
    const struct common *a = one;
    const struct common *b = other;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static size_t common_pairs(struct arena *arena, const struct keyed *a, size_t a_count, const struct keyed *b,
                           size_t b_count, struct common **ret_pairs)
{
    enum { MOST = 4 << 20 };
    struct common *pairs = arena_array(arena, struct common, MOST);
    size_t count = 0;
    size_t j = 0;
    for (size_t i = 0; i < a_count; i++) {
        while (j < b_count && b[j].hash < a[i].hash)
            j++;
        for (size_t k = j; k < b_count && b[k].hash == a[i].hash && count < MOST; k++)
            pairs[count++] = (struct common){a[i].record, b[k].record, 1U << a[i].kind};
    }
    qsort(pairs, count, sizeof *pairs, by_pair);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && by_pair(&pairs[kept - 1], &pairs[i]) == 0)
            pairs[kept - 1].kinds |= pairs[i].kinds;
        else
            pairs[kept++] = pairs[i];
    }
    *ret_pairs = pairs;
    return kept;
}

static void quality_of_keys(struct arena *arena, const struct list *a, const struct list *b, int64_t truth)
{
    size_t a_count;
    size_t b_count;
    struct common *pairs;
    struct keyed *a_keys = keys_of(arena, a, &a_count);
    struct keyed *b_keys = keys_of(arena, b, &b_count);
    size_t count = common_pairs(arena, a_keys, a_count, b_keys, b_count, &pairs);
    say("keys.person", (double)a_count / (double)a->count, "keys/person");
    uint32_t certain = 0;
    for (enum link_key_kind kind = LINK_KEY_PAIR_DATE; kind < LINK_KEY_KINDS; kind++)
        certain |= link_key_grade(kind) == LINK_CERTAIN ? 1U << kind : 0;
    for (int only = -2; only < LINK_KEY_KINDS; only++) {
        int64_t right = 0;
        int64_t found = 0;
        uint32_t wanted = only == -2 ? UINT32_MAX : only == -1 ? certain : 1U << only;
        for (size_t i = 0; i < count; i++)
            if ((pairs[i].kinds & wanted) != 0) {
                found++;
                right += a->truth[pairs[i].a] == b->truth[pairs[i].b];
            }
        say_quality(only == -2   ? "keys.all"
                    : only == -1 ? "keys.certain"
                                 : link_key_label((enum link_key_kind)only),
                    right, found, truth);
    }
}

/* ---- filters ---- */

static size_t encode_list(struct arena *arena, struct dice_project *project, const struct list *list,
                          struct dice_filter **ret_filters, uint32_t **ret_records, double *ret_seconds)
{
    AUTO_ARENA struct arena *scratch = arena_open(16 << 20);
    struct dice_filter *filters = arena_bytes(arena, (list->count + 1) * sizeof *filters);
    uint32_t *records = arena_array(arena, uint32_t, list->count + 1);
    size_t count = 0;
    double from = cpu();
    for (size_t i = 0; i < list->count; i++) {
        if (dice_encode(project, scratch, &list->people[i], &filters[count]) == OK)
            records[count++] = (uint32_t)i;
        arena_reset(scratch);
    }
    *ret_seconds = cpu() - from;
    *ret_filters = filters;
    *ret_records = records;
    return count;
}

struct scored {
    uint32_t a, b;
    double score;
};
struct scoring {
    const struct dice_set *a, *b;
    struct scored *pairs;
    size_t count, most;
};
static bool score_pair(void *context, size_t a, size_t b, uint32_t common)
{
    struct scoring *scoring = context;
    if (scoring->count == scoring->most)
        return false;
    scoring->pairs[scoring->count++] = (struct scored){
        (uint32_t)a, (uint32_t)b, 2.0 * common / (double)(scoring->a->counts[a] + scoring->b->counts[b])};
    return true;
}
static int by_score(const void *one, const void *other)
{
    double a = ((const struct scored *)one)->score;
    double b = ((const struct scored *)other)->score;
    return a > b ? -1 : a < b;
}

static void best_cut(const char *name, const struct scored *pairs, size_t count, const struct list *a,
                     const uint32_t *a_records, const struct list *b, const uint32_t *b_records, int64_t truth,
                     unsigned char *a_used, unsigned char *b_used)
{
    int64_t right = 0;
    int64_t found = 0;
    int64_t best_right = 0;
    int64_t best_found = 0;
    double best = 0;
    double at = 0;
    for (size_t i = 0; i < count; i++) {
        if (a_used != NULL && (a_used[pairs[i].a] != 0 || b_used[pairs[i].b] != 0))
            continue;
        if (a_used != NULL)
            a_used[pairs[i].a] = b_used[pairs[i].b] = 1;
        found++;
        right += a->truth[a_records[pairs[i].a]] == b->truth[b_records[pairs[i].b]];
        double f1 = 2.0 * (double)right / (double)(found + truth);
        if (f1 > best) {
            best = f1;
            best_right = right;
            best_found = found;
            at = pairs[i].score;
        }
    }
    say_quality(name, best_right, best_found, truth);
    (void)printf("%-34s at a coefficient of %.3f\n", "", at);
}

static void quality_of_filters(struct arena *arena, const struct list *a, const struct list *b, int64_t truth,
                               bool salted)
{
    enum { MOST = 64 << 20 };
    struct dice_project project;
    struct dice_filter *filters[2];
    uint32_t *records[2];
    double seconds[2];
    const unsigned char key[DICE_KEY] = {3};
    dice_project_open(arena, key, salted, &project);
    size_t a_count = encode_list(arena, &project, a, &filters[0], &records[0], &seconds[0]);
    size_t b_count = encode_list(arena, &project, b, &filters[1], &records[1], &seconds[1]);
    struct dice_set one = dice_set_of(arena, filters[0], a_count);
    struct dice_set other = dice_set_of(arena, filters[1], b_count);
    struct scoring scoring = {&one, &other, arena_bytes(arena, MOST * sizeof(struct scored)), 0, MOST};
    dice_pairs(dice_kernel_best(), &one, &other, dice_threshold(0.45), score_pair, &scoring);
    qsort(scoring.pairs, scoring.count, sizeof *scoring.pairs, by_score);
    uint64_t met = 0;
    double from = cpu();
    dice_pairs(dice_kernel_best(), &one, &other, dice_threshold(0.66), count_pair, &met);
    double meeting = cpu() - from;
    say(salted ? "salted.pairs_rate" : "filters.pairs_rate", (double)a_count * (double)b_count / 1e6 / meeting,
        "M pairs/s/core at 0.66");
    uint64_t bits = 0;
    for (size_t i = 0; i < a_count; i++)
        bits += one.counts[i];
    say(salted ? "salted.encoded" : "filters.encoded", (double)a_count, "records of A");
    say(salted ? "salted.bits" : "filters.bits", (double)bits / (double)a_count, "bits set");
    say(salted ? "salted.rate" : "filters.rate", (double)(a->count + b->count) / (seconds[0] + seconds[1]),
        "records/s/core");
    best_cut(salted ? "salted.pairs" : "filters.pairs", scoring.pairs, scoring.count, a, records[0], b, records[1],
             truth, NULL, NULL);
    best_cut(salted ? "salted.one_to_one" : "filters.one_to_one", scoring.pairs, scoring.count, a, records[0], b,
             records[1], truth, arena_zeroed(arena, a_count + 1, 1), arena_zeroed(arena, b_count + 1, 1));
}

static int bench_quality(const char *directory)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)1 << 32);
    struct list a;
    struct list b;
    read_list(arena, directory, "A.csv", &a);
    read_list(arena, directory, "B.csv", &b);
    int64_t truth = common_truth(arena, &a, &b);
    say("truth", (double)truth, "persons in both");
    quality_of_keys(arena, &a, &b, truth);
    quality_of_filters(arena, &a, &b, truth, false);
    quality_of_filters(arena, &a, &b, truth, true);
    return 0;
}

int main(int count, char **arguments)
{
    struct text what = text_from(count > 1 ? arguments[1] : "");
    random_start();
    if (text_is(what, "dice"))
        return bench_dice(LISTS);
    if (text_is(what, "psi"))
        return bench_psi();
    if (text_is(what, "quality") && count > 2)
        return bench_quality(arguments[2]);
    (void)fputs("usage: link_figures dice|psi|quality DIRECTORY\n", stderr);
    return 2;
}
