-- Messages between the two organisations of a referral: one copy in the file of each, sealed with that file's key, so that
-- the receiver's ends with its access.
CREATE TABLE referral_message (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    file id NOT NULL,
    outgoing integer NOT NULL,
    body bytes NOT NULL,
    written_at instant NOT NULL,
    written_by id NOT NULL
);
CREATE INDEX referral_message_file ON referral_message (file, id);

CREATE TABLE protection_message (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    file id NOT NULL,
    outgoing integer NOT NULL,
    body bytes NOT NULL,
    written_at instant NOT NULL,
    written_by id NOT NULL
);
CREATE INDEX protection_message_file ON protection_message (file, id);
