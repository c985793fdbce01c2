#include "app/commands/match_report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "system/file.h"

enum { ROW_ARENA = 16 << 20, BANDS = 6 };
static const size_t OUTPUT_MOST = (size_t)8 << 30;
static const size_t SCRATCH_MOST = (size_t)8 << 30;

static double probability_of(const struct match_report *report, float bits)
{
    return weights_probability(&report->batch->weights, (double)bits, report->batch->prior_bits);
}

/* ---- figures ---- */

static void print_measure(const char *what, struct solve_measure measure)
{
    (void)printf("%-34s precision %.4f  recall %.4f  F1 %.4f  (%llu of %llu pairs given, %llu true)\n", what,
                 measure.precision, measure.recall, measure.f1, (unsigned long long)measure.right,
                 (unsigned long long)measure.found, (unsigned long long)measure.expected);
}

static size_t count_from(const struct match_report *report, const struct batch_pair *pairs, size_t count,
                         double probability)
{
    size_t kept = 0;
    while (kept < count && probability_of(report, pairs[kept].bits) >= probability)
        kept++;
    return kept;
}

static void print_cuts(const struct match_report *report, const struct solve_truth *truth,
                       const struct batch_pair *pairs, size_t count, uint64_t expected, const char *what)
{
    char line[80];
    float bits;
    struct solve_measure best = solve_measure_best(truth, pairs, count, expected, &bits);
    (void)snprintf(line, sizeof line, "%s, best cut (%.3f)", what, probability_of(report, bits));
    print_measure(line, best);
    (void)snprintf(line, sizeof line, "%s, from 0.5", what);
    print_measure(line, solve_measure(truth, pairs, count_from(report, pairs, count, 0.5), expected));
    double automatic = (double)report->batch->weights.automatic;
    (void)snprintf(line, sizeof line, "%s, from %.3f", what, automatic);
    print_measure(line, solve_measure(truth, pairs, count_from(report, pairs, count, automatic), expected));
}

static bool is_true(const struct solve_truth *truth, const struct batch_pair *pair)
{
    const uint32_t *right = truth->one_list ? truth->left : truth->right;
    return truth->left[pair->left] != 0 && truth->left[pair->left] == right[pair->right];
}

/* Said and observed, in bands of probability. */
static void print_calibration(const struct match_report *report, const struct solve_truth *truth)
{
    static const double FROM[BANDS] = {0.995, 0.9, 0.7, 0.4, 0.1, 0};
    double said[BANDS] = {0};
    size_t right[BANDS] = {0};
    size_t counts[BANDS] = {0};
    for (size_t i = 0; i < report->count; i++) {
        double probability = probability_of(report, report->pairs[i].bits);
        size_t band = 0;
        while (probability < FROM[band])
            band++;
        counts[band]++;
        said[band] += probability;
        right[band] += is_true(truth, &report->pairs[i]);
    }
    for (size_t b = 0; b < BANDS; b++)
        if (counts[b] > 0)
            (void)printf("probability from %.3f: said %.4f, observed %.4f (%zu pairs)\n", FROM[b],
                         said[b] / (double)counts[b], (double)right[b] / (double)counts[b], counts[b]);
}

/* ---- by script ---- */

enum { SCRIPTS = 4, SCRIPT_PAIRS = 3 };

static enum name_script script_of(const struct match_list *list, size_t row)
{
    uint64_t value = table_row(list->table, row)[0];
    struct name name;
    if (value == 0)
        return NAME_OTHER;
    table_name(list->table, value, &name);
    return name.words[0].token->script;
}

static size_t script_pair(const struct match_lists *lists, const struct batch_pair *pair)
{
    bool ours = script_of(&lists->left, pair->left) == NAME_ARABIC;
    bool theirs = script_of(match_list_right(lists), pair->right) == NAME_ARABIC;
    return ours && theirs ? 1 : ours || theirs ? 2 : 0;
}

struct row_of_person {
    uint32_t person, row;
};

