-- What ANALYZE finds of consents in a mission of 20,000 persons, as in the migrations of statistics before this one.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('person_consent', 'person_consent_ends', '40200 40200 40200 1'),
    ('person_consent', 'person_consent_office_ends', '40200 6700 6700 1'),
    ('person_consent', 'person_consent_register', '40200 40200 20100 20100 20100 1');
ANALYZE sqlite_schema;
