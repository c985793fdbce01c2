-- Reintegration: what was found, ordered, delivered and proved, who is entitled to what, and who waits.  What people write
-- of a person is sealed; readable are kinds, days, sums and places of the rows.
CREATE TABLE reintegration_assessment (
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
    edition integer,
    side text,
    assessed_on date,
    assessor bytes,
    place bytes,
    skills bytes,
    wishes bytes,
    needs bytes,
    risks bytes,
    project bytes,
    submitted_by id,
    approved_by id,
    submitted_on date,
    approved_on date,
    custom bytes,
    PRIMARY KEY (id, person),
    CHECK (approved_by IS NULL OR (submitted_by IS NOT NULL AND approved_by <> submitted_by))
);
CREATE UNIQUE INDEX reintegration_assessment_case ON reintegration_assessment (return_case, edition, person);
CREATE INDEX reintegration_assessment_person ON reintegration_assessment (person);
CREATE INDEX reintegration_assessment_assigned ON reintegration_assessment (assigned, id);
CREATE INDEX reintegration_assessment_office ON reintegration_assessment (office, id);
CREATE INDEX reintegration_assessment_organisation ON reintegration_assessment (organisation, id);
CREATE INDEX reintegration_assessment_state ON reintegration_assessment (organisation, state, id);
CREATE INDEX reintegration_assessment_office_state ON reintegration_assessment (office, state, id);

CREATE TABLE reintegration_quote (
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
    item id,
    supplier id,
    amount integer,
    amount_currency text,
    received_on date,
    valid_until date,
    offer bytes,
    choice_reason bytes,
    chosen_by id,
    approved_by id,
    chosen_on date,
    approved_on date,
    custom bytes,
    PRIMARY KEY (id, person),
    CHECK (approved_by IS NULL OR (chosen_by IS NOT NULL AND approved_by <> chosen_by))
);
CREATE INDEX reintegration_quote_case ON reintegration_quote (return_case, person);
CREATE INDEX reintegration_quote_item ON reintegration_quote (item, person);
CREATE INDEX reintegration_quote_person ON reintegration_quote (person);
CREATE INDEX reintegration_quote_assigned ON reintegration_quote (assigned, id);
CREATE INDEX reintegration_quote_office ON reintegration_quote (office, id);
CREATE INDEX reintegration_quote_organisation ON reintegration_quote (organisation, id);
CREATE INDEX reintegration_quote_state ON reintegration_quote (organisation, state, id);
CREATE INDEX reintegration_quote_office_state ON reintegration_quote (office, state, id);

