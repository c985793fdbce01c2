-- The second wall (0110_wall.postgres.sql): as the cases themselves.
CALL wall_off_office('hand_over', 3);
CALL wall_off_office('hand_over_case', 3);
