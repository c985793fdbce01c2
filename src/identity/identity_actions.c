/* What the processes that check passwords hand to the writing worker. */
#include "codec/json.h"
#include "identity/account_change.h"
#include "web/web_store.h"

static struct text member(const struct json_value *json, const char *name)
{
    return json_text_or(json_member(json, text_from(name)), TEXT_NONE);
}

static int64_t number(const struct json_value *json, const char *name)
{
    return json_integer_or(json_member(json, text_from(name)), 0);
}

static enum outcome read_arguments(struct work *work, struct text arguments, const struct json_value **ret)
{
    return json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, ret, NULL) == OK ? OK : FAILED;
}

/* The account that the arguments name, if the actor may change it. */
static enum outcome read_account(struct work *work, struct text arguments, const struct json_value **ret_json,
                                 struct sign_in_user *ret_user)
{
    struct identifier id;
    enum outcome outcome = read_arguments(work, arguments, ret_json);
    if (outcome == OK && text_to_identifier(member(*ret_json, "user"), &id) != OK)
        outcome = FAILED;
    return outcome == OK ? account_find(work, id, ret_user) : outcome;
}

/* ---- signing in ---- */

/* The user is left out when nobody has this login; what was typed is kept only as a keyed digest. */
static enum outcome run_failed(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct identifier id;
    struct sign_in_user user = {0};
    int64_t minutes;
    int64_t failures;
    enum outcome outcome = read_arguments(work, arguments, &json);
    if (outcome == OK && text_to_identifier(member(json, "user"), &id) == OK)
        outcome = user_by_id(work, id, &user);
    if (outcome != OK)
        return outcome;
    struct text digest = member(json, "login");
    struct text details = arena_format(work->arena, "{\"login\":\"%.*s\",\"what\":\"%.*s\"}", TEXT_ARG(digest),
                                       TEXT_ARG(member(json, "what")));
    outcome = sign_in_failed(work, digest, number(json, "most"), number(json, "minutes"));
    if (outcome == OK)
        outcome = identity_audit(work, TEXT("sign_in.failed"), user.organisation, user.id, details);
    if (outcome == OK)
        outcome = sign_in_locked(work, digest, &minutes);
    if (outcome == OK && minutes > 0)
        outcome = identity_audit(work, TEXT("sign_in.locked"), user.organisation, user.id, details);
    if (outcome == OK)
        outcome = sign_in_failures(work, digest, &failures);
    if (outcome != OK)
        return outcome;
    *ret_answer = arena_format(work->arena, "{\"minutes\":%lld,\"left\":%lld}", (long long)minutes,
                               (long long)(number(json, "most") - failures));
    return OK;
}

/* CONFLICT: this code was used before.  NOT_FOUND: a recovery code that is none, or the account is gone. */
static enum outcome take_code(struct work *work, const struct json_value *json, const struct sign_in_user *user)
{
    if (json_member(json, TEXT("step")) != NULL)
        return second_factor_used(work, user->id, number(json, "step"));
    struct text recovery = member(json, "recovery");
    if (text_is_empty(recovery))
        return user->second_factor ? CONFLICT : OK; /* it was set up between the password and now */
    return recovery_code_take(work, user->id, recovery);
}

static enum outcome run_signed_in(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct identifier id;
    struct sign_in_user user;
    int64_t minutes;
    enum outcome outcome = read_arguments(work, arguments, &json);
    if (outcome == OK && text_to_identifier(member(json, "user"), &id) != OK)
        outcome = FAILED;
    if (outcome == OK)
        outcome = user_by_id(work, id, &user);
    if (outcome == OK && !user.active)
        outcome = NOT_FOUND;
    if (outcome == OK)
        outcome = sign_in_locked(work, member(json, "login"), &minutes);
    if (outcome == OK && minutes > 0)
        return TOO_MANY; /* locked while this try was under way */
    if (outcome == OK)
        outcome = take_code(work, json, &user);
    if (outcome == OK)
        outcome = sign_in_done(work, member(json, "login"));
    if (outcome == OK)
        outcome = identity_audit(work, TEXT("sign_in.done"), user.organisation, user.id,
                                 arena_format(work->arena, "{\"what\":\"%.*s\"}", TEXT_ARG(member(json, "what"))));
    *ret_answer = TEXT("{}");
    return outcome;
}

