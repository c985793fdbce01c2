-- The second wall (0110_wall.postgres.sql) before what users are told: of their organisation.
CALL wall_off_organisation('notice');
CALL wall_off_organisation('notice_preference');
