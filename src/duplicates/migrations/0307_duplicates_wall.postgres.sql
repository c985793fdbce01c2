-- The second wall (0110_wall.postgres.sql): as persons.
CALL wall_off_office('person_pair', 2);
CALL wall_off_office('person_merge', 2);
CALL wall_off_organisation('person_merge_row');
CALL wall_off_organisation('person_merge_kept');
-- A link across organisations: whoever is one of the two.
ALTER TABLE person_link ENABLE ROW LEVEL SECURITY;
DO $wall$
BEGIN
    EXECUTE format('CREATE POLICY wall ON person_link USING (first_organisation = ANY %s OR second_organisation = ANY %s'
        ' OR current_setting(''sanad.wall'', true) = ''*'')', wall_part(6), wall_part(6));
END
$wall$;
