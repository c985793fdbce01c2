-- The administrator's list: of one state, newest first.
CREATE INDEX job_of_state ON job (state, id);
