-- Files that hang on rows of other tables.  Name and bytes are sealed with the key of the row: one row here makes the
-- chunks, written before it, a file.
CREATE TABLE attachment (
    id id NOT NULL,
    person id NOT NULL,
    record text NOT NULL,
    subject id NOT NULL,
    organisation id NOT NULL,
    office id,
    kind text NOT NULL,
    file_name bytes NOT NULL,
    media_type text NOT NULL,
    size integer NOT NULL,
    chunks integer NOT NULL,
    made_at instant NOT NULL,
    made_by id,
    digest text NOT NULL,
    PRIMARY KEY (id, person)
);
CREATE INDEX attachment_subject ON attachment (subject);
CREATE INDEX attachment_person ON attachment (person);

CREATE TABLE attachment_chunk (
    id id NOT NULL,
    attachment id NOT NULL,
    person id NOT NULL,
    number integer NOT NULL,
    sealed bytes NOT NULL,
    PRIMARY KEY (id, person)
);
CREATE UNIQUE INDEX attachment_chunk_number ON attachment_chunk (attachment, person, number);
CREATE INDEX attachment_chunk_person ON attachment_chunk (person);
