-- Lists of what belongs to persons, within an office or an organisation, newest first.
CREATE INDEX person_document_office ON person_document (office, id);
CREATE INDEX person_document_organisation ON person_document (organisation, id);
CREATE INDEX person_consent_office ON person_consent (office, id);
CREATE INDEX person_consent_organisation ON person_consent (organisation, id);
CREATE INDEX person_relation_office ON person_relation (office, id);
CREATE INDEX person_relation_organisation ON person_relation (organisation, id);
CREATE INDEX household_organisation ON household (organisation, id);
CREATE INDEX household_member_office ON household_member (office, id);
CREATE INDEX household_member_organisation ON household_member (organisation, id);
