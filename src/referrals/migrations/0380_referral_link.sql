-- Receivers without an account: a link that opens once, behind a code; of both only keyed hashes are kept.
ALTER TABLE referral ADD COLUMN answered_how text;
ALTER TABLE protection_referral ADD COLUMN answered_how text;

CREATE TABLE referral_link (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    referral id NOT NULL,
    received id NOT NULL,
    state text NOT NULL,
    channel text NOT NULL,
    address bytes,
    token bytes,
    code bytes NOT NULL,
    session bytes,
    tries integer NOT NULL,
    made_by id NOT NULL,
    made_at instant NOT NULL,
    expires_at instant NOT NULL,
    mailed_at instant,
    opened_at instant,
    read_at instant,
    job id
);
CREATE INDEX referral_link_referral ON referral_link (referral, id);
CREATE UNIQUE INDEX referral_link_token ON referral_link (token);
CREATE UNIQUE INDEX referral_link_session ON referral_link (session);
CREATE INDEX referral_link_over ON referral_link (expires_at, id) WHERE state <> 'ended';

-- Who tried links and codes that open nothing, by a keyed hash of the address.
CREATE TABLE referral_link_try (
    origin bytes NOT NULL PRIMARY KEY,
    failures integer NOT NULL,
    since instant NOT NULL
);
CREATE INDEX referral_link_try_since ON referral_link_try (since);
