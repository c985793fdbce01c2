/* sanad audit: was anything in the audit log changed or dropped? */
#include <stdio.h>

#include "app/commands/commands.h"
#include "app/installation.h"
#include "audit/audit.h"
#include "codec/hex.h"
#include "system/clock.h"

static void print_fault(struct arena *arena, const struct audit_fault *fault)
{
    struct text row = identifier_is_none(fault->row) ? TEXT("") : identifier_to_text(arena, fault->row);
    const struct text arguments[] = {row, arena_format(arena, "%lld", (long long)fault->block)};
    struct text message = tr_with(arena, language_for(TEXT("en")), audit_fault_message(fault->kind), arguments, 2);
    (void)printf("%.*s\n", TEXT_ARG(message));
}

static enum outcome verify(const struct application *application, struct arena *arena, int64_t *ret_faults)
{
    struct audit_report report;
    struct audit_head head;
    enum outcome outcome = audit_verify(application->db, application->keyring, clock_now(), NULL, arena, &report);
    if (outcome != OK)
        return outcome;
    for (const struct audit_fault *fault = report.first; fault != NULL; fault = fault->next)
        print_fault(arena, fault);
    (void)printf("%lld blocks, %lld rows, %lld faults\n", (long long)report.blocks, (long long)report.rows,
                 (long long)report.fault_count);
    if (audit_head(application->db, &head) == OK) {
        struct text hash = hex_encode(arena, (struct text){(const char *)head.hash, DIGEST_BYTES});
        (void)printf("head: %lld %.*s\n", (long long)head.block, TEXT_ARG(hash));
    }
    *ret_faults = report.fault_count;
    return OK;
}

static int run(struct command_line *line)
{
    struct application application;
    int64_t faults = 0;
    if (line->operand_count != 1 || !text_is(text_from(line->operands[0]), "verify")) {
        (void)fputs("usage: sanad audit verify (sanad audit --help)\n", stderr);
        return EXIT_WRONG_USE;
    }
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = installation_database(&application, true);
    if (outcome == OK)
        outcome = verify(&application, line->arena, &faults);
    installation_close(&application);
    return outcome == OK && faults == 0 ? EXIT_DONE : EXIT_REFUSED;
}

const struct command audit_command = {
    .name = "audit",
    .summary = "computes the audit log again and names every row that was changed, dropped or slipped in",
    .operands = "verify",
    .run = run,
};
