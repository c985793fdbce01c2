-- What ANALYZE finds of screenings in a mission of 20,000 persons, as in the migration of statistics before this one.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('protection_screening', 'protection_screening_assigned', '19631 19631 1'),
    ('protection_screening', 'protection_screening_number', '19631 1'),
    ('protection_screening', 'protection_screening_office', '19631 3272 1'),
    ('protection_screening', 'protection_screening_office_state', '19631 3272 1511 1'),
    ('protection_screening', 'protection_screening_organisation', '19631 19631 1'),
    ('protection_screening', 'protection_screening_person', '19631 1'),
    ('protection_screening', 'protection_screening_return_case', '19631 1 1'),
    ('protection_screening', 'protection_screening_state', '19631 19631 6544 1'),
    ('protection_screening', 'sqlite_autoindex_protection_screening_1', '19631 1 1'),
    ('task', 'task_free_office', '67 67 67 1 1 1 1 1'),
    ('task', 'task_free_organisation', '67 67 67 1 1 1 1 1');
ANALYZE sqlite_schema;
