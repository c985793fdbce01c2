-- As 0099_statistics: what ANALYZE finds of the indexes that came since.
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('return_case', 'return_case_left', '5360 5360 84 78 76 76 73 73 67 67 67 67'),
    ('return_case', 'return_case_planned', '536 536 77 77 67 67 67 67 67 1 1'),
    ('return_case', 'return_case_spans', '14003 14003 107 84 84 75 68 68 68 68 68 68 68 68 68 68 68 68 68 68 68 68'),
    ('return_item', 'return_item_paid', '18425 18425 80 80 70 70 70 1');
ANALYZE sqlite_schema;
