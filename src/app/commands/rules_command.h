/* What the parts of `sanad rules` share. */
#ifndef APP_COMMANDS_RULES_COMMAND_H
#define APP_COMMANDS_RULES_COMMAND_H

#include "app/command.h"
#include "view/rule_tell.h"

/* What is asked of a set, and how the answer is told. */
struct rules_asked {
    struct arena *arena;
    const char *path;
    const struct rule_set *set;
    struct rule_facts *like; /* the parameters as they are set */
    const struct language *language;
    struct text moment;
    int32_t day;
    const struct rule_node *whole;
    struct text facts; /* the path of --facts; empty: none */
    bool reasons, settle;
};

/* Says a fault on stderr; gives EXIT_REFUSED. */
int rules_say(const char *path, const char *what, struct text about);
/* Each line of a table, its answers to stdout.  An exit status. */
int rules_evaluate_table(const struct rules_asked *asked);

#endif
