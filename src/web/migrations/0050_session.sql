-- A person signed in: the cookie holds a token, the row its hash.  Idle time lives in a signed cookie, not here.
CREATE TABLE session (
    id id PRIMARY KEY,
    token_hash bytes NOT NULL UNIQUE,
    user_id id NOT NULL,
    created_at instant NOT NULL,
    expires_at instant NOT NULL,
    ended_at instant
);
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);
