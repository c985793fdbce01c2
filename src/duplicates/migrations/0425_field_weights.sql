-- What fields weigh in an organisation's own register, estimated from it; in force when somebody decided so.  `learned`
-- holds numbers alone: how often levels of agreement were met.
CREATE TABLE field_weights (
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
    persons integer NOT NULL,
    same_expected integer NOT NULL,
    anchors integer NOT NULL,
    decisions integer NOT NULL,
    error_without integer,
    error_with integer,
    weights integer NOT NULL,
    learned text NOT NULL,
    decided_by id,
    decided_on date,
    custom bytes
);
CREATE UNIQUE INDEX field_weights_one ON field_weights (organisation) WHERE state = 'in_force';
CREATE UNIQUE INDEX field_weights_number ON field_weights (number);
CREATE INDEX field_weights_organisation ON field_weights (organisation, id);
-- Of which weights of fields the probabilities were that a calibration bends; NULL and 0: the shipped ones.
ALTER TABLE person_calibration ADD COLUMN base integer;
