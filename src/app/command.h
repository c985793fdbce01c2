/* Commands of the program.  main.c holds their table; each reads its command line through this. */
#ifndef APP_COMMAND_H
#define APP_COMMAND_H

#include "system/settings.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_WRONG_USE = 2, COMMAND_OPTIONS = 16 };

struct command_line;

struct option {
    const char *name;  /* "--port" */
    const char *value; /* what follows it: "N"; NULL: nothing */
    const char *help;
};

struct command {
    const char *name;     /* "serve" */
    const char *summary;  /* one line */
    const char *operands; /* "FILE…"; NULL: none are taken */
    const struct option *options;
    size_t option_count; /* at most COMMAND_OPTIONS */
    bool bears_faulty_settings;
    int (*run)(struct command_line *line);
};

/* What stood behind the command's name.  Every command also takes --data DIR, --settings FILE, --help, and each setting
   as an option. */
struct command_line {
    struct arena *arena;
    const struct command *command;
    const char *data, *settings_file;
    struct settings settings;
    bool settings_faulty; /* the file's were said on stderr; `settings` are the defaults (bears_faulty_settings) */
    struct text values[COMMAND_OPTIONS]; /* of the options, in their order; `at` NULL: not given */
    const char *const *operands;
    size_t operand_count;
    struct text set_names[COMMAND_OPTIONS], set_values[COMMAND_OPTIONS]; /* settings given as options */
    size_t set_count;
};

/* Reads arguments (those behind the command's name), then the settings.  OK; INVALID: wrong use or faulty settings,
   said on stderr; NOT_FOUND: --help was asked for and answered. */
enum outcome command_read(struct arena *arena, const struct command *command, int count, char **arguments,
                          struct command_line *ret_line) MUST_CHECK;
/* Reads the settings of a command line again. */
enum outcome command_settings(const struct command_line *line, struct arena *arena, struct settings *ret) MUST_CHECK;

bool command_has(const struct command_line *line, const char *option);
struct text command_value(const struct command_line *line, const char *option); /* empty when absent */

#endif
