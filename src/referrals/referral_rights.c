#include "referrals/referrals.h"

struct right referral_read = {"referral.read", N_("See the referrals that one's own organisation sent"), 0,
                              ROWS_REFERRALS};
struct right referral_write = {"referral.write", N_("Refer persons to other organisations"), 0, ROWS_REFERRALS};
struct right referral_received_read = {"referral.received", N_("See referrals that came to one's own organisation"), 0,
                                       ROWS_REFERRALS};
struct right referral_answer = {"referral.answer", N_("Answer referrals"), 0, ROWS_REFERRALS};
struct right referral_follow = {"referral.follow", N_("Follow referrals that are late"), 0, ROWS_REFERRALS};
struct right guarded_referral_read = {"referral.guarded_read", N_("See protection referrals of both directions"), 0,
                                      ROWS_PROTECTION};
struct right guarded_referral_write = {"referral.guarded_write", N_("Send protection referrals"), 0, ROWS_PROTECTION};
struct right guarded_referral_answer = {"referral.guarded_answer", N_("Answer protection referrals"), 0,
                                        ROWS_PROTECTION};

/* Whoever sees that somebody waits, and for what; nothing of the person. */
struct right referral_board_right = {"referral.board", N_("See the coordination board and the indicators of referrals"),
                                     0, ROWS_REFERRALS};

/* What comes from outside is the organisation's, no office's: it is addressed to a service.  Protection referrals are
   the protection officers' of both sides: nobody else is named. */
const struct grant referral_grants[] = {
    {ROLE_CASEWORKER, &referral_read, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &referral_write, SCOPE_OFFICE},
    {ROLE_CASEWORKER, &referral_received_read, SCOPE_ORGANISATION},
    {ROLE_CASEWORKER, &referral_answer, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &referral_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &referral_write, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &referral_received_read, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &referral_answer, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &referral_follow, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &referral_read, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &referral_write, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &referral_received_read, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &referral_answer, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &referral_follow, SCOPE_ORGANISATION},
    {ROLE_SUPERVISOR, &referral_board_right, SCOPE_ORGANISATION},
    {ROLE_PARTNER, &referral_board_right, SCOPE_ORGANISATION},
    {ROLE_PROGRAMME_MANAGER, &referral_board_right, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &guarded_referral_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &guarded_referral_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION, &guarded_referral_answer, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &guarded_referral_read, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &guarded_referral_write, SCOPE_ORGANISATION},
    {ROLE_PROTECTION_MANAGER, &guarded_referral_answer, SCOPE_ORGANISATION},
};
const size_t referral_grant_count = sizeof referral_grants / sizeof *referral_grants;
