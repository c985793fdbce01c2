-- What the certificate of an erasure says.  `reason` is a code: nothing typed is kept of somebody erased.
CREATE TABLE person_erasure (
    person id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    erased_at instant NOT NULL,
    erased_by id,
    reason text NOT NULL,
    documents integer NOT NULL,
    relations integer NOT NULL,
    files integer NOT NULL,
    search_keys integer NOT NULL
);
