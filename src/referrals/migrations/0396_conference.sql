-- Case conferences: the host's row, what each guest is told, what was decided.
CREATE TABLE case_conference (
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
    subject bytes,
    held_on date,
    ends_on date,
    guests text,
    guest_ids text,
    items text,
    consent_means text,
    consent_language text,
    consent_interpreter integer,
    consent_explained integer,
    consent_on date,
    consent id,
    minutes bytes,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX case_conference_person ON case_conference (person);
CREATE INDEX case_conference_assigned ON case_conference (assigned, id);
CREATE INDEX case_conference_office ON case_conference (office, id);
CREATE INDEX case_conference_organisation ON case_conference (organisation, id);
CREATE INDEX case_conference_state ON case_conference (organisation, state, id);
CREATE INDEX case_conference_ends ON case_conference (ends_on, id) WHERE state = 'open';
CREATE UNIQUE INDEX case_conference_number ON case_conference (number);

CREATE TABLE conference_guest (
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
    host_name text,
    conference_number text,
    held_on date,
    access_until date,
    subject bytes,
    told bytes,
    minutes bytes,
    conference id,
    host id,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX conference_guest_person ON conference_guest (person);
CREATE INDEX conference_guest_assigned ON conference_guest (assigned, id);
CREATE INDEX conference_guest_office ON conference_guest (office, id);
CREATE INDEX conference_guest_organisation ON conference_guest (organisation, id);
CREATE INDEX conference_guest_state ON conference_guest (organisation, state, id);
CREATE INDEX conference_guest_conference ON conference_guest (conference, person);
CREATE INDEX conference_guest_ends ON conference_guest (access_until, id) WHERE state = 'invited';
CREATE UNIQUE INDEX conference_guest_number ON conference_guest (number);

CREATE TABLE conference_decision (
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
    conference_number text,
    charged text,
    what bytes,
    due_on date,
    done_on date,
    done_note bytes,
    conference id,
    host id,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX conference_decision_person ON conference_decision (person);
CREATE INDEX conference_decision_assigned ON conference_decision (assigned, id);
CREATE INDEX conference_decision_office ON conference_decision (office, id);
CREATE INDEX conference_decision_organisation ON conference_decision (organisation, id);
CREATE INDEX conference_decision_state ON conference_decision (organisation, state, id);
CREATE INDEX conference_decision_conference ON conference_decision (conference, person);
CREATE UNIQUE INDEX conference_decision_number ON conference_decision (number);
