/* Statements and checks about users.  Within identity/. */
#ifndef IDENTITY_IDENTITY_STORE_H
#define IDENTITY_IDENTITY_STORE_H

#include "identity/identity.h"

#define ACCOUNT_PASSWORD "/account/password"
#define ACCOUNT_SECOND_FACTOR "/account/second-factor"

enum outcome organisation_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome office_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome user_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome user_stored(struct work *work, const void *before, const void *row);
enum outcome assignment_check(struct work *work, const void *before, void *row, struct problems *problems);

/* Roles as administrator that this account holds without an end, but for one assignment. */
enum outcome administrator_roles(struct work *work, struct identifier account, struct identifier except,
                                 int64_t *ret_count) MUST_CHECK;
struct role_row {
    struct identifier id, office;
    struct text role;
    int32_t until;
};
/* The roles that a user holds today. */
enum outcome role_list(struct work *work, struct identifier account, struct role_row **ret,
                       size_t *ret_count) MUST_CHECK;

struct sign_in_user {
    struct identifier id, organisation;
    struct text login, language, password_hash;
    bool active, second_factor, must_change;
};
/* NOT_FOUND for an unknown login. */
enum outcome user_by_login(struct work *work, struct text login, struct sign_in_user *ret) MUST_CHECK;
enum outcome user_by_id(struct work *work, struct identifier id, struct sign_in_user *ret) MUST_CHECK;

/* Failures are counted by a digest of what was typed as login, so that unknown logins are locked alike. */
struct text login_digest(struct work *work, struct text login);
/* Minutes until another try is allowed; 0: now. */
enum outcome sign_in_locked(struct work *work, struct text digest, int64_t *ret_minutes) MUST_CHECK;
/* Failures since the last success or lockout; 0 right after a lockout began. */
enum outcome sign_in_failures(struct work *work, struct text digest, int64_t *ret_count) MUST_CHECK;
enum outcome sign_in_failed(struct work *work, struct text digest, int64_t most, int64_t minutes) MUST_CHECK;
enum outcome sign_in_done(struct work *work, struct text digest) MUST_CHECK;

/* The second factor of a user: its secret, sealed; the last time step used; digests of the recovery codes left. */
struct second_factor {
    struct text secret; /* raw bytes */
    int64_t last_step;
    bool confirmed;
};
enum outcome second_factor_get(struct work *work, const struct sign_in_user *user,
                               struct second_factor *ret) MUST_CHECK; /* NOT_FOUND */
enum outcome second_factor_store(struct work *work, const struct sign_in_user *user, struct text secret) MUST_CHECK;
enum outcome second_factor_confirm(struct work *work, struct identifier user, int64_t step) MUST_CHECK;
/* CONFLICT when this step, or a later one, was used already. */
enum outcome second_factor_used(struct work *work, struct identifier user, int64_t step) MUST_CHECK;
enum outcome second_factor_remove(struct work *work, struct identifier user) MUST_CHECK;
enum outcome recovery_codes_store(struct work *work, struct identifier user, const struct text *digests,
                                  size_t count) MUST_CHECK;
/* Takes one: NOT_FOUND when it is none of the codes left. */
enum outcome recovery_code_take(struct work *work, struct identifier user, struct text digest) MUST_CHECK;

/* An audit row about a user in the caller's transaction; `organisation` and `user` zeros where nobody is known. */
enum outcome identity_audit(struct work *work, struct text action, struct identifier organisation,
                            struct identifier user, struct text details) MUST_CHECK;
enum outcome recovery_codes_left(struct work *work, struct identifier user, int64_t *ret_count) MUST_CHECK;

struct token_row {
    struct identifier id;
    struct text label, scopes;
    int64_t created_at;
    int32_t expires_on;
};
enum outcome token_list(struct work *work, struct identifier account, struct token_row **ret,
                        size_t *ret_count) MUST_CHECK;

#endif
