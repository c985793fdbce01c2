/* One file of this folder each. */
#ifndef APP_COMMANDS_COMMANDS_H
#define APP_COMMANDS_COMMANDS_H

#include "app/command.h"

extern const struct command serve_command;

#endif
