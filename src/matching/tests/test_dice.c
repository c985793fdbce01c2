/* Every kernel that this processor has gives the answers of plain arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "matching/dice_encode.h"
#include "matching/link_filters.h"
#include "matching/link_keys.h"

static struct arena *arena;

static int setup(void **state)
{
    (void)state;
    if (sodium_init() < 0)
        return -1;
    arena = arena_open(256 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_closep(&arena);
    return 0;
}

/* ---- kernels ---- */

/* Filters of every density, some equal, some empty, some full, some one bit apart. */
static struct dice_filter *make_filters(size_t count, uint32_t seed)
{
    unsigned char key[randombytes_SEEDBYTES] = {(unsigned char)seed, (unsigned char)(seed >> 8)};
    struct dice_filter *filters = arena_bytes(arena, (count + 1) * sizeof *filters);
    struct dice_filter *masks = arena_bytes(arena, (count + 1) * sizeof *masks);
    randombytes_buf_deterministic(filters, count * sizeof *filters, key);
    key[2] = 1;
    randombytes_buf_deterministic(masks, count * sizeof *masks, key);
    for (size_t i = 0; i < count; i++) {
        if (i % 7 == 0)
            filters[i] = filters[0];
        if (i % 7 == 1)
            filters[i].words[i % DICE_WORDS] ^= 1;
        for (size_t w = 0; w < DICE_WORDS && i % 3 != 0; w++)
            filters[i].words[w] &= masks[i % 5].words[w];
        if (i % 29 == 5)
            memset(&filters[i], 0, sizeof filters[i]);
        if (i % 29 == 6)
            memset(&filters[i], 255, sizeof filters[i]);
        if (i % 29 == 7) /* bits in the second half alone: the bound after the first half must not lose it */
            memset(&filters[i], 0, sizeof filters[i] / 2);
    }
    return filters;
}

struct gathered {
    unsigned char *met; /* a · columns + b */
    size_t columns, count;
};

static bool gather(void *context, size_t a, size_t b, uint32_t common)
{
    struct gathered *gathered = context;
    assert_int_equal(gathered->met[a * gathered->columns + b], 0); /* never twice */
    assert_true(common > 0);
    gathered->met[a * gathered->columns + b] = 1;
    gathered->count++;
    return true;
}

static bool reaches(const struct dice_set *a, const struct dice_set *b, size_t i, size_t j, uint32_t threshold)
{
    uint64_t common = 0;
    for (size_t w = 0; w < DICE_WORDS; w++)
        for (uint64_t both = a->filters[i].words[w] & b->filters[j].words[w]; both != 0; both &= both - 1)
            common++;
    return a->counts[i] > 0 && b->counts[j] > 0 && 2 * DICE_SCALE * common >= threshold * (a->counts[i] + b->counts[j]);
}

static void every_kernel_answers_as_plain_arithmetic(void **state)
{
    (void)state;
    static const size_t SIZES[][2] = {{1, 1}, {1, 9}, {8, 8}, {65, 63}, {130, 77}, {64, 200}};
    static const double COEFFICIENTS[] = {0.001, 0.3, 0.5, 0.7, 0.95, 1.0};
    for (size_t s = 0; s < sizeof SIZES / sizeof *SIZES; s++)
        for (size_t c = 0; c < sizeof COEFFICIENTS / sizeof *COEFFICIENTS; c++) {
            struct dice_set a = dice_set_of(arena, make_filters(SIZES[s][0], 17), SIZES[s][0]);
            struct dice_set b = dice_set_of(arena, make_filters(SIZES[s][1], 17 + (uint32_t)c), SIZES[s][1]);
            uint32_t threshold = dice_threshold(COEFFICIENTS[c]);
            for (enum dice_kernel kernel = DICE_PORTABLE; kernel < DICE_KERNELS; kernel++) {
                struct gathered gathered = {arena_zeroed(arena, a.count * b.count, 1), b.count, 0};
                size_t wanted = 0;
                if (!dice_kernel_runs(kernel))
                    continue;
                dice_pairs(kernel, &a, &b, threshold, gather, &gathered);
                for (size_t i = 0; i < a.count; i++)
                    for (size_t j = 0; j < b.count; j++) {
                        bool reached = reaches(&a, &b, i, j, threshold);
                        wanted += reached;
                        if (gathered.met[i * b.count + j] != reached)
                            fail_msg("%s: %zu, %zu at %f", dice_kernel_name(kernel), i, j, COEFFICIENTS[c]);
                    }
                assert_int_equal(gathered.count, wanted);
            }
        }
    assert_true(dice_kernel_runs(DICE_PORTABLE));
    assert_true(dice_kernel_runs(dice_kernel_best()));
}

