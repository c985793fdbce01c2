-- What decisions of people say about probabilities: two numbers that bend them, in force when somebody decided so.
CREATE TABLE person_calibration (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text NOT NULL,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    decisions integer NOT NULL,
    same_total integer NOT NULL,
    error_without integer NOT NULL,
    error_with integer NOT NULL,
    from_200 integer NOT NULL,
    from_500 integer NOT NULL,
    from_800 integer NOT NULL,
    from_950 integer NOT NULL,
    slope integer NOT NULL,
    shift integer NOT NULL,
    weights integer NOT NULL,
    decided_by id,
    decided_on date,
    custom bytes
);
CREATE UNIQUE INDEX person_calibration_one ON person_calibration (organisation) WHERE state = 'in_force';
CREATE UNIQUE INDEX person_calibration_number ON person_calibration (number);
CREATE INDEX person_calibration_organisation ON person_calibration (organisation, id);
