#include "app/commands/acting.h"

#include <stdio.h>

#include "identity/identity.h"
#include "record/list.h"

struct wanted {
    struct text login;
    struct identifier id;
    const struct language *language;
    bool found;
};

static bool match(void *context, struct work *work, void *row, const struct field_set *readable)
{
    struct wanted *wanted = context;
    const struct user_account *account = row;
    (void)work;
    (void)readable;
    if (!text_equal_ignoring_case(account->login, wanted->login))
        return true;
    wanted->id = account->head.id;
    wanted->language = language_for(account->language);
    wanted->found = true;
    return false;
}

enum outcome acting_as(struct application *application, struct arena *arena, const char *command, struct text login,
                       struct actor *ret_actor, struct work *ret_work)
{
    struct work work = work_of_system(application->db, application->keys, arena);
    struct wanted wanted = {.login = login};
    struct list_query query = {.size = LIST_PAGE_MOST};
    enum outcome outcome = record_each(&work, &user_account_record, &query, match, &wanted);
    if (outcome == OK && !wanted.found)
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = identity_actor_of_user(&work, wanted.id, ret_actor);
    if (outcome == OK && !text_is_empty(ret_actor->confined_to))
        outcome = FORBIDDEN;
    if (outcome > 0)
        (void)fprintf(stderr, "sanad %s: --as %.*s: no open account of this login, or it has something to do first\n",
                      command, TEXT_ARG(login));
    if (outcome != OK)
        return outcome;
    work.actor = ret_actor;
    work.language = wanted.language == NULL ? work.language : wanted.language;
    *ret_work = work;
    return OK;
}
