-- The second wall before orders, projects and shares (0110_wall.postgres.sql).
CALL wall_off_office('reintegration_order', 3);
CALL wall_off_office('reintegration_share', 3);
CALL wall_off_organisation('reintegration_project');
