-- What became of each backup that the mission made of itself.  `fault` is a code (backup/fault.c), `concerns` the table
-- that it is about, `digest` the BLAKE2b-256 of the file.
CREATE TABLE backup_run (
    id id NOT NULL PRIMARY KEY,
    started_at instant NOT NULL,
    finished_at instant,
    state text NOT NULL CHECK (state IN ('running', 'good', 'faulty', 'failed')),
    reason text NOT NULL CHECK (reason IN ('schedule', 'asked', 'command', 'upgrade')),
    made_by id,
    file_name text NOT NULL,
    size integer NOT NULL,
    row_count integer NOT NULL,
    digest bytes,
    fault text NOT NULL,
    concerns text NOT NULL,
    removed_at instant
);
CREATE INDEX backup_run_started ON backup_run (started_at, id);
CREATE INDEX backup_run_good ON backup_run (started_at) WHERE state = 'good';
