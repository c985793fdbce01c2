/* A new passphrase for a command: from --passphrase-file, or typed twice on the terminal. */
#ifndef APP_COMMANDS_GIVEN_PASSPHRASE_H
#define APP_COMMANDS_GIVEN_PASSPHRASE_H

#include "app/command.h"
#include "system/passphrase.h"

static inline enum outcome given_passphrase(const struct command_line *line, bool new, struct text *ret)
{
    struct text file = command_value(line, "--passphrase-file");
    return text_is_empty(file) ? passphrase_ask(line->arena, "New passphrase of the keyring", new, ret)
                               : passphrase_read(line->arena, arena_string(line->arena, file), new, ret);
}

#endif
