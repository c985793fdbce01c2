-- Two records that may be of one person, and what somebody said about them.  `first_person` is the lower identifier, so that
-- no pair is there twice.  What is at stake goes before probability in the queue: `urgency` holds both.
CREATE TABLE person_pair (
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
    first_person id NOT NULL,
    second_person id NOT NULL,
    probability integer NOT NULL,
    bits integer NOT NULL,
    weights integer NOT NULL,
    conflict text,
    script text,
    region text,
    harm text NOT NULL,
    urgency integer NOT NULL,
    found_by text,
    rests integer,
    asked_by id,
    decided_by id,
    decided_on date,
    reasons bytes,
    custom bytes
);
CREATE UNIQUE INDEX person_pair_one ON person_pair (first_person, second_person);
CREATE UNIQUE INDEX person_pair_number ON person_pair (number);
CREATE INDEX person_pair_second ON person_pair (second_person);
CREATE INDEX person_pair_office ON person_pair (office, id);
CREATE INDEX person_pair_organisation ON person_pair (organisation, id);
CREATE INDEX person_pair_queue ON person_pair (organisation, (CASE WHEN urgency IS NULL THEN -9223372036854775807 ELSE urgency END), id);

-- Persons of two organisations who may be one human being: a row in each of the two, that says nothing but which row of
-- the other one it is about.
CREATE TABLE person_link (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    own_person id NOT NULL,
    other_person id NOT NULL,
    probability integer NOT NULL,
    weights integer NOT NULL,
    found_at instant NOT NULL
);
CREATE UNIQUE INDEX person_link_one ON person_link (own_person, other_person);
