-- The second wall (0110_wall.postgres.sql): as persons.
CALL wall_off_office('person_pair', 2);
CALL wall_off_office('person_merge', 2);
CALL wall_off_organisation('person_merge_row');
CALL wall_off_organisation('person_merge_kept');
CALL wall_off_organisation('person_link');
