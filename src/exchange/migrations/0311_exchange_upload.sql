-- Files that come in pieces over a bad line, until they are whole: sealed, of one user, forgotten after a day.
CREATE TABLE exchange_upload (
    id id NOT NULL,
    organisation id NOT NULL,
    created_by id NOT NULL,
    created_at instant NOT NULL,
    touched_at instant NOT NULL,
    file_name bytes NOT NULL,
    size integer NOT NULL,
    digest text NOT NULL,
    received integer NOT NULL,
    PRIMARY KEY (id)
);
CREATE INDEX exchange_upload_user ON exchange_upload (organisation, created_by, id);
CREATE INDEX exchange_upload_touched ON exchange_upload (touched_at);

CREATE TABLE exchange_chunk (
    id id NOT NULL,
    organisation id NOT NULL,
    upload id NOT NULL,
    position integer NOT NULL,
    content bytes NOT NULL,
    PRIMARY KEY (upload, position)
);