static bool stop(void *context, size_t a, size_t b, uint32_t common)
{
    (void)a;
    (void)b;
    (void)common;
    ++*(int *)context;
    return false;
}

static void stops_when_told(void **state)
{
    (void)state;
    int met = 0;
    struct dice_set set = dice_set_of(arena, make_filters(50, 3), 50);
    dice_pairs(dice_kernel_best(), &set, &set, 1, stop, &met);
    assert_int_equal(met, 1);
    struct dice_set none = {NULL, arena_array(arena, uint64_t, 1), 0};
    dice_pairs(dice_kernel_best(), &none, &set, 1, stop, &met);
    dice_pairs(dice_kernel_best(), &set, &none, 1, stop, &met);
    assert_int_equal(met, 1);
}

static void thresholds_are_rounded_up(void **state)
{
    (void)state;
    assert_int_equal(dice_threshold(0.5), 512);
    assert_int_equal(dice_threshold(0.7), 717);
    assert_int_equal(dice_threshold(0), 1);
    assert_int_equal(dice_threshold(1), 1024);
    assert_int_equal(dice_threshold(7), 1024);
}

/* ---- encoding: nobody here is real ---- */

static struct candidate person_of(struct text given, struct text family, int32_t year, int32_t month, int32_t day)
{
    struct candidate person = {.names = {{given, family}},
                               .sex = TEXT("F"),
                               .nationalities = {TEXT("GIN")},
                               .telephones = {TEXT("+212 600 11 22 33")},
                               .places = {TEXT("Conakry")},
                               .mother = TEXT("Aissatou")};
    assert_int_equal(birth_from_parts(year, month, day, false, &person.birth), OK);
    return person;
}

static double likeness(const struct dice_filter *a, const struct dice_filter *b)
{
    uint64_t common = 0;
    uint64_t bits = 0;
    for (size_t w = 0; w < DICE_WORDS; w++) {
        common += (uint64_t)__builtin_popcountll(a->words[w] & b->words[w]);
        bits += (uint64_t)(__builtin_popcountll(a->words[w]) + __builtin_popcountll(b->words[w]));
    }
    return 2 * (double)common / (double)bits;
}

static void spellings_and_scripts_give_like_filters(void **state)
{
    (void)state;
    struct dice_project project;
    struct dice_filter latin;
    struct dice_filter arabic;
    struct dice_filter other;
    const unsigned char key[DICE_KEY] = {1};
    struct candidate one = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 1996, 5, 14);
    struct candidate same = person_of(TEXT("فاطوماتا"), TEXT("ديالو"), 1996, 5, 14);
    struct candidate else_ = person_of(TEXT("Grace"), TEXT("Okafor"), 1988, 11, 2);
    else_.telephones[0] = TEXT("0711998877");
    else_.nationalities[0] = TEXT("NGA");
    dice_project_open(arena, key, true, &project);
    assert_int_equal(dice_encode(&project, arena, &one, &latin), OK);
    assert_int_equal(dice_encode(&project, arena, &same, &arabic), OK);
    assert_int_equal(dice_encode(&project, arena, &else_, &other), OK);
    assert_true(likeness(&latin, &arabic) > 0.75);
    assert_true(likeness(&latin, &other) < 0.4);
    /* Another key, or a year far away with a salt: nothing in common but by chance. */
    struct dice_project second;
    const unsigned char other_key[DICE_KEY] = {2};
    dice_project_open(arena, other_key, true, &second);
    assert_int_equal(dice_encode(&second, arena, &one, &other), OK);
    assert_true(likeness(&latin, &other) < 0.35);
    same = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 1997, 5, 14);
    assert_int_equal(dice_encode(&project, arena, &same, &other), OK);
    assert_true(likeness(&latin, &other) > 0.4); /* a year apart: one of two salts at least is the same */
    same = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 2009, 5, 14);
    assert_int_equal(dice_encode(&project, arena, &same, &other), OK);
    assert_true(likeness(&latin, &other) < 0.35);
    same = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 1997, 5, 14);
    dice_project_open(arena, key, false, &second);
    assert_int_equal(dice_encode(&second, arena, &one, &latin), OK);
    assert_int_equal(dice_encode(&second, arena, &same, &other), OK);
    assert_true(likeness(&latin, &other) > 0.6);
    dice_project_forget(&project);
    dice_project_forget(&second);
}

