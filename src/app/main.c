#include <stdio.h>

#include "app/commands/commands.h"

static const struct command *const COMMANDS[] = {
    &init_command,  &serve_command,  &user_command,    &report_command, &audit_command,   &ledger_command,
    &check_command, &backup_command, &restore_command, &copy_command,   &upgrade_command, &demo_command,
    &keys_command,  &import_command, &export_command,  &match_command,  &link_command,    &rules_command};
enum { COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS, MAIN_ARENA = 64 << 20 };

static int print_help(FILE *where, int status)
{
    (void)fputs("usage: sanad COMMAND [options]\n\n", where);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        (void)fprintf(where, "  %-10s %s\n", COMMANDS[i]->name, COMMANDS[i]->summary);
    (void)fputs("\nsanad COMMAND --help tells more.  Exit status: 0 done, 1 refused or found faults, 2 wrong use.\n",
                where);
    return status;
}

static int run(const struct command *command, int count, char **arguments)
{
    struct command_line line;
    AUTO_ARENA struct arena *arena = arena_open(MAIN_ARENA);
    enum outcome outcome = command_read(arena, command, count, arguments, &line);
    if (outcome != OK)
        return outcome == NOT_FOUND ? EXIT_DONE : EXIT_WRONG_USE;
    return command->run(&line);
}

int main(int count, char **arguments)
{
    struct text name = text_from(count > 1 ? arguments[1] : "");
    if (text_is(name, "--version"))
        return puts("sanad " SANAD_VERSION) < 0 ? EXIT_REFUSED : EXIT_DONE;
    if (text_is(name, "--help") || text_is(name, "-h"))
        return print_help(stdout, EXIT_DONE);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (text_is(name, COMMANDS[i]->name))
            return run(COMMANDS[i], count - 2, arguments + 2);
    return print_help(stderr, EXIT_WRONG_USE);
}
