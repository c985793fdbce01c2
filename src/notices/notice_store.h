/* Statements about notices and who wants them by mail.  Within notices/. */
#ifndef NOTICES_NOTICE_STORE_H
#define NOTICES_NOTICE_STORE_H

#include "notices/notices.h"

enum mail_wish { MAIL_DAILY, MAIL_AT_ONCE, MAIL_NEVER };
const char *mail_wish_name(enum mail_wish wish); /* "daily" … as stored and in forms */
bool mail_wish_from_name(struct text name, enum mail_wish *ret_wish);

/* An unread one of the kind, about the same subject where the kind says so, is brought up to date, if there is one. */
enum outcome notice_store(struct work *work, const struct notice_kind *kind, const struct notice *notice) MUST_CHECK;

struct notice_row {
    struct identifier id, subject;
    struct text kind, number;
    int64_t count, at;
    bool seen;
};
/* Of one user: those not read, or those read, newest first. */
enum outcome notice_list(struct work *work, struct identifier account, bool seen, size_t most,
                         struct notice_row **ret_rows, size_t *ret_count) MUST_CHECK;
/* One of them; NOT_FOUND, also for another user's. */
enum outcome notice_get(struct work *work, struct identifier account, struct identifier id,
                        struct notice_row *ret_row) MUST_CHECK;
/* How many are not read, up to `most`. */
enum outcome notice_count(struct work *work, struct identifier account, int64_t most, int64_t *ret_count) MUST_CHECK;
/* Zeros: all of them. */
enum outcome notice_see(struct work *work, struct identifier account, struct identifier id) MUST_CHECK;
/* Forgets at most `most` of those read, or not, before these instants. */
enum outcome notice_clean(struct work *work, int64_t seen_before, int64_t unseen_before, int64_t most) MUST_CHECK;

struct mail_preference {
    enum mail_wish wish; /* MAIL_DAILY for who chose nothing */
    int64_t mailed_at;   /* INSTANT_NONE: never */
};
enum outcome mail_preference_get(struct work *work, struct identifier account,
                                 struct mail_preference *ret_preference) MUST_CHECK;
enum outcome mail_preference_set(struct work *work, struct identifier organisation, struct identifier account,
                                 enum mail_wish wish) MUST_CHECK;
enum outcome mail_preference_mailed(struct work *work, struct identifier organisation,
                                    struct identifier account) MUST_CHECK;
/* Open accounts behind `after` (zeros: from the first) that want their mail every morning. */
enum outcome mail_daily_accounts(struct work *work, struct identifier after, size_t most, struct identifier **ret_ids,
                                 struct identifier **ret_organisations, size_t *ret_count) MUST_CHECK;
/* When the last mail left, of all; INSTANT_NONE. */
enum outcome mail_last(struct work *work, int64_t *ret_at) MUST_CHECK;

#endif
