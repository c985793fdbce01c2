#include "app/commands/backup_said.h"

#include <stdio.h>
#include <unistd.h>

#include "system/clock.h"

int backup_say_fault(const char *command, struct text about, enum backup_fault fault, struct text concerns)
{
    const struct fault_entry *entry = fault_entry(fault == FAULT_NONE ? FAULT_DATABASE : fault);
    (void)fprintf(stderr, "sanad %s: %.*s: %s%s%.*s%s\n  %s\n", command, TEXT_ARG(about), entry->message,
                  concerns.length > 0 ? " (" : "", TEXT_ARG(concerns), concerns.length > 0 ? ")" : "", entry->advice);
    return EXIT_REFUSED;
}

int backup_say_wrong(const char *command, const char *what)
{
    (void)fprintf(stderr, "sanad %s: %s (sanad %s --help)\n", command, what, command);
    return EXIT_WRONG_USE;
}

void backup_say_content(struct arena *arena, const struct backup_report *report)
{
    const struct backup_content *content = &report->content;
    (void)printf("%lld rows in %zu tables, of %.*s, by sanad %.*s on %.*s\n", (long long)content->rows,
                 content->table_count, TEXT_ARG(instant_to_text(arena, content->head.made_at)),
                 TEXT_ARG(content->head.version), TEXT_ARG(content->head.engine));
    if (report->audit.blocks > 0)
        (void)printf("audit log: %lld blocks, %lld rows, %lld in no block yet; ledger: %zu faults\n",
                     (long long)report->audit.blocks, (long long)report->audit.rows, (long long)report->audit.outside,
                     report->ledger_faults);
}

static enum outcome tell(void *context, int64_t done, int64_t total)
{
    static int64_t told; /* clock_ticks() */
    (void)context;
    if (isatty(STDERR_FILENO) == 0 || clock_ticks() - told < MICROSECONDS)
        return OK;
    told = clock_ticks();
    if (total > 0)
        (void)fprintf(stderr, "\r%lld %% ", (long long)(done * 100 / total));
    else
        (void)fprintf(stderr, "\r%lld rows ", (long long)done);
    return OK;
}

const struct backup_watch backup_terminal = {tell, NULL};
