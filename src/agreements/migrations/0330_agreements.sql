-- The register of agreements: some hundred rows in each organisation.
CREATE TABLE agreement (
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
    title_fr text,
    title_ar text,
    title_en text,
    reference text,
    place text,
    territory text,
    summary text,
    themes text,
    owner id,
    amends id,
    amendment_number integer,
    replaces id,
    data_categories text,
    data_purpose text,
    signed_on date,
    signed_on_precision integer,
    in_force_on date,
    in_force_on_precision integer,
    ends_on date,
    ends_on_precision integer,
    review_on date,
    runs_from date,
    runs_until date,
    ended_on date,
    disputed integer,
    profile_key text,
    warned_of date,
    review_told date,
    custom bytes
);
CREATE UNIQUE INDEX agreement_number ON agreement (number);
CREATE INDEX agreement_organisation ON agreement (organisation, id);
CREATE INDEX agreement_assigned ON agreement (assigned, id);
CREATE INDEX agreement_state ON agreement (organisation, state, id);
CREATE INDEX agreement_until ON agreement (organisation,
    (CASE WHEN runs_until IS NULL THEN -9223372036854775807 ELSE runs_until END), id);
CREATE UNIQUE INDEX agreement_amendment ON agreement (amends, amendment_number) WHERE amends IS NOT NULL;
CREATE INDEX agreement_replaces ON agreement (replaces) WHERE replaces IS NOT NULL;
CREATE UNIQUE INDEX agreement_profile ON agreement (organisation, profile_key) WHERE profile_key IS NOT NULL;

CREATE TABLE agreement_party (
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
    agreement id,
    party id,
    code text,
    name text,
    part text,
    signatory text,
    signing_office text,
    custom bytes
);
CREATE INDEX agreement_party_agreement ON agreement_party (agreement, id);
CREATE INDEX agreement_party_organisation ON agreement_party (organisation, id);

CREATE TABLE agreement_date (
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
    agreement id,
    event text,
    day date,
    day_precision integer,
    source text,
    mark text,
    standing text,
    custom bytes
);
CREATE INDEX agreement_date_agreement ON agreement_date (agreement, id);
CREATE INDEX agreement_date_organisation ON agreement_date (organisation, id);

CREATE TABLE agreement_obligation (
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
    agreement id,
    owner id,
    what text,
    due_on date,
    every text,
    done_on date,
    done_by id,
    proof text,
    told_of date,
    custom bytes
);
CREATE UNIQUE INDEX agreement_obligation_number ON agreement_obligation (number);
CREATE INDEX agreement_obligation_agreement ON agreement_obligation (agreement, id);
CREATE INDEX agreement_obligation_organisation ON agreement_obligation (organisation, id);
CREATE INDEX agreement_obligation_assigned ON agreement_obligation (assigned, id);
CREATE INDEX agreement_obligation_due ON agreement_obligation (organisation,
    (CASE WHEN due_on IS NULL THEN -9223372036854775807 ELSE due_on END), id);
