-- What ANALYZE finds of cases at risk in a mission of 20,000 persons (see 0099).
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('return_case', 'return_case_risk', '67 67 67 1');
ANALYZE sqlite_schema;
