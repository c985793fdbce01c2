-- Who is helped now, as keyed hashes of what two records of one human being share: whether somebody else gives the same is
-- found without a name, and without anything that says whose row it is but the referral's.
CREATE TABLE referral_help (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    referral id NOT NULL,
    person_key bytes NOT NULL,
    services text NOT NULL,
    UNIQUE (person_key, referral)
);
CREATE INDEX referral_help_referral ON referral_help (referral);
