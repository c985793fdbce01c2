-- Who is away and who takes their place; not why.
CREATE TABLE absence (
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
    account id,
    substitute id,
    from_on date,
    until_on date,
    cancelled integer,
    custom bytes
);
CREATE INDEX absence_account ON absence (account, until_on);
CREATE INDEX absence_substitute ON absence (substitute, until_on);
CREATE INDEX absence_organisation ON absence (organisation, until_on);
CREATE INDEX absence_office ON absence (office, id);
