-- Estimates for orders, shares and courses, so that SQLite plans before the first ANALYZE as after it: about as many
-- orders as deliveries (0243), and a training in four on a course.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('reintegration_order', 'reintegration_order_assigned', '469 118 1'),
    ('reintegration_order', 'reintegration_order_case', '469 1 1'),
    ('reintegration_order', 'reintegration_order_item', '469 1 1'),
    ('reintegration_order', 'reintegration_order_number', '469 1'),
    ('reintegration_order', 'reintegration_order_office', '469 118 1'),
    ('reintegration_order', 'reintegration_order_office_state', '469 118 59 1'),
    ('reintegration_order', 'reintegration_order_organisation', '469 469 1'),
    ('reintegration_order', 'reintegration_order_person', '469 1'),
    ('reintegration_order', 'reintegration_order_state', '469 469 118 1'),
    ('reintegration_order', 'sqlite_autoindex_reintegration_order_1', '469 1 1'),
    ('reintegration_share', 'reintegration_share_assigned', '67 34 1'),
    ('reintegration_share', 'reintegration_share_case', '67 1 1'),
    ('reintegration_share', 'reintegration_share_item', '67 1 1'),
    ('reintegration_share', 'reintegration_share_office', '67 34 1'),
    ('reintegration_share', 'reintegration_share_office_state', '67 34 34 1'),
    ('reintegration_share', 'reintegration_share_organisation', '67 67 1'),
    ('reintegration_share', 'reintegration_share_person', '67 1'),
    ('reintegration_share', 'reintegration_share_project', '67 5 1'),
    ('reintegration_share', 'reintegration_share_state', '67 67 67 1'),
    ('reintegration_share', 'sqlite_autoindex_reintegration_share_1', '67 1 1'),
    ('reintegration_training', 'reintegration_training_course', '34 12 6 2 1');
ANALYZE sqlite_schema;
