/* sanad copy: a mission from one database into another. */
#include <stdio.h>

#include "app/commands/backup_said.h"
#include "app/commands/commands.h"
#include "app/served.h"

static int run(struct command_line *line)
{
    struct copy_order order = {
        .from = command_value(line, "--from"), .to = command_value(line, "--to"), .watch = &backup_terminal};
    struct copy_report report;
    if (text_is_empty(order.from) || text_is_empty(order.to) || text_equal(order.from, order.to))
        return backup_say_wrong("copy", "--from and --to are needed, and two of them");
    if (mission_is_served(line->arena, &line->settings)) {
        (void)fputs("sanad copy: this mission is being served: stop it first, so that nothing changes meanwhile\n",
                    stderr);
        return EXIT_REFUSED;
    }
    if (mission_copy(&order, line->arena, &report) != OK) {
        bool differ = report.fault == FAULT_ROWS_DIFFER;
        (void)backup_say_fault("copy", report.fault == FAULT_OCCUPIED ? order.to : order.from, report.fault,
                               report.what);
        (void)fprintf(stderr, "sanad copy: %s\n",
                      differ ? "empty the target and copy again" : "what was copied stays; the same command goes on");
        return EXIT_REFUSED;
    }
    (void)printf("%lld rows in %zu tables copied%s, %lld compared and the same\n", (long long)report.copied,
                 report.tables, report.resumed ? " by this call, going on with an earlier one" : "",
                 (long long)report.compared);
    (void)printf("Now set database = %.*s; the keys and all other settings stay as they are.\n", TEXT_ARG(order.to));
    return EXIT_DONE;
}

static const struct option OPTIONS[] = {
    {"--from", "ADDRESS", "of the database that is copied: sqlite:PATH or postgresql://…"},
    {"--to", "ADDRESS", "of an empty one, or of one that an earlier call began to fill"},
};
const struct command copy_command = {
    .name = "copy",
    .summary = "copies a mission into another database, on the same or another engine, and compares every row",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
