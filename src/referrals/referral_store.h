/* Statements of referrals.  Within referrals/. */
#ifndef REFERRALS_REFERRAL_STORE_H
#define REFERRALS_REFERRAL_STORE_H

#include "record/work.h"

/* What the receiver got of a referral.  NOT_FOUND. */
enum outcome received_of(struct work *work, bool guarded, struct identifier referral, struct identifier person,
                         struct identifier *ret_id) MUST_CHECK;
/* The referral that continues this one, of the same person.  NOT_FOUND. */
enum outcome referral_continued(struct work *work, bool guarded, struct identifier referral, struct identifier person,
                                struct identifier *ret_id) MUST_CHECK;
/* Is another one of this organisation under way, for the same person to the same service? */
enum outcome referral_is_twice(struct work *work, struct identifier organisation, struct identifier person,
                               struct identifier service, struct identifier but, bool *ret_twice) MUST_CHECK;
/* Those of a person that are under way, of both kinds; `consent` zeros: whatever they rest on. */
struct referral_mark {
    struct identifier id, person;
    bool guarded;
};
enum outcome referrals_under_way(struct work *work, struct identifier person, struct identifier consent,
                                 struct referral_mark **ret_marks, size_t *ret_count) MUST_CHECK;
/* Is one of this person under way, or still being written? */
enum outcome referral_any_under_way(struct work *work, struct identifier person, bool *ret_any) MUST_CHECK;
/* Users of an organisation who hold one of two roles there. */
enum outcome referral_users(struct work *work, struct identifier organisation, bool guarded,
                            struct identifier **ret_users, size_t *ret_count) MUST_CHECK;
enum outcome organisation_called(struct work *work, struct identifier organisation, struct text *ret_name,
                                 struct text *ret_arabic, struct text *ret_code) MUST_CHECK;
/* The newest rows that were received and are late today, or whose access ends, that nobody was told of today. */
enum outcome received_late(struct work *work, bool guarded, int32_t today, int64_t now, size_t most,
                           struct referral_mark **ret_marks, size_t *ret_count) MUST_CHECK;
enum outcome received_past_access(struct work *work, bool guarded, int32_t today, size_t most,
                                  struct referral_mark **ret_marks, size_t *ret_count) MUST_CHECK;

/* Who does what where: all services, by organisation; how many persons were referred to each between two instants, and
   how many of them were provided with something.  Whoever asks; protection referrals are not among them. */
struct service_count {
    struct identifier service;
    int64_t targeted, reached;
};
enum outcome three_w_services(struct work *work, struct identifier **ret_services, size_t *ret_count) MUST_CHECK;
enum outcome three_w_counts(struct work *work, int64_t from, int64_t until, struct service_count **ret_counts,
                            size_t *ret_count) MUST_CHECK;

#endif