/* ---- accounts ---- */

static enum outcome run_password(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct sign_in_user user;
    enum outcome outcome = read_account(work, arguments, &json, &user);
    if (outcome != OK)
        return outcome;
    /* A password that somebody else gave is to be changed by who uses it. */
    bool own = identifier_equal(user.id, work->actor->user);
    *ret_answer = TEXT("{}");
    return account_set_password(work, &user, member(json, "hash"), !own);
}

static enum outcome run_second_factor_remove(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct sign_in_user user;
    enum outcome outcome = read_account(work, arguments, &json, &user);
    *ret_answer = TEXT("{}");
    return outcome == OK ? account_remove_second_factor(work, &user) : outcome;
}

/* The digests come joined by commas; the codes themselves never leave the process that shows them. */
static enum outcome run_recovery_codes(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    struct sign_in_user user;
    struct text digests[RECOVERY_CODES];
    size_t count = 0;
    enum outcome outcome = read_account(work, arguments, &json, &user);
    if (outcome != OK)
        return outcome;
    struct text rest = member(json, "digests");
    while (count < RECOVERY_CODES && text_split(&rest, ',', &digests[count]))
        count++;
    if (count != RECOVERY_CODES)
        return FAILED;
    outcome = user.second_factor ? recovery_codes_store(work, user.id, digests, count) : CONFLICT;
    *ret_answer = TEXT("{}");
    return outcome == OK ? identity_audit(work, TEXT("second_factor.codes"), user.organisation, user.id, TEXT_NONE)
                         : outcome;
}

/* A new user with a first password: the fields as field_to_text() writes them. */
static enum outcome run_user_add(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *json;
    enum outcome outcome = read_arguments(work, arguments, &json);
    if (outcome != OK)
        return outcome;
    struct user_account *account = record_new(work->arena, &user_account_record);
    account->head.organisation = work->actor->organisation;
    for (size_t i = 0; i < user_account_record.field_count && outcome == OK; i++) {
        const struct field *field = &user_account_record.fields[i];
        struct text value = member(json, field->name);
        if (!text_is_empty(value))
            outcome = field_from_text(work, field, value, account, &work->problems);
    }
    if (outcome == OK)
        outcome = record_insert(work, &user_account_record, account);
    if (outcome != OK)
        return outcome;
    struct sign_in_user user = {.id = account->head.id, .organisation = account->head.organisation};
    struct text id = identifier_to_text(work->arena, user.id);
    struct text location = arena_join(work->arena, TEXT("/users/"), id);
    outcome = account_set_password(work, &user, member(json, "hash"), true);
    if (outcome == OK && !text_is_empty(member(json, "key")))
        outcome = form_key_row_add(work, member(json, "key"), work->actor->user, location);
    *ret_answer = arena_format(work->arena, "{\"location\":\"%.*s\"}", TEXT_ARG(location));
    return outcome;
}

/* ---- every night ---- */

static enum outcome run_clean_up(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    return identity_clean_up(work);
}

static enum outcome clean_up_job(struct job_context *context)
{
    struct text answer;
    struct work *work = context->work;
    if (work->hand_over == NULL)
        return identity_clean_up(work);
    return work->hand_over(work->hand_over_context, work, "identity.clean_up", TEXT("{}"), &answer);
}

const struct job_kind identity_clean_up_job = {
    "identity.clean_up", clean_up_job, 60, 3, N_("Clean-up of failed sign-ins"), NULL};

const struct internal_action identity_actions[] = {
    {"identity.failed", run_failed},
    {"identity.signed_in", run_signed_in},
    {"identity.password", run_password},
    {"identity.second_factor_remove", run_second_factor_remove},
    {"identity.recovery_codes", run_recovery_codes},
    {"identity.user_add", run_user_add},
    {"identity.clean_up", run_clean_up},
    {NULL, NULL},
};
