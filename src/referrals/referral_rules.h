/* What may be done with a referral, and what follows on the other side.  Within referrals/. */
#ifndef REFERRALS_REFERRAL_RULES_H
#define REFERRALS_REFERRAL_RULES_H

#include "directory/directory.h"
#include "persons/persons.h"
#include "referrals/referral_disclosure.h"
#include "referrals/referrals.h"

enum { OUTCOMES_LENGTH = 600, REFERRAL_FEEDBACK_DAYS = 14 };

extern const struct actor referral_system;

/* Of a referral, or of what its receiver got. */
const struct record *referral_record_of(bool guarded);
const struct record *received_record_of(bool guarded);
const struct flow *referral_flow_of(bool guarded);
const struct flow *received_flow_of(bool guarded);
static inline bool referral_is_guarded(const struct referral *row) { return row->guarded.is == FLAG_YES; }
static inline bool received_is_guarded(const struct referral_received *row) { return row->guarded.is == FLAG_YES; }
bool referral_is_open(struct text state); /* sent, and not ended */

/* ---- terms of the profile (referral_terms.c) ---- */

/* Hours within which a referral of this priority is acknowledged, by the line in force on that day, and since when that
   line is.  NOT_FOUND: the profile says nothing. */
enum outcome referral_clock(struct text priority, int32_t day, int64_t *ret_hours, int32_t *ret_since) MUST_CHECK;
/* What whoever gives these services (codes joined by commas) needs at least, and what may be told them at all. */
void referral_needs(struct text services, int32_t day, referral_items *ret_least, referral_items *ret_most);
/* For tests: the same from their texts.  INVALID with the fault. */
enum outcome referral_clocks_read(struct arena *arena, struct text content, struct choice_fault *ret_fault) MUST_CHECK;
enum outcome referral_needs_read(struct arena *arena, struct text content, struct choice_fault *ret_fault) MUST_CHECK;

/* ---- what is told (referral_content.c) ---- */

/* What the receiver would be told of one item, as the sender may read it. */
struct referral_content {
    struct referral_received row;     /* its told fields alone are filled */
    referral_items readable, present; /* what the sender may read; what there is to tell */
    bool child;                       /* may be under eighteen */
};
enum outcome referral_content(struct work *work, const struct referral *referral,
                              struct referral_content *ret_content) MUST_CHECK;
/* Who lives with the person, as the sender may read it, and who of them goes along. */
struct referral_member {
    struct identifier id;
    struct text name; /* with the year of birth */
    bool chosen;
};
enum { REFERRAL_MEMBERS_MOST = 40 };
enum outcome referral_members(struct work *work, const struct referral *referral, struct referral_member **ret_members,
                              size_t *ret_count) MUST_CHECK;
/* How many persons come with it: at least 1. */
int64_t referral_places(const struct referral *referral, const struct referral_member *members, size_t count);
/* Empties all but these items. */
void referral_content_keep(struct work *work, struct referral_received *row, referral_items items);
/* The name of the told field of an item, one after the other: NULL behind the last. */
const char *referral_item_field(enum referral_item item, size_t at);

/* ---- sending (referral_send.c) ---- */

struct referral_sharing {
    struct directory_service *service;
    bool service_found, service_open, permitted;
    referral_items permitted_items, least, most;
    int32_t permitted_until;
};
/* What the directory and the agreements say of it, whoever asks. */
enum outcome referral_sharing(struct work *work, const struct referral *referral,
                              struct referral_sharing *ret) MUST_CHECK;
/* What the agreements permit to tell an organisation, of whatever theme: the permitted_… of it. */
enum outcome referral_permitted_to(struct work *work, struct identifier from, struct identifier to,
                                   struct referral_sharing *ret) MUST_CHECK;
/* What would be disclosed if it were sent now; `chosen` NULL: what the consent names. */
referral_items referral_would_tell(struct work *work, const struct referral *referral,
                                   const struct referral_sharing *sharing, referral_items readable);
enum outcome referral_can_send(struct work *work, const void *row, struct gate *gate);
enum outcome referral_sent(struct work *work, void *row);
/* What the sender does follows on the other side. */
enum outcome referral_replied(struct work *work, void *row);
enum outcome referral_recalled(struct work *work, void *row);
enum outcome referral_withdrawn(struct work *work, void *row);
enum outcome referral_expired(struct work *work, void *row);
enum outcome referral_can_reply(struct work *work, const void *row, struct gate *gate);
/* Ends every referral under way of a person, or those that rest on one consent (zeros: all). */
enum outcome referral_withdraw_all(struct work *work, struct identifier person, struct identifier consent) MUST_CHECK;

/* ---- answering (received_rules.c) ---- */

enum outcome received_acknowledged(struct work *work, void *row);
enum outcome received_can_accept(struct work *work, const void *row, struct gate *gate);
enum outcome received_accepted(struct work *work, void *row);
enum outcome received_refused(struct work *work, void *row);
enum outcome received_asked(struct work *work, void *row);
enum outcome received_referred_on(struct work *work, void *row);
enum outcome received_begun(struct work *work, void *row);
enum outcome received_completed(struct work *work, void *row);
enum outcome received_let_go(struct work *work, void *row);

/* ---- what is stored ---- */

enum outcome referral_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome referral_stored(struct work *work, const void *before, const void *row);
enum outcome received_check(struct work *work, const void *before, void *row, struct problems *problems);
enum outcome received_stored(struct work *work, const void *before, const void *row);

/* ---- what has become late (referral_late.c) ---- */

/* Tells both sides of what is late, and ends what consent or protocol no longer permits: how many. */
enum outcome referral_look_at_clocks(struct work *work, int64_t *ret_count) MUST_CHECK;

#endif
