-- What waits for somebody.  `label` is a message of the program, never typed text.
CREATE TABLE task (
    id id NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    office id,
    assigned id,
    for_assigned boolean NOT NULL,
    record text NOT NULL,
    subject id NOT NULL,
    number text NOT NULL,
    label text NOT NULL,
    needed_right text NOT NULL,
    due date,
    created_at instant NOT NULL,
    done_at instant,
    done_by id,
    PRIMARY KEY (id, person)
);
-- In the order of "my work": what is mine, what is nobody's.  Its statements read nothing else to choose and to count,
-- so the columns of their conditions are there too, for SQLite even those that say the same in each entry.  Not COALESCE:
-- behind the wall PostgreSQL looks for it in no index (flow/task.c).
CREATE INDEX task_open_mine ON task
    (assigned, (CASE WHEN due IS NULL THEN 2147483647 ELSE due END), id, needed_right, office, organisation, due,
    done_at) WHERE done_at IS NULL;
CREATE INDEX task_free_office ON task
    (office, (CASE WHEN due IS NULL THEN 2147483647 ELSE due END), id, needed_right, due, done_at, assigned)
    WHERE done_at IS NULL AND assigned IS NULL;
CREATE INDEX task_free_organisation ON task
    (organisation, (CASE WHEN due IS NULL THEN 2147483647 ELSE due END), id, needed_right, due, done_at, assigned)
    WHERE done_at IS NULL AND assigned IS NULL;
CREATE INDEX task_subject ON task (subject);
