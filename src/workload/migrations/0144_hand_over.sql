-- A caseload that goes from one colleague to others, and each of its cases.
CREATE TABLE hand_over (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text NOT NULL,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    account id,
    receivers text,
    states text,
    reason bytes,
    progress text,
    wanted integer,
    given integer,
    left_out integer,
    job text,
    custom bytes
);
CREATE INDEX hand_over_office ON hand_over (office, id);
CREATE INDEX hand_over_organisation ON hand_over (organisation, id);
CREATE INDEX hand_over_assigned ON hand_over (assigned);

CREATE TABLE hand_over_case (
    id id NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    office id,
    hand_over id NOT NULL,
    return_case id NOT NULL,
    receiver id NOT NULL,
    given_at instant,
    back_at instant,
    left_out text,
    PRIMARY KEY (id, person)
);
CREATE INDEX hand_over_case_order ON hand_over_case (hand_over, return_case);
