/* sanad user: accounts from the command line of the host. */
#include <stdio.h>

#include "app/commands/commands.h"
#include "app/installation.h"
#include "identity/identity.h"
#include "record/list.h"
#include "system/random.h"
#include "web/session.h"

enum { PASSWORD_BYTES = 15 };

static enum outcome say(enum outcome outcome, const char *what, struct text name)
{
    (void)fprintf(stderr, "sanad user: %.*s: %s\n", TEXT_ARG(name), what);
    return outcome;
}

/* The account of a login, or the office of a name: both are few.  Logins are kept in small letters. */
struct wanted {
    struct text name;
    const void *found;
};

static bool match_user(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct wanted *wanted = context;
    (void)work;
    (void)readable;
    if (text_equal_ignoring_case(((struct user_account *)row)->login, wanted->name))
        wanted->found = row;
    return wanted->found == NULL;
}

static bool match_office(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct wanted *wanted = context;
    const struct office *office = row;
    (void)work;
    (void)readable;
    if (text_equal(office->name, wanted->name) || text_equal(office->city, wanted->name))
        wanted->found = row;
    return wanted->found == NULL;
}

static enum outcome find(struct work *work, const struct record *record, record_taker *match, struct text name,
                         const void **ret)
{
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct wanted *wanted = arena_new(work->arena, struct wanted);
    void *row;
    wanted->name = name;
    enum outcome outcome = record_each(work, record, &query, match, wanted);
    if (outcome == OK && wanted->found == NULL)
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = record_get_unlimited(work, record, record_head_of(wanted->found)->id, &row);
    if (outcome == OK)
        *ret = row;
    return outcome == NOT_FOUND ? say(NOT_FOUND, "there is none of this name", name) : outcome;
}

static enum outcome new_password(struct work *work, struct identifier account, struct text login)
{
    struct text password = token_new(work->arena, PASSWORD_BYTES);
    enum outcome outcome = password_set(work, account, password_hash(work->arena, password), true);
    if (outcome == OK)
        outcome = session_end_all(work, account);
    if (outcome == OK)
        (void)printf("Password of %.*s, shown only now: %.*s\n", TEXT_ARG(login), TEXT_ARG(password));
    return outcome;
}

static enum outcome add(struct work *work, const struct command_line *line, struct text login)
{
    struct text role_name = command_value(line, "--role");
    struct text name = command_value(line, "--name");
    const void *row;
    enum role role;
    if (role_from_name(role_name, &role) != OK)
        return say(INVALID, "--role: there is no such role", role_name);
    enum outcome outcome = find(work, &office_record, match_office, command_value(line, "--office"), &row);
    if (outcome != OK)
        return outcome;
    const struct office *office = row;
    struct user_account *user = record_new(work->arena, &user_account_record);
    user->head.organisation = office->head.organisation;
    user->head.office = office->head.id;
    user->login = login;
    user->name = text_is_empty(name) ? login : name;
    user->language = TEXT("fr");
    user->active.is = FLAG_YES;
    outcome = user_add(work, user, token_new(work->arena, PASSWORD_BYTES));
    if (outcome == OK)
        outcome = role_give(work, user->head.id, office, role);
    return outcome == OK ? new_password(work, user->head.id, user->login) : outcome;
}

static enum outcome change_password(struct work *work, const struct command_line *line, struct text login)
{
    const void *row;
    (void)line;
    enum outcome outcome = find(work, &user_account_record, match_user, login, &row);
    return outcome == OK ? new_password(work, record_head_of(row)->id, login) : outcome;
}

static enum outcome close_account(struct work *work, const struct command_line *line, struct text login)
{
    const void *row;
    (void)line;
    enum outcome outcome = find(work, &user_account_record, match_user, login, &row);
    if (outcome != OK)
        return outcome;
    struct user_account *closed = arena_bytes(work->arena, sizeof *closed);
    *closed = *(const struct user_account *)row;
    closed->active.is = FLAG_NO;
    outcome = record_update(work, &user_account_record, row, closed);
    return outcome == OK ? session_end_all(work, closed->head.id) : outcome;
}

static const struct deed {
    const char *name;
    enum outcome (*run)(struct work *work, const struct command_line *line, struct text login);
} DEEDS[] = {{"add", add}, {"password", change_password}, {"close", close_account}};

static enum outcome run_deed(struct application *application, const struct command_line *line, const struct deed *deed)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct work work = work_of_system(application->db, application->keys, line->arena);
    enum outcome outcome = db_transaction_begin(application->db, true, &transaction);
    if (outcome == OK)
        outcome = deed->run(&work, line, text_from(line->operands[1]));
    for (const struct problem *problem = work.problems.first; problem != NULL; problem = problem->next)
        (void)say(INVALID, problem->message, problem->field);
    if (outcome == UNAVAILABLE)
        (void)fputs("sanad user: the database is busy: try again\n", stderr);
    if (outcome == DISK_FULL)
        (void)fputs("sanad user: the disk is full: make room, then try again\n", stderr);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static int run(struct command_line *line)
{
    struct application application;
    const struct deed *deed = NULL;
    for (size_t i = 0; line->operand_count == 2 && i < sizeof DEEDS / sizeof *DEEDS; i++)
        if (text_is(text_from(line->operands[0]), DEEDS[i].name))
            deed = &DEEDS[i];
    if (deed == NULL) {
        (void)fputs("usage: sanad user add|password|close LOGIN (sanad user --help)\n", stderr);
        return EXIT_WRONG_USE;
    }
    enum outcome outcome = installation_open(line->arena, &line->settings, &application);
    if (outcome != OK)
        return EXIT_REFUSED;
    outcome = installation_database(&application, false);
    if (outcome == OK)
        outcome = run_deed(&application, line, deed);
    installation_close(&application);
    return outcome == OK ? EXIT_DONE : EXIT_REFUSED;
}

static const struct option OPTIONS[] = {
    {"--role", "ROLE", "of a new account: caseworker, supervisor, …"},
    {"--office", "NAME", "of a new account: the office, by its name or town"},
    {"--name", "NAME", "of a new account: the person's name"},
};
const struct command user_command = {
    .name = "user",
    .summary = "adds an account, gives one a new password, closes one",
    .operands = "add|password|close LOGIN",
    .options = OPTIONS,
    .option_count = sizeof OPTIONS / sizeof *OPTIONS,
    .run = run,
};
