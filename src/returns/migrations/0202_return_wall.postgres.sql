-- The second wall before what eligibility keeps (0110_wall.postgres.sql).
CALL wall_off_office('return_decision', 3);
CALL wall_off_office('return_counselling', 3);
CALL wall_off_writing('suspended_place');
