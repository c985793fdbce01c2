/* Changes of how somebody signs in, each with its audit row, in the caller's transaction.  Within identity/. */
#ifndef IDENTITY_ACCOUNT_CHANGE_H
#define IDENTITY_ACCOUNT_CHANGE_H

#include "identity/sign_in_rules.h"

/* May the actor change this account: their own, or one they administer?  NOT_FOUND otherwise. */
enum outcome account_find(struct work *work, struct identifier user, struct sign_in_user *ret_user) MUST_CHECK;

/* All sessions of the user end. */
enum outcome account_set_password(struct work *work, const struct sign_in_user *user, struct text hash,
                                  bool must_change) MUST_CHECK;
/* A confirmed second factor in place of whatever there was, with new recovery codes, which are returned as shown. */
enum outcome account_set_second_factor(struct work *work, const struct sign_in_user *user, struct text secret,
                                       int64_t step, struct text ret_codes[RECOVERY_CODES]) MUST_CHECK;
enum outcome account_remove_second_factor(struct work *work, const struct sign_in_user *user) MUST_CHECK;
enum outcome account_end_sessions(struct work *work, const struct sign_in_user *user) MUST_CHECK;

/* Digests of new codes; the codes as shown in ret_codes. */
enum outcome recovery_codes_new(struct work *work, struct identifier user, struct text ret_codes[RECOVERY_CODES],
                                struct text ret_digests[RECOVERY_CODES]) MUST_CHECK;

#endif
