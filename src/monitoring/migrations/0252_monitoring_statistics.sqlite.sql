-- What ANALYZE finds of rounds, interviews and scores in a mission of 20,000 persons (see 0099_statistics.sqlite.sql).
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('monitoring_interview', 'monitoring_interview_assigned', '9860 1643 1'),
    ('monitoring_interview', 'monitoring_interview_case', '9860 6 6'),
    ('monitoring_interview', 'monitoring_interview_office', '9860 1643 1'),
    ('monitoring_interview', 'monitoring_interview_organisation', '9860 9860 1'),
    ('monitoring_interview', 'monitoring_interview_person', '9860 6'),
    ('monitoring_interview', 'sqlite_autoindex_monitoring_interview_1', '9860 1 1'),
    ('monitoring_round', 'monitoring_round_assigned', '8000 1333 1'),
    ('monitoring_round', 'monitoring_round_case', '8000 4 4'),
    ('monitoring_round', 'monitoring_round_counts', '8000 8000 2000 400 67'),
    ('monitoring_round', 'monitoring_round_number', '8000 1'),
    ('monitoring_round', 'monitoring_round_office', '8000 1333 1'),
    ('monitoring_round', 'monitoring_round_office_state', '8000 1333 267 1'),
    ('monitoring_round', 'monitoring_round_organisation', '8000 8000 1'),
    ('monitoring_round', 'monitoring_round_person', '8000 4'),
    ('monitoring_round', 'monitoring_round_planned', '200 1 1'),
    ('monitoring_round', 'monitoring_round_state', '8000 8000 1600 1'),
    ('monitoring_round', 'sqlite_autoindex_monitoring_round_1', '8000 1 1'),
    ('monitoring_score', 'monitoring_score_office', '29400 4900 2450 2450 980 245 4 2 2 2 2 2'),
    ('monitoring_score', 'monitoring_score_organisation', '29400 29400 14700 14700 5880 1470 7 2 2 2 2 2'),
    ('monitoring_score', 'sqlite_autoindex_monitoring_score_1', '29400 3 3 1');
ANALYZE sqlite_schema;
