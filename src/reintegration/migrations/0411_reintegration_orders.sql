-- Orders to suppliers, and projects into which several persons put an item of their plans.
CREATE TABLE reintegration_order (
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
    goods bytes,
    amount integer,
    amount_currency text,
    due_on date,
    placed_on date,
    placed_by id,
    delivered_on date,
    invoice bytes,
    invoiced integer,
    invoiced_currency text,
    invoiced_on date,
    invoice_by id,
    accepted_by id,
    custom bytes,
    PRIMARY KEY (id, person),
    CHECK (placed_by IS NULL OR created_by IS NULL OR placed_by <> created_by),
    CHECK (accepted_by IS NULL OR (invoice_by IS NOT NULL AND accepted_by <> invoice_by))
);
CREATE INDEX reintegration_order_case ON reintegration_order (return_case, person);
CREATE UNIQUE INDEX reintegration_order_item ON reintegration_order (item, person) WHERE state <> 'cancelled';
CREATE UNIQUE INDEX reintegration_order_number ON reintegration_order (number);
CREATE INDEX reintegration_order_person ON reintegration_order (person);
CREATE INDEX reintegration_order_assigned ON reintegration_order (assigned, id);
CREATE INDEX reintegration_order_office ON reintegration_order (office, id);
CREATE INDEX reintegration_order_organisation ON reintegration_order (organisation, id);
CREATE INDEX reintegration_order_state ON reintegration_order (organisation, state, id);
CREATE INDEX reintegration_order_office_state ON reintegration_order (office, state, id);

CREATE TABLE reintegration_project (
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
    name text,
    kind text,
    category text,
    country text,
    place text,
    cost integer,
    cost_currency text,
    about bytes,
    members integer,
    starts_on date,
    agreed_by id,
    agreed_on date,
    custom bytes,
    CHECK (agreed_by IS NULL OR created_by IS NULL OR agreed_by <> created_by)
);
CREATE INDEX reintegration_project_organisation ON reintegration_project (organisation, id);
CREATE UNIQUE INDEX reintegration_project_number ON reintegration_project (number);

CREATE TABLE reintegration_share (
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
    project id,
    item id,
    brings bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX reintegration_share_case ON reintegration_share (return_case, person);
CREATE INDEX reintegration_share_project ON reintegration_share (project, id);
CREATE UNIQUE INDEX reintegration_share_item ON reintegration_share (item, person) WHERE state = 'joined';
CREATE INDEX reintegration_share_person ON reintegration_share (person);
CREATE INDEX reintegration_share_assigned ON reintegration_share (assigned, id);
CREATE INDEX reintegration_share_office ON reintegration_share (office, id);
CREATE INDEX reintegration_share_organisation ON reintegration_share (organisation, id);
CREATE INDEX reintegration_share_state ON reintegration_share (organisation, state, id);
CREATE INDEX reintegration_share_office_state ON reintegration_share (office, state, id);
