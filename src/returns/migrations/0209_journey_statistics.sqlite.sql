-- As 0207, with booked cases and signed decisions among what was measured.
ANALYZE sqlite_schema;
DELETE FROM sqlite_stat1 WHERE tbl IN ('travel_paper', 'travel_needs', 'travel_medication', 'travel_warning', 'appointment',
    'return_decision') OR idx = 'return_case_booked';
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('appointment', 'appointment_case', '1005 3'),
    ('appointment', 'appointment_day_office', '1005 252 92 1'),
    ('appointment', 'appointment_day_organisation', '1005 1005 112 1'),
    ('appointment', 'appointment_office', '1005 252 1'),
    ('appointment', 'appointment_organisation', '1005 1005 1'),
    ('appointment', 'appointment_person', '1005 3'),
    ('appointment', 'sqlite_autoindex_appointment_1', '1005 1 1'),
    ('return_case', 'return_case_booked', '67 1'),
    ('return_decision', 'return_decision_case', '335 1'),
    ('return_decision', 'return_decision_office', '335 112 1'),
    ('return_decision', 'return_decision_organisation', '335 335 1'),
    ('return_decision', 'return_decision_person', '335 1'),
    ('return_decision', 'sqlite_autoindex_return_decision_1', '335 1 1'),
    ('travel_medication', 'sqlite_autoindex_travel_medication_1', '67 1 1'),
    ('travel_medication', 'travel_medication_case', '67 1'),
    ('travel_medication', 'travel_medication_office', '67 67 1'),
    ('travel_medication', 'travel_medication_organisation', '67 67 1'),
    ('travel_medication', 'travel_medication_person', '67 1'),
    ('travel_needs', 'sqlite_autoindex_travel_needs_1', '335 1 1'),
    ('travel_needs', 'travel_needs_case', '335 1'),
    ('travel_needs', 'travel_needs_office', '335 112 1'),
    ('travel_needs', 'travel_needs_organisation', '335 335 1'),
    ('travel_needs', 'travel_needs_person', '335 1'),
    ('travel_paper', 'sqlite_autoindex_travel_paper_1', '268 1 1'),
    ('travel_paper', 'travel_paper_case', '268 2'),
    ('travel_paper', 'travel_paper_office', '268 134 1'),
    ('travel_paper', 'travel_paper_organisation', '268 268 1'),
    ('travel_paper', 'travel_paper_person', '268 2');
ANALYZE sqlite_schema;
