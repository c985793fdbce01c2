-- Packages for receivers without an account: encrypted to the receiver, under no key of ours.  What is left of one whose
-- referral has ended is that there was one, and whether its holder destroyed it.
CREATE TABLE referral_package (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    referral id NOT NULL,
    received id NOT NULL,
    kind text NOT NULL,
    signer text NOT NULL,
    bytes bytes,
    made_by id NOT NULL,
    made_at instant NOT NULL,
    recalled_at instant,
    destroyed_on date
);
CREATE INDEX referral_package_referral ON referral_package (referral, id);
CREATE INDEX referral_package_received ON referral_package (received, id);

-- The public key of an organisation that receives packages, as somebody compared it.
CREATE TABLE referral_receiver_key (
    id id NOT NULL PRIMARY KEY,
    public_key bytes NOT NULL,
    noted_by id NOT NULL,
    noted_at instant NOT NULL
);
