-- Journeys: flights, escorts, travellers, marks of the departure-day list, and what receiving offices are told.  A journey
-- itself holds nothing about a person.
CREATE TABLE movement (
    id id NOT NULL,
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
    departs_on date,
    route text,
    flight text,
    departs_from text,
    departs_at instant,
    arrives_in text,
    arrives_on date,
    arrives_at instant,
    receiving_office id,
    receiving_name text,
    booking_reference bytes,
    meeting_place text,
    baggage_pieces integer,
    baggage_kilograms integer,
    note bytes,
    generated integer,
    custom bytes,
    PRIMARY KEY (id)
);
CREATE INDEX movement_organisation ON movement (organisation, id);
CREATE INDEX movement_office ON movement (office, id);
CREATE INDEX movement_assigned ON movement (assigned, id);
CREATE INDEX movement_departs ON movement (organisation, departs_on, id);
CREATE INDEX movement_state ON movement (organisation, state, id);
CREATE UNIQUE INDEX movement_number ON movement (number);

CREATE TABLE movement_leg (
    id id NOT NULL,
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
    movement id,
    carrier text,
    flight text,
    from_airport text,
    departs_on date,
    departs_time text,
    to_airport text,
    arrives_on date,
    arrives_time text,
    departs_zone text,
    arrives_zone text,
    departs_at instant,
    arrives_at instant,
    custom bytes,
    PRIMARY KEY (id)
);
CREATE INDEX movement_leg_movement ON movement_leg (movement, departs_at);
CREATE INDEX movement_leg_organisation ON movement_leg (organisation, id);

CREATE TABLE movement_escort (
    id id NOT NULL,
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
    movement id,
    kind text,
    name bytes,
    telephone bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id)
);
CREATE INDEX movement_escort_movement ON movement_escort (movement);
CREATE INDEX movement_escort_organisation ON movement_escort (organisation, id);

CREATE TABLE movement_traveller (
    id id NOT NULL,
    person id NOT NULL,
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
    movement id,
    return_case id,
    household id,
    needs bytes,
    needs_note bytes,
    baggage_kilograms integer,
    pocket_money integer,
    pocket_money_currency text,
    held integer,
    held_reason bytes,
    decision_note bytes,
    boarding text,
    boarding_at instant,
    boarding_by id,
    disputed integer,
    not_arrived integer,
    arrived_on date,
    onward_means text,
    onward_place bytes,
    onward_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX movement_traveller_movement ON movement_traveller (movement, state);
CREATE INDEX movement_traveller_case ON movement_traveller (return_case, person);
CREATE INDEX movement_traveller_person ON movement_traveller (person);
CREATE INDEX movement_traveller_assigned ON movement_traveller (assigned, id);
CREATE INDEX movement_traveller_office ON movement_traveller (office, id);
CREATE INDEX movement_traveller_organisation ON movement_traveller (organisation, id);

CREATE TABLE movement_mark (
    id id NOT NULL,
    person id NOT NULL,
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
    movement id,
    traveller id,
    outcome text,
    reason bytes,
    marked_at instant,
    marked_by id,
    late integer,
    applied integer,
    why_not bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX movement_mark_traveller ON movement_mark (traveller, person);
CREATE INDEX movement_mark_person ON movement_mark (person);
CREATE INDEX movement_mark_assigned ON movement_mark (assigned, id);
CREATE INDEX movement_mark_office ON movement_mark (office, id);
CREATE INDEX movement_mark_organisation ON movement_mark (organisation, id);

CREATE TABLE movement_arrival (
    id id NOT NULL,
    person id NOT NULL,
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
    movement id,
    traveller id,
    name bytes,
    expected_on date,
    expected_time text,
    airport text,
    flight bytes,
    route bytes,
    family bytes,
    needs bytes,
    escorts bytes,
    arrived_on date,
    arrival_note bytes,
    onward_means text,
    onward_place bytes,
    onward_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX movement_arrival_traveller ON movement_arrival (traveller, person);
CREATE INDEX movement_arrival_person ON movement_arrival (person);
CREATE INDEX movement_arrival_assigned ON movement_arrival (assigned, id);
CREATE INDEX movement_arrival_office ON movement_arrival (office, expected_on, id);
CREATE INDEX movement_arrival_organisation ON movement_arrival (organisation, id);
CREATE UNIQUE INDEX movement_arrival_number ON movement_arrival (number);
