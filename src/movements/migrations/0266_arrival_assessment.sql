-- What a receiving office finds of somebody who arrived, sealed with a key that it alone holds.
CREATE TABLE movement_assessment (
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
    arrival id,
    assessed_on date,
    assessor bytes,
    place bytes,
    skills bytes,
    wishes bytes,
    needs bytes,
    risks bytes,
    project bytes,
    sent_on date,
    custom bytes,
    PRIMARY KEY (id, person)
);
CREATE INDEX movement_assessment_arrival ON movement_assessment (arrival, person);
CREATE INDEX movement_assessment_person ON movement_assessment (person);
CREATE INDEX movement_assessment_assigned ON movement_assessment (assigned, id);
CREATE INDEX movement_assessment_office ON movement_assessment (office, id);
CREATE INDEX movement_assessment_organisation ON movement_assessment (organisation, id);
