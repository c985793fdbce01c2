-- What ANALYZE finds of the keys of search in a mission of 20,000 persons (see 0099).
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE tbl IN ('person_key', 'person_search');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('person_key', 'person_key', '480000 4 1'),
    ('person_key', 'person_key_person', '480000 24');
