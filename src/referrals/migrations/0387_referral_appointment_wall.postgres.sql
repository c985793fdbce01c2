-- The second wall (0110_wall.postgres.sql) before appointments with services: that of referrals.
CALL wall_off_office('referral_appointment', 10);
