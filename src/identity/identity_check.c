/* What holds for organisations, offices, users and roles beyond their single fields. */
#include "identity/identity_store.h"
#include "system/random.h"
#include "web/session.h"

/* Organisations are made by organisation_add() alone, which gives them a key. */
enum outcome organisation_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct organisation *organisation = row;
    if (organisation->website.length > 0 && !text_starts_with(organisation->website, TEXT("https://")) &&
        !text_starts_with(organisation->website, TEXT("http://")))
        (void)problem_add(problems, INVALID, "address_unreadable", TEXT("website"),
                          N_("An address of the web begins with https://."));
    if (before == NULL && !identifier_equal(organisation->head.id, organisation->head.organisation))
        return FORBIDDEN;
    struct identifier other;
    enum outcome outcome = organisation_of_code(work, organisation->code, &other);
    if (outcome == OK && !identifier_equal(other, organisation->head.id))
        (void)problem_add(problems, INVALID, "code_taken", TEXT("code"),
                          N_("This code is that of another organisation."));
    return outcome == NOT_FOUND ? OK : outcome;
}

/* An office lies in itself, so that a role held there reaches it. */
enum outcome office_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct office *office = row;
    (void)work, (void)problems;
    if (before == NULL && identifier_is_none(office->head.id))
        office->head.id = identifier_new();
    office->head.office = office->head.id;
    return OK;
}

enum outcome user_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct user_account *account = row;
    struct sign_in_user other;
    char *login = arena_string(work->arena, account->login);
    for (size_t i = 0; login[i] != '\0'; i++)
        if (login[i] >= 'A' && login[i] <= 'Z')
            login[i] = (char)(login[i] + 32);
    account->login = (struct text){login, account->login.length};
    for (size_t i = 0; i < account->login.length; i++) {
        char c = login[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_'))
            return problem_add(problems, INVALID, "login_unreadable", TEXT("login"),
                               N_("A user name is made of the letters a to z, digits, dots and hyphens."));
    }
    if (before != NULL && account->active.is != FLAG_YES && identifier_equal(account->head.id, work->actor->user))
        return problem_add(problems, INVALID, "own_account", TEXT("active"), N_("You cannot close your own account."));
    if (before != NULL)
        return OK;
    enum outcome outcome = user_by_login(work, account->login, &other);
    if (outcome == OK)
        return problem_add(problems, INVALID, "login_taken", TEXT("login"), N_("This user name is taken."));
    return outcome == NOT_FOUND ? OK : outcome;
}

/* An account that may no longer sign in has its sessions ended at once. */
enum outcome user_stored(struct work *work, const void *before, const void *row)
{
    const struct user_account *account = row;
    return before != NULL && account->active.is != FLAG_YES ? session_end_all(work, account->head.id) : OK;
}

/* Nobody locks themselves out of administration. */
static enum outcome own_last_role(struct work *work, const struct role_assignment *assignment,
                                  struct problems *problems)
{
    int64_t others;
    if (work->actor->system || assignment->until == DATE_NONE || !text_is(assignment->role, "administrator") ||
        !identifier_equal(assignment->account, work->actor->user))
        return OK;
    enum outcome outcome = administrator_roles(work, assignment->account, assignment->head.id, &others);
    if (outcome != OK || others > 0)
        return outcome;
    return problem_add(problems, INVALID, "own_last_role", TEXT("until"),
                       N_("This is your last role as administrator: somebody else must end it."));
}

static enum outcome office_is_foreign(struct problems *problems)
{
    return problem_add(problems, INVALID, "office_of_others", TEXT("held_in"),
                       N_("This office belongs to another organisation than the user."));
}

enum outcome assignment_check(struct work *work, const void *before, void *row, struct problems *problems)
{
    struct role_assignment *assignment = row;
    void *office;
    void *account;
    if (identifier_is_none(assignment->held_in) || identifier_is_none(assignment->account))
        return OK;
    enum outcome outcome = record_get_unlimited(work, &office_record, assignment->held_in, &office);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &user_account_record, assignment->account, &account);
    if (outcome == NOT_FOUND)
        return problem_add(problems, INVALID, "link_unreadable", TEXT("held_in"), N_("Choose from the list."));
    if (outcome != OK)
        return outcome;
    if (before == NULL && !work->actor->system && identifier_equal(assignment->account, work->actor->user))
        return problem_add(problems, INVALID, "role_for_oneself", TEXT("role"),
                           N_("Nobody gives a role to themselves: ask another administrator."));
    struct subject place = record_subject(office);
    if (!identifier_equal(place.organisation, record_head_of(account)->organisation))
        return office_is_foreign(problems);
    /* The right to create was asked of the place that the caller named; what counts is the office. */
    if (!actor_may_on(work->actor, &user_write, &place))
        return office_is_foreign(problems);
    assignment->head.office = assignment->held_in;
    assignment->head.organisation = place.organisation;
    return before == NULL ? OK : own_last_role(work, assignment, problems);
}
