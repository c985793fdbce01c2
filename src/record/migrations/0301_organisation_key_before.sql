-- The keys that an organisation had before the one in force, the first is number 1.  What they sealed stays readable;
-- data keys are wrapped anew by a job, which notes here that it is done.
CREATE TABLE organisation_key_before (
    organisation id NOT NULL,
    number integer NOT NULL,
    wrapped bytes NOT NULL,
    made_at instant NOT NULL,
    rewrapped_at instant,
    PRIMARY KEY (organisation, number)
);
