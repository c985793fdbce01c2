-- Who helps with what, where and when.  Some thousand rows; nothing about persons.
CREATE TABLE directory_site (
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
    provider id,
    name text,
    name_arabic text,
    region text,
    province text,
    city text,
    address text,
    address_arabic text,
    postal_code text,
    position text,
    address_hidden integer,
    accessibility text,
    access_note text,
    telephone text,
    generated integer,
    custom bytes
);
CREATE INDEX directory_site_organisation ON directory_site (organisation, id);

CREATE TABLE directory_service (
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
    site id,
    provider id,
    category text,
    also text,
    name text,
    name_ar text,
    name_en text,
    description text,
    description_ar text,
    description_en text,
    age_from integer,
    age_to integer,
    for_sex text,
    statuses text,
    needs text,
    conditions text,
    languages text,
    cost text,
    cost_note text,
    documents text,
    documents_note text,
    capacity integer,
    focal_office text,
    focal_function text,
    focal_telephone text,
    focal_email text,
    deputy_office text,
    deputy_function text,
    deputy_telephone text,
    deputy_email text,
    channel text,
    channel_address text,
    hidden integer,
    holidays integer,
    suspended_from date,
    suspended_until date,
    closed_on date,
    verified_on date,
    verify_by date,
    verified_by id,
    generated integer,
    custom bytes
);
CREATE UNIQUE INDEX directory_service_number ON directory_service (number);
CREATE INDEX directory_service_organisation ON directory_service (organisation, id);
CREATE INDEX directory_service_site ON directory_service (site, id);
CREATE INDEX directory_service_due ON directory_service (verify_by, id);

CREATE TABLE directory_hours (
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
    service id,
    days text,
    season text,
    opens text,
    closes text,
    note text,
    custom bytes
);
CREATE INDEX directory_hours_service ON directory_hours (service, id);

CREATE TABLE directory_closing (
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
    service id,
    starts_on date,
    ends_on date,
    reason text,
    custom bytes
);
CREATE INDEX directory_closing_service ON directory_closing (service, ends_on);

-- How many places of a week (its Monday) are taken; the one row that two who want the last place meet at.
CREATE TABLE directory_week (
    service id NOT NULL,
    week date NOT NULL,
    taken integer NOT NULL,
    PRIMARY KEY (service, week)
);
-- Who holds them: an identifier of whoever asked (a referral), nothing about persons.
CREATE TABLE directory_place (
    service id NOT NULL,
    holder id NOT NULL,
    week date NOT NULL,
    places integer NOT NULL,
    PRIMARY KEY (service, holder)
);