static void names_alone_are_never_encoded(void **state)
{
    (void)state;
    struct dice_project project;
    struct dice_filter filter;
    const unsigned char key[DICE_KEY] = {1};
    dice_project_open(arena, key, false, &project);
    struct candidate person = {.names = {{TEXT("Fatoumata Binta Mariama Kadiatou"), TEXT("Diallo Bah")}}};
    assert_int_equal(dice_encode(&project, arena, &person, &filter), INVALID);
    person = person_of(TEXT(""), TEXT(""), 1996, 5, 14);
    assert_int_equal(dice_encode(&project, arena, &person, &filter), INVALID);
    struct dice_project salted;
    dice_project_open(arena, key, true, &salted);
    person = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 1996, 5, 14);
    person.birth = (struct birth){0};
    assert_int_equal(dice_encode(&salted, arena, &person, &filter), INVALID);
}

static void keys_hold_enough(void **state)
{
    (void)state;
    struct link_key keys[LINK_KEYS_MOST];
    struct candidate person = {.names = {{TEXT("Fatoumata"), TEXT("Diallo")}}, .sex = TEXT("F")};
    assert_int_equal(link_keys(arena, &person, keys), 0); /* a name alone */
    person.birth.precision = BIRTH_UNKNOWN;
    person.nationalities[0] = TEXT("GIN");
    assert_int_equal(link_keys(arena, &person, keys), 0);
    person = person_of(TEXT("Fatoumata"), TEXT(""), 1996, 5, 14);
    person.telephones[0] = person.mother = person.places[0] = TEXT_NONE;
    size_t count = link_keys(arena, &person, keys);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(keys[i].kind, LINK_KEY_WORD_DATE);
    /* A first of January stands for a year: no key of a day is made of it. */
    person = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 1996, 1, 1);
    count = link_keys(arena, &person, keys);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_int_not_equal(keys[i].kind, LINK_KEY_PAIR_DATE);
        assert_int_not_equal(keys[i].kind, LINK_KEY_COARSE_DATE);
        assert_int_not_equal(keys[i].kind, LINK_KEY_WORD_DATE);
    }
}

static void keys_are_blind_to_script_and_order(void **state)
{
    (void)state;
    struct link_key latin[LINK_KEYS_MOST];
    struct link_key arabic[LINK_KEYS_MOST];
    struct candidate one = person_of(TEXT("Fatoumata"), TEXT("Diallo"), 1996, 5, 14);
    struct candidate other = person_of(TEXT("ديالو"), TEXT("فاطوماتا"), 1996, 5, 14);
    other.telephones[0] = TEXT("06 00 11 22 33");
    size_t latin_count = link_keys(arena, &one, latin);
    size_t arabic_count = link_keys(arena, &other, arabic);
    size_t certain = 0;
    for (size_t i = 0; i < latin_count; i++)
        for (size_t j = 0; j < arabic_count; j++)
            certain += text_equal(latin[i].value, arabic[j].value) && link_key_grade(latin[i].kind) == LINK_CERTAIN;
    assert_true(certain >= 2); /* the day of birth, and the telephone */
    for (size_t i = 0; i < latin_count; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(text_equal(latin[i].value, latin[j].value));
}

/* ---- the unit ---- */

static struct text sealed_filters(const struct link_pair *from, const struct link_pair *unit,
                                  const struct dice_filter *filters, size_t count)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    struct link_filters list = {.made_at = 4, .count = count, .filters = filters};
    memset(list.project, 5, LINK_RUN);
    memcpy(list.sender, from->public, LINK_KEY);
    memcpy(list.unit, unit->public, LINK_KEY);
    assert_true(link_filters_write(&buffer, &list, from->secret));
    return arena_text(arena, buffer_text(&buffer));
}

