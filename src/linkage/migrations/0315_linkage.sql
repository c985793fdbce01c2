-- The search for common cases with other agencies: partners, runs, what waits between two steps, and what was found.
CREATE TABLE linkage_partner (
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
    name text,
    agreement text,
    recipient text,
    partner_key text,
    slots integer,
    quota integer,
    address text,
    token bytes,
    active integer,
    custom bytes
);
CREATE INDEX linkage_partner_organisation ON linkage_partner (organisation, id);

CREATE TABLE linkage_run (
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
    partner id,
    side text,
    way text,
    progress text,
    problem text,
    slots integer,
    entered integer,
    keys integer,
    certain integer,
    possible integer,
    exchange text,
    offered text,
    answered text,
    commitment text,
    size_sum text,
    job text,
    finished_at instant,
    custom bytes
);
CREATE UNIQUE INDEX linkage_run_number ON linkage_run (number);
CREATE INDEX linkage_run_organisation ON linkage_run (organisation, id);
CREATE INDEX linkage_run_partner ON linkage_run (partner, created_at);
-- A file that comes a second time is refused by this.
CREATE UNIQUE INDEX linkage_run_exchange ON linkage_run (organisation, exchange);
CREATE INDEX linkage_run_made ON linkage_run (created_at);

-- What waits between two steps, sealed: files, the exponent, whose key stands in which slot.  Gone with the last step.  `id` is the
-- run's.
CREATE TABLE linkage_part (
    id id NOT NULL,
    kind text NOT NULL,
    part integer NOT NULL,
    organisation id NOT NULL,
    content bytes NOT NULL,
    PRIMARY KEY (id, kind, part)
);

-- By which partners know an organisation, whose `id` it has.
CREATE TABLE linkage_key (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    public_key bytes NOT NULL,
    secret bytes NOT NULL,
    made_at instant NOT NULL
);

CREATE TABLE linkage_match (
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
    run id,
    partner id,
    case_number text,
    grade text,
    reasons text,
    decision text,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX linkage_match_office ON linkage_match (office, id);
CREATE INDEX linkage_match_organisation ON linkage_match (organisation, id);
CREATE INDEX linkage_match_person ON linkage_match (person, partner);

-- Who consented to what, person by person.
CREATE INDEX person_consent_purpose ON person_consent (organisation, purpose, person);
