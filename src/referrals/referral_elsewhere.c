#include "referrals/referral_elsewhere.h"

enum outcome referral_elsewhere(struct work *work, const struct referral *referral, struct text *ret_said)
{
    (void)work, (void)referral;
    *ret_said = TEXT_NONE;
    return OK;
}
