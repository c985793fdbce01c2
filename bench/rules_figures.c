/* How fast criteria are answered, beside the same criteria written by hand: rules_figures RULES FILE CASES [MESSAGES].
   Invented cases of nine facts, drawn from one seed, a sixth of the facts unknown.  FILE gets the first cases as a
   table, for the engines of others (rules_peers.mjs).  Each line: what, cases, seconds of processor time of one round
   (the median of five), how many are met. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/number.h"
#include "codec/csv.h"
#include "rules/rules_plan.h"
#include "system/file.h"
#include "view/rule_tell.h"

enum { ROUNDS = 5, WRITTEN = 100000, FACTS = 9, KEPT = 4096 };

static uint64_t seed = 20140102;
static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

/* ---- cases, as a program would hold them that knows these criteria only ---- */

enum { NATIONALITY, COHABITATION, RESIDENCE, PARENT, EFFECTIVE, CONTRACT, STAY, ILL, PRESENT };
enum { MAR = 1, REGULAR = 1, OF_MOROCCAN = 1, OF_RESIDENT = 2 };
static const char *const NAMES[FACTS] = {
    "spouse_nationality",      "cohabitation_years",  "spouse_residence_status",    "parent_category",
    "work_contract_effective", "work_contract_years", "continuous_residence_years", "serious_illness_certified",
    "present_in_morocco_on"};
static const char *const CODES[FACTS][4] = {[NATIONALITY] = {"SEN", "MAR", "CIV", "NGA"},
                                            [RESIDENCE] = {"irregular", "regular", "irregular", "regular"},
                                            [PARENT] = {"other", "spouse_of_moroccan", "spouse_of_resident", "other"}};
static const uint32_t RANGE[FACTS] = {4, 10, 2, 4, 2, 6, 9, 8, 3000};

struct plain_case {
    int32_t values[FACTS];
    uint16_t known;
};

static struct plain_case draw_case(void)
{
    struct plain_case one = {.known = 0};
    for (size_t i = 0; i < FACTS; i++) {
        uint32_t value = draw(RANGE[i]);
        one.values[i] = (int32_t)value + (i == PRESENT ? 14000 : 0);
        if (i == ILL)
            one.values[i] = value == 0;
        if (draw(6) > 0)
            one.known |= (uint16_t)(1u << i);
    }
    return one;
}

/* ---- by hand ---- */

static inline enum rule_value by_hand_is(const struct plain_case *one, size_t fact, bool met)
{
    return (one->known >> fact & 1) == 0 ? RULE_UNKNOWN : met ? RULE_YES : RULE_NO;
}
static inline enum rule_value by_hand_both(enum rule_value a, enum rule_value b)
{
    return a == RULE_NO || b == RULE_NO ? RULE_NO : a == RULE_YES && b == RULE_YES ? RULE_YES : RULE_UNKNOWN;
}

static enum rule_value by_hand(const struct plain_case *one, enum rule_value answers[6])
{
    const int32_t *v = one->values;
    answers[0] = by_hand_both(by_hand_is(one, NATIONALITY, v[NATIONALITY] == MAR),
                              by_hand_is(one, COHABITATION, v[COHABITATION] >= 2));
    answers[1] = by_hand_both(by_hand_is(one, RESIDENCE, v[RESIDENCE] == REGULAR),
                              by_hand_is(one, COHABITATION, v[COHABITATION] >= 4));
    answers[2] = by_hand_is(one, PARENT, v[PARENT] == OF_MOROCCAN || v[PARENT] == OF_RESIDENT);
    answers[3] =
        by_hand_both(by_hand_is(one, EFFECTIVE, v[EFFECTIVE] != 0), by_hand_is(one, CONTRACT, v[CONTRACT] >= 2));
    answers[4] = by_hand_is(one, STAY, v[STAY] >= 5);
    answers[5] = by_hand_both(by_hand_is(one, ILL, v[ILL] != 0), by_hand_is(one, PRESENT, v[PRESENT] <= 16070));
    enum rule_value all = RULE_NO;
    for (size_t i = 0; i < 6 && all != RULE_YES; i++)
        all = answers[i] == RULE_YES ? RULE_YES : answers[i] == RULE_UNKNOWN ? RULE_UNKNOWN : all;
    return all;
}

