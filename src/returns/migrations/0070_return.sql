-- Return cases.  Narratives, screenings and destinations are sealed with the file's own data key.
CREATE TABLE return_case (
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
    received_on date,
    channel text,
    country_of_return text,
    destination bytes,
    reasons bytes,
    legal_status bytes,
    situation bytes,
    asylum_claim bytes,
    unhcr_notified_on date,
    age_at_application integer,
    sex text,
    nationality text,
    screened_on date,
    screening_outcome bytes,
    vulnerabilities bytes,
    screening_note bytes,
    counselled_on date,
    counselling_language text,
    counselling_note bytes,
    declared_on date,
    declaration_means text,
    travel_on date,
    carrier bytes,
    flight bytes,
    departure_airport bytes,
    escort text,
    pocket_money integer,
    pocket_money_currency text,
    departed_on date,
    age_at_departure integer,
    arrived_on date,
    plan_agreed_on date,
    monitored_on date,
    monitoring_note bytes,
    postponed_until date,
    withdrawn_on date,
    closure_reason text,
    closed_on date,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE UNIQUE INDEX return_case_one_open ON return_case (person) WHERE state NOT IN ('closed', 'withdrawn');
CREATE UNIQUE INDEX return_case_number ON return_case (number);
CREATE INDEX return_case_assigned ON return_case (assigned, changed_at);
CREATE INDEX return_case_unassigned ON return_case (organisation, id)
    WHERE assigned IS NULL AND state NOT IN ('closed', 'withdrawn');
CREATE INDEX return_case_person ON return_case (person);
CREATE INDEX return_case_office ON return_case (office, id);
CREATE INDEX return_case_organisation ON return_case (organisation, id);
CREATE INDEX return_case_state ON return_case (organisation, state, id);
CREATE INDEX return_case_received ON return_case (organisation, received_on);
CREATE INDEX return_case_departed ON return_case (organisation, departed_on);

CREATE TABLE return_milestone (
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
    kind text,
    requested_on date,
    settled_on date,
    valid_until date,
    note bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX return_milestone_assigned ON return_milestone (assigned, changed_at);
CREATE INDEX return_milestone_person ON return_milestone (person);
CREATE INDEX return_milestone_case ON return_milestone (return_case);

CREATE TABLE return_item (
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
    category text,
    modality text,
    description bytes,
    amount integer,
    amount_currency text,
    budget_line id,
    instalment integer,
    due date,
    line_amount integer,
    line_amount_currency text,
    rate_millionths integer,
    rate_note text,
    prepared_by id,
    released_by id,
    paid_on date,
    receipt bytes,
    justified_on date,
    proof_note bytes,
    custom bytes,
    PRIMARY KEY (id, person),
    CHECK (released_by IS NULL OR (prepared_by IS NOT NULL AND released_by <> prepared_by))
);
CREATE INDEX return_item_assigned ON return_item (assigned, changed_at);
CREATE INDEX return_item_person ON return_item (person);
CREATE INDEX return_item_case ON return_item (return_case);
CREATE UNIQUE INDEX return_item_number ON return_item (number);
CREATE INDEX return_item_state ON return_item (organisation, state, id);
