-- Versions of questionnaires: few rows, of an organisation.  What was published is never changed.
CREATE TABLE questionnaire (
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
    name text NOT NULL,
    edition integer NOT NULL,
    title_fr text,
    title_ar text,
    title_en text,
    status text,
    source text,
    occasions text,
    weighted integer,
    definition text,
    scoring text,
    published_on date,
    retired_on date,
    custom bytes
);
CREATE UNIQUE INDEX questionnaire_edition ON questionnaire (organisation, name, edition);
CREATE INDEX questionnaire_organisation ON questionnaire (organisation, id);
