-- The second wall before reintegration (0110_wall.postgres.sql).
CALL wall_off_office('reintegration_assessment', 3);
CALL wall_off_office('reintegration_quote', 3);
CALL wall_off_office('reintegration_delivery', 3);
CALL wall_off_office('reintegration_training', 3);
CALL wall_off_office('reintegration_business', 3);
CALL wall_off_office('reintegration_session', 3);
CALL wall_off_office('reintegration_proof', 3);
CALL wall_off_office('reintegration_excess', 3);
CALL wall_off_office('reintegration_waiting', 3);
CALL wall_off_organisation('reintegration_supplier');
CALL wall_off_organisation('reintegration_quote_rule');
CALL wall_off_organisation('reintegration_entitlement');
