-- The second wall (0110_wall.postgres.sql): who assigns a case must see who of the organisation is away.
CALL wall_off_organisation('absence');
