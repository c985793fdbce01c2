-- Screenings and child protection.  Every answer is sealed: readable are only places, states and days of the rows
-- themselves, which case they hang on, and who declared a link with whom.
CREATE TABLE protection_screening (
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
    interviewed_on bytes,
    language bytes,
    interpreter bytes,
    interview_note bytes,
    priority_groups bytes,
    level bytes,
    level_reason bytes,
    acts bytes,
    means bytes,
    purposes bytes,
    signs bytes,
    indicator_note bytes,
    indicator_version bytes,
    suggestion bytes,
    decision bytes,
    decision_reason bytes,
    consent_to_refer bytes,
    retaliation_risk bytes,
    retaliation_note bytes,
    next_step bytes,
    second_note bytes,
    third_note bytes,
    first_reader bytes,
    second_reader bytes,
    third_reader bytes,
    first_read_on bytes,
    second_read_on bytes,
    third_read_on bytes,
    copy_decision bytes,
    copy_reason bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_screening_return_case ON protection_screening (return_case, person);
CREATE INDEX protection_screening_person ON protection_screening (person);
CREATE INDEX protection_screening_assigned ON protection_screening (assigned, id);
CREATE INDEX protection_screening_office ON protection_screening (office, id);
CREATE INDEX protection_screening_organisation ON protection_screening (organisation, id);
CREATE INDEX protection_screening_state ON protection_screening (organisation, state, id);
CREATE INDEX protection_screening_office_state ON protection_screening (office, state, id);
CREATE UNIQUE INDEX protection_screening_number ON protection_screening (number);

CREATE TABLE protection_factor (
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
    screening id,
    factor bytes,
    level bytes,
    direction bytes,
    context bytes,
    evidence bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_factor_screening ON protection_factor (screening, person);
CREATE INDEX protection_factor_person ON protection_factor (person);
CREATE INDEX protection_factor_assigned ON protection_factor (assigned, id);
CREATE INDEX protection_factor_office ON protection_factor (office, id);
CREATE INDEX protection_factor_organisation ON protection_factor (organisation, id);

CREATE TABLE protection_safety (
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
    screening id,
    action bytes,
    owner bytes,
    due_at bytes,
    due_on bytes,
    result bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_safety_screening ON protection_safety (screening, person);
CREATE INDEX protection_safety_person ON protection_safety (person);
CREATE INDEX protection_safety_assigned ON protection_safety (assigned, id);
CREATE INDEX protection_safety_office ON protection_safety (office, id);
CREATE INDEX protection_safety_organisation ON protection_safety (organisation, id);
CREATE UNIQUE INDEX protection_safety_number ON protection_safety (number);

CREATE TABLE protection_child (
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
    status bytes,
    urgent bytes,
    concerns bytes,
    assessed_on bytes,
    assessment bytes,
    child_views bytes,
    parents_consent bytes,
    parents_consent_on bytes,
    parents_note bytes,
    guardian_designated_by bytes,
    guardian_designated_on bytes,
    care_arrangement bytes,
    care_agency bytes,
    care_since bytes,
    reception_confirmed_on bytes,
    reception_confirmed_by bytes,
    reception_note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_child_return_case ON protection_child (return_case, person);
CREATE INDEX protection_child_person ON protection_child (person);
CREATE INDEX protection_child_assigned ON protection_child (assigned, id);
CREATE INDEX protection_child_office ON protection_child (office, id);
CREATE INDEX protection_child_organisation ON protection_child (organisation, id);
CREATE UNIQUE INDEX protection_child_number ON protection_child (number);

CREATE TABLE protection_tracing (
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
    child id,
    kind bytes,
    place bytes,
    asked_on bytes,
    outcome bytes,
    status bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_tracing_child ON protection_tracing (child, person);
CREATE INDEX protection_tracing_person ON protection_tracing (person);
CREATE INDEX protection_tracing_assigned ON protection_tracing (assigned, id);
CREATE INDEX protection_tracing_office ON protection_tracing (office, id);
CREATE INDEX protection_tracing_organisation ON protection_tracing (organisation, id);

CREATE TABLE protection_determination (
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
    child id,
    decision bytes,
    reasons bytes,
    views bytes,
    family bytes,
    safety bytes,
    care_on_arrival bytes,
    health bytes,
    education bytes,
    duration_away bytes,
    special_needs bytes,
    meeting_on bytes,
    valid_until bytes,
    requested_by bytes,
    answered_by bytes,
    requested_on bytes,
    answered_on bytes,
    comment bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_determination_child ON protection_determination (child, person);
CREATE INDEX protection_determination_person ON protection_determination (person);
CREATE INDEX protection_determination_assigned ON protection_determination (assigned, id);
CREATE INDEX protection_determination_office ON protection_determination (office, id);
CREATE INDEX protection_determination_organisation ON protection_determination (organisation, id);
CREATE INDEX protection_determination_state ON protection_determination (organisation, state, id);
CREATE INDEX protection_determination_office_state ON protection_determination (office, state, id);
CREATE UNIQUE INDEX protection_determination_number ON protection_determination (number);

CREATE TABLE protection_panel_member (
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
    determination id,
    name bytes,
    organisation_name bytes,
    undertaking_on bytes,
    present bytes,
    view bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_panel_member_determination ON protection_panel_member (determination, person);
CREATE INDEX protection_panel_member_person ON protection_panel_member (person);
CREATE INDEX protection_panel_member_assigned ON protection_panel_member (assigned, id);
CREATE INDEX protection_panel_member_office ON protection_panel_member (office, id);
CREATE INDEX protection_panel_member_organisation ON protection_panel_member (organisation, id);

CREATE TABLE protection_conflict (
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
    account id,
    declared_on date,
    kind bytes,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX protection_conflict_person ON protection_conflict (person);
CREATE INDEX protection_conflict_assigned ON protection_conflict (assigned, id);
CREATE INDEX protection_conflict_office ON protection_conflict (office, id);
CREATE INDEX protection_conflict_organisation ON protection_conflict (organisation, id);
