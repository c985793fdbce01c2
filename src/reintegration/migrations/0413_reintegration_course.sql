-- Courses with a number of seats, and who waits for one.
CREATE TABLE reintegration_course (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    title text,
    kind text,
    institution text,
    country text,
    place text,
    starts_on date,
    ends_on date,
    hours integer,
    seats integer,
    custom bytes
);
CREATE INDEX reintegration_course_organisation ON reintegration_course (organisation, id);
ALTER TABLE reintegration_training ADD COLUMN course id;
CREATE INDEX reintegration_training_course ON reintegration_training (course, state, state_since, id)
    WHERE course IS NOT NULL;
