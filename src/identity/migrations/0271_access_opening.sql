-- Whose file, out of reach, an account may read until when (struct opening): a row for each office where rows of the
-- person lie.  `about` is the person, `glass` the row of privacy/ that says why.  Rows go when they are over.
CREATE TABLE access_opening (
    id id NOT NULL PRIMARY KEY,
    account id NOT NULL,
    organisation id NOT NULL,
    office id,
    about id NOT NULL,
    glass id NOT NULL,
    until_at instant NOT NULL
);
CREATE INDEX access_opening_account ON access_opening (account, until_at);
CREATE INDEX access_opening_glass ON access_opening (glass);