/* All true pairs by script: rows of B by person in a table, then each row of A. */
static void count_true(const struct match_report *report, const struct solve_truth *truth, struct arena *scratch,
                       uint64_t expected[SCRIPT_PAIRS])
{
    const struct match_lists *lists = report->lists;
    const struct match_list *right = match_list_right(lists);
    uint64_t mask = 1;
    while (mask < right->table->count * 2 + 2)
        mask *= 2;
    struct row_of_person *places = arena_array(scratch, struct row_of_person, mask--);
    for (uint32_t row = 0; row < right->table->count; row++) {
        uint64_t at = right->truths[row] * UINT64_C(0x9E3779B97F4A7C15) >> 32;
        if (right->truths[row] == 0)
            continue;
        while (places[at & mask].person != 0)
            at++;
        places[at & mask] = (struct row_of_person){right->truths[row], row};
    }
    for (uint32_t row = 0; row < lists->left.table->count; row++) {
        uint32_t person = truth->left[row];
        if (person == 0)
            continue;
        for (uint64_t at = person * UINT64_C(0x9E3779B97F4A7C15) >> 32; places[at & mask].person != 0; at++)
            if (places[at & mask].person == person && (!truth->one_list || places[at & mask].row > row)) {
                struct batch_pair pair = {row, places[at & mask].row, 0};
                expected[script_pair(lists, &pair)]++;
            }
    }
}

static void print_scripts(const struct match_report *report, const struct solve_truth *truth,
                          const struct batch_pair *pairs, size_t count, struct arena *scratch)
{
    static const char *const NAMES[SCRIPT_PAIRS] = {"Latin and Latin", "Arabic and Arabic", "Arabic and Latin"};
    uint64_t expected[SCRIPT_PAIRS] = {0};
    uint64_t right[SCRIPT_PAIRS] = {0};
    uint64_t found[SCRIPT_PAIRS] = {0};
    count_true(report, truth, scratch, expected);
    for (size_t i = 0; i < count; i++) {
        size_t script = script_pair(report->lists, &pairs[i]);
        found[script]++;
        right[script] += is_true(truth, &pairs[i]);
    }
    for (size_t s = 0; s < SCRIPT_PAIRS; s++)
        if (expected[s] > 0)
            (void)printf("recall of %-18s %.4f  (%llu of %llu; precision %.4f)\n", NAMES[s],
                         (double)right[s] / (double)expected[s], (unsigned long long)right[s],
                         (unsigned long long)expected[s], found[s] == 0 ? 0.0 : (double)right[s] / (double)found[s]);
}

void match_report_measures(const struct match_report *report)
{
    AUTO_ARENA struct arena *scratch = arena_open(SCRATCH_MOST);
    const struct match_lists *lists = report->lists;
    const struct match_list *right = match_list_right(lists);
    struct solve_truth truth = {lists->left.truths, right->truths, lists->left.table->count, right->table->count,
                                lists->right.path == NULL};
    uint64_t expected = solve_true_pairs(&truth, scratch);
    print_cuts(report, &truth, report->pairs, report->count, expected, "pairs");
    float best;
    (void)solve_measure_best(&truth, report->pairs, report->count, expected, &best);
    size_t kept = 0;
    while (kept < report->count && report->pairs[kept].bits >= best)
        kept++;
    print_scripts(report, &truth, report->pairs, kept, scratch);
    print_calibration(report, &truth);
    if (lists->right.path == NULL)
        return;
    struct batch_pair *single = arena_array(scratch, struct batch_pair, report->count + 1);
    if (report->count > 0)
        memcpy(single, report->pairs, report->count * sizeof *single);
    size_t singles = solve_one_to_one(scratch, single, report->count, truth.left_rows, truth.right_rows);
    print_cuts(report, &truth, single, singles, expected, "one to one");
    (void)solve_measure_best(&truth, single, singles, expected, &best);
    for (kept = 0; kept < singles && single[kept].bits >= best; kept++)
        ;
    print_scripts(report, &truth, single, kept, scratch);
}

/* ---- the file ---- */

static void add_reason(struct buffer *reasons, const struct match_report *report, size_t column,
                       const struct pair_column *said, float bits, struct text a, struct text b)
{
    const struct match_column *about = &report->lists->mapping.schema.columns[column];
    buffer_format(reasons, "%s%s: %.*s ~ %.*s: %s (", reasons->length > 0 ? "; " : "", about->label, TEXT_ARG(a),
                  TEXT_ARG(b), match_kinds[about->kind].words[said->level]);
    buffer_add_byte(reasons, bits < 0 ? '-' : '+');
    buffer_add_decimal(reasons, llrintf(fabsf(bits) * 10), 1);
    buffer_add(reasons, TEXT(")"));
}

