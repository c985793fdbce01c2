-- The second wall: which rows the role that serves may see and write at all.  The owner of the tables is not bound (no
-- FORCE), so that migrations, restore and copy see everything.  The setting is described in database/wall.h; without it
-- there are no rows.  Each policy asks in a subquery of its own, which is answered once for a statement, not for a row.
CREATE FUNCTION wall_part(part integer) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $wall$
    SELECT split_part(current_setting('sanad.wall', true), ';', part)
$wall$;
CREATE FUNCTION wall_all(part integer) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $wall$
    SELECT split_part(current_setting('sanad.wall', true), ';', part) = '*'
$wall$;
CREATE FUNCTION wall_list(part integer) RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $wall$
    SELECT CASE WHEN split_part(current_setting('sanad.wall', true), ';', part) IN ('', '*') THEN NULL
        ELSE CAST(split_part(current_setting('sanad.wall', true), ';', part) AS uuid[]) END
$wall$;

-- Rows that lie in an office; the part of the wall says which: 1 persons, 2 cases, 3 files, 4 tasks, 6 protection.  For
-- later migrations too: CALL wall_off_office('table', part, has_assigned).
CREATE PROCEDURE wall_off_office(name text, part integer, has_assigned boolean) LANGUAGE plpgsql AS $wall$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY wall ON %I USING ((SELECT wall_all(%s))'
        ' OR organisation = ANY ((SELECT wall_list(%s))::uuid[]) OR office = ANY ((SELECT wall_list(%s))::uuid[])%s)',
        name, part, part, part,
        CASE WHEN has_assigned THEN format(' OR assigned = ANY ((SELECT wall_list(%s))::uuid[])', part) END);
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
END
$wall$;
CALL wall_off_writing('organisation');
CALL wall_off_writing('office');
CALL wall_off_writing('user_account');
CALL wall_off_writing('role_assignment');

-- The log takes every row, also of who is not known; it shows those of an organisation, and is sealed by the system.
ALTER TABLE audit_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall_adding ON audit_event FOR INSERT WITH CHECK (true);
CREATE POLICY wall_reading ON audit_event FOR SELECT USING ((SELECT wall_all(5))
    OR organisation = ANY ((SELECT wall_list(5))::uuid[]));
CREATE POLICY wall_changing ON audit_event FOR UPDATE USING ((SELECT wall_all(5)));

-- The bytes of a file are added before the file; they are read and removed with it.
ALTER TABLE attachment_chunk ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall_adding ON attachment_chunk FOR INSERT WITH CHECK ((SELECT wall_part(3)) <> '');
CREATE POLICY wall_reading ON attachment_chunk FOR SELECT USING ((SELECT wall_all(3)) OR EXISTS
    (SELECT 1 FROM attachment a WHERE a.id = attachment_chunk.attachment AND a.person = attachment_chunk.person));
CREATE POLICY wall_removing ON attachment_chunk FOR DELETE USING ((SELECT wall_all(3)) OR EXISTS
    (SELECT 1 FROM attachment a WHERE a.id = attachment_chunk.attachment AND a.person = attachment_chunk.person));

-- A transfer belongs to who holds both its accounts.
ALTER TABLE ledger_transfer ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON ledger_transfer USING ((SELECT wall_all(5))
    OR (EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = ledger_transfer.debit_account)
        AND EXISTS (SELECT 1 FROM ledger_account a WHERE a.id = ledger_transfer.credit_account)));
