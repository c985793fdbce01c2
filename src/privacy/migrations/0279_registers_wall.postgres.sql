-- The second wall before the registers (0110_wall.postgres.sql): they are the organisation's.
CALL wall_off_organisation('processing');
CALL wall_off_organisation('incident');
CALL wall_off_organisation('transfer_agreement');
