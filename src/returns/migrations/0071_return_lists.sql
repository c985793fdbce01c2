-- What lists filter and sort by, so that a page of a list is found without reading whole rows.
DROP INDEX return_case_office;
DROP INDEX return_case_organisation;
DROP INDEX return_case_assigned;
CREATE INDEX return_case_office ON return_case (office, id, state, received_on, country_of_return, nationality,
    travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason, assigned);
CREATE INDEX return_case_organisation ON return_case (organisation, id, state, received_on, country_of_return,
    nationality, travel_on, channel, sex, departed_on, age_at_departure, arrived_on, closure_reason, assigned);
CREATE INDEX return_case_assigned ON return_case (assigned, state, id, office, organisation);
CREATE INDEX return_case_assigned_changed ON return_case (assigned, changed_at);
