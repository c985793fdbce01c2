-- The second wall (0110_wall.postgres.sql).
CALL wall_off_organisation('field_weights');
