-- While everybody writes on.
DROP INDEX IF EXISTS return_case_next;
CREATE INDEX CONCURRENTLY return_case_next ON return_case (next_note);
