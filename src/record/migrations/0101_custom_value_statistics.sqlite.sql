-- What ANALYZE finds of the index of own fields in a mission of 20,000 cases that filter by a country: see 0099_statistics.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('custom_value', 'custom_value_person', '16817 1 1 1'),
    ('custom_value', 'sqlite_autoindex_custom_value_1', '16817 16817 16817 3364 1 1');
ANALYZE sqlite_schema;
