-- Answers to API writes that carried an Idempotency-Key: the same request again gets the same answer.
CREATE TABLE api_answer (
    key_hash bytes NOT NULL,
    user_id id NOT NULL,
    fingerprint bytes NOT NULL,
    answer_sealed bytes NOT NULL,
    kept_at instant NOT NULL,
    PRIMARY KEY (key_hash, user_id)
);
CREATE INDEX api_answer_by_time ON api_answer (kept_at);
