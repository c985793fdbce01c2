-- Files opened out of reach, why, and what was made of it.  What was said is sealed with the person's key; readable are
-- the reason as a code, who, when, and the state of the review.
CREATE TABLE broken_glass (
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
    asked bytes,
    reason text,
    explanation bytes,
    opened_by id,
    until_at instant,
    ended_at instant,
    reviewed_by id,
    reviewed_on date,
    measures bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX broken_glass_person ON broken_glass (person);
CREATE INDEX broken_glass_organisation ON broken_glass (organisation, id);
CREATE INDEX broken_glass_office ON broken_glass (office, id);
CREATE INDEX broken_glass_assigned ON broken_glass (assigned, id);
CREATE INDEX broken_glass_state ON broken_glass (organisation, state, id);
CREATE INDEX broken_glass_open ON broken_glass (until_at) WHERE state = 'open';
