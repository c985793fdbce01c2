-- The second wall before courses (0110_wall.postgres.sql).
CALL wall_off_organisation('reintegration_course');
