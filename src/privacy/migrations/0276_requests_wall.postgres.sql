-- The second wall (0110_wall.postgres.sql) before requests, proposals and holds: as before persons.
CALL wall_off_office('data_request', 2);
CALL wall_off_office('retention_proposal', 2);
CALL wall_off_office('legal_hold', 2);
