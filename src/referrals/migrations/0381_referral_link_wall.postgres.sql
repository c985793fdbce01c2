-- The second wall (0110_wall.postgres.sql) before links: that of referrals.
CALL wall_off_office('referral_link', 10);
