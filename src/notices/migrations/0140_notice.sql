-- What users are told.  `kind` names a message of the program, `number` is that of a case: no name and no typed text.
CREATE TABLE notice (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    account id NOT NULL,
    kind text NOT NULL,
    subject id,
    number text,
    amount integer NOT NULL,
    made_at instant NOT NULL,
    seen_at instant
);
CREATE INDEX notice_unseen ON notice (account, id, seen_at) WHERE seen_at IS NULL;
CREATE INDEX notice_seen ON notice (account, id) WHERE seen_at IS NOT NULL;
CREATE INDEX notice_made ON notice (made_at, id, seen_at);

-- Who wants it by mail, and when; without a row every morning.  `id` is that of the account.
CREATE TABLE notice_preference (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    wish text NOT NULL,
    mailed_at instant
);
CREATE INDEX notice_preference_mailed ON notice_preference (mailed_at);
