-- The second wall before donors' reports (0110_wall.postgres.sql): they are the organisation's, as its grants are.
CALL wall_off_organisation('report_goal');
CALL wall_off_organisation('report_indicator');
CALL wall_off_organisation('donor_report');
CALL wall_off_organisation('report_text');
CALL wall_off_organisation('report_value');
CALL wall_off_organisation('report_content');
