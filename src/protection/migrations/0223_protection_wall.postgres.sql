-- The second wall before protection (0110_wall.postgres.sql): a part of its own, so that no right over cases opens it.
CALL wall_off_office('protection_screening', 7);
CALL wall_off_office('protection_factor', 7);
CALL wall_off_office('protection_safety', 7);
CALL wall_off_office('protection_child', 7);
CALL wall_off_office('protection_tracing', 7);
CALL wall_off_office('protection_determination', 7);
CALL wall_off_office('protection_panel_member', 7);
CALL wall_off_organisation('protection_conflict');
