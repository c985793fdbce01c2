-- Work that is done later, and the outbox: a row is written in the transaction that wants it done.
-- arguments and result may hold personal data and are sealed by whoever adds the job.
CREATE TABLE job (
    id id PRIMARY KEY,
    kind text NOT NULL,
    organisation id,
    user_id id,
    state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    priority integer NOT NULL,
    run_after instant NOT NULL,
    attempts integer NOT NULL,
    attempt_limit integer NOT NULL CHECK (attempt_limit > 0),
    progress_done integer NOT NULL,
    progress_total integer NOT NULL,
    arguments bytes NOT NULL,
    result bytes,
    problem text,
    lease_holder text,
    lease_until instant,
    cancel_asked boolean NOT NULL,
    once_key text UNIQUE,
    created_at instant NOT NULL,
    finished_at instant,
    CHECK ((state = 'running') = (lease_until IS NOT NULL))
);
CREATE INDEX job_queued ON job (priority, run_after, id) WHERE state = 'queued';
CREATE INDEX job_running ON job (lease_until) WHERE state = 'running';
CREATE INDEX job_of_user ON job (user_id, id);
CREATE INDEX job_of_organisation ON job (organisation, id);
CREATE INDEX job_finished ON job (finished_at) WHERE finished_at IS NOT NULL;
