-- As 0099_statistics: what ANALYZE finds of the indexes that came since.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE idx IN ('return_case_overridden', 'task_free_office', 'task_free_organisation',
    'return_counselling_case', 'return_counselling_office', 'return_counselling_organisation',
    'return_counselling_person', 'sqlite_autoindex_return_counselling_1');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('return_case', 'return_case_overridden', '536 536 67 1'),
    ('return_counselling', 'return_counselling_case', '17755 1'),
    ('return_counselling', 'return_counselling_office', '17755 2960 1'),
    ('return_counselling', 'return_counselling_organisation', '17755 17755 1'),
    ('return_counselling', 'return_counselling_person', '17755 1'),
    ('return_counselling', 'sqlite_autoindex_return_counselling_1', '17755 1 1'),
    ('task', 'task_free_office', '67 67 67 1 1 1 1 1'),
    ('task', 'task_free_organisation', '67 67 67 1 1 1 1 1');
ANALYZE sqlite_schema;
