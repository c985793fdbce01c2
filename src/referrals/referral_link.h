/* Receivers without an account: a link that opens once and ends, behind a code that goes another way.  Of link, code
   and session only keyed hashes are stored.  Within referrals/. */
#ifndef REFERRALS_REFERRAL_LINK_H
#define REFERRALS_REFERRAL_LINK_H

#include "referrals/referral_rules.h"

enum {
    LINK_CODE_DIGITS = 8,
    LINK_TOKEN_BYTES = 24,
    LINK_TRIES_MOST = 5,   /* wrong codes until a link is shut */
    LINK_ORIGIN_MOST = 10, /* failures of one address within … */
    LINK_ORIGIN_MINUTES = 15,
    LINK_DAYS_MOST = 7,
};

struct referral_link {
    struct identifier id, organisation, office, referral, received, made_by, job;
    /* "waiting" for its mail · "open" · "used": opened in one browser · "shut" after wrong codes · "ended" */
    struct text state;
    struct text channel; /* "mail", "paper" */
    struct text address; /* of a mail; sealed as stored */
    struct text code;    /* hash */
    int64_t tries, made_at, expires_at, mailed_at, opened_at, read_at;
};
enum { LINK_HASH_BYTES = SEARCH_KEY_BYTES };

/* ---- rules (referral_link.c) ---- */

struct link_wish {
    struct text channel, address; /* address: of "mail", sound */
    int64_t days;                 /* 1 … LINK_DAYS_MOST */
};
/* What is shown once. */
struct link_secret {
    struct text code;  /* "1234 5678" */
    struct text token; /* empty where it leaves by mail: nobody here sees it */
};
/* Makes a link for a referral under way and ends those before.  INVALID with problems; CONFLICT: it is not under way,
   or about protection. */
enum outcome referral_link_make(struct work *work, const struct referral *referral, const struct link_wish *wish,
                                struct link_secret *ret_secret) MUST_CHECK;
/* Its links open nothing any more. */
enum outcome referral_link_end(struct work *work, const struct referral *referral) MUST_CHECK;
/* Its reader closes it: the same of the link that was opened. */
enum outcome referral_link_close(struct work *work, const struct referral_link *link) MUST_CHECK;
/* The link of a token and the code typed with it, both as typed.  NOT_FOUND: they open nothing, for whatever reason;
   ret_link->id then says which link was meant, zeros: none. */
enum outcome referral_link_find(struct work *work, struct text token, struct text code,
                                struct referral_link *ret_link) MUST_CHECK;
/* The link that this session opened, and which has not ended.  NOT_FOUND. */
enum outcome referral_link_of_session(struct work *work, struct text session,
                                      struct referral_link *ret_link) MUST_CHECK;
/* May this address try (again)? */
enum outcome referral_link_may_try(struct work *work, struct text origin, bool *ret_may) MUST_CHECK;
/* Where a link leads, under the address of this program. */
struct text referral_link_address(struct work *work, struct text base, struct text token);

/* What a receiver is told now: what it got, without what consent, protocol or service no longer lets through.
   NOT_FOUND: its access has ended. */
enum outcome referral_told_now(struct work *work, struct identifier received,
                               struct referral_received **ret_row) MUST_CHECK;

/* ---- answers of who has no account ---- */

struct outside_answer {
    struct identifier received;
    const char *how; /* "link", "typed" */
    struct text action, refusal_reason, answer, question, outcomes, result_note;
};
/* Takes the receiver's step as the program.  INVALID with problems; CONFLICT: there is no such step any more. */
enum outcome referral_answer_outside(struct work *work, const struct outside_answer *answer) MUST_CHECK;
extern struct choice_list referral_answer_ways;

/* Ends links whose time is over, and forgets who tried.  *ret_count: how many ended. */
enum outcome referral_links_tidy(struct work *work, int64_t *ret_count) MUST_CHECK;
/* What pages hand over to the writing worker. */
enum outcome referral_link_opened(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;
enum outcome referral_link_failed(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;
enum outcome referral_link_was_read(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;
enum outcome referral_link_mail_begins(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;
enum outcome referral_link_mail_left(struct work *work, struct text arguments, struct text *ret_answer) MUST_CHECK;
struct text referral_link_hash(struct work *work, const char *kind, struct text value);

/* ---- statements (referral_link_store.c) ---- */

enum outcome link_insert(struct work *work, const struct referral_link *link, struct text token) MUST_CHECK;
enum outcome link_get(struct work *work, struct identifier id, struct referral_link *ret_link) MUST_CHECK;
enum outcome link_by_token(struct work *work, struct text token, struct referral_link *ret_link) MUST_CHECK;
enum outcome link_by_session(struct work *work, struct text session, struct referral_link *ret_link) MUST_CHECK;
/* Of a referral, newest first. */
enum outcome link_list(struct work *work, struct identifier referral, size_t most, struct referral_link **ret_links,
                       size_t *ret_count) MUST_CHECK;
/* With `opened`, those too that somebody reads in a browser: else that browser is told that there is nothing to read.
 */
enum outcome links_end(struct work *work, struct identifier referral, bool opened) MUST_CHECK;
/* Of several who come with it at once one gets true. */
enum outcome link_use(struct work *work, struct identifier id, struct text session, bool *ret_first) MUST_CHECK;
enum outcome link_fail(struct work *work, struct identifier id) MUST_CHECK;
enum outcome link_set_token(struct work *work, struct identifier id, struct text token) MUST_CHECK;
enum outcome link_set_mailed(struct work *work, struct identifier id) MUST_CHECK;
enum outcome link_set_read(struct work *work, struct identifier id) MUST_CHECK;
enum outcome links_over(struct work *work, int64_t *ret_count) MUST_CHECK;
enum outcome link_tries(struct work *work, struct text origin, int64_t since, int64_t *ret_failures) MUST_CHECK;
enum outcome link_tried(struct work *work, struct text origin, int64_t since) MUST_CHECK;
enum outcome link_tries_forget(struct work *work, int64_t before) MUST_CHECK;

#endif
