-- The second wall (0110_wall.postgres.sql) before messages: that of referrals, and that of protection.
CALL wall_off_office('referral_message', 10);
CALL wall_off_office('protection_message', 7);
