-- What the rules of eligibility ask of a case, and what becomes of a decision (profiles/…/rules/return_eligibility_…).
-- What tells of health or asylum is sealed; the reason of an override is for the figures.
ALTER TABLE return_case ADD COLUMN lacks_means bytes;
ALTER TABLE return_case ADD COLUMN previously_assisted bytes;
ALTER TABLE return_case ADD COLUMN zone_suspended bytes;
ALTER TABLE return_case ADD COLUMN asylum_closed_on bytes;
ALTER TABLE return_case ADD COLUMN capacity_doubt bytes;
ALTER TABLE return_case ADD COLUMN capacity_confirmed_on bytes;
ALTER TABLE return_case ADD COLUMN capacity_confirmed_by bytes;
ALTER TABLE return_case ADD COLUMN decision_note bytes;
ALTER TABLE return_case ADD COLUMN override_reason text;
ALTER TABLE return_case ADD COLUMN overridden_on date;
ALTER TABLE return_case ADD COLUMN reopened_on date;
CREATE INDEX return_case_overridden ON return_case (organisation, overridden_on, id) WHERE overridden_on IS NOT NULL;

-- The text of each version of a set of rules that was used in a decision: it is shown again as it was.
CREATE TABLE rule_version (
    name text NOT NULL,
    version integer NOT NULL,
    hash text NOT NULL,
    content text NOT NULL,
    first_used_at instant NOT NULL,
    PRIMARY KEY (name, version)
);

-- What the rules answered when somebody signed.
CREATE TABLE return_decision (
    id id NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    return_case id,
    decided_on date,
    moment text,
    rule_set text,
    rule_set_version integer,
    rule_set_hash text,
    facts bytes,
    answer text,
    override_reason text,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX return_decision_person ON return_decision (person);
CREATE INDEX return_decision_case ON return_decision (return_case);
CREATE INDEX return_decision_office ON return_decision (office, id);
CREATE INDEX return_decision_organisation ON return_decision (organisation, id);

-- Counselling: each session with its language, interpreter and what was explained.
CREATE TABLE return_counselling (
    id id NOT NULL,
    person id NOT NULL,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    return_case id,
    held_on date,
    language text,
    interpreter integer,
    interpreter_name bytes,
    channel text,
    explained bytes,
    questions bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX return_counselling_person ON return_counselling (person);
CREATE INDEX return_counselling_case ON return_counselling (return_case);
CREATE INDEX return_counselling_office ON return_counselling (office, id);
CREATE INDEX return_counselling_organisation ON return_counselling (organisation, id);

-- Countries and zones to which nobody is sent for now.
CREATE TABLE suspended_place (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    office id,
    assigned id,
    number text,
    state text,
    state_since date,
    version integer NOT NULL,
    created_at instant NOT NULL,
    created_by id,
    changed_at instant NOT NULL,
    changed_by id,
    country text,
    zone text,
    from_on date,
    until_on date,
    reason text,
    source text,
    custom bytes
);
CREATE INDEX suspended_place_country ON suspended_place (country);
CREATE INDEX suspended_place_organisation ON suspended_place (organisation, id);
