-- The key of each organisation, under the mission's master key (which is never in the database).
CREATE TABLE organisation_key (
    organisation id NOT NULL PRIMARY KEY,
    wrapped bytes NOT NULL
);

-- The data key of a person or of a file, once for every organisation that may open it.
CREATE TABLE data_key (
    subject id NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    wrapped bytes NOT NULL,
    made_at instant NOT NULL,
    PRIMARY KEY (subject, person, organisation)
);
CREATE INDEX data_key_person ON data_key (person);

-- What was erased: a restore of an older copy destroys these keys again.
CREATE TABLE erasure (
    id id NOT NULL PRIMARY KEY,
    subject id NOT NULL,
    person id NOT NULL,
    whole_person boolean NOT NULL,
    erased_at instant NOT NULL,
    erased_by id,
    reason text NOT NULL
);

-- Every save of every record; `changes` is sealed with the key of the record's row.
CREATE TABLE history (
    id id NOT NULL,
    person id NOT NULL,
    record text NOT NULL,
    subject id NOT NULL,
    organisation id NOT NULL,
    version integer NOT NULL,
    made_at instant NOT NULL,
    made_by id,
    action text NOT NULL,
    changes bytes NOT NULL,
    PRIMARY KEY (id, person)
);
CREATE INDEX history_subject ON history (subject, id);
