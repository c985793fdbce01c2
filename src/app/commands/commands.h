/* One file of this folder each. */
#ifndef APP_COMMANDS_COMMANDS_H
#define APP_COMMANDS_COMMANDS_H

#include "app/command.h"

extern const struct command audit_command, backup_command, check_command, copy_command, demo_command, export_command,
    import_command, init_command, keys_command, ledger_command, link_command, match_command, report_command,
    restore_command, rules_command, serve_command, upgrade_command, user_command;

#endif
