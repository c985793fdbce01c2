-- The mission's own fields as administrators changed them: each version whole, as the text of a profile.
CREATE TABLE custom_version (
    id id NOT NULL PRIMARY KEY,
    number integer NOT NULL,
    made_at instant NOT NULL,
    made_by id,
    content text NOT NULL
);
CREATE UNIQUE INDEX custom_version_number ON custom_version (number);
