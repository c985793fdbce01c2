#include "identity/account_change.h"

#include "web/session.h"

enum outcome account_find(struct work *work, struct identifier user, struct sign_in_user *ret_user)
{
    struct sign_in_user found;
    enum outcome outcome = user_by_id(work, user, &found);
    if (outcome != OK)
        return outcome;
    struct subject subject = {.organisation = found.organisation};
    if (!identifier_equal(user, work->actor->user) && !actor_may_on(work->actor, &user_write, &subject))
        return NOT_FOUND;
    *ret_user = found;
    return OK;
}

enum outcome account_set_password(struct work *work, const struct sign_in_user *user, struct text hash,
                                  bool must_change)
{
    enum outcome outcome = password_set(work, user->id, hash, must_change);
    if (outcome == OK)
        outcome = session_end_all(work, user->id);
    return outcome != OK ? outcome
                         : identity_audit(work, must_change ? TEXT("password.given") : TEXT("password.changed"),
                                          user->organisation, user->id, TEXT_NONE);
}

enum outcome recovery_codes_new(struct work *work, struct identifier user, struct text ret_codes[RECOVERY_CODES],
                                struct text ret_digests[RECOVERY_CODES])
{
    enum outcome outcome = OK;
    for (size_t i = 0; i < RECOVERY_CODES && outcome == OK; i++) {
        ret_codes[i] = recovery_code_new(work->arena);
        outcome = recovery_code_digest(work, user, ret_codes[i], &ret_digests[i]);
    }
    return outcome;
}

enum outcome account_set_second_factor(struct work *work, const struct sign_in_user *user, struct text secret,
                                       int64_t step, struct text ret_codes[RECOVERY_CODES])
{
    struct text codes[RECOVERY_CODES];
    struct text digests[RECOVERY_CODES];
    enum outcome outcome = recovery_codes_new(work, user->id, codes, digests);
    if (outcome == OK)
        outcome = second_factor_store(work, user, secret);
    if (outcome == OK)
        outcome = second_factor_confirm(work, user->id, step);
    if (outcome == OK)
        outcome = recovery_codes_store(work, user->id, digests, RECOVERY_CODES);
    if (outcome == OK)
        outcome = session_end_all(work, user->id);
    if (outcome == OK)
        outcome = identity_audit(work, TEXT("second_factor.set"), user->organisation, user->id, TEXT_NONE);
    for (size_t i = 0; i < RECOVERY_CODES && outcome == OK; i++)
        ret_codes[i] = codes[i];
    return outcome;
}

enum outcome account_remove_second_factor(struct work *work, const struct sign_in_user *user)
{
    enum outcome outcome = second_factor_remove(work, user->id);
    if (outcome == OK)
        outcome = session_end_all(work, user->id);
    return outcome != OK ? outcome
                         : identity_audit(work, TEXT("second_factor.removed"), user->organisation, user->id, TEXT_NONE);
}

enum outcome account_end_sessions(struct work *work, const struct sign_in_user *user)
{
    enum outcome outcome = session_end_all(work, user->id);
    return outcome != OK ? outcome
                         : identity_audit(work, TEXT("sessions.ended"), user->organisation, user->id, TEXT_NONE);
}
