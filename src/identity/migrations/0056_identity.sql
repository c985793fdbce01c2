CREATE TABLE organisation (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text NOT NULL,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    code text,
    name text,
    name_arabic text,
    custom bytes
);
CREATE UNIQUE INDEX organisation_code ON organisation (code);

CREATE TABLE office (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text NOT NULL,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    name text,
    name_arabic text,
    city text,
    region text,
    custom bytes
);
CREATE INDEX office_organisation ON office (organisation);

-- Names and e-mails of staff are sealed with the key of their organisation.
CREATE TABLE user_account (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text NOT NULL,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    login text NOT NULL,
    name bytes,
    email bytes,
    language text,
    active integer,
    custom bytes
);
CREATE UNIQUE INDEX user_account_login ON user_account (login);

CREATE TABLE role_assignment (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text NOT NULL,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    account id,
    held_in id,
    role text,
    until date,
    custom bytes
);
CREATE INDEX role_assignment_account ON role_assignment (account);

-- Argon2id, in libsodium's form.
CREATE TABLE user_password (
    account id NOT NULL PRIMARY KEY,
    hash text NOT NULL,
    changed_at instant NOT NULL,
    must_change boolean NOT NULL
);

-- The shared secret is sealed; `last_step` keeps a code from being used twice.
CREATE TABLE user_second_factor (
    account id NOT NULL PRIMARY KEY,
    secret bytes NOT NULL,
    last_step integer NOT NULL,
    confirmed boolean NOT NULL
);

CREATE TABLE user_recovery_code (
    account id NOT NULL,
    digest text NOT NULL,
    PRIMARY KEY (account, digest)
);

-- By a keyed digest of what was typed as user name.
CREATE TABLE sign_in_attempt (
    login text NOT NULL PRIMARY KEY,
    failures integer NOT NULL,
    failed_at instant NOT NULL,
    locked_until instant
);

CREATE TABLE api_token (
    id id NOT NULL PRIMARY KEY,
    account id NOT NULL,
    digest text NOT NULL,
    label text NOT NULL,
    scopes text NOT NULL,
    created_at instant NOT NULL,
    expires_on date,
    revoked_at instant
);
CREATE UNIQUE INDEX api_token_digest ON api_token (digest);
CREATE INDEX api_token_account ON api_token (account);
