-- The second wall before the directory (0110_wall.postgres.sql).  Everybody who works here reads it, and what is public of
-- it is for all; an organisation writes its own rows.  Part 9 of the wall names the organisations whose rows the actor
-- may write; zeros in it say: those of all (the coordination, access/wall_of_actor.h).
CREATE FUNCTION wall_kept() RETURNS text LANGUAGE sql IMMUTABLE AS $wall$
    SELECT format('(organisation = ANY %s OR ''00000000-0000-0000-0000-000000000000'' = ANY %s'
        ' OR current_setting(''sanad.wall'', true) = ''*'')', wall_part(9), wall_part(9))
$wall$;
CREATE PROCEDURE wall_off_keeping(name text) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall_reading ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY wall_adding ON %I FOR INSERT WITH CHECK %s', name, wall_kept());
    EXECUTE format('CREATE POLICY wall_changing ON %I FOR UPDATE USING %s', name, wall_kept());
    EXECUTE format('CREATE POLICY wall_removing ON %I FOR DELETE USING %s', name, wall_kept());
END
$wall$;
CALL wall_off_keeping('directory_site');
CALL wall_off_keeping('directory_service');
CALL wall_off_keeping('directory_hours');
CALL wall_off_keeping('directory_closing');

DO $wall$
DECLARE
    coordinates text := format('''00000000-0000-0000-0000-000000000000'' = ANY %s', wall_part(9));
    of_directory text := 'record IN (''directory_site'', ''directory_service'', ''directory_hours'','
        ' ''directory_closing'', ''organisation'')';
BEGIN
    -- The coordination adds organisations that have no account, and keeps what is said of them.
    EXECUTE format('CREATE POLICY wall_directory_adding ON organisation FOR INSERT WITH CHECK (%s)', coordinates);
    EXECUTE format('CREATE POLICY wall_directory_changing ON organisation FOR UPDATE USING (%s)', coordinates);
    -- What is done to rows of the directory is kept whoever did it, and read by who may do it.
    EXECUTE format('CREATE POLICY wall_directory_adding ON history FOR INSERT WITH CHECK (%s AND %s)',
        of_directory, coordinates);
    EXECUTE format('CREATE POLICY wall_directory_reading ON history FOR SELECT USING (%s AND %s)',
        of_directory, coordinates);
END
$wall$;

-- Places of a service (directory_week, directory_place) are taken by whoever works here, whichever organisation's it is:
-- they say nothing about persons and have no wall.
