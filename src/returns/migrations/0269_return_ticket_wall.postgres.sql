-- The second wall before tickets: the part of cases (0110_wall.postgres.sql).
CALL wall_off_office('return_ticket', 3);
