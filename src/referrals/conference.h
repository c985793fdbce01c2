/* Case conferences: partners are invited to one person's file for a limited time, what was said is written down, what
   was decided becomes tasks.  Within referrals/.

   Three rows.  The conference is the host's, sealed with its own key.  What each guest is told is a row of the guest's,
   sealed with a key of its own that is destroyed when the conference ends.  A decision belongs to the organisation that
   carries it out, and stays. */
#ifndef REFERRALS_CONFERENCE_H
#define REFERRALS_CONFERENCE_H

#include "referrals/referral_rules.h"

enum { CONFERENCE_GUESTS_MOST = 12, CONFERENCE_DAYS_MOST = 60, CONFERENCE_TOLD_MOST = 8000 };

/* Who may be invited: an organisation with which a protocol permits to share something. */
struct conference_choice {
    struct identifier organisation;
    struct text name;
    referral_items permitted;
    int32_t until; /* the protocol's last day; DATE_NONE */
    bool chosen;
};
enum outcome conference_choices(struct work *work, const struct conference *row, struct conference_choice **ret_choices,
                                size_t *ret_count) MUST_CHECK;
/* What there is to tell of the person, as the host may read it. */
enum outcome conference_content(struct work *work, const struct conference *row,
                                struct referral_content *ret_content) MUST_CHECK;
/* What this guest would be told now. */
referral_items conference_would_tell(struct work *work, const struct conference *row,
                                     const struct conference_choice *guest, referral_items readable);
/* Lines "Name: …" of these items, in the language of the work. */
struct text conference_told(struct work *work, const struct referral_content *content, referral_items items);

enum outcome conference_can_invite(struct work *work, const void *row, struct gate *gate);
enum outcome conference_invited(struct work *work, void *row);
enum outcome conference_noted(struct work *work, void *row);
enum outcome conference_over(struct work *work, void *row);
enum outcome conference_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome conference_guest_stored(struct work *work, const void *before, const void *row);
enum outcome conference_decision_done(struct work *work, void *row);
enum outcome conference_decision_check(struct work *work, const void *before, void *row, struct problems *problems);
/* Ends every conference of a person that is open, or those that rest on one consent (zeros: all). */
enum outcome conference_withdraw_all(struct work *work, struct identifier person, struct identifier consent) MUST_CHECK;
/* Is one of this person open? */
enum outcome conference_any_open(struct work *work, struct identifier person, bool *ret_any) MUST_CHECK;
/* Ends those whose last day has passed: how many. */
enum outcome conference_look_at_days(struct work *work, int64_t *ret_count) MUST_CHECK;

/* ---- statements (conference_store.c) ---- */

struct conference_mark {
    struct identifier id, person, consent;
};
enum outcome conferences_open(struct work *work, struct identifier person, struct conference_mark **ret_marks,
                              size_t *ret_count) MUST_CHECK;
/* Conferences, and rows of guests, whose last day has passed. */
enum outcome conferences_past(struct work *work, int32_t today, size_t most, struct conference_mark **ret_marks,
                              size_t *ret_count) MUST_CHECK;
enum outcome conference_guests_past(struct work *work, int32_t today, size_t most, struct identifier **ret_ids,
                                    size_t *ret_count) MUST_CHECK;
/* Rows of the guests of a conference, and what was decided in it. */
enum outcome conference_guests_of(struct work *work, struct identifier conference, struct identifier person,
                                  struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
enum outcome conference_decisions_of(struct work *work, struct identifier conference, struct identifier person,
                                     struct identifier **ret_ids, size_t *ret_count) MUST_CHECK;
/* Organisations in whose name somebody can sign in, but this one. */
enum outcome conference_organisations(struct work *work, struct identifier but, struct identifier **ret_ids,
                                      size_t *ret_count) MUST_CHECK;

#endif
