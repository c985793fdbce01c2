-- Appointments with the service of a referral: a row on each side, each sealed with a key of its own.
CREATE TABLE referral_appointment (
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
    about text,
    service_name text,
    file id,
    mirror id,
    incoming integer,
    held_on date,
    begins bytes,
    minutes integer,
    zone text,
    place bytes,
    result text,
    reminded_on date,
    mailed_at instant,
    generated integer,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX referral_appointment_person ON referral_appointment (person);
CREATE INDEX referral_appointment_assigned ON referral_appointment (assigned, id);
CREATE INDEX referral_appointment_office ON referral_appointment (office, id);
CREATE INDEX referral_appointment_organisation ON referral_appointment (organisation, id);
CREATE INDEX referral_appointment_held ON referral_appointment (organisation, held_on, id);
CREATE INDEX referral_appointment_day ON referral_appointment (held_on, id);
CREATE INDEX referral_appointment_file ON referral_appointment (file, person, id);
