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

-- Rows that lie in an office: 1 persons, 2 cases, 3 files, 4 tasks.
DO $wall$
DECLARE
    place record;
BEGIN
    FOR place IN SELECT * FROM (VALUES
        ('person', 1, true), ('person_document', 1, true), ('person_consent', 1, true), ('person_relation', 1, true),
        ('household', 1, true), ('household_member', 1, true), ('person_erasure', 1, false),
        ('return_case', 2, true), ('return_milestone', 2, true), ('return_item', 2, true),
        ('attachment', 3, false), ('task', 4, true)) AS places (name, part, has_assigned)
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', place.name);
        EXECUTE format('CREATE POLICY wall ON %I USING ((SELECT wall_all(%s))'
            ' OR organisation = ANY ((SELECT wall_list(%s))::uuid[]) OR office = ANY ((SELECT wall_list(%s))::uuid[])%s)',
            place.name, place.part, place.part, place.part,
            CASE WHEN place.has_assigned
                THEN format(' OR assigned = ANY ((SELECT wall_list(%s))::uuid[])', place.part) END);
    END LOOP;
END
$wall$;

-- Rows that lie in an organisation (5).
DO $wall$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['person_search', 'history', 'data_key', 'donor_grant', 'budget_line', 'ledger_account',
        'saved_view']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY wall ON %I USING ((SELECT wall_all(5))'
            ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', place);
    END LOOP;
END
$wall$;

-- A job of no organisation is the mission's own: everybody may see that it waits.
ALTER TABLE job ENABLE ROW LEVEL SECURITY;
CREATE POLICY wall ON job USING (organisation IS NULL OR (SELECT wall_all(5))
    OR organisation = ANY ((SELECT wall_list(5))::uuid[]));

-- What everybody is named by may be read by all (a sign-in begins with it); written only by their organisation.
DO $wall$
DECLARE
    place text;
BEGIN
    FOREACH place IN ARRAY ARRAY['organisation', 'office', 'user_account', 'role_assignment']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', place);
        EXECUTE format('CREATE POLICY wall_reading ON %I FOR SELECT USING (true)', place);
        EXECUTE format('CREATE POLICY wall_adding ON %I FOR INSERT WITH CHECK ((SELECT wall_all(5))'
            ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', place);
        EXECUTE format('CREATE POLICY wall_changing ON %I FOR UPDATE USING ((SELECT wall_all(5))'
            ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', place);
        EXECUTE format('CREATE POLICY wall_removing ON %I FOR DELETE USING ((SELECT wall_all(5))'
            ' OR organisation = ANY ((SELECT wall_list(5))::uuid[]))', place);
    END LOOP;
END
$wall$;

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