static void only_the_unit_opens_filters(void **state)
{
    (void)state;
    struct link_pair agency;
    struct link_pair partner;
    struct link_pair unit;
    struct link_filters read;
    struct dice_filter *filters = make_filters(10, 2);
    link_pair_make(&agency);
    link_pair_make(&partner);
    link_pair_make(&unit);
    struct text file = sealed_filters(&agency, &unit, filters, 10);
    assert_int_equal(link_filters_read(arena, file, &unit, &read), OK);
    assert_int_equal(read.count, 10);
    assert_memory_equal(read.filters, filters, 10 * sizeof *filters);
    assert_int_equal(link_filters_read(arena, file, &partner, &read), FORBIDDEN);
    assert_int_equal(link_filters_read(arena, file, &agency, &read), FORBIDDEN);
    assert_true(text_find(file, (struct text){(const char *)&filters[3].words[0], 8}) < 0);
    for (size_t bit = 0; bit < file.length * 8; bit += 61) {
        char *at = (char *)(uintptr_t)file.at + bit / 8;
        *at = (char)(*at ^ (1 << bit % 8));
        assert_int_not_equal(link_filters_read(arena, file, &unit, &read), OK);
        *at = (char)(*at ^ (1 << bit % 8));
    }
}

static void the_unit_pairs_one_to_one(void **state)
{
    (void)state;
    struct dice_filter *filters = make_filters(40, 9);
    struct dice_filter *others = arena_bytes(arena, 40 * sizeof *others);
    unsigned char found_a[40];
    unsigned char found_b[40];
    for (size_t i = 0; i < 40; i++)
        for (size_t w = 0; w < DICE_WORDS; w++) {
            filters[i].words[w] = (UINT64_C(0x9E3779B97F4A7C15) * (i * DICE_WORDS + w + 1)) ^ (uint64_t)i << 7;
            others[i].words[w] = i < 10 ? filters[i].words[w] : ~filters[i].words[w];
        }
    others[0].words[0] ^= 1; /* nearly the same */
    struct link_filters a = {.count = 40, .filters = filters};
    struct link_filters b = {.count = 40, .filters = others};
    assert_int_equal(link_filters_compare(arena, &a, &b, dice_threshold(1), dice_threshold(0.9), found_a, found_b), OK);
    assert_int_equal(found_a[0], LINK_FOUND_POSSIBLE);
    assert_int_equal(found_b[0], LINK_FOUND_POSSIBLE);
    for (size_t i = 1; i < 40; i++) {
        assert_int_equal(found_a[i], i < 10 ? LINK_FOUND_CERTAIN : LINK_FOUND_NOTHING);
        assert_int_equal(found_b[i], found_a[i]);
    }
}

static void what_was_found_is_for_one_alone(void **state)
{
    (void)state;
    struct link_pair agency;
    struct link_pair partner;
    struct link_pair unit;
    AUTO_BUFFER struct buffer buffer = buffer_open(1 << 20);
    const unsigned char found[4] = {0, 1, 2, 0};
    struct link_found_list list = {.count = 4, .found = found};
    struct link_found_list read;
    link_pair_make(&agency);
    link_pair_make(&partner);
    link_pair_make(&unit);
    memcpy(list.unit, unit.public, LINK_KEY);
    memcpy(list.receiver, agency.public, LINK_KEY);
    assert_true(link_found_write(&buffer, &list, unit.secret));
    assert_int_equal(link_found_read(arena, buffer_text(&buffer), &agency, &read), OK);
    assert_memory_equal(read.found, found, 4);
    assert_int_equal(link_found_read(arena, buffer_text(&buffer), &partner, &read), FORBIDDEN);
    /* A file of filters is no list of what was found. */
    struct text filters = sealed_filters(&unit, &agency, make_filters(2, 1), 2);
    assert_int_equal(link_found_read(arena, filters, &agency, &read), INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_answers_as_plain_arithmetic),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(thresholds_are_rounded_up),
        cmocka_unit_test(spellings_and_scripts_give_like_filters),
        cmocka_unit_test(names_alone_are_never_encoded),
        cmocka_unit_test(keys_hold_enough),
        cmocka_unit_test(keys_are_blind_to_script_and_order),
        cmocka_unit_test(only_the_unit_opens_filters),
        cmocka_unit_test(the_unit_pairs_one_to_one),
        cmocka_unit_test(what_was_found_is_for_one_alone),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
