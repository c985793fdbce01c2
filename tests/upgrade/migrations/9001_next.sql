-- What a next version might bring: a column of a full table, a table of its own.
ALTER TABLE return_case ADD COLUMN next_note text;
CREATE TABLE next_thing (
    id id PRIMARY KEY,
    made_at instant NOT NULL
);
CREATE INDEX next_thing_made ON next_thing (made_at, id);
