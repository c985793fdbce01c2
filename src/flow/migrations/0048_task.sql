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
CREATE INDEX task_open_office ON task (office, due) WHERE done_at IS NULL;
CREATE INDEX task_open_assigned ON task (assigned, due) WHERE done_at IS NULL;
CREATE INDEX task_subject ON task (subject);
