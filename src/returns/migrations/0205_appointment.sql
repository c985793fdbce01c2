-- Appointments of a case: the time is the one on the wall of its place, with the name of its zone.
CREATE TABLE appointment (
    id id NOT NULL,
    person id NOT NULL,
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
    return_case id,
    kind text,
    held_on date,
    begins bytes,
    minutes integer,
    zone text,
    place bytes,
    note bytes,
    result text,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX appointment_person ON appointment (person);
CREATE INDEX appointment_case ON appointment (return_case);
CREATE INDEX appointment_office ON appointment (office, id);
CREATE INDEX appointment_organisation ON appointment (organisation, id);

CREATE INDEX appointment_day_office ON appointment (office, held_on, id);
CREATE INDEX appointment_day_organisation ON appointment (organisation, held_on, id);
