/* sanad match: which rows of lists are one person. */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/commands/commands.h"
#include "app/commands/match_report.h"
#include "app/commands/match_workers.h"
#include "base/number.h"
#include "system/clock.h"

enum { PROCESSES_MOST = 64 };
static const size_t MATCH_ARENA = (size_t)64 << 30;
static const double SHOWN_LEAST = 0.01;

static double seconds_of(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec / 1e6; }

static void print_cost(int64_t started)
{
    struct rusage own;
    struct rusage others;
    (void)getrusage(RUSAGE_SELF, &own);
    (void)getrusage(RUSAGE_CHILDREN, &others);
    double cpu =
        seconds_of(own.ru_utime) + seconds_of(own.ru_stime) + seconds_of(others.ru_utime) + seconds_of(others.ru_stime);
    (void)printf("wall %.2f s, processor %.2f s, memory at most %ld MB in one process\n",
                 (double)(clock_ticks() - started) / 1e6, cpu,
                 (own.ru_maxrss > others.ru_maxrss ? own.ru_maxrss : others.ru_maxrss) / 1024);
}

static void print_learnt(const struct match_lists *lists, const struct batch *batch)
{
    (void)printf("%zu rows%s; one person: about %.0f pairs of the %zu rows looked at\n", lists->left.table->count,
                 lists->right.path == NULL ? " against one another" : " against the other list", batch->learnt.same,
                 batch->sampled_rows);
    for (size_t c = 0; c < lists->mapping.schema.count; c++) {
        const struct match_column *about = &lists->mapping.schema.columns[c];
        (void)printf("  %-20s learnt from %6zu pairs:", about->label, batch->learnt.anchors[c]);
        for (size_t l = 0; l < match_kinds[about->kind].levels; l++)
            (void)printf(" %.1f", (double)batch->weights.fields[c].bits[l]);
        (void)putchar('\n');
    }
}

static enum outcome compare(struct match_lists *lists, const struct command_line *line, size_t processes,
                            struct match_report *report, struct match_found *ret_found)
{
    const struct match_list *right = match_list_right(lists);
    struct batch_settings settings = batch_settings_of(lists->left.table->count, right->table->count);
    settings.equivalents = lists->equivalents;
    report->batch = batch_open(lists->arena, lists->left.table, right->table, &settings);
    report->batch->weights.review = lists->mapping.review;
    report->batch->weights.automatic = lists->mapping.automatic;
    if (command_has(line, "--verbose"))
        print_learnt(lists, report->batch);
    double least =
        lists->truth_known || (double)lists->mapping.review < SHOWN_LEAST ? SHOWN_LEAST : (double)lists->mapping.review;
    struct match_work work = {report->batch, least, processes, command_has(line, "--quiet") || !isatty(STDERR_FILENO)};
    return match_work_run(&work, ret_found);
}

static int finish(struct match_lists *lists, const struct command_line *line, struct match_report *report,
                  struct match_found *found)
{
    report->pairs = (struct batch_pair *)(void *)found->pairs.bytes;
    report->count = found->pairs.length / sizeof *report->pairs;
    solve_sort(report->pairs, report->count);
    (void)printf("%llu pairs compared\n", (unsigned long long)found->compared);
    if (found->cut > 0)
        (void)fprintf(stderr,
                      "sanad match: %llu rows share so much with so many others (names, numbers, dates) that not all "
                      "of these were compared with them\n",
                      (unsigned long long)found->cut);
    if (lists->truth_known)
        match_report_measures(report);
    if (lists->mapping.one_to_one && lists->right.path != NULL) {
        AUTO_ARENA struct arena *scratch = arena_open(MATCH_ARENA);
        report->count = solve_one_to_one(scratch, report->pairs, report->count, lists->left.table->count,
                                         lists->right.table->count);
    }
    struct text output = command_value(line, "--output");
    if (text_is_empty(output))
        return EXIT_DONE;
    enum outcome outcome = match_report_write(report, arena_string(line->arena, output));
    return outcome == OK ? EXIT_DONE : match_say("the pairs cannot be written", output.at);
}

static int match_lists(struct command_line *line, size_t processes)
{
    AUTO_ARENA struct arena *arena = arena_open(MATCH_ARENA);
    struct match_lists *lists = arena_new(arena, struct match_lists);
    struct match_report report = {.lists = lists, .explain = command_has(line, "--explain")};
    struct match_found found;
    int64_t started = clock_ticks();
    lists->arena = arena;
    if (match_lists_read(lists, command_value(line, "--input").at, command_value(line, "--against").at,
                         command_value(line, "--config").at, command_value(line, "--truth").at) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = compare(lists, line, processes, &report, &found);
    if (outcome != OK)
        return match_say(outcome == CONFLICT    ? "stopped; nothing was written"
                         : outcome == TOO_LARGE ? "more pairs than memory should hold: raise review"
                                                : "failed",
                         "");
    int status = finish(lists, line, &report, &found);
    buffer_close(&found.pairs);
    print_cost(started);
    return status;
}

static int run(struct command_line *line)
{
    int64_t processes = sysconf(_SC_NPROCESSORS_ONLN);
    struct text wanted = command_value(line, "--processes");
    if (text_is_empty(command_value(line, "--input"))) {
        (void)fputs("usage: sanad match --input A.csv [--against B.csv] --output PAIRS.csv (sanad match --help)\n",
                    stderr);
        return EXIT_WRONG_USE;
    }
    if (!text_is_empty(wanted) && text_to_integer(wanted, 1, PROCESSES_MOST, &processes) != OK) {
        (void)fputs("sanad match: --processes: 1 to 64\n", stderr);
        return EXIT_WRONG_USE;
    }
    return match_lists(line, processes < 1 ? 1 : (size_t)processes);
}

static const struct option OPTIONS[] = {
    {"--input", "FILE", "a list of persons, CSV with a line of headings"},
    {"--against", "FILE", "another list; without it the rows of the first are compared with one another"},
    {"--output", "FILE", "where the pairs go: both numbers, probability, verdict; for one list the group too"},
    {"--config", "FILE", "which column holds what (docs/matching.md); without it the headings are looked at"},
    {"--truth", "FILE", "true pairs, two numbers a line: precision, recall and F1 are printed"},
    {"--explain", NULL, "writes the reasons of each pair, what speaks against first"},
    {"--processes", "N", "how many compare at once (as many as there are processors)"},
    {"--verbose", NULL, "prints what the levels of each column weigh"},
    {"--quiet", NULL, "no progress"},
};
const struct command match_command = {
    .name = "match",
    .summary = "finds the rows of one or two lists that are one person, and says why",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
