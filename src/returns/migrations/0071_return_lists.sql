-- What lists filter and sort by, so that a page of a list is found without reading whole rows.
DROP INDEX return_case_office;
DROP INDEX return_case_organisation;
DROP INDEX return_case_assigned;
CREATE INDEX return_case_office ON return_case (office, id, state, received_on, country_of_return, nationality,
    travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason, assigned);
CREATE INDEX return_case_organisation ON return_case (organisation, id, state, received_on, country_of_return,
    nationality, travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason, assigned);
-- The same in the order of a state, and of the days that lists are sorted and narrowed by (never NULL: record/list.c).
DROP INDEX return_case_state;
CREATE INDEX return_case_office_state ON return_case (office, state, id, received_on, country_of_return, nationality,
    travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason, assigned);
CREATE INDEX return_case_state ON return_case (organisation, state, id, received_on, country_of_return, nationality,
    travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason, assigned);
CREATE INDEX return_case_office_received ON return_case (office,
    (CASE WHEN received_on IS NULL THEN -9223372036854775807 ELSE received_on END), id, received_on, state,
    country_of_return, nationality, travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason,
    assigned);
CREATE INDEX return_case_organisation_received ON return_case (organisation,
    (CASE WHEN received_on IS NULL THEN -9223372036854775807 ELSE received_on END), id, received_on, state,
    country_of_return, nationality, travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason,
    assigned);
CREATE INDEX return_case_office_departed ON return_case (office,
    (CASE WHEN departed_on IS NULL THEN -9223372036854775807 ELSE departed_on END), id, departed_on, state,
    country_of_return, nationality, travel_on, channel, sex, received_on, age_at_departure, arrived_on, closure_reason,
    assigned);
CREATE INDEX return_case_organisation_departed ON return_case (organisation,
    (CASE WHEN departed_on IS NULL THEN -9223372036854775807 ELSE departed_on END), id, departed_on, state,
    country_of_return, nationality, travel_on, channel, sex, received_on, age_at_departure, arrived_on, closure_reason,
    assigned);
CREATE INDEX return_case_assigned ON return_case (assigned, state, id, office, organisation);
CREATE INDEX return_case_assigned_changed ON return_case (assigned, changed_at);
CREATE INDEX return_case_withdrawn ON return_case (organisation, withdrawn_on, id) WHERE withdrawn_on IS NOT NULL;
