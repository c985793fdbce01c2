-- A record that became part of another one of the same person.
CREATE TABLE person_merge (
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
    pair id,
    kept_person id NOT NULL,
    kept_number text,
    absorbed_person id NOT NULL,
    absorbed_number text,
    row_total integer,
    undone_by id,
    undone_on date,
    reason bytes,
    custom bytes
);
CREATE UNIQUE INDEX person_merge_one ON person_merge (absorbed_person) WHERE state = 'merged';
CREATE UNIQUE INDEX person_merge_number ON person_merge (number);
CREATE INDEX person_merge_absorbed_number ON person_merge (absorbed_number);
CREATE INDEX person_merge_absorbed_person ON person_merge (absorbed_person);
CREATE INDEX person_merge_kept_person ON person_merge (kept_person);
CREATE INDEX person_merge_office ON person_merge (office, id);
CREATE INDEX person_merge_organisation ON person_merge (organisation, id);

-- Which rows went over, and which rows of others named the one and name the other now.
CREATE TABLE person_merge_row (
    id id NOT NULL PRIMARY KEY,
    merge_of id NOT NULL,
    organisation id NOT NULL,
    table_name text NOT NULL,
    row_id id NOT NULL,
    kind text NOT NULL
);
CREATE INDEX person_merge_row_of ON person_merge_row (merge_of, table_name, row_id);

-- The row of the absorbed person as it was, and what the merge changed in the one that was kept; both sealed with the
-- kept person's key.  `id` is that of the merge.
CREATE TABLE person_merge_kept (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    kept bytes NOT NULL,
    changes bytes NOT NULL
);

-- The cases of a hand-over are found by their person too.
CREATE INDEX hand_over_case_person ON hand_over_case (person);
