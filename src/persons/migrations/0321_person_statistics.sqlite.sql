-- What ANALYZE finds of the index of 0320 in a mission of 20,000 persons, as in the migrations of statistics before this one.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('person', 'person_person', '20100 1');
ANALYZE sqlite_schema;
