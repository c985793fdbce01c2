-- The second wall: which rows the role that serves may see and write at all.  The owner of the tables is not bound (no
-- FORCE), so that migrations, restore and copy see everything.  The setting is described in database/wall.h; without it
-- there are no rows.  A part of it is read in a subquery, which is answered once for a statement, not for a row; the
-- parts are 2 persons, 3 cases, 4 files, 5 tasks, 6 the organisations.  Written out in each policy, for a function that
-- says the same costs more than what it does.  Who reaches everything is asked last, so that nobody else pays for it.

<<<<<<< HEAD
-- Rows that lie in an office; the part of the wall says which: 1 persons, 2 cases, 3 files, 4 tasks, 6 protection.  For
-- later migrations too: CALL wall_off_office('table', part, has_assigned).
CREATE PROCEDURE wall_off_office(name text, part integer, has_assigned boolean) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall ON %I USING ((SELECT wall_all(%s))'
        ' OR organisation = ANY ((SELECT wall_list(%s))::uuid[]) OR office = ANY ((SELECT wall_list(%s))::uuid[])%s)',
        name, part, part, part,
        CASE WHEN has_assigned THEN format(' OR assigned = ANY ((SELECT wall_list(%s))::uuid[])', part) END);
=======
-- Rows that lie in an office.
DO $wall$
DECLARE
    place record;
    list text := '((SELECT CAST(NULLIF(split_part(current_setting(''sanad.wall'', true), '';'', %s), '''') AS uuid[]))'
        '::uuid[])';
BEGIN
    FOR place IN SELECT * FROM (VALUES
        ('person', 2), ('person_document', 2), ('person_consent', 2), ('person_relation', 2), ('household', 2),
        ('household_member', 2), ('person_erasure', 2), ('return_case', 3), ('return_milestone', 3),
        ('return_item', 3), ('attachment', 4), ('task', 5)) AS places (name, part)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', place.name);
        EXECUTE format('CREATE POLICY wall ON %I USING (office = ANY %s OR organisation = ANY %s'
            ' OR current_setting(''sanad.wall'', true) = ''*'')', place.name, format(list, place.part),
            format(list, place.part));
    END LOOP;
>>>>>>> 523ff469968fc82d42ba0e548531c6507207eb7f
END
$wall$;
CALL wall_off_office('person', 1, true);
CALL wall_off_office('person_document', 1, true);
CALL wall_off_office('person_consent', 1, true);
CALL wall_off_office('person_relation', 1, true);
CALL wall_off_office('household', 1, true);
CALL wall_off_office('household_member', 1, true);
CALL wall_off_office('person_erasure', 1, false);
CALL wall_off_office('return_case', 2, true);
CALL wall_off_office('return_milestone', 2, true);
CALL wall_off_office('return_item', 2, true);
CALL wall_off_office('attachment', 3, false);
CALL wall_off_office('task', 4, true);

<<<<<<< HEAD
-- Rows that lie in an organisation (5).
CREATE PROCEDURE wall_off_organisation(name text) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall ON %I USING ((SELECT wall_all(5))'
        ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', name);
END
$wall$;
CALL wall_off_organisation('person_search');
CALL wall_off_organisation('history');
CALL wall_off_organisation('data_key');
CALL wall_off_organisation('donor_grant');
CALL wall_off_organisation('budget_line');
CALL wall_off_organisation('ledger_account');
CALL wall_off_organisation('saved_view');

-- A job of no organisation is the mission's own: everybody may see that it waits.
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON job USING (organisation IS NULL OR (SELECT wall_all(5))
    OR organisation = ANY ((SELECT wall_list(5))::uuid[]));

-- What everybody may read (names, which a sign-in begins with; what binds the whole mission) and only its organisation
-- may write.
CREATE PROCEDURE wall_off_writing(name text) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall_reading ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY wall_adding ON %I FOR INSERT WITH CHECK ((SELECT wall_all(5))'
        ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', name);
    EXECUTE format('CREATE POLICY wall_changing ON %I FOR UPDATE USING ((SELECT wall_all(5))'
        ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', name);
    EXECUTE format('CREATE POLICY wall_removing ON %I FOR DELETE USING ((SELECT wall_all(5))'
        ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', name);
=======
-- Rows that lie in an organisation.  A job of none is the mission's own: everybody may see that it waits.
DO $wall$
DECLARE
    place text;
    home text := '(organisation = ANY ((SELECT CAST(NULLIF(split_part(current_setting(''sanad.wall'', true), '';'', 6),'
        ' '''') AS uuid[]))::uuid[]) OR current_setting(''sanad.wall'', true) = ''*'')';
BEGIN
    FOREACH place IN ARRAY ARRAY['person_search', 'history', 'data_key', 'donor_grant', 'budget_line', 'ledger_account',
        'saved_view']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY wall ON %I USING %s', place, home);
    END LOOP;
    EXECUTE 'ALTER TABLE job ENABLE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY wall ON job USING (organisation IS NULL OR %s)', home);

    -- What everybody is named by may be read by all (a sign-in begins with it); written only by their organisation.
    FOREACH place IN ARRAY ARRAY['organisation', 'office', 'user_account', 'role_assignment']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY wall_reading ON %I FOR SELECT USING (true)', place);
        EXECUTE format('CREATE POLICY wall_adding ON %I FOR INSERT WITH CHECK %s', place, home);
        EXECUTE format('CREATE POLICY wall_changing ON %I FOR UPDATE USING %s', place, home);
        EXECUTE format('CREATE POLICY wall_removing ON %I FOR DELETE USING %s', place, home);
    END LOOP;

    -- The log takes every row, also of who is not known; it shows those of an organisation, and the system seals it.
    EXECUTE 'ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY';
    EXECUTE 'CREATE POLICY wall_adding ON audit_event FOR INSERT WITH CHECK (true)';
    EXECUTE format('CREATE POLICY wall_reading ON audit_event FOR SELECT USING %s', home);
    EXECUTE 'CREATE POLICY wall_changing ON audit_event FOR UPDATE USING (current_setting(''sanad.wall'', true) = ''*'')';
>>>>>>> 523ff469968fc82d42ba0e548531c6507207eb7f
END
$wall$;
CALL wall_off_writing('organisation');
CALL wall_off_writing('office');
CALL wall_off_writing('user_account');
CALL wall_off_writing('role_assignment');

-- The bytes of a file are added before the file; they are read and removed with it.
ALTER TABLE attachment_chunk ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall_adding ON attachment_chunk FOR INSERT
    WITH CHECK (split_part(current_setting('sanad.wall', true), ';', 4) <> ''
        OR current_setting('sanad.wall', true) = '*');
CREATE POLICY wall_reading ON attachment_chunk FOR SELECT
    USING (current_setting('sanad.wall', true) = '*' OR EXISTS (SELECT 1 FROM attachment a
        WHERE a.id = attachment_chunk.attachment AND a.person = attachment_chunk.person));
CREATE POLICY wall_removing ON attachment_chunk FOR DELETE
    USING (current_setting('sanad.wall', true) = '*' OR EXISTS (SELECT 1 FROM attachment a
        WHERE a.id = attachment_chunk.attachment AND a.person = attachment_chunk.person));

-- A transfer belongs to who holds both its accounts.
ALTER TABLE ledger_transfer ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON ledger_transfer USING (current_setting('sanad.wall', true) = '*'
    OR (EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = ledger_transfer.debit_account)
        AND EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = ledger_transfer.credit_account)));
