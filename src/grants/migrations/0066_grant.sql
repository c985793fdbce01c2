CREATE TABLE donor_grant (
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
    title text,
    donor text,
    reference text,
    amount integer,
    amount_currency text,
    signed_on date,
    starts_on date,
    ends_on date,
    source text,
    donor_account id,
    custom bytes
);
CREATE UNIQUE INDEX donor_grant_number ON donor_grant (number);

CREATE TABLE budget_line (
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
    donor_grant id,
    code text,
    title text,
    amount integer,
    amount_currency text,
    spending_account id,
    custom bytes
);
CREATE INDEX budget_line_grant ON budget_line (donor_grant);
