-- Rounds in the order of their days, as the lists show them first (never NULL: record/list.c).
CREATE INDEX monitoring_round_office_due ON monitoring_round (office,
    (CASE WHEN due_on IS NULL THEN -9223372036854775807 ELSE due_on END), id);
CREATE INDEX monitoring_round_organisation_due ON monitoring_round (organisation,
    (CASE WHEN due_on IS NULL THEN -9223372036854775807 ELSE due_on END), id);
