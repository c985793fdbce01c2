-- What ANALYZE finds for the indexes of 0130 (see 0099).
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE idx IN ('return_case_departed', 'return_case_received');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('return_case', 'return_case_departed', '21440 21440 148 116 102 92 92 82'),
    ('return_case', 'return_case_received', '21440 21440 137 85 77 68 68 67');
ANALYZE sqlite_schema;
