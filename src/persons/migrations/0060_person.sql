-- Persons.  Names, birth dates, contacts and narratives are sealed with the person's own data key.
CREATE TABLE person (
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
    family_name bytes,
    given_names bytes,
    family_name_arabic bytes,
    given_names_arabic bytes,
    nationality text,
    languages text,
    telephone bytes,
    other_names bytes,
    sex text,
    birth bytes,
    birth_estimated integer,
    birth_year integer,
    birth_place bytes,
    second_nationality text,
    marital_status text,
    mother_name bytes,
    education text,
    occupation bytes,
    second_telephone bytes,
    email bytes,
    address bytes,
    region text,
    emergency_name bytes,
    emergency_relation bytes,
    emergency_telephone bytes,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE UNIQUE INDEX person_number ON person (number);
CREATE INDEX person_office ON person (office, id);
CREATE INDEX person_organisation ON person (organisation, id);

-- Blind index: keyed hashes of the compared forms of names and telephones.
CREATE TABLE person_search (
    search_key bytes NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    office id,
    PRIMARY KEY (search_key, person)
);
CREATE INDEX person_search_person ON person_search (person);

CREATE TABLE person_document (
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
    document_number bytes,
    issuer text,
    issued_on date,
    expires_on date,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX person_document_person ON person_document (person);

CREATE TABLE person_consent (
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
    purpose text,
    recipients text,
    means text,
    language text,
    interpreter integer,
    explained integer,
    given_on date,
    expires_on date,
    withdrawn_on date,
    withdrawal_reason bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX person_consent_person ON person_consent (person);

CREATE TABLE person_relation (
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
    other id,
    since date,
    until date,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX person_relation_person ON person_relation (person);
