-- After how many days in a state a case that has not moved is shown; a state without a row has the program's default.
CREATE TABLE return_state_limit (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    state text NOT NULL,
    days integer NOT NULL
);
CREATE INDEX return_state_limit_organisation ON return_state_limit (organisation, state);
-- Until when somebody has seen what changed in their cases.  `id` is that of the account.
CREATE TABLE return_work_seen (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    seen_at instant NOT NULL
);
-- What stands still: of a user, of an office.  Their statements read nothing else to choose and to count.
CREATE INDEX return_case_standing_mine ON return_case
    (assigned, state, (CASE WHEN state_since IS NULL THEN 0 ELSE state_since END), id, person, state_since, travel_on, postponed_until) WHERE state NOT IN ('closed', 'withdrawn');
CREATE INDEX return_case_standing_office ON return_case
    (office, state, (CASE WHEN state_since IS NULL THEN 0 ELSE state_since END), id, person, state_since, assigned, travel_on, postponed_until)
    WHERE state NOT IN ('closed', 'withdrawn');
CREATE INDEX return_case_departing ON return_case (assigned, (CASE WHEN travel_on IS NULL THEN 0 ELSE travel_on END), id) WHERE state = 'booked';
CREATE INDEX return_milestone_ending ON return_milestone (assigned, (CASE WHEN valid_until IS NULL THEN 0 ELSE valid_until END), return_case, person, valid_until)
    WHERE state = 'settled';
CREATE INDEX return_milestone_ending_office ON return_milestone (office, (CASE WHEN valid_until IS NULL THEN 0 ELSE valid_until END), return_case, person, valid_until)
    WHERE state = 'settled';
