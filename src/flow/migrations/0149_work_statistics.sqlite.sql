-- What ANALYZE finds for the indexes of 0142 to 0144 (see 0099).
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('return_case', 'return_case_departing', '134 67 67 1'),
    ('return_case', 'return_case_standing_mine', '2144 429 120 70 1 1 1 1 1'),
    ('return_case', 'return_case_standing_office', '2144 429 120 70 1 1 1 1 1 1'),
    ('return_milestone', 'return_milestone_ending', '60702 10117 10117 4 4 4'),
    ('return_milestone', 'return_milestone_ending_office', '60702 10117 10117 4 4 4');
ANALYZE sqlite_schema;
