-- One-time keys of forms that were stored, and where each led: a form sent twice is stored once.
CREATE TABLE form_key (
    form_key bytes NOT NULL,
    user_id id NOT NULL,
    location text NOT NULL,
    kept_at instant NOT NULL,
    PRIMARY KEY (form_key, user_id)
);
CREATE INDEX form_key_by_time ON form_key (kept_at);
