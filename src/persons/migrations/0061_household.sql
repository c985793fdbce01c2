-- Who lives and travels together.  A household has a number and a head; what is personal stays with its members.
CREATE TABLE household (
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
    head_person id,
    custom bytes
);
CREATE UNIQUE INDEX household_number ON household (number);
CREATE INDEX household_office ON household (office, id);

CREATE TABLE household_member (
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
    household id,
    relation text,
    travelling integer,
    joined_on date,
    left_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX household_member_person ON household_member (person);
CREATE INDEX household_member_household ON household_member (household);
CREATE INDEX person_relation_other ON person_relation (other);
