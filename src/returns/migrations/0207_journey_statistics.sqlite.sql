-- As 0099_statistics: what ANALYZE finds of the tables of journeys and appointments.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE tbl IN ('travel_paper', 'travel_needs', 'travel_medication', 'travel_warning', 'appointment')
    OR idx IN ('return_case_booked', 'return_case_risk');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('appointment', 'appointment_case', '469 3'),
    ('appointment', 'appointment_day_office', '469 157 67 1'),
    ('appointment', 'appointment_day_organisation', '469 469 67 1'),
    ('appointment', 'appointment_office', '469 157 1'),
    ('appointment', 'appointment_organisation', '469 469 1'),
    ('appointment', 'appointment_person', '469 3'),
    ('appointment', 'sqlite_autoindex_appointment_1', '469 1 1'),
    ('travel_needs', 'sqlite_autoindex_travel_needs_1', '134 1 1'),
    ('travel_needs', 'travel_needs_case', '134 1'),
    ('travel_needs', 'travel_needs_office', '134 67 1'),
    ('travel_needs', 'travel_needs_organisation', '134 134 1'),
    ('travel_needs', 'travel_needs_person', '134 1'),
    ('travel_paper', 'sqlite_autoindex_travel_paper_1', '134 1 1'),
    ('travel_paper', 'travel_paper_case', '134 2'),
    ('travel_paper', 'travel_paper_office', '134 134 1'),
    ('travel_paper', 'travel_paper_organisation', '134 134 1'),
    ('travel_paper', 'travel_paper_person', '134 2');
ANALYZE sqlite_schema;
