-- Tickets: what the carrier is owed for somebody who travels, on a budget line that the programme named for travel.
ALTER TABLE budget_line ADD COLUMN travel integer;
CREATE TABLE return_ticket (
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
    source id,
    travel_on date,
    amount integer,
    amount_currency text,
    budget_line id,
    line_amount integer,
    line_amount_currency text,
    rate_note text,
    prepared_by id,
    released_by id,
    released_on date,
    paid_on date,
    receipt bytes,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX return_ticket_source ON return_ticket (source, person);
CREATE INDEX return_ticket_case ON return_ticket (return_case, person);
CREATE INDEX return_ticket_person ON return_ticket (person);
CREATE INDEX return_ticket_assigned ON return_ticket (assigned, id);
CREATE INDEX return_ticket_office ON return_ticket (office, id);
CREATE INDEX return_ticket_organisation ON return_ticket (organisation, id);
CREATE INDEX return_ticket_state ON return_ticket (organisation, state, id);
CREATE INDEX return_ticket_travel ON return_ticket (organisation, travel_on, id);
CREATE INDEX return_ticket_paid ON return_ticket (organisation, paid_on, line_amount_currency, line_amount, budget_line,
    office, person) WHERE paid_on IS NOT NULL;
CREATE UNIQUE INDEX return_ticket_number ON return_ticket (number);
