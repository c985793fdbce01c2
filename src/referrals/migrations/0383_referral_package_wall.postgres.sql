-- The second wall (0110_wall.postgres.sql) before packages: that of referrals.
CALL wall_off_office('referral_package', 10);
