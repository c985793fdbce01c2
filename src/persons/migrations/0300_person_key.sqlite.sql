-- Under which keys a person is found: keyed hashes of composite keys, of which no one is a name.  `form` says by which
-- rules and which key of search they were made.
CREATE TABLE person_key (
    code INTEGER NOT NULL,
    person BLOB NOT NULL,
    organisation BLOB NOT NULL,
    form INTEGER NOT NULL,
    PRIMARY KEY (code, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_key_person ON person_key (person);
