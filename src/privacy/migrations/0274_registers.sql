-- Registers of the data-protection officer: processings, incidents, agreements about transfers.  Some hundred rows each.
CREATE TABLE processing (
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
    purpose text,
    controller text,
    basis text,
    categories text,
    sensitive integer,
    national_numbers integer,
    recipients text,
    abroad integer,
    retention text,
    security text,
    formality text,
    filed_on date,
    decided_on date,
    receipt text,
    custom bytes
);
CREATE UNIQUE INDEX processing_number ON processing (number);
CREATE INDEX processing_organisation ON processing (organisation, id);

CREATE TABLE incident (
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
    kind text,
    noticed_at instant,
    happened_on date,
    what bytes,
    categories bytes,
    persons integer,
    first_measures bytes,
    due_at instant,
    due_on date,
    risk text,
    assessment bytes,
    tell_authority integer,
    tell_persons integer,
    authority_on date,
    persons_on date,
    lessons bytes,
    custom bytes
);
CREATE UNIQUE INDEX incident_number ON incident (number);
CREATE INDEX incident_organisation ON incident (organisation, id);
CREATE INDEX incident_assigned ON incident (assigned, id);

CREATE TABLE transfer_agreement (
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
    party text,
    party_kind text,
    country text,
    purpose text,
    elements text,
    basis text,
    safeguards text,
    onward integer,
    tells_incidents integer,
    starts_on date,
    ends_on date,
    review_on date,
    signed_on date,
    place text,
    custom bytes
);
CREATE UNIQUE INDEX transfer_agreement_number ON transfer_agreement (number);
CREATE INDEX transfer_agreement_organisation ON transfer_agreement (organisation, id);
CREATE INDEX transfer_agreement_review ON transfer_agreement (organisation,
    (CASE WHEN review_on IS NULL THEN -9223372036854775807 ELSE review_on END), id);
