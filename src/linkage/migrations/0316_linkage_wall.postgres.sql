-- The second wall (0110_wall.postgres.sql).
CALL wall_off_organisation('linkage_partner');
CALL wall_off_organisation('linkage_run');
CALL wall_off_organisation('linkage_part');
CALL wall_off_organisation('linkage_key');
CALL wall_off_office('linkage_match', 2);
