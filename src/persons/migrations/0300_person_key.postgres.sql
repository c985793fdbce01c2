-- Under which keys a person is found: keyed hashes of composite keys, of which no one is a name.  `form` says by which
-- rules and which key of search they were made.
CREATE TABLE person_key (
    code bigint NOT NULL,
    person uuid NOT NULL,
    organisation uuid NOT NULL,
    form bigint NOT NULL,
    PRIMARY KEY (code, person)
);
CREATE INDEX person_key_person ON person_key (person);
CALL wall_off_organisation('person_key');
