/* Commands that act as somebody who has an account: with that person's rights, and audited so. */
#ifndef APP_COMMANDS_ACTING_H
#define APP_COMMANDS_ACTING_H

#include "web/application.h"

/* The account of `login`, its rights and its language.  NOT_FOUND and FORBIDDEN, said on stderr after `command`. */
enum outcome acting_as(struct application *application, struct arena *arena, const char *command, struct text login,
                       struct actor *ret_actor, struct work *ret_work) MUST_CHECK;

#endif