/* ---- ours ---- */

struct figures {
    struct arena *arena;
    const struct rule_set *set;
    const struct rule_node *whole;
    struct plain_case *cases;
    size_t count;
    struct rules_block **blocks;
    struct rule_facts **kept; /* the first cases, for trees one by one */
};

static struct rule_facts *facts_of(struct arena *arena, const struct rule_set *set, const struct plain_case *one)
{
    struct rule_facts *facts = rules_facts_new(arena, set);
    for (size_t i = 0; i < FACTS; i++) {
        struct fact_value value = CODES[i][0] != NULL          ? fact_code(text_from(CODES[i][one->values[i]]))
                                  : i == EFFECTIVE || i == ILL ? fact_flag(one->values[i] != 0)
                                                               : fact_number(one->values[i]);
        if ((one->known >> i & 1) != 0)
            rules_facts_put(facts, NAMES[i], value);
    }
    return facts;
}

static void fill(struct figures *figures)
{
    const struct rules_plan *plan =
        rules_plan_new(figures->arena, rules_facts_new(figures->arena, figures->set), figures->whole);
    AUTO_ARENA struct arena *scratch = arena_open(64 << 20);
    for (size_t from = 0; from < figures->count; from += RULES_BLOCK) {
        struct rules_block *block = rules_block_new(figures->arena, plan);
        figures->blocks[from / RULES_BLOCK] = block;
        for (size_t i = from; i < from + RULES_BLOCK && i < figures->count; i++) {
            struct arena *memory = i < KEPT ? figures->arena : scratch;
            struct rule_facts *facts = facts_of(memory, figures->set, &figures->cases[i]);
            if (i < KEPT)
                figures->kept[i] = facts;
            if (!rules_block_add(block, facts))
                exit(1);
        }
        arena_reset(scratch);
    }
}

/* ---- rounds: each gives how many are met ---- */

static size_t round_by_hand(struct figures *figures)
{
    size_t met = 0;
    enum rule_value answers[6];
    for (size_t i = 0; i < figures->count; i++)
        met += by_hand(&figures->cases[i], answers) == RULE_YES;
    return met;
}

static size_t round_blocks(struct figures *figures)
{
    size_t met = 0;
    for (size_t b = 0; b * RULES_BLOCK < figures->count; b++) {
        rules_block_answer(figures->blocks[b]);
        for (size_t i = 0; i < rules_block_count(figures->blocks[b]); i++)
            met += rules_block_value(figures->blocks[b], i) == RULE_YES;
    }
    return met;
}

static size_t round_trees(struct figures *figures)
{
    size_t met = 0;
    AUTO_ARENA struct arena *memory = arena_open(64 << 20);
    for (size_t b = 0; b * RULES_BLOCK < figures->count; b++) {
        rules_block_answer(figures->blocks[b]);
        for (size_t i = 0; i < rules_block_count(figures->blocks[b]); i++)
            met += rules_block_reason(memory, figures->blocks[b], i)->value == RULE_YES;
        arena_reset(memory);
    }
    return met;
}

/* From facts as they are given, one by one, into columns, and their answers. */
static size_t round_taken(struct figures *figures)
{
    size_t met = 0;
    struct rules_block *block = figures->blocks[0];
    for (size_t from = 0; from < figures->count; from += RULES_BLOCK) {
        rules_block_clear(block);
        for (size_t i = from; i < from + RULES_BLOCK && i < figures->count; i++)
            if (!rules_block_add(block, figures->kept[i % KEPT]))
                exit(1);
        rules_block_answer(block);
        for (size_t i = 0; i < rules_block_count(block); i++)
            met += rules_block_value(block, i) == RULE_YES;
    }
    return met;
}

/* One case at a time, with its tree. */
static size_t round_single(struct figures *figures)
{
    size_t met = 0;
    AUTO_ARENA struct arena *memory = arena_open(64 << 20);
    for (size_t i = 0; i < figures->count; i++) {
        const struct reason *reason;
        met += rules_evaluate(memory, figures->kept[i % KEPT], figures->whole, &reason) == RULE_YES;
        if (i % RULES_BLOCK == 0)
            arena_reset(memory);
    }
    return met;
}

