-- The second wall before what eligibility keeps (0110_wall.postgres.sql).
CALL wall_off_office('return_decision', 2, true);
CALL wall_off_office('return_counselling', 2, true);
CALL wall_off_writing('suspended_place');
