-- The second wall (0110_wall.postgres.sql).  Who broke a glass may lie in any office of the organisation; what is opened
-- is read with the actor, before anybody is known.  A search writes whom it showed; their log is read by the
-- organisation.
CALL wall_off_organisation('broken_glass');
CALL wall_off_writing('access_opening');
ALTER TABLE audit_shown ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall_adding ON audit_shown FOR INSERT WITH CHECK (true);
DO $wall$
BEGIN
    EXECUTE format('CREATE POLICY wall_reading ON audit_shown FOR SELECT USING %s', wall_home());
END
$wall$;
