-- What persons ask about their data, what is kept too long, what must stay, and what was looked for behind an erasure.
CREATE TABLE data_request (
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
    kind text,
    received_on date,
    due_on date,
    means text,
    language text,
    asked_by text,
    identity_checked integer,
    asked bytes,
    outcome text,
    answer bytes,
    answered_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE UNIQUE INDEX data_request_number ON data_request (number);
CREATE INDEX data_request_person ON data_request (person);
CREATE INDEX data_request_organisation ON data_request (organisation, id);
CREATE INDEX data_request_office ON data_request (office, id);
CREATE INDEX data_request_state ON data_request (organisation, state, id);
CREATE INDEX data_request_due ON data_request (organisation,
    (CASE WHEN due_on IS NULL THEN -9223372036854775807 ELSE due_on END), id);

CREATE TABLE retention_proposal (
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
    reason text,
    due_since date,
    agreed_by id,
    agreed_on date,
    confirmed_by id,
    destroyed_on date,
    kept_until date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX retention_proposal_person ON retention_proposal (person);
CREATE INDEX retention_proposal_organisation ON retention_proposal (organisation, id);
CREATE INDEX retention_proposal_office ON retention_proposal (office, id);
CREATE INDEX retention_proposal_state ON retention_proposal (organisation, state, id);

CREATE TABLE legal_hold (
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
    basis text,
    reason bytes,
    since date,
    lifted_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX legal_hold_person ON legal_hold (person);
CREATE INDEX legal_hold_organisation ON legal_hold (organisation, id);
CREATE INDEX legal_hold_office ON legal_hold (office, id);

CREATE TABLE erasure_proof (
    person id NOT NULL,
    what text NOT NULL,
    found integer NOT NULL,
    PRIMARY KEY (person, what)
);

-- How far the nightly look at what is kept too long has come; one row.
CREATE TABLE retention_look (
    id integer NOT NULL PRIMARY KEY,
    after id NOT NULL
);
