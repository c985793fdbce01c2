/* What a password must be, what a code of the second factor is worth.  No database.  Within identity/. */
#ifndef IDENTITY_SIGN_IN_RULES_H
#define IDENTITY_SIGN_IN_RULES_H

#include "identity/identity_store.h"

enum { PASSWORD_LEAST = 12, PASSWORD_MOST = 200 };
enum { TOTP_DIGITS = 6, TOTP_SECONDS = 30, TOTP_WINDOW = 1, TOTP_SECRET_BYTES = 20 };
enum { RECOVERY_CODES = 10, RECOVERY_LENGTH = 8 };

enum password_fault {
    PASSWORD_SOUND,
    PASSWORD_UNREADABLE, /* control characters or bytes that are no text */
    PASSWORD_SHORT,
    PASSWORD_LONG,
    PASSWORD_REPEATS, /* one character, or a few, again and again */
    PASSWORD_RUNS,    /* abcdefghijkl, 987654321098 */
    PASSWORD_HOLDS_LOGIN,
    PASSWORD_COMMON,
};
enum password_fault password_fault(struct arena *arena, struct text login, struct text password);

/* A word that many people choose: lower-cased, without digits and signs at its ends.  From common_passwords.c. */
bool common_password_is(struct text stem);

/* An Argon2id hash that no password has: checked when there is no user, so that this takes as long. */
extern const struct text sign_in_dummy_hash;

/* The time step a code belongs to, now or one step away.  INVALID: not the code of this secret. */
enum outcome totp_check(struct arena *arena, struct text secret, struct text typed, int64_t now,
                        int64_t *ret_step) MUST_CHECK;
struct text totp_secret_new(struct arena *arena);
/* "JBSW Y3DP …" for people, and otpauth:// for their telephone. */
struct text totp_secret_shown(struct arena *arena, struct text secret);
struct text totp_address(struct arena *arena, struct text mission, struct text login, struct text secret);

/* "4K7Q-W2MC" */
struct text recovery_code_new(struct arena *arena);
/* A keyed digest of a code as typed (small letters, O for 0, I or L for 1, spaces and hyphens anywhere).  INVALID: what
   was typed is no code. */
enum outcome recovery_code_digest(struct work *work, struct identifier user, struct text typed,
                                  struct text *ret_digest) MUST_CHECK;

#endif
