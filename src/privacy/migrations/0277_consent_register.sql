-- The register of consents: by the day on which they end, by purpose, by withdrawal, and counted from the index alone.
CREATE INDEX person_consent_ends ON person_consent (organisation,
    (CASE WHEN expires_on IS NULL THEN -9223372036854775807 ELSE expires_on END), id);
CREATE INDEX person_consent_office_ends ON person_consent (office,
    (CASE WHEN expires_on IS NULL THEN -9223372036854775807 ELSE expires_on END), id);
CREATE INDEX person_consent_register ON person_consent (organisation, purpose, withdrawn_on, expires_on, id);
