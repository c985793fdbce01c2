/* sanad ledger: do all balances follow from the transfers? */
#include <stdio.h>

#include "app/commands/commands.h"
#include "app/installation.h"
#include "ledger/ledger.h"

static void print_fault(void *context, const char *fault, struct identifier id)
{
    struct arena *arena = context;
    const struct text arguments[] = {identifier_is_none(id) ? TEXT("") : identifier_to_text(arena, id)};
    struct text message = tr_with(arena, language_for(TEXT("en")), ledger_fault_message(fault), arguments, 1);
    (void)printf("%.*s\n", TEXT_ARG(message));
}

static enum outcome verify(const struct application *application, struct arena *arena, size_t *ret_faults)
{
    struct work work = work_of_system(application->db, application->keys, arena);
    int64_t accounts = 0;
    int64_t transfers = 0;
    size_t faults = 0;
    enum outcome outcome = ledger_size(&work, &accounts, &transfers);
    if (outcome == OK)
        outcome = ledger_verify(&work, print_fault, arena, &faults);
    if (outcome != OK)
        return outcome;
    (void)printf("%lld accounts, %lld transfers, %zu faults\n", (long long)accounts, (long long)transfers, faults);
    *ret_faults = faults;
    return OK;
}

static int run(struct command_line *line)
{
    struct application application;
    size_t faults = 0;
    if (line->operand_count != 1 || !text_is(text_from(line->operands[0]), "verify")) {
        (void)fputs("usage: sanad ledger verify (sanad ledger --help)\n", stderr);
        return EXIT_WRONG_USE;
    }
    if (installation_open(line->arena, &line->settings, &application) != OK)
        return EXIT_REFUSED;
    enum outcome outcome = installation_database(&application, true);
    if (outcome == OK)
        outcome = verify(&application, line->arena, &faults);
    if (outcome != OK)
        (void)fputs("sanad ledger: the ledger could not be read to its end\n", stderr);
    installation_close(&application);
    return outcome == OK && faults == 0 ? EXIT_DONE : EXIT_REFUSED;
}

const struct command ledger_command = {
    .name = "ledger",
    .summary = "computes every balance again from its transfers and names each account and transfer that does not fit",
    .operands = "verify",
    .run = run,
};
