-- What a list finds by a mission's own field: the value that stands sealed in its row's column `custom`, once more in
-- the form that an index holds (record/custom_index.h).
CREATE TABLE custom_value (
    record text NOT NULL,
    field text NOT NULL,
    value bytes NOT NULL,
    subject id NOT NULL,
    person id NOT NULL,
    PRIMARY KEY (record, field, value, subject, person)
);
CREATE INDEX custom_value_person ON custom_value (person, subject, field);

-- How far each field's values are there: those of all rows with an id up to `mark`, or of all.
CREATE TABLE custom_field (
    record text NOT NULL,
    field text NOT NULL,
    form text NOT NULL,
    mark id,
    filled boolean NOT NULL,
    PRIMARY KEY (record, field)
);
