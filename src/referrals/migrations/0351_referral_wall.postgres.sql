-- The second wall before referrals: a part of its own (0110_wall.postgres.sql), so that no right over cases opens what another
-- organisation told; those about protection lie behind that of protection.
CALL wall_off_office('referral', 10);
CALL wall_off_office('referral_received', 10);
CALL wall_off_office('protection_referral', 7);
CALL wall_off_office('protection_received', 7);
