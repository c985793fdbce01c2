-- Rounds after a return, interviews, and the scores that figures read: a number for each dimension, without an answer or
-- a name, beside the place, sex and year that statistics keep.
CREATE TABLE monitoring_round (
    id id NOT NULL,
    person id NOT NULL,
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
    return_case id,
    occasion text,
    due_on date,
    attempts integer,
    attempted_on date,
    attempt_mode text,
    attempt_note bytes,
    done_on date,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX monitoring_round_case ON monitoring_round (return_case, person);
CREATE INDEX monitoring_round_person ON monitoring_round (person);
CREATE INDEX monitoring_round_assigned ON monitoring_round (assigned, id);
CREATE INDEX monitoring_round_office ON monitoring_round (office, id);
CREATE INDEX monitoring_round_organisation ON monitoring_round (organisation, id);
CREATE INDEX monitoring_round_office_state ON monitoring_round (office, state, id);
CREATE INDEX monitoring_round_state ON monitoring_round (organisation, state, id);
CREATE INDEX monitoring_round_planned ON monitoring_round (due_on, id) WHERE state = 'planned';
CREATE INDEX monitoring_round_counts ON monitoring_round (organisation, occasion, state, office);
CREATE UNIQUE INDEX monitoring_round_number ON monitoring_round (number);

CREATE TABLE monitoring_interview (
    id id NOT NULL,
    person id NOT NULL,
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
    round id,
    return_case id,
    questionnaire id,
    occasion text,
    mode text,
    language text,
    interpreter integer,
    interviewer id,
    begun_on date,
    ended_on date,
    answers bytes,
    section text,
    score bytes,
    questions_asked bytes,
    questions_answered bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX monitoring_interview_case ON monitoring_interview (return_case, person);
CREATE INDEX monitoring_interview_person ON monitoring_interview (person);
CREATE INDEX monitoring_interview_assigned ON monitoring_interview (assigned, id);
CREATE INDEX monitoring_interview_office ON monitoring_interview (office, id);
CREATE INDEX monitoring_interview_organisation ON monitoring_interview (organisation, id);

CREATE TABLE monitoring_score (
    interview id NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    office id,
    questionnaire text NOT NULL,
    scoring text NOT NULL,
    edition integer NOT NULL,
    months integer NOT NULL,
    dimension text NOT NULL,
    value integer NOT NULL,
    country text,
    sex text,
    year integer NOT NULL,
    PRIMARY KEY (interview, person, dimension)
);
CREATE INDEX monitoring_score_organisation
    ON monitoring_score (organisation, questionnaire, scoring, dimension, months, value, country, sex, year, edition, office);
CREATE INDEX monitoring_score_office
    ON monitoring_score (office, questionnaire, scoring, dimension, months, value, country, sex, year, edition, organisation);