/* What speaks against first, heaviest first; then what speaks for. */
static void add_reasons(const struct match_report *report, struct arena *arena, struct buffer *reasons,
                        const struct batch_pair *pair, const struct pair_column columns[])
{
    const struct match_lists *lists = report->lists;
    const struct match_list *right = match_list_right(lists);
    const size_t count = lists->mapping.schema.count;
    struct csv_row ours;
    struct csv_row theirs;
    float bits[MATCH_COLUMNS_MOST];
    bool told[MATCH_COLUMNS_MOST] = {0};
    if (match_list_row(&lists->left, arena, pair->left, &ours) != OK ||
        match_list_row(right, arena, pair->right, &theirs) != OK)
        return;
    for (size_t c = 0; c < count; c++)
        bits[c] = pair_column_bits(report->batch->engine, c, &columns[c]);
    for (size_t turn = 0; turn < count; turn++) {
        size_t next = count;
        for (size_t c = 0; c < count; c++) {
            if (told[c] || columns[c].level == MATCH_LEVEL_NONE)
                continue;
            bool against = bits[c] < 0;
            if (next == count || (against && (bits[next] >= 0 || bits[c] < bits[next])) ||
                (!against && bits[next] >= 0 && bits[c] > bits[next]))
                next = c;
        }
        if (next == count)
            return;
        told[next] = true;
        add_reason(reasons, report, next, &columns[next], bits[next],
                   list_mapping_shown(arena, &lists->mapping, &lists->left.places, &ours, next),
                   list_mapping_shown(arena, &lists->mapping, &right->places, &theirs,
                                      columns[next].crossed ? lists->mapping.schema.columns[next].twin - 1U : next));
    }
}

static void write_pair(const struct match_report *report, struct csv_writer *writer, struct arena *arena,
                       const struct batch_pair *pair, const uint32_t *groups)
{
    const struct match_lists *lists = report->lists;
    const struct match_list *right = match_list_right(lists);
    struct pair_column columns[MATCH_COLUMNS_MOST];
    struct pair_rows rows = {lists->left.table, right->table, pair->left, pair->right};
    double probability = probability_of(report, pair->bits);
    (void)pair_compare(report->batch->engine, &rows, -INFINITY, columns);
    enum match_conflict conflict = pair_conflict(report->batch->engine, &rows, columns);
    bool certain = probability >= (double)report->batch->weights.automatic && conflict == MATCH_NO_CONFLICT;
    csv_text(writer, match_list_id(&lists->left, arena, pair->left));
    csv_text(writer, match_list_id(right, arena, pair->right));
    csv_decimal(writer, llrint(probability * 1e6), 6);
    csv_text(writer, certain ? TEXT("certain") : TEXT("possible"));
    if (groups != NULL)
        csv_text(writer, groups[pair->left] == groups[pair->right]
                             ? match_list_id(&lists->left, arena, groups[pair->left])
                             : TEXT_NONE);
    if (report->explain) {
        AUTO_BUFFER struct buffer reasons = buffer_open(1 << 16);
        if (conflict != MATCH_NO_CONFLICT)
            buffer_add(&reasons, text_from(match_conflict_words[conflict]));
        add_reasons(report, arena, &reasons, pair, columns);
        csv_text(writer, buffer_text(&reasons));
    }
    csv_row_end(writer);
}

static uint32_t *groups_of(const struct match_report *report, struct arena *scratch, size_t count)
{
    if (report->lists->right.path != NULL)
        return NULL;
    size_t rows = report->lists->left.table->count;
    uint32_t *groups = arena_array(scratch, uint32_t, rows + 1);
    double bits = weights_bits(&report->batch->weights, (double)report->batch->weights.automatic);
    solve_groups(scratch, report->pairs, count, (float)(bits - report->batch->prior_bits), rows, groups);
    return groups;
}

enum outcome match_report_write(const struct match_report *report, const char *path)
{
    AUTO_ARENA struct arena *scratch = arena_open(SCRATCH_MOST);
    AUTO_ARENA struct arena *arena = arena_open(ROW_ARENA);
    AUTO_BUFFER struct buffer file = buffer_open(OUTPUT_MOST);
    struct csv_writer writer = csv_writer_open(&file, ',');
    size_t count = count_from(report, report->pairs, report->count, (double)report->batch->weights.review);
    uint32_t *groups = groups_of(report, scratch, count);
    csv_text(&writer, TEXT("a"));
    csv_text(&writer, TEXT("b"));
    csv_text(&writer, TEXT("probability"));
    csv_text(&writer, TEXT("verdict"));
    if (groups != NULL)
        csv_text(&writer, TEXT("group"));
    if (report->explain)
        csv_text(&writer, TEXT("reasons"));
    csv_row_end(&writer);
    for (size_t i = 0; i < count; i++) {
        arena_reset(arena);
        write_pair(report, &writer, arena, &report->pairs[i], groups);
    }
    if (file.full)
        return TOO_LARGE;
    enum outcome outcome = file_write(path, buffer_text(&file), 0600);
    if (outcome == OK)
        (void)printf("%zu pairs written, probability %.3f and more\n", count, (double)report->batch->weights.review);
    return outcome;
}