static size_t round_words(struct figures *figures)
{
    size_t met = 0;
    AUTO_ARENA struct arena *memory = arena_open(64 << 20);
    AUTO_BUFFER struct buffer out = buffer_open(1 << 20);
    for (size_t i = 0; i < figures->count; i++) {
        const struct reason *reason;
        struct rule_tell tell = {memory, language_at(0), figures->kept[i % KEPT]};
        met += rules_evaluate(memory, tell.facts, figures->whole, &reason) == RULE_YES;
        rule_tell_reason(&tell, reason, &out);
        buffer_clear(&out);
        arena_reset(memory);
    }
    return met;
}

/* ---- measuring ---- */

static double processor_seconds(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void measure(struct figures *figures, const char *what, size_t count, size_t (*round)(struct figures *figures))
{
    double seconds[ROUNDS];
    size_t met = 0;
    size_t whole = figures->count;
    figures->count = count < whole ? count : whole;
    for (size_t i = 0; i < ROUNDS; i++) {
        double from = processor_seconds();
        met = round(figures);
        seconds[i] = processor_seconds() - from;
    }
    qsort(seconds, ROUNDS, sizeof *seconds, by_size);
    (void)printf("%s\t%zu\t%.6f\t%zu\n", what, figures->count, seconds[ROUNDS / 2], met);
    figures->count = whole;
}

static enum outcome write_table(const struct figures *figures, const char *path)
{
    AUTO_BUFFER struct buffer out = buffer_open(64 << 20);
    struct csv_writer writer = csv_writer_open(&out, ',');
    for (size_t i = 0; i < FACTS; i++)
        csv_text(&writer, text_from(NAMES[i]));
    csv_row_end(&writer);
    for (size_t c = 0; c < figures->count && c < WRITTEN; c++) {
        for (size_t i = 0; i < FACTS; i++) {
            int32_t value = figures->cases[c].values[i];
            AUTO_ARENA struct arena *arena = arena_open(4096);
            if ((figures->cases[c].known >> i & 1) == 0)
                csv_text(&writer, TEXT_NONE);
            else if (CODES[i][0] != NULL)
                csv_text(&writer, text_from(CODES[i][value]));
            else if (i == PRESENT)
                csv_text(&writer, date_to_text(arena, value));
            else if (i == EFFECTIVE || i == ILL)
                csv_text(&writer, value != 0 ? TEXT("yes") : TEXT("no"));
            else
                csv_integer(&writer, value);
        }
        csv_row_end(&writer);
    }
    return out.full ? FAILED : file_write(path, buffer_text(&out), 0644);
}

int main(int count, char **arguments)
{
    AUTO_ARENA struct arena *arena = arena_open((size_t)4 << 30);
    struct figures figures = {.arena = arena};
    struct rules_fault fault;
    struct text text;
    int64_t cases;
    if (count < 4 || file_read(arena, arguments[1], RULES_TEXT_MOST, &text) != OK ||
        rules_read(arena, text, &figures.set, &fault) != OK ||
        text_to_integer(text_from(arguments[3]), 1, 10000000, &cases) != OK)
        return 2;
    figures.count = (size_t)cases;
    figures.cases = arena_array(arena, struct plain_case, figures.count);
    figures.kept = arena_array(arena, struct rule_facts *, KEPT);
    figures.blocks = arena_array(arena, struct rules_block *, figures.count / RULES_BLOCK + 1);
    figures.whole = rules_whole(arena, figures.set, TEXT("examination"), figures.set->from);
    for (size_t i = 0; i < figures.count; i++)
        figures.cases[i] = draw_case();
    fill(&figures);
    if (figures.count < KEPT || write_table(&figures, arguments[2]) != OK)
        return 1;
    measure(&figures, "by hand in C", figures.count, round_by_hand);
    measure(&figures, "sanad, answers of every criterion", figures.count, round_blocks);
    measure(&figures, "sanad, with trees of reasons", figures.count, round_trees);
    measure(&figures, "sanad, of the first cases, as the peers have them", WRITTEN, round_trees);
    measure(&figures, "sanad, facts taken one by one into columns", figures.count, round_taken);
    measure(&figures, "sanad, one case at a time, with its tree", figures.count, round_single);
    if (count > 4 && languages_load(arguments[4]) == OK)
        measure(&figures, "sanad, the same told in French", 20000, round_words);
    return 0;
}
