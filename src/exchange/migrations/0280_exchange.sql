-- Imports: runs, the lines that wait, which row came of which line, and what the columns of a file were taken for.
CREATE TABLE exchange_run (
    id id NOT NULL,
    organisation id NOT NULL,
    held_in id,
    number text,
    created_at instant NOT NULL,
    created_by id NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    version integer NOT NULL,
    file_name bytes NOT NULL,
    file_digest bytes NOT NULL,
    format text NOT NULL,
    signature bytes NOT NULL,
    facts bytes NOT NULL,
    mapping bytes,
    parts integer NOT NULL,
    lines integer NOT NULL,
    good integer NOT NULL,
    bad integer NOT NULL,
    known integer NOT NULL,
    changed integer NOT NULL,
    alike integer NOT NULL,
    done integer NOT NULL,
    left_out integer NOT NULL,
    whole integer NOT NULL,
    with_alike integer NOT NULL,
    next_part integer NOT NULL,
    next_line integer NOT NULL,
    job id,
    checked_at instant,
    finished_at instant,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX exchange_run_number ON exchange_run (number);
CREATE INDEX exchange_run_organisation ON exchange_run (organisation, id);
CREATE INDEX exchange_run_file ON exchange_run (organisation, file_digest);

-- Lines as they came, sealed; emptied as they are stored.
CREATE TABLE exchange_part (
    id id NOT NULL,
    run id NOT NULL,
    part integer NOT NULL,
    organisation id NOT NULL,
    lines integer NOT NULL,
    content bytes,
    verdicts text,
    faults bytes,
    PRIMARY KEY (run, part)
);

-- Which row (id) came of which line: keyed hashes of the line's reference and of what it held.
CREATE TABLE exchange_line (
    organisation id NOT NULL,
    kind text NOT NULL,
    reference bytes NOT NULL,
    run id NOT NULL,
    line integer NOT NULL,
    id id NOT NULL,
    content bytes NOT NULL,
    kept integer NOT NULL,
    PRIMARY KEY (organisation, kind, reference)
);
CREATE INDEX exchange_line_run ON exchange_line (run, line);

CREATE TABLE exchange_mapping (
    id id NOT NULL,
    organisation id NOT NULL,
    kind text NOT NULL,
    signature bytes NOT NULL,
    mapping bytes NOT NULL,
    changed_at instant NOT NULL,
    PRIMARY KEY (organisation, kind, signature)
);
