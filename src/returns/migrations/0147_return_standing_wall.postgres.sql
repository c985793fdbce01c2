-- The second wall (0110_wall.postgres.sql).
CALL wall_off_organisation('return_state_limit');
CALL wall_off_organisation('return_work_seen');
