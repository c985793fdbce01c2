-- What ANALYZE finds of tasks that are nobody's in a mission of 20,000 persons (see 0099).
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('task', 'task_free_right', '1876 171 82 1 1 1 1 1 1');
ANALYZE sqlite_schema;
