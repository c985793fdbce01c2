#include "app/command.h"

#include <stdio.h>
#include <string.h>

/* --- help --------------------------------------------------------------------------------------------------------- */

static void print_option(const char *name, const char *value, const char *help)
{
    (void)printf("  %s%s%s\n      %s\n", name, value == NULL ? "" : " ", value == NULL ? "" : value, help);
}

static void print_settings(void)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    (void)puts("\nSettings, from DIR/sanad.conf (\"name = value\") or as options (\"--name value\"):");
    for (size_t i = 0; i < count; i++)
        (void)printf("  %s = %s%s%s%s\n      %s\n", table[i].name, table[i].standard,
                     table[i].host_standard == NULL ? "" : " (",
                     table[i].host_standard == NULL ? "" : table[i].host_standard,
                     table[i].host_standard == NULL ? "" : " where DATA is " DATA_OF_HOST ")", table[i].help);
}

static void print_help(const struct command *command)
{
    (void)printf("usage: sanad %s [options]%s%s\n%s\n\n", command->name, command->operands == NULL ? "" : " ",
                 command->operands == NULL ? "" : command->operands, command->summary);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(command->options[i].name, command->options[i].value, command->options[i].help);
    print_option("--data", "DIR", "the data directory, DATA below (var; " DATA_OF_HOST " of the package)");
    print_option("--settings", "FILE", "the settings (DIR/sanad.conf)");
    print_option("--help", NULL, "this text");
    print_settings();
}

/* --- reading ------------------------------------------------------------------------------------------------------ */

static enum outcome wrong_use(const struct command *command, const char *what, const char *argument)
{
    (void)fprintf(stderr, "sanad %s: %s: %s (sanad %s --help)\n", command->name, argument, what, command->name);
    return INVALID;
}

static const struct setting *setting_of(struct text name)
{
    size_t count;
    const struct setting *table = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct text known = text_from(table[i].name);
        bool same = known.length == name.length;
        for (size_t c = 0; same && c < name.length; c++)
            same = known.at[c] == name.at[c] || (known.at[c] == '_' && name.at[c] == '-');
        if (same)
            return &table[i];
    }
    return NULL;
}

static const struct option *option_of(const struct command *command, struct text name, size_t *ret_index)
{
    for (size_t i = 0; i < command->option_count; i++)
        if (text_is(name, command->options[i].name)) {
            *ret_index = i;
            return &command->options[i];
        }
    return NULL;
}

/* What an option's value goes to. */
static enum outcome take_value(struct command_line *line, struct text name, const char *value)
{
    if (text_is(name, "--data"))
        line->data = value;
    else if (text_is(name, "--settings"))
        line->settings_file = value;
    else if (line->set_count == COMMAND_OPTIONS)
        return wrong_use(line->command, "too many settings", value);
    else {
        line->set_names[line->set_count] = text_slice(name, 2, name.length);
        line->set_values[line->set_count++] = text_from(value);
    }
    return OK;
}

/* One option, with its value in the same word ("--port=80") or the next; *at moves past it. */
static enum outcome take_option(struct command_line *line, int count, char **arguments, int *at)
{
    const char *word = arguments[(*at)++];
    struct text rest = text_from(word);
    struct text name;
    size_t index = 0;
    bool joined = text_find_byte(rest, '=') >= 0;
    (void)text_split(&rest, '=', &name);
    const struct option *option = option_of(line->command, name, &index);
    if (option != NULL && option->value == NULL) {
        line->values[index] = TEXT("");
        return joined ? wrong_use(line->command, "takes no value", word) : OK;
    }
    bool known = option != NULL || text_is(name, "--data") || text_is(name, "--settings") ||
                 setting_of(text_slice(name, 2, name.length)) != NULL;
    if (!known)
        return wrong_use(line->command, "no such option", word);
    if (!joined && *at == count)
        return wrong_use(line->command, "needs a value", word);
    const char *value = joined ? strchr(word, '=') + 1 : arguments[(*at)++];
    if (option == NULL)
        return take_value(line, name, value);
    line->values[index] = text_from(value);
    return OK;
}

enum outcome command_settings(const struct command_line *line, struct arena *arena, struct settings *ret)
{
    struct settings settings;
    enum outcome outcome = settings_read(arena, line->data, line->settings_file, &settings);
    for (size_t i = 0; i < line->set_count && outcome == OK; i++)
        outcome = settings_set(arena, &settings, line->set_names[i], line->set_values[i]);
    if (outcome != OK)
        return INVALID;
    *ret = settings;
    return OK;
}

enum outcome command_read(struct arena *arena, const struct command *command, int count, char **arguments,
                          struct command_line *ret_line)
{
    struct command_line line = {.arena = arena, .command = command, .data = settings_data_standard()};
    const char **operands = arena_array(arena, const char *, (size_t)count + 1);
    bool only_operands = false;
    for (int at = 0; at < count;) {
        struct text word = text_from(arguments[at]);
        if (!only_operands && (text_is(word, "--help") || text_is(word, "-h"))) {
            print_help(command);
            return NOT_FOUND;
        }
        if (!only_operands && text_is(word, "--")) {
            only_operands = true;
            at++;
        } else if (!only_operands && text_starts_with(word, TEXT("--"))) {
            enum outcome outcome = take_option(&line, count, arguments, &at);
            if (outcome != OK)
                return outcome;
        } else {
            operands[line.operand_count++] = arguments[at++];
        }
    }
    if (line.operand_count > 0 && command->operands == NULL)
        return wrong_use(command, "takes no such argument", operands[0]);
    line.operands = operands;
    enum outcome outcome = command_settings(&line, arena, &line.settings);
    if (outcome == INVALID && command->bears_faulty_settings) {
        line.settings_faulty = true;
        outcome = settings_standards(arena, line.data, &line.settings);
    }
    if (outcome == OK)
        *ret_line = line;
    return outcome;
}

static struct text value_of(const struct command_line *line, const char *name)
{
    size_t index;
    return option_of(line->command, text_from(name), &index) == NULL ? TEXT_NONE : line->values[index];
}

bool command_has(const struct command_line *line, const char *option) { return value_of(line, option).at != NULL; }
struct text command_value(const struct command_line *line, const char *option) { return value_of(line, option); }
