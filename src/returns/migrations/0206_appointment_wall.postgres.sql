-- The second wall before appointments (0110_wall.postgres.sql).
CALL wall_off_office('appointment', 3);
