/* What backup, restore, copy and upgrade say of what came of it. */
#ifndef APP_COMMANDS_BACKUP_SAID_H
#define APP_COMMANDS_BACKUP_SAID_H

#include "app/command.h"
#include "backup/backup.h"

/* "sanad backup: FILE: The file was changed … What to do." on stderr; the exit status. */
int backup_say_fault(const char *command, struct text about, enum backup_fault fault, struct text concerns);
/* One line on stderr for a wrong use. */
int backup_say_wrong(const char *command, const char *what);
/* What was made or read: rows, tables, bytes, when, and with which version, on stdout. */
void backup_say_content(struct arena *arena, const struct backup_report *report);
/* A line of progress on stderr, now and then, when that is a terminal. */
extern const struct backup_watch backup_terminal;

#endif
