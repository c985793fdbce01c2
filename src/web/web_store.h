/* The tables of web/: sessions, keys of forms that were stored, answers of the API that were given. */
#ifndef WEB_WEB_STORE_H
#define WEB_WEB_STORE_H

#include "record/work.h"

struct session_row {
    struct identifier id, user;
    int64_t created_at, expires_at, ended_at; /* ended_at: INSTANT_NONE while it lasts */
};
/* NOT_FOUND when no session has this hash. */
enum outcome session_row_read(struct work *work, struct text token_hash, struct session_row *ret) MUST_CHECK;
enum outcome session_row_add(struct work *work, const struct session_row *row, struct text token_hash) MUST_CHECK;
enum outcome session_row_end(struct work *work, struct identifier id) MUST_CHECK;
/* Of everybody: after a restore, when sessions that were ended since would be open again. */
enum outcome session_rows_end(struct work *work) MUST_CHECK;

/* NOT_FOUND when this user stored no form with this key. */
enum outcome form_key_row_read(struct work *work, struct text key, struct identifier user,
                               struct text *ret_location) MUST_CHECK;
enum outcome form_key_row_add(struct work *work, struct text key, struct identifier user,
                              struct text location) MUST_CHECK;
/* In one transaction, where others may send the same form at the same moment: claims the key first (NOT_FOUND: it was
   free and is ours now), fills in the location last.  A read before the write would collide with every other form. */
enum outcome form_key_row_claim(struct work *work, struct text key, struct identifier user,
                                struct text *ret_location) MUST_CHECK;
enum outcome form_key_row_fill(struct work *work, struct text key, struct identifier user,
                               struct text location) MUST_CHECK;

struct api_answer_row {
    struct text key_hash, fingerprint, sealed;
    struct identifier user;
};
/* In: key_hash, user and fingerprint.  NOT_FOUND: the key was free and is claimed, until the end of the transaction;
   OK: it was answered, with that fingerprint. */
enum outcome api_answer_row_claim(struct work *work, struct api_answer_row *row) MUST_CHECK;
enum outcome api_answer_row_fill(struct work *work, const struct api_answer_row *row) MUST_CHECK;
/* Of a claim whose answer is not to be kept. */
enum outcome api_answer_row_drop(struct work *work, const struct api_answer_row *row) MUST_CHECK;
/* All of them: they hold what was answered about persons, and nothing says about whom.  For an erasure. */
enum outcome api_answers_forget(struct work *work) MUST_CHECK;

#endif
