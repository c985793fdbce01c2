/* sanad export: everything that an account may read, as one archive. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "app/commands/acting.h"
#include "app/commands/commands.h"
#include "app/installation.h"
#include "base/number.h"
#include "directory/directory.h"
#include "exchange/exchange.h"
#include "referrals/referrals.h"
#include "system/file.h"

enum { EXPORT_ARENA = 512 << 20 };

static enum outcome act(struct application *application, const struct command_line *line, int file)
{
    AUTO_ARENA struct arena *arena = arena_open(EXPORT_ARENA);
    struct actor actor;
    struct work work;
    struct export_sums sums;
    enum outcome outcome = acting_as(application, arena, "export", command_value(line, "--as"), &actor, &work);
    if (outcome == OK)
        outcome = export_everything(&work, command_has(line, "--hxl"), file, &sums);
    if (outcome == OK)
        (void)printf("%zu files, %lld rows, %lld bytes, sha256 %.*s\n", sums.files, (long long)sums.rows,
                     (long long)sums.bytes, TEXT_ARG(sums.digest));
    if (outcome == FORBIDDEN)
        (void)fputs("sanad export: this account may not export everything\n", stderr);
    if (outcome == TOO_LARGE)
        (void)fputs("sanad export: the archive would be past 4 GB\n", stderr);
    return outcome;
}

/* What is public of the directory of services needs nobody's rights. */
static int run_hsds(struct command_line *line)
{
    struct application application;
    int64_t services = 0;
    enum outcome outcome = directory_make(line->operands[1], 0755);
    if (outcome == OK)
        outcome = installation_open(line->arena, &line->settings, &application);
    if (outcome == OK) {
        outcome = installation_database(&application, true);
        AUTO_ARENA struct arena *arena = arena_open(EXPORT_ARENA);
        struct work work = work_of_system(application.db, application.keys, arena);
        if (outcome == OK)
            outcome = directory_export_hsds(&work, line->operands[1], &services);
        installation_close(&application);
    }
    if (outcome != OK) {
        (void)fprintf(stderr, "sanad export: %s: cannot be written\n", line->operands[1]);
        return EXIT_REFUSED;
    }
    (void)printf("%lld services as HSDS 3.0 in %s\n", (long long)services, line->operands[1]);
    return EXIT_DONE;
}

/* Who does what where: counts of public services, which need nobody's rights. */
static enum outcome print_three_w(struct application *application, struct command_line *line, int32_t year)
{
    enum { TABLE_MOST = 64 << 20 };
    AUTO_ARENA struct arena *arena = arena_open(EXPORT_ARENA);
    AUTO_BUFFER struct buffer csv = buffer_open(TABLE_MOST);
    struct work work = work_of_system(application->db, application->keys, arena);
    int64_t rows = 0;
    int32_t today = zone_date(work.zone, work.now);
    if (year == 0)
        year = day_from_date(today).year;
    enum outcome outcome = referral_three_w(&work, year, command_has(line, "--hxl"), &csv, &rows);
    struct text table = buffer_text(&csv);
    if (outcome == OK && (fwrite(table.at, 1, table.length, stdout) != table.length || fflush(stdout) != 0))
        outcome = FAILED;
    return outcome;
}

static int run_three_w(struct command_line *line)
{
    enum { YEAR_LEAST = 2000, YEAR_MOST = 2999 };
    struct application application;
    int64_t year = 0;
    if (command_has(line, "--year") &&
        text_to_integer(command_value(line, "--year"), YEAR_LEAST, YEAR_MOST, &year) != OK) {
        (void)fputs("sanad export: --year is a year, as 2026\n", stderr);
        return EXIT_WRONG_USE;
    }
    enum outcome outcome = installation_open(line->arena, &line->settings, &application);
    if (outcome == OK) {
        outcome = installation_database(&application, true);
        if (outcome == OK)
            outcome = print_three_w(&application, line, (int32_t)year);
        installation_close(&application);
    }
    if (outcome != OK)
        (void)fputs("sanad export: the table could not be made\n", stderr);
    return outcome == OK ? EXIT_DONE : EXIT_REFUSED;
}

static int run(struct command_line *line)
{
    struct application application;
    if (line->operand_count == 1 && text_is(text_from(line->operands[0]), "3w"))
        return run_three_w(line);
    if (line->operand_count == 2 && text_is(text_from(line->operands[0]), "hsds"))
        return run_hsds(line);
    if (line->operand_count != 1 || !command_has(line, "--as")) {
        (void)fputs("usage: sanad export FILE --as LOGIN, or sanad export hsds DIRECTORY, or sanad export 3w (sanad "
                    "export --help)\n",
                    stderr);
        return EXIT_WRONG_USE;
    }
    int file = open(line->operands[0], O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) {
        (void)fprintf(stderr, "sanad export: %s: %s\n", line->operands[0],
                      errno == EEXIST ? "is there already" : "cannot be written");
        return EXIT_REFUSED;
    }
    enum outcome outcome = installation_open(line->arena, &line->settings, &application);
    if (outcome == OK) {
        outcome = installation_database(&application, false);
        if (outcome == OK)
            outcome = act(&application, line, file);
        installation_close(&application);
    }
    if (outcome == OK && fsync(file) != 0)
        outcome = FAILED;
    if (outcome != OK)
        (void)unlink(line->operands[0]);
    (void)close(file);
    return outcome == OK ? EXIT_DONE : EXIT_REFUSED;
}

static const struct option OPTIONS[] = {
    {"--as", "LOGIN", "whose account exports: what it may read"},
    {"--hxl", NULL, "a second row of HXL tags in each file"},
    {"--year", "YEAR", "of 3w: which calendar year; this one without it"},
};
const struct command export_command = {
    .name = "export",
    .summary =
        "writes everything that an account may read as a ZIP of CSV files with their sums; hsds DIRECTORY: the public "
        "directory of services as HSDS 3.0; 3w: who does what where in a year, on standard output",
    .operands = "FILE | hsds DIRECTORY | 3w",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
