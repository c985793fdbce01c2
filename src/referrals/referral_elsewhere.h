/* Does somebody else help this person with the same now?  Told only as far as consent and protocol allow. */
#ifndef REFERRALS_REFERRAL_ELSEWHERE_H
#define REFERRALS_REFERRAL_ELSEWHERE_H

#include "referrals/referral_rules.h"

/* A sentence in the language of the work; empty when nobody is known to. */
enum outcome referral_elsewhere(struct work *work, const struct referral *referral, struct text *ret_said) MUST_CHECK;

#endif
