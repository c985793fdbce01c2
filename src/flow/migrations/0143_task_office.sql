-- What is due in an office, for its supervisor; the statement counts from the index alone.
CREATE INDEX task_open_office ON task (office, due, assigned, done_at) WHERE done_at IS NULL;
