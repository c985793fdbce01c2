-- The second wall: which rows the role that serves may see and write at all.  The owner of the tables is not bound (no
-- FORCE), so that migrations, restore and copy see everything.  The setting is described in database/wall.h; without it
-- there are no rows.  A part of it is read in a subquery, which is answered once for a statement, not for a row; the
-- parts are 2 persons, 3 cases, 4 files, 5 tasks, 6 the organisations, 7 protection.  Written out in each policy, for a
-- function that says the same costs more than what it does.  Who reaches everything is asked last, so that nobody else
-- pays for it.  Later migrations call the procedures for tables of their own.

CREATE FUNCTION wall_part(part integer) RETURNS text LANGUAGE sql IMMUTABLE AS $wall$
    SELECT format('((SELECT CAST(NULLIF(split_part(current_setting(''sanad.wall'', true), '';'', %s), '''') AS uuid[]))'
        '::uuid[])', part)
$wall$;

-- Rows that lie in an office.
CREATE PROCEDURE wall_off_office(name text, part integer) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall ON %I USING (office = ANY %s OR organisation = ANY %s'
        ' OR current_setting(''sanad.wall'', true) = ''*'')', name, wall_part(part), wall_part(part));
END
$wall$;
CALL wall_off_office('person', 2);
CALL wall_off_office('person_document', 2);
CALL wall_off_office('person_consent', 2);
CALL wall_off_office('person_relation', 2);
CALL wall_off_office('household', 2);
CALL wall_off_office('household_member', 2);
CALL wall_off_office('person_erasure', 2);
CALL wall_off_office('return_case', 3);
CALL wall_off_office('return_milestone', 3);
CALL wall_off_office('return_item', 3);
CALL wall_off_office('attachment', 4);
CALL wall_off_office('task', 5);

-- Rows that lie in an organisation.
CREATE FUNCTION wall_home() RETURNS text LANGUAGE sql IMMUTABLE AS $wall$
    SELECT format('(organisation = ANY %s OR current_setting(''sanad.wall'', true) = ''*'')', wall_part(6))
$wall$;
CREATE PROCEDURE wall_off_organisation(name text) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall ON %I USING %s', name, wall_home());
END
$wall$;
CALL wall_off_organisation('person_search');
CALL wall_off_organisation('history');
CALL wall_off_organisation('data_key');
CALL wall_off_organisation('donor_grant');
CALL wall_off_organisation('budget_line');
CALL wall_off_organisation('ledger_account');
CALL wall_off_organisation('saved_view');

-- What everybody may read (names, which a sign-in begins with; what binds the whole mission) and only its organisation
-- may write.
CREATE PROCEDURE wall_off_writing(name text) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall_reading ON %I FOR SELECT USING (true)', name);
    EXECUTE format('CREATE POLICY wall_adding ON %I FOR INSERT WITH CHECK %s', name, wall_home());
    EXECUTE format('CREATE POLICY wall_changing ON %I FOR UPDATE USING %s', name, wall_home());
    EXECUTE format('CREATE POLICY wall_removing ON %I FOR DELETE USING %s', name, wall_home());
END
$wall$;
CALL wall_off_writing('organisation');
CALL wall_off_writing('office');
CALL wall_off_writing('user_account');
CALL wall_off_writing('role_assignment');

DO $wall$
BEGIN
    -- A job of no organisation is the mission's own: everybody may see that it waits.
    EXECUTE 'ALTER TABLE job ENABLE ROW LEVEL SECURITY';
    EXECUTE format('CREATE POLICY wall ON job USING (organisation IS NULL OR %s)', wall_home());
    -- The log takes every row, also of who is not known; it shows those of an organisation, and the system seals it.
    EXECUTE 'ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY';
    EXECUTE 'CREATE POLICY wall_adding ON audit_event FOR INSERT WITH CHECK (true)';
    EXECUTE format('CREATE POLICY wall_reading ON audit_event FOR SELECT USING %s', wall_home());
    EXECUTE 'CREATE POLICY wall_changing ON audit_event FOR UPDATE USING (current_setting(''sanad.wall'', true) = ''*'')';
END
$wall$;

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
