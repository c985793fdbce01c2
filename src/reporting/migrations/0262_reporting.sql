-- Donors' reports: what a grant promised (goals and indicators), the reports due, their texts and entered values, and
-- the content of each as it was given for review and sent, which never changes.
CREATE TABLE report_goal (
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
    donor_grant id,
    level text,
    code text,
    title bytes,
    title_english bytes,
    title_arabic bytes,
    custom bytes
);
CREATE INDEX report_goal_grant ON report_goal (donor_grant);
CREATE INDEX report_goal_organisation ON report_goal (organisation, id);

CREATE TABLE report_indicator (
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
    goal id,
    code text,
    definition text,
    title bytes,
    title_english bytes,
    title_arabic bytes,
    meaning bytes,
    baseline integer,
    baseline_on date,
    target integer,
    target_on date,
    source bytes,
    ended integer,
    custom bytes
);
CREATE INDEX report_indicator_goal ON report_indicator (goal);
CREATE INDEX report_indicator_organisation ON report_indicator (organisation, id);

CREATE TABLE donor_report (
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
    donor_grant id,
    kind text,
    period_from date,
    period_to date,
    due_on date,
    begin_by date,
    submit_by date,
    review_by date,
    edition integer,
    replaces id,
    correction bytes,
    submitted_by id,
    submitted_on date,
    approved_by id,
    approved_on date,
    sent_on date,
    content_hash text,
    custom bytes
);
CREATE UNIQUE INDEX donor_report_number ON donor_report (number);
CREATE INDEX donor_report_grant ON donor_report (donor_grant);
CREATE INDEX donor_report_due ON donor_report (organisation, due_on, id);
CREATE INDEX donor_report_replaces ON donor_report (replaces);

CREATE TABLE report_text (
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
    report id,
    part text,
    language text,
    body bytes,
    custom bytes
);
CREATE UNIQUE INDEX report_text_one ON report_text (report, part, language);

CREATE TABLE report_value (
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
    report id,
    indicator id,
    value integer,
    counted_on date,
    source bytes,
    custom bytes
);
CREATE UNIQUE INDEX report_value_one ON report_value (report, indicator);

CREATE TABLE report_content (
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
    report id,
    content_hash text,
    content bytes,
    custom bytes
);
CREATE INDEX report_content_report ON report_content (report, content_hash);
