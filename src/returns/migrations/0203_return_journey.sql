-- What a journey needs besides its booking, and what is found missing on the day of the flight.  What tells of health is
-- sealed; days and kinds are readable, for the nightly look and for figures.
ALTER TABLE return_case ADD COLUMN capacity_confirmed_until bytes;
ALTER TABLE return_case ADD COLUMN risk_since date;
CREATE INDEX return_case_risk ON return_case (organisation, risk_since, id) WHERE risk_since IS NOT NULL;
-- For the nightly look.
CREATE INDEX return_case_booked ON return_case (id) WHERE state = 'booked';

-- Papers with the days on which they hold.  Passports and laissez-passer stand in the person's documents.
CREATE TABLE travel_paper (
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
    requested_on date,
    issued_on date,
    valid_until date,
    paper_number bytes,
    issuer bytes,
    result bytes,
    findings bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX travel_paper_person ON travel_paper (person);
CREATE INDEX travel_paper_case ON travel_paper (return_case);
CREATE INDEX travel_paper_office ON travel_paper (office, id);
CREATE INDEX travel_paper_organisation ON travel_paper (organisation, id);

-- What must be arranged for the journey, one row for a case, and the medication that travels along.
CREATE TABLE travel_needs (
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
    escort bytes,
    wheelchair bytes,
    oxygen bytes,
    stretcher bytes,
    airline_form bytes,
    medication bytes,
    handover bytes,
    to_arrange bytes,
    condition bytes,
    arranged_on date,
    arranged_note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX travel_needs_person ON travel_needs (person);
CREATE INDEX travel_needs_case ON travel_needs (return_case);
CREATE INDEX travel_needs_office ON travel_needs (office, id);
CREATE INDEX travel_needs_organisation ON travel_needs (organisation, id);

CREATE TABLE travel_medication (
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
    medicine bytes,
    dose bytes,
    daily bytes,
    days bytes,
    quantity bytes,
    prescription bytes,
    cost bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX travel_medication_person ON travel_medication (person);
CREATE INDEX travel_medication_case ON travel_medication (return_case);
CREATE INDEX travel_medication_office ON travel_medication (office, id);
CREATE INDEX travel_medication_organisation ON travel_medication (organisation, id);

-- What does not hold on the day of a booked flight: raised and settled by the program, each with its task.
CREATE TABLE travel_warning (
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
    flight_on date,
    raised_on date,
    settled_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX travel_warning_person ON travel_warning (person);
CREATE INDEX travel_warning_case ON travel_warning (return_case);
CREATE INDEX travel_warning_office ON travel_warning (office, id);
CREATE INDEX travel_warning_organisation ON travel_warning (organisation, id);