CREATE TABLE reintegration_delivery (
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
    item id,
    delivered_on date,
    what bytes,
    value integer,
    value_currency text,
    complete integer,
    recipient bytes,
    signature text,
    receipt bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_delivery_case ON reintegration_delivery (return_case, person);
CREATE INDEX reintegration_delivery_item ON reintegration_delivery (item, person);
CREATE INDEX reintegration_delivery_person ON reintegration_delivery (person);
CREATE INDEX reintegration_delivery_assigned ON reintegration_delivery (assigned, id);
CREATE INDEX reintegration_delivery_office ON reintegration_delivery (office, id);
CREATE INDEX reintegration_delivery_organisation ON reintegration_delivery (organisation, id);
CREATE INDEX reintegration_delivery_state ON reintegration_delivery (organisation, state, id);
CREATE INDEX reintegration_delivery_office_state ON reintegration_delivery (office, state, id);

CREATE TABLE reintegration_training (
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
    item id,
    kind text,
    title bytes,
    institution bytes,
    place bytes,
    starts_on date,
    ends_on date,
    hours integer,
    certificate integer,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_training_case ON reintegration_training (return_case, person);
CREATE INDEX reintegration_training_person ON reintegration_training (person);
CREATE INDEX reintegration_training_assigned ON reintegration_training (assigned, id);
CREATE INDEX reintegration_training_office ON reintegration_training (office, id);
CREATE INDEX reintegration_training_organisation ON reintegration_training (organisation, id);
CREATE INDEX reintegration_training_state ON reintegration_training (organisation, state, id);
CREATE INDEX reintegration_training_office_state ON reintegration_training (office, state, id);

CREATE TABLE reintegration_business (
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
    item id,
    kind text,
    title bytes,
    planned_on date,
    reached_on date,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_business_case ON reintegration_business (return_case, person);
CREATE INDEX reintegration_business_person ON reintegration_business (person);
CREATE INDEX reintegration_business_assigned ON reintegration_business (assigned, id);
CREATE INDEX reintegration_business_office ON reintegration_business (office, id);
CREATE INDEX reintegration_business_organisation ON reintegration_business (organisation, id);
CREATE INDEX reintegration_business_state ON reintegration_business (organisation, state, id);
CREATE INDEX reintegration_business_office_state ON reintegration_business (office, state, id);

CREATE TABLE reintegration_session (
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
    kind text,
    minutes integer,
    problems bytes,
    note bytes,
    plan bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_session_case ON reintegration_session (return_case, person);
CREATE INDEX reintegration_session_person ON reintegration_session (person);
CREATE INDEX reintegration_session_assigned ON reintegration_session (assigned, id);
CREATE INDEX reintegration_session_office ON reintegration_session (office, id);
CREATE INDEX reintegration_session_organisation ON reintegration_session (organisation, id);

CREATE TABLE reintegration_proof (
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
    item id,
    seen_on date,
    means text,
    finding bytes,
    decided_by id,
    decided_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_proof_case ON reintegration_proof (return_case, person);
CREATE INDEX reintegration_proof_item ON reintegration_proof (item, person);
CREATE INDEX reintegration_proof_person ON reintegration_proof (person);
CREATE INDEX reintegration_proof_assigned ON reintegration_proof (assigned, id);
CREATE INDEX reintegration_proof_office ON reintegration_proof (office, id);
CREATE INDEX reintegration_proof_organisation ON reintegration_proof (organisation, id);
CREATE INDEX reintegration_proof_state ON reintegration_proof (organisation, state, id);
CREATE INDEX reintegration_proof_office_state ON reintegration_proof (office, state, id);

CREATE TABLE reintegration_excess (
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
    amount integer,
    amount_currency text,
    reason text,
    explanation bytes,
    signed_by id,
    signed_on date,
    custom bytes,
    PRIMARY KEY (id, person),
    CHECK (signed_by IS NULL OR signed_by <> created_by)
);
CREATE INDEX reintegration_excess_case ON reintegration_excess (return_case, person);
CREATE INDEX reintegration_excess_person ON reintegration_excess (person);
CREATE INDEX reintegration_excess_assigned ON reintegration_excess (assigned, id);
CREATE INDEX reintegration_excess_office ON reintegration_excess (office, id);
CREATE INDEX reintegration_excess_organisation ON reintegration_excess (organisation, id);
CREATE INDEX reintegration_excess_state ON reintegration_excess (organisation, state, id);
CREATE INDEX reintegration_excess_office_state ON reintegration_excess (office, state, id);

CREATE TABLE reintegration_waiting (
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
    priority text,
    protection_priority bytes,
    wanted integer,
    wanted_currency text,
    since_on date,
    country text,
    profile text,
    note bytes,
    offered_line id,
    offered_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_waiting_case ON reintegration_waiting (return_case, person);
CREATE INDEX reintegration_waiting_person ON reintegration_waiting (person);
CREATE INDEX reintegration_waiting_assigned ON reintegration_waiting (assigned, id);
CREATE INDEX reintegration_waiting_office ON reintegration_waiting (office, id);
CREATE INDEX reintegration_waiting_organisation ON reintegration_waiting (organisation, id);
CREATE INDEX reintegration_waiting_state ON reintegration_waiting (organisation, state, id);
CREATE INDEX reintegration_waiting_office_state ON reintegration_waiting (office, state, id);
CREATE UNIQUE INDEX reintegration_waiting_open ON reintegration_waiting (return_case, person) WHERE state IN ('waiting', 'proposed', 'placed');

CREATE TABLE reintegration_supplier (
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
    name text,
    registration text,
    kinds text,
    country text,
    city text,
    contact bytes,
    conflict bytes,
    status text,
    status_from date,
    status_until date,
    status_reason bytes,
    custom bytes
);
CREATE INDEX reintegration_supplier_organisation ON reintegration_supplier (organisation, id);

CREATE TABLE reintegration_quote_rule (
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
    above integer,
    above_currency text,
    quotes integer,
    from_on date,
    until_on date,
    source text,
    verified integer,
    custom bytes
);
CREATE INDEX reintegration_quote_rule_organisation ON reintegration_quote_rule (organisation, id);

CREATE TABLE reintegration_entitlement (
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
    profile text,
    country text,
    budget_line id,
    amount integer,
    amount_currency text,
    from_on date,
    until_on date,
    source text,
    verified integer,
    custom bytes
);
CREATE INDEX reintegration_entitlement_organisation ON reintegration_entitlement (organisation, id);
